//! Everybody within a limit: LSCP, and p-center as the least limit for which there is a cover that is allowed.
//!
//! Never here: a search, a bound.

use super::answer::{Answer, Status};
use super::choice::{Choice, Fixed, Limit, State};
use super::goals::{Rules, Work, scale, status};
use super::linear::{Item, Linear, Worth};
use super::problem::{Allowance, Fault};
use super::reduce;
use super::tree::{End, Found, Start, search};

/// The cheapest cover within the limit; without one, whose fault it is and the least limit that has one.
pub(super) fn lscp(work: &Work<'_>, limit: u32, allowance: &Allowance) -> Result<Answer, Fault> {
    let unit = lscp_scale(work)?;
    let rows = rows(work, limit);
    let uncovered: Vec<u32> = rows.iter().filter(|(_, sites)| sites.is_empty()).map(|&(point, _)| point).collect();
    let spent: u64 = work.frame.required.iter().map(|&site| work.problem.sites[site as usize].cost).sum();
    let found = if uncovered.is_empty() { cheapest(work, rows, unit) } else { none(End::Proved) };
    let mut answer = work.answer(&found, |worth| (-worth / unit) as u64 + spent);
    if answer.status == Status::Infeasible {
        let rules = Rules { gap: 0.0, ..work.rules };
        let least = center(&Work { rules, problem: work.problem, frame: work.frame, progress: work.progress })?;
        answer.iterations += least.iterations;
        answer.least_limit = least
            .objective
            .and_then(|time| u32::try_from(time).ok())
            .filter(|_| *allowance == Allowance::Any || least.status == Status::Optimal);
        answer.uncovered = uncovered;
    }
    Ok(answer)
}

fn lscp_scale(work: &Work<'_>) -> Result<i64, Fault> {
    let total: i64 = work.frame.choice.cost.iter().sum();
    scale(total.unsigned_abs() + 1, work.frame.free.len())
}

fn none(end: End) -> Found {
    Found { best: None, bound: i64::MIN, end, iterations: 0 }
}

/// Demand that no open site covers, with the sites that could; sites ascending.
fn rows(work: &Work<'_>, limit: u32) -> Vec<(u32, Vec<u32>)> {
    let (mut sites, open) = work.within(|_| limit, None);
    let asks = work.demand().filter(|&point| open[point] == 0);
    let rows = asks.map(|point| (point as u32, std::mem::take(&mut sites[point])));
    // What cannot be afforded at all covers nothing.
    let fixed = work.frame.fixed();
    rows.map(|(point, mut sites)| {
        sites.retain(|&site| fixed.state[site as usize] == State::Free);
        (point, sites)
    })
    .collect()
}

/// The cheapest cover of the rows, component by component where nothing but the rows ties sites together.
fn cheapest(work: &Work<'_>, rows: Vec<(u32, Vec<u32>)>, unit: i64) -> Found {
    let choice = &work.frame.choice;
    let rows = reduce::rows(rows.into_iter().map(|(_, sites)| sites).collect());
    let parts = match choice.limit {
        Limit::Any => reduce::components(rows, &choice.near),
        _ => vec![rows],
    };
    let mut whole = Found { best: Some((0, Vec::new())), bound: 0, end: End::Proved, iterations: 0 };
    for part in parts {
        let effort = super::tree::Effort {
            iterations: work.rules.iterations.saturating_sub(whole.iterations).max(1),
            ..work.effort()
        };
        let found = cover(choice, (part, work.frame.fixed()), unit, &effort);
        whole.iterations += found.iterations;
        whole.end = worse(whole.end, found.end);
        whole.bound = if found.bound == i64::MIN { i64::MIN } else { whole.bound.saturating_add(found.bound) };
        whole.best = match (whole.best, found.best) {
            (Some((worth, mut sites)), Some((more, others))) => {
                sites.extend(others);
                Some((worth + more, sites))
            }
            _ => None,
        };
        if whole.best.is_none() && found.end == End::Proved {
            return Found { iterations: whole.iterations, ..none(End::Proved) };
        }
    }
    whole
}

