//! The oracle: Dijkstra of petgraph over the raw, unmerged ways, edge by edge, written without the network's builder.
//!
//! It knows the rules from the documentation only: one rounding a segment; a journey is private ground, then open
//! ground, then private ground; a barrier cannot be passed; a boat is boarded where it touches land; one waits at the end
//! of the segment that leads up to a sign (see [`signs`](super::signs)); nobody turns back in the middle of a road or on the via of a manoeuvre. A state of the graph is a place, the
//! last move, and the manoeuvres under way (see [`manoeuvres`](super::manoeuvres)).

use std::collections::{BTreeMap, BTreeSet};

use halfhour::network::delay::Delay;
use halfhour::network::input::NetworkInput;
use halfhour::network::speeds::Profile;
use halfhour::space::LatLon;
use halfhour::units::{Deciseconds, Metres, Speed};
use petgraph::graph::{DiGraph, NodeIndex};

use super::manoeuvres::{Manoeuvre, Move, Piece, Progress, advance, manoeuvres};
use super::signs::waits;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Key {
    Road(i64, u8),
    Side(i64, u8, usize),
    Deck(i64, Option<i64>),
}

/// A point on a raw segment: way, its two nodes in the way's order, and the share from the first to the second.
#[derive(Clone, Copy, PartialEq, Debug)]
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
    /// Travel and wait, along and against.
    times: [Option<(u32, u32)>; 2],
    private: bool,
}

impl Segment {
    /// The node at which a move begins, and the one at which it ends.
    fn ends(&self, against: bool) -> (i64, i64) {
        if against { (self.b, self.a) } else { (self.a, self.b) }
    }

    /// The time until some share of it is passed in a direction.
    fn until(&self, against: bool, share: f64) -> Option<u32> {
        let part = |travel: u32| (f64::from(travel) * share + 0.5).floor() as u32;
        self.times[usize::from(against)].map(|(travel, wait)| if share >= 1.0 { travel + wait } else { part(travel) })
    }
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct State {
    key: Key,
    last: Option<Move>,
    progress: Progress,
}

pub struct Oracle {
    segments: Vec<Segment>,
    at: BTreeMap<i64, LatLon>,
    blocked: BTreeSet<i64>,
    /// Nodes at which one may turn back.
    corners: BTreeSet<i64>,
    manoeuvres: Vec<Manoeuvre>,
    /// Moves over roads, steps that change nothing but the place, and arcs that end what was under way.
    moves: BTreeMap<Key, Vec<(Move, Key, u32)>>,
    joins: BTreeMap<Key, Vec<Key>>,
    boats: BTreeMap<Key, Vec<(Key, u32)>>,
    graph: DiGraph<(), u32>,
    states: BTreeMap<Key, BTreeMap<State, NodeIndex>>,
}

fn time(length: Metres, speed: Speed) -> Option<u32> {
    (speed.0 > 0.0).then(|| (length.0 / (speed.0 / 3.6) * 10.0 + 0.5).floor() as u32)
}

impl Oracle {
    /// The oracle of profile `p` of some.
    pub fn new(input: &NetworkInput, profiles: &[Profile], p: usize) -> Self {
        let profile = &profiles[p];
        let at: BTreeMap<i64, LatLon> = input.nodes.iter().copied().collect();
        let blocked: BTreeSet<i64> =
            input.barriers.iter().filter(|(_, tags)| !profile.passes(tags)).map(|(node, _)| *node).collect();
        let waits = waits(input, profiles);
        let mut segments = Vec::new();
        for (r, road) in input.roads.iter().enumerate() {
            let usage = profile.on_road(&road.tags);
            for (nth, pair) in road.nodes.windows(2).filter(|pair| pair[0] != pair[1]).enumerate() {
                let length = at[&pair[0]].distance(at[&pair[1]]);
                let (way, a, b) = (road.id, pair[0], pair[1]);
                let [along, against] = waits.get(&(r, nth)).copied().unwrap_or_default();
                let one = |delay: Option<Delay>, speed: Speed| {
                    let seconds = delay.and_then(|delay| profile.delay.get(&delay)).copied().unwrap_or(0.0);
                    time(length, speed).map(|travel| (travel, (seconds * 10.0).round() as u32))
                };
                let times = [one(along, usage.forward), one(against, usage.backward)];
                segments.push(Segment { way, a, b, times, private: usage.private });
            }
        }
        let pieces = segments.iter().map(|s| Piece { way: s.way, a: s.a, b: s.b, open: s.times.map(|t| t.is_some()) });
        let manoeuvres = manoeuvres(input, profile, &pieces.collect::<Vec<_>>());
        let corners = corners(input, profiles);
        let (moves, joins, boats) = Default::default();
        let (graph, states) = (DiGraph::new(), BTreeMap::new());
        let mut oracle = Self { segments, at, blocked, corners, manoeuvres, moves, joins, boats, graph, states };
        oracle.places(input, profile);
        oracle.explore();
        oracle
    }

