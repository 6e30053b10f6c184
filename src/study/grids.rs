//! The cell grids of a study: made when first asked for, kept for the next question.
//!
//! Never here: which cells an origin reaches (see `analysis`).

use std::sync::OnceLock;

use crate::analysis::isochrone::CellGrid;
use crate::network::{Network, ProfileId};
use crate::travel::Heading;
use crate::units::Metres;

/// One grid a profile and heading, all with cells of one size.
#[derive(Debug)]
pub struct Grids {
    cell: Metres,
    away: Vec<OnceLock<CellGrid>>,
    back: Vec<OnceLock<CellGrid>>,
}

impl Grids {
    /// No grid yet for any profile of `network`.
    pub fn new(network: &Network, cell: Metres) -> Self {
        let none = || network.profiles().iter().map(|_| OnceLock::new()).collect();
        Self { cell, away: none(), back: none() }
    }

    /// The grid of a profile and heading on the network of the study.
    pub fn get(&self, network: &Network, profile: ProfileId, heading: Heading) -> &CellGrid {
        let grids = match heading {
            Heading::Away => &self.away,
            Heading::Back => &self.back,
        };
        grids[profile.index()].get_or_init(|| CellGrid::new(network, (profile, heading), self.cell))
    }
}
