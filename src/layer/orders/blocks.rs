//! Which units are told together, so that rare orders are told for a larger place rather than lost.
//!
//! # The rule
//! The units of an area (of the level that the study names, else the lowest) are halved again and again, at the borders of
//! the areas and islands below it as long as there are any. A part is halved when of both halves at least something may be
//! told, and of both together three quarters of what may be told of the part. What is not halved is one *block*.
//!
//! # Why it is safe
//! What the halving itself tells is no more than the figures. A part that is halved: both halves show told orders anyway. A
//! part that is not: had all orders of one half come from the other, it would not be halved either and its figures would
//! be the same, so nobody learns that any unit in it had an order. Where the halves lie depends on places alone.
//!
//! Never here: rates, what is told of a block.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::analysis::islands::IslandIndex;
use crate::layer::figures::Basis;
use crate::places::AreaIndex;

/// Where a unit lies: its areas from the top down, then its island.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Debug)]
struct Path(Vec<AreaIndex>, Option<IslandIndex>);

impl Path {
    /// How far two paths go together.
    fn shared(&self, other: &Self) -> usize {
        let areas = self.0.iter().zip(&other.0).take_while(|(a, b)| a == b).count();
        areas + usize::from(self == other)
    }
}

/// The blocks of all units, each a list of units; `told` is how many orders may be told of some units together.
pub(super) fn blocks(basis: &Basis, level: Option<&str>, told: &dyn Fn(&[usize]) -> u64) -> Vec<Vec<usize>> {
    let units = basis.units.all();
    let path = |unit: usize| {
        let mut areas: Vec<AreaIndex> = units[unit].area.iter().flat_map(|&area| basis.areas.upwards(area)).collect();
        areas.reverse();
        Path(areas, units[unit].island)
    };
    let paths: Vec<Path> = (0..units.len()).map(path).collect();
    let base = |unit: usize| {
        let own = units[unit].area?;
        let of_level = |area: &AreaIndex| level.is_some() && basis.areas.get(*area).level.as_deref() == level;
        Some(basis.areas.upwards(own).find(of_level).unwrap_or(own))
    };
    let mut places: BTreeMap<Option<AreaIndex>, Vec<usize>> = BTreeMap::new();
    (0..units.len()).for_each(|unit| places.entry(base(unit)).or_default().push(unit));
    let exact = basis.units.minimum_group() == 1;
    let mut found = Vec::new();
    for mut place in places.into_values() {
        place.sort_by_cached_key(|&unit| (paths[unit].clone(), units[unit].anchor.hilbert(), unit));
        let all = if exact { 0 } else { told(&place) };
        let mut parts = vec![(&place[..], all)];
        while let Some((part, all)) = parts.pop() {
            let Some((left, right)) = border(part, &paths).map(|at| part.split_at(at)) else {
                found.push(part.to_vec());
                continue;
            };
            // With a minimum group of one the figures are exact, and every unit is told alone.
            let (of_left, of_right) = if all > 0 { (told(left), told(right)) } else { (0, 0) };
            let worth = of_left > 0 && of_right > 0 && 4 * (of_left + of_right) >= 3 * all;
            if exact || worth {
                parts.extend([(right, of_right), (left, of_left)]);
            } else {
                found.push(part.to_vec());
            }
        }
    }
    found
}

/// Where some units are best halved: at the border of the highest areas, of several the one nearest to the middle.
fn border(units: &[usize], paths: &[Path]) -> Option<usize> {
    let shared = |at: usize| paths[units[at - 1]].shared(&paths[units[at]]);
    (1..units.len()).max_by_key(|&at| (Reverse(shared(at)), Reverse((2 * at).abs_diff(units.len())), Reverse(at)))
}
