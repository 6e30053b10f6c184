//! Rows of `ferry-overrides.csv`, as texts.
//!
//! Never here: durations (the OSM import reads them as it reads tags), matching of lines.

use super::Source;
use super::columns::Fields;
use super::reading::Reading;
use crate::issue::{Code, Issue};
use crate::words::Words;

const FERRY: Fields<'_> = Fields {
    required: &[],
    optional: &["osm", "name", "class", "duration", "interval", "boarding", "who", "hours", "weather"],
};

/// One row: `osm` or `name` identifies the line; an empty field keeps what the map says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FerryOverrideRow {
    /// The line of the file, for issues.
    pub line: u64,
    /// The OSM way, such as `w625508807`.
    pub osm: Option<String>,
    /// The name of the line.
    pub name: Option<String>,
    /// What it is, such as `transport` or `cruise`.
    pub class: Option<String>,
    /// The crossing, as the map spells durations.
    pub duration: Option<String>,
    /// The time between sailings.
    pub interval: Option<String>,
    /// The time for boarding.
    pub boarding: Option<String>,
    /// Who may board.
    pub who: Option<String>,
    /// When boats sail, as the map spells opening hours.
    pub hours: Option<String>,
    /// In which class of weather it does not sail.
    pub weather: Option<String>,
}

/// The overrides of a table, in its order; a row that identifies no line is refused.
pub fn ferry_overrides(source: &Source) -> (Vec<FerryOverrideRow>, Vec<Issue>) {
    let (mut reading, rows) = match Reading::open(source, &FERRY, false) {
        Ok(open) => open,
        Err(issues) => return (Vec::new(), issues),
    };
    if reading.lacks(&["osm", "name"]) {
        return (Vec::new(), reading.findings.finish());
    }
    let mut overrides = Vec::with_capacity(rows.len());
    for row in &rows {
        let text = |field| reading.columns.get(row, field).map(str::to_owned);
        let (osm, name) = (text("osm"), text("name"));
        if osm.is_none() && name.is_none() {
            let words = Words::new("osm 与 name 均为空", "both osm and name are empty");
            reading.findings.row(Code::FieldMissing, row.line, Some("osm"), words);
            continue;
        }
        overrides.push(FerryOverrideRow {
            line: row.line,
            osm,
            name,
            class: text("class"),
            duration: text("duration"),
            interval: text("interval"),
            boarding: text("boarding"),
            who: text("who"),
            hours: text("hours"),
            weather: text("weather"),
        });
    }
    (overrides, reading.findings.finish())
}
