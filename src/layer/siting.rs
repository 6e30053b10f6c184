//! `siting.json` as values.
//!
//! Never here: exact counts of people (a study's figures come in as they are published), solving, bytes.

use serde::Serialize;

use super::count::{publish, publish_joint};
use super::units::{Unit, Units};
use crate::places::DemandPoint;
use crate::units::People;

/// An objective in its own unit: a whole number, or one with thousandths where the input has fractions.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Number {
    /// A whole number.
    Whole(u64),
    /// A number with a fraction.
    Fraction(f64),
}

/// The answer to one siting problem. Names are those of `siting.json`.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Siting {
    /// The problem, as `--problem` names it.
    pub problem: String,
    /// The kind of service; none with a matrix, or with several kinds.
    pub kind: Option<String>,
    /// The kinds that must be near together; for the joint problem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// How many sites may be opened; none with a budget, or where as many as needed.
    pub p: Option<usize>,
    /// What may be spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<u64>,
    /// The limit, in seconds for a study, in the unit of the file for a matrix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Number>,
    /// The objective; none when no set of sites was found.
    pub objective: Option<Number>,
    /// No set has a better objective.
    pub bound: Option<Number>,
    /// How far the bound is from the objective, as a share of the objective, six decimals.
    pub gap: Option<f64>,
    /// `optimal`, `within_gap`, `time_limit` or `infeasible`.
    pub status: &'static str,
    /// Evaluations of a bound.
    pub iterations: u64,
    /// The sites to open.
    pub sites: Vec<Opened>,
    /// For backup coverage: what is covered at least once, and its bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covered_once: Option<[Number; 2]>,
    /// Published people in time before.
    pub people_covered_before: Option<u64>,
    /// Published people in time after.
    pub people_covered_after: Option<u64>,
    /// Where there is no answer: how many demand points no site can serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impossible_points: Option<u64>,
    /// Those demand points, by id; with a matrix only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub impossible: Vec<String>,
    /// For LSCP without an answer: the smallest limit that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_limit: Option<Number>,
    /// The best answer with 1, 2, .. sites.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<Step>,
    /// Stages that build on each other, each with all its sites.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Step>,
    /// How many existing sites were to close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close: Option<usize>,
    /// The existing sites that close.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Closed>,
    /// For every opened site the best answer without it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runners_up: Vec<RunnerUp>,
    /// Do the same sites win with other speeds and limits? Without those for which the horizon is too short.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sensitivity: Vec<Variant>,
    /// True when the demand is made rather than counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
}

/// A site to open.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Opened {
    /// Its id.
    pub id: String,
    /// The kind of service that opens there; for the joint problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its longitude; none with a matrix.
    pub lon: Option<f64>,
    /// Its latitude; none with a matrix.
    pub lat: Option<f64>,
    /// Published people who would not be in time without it.
    pub people_gained: Option<u64>,
}

/// An existing site that closes.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Closed {
    /// Its id.
    pub id: String,
    /// Its name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Published people who would be in time if it alone stayed.
    pub people_lost: Option<u64>,
}

/// A point of the curve of marginal gains.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Step {
    /// How many sites.
    pub p: usize,
    /// Published people in time.
    pub people_covered: Option<u64>,
    /// `optimal`, `within_gap`, `time_limit` or `infeasible`.
    pub status: &'static str,
    /// The sites.
    pub sites: Vec<String>,
}

/// What else could be opened when one site cannot.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct RunnerUp {
    /// The site that cannot be opened.
    pub without: String,
    /// The best sites then.
    pub sites: Vec<String>,
    /// Published people in time then.
    pub people_covered: Option<u64>,
}

/// The answer under another assumption.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Variant {
    /// Speed as a share of the study's.
    pub speed: f64,
    /// The limit in seconds.
    pub limit: u32,
    /// The best sites then.
    pub sites: Vec<String>,
    /// How many of them are the same as in the answer.
    pub same: usize,
    /// Published people in time then.
    pub people_covered: Option<u64>,
}

/// Six decimals, as shares are written.
pub fn share(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

/// How many people are at the demand points that `of` picks, as far as it may be told: the sum over units of the published counts.
/// `None` when figures are withheld. The same rule as that of every layer.
pub fn told(units: &Units, demand: &[DemandPoint], of: impl Fn(usize) -> bool) -> Option<u64> {
    (!units.all().is_empty()).then(|| told_units(units, demand, of).iter().sum())
}

/// The published counts that [`told`] adds up, a unit each.
pub fn told_units(units: &Units, demand: &[DemandPoint], of: impl Fn(usize) -> bool) -> Vec<u64> {
    let count = |unit: &Unit| {
        let members = unit.members.iter().filter(|&&point| of(point as usize));
        let exact: People = members.map(|&point| demand[point as usize].people).sum();
        publish(exact.count(), unit.people, units.minimum_group())
    };
    units.all().iter().map(count).collect()
}

/// How many people `of` gives of all points, of each at most its own, as far as it may be told: the sum over units of the published counts.
/// `None` when figures are withheld.
pub fn told_parts(units: &Units, of: &dyn Fn(usize) -> People) -> Option<u64> {
    let count = |unit: &Unit| {
        let exact: People = unit.members.iter().map(|&point| of(point as usize)).sum();
        publish(exact.count(), unit.people, units.minimum_group())
    };
    (!units.all().is_empty()).then(|| units.all().iter().map(count).sum())
}

/// How many people all of some kinds cover together, as far as it may be told. `covered` says of every kind which demand points it covers. The
/// same rule as that of the joint figure of every layer.
pub fn told_together(units: &Units, demand: &[DemandPoint], covered: &[Vec<bool>]) -> Option<u64> {
    (!units.all().is_empty()).then(|| told_units_together(units, demand, covered).iter().sum())
}

/// The published counts that [`told_together`] adds up, a unit each.
pub fn told_units_together(units: &Units, demand: &[DemandPoint], covered: &[Vec<bool>]) -> Vec<u64> {
    let count = |unit: &Unit| {
        let people = |of: &dyn Fn(usize) -> bool| -> u64 {
            let members = unit.members.iter().map(|&point| point as usize).filter(|&point| of(point));
            members.map(|point| demand[point].people).sum::<People>().count()
        };
        let joint = people(&|point| covered.iter().all(|kind| kind[point]));
        let kinds: Vec<u64> = covered.iter().map(|kind| people(&|point| kind[point])).collect();
        publish_joint(joint, &kinds, unit.people, units.minimum_group())
    };
    units.all().iter().map(count).collect()
}
