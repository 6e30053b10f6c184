//! `summary.json` as values: every figure about people is summed upwards from published units.
//!
//! Never here: exact counts of people, text of a report, bytes.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::Layer;
use super::count::{floor, publish};
use super::figures::{Basis, Figures, published};
use super::hours::WeekSummary;
use super::percentile::percentiles;
use crate::issue::{Code, Issue};
use crate::units::Deciseconds;

/// The whole answer of a run in figures. Names are those of `summary.json`; people are `None` when figures are withheld.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Summary {
    /// The study's id.
    pub study: String,
    /// The version of the program.
    pub version: String,
    /// The questions as asked, defaults included.
    pub parameters: serde_json::Value,
    /// The inputs and their hashes.
    pub inputs: Vec<Input>,
    /// The demand.
    pub demand: Demand,
    /// One entry a kind, in the order of the study.
    pub kinds: Vec<KindSummary>,
    /// All joint kinds together.
    pub joint: Joint,
    /// The gaps.
    pub gaps: Gaps,
    /// The ferries.
    pub ferries: Ferries,
    /// The week, where answers depend on the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<WeekSummary>,
    /// Control totals.
    pub totals: Vec<Total>,
    /// Issues counted by code.
    pub issues: Vec<IssueCount>,
    /// The figures of further analyses, each under its name.
    #[serde(flatten)]
    pub further: BTreeMap<&'static str, serde_json::Value>,
}

/// One input file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Input {
    /// Its path as the study names it.
    pub path: String,
    /// Its SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

/// The demand as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Demand {
    /// How many points.
    pub points: u64,
    /// How many people.
    pub people: Option<u64>,
    /// Those that could not be joined to a road.
    pub unsnapped: Vec<Unsnapped>,
}

/// Demand that could not be joined to a road, for one reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Unsnapped {
    /// The reason: `off_network` or `outside_extract`.
    pub reason: String,
    /// Points, rounded as people are: a point may stand for one person.
    pub points: u64,
    /// Published people.
    pub people: Option<u64>,
}

/// One kind of service.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct KindSummary {
    /// Its id.
    pub id: String,
    /// How many facilities it has.
    pub facilities: u64,
    /// Published people reached in time.
    pub people_covered: Option<u64>,
    /// Their share of all people, 0 to 1, six decimals.
    pub share: Option<f64>,
    /// The median time in seconds; `None` when the median is unreached.
    pub median_s: Option<u32>,
    /// The 95th percentile in seconds; `None` when it is unreached, or when the study is a single unit.
    pub p95_s: Option<u32>,
    /// People not reached within the horizon.
    pub unreached_people: Option<u64>,
}

/// All joint kinds together.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Joint {
    /// Published people whom all joint kinds reach in time.
    pub people_covered: Option<u64>,
    /// Their share of all people, 0 to 1, six decimals.
    pub share: Option<f64>,
    /// The others by what they lack; adds up to all uncovered people. Each unit counts wholly for the
    /// kinds that do not cover all its people by the published counts.
    pub missing: Vec<Missing>,
}

/// People who lack the same kinds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Missing {
    /// The kinds, in the order of the study.
    pub kinds: Vec<String>,
    /// Published people.
    pub people: u64,
}

/// The gaps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Gaps {
    /// How many.
    pub count: u64,
    /// Published people in them: all uncovered people.
    pub people: Option<u64>,
}

/// The ferries.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Ferries {
    /// Ferry ways in the input.
    pub lines: u64,
    /// Those that join the roads.
    pub joined: u64,
    /// Published people whose nearest service is reached by ferry.
    pub used_by_people: Option<u64>,
}

/// A control total.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Total {
    /// What is counted.
    pub name: String,
    /// The number that should be.
    pub expected: u64,
    /// The number that was found.
    pub counted: u64,
}

/// How many issues have one code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct IssueCount {
    /// The code.
    pub code: &'static str,
    /// Its severity.
    pub severity: &'static str,
    /// How many; those about rows of demand are rounded as people are.
    pub count: u64,
}

/// What the caller knows besides figures of people.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// The study's id.
    pub study: String,
    /// The version of the program.
    pub version: String,
    /// The questions as asked.
    pub parameters: serde_json::Value,
    /// The inputs and their hashes.
    pub inputs: Vec<Input>,
    /// How many facilities, a kind each.
    pub facilities: Vec<u64>,
    /// For each reason the demand points that could not be joined to a road.
    pub unsnapped: Vec<(String, Vec<u32>)>,
    /// The layer `gaps`.
    pub gaps: &'a Layer,
    /// Ferry ways, and how many join the roads.
    pub ferries: (u64, u64),
    /// The demand points whose nearest service is reached by ferry.
    pub ferry_users: Vec<u32>,
    /// The week.
    pub hours: Option<WeekSummary>,
    /// Control totals.
    pub totals: Vec<Total>,
    /// Issues by code, from [`count_issues`].
    pub issues: Vec<IssueCount>,
}

