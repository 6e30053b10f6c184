//! A section of the report in one shape for all further analyses: definitions, a chart, tables, a note.
//!
//! Never here: counting, what may be published.

use crate::words::Words;

/// One section. Every number of people in it is a published figure.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Section {
    /// Its id in the page, such as `allocation`.
    pub id: &'static str,
    /// Its heading.
    pub title: Words,
    /// Paragraphs: first what was found, then how the figures are defined.
    pub text: Vec<Words>,
    /// A chart of what was found.
    pub chart: Option<Chart>,
    /// The tables.
    pub tables: Vec<Table>,
    /// What the reader must know besides.
    pub note: Option<Words>,
}

/// A chart.
#[derive(Clone, PartialEq, Debug)]
pub enum Chart {
    /// A bar each: a name and a share from 0 to 1.
    Bars(Vec<(Words, f64)>),
    /// A curve from 0, 0 to 1, 1 beside the diagonal: shares of people, shares of what they have.
    Lorenz(Vec<(f64, f64)>),
}

/// A table.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// What it shows.
    pub title: Words,
    /// The headings of its columns.
    pub head: Vec<Words>,
    /// Its rows, as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// A text.
    Text(Words),
    /// A whole number.
    Count(u64),
    /// A share from 0 to 1, shown in per cent.
    Share(f64),
    /// Any other number.
    Number(f64),
    /// A time in seconds, shown in minutes; `None` is beyond the horizon.
    Minutes(Option<u32>),
    /// Nothing to tell.
    None,
}

impl Cell {
    /// Do numbers stand in it, so that it is set flush right?
    pub(super) fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_))
    }
}

impl Table {
    /// Do numbers stand in a column, so that its head is set flush right too?
    pub(super) fn has_numbers(&self, column: &usize) -> bool {
        self.rows.iter().filter_map(|row| row.get(*column)).any(Cell::is_number)
    }
}

impl Chart {
    /// The bars, if it is some.
    pub(super) fn bars(&self) -> &[(Words, f64)] {
        match self {
            Self::Bars(bars) => bars,
            Self::Lorenz(_) => &[],
        }
    }

    /// The curve as the points of an SVG polyline in a square of 200, if it is one.
    pub(super) fn curve(&self) -> Option<String> {
        let Self::Lorenz(points) = self else { return None };
        let point = |&(x, y): &(f64, f64)| format!("{:.1},{:.1}", x * 200.0, 200.0 - y * 200.0);
        Some(points.iter().map(point).collect::<Vec<_>>().join(" "))
    }
}
