//! Two scenarios by cohort: how many members each kind reaches in time, worked out from figures that are published already.
//!
//! # Why members are not counted anew
//! What is told of a cohort in one scenario (see [`cohorts`](super::cohorts)) is safe by itself. Told again in a second scenario it is not:
//! nobody knows how many members there are, so a set told as 10 and then as 15 shows that somebody has moved over from a set that was
//! told as 0, and that they are fewer than `k`. `tests/it/attack.rs` has that very world. So of members only the figures of the study
//! itself are used, those in `cohorts.csv`, block by block; what a scenario changes is taken from the published counts of everybody.
//!
//! # The figures
//! In a block let `m` members be in time in the study, and `r` of those who are told not. Of everybody there `g` of the `u` who are not in
//! time gain, and `l` of the `c` who are in time lose, in a scenario. Then `m + r g / u - m l / c` members are in time in it, rounded. Gained
//! and lost between two scenarios are differences of these, block by block, so that `a + gained = b + lost`. They are estimates, and exact
//! where all or none of a block gain or lose. Since they are made from published figures they tell nothing that those did not.
//!
//! Never here: coverage, exact counts.

use serde::Serialize;

use super::cohorts::{CohortFigures, Cohorts, blocks};
use super::figures::{Basis, Figures};
use super::units::Units;
use crate::analysis::compare::Change;
use crate::places::{Areas, Cohort, Kind};
use crate::words::Words;

/// What is published of the study itself.
#[derive(Clone, Debug)]
pub struct Before {
    /// The figures of everybody.
    pub figures: Figures,
    /// The figures of cohorts.
    pub cohorts: Cohorts,
}

impl Before {
    /// Counts and publishes, where there are cohorts to tell of.
    pub fn new(basis: &Basis, cohorts: &[Cohort]) -> Option<Self> {
        let told = !cohorts.is_empty() && !basis.units.below_minimum_group();
        told.then(|| Self { figures: Figures::new(basis), cohorts: Cohorts::new(basis, cohorts) })
    }
}

/// The published figures of a scenario.
#[derive(Clone, Copy, Debug)]
pub struct After<'a> {
    /// The figures of everybody.
    pub figures: &'a Figures,
    /// So many times the people of each unit; empty where all are as they are.
    pub factors: &'a [f64],
}

/// The estimate for one cohort and one kind, or all joint kinds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CohortChange {
    /// The cohort.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The kind; `joint` for all joint kinds together.
    pub kind: String,
    /// Members in time in the first scenario.
    pub people_covered_a: u64,
    /// Members in time in the second.
    pub people_covered_b: u64,
    /// Summed over the blocks that have more in the second.
    pub gained: u64,
    /// Summed over the blocks that have less in the second.
    pub lost: u64,
    /// False where nothing changes: then both are the published figure of the study.
    pub estimated: bool,
}

/// One entry a cohort and kind, the joint kinds first. `alone(cohort, kind)`: the cohort has facilities of the kind for itself, so that
/// nothing about it follows from everybody's figures, and it has no entry.
pub fn changes(
    (units, areas, kinds): (&Units, &Areas, &[Kind]),
    declared: &[Cohort],
    before: &Before,
    (a, b): (After<'_>, After<'_>),
    alone: &dyn Fn(usize, usize) -> bool,
) -> Vec<CohortChange> {
    let blocks = blocks(units, areas);
    let columns = std::iter::once(None).chain((0..kinds.len()).map(Some));
    let mut found = Vec::new();
    for (column, (index, cohort)) in columns.flat_map(|column| declared.iter().enumerate().map(move |c| (column, c))) {
        let apart = |kind: usize| alone(index, kind);
        if column.map_or_else(|| (0..kinds.len()).any(apart), apart) {
            continue;
        }
        let Some(members) = before.cohorts.blocks.get(index) else { continue };
        let mut same = true;
        let parts = blocks.iter().filter_map(|(area, units)| {
            let there = members.get(area)?;
            let of = |after: &After<'_>| estimate(there, column, &Block::of(before, after, units, column));
            let (a, b) = (of(&a), of(&b));
            same &= (a, b) == (in_time(there, column), in_time(there, column));
            Some((a, b))
        });
        let change = Change::over(parts);
        found.push(CohortChange {
            id: cohort.id.clone(),
            name: cohort.name.clone(),
            kind: column.map_or_else(|| "joint".to_owned(), |kind| kinds[kind].id.clone()),
            people_covered_a: change.a,
            people_covered_b: change.b,
            gained: change.gained,
            lost: change.lost,
            estimated: !same,
        });
    }
    found.sort_by_key(|change| declared.iter().position(|cohort| cohort.id == change.id));
    found
}

