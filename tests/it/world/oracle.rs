//! The oracle: Dijkstra of petgraph over the raw, unmerged ways, written without the network's builder.
//!
//! It knows the rules from the documentation only: one rounding a segment; a journey is private ground, then open
//! ground, then private ground; a barrier cannot be passed; a boat is boarded where it touches land.

use std::collections::{BTreeMap, BTreeSet};

use halfhour::network::input::NetworkInput;
use halfhour::network::speeds::Profile;
use halfhour::space::LatLon;
use halfhour::units::{Deciseconds, Metres, Speed};
use petgraph::graph::{DiGraph, NodeIndex};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Key {
    Road(i64, u8),
    Side(i64, u8, usize),
    Deck(i64, Option<i64>),
}

/// A point on a raw segment: way, its two nodes in the way's order, and the share from the first to the second.
#[derive(Clone, Copy, Debug)]
pub struct RawSpot {
    pub way: i64,
    pub a: i64,
    pub b: i64,
    pub share: f64,
}

#[derive(Clone, Copy)]
struct Segment {
    way: i64,
    a: i64,
    b: i64,
    along: Option<u32>,
    against: Option<u32>,
    private: bool,
}

pub struct Oracle {
    graph: DiGraph<Key, u32>,
    index: BTreeMap<Key, NodeIndex>,
    segments: Vec<Segment>,
    blocked: BTreeSet<i64>,
}

fn time(length: Metres, speed: Speed) -> Option<u32> {
    (speed.0 > 0.0).then(|| (length.0 / (speed.0 / 3.6) * 10.0 + 0.5).floor() as u32)
}

impl Oracle {
    pub fn new(input: &NetworkInput, profile: &Profile) -> Self {
        let at: BTreeMap<i64, LatLon> = input.nodes.iter().copied().collect();
        let blocked: BTreeSet<i64> =
            input.barriers.iter().filter(|(_, tags)| !profile.passes(tags)).map(|(node, _)| *node).collect();
        let mut oracle = Self { graph: DiGraph::new(), index: BTreeMap::new(), segments: Vec::new(), blocked };
        for road in &input.roads {
            let usage = profile.on_road(&road.tags);
            for pair in road.nodes.windows(2).filter(|pair| pair[0] != pair[1]) {
                let length = at[&pair[0]].distance(at[&pair[1]]);
                let (along, against) = (time(length, usage.forward), time(length, usage.backward));
                let (way, a, b) = (road.id, pair[0], pair[1]);
                oracle.segments.push(Segment { way, a, b, along, against, private: usage.private });
            }
        }
        for i in 0..oracle.segments.len() {
            let segment = oracle.segments[i];
            for &phase in phases(segment.private) {
                let (a, b) = (oracle.key(segment.a, phase, i), oracle.key(segment.b, phase, i));
                oracle.arc(a, b, segment.along);
                oracle.arc(b, a, segment.against);
            }
        }
        for &(node, _) in &input.nodes {
            oracle.arc(Key::Road(node, 0), Key::Road(node, 1), Some(0));
            oracle.arc(Key::Road(node, 1), Key::Road(node, 2), Some(0));
        }
        oracle.boats(input, profile, &at);
        oracle
    }

    fn boats(&mut self, input: &NetworkInput, profile: &Profile, at: &BTreeMap<i64, LatLon>) {
        // A boat touches land where any road of any profile does: the worlds have no road closed to everybody.
        let land: BTreeSet<i64> = input.roads.iter().flat_map(|road| road.nodes.iter().copied()).collect();
        for ferry in &input.ferries {
            let usage = profile.on_ferry(&ferry.tags);
            let lengths: Vec<f64> = ferry.nodes.windows(2).map(|pair| at[&pair[0]].distance(at[&pair[1]]).0).collect();
            let total: f64 = lengths.iter().sum();
            let whole = f64::from(ferry.crossing.get());
            let until = |i: usize| {
                let passed: f64 = lengths[..i].iter().sum();
                (whole * passed / total + 0.5).floor() as u32
            };
            let deck = |node: i64| Key::Deck(node, land.contains(&node).then_some(ferry.id));
            for (i, pair) in ferry.nodes.windows(2).enumerate() {
                let time =
                    if i + 2 == ferry.nodes.len() { ferry.crossing.get() - until(i) } else { until(i + 1) - until(i) };
                self.arc(deck(pair[0]), deck(pair[1]), (usage.forward.0 > 0.0).then_some(time));
                self.arc(deck(pair[1]), deck(pair[0]), (usage.backward.0 > 0.0).then_some(time));
            }
            let lands = |node: &&i64| land.contains(node) && !self.blocked.contains(node);
            for node in ferry.nodes.iter().filter(lands).copied().collect::<Vec<i64>>() {
                let boards = usage.is_open();
                self.arc(Key::Road(node, 1), deck(node), boards.then_some(ferry.boarding.get()));
                self.arc(deck(node), Key::Road(node, 1), boards.then_some(0));
            }
        }
    }

