//! Subgradient steps on the multipliers of a model: a falling bound, and sites settled by their reduced costs on the way.
//!
//! Never here: branching. Sources: Held & Karp 1971 for the steps, Beasley 1993 for settling sites of location problems.

use super::choice::{Choice, Fixed, Pick, State};
use super::model::Model;

/// A set of sites and what it is worth.
pub(super) type Known = Option<(i64, Vec<u32>)>;

/// How long to go on, and what is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    /// Evaluations at most.
    pub most: u64,
    /// Evaluations without a better bound before the step is cut.
    pub patience: u32,
    /// The first step, as a share of Polyak's.
    pub first: f64,
    /// The share below which steps are not worth taking.
    pub last: f64,
    /// All worths are multiples of this.
    pub grain: i64,
    /// The best worth known, [`i64::MIN`] without any.
    pub known: i64,
}

/// What the steps came to.
pub(super) struct Climb<M> {
    /// No set that keeps what is settled is worth more; [`i64::MIN`]: none is worth more than what is known.
    pub bound: i64,
    /// What is settled now.
    pub fixed: Fixed,
    /// The model with that.
    pub model: M,
    /// Multipliers of the best bound, a row of the first model.
    pub at: Vec<i64>,
    /// How often each site was chosen of late, 0 to 1.
    pub share: Vec<f64>,
    /// The best set met that is better than what was known.
    pub found: Known,
    /// Evaluations made.
    pub steps: u64,
}

/// What a climb reports on the way: the bound so far, and a set that keeps the rules. Says what is known now, or `None` to stop.
pub(super) type Watch<'a> = &'a mut dyn FnMut(u64, i64, &[u32]) -> Option<i64>;

/// The bound is worth nothing when it is not above what is known.
pub(super) fn beaten(bound: i64, known: i64, grain: i64) -> bool {
    bound == i64::MIN || bound.div_euclid(grain) * grain <= known
}

/// Lowers the bound of `model` (which has `fixed` restricted already) from multipliers `at`.
pub(super) fn climb<M: Model>(
    mut model: M,
    choice: &Choice,
    (mut fixed, mut full): (Fixed, Vec<i64>),
    mut steps: Steps,
    watch: Watch<'_>,
) -> Climb<M> {
    let sites = choice.cost.len();
    let (mut scores, mut pick, mut share) = (vec![0i64; sites], Pick::default(), vec![0f64; sites]);
    let (mut bound, mut found, mut done): (i64, Known, u64) = (i64::MAX, None, 0);
    let mut alpha = steps.first;
    let mut still = 0;
    let mut closed = 0usize;
    let mut at = load(&model, &full);
    let mut way = vec![0f64; at.len()];
    let mut slope = vec![0f64; at.len()];
    let pruned = loop {
        let worth = model.price(&at, &mut scores);
        pick.choose(choice, &fixed, &scores);
        let value = worth + pick.total;
        done += 1;
        share.iter_mut().for_each(|share| *share *= 0.95);
        pick.sites.iter().for_each(|&site| share[site as usize] += 0.05);
        if value < bound {
            still = if (bound as f64 - value as f64) > 1e-5 * (bound as f64).abs().max(1.0) { 0 } else { still + 1 };
            bound = value;
            save(&model, &at, &mut full);
        } else {
            still += 1;
        }
        if beaten(bound, steps.known, steps.grain) {
            break true;
        }
        let set = repaired(choice, &fixed, &pick.sites);
        if let Some(worth) = model.worth(&set).filter(|&worth| worth > steps.known) {
            steps.known = worth;
            let open = fixed.sites(State::Open).chain(set.iter().copied());
            found = Some((worth, open.collect()));
            if beaten(bound, worth, steps.grain) {
                break true;
            }
        }
        let open: Vec<u32> = fixed.sites(State::Open).chain(set.iter().copied()).collect();
        match watch(done, bound, &open) {
            Some(known) => steps.known = steps.known.max(known),
            None => break false,
        }
        let before = fixed.clone();
        match settle(choice, &mut fixed, (worth, &pick, &scores), &steps) {
            None => break true,
            Some(0) => {}
            Some(settled) => {
                closed += settled;
                let opened = before.state.iter().zip(&fixed.state).any(|(old, new)| old != new && *new == State::Open);
                let free = fixed.sites(State::Free).count();
                if opened || closed * 8 >= free {
                    // What the old multipliers are worth to the smaller model is known only when they are priced anew.
                    closed = 0;
                    save(&model, &at, &mut full);
                    let Some(smaller) = model.restrict(&fixed.state) else { break true };
                    let kept = keep(&model, &smaller, &way);
                    model = smaller;
                    at = load(&model, &full);
                    way = kept;
                    slope = vec![0.0; at.len()];
                    if free == 0 {
                        continue_last(&model, &fixed, &steps, &mut found, &mut bound);
                        break false;
                    }
                    continue;
                }
            }
        }
        if still >= steps.patience {
            alpha *= 0.6;
            still = 0;
        }
        if done >= steps.most || alpha < steps.last {
            break false;
        }
        model.slope(&at, &pick.sites, &mut slope);
        step(&model, (&mut at, &mut way), &slope, alpha * (value as f64 - aim(steps.known, value)));
    };
    let bound = if pruned { i64::MIN } else { bound };
    Climb { bound, fixed, model, at: full, share, found, steps: done }
}

