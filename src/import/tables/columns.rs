//! Which column holds which field, and what is said about the others.
//!
//! Never here: values of fields. Headers in other languages are not guessed: the study names them.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::number::number;
use super::table::{Row, Table};
use super::{ROW_ID, Source};
use crate::issue::Code;
use crate::words::Words;

/// The fields of one sort of table.
#[derive(Debug)]
pub(super) struct Fields<'f> {
    /// Without one of these columns no row can be used.
    pub required: &'f [&'f str],
    /// Used where they are.
    pub optional: &'f [&'f str],
}

/// The columns of a table by field.
#[derive(Debug, Default)]
pub(super) struct Columns {
    index: BTreeMap<String, usize>,
    /// Are rows known by their numbers, because the mapping says [`ROW_ID`]?
    pub row_ids: bool,
}

impl Columns {
    /// Is there a column for this field?
    pub fn has(&self, field: &str) -> bool {
        self.index.contains_key(field) || (field == "id" && self.row_ids)
    }

    /// Do both fields stand in one column, such as `114.05,22.54`?
    pub fn share(&self, a: &str, b: &str) -> bool {
        self.index.get(a).is_some_and(|column| self.index.get(b) == Some(column))
    }

    /// The field of a row; `None` where the column is not there or the field is empty.
    pub fn get<'r>(&self, row: &'r Row, field: &str) -> Option<&'r str> {
        let text = row.fields.get(*self.index.get(field)?)?;
        (!text.is_empty()).then_some(text)
    }
}

/// Finds the columns; `None` when one is missing without which the rows mean something else or nothing.
pub(super) fn resolve(source: &Source, table: &Table, fields: &Fields<'_>, findings: &mut Findings) -> Option<Columns> {
    let mut columns = Columns::default();
    let mut whole = true;
    let known = fields.required.iter().chain(fields.optional).copied();
    for field in known.filter(|field| !(table.spatial && matches!(*field, "lon" | "lat"))) {
        let wanted = wanted(source, field);
        if let Some(column) = wanted.and_then(|name| find(table, name)) {
            columns.index.insert(field.to_owned(), column);
            continue;
        }
        if field == "id" && wanted == Some(ROW_ID) {
            columns.row_ids = true;
            continue;
        }
        // A feature may carry its id itself, and a collection without features has no columns.
        let spared = table.spatial && (field == "id" && !source.columns.contains_key("id") || table.rows.is_empty());
        let required = fields.required.contains(&field);
        let mapped = source.columns.contains_key(field);
        if !spared && (required || mapped) {
            missing(field, wanted, table, findings);
            // To count everybody as one because a column is misspelt would be a wrong answer, not a lack of one.
            whole &= !required && field != "people";
        }
    }
    let used: BTreeSet<usize> = columns.index.values().copied().collect();
    unknown_fields(source, fields, findings);
    let axes = |i: usize| {
        table.spatial
            && ["lon", "lat"].iter().any(|axis| wanted(source, axis).and_then(|name| find(table, name)) == Some(i))
    };
    let unused: Vec<usize> = (0..table.header.len()).filter(|&i| !used.contains(&i) && !axes(i)).collect();
    if !unused.is_empty() {
        let names = names(table, &unused, findings.is_private());
        findings.file(
            Code::ColumnUnused,
            None,
            Words::new(format!("未使用的列：{names}"), format!("columns not used: {names}")),
        );
    }
    whole.then_some(columns)
}

/// The name of the column that should hold `field`.
fn wanted<'s>(source: &'s Source, field: &'s str) -> Option<&'s str> {
    if source.columns.is_empty() { Some(field) } else { source.columns.get(field).map(String::as_str) }
}

/// The column of this name; upper and lower case of ASCII letters only matter where both are there.
fn find(table: &Table, name: &str) -> Option<usize> {
    let name = name.trim();
    let same = table.header.iter().position(|column| column == name);
    same.or_else(|| table.header.iter().position(|column| column.eq_ignore_ascii_case(name)))
}

fn missing(field: &str, wanted: Option<&str>, table: &Table, findings: &mut Findings) {
    let all: Vec<usize> = (0..table.header.len()).collect();
    let there = names(table, &all, findings.is_private());
    let words = match wanted {
        Some(name) => Words::new(
            format!("没有名为“{name}”的列；现有的列：{there}"),
            format!("there is no column `{name}`; the columns are: {there}"),
        ),
        None => Words::new(
            format!("没有为 {field} 指定列；现有的列：{there}"),
            format!("no column is named for {field}; the columns are: {there}"),
        ),
    };
    findings.file(Code::ColumnMissing, Some(field), words);
}

/// Notes the keys of the mapping that this sort of table does not have.
fn unknown_fields(source: &Source, fields: &Fields<'_>, findings: &mut Findings) {
    for field in source.columns.keys().map(String::as_str) {
        if !fields.required.contains(&field) && !fields.optional.contains(&field) {
            let (zh, en) = ("该表没有这个字段", "this sort of table has no such field");
            findings.file(Code::StudyUnknownKey, Some(field), Words::new(zh, en));
        }
    }
}

/// Names of columns for a message; `#3` where one has none. A first row with a number in it is data and not a header,
/// and the data of a private table stay out of messages.
fn names(table: &Table, columns: &[usize], private: bool) -> String {
    if private && table.header.iter().any(|name| number(name).is_some()) {
        return "…".to_owned();
    }
    let name = |&column: &usize| match table.header.get(column) {
        Some(name) if !name.is_empty() => name.clone(),
        _ => format!("#{}", column + 1),
    };
    columns.iter().map(name).collect::<Vec<_>>().join(", ")
}
