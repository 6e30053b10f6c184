//! The bar chart of the report: coverage by kind, and of the full circle.
//!
//! Never here: colours and lengths in pixels beyond the bars, HTML.

use super::figures::Report;
use super::number::{percent, thousands};
use crate::words::Lang;

/// The length of a bar for everybody, in pixels.
const FULL: f64 = 540.0;
/// Pixels from one bar to the next.
const STEP: u32 = 40;

/// One bar.
#[derive(Debug)]
pub struct Bar<'a> {
    /// What it is about.
    pub label: &'a str,
    /// Index of the kind; `None` for the full circle.
    pub kind: Option<usize>,
    /// Pixels from the top.
    pub y: u32,
    /// Pixels.
    pub length: String,
    /// Share and people.
    pub value: String,
}

/// A bar for each kind and one for the full circle.
pub fn bars<'a>(report: &'a Report<'_>, lang: Lang) -> Vec<Bar<'a>> {
    let (joint, unit) = match lang {
        Lang::Zh => ("全部同时满足", "人"),
        Lang::En => ("All together", "people"),
    };
    let kinds = report.kinds.iter().enumerate();
    let kinds = kinds.map(|(i, kind)| (kind.name.get(lang), Some(i), kind.share, kind.people_covered));
    let joint =
        (!report.joint.kinds.is_empty()).then_some((joint, None, report.joint.share, report.joint.people_covered));
    let bar = |(i, (label, kind, share, people)): (u32, (&'a str, Option<usize>, f64, u64))| Bar {
        label,
        kind,
        y: i * STEP,
        length: format!("{:.1}", share.clamp(0.0, 1.0) * FULL),
        value: format!("{} · {} {unit}", percent(share), thousands(people)),
    };
    (0..).zip(kinds.chain(joint)).map(bar).collect()
}
