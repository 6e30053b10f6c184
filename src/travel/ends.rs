//! The ends of journeys: for every place the ranks at which it is left or come to, with the time between.
//!
//! Never here: what the places are, sweeps.

use std::ops::Range;

use super::hierarchy::Hierarchy;
use super::label::TimeLabel;
use super::link::{Leg, Link};
use super::sweep::{Heading, LANES, Start};
use super::weighed::Weighed;
use crate::units::Deciseconds;

/// Ranks and times of some places.
#[derive(Clone, Debug)]
pub struct Ends {
    /// Ends of place `i` are `first[i] .. first[i + 1]`.
    first: Vec<u32>,
    ends: Vec<(u32, Deciseconds)>,
}

impl Ends {
    /// Where linked places are left ([`Heading::Away`]) or come to, the walk included. A place without a link has none.
    pub fn new(weighed: Weighed<'_>, heading: Heading, places: &[Option<Link>]) -> Self {
        let (mut first, mut ends) = (Vec::with_capacity(places.len() + 1), Vec::with_capacity(places.len() * 2));
        first.push(0);
        for place in places {
            if let Some(link) = place {
                ends.extend(legs(heading, link).map(|(vertex, leg)| (weighed.rank(vertex), leg + link.access)));
            }
            first.push(ends.len() as u32);
        }
        Self { first, ends }
    }

    /// Places that are vertices.
    pub fn at_vertices(hierarchy: &Hierarchy, vertices: &[u32]) -> Self {
        Self {
            first: (0..=vertices.len() as u32).collect(),
            ends: vertices.iter().map(|&vertex| (hierarchy.rank(vertex), Deciseconds::ZERO)).collect(),
        }
    }

    /// The number of places.
    pub fn place_count(&self) -> usize {
        self.first.len() - 1
    }

    /// Where the ends of one place stand among all.
    pub fn range(&self, place: usize) -> Range<usize> {
        self.first[place] as usize..self.first[place + 1] as usize
    }

    /// The ends of one place.
    pub fn of(&self, place: usize) -> &[(u32, Deciseconds)] {
        &self.ends[self.range(place)]
    }

    /// The ends of all places, one after another.
    pub fn all(&self) -> &[(u32, Deciseconds)] {
        &self.ends
    }

    /// Places that have ends, in batches of [`LANES`], each of places that are near each other.
    pub fn batches(&self) -> Vec<Vec<u32>> {
        // What is near in rank hangs under one vertex: sweeps for the batch visit the same subtrees.
        let lowest = |place: usize| self.of(place).iter().map(|&(rank, _)| rank).min();
        let mut sorted: Vec<(u32, u32)> =
            (0..self.place_count()).filter_map(|place| Some((lowest(place)?, place as u32))).collect();
        sorted.sort_unstable();
        sorted.chunks(LANES).map(|batch| batch.iter().map(|&(_, place)| place).collect()).collect()
    }

    /// Where the journeys of a batch begin, one lane a place.
    pub fn starts<T: TimeLabel>(&self, batch: &[u32]) -> Vec<Start<T>> {
        let lane = |(lane, &place): (usize, &u32)| {
            let ends = self.of(place as usize).iter();
            ends.map(move |&(rank, time)| Start { lane, rank, label: T::of(time) })
        };
        batch.iter().enumerate().flat_map(lane).collect()
    }
}

/// The legs by which a place is left ([`Heading::Away`]) or come to.
pub fn legs(heading: Heading, link: &Link) -> impl Iterator<Item = Leg> + '_ {
    match heading {
        Heading::Away => &link.out,
        Heading::Back => &link.into,
    }
    .iter()
}
