//! Sweeps: times between some sources and all vertices, many sources at once.
//!
//! PHAST (Delling, Goldberg, Nowatzyk and Werneck, 2011) on a customized hierarchy: up from the sources, then down over all ranks. One lane a
//! source, so that an arc is read once for all of them; what lies beyond the limit in all lanes is skipped a subtree at a
//! time; nothing is cleared between batches. Never here: places.

use super::hierarchy::Hierarchy;
use super::label::Label;
use super::metric::{Arcs, Metric};

/// How many sources a batch has: so many 16-bit times are a cache line.
pub const LANES: usize = 32;

/// Subtrees of at most so many ranks are swept whole or not at all. Between 64 and 256 it makes little difference; below, sweeps are slower.
const SMALL: u32 = 128;

/// Which way the times run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heading {
    /// From the sources to the vertices.
    Away,
    /// From the vertices to the sources.
    Back,
}

impl Heading {
    /// The other one.
    pub fn opposite(self) -> Self {
        match self {
            Self::Away => Self::Back,
            Self::Back => Self::Away,
        }
    }
}

/// Where a journey of one lane begins: at a rank, with a label.
#[derive(Clone, Copy, Debug)]
pub struct Start<T> {
    /// The lane.
    pub lane: usize,
    /// The rank.
    pub rank: u32,
    /// What was spent before.
    pub label: T,
}

/// Scratch memory for sweeps of `L` lanes over one hierarchy; the answers of the last sweep are read from it.
#[derive(Clone, Debug)]
pub struct Sweep<T, const L: usize> {
    rows: Vec<[T; L]>,
    /// The smallest label of a row; known where the subtree is not small.
    low: Vec<T>,
    /// `2 b`: on the way up in batch `b`; `2 b + 1`: has its answer in batch `b`.
    stamp: Vec<u32>,
    batch: u32,
    climbed: Vec<u32>,
    answered: Vec<(u32, u32)>,
}

impl<T: Label, const L: usize> Sweep<T, L> {
    /// Memory for sweeps over `hierarchy`.
    pub fn new(hierarchy: &Hierarchy) -> Self {
        let count = hierarchy.vertex_count();
        Self {
            rows: vec![[T::NONE; L]; count],
            low: vec![T::NONE; count],
            stamp: vec![0; count],
            batch: 0,
            climbed: Vec::new(),
            answered: Vec::new(),
        }
    }

    /// The labels of all lanes at a rank, if the last sweep came there. Labels above its limit are not exact.
    #[inline(always)]
    pub fn row(&self, rank: u32) -> Option<&[T; L]> {
        (self.stamp[rank as usize] == self.batch * 2 + 1).then(|| &self.rows[rank as usize])
    }

    /// The ranks to which the last sweep came, as inclusive intervals from above to below.
    pub fn answered(&self) -> &[(u32, u32)] {
        &self.answered
    }

    /// Up from the starts: fills the rows of all ranks above them.
    #[inline(always)]
    pub(super) fn climb(&mut self, hierarchy: &Hierarchy, arcs: &Arcs, starts: &[Start<T>]) {
        self.batch += 1;
        if self.batch > u32::MAX / 2 - 1 {
            self.stamp.fill(0);
            self.batch = 1;
        }
        let mark = self.batch * 2;
        self.climbed.clear();
        for start in starts {
            let mut at = Some(start.rank);
            while let Some(rank) = at
                && self.stamp[rank as usize] != mark
            {
                self.stamp[rank as usize] = mark;
                self.rows[rank as usize] = [T::NONE; L];
                self.climbed.push(rank);
                at = hierarchy.parent(rank);
            }
            let label = &mut self.rows[start.rank as usize][start.lane];
            *label = start.label.min(*label);
        }
        if self.climbed.len() < self.stamp.len() / 16 {
            self.climbed.sort_unstable();
        } else {
            // Of many ranks going through all is quicker than sorting.
            self.climbed.clear();
            let stamps = self.stamp.iter().zip(0_u32..);
            self.climbed.extend(stamps.filter(|&(&stamp, _)| stamp == mark).map(|(_, rank)| rank));
        }
        for &rank in &self.climbed {
            let (here, above) = self.rows.split_at_mut(rank as usize + 1);
            let row = here[rank as usize];
            for &(head, weight) in arcs.kept(rank) {
                let target = &mut above[(head - rank - 1) as usize];
                for (target, label) in target.iter_mut().zip(&row) {
                    *target = target.or_after(*label, weight);
                }
            }
        }
    }

