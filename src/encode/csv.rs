//! Layers, tables and issues as CSV: UTF-8, LF, no byte order mark unless asked for (Excel needs one).
//!
//! A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, and
//! is not a plain number) gets an apostrophe in front, since names and ids come from users' tables and from the map.
//!
//! Never here: shapes.

use csv::{Terminator, Writer, WriterBuilder};

use super::EncodeError;
use crate::issue::Issue;
use crate::layer::{Layer, Value};
use crate::words::Lang;

/// How a table is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CsvOptions<'a> {
    /// The name of the column of ids: `id`, or what the ids are of, such as `area`.
    pub id: &'a str,
    /// Begin with a byte order mark.
    pub bom: bool,
}

impl Default for CsvOptions<'_> {
    fn default() -> Self {
        Self { id: "id", bom: false }
    }
}

/// The ids and fields of a layer, one row a feature, in its order; null is an empty cell.
///
/// # Errors
/// None that the caller could cause; see [`EncodeError`].
pub fn layer(layer: &Layer, options: CsvOptions) -> Result<Vec<u8>, EncodeError> {
    let mut writer = writer(options.bom);
    writer.write_record(std::iter::once(options.id).chain(layer.fields.iter().map(|field| field.name.as_str())))?;
    for feature in &layer.features {
        let cells = feature.values.iter().map(cell);
        writer.write_record(std::iter::once(harmless(&feature.id)).chain(cells))?;
    }
    finish(writer)
}

/// `issues.csv`, ordered by code and place, causes and actions in one language.
///
/// # Errors
/// None that the caller could cause; see [`EncodeError`].
pub fn issues(issues: &[Issue], lang: Lang, bom: bool) -> Result<Vec<u8>, EncodeError> {
    let mut writer = writer(bom);
    writer.write_record(["code", "severity", "file", "line", "field", "cause", "action"])?;
    let mut ordered: Vec<&Issue> = issues.iter().collect();
    ordered.sort();
    for issue in ordered {
        let line = issue.place.line.map(|line| line.to_string()).unwrap_or_default();
        writer.write_record([
            issue.code.name(),
            issue.severity().name(),
            &harmless(&issue.place.file),
            &line,
            &harmless(issue.place.field.as_deref().unwrap_or_default()),
            &harmless(issue.cause.get(lang)),
            issue.code.action(lang),
        ])?;
    }
    finish(writer)
}

fn writer(bom: bool) -> Writer<Vec<u8>> {
    let start = if bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    // Flexible: a feature with a value too few is written as it is rather than lost.
    WriterBuilder::new().terminator(Terminator::Any(b'\n')).flexible(true).from_writer(start)
}

fn finish(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, EncodeError> {
    writer.into_inner().map_err(|error| EncodeError::Table(error.into_error().into()))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) if number.is_finite() => (number + 0.0).to_string(),
        Value::Number(_) => String::new(),
        Value::Text(text) => harmless(text),
        Value::Bool(yes) => yes.to_string(),
    }
}

/// A text as it may stand in a cell: never a formula.
pub(crate) fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = text.parse::<f64>().is_ok_and(f64::is_finite);
    if formula && !number { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Code, Place};
    use crate::layer::{Feature, Field, Role};
    use crate::space::LatLon;
    use crate::words::Words;

    #[test]
    fn the_bytes_of_a_small_table() {
        let field = |name: &str| Field::new(name, Words::same(name), "", Role::Detail);
        let row = |id: &str, values| Feature { id: id.into(), geometry: None, anchor: LatLon::default(), values };
        let table = Layer {
            id: "areas",
            title: Words::default(),
            attribution: Vec::new(),
            synthetic: false,
            fields: vec![field("name"), field("people"), field("share")],
            features: vec![
                row("a", vec![Value::Text("=1+1".into()), Value::Integer(-5), Value::Number(0.5)]),
                row("-7", vec![Value::Text("Żurrieq, \"old\"".into()), Value::Null, Value::Number(f64::NAN)]),
            ],
        };
        let bytes = layer(&table, CsvOptions { id: "area", bom: false }).unwrap();
        let expected = "area,name,people,share\na,'=1+1,-5,0.5\n-7,\"Żurrieq, \"\"old\"\"\",,\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        let with_mark = layer(&table, CsvOptions { bom: true, ..CsvOptions::default() }).unwrap();
        assert!(with_mark.starts_with(b"\xef\xbb\xbfid,name"));
    }

    #[test]
    fn issues_have_the_columns_of_the_contract() {
        let place = Place::file("@stations.csv").line(7).field("lon");
        let list = [
            Issue::new(Code::FieldMissing, place, Words::new("经度为空", "the longitude is empty")),
            Issue::new(Code::OsmNoRoads, Place::default(), Words::new("没有道路", "there is no road")),
        ];
        let text = String::from_utf8(issues(&list, Lang::Zh, false).unwrap()).unwrap();
        let expected = concat!(
            "code,severity,file,line,field,cause,action\n",
            "osm-no-roads,error,,,,没有道路,使用包含道路（highway=*）的数据包\n",
            "field-missing,error,'@stations.csv,7,lon,经度为空,填写该字段\n",
        );
        assert_eq!(text, expected);
    }
}
