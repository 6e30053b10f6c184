//! Snapping: which point of which road a place is linked to.
//!
//! The nearest point on a road that the profile may use and that is no trap or fragment (see
//! [`Components`]), at most [`SNAP_CAP`] away, never on a boat. The answer depends on the place
//! alone, not on other places. A point within [`NODE_REACH`] of a node of the way is at that node, so that a
//! coordinate rounded to six decimals does not land on the wrong side of a junction.
//! Never here: the time that the walk to the road takes (see `travel`).

use std::collections::BTreeSet;

use geo::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::{Components, EdgeId, Network, ProfileId, Sense};
use crate::space::{Extent, LatLon, LocalPlane};
use crate::units::Metres;

/// No place is linked to a road further away.
pub const SNAP_CAP: Metres = Metres(1_000.0);
/// Within this distance of a node of a way, a point is at the node.
pub const NODE_REACH: Metres = Metres(1.0);

/// A point on an edge: some share (0 to 1) of the way from one of its points to the next.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spot {
    /// The edge.
    pub edge: EdgeId,
    /// The segment of the edge's shape.
    pub segment: u32,
    /// How far along the segment.
    pub share: f64,
}

/// Where a place is linked to the network.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Snap {
    /// The point on the road.
    pub spot: Spot,
    /// Where that is.
    pub at: LatLon,
    /// How far from the place, as the crow flies.
    pub distance: Metres,
}

/// Why a place is linked to nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SnapFailure {
    /// No road for this profile within [`SNAP_CAP`].
    OffNetwork,
    /// Outside the box around all roads, and far from any.
    OutsideExtract,
    /// Within reach there are only fragments and traps.
    Fragment,
}

impl SnapFailure {
    /// The word for it in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::OffNetwork => "off_network",
            Self::OutsideExtract => "outside_extract",
            Self::Fragment => "fragment",
        }
    }
}

type EdgeBox = GeomWithData<Rectangle<[f64; 2]>, EdgeId>;

/// Finds the roads near a place.
#[derive(Debug)]
pub struct Snapper {
    boxes: RTree<EdgeBox>,
    extent: Option<Extent>,
    /// Components that are usable because a facility stands on them, a profile.
    admitted: Vec<BTreeSet<u32>>,
}

impl Snapper {
    /// Indexes the roads of a network.
    pub fn new(network: &Network) -> Self {
        let boxes = (0..network.edges().len()).map(EdgeId::new).filter(|&id| !network.edge(id).is_ferry);
        let boxes = boxes.filter_map(|id| {
            let extent = Extent::around(network.shape(id).iter().copied())?;
            let corners = Rectangle::from_corners([extent.west, extent.south], [extent.east, extent.north]);
            Some(GeomWithData::new(corners, id))
        });
        Self {
            boxes: RTree::bulk_load(boxes.collect()),
            extent: network.extent(),
            admitted: vec![BTreeSet::new(); network.profiles().len()],
        }
    }

    /// Links a place of any kind.
    ///
    /// # Errors
    /// Says why the place is linked to nothing.
    pub fn snap(&self, network: &Network, profile: ProfileId, at: LatLon) -> Result<Snap, SnapFailure> {
        let components = network.components(profile);
        let admitted = &self.admitted[profile.index()];
        // An admitted fragment serves those who have nothing else: it never draws a place away from the roads, so that
        // a further facility never makes a place worse off.
        let usable = |id| components.is_usable(id);
        let admitted = |id| Self::is_admitted(network, components, admitted, profile, id);
        let found = self.nearest(network, profile, at, &usable);
        if let Some(snap) = found.or_else(|| self.nearest(network, profile, at, &admitted)) {
            return Ok(snap);
        }
        if self.nearest(network, profile, at, &|_| true).is_some() {
            return Err(SnapFailure::Fragment);
        }
        let (lon, lat) = LocalPlane::at(at).reach(SNAP_CAP);
        match self.extent {
            Some(extent) if extent.grown(lon, lat).contains(at) => Err(SnapFailure::OffNetwork),
            _ => Err(SnapFailure::OutsideExtract),
        }
    }

