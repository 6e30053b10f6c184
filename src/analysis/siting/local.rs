//! Sets without proof: greedy with lazy evaluation (Minoux 1978), then exchanges (Teitz & Bart 1968).
//!
//! Never here: bounds.

use std::collections::BinaryHeap;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::ascent::Known;
use super::choice::{Choice, Fixed, Limit, State};
use super::model::{Model, Swap, Tally};

/// Exchanges of a set, tried at most so often one after another.
const ROUNDS: usize = 200;

/// The free sites that bring most for what they cost, one after another.
pub(super) fn greedy<M: Model>(model: &M, choice: &Choice, fixed: &Fixed) -> Vec<u32> {
    let mut trial = fixed.clone();
    let mut tally = model.tally();
    let mut open = Vec::new();
    let value = |gain: i64, site: u32| match choice.limit {
        Limit::Budget(_) => (gain as f64 / choice.cost[site as usize].max(1) as f64 * 1024.0) as i64,
        _ => gain,
    };
    let mut heap: BinaryHeap<(i64, std::cmp::Reverse<u32>, usize)> =
        fixed.sites(State::Free).map(|site| (value(tally.gain(site), site), std::cmp::Reverse(site), 0)).collect();
    while let Some((_, std::cmp::Reverse(site), round)) = heap.pop() {
        if trial.state[site as usize] != State::Free {
            continue;
        }
        if round < open.len() {
            heap.push((value(tally.gain(site), site), std::cmp::Reverse(site), open.len()));
            continue;
        }
        if tally.gain(site) <= 0 {
            break;
        }
        if trial.open(site, choice) {
            tally.add(site);
            open.push(site);
        }
    }
    open
}

/// Sets that are improved at a time when a good one is left; their number does not depend on threads, so neither does the answer.
const AT_ONCE: usize = 4;

/// Leaves a good set by a few random sites again and again, improves what is left, and keeps what is not worse (iterated local
/// search, Lourenço, Martin & Stützle 2003), until `patience` rounds brought nothing better. Chance depends on `seed` alone,
/// and so is the same in every run. Returns the best set and the number of rounds.
pub(super) fn shaken<M: Model>(
    model: &M,
    (choice, fixed): (&Choice, &Fixed),
    mut best: (i64, Vec<u32>),
    (seed, patience, stop): (u64, u64, &dyn Fn(i64) -> bool),
) -> ((i64, Vec<u32>), u64) {
    let mut random = Pcg64Mcg::seed_from_u64(seed + 1);
    let (mut rounds, mut idle) = (0, 0);
    let pool: Vec<u32> = fixed.sites(State::Free).collect();
    while idle < patience && !pool.is_empty() && !best.1.is_empty() && !stop(best.0) {
        let left: Vec<Vec<u32>> = (0..AT_ONCE).map(|_| left(&best.1, &pool, &mut random)).collect();
        rounds += left.len() as u64;
        idle += left.len() as u64;
        // The first of equally good ones, whatever thread comes first.
        let found: Vec<Known> = left.into_par_iter().map(|set| improved(model, choice, fixed, set)).collect();
        for (worth, set) in found.into_iter().flatten() {
            if worth > best.0 {
                idle = 0;
            }
            if worth >= best.0 {
                best = (worth, set);
            }
        }
    }
    (best, rounds)
}

/// All free sites in a random order in which those with larger shares tend to come first.
pub(super) fn drawn(fixed: &Fixed, share: &[f64], seed: u64) -> Vec<u32> {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    // The least of exponential times, each at the rate of its share (Efraimidis & Spirakis 2006).
    let mut timed: Vec<(f64, u32)> = Vec::new();
    for site in fixed.sites(State::Free) {
        let chance = random.random_range(f64::MIN_POSITIVE..1.0);
        timed.push((-chance.ln() / share[site as usize].max(1e-9), site));
    }
    timed.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    timed.into_iter().map(|(_, site)| site).collect()
}

/// A set with some sites exchanged at random.
fn left(best: &[u32], pool: &[u32], random: &mut Pcg64Mcg) -> Vec<u32> {
    let mut set = best.to_vec();
    let most = (set.len() / 2).max(3).min(set.len());
    for _ in 0..random.random_range(1..=most) {
        let (new, place) = (pool[random.random_range(0..pool.len())], random.random_range(0..set.len()));
        if !set.contains(&new) {
            set[place] = new;
        }
    }
    set
}

