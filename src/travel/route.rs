//! The way behind a time: legs from an origin to a destination, with shapes and minutes.
//!
//! Never here: words for legs (see `cli` and `server`), GeoJSON.

use super::link::{Leg, Link};
use super::path::path;
use super::weighed::Weighed;
use crate::network::{ArcKind, EdgeId, Network, ProfileId, Sense, Tier};
use crate::space::LatLon;
use crate::units::{Deciseconds, Metres};

/// How one leg of a journey is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LegKind {
    /// Between a place and its road.
    Walk,
    /// On a road, with the profile's means.
    Road,
    /// Boarding a boat.
    Board,
    /// At a quay, for a boat.
    Wait,
    /// On a boat.
    Ferry,
}

/// One leg of a journey.
#[derive(Clone, PartialEq, Debug)]
pub struct RouteLeg {
    /// How.
    pub kind: LegKind,
    /// The name of the way, where it has one.
    pub name: Option<String>,
    /// How long it takes.
    pub time: Deciseconds,
    /// Its length.
    pub length: Metres,
    /// Where it leads, at least two positions (equal ones for boarding).
    pub shape: Vec<LatLon>,
}

/// A journey; the times of its legs add up to its time.
#[derive(Clone, PartialEq, Debug)]
pub struct Route {
    /// The whole time.
    pub time: Deciseconds,
    /// The legs, in order.
    pub legs: Vec<RouteLeg>,
}

/// The fastest journey from `origin` at `from` to `destination` at `to`; `None` where there is none within `horizon`.
pub fn route(
    weighed: Weighed<'_>,
    (from, origin): (LatLon, &Link),
    (to, destination): (LatLon, &Link),
    horizon: Deciseconds,
) -> Option<Route> {
    let Weighed { network, profile, .. } = weighed;
    let (begins, ends): (Vec<Leg>, Vec<Leg>) = (origin.out.iter().collect(), destination.into.iter().collect());
    let over = path(weighed, &begins, &ends);
    let straight = origin.direct(destination);
    let over = over.filter(|path| path.time < straight);
    let road = over.as_ref().map_or(straight, |path| path.time);
    let time = origin.access + road + destination.access;
    if !time.is_reached() || time > horizon {
        return None;
    }
    let mut legs = Legs { network, profile, legs: Vec::new() };
    legs.walk(from, origin.snap.at, origin.access);
    match over {
        None => legs.part(origin.edge(), origin, destination),
        Some(path) => {
            let (first, before) = path.first;
            legs.leave(origin, first, before);
            for arc in path.arcs {
                match network.kind(arc) {
                    ArcKind::Edge(edge, sense) => legs.edge(edge, sense),
                    ArcKind::Board => {
                        legs.board(network.position(network.tail(arc)), network.weights(profile)[arc.index()])
                    }
                    ArcKind::Join => {}
                }
            }
            let (last, after) = path.last;
            legs.arrive(destination, last, after);
        }
    }
    legs.walk(destination.snap.at, to, destination.access);
    Some(Route { time, legs: legs.legs })
}

struct Legs<'a> {
    network: &'a Network,
    profile: ProfileId,
    legs: Vec<RouteLeg>,
}