/// Everybody in one block: the published counts of its units, summed.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Block {
    /// In the study.
    people: f64,
    /// In the scenario.
    people_after: f64,
    /// In time in the study, at the number of people of the scenario.
    covered: f64,
    /// Not in time, likewise.
    uncovered: f64,
    /// Summed over the units that have more in the scenario.
    gained: f64,
    /// Summed over the units that have less.
    lost: f64,
}

impl Block {
    fn of(before: &Before, after: &After<'_>, units: &[usize], column: Option<usize>) -> Self {
        let mut block = Self::default();
        for &unit in units {
            let (Some(was), Some(is)) = (before.figures.units.get(unit), after.figures.units.get(unit)) else {
                continue;
            };
            let factor = after.factors.get(unit).copied().unwrap_or(1.0);
            let (n, c) = match column {
                Some(kind) => (was.covered[kind], is.covered[kind]),
                None => (was.joint_covered, is.joint_covered),
            };
            let (people, was_covered) = (was.people as f64 * factor, n as f64 * factor);
            // Scaled counts are rounded: a half of a person is no change.
            let change = if (c as f64 - was_covered).abs() <= 0.5 { 0.0 } else { c as f64 - was_covered };
            block.people += was.people as f64;
            block.people_after += people;
            block.covered += was_covered;
            block.uncovered += (people - was_covered).max(0.0);
            block.gained += change.max(0.0);
            block.lost += (-change).max(0.0);
        }
        block
    }
}

/// Members in time in the study.
fn in_time(members: &CohortFigures, column: Option<usize>) -> u64 {
    match column {
        Some(kind) => members.covered.get(kind).copied().unwrap_or(0),
        None => members.joint_covered,
    }
}

/// Members in time in a scenario.
fn estimate(members: &CohortFigures, column: Option<usize>, block: &Block) -> u64 {
    let of = |part: f64, whole: f64| if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
    let growth = if block.people > 0.0 { block.people_after / block.people } else { 1.0 };
    let covered = in_time(members, column);
    let (inside, outside) = (covered as f64, members.people.saturating_sub(covered) as f64);
    let more = outside * of(block.gained, block.uncovered);
    let fewer = inside * of(block.lost, block.covered);
    ((inside + more - fewer) * growth).round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> CohortFigures {
        CohortFigures { people: 40, joint_covered: 10, covered: vec![10, 40] }
    }

    #[test]
    fn members_gain_and_lose_as_everybody_in_their_block_does() {
        let block = Block { people: 100.0, people_after: 100.0, covered: 25.0, uncovered: 75.0, ..Block::default() };
        // A third of those outside gain: 10 of 30 members; a fifth of those inside lose: 2 of 10.
        assert_eq!(estimate(&members(), None, &Block { gained: 25.0, ..block }), 20);
        assert_eq!(estimate(&members(), Some(0), &Block { lost: 5.0, ..block }), 8);
        // All of them, or none.
        assert_eq!(estimate(&members(), None, &Block { gained: 75.0, ..block }), 40);
        assert_eq!(estimate(&members(), None, &block), 10);
        // Twice the people are twice the members.
        assert_eq!(estimate(&members(), None, &Block { people_after: 200.0, ..block }), 20);
        // The published counts say that nobody is outside: there is nothing to go by.
        let full = Block { people: 100.0, people_after: 100.0, covered: 100.0, ..Block::default() };
        assert_eq!(estimate(&members(), None, &full), 10);
    }
}
