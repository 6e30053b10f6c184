//! Siting for a study: its candidates and demand become a problem, and the answer becomes published figures.
//!
//! Never here: solving (see `analysis::siting`), how a count may be told (see `layer`), arguments, files.

use super::world::Study;
use crate::analysis::coverage::kind_times;
use crate::analysis::reach::reach;
use crate::analysis::siting::{
    Allowance, Answer, Fault, Goal, Problem, Question, Role, Rules, Site, Status, Times, Wrong, check, solve,
};
use crate::issue::{Code, Issue, Place};
use crate::layer::siting::{Number, Opened, RunnerUp, Siting, Step, Variant, share, told};
use crate::places::CandidateSite;
use crate::progress::{Cancelled, Progress, Stage};
use crate::space::LatLon;
use crate::travel::Link;
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// Points of a grid at most.
const GRID: usize = 20_000;
/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;

/// What is asked of a study.
#[derive(Clone, PartialEq, Debug)]
pub struct Asked {
    /// The name of the problem, as it is written.
    pub problem: &'static str,
    /// The index of the kind.
    pub kind: usize,
    /// The goal; limits include the mobilisation.
    pub goal: Goal,
    /// What may be opened.
    pub allowance: Allowance,
    /// Evaluations of a bound at most; by the size of the problem where not given.
    pub iterations: Option<u64>,
    /// Stop when the bound is within this share of the objective.
    pub gap: f64,
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
    /// The checker rejects the answer.
    #[error("the checker rejects the answer: {0}")]
    Wrong(#[from] Wrong),
}

/// The points of a grid over the demand, with ids by row and column; those without a road near are left out later.
pub fn grid(study: &Study, kind: &str, spacing: Metres) -> Vec<CandidateSite> {
    let at = study.inputs().demand.iter().map(|point| (point.at.lon(), point.at.lat()));
    let far = (f64::INFINITY, f64::NEG_INFINITY);
    let span = |span: (f64, f64), value: f64| (span.0.min(value), span.1.max(value));
    let (lon, lat) = at.fold((far, far), |(lon, lat), (x, y)| (span(lon, x), span(lat, y)));
    if lon.0 > lon.1 {
        return Vec::new();
    }
    // Too fine a grid is made coarser, as far as needed.
    let mut step = spacing.0 / DEGREE;
    let narrow = ((lat.0 + lat.1) / 2.0).to_radians().cos().max(0.05);
    let counts = |step: f64| (((lat.1 - lat.0) / step) as usize + 1, ((lon.1 - lon.0) * narrow / step) as usize + 1);
    while counts(step).0.saturating_mul(counts(step).1) > GRID {
        step *= 1.2;
    }
    let (rows, columns) = counts(step);
    let site = |row: usize, column: usize| {
        let at = LatLon::new(lon.0 + (column as f64 + 0.5) * step / narrow, lat.0 + (row as f64 + 0.5) * step)?;
        let id = format!("grid-{row}-{column}");
        Some(CandidateSite { name: Words::same(&*id), id, kind: kind.to_owned(), at: at.rounded() })
    };
    (0..rows).flat_map(|row| (0..columns).filter_map(move |column| site(row, column))).collect()
}

/// Answers a siting problem, with the gain of each further site, runners-up and other speeds and limits for MCLP.
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
    let Asked { goal, allowance, .. } = asked;
    let answer = solve(&world.problem, goal, allowance, world.rules(asked), progress)?;
    check(&world.problem, goal, allowance, &answer)?;
    let mut siting = world.siting(asked, &answer);
    if let (Goal::Mclp { limit }, true) = (goal, answer.objective.is_some()) {
        world.explain(asked, (&answer, *limit), &mut siting, progress)?;
    }
    Ok((siting, issues))
}

/// The problem, and what its numbers stand for. Site 0 stands for all existing facilities together, except for backup coverage.
struct World<'a> {
    study: &'a Study,
    sites: Vec<&'a CandidateSite>,
    /// How many of the problem's sites exist.
    existing: usize,
    problem: Problem,
    mobilisation: u32,
}

