//! Facilities or demand, and which kind of service: by the words in the file's name, the headers and the names.
//!
//! Never here: columns' fields.

use std::collections::{BTreeMap, BTreeSet};

use super::Role;
use super::headers::{Meaning, plain};
use super::kinds::{KNOWN, KnownKind, OTHER, told as kind_told};
use crate::import::tables::Table;
use crate::words::Words;

/// Words in the name of a file that say that its rows are people.
const PEOPLE: [&str; 14] = [
    "需求",
    "人口",
    "名单",
    "居民",
    "住户",
    "户籍",
    "花名册",
    "demand",
    "people",
    "population",
    "residents",
    "households",
    "persons",
    "census",
];
/// A table without names and kinds and with more rows than this is one of people.
const MANY: usize = 300;

/// What words told.
pub(super) struct Told {
    pub role: Role,
    pub why: Words,
    pub kinds: Vec<&'static KnownKind>,
    pub kind_why: Words,
    /// Does a column say the kind row by row?
    pub by_row: bool,
}

/// Looks for words; `file` is the plain name of the file.
pub(super) fn told(table: &Table, meanings: &[Option<Meaning>], file: &str) -> Told {
    let column = |wanted: Meaning| meanings.iter().position(|meaning| *meaning == Some(wanted));
    let by_row = column(Meaning::Kind).map(|i| ids(table, i)).unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let people = PEOPLE.iter().find(|word| stem.contains(**word));
    let (role, why) = if !by_row.is_empty() {
        (Role::Facilities, Words::new("有服务类别一列", "there is a column of kinds"))
    } else if let Some(word) = people {
        let why = Words::new(format!("文件名中有“{word}”"), format!("`{word}` is in the file's name"));
        (Role::Demand, why)
    } else if let Some((_, word)) = kind_told(stem) {
        let why = Words::new(format!("文件名中有“{word}”"), format!("`{word}` is in the file's name"));
        (Role::Facilities, why)
    } else if let Some((_, word)) = by_names(table, column(Meaning::Name)) {
        (Role::Facilities, Words::new(format!("名称中多有“{word}”"), format!("`{word}` is in most names")))
    } else if let Some(i) = column(Meaning::Level).or(column(Meaning::Staff)) {
        let header = table.header.get(i).map_or("", String::as_str);
        (Role::Facilities, Words::new(format!("有“{header}”一列"), format!("there is a column `{header}`")))
    } else if let Some(i) = column(Meaning::People) {
        let header = table.header.get(i).map_or("", String::as_str);
        (Role::Demand, Words::new(format!("有“{header}”一列"), format!("there is a column `{header}`")))
    } else if column(Meaning::Name).is_none() && table.rows.len() > MANY {
        (Role::Demand, Words::new("没有名称且行数很多", "there are many rows, and no names"))
    } else {
        (Role::Facilities, Words::new("没有人数列", "there is no column of people"))
    };
    if role == Role::Demand {
        return Told { role, why, kinds: Vec::new(), kind_why: Words::same(""), by_row: false };
    }
    if !by_row.is_empty() {
        let kind_why = Words::new("逐行写明", "stated row by row");
        return Told { role, why, kinds: by_row, kind_why, by_row: true };
    }
    let headers: String = table.header.iter().map(|header| plain(header)).collect::<Vec<_>>().join(" ");
    let (kind, kind_why) = if let Some((kind, word)) = kind_told(stem) {
        (kind, Words::new(format!("文件名中有“{word}”"), format!("`{word}` is in the file's name")))
    } else if let Some((kind, word)) = by_names(table, column(Meaning::Name)) {
        (kind, Words::new(format!("名称中多有“{word}”"), format!("`{word}` is in most names")))
    } else if let Some((kind, word)) = kind_told(&headers) {
        (kind, Words::new(format!("表头中有“{word}”"), format!("`{word}` is in a header")))
    } else {
        let why = Words::new(
            "没有词语说明类别；请在研究文件中改成实际的类别",
            "no word tells the kind; rename it in the study file",
        );
        (&OTHER, why)
    };
    Told { role, why, kinds: vec![kind], kind_why, by_row: false }
}

/// The kind that more than half of the names tell, and the word that most of them have.
fn by_names(table: &Table, column: Option<usize>) -> Option<(&'static KnownKind, &'static str)> {
    let column = column?;
    let mut counts: BTreeMap<(&str, &str), (usize, &'static KnownKind, &'static str)> = BTreeMap::new();
    for row in &table.rows {
        if let Some((kind, word)) = kind_told(&plain(row.fields.get(column)?)) {
            counts.entry((kind.id, word)).or_insert((0, kind, word)).0 += 1;
        }
    }
    let of_kind = |id: &str| counts.iter().filter(|((kind, _), _)| *kind == id).map(|(_, (n, ..))| n).sum::<usize>();
    let (_, kind, word) = counts.values().max_by_key(|(n, kind, _)| (of_kind(kind.id), *n))?;
    (of_kind(kind.id) * 2 > table.rows.len()).then_some((*kind, *word))
}

/// The kinds that a column names by their ids, in their order; none when it names anything else.
fn ids(table: &Table, column: usize) -> Vec<&'static KnownKind> {
    let values: BTreeSet<&str> =
        table.rows.iter().filter_map(|row| row.fields.get(column)).filter(|v| !v.is_empty()).collect();
    let known: Vec<&'static KnownKind> = KNOWN.iter().filter(|kind| values.contains(kind.id)).collect();
    if known.len() == values.len() { known } else { Vec::new() }
}
