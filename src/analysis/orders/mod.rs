//! Service orders: where they came from, how fast they were answered, and what of their rates is more than chance.
//!
//! Never here: what may be told (see `layer::orders`), rows of tables, travel times (the caller brings them).

pub mod chance;
pub mod response;
pub mod shrink;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::places::{DemandPoint, Order};
use crate::space::LatLon;
use crate::units::Metres;

/// An order farther than this from all demand belongs to none of it.
pub const OUTSIDE: Metres = Metres(2_000.0);

/// The demand point of every order: the one that it names, else the nearest to its position in a straight line.
pub fn points_of(orders: &[Order], demand: &[DemandPoint]) -> Vec<Option<u32>> {
    let by_id: BTreeMap<&str, u32> = demand.iter().map(|point| point.id.as_str()).zip(0..).collect();
    let homes = demand.iter().zip(0_u32..).map(|(point, index)| GeomWithData::new(sphere(point.at), index));
    let homes = RTree::bulk_load(homes.collect());
    let nearest = |at: LatLon| {
        let mut near = homes.nearest_neighbor_iter_with_distance_2(&sphere(at));
        let (first, distance) = near.next()?;
        // Of equally near ones the first.
        let ties = near.take_while(|(_, other)| *other <= distance).map(|(home, _)| home.data);
        let point = ties.chain([first.data]).min()?;
        (demand[point as usize].at.distance(at) <= OUTSIDE).then_some(point)
    };
    let point = |order: &Order| {
        let named = order.place.as_deref().and_then(|id| by_id.get(id).copied());
        named.or_else(|| order.at.and_then(nearest))
    };
    orders.par_iter().map(point).collect()
}

/// A position on the unit sphere: nearness holds across the 180th meridian too.
fn sphere(at: LatLon) -> [f64; 3] {
    let (lon, lat) = (at.lon().to_radians(), at.lat().to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}
