//! Siting by HiGHS, with the cargo feature `highs`: an oracle for tests, and further work where capacities leave a gap.
//!
//! HiGHS (Huangfu & Hall 2018) computes in floating point. Of what it says only the set of sites and a bound are taken: the set is worth what
//! it is worth in whole numbers, and the bound is loosened by more than the tolerances before it is rounded to a whole number.
//!
//! Never here: how a problem becomes a program (see `milp`), reading a clock: work is counted in nodes, so that it is the same everywhere.

use highs::{HighsModelStatus, HighsSolutionStatus, RowProblem, Sense, SolvedModel};

use super::answer::{Answer, Status};
use super::check::{keeps_rules, worth};
use super::goals::{Rules, solve};
use super::milp::{Program, program};
use super::problem::{Allowance, Fault, Goal, Problem, Role};
use crate::progress::{Progress, Silent};

/// How far what HiGHS says may be from the truth, as a share.
const TOLERANCE: f64 = 1e-6;
/// Entries of a program at most: the first relaxation of such a one takes a minute or two, and cannot be stopped.
const ENTRIES: usize = 500_000;
/// Evaluations of a bound that stand for a node of HiGHS.
const EVALUATIONS_A_NODE: u64 = 100;
/// Each slice of the work has so many times the nodes of the one before; between slices the user may stop it.
const GROWTH: u64 = 8;

/// Solves `problem` by HiGHS alone, within so many nodes.
///
/// The answer has no `uncovered` and no `least_limit`; its `iterations` are nodes. Where HiGHS fails, or the program would be too large for
/// it, the answer has no objective and the status [`Status::WithinGap`], which the judge rejects.
///
/// # Errors
/// Those of [`solve`].
///
/// # Examples
/// Two villages of 3 and 4 people, a site in each, one may be opened:
/// ```
/// use halfhour::analysis::siting::{Allowance, Goal, Problem, Site, Times, by_highs};
/// let mut times = Times::new();
/// times.push([(0, 5)]);
/// times.push([(1, 5)]);
/// let problem = Problem { weights: vec![3, 4], sites: vec![Site::default(); 2], times, ..Problem::default() };
/// let answer = by_highs(&problem, &Goal::Mclp { limit: 10 }, &Allowance::Sites(1), 100).unwrap();
/// assert_eq!((answer.objective, &answer.sites[..]), (Some(4), &[1][..]));
/// ```
pub fn by_highs(problem: &Problem, goal: &Goal, allowance: &Allowance, nodes: u32) -> Result<Answer, Fault> {
    problem.validate(goal, allowance)?;
    let asked = Asked { problem, goal, allowance };
    let whole = i32::try_from(nodes).unwrap_or(i32::MAX);
    let Goal::Backup { limit } = goal else {
        return asked.answer(&run(&program(problem, goal, allowance, 0), None, (whole, 0.0)));
    };
    // Who is covered once comes first.
    let first = Asked { goal: &Goal::Mclp { limit: *limit }, ..asked };
    let once = first.answer(&run(&program(problem, first.goal, allowance, 0), None, (whole, 0.0)))?;
    let Some(most) = once.objective else { return Ok(once) };
    let mut answer = asked.answer(&run(&program(problem, goal, allowance, most), None, (whole, 0.0)))?;
    answer.iterations += once.iterations;
    if let Ok(worth) = worth(problem, goal, &answer.sites) {
        answer.once = Some((worth.once, once.bound));
    }
    if once.status != Status::Optimal && answer.objective.is_some() {
        // Of sets that cover more once nothing is known.
        answer.bound = problem.weights.iter().sum();
        answer.status = Status::WithinGap;
    }
    Ok(answer)
}

