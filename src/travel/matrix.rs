//! Origin-destination times: every origin to every destination, row by row.
//!
//! The smaller side goes into the lanes, in batches of places that are near each other; the other side is selected once. Never
//! here: files, ids of places.

use rayon::prelude::*;

use super::ends::Ends;
use super::label::TimeLabel;
use super::link::Link;
use super::metric::{Metric, Weight};
use super::nearest::OnEdge;
use super::pool::Pool;
use super::select::{SelectedSweep, Selection};
use super::sweep::{Heading, LANES};
use super::weighed::Weighed;
use crate::progress::{Cancelled, Progress};
use crate::units::Deciseconds;

/// Times from every origin to every destination within `horizon`, walks included: `origins x destinations`, row by row.
/// Ticks once an origin.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn matrix(
    weighed: Weighed<'_>,
    (origins, destinations): (&[Option<Link>], &[Option<Link>]),
    horizon: Deciseconds,
    progress: &dyn Progress,
) -> Result<Vec<Deciseconds>, Cancelled> {
    let from = Ends::new(weighed, Heading::Away, origins);
    let to = Ends::new(weighed, Heading::Back, destinations);
    let mut times = between(weighed.metric, (&from, &to), horizon, progress)?;
    // Pairs on one edge, the destination straight ahead of the origin.
    let on_edge = OnEdge::new(origins);
    for (d, destination) in destinations.iter().enumerate() {
        let Some(destination) = destination else { continue };
        for o in on_edge.of(destination.edge()) {
            let Some(origin) = &origins[o as usize] else { continue };
            let time = origin.access + origin.direct(destination) + destination.access;
            let cell = &mut times[o as usize * destinations.len() + d];
            if time <= horizon && time < *cell {
                *cell = time;
            }
        }
    }
    Ok(times)
}

/// Times over the network from every end to every other within `horizon`, row by row. Ticks once an origin.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn between(
    metric: &Metric,
    (origins, destinations): (&Ends, &Ends),
    horizon: Deciseconds,
    progress: &dyn Progress,
) -> Result<Vec<Deciseconds>, Cancelled> {
    let task = if origins.place_count() <= destinations.place_count() {
        Task { metric, heading: Heading::Away, lanes: origins, others: destinations, horizon }
    } else {
        Task { metric, heading: Heading::Back, lanes: destinations, others: origins, horizon }
    };
    if horizon.get() < u32::from(u16::MAX) { task.times::<u16>(progress) } else { task.times::<u32>(progress) }
}

/// One matrix: one side in lanes, the others selected. With [`Heading::Away`] the lanes are the rows.
struct Task<'a> {
    metric: &'a Metric,
    heading: Heading,
    lanes: &'a Ends,
    others: &'a Ends,
    horizon: Deciseconds,
}

/// A row of lanes for every other place.
type Block<T> = Vec<[T; LANES]>;

impl Task<'_> {
    fn times<T: TimeLabel>(&self, progress: &dyn Progress) -> Result<Vec<Deciseconds>, Cancelled> {
        let ranks: Vec<u32> = self.others.all().iter().map(|&(rank, _)| rank).collect();
        let (selection, entries) = Selection::new(self.metric, self.heading, &ranks);
        let batches = self.lanes.batches();
        let pool = Pool::new(|| SelectedSweep::<T, LANES>::new(self.metric.hierarchy(), &selection));
        let blocks = batches.par_iter().map(|batch| {
            progress.check()?;
            let block = pool.lend(|sweep| {
                sweep.run(self.metric, &selection, &self.lanes.starts(batch));
                self.read(&entries, sweep.rows())
            });
            if self.heading == Heading::Away {
                progress.tick(batch.len() as u64);
            }
            Ok(block)
        });
        let blocks: Vec<Block<T>> = blocks.collect::<Result<_, Cancelled>>()?;
        if self.heading == Heading::Back {
            progress.tick(self.others.place_count() as u64);
        }
        Ok(self.gather(&batches, &blocks))
    }

    /// The label of every other place, in all lanes.
    fn read<T: TimeLabel>(&self, entries: &[u32], rows: &[[T; LANES]]) -> Block<T> {
        let mut entry = entries.iter();
        let read = |place| {
            let mut best = [T::NONE; LANES];
            for (&(_, time), &entry) in self.others.of(place).iter().zip(&mut entry) {
                let weight = Weight::new(time.get(), false);
                for (best, label) in best.iter_mut().zip(&rows[entry as usize]) {
                    *best = (*best).min(label.after(weight));
                }
            }
            best
        };
        (0..self.others.place_count()).map(read).collect()
    }

    /// Puts the blocks of all batches in their places.
    fn gather<T: TimeLabel>(&self, batches: &[Vec<u32>], blocks: &[Block<T>]) -> Vec<Deciseconds> {
        let (rows, columns) = match self.heading {
            Heading::Away => (self.lanes.place_count(), self.others.place_count()),
            Heading::Back => (self.others.place_count(), self.lanes.place_count()),
        };
        let mut times = vec![Deciseconds::UNREACHED; rows * columns];
        let most = T::of(self.horizon);
        let within = |label: T| if label <= most { label.time() } else { Deciseconds::UNREACHED };
        match self.heading {
            Heading::Away => {
                let mut place = vec![None; rows];
                for (batch, block) in batches.iter().zip(blocks) {
                    batch.iter().enumerate().for_each(|(lane, &source)| place[source as usize] = Some((block, lane)));
                }
                times.par_chunks_mut(columns.max(1)).zip(&place).for_each(|(row, place)| {
                    if let Some((block, lane)) = place {
                        row.iter_mut().zip(*block).for_each(|(time, labels)| *time = within(labels[*lane]));
                    }
                });
            }
            Heading::Back => times.par_chunks_mut(columns.max(1)).enumerate().for_each(|(other, row)| {
                for (batch, block) in batches.iter().zip(blocks) {
                    batch.iter().zip(&block[other]).for_each(|(&lane, &label)| row[lane as usize] = within(label));
                }
            }),
        }
        times
    }
}
