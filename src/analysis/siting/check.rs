//! The judge: recomputes an answer from the problem alone, by the plainest means, and says what is wrong with it.
//!
//! Never here: anything that a solver uses. Nothing in this file may call one.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, Status};
use super::problem::{Allowance, Goal, Problem, Role};

/// What is wrong with an answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Wrong {
    /// A site that does not exist, is named twice, is existing or must stay closed.
    #[error("site {0} cannot be opened")]
    Site(u32),
    /// A required site is missing.
    #[error("site {0} is required and is missing")]
    Required(u32),
    /// More is opened than is allowed.
    #[error("more is opened than is allowed")]
    TooMuch,
    /// Two open sites may not stand together.
    #[error("sites {0} and {1} may not both be open")]
    Together(u32, u32),
    /// Demand is left out where none may be.
    #[error("demand {0} is left out")]
    LeftOut(u32),
    /// The objective is not what the sites are worth.
    #[error("the objective is {claimed}, but the sites are worth {found}")]
    Objective {
        /// What the answer says.
        claimed: u64,
        /// What the sites are worth.
        found: u64,
    },
    /// The bound contradicts the objective or the status.
    #[error("the bound contradicts the objective or the status")]
    Bound,
    /// Who is served where does not hold.
    #[error("demand {0} at site {1} is not served like this")]
    Served(u32, u32),
}

/// What a set of open sites is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Worth {
    /// The objective, in the goal's unit.
    pub objective: u64,
    /// For backup coverage: the weight covered at least once.
    pub once: u64,
}

/// Judges `answer`.
pub fn check(problem: &Problem, goal: &Goal, allowance: &Allowance, answer: &Answer) -> Result<(), Wrong> {
    let Some(objective) = answer.objective else {
        return if answer.status == Status::Infeasible || answer.status == Status::TimeLimit {
            Ok(())
        } else {
            Err(Wrong::Bound)
        };
    };
    if answer.status == Status::Infeasible {
        return Err(Wrong::Bound);
    }
    keeps_rules(problem, allowance, &answer.sites)?;
    let found = match goal {
        Goal::Capacitated { limit } => Worth { objective: served(problem, *limit, answer)?, once: 0 },
        _ => worth(problem, goal, &answer.sites)?,
    };
    if found.objective != objective {
        return Err(Wrong::Objective { claimed: objective, found: found.objective });
    }
    let better = |bound: u64, objective: u64| {
        let beyond = if Problem::maximises(goal) { bound >= objective } else { bound <= objective };
        beyond && (answer.status != Status::Optimal || bound == objective)
    };
    if let Goal::Backup { .. } = goal {
        let (once, bound) = answer.once.ok_or(Wrong::Bound)?;
        if once != found.once {
            return Err(Wrong::Objective { claimed: once, found: found.once });
        }
        if !better(bound, once) {
            return Err(Wrong::Bound);
        }
    }
    if better(answer.bound, objective) { Ok(()) } else { Err(Wrong::Bound) }
}

/// May these sites be opened together?
pub fn keeps_rules(problem: &Problem, allowance: &Allowance, sites: &[u32]) -> Result<(), Wrong> {
    let mut new = BTreeSet::new();
    for &site in sites {
        let role = problem.sites.get(site as usize).map(|site| site.role);
        if !matches!(role, Some(Role::Candidate | Role::Required)) || !new.insert(site) {
            return Err(Wrong::Site(site));
        }
    }
    for (site, settled) in problem.sites.iter().enumerate() {
        if settled.role == Role::Required && !new.contains(&(site as u32)) {
            return Err(Wrong::Required(site as u32));
        }
    }
    let within = match allowance {
        Allowance::Any => true,
        Allowance::Sites(most) => sites.len() <= *most,
        Allowance::Budget(most) => {
            sites.iter().map(|&site| u128::from(problem.sites[site as usize].cost)).sum::<u128>() <= u128::from(*most)
        }
        Allowance::Each(most) => (0..most.len()).all(|kind| {
            sites.iter().filter(|&&site| usize::from(problem.sites[site as usize].kind) == kind).count() <= most[kind]
        }),
    };
    if !within {
        return Err(Wrong::TooMuch);
    }
    let exists = |site: u32| problem.sites[site as usize].role == Role::Existing;
    let open = |site: u32| new.contains(&site) || exists(site);
    for &(a, b) in &problem.apart {
        // Two that exist already stand where they stand.
        if a != b && open(a) && open(b) && !(exists(a) && exists(b)) {
            return Err(Wrong::Together(a, b));
        }
    }
    if problem.one_per_area {
        let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
        let all = (0..problem.sites.len() as u32).filter(|&site| exists(site)).chain(new.iter().copied());
        for site in all {
            if let Some(area) = problem.sites[site as usize].area
                && let Some(other) = taken.insert(area, site)
                && !(exists(site) && exists(other))
            {
                return Err(Wrong::Together(other, site));
            }
        }
    }
    Ok(())
}

