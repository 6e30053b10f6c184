//! What is told of a facility: how many it serves, how many are nearest to it, how many more staff it needs.
//!
//! The exact numbers of a facility would tell of single homes, since who lives near it is known. So these figures are made of what is
//! told of units: the told people of a unit go to the facility that serves most of it, as far as it has places; then to the
//! next one that serves at least the minimum group of it; what is left over stays with the first. Loads therefore add up to the
//! people with a place. With a minimum group of 1 every figure is exact.
//!
//! Never here: what is told of a unit.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Exact, UnitPlaces};
use crate::analysis::allocation::Share;
use crate::layer::figures::Basis;
use crate::units::People;

/// What is told of one facility.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SitePlaces {
    /// How many people it has places for; public.
    pub capacity: u64,
    /// People whom it serves.
    pub load: u64,
    /// People in time to whom it is the nearest, as far as they are more than its capacity, before places are given.
    pub overload: u64,
    /// How many more staff would give a place to those who have none.
    pub more_staff: u64,
}

impl SitePlaces {
    /// Places left.
    pub fn slack(&self) -> u64 {
        self.capacity.saturating_sub(self.load)
    }
}

/// The figures of all sites.
pub(super) fn told(basis: &Basis, exact: &Exact, units: &[UnitPlaces]) -> Vec<SitePlaces> {
    let mut sites: Vec<SitePlaces> = exact
        .question
        .capacities
        .iter()
        .map(|capacity| SitePlaces { capacity: capacity / 1_000, ..SitePlaces::default() })
        .collect();
    let (mut near, mut missing) = (vec![0u64; sites.len()], vec![0u64; sites.len()]);
    let k = basis.units.minimum_group();
    for (unit, told) in basis.units.all().iter().zip(units) {
        for (site, part) in
            spread(&sum(&exact.found.shares, &unit.members), (told.served, k), |site| sites[site].slack())
        {
            sites[site].load += part;
        }
        let mut around: BTreeMap<u32, u64> = BTreeMap::new();
        for &point in &unit.members {
            if let Some(site) = exact.nearest[point as usize] {
                *around.entry(site).or_default() += exact.question.weights[point as usize];
            }
        }
        for (site, part) in spread(&around, (told.in_time, k), |_| u64::MAX) {
            near[site] += part;
        }
        for (site, part) in spread(&sum(exact.missing, &unit.members), (told.no_place(), k), |_| u64::MAX) {
            missing[site] += part;
        }
    }
    for ((site, near), missing) in sites.iter_mut().zip(near).zip(missing) {
        site.overload = near.saturating_sub(site.capacity);
        site.more_staff = missing.div_ceil(exact.people_per_staff.max(1));
    }
    sites
}

/// What some demand points have at each site. Shares are ordered by demand.
fn sum(shares: &[Share], members: &[u32]) -> BTreeMap<u32, u64> {
    let mut amounts = BTreeMap::new();
    for &point in members {
        let first = shares.partition_point(|share| share.demand < point);
        for share in shares[first..].iter().take_while(|share| share.demand == point) {
            *amounts.entry(share.site).or_default() += share.amount;
        }
    }
    amounts
}

/// Parts the told people of a unit among the sites where it has `amounts`.
fn spread(amounts: &BTreeMap<u32, u64>, (told, k): (u64, u64), room: impl Fn(usize) -> u64) -> Vec<(usize, u64)> {
    let mut order: Vec<(Reverse<u64>, u32)> = amounts.iter().map(|(&site, &amount)| (Reverse(amount), site)).collect();
    order.sort_unstable();
    let enough = order.partition_point(|&(Reverse(amount), _)| amount >= k.saturating_mul(1_000)).max(1);
    let mut left = told;
    let mut parts: Vec<(usize, u64)> = Vec::new();
    for &(Reverse(amount), site) in order.iter().take(enough) {
        let exact = People::from_thousandths(amount).count();
        let part = left.min(if k <= 1 { exact } else { room(site as usize) });
        parts.push((site as usize, part));
        left -= part;
    }
    if let Some(first) = parts.first_mut() {
        first.1 += left;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_people_fill_facilities_by_what_they_serve() {
        let amounts: BTreeMap<u32, u64> = [(0, 7_000), (1, 30_000), (2, 4_000)].into();
        let parts = |told, k, room: [u64; 3]| spread(&amounts, (told, k), |site| room[site]);
        assert_eq!(parts(40, 5, [60, 60, 60]), [(1, 40), (0, 0)], "site 2 serves fewer than five");
        assert_eq!(parts(40, 5, [60, 25, 60]), [(1, 25), (0, 15)]);
        assert_eq!(parts(40, 5, [5, 25, 60]), [(1, 35), (0, 5)], "what is left over stays with the first");
        assert_eq!(parts(41, 1, [0, 0, 0]), [(1, 30), (0, 7), (2, 4)], "exact");
        assert_eq!(spread(&[(3, 2_000)].into(), (5, 5), |_| 60), [(3, 5)]);
        assert_eq!(spread(&BTreeMap::new(), (0, 5), |_| 60), []);
    }
}
