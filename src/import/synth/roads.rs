//! Which neighbouring places a road joins, and of what class; which borders of cells are rivers; where motorways run.
//!
//! The road from a seat to each seat below it takes the best roads there are; where no such road runs, one in four
//! between neighbours is left out. Rivers run along borders of cells from coast to coast; a bridge stands at every tenth
//! border, and where two parts would not hang together otherwise. Never here: geometry.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::unionfind::UnionFind;
use rand::RngExt;
use rand_pcg::Pcg64;

use super::lattice::{Lattice, SIDES};
use super::seats::{Level, Seats};

/// Classes of roads between places from the best, and what a cell along one costs when a route is looked for.
pub(super) const CLASSES: [(&str, u32); 5] =
    [("trunk", 4), ("primary", 5), ("secondary", 6), ("tertiary", 7), ("unclassified", 8)];
/// The class of roads that no route needs.
const LEAST: u8 = 4;
/// Land cells for one river.
const LAND_A_RIVER: usize = 4_000;
/// Every so manieth border between the banks has a bridge.
const BRIDGE: usize = 10;

/// The roads between neighbouring cells, and the rivers.
pub(super) struct Roads {
    /// For each cell the class of its road eastwards and northwards.
    class: Vec<[Option<u8>; 2]>,
    /// For each cell: is a river its border in the east, in the north?
    wet: Vec<[bool; 2]>,
    /// Corners along each river, in runs within the land.
    pub(super) rivers: Vec<Vec<usize>>,
}

impl Roads {
    /// Roads between the seats of a land.
    pub(super) fn new(lattice: &Lattice, seats: &Seats, rng: &mut Pcg64) -> Self {
        let cells = lattice.land.len();
        let mut roads = Self { class: vec![[None; 2]; cells], wet: vec![[false; 2]; cells], rivers: Vec::new() };
        roads.dig(lattice, rng);
        roads.open(lattice);
        for region in &seats.regions {
            roads.lead(lattice, region.seat, &region.below, (region.level as u8).min(LEAST - 1));
        }
        let mut sets = UnionFind::<usize>::new(cells);
        let mut rest = Vec::new();
        for (cell, north) in sides(lattice) {
            match (roads.class[cell][north], other_side(lattice, cell, north)) {
                (Some(LEAST), Some(_)) if !roads.wet[cell][north] => rest.push((cell, north)),
                (Some(_), Some(next)) => {
                    sets.union(cell, next);
                }
                _ => {}
            }
        }
        for (cell, north) in rest {
            let kept = rng.random_bool(0.75);
            let joins = other_side(lattice, cell, north).is_some_and(|next| sets.union(cell, next));
            if !kept && !joins {
                roads.class[cell][north] = None;
            }
        }
        roads
    }

    /// The road between two neighbours: its class, and whether it is a bridge.
    pub(super) fn between(&self, cell: usize, north: usize) -> Option<(u8, bool)> {
        self.class[cell][north].map(|class| (class, self.wet[cell][north]))
    }

    fn dig(&mut self, lattice: &Lattice, rng: &mut Pcg64) {
        let rivers = lattice.cells().count() / LAND_A_RIVER + 1;
        for river in 1..=rivers {
            let middle = (lattice.side * river / (rivers + 1)) as isize;
            let (mut row, mut course) = (middle, Vec::new());
            for column in 0..lattice.side {
                let corner = |row: isize| row as usize * lattice.corners() + column;
                course.push(corner(row));
                let next = (row + rng.random_range(-2..=2_i32) as isize)
                    .clamp(middle - 5, middle + 5)
                    .clamp(1, lattice.side as isize - 1);
                while row != next {
                    row += (next - row).signum();
                    course.push(corner(row));
                }
            }
            let mut run = Vec::new();
            for pair in course.windows(2) {
                let banks = banks(lattice, (pair[0], pair[1]));
                if let Some((cell, north, other)) = banks
                    && lattice.land[cell]
                    && lattice.land[other]
                {
                    self.wet[cell][north] = true;
                    if run.is_empty() {
                        run.push(pair[0]);
                    }
                    run.push(pair[1]);
                } else if !run.is_empty() {
                    self.rivers.push(std::mem::take(&mut run));
                }
            }
            self.rivers.extend((!run.is_empty()).then_some(run));
        }
    }

    /// Roads everywhere but over rivers, and over those where a bridge stands.
    fn open(&mut self, lattice: &Lattice) {
        let mut sets = UnionFind::<usize>::new(lattice.land.len());
        let mut wet = Vec::new();
        for (cell, north) in sides(lattice) {
            let Some(next) = other_side(lattice, cell, north) else { continue };
            if self.wet[cell][north] {
                wet.push((cell, north, next));
            } else {
                self.class[cell][north] = Some(LEAST);
                sets.union(cell, next);
            }
        }
        for (i, (cell, north, next)) in wet.into_iter().enumerate() {
            if i % BRIDGE == BRIDGE / 2 || !sets.equiv(cell, next) {
                self.class[cell][north] = Some(LEAST);
                sets.union(cell, next);
            }
        }
    }

