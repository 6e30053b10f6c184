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
    /// What more of something brings: how many there are, and so many people more than with none.
    Steps(Vec<(u64, u64)>),
}

/// A curve of [`Chart::Steps`] in a picture of 840 by 200 pixels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Steps {
    /// The points of an SVG polyline, from nothing on.
    pub line: String,
    /// One mark a step.
    pub marks: Vec<Mark>,
}

/// One step of the curve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    /// Pixels from the left.
    pub x: String,
    /// Pixels from the top.
    pub y: String,
    /// How many there are.
    pub count: u64,
    /// People more than with none.
    pub people: u64,
    /// Is there room for its numbers?
    pub labelled: bool,
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
    /// A difference, shown with its sign.
    Change(i64),
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
            Self::Lorenz(_) | Self::Steps(_) => &[],
        }
    }

    /// The curve beside the diagonal as the points of an SVG polyline in a square of 200, if it is one.
    pub(super) fn lorenz(&self) -> Option<String> {
        let Self::Lorenz(points) = self else { return None };
        let point = |&(x, y): &(f64, f64)| format!("{:.1},{:.1}", x * 200.0, 200.0 - y * 200.0);
        Some(points.iter().map(point).collect::<Vec<_>>().join(" "))
    }

    /// The curve of what more brings, if it is one.
    pub(super) fn steps(&self) -> Option<Steps> {
        /// Numbers beside each other at most.
        const LABELS: usize = 12;
        let Self::Steps(steps) = self else { return None };
        let most = |of: fn(&(u64, u64)) -> u64| steps.iter().map(of).max().unwrap_or(0).max(1) as f64;
        let (far, high) = (most(|step| step.0), most(|step| step.1));
        let at = |&(count, people): &(u64, u64)| {
            (format!("{:.1}", count as f64 / far * 840.0), format!("{:.1}", 200.0 - people as f64 / high * 180.0))
        };
        let every = steps.len().div_ceil(LABELS).max(1);
        let marks = steps.iter().enumerate().map(|(index, step)| {
            let (x, y) = at(step);
            // The last one always has its numbers.
            let labelled = (steps.len() - 1 - index).is_multiple_of(every);
            Mark { x, y, count: step.0, people: step.1, labelled }
        });
        let line = std::iter::once(&(0, 0)).chain(steps).map(|step| {
            let (x, y) = at(step);
            format!("{x},{y}")
        });
        Some(Steps { line: line.collect::<Vec<_>>().join(" "), marks: marks.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_of_steps_ends_at_the_top_right() {
        let chart = Chart::Steps((1..=30).map(|count| (count, count * 10)).collect());
        let steps = chart.steps().expect("a curve");
        let last = steps.marks.last().expect("thirty marks");
        assert_eq!((last.x.as_str(), last.y.as_str(), last.labelled), ("840.0", "20.0", true));
        assert!(steps.line.starts_with("0.0,200.0 28.0,194.0"), "{}", steps.line);
        assert_eq!(steps.marks.iter().filter(|mark| mark.labelled).count(), 10);
        assert!(Chart::Steps(vec![(1, 0)]).steps().is_some_and(|steps| steps.marks[0].y == "200.0"));
    }
}
