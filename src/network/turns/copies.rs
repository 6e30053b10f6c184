//! Copies of vertices for the states of the automaton.
//!
//! Only what can be reached is copied, and only where the state matters: where it bans nothing that its longest suffix
//! allows, and leads nowhere else, the suffix serves. Joins between tiers and sides of a barrier keep the state, a boat
//! ends it. Never here: what is banned and why.

use std::collections::{BTreeMap, BTreeSet};

use super::super::builder::{Draft, DraftArc};
use super::super::{ArcKind, VertexId};
use super::{Automaton, Passage};

/// Adds the copies that an automaton needs to a draft, and their arcs.
pub fn copy(draft: &mut Draft, automaton: &Automaton) {
    if automaton.is_idle() {
        return;
    }
    let arcs = draft.arcs.clone();
    let mut order: Vec<u32> = (0..arcs.len() as u32).collect();
    order.sort_by_key(|&arc| (arcs[arc as usize].tail, arc));
    let mut copier = Copier { draft, automaton, arcs: &arcs, order, copies: BTreeMap::new(), work: Vec::new() };
    for (i, arc) in arcs.iter().enumerate() {
        if let Some(passage) = copier.passage(arc) {
            copier.draft.arcs[i].head = copier.place(arc.head, automaton.after(0, passage));
        }
    }
    while let Some((vertex, state, copy)) = copier.work.pop() {
        for &arc in copier.out(vertex).to_vec().iter() {
            copier.arc_of_copy(arcs[arc as usize], state, copy);
        }
    }
}

struct Copier<'a> {
    draft: &'a mut Draft,
    automaton: &'a Automaton,
    /// The arcs before anything was copied.
    arcs: &'a [DraftArc],
    /// Their indexes, ordered by tail.
    order: Vec<u32>,
    copies: BTreeMap<(VertexId, u32), VertexId>,
    work: Vec<(VertexId, u32, VertexId)>,
}

impl Copier<'_> {
    /// The passage of an arc over a road.
    fn passage(&self, arc: &DraftArc) -> Option<Passage> {
        match arc.kind {
            ArcKind::Edge(id, sense) if !self.draft.edges[id.index()].is_ferry => Some((id, sense)),
            _ => None,
        }
    }

    /// The arcs out of an original vertex.
    fn out(&self, vertex: VertexId) -> &[u32] {
        let tail = |arc: &u32| self.arcs[*arc as usize].tail;
        let first = self.order.partition_point(|arc| tail(arc) < vertex);
        let count = self.order[first..].partition_point(|arc| tail(arc) == vertex);
        &self.order[first..first + count]
    }

    /// The vertex that stands for an original vertex in a state.
    fn place(&mut self, vertex: VertexId, state: u32) -> VertexId {
        let mut state = state;
        while state != 0 && !self.matters(vertex, state) {
            state = self.automaton.shorter(state);
        }
        if state == 0 {
            return vertex;
        }
        if let Some(&copy) = self.copies.get(&(vertex, state)) {
            return copy;
        }
        let copy = VertexId::new(self.draft.vertices.len());
        self.draft.vertices.push(self.draft.vertices[vertex.index()]);
        self.draft.originals.push(vertex);
        self.copies.insert((vertex, state), copy);
        self.work.push((vertex, state, copy));
        copy
    }

    /// Is there a road out of the vertex, over joins if need be, on which a state differs from its longest suffix?
    fn matters(&self, vertex: VertexId, state: u32) -> bool {
        let shorter = self.automaton.shorter(state);
        let (mut seen, mut stack) = (BTreeSet::from([vertex]), vec![vertex]);
        while let Some(vertex) = stack.pop() {
            for &arc in self.out(vertex) {
                let arc = &self.arcs[arc as usize];
                if let Some(passage) = self.passage(arc) {
                    let banned = self.automaton.banned(state, passage) ^ self.automaton.banned(shorter, passage);
                    if banned & arc.mask != 0
                        || self.automaton.after(state, passage) != self.automaton.after(shorter, passage)
                    {
                        return true;
                    }
                } else if arc.kind == ArcKind::Join && seen.insert(arc.head) {
                    stack.push(arc.head);
                }
            }
        }
        false
    }

    /// Gives a copy one of the arcs of its original, unless everybody is banned from it.
    fn arc_of_copy(&mut self, arc: DraftArc, state: u32, copy: VertexId) {
        let (head, mask) = match self.passage(&arc) {
            Some(passage) => {
                let mask = arc.mask & !self.automaton.banned(state, passage);
                if mask == 0 {
                    return;
                }
                (self.place(arc.head, self.automaton.after(state, passage)), mask)
            }
            None if arc.kind == ArcKind::Join => (self.place(arc.head, state), arc.mask),
            None => (arc.head, arc.mask),
        };
        self.draft.arcs.push(DraftArc { tail: copy, head, mask, ..arc });
    }
}
