//! Siting for a study: its candidates and demand become a problem, and the answer becomes published figures.
//!
//! Never here: solving (see `analysis::siting`), how a count may be told (see `layer`), arguments, files.

mod explain;
mod wish;
mod world;

pub use wish::{PROBLEMS, Wish, asked, grid, with_grids};

use crate::analysis::siting::{Allowance, Fault, Goal, Wrong, check, solve};
use crate::issue::Issue;
use crate::layer::siting::Siting;
use crate::places::CandidateSite;
use crate::progress::{Cancelled, Progress, Quiet, Stage};
use crate::study::Study;
use crate::units::Metres;
use world::World;

/// What is asked of a study.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// The name of the problem, as it is written.
    pub problem: &'static str,
    /// The indexes of the kinds: one, or all that must be near together ([`Goal::Joint`]).
    pub kinds: Vec<usize>,
    /// The goal; limits include the mobilisation, and stand in the order of `kinds`.
    pub goal: Goal,
    /// What may be opened.
    pub allowance: Allowance,
    /// Evaluations of a bound at most; by the size of the problem where not given.
    pub iterations: Option<u64>,
    /// Stop when the bound is within this share of the objective.
    pub gap: f64,
    /// What else is asked.
    pub plan: Plan,
}

/// Further rules and questions.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    /// New sites are at least so far from each other.
    pub spacing: Option<Metres>,
    /// At most one new site an area.
    pub one_per_area: bool,
    /// So many new sites in all after each stage; each stage keeps the sites of the one before.
    pub stages: Vec<usize>,
    /// So many existing sites close, and none opens.
    pub close: Option<usize>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoAnswer {
    /// Stopped by the user before anything was found.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The numbers cannot be computed with.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// More pairs of candidates are nearer to each other than the spacing than can be held.
    #[error("more than {0} pairs of candidates are nearer to each other than the spacing")]
    Crowded(usize),
    /// The checker rejects the answer.
    #[error("the checker rejects the answer: {0}")]
    Wrong(#[from] Wrong),
}

/// Answers a siting problem, with the gain of each further site and runners-up for MCLP and the joint problem, and
/// other speeds and limits for MCLP.
///
/// Candidates of other kinds, and those that are facilities of the kind already, are left out. The issues name candidates without
/// a road.
///
/// # Errors
/// See [`NoAnswer`].
pub fn site(
    study: &Study,
    candidates: &[CandidateSite],
    asked: &Asked,
    progress: &dyn Progress,
) -> Result<(Siting, Vec<Issue>), NoAnswer> {
    let (world, issues) = World::new(study, candidates, asked, progress)?;
    progress.step(Stage::Analysis, None);
    if let Some(count) = asked.plan.close {
        return Ok((world.closing(asked, count, progress)?, issues));
    }
    if !asked.plan.stages.is_empty() {
        return Ok((world.staged(asked, progress)?, issues));
    }
    let Asked { goal, allowance, .. } = asked;
    let answer = solve(&world.problem, goal, allowance, world.rules(asked), progress)?;
    check(&world.problem, goal, allowance, &answer)?;
    let mut siting = world.siting(asked, &answer);
    // Who was stopped is told what was found, and nothing that would have to be found yet.
    let told = matches!(goal, Goal::Mclp { .. } | Goal::Joint { .. });
    if told && answer.objective.is_some() && !progress.cancelled() {
        world.explain(asked, &answer, &mut siting, &Quiet(progress))?;
    }
    Ok((siting, issues))
}
