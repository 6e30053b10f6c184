//! The nearest of many facilities for every place, with its identity.
//!
//! One search from all facilities at once. Never here: what "in time" means (see `analysis`).

use std::collections::BTreeMap;

use super::link::Link;
use super::search::{Heading, Search, Seed};
use crate::network::{EdgeId, Network, ProfileId};
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
    network: &Network,
    profile: ProfileId,
    heading: Heading,
    (facilities, places): (&[Option<Link>], &[Option<Link>]),
    bound: Deciseconds,
) -> Vec<Nearest> {
    let mut search = Search::new(network);
    let field = Field::run(&mut search, (network, profile), heading, facilities, bound);
    places.iter().map(|place| place.as_ref().map_or(Nearest::NONE, |place| field.at(place))).collect()
}

/// The times around some facilities, ready to be read at any place.
#[derive(Debug)]
pub struct Field<'a> {
    search: &'a Search,
    heading: Heading,
    bound: Deciseconds,
    facilities: &'a [Option<Link>],
    on_edge: BTreeMap<EdgeId, Vec<u32>>,
}

impl<'a> Field<'a> {
    /// Searches around `facilities` as far as `bound`.
    pub fn run(
        search: &'a mut Search,
        (network, profile): (&Network, ProfileId),
        heading: Heading,
        facilities: &'a [Option<Link>],
        bound: Deciseconds,
    ) -> Self {
        let mut on_edge: BTreeMap<EdgeId, Vec<u32>> = BTreeMap::new();
        let linked = || facilities.iter().zip(0_u32..).filter_map(|(link, owner)| Some((link.as_ref()?, owner)));
        for (link, owner) in linked() {
            on_edge.entry(link.edge()).or_default().push(owner);
        }
        let seeds = linked().flat_map(|(link, owner)| {
            let legs = match heading {
                Heading::Away => link.out,
                Heading::Back => link.into,
            };
            let seeds = legs.iter().map(|(vertex, leg)| Seed { vertex, time: link.access + leg, owner });
            seeds.collect::<Vec<_>>()
        });
        search.run((network, profile), heading, seeds, bound);
        Self { search, heading, bound, facilities, on_edge }
    }

    /// The nearest facility of a place.
    pub fn at(&self, place: &Link) -> Nearest {
        let legs = match self.heading {
            Heading::Away => &place.into,
            Heading::Back => &place.out,
        };
        let by_vertex = legs.iter().filter_map(|(vertex, leg)| {
            let facility = self.search.owner(vertex)?;
            let by_boat = self.search.by_boat(vertex);
            Some(Nearest { time: self.search.time(vertex) + leg + place.access, facility, by_boat })
        });
        let straight = self.on_edge.get(&place.edge()).into_iter().flatten().filter_map(|&facility| {
            let link = self.facilities[facility as usize].as_ref()?;
            let road = match self.heading {
                Heading::Away => link.direct(place),
                Heading::Back => place.direct(link),
            };
            Some(Nearest { time: link.access + road + place.access, facility, by_boat: false })
        });
        let best = by_vertex.chain(straight).min().unwrap_or(Nearest::NONE);
        if best.time <= self.bound && best.time.is_reached() { best } else { Nearest::NONE }
    }

    /// The search behind the field.
    pub fn search(&self) -> &Search {
        self.search
    }
}
