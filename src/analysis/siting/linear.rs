//! Counting: what a demand point is worth depends on how many open sites stand in its rows. LSCP, backup coverage and joint coverage
//! over several kinds are of this family.
//!
//! Never here: which sites may stand together, a search.

use super::choice::State;
use super::model::{Grid, Model, Tally};

/// What the rows of an item are worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Worth {
    /// Every row must have an open site.
    Must,
    /// So much for the first open site in the only row, so much, not more, for the second.
    Levels(i64, i64),
    /// So much when every row has an open site.
    All(i64),
}

/// Rows of sites, grouped into items.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    sites: usize,
    id: Vec<u32>,
    grid: Grid,
    /// The item of each row, a local number; rows of an item stand together.
    item: Vec<u32>,
    worth: Vec<Worth>,
    /// Where the rows of each item begin, and the end.
    rows_of: Vec<usize>,
    /// What opening a site costs in the objective; 0 once it is paid.
    cost: Vec<i64>,
    /// The highest cost of a site.
    dearest: i64,
    constant: i64,
}

/// One demand point: what it is worth, and the sites in each of its rows, ascending.
pub(super) struct Item {
    /// What it is worth.
    pub worth: Worth,
    /// Rows with their numbers.
    pub rows: Vec<(u32, Vec<u32>)>,
}

impl Linear {
    /// A model of items, where opening a site costs `cost` in the objective; `None` when an item that must have a site has none.
    pub fn new(cost: Vec<i64>, items: impl IntoIterator<Item = Item>) -> Option<Self> {
        Self::build((cost, 0), items)
    }

    fn build((cost, constant): (Vec<i64>, i64), items: impl IntoIterator<Item = Item>) -> Option<Self> {
        let (mut id, mut item, mut worth, mut rows_of) = (Vec::new(), Vec::new(), Vec::new(), vec![0]);
        let (mut starts, mut site) = (vec![0], Vec::new());
        for Item { worth: value, rows } in items {
            let empty = rows.iter().any(|(_, sites)| sites.is_empty());
            match value {
                Worth::Must if empty => return None,
                Worth::All(0) | Worth::Levels(0, _) => continue,
                _ if empty => continue,
                _ => {}
            }
            for (number, sites) in rows {
                id.push(number);
                item.push(worth.len() as u32);
                site.extend(sites);
                starts.push(site.len());
            }
            worth.push(value);
            rows_of.push(id.len());
        }
        let grid = Grid::new(starts, site, cost.len());
        let dearest = cost.iter().copied().max().unwrap_or(0);
        Some(Self { sites: cost.len(), dearest, id, grid, item, worth, rows_of, cost, constant })
    }

    fn rows(&self, item: usize) -> std::ops::Range<usize> {
        self.rows_of[item]..self.rows_of[item + 1]
    }
}

impl Model for Linear {
    type Tally<'a> = Counts<'a>;

    fn sites(&self) -> usize {
        self.sites
    }

    fn size(&self) -> usize {
        self.grid.site.len()
    }

    fn ids(&self) -> &[u32] {
        &self.id
    }

    fn range(&self, row: usize) -> (i64, i64) {
        let most = match self.worth[self.item[row] as usize] {
            Worth::Must => {
                let costs = self.grid.site[self.grid.row(row)].iter().map(|&site| self.cost[site as usize]);
                costs.min().unwrap_or(0)
            }
            Worth::Levels(first, _) => first,
            Worth::All(worth) => worth,
        };
        (0, most)
    }

    fn start(&self) -> Vec<i64> {
        (0..self.id.len())
            .map(|row| match self.worth[self.item[row] as usize] {
                // What a site costs, shared among its rows.
                Worth::Must => {
                    let share = |&site: &u32| self.cost[site as usize] / self.grid.rows_of(site).len().max(1) as i64;
                    self.grid.site[self.grid.row(row)].iter().map(share).min().unwrap_or(0)
                }
                Worth::Levels(first, second) => second.max(first / 2),
                Worth::All(worth) => worth / self.rows(self.item[row] as usize).len().max(1) as i64,
            })
            .collect()
    }

    fn price(&self, at: &[i64], scores: &mut [i64]) -> i64 {
        scores.iter_mut().zip(&self.cost).for_each(|(score, cost)| *score = -cost);
        for (row, &price) in at.iter().enumerate().filter(|&(_, &price)| price > 0) {
            self.grid.site[self.grid.row(row)].iter().for_each(|&site| scores[site as usize] += price);
        }
        let constant = self.worth.iter().enumerate().map(|(item, worth)| {
            let asked: i64 = at[self.rows(item)].iter().sum();
            match *worth {
                Worth::Must => -asked,
                Worth::Levels(first, second) => (first - asked).max(0) + (second - asked).max(0),
                Worth::All(worth) => (worth - asked).max(0),
            }
        });
        self.constant + constant.sum::<i64>()
    }

