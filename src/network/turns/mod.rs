//! Turn restrictions become plain vertices and arcs.
//!
//! A restriction forbids a sequence of passages: arrive over the `from` road, pass the `via` roads, leave over the `to`
//! road (`no_...`), or over any other road (`only_...`). All sequences together make one automaton (Aho and Corasick,
//! 1975, <https://doi.org/10.1145/360825.360855>): a state for each proper prefix, a failure link to the longest shorter
//! one, bans inherited along the links. A vertex at which a state matters gets a copy for that state, in the same place;
//! an arc whose passage leads into a state ends at the copy; a copy has all arcs of its original but the banned ones.
//!
//! One automaton serves all profiles. A ban carries the profiles that it binds; a state says only what was passed, which
//! is the same for all. The state of the longest prefix has all shorter ones behind its failure links, so every ban
//! of every profile is found: no profile needs an automaton of its own.
//!
//! # The rules
//! - Restrictions bind vehicles: profiles of the modes car and bicycle, but for those named by `except`. People on
//!   foot are bound only by `restriction:foot`.
//! - *Turning back* is free at junctions, at dead ends, at barriers and landings, and where what is allowed changes. It
//!   is not possible in the middle of a road. `no_u_turn` forbids it at its junction; so does `only_...` to those who come
//!   over its `from`; and whoever has come over `from` onto the `via` roads of a restriction does not turn back on
//!   them, so that turning twice is no way around it. A node that ends a chain only because a restriction speaks of it stays the middle of a road.
//! - A restriction holds for the one way in which a profile can make its manoeuvre. Where `from`, `via` and `to` can be
//!   passed in more than one way (roads that run through the junction undivided), it says nothing certain and is
//!   not used; a `no_u_turn` from a road onto itself forbids turning back on each arm of it.
//! - `via` roads are passed from end to end, in the order of the relation.
//! - A boat ends what was passed before: restrictions speak of roads.
//!
//! Never here: tags of nodes, times.

mod automaton;
mod copies;
mod reading;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(super) use automaton::Automaton;
pub(super) use copies::copy;

use super::chains::Chain;
use super::input::{NetworkInput, TurnRestriction};
use super::segments::{Segments, Step};
use super::speeds::{Mode, Profile};
use super::{EdgeId, Sense};

/// At one junction no more states than this are kept; restrictions beyond are not used.
pub(super) const CROWD: usize = 63;

/// Why a turn restriction is not used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Unused {
    /// Its rule begins neither with `no_` nor with `only_`.
    UnknownRule,
    /// Its roads and its via do not meet.
    Disconnected,
    /// Some profile can make its manoeuvre in more than one way; it is not used for that profile.
    Ambiguous,
    /// Nobody whom it binds may make its manoeuvre anyway.
    Closed,
    /// There are too many restrictions at one junction.
    Crowded,
}

/// One direction of an edge.
type Passage = (EdgeId, Sense);

/// What is forbidden, in raw steps.
#[derive(Debug)]
struct Ban {
    /// What was passed before.
    prefix: Vec<Step>,
    /// The step that is forbidden then, or the only one that is not.
    last: Step,
    only: bool,
    /// Profiles (bits) that it binds.
    mask: u16,
}

/// All bans of a network.
#[derive(Debug)]
pub(super) struct Plan {
    bans: Vec<Ban>,
    /// Nodes that must end a chain because bans begin or end there.
    pub ends: BTreeSet<u32>,
    /// Restrictions that are not used, by id.
    pub unused: Vec<(i64, Unused)>,
}

/// Reads all restrictions. `ends` are nodes at which one may turn back although roads just go on there.
pub(super) fn plan(input: &NetworkInput, profiles: &[Profile], segments: &Segments, ends: &BTreeSet<u32>) -> Plan {
    let mut plan = Plan { bans: Vec::new(), ends: BTreeSet::new(), unused: Vec::new() };
    let roads = reading::Roads::new(input, segments);
    // The states at each junction, so that a place keeps few enough of them.
    let mut crowds: BTreeMap<u32, BTreeSet<Vec<Step>>> = BTreeMap::new();
    for restriction in &input.restrictions {
        let bound = bound(restriction, profiles);
        if bound == 0 {
            continue;
        }
        match roads.bans(restriction, bound) {
            Err(why) => plan.unused.push((restriction.id, why)),
            Ok((bans, ambiguous)) => {
                if ambiguous != 0 {
                    plan.unused.push((restriction.id, Unused::Ambiguous));
                }
                if bans.iter().all(|ban| make_room(&mut crowds, segments, ban)) {
                    plan.bans.extend(bans);
                } else {
                    plan.unused.push((restriction.id, Unused::Crowded));
                }
            }
        }
    }
    plan.unused.sort_unstable();
    plan.unused.dedup();
    for ban in &plan.bans {
        let corners = [ban.prefix.first(), ban.prefix.last()].into_iter().flatten();
        plan.ends.extend(corners.map(|&step| segments.end(step)));
    }
    let forced = plan.ends.iter().filter(|&&node| !segments.is_end(node) && !ends.contains(&node));
    for &node in forced {
        for &segment in segments.at(node) {
            let step = segments.ending_at(segment, node);
            plan.bans.push(Ban { prefix: vec![step], last: step.turned(), only: false, mask: u16::MAX });
        }
    }
    plan
}

