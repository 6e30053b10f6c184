//! One block of cells: from which vertices, over which time, each of its cells is reached.
//!
//! All cells that a vertex serves stand together, nearest first, so that a time at the vertex reaches a beginning of their list, and mostly
//! all of it: for that the whole list stands ready as bits of rows. Never here: times of vertices.

use geo::Coord;

use super::Reached;
use super::grid::Ground;
use super::places::{At, centre};
use crate::network::{EdgeId, ProfileId, Sense, VertexId};
use crate::space::LatLon;
use crate::travel::{Heading, Link};
use crate::units::Deciseconds;

/// Cells along the side of a block: a row is a word.
pub const SIDE: i32 = 64;
/// The cells of a block, a word a row, south to north; the lowest bit is the western cell.
pub type Rows = [u64; SIDE as usize];

/// Cells served by one vertex.
#[derive(Clone, Copy, Debug)]
struct Run {
    vertex: VertexId,
    /// The time between the vertex and its nearest cell, and how much longer the farthest takes.
    base: u32,
    span: u16,
    /// Its first cell and its first row.
    cells: u32,
    rows: u32,
}

/// What a block knows of its cells.
#[derive(Debug)]
pub struct Block {
    travel: (ProfileId, Heading),
    at: At,
    step: Coord,
    /// First some that hold every cell, then the others; both by vertex. One more stands at the end.
    runs: Vec<Run>,
    enough: usize,
    /// All cells that have a road.
    all: Rows,
    /// The cells of all runs (row * 64 + column) and the time beyond the run's base, ascending in each run.
    cells: Vec<u16>,
    beyond: Vec<u16>,
    /// The same cells as bits, row by row.
    rows: Vec<u8>,
    bits: Vec<u64>,
    /// Edges on which cells are linked away from their ends, with the first of these cells.
    edges: Vec<(EdgeId, u32)>,
    on_edge: Vec<u16>,
}

/// A time between a vertex and a cell.
type Leg = (VertexId, u32, u16);

impl Block {
    /// Links all cells of the block at `at`.
    pub fn new(ground: &Ground, travel: (ProfileId, Heading), at: At, step: Coord) -> Self {
        let mut legs: Vec<Leg> = Vec::new();
        let mut on_edge: Vec<(EdgeId, u16)> = Vec::new();
        for cell in 0..(SIDE * SIDE) as u16 {
            let Some(link) = link(ground, travel.0, middle(at, cell, step)) else { continue };
            let served = match travel.1 {
                Heading::Away => &link.into,
                Heading::Back => &link.out,
            };
            let served = served.iter().map(|(vertex, leg)| (vertex, leg + link.access));
            legs.extend(served.filter(|(_, leg)| leg.is_reached()).map(|(vertex, leg)| (vertex, leg.get(), cell)));
            if Sense::BOTH.iter().any(|&sense| link.before(sense).is_some()) {
                on_edge.push((link.edge(), cell));
            }
        }
        legs.sort_unstable();
        on_edge.sort_unstable();
        let mut block = Self {
            travel,
            at,
            step,
            runs: Vec::new(),
            enough: 0,
            all: [0; SIDE as usize],
            cells: Vec::new(),
            beyond: Vec::new(),
            rows: Vec::new(),
            bits: Vec::new(),
            edges: Vec::new(),
            on_edge: Vec::new(),
        };
        legs.iter().for_each(|&(_, _, cell)| set(&mut block.all, cell));
        let (enough, others) = split(legs.chunk_by(|a, b| a.0 == b.0).collect());
        enough.into_iter().for_each(|same| block.add_runs(same));
        block.enough = block.runs.len();
        others.into_iter().for_each(|same| block.add_runs(same));
        let end = Run {
            vertex: VertexId(u32::MAX),
            base: u32::MAX,
            span: 0,
            cells: block.cells.len() as u32,
            rows: block.rows.len() as u32,
        };
        block.runs.push(end);
        for same in on_edge.chunk_by(|a, b| a.0 == b.0) {
            block.edges.push((same[0].0, block.on_edge.len() as u32));
            block.on_edge.extend(same.iter().map(|&(_, cell)| cell));
        }
        block.edges.push((EdgeId(u32::MAX), block.on_edge.len() as u32));
        block
    }

