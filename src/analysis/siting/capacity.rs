//! Places: sites have a capacity, and demand within reach is shared out among them. The capacitated MCLP is of this family.
//!
//! Never here: which sites may stand together, a search.
//!
//! Worth of a set: the largest flow from demand through open sites. With a multiplier 0 <= v <= 1 a demand point (kept times the scale):
//! worth(S) <= sum v w + sum over S of the best filling of each site with weight at (1 - v).

use super::choice::State;
use super::flow::Flow;
use super::model::{Grid, Model, Tally};

/// Demand and the sites that reach it.
#[derive(Clone, Debug)]
pub(super) struct Capacity {
    id: Vec<u32>,
    weight: Vec<i64>,
    grid: Grid,
    capacity: Vec<i64>,
    /// Sites that are open for good.
    settled: Vec<u32>,
    scale: i64,
}

impl Capacity {
    /// A model where demand point k of weight `demand[k].0` is reached by the sites `demand[k].1`; worths come times `scale`.
    pub fn new(demand: Vec<(i64, Vec<u32>)>, capacity: Vec<i64>, (settled, scale): (Vec<u32>, i64)) -> Self {
        let (mut starts, mut site, mut weight) = (vec![0], Vec::new(), Vec::new());
        for (amount, sites) in demand {
            weight.push(amount);
            site.extend(sites);
            starts.push(site.len());
        }
        let grid = Grid::new(starts, site, capacity.len());
        Self { id: (0..weight.len() as u32).collect(), weight, grid, capacity, settled, scale }
    }

    /// Fills a site with the weight that counts most; calls `taken` with demand and amount. Returns what it is worth.
    fn fill(&self, site: u32, at: &[i64], mut taken: impl FnMut(usize, i64)) -> i64 {
        let mut rows: Vec<(i64, u32)> =
            self.grid.rows_of(site).iter().map(|&row| (self.scale - at[row as usize], row)).collect();
        rows.retain(|row| row.0 > 0);
        rows.sort_unstable_by_key(|&(value, row)| (std::cmp::Reverse(value), row));
        let (mut left, mut worth) = (self.capacity[site as usize], 0);
        for (value, row) in rows {
            let amount = left.min(self.weight[row as usize]);
            worth += value * amount;
            left -= amount;
            taken(row as usize, amount);
            if left == 0 {
                break;
            }
        }
        worth
    }
}

impl Model for Capacity {
    type Tally<'a> = Served<'a>;

    fn sites(&self) -> usize {
        self.capacity.len()
    }

    fn size(&self) -> usize {
        self.grid.site.len()
    }

    fn ids(&self) -> &[u32] {
        &self.id
    }

    fn range(&self, _row: usize) -> (i64, i64) {
        (0, self.scale)
    }

    fn start(&self) -> Vec<i64> {
        vec![self.scale / 2; self.id.len()]
    }

    fn stride(&self, row: usize) -> f64 {
        1.0 / self.weight[row].max(1) as f64
    }

    fn price(&self, at: &[i64], scores: &mut [i64]) -> i64 {
        (0..scores.len()).for_each(|site| scores[site] = self.fill(site as u32, at, |_, _| ()));
        let demand: i64 = at.iter().zip(&self.weight).map(|(at, weight)| at * weight).sum();
        demand + self.settled.iter().map(|&site| scores[site as usize]).sum::<i64>()
    }

    fn slope(&self, at: &[i64], open: &[u32], slope: &mut [f64]) {
        slope.iter_mut().zip(&self.weight).for_each(|(slope, &weight)| *slope = weight as f64);
        for &site in self.settled.iter().chain(open) {
            self.fill(site, at, |row, amount| slope[row] -= amount as f64);
        }
    }

    fn restrict(&self, state: &[State]) -> Option<Self> {
        let mut smaller = self.clone();
        smaller.settled.extend((0..state.len()).filter(|&site| state[site] == State::Open).map(|site| site as u32));
        smaller.settled.sort_unstable();
        smaller.settled.dedup();
        Some(smaller)
    }

    fn tally(&self) -> Served<'_> {
        let mut flow = Flow::new(&self.weight, self.capacity.clone(), &self.grid);
        self.settled.iter().for_each(|&site| flow.open(site));
        Served { model: self, flow }
    }
}

/// The largest flow through the open sites.
pub(super) struct Served<'a> {
    model: &'a Capacity,
    flow: Flow<'a>,
}

impl Tally for Served<'_> {
    fn add(&mut self, site: u32) {
        self.flow.open(site);
    }

    fn remove(&mut self, site: u32) {
        self.flow.close(site);
    }

    fn gain(&self, site: u32) -> i64 {
        if self.flow.is_open(site) {
            return 0;
        }
        let mut flow = self.flow.clone();
        flow.open(site);
        (flow.total() - self.flow.total()) * self.model.scale
    }

    fn worth(&self) -> Option<i64> {
        Some(self.flow.total() * self.model.scale)
    }
}
