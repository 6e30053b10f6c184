//! What is settled before a search begins: which sites are open anyhow, which may be opened, and by what rules.
//!
//! Never here: demand, times, a search.

use super::choice::{Choice, Fixed, Limit};
use super::problem::{Allowance, Fault, Problem, Role};

/// The sites of a problem, sorted into open ones and those to decide.
pub(super) struct Frame {
    /// Open anyhow: existing and required.
    pub open: Vec<u32>,
    /// Required ones.
    pub required: Vec<u32>,
    /// The sites to decide, ascending: number k of the search is site `free[k]`.
    pub free: Vec<u32>,
    /// The rules among the sites to decide, with what is left after the required ones.
    pub choice: Choice,
}

impl Frame {
    /// Sorts the sites; `None` when the required ones alone break the rules.
    pub fn new(problem: &Problem, allowance: &Allowance) -> Result<Option<Self>, Fault> {
        let with =
            |role: Role| (0..problem.sites.len() as u32).filter(move |&site| problem.sites[site as usize].role == role);
        let required: Vec<u32> = with(Role::Required).collect();
        let existing: Vec<u32> = with(Role::Existing).collect();
        let near = beside(problem);
        let settled = |site: u32| matches!(problem.sites[site as usize].role, Role::Required | Role::Existing);
        if required.iter().any(|&site| near[site as usize].iter().any(|&other| settled(other))) {
            return Ok(None);
        }
        let cost = |site: u32| i64::try_from(problem.sites[site as usize].cost).map_err(|_| Fault::TooLarge);
        let mut spent = 0i64;
        for &site in &required {
            spent = spent.checked_add(cost(site)?).ok_or(Fault::TooLarge)?;
        }
        let Some(limit) = left(problem, allowance, (&required, spent)) else { return Ok(None) };
        let free: Vec<u32> =
            with(Role::Candidate).filter(|&site| !near[site as usize].iter().any(|&other| settled(other))).collect();
        let mut number = vec![None; problem.sites.len()];
        free.iter().enumerate().for_each(|(at, &site)| number[site as usize] = Some(at as u32));
        let near =
            free.iter().map(|&site| near[site as usize].iter().filter_map(|&other| number[other as usize]).collect());
        let costs = free.iter().map(|&site| cost(site)).collect::<Result<Vec<i64>, Fault>>()?;
        costs.iter().try_fold(0i64, |sum, &cost| sum.checked_add(cost)).ok_or(Fault::TooLarge)?;
        let kinds = free.iter().map(|&site| problem.sites[site as usize].kind).collect();
        let choice = Choice::new(limit, costs, kinds, near.collect());
        let open = existing.into_iter().chain(required.iter().copied()).collect();
        Ok(Some(Self { open, required, free, choice }))
    }

    /// The state at the start of a search: what cannot be afforded is closed.
    pub fn fixed(&self) -> Fixed {
        Fixed::new(&self.choice)
    }

    /// The sites of the problem that a set of the search opens, with the required ones.
    pub fn named(&self, set: &[u32]) -> Vec<u32> {
        let mut sites: Vec<u32> =
            set.iter().map(|&number| self.free[number as usize]).chain(self.required.iter().copied()).collect();
        sites.sort_unstable();
        sites
    }
}

/// What may be opened besides the required sites; `None` when these are too many.
fn left(problem: &Problem, allowance: &Allowance, (required, spent): (&[u32], i64)) -> Option<Limit> {
    Some(match allowance {
        Allowance::Any => Limit::Any,
        Allowance::Sites(most) => Limit::Count(most.checked_sub(required.len())?),
        Allowance::Budget(most) => {
            let most = i64::try_from(*most).unwrap_or(i64::MAX);
            Limit::Budget(most.checked_sub(spent).filter(|&left| left >= 0)?)
        }
        Allowance::Each(most) => {
            let mut counts = most.clone();
            for &site in required {
                let count = counts.get_mut(usize::from(problem.sites[site as usize].kind))?;
                *count = count.checked_sub(1)?;
            }
            Limit::Each(counts)
        }
    })
}

/// The sites that may not stand beside each site, ascending.
fn beside(problem: &Problem) -> Vec<Vec<u32>> {
    let mut near = vec![Vec::new(); problem.sites.len()];
    for &(a, b) in problem.apart.iter().filter(|(a, b)| a != b) {
        near[a as usize].push(b);
        near[b as usize].push(a);
    }
    if problem.one_per_area {
        let mut members: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
        for (site, place) in problem.sites.iter().enumerate() {
            place.area.into_iter().for_each(|area| members.entry(area).or_default().push(site as u32));
        }
        for sites in members.values() {
            for &site in sites {
                near[site as usize].extend(sites.iter().copied().filter(|&other| other != site));
            }
        }
    }
    for sites in &mut near {
        sites.sort_unstable();
        sites.dedup();
    }
    near
}