    fn places(&mut self, input: &NetworkInput, profile: &Profile) {
        for i in 0..self.segments.len() {
            let segment = self.segments[i];
            for &phase in phases(segment.private) {
                for against in [false, true] {
                    let (from, to) = segment.ends(against);
                    let (from, to) = (self.key(from, phase, i), self.key(to, phase, i));
                    if let Some((travel, wait)) = segment.times[usize::from(against)] {
                        self.moves.entry(from).or_default().push(((i, against), to, travel + wait));
                    }
                }
            }
        }
        for &(node, _) in &input.nodes {
            for phase in [0, 1] {
                self.joins.insert(Key::Road(node, phase), vec![Key::Road(node, phase + 1)]);
            }
        }
        // A boat touches land where any road of any profile does.
        let land: BTreeSet<i64> = input.roads.iter().flat_map(|road| road.nodes.iter().copied()).collect();
        for ferry in &input.ferries {
            let usage = profile.on_ferry(&ferry.tags);
            let lengths: Vec<f64> =
                ferry.nodes.windows(2).map(|pair| self.at[&pair[0]].distance(self.at[&pair[1]]).0).collect();
            let total: f64 = lengths.iter().sum();
            let whole = f64::from(ferry.crossing.get());
            let until = |i: usize| {
                let passed: f64 = lengths[..i].iter().sum();
                (whole * passed / total + 0.5).floor() as u32
            };
            let deck = |node: i64| Key::Deck(node, land.contains(&node).then_some(ferry.id));
            let mut arc = |from: Key, to: Key, time: Option<u32>| {
                self.boats.entry(from).or_default().extend(time.map(|time| (to, time)));
            };
            for (i, pair) in ferry.nodes.windows(2).enumerate() {
                let time =
                    if i + 2 == ferry.nodes.len() { ferry.crossing.get() - until(i) } else { until(i + 1) - until(i) };
                arc(deck(pair[0]), deck(pair[1]), (usage.forward.0 > 0.0).then_some(time));
                arc(deck(pair[1]), deck(pair[0]), (usage.backward.0 > 0.0).then_some(time));
            }
            let lands = |node: &&i64| land.contains(node) && !self.blocked.contains(node);
            for &node in ferry.nodes.iter().filter(lands) {
                let boards = usage.is_open();
                arc(Key::Road(node, 1), deck(node), boards.then_some(ferry.boarding.get()));
                arc(deck(node), Key::Road(node, 1), boards.then_some(0));
            }
        }
    }

    /// All states that a journey can be in, wherever it begins.
    fn explore(&mut self) {
        let keys: BTreeSet<Key> =
            [&self.joins.keys().copied().collect::<Vec<_>>(), &self.moves.keys().copied().collect()]
                .into_iter()
                .flatten()
                .copied()
                .collect();
        let mut open: Vec<State> = keys.into_iter().map(fresh).collect();
        let begun = self.moves.values().flatten().map(|&(next, to, _)| self.begun(next, to));
        open.extend(begun.collect::<Vec<_>>());
        for state in &open {
            self.index(state);
        }
        let mut seen: BTreeSet<State> = open.iter().cloned().collect();
        while let Some(state) = open.pop() {
            let mut next: Vec<(State, u32)> = Vec::new();
            for &(step, to, time) in self.moves.get(&state.key).into_iter().flatten() {
                if let Some(progress) = self.after(&state, step) {
                    next.push((State { key: to, last: Some(step), progress }, time));
                }
            }
            for &key in self.joins.get(&state.key).into_iter().flatten() {
                next.push((State { key, ..state.clone() }, 0));
            }
            for &(key, time) in self.boats.get(&state.key).into_iter().flatten() {
                next.push((fresh(key), time));
            }
            let from = self.index(&state);
            for (state, time) in next {
                let to = self.index(&state);
                self.graph.add_edge(from, to, time);
                if seen.insert(state.clone()) {
                    open.push(state);
                }
            }
        }
    }

