//! Savings: every demand point takes the best of what the open sites offer it. The p-median problem and MCLP are of this family.
//!
//! Never here: which sites may stand together, a search.
//!
//! Worth of a set S: the sum over rows of max(base, best offer of S). With a multiplier v a row, at least base:
//! worth(S) <= sum v + sum over S of sum (offer - v)+ (Cornuéjols, Fisher & Nemhauser 1977).

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::choice::State;
use super::model::{Ahead, Grid, Model, Swap, Tally};
use super::saddle::Saddle;

/// Rows below which a second thread costs more than it brings.
const PARALLEL: usize = 1 << 17;
/// Rows a piece of parallel work.
const PIECE: usize = 1 << 12;

/// Rows of offers, best first.
#[derive(Clone, Debug)]
pub(super) struct Savings {
    sites: usize,
    id: Vec<u32>,
    base: Vec<i64>,
    grid: Grid,
    offer: Vec<i64>,
    /// Offers in the order of the sites' rows.
    offer_of: Vec<i64>,
    offer_starts: Vec<usize>,
    constant: i64,
}

/// One demand point: what it has anyhow, and what sites offer.
pub(super) struct Row {
    /// What it has with no free site open.
    pub base: i64,
    /// Sites and their offers.
    pub offers: Vec<(u32, i64)>,
}

impl Savings {
    /// A model over `sites` sites; row numbers are those of the order given.
    pub fn new(sites: usize, rows: impl IntoIterator<Item = Row>) -> Self {
        let mut build = Build::default();
        for (id, mut row) in rows.into_iter().enumerate() {
            row.offers.sort_unstable_by_key(|&(site, offer)| (std::cmp::Reverse(offer), site));
            build.push(id as u32, row.base, row.offers.into_iter());
        }
        build.done(sites)
    }

    fn price_rows(&self, rows: std::ops::Range<usize>, at: &[i64], scores: &mut [i64]) -> i64 {
        let mut constant = 0;
        for row in rows {
            let v = at[row];
            constant += v;
            let range = self.grid.row(row);
            for (&site, &offer) in self.grid.site[range.clone()].iter().zip(&self.offer[range]) {
                if offer <= v {
                    break;
                }
                scores[site as usize] += offer - v;
            }
        }
        constant
    }

    /// The rows of a site and what it offers them.
    fn offers_of(&self, site: u32) -> impl Iterator<Item = (usize, i64)> + '_ {
        let start = self.offer_starts[site as usize];
        let rows = self.grid.rows_of(site);
        rows.iter().zip(&self.offer_of[start..start + rows.len()]).map(|(&row, &offer)| (row as usize, offer))
    }

    /// Greatest common divisor of all differences of worth: what a better set is better by, at least.
    pub fn grain(&self) -> i64 {
        let bases = self.base.iter().copied();
        self.offer.iter().copied().chain(bases).fold(0, gcd).max(1)
    }

    /// Sites that offer everywhere at most what another one does, which costs no more: (dominated, by).
    pub fn dominated(&self, no_dearer: impl Fn(u32, u32) -> bool) -> Vec<u32> {
        let mut gone = vec![false; self.sites];
        let mut found = Vec::new();
        let columns: Vec<Vec<(usize, i64)>> =
            (0..self.sites as u32).map(|site| self.offers_of(site).collect()).collect();
        for site in 0..self.sites {
            let column = &columns[site];
            // A site that dominates stands in each of the rows: the shortest one names the fewest.
            let Some(&(row, _)) = column.iter().min_by_key(|&&(row, _)| self.grid.row(row).len()) else {
                gone[site] = true;
                found.push(site as u32);
                continue;
            };
            let by = self.grid.site[self.grid.row(row)].iter().any(|&other| {
                let theirs = &columns[other as usize];
                other as usize != site
                    && !gone[other as usize]
                    && theirs.len() >= column.len()
                    && no_dearer(other, site as u32)
                    && covers(theirs, column)
            });
            if by {
                gone[site] = true;
                found.push(site as u32);
            }
        }
        found
    }
}

