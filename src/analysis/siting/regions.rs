//! Sets improved a region at a time: a few open sites that are neighbours are chosen anew, with proof or nearly, and all others stay.
//!
//! Never here: how a region is searched (see `tree`).
//!
//! Large neighbourhood search (Shaw 1998). An exchange of one site, or of a few at random, seldom finds what takes eight at once.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::choice::{Choice, Fixed, State};
use super::model::Model;
use super::tree::{Effort, Start, search};
use crate::progress::Quiet;

/// Open sites that are chosen anew at a time.
const SITES: usize = 8;
/// Evaluations of a bound for each region.
const LOOKS: u64 = 3_000;
/// Regions looked at side by side; the number does not depend on threads, so neither does the answer.
const AT_ONCE: usize = 4;

/// Improves `best` (a worth and its free sites, ascending or not) until no region of `fixed`'s free sites is better, `stop` says so or about
/// `most` evaluations are used. Also returns how many were.
pub(super) fn improved<M: Model>(
    model: &M,
    (choice, fixed): (&Choice, &Fixed),
    mut best: (i64, Vec<u32>),
    (grain, most): (i64, u64),
    (effort, stop): (&Effort<'_>, &dyn Fn(i64) -> bool),
) -> ((i64, Vec<u32>), u64) {
    let near: Vec<Vec<u32>> = (0..model.sites() as u32)
        .map(|site| if fixed.state[site as usize] == State::Free { model.near(site) } else { Vec::new() })
        .collect();
    let mut used = 0;
    // Regions that were tried since the last better set.
    let (mut idle, mut next) = (0, 0);
    while idle < best.1.len() && used < most && !stop(best.0) {
        let middles: Vec<u32> = (0..AT_ONCE).map(|step| best.1[(next + step) % best.1.len()]).collect();
        next = (next + AT_ONCE) % best.1.len();
        idle += AT_ONCE;
        let anew = |&middle: &u32| {
            let region = region(&near, &best.1, middle);
            let start = Start { fixed: opened(&near, (choice, fixed), &best.1, &region)?, hints: Vec::new(), grain };
            let quiet = Quiet(effort.progress);
            let effort = Effort { iterations: LOOKS, gap: 0.0, progress: &quiet, enough: i64::MAX, floor: best.0 };
            Some(search(model, choice, start, &effort))
        };
        let found: Vec<_> = middles.par_iter().map(anew).collect();
        let before = best.1.clone();
        for found in found.into_iter().flatten() {
            used += found.iterations;
            let Some((_, set)) = found.best else { continue };
            // What several regions bring may go together.
            let gone: Vec<u32> = before.iter().copied().filter(|site| !set.contains(site)).collect();
            let mut both: Vec<u32> = best.1.iter().copied().filter(|site| !gone.contains(site)).collect();
            both.extend(set.iter().copied().filter(|site| !before.contains(site)));
            both.sort_unstable();
            both.dedup();
            for set in [both, set] {
                if allowed((choice, fixed), &set)
                    && let Some(worth) = model.worth(&set)
                    && worth > best.0
                {
                    best = (worth, set);
                    idle = 0;
                }
            }
        }
    }
    (best, used)
}

/// The open sites that have most neighbours in common with the one in the middle.
fn region(near: &[Vec<u32>], open: &[u32], middle: u32) -> Vec<u32> {
    let mut around = vec![false; near.len()];
    near[middle as usize].iter().for_each(|&site| around[site as usize] = true);
    let common = |site: u32| near[site as usize].iter().filter(|&&other| around[other as usize]).count();
    let mut by_common: Vec<(Reverse<usize>, u32)> = open.iter().map(|&site| (Reverse(common(site)), site)).collect();
    by_common.sort_unstable();
    by_common.into_iter().filter(|(common, _)| common.0 > 0).take(SITES).map(|(_, site)| site).collect()
}

/// All open sites settled but those of the region, and nothing free but its neighbours.
fn opened(near: &[Vec<u32>], (choice, fixed): (&Choice, &Fixed), open: &[u32], region: &[u32]) -> Option<Fixed> {
    let mut part = fixed.clone();
    let stays = open.iter().all(|site| region.contains(site) || part.open(*site, choice));
    let mut free = vec![false; near.len()];
    for &site in region {
        free[site as usize] = true;
        near[site as usize].iter().for_each(|&other| free[other as usize] = true);
    }
    for (state, free) in part.state.iter_mut().zip(free) {
        if *state == State::Free && !free {
            *state = State::Closed;
        }
    }
    stays.then_some(part)
}

fn allowed((choice, fixed): (&Choice, &Fixed), set: &[u32]) -> bool {
    let mut trial = fixed.clone();
    set.iter().all(|&site| trial.state[site as usize] == State::Free && trial.open(site, choice))
}
