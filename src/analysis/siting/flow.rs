//! The largest flow from demand through open sites with capacities (Ford & Fulkerson 1956, shortest ways after Edmonds & Karp 1972).
//!
//! Never here: prices, bounds.

use std::collections::BTreeMap;

use super::model::Grid;

/// Who is served where.
#[derive(Clone)]
pub(super) struct Flow<'a> {
    grid: &'a Grid,
    /// Weight that has no place, a demand point.
    waiting: Vec<i64>,
    /// Places left, a site.
    places: Vec<i64>,
    open: Vec<bool>,
    /// Amounts by site and demand.
    served: Vec<BTreeMap<u32, i64>>,
    total: i64,
}

impl<'a> Flow<'a> {
    /// Nothing open yet. Rows of `grid` are demand points.
    pub fn new(weight: &[i64], places: Vec<i64>, grid: &'a Grid) -> Self {
        let sites = places.len();
        Self {
            grid,
            waiting: weight.to_vec(),
            places,
            open: vec![false; sites],
            served: vec![BTreeMap::new(); sites],
            total: 0,
        }
    }

    /// Weight served.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// Is a site open?
    pub fn is_open(&self, site: u32) -> bool {
        self.open[site as usize]
    }

    /// Who is served where: demand, site, amount.
    pub fn amounts(&self) -> impl Iterator<Item = (u32, u32, i64)> + '_ {
        let sites = self.served.iter().enumerate();
        sites.flat_map(|(site, served)| served.iter().map(move |(&demand, &amount)| (demand, site as u32, amount)))
    }

    /// Opens a site and serves as much more as can be.
    pub fn open(&mut self, site: u32) {
        if std::mem::replace(&mut self.open[site as usize], true) {
            return;
        }
        // All that is new flows through the new site.
        while self.places[site as usize] > 0 && self.augment(site) {}
    }

    /// Closes a site; those it served look for a place elsewhere.
    pub fn close(&mut self, site: u32) {
        let index = site as usize;
        self.open[index] = false;
        for (demand, amount) in std::mem::take(&mut self.served[index]) {
            self.waiting[demand as usize] += amount;
            self.places[index] += amount;
            self.total -= amount;
        }
        for other in 0..self.open.len() as u32 {
            while self.open[other as usize] && self.places[other as usize] > 0 && self.augment(other) {}
        }
    }

    /// A shortest way from free places at `site` back to waiting demand: site takes demand that another open site gives up, and so on.
    fn augment(&mut self, site: u32) -> bool {
        let (sites, rows) = (self.open.len(), self.waiting.len());
        let (mut demand_by, mut site_by) = (vec![u32::MAX; rows], vec![u32::MAX; sites]);
        let mut queue = std::collections::VecDeque::from([site]);
        let mut seen = vec![false; sites];
        seen[site as usize] = true;
        while let Some(taker) = queue.pop_front() {
            for &demand in self.grid.rows_of(taker) {
                if demand_by[demand as usize] != u32::MAX {
                    continue;
                }
                demand_by[demand as usize] = taker;
                if self.waiting[demand as usize] > 0 {
                    self.shift(demand, site, (&demand_by, &site_by));
                    return true;
                }
                for &giver in &self.grid.site[self.grid.row(demand as usize)] {
                    let gives = self.open[giver as usize] && self.served[giver as usize].contains_key(&demand);
                    if gives && !std::mem::replace(&mut seen[giver as usize], true) {
                        site_by[giver as usize] = demand;
                        queue.push_back(giver);
                    }
                }
            }
        }
        false
    }

    /// Moves as much as the way from waiting `demand` to the free places of `end` lets through.
    fn shift(&mut self, demand: u32, end: u32, (demand_by, site_by): (&[u32], &[u32])) {
        let mut amount = self.waiting[demand as usize].min(self.places[end as usize]);
        let mut taker = demand_by[demand as usize];
        while taker != end {
            let given = site_by[taker as usize];
            amount = amount.min(self.served[taker as usize][&given]);
            taker = demand_by[given as usize];
        }
        self.waiting[demand as usize] -= amount;
        self.places[end as usize] -= amount;
        self.total += amount;
        let (mut moved, mut taker) = (demand, demand_by[demand as usize]);
        loop {
            *self.served[taker as usize].entry(moved).or_default() += amount;
            if taker == end {
                return;
            }
            let given = site_by[taker as usize];
            let left = self.served[taker as usize].get_mut(&given).map(|held| {
                *held -= amount;
                *held
            });
            if left == Some(0) {
                self.served[taker as usize].remove(&given);
            }
            (moved, taker) = (given, demand_by[given as usize]);
        }
    }
}
