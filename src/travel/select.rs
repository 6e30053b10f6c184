//! Sweeps for few targets: only the ranks above them are visited.
//!
//! RPHAST (Delling, Goldberg and Werneck, "Faster batched shortest paths in road networks", 2011). The targets' ancestors are copied into
//! arrays of their own, highest first; one selection serves all batches. Never here: what the targets are.

use super::hierarchy::Hierarchy;
use super::label::Label;
use super::metric::{Metric, Weight};
use super::sweep::{Heading, Start, Sweep};

/// The part of a hierarchy above some targets, for one metric and heading.
#[derive(Clone, Debug)]
pub struct Selection {
    heading: Heading,
    /// Ranks, highest first.
    rank: Vec<u32>,
    /// Arcs into entry `i` are `first[i] .. first[i + 1]`.
    first: Vec<u32>,
    /// Entries that arcs come from, always earlier ones, and the weights.
    arcs: Vec<(u32, Weight)>,
}

impl Selection {
    /// Selects what lies above `targets`; the answer also says which entry of the selection each target is.
    pub fn new(metric: &Metric, heading: Heading, targets: &[u32]) -> (Self, Vec<u32>) {
        let hierarchy = metric.hierarchy();
        let mut entry = vec![u32::MAX; hierarchy.vertex_count()];
        let mut rank = Vec::new();
        for &target in targets {
            let mut at = Some(target);
            while let Some(r) = at
                && entry[r as usize] == u32::MAX
            {
                entry[r as usize] = 0;
                rank.push(r);
                at = hierarchy.parent(r);
            }
        }
        if rank.len() < entry.len() / 16 {
            rank.sort_unstable_by(|a, b| b.cmp(a));
        } else {
            // Most ranks are there: going through all of them is quicker than sorting.
            rank.clear();
            rank.extend((0..entry.len() as u32).rev().filter(|&r| entry[r as usize] != u32::MAX));
        }
        for (i, &r) in rank.iter().enumerate() {
            entry[r as usize] = i as u32;
        }
        let (_, arcs) = metric.sides(heading);
        let (mut first, mut selected) = (vec![0], Vec::new());
        for &r in &rank {
            selected.extend(arcs.kept(r).iter().map(|&(head, weight)| (entry[head as usize], weight)));
            first.push(selected.len() as u32);
        }
        let entries = targets.iter().map(|&target| entry[target as usize]).collect();
        (Self { heading, rank, first, arcs: selected }, entries)
    }

    /// The number of entries.
    pub fn entry_count(&self) -> usize {
        self.rank.len()
    }
}

/// Scratch memory for sweeps over one selection.
#[derive(Clone, Debug)]
pub struct SelectedSweep<T, const L: usize> {
    climb: Sweep<T, L>,
    rows: Vec<[T; L]>,
}

impl<T: Label, const L: usize> SelectedSweep<T, L> {
    /// Memory for sweeps over a selection of `hierarchy`.
    pub fn new(hierarchy: &Hierarchy, selection: &Selection) -> Self {
        Self { climb: Sweep::new(hierarchy), rows: vec![[T::NONE; L]; selection.entry_count()] }
    }

    /// The labels of every entry after the last sweep.
    pub fn rows(&self) -> &[[T; L]] {
        &self.rows
    }

    /// Sweeps from `starts`, without a limit.
    pub fn run(&mut self, metric: &Metric, selection: &Selection, starts: &[Start<T>]) {
        run(self, metric, selection, starts);
    }

    #[inline(always)]
    fn both(&mut self, metric: &Metric, selection: &Selection, starts: &[Start<T>]) {
        self.climb.climb(metric.hierarchy(), metric.sides(selection.heading).0, starts);
        for (i, &rank) in selection.rank.iter().enumerate() {
            let (done, rest) = self.rows.split_at_mut(i);
            let mut row = self.climb.climbed_row(rank);
            let arcs = selection.first[i] as usize..selection.first[i + 1] as usize;
            for &(from, weight) in &selection.arcs[arcs] {
                for (label, from) in row.iter_mut().zip(&done[from as usize]) {
                    *label = label.or_after(*from, weight);
                }
            }
            rest[0] = row;
        }
    }
}

#[multiversion::multiversion(targets("x86_64+avx2", "x86_64+sse4.2"))]
fn run<T: Label, const L: usize>(
    sweep: &mut SelectedSweep<T, L>,
    metric: &Metric,
    selection: &Selection,
    starts: &[Start<T>],
) {
    sweep.both(metric, selection, starts);
}
