//! Outlines of sets of cells: marching squares on bits, corner by corner.
//!
//! The border between a cell inside and one outside has one point, in its middle, and the outline leads from border to border, inside
//! at its right hand. It cuts corners, so that no two parts of it ever touch: inside, cells hang together by their sides,
//! outside also by their corners. Never here: which cells are inside.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::block::{Rows, SIDE};
use super::places::At;
use super::set::CellSet;

/// The sides of a cell, clockwise, so that the next one is a turn to the right.
const NORTH: usize = 0;
const EAST: usize = 1;
const SOUTH: usize = 2;
const WEST: usize = 3;

/// A side of a cell inside beyond which lies a cell outside: the bit of the cell, and the side.
type Border = (usize, usize);

/// The outline of all cells of a set.
pub fn outline(set: &CellSet) -> MultiPolygon {
    let mut polygons = Vec::new();
    for group in groups(set.blocks()) {
        Window::new(&group, set.step()).trace(&mut polygons);
    }
    // From south to north by their last row, whatever the groups.
    polygons.sort_unstable_by_key(|part| part.last);
    let polygon = |mut part: Part| {
        part.holes.reverse();
        Polygon::new(part.exterior, part.holes)
    };
    MultiPolygon(polygons.into_iter().map(polygon).collect())
}

/// Blocks that hang together by their sides.
fn groups(blocks: &[(At, Rows)]) -> Vec<Vec<&(At, Rows)>> {
    let mut seen = vec![false; blocks.len()];
    let mut groups = Vec::new();
    for first in 0..blocks.len() {
        let mut next = vec![first];
        let mut group = Vec::new();
        while let Some(block) = next.pop() {
            if std::mem::replace(&mut seen[block], true) {
                continue;
            }
            group.push(&blocks[block]);
            let (row, column) = blocks[block].0;
            let beside = [(row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)];
            next.extend(beside.iter().filter_map(|at| blocks.binary_search_by_key(at, |block| block.0).ok()));
        }
        if !group.is_empty() {
            groups.push(group);
        }
    }
    groups
}

/// A polygon in the making.
struct Part {
    /// The row and column of the last cell on its outer ring.
    last: (i32, i32),
    exterior: LineString,
    /// The last one first.
    holes: Vec<LineString>,
}

/// Some blocks in one piece, in rows from west to east, rows from south to north. Each row begins with an empty word, and
/// there is an empty row below and above, so that every step from a cell inside leads to a bit.
struct Window {
    step: Coord,
    /// The cell of bit 0.
    west: i32,
    south: i32,
    /// Words a row.
    words: usize,
    bits: Vec<u64>,
    /// Borders towards east and west are counted row by row: how many stand before each word.
    before: Vec<u32>,
    /// The polygon of every such border, counted from 1; 0 before its ring is followed.
    part: Vec<u32>,
    /// Corners of the ring that is being followed.
    corners: Vec<Coord>,
}

impl Window {
    fn new(blocks: &[&(At, Rows)], step: Coord) -> Self {
        let rows = blocks.iter().map(|block| block.0.0);
        let columns = blocks.iter().map(|block| block.0.1);
        let (south, north) = (rows.clone().min().unwrap_or(0), rows.max().unwrap_or(0));
        let (west, east) = (columns.clone().min().unwrap_or(0), columns.max().unwrap_or(0));
        let words = (east - west) as usize + 2;
        let height = (north - south + 1) as usize * SIDE as usize + 2;
        let mut bits = vec![0; words * height];
        for ((row, column), rows) in blocks {
            let corner = ((row - south) as usize * SIDE as usize + 1) * words + (column - west) as usize + 1;
            for (y, &row) in rows.iter().enumerate() {
                bits[corner + y * words] = row;
            }
        }
        let mut window = Self {
            step,
            west: (west - 1) * SIDE,
            south: south * SIDE - 1,
            words,
            before: Vec::with_capacity(bits.len()),
            bits,
            part: Vec::new(),
            corners: Vec::new(),
        };
        let mut count = 0;
        for word in 0..window.bits.len() {
            window.before.push(count);
            count += window.borders(word).count_ones();
        }
        window.part = vec![0; count as usize + 1];
        window
    }

