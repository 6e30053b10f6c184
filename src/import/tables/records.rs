//! Rows become facilities, candidate sites, demand points and the points of a matrix.
//!
//! Never here: formats, columns, positions (see `table`, `columns`, `reading`).

use std::collections::BTreeSet;

use super::Source;
use super::columns::Fields;
use super::number::number;
use super::reading::Reading;
use super::table;
use crate::issue::{Code, Issue};
use crate::places::{CandidateSite, Cohort, DemandPoint, Facility, Post, Row, SiteRole, Supply, Terms, Traits};
use crate::space::LatLon;
use crate::units::People;
use crate::words::Words;

const FACILITY: Fields<'_> = Fields {
    required: &["id", "lon", "lat"],
    optional: &[
        "name",
        "name_en",
        "kind",
        "level",
        "staff",
        "area",
        "parent",
        "host",
        "grade",
        "capacity",
        "hours",
        "functions",
        "volunteers",
    ],
};

const DEMAND: [&str; 6] = ["people", "area", "priority", "work_lon", "work_lat", "facility"];

const CANDIDATE: Fields<'_> = Fields {
    required: &["id", "lon", "lat"],
    optional: &["name", "name_en", "cost", "capacity", "host", "role", "area"],
};

const POINT: Fields<'_> = Fields { required: &["id", "lon", "lat"], optional: &[] };

/// An origin or destination of a matrix.
#[derive(Clone, PartialEq, Debug)]
pub struct NamedPoint {
    /// Unique within its file.
    pub id: String,
    /// Where it is, WGS-84.
    pub at: LatLon,
}

/// The facilities of a table, in its order. A row is of the kind that its `kind` column says, of `kind` where there is
/// none or the field is empty; the ids of all kinds of the study are `known`.
pub fn facilities(source: &Source, kind: &str, known: &[&str]) -> (Vec<Facility>, Vec<Issue>) {
    each(source, &FACILITY, false, |reading, row, id, at| {
        let text = |field| reading.columns.get(row, field).map(str::to_owned);
        let (name, level, area) = (name(reading, row, id), text("level"), text("area"));
        let kind = reading.columns.get(row, "kind").unwrap_or(kind);
        if !known.contains(&kind) {
            let quote = reading.findings.quote(kind);
            let words = Words::new(format!("研究文件中没有类别{quote}"), format!("the study has no kind{quote}"));
            reading.findings.row(Code::KindUnknown, row.line, Some("kind"), words);
            return None;
        }
        let (staff, capacity) = (number_of(reading, row, "staff")?, number_of(reading, row, "capacity")?);
        let volunteers = number_of(reading, row, "volunteers")?;
        let text = |field| reading.columns.get(row, field).map(str::to_owned);
        let functions = text("functions").unwrap_or_default();
        let functions = functions.split([';', '；', '、', '|']).map(str::trim).filter(|name| !name.is_empty());
        let supply = Supply {
            parent: text("parent"),
            host: text("host"),
            grade: text("grade"),
            capacity,
            hours: text("hours"),
            functions: functions.map(str::to_owned).collect(),
            volunteers,
        };
        let (id, kind) = (id.to_owned(), kind.to_owned());
        Some(Facility { id, kind, name, at, level, staff, area, supply, row: at_line(row) })
    })
}

/// The possible sites of a table, in its order.
pub fn candidates(source: &Source, kind: &str) -> (Vec<CandidateSite>, Vec<Issue>) {
    each(source, &CANDIDATE, false, |reading, row, id, at| {
        let text = |field| reading.columns.get(row, field).map(str::to_owned);
        let (host, area, role) = (text("host"), text("area"), text("role"));
        let role = match role.as_deref().map(SiteRole::named) {
            None => SiteRole::default(),
            Some(Some(role)) => role,
            Some(None) => {
                let words = Words::new(
                    "应为 candidate、required、existing 或 excluded",
                    "should be candidate, required, existing or excluded",
                );
                reading.findings.row(Code::FieldBad, row.line, Some("role"), words);
                return None;
            }
        };
        // Costs are whole in the solver; a fraction is rounded up, so that no budget is overspent.
        let cost = number_of(reading, row, "cost")?.map(|cost| cost.thousandths().div_ceil(1_000));
        let capacity = number_of(reading, row, "capacity")?;
        let terms = Terms { cost, capacity, host, role, area };
        Some(CandidateSite { id: id.to_owned(), kind: kind.to_owned(), name: name(reading, row, id), at, terms })
    })
}

/// The demand points of a table, in its order. Without a column of people each row is one person, and a note says so.
/// A column `cohort_<id>` counts those of the row's people who belong to the cohort; `yes` and `no` count all and none.
pub fn demand(source: &Source, cohorts: &[Cohort]) -> (Vec<DemandPoint>, Vec<Issue>) {
    let mut alone = false;
    let of_cohorts: Vec<String> = cohorts.iter().map(|cohort| format!("cohort_{}", cohort.id)).collect();
    let optional: Vec<&str> = DEMAND.into_iter().chain(of_cohorts.iter().map(String::as_str)).collect();
    let fields = Fields { required: &["id", "lon", "lat"], optional: &optional };
    each(source, &fields, true, |reading, row, id, at| {
        let area = reading.columns.get(row, "area").map(str::to_owned);
        let people = if reading.columns.has("people") {
            people(reading, row, "people")?
        } else {
            if !std::mem::replace(&mut alone, true) {
                let words = Words::new(
                    "没有人数列，每行按 1 人计",
                    "there is no column of people; each row counts as one person",
                );
                reading.findings.file(Code::PeopleDefault, Some("people"), words);
            }
            People::from_count(1)
        };
        let members = of_cohorts.iter().map(|field| members(reading, row, (field, people)));
        let members: Vec<People> = members.collect::<Option<_>>()?;
        let text = |field| reading.columns.get(row, field).map(str::to_owned);
        let (priority, facility) = (text("priority"), text("facility"));
        let traits = Traits { priority, cohorts: members, work: work(reading, row)?, facility };
        Some(DemandPoint { id: id.to_owned(), at, people, area, traits, row: at_line(row) })
    })
}

