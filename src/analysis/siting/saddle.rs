//! The relaxation of a large covering problem as a saddle: fractions of sites against prices of demand, each moved a little in turn.
//!
//! Subgradient steps need thousands of looks at a large problem before their bound is good; these need a few hundred, and give the
//! fractions besides. Whatever they come to, the caller bounds with it in whole numbers, so nothing here has to be exact.
//! Never here: a proof, a rule about which sites stand together.
//!
//! Primal-dual hybrid gradient (Chambolle & Pock 2011) with diagonal steps (Pock & Chambolle 2011) and restarts from the average
//! (Applegate et al. 2021): most of the sum over rows of w (1 - q) + w q (fractions in reach), for fractions that can be paid, least
//! over q from 0 to 1.

use rayon::prelude::*;

use super::model::Grid;

/// Looks between two measurements.
const ROUND: usize = 20;
/// Looks at most.
const MOST: usize = 2_000;
/// Measurements after which a restart is due, however well it goes.
const LONG: usize = 20;
/// Sites or rows a piece of parallel work.
const PIECE: usize = 1 << 9;
/// The bound is this near to the best fractions, as a share: more would not be seen in the answer.
const NEAR: f64 = 1e-4;

/// What is asked: rows of sites with weights, what each site costs, and what may be spent.
pub(super) struct Saddle<'a> {
    pub grid: &'a Grid,
    pub weight: &'a [f64],
    pub cost: &'a [f64],
    pub money: f64,
}

/// How much of each site is opened, and how much of each row's weight is charged to its sites.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub fraction: Vec<f64>,
    pub charged: Vec<f64>,
}

