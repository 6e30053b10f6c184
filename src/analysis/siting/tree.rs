//! Branch and bound over a model: a root that is lowered long, then nodes by best bound, a fixed number at a time.
//!
//! Never here: what a site or a row means. The number of nodes at a time does not depend on threads, so neither does the answer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use rayon::prelude::*;

use super::ascent::{Climb, Known, Steps, beaten, climb};
use super::choice::{Choice, Fixed, Limit, State};
use super::local;
use super::model::{Ahead, Model};
use super::regions;
use crate::progress::Progress;

/// Nodes that are looked at between two looks at the best set.
const BATCH: usize = 8;
/// Multipliers kept for open nodes, in numbers; further nodes begin from the root's.
const KEPT: usize = 40_000_000;

/// When to stop, and what to tell.
pub(super) struct Effort<'a> {
    /// Evaluations of the bound at most.
    pub iterations: u64,
    /// Stop when the bound is within this share of the best set.
    pub gap: f64,
    /// Hears the gap; stops the search when cancelled.
    pub progress: &'a dyn Progress,
    /// A worth that is enough: a set of that worth ends the search.
    pub enough: i64,
    /// Only sets worth more than this count.
    pub floor: i64,
}

/// How a search ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// The best set is proved, or that there is none.
    Proved,
    /// The gap asked for, or a worth that is enough.
    Enough,
    /// The evaluations are used up.
    Iterations,
    /// Stopped from outside.
    Cancelled,
}

/// What a search found.
pub(super) struct Found {
    /// The best set and its worth.
    pub best: Known,
    /// No set is worth more.
    pub bound: i64,
    /// How it ended.
    pub end: End,
    /// Evaluations of the bound.
    pub iterations: u64,
}

/// Pairs of a model from which on its regions are searched one by one.
const LARGE: usize = 1 << 17;
/// Sets that a search of a large model begins with.
const BEGINNINGS: u64 = 12;
/// Random exchanges of each without a better set, before the regions.
const SHAKES: u64 = 300;
/// How often a site must have been chosen of late, to be tried again.
const LIKED: f64 = 1e-4;
/// The same in a large model, where fewer sites are tried more often.
const LIKED_MUCH: f64 = 1e-2;

struct Node {
    bound: i64,
    depth: u32,
    number: u64,
    state: Fixed,
    at: Option<Arc<Vec<i64>>>,
}

impl Node {
    fn key(&self) -> (i64, u32, Reverse<u64>) {
        (self.bound, self.depth, Reverse(self.number))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Node {}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// Where a search begins.
pub(super) struct Start {
    /// What is settled.
    pub fixed: Fixed,
    /// Sets to begin with.
    pub hints: Vec<Vec<u32>>,
    /// All worths are multiples of this.
    pub grain: i64,
}

/// The set worth most that keeps the rules of `choice`.
pub(super) fn search<M: Model>(model: &M, choice: &Choice, start: Start, effort: &Effort<'_>) -> Found {
    let Start { fixed, hints, grain } = start;
    let large = model.size() >= LARGE;
    let mut tree = Tree { choice, grain, effort, best: None, iterations: 0, large };
    let Some(root) = model.restrict(&fixed.state) else { return tree.found(i64::MIN, End::Proved) };
    for hint in hints {
        tree.hear(local::improved(&root, choice, &fixed, hint));
    }
    tree.hear(local::improved(&root, choice, &fixed, local::greedy(&root, choice, &fixed)));
    let mut at = vec![0; model.ids().iter().max().map_or(0, |&id| id as usize + 1)];
    model.ids().iter().zip(model.start()).for_each(|(&id, value)| at[id as usize] = value);
    let ahead = tree.ahead(&root, &fixed);
    if let Some(ahead) = &ahead {
        root.ids().iter().zip(&ahead.at).for_each(|(&id, &value)| at[id as usize] = value);
    }
    let climbed = tree.root(root, fixed, (at, ahead));
    if climbed.bound == i64::MIN {
        let end = if tree.is_enough() { End::Enough } else { End::Proved };
        return tree.found(i64::MIN, end);
    }
    let climbed = tree.again(climbed);
    if climbed.bound == i64::MIN {
        let end = if tree.is_enough() { End::Enough } else { End::Proved };
        return tree.found(i64::MIN, end);
    }
    tree.branch(climbed)
}

struct Tree<'a> {
    choice: &'a Choice,
    grain: i64,
    effort: &'a Effort<'a>,
    best: Known,
    iterations: u64,
    /// Is the model so large that a region of it is worth a search of its own?
    large: bool,
}

impl Tree<'_> {
    fn known(&self) -> i64 {
        self.best.as_ref().map_or(self.effort.floor, |best| best.0)
    }