/// With every site settled the bound is what the set is worth.
fn continue_last<M: Model>(model: &M, fixed: &Fixed, steps: &Steps, found: &mut Known, bound: &mut i64) {
    let worth = model.worth(&[]);
    if let Some(worth) = worth.filter(|&worth| worth > steps.known) {
        *found = Some((worth, fixed.sites(State::Open).collect()));
    }
    *bound = worth.unwrap_or(i64::MIN);
}

/// What the steps aim for: the best that is known, or a little below the bound.
fn aim(known: i64, value: i64) -> f64 {
    if known == i64::MIN { value as f64 - 0.05 * (value as f64).abs().max(1.0) } else { known as f64 }
}

fn step<M: Model>(model: &M, (at, way): (&mut [i64], &mut [f64]), slope: &[f64], length: f64) {
    let mut square = 0.0;
    for row in 0..at.len() {
        let (low, high) = model.range(row);
        way[row] = 0.7 * slope[row] + 0.3 * way[row];
        // A multiplier at its end does not count in the direction that it cannot take.
        if (way[row] > 0.0 && at[row] <= low) || (way[row] < 0.0 && at[row] >= high) {
            way[row] = 0.0;
        }
        square += way[row] * way[row] * model.stride(row);
    }
    if square <= 0.0 {
        return;
    }
    let size = length / square;
    for row in 0..at.len() {
        if way[row] != 0.0 {
            let (low, high) = model.range(row);
            let moved = at[row] as f64 - size * way[row] * model.stride(row);
            at[row] = (moved.round() as i64).clamp(low, high);
        }
    }
}

/// Settles the sites whose other state is beaten; how many, or `None` when nothing is left.
fn settle(
    choice: &Choice,
    fixed: &mut Fixed,
    (worth, pick, scores): (i64, &Pick, &[i64]),
    steps: &Steps,
) -> Option<usize> {
    if steps.known == i64::MIN {
        return Some(0);
    }
    let chosen = {
        let mut chosen = vec![false; scores.len()];
        pick.sites.iter().for_each(|&site| chosen[site as usize] = true);
        chosen
    };
    let (mut open, mut close) = (Vec::new(), Vec::new());
    for site in fixed.sites(State::Free) {
        if chosen[site as usize] {
            if beaten(worth + pick.without(choice, scores, site), steps.known, steps.grain) {
                open.push(site);
            }
        } else if beaten(worth + pick.with(choice, scores, site), steps.known, steps.grain) {
            close.push(site);
        }
    }
    let settled = open.len() + close.len();
    let possible = close.iter().all(|&site| fixed.close(site)) && open.iter().all(|&site| fixed.open(site, choice));
    possible.then_some(settled)
}

/// The sites in order, without those that may not stand beside an earlier one.
fn repaired(choice: &Choice, fixed: &Fixed, sites: &[u32]) -> Vec<u32> {
    if choice.unbound() {
        return sites.to_vec();
    }
    let mut trial = fixed.clone();
    sites
        .iter()
        .copied()
        .filter(|&site| trial.state[site as usize] == State::Free && trial.open(site, choice))
        .collect()
}

fn load<M: Model>(model: &M, full: &[i64]) -> Vec<i64> {
    let clamped = |(row, &id): (usize, &u32)| {
        let (low, high) = model.range(row);
        full[id as usize].clamp(low, high)
    };
    model.ids().iter().enumerate().map(clamped).collect()
}

fn save<M: Model>(model: &M, at: &[i64], full: &mut [i64]) {
    model.ids().iter().zip(at).for_each(|(&id, &value)| full[id as usize] = value);
}

/// The direction of the rows that are left. Both lists of rows ascend.
fn keep<M: Model>(old: &M, new: &M, way: &[f64]) -> Vec<f64> {
    let mut row = 0;
    let find = |&id: &u32| {
        while old.ids()[row] < id {
            row += 1;
        }
        way[row]
    };
    new.ids().iter().map(find).collect()
}
