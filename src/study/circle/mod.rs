//! The analyses of the response circle beyond coverage, chained: each one is a file of its own that gives a [`Part`].
//!
//! Never here: how an analysis counts (see `analysis`), what may be published (see `layer`).

mod access;
mod allocation;
mod assigned;
mod cohorts;
mod equity;
mod orders;
mod rules;
mod teams;
mod words;

use std::sync::Arc;

use serde_json::Value;

use super::world::Study;
use crate::encode::html::section::Section;
use crate::issue::Issue;
use crate::layer::Layer;
use crate::layer::figures::{Basis, Figures};
use crate::progress::{Cancelled, Progress};

/// What one analysis gives.
#[derive(Debug, Default)]
pub struct Part {
    /// Layers with shapes.
    pub layers: Vec<Layer>,
    /// Tables without.
    pub tables: Vec<Layer>,
    /// Its keys of `summary.json`.
    pub figures: Vec<(&'static str, Value)>,
    /// Its sections of the report.
    pub sections: Vec<Section>,
    /// What it found wrong.
    pub issues: Vec<Issue>,
}

/// What all of them give.
#[derive(Debug, Default)]
pub struct Circle {
    /// Layers with shapes.
    pub layers: Vec<Arc<Layer>>,
    /// Tables without.
    pub tables: Vec<Arc<Layer>>,
    /// Keys of `summary.json`.
    pub figures: Vec<(&'static str, Value)>,
    /// Sections of the report.
    pub sections: Vec<Section>,
    /// What was found wrong.
    pub issues: Vec<Issue>,
}

/// A question of the response circle; `None` when the study does not ask it.
type Question = fn(&Study, &Basis, &Figures, &dyn Progress) -> Result<Option<Part>, Cancelled>;

/// The questions, in the order of the report.
const QUESTIONS: &[Question] =
    &[cohorts::run, teams::run, allocation::run, access::run, assigned::run, rules::run, orders::run];

/// Asks all that the study asks.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn circle(study: &Study, basis: &Basis, figures: &Figures, progress: &dyn Progress) -> Result<Circle, Cancelled> {
    let mut circle = Circle::default();
    for question in QUESTIONS {
        progress.check()?;
        let Some(part) = question(study, basis, figures, progress)? else { continue };
        circle.layers.extend(part.layers.into_iter().map(Arc::new));
        circle.tables.extend(part.tables.into_iter().map(Arc::new));
        circle.figures.extend(part.figures);
        circle.sections.extend(part.sections);
        circle.issues.extend(part.issues);
    }
    Ok(circle)
}
