//! Places with a meaning: facilities, demand points, areas, named places, land.
//!
//! Plain values; never here: roads, travel times, files, what may be published.

pub mod areas;
pub mod cohort;
pub mod datum_fit;
pub mod kind;
pub mod land;
pub mod order;
pub mod premises;
pub mod staff;
pub mod supply;

use serde::{Deserialize, Serialize};

pub use areas::{Area, AreaIndex, Areas};
pub use cohort::{Cohort, Priority, Traits};
pub use kind::{Boats, Direction, Kind};
pub use land::Land;
pub use order::Order;
pub use premises::Premises;
pub use staff::{Post, head_count};
pub use supply::{Host, Level, Supply};

use crate::space::LatLon;
use crate::units::People;
use crate::words::Words;

/// Where a record stands in the tables of a study, so that an issue found later can name its line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Which table: the index of its source in the study.
    pub table: u32,
    /// The line, counted from 1.
    pub line: u64,
}

/// A place from which a service is given: a station, a clinic, a lawyer's office.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Facility {
    /// Unique within the study.
    pub id: String,
    /// The id of its kind of service.
    pub kind: String,
    /// Its name in Chinese (or in its own language) and in English.
    pub name: Words,
    /// Where it stands, WGS-84.
    pub at: LatLon,
    /// Its level, as the table names it.
    pub level: Option<String>,
    /// Staff, as the table counts them.
    pub staff: Option<People>,
    /// The code or id of its area, if the table gives one.
    pub area: Option<String>,
    /// What else it offers.
    pub supply: Supply,
    /// Its row; none for objects of the map.
    pub row: Option<Row>,
}

/// People at one place who may need help.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemandPoint {
    /// Unique within the study.
    pub id: String,
    /// Where they live, WGS-84.
    pub at: LatLon,
    /// How many they are.
    pub people: People,
    /// The code or id of their area, if the table gives one; otherwise the area is found by position.
    pub area: Option<String>,
    /// What else is known of them.
    pub traits: Traits,
    /// Their row.
    pub row: Option<Row>,
}

/// What is settled about a possible site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum SiteRole {
    /// It may be opened.
    #[default]
    Candidate,
    /// It must be opened.
    Required,
    /// It is open already, and costs nothing.
    Existing,
    /// It stays closed.
    Excluded,
}

impl SiteRole {
    /// The role with this name, in a table.
    pub fn named(name: &str) -> Option<Self> {
        match name.trim().to_lowercase().as_str() {
            "candidate" | "可选" => Some(Self::Candidate),
            "required" | "必选" => Some(Self::Required),
            "existing" | "已有" | "现有" => Some(Self::Existing),
            "excluded" | "排除" => Some(Self::Excluded),
            _ => None,
        }
    }
}

/// What a table says of a possible site besides its place.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Terms {
    /// What it costs to open, in any unit; 1 where the table does not say.
    pub cost: Option<u64>,
    /// How many people it could serve; any number where the table does not say.
    pub capacity: Option<People>,
    /// The type of its host.
    pub host: Option<String>,
    /// What is settled about it.
    pub role: SiteRole,
    /// The code or id of its area; otherwise found by position.
    pub area: Option<String>,
}

/// A possible site for a new facility.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CandidateSite {
    /// Unique within the study.
    pub id: String,
    /// The kind of service it could give.
    pub kind: String,
    /// Its name.
    pub name: Words,
    /// Where it stands, WGS-84.
    pub at: LatLon,
    /// What else is known of it.
    pub terms: Terms,
}

/// How large a named place is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum PlaceClass {
    /// `place=city`
    City,
    /// `place=town`
    Town,
    /// `place=village`
    Village,
    /// `place=hamlet`
    Hamlet,
}

/// A named settlement; gaps are named after the nearest one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NamedPlace {
    /// The OSM id, such as `n123`.
    pub id: String,
    /// Its name in its own language (or Chinese) and in English.
    pub name: Words,
    /// Where its label stands, WGS-84.
    pub at: LatLon,
    /// How large it is.
    pub class: PlaceClass,
    /// Its population, where the map gives it.
    pub population: Option<u64>,
}