/// Does every pair of `small` stand in `large` with at least the same offer?
fn covers(large: &[(usize, i64)], small: &[(usize, i64)]) -> bool {
    let mut rest = large.iter();
    small.iter().all(|&(row, offer)| {
        rest.by_ref().find(|pair| pair.0 >= row).is_some_and(|pair| pair.0 == row && pair.1 >= offer)
    })
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[derive(Default)]
struct Build {
    id: Vec<u32>,
    base: Vec<i64>,
    starts: Vec<usize>,
    site: Vec<u32>,
    offer: Vec<i64>,
    constant: i64,
}

impl Build {
    fn push(&mut self, id: u32, base: i64, offers: impl Iterator<Item = (u32, i64)>) {
        let start = self.site.len();
        for (site, offer) in offers {
            if offer > base {
                self.site.push(site);
                self.offer.push(offer);
            }
        }
        if self.site.len() == start {
            self.constant += base;
        } else {
            self.id.push(id);
            self.base.push(base);
            self.starts.push(start);
        }
    }

    fn done(mut self, sites: usize) -> Savings {
        self.starts.push(self.site.len());
        let grid = Grid::new(self.starts, self.site, sites);
        let mut offer_of = Vec::with_capacity(self.offer.len());
        let mut offer_starts = Vec::with_capacity(sites);
        for site in 0..sites as u32 {
            offer_starts.push(offer_of.len());
            offer_of.extend(grid.pairs_of(site).map(|(_, place)| self.offer[place]));
        }
        Savings {
            sites,
            id: self.id,
            base: self.base,
            grid,
            offer: self.offer,
            offer_of,
            offer_starts,
            constant: self.constant,
        }
    }
}

impl Model for Savings {
    type Tally<'a> = Best<'a>;

    fn sites(&self) -> usize {
        self.sites
    }

    fn size(&self) -> usize {
        self.offer.len()
    }

    fn ids(&self) -> &[u32] {
        &self.id
    }

    fn range(&self, row: usize) -> (i64, i64) {
        (self.base[row], self.offer[self.grid.starts[row]])
    }

    fn start(&self) -> Vec<i64> {
        (0..self.id.len()).map(|row| (self.base[row] + self.range(row).1) / 2).collect()
    }

    fn ahead(&self, cost: &[f64], money: f64, stop: &dyn Fn() -> bool) -> Option<Ahead> {
        let flat = |row: usize| self.offer[self.grid.starts[row]] == self.offer[self.grid.starts[row + 1] - 1];
        if self.size() < PARALLEL || !(0..self.id.len()).all(flat) {
            return None;
        }
        let span = |row: usize| (self.offer[self.grid.starts[row]] - self.base[row]) as f64;
        let weight: Vec<f64> = (0..self.id.len()).map(span).collect();
        let (point, looks) = Saddle { grid: &self.grid, weight: &weight, cost, money }.point(stop);
        let multiplier = |row: usize| {
            let (low, high) = self.range(row);
            (low + ((1.0 - point.charged[row]) * weight[row]).round() as i64).clamp(low, high)
        };
        Some(Ahead { at: (0..self.id.len()).map(multiplier).collect(), share: point.fraction, looks })
    }

    fn near(&self, site: u32) -> Vec<u32> {
        let mut near = vec![false; self.sites];
        for &row in self.grid.rows_of(site) {
            self.grid.site[self.grid.row(row as usize)].iter().for_each(|&other| near[other as usize] = true);
        }
        (0..self.sites as u32).filter(|&other| near[other as usize]).collect()
    }

    fn price(&self, at: &[i64], scores: &mut [i64]) -> i64 {
        scores.fill(0);
        let rows = self.id.len();
        if self.size() < PARALLEL {
            return self.constant + self.price_rows(0..rows, at, scores);
        }
        let pieces = rows.div_ceil(PIECE);
        let parts: Vec<(i64, Vec<i64>)> = (0..pieces)
            .into_par_iter()
            .map(|piece| {
                let mut part = vec![0; self.sites];
                let constant = self.price_rows(piece * PIECE..((piece + 1) * PIECE).min(rows), at, &mut part);
                (constant, part)
            })
            .collect();
        let mut constant = self.constant;
        for (part, theirs) in parts {
            constant += part;
            scores.iter_mut().zip(theirs).for_each(|(score, more)| *score += more);
        }
        constant
    }

    fn slope(&self, at: &[i64], open: &[u32], slope: &mut [f64]) {
        slope.fill(1.0);
        for &site in open {
            for (row, offer) in self.offers_of(site) {
                let v = at[row];
                // At a kink any slope between the two sides is one: the flattest is taken.
                if offer > v || (offer == v && slope[row] == 1.0) {
                    slope[row] -= 1.0;
                }
            }
        }
    }

    fn restrict(&self, state: &[State]) -> Option<Self> {
        let mut build = Build { constant: self.constant, ..Build::default() };
        for row in 0..self.id.len() {
            let range = self.grid.row(row);
            let pairs = self.grid.site[range.clone()].iter().copied().zip(self.offer[range].iter().copied());
            let open = pairs.clone().find(|&(site, _)| state[site as usize] == State::Open);
            let base = open.map_or(self.base[row], |(_, offer)| offer);
            let left =
                pairs.take_while(|&(_, offer)| offer > base).filter(|&(site, _)| state[site as usize] == State::Free);
            build.push(self.id[row], base, left);
        }
        Some(build.done(self.sites))
    }

    fn narrowed(&self, state: &[State]) -> Option<Self> {
        let smaller = self.restrict(state)?;
        // Where all offers are the same, demand with the same sites is one row.
        let mut flat: BTreeMap<Vec<u32>, (i64, i64)> = BTreeMap::new();
        let mut build = Build { constant: smaller.constant, ..Build::default() };
        for row in 0..smaller.id.len() {
            let range = smaller.grid.row(row);
            let (sites, offers) = (&smaller.grid.site[range.clone()], &smaller.offer[range]);
            if offers.first() == offers.last() {
                let mut sites = sites.to_vec();
                sites.sort_unstable();
                let entry = flat.entry(sites).or_default();
                entry.0 += smaller.base[row];
                entry.1 += offers.first().copied().unwrap_or(0);
            } else {
                let id = build.id.len() as u32;
                build.push(id, smaller.base[row], sites.iter().copied().zip(offers.iter().copied()));
            }
        }
        for (sites, (base, offer)) in flat {
            let id = build.id.len() as u32;
            build.push(id, base, sites.into_iter().map(|site| (site, offer)));
        }
        Some(build.done(self.sites))
    }

    fn tally(&self) -> Best<'_> {
        let rows = self.id.len();
        Best {
            model: self,
            open: vec![false; self.sites],
            first: self.base.clone(),
            second: self.base.clone(),
            server: vec![u32::MAX; rows],
            worth: self.constant + self.base.iter().sum::<i64>(),
        }
    }

    const EXCHANGES: bool = true;

    fn exchange(&self, open: &mut Vec<u32>, allowed: &dyn Swap) {
        let mut tally = self.tally();
        open.iter().for_each(|&site| tally.add(site));
        while let Some((old, new)) = tally.best_swap(open, allowed) {
            tally.add(new);
            if let Some(place) = old {
                tally.remove(open[place]);
                open[place] = new;
            } else {
                open.push(new);
            }
        }
    }
}

