//! Several questions one after another: stages that build on each other, closing, the gain of each further site, runners-up.
//!
//! Never here: a search. Every answer is one of [`solve`]'s and is judged like any other.

use super::answer::Answer;
use super::goals::{Rules, solve};
use super::problem::{Allowance, Fault, Goal, Problem, Role};
use crate::progress::Progress;

/// What is asked, and how long to search for each answer.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// What is asked for.
    pub goal: &'a Goal,
    /// How long to search, an answer.
    pub rules: Rules,
    /// Told of the work, asked whether to go on.
    pub progress: &'a dyn Progress,
}

impl Question<'_> {
    fn ask(&self, problem: &Problem, allowance: &Allowance) -> Result<Answer, Fault> {
        solve(problem, self.goal, allowance, self.rules, self.progress)
    }

    /// Nested answers: the best set of each size that contains the set of the stage before. `sizes` count all new sites so far.
    pub fn staged(&self, sizes: &[usize]) -> Result<Vec<Answer>, Fault> {
        let mut problem = self.problem.clone();
        let mut answers = Vec::with_capacity(sizes.len());
        for &size in sizes {
            let answer = self.ask(&problem, &Allowance::Sites(size))?;
            for &site in &answer.sites {
                problem.sites[site as usize].role = Role::Required;
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    /// Closes `count` existing sites with the least harm: the answer that is left, whose sites are those that stay, and the closed ones.
    pub fn closing(&self, count: usize) -> Result<(Answer, Vec<u32>), Fault> {
        let mut problem = Problem { apart: Vec::new(), one_per_area: false, ..self.problem.clone() };
        let mut existing = Vec::new();
        for (number, site) in problem.sites.iter_mut().enumerate() {
            site.role = match site.role {
                Role::Existing => {
                    existing.push(number as u32);
                    Role::Candidate
                }
                _ => Role::Excluded,
            };
        }
        let stay = existing.len().saturating_sub(count);
        let mut answer = self.ask(&problem, &Allowance::Sites(stay))?;
        if answer.objective.is_some() {
            // A site that changes nothing stays where as many may stay.
            let idle = existing.iter().filter(|site| !answer.sites.contains(site)).copied();
            let more: Vec<u32> = idle.take(stay - answer.sites.len().min(stay)).collect();
            if !more.is_empty() {
                answer.sites.extend(more);
                answer.sites.sort_unstable();
                let kept = answer.sites.clone();
                kept.iter().for_each(|&site| problem.sites[site as usize].role = Role::Required);
                answer = Answer { iterations: answer.iterations, ..self.ask(&problem, &Allowance::Sites(stay))? };
            }
        }
        let closed = existing.into_iter().filter(|site| !answer.sites.contains(site)).collect();
        Ok((answer, closed))
    }

    /// The best answer with 1, 2, .. `most` new sites.
    pub fn curve(&self, most: usize) -> Result<Vec<Answer>, Fault> {
        (1..=most).map(|count| self.ask(self.problem, &Allowance::Sites(count))).collect()
    }

    /// For every site of `answer` that is not required: the best answer without it.
    pub fn runners_up(&self, allowance: &Allowance, answer: &Answer) -> Result<Vec<(u32, Answer)>, Fault> {
        let free = answer.sites.iter().filter(|&&site| self.problem.sites[site as usize].role == Role::Candidate);
        free.map(|&site| {
            let mut problem = self.problem.clone();
            problem.sites[site as usize].role = Role::Excluded;
            Ok((site, self.ask(&problem, allowance)?))
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Site, Status, Times, check};
    use super::*;
    use crate::progress::Silent;

    /// Five villages in a row with 5, 1, 4, 1, 3 people, each a site, ten minutes apart.
    fn row(roles: [Role; 5]) -> Problem {
        let mut times = Times::new();
        for site in 0..5u32 {
            times.push((0..5u32).map(|point| (point, site.abs_diff(point) * 10)));
        }
        let sites = roles.map(|role| Site { role, ..Site::default() }).to_vec();
        Problem { weights: vec![5, 1, 4, 1, 3], sites, times, ..Problem::default() }
    }

    #[test]
    fn stages_are_nested_and_each_is_the_best_that_builds_on_the_last() {
        let problem = row([Role::Candidate; 5]);
        let goal = Goal::Mclp { limit: 10 };
        let question =
            Question { problem: &problem, goal: &goal, rules: Rules::default(), progress: &Silent::default() };
        let stages = question.staged(&[1, 2]).unwrap();
        // The second village reaches 5 + 1 + 4; with the fourth all are reached, with the fifth too.
        assert_eq!((stages[0].objective, &stages[0].sites[..]), (Some(10), &[1][..]));
        assert_eq!(stages[1].objective, Some(14));
        assert!(stages[1].sites.contains(&1) && stages[1].status == Status::Optimal);
    }

    #[test]
    fn closing_harms_least_and_closes_as_many_as_asked() {
        let problem = row([Role::Existing; 5]);
        let goal = Goal::PMedian { beyond: None };
        let question =
            Question { problem: &problem, goal: &goal, rules: Rules::default(), progress: &Silent::default() };
        let (answer, closed) = question.closing(2).unwrap();
        // The two villages of one person each go: ten minutes for each of them.
        assert_eq!((answer.objective, closed), (Some(20), vec![1, 3]));
        let (_, closed) = question.closing(9).unwrap();
        assert_eq!(closed.len(), 5);
        let covering = Question { goal: &Goal::Mclp { limit: 100 }, ..question };
        let (answer, closed) = covering.closing(2).unwrap();
        assert_eq!((answer.objective, closed.len(), answer.sites.len()), (Some(14), 2, 3));
    }

    #[test]
    fn the_curve_rises_and_gains_fall() {
        let problem = row([Role::Candidate; 5]);
        let goal = Goal::Mclp { limit: 0 };
        let question =
            Question { problem: &problem, goal: &goal, rules: Rules::default(), progress: &Silent::default() };
        let curve: Vec<Option<u64>> = question.curve(6).unwrap().iter().map(|answer| answer.objective).collect();
        assert_eq!(curve, [5, 9, 12, 13, 14, 14].map(Some));
    }

    #[test]
    fn a_runner_up_is_the_best_without_the_winner() {
        let problem = row([Role::Candidate; 5]);
        let (goal, allowance) = (Goal::Mclp { limit: 0 }, Allowance::Sites(1));
        let question =
            Question { problem: &problem, goal: &goal, rules: Rules::default(), progress: &Silent::default() };
        let answer = solve(&problem, &goal, &allowance, Rules::default(), &Silent::default()).unwrap();
        check(&problem, &goal, &allowance, &answer).unwrap();
        let runners = question.runners_up(&allowance, &answer).unwrap();
        assert_eq!((runners[0].0, runners[0].1.objective, &runners[0].1.sites[..]), (0, Some(4), &[2][..]));
    }
}
