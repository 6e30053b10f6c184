//! Way segments joined into chains between nodes where something can happen.
//!
//! A node ends a chain when it is a junction or a dead end, when what is allowed changes there, when it is a barrier, or
//! when a boat lands there. Everything else is shape. Never here: vertices and arcs (see [`builder`](super::builder)).

use std::collections::BTreeSet;

use super::input::NetworkInput;
use super::profile::Use;
use super::speeds::Profile;
use crate::space::LatLon;

/// Profiles (bits) that may pass along, against, and only privately.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rights {
    /// May pass along the nodes.
    pub along: u16,
    /// May pass against the nodes.
    pub against: u16,
    /// May pass at the ends of a journey only.
    pub private: u16,
}

impl Rights {
    /// The rights of each profile's use of a way.
    pub fn of(uses: &[Use]) -> Self {
        let bits = |test: &dyn Fn(&Use) -> bool| {
            uses.iter().enumerate().filter(|(_, usage)| test(usage)).fold(0, |bits, (i, _)| bits | 1 << i)
        };
        Self {
            along: bits(&|usage| usage.forward.0 > 0.0),
            against: bits(&|usage| usage.backward.0 > 0.0),
            private: bits(&|usage| usage.private && usage.is_open()),
        }
    }

    fn reversed(self) -> Self {
        Self { along: self.against, against: self.along, private: self.private }
    }
}

/// One piece of a way between two neighbouring nodes, seen in the direction of a chain.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    /// The index of the way among the open ways.
    pub way: u32,
    /// Does the chain run against the way's nodes here?
    pub reversed: bool,
}

/// Some pieces from one end node to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Chain {
    /// Indexes of nodes in [`NetworkInput::nodes`], one more than pieces.
    pub nodes: Vec<u32>,
    /// The pieces between them.
    pub pieces: Vec<Piece>,
    /// What is allowed on all of them, in the chain's direction.
    pub rights: Rights,
}

/// A road way that some profile may use.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenWay {
    /// The index in [`NetworkInput::roads`].
    pub road: usize,
    /// What each profile may do on it.
    pub uses: Vec<Use>,
    rights: Rights,
}

/// The chains of all roads, in the order of the lowest piece in them, and the open ways that their pieces name.
///
/// `ends` are nodes that end every chain, such as barriers and landings.
pub fn chains(input: &NetworkInput, profiles: &[Profile], ends: &BTreeSet<u32>) -> (Vec<Chain>, Vec<OpenWay>) {
    let ways = open_ways(input, profiles);
    let segments = segments(input, &ways);
    // The segments at each node, as a flat list.
    let mut first = vec![0_u32; input.nodes.len() + 1];
    for segment in &segments {
        for node in [segment.a, segment.b] {
            first[node as usize + 1] += 1;
        }
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    let mut at = vec![0_u32; segments.len() * 2];
    let mut next = first.clone();
    for (i, segment) in segments.iter().enumerate() {
        for node in [segment.a, segment.b] {
            at[next[node as usize] as usize] = i as u32;
            next[node as usize] += 1;
        }
    }
    let walker = Walker { ways: &ways, segments: &segments, first: &first, at: &at, ends };
    (walker.walk(), ways)
}

fn open_ways(input: &NetworkInput, profiles: &[Profile]) -> Vec<OpenWay> {
    let open = input.roads.iter().enumerate().filter_map(|(road, way)| {
        let uses: Vec<Use> = profiles.iter().map(|profile| profile.on_road(&way.tags)).collect();
        let rights = Rights::of(&uses);
        (rights.along | rights.against != 0).then_some(OpenWay { road, uses, rights })
    });
    open.collect()
}

#[derive(Clone, Copy)]
struct Segment {
    a: u32,
    b: u32,
    way: u32,
}

fn segments(input: &NetworkInput, ways: &[OpenWay]) -> Vec<Segment> {
    let index = |id: &i64| input.nodes.binary_search_by_key(id, |node| node.0).ok().map(|i| i as u32);
    let mut segments = Vec::new();
    for (way, open) in ways.iter().enumerate() {
        let nodes = &input.roads[open.road].nodes;
        let known = nodes.iter().map(index).collect::<Vec<_>>();
        for pair in known.windows(2) {
            // A node written twice in a row is a step of no length and no time.
            if let [Some(a), Some(b)] = *pair
                && a != b
            {
                segments.push(Segment { a, b, way: way as u32 });
            }
        }
    }
    segments
}

struct Walker<'a> {
    ways: &'a [OpenWay],
    segments: &'a [Segment],
    first: &'a [u32],
    at: &'a [u32],
    ends: &'a BTreeSet<u32>,
}

impl Walker<'_> {
    fn walk(&self) -> Vec<Chain> {
        let mut used = vec![false; self.segments.len()];
        let mut chains = Vec::new();
        // Chains with an end first; what is left afterwards are rings, which end at their lowest segment's first node.
        for rings in [false, true] {
            for i in 0..self.segments.len() {
                let segment = self.segments[i];
                if used[i] {
                    continue;
                }
                let start = if rings || self.is_end(segment.a) {
                    segment.a
                } else if self.is_end(segment.b) {
                    segment.b
                } else {
                    continue;
                };
                chains.push(self.chain(i, start, &mut used));
            }
        }
        chains
    }

    fn segments_at(&self, node: u32) -> &[u32] {
        &self.at[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }

    /// What is allowed on a segment when it is entered at `node`.
    fn rights(&self, segment: usize, node: u32) -> Rights {
        let rights = self.ways[self.segments[segment].way as usize].rights;
        if self.segments[segment].a == node { rights } else { rights.reversed() }
    }

    fn is_end(&self, node: u32) -> bool {
        match *self.segments_at(node) {
            [a, b] if a != b => {
                let here = self.rights(a as usize, node);
                here.reversed() != self.rights(b as usize, node) || self.ends.contains(&node)
            }
            _ => true,
        }
    }

    fn chain(&self, from: usize, start: u32, used: &mut [bool]) -> Chain {
        let rights = self.rights(from, start);
        let mut chain = Chain { nodes: vec![start], pieces: Vec::new(), rights };
        let (mut segment, mut node) = (from, start);
        loop {
            used[segment] = true;
            let Segment { a, b, way } = self.segments[segment];
            let reversed = a != node;
            node = if reversed { a } else { b };
            chain.nodes.push(node);
            chain.pieces.push(Piece { way, reversed });
            if node == start || self.is_end(node) {
                return chain;
            }
            let next = self.segments_at(node).iter().find(|&&next| !used[next as usize]);
            match next {
                Some(&next) => segment = next as usize,
                None => return chain,
            }
        }
    }
}

/// The positions of a chain's nodes.
pub fn positions(input: &NetworkInput, nodes: &[u32]) -> Vec<LatLon> {
    nodes.iter().map(|&node| input.nodes[node as usize].1).collect()
}
