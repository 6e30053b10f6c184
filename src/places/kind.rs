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
}
