//! Most weight covered: MCLP, backup coverage, joint coverage of several kinds.
//!
//! Never here: a search, a bound.

use std::collections::BTreeMap;

use super::answer::{Answer, Status};
use super::choice::{Choice, State};
use super::goals::{Work, scale, sum};
use super::linear::{Item, Linear, Worth};
use super::model::Model as _;
use super::problem::Fault;
use super::savings::{Row, Savings};
use super::tree::{Start, search};

/// Most weight within the limit.
pub(super) fn mclp(work: &Work<'_>, limit: u32) -> Result<Answer, Fault> {
    let (sites, open) = work.within(|_| limit, None);
    let weights = &work.problem.weights;
    let scale = scale(sum(weights.iter().copied())?, work.frame.free.len())?;
    // Demand that is covered anyhow is constant; demand in reach of the same sites is one row.
    let mut merged: BTreeMap<&[u32], i64> = BTreeMap::new();
    let mut anyhow = 0;
    for point in work.demand() {
        if open[point] > 0 {
            anyhow += weights[point];
        } else if !sites[point].is_empty() {
            *merged.entry(&sites[point]).or_default() += weights[point] as i64;
        }
    }
    let rows = merged
        .into_iter()
        .map(|(sites, weight)| Row { base: 0, offers: sites.iter().map(|&site| (site, weight * scale)).collect() });
    let model = Savings::new(work.frame.free.len(), rows);
    drop((sites, open));
    let found = search_savings(work, &model, Vec::new());
    Ok(work.answer(&found, |worth| (worth / scale) as u64 + anyhow))
}

/// Searches over savings, without the sites that others dominate.
pub(super) fn search_savings(work: &Work<'_>, model: &Savings, hints: Vec<Vec<u32>>) -> super::tree::Found {
    let choice = &work.frame.choice;
    let mut fixed = work.frame.fixed();
    if choice.unbound() {
        let same = |a: u32, b: u32| {
            choice.cost[a as usize] <= choice.cost[b as usize] && choice.kind[a as usize] == choice.kind[b as usize]
        };
        let affordable = |site: u32| fixed.state[site as usize] == State::Free;
        let gone = model.dominated(|a, b| same(a, b) && affordable(a));
        gone.into_iter().for_each(|site| {
            fixed.close(site);
        });
    }
    let start = Start { fixed, hints, grain: model.grain() };
    search(model, choice, start, &work.effort())
}

/// Most weight covered once, and among those sets most weight covered twice.
pub(super) fn backup(work: &Work<'_>, limit: u32) -> Result<Answer, Fault> {
    let (sites, open) = work.within(|_| limit, None);
    let weights = &work.problem.weights;
    // Weights are divided by what all share, so that weight × total weight stays small.
    let common = work.demand().map(|point| weights[point]).fold(0, gcd).max(1);
    let total = sum(work.demand().map(|point| weights[point] / common))?;
    let once = total + 1;
    let scale = scale(total.checked_mul(once + 1).ok_or(Fault::TooLarge)?, work.frame.free.len())?;
    let mut merged: BTreeMap<(u32, &[u32]), i64> = BTreeMap::new();
    for point in work.demand() {
        *merged.entry((open[point].min(2), &sites[point])).or_default() += (weights[point] / common) as i64;
    }
    let once = once as i64;
    let mut anyhow = 0;
    let mut items = Vec::new();
    for (number, ((open, sites), weight)) in merged.into_iter().enumerate() {
        anyhow += [0, weight * once, weight * once + weight][open as usize];
        let worth = match open {
            0 => Worth::Levels(weight * once * scale, weight * scale),
            1 => Worth::Levels(weight * scale, 0),
            _ => continue,
        };
        items.push(Item { worth, rows: vec![(number as u32, sites.to_vec())] });
    }
    let choice = &work.frame.choice;
    let Some(model) = Linear::new(vec![0; work.frame.free.len()], items) else { return Ok(Answer::infeasible()) };
    let found =
        search(&model, choice, Start { fixed: work.frame.fixed(), hints: Vec::new(), grain: scale }, &work.effort());
    let mut answer = work.answer(&found, |worth| (worth / scale + anyhow) as u64);
    let once = once as u64;
    if let Some(value) = answer.objective {
        let (first, second) = (value / once, value % once);
        let most = answer.bound / once;
        answer.once = Some((first * common, most * common));
        answer.objective = Some(second * common);
        answer.bound = if most == first { answer.bound % once } else { total } * common;
        if answer.status == Status::WithinGap && most == first && answer.objective == Some(answer.bound) {
            answer.status = Status::Optimal;
        }
    }
    Ok(answer)
}

/// Most weight within the limit of every kind at once.
pub(super) fn joint(work: &Work<'_>, limits: &[u32]) -> Result<Answer, Fault> {
    let weights = &work.problem.weights;
    let scale = scale(sum(weights.iter().copied())?, work.frame.free.len() * limits.len().max(1))?;
    let near: Vec<_> =
        (0..limits.len() as u16).map(|kind| work.within(|kind| limits[usize::from(kind)], Some(kind))).collect();
    let mut merged: BTreeMap<Vec<&[u32]>, i64> = BTreeMap::new();
    let mut anyhow = 0;
    for point in work.demand() {
        // A kind that is near anyhow asks for nothing.
        let asked: Vec<&[u32]> =
            near.iter().filter(|(_, open)| open[point] == 0).map(|(sites, _)| sites[point].as_slice()).collect();
        if asked.is_empty() {
            anyhow += weights[point];
        } else if asked.iter().all(|sites| !sites.is_empty()) {
            *merged.entry(asked).or_default() += weights[point] as i64;
        }
    }
    let mut number = 0;
    let items = merged.into_iter().map(|(rows, weight)| {
        let rows = rows.into_iter().map(|sites| {
            number += 1;
            (number - 1, sites.to_vec())
        });
        Item { rows: rows.collect(), worth: Worth::All(weight * scale) }
    });
    let items: Vec<Item> = items.collect();
    let Some(model) = Linear::new(vec![0; work.frame.free.len()], items) else { return Ok(Answer::infeasible()) };
    let choice: &Choice = &work.frame.choice;
    let mut found =
        search(&model, choice, Start { fixed: work.frame.fixed(), hints: Vec::new(), grain: scale }, &work.effort());
    if let Some((worth, set)) = &mut found.best {
        // A site that waits for another kind in vain stays closed.
        for site in set.clone().into_iter().rev() {
            let without: Vec<u32> = set.iter().copied().filter(|&other| other != site).collect();
            if model.worth(&without) == Some(*worth) {
                *set = without;
            }
        }
    }
    Ok(work.answer(&found, |worth| (worth / scale) as u64 + anyhow))
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
