//! What a report is made of: published figures, layers and texts, ready to print.
//!
//! Never here: how a figure was computed or made publishable (see `analysis` and `layer`), sentences, HTML.

use geo::Polygon;

use super::section::Section;
use crate::issue::Code;
use crate::layer::Layer;
use crate::places::Direction;
use crate::space::LatLon;
use crate::units::Deciseconds;
use crate::words::{Lang, Words};

/// Everything that `report.html` shows. Every number of people is a published figure; lists that speak of kinds
/// refer to [`Report::kinds`] by index, or stand in its order.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The id of the study.
    pub study: &'a str,
    /// Its name.
    pub name: &'a Words,
    /// The version of the program that computed the figures.
    pub version: &'a str,
    /// The language that is shown first.
    pub lang: Lang,
    /// True when the people are made up; said wherever they are shown.
    pub synthetic: bool,
    /// What the figures refer to (a reference week, the limit), printed under the title.
    pub facts: Vec<Fact>,
    /// How far travel times were followed.
    pub horizon: Deciseconds,
    /// No figure is about fewer people than this.
    pub minimum_group: u64,
    /// The people asked about.
    pub demand: Demand,
    /// One entry a kind of service, in the order of the study.
    pub kinds: Vec<KindFigures>,
    /// The full circle: all joint kinds in time.
    pub joint: JointFigures,
    /// Where people are outside it.
    pub gaps: Gaps,
    /// One entry an area; empty when the study has none.
    pub areas: Vec<AreaFigures>,
    /// The reference week, where answers depend on the hour.
    pub week: Option<WeekFigures>,
    /// The islands, the most urgent first; empty when the study has none.
    pub islands: Vec<IslandFigures>,
    /// The sections of further analyses.
    pub sections: &'a [Section],
    /// What the map shows.
    pub map: MapData<'a>,
    /// What was wrong with the inputs, counted by code.
    pub issues: Vec<IssueCount>,
    /// The input files.
    pub inputs: Vec<InputFile>,
    /// Sources and licences.
    pub credits: Vec<Words>,
    /// What the reader must know before using the figures.
    pub assumptions: Vec<Words>,
}

/// Who is inside the circle hour by hour.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct WeekFigures {
    /// The Monday and the time zone.
    pub calendar: String,
    /// The share of people over the whole week, 0 to 1.
    pub share: f64,
    /// The share from 22:00 to 06:00.
    pub night_share: f64,
    /// The best hour and the worst, with the people inside.
    pub best: Option<(String, u64)>,
    /// The worst one.
    pub worst: Option<(String, u64)>,
    /// For each day, Monday first, the share of people in each of its 24 hours; none in an hour that the clocks skip.
    pub days: Vec<Vec<Option<f64>>>,
    /// Lines whose minute nobody knows: how many of all.
    pub headways: (usize, usize),
    /// Boats that do not sail.
    pub without: Option<Words>,
}

impl WeekFigures {
    /// The smallest and the largest share of an hour.
    pub fn range(&self) -> (f64, f64) {
        let shares = self.days.iter().flatten().flatten();
        shares.fold((1.0, 0.0), |(low, high): (f64, f64), &share| (low.min(share), high.max(share)))
    }
}

/// One island.
#[derive(Clone, PartialEq, Debug)]
pub struct IslandFigures {
    /// Its name.
    pub name: Words,
    /// Its people; none where they are too few to be told.
    pub people: Option<u64>,
    /// What is to be said first: nothing, or why help does not come.
    pub status: Words,
    /// How it is joined to others.
    pub joined: Words,
    /// Boats a day.
    pub boats: f64,
    /// The first and the last boat of a day.
    pub first_last: (String, String),
    /// The share of the week with all services in time.
    pub share: Option<f64>,
    /// For each kind how many facilities stand on it.
    pub residents: Vec<u64>,
}

/// A label and a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Fact {
    /// What it is about.
    pub label: Words,
    /// What holds.
    pub value: Words,
}

/// The demand of a study.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Demand {
    /// People.
    pub people: u64,
    /// Demand points.
    pub points: u64,
    /// Demand that could not be joined to a road, by reason.
    pub unsnapped: Vec<Unsnapped>,
}

