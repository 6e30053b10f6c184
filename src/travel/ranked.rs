//! The k nearest of many facilities for every place, nearest first.
//!
//! One sweep that carries a sorted list of k journeys of different facilities. Never here: what the facilities are for.

use rayon::prelude::*;

use super::ends::legs;
use super::hierarchy::Hierarchy;
use super::label::{Label, Owned};
use super::link::Link;
use super::metric::{Arcs, Metric};
use super::nearest::{Nearest, OnEdge, direct, starts};
use super::sweep::{Heading, Start};
use super::weighed::Weighed;
use crate::units::Deciseconds;

/// For every place its `k` nearest facilities within `bound`, by time and then by index; fewer where there are no more.
/// `heading` [`Heading::Away`]: the facilities travel to the places.
pub fn k_nearest(
    weighed: Weighed<'_>,
    heading: Heading,
    (facilities, places): (&[Option<Link>], &[Option<Link>]),
    k: usize,
    bound: Deciseconds,
) -> Vec<Vec<Nearest>> {
    let lists = Lists::sweep(weighed.metric, heading, &starts(weighed, heading, facilities), k);
    let on_edge = OnEdge::new(facilities);
    let at = |place: &Option<Link>| {
        let Some(place) = place else { return Vec::new() };
        let mut list = vec![u64::NONE; k];
        for (vertex, leg) in legs(heading.opposite(), place) {
            merge(&mut list, lists.of(weighed.rank(vertex)), |label| Owned(label).plus(leg + place.access).0);
        }
        for facility in on_edge.of(place.edge()) {
            let Some(link) = &facilities[facility as usize] else { continue };
            let time = link.access + direct(heading, link, place) + place.access;
            merge(&mut list, &[Owned::new(time, facility).0], |label| label);
        }
        let found = list.into_iter().map(Owned).take_while(|label| label.time() <= bound && label.time().is_reached());
        let nearest =
            |label: Owned| Some(Nearest { time: label.time(), facility: label.owner()?, by_boat: label.by_boat() });
        found.filter_map(nearest).collect()
    };
    places.par_iter().map(at).collect()
}

/// A list a rank: labels of different owners, ascending, filled up with [`Label::NONE`].
struct Lists {
    k: usize,
    labels: Vec<u64>,
}

impl Lists {
    fn sweep(metric: &Metric, heading: Heading, starts: &[Start<u64>], k: usize) -> Self {
        let hierarchy = metric.hierarchy();
        let mut lists = Self { k, labels: vec![u64::NONE; hierarchy.vertex_count() * k] };
        if k == 0 {
            return lists;
        }
        for start in starts {
            let place = start.rank as usize * k;
            merge(&mut lists.labels[place..place + k], &[start.label], |label| label);
        }
        let (up, down) = metric.sides(heading);
        lists.climb(hierarchy, up);
        lists.descend(hierarchy, down);
        lists
    }

    fn climb(&mut self, hierarchy: &Hierarchy, arcs: &Arcs) {
        for rank in 0..hierarchy.vertex_count() as u32 {
            let (here, above) = self.labels.split_at_mut((rank as usize + 1) * self.k);
            let here = &here[rank as usize * self.k..];
            if here[0] == u64::NONE {
                continue;
            }
            for &(head, weight) in arcs.kept(rank) {
                let place = (head - rank - 1) as usize * self.k;
                merge(&mut above[place..place + self.k], here, |label| label.after(weight));
            }
        }
    }

    fn descend(&mut self, hierarchy: &Hierarchy, arcs: &Arcs) {
        for rank in (0..hierarchy.vertex_count() as u32).rev() {
            let (here, above) = self.labels.split_at_mut((rank as usize + 1) * self.k);
            let here = &mut here[rank as usize * self.k..];
            for &(head, weight) in arcs.kept(rank) {
                let place = (head - rank - 1) as usize * self.k;
                merge(here, &above[place..place + self.k], |label| label.after(weight));
            }
        }
    }

    fn of(&self, rank: u32) -> &[u64] {
        &self.labels[rank as usize * self.k..][..self.k]
    }
}

/// Puts labels of a sorted list, each moved on, into another one of different owners.
fn merge(into: &mut [u64], from: &[u64], moved: impl Fn(u64) -> u64) {
    let same = |a: u64, b: u64| Owned(a).owner() == Owned(b).owner();
    for &label in from {
        let label = moved(label);
        // Those that follow are larger still. Two labels of an owner differ: the boat is in them.
        let Some(place) = into.iter().position(|&other| label < other) else { return };
        if into[..place].iter().any(|&other| same(other, label)) {
            continue;
        }
        let last = into.iter().position(|&other| same(other, label)).unwrap_or(into.len() - 1);
        into[place..=last].rotate_right(1);
        into[place] = label;
    }
}
