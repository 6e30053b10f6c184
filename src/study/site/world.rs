//! A study's candidates and demand as a problem, and its answer as published figures.
//!
//! Never here: solving (see `analysis::siting`), how a count may be told (see `layer`).

use super::wish::DEGREE;
use super::{Asked, NoAnswer};
use crate::analysis::coverage::kind_times;
use crate::analysis::reach::reach;
use crate::analysis::siting::{Allowance, Answer, Goal, Problem, Role, Rules, Site, Status, Times};
use crate::issue::{Code, Issue, Place};
use crate::layer::siting::{Number, Opened, Siting, share, told, told_parts, told_together};
use crate::places::{CandidateSite, SiteRole, Terms};
use crate::progress::{Cancelled, Progress, Stage};
use crate::space::LatLon;
use crate::study::Study;
use crate::travel::Link;
use crate::units::{Deciseconds, Metres, People};
use crate::words::Words;

/// Pairs of candidates that are too near to each other, at most.
const PAIRS: usize = 4_000_000;

/// The problem, and what its numbers stand for. Where each existing facility counts by itself it is a site; otherwise the first sites stand
/// for all facilities of a kind together.
pub(super) struct World<'a> {
    pub study: &'a Study,
    pub sites: Vec<&'a CandidateSite>,
    /// Indexes of facilities that are sites of their own; they come first.
    pub facilities: Vec<u32>,
    /// How many of the problem's first sites are facilities.
    existing: usize,
    pub problem: Problem,
    pub mobilisation: u32,
}

/// What one kind brings to a problem.
#[derive(Default)]
struct Part<'a> {
    /// The demand that each existing site reaches.
    existing: Vec<Vec<(u32, u32)>>,
    /// Indexes of facilities, where each existing site is one.
    facilities: Vec<u32>,
    /// Its candidates, and the demand that each reaches.
    candidates: Vec<(&'a CandidateSite, Vec<(u32, u32)>)>,
    issues: Vec<Issue>,
}

impl<'a> Part<'a> {
    fn new(
        study: &'a Study,
        candidates: &'a [CandidateSite],
        (asked, kind): (&Asked, usize),
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let (profile, facilities) = (study.profile_of(kind), study.open_to(kind, None));
        let demand: Vec<Option<Link>> =
            study.demand_links(kind).iter().map(|link| link.as_ref().ok().copied()).collect();
        let kind = &study.file().kinds[kind];
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
            Goal::Mclp { limit } | Goal::Backup { limit } | Goal::Capacitated { limit } => {
                horizon.min(Deciseconds::new((limit / 5 * 6 + 6).max(35 * 600)))
            }
            Goal::Joint { .. } => kind.limit,
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
        let alone = asked.plan.close.is_some() || matches!(asked.goal, Goal::Backup { .. } | Goal::Capacitated { .. });
        let existing = if alone {
            let links: Vec<Option<Link>> = facilities.iter().map(|facility| facility.1).collect();
            reached(&links)?
        } else {
            let now = kind_times(weighed, kind, (&facilities, &demand), horizon, progress)?;
            let nearest = now.nearest.iter().enumerate().filter(|(_, time)| time.is_reached());
            vec![nearest.map(|(point, time)| (point as u32, time.get())).collect()]
        };
        let own = if alone { facilities.iter().map(|facility| facility.0).collect() } else { Vec::new() };
        let candidates = sites.into_iter().zip(reached(&links)?).collect();
        Ok(Self { existing, facilities: own, candidates, issues })
    }
}

impl<'a> World<'a> {
    pub fn new(
        study: &'a Study,
        candidates: &'a [CandidateSite],
        asked: &Asked,
        progress: &dyn Progress,
    ) -> Result<(Self, Vec<Issue>), NoAnswer> {
        let parts = asked.kinds.iter().map(|&kind| Part::new(study, candidates, (asked, kind), progress));
        let parts = parts.collect::<Result<Vec<Part<'_>>, Cancelled>>()?;
        let mut problem = Problem {
            weights: study.inputs().demand.iter().map(|point| point.people.thousandths()).collect(),
            times: Times::new(),
            one_per_area: asked.plan.one_per_area,
            ..Problem::default()
        };
        let (mut sites, mut facilities, mut issues) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = Vec::new();
        for (kind, part) in (0..).zip(parts) {
            for (index, pairs) in part.existing.into_iter().enumerate() {
                problem.times.push(pairs);
                let supply =
                    part.facilities.get(index).map(|&facility| &study.inputs().facilities[facility as usize].supply);
                let capacity = supply.and_then(|supply| supply.capacity).map_or(u64::MAX, People::thousandths);
                problem.sites.push(Site { role: Role::Existing, capacity, kind, ..Site::default() });
            }
            facilities.extend(part.facilities);
            issues.extend(part.issues);
            rest.push((kind, part.candidates));
        }
        let existing = problem.sites.len();
        for (kind, (site, pairs)) in rest.into_iter().flat_map(|(kind, of)| of.into_iter().map(move |one| (kind, one)))
        {
            sites.push(site);
            problem.times.push(pairs);
            problem.sites.push(Site { kind, ..with_terms(study, site) });
        }
        if let Some(spacing) = asked.plan.spacing {
            problem.apart = apart(&sites, spacing, existing as u32, progress)?;
        }
        let mobilisation = asked.kinds.first().map_or(0, |&kind| study.file().kinds[kind].mobilisation.get());
        Ok((Self { study, sites, facilities, existing, problem, mobilisation }, issues))
    }

