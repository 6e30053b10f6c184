//! `site --matrix`: ready distances in, `siting.json` out.
//!
//! Never here: reading (see `import::distances`), solving.

use std::path::Path;

use super::super::Outcome;
use super::super::args::{Common, ProblemArg, Site};
use super::super::batch::{finish, outcome};
use super::super::progress::Terminal;
use super::super::say::{Refused, Say};
use super::{allowance, bad, fault, judged, missing, remark, rules, written};
use crate::analysis::siting::{self, Goal, Problem, Times, solve};
use crate::import::distances::{Distances, distances};
use crate::issue::Place;
use crate::layer::siting::{Number, Opened, Siting, share};
use crate::progress::{Progress, Stage};

/// Solves for the distances of a file.
pub(super) fn site(
    path: &Path,
    args: &Site,
    (common, say): (&Common, &Say),
    late: &(dyn Fn() -> bool + Sync),
) -> anyhow::Result<Outcome> {
    if args.kind.is_some() {
        return Err(bad("--kind", "--kind 只用于研究", "--kind goes with a study only"));
    }
    if args.p.as_ref().is_some_and(|sites| !sites.each().is_empty()) {
        return Err(bad("--add", "矩阵中只有一个类别：请给出一个数", "a matrix has one kind: write a number"));
    }
    let terminal = Terminal::new(say, late);
    terminal.step(Stage::Import, None);
    let limit = number(args)?;
    // Where nobody can be reached in time the least limit is told, and that needs the others too.
    let kept = limit.filter(|_| args.problem != ProblemArg::Lscp);
    let (found, issues) = distances(path, kept).map_err(Refused::one)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (problem, demand, sites, parts) = problem(found, args);
    let allowance = allowance(args, problem.1)?;
    let problem = problem.0;
    let goal = goal(args, limit.map(|limit| (limit * f64::from(parts)).floor() as u32), parts)?;
    terminal.step(Stage::Analysis, None);
    let answer = solve(&problem, &goal, &allowance, rules(args, problem.times.pairs()), &terminal)
        .map_err(|error| Refused::one(fault(&error, Place::file(name.as_str()))))?;
    let answer = judged(&problem, &goal, &allowance, answer)?;
    // Distances count parts of the file's unit; weights do not.
    let scaled = matches!(goal, Goal::PMedian { .. } | Goal::PCenter);
    let unit = |value: u64| if scaled { of_parts(value, parts) } else { Number::Whole(value) };
    let siting = Siting {
        problem: args.problem.name().to_owned(),
        p: match allowance {
            siting::Allowance::Sites(p) => Some(p),
            _ => None,
        },
        budget: args.budget,
        limit: limit.map(|limit| of_parts((limit * 1e3).round() as u64, 1_000)),
        objective: answer.objective.map(unit),
        bound: answer.objective.map(|_| unit(answer.bound)),
        gap: answer.gap().map(share),
        status: answer.status.name(),
        iterations: answer.iterations,
        sites: answer
            .sites
            .iter()
            .map(|&site| Opened {
                id: sites[site as usize].clone(),
                kind: None,
                name: None,
                lon: None,
                lat: None,
                people_gained: None,
            })
            .collect(),
        covered_once: answer.once.map(|(once, bound)| [Number::Whole(once), Number::Whole(bound)]),
        impossible_points: answer.objective.is_none().then_some(answer.uncovered.len() as u64),
        impossible: answer.uncovered.iter().map(|&point| demand[point as usize].clone()).collect(),
        least_limit: answer.least_limit.map(|limit| of_parts(u64::from(limit), parts)),
        ..Siting::default()
    };
    terminal.step(Stage::Write, None);
    let stem = path.file_stem().unwrap_or_default();
    let out = args.out.clone().unwrap_or_else(|| Path::new("out").join(stem));
    finish(&terminal, common)?;
    remark(siting.status, (siting.p, sites.len()), say);
    written(&siting, &out, say)?;
    say.issues(&issues, false);
    Ok(outcome(&issues))
}

type Named = ((Problem, Option<usize>), Vec<String>, Vec<String>, u32);

fn problem(found: Distances, _args: &Site) -> Named {
    let mut times = Times::new();
    let Distances { demand, sites, reached, parts, p } = found;
    reached.into_iter().for_each(|pairs| times.push(pairs));
    let (ids, weights) = demand.into_iter().unzip();
    let problem = Problem { weights, sites: vec![siting::Site::default(); sites.len()], times, ..Problem::default() };
    ((problem, p), ids, sites, parts)
}

/// The limit as a number in the unit of the file.
fn number(args: &Site) -> anyhow::Result<Option<f64>> {
    let Some(text) = &args.limit else { return Ok(None) };
    let number = text.parse::<f64>().ok().filter(|number| (0.0..4e6).contains(number));
    let zh = "与 --matrix 同用时，limit 是与文件单位相同的数";
    number.map(Some).ok_or_else(|| bad("--limit", zh, "with --matrix the limit is a number in the unit of the file"))
}

fn goal(args: &Site, limit: Option<u32>, parts: u32) -> anyhow::Result<Goal> {
    let needed = || limit.ok_or_else(|| missing("--limit"));
    Ok(match args.problem {
        ProblemArg::Lscp => Goal::Lscp { limit: needed()? },
        ProblemArg::Mclp => Goal::Mclp { limit: needed()? },
        ProblemArg::Backup => Goal::Backup { limit: needed()? },
        ProblemArg::PMedian => Goal::PMedian { beyond: args.beyond.map(|beyond| beyond.saturating_mul(parts)) },
        ProblemArg::PCenter => Goal::PCenter,
        ProblemArg::Joint => {
            let zh = "joint 只用于研究：矩阵中只有一个类别";
            return Err(bad("--problem", zh, "joint goes with a study: a matrix has one kind"));
        }
        ProblemArg::Capacitated => {
            let zh = "capacitated 只用于研究：矩阵中没有容量";
            return Err(bad("--problem", zh, "capacitated goes with a study: a matrix has no capacities"));
        }
    })
}

fn of_parts(value: u64, parts: u32) -> Number {
    let parts = u64::from(parts.max(1));
    if value.is_multiple_of(parts) {
        Number::Whole(value / parts)
    } else {
        Number::Fraction(value as f64 / parts as f64)
    }
}
