//! What all tables of places have in common: an id that is unique, and a position that is sound.
//!
//! Never here: what else a row holds (see `records`).

use std::borrow::Cow;
use std::collections::HashSet;

use super::Source;
use super::columns::{Columns, Fields, resolve};
use super::features::standpoint;
use super::findings::Findings;
use super::number::{number, pair};
use super::table::{self, Row};
use crate::issue::{Code, Issue};
use crate::space::datum::Converter;
use crate::space::{Extent, LatLon};
use crate::words::Words;

/// Nearer to 0, 0 than this, in the units of the table, no coordinate was meant.
const NULL_ISLAND: f64 = 1e-6;

/// A table being read.
#[derive(Debug)]
pub(super) struct Reading {
    pub columns: Columns,
    pub findings: Findings,
    pub converter: Converter,
    /// The file's own name, without its folder.
    file: String,
    extent: Option<Extent>,
    seen: HashSet<String>,
}

impl Reading {
    /// The reading and its rows, or the issues that stand against any.
    pub fn open(source: &Source, fields: &Fields<'_>, private: bool) -> Result<(Self, Vec<Row>), Vec<Issue>> {
        let mut findings = Findings::new(&source.name, private);
        let converter = match source.datum.converter() {
            Ok(converter) => converter,
            Err(error) => {
                let words = Words::new(format!("无法使用坐标系 {}", source.datum), error.to_string());
                findings.file(Code::UnknownDatum, Some("datum"), words);
                return Err(findings.finish());
            }
        };
        let Some(table) = table::read(source, &mut findings) else { return Err(findings.finish()) };
        let Some(columns) = resolve(source, &table, fields, &mut findings) else { return Err(findings.finish()) };
        let file = source.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let reading = Self { columns, findings, converter, file, extent: source.extent, seen: HashSet::new() };
        Ok((reading, table.rows))
    }

    /// Is there no column for any of these fields, of which one is needed? Then it is reported.
    pub fn lacks(&mut self, fields: &[&str]) -> bool {
        let lacks = !fields.iter().any(|field| self.columns.has(field));
        if lacks {
            let (zh, en) = (fields.join(" 或 "), fields.join(" or "));
            let words = Words::new(format!("需要 {zh} 列"), format!("a column for {en} is needed"));
            self.findings.file(Code::ColumnMissing, fields.first().copied(), words);
        }
        lacks
    }

