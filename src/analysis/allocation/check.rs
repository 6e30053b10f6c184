//! The judge: recomputes an allocation from the question alone, by the plainest means, and says what is wrong with it.
//!
//! # The proof
//! Let every place at site j have a price of v_j >= 0, and let M be the price of no place. Whatever the allocation, a demand point i can
//! have no place for less than u_i = min(M, min over the sites in time of t_ij + v_j). An allocation is therefore the cheapest there is
//! when nobody pays more than u_i and nobody pays for a place that is not short: whoever is at j has t_ij + v_j = u_i, whoever
//! has no place has u_i = M, and a site with places left has v_j = 0 (complementary slackness).
//!
//! The cheapest serves the most, too: were there room for more, then along a chain of moves that passes every site and every demand
//! point at most once, so that it costs at most min(sites, demand points) × the longest time. M is above that.
//!
//! Sums are in 128 bits, where no number of 64-bit terms that fits into memory overflows.
//!
//! Never here: anything that the solver uses. Nothing in this file may call it.

use std::collections::BTreeMap;

use super::problem::{Allocation, Question};

/// What is wrong with an allocation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Wrong {
    /// Demand and site are not within the limit, do not exist, or are named with nobody or twice.
    #[error("demand {0} cannot be served like this at site {1}")]
    Pair(u32, u32),
    /// More is served than asks for a place.
    #[error("more than all of demand {0} is served")]
    Demand(u32),
    /// More is served than there are places.
    #[error("site {0} has fewer places than it serves")]
    Places(u32),
    /// A total is not the sum of its parts.
    #[error("the totals are not the sums of the shares")]
    Totals,
    /// There are more or fewer prices than sites.
    #[error("there are more or fewer prices than sites")]
    Prices,
    /// The price of no place is too low to keep the goals apart.
    #[error("the price of no place is too low")]
    NoPlace,
    /// Places are left over at a price.
    #[error("site {0} has places left, and yet a price")]
    Price(u32),
    /// Somebody could be served in less time, or move up.
    #[error("demand {0} is not best served at site {1}")]
    Better(u32, u32),
    /// Somebody could have a place and has none.
    #[error("some of demand {0} could have a place")]
    Waiting(u32),
}

/// Judges an allocation: what it says, and that none is better, by all pairs within the limit.
pub fn check(question: &Question, allocation: &Allocation) -> Result<(), Wrong> {
    let (points, sites) = (question.weights.len(), question.capacities.len());
    if allocation.prices.len() != sites || question.times.sites() != sites {
        return Err(Wrong::Prices);
    }
    let mut amounts: BTreeMap<(u32, u32), u128> = BTreeMap::new();
    for share in &allocation.shares {
        let fresh = amounts.insert((share.site, share.demand), u128::from(share.amount)).is_none();
        if !fresh || share.amount == 0 || share.site as usize >= sites || share.demand as usize >= points {
            return Err(Wrong::Pair(share.demand, share.site));
        }
    }
    let no_place = u128::from(allocation.no_place);
    // What the cheapest way to a place costs.
    let mut least = vec![no_place; points];
    let (mut served, mut loads) = (vec![0u128; points], vec![0u128; sites]);
    let (mut known, mut time, mut longest) = (0, 0u128, 0);
    for (site, &price) in allocation.prices.iter().enumerate() {
        let here: BTreeMap<u32, u128> = at(&amounts, site as u32).collect();
        for (point, this) in question.times.of(site) {
            let least = least.get_mut(point as usize).ok_or(Wrong::Pair(point, site as u32))?;
            *least = (*least).min(u128::from(this) + u128::from(price));
            longest = longest.max(this);
            if let Some(amount) = here.get(&point) {
                known += 1;
                served[point as usize] += amount;
                loads[site] += amount;
                time += amount * u128::from(this);
            }
        }
    }
    if known != amounts.len() {
        let beyond = |&&(site, demand): &&(u32, u32)| question.times.of(site as usize).all(|pair| pair.0 != demand);
        let (site, demand) = amounts.keys().find(beyond).copied().unwrap_or_default();
        return Err(Wrong::Pair(demand, site));
    }
    let all: u128 = served.iter().sum();
    if all != u128::from(allocation.served) || time != allocation.time {
        return Err(Wrong::Totals);
    }
    if no_place <= points.min(sites) as u128 * u128::from(longest) {
        return Err(Wrong::NoPlace);
    }
    for (point, (&served, &weight)) in (0..).zip(served.iter().zip(&question.weights)) {
        if served > u128::from(weight) {
            return Err(Wrong::Demand(point));
        }
        if served < u128::from(weight) && least[point as usize] < no_place {
            return Err(Wrong::Waiting(point));
        }
    }
    for (site, (&load, &capacity)) in (0..).zip(loads.iter().zip(&question.capacities)) {
        if load > u128::from(capacity) {
            return Err(Wrong::Places(site));
        }
        if load < u128::from(capacity) && allocation.prices[site as usize] > 0 {
            return Err(Wrong::Price(site));
        }
        let here: BTreeMap<u32, u128> = at(&amounts, site).collect();
        for (point, time) in question.times.of(site as usize) {
            let pays = u128::from(time) + u128::from(allocation.prices[site as usize]);
            if pays > least[point as usize] && here.contains_key(&point) {
                return Err(Wrong::Better(point, site));
            }
        }
    }
    Ok(())
}

/// Who is served at a site, and how much.
fn at(amounts: &BTreeMap<(u32, u32), u128>, site: u32) -> impl Iterator<Item = (u32, u128)> + '_ {
    amounts.range((site, 0)..=(site, u32::MAX)).map(|(&(_, demand), &amount)| (demand, amount))
}
