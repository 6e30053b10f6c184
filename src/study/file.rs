//! The study file: its text becomes typed values, or a list of everything that is wrong with it.
//!
//! Names, types and defaults are those of `docs/study.md`. Never here: reading files (paths stay as written), checking
//! that they exist, anything about the rows inside them.

mod circle;
mod circle_analyses;
mod orders;
mod questions;
mod reader;
mod rules;
mod scenarios;
mod sources;
mod texts;
mod write;
mod write_circle;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use toml::de::DeTable;

pub use circle::{Circle, Count, Expected};
pub use circle_analyses::{Access, Given, Teams};
pub use orders::OrderSource;
pub use questions::{Allocation, Analyses, Gaps, Heat, Hours, Isochrones};
pub use rules::RuleSource;
pub use sources::{AreaSource, CandidateSource, DemandSource, FacilitySource, Origin, Table};

pub use texts::{duration, length};
pub use write::{Remarks, demand_block, facilities_block, kind_block, write};

use crate::issue::{Code, Issue, Severity};
use crate::places::Kind;
use crate::study::scenario::Scenario;
use crate::units::Deciseconds;
use crate::words::Words;
use reader::{Entry, Keys, Reader, Section};

/// The promise where a study does not give one: 30 minutes.
pub const LIMIT: Deciseconds = Deciseconds::from_minutes(30);
/// How far travel times are followed where a study does not say: 100 minutes.
pub const HORIZON: Deciseconds = Deciseconds::from_minutes(100);
/// The smallest group of people that is published where a study does not say.
pub const MINIMUM_GROUP: u32 = 5;

/// A study as its file states it, defaults filled in. Paths are as written: relative ones start at the study file.
#[derive(Clone, PartialEq, Debug)]
pub struct StudyFile {
    /// The id, of lower-case letters, digits and `-`.
    pub id: String,
    /// The name; the id where none is given.
    pub name: Words,
    /// The IANA time zone, checked for its shape only.
    pub time_zone: Option<String>,
    /// The Monday of the week whose timetables and opening hours count.
    pub reference_week: Option<Date>,
    /// The promise.
    pub limit: Deciseconds,
    /// How far travel times are followed; at least every limit.
    pub horizon: Deciseconds,
    /// Nothing about fewer people leaves the process; at least 1.
    pub minimum_group: u32,
    /// The road and ferry inputs.
    pub network: NetworkFiles,
    /// The kinds of service, in the order of the file, ids unique; at least one.
    pub kinds: Vec<Kind>,
    /// The ids of the kinds that make the full circle.
    pub joint: Vec<String>,
    /// Where facilities come from; at least one.
    pub facilities: Vec<FacilitySource>,
    /// Where demand comes from; at least one.
    pub demand: Vec<DemandSource>,
    /// Where candidate sites come from.
    pub candidates: Vec<CandidateSource>,
    /// Where areas come from.
    pub areas: Option<AreaSource>,
    /// Levels, hosts, cohorts, posts, control totals.
    pub circle: Circle,
    /// The rules.
    pub rules: Vec<RuleSource>,
    /// Where service orders come from.
    pub orders: Vec<OrderSource>,
    /// The questions asked.
    pub analyses: Analyses,
    /// What the study would be if things were otherwise, in the order of the file, ids unique.
    pub scenarios: Vec<Scenario>,
}

impl StudyFile {
    /// Is any demand made rather than counted? Then every figure says so.
    pub fn synthetic(&self) -> bool {
        self.demand.iter().any(|source| source.synthetic)
    }

    /// The kind with this id.
    pub fn kind(&self, id: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }
}

/// What the network is built from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NetworkFiles {
    /// OpenStreetMap extracts; at least one.
    pub osm: Vec<String>,
    /// Rows that replace those of the built-in speed table.
    pub speeds: Option<String>,
    /// Rows that mend ferry lines.
    pub ferries: Option<String>,
    /// The table of sailings.
    pub sailings: Option<String>,
    /// GTFS feeds, zipped or as folders.
    pub gtfs: Vec<String>,
}

/// Reads a study file; `file_name` is what its issues call it.
///
/// # Errors
/// All issues, when at least one of them is an error. Otherwise the notes come with the study.
///
/// ```
/// let text = r#"
/// [study]
/// id = "gozo"
/// [network]
/// osm = ["gozo.osm.pbf"]
/// [[kinds]]
/// id = "doctor"
/// profil = "car"
/// "#;
/// let issues = halfhour::study::file::parse(text, "study.toml").unwrap_err();
/// let unknown = issues.iter().find(|issue| issue.code.name() == "study-unknown-key").unwrap();
/// assert_eq!(unknown.cause.en, "line 8: `profil = \"car\"`: unknown key `profil`; did you mean `profile`?");
/// ```
pub fn parse(text: &str, file_name: &str) -> Result<(StudyFile, Vec<Issue>), Vec<Issue>> {
    let mut reader = Reader::new(text, file_name);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let offset = error.span().map_or(0, |span| span.start);
        let message = error.message();
        let cause = Words::new(format!("不是有效的 TOML（{message}）"), format!("not TOML: {message}"));
        reader.at(Code::StudySyntax, offset, "", &cause);
    }
    // What a broken text was mended into is not what its author meant: nothing more is said about it.
    let study = errors.is_empty().then(|| study(&mut reader, document.get_ref())).flatten();
    let mut issues = reader.issues;
    issues.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
    match study {
        Some(study) if issues.iter().all(|issue| issue.severity() != Severity::Error) => Ok((study, issues)),
        _ => Err(issues),
    }
}