/// The best and the second best offer of the open sites, a row (Whitaker 1983; Resende & Werneck 2007).
pub(super) struct Best<'a> {
    model: &'a Savings,
    open: Vec<bool>,
    first: Vec<i64>,
    second: Vec<i64>,
    server: Vec<u32>,
    worth: i64,
}

impl Best<'_> {
    /// The exchange that brings most: the place of the old site in `open` (none: nothing is closed) and the new site.
    fn best_swap(&self, open: &[u32], allowed: &dyn Swap) -> Option<(Option<usize>, u32)> {
        let mut place = vec![usize::MAX; self.model.sites];
        open.iter().enumerate().for_each(|(at, &site)| place[site as usize] = at);
        let mut loss = vec![0i64; open.len()];
        for row in 0..self.server.len() {
            if self.server[row] != u32::MAX {
                loss[place[self.server[row] as usize]] += self.first[row] - self.second[row];
            }
        }
        let judge = |new: u32| {
            let (mut gain, mut kept) = (0i64, vec![0i64; open.len()]);
            for (row, offer) in self.model.offers_of(new) {
                gain += (offer - self.first[row]).max(0);
                if offer > self.second[row] && self.server[row] != u32::MAX {
                    kept[place[self.server[row] as usize]] += offer.min(self.first[row]) - self.second[row];
                }
            }
            let besides = (gain > 0 && allowed.allows(None, new)).then_some((gain, None));
            let swaps = (0..open.len()).map(|at| (gain - loss[at] + kept[at], Some(at)));
            let swaps = swaps.filter(|&(profit, at)| {
                profit > 0 && at.is_some_and(|at| allowed.free(open[at]) && allowed.allows(Some(open[at]), new))
            });
            swaps
                .chain(besides)
                .max_by_key(|&(profit, at)| (profit, std::cmp::Reverse(at)))
                .map(|(profit, at)| (profit, new, at))
        };
        let better =
            |a: (i64, u32, Option<usize>), b: (i64, u32, Option<usize>)| if (b.0, a.1) > (a.0, b.1) { b } else { a };
        let closed = (0..self.model.sites as u32).filter(|&site| !self.open[site as usize] && allowed.free(site));
        let found = if self.model.size() < PARALLEL {
            closed.filter_map(judge).reduce(better)
        } else {
            closed.collect::<Vec<u32>>().into_par_iter().filter_map(judge).reduce_with(better)
        };
        found.map(|(_, new, at)| (at, new))
    }
}

impl Tally for Best<'_> {
    fn add(&mut self, site: u32) {
        self.open[site as usize] = true;
        for (row, offer) in self.model.offers_of(site) {
            if offer > self.first[row] {
                self.worth += offer - self.first[row];
                self.second[row] = self.first[row];
                self.first[row] = offer;
                self.server[row] = site;
            } else if offer > self.second[row] {
                self.second[row] = offer;
            }
        }
    }

    fn remove(&mut self, site: u32) {
        self.open[site as usize] = false;
        for (row, offer) in self.model.offers_of(site) {
            if self.server[row] != site && offer < self.second[row] {
                continue;
            }
            let base = self.model.base[row];
            let range = self.model.grid.row(row);
            let pairs = self.model.grid.site[range.clone()].iter().zip(&self.model.offer[range]);
            let mut open = pairs.filter(|&(&other, _)| self.open[other as usize]);
            let first = open.next().map_or((u32::MAX, base), |(&other, &offer)| (other, offer));
            self.second[row] = open.next().map_or(base, |(_, &offer)| offer);
            self.worth += first.1 - self.first[row];
            (self.server[row], self.first[row]) = first;
        }
    }

    fn gain(&self, site: u32) -> i64 {
        self.model.offers_of(site).map(|(row, offer)| (offer - self.first[row]).max(0)).sum()
    }

    fn worth(&self) -> Option<i64> {
        Some(self.worth)
    }
}