/// The set after exchanges, with all that is settled open, and its worth.
pub(super) fn improved<M: Model>(model: &M, choice: &Choice, fixed: &Fixed, open: Vec<u32>) -> Known {
    let mut trial = fixed.clone();
    let mut open: Vec<u32> = open
        .into_iter()
        .filter(|&site| trial.state[site as usize] == State::Free && trial.open(site, choice))
        .collect();
    for _ in 0..ROUNDS {
        let rules = Rules::new(choice, fixed, &open);
        // An exchange changes the rules for the next one, except where sites do not exclude each other and none has a price.
        let one = if rules.fixed_rules { exchanged(model, &rules, &mut open) } else { tried(model, &rules, &mut open) };
        if !one {
            break;
        }
    }
    let worth = model.worth(&open)?;
    open.extend(fixed.sites(State::Open));
    open.sort_unstable();
    Some((worth, open))
}

fn exchanged<M: Model>(model: &M, rules: &Rules<'_>, open: &mut Vec<u32>) -> bool {
    if M::EXCHANGES && matches!(rules.left, Limit::Count(0)) {
        model.exchange(open, rules);
        return false;
    }
    tried(model, rules, open)
}

/// The best exchange of all that are allowed, or the best site besides; false when none is better.
fn tried<M: Model>(model: &M, rules: &Rules<'_>, open: &mut Vec<u32>) -> bool {
    let mut tally = model.tally();
    open.iter().for_each(|&site| tally.add(site));
    let before = tally.worth().unwrap_or(i64::MIN);
    let best = |tally: &M::Tally<'_>, old: Option<u32>| {
        let sites = (0..model.sites() as u32)
            .filter(|&site| rules.free(site) && !rules.is_open(site) && rules.allows(old, site));
        sites.map(|site| (tally.gain(site), std::cmp::Reverse(site))).max().filter(|best| best.0 > 0)
    };
    let mut found: Option<(i64, Option<usize>, u32)> = None;
    if let Some((_, std::cmp::Reverse(site))) = best(&tally, None) {
        tally.add(site);
        let worth = tally.worth().unwrap_or(i64::MIN);
        tally.remove(site);
        if worth > before {
            found = Some((worth, None, site));
        }
    }
    for (place, &old) in open.iter().enumerate() {
        tally.remove(old);
        if let Some((_, std::cmp::Reverse(site))) = best(&tally, Some(old)) {
            tally.add(site);
            let worth = tally.worth().unwrap_or(i64::MIN);
            tally.remove(site);
            if worth > before && found.is_none_or(|found| worth > found.0) {
                found = Some((worth, Some(place), site));
            }
        }
        tally.add(old);
    }
    match found {
        Some((_, Some(place), site)) => open[place] = site,
        Some((_, None, site)) => open.push(site),
        None => {}
    }
    found.is_some()
}

/// The rules as they stand with a set open.
struct Rules<'a> {
    choice: &'a Choice,
    fixed: &'a Fixed,
    open: Vec<bool>,
    left: Limit,
    /// How many open sites each site may not stand beside.
    against: Vec<u32>,
    fixed_rules: bool,
}

impl<'a> Rules<'a> {
    fn new(choice: &'a Choice, fixed: &'a Fixed, sites: &[u32]) -> Self {
        let mut open = vec![false; choice.cost.len()];
        let mut against = vec![0; choice.cost.len()];
        let mut left = fixed.left.clone();
        for &site in sites {
            open[site as usize] = true;
            choice.near[site as usize].iter().for_each(|&other| against[other as usize] += 1);
            match &mut left {
                Limit::Any => {}
                Limit::Count(count) => *count = count.saturating_sub(1),
                Limit::Budget(money) => *money -= choice.cost[site as usize],
                Limit::Each(counts) => counts[usize::from(choice.kind[site as usize])] -= 1,
            }
        }
        let fixed_rules = choice.unbound() && matches!(left, Limit::Count(_));
        Self { choice, fixed, open, left, against, fixed_rules }
    }

    fn is_open(&self, site: u32) -> bool {
        self.open[site as usize]
    }
}

impl Swap for Rules<'_> {
    fn allows(&self, old: Option<u32>, new: u32) -> bool {
        let (index, cost) = (new as usize, &self.choice.cost);
        let apart = old.is_some_and(|old| self.choice.near[index].binary_search(&old).is_ok());
        let stands = self.against[index] == u32::from(apart);
        stands
            && match (&self.left, old) {
                (Limit::Any, _) | (Limit::Count(_), Some(_)) => true,
                (Limit::Count(count), None) => *count > 0,
                (Limit::Budget(money), old) => cost[index] <= money + old.map_or(0, |old| cost[old as usize]),
                (Limit::Each(counts), None) => counts[usize::from(self.choice.kind[index])] > 0,
                (Limit::Each(counts), Some(old)) => {
                    let kind = self.choice.kind[index];
                    kind == self.choice.kind[old as usize] || counts[usize::from(kind)] > 0
                }
            }
    }

    fn free(&self, site: u32) -> bool {
        self.fixed.state[site as usize] == State::Free
    }
}