    fn hear(&mut self, set: Known) {
        if let Some((worth, sites)) = set
            && worth > self.known()
        {
            self.best = Some((worth, sites));
        }
    }

    fn is_enough(&self) -> bool {
        self.best.as_ref().is_some_and(|best| best.0 >= self.effort.enough)
    }

    fn found(self, bound: i64, end: End) -> Found {
        let bound = (bound.max(self.known()).div_euclid(self.grain) * self.grain).max(self.known());
        Found { best: self.best, bound, end, iterations: self.iterations }
    }

    fn steps(&self, most: u64) -> Steps {
        let most = most.min(self.effort.iterations.saturating_sub(self.iterations)).max(1);
        Steps { most, patience: 8, first: 1.0, last: 0.05, grain: self.grain, known: self.known() }
    }

    /// Multipliers near the best, where the model has a quick way to them; the fractions give a first set.
    fn ahead<M: Model>(&mut self, root: &M, fixed: &Fixed) -> Option<Ahead> {
        let cost = |site: usize| match fixed.left {
            Limit::Budget(_) => self.choice.cost[site] as f64,
            _ => 1.0,
        };
        let costs: Vec<f64> = (0..self.choice.cost.len()).map(cost).collect();
        let money = match &fixed.left {
            Limit::Any => costs.len() as f64,
            Limit::Count(count) => *count as f64,
            Limit::Budget(money) => *money as f64,
            Limit::Each(counts) => counts.iter().sum::<usize>() as f64,
        };
        let ahead = root.ahead(&costs, money, &|| self.effort.progress.cancelled())?;
        self.iterations += ahead.looks;
        let mut liked: Vec<u32> = fixed.sites(State::Free).filter(|&site| ahead.share[site as usize] > LIKED).collect();
        liked.sort_by(|&a, &b| ahead.share[b as usize].total_cmp(&ahead.share[a as usize]).then(a.cmp(&b)));
        self.hear(local::improved(root, self.choice, fixed, liked));
        Some(ahead)
    }

    /// Lowers the bound of the root long, and improves sets that the multipliers suggest.
    fn root<M: Model>(&mut self, root: M, fixed: Fixed, (at, ahead): (Vec<i64>, Option<Ahead>)) -> Climb<M> {
        // From near the best a few short steps are enough.
        let steps = match ahead {
            None => Steps { patience: 20, first: 1.5, last: 0.001, ..self.steps(3_000) },
            Some(_) => Steps { patience: 10, first: 0.05, last: 0.005, ..self.steps(200) },
        };
        let (choice, effort, grain) = (self.choice, self.effort, self.grain);
        let begun = (root.restrict(&fixed.state), fixed.clone());
        let mut tried = std::collections::BTreeSet::new();
        let (mut known, mut better) = (self.known(), None);
        let mut next = 10;
        let watch = &mut |done: u64, bound: i64, set: &[u32]| {
            if done >= next {
                next = done + done / 4 + 10;
                let mut key = set.to_vec();
                key.sort_unstable();
                if let (true, (Some(model), fixed)) = (tried.insert(key), &begun)
                    && let Some((worth, sites)) = local::improved(model, choice, fixed, set.to_vec())
                    && worth > known
                {
                    known = worth;
                    better = Some((worth, sites));
                }
                effort.progress.tick(1);
                if known > i64::MIN {
                    effort.progress.gap(relative(bound, known));
                }
            }
            let stop = (done.is_multiple_of(8) && effort.progress.cancelled())
                || known >= effort.enough
                || (known > i64::MIN && relative(bound, known) <= effort.gap && !beaten(bound, known, grain));
            (!stop).then_some(known)
        };
        let mut climbed = climb(root, choice, (fixed, at), steps, watch);
        if let Some(ahead) = ahead {
            climbed.share.iter_mut().zip(ahead.share).for_each(|(share, ahead)| *share = share.max(ahead));
        }
        self.iterations += climbed.steps;
        self.hear(better);
        self.hear(climbed.found.clone());
        climbed
    }

