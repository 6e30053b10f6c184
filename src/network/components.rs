//! What hangs together for one profile, and which roads a journey can both leave and reach.
//!
//! A *component* is connected when directions are forgotten. It is usable when it has a kilometre of road. Within
//! it, where some part of at least a kilometre can be driven in circles (a strongly connected *core*), a road is
//! usable only when a core can be reached from it and it can be reached from a core: a trap behind a one-way street
//! is no place to begin or end a journey. Turn restrictions are not looked at: the copies of a vertex count as the
//! vertex itself, so that a restriction never changes to which road a place is linked. Never here: snapping itself (see
//! [`snap`](super::snap)).

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
use serde::{Deserialize, Serialize};

use super::{ArcId, EdgeId, Network, ProfileId, Sense, VertexId};

/// The least road, in metres, that makes a component usable.
pub const USABLE_METRES: f64 = 1_000.0;

/// What hangs together for one profile.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Components {
    #[serde(with = "crate::packed::list")]
    of_vertex: Vec<u32>,
    #[serde(with = "crate::packed::list")]
    metres: Vec<f64>,
    usable: Vec<bool>,
}

impl Components {
    /// The component of a vertex: the number of its lowest vertex, so that it is stable.
    pub fn of(&self, vertex: VertexId) -> u32 {
        self.of_vertex[vertex.index()]
    }

    /// Metres of road in a component.
    pub fn metres(&self, component: u32) -> f64 {
        self.metres[component as usize]
    }

    /// Are there entries for so many vertices and edges, and is every component one of them?
    pub(super) fn fit(&self, vertices: usize, edges: usize) -> bool {
        self.of_vertex.len() == vertices
            && self.metres.len() == vertices
            && self.usable.len() == edges
            && self.of_vertex.iter().all(|&component| (component as usize) < vertices)
    }

    /// May a journey of this profile begin and end on the edge?
    pub fn is_usable(&self, edge: EdgeId) -> bool {
        self.usable[edge.index()]
    }
}

/// The components of one profile. The frozen network has everything but its components yet.
pub fn components(network: &Network, profile: ProfileId) -> Components {
    let count = network.vertex_count();
    let weights = network.weights(profile);
    let arcs: Vec<ArcId> =
        (0..network.arc_count()).map(ArcId::new).filter(|arc| weights[arc.index()].is_reached()).collect();

    let originals: Vec<VertexId> = network.originals();
    let ends = |arc: ArcId| (originals[network.tail(arc).index()].0, originals[network.head(arc).index()].0);
    let mut sets = UnionFind::<u32>::new(count);
    for (tail, head) in arcs.iter().map(|&arc| ends(arc)).chain((0..).zip(&originals).map(|(copy, of)| (copy, of.0))) {
        sets.union(tail, head);
    }
    let of_vertex = lowest(&sets.into_labeling());
    let mut metres = vec![0.0; count];
    let open: Vec<(EdgeId, f64)> = (0..network.edges().len())
        .map(EdgeId::new)
        .filter(|&id| {
            !network.edge(id).is_ferry && Sense::BOTH.iter().any(|&sense| network.is_open(id, profile, sense))
        })
        .map(|id| (id, network.length(id).0))
        .collect();
    for &(id, length) in &open {
        if let Some(vertex) = some_vertex(network, id, profile) {
            metres[of_vertex[vertex.index()] as usize] += length;
        }
    }

    let graph = DiGraph::<(), (), u32>::from_edges(arcs.iter().map(|&arc| ends(arc)));
    let cores = Cores::new(network, profile, &graph, (&open, &of_vertex));
    let mut usable = vec![false; network.edges().len()];
    for &(id, _) in &open {
        let Some(vertex) = some_vertex(network, id, profile) else { continue };
        let component = of_vertex[vertex.index()];
        usable[id.index()] = metres[component as usize] >= USABLE_METRES
            && (!cores.component_has_core[component as usize] || cores.serve(network, id, profile));
    }
    Components { of_vertex, metres, usable }
}

/// Labels that are the lowest member of each set.
fn lowest(labels: &[u32]) -> Vec<u32> {
    let mut lowest = vec![u32::MAX; labels.len()];
    for (vertex, &label) in labels.iter().enumerate() {
        let lowest = &mut lowest[label as usize];
        *lowest = (*lowest).min(vertex as u32);
    }
    labels.iter().map(|&label| lowest[label as usize]).collect()
}

/// A vertex of the edge in a tier that the profile uses it in.
fn some_vertex(network: &Network, id: EdgeId, profile: ProfileId) -> Option<VertexId> {
    let edge = network.edge(id);
    if network.is_private(id, profile) { edge.tail[0] } else { edge.tail[1] }
}

struct Cores {
    component_has_core: Vec<bool>,
    reaches_core: Vec<bool>,
    reached_from_core: Vec<bool>,
}

impl Cores {
    fn new(
        network: &Network,
        profile: ProfileId,
        graph: &DiGraph<(), (), u32>,
        (open, of_vertex): (&[(EdgeId, f64)], &[u32]),
    ) -> Self {
        let count = network.vertex_count();
        let mut group = vec![u32::MAX; count];
        let groups = kosaraju_scc(graph);
        for (i, members) in groups.iter().enumerate() {
            for member in members {
                group[member.index()] = i as u32;
            }
        }
        let mut metres = vec![0.0; groups.len()];
        for &(id, length) in open {
            let edge = network.edge(id);
            let tier = if network.is_private(id, profile) { 0 } else { 1 };
            if let (Some(tail), Some(head)) = (edge.tail[tier], edge.head[tier])
                && group[tail.index()] == group[head.index()]
                && group[tail.index()] != u32::MAX
            {
                metres[group[tail.index()] as usize] += length;
            }
        }
        let in_core = |vertex: usize| group[vertex] != u32::MAX && metres[group[vertex] as usize] >= USABLE_METRES;
        let seeds: Vec<NodeIndex> = (0..count).filter(|&vertex| in_core(vertex)).map(NodeIndex::new).collect();
        let mut component_has_core = vec![false; count];
        for seed in &seeds {
            component_has_core[of_vertex[seed.index()] as usize] = true;
        }
        Self {
            component_has_core,
            reaches_core: spread(graph, &seeds, petgraph::Direction::Incoming, count),
            reached_from_core: spread(graph, &seeds, petgraph::Direction::Outgoing, count),
        }
    }

    /// Can a journey get from the edge to a core, and from a core to the edge?
    fn serve(&self, network: &Network, id: EdgeId, profile: ProfileId) -> bool {
        let private = network.is_private(id, profile);
        let (leaving, arriving) = if private { (0, 2) } else { (1, 1) };
        let mut leaves = false;
        let mut arrives = false;
        for sense in Sense::BOTH {
            if network.is_open(id, profile, sense) {
                let ends = network.ends(id, sense);
                leaves |= ends.to[leaving].is_some_and(|vertex| self.reaches_core[vertex.index()]);
                arrives |= ends.from[arriving].is_some_and(|vertex| self.reached_from_core[vertex.index()]);
            }
        }
        leaves && arrives
    }
}

fn spread(
    graph: &DiGraph<(), (), u32>,
    seeds: &[NodeIndex],
    direction: petgraph::Direction,
    count: usize,
) -> Vec<bool> {
    let mut seen = vec![false; count];
    let mut stack = seeds.to_vec();
    for seed in seeds {
        seen[seed.index()] = true;
    }
    while let Some(vertex) = stack.pop() {
        for next in graph.neighbors_directed(vertex, direction) {
            if !std::mem::replace(&mut seen[next.index()], true) {
                stack.push(next);
            }
        }
    }
    seen
}
