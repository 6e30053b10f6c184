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
    pub fields: Texts,
    /// What a GeoJSON feature has beside its properties.
    pub feature: Option<Box<Shape>>,
}

/// The texts of one row, side by side: a table may have millions of rows.
#[derive(Debug, Default, PartialEq)]
pub(in crate::import) struct Texts {
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Texts {
    /// One text; `None` behind the last one.
    pub fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize)
    }

    /// All texts in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map_while(|column| self.get(column))
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for one in texts {
            text.push_str(one.as_ref());
            // A row of four gigabytes has no cells behind that.
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self { text: text.into(), ends: ends.into() }
    }
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
