//! A kind of service and what is promised about it.
//!
//! Never here: travel times, facilities.

use serde::{Deserialize, Serialize};

use crate::units::Deciseconds;
use crate::words::Words;

/// Who travels.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Responders travel out from the facility.
    From,
    /// People travel to the facility.
    Toward,
    /// There and back; the limit holds for the sum.
    RoundTrip,
}

impl Direction {
    /// The name in study files, parameters and results.
    pub fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::Toward => "toward",
            Self::RoundTrip => "round_trip",
        }
    }

    /// The direction with this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::From, Self::Toward, Self::RoundTrip].into_iter().find(|direction| direction.name() == name)
    }
}

/// How a journey takes boats. On the way out and on the way in the vehicle stands where the journey begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boats {
    /// With the vehicle, on boats that carry it; who walks takes boats for people on foot.
    #[default]
    Aboard,
    /// The vehicle may be left at any quay; beyond it boats for people on foot are taken, and one walks on.
    WalkOn,
    /// The vehicle may be left at any quay, and beyond the boat another one waits.
    PickedUp,
}

impl Boats {
    /// The name in study files, parameters and results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aboard => "aboard",
            Self::WalkOn => "walk_on",
            Self::PickedUp => "picked_up",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Aboard, Self::WalkOn, Self::PickedUp].into_iter().find(|boats| boats.name() == name)
    }
}

/// One kind of service.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Kind {
    /// Its id, such as `doctor`.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The id of the profile that travels.
    pub profile: String,
    /// Who travels.
    pub direction: Direction,
    /// Time counted before travel begins.
    pub mobilisation: Deciseconds,
    /// The promise: mobilisation, legs and network together take at most this long.
    pub limit: Deciseconds,
    /// How boats are taken, where the hour of the day counts.
    pub boats: Boats,
    /// How long one stays between there and back; not counted, but the boat back is the one after it.
    pub dwell: Deciseconds,
}