fn worse(a: End, b: End) -> End {
    let rank = |end: End| match end {
        End::Proved => 0,
        End::Enough => 1,
        End::Iterations => 2,
        End::Cancelled => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}

fn cover(
    choice: &Choice,
    (rows, mut fixed): (Vec<Vec<u32>>, Fixed),
    unit: i64,
    effort: &super::tree::Effort<'_>,
) -> Found {
    let mut used = vec![false; choice.cost.len()];
    rows.iter().flatten().for_each(|&site| used[site as usize] = true);
    for site in reduce::useless(&rows, choice, &used) {
        fixed.close(site);
    }
    let items = rows.into_iter().enumerate().map(|(number, sites)| {
        let sites = sites.into_iter().filter(|&site| fixed.state[site as usize] == State::Free).collect();
        Item { worth: Worth::Must, rows: vec![(number as u32, sites)] }
    });
    let cost = choice.cost.iter().map(|cost| cost * unit).collect();
    let Some(model) = Linear::new(cost, items.collect::<Vec<Item>>()) else { return none(End::Proved) };
    let start = Start { fixed, hints: Vec::new(), grain: unit };
    search(&model, choice, start, effort)
}

/// A set that covers everybody within the limit and is allowed, if there is one.
pub(super) fn covered(work: &Work<'_>, limit: u32, gap: f64) -> Found {
    let rows = rows(work, limit);
    if rows.iter().any(|(_, sites)| sites.is_empty()) {
        return none(End::Proved);
    }
    let choice = &work.frame.choice;
    let rows = reduce::rows(rows.into_iter().map(|(_, sites)| sites).collect());
    // A limit on number or money is a limit on the cost of the cover: no cover below it is none at all.
    let counted = |cost: Vec<i64>, most: i64| {
        let free = Choice { limit: Limit::Any, cost, ..choice.clone() };
        (free, most)
    };
    let (free, most) = match choice.limit {
        Limit::Count(most) => {
            counted(vec![1; choice.cost.len()], i64::try_from(most).unwrap_or(i64::MAX).min(choice.cost.len() as i64))
        }
        Limit::Budget(most) => counted(choice.cost.clone(), most.min(choice.cost.iter().sum())),
        Limit::Any | Limit::Each(_) => counted(choice.cost.clone(), choice.cost.iter().sum()),
    };
    let free =
        if matches!(choice.limit, Limit::Each(_)) { Choice { limit: choice.limit.clone(), ..free } } else { free };
    let total: i64 = free.cost.iter().sum();
    let Ok(unit) = scale(total.unsigned_abs() + 1, free.cost.len()) else { return none(End::Iterations) };
    let effort = super::tree::Effort { floor: -(most + 1) * unit, enough: -most * unit, gap, ..work.effort() };
    cover(&free, (rows, work.frame.fixed()), unit, &effort)
}

/// The longest time of any demand to its nearest site, with this set open.
fn worst(work: &Work<'_>, set: &[u32]) -> u32 {
    let mut nearest = vec![u32::MAX; work.problem.weights.len()];
    let new = set.iter().map(|&number| work.frame.free[number as usize]);
    for site in work.frame.open.iter().copied().chain(new) {
        for (point, time) in work.problem.times.of(site as usize) {
            nearest[point as usize] = nearest[point as usize].min(time);
        }
    }
    work.demand().map(|point| nearest[point]).max().unwrap_or(0)
}

/// Least worst time to the nearest open site.
pub(super) fn center(work: &Work<'_>) -> Result<Answer, Fault> {
    lscp_scale(work)?;
    let mut times: Vec<u32> =
        (0..work.problem.times.sites()).flat_map(|site| work.problem.times.of(site).map(|pair| pair.1)).collect();
    times.push(0);
    times.sort_unstable();
    times.dedup();
    // Below `low` there is no cover: proved below `proved`. At `high` there is one.
    let (mut low, mut high, mut proved) = (0, times.len(), 0);
    let mut answer = Answer::infeasible();
    let mut best: Option<Vec<u32>> = None;
    let mut end = End::Proved;
    // The last one first: is there a cover at all?
    let mut ask = times.len() - 1;
    while low < high {
        let left = work.rules.iterations.saturating_sub(answer.iterations).max(1);
        let some = Work {
            rules: Rules { iterations: left, gap: 0.0 },
            problem: work.problem,
            frame: work.frame,
            progress: work.progress,
        };
        let found = covered(&some, times[ask], 0.0);
        answer.iterations += found.iterations;
        match found.best {
            Some((_, set)) => {
                // The set may be better than what was asked for.
                let worst = worst(work, &set);
                high = times.partition_point(|&time| time < worst).min(ask);
                best = Some(set);
            }
            None => {
                if found.end == End::Proved {
                    proved = if proved == low { ask + 1 } else { proved };
                } else {
                    end = worse(end, found.end);
                }
                low = ask + 1;
            }
        }
        // Without proof `low` may have gone past a set that was met by chance.
        ask = low + high.saturating_sub(low) / 2;
    }
    let Some(set) = best else {
        answer.status = if end == End::Proved { Status::Infeasible } else { Status::TimeLimit };
        let rows = rows(work, u32::MAX);
        answer.uncovered = rows.into_iter().filter(|(_, sites)| sites.is_empty()).map(|(point, _)| point).collect();
        return Ok(answer);
    };
    answer.sites = work.frame.named(&set);
    answer.objective = Some(u64::from(times[high]));
    answer.bound = u64::from(times[proved.min(high)]);
    answer.status = if proved >= high { Status::Optimal } else { status(end) };
    Ok(answer)
}
