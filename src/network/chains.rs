//! Way segments joined into chains between nodes where something can happen.
//!
//! A node ends a chain when it is a junction or a dead end, when what is allowed changes there, when it is a barrier,
//! when a boat lands there, or when a turn restriction speaks of it. Everything else is shape. Never here: vertices and
//! arcs (see [`builder`](super::builder)).

use std::collections::BTreeSet;

use super::input::NetworkInput;
use super::segments::{Rights, Segments, Step};
use crate::space::LatLon;

/// Some segments from one end node to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Chain {
    /// Indexes of nodes in [`NetworkInput::nodes`], one more than steps.
    pub nodes: Vec<u32>,
    /// The segments between them, as the chain passes them.
    pub steps: Vec<Step>,
    /// What is allowed on all of them, in the chain's direction.
    pub rights: Rights,
}

/// The chains of all roads, in the order of the lowest segment in them.
///
/// `ends` are nodes that end every chain, such as barriers and landings.
pub fn chains(segments: &Segments, ends: &BTreeSet<u32>) -> Vec<Chain> {
    let walker = Walker { segments, ends };
    let mut used = vec![false; segments.count()];
    let mut chains = Vec::new();
    // Chains with an end first; what is left afterwards are rings, which end at their lowest segment's first node.
    for rings in [false, true] {
        for i in 0..segments.count() as u32 {
            let segment = segments.get(i);
            if used[i as usize] {
                continue;
            }
            let start = if rings || walker.is_end(segment.a) {
                segment.a
            } else if walker.is_end(segment.b) {
                segment.b
            } else {
                continue;
            };
            chains.push(walker.chain(i, start, &mut used));
        }
    }
    chains
}

struct Walker<'a> {
    segments: &'a Segments,
    ends: &'a BTreeSet<u32>,
}

impl Walker<'_> {
    fn is_end(&self, node: u32) -> bool {
        self.segments.is_end(node) || self.ends.contains(&node)
    }

    fn chain(&self, from: u32, start: u32, used: &mut [bool]) -> Chain {
        let rights = self.segments.rights(from, start);
        let mut chain = Chain { nodes: vec![start], steps: Vec::new(), rights };
        let (mut segment, mut node) = (from, start);
        loop {
            used[segment as usize] = true;
            let step = self.segments.ending_at(segment, node).turned();
            node = self.segments.end(step);
            chain.nodes.push(node);
            chain.steps.push(step);
            if node == start || self.is_end(node) {
                return chain;
            }
            let next = self.segments.at(node).iter().find(|&&next| !used[next as usize]);
            match next {
                Some(&next) => segment = next,
                None => return chain,
            }
        }
    }
}

/// The positions of a chain's nodes.
pub fn positions(input: &NetworkInput, nodes: &[u32]) -> Vec<LatLon> {
    nodes.iter().map(|&node| input.nodes[node as usize].1).collect()
}