    fn key(&self, node: i64, phase: u8, segment: usize) -> Key {
        if self.blocked.contains(&node) { Key::Side(node, phase, segment) } else { Key::Road(node, phase) }
    }

    fn vertex(&mut self, key: Key) -> NodeIndex {
        *self.index.entry(key).or_insert_with(|| self.graph.add_node(key))
    }

    fn arc(&mut self, from: Key, to: Key, time: Option<u32>) {
        if let Some(time) = time {
            let (from, to) = (self.vertex(from), self.vertex(to));
            self.graph.add_edge(from, to, time);
        }
    }

    fn segment(&self, spot: RawSpot) -> usize {
        let found = self.segments.iter().position(|s| (s.way, s.a, s.b) == (spot.way, spot.a, spot.b));
        found.expect("a spot on a segment of the input")
    }

    /// Times from one spot to several, without the walks.
    pub fn times(&self, from: RawSpot, to: &[RawSpot]) -> Vec<Option<u32>> {
        let mut graph = self.graph.clone();
        let origin = graph.add_node(Key::Road(-1, 0));
        let i = self.segment(from);
        let segment = self.segments[i];
        let begin = phases(segment.private)[0];
        let part = |whole: u32, share: f64| (f64::from(whole) * share + 0.5).floor() as u32;
        let mut leave = |key: Key, time: u32| {
            if let Some(&vertex) = self.index.get(&key) {
                graph.add_edge(origin, vertex, time);
            }
        };
        if from.share <= 0.0 {
            leave(self.key(segment.a, begin, i), 0);
        } else if from.share >= 1.0 {
            leave(self.key(segment.b, begin, i), 0);
        } else {
            if let Some(along) = segment.along {
                leave(self.key(segment.b, begin, i), along - part(along, from.share));
            }
            if let Some(against) = segment.against {
                leave(self.key(segment.a, begin, i), against - part(against, 1.0 - from.share));
            }
        }
        let found = petgraph::algo::dijkstra(&graph, origin, None, |edge| *edge.weight());
        let arrive = |to: &RawSpot| {
            let j = self.segment(*to);
            let segment = self.segments[j];
            let mut best: Option<u32> = None;
            let mut offer = |time: Option<u32>| best = [best, time].into_iter().flatten().min();
            let mut at = |key: Key, leg: u32| {
                let time = self.index.get(&key).and_then(|vertex| found.get(vertex));
                offer(time.map(|time| time + leg));
            };
            for &phase in phases(segment.private) {
                if to.share <= 0.0 {
                    at(self.key(segment.a, phase, j), 0);
                } else if to.share >= 1.0 {
                    at(self.key(segment.b, phase, j), 0);
                } else {
                    if let Some(along) = segment.along {
                        at(self.key(segment.a, phase, j), part(along, to.share));
                    }
                    if let Some(against) = segment.against {
                        at(self.key(segment.b, phase, j), part(against, 1.0 - to.share));
                    }
                }
            }
            // Both in the middle of one segment: straight ahead.
            let inner = |share: f64| share > 0.0 && share < 1.0;
            if i == j && inner(from.share) && inner(to.share) {
                if to.share >= from.share {
                    offer(segment.along.map(|along| part(along, to.share) - part(along, from.share)));
                }
                if to.share <= from.share {
                    let (from, to) = (1.0 - from.share, 1.0 - to.share);
                    offer(segment.against.map(|against| part(against, to) - part(against, from)));
                }
            }
            if i == j && from.share == to.share {
                offer(Some(0));
            }
            best
        };
        to.iter().map(arrive).collect()
    }
}

fn phases(private: bool) -> &'static [u8] {
    if private { &[0, 2] } else { &[1] }
}

/// The oracle's own walk time: five kilometres an hour, rounded half up.
pub fn walk(length: Metres) -> Deciseconds {
    Deciseconds::new((length.0 / (5.0 / 3.6) * 10.0 + 0.5).floor() as u32)
}
