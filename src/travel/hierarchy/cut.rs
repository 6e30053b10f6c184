//! A small cut through the middle of a network, from its map.
//!
//! Inertial flow (Schild and Sommer, "On balanced separators in road networks", 2015): the vertices are sorted along a line, the first quarter
//! is held on one side and the last on the other, and a maximum flow finds the fewest edges between. Four lines are tried; their flows grow together, always the
//! smallest, so that the first that is complete is the best. Never here: recursion, orders.

use super::graph::Graph;

/// The share of vertices held on each side.
const HELD: f64 = 0.25;

/// Which part a vertex falls into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// One side of the separator.
    Near,
    /// The other side.
    Far,
    /// On the separator.
    Between,
}

/// A separator of a connected graph with at least four vertices: without those [`Side::Between`], no edge joins
/// the two sides. Every row of the graph is sorted.
pub fn cut(graph: &Graph, place: impl Fn(u32) -> (f32, f32)) -> Vec<Side> {
    let twin = twins(graph);
    let lines: [(f32, f32); 4] = [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0)];
    let mut cutters = lines.map(|(dx, dy)| {
        let along = |v: u32| {
            let (x, y) = place(v);
            x * dx + y * dy
        };
        Cutter::new(graph, along)
    });
    loop {
        let [first, rest @ ..] = &mut cutters;
        let smallest = rest.iter_mut().fold(first, |best, next| if next.value < best.value { next } else { best });
        if !smallest.grow(graph, &twin) {
            return smallest.sides(graph, &twin);
        }
    }
}

/// For every place in a row, the place of the same edge in the other row.
fn twins(graph: &Graph) -> Vec<u32> {
    let mut next: Vec<u32> = (0..graph.len() as u32).map(|v| graph.first(v) as u32).collect();
    let mut twin = vec![0; graph.places()];
    // Rows are sorted: going through the tails in order meets the places of every head in order.
    for v in 0..graph.len() as u32 {
        for (i, &u) in graph.neighbours(v).iter().enumerate() {
            twin[graph.first(v) + i] = next[u as usize];
            next[u as usize] += 1;
        }
    }
    twin
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Free,
    Source,
    Sink,
}

struct Cutter {
    role: Vec<Role>,
    sources: Vec<u32>,
    sinks: Vec<u32>,
    /// One where an edge is used in the direction of the place, minus one where it is used against it.
    flow: Vec<i8>,
    level: Vec<u32>,
    value: u32,
}

const UNSEEN: u32 = u32::MAX;

impl Cutter {
    fn new(graph: &Graph, along: impl Fn(u32) -> f32) -> Self {
        let count = graph.len();
        let mut line: Vec<(f32, u32)> = (0..count as u32).map(|v| (along(v), v)).collect();
        let held = ((count as f64 * HELD) as usize).max(1);
        let by_line = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        line.select_nth_unstable_by(held - 1, by_line);
        line[held..].select_nth_unstable_by(count - 2 * held, by_line);
        let mut role = vec![Role::Free; count];
        let mut take = |range: &[(f32, u32)], as_role| {
            let mut taken: Vec<u32> = range.iter().map(|&(_, v)| v).collect();
            taken.sort_unstable();
            taken.iter().for_each(|&v| role[v as usize] = as_role);
            taken
        };
        let sources = take(&line[..held], Role::Source);
        let sinks = take(&line[count - held..], Role::Sink);
        Self { role, sources, sinks, flow: vec![0; graph.places()], level: vec![UNSEEN; count], value: 0 }
    }

    /// Adds a blocking flow along shortest augmenting paths (Dinic); false when the flow is a maximum.
    fn grow(&mut self, graph: &Graph, twin: &[u32]) -> bool {
        if !self.layer(graph) {
            return false;
        }
        let mut next = vec![0_u32; graph.len()];
        let mut path: Vec<(u32, usize)> = Vec::new();
        for i in 0..self.sources.len() {
            let source = self.sources[i];
            let mut at = source;
            loop {
                if self.role[at as usize] == Role::Sink {
                    for (_, place) in path.drain(..) {
                        self.flow[place] += 1;
                        self.flow[twin[place] as usize] -= 1;
                    }
                    self.value += 1;
                    at = source;
                    continue;
                }
                let row = graph.neighbours(at);
                let tried = &mut next[at as usize];
                let step = row.iter().enumerate().skip(*tried as usize).find(|&(i, &u)| {
                    let ahead = self.level[u as usize] == self.level[at as usize] + 1;
                    ahead && self.flow[graph.first(at) + i] < 1
                });
                match step {
                    Some((i, &u)) => {
                        *tried = i as u32;
                        path.push((at, graph.first(at) + i));
                        at = u;
                    }
                    None => {
                        *tried = row.len() as u32;
                        let Some((back, _)) = path.pop() else { break };
                        next[back as usize] += 1;
                        at = back;
                    }
                }
            }
        }
        true
    }

    /// Breadth-first levels from the sources over what is left of the edges; is a sink among them?
    fn layer(&mut self, graph: &Graph) -> bool {
        self.level.fill(UNSEEN);
        let mut queue = self.sources.clone();
        queue.iter().for_each(|&v| self.level[v as usize] = 0);
        let mut done = 0;
        let mut sink_level = UNSEEN;
        while let Some(&v) = queue.get(done) {
            done += 1;
            let level = self.level[v as usize] + 1;
            if level > sink_level {
                break;
            }
            for (i, &u) in graph.neighbours(v).iter().enumerate() {
                if self.level[u as usize] == UNSEEN && self.flow[graph.first(v) + i] < 1 {
                    self.level[u as usize] = level;
                    queue.push(u);
                    if self.role[u as usize] == Role::Sink {
                        sink_level = level;
                    }
                }
            }
        }
        sink_level != UNSEEN
    }

    /// The separator behind the cut that lies nearer the middle.
    fn sides(&self, graph: &Graph, twin: &[u32]) -> Vec<Side> {
        let count = graph.len();
        // Levels of the last search, which met no sink, are what the sources still reach.
        let from_sources: Vec<bool> = self.level.iter().map(|&level| level != UNSEEN).collect();
        let mut to_sinks = vec![false; count];
        let mut stack = self.sinks.clone();
        stack.iter().for_each(|&v| to_sinks[v as usize] = true);
        while let Some(v) = stack.pop() {
            for (i, &u) in graph.neighbours(v).iter().enumerate() {
                if !to_sinks[u as usize] && self.flow[twin[graph.first(v) + i] as usize] < 1 {
                    to_sinks[u as usize] = true;
                    stack.push(u);
                }
            }
        }
        let near = from_sources.iter().filter(|&&is| is).count();
        let far = to_sinks.iter().filter(|&&is| is).count();
        let is_near = |v: u32| if near >= far { from_sources[v as usize] } else { !to_sinks[v as usize] };
        let mut sides: Vec<Side> = (0..count as u32).map(|v| if is_near(v) { Side::Near } else { Side::Far }).collect();
        let rim = |side: Side| -> Vec<u32> {
            let crosses =
                |v: &u32| sides[*v as usize] == side && graph.neighbours(*v).iter().any(|&u| sides[u as usize] != side);
            (0..count as u32).filter(crosses).collect()
        };
        let (near, far) = (rim(Side::Near), rim(Side::Far));
        let smaller = if near.len() <= far.len() { near } else { far };
        smaller.iter().for_each(|&v| sides[v as usize] = Side::Between);
        sides
    }
}
