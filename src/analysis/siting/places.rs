//! Most weight that gets a place: the capacitated MCLP.
//!
//! Never here: a search, a bound.

use super::answer::Answer;
use super::capacity::Capacity;
use super::choice::State;
use super::cover::mclp;
use super::flow::Flow;
use super::goals::{Work, scale, sum};
use super::model::Grid;
use super::problem::Fault;
use super::tree::{Start, search};

/// Most weight served within the limit at sites with capacities.
pub(super) fn capacitated(work: &Work<'_>, limit: u32) -> Result<Answer, Fault> {
    let free = work.frame.free.len();
    // Open sites come after the ones to decide.
    let all: Vec<u32> = work.frame.free.iter().chain(&work.frame.open).copied().collect();
    let room = |&site: &u32| {
        let reached = work.problem.times.of(site as usize).filter(|pair| pair.1 <= limit);
        let weight = reached.fold(0_u64, |sum, (point, _)| sum.saturating_add(work.problem.weights[point as usize]));
        work.problem.sites[site as usize].capacity >= weight
    };
    if all.iter().all(room) {
        // Nobody is ever turned away: who is covered is served.
        let mut answer = mclp(work, limit)?;
        if answer.objective.is_some() {
            let open = work.frame.open.iter().chain(&answer.sites);
            answer.served = at_the_first(work, limit, open.copied());
        }
        return Ok(answer);
    }
    // Whom an open site with room for all that it reaches can serve takes no place elsewhere.
    let anyhow = at_the_first(work, limit, work.frame.open.iter().copied().filter(|site| room(site)));
    let mut demand: Vec<(i64, Vec<u32>)> =
        work.problem.weights.iter().map(|&weight| (weight as i64, Vec::new())).collect();
    anyhow.iter().for_each(|&(point, ..)| demand[point as usize].0 = 0);
    for (number, &site) in all.iter().enumerate() {
        let reached = work.problem.times.of(site as usize).filter(|pair| pair.1 <= limit);
        for (point, _) in reached {
            if demand[point as usize].0 > 0 {
                demand[point as usize].1.push(number as u32);
            }
        }
    }
    let total = sum(work.problem.weights.iter().copied())?;
    let capacity: Vec<i64> =
        all.iter().map(|&site| work.problem.sites[site as usize].capacity.min(total) as i64).collect();
    let scale = scale(total, all.len())?;
    let named: Vec<u32> = (0..demand.len() as u32).filter(|&point| !demand[point as usize].1.is_empty()).collect();
    let kept: Vec<(i64, Vec<u32>)> = named.iter().map(|&point| std::mem::take(&mut demand[point as usize])).collect();
    let settled: Vec<u32> = (free as u32..all.len() as u32).collect();
    let model = Capacity::new(kept.clone(), capacity.clone(), (settled.clone(), scale));
    let mut choice = work.frame.choice.clone();
    let more = all.len() - free;
    choice.cost.extend(std::iter::repeat_n(0, more));
    choice.kind.extend(std::iter::repeat_n(0, more));
    choice.near.extend(std::iter::repeat_n(Vec::new(), more));
    choice.clique.extend(settled.iter().copied());
    let mut fixed = work.frame.fixed();
    fixed.state.extend(std::iter::repeat_n(State::Closed, more));
    let found = search(&model, &choice, Start { fixed, hints: Vec::new(), grain: scale }, &work.effort());
    let constant: u64 = anyhow.iter().map(|share| share.2).sum();
    let mut answer = work.answer(&found, |worth| (worth / scale) as u64 + constant);
    if let Some((_, set)) = &found.best {
        let (mut starts, mut site) = (vec![0], Vec::new());
        for (_, sites) in &kept {
            site.extend(sites);
            starts.push(site.len());
        }
        let grid = Grid::new(starts, site, all.len());
        let weights: Vec<i64> = kept.iter().map(|pair| pair.0).collect();
        let mut flow = Flow::new(&weights, capacity, &grid);
        settled.iter().chain(set).for_each(|&number| flow.open(number));
        let served =
            flow.amounts().map(|(row, number, amount)| (named[row as usize], all[number as usize], amount as u64));
        answer.served = served.chain(anyhow).collect();
        answer.served.sort_unstable();
    }
    Ok(answer)
}

/// All demand within the limit of one of these sites, served at the first of them that reaches it.
fn at_the_first(work: &Work<'_>, limit: u32, sites: impl Iterator<Item = u32>) -> Vec<(u32, u32, u64)> {
    let mut first = vec![None; work.problem.weights.len()];
    for site in sites {
        for (point, _) in work.problem.times.of(site as usize).filter(|pair| pair.1 <= limit) {
            first[point as usize].get_or_insert(site);
        }
    }
    let weights = work.problem.weights.iter().copied();
    let served = (0_u32..).zip(first).zip(weights).filter(|(_, weight)| *weight > 0);
    served.filter_map(|((point, site), weight)| Some((point, site?, weight))).collect()
}