impl<'a> World<'a> {
    fn new(
        study: &'a Study,
        candidates: &'a [CandidateSite],
        asked: &Asked,
        progress: &dyn Progress,
    ) -> Result<(Self, Vec<Issue>), Cancelled> {
        let kind = &study.file().kinds[asked.kind];
        let (profile, facilities) = (study.profile_of(asked.kind), study.facilities_of(asked.kind));
        let demand: Vec<Option<Link>> =
            study.demand_links(asked.kind).iter().map(|link| link.as_ref().ok().copied()).collect();
        progress.step(Stage::Snap, Some(candidates.len() as u64));
        let taken: Vec<&str> =
            facilities.iter().map(|&(index, _)| study.inputs().facilities[index as usize].id.as_str()).collect();
        let (mut sites, mut links, mut issues) = (Vec::new(), Vec::new(), Vec::new());
        for site in candidates.iter().filter(|site| site.kind == kind.id && !taken.contains(&site.id.as_str())) {
            match study.link(profile, site.at) {
                Ok(link) => {
                    sites.push(site);
                    links.push(Some(link));
                }
                // The points of a grid lie anywhere.
                Err(_) if site.id.starts_with("grid-") => {}
                Err(issue) => {
                    let (zh, en) = (&issue.cause.zh, &issue.cause.en);
                    let name = if site.name.en.is_empty() { &site.id } else { &site.name.en };
                    let cause =
                        Words::new(format!("可选点位 {}：{zh}", site.name.zh), format!("candidate {name}: {en}"));
                    issues.push(Issue::new(Code::FacilityOffNetwork, Place::default(), cause));
                }
            }
        }
        let horizon = study.file().horizon;
        let bound = match asked.goal {
            // As far as the other speeds and limits ask.
            Goal::Mclp { limit } | Goal::Backup { limit } => {
                horizon.min(Deciseconds::new((limit / 5 * 6 + 6).max(35 * 600)))
            }
            _ => horizon,
        };
        let weighed = study.weighed(profile);
        let reached = |links: &[Option<Link>]| -> Result<Vec<Vec<(u32, u32)>>, Cancelled> {
            let rows = reach(weighed, kind, (links, &demand), bound, progress)?;
            let plain =
                |row: Vec<(u32, Deciseconds)>| row.into_iter().map(|(point, time)| (point, time.get())).collect();
            Ok(rows.into_iter().map(plain).collect())
        };
        progress.step(Stage::Sweep, Some(sites.len() as u64));
        let mut times = Times::new();
        let mut problem = Problem {
            weights: study.inputs().demand.iter().map(|point| point.people.thousandths()).collect(),
            ..Problem::default()
        };
        let existing = if matches!(asked.goal, Goal::Backup { .. }) {
            let links: Vec<Option<Link>> = facilities.iter().map(|facility| facility.1).collect();
            reached(&links)?
        } else {
            let now = kind_times(weighed, kind, (&facilities, &demand), horizon, progress)?;
            let nearest = now.nearest.iter().enumerate().filter(|(_, time)| time.is_reached());
            vec![nearest.map(|(point, time)| (point as u32, time.get())).collect()]
        };
        let count = existing.len();
        for pairs in existing {
            times.push(pairs);
            problem.sites.push(Site { role: Role::Existing, ..Site::default() });
        }
        for pairs in reached(&links)? {
            times.push(pairs);
            problem.sites.push(Site::default());
        }
        problem.times = times;
        Ok((Self { study, sites, existing: count, problem, mobilisation: kind.mobilisation.get() }, issues))
    }

    fn rules(&self, asked: &Asked) -> Rules {
        let sized = Rules::sized(self.problem.times.pairs(), asked.gap);
        Rules { iterations: asked.iterations.unwrap_or(sized.iterations), ..sized }
    }

    fn candidate(&self, site: u32) -> &CandidateSite {
        self.sites[site as usize - self.existing]
    }

    fn ids(&self, sites: &[u32]) -> Vec<String> {
        sites.iter().map(|&site| self.candidate(site).id.clone()).collect()
    }

    /// Published people within the limit of an existing site or one of `sites`.
    fn covered(&self, (problem, limit): (&Problem, u32), sites: impl Iterator<Item = u32>) -> Option<u64> {
        let mut covered = vec![false; problem.weights.len()];
        for site in (0..self.existing as u32).chain(sites) {
            problem
                .times
                .of(site as usize)
                .filter(|pair| pair.1 <= limit)
                .for_each(|pair| covered[pair.0 as usize] = true);
        }
        told(self.study.units(), &self.study.inputs().demand, |point| covered[point])
    }

