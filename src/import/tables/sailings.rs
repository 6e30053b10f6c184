//! Rows of a table of sailings, as texts.
//!
//! Never here: what days, times and names mean (see `sailings`).

use super::Source;
use super::columns::Fields;
use super::reading::Reading;
use crate::issue::Issue;

const SAILING: Fields<'_> = Fields {
    required: &["line", "departures"],
    optional: &["from", "to", "days", "crossing", "boarding", "who", "weather", "season", "on_demand", "name"],
};

/// One row; an empty field is an empty text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SailingRow {
    /// The row of the file, for issues.
    pub row: u64,
    /// The line: an OSM id, a name on the map, or an id of the table's own.
    pub line: String,
    /// Where the boat leaves.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// On which days.
    pub days: String,
    /// When it leaves.
    pub departures: String,
    /// How long it takes.
    pub crossing: String,
    /// How long before one must be at the quay.
    pub boarding: String,
    /// Who may board.
    pub who: String,
    /// In which class of weather it does not sail.
    pub weather: String,
    /// Between which dates it sails.
    pub season: String,
    /// Does it sail only when somebody asks?
    pub on_demand: String,
    /// The name of the line.
    pub name: String,
}

/// The rows of a table of sailings, in its order; a row without a line or a departure is refused.
pub fn sailings(source: &Source) -> (Vec<SailingRow>, Vec<Issue>) {
    let (mut reading, rows) = match Reading::open(source, &SAILING, false) {
        Ok(open) => open,
        Err(issues) => return (Vec::new(), issues),
    };
    let mut sailings = Vec::with_capacity(rows.len());
    for row in &rows {
        let (Some(line), Some(departures)) = (reading.required(row, "line"), reading.required(row, "departures"))
        else {
            continue;
        };
        let text = |field| reading.columns.get(row, field).unwrap_or_default().to_owned();
        sailings.push(SailingRow {
            row: row.line,
            line: line.to_owned(),
            from: text("from"),
            to: text("to"),
            days: text("days"),
            departures: departures.to_owned(),
            crossing: text("crossing"),
            boarding: text("boarding"),
            who: text("who"),
            weather: text("weather"),
            season: text("season"),
            on_demand: text("on_demand"),
            name: text("name"),
        });
    }
    (sailings, reading.findings.finish())
}
