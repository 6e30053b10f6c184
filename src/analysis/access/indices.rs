//! All access indices of one kind, from one sweep over its facilities.
//!
//! Never here: which figures may be told.

use super::Row;
use super::catchment::{Ground, Shares, Zones};
use super::cumulative::add;
use super::decay::{Decay, Weights};
use crate::analysis::reach::reach;
use crate::places::Kind;
use crate::progress::{Cancelled, Progress, Quiet};
use crate::travel::{Link, Weighed};
use crate::units::{Deciseconds, People};

/// So many facilities are swept together, so that far pairs need not all be kept.
const CHUNK: usize = 512;

/// The floating catchments, in the order of [`Indices::catchments`].
pub const CATCHMENTS: [&str; 3] = ["2sfca", "e2sfca", "3sfca"];

/// What is asked of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The network for the kind's profile.
    pub weighed: Weighed<'a>,
    /// The kind.
    pub kind: &'a Kind,
    /// Its facilities, and what each gives.
    pub facilities: (&'a [Option<Link>], &'a [f64]),
    /// The demand, and how many people are at each point.
    pub demand: (&'a [Option<Link>], &'a [People]),
    /// The decays, and how far they are followed.
    pub decays: (&'a [Decay], Deciseconds),
    /// The zones of E2SFCA and 3SFCA. 2SFCA has the limit of the kind.
    pub zones: &'a Zones,
}

/// What was found for one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Indices {
    /// For each decay the opportunities of each demand point.
    pub cumulative: Vec<Vec<f64>>,
    /// 2SFCA, E2SFCA and 3SFCA.
    pub catchments: [Shares; 3],
}

impl Ask<'_> {
    /// Works them all out.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn indices(&self, progress: &dyn Progress) -> Result<Indices, Cancelled> {
        let ((facilities, supply), (demand, people)) = (self.facilities, self.demand);
        let (decays, within) = self.decays;
        let near = self.kind.limit.max(self.zones.end());
        let weights: Vec<Weights> = decays.iter().map(|&decay| Weights::new(decay, within)).collect();
        let mut cumulative = vec![vec![0.0; demand.len()]; decays.len()];
        let mut kept: Vec<Row> = Vec::with_capacity(facilities.len());
        for (facilities, supply) in facilities.chunks(CHUNK).zip(supply.chunks(CHUNK)) {
            progress.check()?;
            let rows = reach(self.weighed, self.kind, (facilities, demand), near.max(within), &Quiet(progress))?;
            for (row, &supply) in rows.iter().zip(supply) {
                cumulative.iter_mut().zip(&weights).for_each(|(sums, weights)| add(sums, row, supply, weights));
            }
            kept.extend(rows.into_iter().map(|row| row.into_iter().filter(|(_, time)| *time <= near).collect::<Row>()));
        }
        let ground = Ground { pairs: &kept, supply, people };
        let limit = Zones::one(self.kind.limit);
        let catchments = [ground.two_step(&limit), ground.two_step(self.zones), ground.three_step(self.zones)];
        Ok(Indices { cumulative, catchments })
    }
}