    /// Raises the roads from a seat to those below it to a class, along the cheapest routes.
    fn lead(&mut self, lattice: &Lattice, seat: usize, below: &[usize], class: u8) {
        let mut left = below.len();
        let mut wanted = vec![false; lattice.land.len()];
        below.iter().for_each(|&cell| wanted[cell] = true);
        let mut best: Vec<(u32, usize)> = vec![(u32::MAX, usize::MAX); lattice.land.len()];
        let mut open = BinaryHeap::from([Reverse((0, seat))]);
        best[seat].0 = 0;
        while left > 0
            && let Some(Reverse((cost, cell))) = open.pop()
        {
            if cost > best[cell].0 {
                continue;
            }
            left -= usize::from(std::mem::take(&mut wanted[cell]));
            for side in SIDES {
                let Some(next) = lattice.beside(cell, side) else { continue };
                let Some(road) = self.class[cell.min(next)][usize::from(side.0 == 0)] else { continue };
                let cost = cost + CLASSES[usize::from(road)].1;
                if cost < best[next].0 {
                    best[next] = (cost, cell);
                    open.push(Reverse((cost, next)));
                }
            }
        }
        for &cell in below {
            let mut at = cell;
            while let Some(&(_, before)) = best.get(at).filter(|best| best.1 != usize::MAX) {
                let north = usize::from(at.abs_diff(before) == lattice.side);
                if let Some(road) = &mut self.class[at.min(before)][north] {
                    *road = (*road).min(class);
                }
                at = before;
            }
        }
    }
}

/// The eastern (0) and northern (1) borders of all cells.
fn sides(lattice: &Lattice) -> impl Iterator<Item = (usize, usize)> {
    lattice.cells().flat_map(|cell| [(cell, 0), (cell, 1)])
}

/// The land beyond such a border.
pub(super) fn other_side(lattice: &Lattice, cell: usize, north: usize) -> Option<usize> {
    lattice.beside(cell, SIDES[north]).filter(|&next| lattice.land[next])
}

/// The cells on both sides of a border between two neighbouring corners, as (cell, north, other).
fn banks(lattice: &Lattice, (a, b): (usize, usize)) -> Option<(usize, usize, usize)> {
    let [_, south_east, north_west, _] = lattice.around(a.min(b));
    if a.abs_diff(b) == 1 {
        // Eastwards from its western corner: south-east and north-east of that.
        let south = south_east?;
        Some((south, 1, lattice.beside(south, (0, 1))?))
    } else {
        let west = north_west?;
        Some((west, 0, lattice.beside(west, (1, 0))?))
    }
}

/// The motorways: corners joined to the one before them on the way from the seat of the province to those of its cities.
pub(super) struct Motorways {
    /// Pairs of corners, from the province outwards.
    pub(super) parts: Vec<(usize, usize)>,
    /// Corners where one can enter and leave, ascending: ends, forks, and every fifth between them.
    pub(super) junctions: Vec<usize>,
}

/// How many corners of a motorway there are from one junction to the next.
const BETWEEN: usize = 5;

impl Motorways {
    /// The shortest ways over corners that have land all around.
    pub(super) fn new(lattice: &Lattice, seats: &Seats, roads: &Roads) -> Self {
        let corner = |cell: usize| lattice.corner(cell, (0, 0));
        let inland =
            |corner: usize| lattice.around(corner).iter().all(|cell| cell.is_some_and(|cell| lattice.land[cell]));
        let of_level = |level: Level| seats.regions.iter().filter(move |region| region.level == level);
        let Some(root) = of_level(Level::Province).map(|region| corner(region.seat)).find(|&root| inland(root)) else {
            return Self { parts: Vec::new(), junctions: Vec::new() };
        };
        let corners = lattice.corners();
        let mut before = vec![usize::MAX; corners * corners];
        before[root] = root;
        let mut ring = vec![root];
        while !ring.is_empty() {
            let mut next = Vec::new();
            for &at in &ring {
                for to in [at + 1, at + corners, at - 1, at - corners] {
                    let river = banks(lattice, (at, to)).is_none_or(|(cell, north, _)| roads.wet[cell][north]);
                    if before[to] == usize::MAX && inland(to) && !river {
                        before[to] = at;
                        next.push(to);
                    }
                }
            }
            ring = next;
        }
        let mut parts = Vec::new();
        let mut degree = vec![0_u8; corners * corners];
        let mut junctions = vec![root];
        for city in of_level(Level::City) {
            let (mut at, mut steps) = (corner(city.seat), 0);
            if before[at] == usize::MAX || at == root {
                continue;
            }
            junctions.push(at);
            while at != root && degree[at] == 0 {
                degree[at] = 1;
                parts.push((before[at], at));
                at = before[at];
                steps += 1;
                if steps % BETWEEN == 0 {
                    junctions.push(at);
                }
            }
            // Where this way meets an older one, or where it has come to an end.
            junctions.push(at);
        }
        parts.sort_unstable();
        junctions.sort_unstable();
        junctions.dedup();
        if parts.is_empty() {
            junctions.clear();
        }
        Self { parts, junctions }
    }
}
