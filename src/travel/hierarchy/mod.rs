//! The hierarchy of a network: an order of its vertices, and the arcs that shortest ways need once vertices are passed in that order.
//!
//! A customizable contraction hierarchy (Dibbelt, Strasser and Wagner, 2016): it knows only who is beside whom. Weights come later
//! (see [`Metric`](super::metric::Metric)), so one hierarchy serves all profiles, hours and scenarios. Ranks are numbered so that the
//! vertices below any vertex are one interval that ends with it. Only the order takes long to find; the rest is made from it. Never here: weights.

mod cut;
mod dissect;
mod graph;
mod reduce;

use std::ops::Range;

use crate::progress::{Cancelled, Progress};
use graph::Graph;

/// No vertex, no slot.
const NONE: u32 = u32::MAX;

/// The order of a network and its arcs from each vertex to those above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hierarchy {
    /// The rank of a vertex, and the vertex of a rank.
    rank: Vec<u32>,
    vertex: Vec<u32>,
    /// Slots of the vertex of rank `r` are `first[r] .. first[r + 1]`.
    first: Vec<u32>,
    /// The rank above that a slot leads to; ascending within a vertex.
    above: Vec<u32>,
    /// The rank that a slot comes from.
    below: Vec<u32>,
    /// How many vertices the subtree of a rank has, itself included.
    size: Vec<u32>,
    /// Slots ordered by the rank that they lead to: those are `into[first_into[r] .. first_into[r + 1]]`, by ascending rank below.
    first_into: Vec<u32>,
    into: Vec<u32>,
    /// For every arc of the network its slot times two, plus one when it leads down; [`NONE`] for a loop.
    slot_of_arc: Vec<u32>,
}

impl Hierarchy {
    /// Orders vertices at `places` (any plane), joined by arcs, and builds their hierarchy.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn new(
        places: &[(f32, f32)],
        arcs: impl Iterator<Item = (u32, u32)> + Clone,
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let graph = Graph::new(places.len(), arcs.clone());
        let order = order(&graph, places, progress);
        progress.check()?;
        Ok(Self::build(&graph, &order, arcs))
    }

    /// The hierarchy of an order that was kept: the vertices, lowest first (see [`Hierarchy::order`]). `None` when it is
    /// not an order of `count` vertices.
    pub fn from_order(order: &[u32], count: usize, arcs: impl Iterator<Item = (u32, u32)> + Clone) -> Option<Self> {
        let mut seen = vec![false; count];
        let whole = order.len() == count
            && order.iter().all(|&v| seen.get_mut(v as usize).is_some_and(|seen| !std::mem::replace(seen, true)));
        whole.then(|| Self::build(&Graph::new(count, arcs.clone()), order, arcs))
    }

    fn build(graph: &Graph, order: &[u32], arcs: impl Iterator<Item = (u32, u32)>) -> Self {
        let count = order.len();
        let place = inverse(order);
        let (parent, sizes) = elimination_tree(graph, order, &place);
        let renamed = subtrees_in_intervals(&parent, &sizes);
        let rank: Vec<u32> = place.iter().map(|&old| renamed[old as usize]).collect();
        let mut size = vec![0; count];
        for (old, &new) in renamed.iter().enumerate() {
            size[new as usize] = sizes[old];
        }
        let vertex = inverse(&rank);
        let (first, above) = fill(graph, (&rank, &vertex), &size);
        let mut below = vec![0; above.len()];
        let mut first_into = vec![0_u32; count + 1];
        for r in 0..count {
            for slot in first[r]..first[r + 1] {
                below[slot as usize] = r as u32;
                first_into[above[slot as usize] as usize + 1] += 1;
            }
        }
        for r in 0..count {
            first_into[r + 1] += first_into[r];
        }
        let mut next = first_into.clone();
        let mut into = vec![0; above.len()];
        for (slot, &head) in above.iter().enumerate() {
            into[next[head as usize] as usize] = slot as u32;
            next[head as usize] += 1;
        }
        let mut made = Self { rank, vertex, first, above, below, size, first_into, into, slot_of_arc: Vec::new() };
        let slot = |(tail, head): (u32, u32)| {
            let (tail, head) = (made.rank(tail), made.rank(head));
            made.slot(tail.min(head), tail.max(head)).map_or(NONE, |slot| slot * 2 + u32::from(head < tail))
        };
        made.slot_of_arc = arcs.map(slot).collect();
        made
    }

    /// The vertices, lowest first: all that must be kept to have this hierarchy again.
    pub fn order(&self) -> &[u32] {
        &self.vertex
    }

    /// The vertex of a rank.
    pub fn vertex(&self, rank: u32) -> u32 {
        self.vertex[rank as usize]
    }

    /// The number of vertices.
    pub fn vertex_count(&self) -> usize {
        self.rank.len()
    }

    /// The rank of a vertex.
    pub fn rank(&self, vertex: u32) -> u32 {
        self.rank[vertex as usize]
    }

    /// The number of slots.
    pub fn slot_count(&self) -> usize {
        self.above.len()
    }

    /// The slots that lead up from a rank.
    pub fn up(&self, rank: u32) -> Range<usize> {
        self.first[rank as usize] as usize..self.first[rank as usize + 1] as usize
    }

    /// The slots that lead up to a rank, by ascending rank below.
    pub fn into(&self, rank: u32) -> &[u32] {
        &self.into[self.first_into[rank as usize] as usize..self.first_into[rank as usize + 1] as usize]
    }

    /// The rank that a slot leads to.
    pub fn above(&self, slot: usize) -> u32 {
        self.above[slot]
    }

    /// The ranks that slots lead to.
    pub fn aboves(&self, slots: Range<usize>) -> &[u32] {
        &self.above[slots]
    }

    /// The rank that a slot comes from.
    pub fn below(&self, slot: usize) -> u32 {
        self.below[slot]
    }

    /// The next rank above in the tree.
    pub fn parent(&self, rank: u32) -> Option<u32> {
        self.aboves(self.up(rank)).first().copied()
    }

    /// The vertices in the subtree of a rank, which are those of the ranks `rank + 1 - size ..= rank`.
    pub fn size(&self, rank: u32) -> u32 {
        self.size[rank as usize]
    }

    /// For every arc of the network, its slot and whether it leads down.
    pub fn slots_of_arcs(&self) -> impl Iterator<Item = Option<(usize, bool)>> + '_ {
        self.slot_of_arc.iter().map(|&slot| (slot != NONE).then_some(((slot / 2) as usize, slot % 2 == 1)))
    }

    /// The slot between two ranks.
    pub fn slot(&self, below: u32, above: u32) -> Option<u32> {
        let slots = self.up(below);
        let found = self.above[slots.clone()].binary_search(&above).ok()?;
        Some((slots.start + found) as u32)
    }
}

