//! Rows become premises that may hold a service: campuses, companies, markets.
//!
//! Never here: which of them must hold one.

use super::Source;
use super::columns::Fields;
use super::reading::Reading;
use crate::issue::Issue;
use crate::places::Premises;
use crate::words::Words;

const PREMISES: Fields<'_> = Fields { required: &["id", "lon", "lat"], optional: &["name", "name_en", "type", "area"] };

/// The premises of a table, in its order.
pub fn premises(source: &Source) -> (Vec<Premises>, Vec<Issue>) {
    let (mut reading, rows) = match Reading::open(source, &PREMISES, false) {
        Ok(open) => open,
        Err(issues) => return (Vec::new(), issues),
    };
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(id) = reading.id(row) else { continue };
        let Some(at) = reading.at(row) else { continue };
        reading.accept(&id);
        let text = |field| reading.columns.get(row, field);
        let (own, english) = (text("name"), text("name_en"));
        let name = Words::new(own.or(english).unwrap_or(&id), english.or(own).unwrap_or(&id));
        let (sort, area) = (text("type").map(str::to_owned), text("area").map(str::to_owned));
        all.push(Premises { id: id.into_owned(), name, at, sort, area });
    }
    (all, reading.findings.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tables::Format;

    #[test]
    fn rows_without_a_place_are_said_and_the_others_used() {
        let csv = "id,name,lon,lat,type,area\nc1,一中,114.05,22.5,campus,4403\nc2,,114.05,,campus,\nc1,,114.1,22.5,,\nc3,,114.1,22.5,,\n";
        let (found, issues) = premises(&Source::new("campus.csv", csv, Format::Csv));
        let ids: Vec<_> =
            found.iter().map(|one| (one.id.as_str(), one.name.zh.as_str(), one.sort.as_deref())).collect();
        assert_eq!(ids, [("c1", "一中", Some("campus")), ("c3", "c3", None)]);
        let said: Vec<_> = issues.iter().map(|issue| (issue.code.name(), issue.place.line)).collect();
        assert_eq!(said, [("field-missing", Some(3)), ("duplicate-id", Some(4))]);
    }
}