    fn index(&mut self, state: &State) -> NodeIndex {
        let at = self.states.entry(state.key).or_default();
        if let Some(&index) = at.get(state) {
            return index;
        }
        let index = self.graph.add_node(());
        at.insert(state.clone(), index);
        index
    }

    /// After the first move of a journey.
    fn begun(&self, step: Move, key: Key) -> State {
        let progress = advance(&self.manoeuvres, &Progress::new(), step).unwrap_or_default();
        State { key, last: Some(step), progress }
    }

    /// What is under way after one more move; `None` where it may not be made.
    fn after(&self, state: &State, step: Move) -> Option<Progress> {
        let node = self.segments[step.0].ends(step.1).0;
        let turns_back = state.last == Some((step.0, !step.1));
        let on_via = || state.progress.iter().any(|&(_, done)| done >= 2);
        if turns_back && (!self.corners.contains(&node) || on_via()) {
            return None;
        }
        advance(&self.manoeuvres, &state.progress, step)
    }

    fn key(&self, node: i64, phase: u8, segment: usize) -> Key {
        if self.blocked.contains(&node) { Key::Side(node, phase, segment) } else { Key::Road(node, phase) }
    }

    fn segment(&self, spot: RawSpot) -> usize {
        let found = self.segments.iter().position(|s| (s.way, s.a, s.b) == (spot.way, spot.a, spot.b));
        found.expect("a spot on a segment of the input")
    }

    /// Times from one spot to several, without the walks.
    pub fn times(&self, from: RawSpot, to: &[RawSpot]) -> Vec<Option<u32>> {
        let mut graph = self.graph.clone();
        let origin = graph.add_node(());
        let i = self.segment(from);
        let segment = self.segments[i];
        let begin = phases(segment.private)[0];
        let mut leave = |state: State, time: u32| {
            if let Some(&vertex) = self.states.get(&state.key).and_then(|states| states.get(&state)) {
                graph.add_edge(origin, vertex, time);
            }
        };
        if from.share <= 0.0 {
            leave(fresh(self.key(segment.a, begin, i)), 0);
        } else if from.share >= 1.0 {
            leave(fresh(self.key(segment.b, begin, i)), 0);
        } else {
            for (against, share) in [(false, from.share), (true, 1.0 - from.share)] {
                if let (Some(whole), Some(before)) = (segment.until(against, 1.0), segment.until(against, share)) {
                    let end = self.key(segment.ends(against).1, begin, i);
                    leave(self.begun((i, against), end), whole - before);
                }
            }
        }
        let found = petgraph::algo::dijkstra(&graph, origin, None, |edge| *edge.weight());
        let arrive = |to: &RawSpot| {
            let j = self.segment(*to);
            let segment = self.segments[j];
            let mut best: Option<u32> = None;
            let mut offer = |time: Option<u32>| best = [best, time].into_iter().flatten().min();
            for &phase in phases(segment.private) {
                let at = |node: i64| self.states.get(&self.key(node, phase, j)).into_iter().flatten();
                for (node, here) in [(segment.a, to.share <= 0.0), (segment.b, to.share >= 1.0)] {
                    if here {
                        at(node).for_each(|(_, vertex)| offer(found.get(vertex).copied()));
                    }
                }
                if to.share <= 0.0 || to.share >= 1.0 {
                    continue;
                }
                for (against, share) in [(false, to.share), (true, 1.0 - to.share)] {
                    let Some(leg) = segment.until(against, share) else { continue };
                    for (state, vertex) in at(segment.ends(against).0) {
                        if self.after(state, (j, against)).is_some() {
                            offer(found.get(vertex).map(|time| time + leg));
                        }
                    }
                }
            }
            // Both in the middle of one segment: straight ahead.
            let inner = |share: f64| share > 0.0 && share < 1.0;
            if i == j && inner(from.share) && inner(to.share) {
                for (against, a, b) in [(false, from.share, to.share), (true, 1.0 - from.share, 1.0 - to.share)] {
                    if b >= a {
                        offer(segment.until(against, b).zip(segment.until(against, a)).map(|(b, a)| b - a));
                    }
                }
            }
            if i == j && from.share == to.share {
                offer(Some(0));
            }
            best
        };
        to.iter().map(arrive).collect()
    }