/// Profiles (bits) that a restriction binds.
fn bound(restriction: &TurnRestriction, profiles: &[Profile]) -> u16 {
    let named = |words: &[String], mode: Mode| {
        words.iter().any(|word| match mode {
            Mode::Car => matches!(word.as_str(), "motorcar" | "motor_vehicle" | "vehicle"),
            Mode::Bicycle => matches!(word.as_str(), "bicycle" | "vehicle"),
            Mode::Foot => word == "foot",
        })
    };
    let binds = |profile: &Profile| {
        let all = restriction.vehicles.is_empty() && profile.mode != Mode::Foot;
        (all || named(&restriction.vehicles, profile.mode)) && !named(&restriction.except, profile.mode)
    };
    profiles.iter().enumerate().filter(|(_, profile)| binds(profile)).fold(0, |mask, (i, _)| mask | 1 << i)
}

fn make_room(crowds: &mut BTreeMap<u32, BTreeSet<Vec<Step>>>, segments: &Segments, ban: &Ban) -> bool {
    let prefixes = || (1..=ban.prefix.len()).map(|length| &ban.prefix[..length]);
    let fits = prefixes().all(|prefix| {
        let crowd = crowds.get(&segments.end(prefix[prefix.len() - 1]));
        // Two states are kept for the bans on turning back at a node in the middle of a road.
        crowd.is_none_or(|crowd| crowd.contains(prefix) || crowd.len() < CROWD - 2)
    });
    if fits {
        for prefix in prefixes() {
            crowds.entry(segments.end(prefix[prefix.len() - 1])).or_default().insert(prefix.to_vec());
        }
    }
    fits
}

impl Plan {
    /// The automaton over the edges that the chains will be, in the same order.
    pub fn automaton(&self, segments: &Segments, chains: &[Chain]) -> Automaton {
        let mut automaton = Automaton::default();
        if self.bans.is_empty() {
            return automaton;
        }
        let places = Places::new(segments, chains);
        for ban in &self.bans {
            let prefix = places.passages(&ban.prefix);
            let last = places.passage(ban.last);
            let banned = if ban.only {
                let out = places.out_of(segments.begin(ban.last));
                out.iter().copied().filter(|&passage| passage != last).collect()
            } else {
                vec![last]
            };
            automaton.add(&prefix, &banned, ban.mask);
            // Nobody turns back on the via: who did, and turned again, would have come from nowhere.
            for length in 2..=prefix.len() {
                let (id, sense) = prefix[length - 1];
                automaton.add(&prefix[..length], &[(id, sense.turned())], ban.mask);
            }
        }
        automaton.finish();
        automaton
    }
}

/// Where each segment lies in the chains.
struct Places {
    /// Its edge, whether the chain passes it against its way, and whether it is the chain's first.
    of_segment: Vec<(EdgeId, bool, bool)>,
    /// The passages that begin at each node.
    out: BTreeMap<u32, Vec<Passage>>,
}

impl Places {
    fn new(segments: &Segments, chains: &[Chain]) -> Self {
        let mut of_segment = vec![(EdgeId(0), false, false); segments.count()];
        let mut out: BTreeMap<u32, Vec<Passage>> = BTreeMap::new();
        for (i, chain) in chains.iter().enumerate() {
            let id = EdgeId::new(i);
            for (place, step) in chain.steps.iter().enumerate() {
                of_segment[step.segment as usize] = (id, step.reversed, place == 0);
            }
            out.entry(chain.nodes[0]).or_default().push((id, Sense::Along));
            out.entry(chain.nodes[chain.steps.len()]).or_default().push((id, Sense::Against));
        }
        Self { of_segment, out }
    }

    fn out_of(&self, node: u32) -> &[Passage] {
        self.out.get(&node).map_or(&[], Vec::as_slice)
    }

    fn passage(&self, step: Step) -> Passage {
        let (id, reversed, _) = self.of_segment[step.segment as usize];
        (id, if step.reversed == reversed { Sense::Along } else { Sense::Against })
    }

    /// The passages that some steps come to: the last segment of one edge, then whole edges, each of which is named where
    /// its first segment is passed.
    fn passages(&self, steps: &[Step]) -> Vec<Passage> {
        let is_named = |step: &Step| self.of_segment[step.segment as usize].2;
        let named = steps.iter().enumerate().filter(|(i, step)| *i == 0 || is_named(step));
        named.map(|(_, step)| self.passage(*step)).collect()
    }
}
