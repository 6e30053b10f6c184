//! The nearest of many facilities for every place, with its identity.
//!
//! One sweep from all facilities at once. Never here: what "in time" means (see `analysis`).

use rayon::prelude::*;

use super::ends::legs;
use super::label::Owned;
use super::link::Link;
use super::sweep::{Heading, Start, Sweep};
use super::weighed::Weighed;
use crate::network::{EdgeId, VertexId};
use crate::units::Deciseconds;

/// The nearest facility of one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Nearest {
    /// Walk + network + walk.
    pub time: Deciseconds,
    /// The index of the facility; the lowest of equally near ones. All ones when unreached.
    pub facility: u32,
    /// Is a boat boarded on the way?
    pub by_boat: bool,
}

impl Nearest {
    /// No facility within the bound.
    pub const NONE: Self = Self { time: Deciseconds::UNREACHED, facility: u32::MAX, by_boat: false };
}

/// For every place the nearest facility within `bound`. `heading` [`Heading::Away`]: the facilities travel to the places;
/// [`Heading::Back`]: the places travel to the facilities. Places and facilities without a link have no answer.
pub fn nearest(
    weighed: Weighed<'_>,
    heading: Heading,
    (facilities, places): (&[Option<Link>], &[Option<Link>]),
    bound: Deciseconds,
) -> Vec<Nearest> {
    let field = Field::new(weighed, heading, facilities, bound);
    places.par_iter().map(|place| place.as_ref().map_or(Nearest::NONE, |place| field.at(place))).collect()
}

/// The times around some facilities, ready to be read at any place.
#[derive(Debug)]
pub struct Field<'a> {
    weighed: Weighed<'a>,
    heading: Heading,
    bound: Deciseconds,
    facilities: &'a [Option<Link>],
    on_edge: OnEdge,
    sweep: Sweep<u64, 1>,
}

impl<'a> Field<'a> {
    /// Sweeps around `facilities` as far as `bound`.
    pub fn new(weighed: Weighed<'a>, heading: Heading, facilities: &'a [Option<Link>], bound: Deciseconds) -> Self {
        let mut sweep = Sweep::new(weighed.metric.hierarchy());
        sweep.run(weighed.metric, heading, &starts(weighed, heading, facilities), Owned::within(bound).0);
        Self { weighed, heading, bound, facilities, on_edge: OnEdge::new(facilities), sweep }
    }

    /// The nearest facility of a place.
    pub fn at(&self, place: &Link) -> Nearest {
        let by_vertex =
            legs(self.heading.opposite(), place).map(|(vertex, leg)| self.label(vertex).plus(leg + place.access));
        let straight = self.on_edge.of(place.edge()).filter_map(|facility| {
            let link = self.facilities[facility as usize].as_ref()?;
            Some(Owned::new(link.access + direct(self.heading, link, place) + place.access, facility))
        });
        let best = by_vertex.chain(straight).min().unwrap_or(Owned::NONE);
        match best.owner().filter(|_| best.time() <= self.bound) {
            Some(facility) => Nearest { time: best.time(), facility, by_boat: best.by_boat() },
            None => Nearest::NONE,
        }
    }

    fn label(&self, vertex: VertexId) -> Owned {
        self.sweep.row(self.weighed.rank(vertex)).map_or(Owned::NONE, |&[label]| Owned(label))
    }
}

/// The road time between a source and a target that share an edge, where the one to be reached lies ahead.
pub fn direct(heading: Heading, source: &Link, target: &Link) -> Deciseconds {
    match heading {
        Heading::Away => source.direct(target),
        Heading::Back => target.direct(source),
    }
}

/// Where the journeys of facilities begin, in one lane; a facility's index is its owner.
pub fn starts(weighed: Weighed<'_>, heading: Heading, facilities: &[Option<Link>]) -> Vec<Start<u64>> {
    let mut starts = Vec::with_capacity(facilities.len() * 2);
    for (facility, owner) in facilities.iter().zip(0_u32..) {
        let Some(link) = facility else { continue };
        starts.extend(legs(heading, link).map(|(vertex, leg)| Start {
            lane: 0,
            rank: weighed.rank(vertex),
            label: Owned::new(link.access + leg, owner).0,
        }));
    }
    starts
}

/// Which of some places stand on which edge.
#[derive(Clone, Debug)]
pub struct OnEdge(Vec<(EdgeId, u32)>);

impl OnEdge {
    /// Sorts places by edge.
    pub fn new(places: &[Option<Link>]) -> Self {
        let linked = places.iter().zip(0..).filter_map(|(link, place)| Some((link.as_ref()?.edge(), place)));
        let mut by_edge: Vec<(EdgeId, u32)> = linked.collect();
        by_edge.sort_unstable();
        Self(by_edge)
    }

    /// The places on an edge, by ascending index.
    pub fn of(&self, edge: EdgeId) -> impl Iterator<Item = u32> + '_ {
        let first = self.0.partition_point(|&(other, _)| other < edge);
        self.0[first..].iter().take_while(move |&&(other, _)| other == edge).map(|&(_, place)| place)
    }
}
