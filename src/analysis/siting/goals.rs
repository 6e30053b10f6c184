//! From a problem and a goal to an answer: picks the family of models, runs the search and says what came out in the goal's own unit.
//!
//! Never here: how a family bounds or improves; judging an answer (see `check`).

use super::answer::{Answer, Status};
#[cfg(feature = "highs")]
use super::by_highs;
use super::frame::Frame;
use super::problem::{Allowance, Fault, Goal, Problem};
use super::tree::{Effort, End, Found};
use super::{center, cover, median, places};
use crate::progress::Progress;

/// How long to search.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rules {
    /// Evaluations of a bound at most; the same number gives the same answer, whatever the machine and its threads.
    pub iterations: u64,
    /// Stop when the bound is within this share of the objective; 0 to prove.
    pub gap: f64,
}

impl Rules {
    /// For a problem of so many pairs: about the same work for small and large ones, a minute or two at most for the largest.
    pub fn sized(pairs: usize, gap: f64) -> Self {
        Self { iterations: (40_000_000_000 / pairs.max(1) as u64).clamp(2_000, 200_000), gap }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self { iterations: 200_000, gap: 0.0 }
    }
}

/// A problem with what is settled, and how long to search.
pub(super) struct Work<'a> {
    pub problem: &'a Problem,
    pub frame: &'a Frame,
    pub rules: Rules,
    pub progress: &'a dyn Progress,
}

impl<'a> Work<'a> {
    /// The effort of one search.
    pub fn effort(&self) -> Effort<'a> {
        let Rules { iterations, gap } = self.rules;
        Effort { iterations, gap, progress: self.progress, enough: i64::MAX, floor: i64::MIN }
    }

    /// The demand that counts.
    pub fn demand(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.problem.weights.len()).filter(|&point| self.problem.weights[point] > 0)
    }

    /// For every demand point the sites to decide that are within the limit (a limit a kind), and how many open ones are; sites ascending.
    pub fn within(&self, limit: impl Fn(u16) -> u32, only: Option<u16>) -> (Vec<Vec<u32>>, Vec<u32>) {
        let points = self.problem.weights.len();
        let (mut sites, mut open) = (vec![Vec::new(); points], vec![0u32; points]);
        let reached = |site: u32| {
            let kind = self.problem.sites[site as usize].kind;
            let counts = only.is_none_or(|only| only == kind);
            let limit = limit(kind);
            self.problem.times.of(site as usize).filter(move |&(_, time)| counts && time <= limit)
        };
        for (number, &site) in self.frame.free.iter().enumerate() {
            reached(site).for_each(|(demand, _)| sites[demand as usize].push(number as u32));
        }
        for &site in &self.frame.open {
            reached(site).for_each(|(demand, _)| open[demand as usize] += 1);
        }
        (sites, open)
    }

    /// An answer from what a search found; `worth` is turned into the objective by `unit`.
    pub fn answer(&self, found: &Found, unit: impl Fn(i64) -> u64) -> Answer {
        let mut answer = Answer::infeasible();
        answer.iterations = found.iterations;
        if let Some((worth, set)) = &found.best {
            answer.objective = Some(unit(*worth));
            answer.bound = unit(found.bound);
            answer.sites = self.frame.named(set);
            answer.status = if answer.objective == Some(answer.bound) { Status::Optimal } else { status(found.end) };
        } else if found.end != End::Proved {
            answer.status = Status::TimeLimit;
            answer.bound = if found.bound == i64::MIN { 0 } else { unit(found.bound) };
        }
        answer
    }
}

/// The status of an answer with a gap.
pub(super) fn status(end: End) -> Status {
    match end {
        End::Proved => Status::Optimal,
        End::Enough | End::Iterations => Status::WithinGap,
        End::Cancelled => Status::TimeLimit,
    }
}

/// The scale of the multipliers: as fine as sums of `sites` scores of `total` each allow.
pub(super) fn scale(total: u64, sites: usize) -> Result<i64, Fault> {
    let most = (1u64 << 61) / (sites as u64 + 2);
    if total > most {
        return Err(Fault::TooLarge);
    }
    let room = most / total.max(1);
    Ok(1 << room.ilog2().min(14))
}

/// The sum of weights, or [`Fault::TooLarge`].
pub(super) fn sum(numbers: impl Iterator<Item = u64>) -> Result<u64, Fault> {
    let mut numbers = numbers;
    let total = numbers.try_fold(0u64, u64::checked_add);
    total.filter(|&total| total < 1 << 62).ok_or(Fault::TooLarge)
}

/// Solves `problem` for `goal`.
///
/// The answer does not depend on the number of threads; it depends on time only when `progress` is cancelled, and then says so.
pub fn solve(
    problem: &Problem,
    goal: &Goal,
    allowance: &Allowance,
    rules: Rules,
    progress: &dyn Progress,
) -> Result<Answer, Fault> {
    problem.validate(goal, allowance)?;
    sum(problem.weights.iter().copied())?;
    let Some(frame) = Frame::new(problem, allowance)? else { return Ok(Answer::infeasible()) };
    let work = Work { problem, frame: &frame, rules, progress };
    match goal {
        Goal::Lscp { limit } => center::lscp(&work, *limit, allowance),
        Goal::PCenter => center::center(&work),
        Goal::Mclp { limit } => cover::mclp(&work, *limit),
        Goal::Backup { limit } => cover::backup(&work, *limit),
        Goal::Joint { limits } => cover::joint(&work, limits),
        Goal::PMedian { beyond } => median::median(&work, *beyond),
        Goal::Capacitated { limit } => {
            let answer = places::capacitated(&work, *limit)?;
            #[cfg(feature = "highs")]
            let answer = by_highs::continued(by_highs::Asked { problem, goal, allowance }, answer, (rules, progress))?;
            Ok(answer)
        }
    }
}
