//! The order of what has no easy part: nested dissection.
//!
//! A separator goes last, and before it either side in its own right, in parallel; small parts by fewest neighbours. Never here: how
//! a separator is found (see [`cut`](super::cut)).

use rayon::prelude::*;

use super::cut::{Side, cut};
use super::graph::Graph;
use crate::progress::Progress;

/// Parts of at most so many vertices are not cut further: their neighbours fit into the bits of a word.
const LEAF: usize = 16;

/// What every part needs: positions on a plane, and whom to tell.
type Around<'a> = (&'a [(f32, f32)], &'a dyn Progress);

/// A part of the graph, with the ids that its vertices have outside.
struct Part {
    graph: Graph,
    ids: Vec<u32>,
}

impl Part {
    fn sub(&self, members: &[u32], scratch: &mut [u32]) -> Self {
        Self { graph: self.graph.part(members, scratch), ids: members.iter().map(|&v| self.ids[v as usize]).collect() }
    }
}

/// An order of `members` of `graph`, lowest first; `places` are positions on a plane.
/// Ticks once a vertex. Once it is cancelled, what is left comes in any order.
pub fn dissect(graph: &Graph, members: &[u32], places: &[(f32, f32)], progress: &dyn Progress) -> Vec<u32> {
    let mut scratch = vec![u32::MAX; graph.len()];
    let whole = Part { graph: graph.part(members, &mut scratch), ids: members.to_vec() };
    drop(scratch);
    let mut order = Vec::with_capacity(members.len());
    order_parts(connected(&whole), (places, progress), &mut order);
    order
}

/// Parts that do not touch, one after another.
fn order_parts(parts: Vec<Part>, (places, progress): Around<'_>, order: &mut Vec<u32>) {
    let ordered = |part: Part| {
        let mut order = Vec::with_capacity(part.ids.len());
        order_part(part, (places, progress), &mut order);
        order
    };
    // Small parts are not worth a task each.
    if parts.iter().map(|part| part.ids.len()).sum::<usize>() < 2_000 {
        parts.into_iter().for_each(|part| order_part(part, (places, progress), order));
    } else {
        let orders: Vec<Vec<u32>> = parts.into_par_iter().map(ordered).collect();
        orders.iter().for_each(|part| order.extend(part));
    }
}

fn order_part(part: Part, (places, progress): Around<'_>, order: &mut Vec<u32>) {
    if progress.cancelled() {
        order.extend(part.ids);
        return;
    }
    if part.ids.len() <= LEAF {
        progress.tick(part.ids.len() as u64);
        order.extend(fewest_neighbours(&part.graph).iter().map(|&v| part.ids[v as usize]));
        return;
    }
    let sides = cut(&part.graph, |v| places[part.ids[v as usize] as usize]);
    let of = |side: Side| -> Vec<u32> { (0..sides.len() as u32).filter(|&v| sides[v as usize] == side).collect() };
    let mut scratch = vec![u32::MAX; part.graph.len()];
    let mut parts = Vec::new();
    for side in [Side::Near, Side::Far] {
        let side = part.sub(&of(side), &mut scratch);
        parts.extend(connected(&side));
    }
    let last: Vec<u32> = of(Side::Between).iter().map(|&v| part.ids[v as usize]).collect();
    drop((part, sides, scratch));
    order_parts(parts, (places, progress), order);
    progress.tick(last.len() as u64);
    order.extend(last);
}

/// The connected pieces of a part.
fn connected(part: &Part) -> Vec<Part> {
    let count = part.graph.len();
    let mut piece_of = vec![u32::MAX; count];
    let mut pieces: Vec<Vec<u32>> = Vec::new();
    for root in 0..count as u32 {
        if piece_of[root as usize] != u32::MAX {
            continue;
        }
        let id = pieces.len() as u32;
        let mut members = vec![root];
        piece_of[root as usize] = id;
        let mut done = 0;
        while let Some(&v) = members.get(done) {
            done += 1;
            for &u in part.graph.neighbours(v) {
                if piece_of[u as usize] == u32::MAX {
                    piece_of[u as usize] = id;
                    members.push(u);
                }
            }
        }
        members.sort_unstable();
        pieces.push(members);
    }
    let mut scratch = vec![u32::MAX; count];
    pieces.iter().map(|members| part.sub(members, &mut scratch)).collect()
}

/// At most [`LEAF`] vertices, those with the fewest neighbours first; neighbours of an eliminated vertex are joined.
fn fewest_neighbours(graph: &Graph) -> Vec<u32> {
    let mut beside = [0_u64; LEAF];
    for v in 0..graph.len() as u32 {
        beside[v as usize] = graph.neighbours(v).iter().fold(0, |bits, &u| bits | 1 << u);
    }
    let mut left: Vec<u32> = (0..graph.len() as u32).collect();
    let mut order = Vec::with_capacity(left.len());
    while let Some(place) = (0..left.len()).min_by_key(|&i| beside[left[i] as usize].count_ones()) {
        let v = left.remove(place);
        order.push(v);
        let row = beside[v as usize];
        for &u in &left {
            if row >> u & 1 == 1 {
                beside[u as usize] = (beside[u as usize] | row) & !(1 << u | 1 << v);
            }
        }
    }
    order
}
