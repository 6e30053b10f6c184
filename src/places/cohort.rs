//! Who the people of a demand point are: cohorts, priority, home and work, the facility they are assigned to.
//!
//! Never here: which of it may be published (see `layer`).

use serde::{Deserialize, Serialize};

use crate::space::LatLon;
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// A group that figures are told for besides everybody: hardship, disability, age. Cohorts may overlap.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cohort {
    /// Its id: the column is `cohort_<id>`.
    pub id: String,
    /// Its name.
    pub name: Words,
}

/// A class of people with a promise of their own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Priority {
    /// Its id, as the column `priority` writes it.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Their limit, for every kind of service.
    pub limit: Deciseconds,
}

/// What is known of the people of a demand point besides their number and home.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Traits {
    /// The id of their priority class.
    pub priority: Option<String>,
    /// How many of them belong to each cohort, in the order of the study; empty where the table has no cohorts.
    pub cohorts: Vec<People>,
    /// Where they work, WGS-84; by day they are there.
    pub work: Option<LatLon>,
    /// The id of the facility they are assigned to.
    pub facility: Option<String>,
}