/// Where each entry of a permutation stands.
fn inverse(permutation: &[u32]) -> Vec<u32> {
    let mut place = vec![0; permutation.len()];
    for (i, &entry) in permutation.iter().enumerate() {
        place[entry as usize] = i as u32;
    }
    place
}

fn order(whole: &Graph, places: &[(f32, f32)], progress: &dyn Progress) -> Vec<u32> {
    let mut rest = whole.clone();
    let mut order = reduce::reduce(&mut rest);
    let mut is_easy = vec![false; whole.len()];
    order.iter().for_each(|&v| is_easy[v as usize] = true);
    let hard: Vec<u32> = (0..whole.len() as u32).filter(|&v| !is_easy[v as usize]).collect();
    order.extend(dissect::dissect(&rest, &hard, places, progress));
    order
}

/// Parents and subtree sizes by place in the order (Liu, "The role of elimination trees in sparse factorization", 1990).
fn elimination_tree(graph: &Graph, order: &[u32], place: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let count = order.len();
    let mut parent = vec![NONE; count];
    let mut root = vec![NONE; count];
    for (v, &vertex) in order.iter().enumerate() {
        let v = v as u32;
        for &u in graph.neighbours(vertex) {
            let mut at = place[u as usize];
            if at >= v {
                continue;
            }
            while root[at as usize] != NONE && root[at as usize] != v {
                let next = root[at as usize];
                root[at as usize] = v;
                at = next;
            }
            if root[at as usize] == NONE {
                root[at as usize] = v;
                parent[at as usize] = v;
            }
        }
    }
    let mut size = vec![1; count];
    for v in 0..count {
        if parent[v] != NONE {
            size[parent[v] as usize] += size[v];
        }
    }
    (parent, size)
}

/// New numbers in which every subtree is an interval that ends with its root.
fn subtrees_in_intervals(parent: &[u32], size: &[u32]) -> Vec<u32> {
    let mut new = vec![0; parent.len()];
    // Where the next child of a vertex ends, one past it; roots are children of nobody.
    let mut end = vec![0_u32; parent.len()];
    let mut end_of_roots = parent.len() as u32;
    for v in (0..parent.len()).rev() {
        let slot = match parent[v] {
            NONE => &mut end_of_roots,
            parent => &mut end[parent as usize],
        };
        let mine = *slot - 1;
        *slot -= size[v];
        new[v] = mine;
        end[v] = mine;
    }
    new
}

/// The slots of every rank: neighbours above, and those of the children.
fn fill(graph: &Graph, (rank, vertex): (&[u32], &[u32]), size: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let count = rank.len();
    let mut first = Vec::with_capacity(count + 1);
    let mut above: Vec<u32> = Vec::with_capacity(graph.places());
    let mut seen = vec![NONE; count];
    first.push(0);
    for r in 0..count as u32 {
        let begin = above.len();
        let mut add = |above: &mut Vec<u32>, u: u32| {
            if u > r && seen[u as usize] != r {
                seen[u as usize] = r;
                above.push(u);
            }
        };
        for &u in graph.neighbours(vertex[r as usize]) {
            add(&mut above, rank[u as usize]);
        }
        let (mut child, lowest) = (r, r + 1 - size[r as usize]);
        while child > lowest {
            child -= 1;
            for slot in first[child as usize]..first[child as usize + 1] {
                let u = above[slot as usize];
                add(&mut above, u);
            }
            child -= size[child as usize] - 1;
        }
        above[begin..].sort_unstable();
        first.push(above.len() as u32);
    }
    (first, above)
}
