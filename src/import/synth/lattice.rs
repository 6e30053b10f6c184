//! The ground of a made world: a lattice of cells, some of them land, in metres east and north of its middle.
//!
//! The land is given, or the sea floods the lattice from outside, lowest cells first, until as many cells as wanted stand above it: there are
//! islands, no lakes, and the count is exact. Never here: what stands on the land.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use geo::Coord;
use rand::RngExt;
use rand_pcg::Pcg64;

use crate::space::{LatLon, LocalPlane};

/// The side of a cell, in metres.
pub(super) const CELL: f64 = 2_300.0;
/// What is built in a cell stays within this distance of its middle, along both axes.
pub(super) const BUILT: f64 = 0.42 * CELL;
/// How far a corner of cells may be shifted along each axis, in sides of a cell.
const SHIFT: f64 = 0.05;
/// Cells of the lattice for one cell of land.
const ROOM: f64 = 2.0;
/// Land cells for one mount offshore, which becomes an island.
const LAND_AN_ISLAND: usize = 400;

/// The sides of a cell: east, north, west, south.
pub(super) const SIDES: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// Cells and their corners, numbered row by row from the south-west.
pub(super) struct Lattice {
    plane: LocalPlane,
    /// The side of a cell, in metres.
    pub(super) cell: f64,
    /// Cells along each side.
    pub(super) side: usize,
    /// Is a cell land?
    pub(super) land: Vec<bool>,
    /// The piece of land that a cell belongs to, the largest being 0; `u32::MAX` in the sea.
    pub(super) piece: Vec<u32>,
    shift: Vec<Coord>,
}

impl Lattice {
    /// A lattice with exactly `land` cells of land.
    pub(super) fn new(centre: LatLon, land: usize, rng: &mut Pcg64) -> Self {
        let side = (land as f64 * ROOM).sqrt().ceil() as usize + 10;
        let mut lattice = Self::bare((centre, CELL), (side, vec![true; side * side]), rng);
        let heights = heights(side, land / LAND_AN_ISLAND + 6, rng);
        lattice.flood(&heights, land);
        lattice.piece = lattice.pieces();
        lattice
    }

    /// A lattice of so many cells along each side, with this land.
    pub(super) fn of(centre: LatLon, land: (usize, Vec<bool>), rng: &mut Pcg64) -> Self {
        Self::scaled((centre, CELL), land, rng)
    }

    /// The same with cells of another size, in metres.
    pub(super) fn scaled(ground: (LatLon, f64), land: (usize, Vec<bool>), rng: &mut Pcg64) -> Self {
        let mut lattice = Self::bare(ground, land, rng);
        lattice.piece = lattice.pieces();
        lattice
    }

    fn bare((centre, cell): (LatLon, f64), (side, land): (usize, Vec<bool>), rng: &mut Pcg64) -> Self {
        let corners = (side + 1) * (side + 1);
        let mut shift = || (rng.random::<f64>() * 2.0 - 1.0) * (SHIFT * cell);
        let shift = (0..corners).map(|_| Coord { x: shift(), y: shift() }).collect();
        Self { plane: LocalPlane::at(centre), cell, side, land, piece: Vec::new(), shift }
    }