    fn siting(&self, asked: &Asked, answer: &Answer) -> Siting {
        let kind = &self.study.file().kinds[asked.kind];
        let limit = match asked.goal {
            Goal::Mclp { limit } | Goal::Backup { limit } | Goal::Lscp { limit } => limit,
            _ => kind.limit.get(),
        };
        let of = |sites: &[u32]| self.covered((&self.problem, limit), sites.iter().copied());
        let (before, after) = (of(&[]), of(&answer.sites));
        let opened = |&site: &u32| {
            let candidate = self.candidate(site);
            let at = candidate.at.rounded();
            let others: Vec<u32> = answer.sites.iter().copied().filter(|&other| other != site).collect();
            Opened {
                id: candidate.id.clone(),
                name: Some(candidate.name.zh.clone()).filter(|name| !name.is_empty()),
                lon: Some(at.lon()),
                lat: Some(at.lat()),
                people_gained: after.zip(of(&others)).map(|(after, without)| after.saturating_sub(without)),
            }
        };
        let found = answer.objective.is_some();
        let weight: u64 = self.problem.weights.iter().sum();
        // Nothing about a single home: minutes are whole ones, a sum of times is a mean, people are published figures.
        let minutes = |tenths: u64| Number::Whole(tenths.div_ceil(600) * 60);
        let mean = |sum: u64| Number::Whole((sum / weight.max(1)).div_ceil(10));
        let people = |people: Option<u64>| people.map(Number::Whole);
        let grow = |people: Option<u64>| {
            let k = self.study.units().minimum_group().max(1);
            let factor = 1.0 + answer.gap().unwrap_or(0.0);
            people.map(|people| if factor > 1.0 { ((people as f64 * factor) as u64).div_ceil(k) * k } else { people })
        };
        let (objective, bound) = match asked.goal {
            Goal::PMedian { .. } => (answer.objective.map(mean), Some(mean(answer.bound))),
            Goal::PCenter => (answer.objective.map(minutes), Some(minutes(answer.bound))),
            Goal::Lscp { .. } => (answer.objective.map(Number::Whole), Some(Number::Whole(answer.bound))),
            // Covered twice is not told by itself; covered once is.
            _ => (people(after.filter(|_| found)), people(grow(after))),
        };
        let points = self.problem.weights.len() as u64;
        let impossible =
            crate::layer::count::publish(answer.uncovered.len() as u64, points, self.study.units().minimum_group());
        Siting {
            problem: asked.problem.to_owned(),
            kind: Some(kind.id.clone()),
            p: match asked.allowance {
                Allowance::Sites(p) => Some(p),
                _ => None,
            },
            budget: match asked.allowance {
                Allowance::Budget(budget) => Some(budget),
                _ => None,
            },
            limit: Some(Number::Whole(u64::from(limit) / 10)),
            objective,
            bound: bound.filter(|_| found),
            gap: answer.gap().map(share),
            status: answer.status.name(),
            iterations: answer.iterations,
            sites: answer.sites.iter().map(opened).collect(),
            people_covered_before: before,
            people_covered_after: after.filter(|_| found),
            impossible_points: (answer.status == Status::Infeasible).then_some(impossible),
            least_limit: answer.least_limit.map(|limit| minutes(u64::from(limit))),
            synthetic: self.study.file().synthetic(),
            ..Siting::default()
        }
    }

    /// The curve, the runners-up and the other assumptions, with the judge's word on each.
    fn explain(
        &self,
        asked: &Asked,
        (answer, limit): (&Answer, u32),
        siting: &mut Siting,
        progress: &dyn Progress,
    ) -> Result<(), NoAnswer> {
        let Asked { goal, allowance, .. } = asked;
        let rules = self.rules(asked);
        let question = Question { problem: &self.problem, goal, rules, progress };
        for (index, step) in question.curve(answer.sites.len())?.iter().enumerate() {
            check(&self.problem, goal, &Allowance::Sites(index + 1), step)?;
            siting.curve.push(Step {
                p: index + 1,
                people_covered: self.covered((&self.problem, limit), step.sites.iter().copied()),
                status: step.status.name(),
                sites: self.ids(&step.sites),
            });
        }
        for (site, other) in question.runners_up(allowance, answer)? {
            check(&self.problem, goal, allowance, &other)?;
            siting.runners_up.push(RunnerUp {
                without: self.candidate(site).id.clone(),
                sites: self.ids(&other.sites),
                people_covered: self.covered((&self.problem, limit), other.sites.iter().copied()),
            });
        }
        let most = self.study.file().horizon.get();
        for (speed, limit) in [(80, limit), (120, limit), (100, 25 * 600), (100, 35 * 600)] {
            if limit > most {
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
                people_covered: self.covered((&problem, limit), found.sites.iter().copied()),
                sites: self.ids(&found.sites),
            });
        }
        Ok(())
    }
}