impl Saddle<'_> {
    /// Looks for the saddle until `stop` (asked once a round) or near it; also the number of looks.
    pub fn point(&self, stop: &dyn Fn() -> bool) -> (Point, u64) {
        let (sites, rows) = (self.cost.len(), self.weight.len());
        let mut at = Point { fraction: self.spread(), charged: vec![1.0; rows] };
        let begun = self.within(&at.fraction);
        at.charged.iter_mut().zip(&begun).for_each(|(charged, &within)| *charged = f64::from(within < 1.0));
        let pace: Vec<f64> = self.gather(&vec![1.0; rows]).into_iter().map(|sum| 0.99 / sum.max(1e-300)).collect();
        let mut sum = Point { fraction: vec![0.0; sites], charged: vec![0.0; rows] };
        let (mut added, mut rounds, mut last) = (0.0, 0, f64::INFINITY);
        let mut best = (f64::INFINITY, at.clone());
        for look in 1..=MOST {
            let pull = self.gather(&at.charged);
            let moved = (0..sites).map(|site| at.fraction[site] + pace[site] * pull[site]).collect();
            let next = self.paid(moved, &pace);
            let ahead: Vec<f64> = next.iter().zip(&at.fraction).map(|(next, now)| 2.0 * next - now).collect();
            let within = self.within(&ahead);
            for (row, charged) in at.charged.iter_mut().enumerate() {
                let reach = self.grid.row(row).len().max(1) as f64;
                *charged = (*charged - (within[row] - 1.0) / reach).clamp(0.0, 1.0);
                sum.charged[row] += *charged;
            }
            at.fraction = next;
            sum.fraction.iter_mut().zip(&at.fraction).for_each(|(sum, now)| *sum += now);
            added += 1.0;
            if look % ROUND != 0 {
                continue;
            }
            rounds += 1;
            let mean = |sum: &[f64]| sum.iter().map(|sum| sum / added).collect();
            let average = Point { fraction: mean(&sum.fraction), charged: mean(&sum.charged) };
            let (now, then) = (self.apart(&at), self.apart(&average));
            let (gap, nearer) = if then.0 < now.0 { (then, &average) } else { (now, &at) };
            if gap.1 < best.0 {
                best = (gap.1, nearer.clone());
            }
            if gap.0 <= NEAR * gap.1 || stop() {
                return (best.1, look as u64);
            }
            if gap.0 < 0.5 * last || rounds >= LONG {
                (last, rounds, added) = (gap.0, 0, 0.0);
                at = nearer.clone();
                sum.fraction.fill(0.0);
                sum.charged.fill(0.0);
            }
        }
        (best.1, MOST as u64)
    }

    /// The money spread over all sites.
    fn spread(&self) -> Vec<f64> {
        let total: f64 = self.cost.iter().sum();
        vec![(self.money / total.max(1e-300)).clamp(0.0, 1.0); self.cost.len()]
    }

    /// The fractions that each row has in reach.
    fn within(&self, fraction: &[f64]) -> Vec<f64> {
        let of = |row: usize| self.grid.site[self.grid.row(row)].iter().map(|&site| fraction[site as usize]).sum();
        (0..self.weight.len()).into_par_iter().with_min_len(PIECE).map(of).collect()
    }

    /// The weight charged to each site.
    fn gather(&self, charged: &[f64]) -> Vec<f64> {
        let weighed: Vec<f64> = charged.iter().zip(self.weight).map(|(charged, weight)| charged * weight).collect();
        let of = |site: usize| self.grid.rows_of(site as u32).iter().map(|&row| weighed[row as usize]).sum();
        (0..self.cost.len()).into_par_iter().with_min_len(PIECE / 16).map(of).collect()
    }

    /// The nearest fractions that can be paid, where `pace` says how readily each gives way.
    fn paid(&self, mut fraction: Vec<f64>, pace: &[f64]) -> Vec<f64> {
        let at = |site: usize, price: f64, fraction: &[f64]| {
            (fraction[site] - price * pace[site] * self.cost[site]).clamp(0.0, 1.0)
        };
        let spent =
            |price: f64| -> f64 { (0..fraction.len()).map(|site| at(site, price, &fraction) * self.cost[site]).sum() };
        let price = if spent(0.0) <= self.money {
            0.0
        } else {
            let dearest = |site: usize| fraction[site] / (pace[site] * self.cost[site]).max(1e-300);
            let mut high = (0..fraction.len()).filter(|&site| self.cost[site] > 0.0).map(dearest).fold(0.0, f64::max);
            let mut low = 0.0;
            for _ in 0..60 {
                let middle = (low + high) / 2.0;
                if spent(middle) > self.money { low = middle } else { high = middle }
            }
            high
        };
        for site in 0..fraction.len() {
            fraction[site] = at(site, price, &fraction);
        }
        fraction
    }

    /// How far the bound of the charges is above the worth of the fractions, and the bound.
    fn apart(&self, point: &Point) -> (f64, f64) {
        let covered = self.within(&point.fraction);
        let worth: f64 = covered.iter().zip(self.weight).map(|(&within, weight)| weight * within.min(1.0)).sum();
        let kept: f64 = point.charged.iter().zip(self.weight).map(|(charged, weight)| weight * (1.0 - charged)).sum();
        let mut scores: Vec<(f64, f64)> =
            self.gather(&point.charged).into_iter().zip(self.cost.iter().copied()).collect();
        scores.sort_unstable_by(|a, b| (b.0 * a.1).total_cmp(&(a.0 * b.1)));
        let mut money = self.money;
        let mut bound = kept;
        for (score, cost) in scores {
            let part = if cost <= money { 1.0 } else { money / cost };
            bound += score * part;
            money -= cost * part;
        }
        (bound - worth, bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_is_covered_by_three_halves() {
        // Rows {0, 1}, {1, 2}, {0, 2}: one and a half sites cover all, and one site two of them.
        let grid = Grid::new(vec![0, 2, 4, 6], vec![0, 1, 1, 2, 0, 2], 3);
        let saddle = |money| Saddle { grid: &grid, weight: &[1.0; 3], cost: &[1.0; 3], money };
        let bound = |money| {
            let saddle = saddle(money);
            saddle.apart(&saddle.point(&|| false).0).1
        };
        assert!((bound(1.5) - 3.0).abs() < 1e-2, "{}", bound(1.5));
        assert!((bound(1.0) - 2.0).abs() < 1e-2, "{}", bound(1.0));
    }

    #[test]
    fn what_may_be_spent_is_spent_on_what_brings_most() {
        // Two sites with rows of their own, 3 and 1 each for the same price; money for one.
        let grid = Grid::new(vec![0, 1, 2], vec![0, 1], 2);
        let saddle = Saddle { grid: &grid, weight: &[3.0, 1.0], cost: &[2.0, 2.0], money: 2.0 };
        let (point, _) = saddle.point(&|| false);
        assert!(point.fraction[0] > 0.99 && point.fraction[1] < 0.01, "{point:?}");
        assert!((saddle.apart(&point).1 - 3.0).abs() < 1e-2);
    }
}