    fn flood(&mut self, heights: &[i64], land: usize) {
        let side = self.side;
        let mut queued = vec![false; side * side];
        let mut shore = BinaryHeap::new();
        let mut left = side * side;
        let edge = |cell: usize| [cell % side, cell / side].iter().any(|&at| at == 0 || at == side - 1);
        for cell in (0..side * side).filter(|&cell| edge(cell)) {
            queued[cell] = true;
            shore.push((Reverse(i64::MIN), Reverse(cell)));
        }
        while left > land
            && let Some((_, Reverse(cell))) = shore.pop()
        {
            self.land[cell] = false;
            left -= 1;
            for (x, y) in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (x, y))) {
                if let Some(next) = self.beside(cell, (x, y))
                    && !std::mem::replace(&mut queued[next], true)
                {
                    shore.push((Reverse(heights[next]), Reverse(next)));
                }
            }
        }
    }

    fn pieces(&self) -> Vec<u32> {
        let mut piece = vec![u32::MAX; self.land.len()];
        let mut sizes: Vec<(usize, u32)> = Vec::new();
        for first in self.cells() {
            if piece[first] != u32::MAX {
                continue;
            }
            let number = sizes.len() as u32;
            let (mut open, mut size) = (vec![first], 0);
            piece[first] = number;
            while let Some(cell) = open.pop() {
                size += 1;
                for next in SIDES.iter().filter_map(|&side| self.beside(cell, side)) {
                    if self.land[next] && piece[next] == u32::MAX {
                        piece[next] = number;
                        open.push(next);
                    }
                }
            }
            sizes.push((size, number));
        }
        sizes.sort_by_key(|&(size, number)| (Reverse(size), number));
        let mut rank = vec![0; sizes.len()];
        for (place, &(_, number)) in sizes.iter().enumerate() {
            rank[number as usize] = place as u32;
        }
        piece.iter().map(|&number| rank.get(number as usize).copied().unwrap_or(u32::MAX)).collect()
    }

    /// The cells of land, from the south-west.
    pub(super) fn cells(&self) -> impl Iterator<Item = usize> {
        (0..self.land.len()).filter(|&cell| self.land[cell])
    }

    /// The cells of land with the sea on one side at least, from the south-west.
    pub(super) fn shore(&self) -> impl Iterator<Item = usize> {
        let wet = |cell: usize, side| self.beside(cell, side).is_none_or(|next| !self.land[next]);
        self.cells().filter(move |&cell| SIDES.iter().any(|&side| wet(cell, side)))
    }

    /// The cell so many cells east and north of another.
    pub(super) fn beside(&self, cell: usize, (east, north): (isize, isize)) -> Option<usize> {
        let x = (cell % self.side).checked_add_signed(east).filter(|&x| x < self.side)?;
        let y = (cell / self.side).checked_add_signed(north).filter(|&y| y < self.side)?;
        Some(y * self.side + x)
    }

    /// Column and row of a cell.
    pub(super) fn place(&self, cell: usize) -> (i64, i64) {
        ((cell % self.side) as i64, (cell / self.side) as i64)
    }

    /// The square of the distance between two cells, in cells.
    pub(super) fn square(&self, a: usize, b: usize) -> i64 {
        let ((ax, ay), (bx, by)) = (self.place(a), self.place(b));
        (ax - bx).pow(2) + (ay - by).pow(2)
    }

    /// The middle of a cell.
    pub(super) fn middle(&self, cell: usize) -> Coord {
        let half = self.side as f64 / 2.0;
        let (x, y) = self.place(cell);
        Coord { x: x as f64 + 0.5 - half, y: y as f64 + 0.5 - half } * self.cell
    }

    /// Corners along each side.
    pub(super) fn corners(&self) -> usize {
        self.side + 1
    }

    /// The corner of a cell: its south-west one moved by 0 or 1 east and north.
    pub(super) fn corner(&self, cell: usize, (east, north): (usize, usize)) -> usize {
        (cell / self.side + north) * self.corners() + cell % self.side + east
    }

    /// The cells around a corner: south-west, south-east, north-west, north-east.
    pub(super) fn around(&self, corner: usize) -> [Option<usize>; 4] {
        let (x, y) = (corner % self.corners(), corner / self.corners());
        [(1, 1), (0, 1), (1, 0), (0, 0)].map(|(west, south)| {
            let (x, y) = (x.checked_sub(west)?, y.checked_sub(south)?);
            (x < self.side && y < self.side).then_some(y * self.side + x)
        })
    }

    /// Where a corner lies.
    pub(super) fn at_corner(&self, corner: usize) -> Coord {
        let half = self.side as f64 / 2.0;
        let (x, y) = (corner % self.corners(), corner / self.corners());
        Coord { x: x as f64 - half, y: y as f64 - half } * self.cell + self.shift[corner]
    }

    /// The position, at six decimals, of a point of the plan.
    pub(super) fn position(&self, at: Coord) -> LatLon {
        self.plane.position(at).rounded()
    }
}

/// Heights that fall from the middle outwards, rough at two scales, with some mounts near the rim.
fn heights(side: usize, mounts: usize, rng: &mut Pcg64) -> Vec<i64> {
    let half = side as f64 / 2.0;
    let mounts: Vec<(Coord, f64)> = (0..mounts)
        .map(|_| {
            // A direction by rejection, so that no function is needed that machines compute differently.
            let way = loop {
                let way = Coord { x: rng.random::<f64>() * 2.0 - 1.0, y: rng.random::<f64>() * 2.0 - 1.0 };
                if (0.1..=1.0).contains(&(way.x * way.x + way.y * way.y)) {
                    break way;
                }
            };
            let far = (half - 3.0) * rng.random_range(0.88..0.99);
            let rim = way / (way.x * way.x + way.y * way.y).sqrt() * far;
            (rim + Coord { x: half, y: half }, rng.random_range(1.2..3.2))
        })
        .collect();
    let noises =
        [(half / 4.0 + 2.0, 0.25), (half / 12.0 + 1.5, 0.12)].map(|(wave, high)| (noise(side, wave, rng), high));
    (0..side * side)
        .map(|cell| {
            let at = Coord { x: (cell % side) as f64 + 0.5, y: (cell / side) as f64 + 0.5 };
            let off = at - Coord { x: half, y: half };
            let mut height = 1.0 - (off.x * off.x + off.y * off.y) / (half * half);
            height += noises.iter().map(|(noise, high)| noise[cell] * high).sum::<f64>();
            for &(mount, radius) in &mounts {
                let way = at - mount;
                let near = 1.0 - (way.x * way.x + way.y * way.y) / (radius * radius);
                height += near.max(0.0) * 2.0;
            }
            (height * 1e6) as i64
        })
        .collect()
}

/// Random values from -1 to 1 every `wave` cells, smooth in between.
fn noise(side: usize, wave: f64, rng: &mut Pcg64) -> Vec<f64> {
    let width = (side as f64 / wave).ceil() as usize + 2;
    let knots: Vec<f64> = (0..width * width).map(|_| rng.random::<f64>() * 2.0 - 1.0).collect();
    let smooth = |share: f64| share * share * (3.0 - 2.0 * share);
    let at = |cell: usize| {
        let (x, y) = ((cell % side) as f64 / wave, (cell / side) as f64 / wave);
        let (i, j) = (x.floor() as usize, y.floor() as usize);
        let (u, v) = (smooth(x - x.floor()), smooth(y - y.floor()));
        let knot = |i: usize, j: usize| knots[j * width + i];
        let low = knot(i, j) * (1.0 - u) + knot(i + 1, j) * u;
        let high = knot(i, j + 1) * (1.0 - u) + knot(i + 1, j + 1) * u;
        low * (1.0 - v) + high * v
    };
    (0..side * side).map(at).collect()
}