    /// The row of a rank after [`Sweep::climb`] and before anything else.
    #[inline(always)]
    pub(super) fn climbed_row(&self, rank: u32) -> [T; L] {
        if self.stamp[rank as usize] == self.batch * 2 { self.rows[rank as usize] } else { [T::NONE; L] }
    }

    /// Down over all ranks, but for subtrees beyond the limit.
    #[inline(always)]
    fn descend(&mut self, hierarchy: &Hierarchy, arcs: &Arcs, limit: T) {
        let (climbed, done) = (self.batch * 2, self.batch * 2 + 1);
        self.answered.clear();
        let mut end = hierarchy.vertex_count() as u32;
        let mut rank = end;
        while rank > 0 {
            rank -= 1;
            let is_climbed = self.stamp[rank as usize] == climbed;
            let (here, above) = self.rows.split_at_mut(rank as usize + 1);
            let mut row = if is_climbed { here[rank as usize] } else { [T::NONE; L] };
            for &(head, weight) in arcs.kept(rank) {
                let from = &above[(head - rank - 1) as usize];
                for (label, from) in row.iter_mut().zip(from) {
                    *label = label.or_after(*from, weight);
                }
            }
            let low = row.iter().fold(T::NONE, |low, &label| low.min(label));
            let is_far = |head: u32| self.low[head as usize] > limit;
            let lowest = rank + 1 - hierarchy.size(rank);
            if low > limit
                && !is_climbed
                && arcs.kept(rank).iter().all(|&(head, _)| is_far(head))
                && arcs.dropped(rank).iter().all(|&head| is_far(head))
            {
                // Whatever leads into the subtree passes this rank or one of those.
                if rank + 1 < end {
                    self.answered.push((rank + 1, end - 1));
                }
                rank = lowest;
                end = rank;
                continue;
            }
            here[rank as usize] = row;
            self.low[rank as usize] = low;
            if rank - lowest < SMALL {
                self.fill(arcs, lowest, rank, is_climbed);
                self.stamp[lowest as usize..=rank as usize].fill(done);
                rank = lowest;
            } else {
                self.stamp[rank as usize] = done;
            }
        }
        if end > 0 {
            self.answered.push((0, end - 1));
        }
    }

    /// All ranks of a small subtree below its root, arc by arc and without a question: few arcs lead to such ranks, and to foresee how
    /// many would cost more than they do.
    #[inline(always)]
    fn fill(&mut self, arcs: &Arcs, lowest: u32, root: u32, is_climbed: bool) {
        let below = lowest as usize..root as usize;
        if is_climbed {
            let stamped = self.rows[below.clone()].iter_mut().zip(&self.stamp[below]);
            stamped.filter(|&(_, &stamp)| stamp != self.batch * 2).for_each(|(row, _)| *row = [T::NONE; L]);
        } else {
            self.rows[below].fill([T::NONE; L]);
        }
        for (rank, head, weight) in arcs.falling(lowest, root) {
            let (here, above) = self.rows.split_at_mut(rank as usize + 1);
            let from = &above[(head - rank - 1) as usize];
            for (label, from) in here[rank as usize].iter_mut().zip(from) {
                *label = label.or_after(*from, weight);
            }
        }
    }

    /// Sweeps from `starts`. Labels up to `limit` are exact; what is beyond it in all lanes may be left out.
    pub fn run(&mut self, metric: &Metric, heading: Heading, starts: &[Start<T>], limit: T) {
        run(self, metric, heading, starts, limit);
    }
}

// One version for each instruction set: the loops over the lanes become vector instructions, more of them where they are wider.
#[multiversion::multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2", "x86_64+sse4.2"))]
fn run<T: Label, const L: usize>(
    sweep: &mut Sweep<T, L>,
    metric: &Metric,
    heading: Heading,
    starts: &[Start<T>],
    limit: T,
) {
    let (up, down) = metric.sides(heading);
    let hierarchy = metric.hierarchy();
    sweep.climb(hierarchy, up, starts);
    sweep.descend(hierarchy, down, limit);
}
