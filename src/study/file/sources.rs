//! Where places come from: tag selectors, tables, grids; and how the columns of a table are named.
//!
//! Never here: rows, files.

use super::Columns;
use super::questions::known_kind;
use super::reader::{Entry, Keys, Reader, Section};
use super::texts;
use crate::issue::Code;
use crate::places::Kind;
use crate::space::datum::Datum;
use crate::units::Metres;
use crate::words::Words;

/// A table file and how to read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// The path as written.
    pub file: String,
    /// The datum of its coordinates.
    pub datum: Datum,
    /// The encoding, where the study states it; otherwise it is detected.
    pub encoding: Option<String>,
    /// Meaning to column name; a meaning that is not here is looked for under its own name.
    pub columns: Columns,
}

/// Where the places of one source come from.
#[derive(Clone, PartialEq, Debug)]
pub enum Origin {
    /// Tag selectors over the extract, such as `amenity=clinic`; tags joined by `;` must all hold.
    Osm(Vec<String>),
    /// A file.
    Table(Table),
    /// The points of a grid with this spacing.
    Grid(Metres),
}

/// One `[[facilities]]`.
#[derive(Clone, PartialEq, Debug)]
pub struct FacilitySource {
    /// The kind of all its facilities; `None` when a column `kind` says it row by row.
    pub kind: Option<String>,
    /// Selectors or a table.
    pub origin: Origin,
}

/// One `[[demand]]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemandSource {
    /// The table.
    pub table: Table,
    /// Made rather than counted: said wherever the figures are shown.
    pub synthetic: bool,
}

/// One `[[candidates]]`.
#[derive(Clone, PartialEq, Debug)]
pub struct CandidateSource {
    /// The kind of service the sites could give.
    pub kind: String,
    /// Selectors, a table or a grid.
    pub origin: Origin,
}

/// `[areas]`.
#[derive(Clone, PartialEq, Debug)]
pub struct AreaSource {
    /// Selectors or a table.
    pub origin: Origin,
    /// The levels of codes that begin with the code of the area above, and how long the codes of each are.
    pub codes: Vec<(String, usize)>,
}

