//! Sets of cells: what one origin reaches, what several reach together, and how many of them reach a cell.
//!
//! Never here: travel times, outlines (see [`outline`](super::outline)).

use std::collections::BTreeMap;

use geo::{Coord, MapCoords, MultiPolygon};

use super::block::{Rows, SIDE};
use super::outline;
use super::places::{At, cell_of};
use crate::space::LatLon;

/// Some cells of a grid.
#[derive(Clone, PartialEq, Debug)]
pub struct CellSet {
    step: Coord,
    /// Blocks that are not empty, sorted.
    blocks: Vec<(At, Rows)>,
}

impl CellSet {
    /// No cell, in a grid with so many degrees a cell; room for so many blocks.
    pub(super) fn empty(step: Coord, blocks: usize) -> Self {
        Self { step, blocks: Vec::with_capacity(blocks) }
    }

    /// Adds the block that follows all others.
    pub(super) fn push(&mut self, at: At, rows: &Rows) {
        if rows.iter().any(|&row| row != 0) {
            self.blocks.push((at, *rows));
        }
    }

    /// Adds the cell in this column and row.
    pub(super) fn insert(&mut self, (column, row): (i32, i32)) {
        let at = (row.div_euclid(SIDE), column.div_euclid(SIDE));
        let block = self.blocks.binary_search_by_key(&at, |block| block.0).unwrap_or_else(|place| {
            self.blocks.insert(place, (at, [0; SIDE as usize]));
            place
        });
        self.blocks[block].1[row.rem_euclid(SIDE) as usize] |= 1 << column.rem_euclid(SIDE);
    }

    pub(super) fn step(&self) -> Coord {
        self.step
    }

    pub(super) fn blocks(&self) -> &[(At, Rows)] {
        &self.blocks
    }

    /// Is the cell that holds this position in the set?
    pub fn holds(&self, at: LatLon) -> bool {
        let (column, row) = cell_of(at.into(), self.step);
        let block = (row.div_euclid(SIDE), column.div_euclid(SIDE));
        let Ok(block) = self.blocks.binary_search_by_key(&block, |block| block.0) else { return false };
        self.blocks[block].1[row.rem_euclid(SIDE) as usize] >> column.rem_euclid(SIDE) & 1 == 1
    }

    /// How many cells are in the set?
    pub fn count(&self) -> u64 {
        self.blocks.iter().flat_map(|(_, rows)| rows).map(|row| u64::from(row.count_ones())).sum()
    }

    /// The outline in degrees: through the middles between cells in the set and others, so that it is valid, and the outline of
    /// a smaller set lies within that of a larger one. Cells that only touch at a corner are apart.
    pub fn outline(&self) -> MultiPolygon {
        // A cell at the 180th meridian may be cut by it.
        outline::outline(self).map_coords(|at| Coord { x: at.x.clamp(-180.0, 180.0), y: at.y })
    }
}

/// The cells in at least one of the sets, which are all of one grid.
pub fn union(sets: &[CellSet]) -> Option<CellSet> {
    overlap(sets, 1).pop()
}

/// The cells in at least 1, 2 .. `bands` of the sets, which are all of one grid; nothing without a set.
///
/// Each band lies within the one before.
pub fn overlap(sets: &[CellSet], bands: usize) -> Vec<CellSet> {
    let Some(first) = sets.first() else { return Vec::new() };
    let mut counted: BTreeMap<At, Vec<Rows>> = BTreeMap::new();
    for (at, rows) in sets.iter().flat_map(|set| &set.blocks) {
        let counted = counted.entry(*at).or_insert_with(|| vec![[0; SIDE as usize]; bands]);
        for (row, &bits) in rows.iter().enumerate() {
            // Cells that were in at least n sets before and are in this one are now in at least n + 1.
            let mut more = bits;
            for band in counted.iter_mut() {
                let again = band[row] & more;
                band[row] |= more;
                more = again;
            }
        }
    }
    let mut made = vec![CellSet::empty(first.step, 0); bands];
    for (at, counted) in &counted {
        made.iter_mut().zip(counted).for_each(|(set, rows)| set.push(*at, rows));
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(cells: &[(i32, i32)]) -> CellSet {
        let mut set = CellSet::empty(Coord { x: 0.01, y: 0.01 }, 0);
        cells.iter().for_each(|&cell| set.insert(cell));
        set
    }

    #[test]
    fn cells_are_found_where_they_were_put() {
        let set = set(&[(0, 0), (-1, -1), (63, 64), (64, 63), (64, 63), (-65, 700)]);
        assert_eq!(set.count(), 5);
        let holds = |column: f64, row: f64| {
            set.holds(LatLon::new((column + 0.5) * 0.01, (row + 0.5) * 0.01).expect("a position"))
        };
        assert!(holds(0.0, 0.0) && holds(-1.0, -1.0) && holds(63.0, 64.0) && holds(64.0, 63.0) && holds(-65.0, 700.0));
        assert!(!holds(63.0, 63.0) && !holds(-1.0, 0.0) && !holds(-65.0, 699.0) && !holds(5_000.0, 0.0));
        assert!(set.blocks.is_sorted_by_key(|block| block.0));
    }

    #[test]
    fn bands_count_the_sets_that_hold_a_cell() {
        let sets =
            [set(&[(0, 0), (1, 0), (70, 0)]), set(&[(1, 0), (70, 0)]), set(&[(70, 0), (0, 99)]), set(&[(70, 0)])];
        let bands = overlap(&sets, 3);
        assert_eq!(bands[0], set(&[(0, 0), (1, 0), (70, 0), (0, 99)]));
        assert_eq!(bands[1], set(&[(1, 0), (70, 0)]));
        assert_eq!(bands[2], set(&[(70, 0)]), "in three sets or more");
        assert_eq!(union(&sets).as_ref(), bands.first());
        assert_eq!((overlap(&[], 3), union(&[])), (Vec::new(), None));
    }
}