const POST: Fields<'_> = Fields { required: &["person", "facility"], optional: &["role"] };

/// The posts of a table of staff, in its order. The same person twice at one facility in one role is refused; issues hold no
/// names.
pub fn posts(source: &Source) -> (Vec<Post>, Vec<Issue>) {
    let (mut reading, rows) = match Reading::open(source, &POST, true) {
        Ok(open) => open,
        Err(issues) => return (Vec::new(), issues),
    };
    let mut posts: Vec<Post> = Vec::with_capacity(rows.len());
    let mut seen = BTreeSet::new();
    for row in &rows {
        let (Some(person), Some(facility)) = (reading.required(row, "person"), reading.required(row, "facility"))
        else {
            continue;
        };
        let role = reading.columns.get(row, "role").map(str::to_owned);
        if !seen.insert((person, facility, role.clone())) {
            let words = Words::new("此人此岗位已在前面的行中", "this post of this person stands in an earlier row");
            reading.findings.row(Code::DuplicateId, row.line, Some("person"), words);
            continue;
        }
        let (person, facility) = (person.to_owned(), facility.to_owned());
        posts.push(Post { person, facility, role, row: Row { table: 0, line: row.line } });
    }
    (posts, reading.findings.finish())
}

/// Origins or destinations, in the order of the table. They may be homes: issues about them hold no values.
pub fn points(source: &Source) -> (Vec<NamedPoint>, Vec<Issue>) {
    each(source, &POINT, true, |_, _, id, at| Some(NamedPoint { id: id.to_owned(), at }))
}

/// Reads every row's id and position, and hands it on to `make`; what `make` refuses it has reported.
fn each<T>(
    source: &Source,
    fields: &Fields<'_>,
    private: bool,
    mut make: impl FnMut(&mut Reading, &table::Row, &str, LatLon) -> Option<T>,
) -> (Vec<T>, Vec<Issue>) {
    let (mut reading, rows) = match Reading::open(source, fields, private) {
        Ok(open) => open,
        Err(issues) => return (Vec::new(), issues),
    };
    let mut made = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(id) = reading.id(row) else { continue };
        let Some(at) = reading.at(row) else { continue };
        if let Some(one) = make(&mut reading, row, &id, at) {
            reading.accept(&id);
            made.push(one);
        }
    }
    (made, reading.findings.finish())
}

/// The row of a table whose index the caller fills in.
fn at_line(row: &table::Row) -> Option<Row> {
    Some(Row { table: 0, line: row.line })
}

/// A place without a name is called by its id.
fn name(reading: &Reading, row: &table::Row, id: &str) -> Words {
    let (own, english) = (reading.columns.get(row, "name"), reading.columns.get(row, "name_en"));
    Words::new(own.or(english).unwrap_or(id), english.or(own).unwrap_or(id))
}

/// A number that may be left out; `None` when it is there and wrong, which has been said.
#[allow(clippy::option_option)]
fn number_of(reading: &mut Reading, row: &table::Row, field: &str) -> Option<Option<People>> {
    match reading.columns.get(row, field) {
        Some(_) => people(reading, row, field).map(Some),
        None => Some(None),
    }
}

/// How many of the row's `people` belong to the cohort of this column; an empty field is none.
fn members(reading: &mut Reading, row: &table::Row, (field, people): (&str, People)) -> Option<People> {
    let Some(text) = reading.columns.get(row, field) else { return Some(People::ZERO) };
    let members = match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "是" | "√" => Some(people),
        "no" | "n" | "false" | "否" => Some(People::ZERO),
        _ => number(text).and_then(People::from_number),
    };
    let members = members.filter(|&members| members <= people);
    if members.is_none() {
        reading.bad_number(row, field, text);
    }
    members
}

/// Where they work, if the row says so; `None` when it is wrong, which has been said.
#[allow(clippy::option_option)]
fn work(reading: &mut Reading, row: &table::Row) -> Option<Option<LatLon>> {
    let none = |field| reading.columns.get(row, field).is_none();
    let both = reading.columns.has("work_lon") && reading.columns.has("work_lat");
    if !both || (none("work_lon") && none("work_lat")) {
        return Some(None);
    }
    let (x, y) = (reading.number(row, "work_lon")?, reading.number(row, "work_lat")?);
    let at = reading.converter.to_wgs84(x, y);
    if at.is_none() {
        let words = Words::new("工作地坐标超出范围", "the coordinate of the place of work is out of range");
        reading.findings.row(Code::CoordinateOutOfRange, row.line, Some("work_lon"), words);
    }
    at.map(Some)
}

fn people(reading: &mut Reading, row: &table::Row, field: &str) -> Option<People> {
    let text = reading.required(row, field)?;
    let people = number(text).and_then(People::from_number);
    if people.is_none() {
        reading.bad_number(row, field, text);
    }
    people
}