    /// Looks for a better set among the sites that the multipliers like; with one, lowers the bound and settles sites once more.
    fn again<M: Model>(&mut self, root: Climb<M>) -> Climb<M> {
        let Some((worth, sites)) = self.best.clone() else { return root };
        let is_open = |site: &u32| root.fixed.state[*site as usize] == State::Open;
        let free: Vec<u32> = sites.into_iter().filter(|site| !is_open(site)).collect();
        let enough = if self.large { LIKED_MUCH } else { LIKED };
        // The model has what is settled in it; only free sites are exchanged.
        let mut state = root.fixed.clone();
        for (site, state) in state.state.iter_mut().enumerate() {
            let liked = root.share[site] > enough || free.contains(&(site as u32));
            if *state == State::Open || !liked {
                *state = State::Closed;
            }
        }
        let Some(narrow) = root.model.narrowed(&state.state) else { return root };
        let (effort, grain) = (self.effort, self.grain);
        let stop = |worth: i64| {
            let near = relative(root.bound, worth) <= effort.gap || beaten(root.bound, worth, grain);
            near || worth >= effort.enough || effort.progress.cancelled()
        };
        // About as much work as the bound took.
        let work = self.iterations.saturating_mul(root.model.size() as u64)
            / (10 * (narrow.size() + narrow.ids().len()) as u64 + 1);
        let better = if self.large {
            self.begun_anew((&narrow, &state), (worth, free), &root, &stop)
        } else {
            let patience = work.clamp(30, 1_500);
            let set = (worth, free);
            let (better, rounds) = local::shaken(&narrow, (self.choice, &state), set, (0, patience, &stop));
            self.iterations += rounds;
            better
        };
        if better.0 <= worth {
            return root;
        }
        state = root.fixed.clone();
        state.state.iter_mut().filter(|state| **state == State::Open).for_each(|state| *state = State::Closed);
        if let Some((worth, mut set)) = local::improved(&root.model, self.choice, &state, better.1) {
            // All that are settled open count in the worth, whether the best set so far has them or not.
            set.extend(root.fixed.sites(State::Open));
            set.sort_unstable();
            self.hear(Some((worth, set)));
        }
        let steps = Steps { patience: 10, first: 0.2, last: 0.002, ..self.steps(300) };
        let climbed = climb(root.model, self.choice, (root.fixed, root.at), steps, &mut |_, _, _| Some(i64::MIN));
        self.iterations += climbed.steps;
        self.hear(climbed.found.clone());
        Climb { bound: climbed.bound.min(root.bound), ..climbed }
    }

    /// The best of several sets for a large model: the one that is known, and some drawn as the root likes sites, each improved by random
    /// exchanges and region by region.
    fn begun_anew<M: Model>(
        &mut self,
        (narrow, state): (&M, &Fixed),
        mut best: (i64, Vec<u32>),
        root: &Climb<M>,
        stop: &dyn Fn(i64) -> bool,
    ) -> (i64, Vec<u32>) {
        let rules = (self.choice, state);
        for number in 0..BEGINNINGS {
            let drawn = || local::improved(narrow, self.choice, state, local::drawn(state, &root.share, number));
            let Some(begun) = (if number == 0 { Some(best.clone()) } else { drawn() }) else { continue };
            let (set, rounds) = local::shaken(narrow, rules, begun, (number, SHAKES, stop));
            let most = self.effort.iterations.saturating_sub(self.iterations);
            let (set, looks) = regions::improved(narrow, rules, set, (self.grain, most), (self.effort, stop));
            if set.0 > best.0 {
                best = set;
                self.effort.progress.gap(relative(root.bound, best.0));
            }
            // A look at the narrow model, or at a region of it, costs less than one at the whole: this is at most what it costs.
            let looks = (rounds + looks).saturating_mul(narrow.size() as u64);
            self.iterations += looks / root.model.size().max(1) as u64 + 1;
            if stop(best.0) || self.iterations >= self.effort.iterations {
                break;
            }
        }
        best
    }

