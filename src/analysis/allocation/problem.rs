//! The question and the answer of an allocation, as plain values.
//!
//! Never here: how the answer is found, roads, people as published figures.

use crate::analysis::siting::Times;
use crate::progress::Cancelled;

/// Demand with weights, sites with capacities, and the times within the limit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// How much asks for a place, a demand point.
    pub weights: Vec<u64>,
    /// How much has a place, a site; the same unit as the weights.
    pub capacities: Vec<u64>,
    /// For each site the demand within the limit. A pair that is not listed is beyond it.
    pub times: Times,
}

/// Some demand that has a place at a site.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Share {
    /// The demand point.
    pub demand: u32,
    /// The site.
    pub site: u32,
    /// How much of its weight; more than nothing.
    pub amount: u64,
}

/// Who has a place where, and the prices that prove that it cannot be better.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Allocation {
    /// By demand, then by site.
    pub shares: Vec<Share>,
    /// The weight that has a place.
    pub served: u64,
    /// The sum of amount × time.
    pub time: u128,
    /// What one more place at each site would save, in time, where somebody without a place counts as `no_place`.
    pub prices: Vec<u64>,
    /// The price of no place: more than all the time that moving others up could cost to make room for one more.
    pub no_place: u64,
}

/// Why there is no allocation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoAllocation {
    /// Stopped by its user.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Sites, capacities and times differ in number, or a time is to demand that does not exist.
    #[error("the times name sites or demand that the problem does not have")]
    Index,
    /// Sums would not fit into 64 bits.
    #[error("weights or times are too large to be summed exactly")]
    TooLarge,
}

impl Question {
    /// The price of no place that keeps the two goals apart: above the longest time × the length of the longest chain of moves, which
    /// passes each demand point and each site at most once. `None` when it is above 2^60.
    pub fn no_place(&self) -> Option<u64> {
        let longest = (0..self.times.sites()).flat_map(|site| self.times.of(site)).map(|(_, time)| time).max();
        let chain = self.weights.len().min(self.capacities.len()) as u64;
        let price = chain.checked_mul(u64::from(longest.unwrap_or(0)))?.checked_add(1)?;
        (price <= 1 << 60).then_some(price)
    }

    /// Checks indexes and sizes, so that the solver need not.
    pub fn validate(&self) -> Result<(), NoAllocation> {
        let sites = self.capacities.len();
        let far = |(point, _): (u32, u32)| point as usize >= self.weights.len();
        if self.times.sites() != sites || (0..sites).flat_map(|site| self.times.of(site)).any(far) {
            return Err(NoAllocation::Index);
        }
        let nodes = sites + self.weights.len();
        let total = self.weights.iter().try_fold(0u64, |sum, &weight| sum.checked_add(weight));
        // Room for one more, and for a sign.
        match total {
            Some(total) if total < i64::MAX as u64 && nodes < u32::MAX as usize => Ok(()),
            _ => Err(NoAllocation::TooLarge),
        }
    }

    /// Which demand points have some site within the limit.
    pub fn in_time(&self) -> Vec<bool> {
        let mut near = vec![false; self.weights.len()];
        (0..self.times.sites()).flat_map(|site| self.times.of(site)).for_each(|(point, _)| near[point as usize] = true);
        near
    }
}

impl Allocation {
    /// How much of each demand point has a place.
    pub fn served_of(&self, points: usize) -> Vec<u64> {
        let mut served = vec![0; points];
        self.shares.iter().for_each(|share| served[share.demand as usize] += share.amount);
        served
    }

    /// How much is served at each site.
    pub fn loads(&self) -> Vec<u64> {
        let mut loads = vec![0; self.prices.len()];
        self.shares.iter().for_each(|share| loads[share.site as usize] += share.amount);
        loads
    }
}