    /// Can a line on the roads be driven as it is drawn, between two places or boats? Where roads lie on top of each other,
    /// on some of them.
    pub fn admits(&self, line: &[LatLon]) -> bool {
        let mut states: BTreeSet<(Option<Move>, Progress)> = BTreeSet::from([(None, Progress::new())]);
        let last = line.len().saturating_sub(2);
        for (i, pair) in line.windows(2).enumerate() {
            let mut next = if pair[0].distance(pair[1]).0 < 0.01 { states.clone() } else { BTreeSet::new() };
            for step in (0..self.segments.len()).flat_map(|s| [(s, false), (s, true)]) {
                let segment = &self.segments[step.0];
                let (a, b) = segment.ends(step.1);
                let (a, b) = (self.at[&a], self.at[&b]);
                let by_way = a.distance(pair[0]).0 + pair[0].distance(pair[1]).0 + pair[1].distance(b).0;
                let on = (i == 0 || a.distance(pair[0]).0 < 0.01)
                    && (i == last || b.distance(pair[1]).0 < 0.01)
                    && by_way - a.distance(b).0 < 0.1;
                if on && segment.times[usize::from(step.1)].is_some() {
                    let key = Key::Road(0, 0);
                    let made = states.iter().filter_map(|(last, progress)| {
                        let state = State { key, last: *last, progress: progress.clone() };
                        Some((Some(step), self.after(&state, step)?))
                    });
                    next.extend(made.collect::<Vec<_>>());
                }
            }
            states = next;
        }
        !states.is_empty()
    }
}

fn fresh(key: Key) -> State {
    State { key, last: None, progress: Progress::new() }
}

/// Nodes that are a junction, a dead end, a barrier to somebody, a landing, or where what is allowed changes.
fn corners(input: &NetworkInput, profiles: &[Profile]) -> BTreeSet<i64> {
    // For every node what each road there allows: may one leave over it, arrive over it, is it private?
    let mut roads: BTreeMap<i64, Vec<Vec<[bool; 3]>>> = BTreeMap::new();
    for road in &input.roads {
        let uses: Vec<_> = profiles.iter().map(|profile| profile.on_road(&road.tags)).collect();
        if !uses.iter().any(|usage| usage.is_open()) {
            continue;
        }
        for pair in road.nodes.windows(2).filter(|pair| pair[0] != pair[1]) {
            for (node, turned) in [(pair[0], false), (pair[1], true)] {
                let rights = uses.iter().map(|usage| {
                    let (along, against) = (usage.forward.0 > 0.0, usage.backward.0 > 0.0);
                    let private = usage.private && (along || against);
                    if turned { [against, along, private] } else { [along, against, private] }
                });
                roads.entry(node).or_default().push(rights.collect());
            }
        }
    }
    let goes_on = |roads: &[Vec<[bool; 3]>]| match roads {
        [one, other] => one.iter().zip(other).all(|(one, other)| *one == [other[1], other[0], other[2]]),
        _ => false,
    };
    let mut corners: BTreeSet<i64> = roads.iter().filter(|(_, roads)| !goes_on(roads)).map(|(node, _)| *node).collect();
    let stops = input.barriers.iter().filter(|(_, tags)| !profiles.iter().all(|profile| profile.passes(tags)));
    corners.extend(stops.map(|(node, _)| *node));
    corners.extend(input.ferries.iter().flat_map(|ferry| &ferry.nodes));
    corners
}

fn phases(private: bool) -> &'static [u8] {
    if private { &[0, 2] } else { &[1] }
}

/// The oracle's own walk time: five kilometres an hour, rounded half up.
pub fn walk(length: Metres) -> Deciseconds {
    Deciseconds::new((length.0 / (5.0 / 3.6) * 10.0 + 0.5).floor() as u32)
}
