//! What a facility offers besides its kind, the levels facilities stand on, and the hosts they live in.
//!
//! Never here: who is reached, posts of single persons (see `staff`).

use serde::{Deserialize, Serialize};

use crate::units::People;
use crate::words::Words;

/// What is known of a facility besides its kind, level and staff.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Supply {
    /// The id of the facility above it.
    pub parent: Option<String>,
    /// The type of its host, such as `campus`; none for a house of its own.
    pub host: Option<String>,
    /// Its grade, such as `model`.
    pub grade: Option<String>,
    /// How many people it can serve; where the table does not say, its staff counts.
    pub capacity: Option<People>,
    /// When it is open, as the table writes it.
    pub hours: Option<String>,
    /// The functions it offers; where the table does not say, those of its kind.
    pub functions: Vec<String>,
    /// Volunteers: staff that may be called in when the regular one is not enough.
    pub volunteers: Option<People>,
}

/// One level of a service, such as district, street and community.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Level {
    /// Its id, as the column `level` writes it.
    pub id: String,
    /// Its name.
    pub name: Words,
}

/// A type of host: a campus, a company, a market.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Host {
    /// Its id, as the column `host` writes it.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The cohort that may be served there; `None` for everybody.
    pub serves: Option<String>,
    /// When it lets people in, as an OSM `opening_hours`.
    pub hours: Option<String>,
}
