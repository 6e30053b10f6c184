//! Floating catchments: each facility shares its supply among those who reach it, and people add up their shares.
//!
//! - 2SFCA (Luo and Wang, 2003): R_j = S_j / sum_k P_k \[t_kj <= T\]; A_i = sum_j R_j \[t_ij <= T\].
//! - E2SFCA (Luo and Qi, 2009): the same with a weight for each zone of time instead of \[t <= T\].
//! - 3SFCA (Wan, Zou and Sternberg, 2012): G_ij = W_ij / sum_j W_ij; R_j = S_j / sum_k G_kj W_kj P_k; A_i = sum_j G_ij W_ij R_j.
//!
//! In all three what people get adds up to what the facilities give: sum_i P_i A_i is the supply of those facilities that
//! somebody reaches with some weight. [`Shares::conserved`] is that check.
//!
//! Never here: travel times, published figures.

use super::Row;
use crate::units::{Deciseconds, People};

/// Zones of time, nearest first: up to a time a weight.
#[derive(Clone, PartialEq, Debug)]
pub struct Zones(pub Vec<(Deciseconds, f64)>);

impl Zones {
    /// One zone of weight 1.
    pub fn one(limit: Deciseconds) -> Self {
        Self(vec![(limit, 1.0)])
    }

    /// The weight at a time; nothing beyond the last zone.
    pub fn weight(&self, time: Deciseconds) -> f64 {
        self.0.iter().find(|(end, _)| time <= *end).map_or(0.0, |(_, weight)| *weight)
    }

    /// The end of the last zone.
    pub fn end(&self) -> Deciseconds {
        self.0.last().map_or(Deciseconds::ZERO, |(end, _)| *end)
    }
}

/// Who is where and what is given where.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// For each facility the demand in reach.
    pub pairs: &'a [Row],
    /// What each facility gives.
    pub supply: &'a [f64],
    /// The people of each demand point.
    pub people: &'a [People],
}

/// What each person can have, and the check of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Shares {
    /// Supply a person, one entry a demand point.
    pub access: Vec<f64>,
    /// sum_i P_i A_i
    pub given: f64,
    /// The supply of the facilities that somebody reaches.
    pub supply: f64,
}

impl Shares {
    /// How far what people get is from what facilities give, as a part of it.
    pub fn deviation(&self) -> f64 {
        (self.given - self.supply).abs() / self.supply.max(f64::MIN_POSITIVE)
    }

    /// Do people get what the facilities give? Equal but for the rounding of sums in floating point.
    pub fn conserved(&self) -> bool {
        self.supply == 0.0 && self.given == 0.0 || self.deviation() < 1e-9
    }
}

impl Ground<'_> {
    /// 2SFCA with one zone, E2SFCA with several.
    pub fn two_step(&self, zones: &Zones) -> Shares {
        self.shares(|_, time| zones.weight(time))
    }

    /// 3SFCA: people spread themselves over the facilities in reach by their weights.
    pub fn three_step(&self, zones: &Zones) -> Shares {
        let mut sums = vec![0.0; self.people.len()];
        for &(point, time) in self.pairs.iter().flatten() {
            sums[point as usize] += zones.weight(time);
        }
        self.shares(|point, time| {
            let weight = zones.weight(time);
            if weight > 0.0 { weight / sums[point as usize] * weight } else { 0.0 }
        })
    }

    /// Both have the form R_j = S_j / sum_k w_kj P_k; A_i = sum_j w_ij R_j.
    fn shares(&self, weight: impl Fn(u32, Deciseconds) -> f64) -> Shares {
        let people = |point: u32| self.people[point as usize].thousandths() as f64 / 1_000.0;
        let mut shares = Shares { access: vec![0.0; self.people.len()], given: 0.0, supply: 0.0 };
        for (row, &supply) in self.pairs.iter().zip(self.supply) {
            let wanted: f64 = row.iter().map(|&(point, time)| weight(point, time) * people(point)).sum();
            if wanted <= 0.0 {
                continue;
            }
            shares.supply += supply;
            for &(point, time) in row {
                shares.access[point as usize] += supply / wanted * weight(point, time);
            }
        }
        shares.given = (0_u32..).zip(&shares.access).map(|(point, access)| access * people(point)).sum();
        shares
    }
}

#[cfg(test)]
#[path = "catchment_tests.rs"]
mod tests;