    fn branch<M: Model>(mut self, root: Climb<M>) -> Found {
        let mut heap = BinaryHeap::new();
        let base = Arc::new(root.at.clone());
        let (model, mut number) = (root.model, 0u64);
        let first = Node { bound: root.bound, depth: 0, number, state: root.fixed, at: None };
        self.split(&mut heap, &mut number, (first, &root.share, base.clone()));
        loop {
            let Some(top) = heap.peek().map(|node: &Node| node.bound) else { return self.found(i64::MIN, End::Proved) };
            if beaten(top, self.known(), self.grain) {
                return self.found(i64::MIN, End::Proved);
            }
            let gap = relative(top, self.known());
            self.effort.progress.gap(gap);
            if self.best.is_some() && gap <= self.effort.gap || self.is_enough() {
                return self.found(top, End::Enough);
            }
            if self.effort.progress.cancelled() {
                return self.found(top, End::Cancelled);
            }
            if self.iterations >= self.effort.iterations {
                return self.found(top, End::Iterations);
            }
            let batch: Vec<Node> = (0..BATCH).map_while(|_| heap.pop()).collect();
            let steps = self.steps(120);
            let grown: Vec<Option<(Node, Climb<M>)>> = batch
                .into_par_iter()
                .map(|node| {
                    if beaten(node.bound, steps.known, steps.grain) {
                        return None;
                    }
                    let smaller = model.restrict(&node.state.state)?;
                    let at = node.at.as_ref().unwrap_or(&base).as_ref().clone();
                    let climbed =
                        climb(smaller, self.choice, (node.state.clone(), at), steps, &mut |_, _, _| Some(i64::MIN));
                    Some((node, climbed))
                })
                .collect();
            for (mut node, climbed) in grown.into_iter().flatten() {
                self.iterations += climbed.steps;
                self.hear(climbed.found);
                if beaten(climbed.bound, self.known(), self.grain) {
                    continue;
                }
                node.bound = node.bound.min(climbed.bound);
                node.state = climbed.fixed;
                let kept = heap.len().saturating_mul(climbed.at.len()) < KEPT;
                let at = if kept { Arc::new(climbed.at) } else { base.clone() };
                self.split(&mut heap, &mut number, (node, &climbed.share, at));
            }
        }
    }

    /// Two nodes: one with a doubtful site open, one with it closed.
    fn split(
        &mut self,
        heap: &mut BinaryHeap<Node>,
        number: &mut u64,
        (node, share, at): (Node, &[f64], Arc<Vec<i64>>),
    ) {
        let doubt = |site: &u32| {
            let share = share[*site as usize];
            ((share.min(1.0 - share) * 1e6) as i64, (share * 1e6) as i64, Reverse(*site))
        };
        let Some(site) = node.state.sites(State::Free).max_by_key(doubt) else { return };
        let mut push = |state: Fixed| {
            *number += 1;
            heap.push(Node { bound: node.bound, depth: node.depth + 1, number: *number, state, at: Some(at.clone()) });
        };
        let mut closed = node.state.clone();
        if closed.close(site) {
            push(closed);
        }
        let mut opened = node.state.clone();
        if opened.open(site, self.choice) {
            push(opened);
        }
    }
}

/// How far a bound is above what is known, as a share of it.
fn relative(bound: i64, known: i64) -> f64 {
    bound.saturating_sub(known).max(0) as f64 / known.unsigned_abs().max(1) as f64
}
