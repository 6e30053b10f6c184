//! The nearest facility there and back: both ways count, and need not be the same road.
//!
//! Never here: which of the ways is the way out.

use rayon::prelude::*;

use super::ends::{Ends, legs};
use super::label::Label;
use super::link::Link;
use super::metric::Weight;
use super::nearest::{Nearest, OnEdge, direct};
use super::sweep::{Heading, LANES, Start, Sweep};
use super::weighed::Weighed;
use crate::progress::{Cancelled, Progress};
use crate::units::Deciseconds;

/// For every place the facility with the shortest way there and back within `bound`; the lowest index of equal ones.
/// A boat on either way counts. Ticks once a facility.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn round_trip(
    weighed: Weighed<'_>,
    (facilities, places): (&[Option<Link>], &[Option<Link>]),
    bound: Deciseconds,
    progress: &dyn Progress,
) -> Result<Vec<Nearest>, Cancelled> {
    let on_edge = OnEdge::new(facilities);
    let mut sweeps = [Heading::Away, Heading::Back].map(|heading| {
        let ends = Ends::new(weighed, heading, facilities);
        (heading, ends, Sweep::<Way, LANES>::new(weighed.metric.hierarchy()))
    });
    let mut best = vec![Nearest::NONE; places.len()];
    for batch in sweeps[0].1.batches() {
        progress.check()?;
        sweeps.par_iter_mut().for_each(|(heading, ends, sweep)| {
            let starts: Vec<Start<Way>> = ends
                .starts::<u32>(&batch)
                .iter()
                .map(|&Start { lane, rank, label }| Start { lane, rank, label: Way::start(label) })
                .collect();
            sweep.run(weighed.metric, *heading, &starts, Way::within(bound));
        });
        let lane_of = |facility: u32| batch.iter().position(|&other| other == facility);
        best.par_iter_mut().zip(places).for_each(|(best, place)| {
            let Some(place) = place else { return };
            let mut ways = [[Way::NONE; LANES]; 2];
            for ((heading, _, sweep), ways) in sweeps.iter().zip(&mut ways) {
                for (vertex, leg) in legs(heading.opposite(), place) {
                    let Some(row) = sweep.row(weighed.rank(vertex)) else { continue };
                    let weight = Weight::new((leg + place.access).get(), false);
                    ways.iter_mut().zip(row).for_each(|(way, label)| *way = way.or_after(*label, weight));
                }
                for facility in on_edge.of(place.edge()) {
                    let (Some(lane), Some(link)) = (lane_of(facility), &facilities[facility as usize]) else {
                        continue;
                    };
                    let time = link.access + direct(*heading, link, place) + place.access;
                    if time.is_reached() {
                        ways[lane] = ways[lane].min(Way::start(time.get()));
                    }
                }
            }
            for (lane, &facility) in batch.iter().enumerate() {
                let (there, back) = (ways[0][lane], ways[1][lane]);
                let time = there.time() + back.time();
                if time.is_reached() && time <= bound {
                    *best = (*best).min(Nearest { time, facility, by_boat: there.by_boat() || back.by_boat() });
                }
            }
        });
        progress.tick(batch.len() as u64);
    }
    Ok(best)
}

/// A time and whether a boat was boarded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Way(u32);

impl Way {
    fn start(deciseconds: u32) -> Self {
        if deciseconds < u32::MAX / 2 { Self(deciseconds * 2) } else { Self::NONE }
    }

    /// The largest of those that take this long.
    fn within(time: Deciseconds) -> Self {
        Self(Self::start(time.get()).0 | 1)
    }

    fn time(self) -> Deciseconds {
        if self == Self::NONE { Deciseconds::UNREACHED } else { Deciseconds::new(self.0 / 2) }
    }

    fn by_boat(self) -> bool {
        self != Self::NONE && self.0 & 1 == 1
    }
}

impl Label for Way {
    const NONE: Self = Self(u32::MAX);

    #[inline(always)]
    fn after(self, weight: Weight) -> Self {
        Self(self.0.saturating_add(weight.time() * 2) | u32::from(weight.boat()))
    }
}
