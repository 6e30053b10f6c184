//! What each column of a table holds, and which field of the study it becomes.
//!
//! Never here: where the coordinates are (see `position`), which datum.

use std::collections::BTreeSet;

use super::headers::{self, Meaning};
use super::{Column, Ground, Role};
use crate::import::tables::{ROW_ID, Table, number, pair};
use crate::words::Words;

/// So many of the filled fields make a column what it is.
const MOST: f64 = 0.8;

/// The fields of one column, looked at in every way.
#[derive(Debug)]
pub(super) struct Content {
    filled: usize,
    /// Numbers, by row.
    pub numbers: Vec<Option<f64>>,
    /// Pairs of numbers, by row.
    pub pairs: Vec<Option<(f64, f64)>>,
    /// Is every row filled, each differently?
    unique: bool,
}

impl Content {
    /// Looks at column `i`.
    pub fn of(table: &Table, i: usize) -> Self {
        let fields: Vec<&str> = table.rows.iter().map(|row| row.fields.get(i).unwrap_or("")).collect();
        let distinct: BTreeSet<&str> = fields.iter().copied().filter(|field| !field.is_empty()).collect();
        Self {
            filled: fields.iter().filter(|field| !field.is_empty()).count(),
            numbers: fields.iter().map(|field| number(field)).collect(),
            pairs: fields.iter().map(|field| pair(field)).collect(),
            unique: !fields.is_empty() && distinct.len() == fields.len(),
        }
    }

    fn mostly(&self, count: usize) -> bool {
        self.filled > 0 && count as f64 >= MOST * self.filled as f64
    }

    /// Are its fields numbers?
    pub fn is_numeric(&self) -> bool {
        self.mostly(self.numbers.iter().flatten().count())
    }

    /// Are its fields pairs of numbers?
    pub fn is_pair(&self) -> bool {
        self.mostly(self.pairs.iter().flatten().count())
    }

    fn counts(&self) -> bool {
        self.is_numeric() && self.numbers.iter().flatten().all(|number| *number >= 0.0)
    }
}

/// The meaning of each header; of several columns with one meaning the one whose whole header says so, then the first,
/// has it. A header that stands twice cannot be named and means nothing the second time.
pub(super) fn by_header(table: &Table) -> Vec<Option<Meaning>> {
    let found: Vec<Option<(Meaning, bool)>> = table.header.iter().map(|header| headers::meaning(header)).collect();
    let first = |i: usize| table.header.iter().position(|header| Some(header) == table.header.get(i)) == Some(i);
    let has = |i: usize, (meaning, whole): (Meaning, bool)| {
        let rival = |j: usize, other: Option<(Meaning, bool)>| {
            other.is_some_and(|(m, w)| m == meaning && first(j) && (w && !whole || w == whole && j < i))
        };
        first(i)
            && (meaning == Meaning::Ignored || !found.iter().enumerate().any(|(j, other)| j != i && rival(j, *other)))
    };
    found
        .iter()
        .enumerate()
        .map(|(i, found)| found.filter(|found| has(i, *found)).map(|(meaning, _)| meaning))
        .collect()
}

/// What the rows are about, for the choice of fields.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub table: &'a Table,
    pub contents: &'a [Content],
    pub meanings: &'a [Option<Meaning>],
    /// The columns of the coordinates.
    pub position: Option<(usize, usize)>,
    pub role: Role,
    /// Does the column of kinds hold ids of kinds?
    pub kinds: bool,
}

/// Every column with its field (if it has one) and the reason, and whether rows must be numbered for want of ids.
pub(super) fn fields(about: &About<'_>, ground: &Ground<'_>) -> (Vec<Column>, bool) {
    let mut columns: Vec<Column> = about
        .table
        .header
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let (fields, why) = field(about, i, ground);
            Column { name: name.clone(), fields, why }
        })
        .collect();
    let own = |row: &crate::import::tables::Row| row.feature.as_ref().is_some_and(|feature| feature.id.is_some());
    let has_ids = columns.iter().any(|column| column.fields.contains(&"id"));
    let numbered = !(has_ids || about.table.spatial && about.table.rows.iter().all(own));
    if numbered {
        let why = Words::new(
            "没有每行各不相同的编号列，以文件名和行号作编号",
            "no column gives each row an id of its own; rows are known by the file's name and their number",
        );
        columns.push(Column { name: ROW_ID.to_owned(), fields: vec!["id"], why });
    }
    (columns, numbered)
}

fn field(about: &About<'_>, i: usize, ground: &Ground<'_>) -> (Vec<&'static str>, Words) {
    let unused = |zh: &str, en: &str| (Vec::new(), Words::new(zh, en));
    if let Some((lon, lat)) = about.position
        && (i == lon || i == lat)
    {
        let mut fields = Vec::new();
        fields.extend((i == lon).then_some("lon"));
        fields.extend((i == lat).then_some("lat"));
        return (fields, Words::new("坐标", "coordinates"));
    }
    let header = about.table.header.get(i).map_or("", String::as_str);
    if header.is_empty() {
        return unused("没有表头，无法使用", "it has no header and cannot be named");
    }
    let (Some(meaning), Some(content)) = (about.meanings.get(i).copied().flatten(), about.contents.get(i)) else {
        return unused("未认出，不使用", "not recognised, not used");
    };
    let demand = about.role == Role::Demand;
    let by_header = |field: &'static str| (vec![field], Words::new("按表头", "by its header"));
    match meaning {
        Meaning::Ignored => unused("个人或联系信息，不读取", "about persons or contacts: not used"),
        Meaning::Lon | Meaning::Lat | Meaning::Pair => {
            unused("坐标已在其他列中找到", "the coordinates were found in other columns")
        }
        Meaning::Id if !content.unique => unused("有空值或重复，不能作编号", "empty or repeated values: no ids"),
        Meaning::Id => (vec!["id"], Words::new("按表头，且各行不同", "by its header, and no value stands twice")),
        Meaning::Area => {
            let known = |row: &crate::import::tables::Row| row.fields.get(i).is_some_and(|code| (ground.is_area)(code));
            let known = about.table.rows.iter().filter(|row| known(row)).count();
            if content.mostly(known) {
                (
                    vec!["area"],
                    Words::new("按表头，代码与地图上的区划相符", "by its header; its codes are areas of the map"),
                )
            } else {
                unused(
                    "与地图上的区划代码不符；区划将按位置判断",
                    "its values are no codes of areas of the map; areas are found by position",
                )
            }
        }
        Meaning::Staff | Meaning::People => {
            let field = if demand { "people" } else { "staff" };
            let rival = |other: Meaning| about.meanings.iter().flatten().any(|meaning| *meaning == other);
            let own = if demand { Meaning::People } else { Meaning::Staff };
            if !content.counts() {
                unused("不是人数", "its values are no counts")
            } else if meaning != own && rival(own) {
                unused("另一列更合适", "another column fits better")
            } else {
                by_header(field)
            }
        }
        Meaning::Kind if about.kinds => (vec!["kind"], Words::new("值为服务类别的代码", "its values are ids of kinds")),
        Meaning::Kind => unused("值不是服务类别的代码", "its values are no ids of kinds"),
        Meaning::Name | Meaning::NameEn | Meaning::Level if demand => {
            unused("需求表不用此列", "a table of demand does not use it")
        }
        Meaning::Name | Meaning::NameEn | Meaning::Level => by_header(meaning.field().unwrap_or_default()),
    }
}
