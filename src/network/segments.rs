//! The raw pieces of the open ways: one segment between two neighbouring nodes of a way, and what meets at a node.
//!
//! Never here: chains (see [`chains`](super::chains)), times, what a sign or a restriction means.

use std::ops::Range;

use super::input::NetworkInput;
use super::profile::Use;
use super::speeds::Profile;

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

/// A road way that some profile may use.
#[derive(Clone, PartialEq, Debug)]
pub struct OpenWay {
    /// The index in [`NetworkInput::roads`].
    pub road: usize,
    /// What each profile may do on it.
    pub uses: Vec<Use>,
    rights: Rights,
}

/// One piece of a way between two neighbouring nodes, in the way's order.
#[derive(Clone, Copy, Debug)]
pub struct Segment {
    /// The index of its first node in [`NetworkInput::nodes`].
    pub a: u32,
    /// The index of its second node, another one.
    pub b: u32,
    /// The index of its way among the open ways.
    pub way: u32,
}

/// One passage over a segment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Step {
    /// The index of the segment.
    pub segment: u32,
    /// Against the way's nodes?
    pub reversed: bool,
}

impl Step {
    /// The way back.
    pub fn turned(self) -> Self {
        Self { reversed: !self.reversed, ..self }
    }
}

/// All segments of all open ways, in the order of the ways, and which of them meet at each node.
#[derive(Debug)]
pub struct Segments {
    /// The ways.
    pub ways: Vec<OpenWay>,
    all: Vec<Segment>,
    /// Segments of way `w` are `of_way[w] .. of_way[w + 1]`.
    of_way: Vec<u32>,
    /// Segments at node `n` are `at[first[n] .. first[n + 1]]`.
    first: Vec<u32>,
    at: Vec<u32>,
}

impl Segments {
    /// The segments of all ways that some profile may use.
    pub fn new(input: &NetworkInput, profiles: &[Profile]) -> Self {
        let ways = open_ways(input, profiles);
        let (mut all, mut of_way) = (Vec::new(), vec![0]);
        for (way, open) in ways.iter().enumerate() {
            let nodes = &input.roads[open.road].nodes;
            let known = nodes.iter().map(|&id| input.index(id)).collect::<Vec<_>>();
            for pair in known.windows(2) {
                // A node written twice in a row is a step of no length and no time.
                if let [Some(a), Some(b)] = *pair
                    && a != b
                {
                    all.push(Segment { a, b, way: way as u32 });
                }
            }
            of_way.push(all.len() as u32);
        }
        let mut first = vec![0_u32; input.nodes.len() + 1];
        for node in all.iter().flat_map(|segment: &Segment| [segment.a, segment.b]) {
            first[node as usize + 1] += 1;
        }
        for i in 1..first.len() {
            first[i] += first[i - 1];
        }
        let mut at = vec![0_u32; all.len() * 2];
        let mut next = first.clone();
        for (i, segment) in all.iter().enumerate() {
            for node in [segment.a, segment.b] {
                at[next[node as usize] as usize] = i as u32;
                next[node as usize] += 1;
            }
        }
        Self { ways, all, of_way, first, at }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// One segment.
    pub fn get(&self, segment: u32) -> Segment {
        self.all[segment as usize]
    }

    /// The segments of one open way, in its order.
    pub fn of_way(&self, way: usize) -> Range<u32> {
        self.of_way[way]..self.of_way[way + 1]
    }

    /// The segments that meet at a node.
    pub fn at(&self, node: u32) -> &[u32] {
        &self.at[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }

    /// The node at which a passage begins.
    pub fn begin(&self, step: Step) -> u32 {
        let segment = self.get(step.segment);
        if step.reversed { segment.b } else { segment.a }
    }

    /// The node at which a passage ends.
    pub fn end(&self, step: Step) -> u32 {
        self.begin(step.turned())
    }

    /// The passage over a segment that ends at one of its nodes.
    pub fn ending_at(&self, segment: u32, node: u32) -> Step {
        Step { segment, reversed: self.get(segment).a == node }
    }

    /// Profiles (bits) that may make a passage.
    pub fn open(&self, step: Step) -> u16 {
        let rights = self.ways[self.get(step.segment).way as usize].rights;
        if step.reversed { rights.against } else { rights.along }
    }

    /// What is allowed on a segment when it is entered at `node`.
    pub fn rights(&self, segment: u32, node: u32) -> Rights {
        let Segment { a, way, .. } = self.get(segment);
        let rights = self.ways[way as usize].rights;
        if a == node { rights } else { rights.reversed() }
    }

    /// Is a node a junction, a dead end, or a place where what is allowed changes? At all others a road just goes on.
    pub fn is_end(&self, node: u32) -> bool {
        match *self.at(node) {
            [a, b] if a != b => self.rights(a, node).reversed() != self.rights(b, node),
            _ => true,
        }
    }
}

fn open_ways(input: &NetworkInput, profiles: &[Profile]) -> Vec<OpenWay> {
    let open = input.roads.iter().enumerate().filter_map(|(road, way)| {
        let uses: Vec<Use> = profiles.iter().map(|profile| profile.on_road(&way.tags)).collect();
        let rights = Rights::of(&uses);
        (rights.along | rights.against != 0).then_some(OpenWay { road, uses, rights })
    });
    open.collect()
}
