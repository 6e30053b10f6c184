//! The search: earliest times from (or latest starts toward) some seeds to every vertex, within a bound.
//!
//! Dijkstra over the frozen arrays with a label of time and owner, so that the nearest facility comes with its identity and equal
//! times go to the lower owner. Memory is kept between runs and reset by a stamp. Never here: places (see [`link`](super::link)).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::network::{ArcId, ArcKind, Network, ProfileId, VertexId};
use crate::units::Deciseconds;

/// Which way the times run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heading {
    /// From the seeds to the vertices.
    Away,
    /// From the vertices to the seeds.
    Back,
}

/// A beginning of a search.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seed {
    /// Where.
    pub vertex: VertexId,
    /// The time already spent there.
    pub time: Deciseconds,
    /// Whose it is.
    pub owner: u32,
}

#[derive(Clone, Copy)]
struct Label {
    stamp: u32,
    time: u32,
    owner: u32,
    /// The arc over which the label came; all ones at a seed.
    arc: u32,
    /// Was a boat boarded on the way?
    by_boat: bool,
}

/// Scratch memory for searches over one network; the answers of the last run are read from it.
#[derive(Clone, Debug)]
pub struct Search {
    labels: Vec<Label>,
    stamp: u32,
    heap: BinaryHeap<Reverse<(u32, u32, u32)>>,
    reached: Vec<VertexId>,
}

impl std::fmt::Debug for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.time, self.owner)
    }
}

impl Search {
    /// Memory for searches over `network`.
    pub fn new(network: &Network) -> Self {
        let none = Label { stamp: 0, time: u32::MAX, owner: u32::MAX, arc: u32::MAX, by_boat: false };
        Self { labels: vec![none; network.vertex_count()], stamp: 0, heap: BinaryHeap::new(), reached: Vec::new() }
    }

    /// Runs from `seeds` as far as `bound`, the bound included.
    pub fn run(
        &mut self,
        (network, profile): (&Network, ProfileId),
        heading: Heading,
        seeds: impl IntoIterator<Item = Seed>,
        bound: Deciseconds,
    ) {
        self.begin();
        let weights = network.weights(profile);
        for seed in seeds {
            if seed.time <= bound && seed.time.is_reached() {
                self.offer(seed.vertex, (seed.time.get(), seed.owner), u32::MAX, false);
            }
        }
        while let Some(Reverse((time, owner, vertex))) = self.heap.pop() {
            let vertex = VertexId(vertex);
            let label = &self.labels[vertex.index()];
            if (label.time, label.owner) != (time, owner) {
                continue;
            }
            let by_boat = label.by_boat;
            self.reached.push(vertex);
            let mut relax = |arc: ArcId, next: VertexId| {
                let reached = Deciseconds::new(time) + weights[arc.index()];
                if reached <= bound && reached.is_reached() {
                    let by_boat = by_boat || network.kind(arc) == ArcKind::Board;
                    self.offer(next, (reached.get(), owner), arc.0, by_boat);
                }
            };
            match heading {
                Heading::Away => network.arcs_out(vertex).for_each(|arc| relax(arc, network.head(arc))),
                Heading::Back => network.arcs_in(vertex).iter().for_each(|&arc| relax(arc, network.tail(arc))),
            }
        }
    }

    fn begin(&mut self) {
        self.heap.clear();
        self.reached.clear();
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.labels.iter_mut().for_each(|label| label.stamp = 0);
            self.stamp = 1;
        }
    }

    fn offer(&mut self, vertex: VertexId, (time, owner): (u32, u32), arc: u32, by_boat: bool) {
        let label = &mut self.labels[vertex.index()];
        if label.stamp != self.stamp || (time, owner) < (label.time, label.owner) {
            *label = Label { stamp: self.stamp, time, owner, arc, by_boat };
            self.heap.push(Reverse((time, owner, vertex.0)));
        }
    }

    fn label(&self, vertex: VertexId) -> Option<&Label> {
        Some(&self.labels[vertex.index()]).filter(|label| label.stamp == self.stamp)
    }

    /// The time of a vertex in the last run; unreached beyond its bound.
    pub fn time(&self, vertex: VertexId) -> Deciseconds {
        self.label(vertex).map_or(Deciseconds::UNREACHED, |label| Deciseconds::new(label.time))
    }

    /// The owner whose seed gave a vertex its time.
    pub fn owner(&self, vertex: VertexId) -> Option<u32> {
        self.label(vertex).map(|label| label.owner)
    }

    /// Does the way between a vertex and its seed board a boat?
    pub fn by_boat(&self, vertex: VertexId) -> bool {
        self.label(vertex).is_some_and(|label| label.by_boat)
    }

    /// The vertices of the last run, nearest first.
    pub fn reached(&self) -> &[VertexId] {
        &self.reached
    }

    /// The arcs between a seed and `vertex`, from the vertex back to the seed.
    pub fn arcs_to(&self, network: &Network, heading: Heading, vertex: VertexId) -> Vec<ArcId> {
        let mut arcs = Vec::new();
        let mut at = vertex;
        while let Some(label) = self.label(at) {
            if label.arc == u32::MAX {
                break;
            }
            let arc = ArcId(label.arc);
            arcs.push(arc);
            at = match heading {
                Heading::Away => network.tail(arc),
                Heading::Back => network.head(arc),
            };
        }
        arcs
    }
}
