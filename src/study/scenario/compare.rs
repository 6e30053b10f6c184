//! Figures of a scenario, and two scenarios side by side.
//!
//! Never here: how a count may be told (see `layer`), files.

use super::{BASELINE, Scenario, ScenarioWorld, resolved};
use crate::analysis::coverage::Coverage;
use crate::analysis::gaps::{GapCluster, gaps};
use crate::issue::{Code, Issue, Place};
use crate::layer::compare::{About, Comparison, Named, Remark, Side, areas_table, comparison, layer, times};
use crate::layer::compare_cohorts::{After, Before, changes};
use crate::layer::figures::{Basis, Figures};
use crate::layer::{self, Layer};
use crate::places::Kind;
use crate::progress::{Cancelled, Progress};
use crate::study::Study;
use crate::study::run::CLUSTER;
use crate::words::Words;

/// What is found of one scenario.
#[derive(Debug)]
pub struct Told {
    /// Its kinds of service.
    pub kinds: Vec<Kind>,
    /// Exact coverage, for the inside only.
    pub coverage: Coverage,
    /// The published figures.
    pub figures: Figures,
    /// Clusters of uncovered demand, for the inside only.
    clusters: Vec<GapCluster>,
    factors: Vec<f64>,
    /// What is published of the study itself, where cohorts are told.
    before: Option<Before>,
    /// What is worth knowing about it.
    pub issues: Vec<Issue>,
}

impl Told {
    /// What the figures are made from.
    pub fn basis<'a>(&'a self, study: &'a Study) -> Basis<'a> {
        Basis { kinds: &self.kinds, ..study.basis(&self.coverage) }
    }

    /// The layer `coverage` of the scenario.
    pub fn coverage_layer(&self, study: &Study) -> Layer {
        layer::coverage::layer(&self.basis(study), &self.figures)
    }

    fn after(&self) -> After<'_> {
        After { figures: &self.figures, factors: &self.factors }
    }

    fn side<'a>(&'a self, study: &'a Study) -> Side<'a> {
        let basis = self.basis(study);
        Side { basis, figures: &self.figures, clusters: &self.clusters, factors: &self.factors }
    }
}

/// What is found of a world; `base` is the coverage of the study itself.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn told(world: &ScenarioWorld<'_>, base: &Coverage, progress: &dyn Progress) -> Result<Told, Cancelled> {
    let study = world.study();
    let coverage = world.coverage(base, progress)?;
    let basis = Basis { kinds: world.kinds(), ..study.basis(&coverage) };
    let figures = Figures::new(&basis);
    let figures = if world.factors().is_empty() { figures } else { times(&figures, world.factors()) };
    progress.check()?;
    let inputs = study.inputs();
    let cluster = inputs.file.analyses.gaps.as_ref().map_or(CLUSTER, |gaps| gaps.cluster);
    let clusters = gaps(&inputs.demand, &coverage, &inputs.places, cluster);
    let (kinds, factors, issues) = (world.kinds().to_vec(), world.factors().to_vec(), world.issues().to_vec());
    let before = Before::new(&study.basis(base), &study.file().circle.cohorts);
    Ok(Told { kinds, coverage, figures, clusters, factors, before, issues })
}

/// Why there is no answer about a scenario.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum NoFigures {
    /// The scenario cannot be applied.
    #[error("{0}")]
    Bad(Issue),
    /// Stopped by the user.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What is found of a scenario by its id, `baseline` among them.
///
/// # Errors
/// See [`NoFigures`].
pub fn told_of(
    study: &Study,
    (all, id): (&[Scenario], &str),
    base: &Coverage,
    progress: &dyn Progress,
) -> Result<Told, NoFigures> {
    let world = if id == BASELINE {
        ScenarioWorld::baseline(study)
    } else {
        let modifications = resolved(all, id).map_err(NoFigures::Bad)?;
        ScenarioWorld::new(study, modifications).map_err(NoFigures::Bad)?
    };
    Ok(told(&world, base, progress)?)
}

/// Two scenarios side by side.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What `compare.json` has.
    pub comparison: Comparison,
    /// The units whose figures differ.
    pub layer: Layer,
    /// The rows of `compare.csv`.
    pub areas: Layer,
}

/// Sets two scenarios side by side; `outdated` names those that were kept with other inputs.
pub fn compare(
    study: &Study,
    all: &[Scenario],
    outdated: &[String],
    (a, b): ((&str, &Told), (&str, &Told)),
) -> Compared {
    let named = |id: &str| {
        let scenario = all.iter().find(|scenario| scenario.id == id);
        let baseline = Words::new("现状", "Baseline");
        Named {
            id: id.to_owned(),
            name: scenario.map_or(baseline, |scenario| scenario.name.clone()),
            base: scenario.and_then(|scenario| scenario.base.clone()),
            outdated: outdated.iter().any(|other| other == id),
            // Plain data always becomes JSON.
            modifications: scenario
                .and_then(|scenario| serde_json::to_value(&scenario.modifications).ok())
                .unwrap_or_else(|| serde_json::Value::Array(Vec::new())),
        }
    };
    let mut issues = Vec::new();
    for (id, told) in [a, b] {
        if outdated.iter().any(|other| other == id) {
            issues.push(Remark::new(id, &is_outdated(id)));
        }
        issues.extend(told.issues.iter().map(|issue| Remark::new(id, issue)));
    }
    issues.dedup();
    let (after_a, after_b) = (a.1.after(), b.1.after());
    let cohorts = a.1.before.as_ref().map_or_else(Vec::new, |before| {
        let alone = |cohort: usize, kind: usize| study.serves_alone(kind, cohort);
        let ground = (study.units(), &study.inputs().areas, &study.file().kinds[..]);
        changes(ground, &study.file().circle.cohorts, before, (after_a, after_b), &alone)
    });
    let about = About {
        cohorts,
        study: study.file().id.clone(),
        scenarios: vec![named(a.0), named(b.0)],
        inputs: study.inputs().sources.clone(),
        issues,
    };
    let (a, b) = (a.1.side(study), b.1.side(study));
    let comparison = comparison(&a, &b, &study.inputs().places, about);
    let areas = areas_table(&comparison, &a);
    Compared { comparison, layer: layer(&a, &b), areas }
}

/// A scenario was kept with other inputs.
pub fn is_outdated(id: &str) -> Issue {
    let cause = Words::new(
        format!("方案 `{id}` 是用其他版本的输入文件保存的"),
        format!("the scenario `{id}` was kept with other input files"),
    );
    Issue::new(Code::ScenarioOutdated, Place::default().field("scenario"), cause)
}