/// Demand without a road.
#[derive(Clone, PartialEq, Debug)]
pub struct Unsnapped {
    /// Why.
    pub reason: Words,
    /// Demand points.
    pub points: u64,
    /// People.
    pub people: u64,
}

/// One kind of service and how many it reaches in time.
#[derive(Clone, PartialEq, Debug)]
pub struct KindFigures {
    /// Its id, as in the layers.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Who travels.
    pub direction: Direction,
    /// The profile that travels: `car`, `foot`, `bicycle` or one of the study's own.
    pub profile: String,
    /// Time counted before travel.
    pub mobilisation: Deciseconds,
    /// The promise.
    pub limit: Deciseconds,
    /// Facilities.
    pub facilities: u64,
    /// People within the limit.
    pub people_covered: u64,
    /// Their share of all people, 0 to 1.
    pub share: f64,
    /// The median time in seconds; `None` when half of the people are beyond the horizon.
    pub median_s: Option<u32>,
    /// The 95th percentile in seconds, likewise.
    pub p95_s: Option<u32>,
    /// People beyond the horizon.
    pub unreached_people: u64,
}

/// The full circle.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct JointFigures {
    /// The kinds that make it.
    pub kinds: Vec<usize>,
    /// People within the limits of all of them.
    pub people_covered: u64,
    /// Their share of all people, 0 to 1.
    pub share: f64,
    /// The others, by what they miss.
    pub missing: Vec<Missing>,
}

/// People who miss exactly these kinds.
#[derive(Clone, PartialEq, Debug)]
pub struct Missing {
    /// The kinds.
    pub kinds: Vec<usize>,
    /// People.
    pub people: u64,
}

/// The gaps of a study.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Gaps {
    /// The largest, largest first.
    pub largest: Vec<Gap>,
    /// How many there are in all.
    pub count: u64,
    /// People in all of them.
    pub people: u64,
}

/// One gap.
#[derive(Clone, PartialEq, Debug)]
pub struct Gap {
    /// The place it is named after, in its own language (or Chinese) and in English.
    pub name: Words,
    /// The area it lies in; empty when not known.
    pub area: Words,
    /// People.
    pub people: u64,
    /// The joint kinds that do not come in time.
    pub missing: Vec<usize>,
    /// The nearest time of each kind in seconds, even beyond the limit; `None` beyond the horizon.
    pub nearest_s: Vec<Option<u32>>,
    /// Where its number stands on the map.
    pub anchor: LatLon,
}

/// One area.
#[derive(Clone, PartialEq, Debug)]
pub struct AreaFigures {
    /// Its name.
    pub name: Words,
    /// People.
    pub people: u64,
    /// People within the full circle.
    pub joint_covered: u64,
    /// People within the limit of each kind.
    pub covered: Vec<u64>,
}

/// What the map shows. Positions are WGS-84 degrees.
#[derive(Clone, Debug)]
pub struct MapData<'a> {
    /// Dry land; empty means that everything is land.
    pub land: &'a [Polygon],
    /// Roads.
    pub roads: Vec<Road>,
    /// Ferry lines.
    pub ferries: Vec<Vec<LatLon>>,
    /// Layer `coverage`: published units with `people` and `joint_covered`.
    pub coverage: &'a Layer,
    /// Layer `facilities`: points with `kind`.
    pub facilities: &'a Layer,
    /// Printed on the map: who made the data, under which licence.
    pub credit: String,
}

/// A road on the map.
#[derive(Clone, PartialEq, Debug)]
pub struct Road {
    /// 0 motorway and trunk, 1 primary, 2 secondary, 3 tertiary, 4 streets, 5 service roads, 6 tracks and paths.
    /// When there are too many for a picture, the highest numbers are left out first.
    pub class: u8,
    /// Its line.
    pub line: Vec<LatLon>,
}

/// How often an issue occurred.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IssueCount {
    /// The kind of issue.
    pub code: Code,
    /// How often.
    pub count: u64,
}

/// One input file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputFile {
    /// The path as the study names it.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}
