//! Snapping: which point of which road a place is linked to.
//!
//! The nearest point on a road that the profile may use, that is no trap or fragment (see [`Components`](super::Components)), and that can
//! be walked to in a straight line without crossing a wall: a river, a shore, a railway, a motorway (see
//! [`walls`](super::walls)). At most [`SNAP_CAP`] away, never on a boat, never on a motorway. Roads on bridges and in
//! tunnels are above or below a place rather than beside it: they serve only where no road on the ground can be walked
//! to. The answer depends on the place alone, not on other places. A point within [`NODE_REACH`] of a node of the way
//! is at that node, so that a coordinate rounded to six decimals does not land on the wrong side of a junction.
//!
//! Where every road within reach lies behind a wall, the kind of wall decides. Rivers, railways and motorways have
//! bridges and underpasses, mapped or not, and nobody lives between them for ever: the place is linked to the nearest
//! road, and [`Snap::across`] says that its walk is too short. Open water is another matter: an islet without roads is
//! not a few minutes' walk from the mainland. Such a place has no link ([`SnapFailure::AcrossWater`]).
//! Never here: the time that the walk to the road takes (see `travel`).

mod search;

use std::collections::BTreeSet;

use super::walls::Walls;
use super::{EdgeId, Landing, Network, ProfileId, Sense};
use crate::space::{Extent, LatLon, LocalPlane};
use crate::units::{Metres, Speed};
use search::{Found, Roads};

/// How fast people walk between a place and its road, whatever the profile.
pub const WALK: Speed = Speed(5.0);
/// No place is linked to a road further away.
pub const SNAP_CAP: Metres = Metres(1_000.0);
/// Of the fragments around a place without better roads, those that are longer come before the stubs.
pub const FRAGMENT: Metres = Metres(100.0);
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
    /// Does the straight walk cross a river, a railway or a motorway, because every road within reach lies behind one?
    pub across: bool,
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
    /// All roads within reach lie across open water.
    AcrossWater,
}

impl SnapFailure {
    /// The word for it in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::OffNetwork => "off_network",
            Self::OutsideExtract => "outside_extract",
            Self::Fragment => "fragment",
            Self::AcrossWater => "across_water",
        }
    }
}

/// Finds the roads near a place.
#[derive(Debug)]
pub struct Snapper {
    ground: Roads,
    off_ground: Roads,
    walls: Walls,
    extent: Option<Extent>,
    /// Components that are usable because a facility stands on them, a profile.
    admitted: Vec<BTreeSet<u32>>,
}

impl Snapper {
    /// Indexes the roads of a network.
    pub fn new(network: &Network) -> Self {
        Self {
            ground: Roads::new(network, Landing::Ground),
            off_ground: Roads::new(network, Landing::OffGround),
            walls: Walls::new(network.walls()),
            extent: network.extent(),
            admitted: vec![BTreeSet::new(); network.profiles().len()],
        }
    }

    /// Links a place of any kind.
    ///
    /// # Errors
    /// Says why the place is linked to nothing.
    pub fn snap(&self, network: &Network, profile: ProfileId, at: LatLon) -> Result<Snap, SnapFailure> {
        let usable = |id| network.components(profile).is_usable(id);
        if let Some(snap) = taken(network, self.nearest(network, profile, at, &usable)) {
            return Ok(snap);
        }
        // An admitted fragment serves those who have nothing else; which one it is depends on the place alone. So a further
        // facility never draws a place away from its roads or from another facility.
        if let Some((snap, component)) = self.fragment(network, profile, at) {
            return if self.admitted[profile.index()].contains(&component) {
                Ok(snap)
            } else {
                Err(SnapFailure::Fragment)
            };
        }
        let any = self.nearest(network, profile, at, &|_| true);
        if taken(network, any).is_some() {
            return Err(SnapFailure::Fragment);
        } else if any.water {
            return Err(SnapFailure::AcrossWater);
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
        let answer = self.snap(network, profile, at);
        if answer != Err(SnapFailure::Fragment) {
            return answer;
        }
        if let Some((snap, component)) = self.fragment(network, profile, at) {
            self.admitted[profile.index()].insert(component);
            return Ok(snap);
        }
        // A trap serves the facility alone.
        taken(network, self.nearest(network, profile, at, &|_| true)).ok_or(SnapFailure::Fragment)
    }

    /// The fragment at a place without usable roads: the nearest longer than [`FRAGMENT`], else the nearest of any length.
    fn fragment(&self, network: &Network, profile: ProfileId, at: LatLon) -> Option<(Snap, u32)> {
        let components = network.components(profile);
        let longer_than = |metres: f64| {
            let long = |id| component_of(network, profile, id).is_some_and(|part| components.metres(part) > metres);
            let snap = taken(network, self.nearest(network, profile, at, &long))?;
            Some((snap, component_of(network, profile, snap.spot.edge)?))
        };
        longer_than(FRAGMENT.0).or_else(|| longer_than(0.0))
    }

    fn nearest(&self, network: &Network, profile: ProfileId, at: LatLon, usable: &dyn Fn(EdgeId) -> bool) -> Found {
        let plane = LocalPlane::at(at);
        let open = |id| Sense::BOTH.iter().any(|&sense| network.is_open(id, profile, sense)) && usable(id);
        let on = |roads: &Roads| roads.nearest((network, &self.walls), &plane, &open);
        on(&self.ground).or_else(|| on(&self.off_ground))
    }
}

/// What a place is linked to, of all that was found for it.
fn taken(network: &Network, found: Found) -> Option<Snap> {
    let candidate = found.clear.or(found.across)?;
    let spot = at_node(network, candidate.spot);
    let (at, distance) = (position(network, spot), Metres(candidate.distance));
    Some(Snap { spot, at, distance, across: found.clear.is_none() })
}

fn component_of(network: &Network, profile: ProfileId, id: EdgeId) -> Option<u32> {
    let edge = network.edge(id);
    let tail = if network.is_private(id, profile) { edge.tail[0] } else { edge.tail[1] };
    tail.map(|tail| network.components(profile).of(tail))
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