    fn slope(&self, at: &[i64], open: &[u32], slope: &mut [f64]) {
        slope.fill(0.0);
        for &site in open {
            self.grid.rows_of(site).iter().for_each(|&row| slope[row as usize] += 1.0);
        }
        for (item, worth) in self.worth.iter().enumerate() {
            let rows = self.rows(item);
            let asked: i64 = at[rows.clone()].iter().sum();
            match *worth {
                Worth::Must => slope[rows].iter_mut().for_each(|slope| *slope -= 1.0),
                Worth::Levels(first, second) => {
                    let sure = f64::from(u8::from(asked < first) + u8::from(asked < second));
                    let most = f64::from(u8::from(asked <= first) + u8::from(asked <= second));
                    let count = slope[rows.start];
                    slope[rows.start] = count - count.clamp(sure, most);
                }
                Worth::All(worth) => {
                    let least = slope[rows.clone()].iter().copied().fold(f64::MAX, f64::min);
                    let open = asked < worth || (asked == worth && least > 0.0);
                    slope[rows].iter_mut().for_each(|slope| *slope -= f64::from(u8::from(open)));
                }
            }
        }
    }

    fn restrict(&self, state: &[State]) -> Option<Self> {
        let mut cost = self.cost.clone();
        let mut constant = self.constant;
        for (cost, state) in cost.iter_mut().zip(state) {
            if *state == State::Open {
                constant -= std::mem::take(cost);
            }
        }
        let mut items = Vec::with_capacity(self.worth.len());
        for (item, worth) in self.worth.iter().enumerate() {
            let mut rows = Vec::new();
            let mut most = 0;
            for row in self.rows(item) {
                let sites = &self.grid.site[self.grid.row(row)];
                let open = sites.iter().filter(|&&site| state[site as usize] == State::Open).count();
                most = most.max(open);
                if open == 0 || matches!(worth, Worth::Levels(..)) {
                    let free = sites.iter().copied().filter(|&site| state[site as usize] == State::Free);
                    rows.push((self.id[row], free.collect()));
                }
            }
            let left = match (*worth, most) {
                (worth, _) if !rows.is_empty() && !matches!(worth, Worth::Levels(..)) => worth,
                (Worth::Levels(first, second), 0) => Worth::Levels(first, second),
                (Worth::Levels(first, second), 1) => {
                    constant += first;
                    Worth::Levels(second, 0)
                }
                (Worth::Levels(first, second), _) => {
                    constant += first + second;
                    continue;
                }
                (Worth::All(worth), _) => {
                    constant += worth;
                    continue;
                }
                (Worth::Must, _) => continue,
            };
            items.push(Item { worth: left, rows });
        }
        Self::build((cost, constant), items)
    }

    fn tally(&self) -> Counts<'_> {
        Counts {
            model: self,
            count: vec![0; self.id.len()],
            filled: vec![0; self.worth.len()],
            worth: self.constant,
            missing: self.worth.iter().filter(|&&worth| worth == Worth::Must).count(),
        }
    }
}

/// How many open sites stand in each row.
pub(super) struct Counts<'a> {
    model: &'a Linear,
    count: Vec<u32>,
    /// Rows of an item that have an open site.
    filled: Vec<u32>,
    worth: i64,
    missing: usize,
}

impl Tally for Counts<'_> {
    fn add(&mut self, site: u32) {
        self.worth -= self.model.cost[site as usize];
        for &row in self.model.grid.rows_of(site) {
            let (row, item) = (row as usize, self.model.item[row as usize] as usize);
            self.count[row] += 1;
            self.filled[item] += u32::from(self.count[row] == 1);
            match self.model.worth[item] {
                Worth::Must => self.missing -= usize::from(self.count[row] == 1),
                Worth::Levels(first, second) => {
                    self.worth += [0, first, second].get(self.count[row] as usize).copied().unwrap_or(0)
                }
                Worth::All(worth) => {
                    let now = self.count[row] == 1 && self.filled[item] as usize == self.model.rows(item).len();
                    self.worth += if now { worth } else { 0 };
                }
            }
        }
    }

    fn remove(&mut self, site: u32) {
        self.worth += self.model.cost[site as usize];
        for &row in self.model.grid.rows_of(site) {
            let (row, item) = (row as usize, self.model.item[row as usize] as usize);
            match self.model.worth[item] {
                Worth::Must => self.missing += usize::from(self.count[row] == 1),
                Worth::Levels(first, second) => {
                    self.worth -= [0, first, second].get(self.count[row] as usize).copied().unwrap_or(0)
                }
                Worth::All(worth) => {
                    let then = self.count[row] == 1 && self.filled[item] as usize == self.model.rows(item).len();
                    self.worth -= if then { worth } else { 0 };
                }
            }
            self.filled[item] -= u32::from(self.count[row] == 1);
            self.count[row] -= 1;
        }
    }

    fn gain(&self, site: u32) -> i64 {
        let rows = self.model.grid.rows_of(site).iter();
        let gains = rows.map(|&row| {
            let (row, item) = (row as usize, self.model.item[row as usize] as usize);
            match (self.model.worth[item], self.count[row]) {
                // A row that must be filled outweighs every cost.
                (Worth::Must, 0) => self.model.dearest + 1,
                (Worth::Levels(first, _), 0) => first,
                (Worth::Levels(_, second), 1) => second,
                // Part of the way: a row more counts its share, the last one with what the others brought.
                (Worth::All(worth), 0) => worth / self.model.rows(item).len() as i64 * i64::from(self.filled[item] + 1),
                _ => 0,
            }
        });
        gains.sum::<i64>() - self.model.cost[site as usize]
    }

    fn worth(&self) -> Option<i64> {
        (self.missing == 0).then_some(self.worth)
    }
}
