//! A draft becomes flat arrays: vertices in spatial order, arcs by tail and by head, a weight an arc and profile.
//!
//! Never here: tags, decisions about who may pass.

use super::builder::{Draft, DraftArc};
use super::components::components;
use super::input::TurnRestriction;
use super::speeds::Profile;
use super::turns::Unused;
use super::{ArcId, ArcKind, Network, ProfileId, Sense, VertexId};
use crate::space::LatLon;
use crate::units::Deciseconds;

/// Freezes a draft, with the turn restrictions of the input and those of them that are not used.
pub fn freeze(
    mut draft: Draft,
    profiles: Vec<Profile>,
    (restrictions, unused_restrictions): (Vec<TurnRestriction>, Vec<(i64, Unused)>),
) -> Network {
    let copies = renumber(&mut draft);
    draft.arcs.sort_by_key(|arc| (arc.tail, arc.head, order(arc.kind)));
    let count = draft.vertices.len();
    let first_out = starts(count, draft.arcs.iter().map(|arc| arc.tail));
    let first_in = starts(count, draft.arcs.iter().map(|arc| arc.head));
    let mut into = vec![ArcId(0); draft.arcs.len()];
    let mut next = first_in.clone();
    for (i, arc) in draft.arcs.iter().enumerate() {
        let slot = &mut next[arc.head.index()];
        into[*slot as usize] = ArcId::new(i);
        *slot += 1;
    }
    let weights = (0..profiles.len()).map(|p| draft.arcs.iter().map(|arc| weight(&draft, arc, p)).collect()).collect();
    let mut network = Network {
        vertices: draft.vertices,
        copies,
        edges: draft.edges,
        ways: draft.ways,
        points: draft.points,
        segment_way: draft.segment_way,
        segment_along: draft.segment_along,
        segment_against: draft.segment_against,
        delays: draft.delays,
        first_out,
        arc_tail: draft.arcs.iter().map(|arc| arc.tail).collect(),
        arc_head: draft.arcs.iter().map(|arc| arc.head).collect(),
        arc_kind: draft.arcs.iter().map(|arc| arc.kind).collect(),
        weights,
        first_in,
        into,
        restrictions,
        unused_restrictions,
        components: Vec::new(),
        walls: draft.walls,
        profiles,
    };
    network.components = (0..network.profiles.len()).map(|p| components(&network, ProfileId::new(p))).collect();
    network
}

/// Vertices along a Hilbert curve, so that a search touches neighbouring memory; the copies of a vertex come right after
/// it. Gives the vertices that have copies, and how many.
fn renumber(draft: &mut Draft) -> Vec<(VertexId, u8)> {
    let first_copy = draft.vertices.len() - draft.originals.len();
    let original = |old: u32| (old as usize).checked_sub(first_copy).map_or(old, |copy| draft.originals[copy].0);
    let mut order: Vec<u32> = (0..draft.vertices.len() as u32).collect();
    order.sort_by_key(|&old| (draft.vertices[old as usize].hilbert(), original(old), old));
    let mut new_of = vec![VertexId(0); order.len()];
    for (new, &old) in order.iter().enumerate() {
        new_of[old as usize] = VertexId::new(new);
    }
    let mut copies: Vec<(VertexId, u8)> = Vec::new();
    for &old in order.iter().filter(|&&old| old as usize >= first_copy) {
        let vertex = new_of[original(old) as usize];
        match copies.last_mut() {
            Some((last, count)) if *last == vertex => *count += 1,
            _ => copies.push((vertex, 1)),
        }
    }
    draft.vertices = order.iter().map(|&old| draft.vertices[old as usize]).collect::<Vec<LatLon>>();
    let renamed = |vertex: VertexId| new_of[vertex.index()];
    for arc in &mut draft.arcs {
        (arc.tail, arc.head) = (renamed(arc.tail), renamed(arc.head));
    }
    for edge in &mut draft.edges {
        edge.tail = edge.tail.map(|vertex| vertex.map(renamed));
        edge.head = edge.head.map(|vertex| vertex.map(renamed));
    }
    copies
}

fn order(kind: ArcKind) -> (u32, Sense) {
    match kind {
        ArcKind::Edge(edge, sense) => (edge.0, sense),
        ArcKind::Board => (u32::MAX - 1, Sense::Along),
        ArcKind::Join => (u32::MAX, Sense::Along),
    }
}

fn starts(count: usize, ends: impl Iterator<Item = VertexId>) -> Vec<u32> {
    let mut first = vec![0_u32; count + 1];
    for vertex in ends {
        first[vertex.index() + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    first
}

fn weight(draft: &Draft, arc: &DraftArc, profile: usize) -> Deciseconds {
    if arc.mask >> profile & 1 == 0 {
        return Deciseconds::UNREACHED;
    }
    match arc.kind {
        ArcKind::Edge(id, sense) => {
            let edge = &draft.edges[id.index()];
            let times = match sense {
                Sense::Along => &draft.segment_along[profile],
                Sense::Against => &draft.segment_against[profile],
            };
            let first = edge.first_segment as usize;
            times[first..first + edge.segments as usize].iter().copied().sum()
        }
        ArcKind::Board | ArcKind::Join => arc.time,
    }
}
