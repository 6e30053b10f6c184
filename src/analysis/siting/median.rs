//! Least weighted total of times: the p-median problem.
//!
//! Never here: a search, a bound.

use super::answer::Answer;
use super::center::covered;
use super::cover::search_savings;
use super::goals::{Work, scale, sum};
use super::problem::Fault;
use super::savings::{Row, Savings};
use super::tree::End;

/// Least sum of weight × time to the nearest open site; `beyond` is charged where none reaches, or nothing may be out of reach.
pub(super) fn median(work: &Work<'_>, beyond: Option<u32>) -> Result<Answer, Fault> {
    let points = work.problem.weights.len();
    let capped = |time: u32| beyond.map_or(time, |beyond| time.min(beyond));
    let mut near: Vec<Vec<(u32, u32)>> = vec![Vec::new(); points];
    for (number, &site) in work.frame.free.iter().enumerate() {
        work.problem
            .times
            .of(site as usize)
            .for_each(|(demand, time)| near[demand as usize].push((number as u32, capped(time))));
    }
    let mut anyhow: Vec<Option<u32>> = vec![beyond; points];
    for &site in &work.frame.open {
        for (demand, time) in work.problem.times.of(site as usize) {
            let best = &mut anyhow[demand as usize];
            *best = Some(best.map_or(capped(time), |best| best.min(capped(time))));
        }
    }
    let weight = |point: usize| work.problem.weights[point];
    let sites = work.frame.free.len();
    let bare: Vec<usize> = work.demand().filter(|&point| anyhow[point].is_none()).collect();
    let whole = bare.iter().all(|&point| near[point].len() == sites);
    let mut hints = Vec::new();
    // What demand costs with no site: more than any set that leaves none out.
    let mut costs = Vec::with_capacity(points);
    let largest = |point: usize| near[point].iter().map(|pair| pair.1).max();
    for point in work.demand() {
        let time = anyhow[point].or_else(|| largest(point).map(|time| time.saturating_add(1)));
        costs.push(u64::from(time.unwrap_or(u32::MAX)).checked_mul(weight(point)).ok_or(Fault::TooLarge)?);
    }
    let most = sum(costs.iter().copied())?;
    if !bare.is_empty() && !whole {
        let found = covered(work, u32::MAX, 0.0);
        let Some((_, set)) = found.best else {
            let mut answer = work.answer(&found, |_| 0);
            answer.uncovered =
                bare.into_iter().filter(|&point| near[point].is_empty()).map(|point| point as u32).collect();
            return Ok(answer);
        };
        hints.push(set);
        for (at, point) in work.demand().enumerate() {
            costs[at] = if anyhow[point].is_none() { most + 1 } else { costs[at] };
        }
    }
    if !bare.is_empty() && sites == 0 {
        return Ok(Answer { uncovered: bare.iter().map(|&point| point as u32).collect(), ..Answer::infeasible() });
    }
    let total = sum(costs.iter().copied())?;
    let scale = scale(total, sites)?;
    let rows: Vec<Row> = work
        .demand()
        .zip(&costs)
        .map(|(point, &base)| Row {
            base: -(base as i64) * scale,
            offers: near[point]
                .iter()
                .map(|&(site, time)| (site, -((weight(point) * u64::from(time)) as i64) * scale))
                .collect(),
        })
        .collect();
    drop(near);
    let model = Savings::new(sites, rows);
    let mut found = search_savings(work, &model, hints);
    // A set that leaves demand out is none.
    if found.best.as_ref().is_some_and(|(_, set)| set.is_empty()) && !bare.is_empty() {
        found.best = None;
        found.end = if found.end == End::Enough { End::Proved } else { found.end };
    }
    Ok(work.answer(&found, |worth| (-worth / scale).max(0) as u64))
}