/// Goes on where the own search has used up its evaluations with a gap left, and returns the better of both sets with the better of both
/// bounds.
pub(super) fn continued(
    asked: Asked<'_>,
    answer: Answer,
    (rules, progress): (Rules, &dyn Progress),
) -> Result<Answer, Fault> {
    let mut best = answer;
    let program = program(asked.problem, asked.goal, asked.allowance, 0);
    let nodes = (rules.iterations / EVALUATIONS_A_NODE).max(1);
    let mut slice = 1;
    while best.status == Status::WithinGap && best.gap().is_some_and(|gap| gap > rules.gap) {
        if progress.cancelled() {
            best.status = Status::TimeLimit;
            break;
        }
        slice = nodes.min(slice * GROWTH);
        let start = program.start(&best);
        let ran = run(&program, Some(&start), (i32::try_from(slice).unwrap_or(i32::MAX), rules.gap));
        best = merged(best, asked.answer(&ran)?);
        progress.tick(1);
        progress.gap(best.gap().unwrap_or(0.0));
        if slice == nodes {
            break;
        }
    }
    Ok(best)
}

/// The better of two sets with the better of two bounds, where more is better.
fn merged(own: Answer, other: Answer) -> Answer {
    let (bound, iterations) = (own.bound.min(other.bound), own.iterations + other.iterations);
    let best = if other.objective > own.objective { other } else { own };
    let status = if best.objective == Some(bound) { Status::Optimal } else { Status::WithinGap };
    Answer { bound, status, iterations, ..best }
}

/// What is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub problem: &'a Problem,
    pub goal: &'a Goal,
    pub allowance: &'a Allowance,
}

impl Asked<'_> {
    /// What HiGHS says, in whole numbers.
    fn answer(&self, ran: &Ran) -> Result<Answer, Fault> {
        let mut answer = Answer { iterations: ran.nodes, ..Answer::infeasible() };
        if ran.infeasible {
            return Ok(answer);
        }
        (answer.status, answer.bound) = (Status::WithinGap, ran.bound);
        let Some(open) = &ran.open else { return Ok(answer) };
        let may = |&site: &u32| {
            matches!(self.problem.sites[site as usize].role, Role::Candidate | Role::Required) && open[site as usize]
        };
        answer.sites = (0..self.problem.sites.len() as u32).filter(may).collect();
        if keeps_rules(self.problem, self.allowance, &answer.sites).is_err() {
            answer.sites.clear();
            return Ok(answer);
        }
        if let Goal::Capacitated { .. } = self.goal {
            // With every site settled the own search only shares out the places.
            let settled =
                solve(&self.settled(&answer.sites), self.goal, &Allowance::Any, Rules::default(), &Silent::default())?;
            (answer.objective, answer.served) = (settled.objective, settled.served);
        } else {
            answer.objective = worth(self.problem, self.goal, &answer.sites).ok().map(|worth| worth.objective);
        }
        let Some(objective) = answer.objective else { return Ok(answer) };
        // The set itself is a bound of the bound.
        answer.bound = if Problem::maximises(self.goal) { ran.bound.max(objective) } else { ran.bound.min(objective) };
        if answer.bound == objective {
            answer.status = Status::Optimal;
        }
        Ok(answer)
    }

    /// The problem with these sites open and no other that could be.
    fn settled(&self, sites: &[u32]) -> Problem {
        let mut problem = Problem { apart: Vec::new(), one_per_area: false, ..self.problem.clone() };
        for (number, site) in (0_u32..).zip(&mut problem.sites) {
            site.role = match site.role {
                Role::Existing => Role::Existing,
                _ if sites.binary_search(&number).is_ok() => Role::Required,
                _ => Role::Excluded,
            };
        }
        problem
    }
}

impl Program {
    /// The columns that say what an answer says; its sites and who is served where.
    fn start(&self, answer: &Answer) -> Vec<f64> {
        let mut values: Vec<f64> = self.columns.iter().map(|column| column.range.0).collect();
        answer.sites.iter().for_each(|&site| values[site as usize] = 1.0);
        let sites = self.columns.len() - self.shares.len();
        for (column, share) in self.shares.iter().enumerate() {
            if let Ok(place) = answer.served.binary_search_by_key(share, |&(point, site, _)| (point, site)) {
                values[sites + column] = (answer.served[place].2 / self.unit) as f64;
            }
        }
        values
    }

    fn entries(&self) -> usize {
        self.columns.len() + self.rows.iter().map(|row| row.terms.len()).sum::<usize>()
    }