    /// Links a facility. Where only a fragment is within reach, the facility makes that fragment usable for all that
    /// are linked later and have no other road within reach.
    ///
    /// # Errors
    /// Says why the facility is linked to nothing.
    pub fn snap_facility(&mut self, network: &Network, profile: ProfileId, at: LatLon) -> Result<Snap, SnapFailure> {
        match self.snap(network, profile, at) {
            Err(SnapFailure::Fragment) => {
                let Some(snap) = self.nearest(network, profile, at, &|_| true) else {
                    return Err(SnapFailure::Fragment);
                };
                if let Some(component) = component_of(network, profile, snap.spot.edge) {
                    self.admitted[profile.index()].insert(component);
                }
                Ok(snap)
            }
            answer => answer,
        }
    }

    fn is_admitted(
        network: &Network,
        components: &Components,
        admitted: &BTreeSet<u32>,
        profile: ProfileId,
        id: EdgeId,
    ) -> bool {
        !admitted.is_empty()
            && component_of(network, profile, id)
                .is_some_and(|component| admitted.contains(&component) && components.metres(component) > 0.0)
    }

    fn nearest(
        &self,
        network: &Network,
        profile: ProfileId,
        at: LatLon,
        usable: &dyn Fn(EdgeId) -> bool,
    ) -> Option<Snap> {
        let plane = LocalPlane::at(at);
        // Most places stand beside a road: a small box answers first, and is right when its answer lies inside it.
        for radius in [SNAP_CAP.0 / 16.0, SNAP_CAP.0 / 4.0, SNAP_CAP.0] {
            let (lon, lat) = plane.reach(Metres(radius));
            let around = AABB::from_corners([at.lon() - lon, at.lat() - lat], [at.lon() + lon, at.lat() + lat]);
            let mut best: Option<(f64, Spot)> = None;
            for entry in self.boxes.locate_in_envelope_intersecting(&around) {
                let id = entry.data;
                let open = Sense::BOTH.iter().any(|&sense| network.is_open(id, profile, sense));
                if open && usable(id) {
                    let near = nearest_on(network, id, &plane);
                    let key = |(distance, spot): &(f64, Spot)| (*distance, spot.edge, spot.segment);
                    if near.is_some_and(|near| best.is_none_or(|best| key(&near) < key(&best))) {
                        best = near;
                    }
                }
            }
            if let Some((distance, spot)) = best
                && distance <= radius
            {
                let spot = at_node(network, spot);
                let at = position(network, spot);
                return Some(Snap { spot, at, distance: Metres(distance) });
            }
        }
        None
    }
}

fn component_of(network: &Network, profile: ProfileId, id: EdgeId) -> Option<u32> {
    let edge = network.edge(id);
    let tail = if network.is_private(id, profile) { edge.tail[0] } else { edge.tail[1] };
    tail.map(|tail| network.components(profile).of(tail))
}

/// The point of an edge nearest to the plane's origin, and its distance in metres.
fn nearest_on(network: &Network, id: EdgeId, plane: &LocalPlane) -> Option<(f64, Spot)> {
    let mut best: Option<(f64, Spot)> = None;
    let mut points = network.shape(id).iter().map(|&at| plane.metres(at));
    let mut a = points.next()?;
    for (segment, b) in points.enumerate() {
        let step = b - a;
        let square = step.x * step.x + step.y * step.y;
        let share = if square > 0.0 { (-(a.x * step.x + a.y * step.y) / square).clamp(0.0, 1.0) } else { 0.0 };
        let Coord { x, y } = a + step * share;
        let distance = x.hypot(y);
        if best.is_none_or(|(nearest, _)| distance < nearest) {
            best = Some((distance, Spot { edge: id, segment: segment as u32, share }));
        }
        a = b;
    }
    best
}

/// The spot itself, or the node of its segment that is within [`NODE_REACH`].
fn at_node(network: &Network, spot: Spot) -> Spot {
    let shape = network.shape(spot.edge);
    let length = shape[spot.segment as usize].distance(shape[spot.segment as usize + 1]).0;
    let (before, after) = (length * spot.share, length * (1.0 - spot.share));
    let share = if before.min(after) > NODE_REACH.0 {
        spot.share
    } else if before <= after {
        0.0
    } else {
        1.0
    };
    Spot { share, ..spot }
}

/// Where a spot lies.
pub fn position(network: &Network, spot: Spot) -> LatLon {
    let shape = network.shape(spot.edge);
    let (a, b) = (shape[spot.segment as usize], shape[spot.segment as usize + 1]);
    let plane = LocalPlane::at(a);
    plane.position(plane.metres(b) * spot.share)
}