    /// The text of a field that must be filled.
    pub fn required<'r>(&mut self, row: &'r Row, field: &str) -> Option<&'r str> {
        let text = self.columns.get(row, field);
        if text.is_none() {
            self.findings.row(Code::FieldMissing, row.line, Some(field), Words::new("字段为空", "the field is empty"));
        }
        text
    }

    /// The id of a row, unless it is empty or was accepted before.
    pub fn id<'r>(&mut self, row: &'r Row) -> Option<Cow<'r, str>> {
        if self.columns.row_ids {
            return Some(format!("{}#{}", self.file, row.line).into());
        }
        let own = row.feature.as_ref().and_then(|feature| feature.id.as_deref()).filter(|id| !id.is_empty());
        let id = match self.columns.get(row, "id").or(self.columns.get(row, "code")).or(own) {
            Some(id) => id,
            None => self.required(row, "id")?,
        };
        if !self.seen.contains(id) {
            return Some(id.into());
        }
        let quote = self.findings.quote(id);
        let words = Words::new(
            format!("编号{quote} 重复，保留首次出现的行"),
            format!("the id{quote} stands in an earlier row, which is kept"),
        );
        self.findings.row(Code::DuplicateId, row.line, Some("id"), words);
        None
    }

    /// The row with this id is used; another with it will not be.
    pub fn accept(&mut self, id: &str) {
        self.seen.insert(id.to_owned());
    }

    /// The position of a row in WGS-84.
    pub fn at(&mut self, row: &Row) -> Option<LatLon> {
        let (x, y) = self.coordinates(row)?;
        let (code, zh, en) = if x.abs() < NULL_ISLAND && y.abs() < NULL_ISLAND {
            (Code::NullIsland, "坐标为 0, 0", "the coordinate is 0, 0")
        } else {
            match (self.converter.to_wgs84(x, y), self.extent) {
                (Some(_), Some(extent)) if swapped_inside(&self.converter, (x, y), &extent) => (
                    Code::AxesSwapped,
                    "只有对调经纬度后才落在研究区内",
                    "only with its axes swapped does it lie in the study area",
                ),
                (Some(at), _) => return Some(at),
                (None, extent) if self.swapped_valid((x, y), extent) => {
                    (Code::AxesSwapped, "经度与纬度写反了", "longitude and latitude are swapped")
                }
                (None, _) => (Code::CoordinateOutOfRange, "坐标超出范围", "the coordinate is out of range"),
            }
        };
        let quote = self.findings.quote(&format!("{x}, {y}"));
        self.findings.row(code, row.line, Some("lon"), Words::new(format!("{zh}{quote}"), format!("{en}{quote}")));
        None
    }

    /// The coordinates as they stand in the file.
    fn coordinates(&mut self, row: &Row) -> Option<(f64, f64)> {
        let Some(feature) = &row.feature else {
            if self.columns.share("lon", "lat") {
                let text = self.required(row, "lon")?;
                let pair = pair(text);
                if pair.is_none() {
                    self.bad_number(row, "lon", text);
                }
                return pair;
            }
            return Some((self.number(row, "lon")?, self.number(row, "lat")?));
        };
        let point = feature.geometry.as_ref().and_then(standpoint);
        if point.is_none() {
            let words = Words::new("要素没有几何图形", "the feature has no geometry");
            self.findings.row(Code::FieldMissing, row.line, Some("geometry"), words);
        }
        point.map(|point| (point.x, point.y))
    }

    /// The number in a field that must be filled.
    pub fn number(&mut self, row: &Row, field: &str) -> Option<f64> {
        let text = self.required(row, field)?;
        let number = number(text);
        if number.is_none() {
            self.bad_number(row, field, text);
        }
        number
    }

    /// A field holds no number, or an impossible one.
    pub fn bad_number(&mut self, row: &Row, field: &str, text: &str) {
        let quote = self.findings.quote(text);
        let words = Words::new(format!("不是可用的数值{quote}"), format!("this is not a usable number{quote}"));
        self.findings.row(Code::FieldBadNumber, row.line, Some(field), words);
    }

    /// Would an impossible pair be possible the other way round? Of degrees the ranges tell, of metres only the extent.
    fn swapped_valid(&self, (x, y): (f64, f64), extent: Option<Extent>) -> bool {
        match (self.converter.to_wgs84(y, x), extent) {
            (Some(at), Some(extent)) => extent.contains(at),
            (Some(_), None) => !self.converter.is_projected(),
            (None, _) => false,
        }
    }
}

/// Does a coordinate pair `(x, y)`, as a table has it, lie in the study area only when it is read as `(y, x)`?
///
/// Where longitudes and latitudes share a range, as in Malta, or in metres, this alone tells swapped axes.
///
/// ```
/// use halfhour::import::tables::swapped_inside;
/// use halfhour::space::{Extent, datum::Datum};
/// let malta = Extent { west: 14.1, south: 35.7, east: 14.7, north: 36.2 };
/// let wgs84 = Datum::Wgs84.converter().unwrap();
/// assert!(swapped_inside(&wgs84, (35.9, 14.5), &malta));
/// assert!(!swapped_inside(&wgs84, (14.5, 35.9), &malta));
/// ```
pub fn swapped_inside(converter: &Converter, (x, y): (f64, f64), extent: &Extent) -> bool {
    let inside = |x, y| converter.to_wgs84(x, y).is_some_and(|at| extent.contains(at));
    !inside(x, y) && inside(y, x)
}