/// Adds everything up.
pub fn summary(basis: &Basis, figures: &Figures, parts: Parts) -> Summary {
    let people = basis.units.people();
    let share = |covered: Option<u64>| {
        let (covered, people) = (covered?, people.filter(|&people| people > 0)?);
        Some((covered as f64 / people as f64 * 1e6).round() / 1e6)
    };
    let of_points = |points: &[u32]| {
        let mut among = vec![false; basis.demand.len()];
        points.iter().for_each(|&point| among[point as usize] = true);
        published(basis, |point| among[point])
    };
    let points = basis.demand.len() as u64;
    let unsnapped = parts.unsnapped.into_iter().map(|(reason, at)| Unsnapped {
        reason,
        points: publish(at.len() as u64, points, basis.units.minimum_group()),
        people: of_points(&at),
    });
    // Of one unit, only the median says nothing that its counts do not say.
    let few = figures.units.len() < 2 && basis.units.minimum_group() > 1;
    let told = !basis.units.below_minimum_group();
    let kinds = basis.kinds.par_iter().enumerate().map(|(index, kind)| {
        let nearest = basis.coverage.kinds[index].nearest.iter().zip(basis.demand);
        let times = if told { nearest.map(|(&time, point)| (time, point.people)).collect() } else { Vec::new() };
        let [median, p95] = percentiles(times, [50, 95]).map(Deciseconds::seconds);
        let people_covered = figures.sum(|unit| unit.covered[index]);
        KindSummary {
            id: kind.id.clone(),
            facilities: parts.facilities.get(index).copied().unwrap_or(0),
            people_covered,
            share: share(people_covered),
            median_s: median,
            p95_s: p95.filter(|_| !few),
            unreached_people: figures.sum(|unit| unit.people - unit.reached[index]),
        }
    });
    let people_covered = figures.sum(|unit| unit.joint_covered);
    Summary {
        study: parts.study,
        version: parts.version,
        parameters: parts.parameters,
        inputs: parts.inputs,
        demand: Demand { points, people, unsnapped: unsnapped.collect() },
        kinds: kinds.collect(),
        joint: Joint { people_covered, share: share(people_covered), missing: missing(basis, figures) },
        gaps: Gaps {
            count: parts.gaps.features.len() as u64,
            people: people.map(|_| u64::try_from(parts.gaps.total("people")).unwrap_or(0)),
        },
        ferries: Ferries {
            lines: parts.ferries.0,
            joined: parts.ferries.1,
            used_by_people: of_points(&parts.ferry_users),
        },
        hours: parts.hours,
        totals: parts.totals,
        issues: parts.issues,
        further: BTreeMap::new(),
    }
}

/// The uncovered people by the joint kinds they lack, most first; each unit counts for the kinds that it lacks by its
/// published counts.
fn missing(basis: &Basis, figures: &Figures) -> Vec<Missing> {
    let mut sums: BTreeMap<Vec<usize>, u64> = BTreeMap::new();
    for figures in figures.units.iter().filter(|figures| figures.uncovered() > 0) {
        let kinds = figures.lacking(&basis.coverage.joint).into_iter().collect();
        *sums.entry(kinds).or_default() += figures.uncovered();
    }
    let named = |kinds: Vec<usize>| kinds.into_iter().map(|kind| basis.kinds[kind].id.clone()).collect();
    let mut missing: Vec<_> = sums.into_iter().collect();
    missing.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    missing.into_iter().map(|(kinds, people)| Missing { kinds: named(kinds), people }).collect()
}

/// Counts issues by code, in the order of the published list. Of issues about rows of one of the `demand_files`, which
/// have `rows` rows in all, the count is rounded with the minimum group `k` as people are, since a row may stand for
/// one person; codes without a count left are not listed. An issue that closes a long list counts for all its rows.
pub fn count_issues(issues: &[Issue], demand_files: &[&str], rows: u64, k: u64) -> Vec<IssueCount> {
    let mut counts: BTreeMap<Code, (u64, u64)> = BTreeMap::new();
    for issue in issues {
        let (open, about_rows) = counts.entry(issue.code).or_default();
        let about_row = issue.place.line.is_some() || issue.more.is_some();
        let about_row = about_row && demand_files.contains(&issue.place.file.as_str());
        *if about_row { about_rows } else { open } += issue.count();
    }
    // More rows may have been refused than were used.
    let told = |about_rows| if about_rows > rows { floor(about_rows, k) } else { publish(about_rows, rows, k) };
    let count = |(&code, &(open, about_rows)): (&Code, &(u64, u64))| IssueCount {
        code: code.name(),
        severity: code.severity().name(),
        count: open + told(about_rows),
    };
    counts.iter().map(count).filter(|count| count.count > 0).collect()
}