    /// Bits of a word that differ from their eastern neighbour.
    fn borders(&self, word: usize) -> u64 {
        let beyond = self.bits.get(word + 1).copied().unwrap_or(0);
        self.bits[word] ^ (self.bits[word] >> 1 | beyond << 63)
    }

    /// The number of the border between a bit and its eastern neighbour.
    fn number(&self, bit: usize) -> usize {
        let word = bit / 64;
        let west = self.borders(word) & ((1 << (bit % 64)) - 1);
        self.before[word] as usize + west.count_ones() as usize
    }

    fn is_inside(&self, bit: usize) -> bool {
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// Adds all polygons, from north to south and east to west by their last border.
    fn trace(mut self, parts: &mut Vec<Part>) {
        let first = parts.len();
        for word in (0..self.bits.len()).rev() {
            let mut borders = self.borders(word);
            let mut number = self.before[word] as usize + borders.count_ones() as usize;
            while borders != 0 {
                let highest = borders.ilog2();
                borders ^= 1 << highest;
                number -= 1;
                if self.part[number] != 0 {
                    continue;
                }
                let bit = word * 64 + highest as usize;
                if self.is_inside(bit) {
                    let last = self.cell(bit);
                    let part = parts.len();
                    // In the last row, the ring came over the north of the last cell.
                    let (_, came) = self.next((bit, NORTH));
                    let exterior = self.ring((bit, EAST), came, part - first + 1);
                    parts.push(Part { last: (last.1, last.0), exterior, holes: Vec::new() });
                } else {
                    // Where the cells beyond this hole end, there is a border that was followed before.
                    let part = self.part[number + 1] as usize;
                    let (begin, came) = self.next((bit + 1, WEST));
                    let hole = self.ring(begin, came, part);
                    if let Some(part) = parts.get_mut(first + part - 1) {
                        part.holes.push(hole);
                    }
                }
            }
        }
    }

    /// The border after one, and the direction from the one to the other: eighths of a turn from east to north.
    fn next(&self, (bit, side): Border) -> (Border, usize) {
        let row = self.words * 64;
        let (ahead, diagonal) = match side {
            NORTH => (bit + 1, bit + 1 + row),
            EAST => (bit - row, bit - row + 1),
            SOUTH => (bit - 1, bit - 1 - row),
            _ => (bit + row, bit + row - 1),
        };
        let heading = 8 - 2 * side;
        if !self.is_inside(ahead) {
            ((bit, (side + 1) % 4), (heading + 7) % 8)
        } else if self.is_inside(diagonal) {
            ((diagonal, (side + 3) % 4), (heading + 1) % 8)
        } else {
            ((ahead, side), heading % 8)
        }
    }

    /// The closed ring from a border, to which it came in this direction, back to it; only the points at which it turns.
    fn ring(&mut self, begin: Border, mut came: usize, part: usize) -> LineString {
        self.corners.clear();
        let mut border = begin;
        loop {
            let (next, goes) = self.next(border);
            match border.1 {
                EAST => self.follow(border.0, part),
                WEST => self.follow(border.0 - 1, part),
                _ => {}
            }
            if came != goes {
                self.corners.push(self.point(border));
            }
            came = goes;
            border = next;
            if border == begin {
                break;
            }
        }
        let mut corners = Vec::with_capacity(self.corners.len() + 1);
        corners.extend_from_slice(&self.corners);
        corners.extend(self.corners.first());
        LineString(corners)
    }

    fn follow(&mut self, bit: usize, part: usize) {
        let number = self.number(bit);
        self.part[number] = part as u32;
    }

    /// The column and row of a bit.
    fn cell(&self, bit: usize) -> (i32, i32) {
        let row = self.words * 64;
        (self.west + (bit % row) as i32, self.south + (bit / row) as i32)
    }

    /// The middle of a border.
    fn point(&self, (bit, side): Border) -> Coord {
        let (column, row) = self.cell(bit);
        let (x, y) = [(1, 2), (2, 1), (1, 0), (0, 1)][side];
        Coord { x: f64::from(2 * column + x) / 2.0 * self.step.x, y: f64::from(2 * row + y) / 2.0 * self.step.y }
    }
}