    /// Adds the legs of one vertex, ascending by time: one run, or several where the times differ by more than fits into it.
    fn add_runs(&mut self, mut legs: &[Leg]) {
        while let Some(&(vertex, base, _)) = legs.first() {
            let fits = legs.partition_point(|&(_, time, _)| time - base <= u32::from(u16::MAX));
            let (run, rest) = legs.split_at(fits);
            legs = rest;
            let beyond = |&(_, time, _): &Leg| (time - base) as u16;
            let span = run.last().map_or(0, beyond);
            self.runs.push(Run { vertex, base, span, cells: self.cells.len() as u32, rows: self.rows.len() as u32 });
            self.cells.extend(run.iter().map(|&(_, _, cell)| cell));
            self.beyond.extend(run.iter().map(beyond));
            let mut all: Rows = [0; SIDE as usize];
            run.iter().for_each(|&(_, _, cell)| set(&mut all, cell));
            for (row, &bits) in (0..).zip(&all).filter(|&(_, &bits)| bits != 0) {
                self.rows.push(row);
                self.bits.push(bits);
            }
        }
    }

    /// Marks the cells within `limit` of the vertices.
    pub fn mark(&self, times: &impl Reached, limit: Deciseconds, inside: &mut Rows) {
        self.mark_runs(&self.runs[..=self.enough], times, limit, inside);
        if *inside != self.all {
            self.mark_runs(&self.runs[self.enough..], times, limit, inside);
        }
    }

    fn mark_runs(&self, runs: &[Run], times: &impl Reached, limit: Deciseconds, inside: &mut Rows) {
        for pair in runs.windows(2) {
            let [run, next] = [pair[0], pair[1]];
            let time = times.time(run.vertex) + Deciseconds::new(run.base);
            if time > limit || !time.is_reached() {
                continue;
            }
            let left = limit.get() - time.get();
            if left >= u32::from(run.span) {
                let rows = run.rows as usize..next.rows as usize;
                for (&row, &bits) in self.rows[rows.clone()].iter().zip(&self.bits[rows]) {
                    inside[usize::from(row) % SIDE as usize] |= bits;
                }
            } else {
                let cells = run.cells as usize..next.cells as usize;
                let near = self.cells[cells.clone()].iter().zip(&self.beyond[cells]);
                near.take_while(|&(_, &beyond)| u32::from(beyond) <= left).for_each(|(&cell, _)| set(inside, cell));
            }
        }
    }

    /// Marks the cells on the edge of the origin to which a way along it leads within `limit` without passing a vertex.
    pub fn mark_edge(&self, ground: &Ground, origin: &Link, limit: Deciseconds, inside: &mut Rows) {
        let Ok(edge) = self.edges.binary_search_by_key(&origin.edge(), |&(edge, _)| edge) else { return };
        let Some([from, to]) = self.edges.get(edge..edge + 2) else { return };
        // Mostly the vertices have marked them all, and none has to be linked again.
        for &cell in &self.on_edge[from.1 as usize..to.1 as usize] {
            if !holds(inside, cell)
                && let Some(link) = link(ground, self.travel.0, middle(self.at, cell, self.step))
            {
                let road = match self.travel.1 {
                    Heading::Away => origin.direct(&link),
                    Heading::Back => link.direct(origin),
                };
                let time = origin.access + road + link.access;
                if time <= limit && time.is_reached() {
                    set(inside, cell);
                }
            }
        }
    }
}

/// Takes apart the vertices that together serve all cells, those with most cells first, and the others; both by vertex.
fn split(mut vertices: Vec<&[Leg]>) -> (Vec<&[Leg]>, Vec<&[Leg]>) {
    vertices.sort_by_key(|legs| std::cmp::Reverse(legs.len()));
    let mut served = [0; SIDE as usize];
    let serves_more = |legs: &&[Leg]| {
        let before = served;
        legs.iter().for_each(|&(_, _, cell)| set(&mut served, cell));
        before != served
    };
    let (mut enough, mut others): (Vec<_>, Vec<_>) = vertices.into_iter().partition(serves_more);
    enough.sort_unstable_by_key(|legs| legs[0].0);
    others.sort_unstable_by_key(|legs| legs[0].0);
    (enough, others)
}

fn set(rows: &mut Rows, cell: u16) {
    rows[usize::from(cell) / SIDE as usize % SIDE as usize] |= 1 << (cell % SIDE as u16);
}

fn holds(rows: &Rows, cell: u16) -> bool {
    rows[usize::from(cell) / SIDE as usize % SIDE as usize] >> (cell % SIDE as u16) & 1 == 1
}

fn middle((row, column): At, cell: u16, step: Coord) -> LatLon {
    let cell = i32::from(cell);
    centre((column * SIDE + cell % SIDE, row * SIDE + cell / SIDE), step)
}

/// The link of a cell's centre; none in the water and off the roads.
fn link(ground: &Ground, profile: ProfileId, at: LatLon) -> Option<Link> {
    if !ground.land.holds(at) {
        return None;
    }
    let snap = ground.snapper.snap(ground.network, profile, at).ok()?;
    Some(Link::new(ground.network, profile, snap))
}
