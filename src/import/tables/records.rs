//! Rows become facilities, candidate sites, demand points and the points of a matrix.
//!
//! Never here: formats, columns, positions (see `table`, `columns`, `reading`).

use super::Source;
use super::columns::Fields;
use super::number::number;
use super::reading::Reading;
use super::table;
use crate::issue::{Code, Issue};
use crate::places::{CandidateSite, DemandPoint, Facility, Row};
use crate::space::LatLon;
use crate::units::People;
use crate::words::Words;

const FACILITY: Fields = Fields {
    required: &["id", "lon", "lat"],
    optional: &["name", "name_en", "kind", "level", "staff", "area"],
    later: &["parent", "host", "grade", "capacity", "hours"],
};

const DEMAND: Fields = Fields {
    required: &["id", "lon", "lat"],
    optional: &["people", "area"],
    later: &["priority", "cohort_*", "work_lon", "work_lat", "facility"],
};

const CANDIDATE: Fields = Fields { required: &["id", "lon", "lat"], optional: &["name", "name_en"], later: &[] };

const POINT: Fields = Fields { required: &["id", "lon", "lat"], optional: &[], later: &[] };

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
        let staff = match reading.columns.get(row, "staff") {
            Some(_) => Some(people(reading, row, "staff")?),
            None => None,
        };
        Some(Facility { id: id.to_owned(), kind: kind.to_owned(), name, at, level, staff, area, row: at_line(row) })
    })
}

/// The possible sites of a table, in its order.
pub fn candidates(source: &Source, kind: &str) -> (Vec<CandidateSite>, Vec<Issue>) {
    each(source, &CANDIDATE, false, |reading, row, id, at| {
        Some(CandidateSite { id: id.to_owned(), kind: kind.to_owned(), name: name(reading, row, id), at })
    })
}

/// The demand points of a table, in its order. Without a column of people each row is one person, and a note says so.
pub fn demand(source: &Source) -> (Vec<DemandPoint>, Vec<Issue>) {
    let mut alone = false;
    each(source, &DEMAND, true, |reading, row, id, at| {
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
        Some(DemandPoint { id: id.to_owned(), at, people, area, row: at_line(row) })
    })
}

/// Origins or destinations, in the order of the table. They may be homes: issues about them hold no values.
pub fn points(source: &Source) -> (Vec<NamedPoint>, Vec<Issue>) {
    each(source, &POINT, true, |_, _, id, at| Some(NamedPoint { id: id.to_owned(), at }))
}

/// Reads every row's id and position, and hands it on to `make`; what `make` refuses it has reported.
fn each<T>(
    source: &Source,
    fields: &Fields,
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

fn people(reading: &mut Reading, row: &table::Row, field: &str) -> Option<People> {
    let text = reading.required(row, field)?;
    let people = number(text).and_then(People::from_number);
    if people.is_none() {
        reading.bad_number(row, field, text);
    }
    people
}
