//! The area that a facility belongs to.
//!
//! Never here: areas of demand (see `layer::units`).

use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::places::{AreaIndex, Areas, DemandPoint, Facility};
use crate::space::LatLon;

/// The area of every facility: the one that its table names, else the one whose outline holds it, else that of the
/// nearest demand point, because areas known by code only have no outline. None where there is no demand in any area.
pub fn areas_of_facilities(
    facilities: &[Facility],
    areas: &Areas,
    (demand, area_of): (&[DemandPoint], &[Option<AreaIndex>]),
) -> Vec<Option<AreaIndex>> {
    let known = |facility: &Facility| {
        facility.area.as_deref().and_then(|code| areas.find(code)).or_else(|| areas.holding(facility.at))
    };
    let mut found: Vec<Option<AreaIndex>> = facilities.par_iter().map(known).collect();
    // An outline says where an area ends: outside all of them a facility is in none.
    let outlined = areas.all().iter().any(|area| !area.outline.0.is_empty());
    if outlined || found.iter().all(Option::is_some) {
        return found;
    }
    let homes =
        demand.iter().zip(area_of).filter_map(|(point, area)| Some(GeomWithData::new(sphere(point.at), (*area)?)));
    let homes = RTree::bulk_load(homes.collect());
    found.par_iter_mut().zip(facilities).filter(|(area, _)| area.is_none()).for_each(|(area, facility)| {
        let at = sphere(facility.at);
        // Of equally near ones the first area, so that the order of the demand does not count.
        let mut near = homes.nearest_neighbor_iter_with_distance_2(&at);
        let Some((first, distance)) = near.next() else { return };
        let ties = near.take_while(|(_, other)| *other <= distance).map(|(home, _)| home.data);
        *area = ties.chain([first.data]).min();
    });
    found
}

/// A position on the unit sphere: nearness holds across the 180th meridian too.
fn sphere(at: LatLon) -> [f64; 3] {
    let (lon, lat) = (at.lon().to_radians(), at.lat().to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}
