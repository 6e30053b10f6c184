//! The streets of one cell: rows and columns of junctions, with exactly as many junctions as wanted.
//!
//! Every junction has three roads or more, or is the end of a lane: a corner of the grid has a lane of its own outwards.
//! Never here: nodes and ways (see [`drawing`](super::drawing)).

use geo::Coord;
use rand::RngExt;
use rand_pcg::Pcg64;

use super::lattice::BUILT;

/// The least junctions of a cell: a block with a lane at each corner.
pub(super) const LEAST: u32 = 8;
/// From so many rows on some streets are one-way.
const TOWN_ROWS: usize = 8;
/// How long a lane is at most, in blocks.
const LANE: f64 = 0.4;

/// A grid of streets. Junction `(row, column)` counts from the south-west; the last row may be shorter.
pub(super) struct Streets {
    south_west: Coord,
    /// The side of a block, in metres.
    block: f64,
    /// Junctions in a full row.
    pub(super) columns: usize,
    /// Junctions in rows, lanes apart.
    grid: usize,
    /// Where lanes begin, and their ends seen from there.
    pub(super) lanes: Vec<((usize, usize), Coord)>,
    /// For each column the rows from which no street leads north.
    closed: Vec<Vec<usize>>,
    /// Rows with one-way traffic: eastwards, or not.
    pub(super) one_way: Vec<Option<bool>>,
}

impl Streets {
    /// Streets with so many junctions around the middle of a cell.
    pub(super) fn new(middle: Coord, junctions: u32, rng: &mut Pcg64) -> Self {
        Self::within((middle, BUILT), junctions, rng)
    }

    /// The same, within so many metres of the middle along both axes.
    pub(super) fn within((middle, built): (Coord, f64), junctions: u32, rng: &mut Pcg64) -> Self {
        let wanted = junctions.max(LEAST) as usize;
        let mut grid = wanted - 4;
        let shape = |grid: usize| (grid as f64).sqrt().ceil() as usize;
        let mut corners = corners(grid, shape(grid));
        while grid + corners.len() > wanted {
            grid -= 1;
            corners = self::corners(grid, shape(grid));
        }
        let columns = shape(grid);
        let mut streets = Self {
            south_west: middle,
            block: 0.0,
            columns,
            grid,
            lanes: Vec::new(),
            closed: vec![Vec::new(); columns],
            one_way: Vec::new(),
        };
        let span = columns.max(streets.rows()) as f64 - 1.0;
        streets.block = (2.0 * built / (span + 2.0 * LANE)).min(rng.random_range(85.0..140.0));
        let free = (built - streets.block * (span / 2.0 + LANE)).max(0.0);
        let mut aside = || (rng.random::<f64>() * 2.0 - 1.0) * free * 0.6;
        let aside = Coord { x: aside(), y: aside() };
        let extent = Coord { x: columns as f64 - 1.0, y: streets.rows() as f64 - 1.0 };
        streets.south_west = middle + aside - extent * (streets.block / 2.0);
        let length = streets.block * LANE;
        let outwards = |at: usize, count: usize| if 2 * at < count { -length } else { length };
        let lane = |&(row, column): &(usize, usize)| {
            ((row, column), Coord { x: outwards(column, columns), y: outwards(row, streets.rows()) })
        };
        let mut lanes: Vec<_> = corners.iter().map(lane).collect();
        let more = (0..wanted - grid - lanes.len()).map(|i| ((0, i % columns), Coord { x: 0.0, y: -length }));
        lanes.extend(more);
        streets.lanes = lanes;
        streets.close(rng);
        streets
    }

    /// Of the streets northwards inside the grid only every second may be missing, so that three stay at each junction;
    /// and each junction of a one-way row has a street to a row that is none.
    fn close(&mut self, rng: &mut Pcg64) {
        let full = self.full_rows();
        for column in 1..self.columns.saturating_sub(1) {
            let inner = (1..full.saturating_sub(2)).filter(|row| (row + column) % 2 == 0);
            let closed = inner.filter(|_| column != self.main_column() && rng.random_bool(0.5)).collect();
            self.closed[column] = closed;
        }
        let one_way = |row: usize| {
            let may = full >= TOWN_ROWS && row % 2 == 1 && row + 1 < full && row != self.main_row();
            (may && rng.random_bool(0.4)).then(|| rng.random_bool(0.5))
        };
        self.one_way = (0..self.rows()).map(one_way).collect();
    }

    /// Rows, the last one perhaps not full.
    pub(super) fn rows(&self) -> usize {
        self.grid.div_ceil(self.columns)
    }

    fn full_rows(&self) -> usize {
        self.grid / self.columns
    }

    /// The row of the road from west to east.
    pub(super) fn main_row(&self) -> usize {
        self.full_rows() / 2
    }

    /// The column of the road from south to north.
    pub(super) fn main_column(&self) -> usize {
        self.columns / 2
    }

    /// Junctions in a row.
    pub(super) fn in_row(&self, row: usize) -> usize {
        (self.grid - row * self.columns).min(self.columns)
    }

    /// Junctions in a column.
    pub(super) fn in_column(&self, column: usize) -> usize {
        self.rows() - usize::from(column >= self.in_row(self.rows() - 1))
    }

    /// Does a street lead from this junction to the next one in the north?
    pub(super) fn leads_north(&self, row: usize, column: usize) -> bool {
        row + 1 < self.in_column(column) && !self.closed[column].contains(&row)
    }

    /// The point so many blocks north and east of the south-western junction.
    pub(super) fn at(&self, row: f64, column: f64) -> Coord {
        self.south_west + Coord { x: column, y: row } * self.block
    }

    /// The side of a block, in metres.
    pub(super) fn block(&self) -> f64 {
        self.block
    }

    /// All junctions, lanes' ends apart.
    pub(super) fn junctions(&self) -> usize {
        self.grid
    }
}

/// The junctions of such a grid that have only two streets.
fn corners(grid: usize, columns: usize) -> Vec<(usize, usize)> {
    let there = |row: usize, column: usize| column < columns && row * columns + column < grid;
    let streets = |&(row, column): &(usize, usize)| {
        let south = row > 0;
        let west = column > 0;
        [south, west, there(row + 1, column), there(row, column + 1)].iter().filter(|&&street| street).count()
    };
    (0..grid).map(|i| (i / columns, i % columns)).filter(|at| streets(at) == 2).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn every_number_of_junctions_comes_out_and_none_has_two_streets() {
        let mut rng = Pcg64::seed_from_u64(1);
        for wanted in LEAST..700 {
            let streets = Streets::new(Coord { x: 0.0, y: 0.0 }, wanted, &mut rng);
            assert_eq!(streets.junctions() + streets.lanes.len(), wanted as usize);
            for i in 0..streets.junctions() {
                let (row, column) = (i / streets.columns, i % streets.columns);
                let east = column + 1 < streets.in_row(row);
                let south = row > 0 && streets.leads_north(row - 1, column);
                let lanes = streets.lanes.iter().filter(|(at, _)| *at == (row, column)).count();
                let roads = [column > 0, east, south, streets.leads_north(row, column)];
                let count = roads.iter().filter(|&&road| road).count() + lanes;
                assert!(count != 2 && count > 0, "{wanted}: {row}, {column} has {count}");
                let Coord { x, y } = streets.at(row as f64, column as f64);
                assert!(x.abs() <= BUILT && y.abs() <= BUILT);
                if streets.one_way[row].is_some() {
                    let two_way = |row: usize| streets.one_way[row].is_none();
                    assert!(south && two_way(row - 1) || streets.leads_north(row, column) && two_way(row + 1));
                }
            }
        }
    }
}
