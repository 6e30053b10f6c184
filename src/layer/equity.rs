//! How unequally times and access are spread, worked out from published units and so free to tell.
//!
//! Everybody of a unit counts with its median time or its access: what is unequal inside a unit is not seen. Units beyond the
//! horizon have no time: they are told apart, and the worst tenth that has such people in it has no mean.
//!
//! Never here: definitions (see `analysis::equity`).

use serde::Serialize;

use super::access::{AccessFigures, Column, significant};
use super::figures::{Basis, Figures};
use crate::analysis::equity::{Group, Spread};

/// How many steps the curve has in `summary.json`.
pub const STEPS: u32 = 20;

/// What is spread.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Minutes to the nearest facility.
    Minutes,
    /// An access index.
    Access,
}

/// How one thing is spread over people.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Spreading {
    /// What.
    pub measure: Measure,
    /// The kind.
    pub kind: String,
    /// The method of an access index.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<&'static str>,
    /// The people whose share is known.
    pub people: u64,
    /// The people beyond the horizon, who are not in the figures that follow.
    pub beyond: u64,
    /// The mean.
    pub mean: f64,
    /// The Gini coefficient.
    pub gini: f64,
    /// The Palma ratio.
    pub palma: Option<f64>,
    /// The mean of the tenth that is worst off; none where some of them are beyond the horizon.
    pub worst_tenth: Option<f64>,
    /// What the worst tenth has of all that there is: of all minutes, or of all access.
    pub worst_tenth_share: Option<f64>,
    /// The Lorenz curve: shares of people, and of what they have together.
    pub lorenz: Vec<(f64, f64)>,
}

/// The minutes to the nearest facility of each kind. Nothing of a study that is one unit: all are alike there.
pub fn of_times(basis: &Basis, figures: &Figures) -> Vec<Spreading> {
    if figures.units.len() < 2 {
        return Vec::new();
    }
    let of_kind = |kind: usize| {
        let minutes = |time: u32| f64::from(time) / 60.0;
        let known = figures.units.iter().filter_map(|unit| Some((unit.people, minutes(unit.nearest[kind].seconds()?))));
        let beyond = figures.units.iter().filter(|unit| !unit.nearest[kind].is_reached()).map(|unit| unit.people).sum();
        spreading((Measure::Minutes, &basis.kinds[kind].id, None), known.collect(), beyond)
    };
    (0..basis.kinds.len()).filter_map(of_kind).collect()
}

/// The access indices.
pub fn of_access(basis: &Basis, figures: &AccessFigures) -> Vec<Spreading> {
    if figures.units.len() < 2 {
        return Vec::new();
    }
    let of_column = |(index, column): (usize, &Column)| {
        let what = (Measure::Access, basis.kinds[column.kind].id.as_str(), Some(column.method));
        spreading(what, figures.told(index).collect(), 0)
    };
    figures.columns.iter().enumerate().filter_map(of_column).collect()
}

fn spreading(
    (measure, kind, method): (Measure, &str, Option<&'static str>),
    groups: Vec<Group>,
    beyond: u64,
) -> Option<Spreading> {
    let people = groups.iter().map(|(people, _)| people).sum();
    let spread = Spread::new(groups)?;
    let worst = match measure {
        Measure::Minutes => spread.most_tenth(),
        Measure::Access => spread.least_tenth(),
    };
    let rounded = |number: f64| (number * 1e4).round() / 1e4;
    let share = (spread.mean() > 0.0).then(|| rounded(worst * 0.1 / spread.mean()));
    Some(Spreading {
        measure,
        kind: kind.to_owned(),
        method,
        people,
        beyond,
        mean: significant(spread.mean()),
        gini: rounded(spread.gini()),
        palma: spread.palma().map(significant),
        worst_tenth: (beyond == 0).then(|| significant(worst)),
        worst_tenth_share: share.filter(|_| beyond == 0),
        lorenz: spread.lorenz(STEPS).into_iter().map(|(x, y)| (rounded(x), rounded(y))).collect(),
    })
}