    pub fn rules(&self, asked: &Asked) -> Rules {
        let sized = Rules::sized(self.problem.times.pairs(), asked.gap);
        Rules { iterations: asked.iterations.unwrap_or(sized.iterations), ..sized }
    }

    pub fn candidate(&self, site: u32) -> &CandidateSite {
        self.sites[site as usize - self.existing]
    }

    /// The id and name of any site.
    pub fn named(&self, site: u32) -> (String, Option<String>) {
        let of = |id: &String, name: &Words| (id.clone(), Some(name.zh.clone()).filter(|name| !name.is_empty()));
        match self.facilities.get(site as usize) {
            Some(&facility) => {
                let facility = &self.study.inputs().facilities[facility as usize];
                of(&facility.id, &facility.name)
            }
            None => of(&self.candidate(site).id, &self.candidate(site).name),
        }
    }

    pub fn ids(&self, sites: &[u32]) -> Vec<String> {
        sites.iter().map(|&site| self.candidate(site).id.clone()).collect()
    }

    /// Published people within the limits (one a kind of the problem) of an existing site or one of `sites`.
    pub fn covered(&self, (problem, limits): (&Problem, &[u32]), sites: impl Iterator<Item = u32>) -> Option<u64> {
        let open = (0_u32..).zip(&problem.sites).filter(|(_, site)| site.role == Role::Existing).map(|(site, _)| site);
        self.covered_by((problem, limits), open.chain(sites))
    }

    /// Published people within the limits of one of `sites`, of every kind.
    pub fn covered_by(&self, (problem, limits): (&Problem, &[u32]), sites: impl Iterator<Item = u32>) -> Option<u64> {
        let mut covered = vec![vec![false; problem.weights.len()]; limits.len()];
        for site in sites {
            let kind = usize::from(problem.sites[site as usize].kind);
            let within = problem.times.of(site as usize).filter(|pair| pair.1 <= limits[kind]);
            within.for_each(|pair| covered[kind][pair.0 as usize] = true);
        }
        let (units, demand) = (self.study.units(), &self.study.inputs().demand);
        match &covered[..] {
            [one] => told(units, demand, |point| one[point]),
            kinds => told_together(units, demand, kinds),
        }
    }

