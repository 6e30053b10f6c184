//! The times around origins, vertex by vertex: one origin, or many in batches.
//!
//! Never here: places in the middle of edges (see [`nearest`](mod@super::nearest)), what the times are for.

use rayon::prelude::*;

use super::ends::Ends;
use super::link::Link;
use super::pool::Pool;
use super::sweep::{Heading, LANES, Start, Sweep};
use super::weighed::Weighed;
use crate::network::VertexId;
use crate::units::Deciseconds;

/// The times around one origin, the walk at the origin included.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a, const L: usize> {
    weighed: Weighed<'a>,
    sweep: &'a Sweep<u32, L>,
    lane: usize,
    limit: Deciseconds,
}

impl<const L: usize> Around<'_, L> {
    /// The time of a vertex; unreached or any later time beyond the limit.
    #[inline(always)]
    pub fn time(&self, vertex: VertexId) -> Deciseconds {
        let row = self.sweep.row(self.weighed.rank(vertex));
        row.map_or(Deciseconds::UNREACHED, |row| Deciseconds::new(row[self.lane]))
    }

    /// The vertices within the limit.
    pub fn reached(&self) -> impl Iterator<Item = VertexId> + '_ {
        let ranks = self.sweep.answered().iter().flat_map(|&(low, high)| low..=high);
        let near = ranks
            .filter(|&rank| self.sweep.row(rank).is_some_and(|row| Deciseconds::new(row[self.lane]) <= self.limit));
        near.map(|rank| VertexId(self.weighed.metric.hierarchy().vertex(rank)))
    }
}

/// Does `work` with the times around `origin`, followed to `limit`.
pub fn around<R>(
    weighed: Weighed<'_>,
    heading: Heading,
    origin: &Link,
    limit: Deciseconds,
    work: impl FnOnce(Around<'_, 1>) -> R,
) -> R {
    let mut sweep = Sweep::new(weighed.metric.hierarchy());
    let ends = Ends::new(weighed, heading, &[Some(*origin)]);
    sweep.run(weighed.metric, heading, &ends.starts(&[0]), limit.get());
    work(Around { weighed, sweep: &sweep, lane: 0, limit })
}

/// Does `work` with the times around `origin` and around other places, at each of which one is some time later; followed to
/// `limit`.
pub fn around_all<R>(
    weighed: Weighed<'_>,
    heading: Heading,
    (origin, others): (&Link, &[(Link, Deciseconds)]),
    limit: Deciseconds,
    work: impl FnOnce(Around<'_, 1>) -> R,
) -> R {
    let later = |&(mut link, time): &(Link, Deciseconds)| {
        link.access += time;
        Some(link)
    };
    let places: Vec<Option<Link>> = std::iter::once(Some(*origin)).chain(others.iter().map(later)).collect();
    let starts: Vec<Start<u32>> = Ends::new(weighed, heading, &places)
        .all()
        .iter()
        .map(|&(rank, time)| Start { lane: 0, rank, label: time.get() })
        .collect();
    let mut sweep = Sweep::new(weighed.metric.hierarchy());
    sweep.run(weighed.metric, heading, &starts, limit.get());
    work(Around { weighed, sweep: &sweep, lane: 0, limit })
}

/// Does `work` with the times around each origin, followed to `limit`, in parallel; the answers are in the order of
/// the origins, `None` for those without a link.
pub fn around_each<R: Send>(
    weighed: Weighed<'_>,
    heading: Heading,
    origins: &[Option<Link>],
    limit: Deciseconds,
    work: impl Fn(usize, Around<'_, LANES>) -> R + Sync,
) -> Vec<Option<R>> {
    let ends = Ends::new(weighed, heading, origins);
    let pool = Pool::new(|| Sweep::<u32, LANES>::new(weighed.metric.hierarchy()));
    let batches = ends.batches();
    // Where there are batches enough for all threads the lanes of each are read one by one: who waits for lanes would begin another
    // batch meanwhile, with a sweep of its own.
    let least = if batches.len() < 4 * rayon::current_num_threads() { 1 } else { LANES };
    let batch = |batch: Vec<u32>| {
        pool.lend(|sweep| {
            sweep.run(weighed.metric, heading, &ends.starts(&batch), limit.get());
            let lane = |(lane, &origin): (usize, &u32)| {
                (origin, work(origin as usize, Around { weighed, sweep, lane, limit }))
            };
            batch.par_iter().with_min_len(least).enumerate().map(lane).collect::<Vec<_>>()
        })
    };
    let done: Vec<Vec<(u32, R)>> = batches.into_par_iter().map(batch).collect();
    let mut answers: Vec<Option<R>> = origins.iter().map(|_| None).collect();
    done.into_iter().flatten().for_each(|(origin, answer)| answers[origin as usize] = Some(answer));
    answers
}
