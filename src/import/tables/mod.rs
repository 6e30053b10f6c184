//! Tables become values: facilities, demand, sites, points, areas and ferry overrides from CSV, TSV, XLSX and GeoJSON.
//!
//! Every row that cannot be used becomes an issue with file, line and field, and the others are used. Issues about
//! people's rows (demand, and the points of a matrix) never hold a value or a position.
//! Never here: what the study file says about a table (it arrives as a [`Source`]), roads, facilities drawn from a map.
//!
//! Without `columns` the names of the contract are looked up as names of columns; with `columns` only what it names
//! counts, and the rest is listed once. Two things may be mapped that are no column: `id = "#row"` ([`ROW_ID`]), where a
//! table has no ids, and one column for both `lon` and `lat`, where it holds texts such as `114.05,22.54`.

mod areas;
mod columns;
mod delimited;
mod features;
mod ferries;
mod findings;
mod number;
mod orders;
mod premises;
mod reading;
mod records;
mod sailings;
mod sheet;
mod table;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

pub use areas::areas;
pub use ferries::{FerryOverrideRow, ferry_overrides};
pub use orders::orders;
pub use premises::premises;
pub use reading::swapped_inside;
pub use records::{NamedPoint, candidates, demand, facilities, points, posts};
pub use sailings::{SailingRow, sailings};

pub(in crate::import) use features::standpoint;
pub(in crate::import) use findings::Findings;
pub(in crate::import) use number::{number, pair};
pub(in crate::import) use table::{Row, Table, read};

use crate::issue::{Code, Issue, Place};
use crate::space::Extent;
use crate::space::datum::Datum;
use crate::words::Words;

/// Mapped to `id`, it says that rows are known by the file's name and their number: `stations.xlsx#2`.
pub const ROW_ID: &str = "#row";

/// The format of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Text with commas, semicolons or tabs, whichever the header has most of.
    Csv,
    /// Text with tabs.
    Tsv,
    /// A workbook; its first sheet with anything in it.
    Xlsx,
    /// A GeoJSON feature collection (or one feature); properties are columns, the position is the geometry's.
    GeoJson,
}

impl Format {
    /// The format of a file, by its suffix.
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "xlsx" => Some(Self::Xlsx),
            "geojson" => Some(Self::GeoJson),
            _ => None,
        }
    }
}

/// A table and what the study says about it.
///
/// ```
/// use halfhour::import::tables::{Format, Source, demand};
/// let csv = "id,lon,lat,people\na,14.51,35.9,12\nb,14.51,,3\n";
/// let (points, issues) = demand(&Source::new("demand.csv", csv, Format::Csv), &[]);
/// assert_eq!(points.len(), 1);
/// assert!(issues[0].to_string().starts_with("error field-missing demand.csv:3 [lat]"));
/// ```
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as the study names it, for issues.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its format.
    pub format: Format,
    /// The stated encoding, a label of the WHATWG Encoding Standard such as `gb18030`; otherwise it is detected.
    pub encoding: Option<String>,
    /// What the coordinates mean.
    pub datum: Datum,
    /// Our field to their column; empty when the columns have our names.
    pub columns: BTreeMap<String, String>,
    /// Where the study lies, if known: a row that is inside only with its axes swapped is refused.
    pub extent: Option<Extent>,
}

impl Source {
    /// A table in WGS-84 with our own column names.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>, format: Format) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
            format,
            encoding: None,
            datum: Datum::Wgs84,
            columns: BTreeMap::new(),
            extent: None,
        }
    }

    /// The table in the file at `path`, its format by the suffix; `name` is what issues call it.
    ///
    /// # Errors
    /// `file-unreadable` when the file cannot be read or its suffix is none of csv, tsv, xlsx, geojson.
    pub fn load(name: impl Into<String>, path: &Path) -> Result<Self, Issue> {
        let name = name.into();
        let refuse =
            |zh: String, en: String| Issue::new(Code::FileUnreadable, Place::file(name.clone()), Words::new(zh, en));
        let format = Format::of_path(path).ok_or_else(|| {
            let (zh, en) = ("扩展名不是 csv、tsv、xlsx 或 geojson", "the suffix is none of csv, tsv, xlsx, geojson");
            refuse(zh.into(), en.into())
        })?;
        let bytes = std::fs::read(path).map_err(|error| {
            refuse(format!("无法读取文件（{error}）"), format!("the file cannot be read ({error})"))
        })?;
        Ok(Self::new(name, bytes, format))
    }
}