const TOP: Keys = Keys {
    known: &[
        "study",
        "network",
        "kinds",
        "joint",
        "facilities",
        "demand",
        "candidates",
        "areas",
        "analyses",
        "levels",
        "hosts",
        "cohorts",
        "priorities",
        "staff",
        "totals",
        "rules",
        "orders",
        "scenarios",
    ],
};
const STUDY: Keys = Keys { known: &["id", "name", "time_zone", "reference_week", "limit", "horizon", "minimum_group"] };

fn study(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Option<StudyFile> {
    let top = reader.root(document, TOP);
    let head = reader.must(&top, "study", |r, entry| r.section(entry, STUDY));
    let promise = head.as_ref().map_or_else(Promise::default, |head| promise(reader, head));
    let network = reader.must(&top, "network", network);
    let with_speeds = network.as_ref().is_some_and(|network| network.speeds.is_some());
    let kinds = questions::kinds(reader, &top, &promise, with_speeds);
    let joint = questions::joint(reader, &top, &kinds);
    let facilities = sources::all(reader, &top, "facilities", |r, entry| sources::facilities(r, entry, &kinds));
    let demand = sources::all(reader, &top, "demand", sources::demand);
    for (key, empty, what) in [
        ("kinds", kinds.is_empty(), ("没有服务类别", "there is no kind of service")),
        ("facilities", facilities.is_empty(), ("没有设施来源", "there is no source of facilities")),
        ("demand", demand.is_empty(), ("没有需求来源", "there is no source of demand")),
    ] {
        // A table that is there but wrong has an issue of its own.
        if empty && top.get(key).is_none_or(|entry| entry.is_empty_list()) {
            reader.whole(Code::StudyEmpty, key, Words::new(what.0, what.1));
        }
    }
    let candidates = sources::all(reader, &top, "candidates", |r, entry| sources::candidates(r, entry, &kinds));
    let areas = reader.may(&top, "areas", sources::areas);
    let circle = circle::circle(reader, &top, promise.horizon, (&kinds, &demand));
    let analyses = questions::analyses(reader, &top, promise.horizon);
    let scenarios = scenarios::scenarios(reader, &top);
    let head = head?;
    let id = reader.must(&head, "id", |r, entry| id(r, entry, '-'));
    let name = reader.may(&head, "name", Reader::name);
    let time_zone = reader.may(&head, "time_zone", time_zone);
    let reference_week = reader.may(&head, "reference_week", monday);
    let minimum_group = reader.may(&head, "minimum_group", |r, entry| r.number(entry, 1..=u32::MAX));
    let rules = rules::rules(reader, &top, &kinds, minimum_group.unwrap_or(MINIMUM_GROUP));
    let orders = sources::all(reader, &top, "orders", orders::orders);
    let id = id?;
    Some(StudyFile {
        name: name.unwrap_or_else(|| Words::same(id.as_str())),
        id,
        time_zone,
        reference_week,
        limit: promise.limit,
        horizon: promise.horizon,
        minimum_group: minimum_group.unwrap_or(MINIMUM_GROUP),
        network: network?,
        kinds,
        joint,
        facilities,
        demand,
        candidates,
        areas,
        circle,
        rules,
        orders,
        analyses,
        scenarios,
    })
}

/// The two numbers that are never mixed.
#[derive(Clone, Copy)]
struct Promise {
    limit: Deciseconds,
    horizon: Deciseconds,
}

impl Default for Promise {
    fn default() -> Self {
        Self { limit: LIMIT, horizon: HORIZON }
    }
}

fn promise(reader: &mut Reader<'_>, head: &Section<'_>) -> Promise {
    let limit = reader.may(head, "limit", Reader::some_time).unwrap_or(LIMIT);
    let horizon = reader.may(head, "horizon", |r, entry| {
        let horizon = r.some_time(entry)?;
        if horizon < limit {
            let cause = Words::new("horizon 不得短于 limit", "the horizon must not be shorter than the limit");
            return r.bad(entry, &cause);
        }
        Some(horizon)
    });
    Promise { limit, horizon: horizon.unwrap_or(HORIZON.max(limit)) }
}

fn network(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<NetworkFiles> {
    let section = reader.section(entry, Keys { known: &["osm", "speeds", "ferries", "sailings", "gtfs"] })?;
    let osm = reader.must(&section, "osm", Reader::texts);
    let speeds = reader.may(&section, "speeds", Reader::text);
    let ferries = reader.may(&section, "ferries", Reader::text);
    let sailings = reader.may(&section, "sailings", Reader::text);
    let gtfs = reader.may(&section, "gtfs", Reader::texts).unwrap_or_default();
    Some(NetworkFiles { osm: osm.unwrap_or_default(), speeds, ferries, sailings, gtfs })
}

fn id(reader: &mut Reader<'_>, entry: &Entry<'_>, joiner: char) -> Option<String> {
    let text = reader.text(entry)?;
    if texts::is_id(&text, joiner) {
        return Some(text);
    }
    let cause = Words::new(
        format!("编号只能含小写字母、数字和 `{joiner}`"),
        format!("an id has only lower-case letters, digits and `{joiner}`"),
    );
    reader.bad(entry, &cause)
}

fn time_zone(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<String> {
    let text = reader.text(entry)?;
    if texts::is_time_zone(&text) {
        return Some(text);
    }
    let cause = Words::new(
        "不是 IANA 时区；写法如 \"Asia/Shanghai\"",
        "not an IANA time zone; write one such as \"Asia/Shanghai\"",
    );
    reader.bad(entry, &cause)
}

fn monday(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Date> {
    let date = reader.date(entry)?;
    if date.weekday() == Weekday::Monday {
        return Some(date);
    }
    reader.bad(entry, &Words::new(format!("{date} 不是星期一"), format!("{date} is not a Monday")))
}

/// Column names of a table, by what they mean to this program.
pub type Columns = BTreeMap<String, String>;

#[cfg(test)]
mod tests;