/// What the sites are worth together with the existing ones. Not for [`Goal::Capacitated`], whose answer says who is served where.
pub fn worth(problem: &Problem, goal: &Goal, sites: &[u32]) -> Result<Worth, Wrong> {
    let existing = (0..problem.sites.len() as u32).filter(|&site| problem.sites[site as usize].role == Role::Existing);
    let open: BTreeSet<u32> = existing.chain(sites.iter().copied()).collect();
    let mut nearest = vec![None::<u32>; problem.weights.len()];
    let mut within = vec![BTreeSet::new(); problem.weights.len()];
    let mut count = vec![0u32; problem.weights.len()];
    let limit = |kind: usize| match goal {
        Goal::Lscp { limit } | Goal::Mclp { limit } | Goal::Backup { limit } | Goal::Capacitated { limit } => *limit,
        Goal::Joint { limits } => limits[kind],
        Goal::PMedian { .. } | Goal::PCenter => u32::MAX,
    };
    for &site in &open {
        let kind = usize::from(problem.sites[site as usize].kind);
        for (demand, time) in problem.times.of(site as usize) {
            let near = &mut nearest[demand as usize];
            *near = Some(near.map_or(time, |old| old.min(time)));
            if time <= limit(kind) {
                count[demand as usize] += 1;
                within[demand as usize].insert(kind);
            }
        }
    }
    let demand = || (0..problem.weights.len()).filter(|&point| problem.weights[point] > 0);
    let weight = |wanted: &dyn Fn(usize) -> bool| {
        demand().filter(|&point| wanted(point)).map(|point| problem.weights[point]).sum()
    };
    let objective = match goal {
        Goal::Lscp { .. } => {
            if let Some(point) = demand().find(|&point| count[point] == 0) {
                return Err(Wrong::LeftOut(point as u32));
            }
            sites.iter().map(|&site| problem.sites[site as usize].cost).sum()
        }
        Goal::Mclp { .. } => weight(&|point| count[point] > 0),
        Goal::Backup { .. } => weight(&|point| count[point] > 1),
        Goal::Joint { limits } => weight(&|point| within[point].len() == limits.len()),
        Goal::Capacitated { .. } => 0,
        Goal::PMedian { beyond } => {
            let mut sum = 0u64;
            for point in demand() {
                let time = match (nearest[point], *beyond) {
                    (Some(time), Some(beyond)) => time.min(beyond),
                    (Some(time), None) => time,
                    (None, Some(beyond)) => beyond,
                    (None, None) => return Err(Wrong::LeftOut(point as u32)),
                };
                sum += problem.weights[point] * u64::from(time);
            }
            sum
        }
        Goal::PCenter => {
            let mut worst = 0;
            for point in demand() {
                worst = worst.max(nearest[point].ok_or(Wrong::LeftOut(point as u32))?);
            }
            u64::from(worst)
        }
    };
    Ok(Worth { objective, once: weight(&|point| count[point] > 0) })
}

/// The weight served, when who is served where holds.
fn served(problem: &Problem, limit: u32, answer: &Answer) -> Result<u64, Wrong> {
    let (mut given, mut held, mut total) = (BTreeMap::new(), BTreeMap::new(), 0u64);
    for &(demand, site, amount) in &answer.served {
        let wrong = Wrong::Served(demand, site);
        let Some(place) = problem.sites.get(site as usize) else { return Err(wrong) };
        let open = place.role == Role::Existing || answer.sites.contains(&site);
        let reached = problem.times.of(site as usize).any(|(point, time)| point == demand && time <= limit);
        let (given, held) = (given.entry(demand).or_insert(0u64), held.entry(site).or_insert(0u64));
        *given += amount;
        *held += amount;
        total += amount;
        let Some(&weight) = problem.weights.get(demand as usize) else { return Err(wrong) };
        if !open || !reached || *given > weight || *held > place.capacity {
            return Err(wrong);
        }
    }
    Ok(total)
}