const FACILITY_COLUMNS: Keys = Keys {
    known: &[
        "id",
        "name",
        "name_en",
        "lon",
        "lat",
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
const DEMAND_COLUMNS: Keys =
    Keys { known: &["id", "lon", "lat", "people", "area", "priority", "cohort_*", "work_lon", "work_lat", "facility"] };
const SITE_COLUMNS: Keys =
    Keys { known: &["id", "name", "name_en", "lon", "lat", "area", "cost", "capacity", "host", "role"] };
const AREA_COLUMNS: Keys = Keys { known: &["id", "name", "name_en", "level", "parent"] };
const STAFF_COLUMNS: Keys = Keys { known: &["person", "facility", "role"] };

/// Every member of the list of tables `key`, read by `read`.
pub(super) fn all<T>(
    reader: &mut Reader<'_>,
    top: &Section<'_>,
    key: &str,
    mut read: impl FnMut(&mut Reader<'_>, &Entry<'_>) -> Option<T>,
) -> Vec<T> {
    let members = reader.may(top, key, Reader::list).unwrap_or_default();
    members.iter().filter_map(|member| read(reader, member)).collect()
}

pub(super) fn facilities(reader: &mut Reader<'_>, entry: &Entry<'_>, kinds: &[Kind]) -> Option<FacilitySource> {
    let keys = Keys { known: &["kind", "osm", "file", "datum", "encoding", "columns"] };
    let section = reader.section(entry, keys)?;
    let kind = reader.may(&section, "kind", |r, entry| kind_of(r, entry, kinds));
    let origin = origin(reader, &section, false, FACILITY_COLUMNS)?;
    let by_row = matches!(&origin, Origin::Table(table) if table.columns.contains_key("kind"));
    if section.get("kind").is_none() && !by_row {
        reader.missing(&section, "kind");
        return None;
    }
    Some(FacilitySource { kind, origin })
}

pub(super) fn demand(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<DemandSource> {
    let keys = Keys { known: &["file", "datum", "encoding", "columns", "synthetic"] };
    let section = reader.section(entry, keys)?;
    let synthetic = reader.may(&section, "synthetic", Reader::flag).unwrap_or(false);
    if section.get("file").is_none() {
        reader.missing(&section, "file");
    }
    Some(DemandSource { table: table(reader, &section, DEMAND_COLUMNS)?, synthetic })
}

pub(super) fn candidates(reader: &mut Reader<'_>, entry: &Entry<'_>, kinds: &[Kind]) -> Option<CandidateSource> {
    let keys = Keys { known: &["kind", "osm", "file", "grid", "datum", "encoding", "columns"] };
    let section = reader.section(entry, keys)?;
    let kind = reader.must(&section, "kind", |r, entry| kind_of(r, entry, kinds));
    let origin = origin(reader, &section, true, SITE_COLUMNS)?;
    Some(CandidateSource { kind: kind?, origin })
}

pub(super) fn areas(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<AreaSource> {
    let keys = Keys { known: &["osm", "file", "datum", "encoding", "columns", "codes"] };
    let section = reader.section(entry, keys)?;
    let codes = reader.may(&section, "codes", codes).unwrap_or_default();
    Some(AreaSource { origin: origin(reader, &section, false, AREA_COLUMNS)?, codes })
}

/// `{ county = 6, township = 9 }`: shortest first.
fn codes(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Vec<(String, usize)>> {
    let section = reader.open(entry)?;
    let mut codes: Vec<(String, usize)> = Vec::new();
    for entry in section.entries() {
        let length = reader.number(&entry, 1..=40)? as usize;
        if codes.iter().any(|&(_, other)| other == length) {
            let cause = Words::new("两个级别的编码长度相同", "two levels have codes of the same length");
            return reader.bad(&entry, &cause);
        }
        codes.push((section.key(&entry).to_owned(), length));
    }
    codes.sort_by_key(|&(_, length)| length);
    Some(codes)
}

/// One `[[staff]]`.
pub(super) fn staff(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Table> {
    let section = reader.section(entry, Keys { known: &["file", "encoding", "columns"] })?;
    if section.get("file").is_none() {
        reader.missing(&section, "file");
    }
    table(reader, &section, STAFF_COLUMNS)
}

fn kind_of(reader: &mut Reader<'_>, entry: &Entry<'_>, kinds: &[Kind]) -> Option<String> {
    let id = reader.text(entry)?;
    known_kind(reader, entry, &id, kinds);
    Some(id)
}

/// Exactly one of `osm`, `file` and, where `grids` may be, `grid`.
fn origin(reader: &mut Reader<'_>, section: &Section<'_>, grids: bool, columns: Keys) -> Option<Origin> {
    let choices: &[&str] = if grids { &["osm", "file", "grid"] } else { &["osm", "file"] };
    let given: Vec<&str> = choices.iter().copied().filter(|key| section.get(key).is_some()).collect();
    match given[..] {
        ["osm"] => {
            only_with_file(reader, section);
            let selectors = reader.may(section, "osm", selectors)?;
            Some(Origin::Osm(selectors))
        }
        ["grid"] => {
            only_with_file(reader, section);
            reader.may(section, "grid", |r, entry| r.length(entry, 50.0..=100_000.0)).map(Origin::Grid)
        }
        [] => {
            reader.missing(section, &choices.join(" | "));
            None
        }
        [_] => table(reader, section, columns).map(Origin::Table),
        [_, extra, ..] => reader.may(section, extra, |r, entry| {
            let cause = Words::new(
                format!("{} 只能给出其中一个", choices.join("、")),
                format!("give only one of {}", choices.join(", ")),
            );
            r.bad(entry, &cause)
        }),
    }
}

fn only_with_file(reader: &mut Reader<'_>, section: &Section<'_>) {
    for key in ["datum", "encoding", "columns"] {
        let cause = Words::new(format!("`{key}` 只用于 file"), format!("`{key}` goes with `file` only"));
        reader.may(section, key, |r, entry| r.bad::<()>(entry, &cause));
    }
}

fn selectors(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Vec<String>> {
    let selectors = reader.texts(entry)?;
    for selector in selectors.iter().filter(|selector| !texts::is_selector(selector)) {
        let cause = Words::new(
            format!("`{selector}` 不是标签选择器；写法如 \"amenity=clinic\""),
            format!("`{selector}` is not a tag selector; write one such as \"amenity=clinic\""),
        );
        reader.bad::<()>(entry, &cause);
    }
    Some(selectors)
}

pub(super) fn table(reader: &mut Reader<'_>, section: &Section<'_>, keys: Keys) -> Option<Table> {
    table_at(reader, section, "file", keys)
}

/// A table whose path stands under `key`.
pub(super) fn table_at(reader: &mut Reader<'_>, section: &Section<'_>, key: &str, keys: Keys) -> Option<Table> {
    let file = reader.may(section, key, Reader::text);
    let datum = reader.may(section, "datum", datum);
    let encoding = reader.may(section, "encoding", encoding);
    let columns = reader.may(section, "columns", |r, entry| columns(r, entry, keys));
    Some(Table { file: file?, datum: datum.unwrap_or_default(), encoding, columns: columns.unwrap_or_default() })
}

fn datum(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Datum> {
    let text = reader.text(entry)?;
    let datum = text.parse().ok();
    if datum.is_none() {
        let cause = Words::new(format!("未知的坐标系 `{text}`"), format!("unknown datum `{text}`"));
        reader.at(Code::UnknownDatum, entry.offset, &entry.path, &cause);
    }
    datum
}

fn encoding(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<String> {
    let text = reader.text(entry)?;
    if encoding_rs::Encoding::for_label(text.as_bytes()).is_some() {
        return Some(text);
    }
    let cause = Words::new(
        format!("未知的编码 `{text}`；写法如 \"gb18030\"、\"utf-8\""),
        format!("unknown encoding `{text}`; write one such as \"gb18030\" or \"utf-8\""),
    );
    reader.bad(entry, &cause)
}

fn columns(reader: &mut Reader<'_>, entry: &Entry<'_>, keys: Keys) -> Option<Columns> {
    let section = reader.section(entry, keys)?;
    let mut columns = Columns::new();
    for entry in section.entries() {
        let meaning = section.key(&entry);
        if let Some(column) = reader.text(&entry).filter(|_| keys.knows(meaning)) {
            columns.insert(meaning.to_owned(), column);
        }
    }
    Some(columns)
}
