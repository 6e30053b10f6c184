//! What the search asks of a family of problems. All of them maximise, in whole numbers scaled alike.
//!
//! A model has *sites* with fixed numbers, and *rows* with a multiplier each. For any multipliers `price` gives a constant and a score
//! a site, so that no allowed set is worth more than the constant and its scores: a Lagrangian relaxation (Geoffrion 1974), valid
//! in whole numbers, whatever the multipliers.
//!
//! Never here: a search, a rule about which sites stand together.

use super::choice::State;

/// A problem that the search can bound and judge.
pub(super) trait Model: Sync + Send + Sized {
    /// Keeps the worth of a set while sites come and go.
    type Tally<'a>: Tally
    where
        Self: 'a;

    /// Number of sites, settled ones included.
    fn sites(&self) -> usize;
    /// Number of pairs of a row and a site: what an evaluation costs.
    fn size(&self) -> usize;
    /// The number that each live row has in the model that the search began with.
    fn ids(&self) -> &[u32];
    /// Least and largest useful multiplier of a live row.
    fn range(&self, row: usize) -> (i64, i64);
    /// Multipliers to begin with, a live row.
    fn start(&self) -> Vec<i64>;
    /// Multipliers near the best and how much of each site they would open, for large models of families that have a quick way to them; also
    /// the number of looks at the model that it took. `money` is what may be spent, at these costs.
    fn ahead(&self, _costs: &[f64], _money: f64, _stop: &dyn Fn() -> bool) -> Option<Ahead> {
        None
    }
    /// The sites that share rows with a site, itself among them, ascending; none where the family does not say.
    fn near(&self, _site: u32) -> Vec<u32> {
        Vec::new()
    }
    /// How far a step moves a live row.
    fn stride(&self, _row: usize) -> f64 {
        1.0
    }
    /// The constant, and a score a site, for multipliers a live row.
    fn price(&self, at: &[i64], scores: &mut [i64]) -> i64;
    /// How the bound grows with each multiplier when these sites are chosen.
    fn slope(&self, at: &[i64], open: &[u32], slope: &mut [f64]);
    /// The same model with sites settled; `None` when nothing can satisfy it.
    fn restrict(&self, state: &[State]) -> Option<Self>;
    /// The same with rows merged that have become alike; rows have new numbers.
    fn narrowed(&self, state: &[State]) -> Option<Self> {
        self.restrict(state)
    }
    /// A tally with no free site open.
    fn tally(&self) -> Self::Tally<'_>;
    /// Has the family a faster way than trying each exchange?
    const EXCHANGES: bool = false;
    /// Improves a set by exchanging sites until none is better, where [`Model::EXCHANGES`].
    fn exchange(&self, _open: &mut Vec<u32>, _allowed: &dyn Swap) {}

    /// What a set is worth, all that is settled included; `None` when it does not satisfy the model.
    fn worth(&self, open: &[u32]) -> Option<i64> {
        let mut tally = self.tally();
        open.iter().for_each(|&site| tally.add(site));
        tally.worth()
    }
}

/// Where [`Model::ahead`] comes to.
pub(super) struct Ahead {
    /// Multipliers, a live row.
    pub at: Vec<i64>,
    /// A fraction a site.
    pub share: Vec<f64>,
    /// Looks at the model.
    pub looks: u64,
}

/// The worth of a set while sites come and go.
pub(super) trait Tally {
    /// Opens a site.
    fn add(&mut self, site: u32);
    /// Closes a site that is open.
    fn remove(&mut self, site: u32);
    /// How much more the set would be worth with this site; may count what is not yet worth anything but leads there.
    fn gain(&self, site: u32) -> i64;
    /// The worth of the set; `None` when it does not satisfy the model.
    fn worth(&self) -> Option<i64>;
}

/// Which exchanges keep the rules.
pub(super) trait Swap: Sync {
    /// May `new` be opened when `old` (an open site) is closed? Without `old`: may it be opened besides?
    fn allows(&self, old: Option<u32>, new: u32) -> bool;
    /// Is this site one that may be opened or closed?
    fn free(&self, site: u32) -> bool;
}

/// A pair of a row and a site, by row and by site.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// Where each row begins in `site`, and the end.
    pub starts: Vec<usize>,
    /// Sites, row by row.
    pub site: Vec<u32>,
    col_starts: Vec<usize>,
    col_row: Vec<u32>,
    col_place: Vec<u32>,
}

impl Grid {
    /// A grid over `sites` sites from rows one after the other.
    pub fn new(starts: Vec<usize>, site: Vec<u32>, sites: usize) -> Self {
        let mut col_starts = vec![0usize; sites + 1];
        for &site in &site {
            col_starts[site as usize + 1] += 1;
        }
        for index in 0..sites {
            col_starts[index + 1] += col_starts[index];
        }
        let mut next = col_starts.clone();
        let (mut col_row, mut col_place) = (vec![0u32; site.len()], vec![0u32; site.len()]);
        for row in 0..starts.len().saturating_sub(1) {
            for place in starts[row]..starts[row + 1] {
                let slot = &mut next[site[place] as usize];
                col_row[*slot] = row as u32;
                col_place[*slot] = place as u32;
                *slot += 1;
            }
        }
        Self { starts, site, col_starts, col_row, col_place }
    }

    /// The places of a row in `site`.
    pub fn row(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// The rows of a site, ascending.
    pub fn rows_of(&self, site: u32) -> &[u32] {
        &self.col_row[self.col_starts[site as usize]..self.col_starts[site as usize + 1]]
    }

    /// The rows of a site with the place of the pair.
    pub fn pairs_of(&self, site: u32) -> impl Iterator<Item = (usize, usize)> + '_ {
        let range = self.col_starts[site as usize]..self.col_starts[site as usize + 1];
        let rows = self.col_row[range.clone()].iter();
        rows.zip(&self.col_place[range]).map(|(&row, &place)| (row as usize, place as usize))
    }
}
