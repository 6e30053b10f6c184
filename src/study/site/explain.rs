//! What is said around an answer: the gain of each further site, runners-up, other assumptions, stages, sites that close.
//!
//! Every further answer has the judge's word. Never here: a search.

use super::world::World;
use super::{Asked, NoAnswer};
use crate::analysis::siting::{Allowance, Answer, Goal, Problem, Question, Role, check, solve};
use crate::layer::siting::{Closed, RunnerUp, Siting, Step, Variant};
use crate::progress::Progress;

impl World<'_> {
    /// The curve, the runners-up and the other assumptions, with the judge's word on each.
    pub fn explain(
        &self,
        asked: &Asked,
        answer: &Answer,
        siting: &mut Siting,
        progress: &dyn Progress,
    ) -> Result<(), NoAnswer> {
        let Asked { goal, allowance, .. } = asked;
        let rules = self.rules(asked);
        let limits = self.limits(asked);
        let question = Question { problem: &self.problem, goal, rules, progress };
        if progress.cancelled() {
            return Ok(());
        }
        // By number: with a budget, or a number a kind, a set of so many sites may be beyond what is allowed.
        if matches!(allowance, Allowance::Sites(_)) {
            for (index, step) in question.curve(answer.sites.len())?.iter().enumerate() {
                check(&self.problem, goal, &Allowance::Sites(index + 1), step)?;
                siting.curve.push(Step {
                    p: index + 1,
                    people_covered: self.covered((&self.problem, &limits), step.sites.iter().copied()),
                    status: step.status.name(),
                    sites: self.ids(&step.sites),
                });
            }
        }
        for (site, other) in question.runners_up(allowance, answer)? {
            check(&self.problem, goal, allowance, &other)?;
            siting.runners_up.push(RunnerUp {
                without: self.candidate(site).id.clone(),
                sites: self.ids(&other.sites),
                people_covered: self.covered((&self.problem, &limits), other.sites.iter().copied()),
            });
        }
        // Other speeds and limits are asked about for one kind only.
        let Goal::Mclp { limit } = *goal else { return Ok(()) };
        let most = self.study.file().horizon.get();
        for (speed, limit) in [(80, limit), (120, limit), (100, 25 * 600), (100, 35 * 600)] {
            // What takes just the limit at the other speed takes so long now; times are known to the horizon only.
            let reach = self.mobilisation + limit.saturating_sub(self.mobilisation).saturating_mul(speed) / 100;
            if limit.max(reach) > most {
                continue;
            }
            // The mobilisation takes as long as ever.
            let other = |time: u32| {
                Some(self.mobilisation + (time.saturating_sub(self.mobilisation)).saturating_mul(100).div_ceil(speed))
            };
            let problem = Problem { times: self.problem.times.map(other), ..self.problem.clone() };
            let goal = Goal::Mclp { limit };
            let found = solve(&problem, &goal, allowance, rules, progress)?;
            check(&problem, &goal, allowance, &found)?;
            siting.sensitivity.push(Variant {
                speed: f64::from(speed) / 100.0,
                limit: limit / 10,
                same: found.sites.iter().filter(|site| answer.sites.contains(site)).count(),
                people_covered: self.covered((&problem, &[limit]), found.sites.iter().copied()),
                sites: self.ids(&found.sites),
            });
        }
        Ok(())
    }

    /// Stages that build on each other; the answer is the last of them.
    pub fn staged(&self, asked: &Asked, progress: &dyn Progress) -> Result<Siting, NoAnswer> {
        let Asked { goal, .. } = asked;
        let question = Question { problem: &self.problem, goal, rules: self.rules(asked), progress };
        let answers = question.staged(&asked.plan.stages)?;
        for (answer, &size) in answers.iter().zip(&asked.plan.stages) {
            check(&self.problem, goal, &Allowance::Sites(size), answer)?;
        }
        let Some(last) = answers.last() else { return Ok(Siting::default()) };
        let mut siting = self.siting(asked, last);
        let limits = self.limits(asked);
        siting.stages = answers
            .iter()
            .zip(&asked.plan.stages)
            .map(|(answer, &p)| Step {
                p,
                people_covered: self.covered((&self.problem, &limits), answer.sites.iter().copied()),
                status: answer.status.name(),
                sites: self.ids(&answer.sites),
            })
            .collect();
        Ok(siting)
    }

    /// Some existing sites that close with the least harm.
    pub fn closing(&self, asked: &Asked, count: usize, progress: &dyn Progress) -> Result<Siting, NoAnswer> {
        let Asked { goal, .. } = asked;
        let question = Question { problem: &self.problem, goal, rules: self.rules(asked), progress };
        let (answer, closed) = question.closing(count)?;
        let mut problem = Problem { apart: Vec::new(), one_per_area: false, ..self.problem.clone() };
        for site in &mut problem.sites {
            site.role = if site.role == Role::Existing { Role::Candidate } else { Role::Excluded };
        }
        let existing = problem.sites.iter().filter(|site| site.role == Role::Candidate).count();
        check(&problem, goal, &Allowance::Sites(existing.saturating_sub(count)), &answer)?;
        let limits = self.limits(asked);
        let open = |sites: &[u32]| self.covered_by((&self.problem, &limits), sites.iter().copied());
        let after = open(&answer.sites);
        let named = |&site: &u32| {
            let (id, name) = self.named(site);
            let with: Vec<u32> = answer.sites.iter().copied().chain([site]).collect();
            let lost = open(&with).zip(after).map(|(with, after)| with.saturating_sub(after));
            Closed { id, name, people_lost: lost }
        };
        let mut siting = self.siting(asked, &Answer { sites: Vec::new(), ..answer.clone() });
        siting.closed = closed.iter().map(named).collect();
        siting.close = Some(count);
        siting.people_covered_after = after.filter(|_| answer.objective.is_some());
        if matches!(goal, Goal::Mclp { .. } | Goal::Joint { .. } | Goal::Backup { .. }) {
            siting.objective = siting.people_covered_after.map(crate::layer::siting::Number::Whole);
            siting.bound = self.bound(siting.people_covered_after, &answer).map(crate::layer::siting::Number::Whole);
        }
        Ok(siting)
    }
}
