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

/// How many rows of lanes are turned into columns at a time: they fit into the nearest cache.
const TURNED: usize = 64;

impl Task<'_> {
    fn times<T: TimeLabel>(&self, progress: &dyn Progress) -> Result<Vec<Deciseconds>, Cancelled> {
        let ranks: Vec<u32> = self.others.all().iter().map(|&(rank, _)| rank).collect();
        let (selection, entries) = Selection::new(self.metric, self.heading, &ranks);
        let pool = Pool::new(|| SelectedSweep::<T, LANES>::new(self.metric.hierarchy(), &selection));
        let swept = Swept { task: self, selection: &selection, entries: &entries, pool: &pool };
        let (lanes, others) = (self.lanes.place_count(), self.others.place_count());
        let mut times = vec![Deciseconds::UNREACHED; lanes * others];
        let batches = self.lanes.batches();
        match self.heading {
            Heading::Away => {
                let mut rows: Vec<Option<&mut [Deciseconds]>> = times.chunks_mut(others.max(1)).map(Some).collect();
                let mut take = |batch: Vec<u32>| {
                    let rows = batch.iter().filter_map(|&lane| rows.get_mut(lane as usize)?.take()).collect();
                    (batch, rows)
                };
                let work: Vec<(Vec<u32>, Vec<&mut [Deciseconds]>)> = batches.into_iter().map(&mut take).collect();
                work.into_par_iter().try_for_each(|(batch, rows)| {
                    progress.check()?;
                    swept.rows(&batch, rows);
                    progress.tick(batch.len() as u64);
                    Ok(())
                })?;
            }
            Heading::Back => {
                let block = |batch: &Vec<u32>| {
                    progress.check()?;
                    Ok(swept.block(batch))
                };
                let blocks: Vec<Vec<[T; LANES]>> = batches.par_iter().map(block).collect::<Result<_, Cancelled>>()?;
                let within = self.within();
                times.par_chunks_mut(lanes.max(1)).enumerate().for_each(|(other, row)| {
                    for (batch, block) in batches.iter().zip(&blocks) {
                        batch.iter().zip(&block[other]).for_each(|(&lane, &label)| row[lane as usize] = within(label));
                    }
                    progress.tick(1);
                });
            }
        }
        Ok(times)
    }

    /// What a label comes to: nothing beyond the horizon.
    fn within<T: TimeLabel>(&self) -> impl Fn(T) -> Deciseconds + Copy {
        let most = T::of(self.horizon);
        move |label| if label <= most { label.time() } else { Deciseconds::UNREACHED }
    }
}

/// One matrix with its selection and the scratch memory of its sweeps.
struct Swept<'a, T, F> {
    task: &'a Task<'a>,
    selection: &'a Selection,
    /// The entry of the selection of every end of the other places.
    entries: &'a [u32],
    pool: &'a Pool<SelectedSweep<T, LANES>, F>,
}

impl<T: TimeLabel, F: Fn() -> SelectedSweep<T, LANES>> Swept<'_, T, F> {
    fn sweep<R>(&self, batch: &[u32], read: impl FnOnce(&[[T; LANES]]) -> R) -> R {
        self.pool.lend(|sweep| {
            sweep.run(self.task.metric, self.selection, &self.task.lanes.starts(batch));
            read(sweep.rows())
        })
    }

    /// The labels of one other place in all lanes.
    #[inline(always)]
    fn labels(&self, rows: &[[T; LANES]], place: usize) -> [T; LANES] {
        let ends = self.task.others.range(place);
        let mut best = [T::NONE; LANES];
        for (&(_, time), &entry) in self.task.others.all()[ends.clone()].iter().zip(&self.entries[ends]) {
            let weight = Weight::new(time.get(), false);
            for (best, label) in best.iter_mut().zip(&rows[entry as usize]) {
                *best = best.or_after(*label, weight);
            }
        }
        best
    }

    /// Fills the rows of a batch.
    fn rows(&self, batch: &[u32], mut rows: Vec<&mut [Deciseconds]>) {
        let within = self.task.within::<T>();
        self.sweep(batch, |swept| {
            for first in (0..self.task.others.place_count()).step_by(TURNED) {
                let last = (first + TURNED).min(self.task.others.place_count());
                let mut turned = [[T::NONE; LANES]; TURNED];
                turned.iter_mut().zip(first..last).for_each(|(labels, place)| *labels = self.labels(swept, place));
                for (lane, row) in rows.iter_mut().enumerate() {
                    let cells = row[first..last].iter_mut().zip(&turned);
                    cells.for_each(|(cell, labels)| *cell = within(labels[lane]));
                }
            }
        });
    }

    /// The labels of all other places.
    fn block(&self, batch: &[u32]) -> Vec<[T; LANES]> {
        self.sweep(batch, |swept| (0..self.task.others.place_count()).map(|place| self.labels(swept, place)).collect())
    }
}