impl Legs<'_> {
    /// Adds a leg, or lengthens the last one where that goes on in the same way.
    fn push(&mut self, kind: LegKind, name: Option<&str>, time: Deciseconds, shape: &[LatLon]) {
        let length = shape.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        if let Some(last) = self.legs.last_mut()
            && last.kind == kind
            && last.name.as_deref() == name
            && kind != LegKind::Board
        {
            last.time += time;
            last.length = last.length + length;
            last.shape.extend(shape.iter().skip(1));
            return;
        }
        let name = name.map(str::to_owned);
        self.legs.push(RouteLeg { kind, name, time, length, shape: shape.to_vec() });
    }

    fn walk(&mut self, from: LatLon, to: LatLon, time: Deciseconds) {
        if time > Deciseconds::ZERO {
            self.push(LegKind::Walk, None, time, &[from, to]);
        }
    }

    fn board(&mut self, at: LatLon, time: Deciseconds) {
        self.push(LegKind::Board, None, time, &[at, at]);
    }

    fn edge(&mut self, id: EdgeId, sense: Sense) {
        let shape = self.network.shape(id);
        let times = self.network.segment_times(id, self.profile, sense);
        let kind = if self.network.edge(id).is_ferry { LegKind::Ferry } else { LegKind::Road };
        let mut one = |segment: usize| {
            let pair = match sense {
                Sense::Along => [shape[segment], shape[segment + 1]],
                Sense::Against => [shape[segment + 1], shape[segment]],
            };
            self.push(kind, self.network.way(id, segment).name.as_deref(), times[segment], &pair);
        };
        match sense {
            Sense::Along => (0..times.len()).for_each(&mut one),
            Sense::Against => (0..times.len()).rev().for_each(&mut one),
        }
    }

    /// From the middle of an edge to its end.
    fn leave(&mut self, origin: &Link, first: crate::network::VertexId, time: Deciseconds) {
        let sense = Sense::BOTH.into_iter().find(|&sense| {
            origin.before(sense).is_some_and(|before| {
                let passage = (origin.edge(), sense);
                let start = |tier| self.network.start(passage, tier, self.profile) == Some(first);
                Tier::ALL.into_iter().any(start) && self.whole(origin.edge(), sense) - before == time
            })
        });
        if let Some(sense) = sense {
            let shape = self.shape_between(origin, None, sense);
            self.on(origin, time, &shape);
        }
    }

    /// From the beginning of an edge to a place in its middle.
    fn arrive(&mut self, destination: &Link, last: crate::network::VertexId, time: Deciseconds) {
        let sense = Sense::BOTH.into_iter().find(|&sense| {
            let entered = |tier| {
                let entries = self.network.entries((destination.edge(), sense), tier, self.profile);
                entries.is_some_and(|(from, bits)| {
                    last.0.checked_sub(from.0).is_some_and(|i| i < u64::BITS && bits >> i & 1 == 1)
                })
            };
            destination.before(sense) == Some(time) && Tier::ALL.into_iter().any(entered)
        });
        if let Some(sense) = sense {
            let mut shape = self.shape_between(destination, None, sense.turned());
            shape.reverse();
            self.on(destination, time, &shape);
        }
    }

    /// Between two places on one edge.
    fn part(&mut self, id: EdgeId, origin: &Link, destination: &Link) {
        let time = origin.direct(destination);
        let sense = Sense::BOTH.into_iter().find(|&sense| {
            matches!((origin.before(sense), destination.before(sense)), (Some(a), Some(b)) if a <= b && b - a == time)
        });
        if let Some(sense) = sense {
            let shape = self.shape_between(origin, Some(destination), sense);
            let name = self.network.way(id, origin.snap.spot.segment as usize).name.as_deref();
            self.push(LegKind::Road, name, time, &shape);
        }
    }

    fn on(&mut self, link: &Link, time: Deciseconds, shape: &[LatLon]) {
        let name = self.network.way(link.edge(), link.snap.spot.segment as usize).name.as_deref();
        self.push(LegKind::Road, name, time, shape);
    }

    fn whole(&self, id: EdgeId, sense: Sense) -> Deciseconds {
        self.network.segment_times(id, self.profile, sense).iter().copied().sum()
    }

    /// The positions from a place on an edge in one sense, to another place on it or to the edge's end.
    fn shape_between(&self, from: &Link, to: Option<&Link>, sense: Sense) -> Vec<LatLon> {
        let shape = self.network.shape(from.edge());
        let start = from.snap.spot.segment as usize;
        let stop = to.map(|to| to.snap.spot.segment as usize);
        let mut positions = vec![from.snap.at];
        match sense {
            Sense::Along => {
                positions.extend(&shape[start + 1..stop.map_or(shape.len(), |stop| (stop + 1).max(start + 1))])
            }
            Sense::Against => {
                let lowest = stop.map_or(0, |stop| (stop + 1).min(start + 1));
                positions.extend(shape[lowest..=start].iter().rev());
            }
        }
        positions.extend(to.map(|to| to.snap.at));
        positions
    }
}
