//! Timetables: lines of boats, where they call, when they sail in the week of the study.
//!
//! All clocks are deciseconds since the Monday of the study's week began in its time zone, as they really pass: a night
//! that is an hour shorter is one. A line sails at fixed clocks ([`Sailing`]), or at an interval that is known while the
//! minute is not ([`Headway`]).
//! Never here: roads, travel times, files.

mod calls;
mod clock;
mod disruption;
mod phases;
mod service;
mod tidy;
mod week;

use serde::{Deserialize, Serialize};

pub use calls::Calls;
pub use clock::Clock;
pub use disruption::Disruption;
pub use phases::Phases;
pub use service::{Offer, time_of_day};
pub use week::{Hour, Week};

use crate::space::LatLon;
use crate::units::Deciseconds;
use crate::words::Words;

/// Where boats call.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Stop {
    /// Unique within the timetable: an OSM node such as `n123`, or `feed:stop`.
    pub id: String,
    /// Its name, else its id.
    pub name: Words,
    /// Where one comes ashore, WGS-84: a stop on a node of a road has exactly the position of that node, and one whose quay
    /// touches no road that of the node where its walk begins.
    pub at: LatLon,
    /// The walk between that place and the quay, each way; not part of any crossing.
    pub walk: Deciseconds,
}

/// Who may board, by mode of travel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Who {
    /// People on foot.
    pub foot: bool,
    /// People with bicycles.
    pub bicycle: bool,
    /// Cars.
    pub car: bool,
}

impl Who {
    /// Everybody.
    pub const ALL: Self = Self { foot: true, bicycle: true, car: true };
    /// Nobody.
    pub const NOBODY: Self = Self { foot: false, bicycle: false, car: false };

    /// Does anybody board?
    pub fn anybody(self) -> bool {
        self.foot || self.bicycle || self.car
    }
}

/// Where the sailings of a line come from, the most trusted first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum ServiceSource {
    /// The study's own table.
    Table,
    /// A GTFS feed.
    Gtfs,
    /// The map: `interval`, `duration`, `opening_hours`.
    Map,
    /// Nothing is known: the documented default.
    Default,
}

impl ServiceSource {
    /// Its name in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Gtfs => "gtfs",
            Self::Map => "map",
            Self::Default => "default",
        }
    }
}

/// A line of boats.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// Unique: an OSM id such as `w625508807`, or the id in its table or feed.
    pub id: String,
    /// Its name, else its id.
    pub name: Words,
    /// The OSM ways that it leads over; none where it is not on the map.
    pub ways: Vec<i64>,
    /// Where its sailings come from.
    pub source: ServiceSource,
    /// Who may board.
    pub who: Who,
    /// Before a boat sails one must have been at the quay for this long.
    pub boarding: Deciseconds,
    /// The class of weather in which it does not sail, as the table names it.
    pub weather: Option<String>,
    /// Does it sail only when somebody asks?
    pub on_demand: bool,
    /// Boats at fixed clocks, ordered by departure.
    pub sailings: Vec<Sailing>,
    /// Boats at an interval.
    pub headways: Vec<Headway>,
}

/// A boat from one stop to another. Calls between them are sailings of their own: who stays aboard takes the longer one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Sailing {
    /// When it leaves.
    pub departure: Clock,
    /// When it is there; not before it leaves.
    pub arrival: Clock,
    /// The index of the stop where it begins.
    pub from: u32,
    /// The index of the stop where it ends.
    pub to: u32,
}

/// Boats at an interval from one stop to another. Nobody knows the minute: in each window the first boat sails at some
/// time less than an interval after the window's beginning, all of these equally likely and the same for all windows of a line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Headway {
    /// The index of the stop where it begins.
    pub from: u32,
    /// The index of the stop where it ends.
    pub to: u32,
    /// Time between the two.
    pub crossing: Deciseconds,
    /// Time between two boats, above zero.
    pub interval: Deciseconds,
    /// When boats leave, half open, ordered, apart.
    pub windows: Vec<(Clock, Clock)>,
}

/// All lines of a study.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Timetable {
    /// Where boats call; sailings and headways give indexes.
    pub stops: Vec<Stop>,
    /// The lines, ordered by id.
    pub lines: Vec<Line>,
}
