//! A service order: one call for help and what became of it.
//!
//! Orders are personal: nothing here leaves the process but through `layer`. Never here: how often, how fast.

use jiff::civil::DateTime;

use super::Row;
use crate::space::LatLon;

/// One order. Its times are local and do not run backwards, as far as they are known.
#[derive(Clone, PartialEq, Debug)]
pub struct Order {
    /// Unique within the study.
    pub id: String,
    /// When help was called for.
    pub time: DateTime,
    /// What for.
    pub category: String,
    /// Through which channel the call came.
    pub channel: Option<String>,
    /// Where help is needed, WGS-84; none when only the demand point is known.
    pub at: Option<LatLon>,
    /// The id of the demand point that called.
    pub place: Option<String>,
    /// The id of the facility that was sent.
    pub facility: Option<String>,
    /// When it was sent.
    pub dispatched: Option<DateTime>,
    /// When help arrived.
    pub arrived: Option<DateTime>,
    /// When the order was closed.
    pub closed: Option<DateTime>,
    /// Was the caller satisfied? None where nobody asked.
    pub satisfied: Option<bool>,
    /// Its row; the table counts among those of orders.
    pub row: Row,
}
