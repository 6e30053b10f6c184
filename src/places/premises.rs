//! Premises that may hold a service: campuses, companies, markets.
//!
//! Never here: which of them must hold one (see `analysis::rules`), the service itself.

use serde::{Deserialize, Serialize};

use crate::space::LatLon;
use crate::words::Words;

/// One campus, company or market.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Premises {
    /// Unique within its table.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Where it stands, WGS-84.
    pub at: LatLon,
    /// Its type, such as `campus`; a table without such a column is of one type.
    pub sort: Option<String>,
    /// The code or id of its area, if the table gives one.
    pub area: Option<String>,
}
