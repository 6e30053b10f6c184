//! Outlines of sets of cells: coasts of islands, borders of counties.
//!
//! Never here: nodes and ways (see [`drawing`](super::drawing)).

use std::collections::BTreeMap;

use super::lattice::Lattice;

/// A corner on an outline, and the side of a cell by which the outline arrives there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Step {
    /// The cell inside.
    pub(super) cell: usize,
    /// The cell outside.
    pub(super) outside: usize,
    /// The corner at the end.
    pub(super) corner: usize,
    /// Does the outline touch itself at that corner?
    pub(super) touches: bool,
}

/// A side of a cell: towards the outside, start corner, end corner.
type Side = ((isize, isize), (usize, usize), (usize, usize));

/// The sides of a cell counter-clockwise.
const AROUND: [Side; 4] =
    [((0, -1), (0, 0), (1, 0)), ((1, 0), (1, 0), (1, 1)), ((0, 1), (1, 1), (0, 1)), ((-1, 0), (0, 1), (0, 0))];

/// The rings around the cells that `inside` holds for, the inside to their left. Cells that share only a corner are parted.
pub(super) fn rings(lattice: &Lattice, cells: &[usize], inside: impl Fn(usize) -> bool) -> Vec<Vec<Step>> {
    let mut from: BTreeMap<usize, Vec<Step>> = BTreeMap::new();
    for &cell in cells {
        for (way, start, end) in AROUND {
            if let Some(outside) = lattice.beside(cell, way).filter(|&next| !inside(next)) {
                let corner = lattice.corner(cell, end);
                let step = Step { cell, outside, corner, touches: false };
                from.entry(lattice.corner(cell, start)).or_default().push(step);
            }
        }
    }
    let touching: Vec<usize> = from.iter().filter(|(_, steps)| steps.len() > 1).map(|(&corner, _)| corner).collect();
    let mut rings = Vec::new();
    while let Some((&start, steps)) = from.iter().next() {
        let mut ring = Vec::new();
        let (mut corner, mut before) = (start, steps.first().map(|step| step.cell));
        while let Some(steps) = from.get_mut(&corner) {
            // Where two ways go on, the one around the same cell keeps cells apart that only share the corner.
            let own = steps.iter().position(|step| Some(step.cell) == before).unwrap_or(0);
            let step = steps.remove(own);
            if steps.is_empty() {
                from.remove(&corner);
            }
            (corner, before) = (step.corner, Some(step.cell));
            ring.push(Step { touches: touching.binary_search(&corner).is_ok(), ..step });
            if corner == start && from.get(&start).is_none_or(|left| left.iter().all(|step| Some(step.cell) != before))
            {
                break;
            }
        }
        rings.push(ring);
    }
    rings
}
