//! The pairs of places that are within a limit of each other: a sparse matrix.
//!
//! Never here: what a limit promises.

use rayon::prelude::*;

use super::ends::Ends;
use super::label::TimeLabel;
use super::link::Link;
use super::metric::Weight;
use super::nearest::{OnEdge, direct};
use super::pool::Pool;
use super::sweep::{Heading, LANES, Sweep};
use super::weighed::Weighed;
use crate::progress::{Cancelled, Progress};
use crate::units::Deciseconds;

/// For each source the targets within `limit`, by ascending index, with their times, walks included. `heading`
/// [`Heading::Away`]: from the source to the target. Ticks once a source.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn within(
    weighed: Weighed<'_>,
    heading: Heading,
    (sources, targets): (&[Option<Link>], &[Option<Link>]),
    limit: Deciseconds,
    progress: &dyn Progress,
) -> Result<Vec<Vec<(u32, Deciseconds)>>, Cancelled> {
    let task = Task { weighed, heading, sources, targets, limit };
    if limit.get() < u32::from(u16::MAX) { task.pairs::<u16>(progress) } else { task.pairs::<u32>(progress) }
}

type Row = Vec<(u32, Deciseconds)>;

struct Task<'a> {
    weighed: Weighed<'a>,
    heading: Heading,
    sources: &'a [Option<Link>],
    targets: &'a [Option<Link>],
    limit: Deciseconds,
}

impl Task<'_> {
    fn pairs<T: TimeLabel>(&self, progress: &dyn Progress) -> Result<Vec<Row>, Cancelled> {
        // Legs of targets by rank, so that a sweep's intervals find those they reached.
        let targets = Ends::new(self.weighed, self.heading.opposite(), self.targets);
        let mut at_rank: Vec<(u32, u32, Weight)> = Vec::with_capacity(targets.all().len());
        for target in 0..targets.place_count() {
            let ends = targets.of(target).iter();
            at_rank.extend(ends.map(|&(rank, time)| (rank, target as u32, Weight::new(time.get(), false))));
        }
        at_rank.sort_unstable();
        let on_edge = OnEdge::new(self.targets);
        let pool = Pool::new(|| Sweep::<T, LANES>::new(self.weighed.metric.hierarchy()));
        let sources = Ends::new(self.weighed, self.heading, self.sources);
        let made = sources.batches().into_par_iter().map(|batch| {
            progress.check()?;
            let mut rows = vec![Row::new(); batch.len()];
            pool.lend(|sweep| {
                sweep.run(self.weighed.metric, self.heading, &sources.starts(&batch), T::of(self.limit));
                self.read(sweep, &at_rank, &mut rows);
            });
            for (row, &source) in rows.iter_mut().zip(&batch) {
                self.straight(source, &on_edge, row);
                row.sort_unstable();
                row.dedup_by_key(|(target, _)| *target);
            }
            progress.tick(batch.len() as u64);
            Ok((batch, rows))
        });
        let made: Vec<(Vec<u32>, Vec<Row>)> = made.collect::<Result<_, Cancelled>>()?;
        let mut pairs = vec![Row::new(); self.sources.len()];
        for (batch, rows) in made {
            batch.iter().zip(rows).for_each(|(&source, row)| pairs[source as usize] = row);
        }
        Ok(pairs)
    }

    fn read<T: TimeLabel>(&self, sweep: &Sweep<T, LANES>, at_rank: &[(u32, u32, Weight)], rows: &mut [Row]) {
        for &(low, high) in sweep.answered() {
            let first = at_rank.partition_point(|&(rank, ..)| rank < low);
            for &(rank, target, weight) in at_rank[first..].iter().take_while(|&&(rank, ..)| rank <= high) {
                let Some(labels) = sweep.row(rank) else { continue };
                for (row, label) in rows.iter_mut().zip(labels) {
                    let time = label.after(weight).time();
                    if time <= self.limit && time.is_reached() {
                        row.push((target, time));
                    }
                }
            }
        }
    }

    /// Targets on the source's own edge, straight ahead.
    fn straight(&self, source: u32, on_edge: &OnEdge, row: &mut Row) {
        let Some(link) = &self.sources[source as usize] else { return };
        for target in on_edge.of(link.edge()) {
            let Some(there) = &self.targets[target as usize] else { continue };
            let time = link.access + direct(self.heading, link, there) + there.access;
            if time <= self.limit && time.is_reached() {
                row.push((target, time));
            }
        }
    }
}