    pub fn siting(&self, asked: &Asked, answer: &Answer) -> Siting {
        let kind = |kind: usize| self.study.file().kinds[asked.kinds[kind]].id.clone();
        let joint = matches!(asked.goal, Goal::Joint { .. });
        let limits = self.limits(asked);
        let of = |sites: &[u32]| self.covered((&self.problem, &limits), sites.iter().copied());
        let (before, after) = (of(&[]), of(&answer.sites));
        let opened = |&site: &u32| {
            let candidate = self.candidate(site);
            let at = candidate.at.rounded();
            let others: Vec<u32> = answer.sites.iter().copied().filter(|&other| other != site).collect();
            Opened {
                id: candidate.id.clone(),
                kind: joint.then(|| kind(usize::from(self.problem.sites[site as usize].kind))),
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
        let grow = |people: Option<u64>| self.bound(people, answer);
        let (objective, bound) = match asked.goal {
            Goal::PMedian { .. } => (answer.objective.map(mean), Some(mean(answer.bound))),
            Goal::PCenter => (answer.objective.map(minutes), Some(minutes(answer.bound))),
            Goal::Lscp { .. } => (answer.objective.map(Number::Whole), Some(Number::Whole(answer.bound))),
            Goal::Capacitated { .. } => {
                let served = self.served(answer).filter(|_| found);
                (people(served), people(grow(served)))
            }
            // Covered twice is not told by itself; covered once is.
            _ => (people(after.filter(|_| found)), people(grow(after))),
        };
        let points = self.problem.weights.len() as u64;
        let impossible =
            crate::layer::count::publish(answer.uncovered.len() as u64, points, self.study.units().minimum_group());
        Siting {
            problem: asked.problem.to_owned(),
            kind: (!joint).then(|| kind(0)),
            kinds: if joint { (0..limits.len()).map(kind).collect() } else { Vec::new() },
            p: match &asked.allowance {
                Allowance::Sites(p) => Some(*p),
                Allowance::Each(counts) => Some(counts.iter().sum()),
                _ => None,
            },
            budget: match asked.allowance {
                Allowance::Budget(budget) => Some(budget),
                _ => None,
            },
            limit: (!joint).then(|| Number::Whole(u64::from(limits[0]) / 10)),
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

    /// The limits that count, one a kind of the problem.
    pub fn limits(&self, asked: &Asked) -> Vec<u32> {
        let own = |&kind: &usize| self.study.file().kinds[kind].limit.get();
        match &asked.goal {
            Goal::Mclp { limit } | Goal::Backup { limit } | Goal::Lscp { limit } | Goal::Capacitated { limit } => {
                vec![*limit]
            }
            Goal::Joint { limits } => limits.clone(),
            _ => asked.kinds.iter().map(own).collect(),
        }
    }

    /// Published people, raised by the gap.
    pub fn bound(&self, people: Option<u64>, answer: &Answer) -> Option<u64> {
        let k = self.study.units().minimum_group().max(1);
        let factor = 1.0 + answer.gap().unwrap_or(0.0);
        people.map(|people| if factor > 1.0 { ((people as f64 * factor) as u64).div_ceil(k) * k } else { people })
    }

    /// Published people who get a place.
    fn served(&self, answer: &Answer) -> Option<u64> {
        let mut weights = vec![0_u64; self.problem.weights.len()];
        answer.served.iter().for_each(|&(point, _, weight)| weights[point as usize] += weight);
        told_parts(self.study.units(), &|point| People::from_thousandths(weights[point]))
    }
}

/// A candidate with what its table says of it.
fn with_terms(study: &Study, site: &CandidateSite) -> Site {
    let Terms { cost, capacity, role, area, .. } = &site.terms;
    let areas = &study.inputs().areas;
    let area = area.as_deref().and_then(|id| areas.find(id)).or_else(|| areas.holding(site.at));
    let role = match role {
        SiteRole::Candidate => Role::Candidate,
        SiteRole::Required => Role::Required,
        SiteRole::Existing => Role::Existing,
        SiteRole::Excluded => Role::Excluded,
    };
    Site {
        role,
        cost: cost.unwrap_or(1),
        capacity: capacity.map_or(u64::MAX, People::thousandths),
        area: area.map(|area| area.0).filter(|_| role != Role::Existing),
        ..Site::default()
    }
}

/// Pairs of candidates that are nearer to each other than the spacing, as numbers of the problem.
fn apart(
    sites: &[&CandidateSite],
    spacing: Metres,
    first: u32,
    progress: &dyn Progress,
) -> Result<Vec<(u32, u32)>, NoAnswer> {
    let mut by_lat: Vec<(u32, LatLon)> = (first..).zip(sites).map(|(number, site)| (number, site.at)).collect();
    by_lat.sort_by(|a, b| a.1.lat().total_cmp(&b.1.lat()).then(a.0.cmp(&b.0)));
    let reach = spacing.0 / DEGREE * 1.01;
    let mut pairs = Vec::new();
    for (index, (one, at)) in by_lat.iter().enumerate() {
        progress.check()?;
        let near = by_lat[index + 1..].iter().take_while(|(_, other)| other.lat() - at.lat() <= reach);
        let close = near.filter(|(_, other)| at.distance(*other).0 < spacing.0);
        pairs.extend(close.map(|(other, _)| (*one.min(other), *one.max(other))));
        if pairs.len() > PAIRS {
            return Err(NoAnswer::Crowded(PAIRS));
        }
    }
    pairs.sort_unstable();
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    /// So many candidates on a street, ten metres from each other.
    fn street(count: usize) -> Vec<CandidateSite> {
        let at = |number: usize| LatLon::new(0.0, number as f64 * 10.0 / DEGREE).unwrap();
        let site = |number: usize| CandidateSite {
            id: format!("c{number}"),
            kind: "post".into(),
            name: Words::default(),
            at: at(number),
            terms: Terms::default(),
        };
        (0..count).map(site).collect()
    }

    fn apart_of(sites: &[CandidateSite], spacing: f64, progress: &dyn Progress) -> Result<usize, NoAnswer> {
        apart(&sites.iter().collect::<Vec<_>>(), Metres(spacing), 5, progress).map(|pairs| pairs.len())
    }

    #[test]
    fn pairs_are_held_as_far_as_they_are_few() {
        let (few, many) = (street(2_000), street(3_000));
        let all = |count: usize| count * (count - 1) / 2;
        assert_eq!(apart_of(&few, 1e6, &Silent::default()), Ok(all(2_000)));
        assert_eq!(apart_of(&many, 15.0, &Silent::default()), Ok(2_999));
        assert!(all(3_000) > PAIRS);
        assert_eq!(apart_of(&many, 1e6, &Silent::default()), Err(NoAnswer::Crowded(PAIRS)));
    }

    #[test]
    fn looking_for_pairs_can_be_cancelled() {
        let stopped = Silent::default();
        stopped.cancel();
        assert_eq!(apart_of(&street(2), 1e6, &stopped), Err(NoAnswer::Cancelled(Cancelled)));
    }
}