    /// A bound of HiGHS as a bound of the objective.
    fn bound(&self, dual: f64) -> u64 {
        let slack = TOLERANCE * dual.abs().max(1.0);
        // A float beyond the numbers becomes the last of them.
        let whole = if self.maximise { (dual + slack).floor() as u64 } else { (dual - slack).ceil() as u64 };
        whole.saturating_mul(self.unit).saturating_add(self.constant)
    }
}

/// What came out of HiGHS.
#[derive(Default)]
struct Ran {
    /// No set keeps the rules.
    infeasible: bool,
    /// Which sites are open in the best set.
    open: Option<Vec<bool>>,
    /// No set has a better objective.
    bound: u64,
    nodes: u64,
}

/// Runs HiGHS from `start` within so many nodes, or until the bound is within a share of the objective.
fn run(program: &Program, start: Option<&[f64]>, (nodes, gap): (i32, f64)) -> Ran {
    let solved = if program.entries() <= ENTRIES { solved(program, start, (nodes, gap)) } else { None };
    let Some(solved) = solved else {
        return Ran { bound: if program.maximise { u64::MAX } else { 0 }, ..Ran::default() };
    };
    let found = solved.primal_solution_status() == HighsSolutionStatus::Feasible;
    // Without a whole column there is no tree, and the objective is its own bound.
    let dual = if program.columns.iter().any(|column| column.whole) {
        solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NAN)
    } else {
        solved.objective_value()
    };
    let none = if program.maximise { u64::MAX } else { 0 };
    Ran {
        infeasible: solved.status() == HighsModelStatus::Infeasible,
        open: found.then(|| solved.get_solution().columns().iter().map(|value| *value > 0.5).collect()),
        bound: if dual.is_nan() { none } else { program.bound(dual) },
        nodes: solved.int_info_value(c"mip_node_count").map_or(0, |nodes| u64::try_from(nodes).unwrap_or(0)),
    }
}

fn solved(program: &Program, start: Option<&[f64]>, (nodes, gap): (i32, f64)) -> Option<SolvedModel> {
    let mut rows = RowProblem::new();
    let columns: Vec<highs::Col> = program
        .columns
        .iter()
        .map(|column| {
            let (low, high) = column.range;
            rows.add_column_with_integrality(column.counts, low..=high, column.whole)
        })
        .collect();
    // HiGHS does not look at the rows of a program without columns.
    if columns.is_empty() {
        rows.add_column(0.0, 0.0..=0.0);
    }
    for row in &program.rows {
        let terms: Vec<(highs::Col, f64)> = row.terms.iter().map(|&(column, value)| (columns[column], value)).collect();
        rows.add_row(row.range.0..=row.range.1, terms);
    }
    let sense = if program.maximise { Sense::Maximise } else { Sense::Minimise };
    let mut model = rows.try_optimise(sense).ok()?;
    // One thread and a fixed seed: the same nodes every time.
    model.try_set_option("threads", 1).ok()?;
    model.try_set_option("parallel", "off").ok()?;
    model.try_set_option("random_seed", 0).ok()?;
    model.try_set_option("mip_max_nodes", nodes).ok()?;
    model.try_set_option("mip_rel_gap", gap).ok()?;
    model.try_set_option("mip_abs_gap", 0.25).ok()?;
    if let Some(start) = start {
        model.try_set_solution(Some(start), None, None, None).ok()?;
    }
    model.try_solve().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_loosened_before_it_is_rounded() {
        let most = Program { maximise: true, unit: 1_000, ..Program::default() };
        assert_eq!([9.5, 9.999_999_9, 10.000_004].map(|dual| most.bound(dual)), [9_000, 10_000, 10_000]);
        // Above a million units a share of a millionth is more than one.
        assert_eq!(most.bound(2_000_000.0), 2_000_002_000);
        let least = Program { unit: 1, constant: 7, ..Program::default() };
        assert_eq!([9.5, 10.000_000_1, -3.0].map(|dual| least.bound(dual)), [17, 17, 7]);
    }
}
