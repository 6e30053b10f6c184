//! How lines hang together with each other and with the roads.
//!
//! Never here: classes by tags (see `ferry`), where a walk leads (see `landing`).

use std::collections::{BTreeMap, BTreeSet};

use super::ferry::{FerryClass, Verdict};
use super::lines::{Draft, Walks};
use super::services::Shores;
use crate::timetable::Who;
use crate::units::Metres;
use crate::words::Words;

/// A way longer than this crosses something of its own.
const LINK: Metres = Metres(300.0);

/// What joins lines to roads.
#[derive(Debug, Default)]
pub(super) struct Joints {
    /// By way: are its first and its last node joined?
    pub joined: BTreeMap<i64, (bool, bool)>,
    /// From quays that touch no road.
    pub walks: Walks,
}

/// Ways that only lead from a quay to the end of a line in open water: short, without a name, a time or an interval of their own,
/// one end at a quay and the other where a longer way ends.
pub(super) fn pier_links(drafts: &BTreeMap<i64, Draft<'_>>, shores: &Shores<'_>) -> BTreeSet<i64> {
    const OWN: [&str; 7] = ["name", "ref", "duration", "interval", "opening_hours", "operator", "network"];
    let is_quay = |node: &i64| shores.is_on_road(*node) || shores.terminals.iter().any(|other| other.id == *node);
    let longer = |node: &i64| {
        let others = drafts.values().filter(|other| other.length > LINK);
        !is_quay(node)
            && others.into_iter().any(|other| [other.nodes.first(), other.nodes.last()].contains(&Some(node)))
    };
    let is_link = |draft: &Draft<'_>| {
        let (Some(first), Some(last)) = (draft.nodes.first(), draft.nodes.last()) else { return false };
        draft.length <= LINK
            && !OWN.iter().any(|key| draft.tags.has(key))
            && ((is_quay(first) && longer(last)) || (longer(first) && is_quay(last)))
    };
    drafts.iter().filter(|(_, draft)| is_link(draft)).map(|(&id, _)| id).collect()
}

/// Which ends of each line are joined; lines that no road joins, not even by way of others, become
/// [`FerryClass::Unjoined`], and so do links that lead to no line that is used.
pub(super) fn join(drafts: &mut BTreeMap<i64, Draft<'_>>, shores: &Shores<'_>) -> Joints {
    let of_transport: BTreeSet<i64> = nodes_of(drafts, |draft| draft.class() == FerryClass::Transport);
    for draft in drafts.values_mut().filter(|draft| draft.class() == FerryClass::PierLink) {
        if !draft.nodes.iter().any(|node| of_transport.contains(node)) {
            let reason = Words::new("只通往未使用的航线", "it leads only to lines that are not used");
            draft.verdict = Verdict { class: FerryClass::Unjoined, reason };
        }
    }
    let walks = shores.roads.walks(&quays(drafts, shores));
    let lands = |node: &i64| shores.is_on_road(*node) || walks.contains_key(node);
    // Nodes that can be reached from a road by boats; grown until nothing changes.
    let mut reached: BTreeSet<i64> = BTreeSet::new();
    let mut reached_lines: BTreeSet<i64> = BTreeSet::new();
    loop {
        let before = reached_lines.len();
        for (&id, draft) in drafts.iter().filter(|(_, draft)| draft.class().sails()) {
            if draft.nodes.iter().any(|node| lands(node) || reached.contains(node)) {
                reached_lines.insert(id);
                reached.extend(&draft.nodes);
            }
        }
        if reached_lines.len() == before {
            break;
        }
    }
    let uses = uses(drafts);
    let mut joined = BTreeMap::new();
    for (&id, draft) in drafts.iter_mut() {
        let sails = draft.class().sails();
        let shared = u32::from(sails);
        let is_joined = |node: Option<&i64>| {
            node.is_some_and(|node| lands(node) || uses.get(node).is_some_and(|&lines| lines > shared))
        };
        joined.insert(id, (is_joined(draft.nodes.first()), is_joined(draft.nodes.last())));
        if sails && !reached_lines.contains(&id) {
            let reason = Words::new("不与任何道路相接", "it touches no road");
            draft.verdict = Verdict { class: FerryClass::Unjoined, reason };
        }
    }
    Joints { joined, walks }
}

fn nodes_of(drafts: &BTreeMap<i64, Draft<'_>>, test: impl Fn(&Draft<'_>) -> bool) -> BTreeSet<i64> {
    drafts.values().filter(|draft| test(draft)).flat_map(|draft| &draft.nodes).copied().collect()
}

/// How many ways that sail touch each node.
fn uses(drafts: &BTreeMap<i64, Draft<'_>>) -> BTreeMap<i64, u32> {
    let mut uses: BTreeMap<i64, u32> = BTreeMap::new();
    for draft in drafts.values().filter(|draft| draft.class().sails()) {
        for node in draft.nodes.iter().copied().collect::<BTreeSet<_>>() {
            *uses.entry(node).or_default() += 1;
        }
    }
    uses
}

/// Where one may want to get ashore: terminals on ways that sail, and ends at which no other way goes on; with those whom
/// the ways carry.
fn quays(drafts: &BTreeMap<i64, Draft<'_>>, shores: &Shores<'_>) -> BTreeMap<i64, Who> {
    let uses = uses(drafts);
    let terminals: BTreeSet<i64> = shores.terminals.iter().map(|terminal| terminal.id).collect();
    let mut quays: BTreeMap<i64, Who> = BTreeMap::new();
    for draft in drafts.values().filter(|draft| draft.class().sails() && draft.who.anybody()) {
        let ends = [draft.nodes.first(), draft.nodes.last()];
        for node in &draft.nodes {
            let dead_end = ends.contains(&Some(node)) && (uses.get(node) == Some(&1) || shores.is_on_road(*node));
            if dead_end || terminals.contains(node) {
                let who = quays.entry(*node).or_insert(Who::NOBODY);
                let Who { foot, bicycle, car } = draft.who;
                *who = Who { foot: who.foot || foot, bicycle: who.bicycle || bicycle, car: who.car || car };
            }
        }
    }
    quays
}
