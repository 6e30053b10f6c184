//! The one shape in which every format hands over its rows.
//!
//! Never here: meaning of columns, coordinates' datum.

use geo::Geometry;

use super::findings::Findings;
use super::{Format, Source, delimited, features, sheet, text};

/// A header and rows of texts.
#[derive(Debug, Default, PartialEq)]
pub(in crate::import) struct Table {
    /// Names of columns, trimmed; may be empty or repeated.
    pub header: Vec<String>,
    /// The rows that can be read at all, as long as the header.
    pub rows: Vec<Row>,
    /// Do positions come from geometries rather than from columns?
    pub spatial: bool,
}

/// One row.
#[derive(Debug, Default, PartialEq)]
pub(in crate::import) struct Row {
    /// The line in the file, the row of the sheet or the number of the feature.
    pub line: u64,
    /// One text a column, trimmed.
    pub fields: Vec<String>,
    /// What a GeoJSON feature has beside its properties.
    pub feature: Option<Box<Shape>>,
}

/// A GeoJSON feature without its properties.
#[derive(Debug, Default, PartialEq)]
pub(in crate::import) struct Shape {
    /// The `id` member.
    pub id: Option<String>,
    /// The geometry, in the coordinates of the file; all numbers finite.
    pub geometry: Option<Geometry>,
}

/// Reads a source of any format; `None` when nothing in it can be read, which has then become an issue.
pub(in crate::import) fn read(source: &Source, findings: &mut Findings) -> Option<Table> {
    match source.format {
        Format::Csv | Format::Tsv => {
            let text = text::decode(source, findings);
            let separator = if source.format == Format::Tsv { b'\t' } else { delimited::separator(&text) };
            delimited::read(&text, separator, findings)
        }
        Format::Xlsx => sheet::read(&source.bytes, findings),
        Format::GeoJson => features::read(&text::decode(source, findings), findings),
    }
}
