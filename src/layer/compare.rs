//! `compare.json` as values: two scenarios side by side.
//!
//! Everything here is made from the published figures of either scenario, unit by unit, and summed upwards: what is gained or lost is a
//! difference of published counts, never a published difference of exact ones. Never here: exact counts, scenarios, bytes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::compare_cohorts::CohortChange;
pub use super::compare_tables::{areas_table, layer};
use super::count::{publish, publish_joint};
use super::figures::{Basis, Figures};
use super::gaps::gathered;
use super::percentile::percentile;
use super::siting::share;
use super::summary::Input;
use super::units::Units;
use crate::analysis::compare::Change;
use crate::analysis::gaps::GapCluster;
use crate::issue::Issue;
use crate::places::{AreaIndex, DemandPoint, NamedPlace};
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// One of the two, as figures: its basis, what is published, its clusters of people who are not reached, the times each unit's people count.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What the figures are made from.
    pub basis: Basis<'a>,
    /// The published figures.
    pub figures: &'a Figures,
    /// Clusters of uncovered demand.
    pub clusters: &'a [GapCluster],
    /// So many times the people of each unit; empty where all are as they are.
    pub factors: &'a [f64],
}

/// What is said of a scenario besides figures.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Named {
    /// Its id; `baseline` for the study itself.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The scenario that it builds on.
    pub base: Option<String>,
    /// Was it kept with other inputs?
    pub outdated: bool,
    /// Its modifications, as the study writes them.
    pub modifications: serde_json::Value,
}

/// Two scenarios side by side. Names are those of `compare.json`; people are `None` where figures are withheld.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Comparison {
    /// The study's id.
    pub study: String,
    /// The two scenarios, `a` first.
    pub scenarios: Vec<Named>,
    /// People in all, in either.
    pub people_a: Option<u64>,
    /// People in all, in the second.
    pub people_b: Option<u64>,
    /// One entry a kind.
    pub kinds: Vec<KindChange>,
    /// All joint kinds together.
    pub joint: People2,
    /// By area, ordered by id; units outside every area come last with an empty id.
    pub areas: Vec<AreaChange>,
    /// By cohort, where the study has some: estimates from published figures, see [`compare_cohorts`](super::compare_cohorts).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cohorts: Vec<CohortChange>,
    /// The gaps.
    pub gaps: GapChange,
    /// The inputs and their hashes.
    pub inputs: Vec<Input>,
    /// What is worth knowing about the scenarios.
    pub issues: Vec<Remark>,
    /// True when the demand is made rather than counted.
    pub synthetic: bool,
}

/// People in time in either scenario.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct People2 {
    /// In the first.
    pub people_covered_a: Option<u64>,
    /// In the second.
    pub people_covered_b: Option<u64>,
    /// As a share of all people of the first, six decimals.
    pub share_a: Option<f64>,
    /// As a share of all people of the second, six decimals.
    pub share_b: Option<f64>,
    /// Summed over the units that have more in the second.
    pub gained: Option<u64>,
    /// Summed over the units that have less in the second.
    pub lost: Option<u64>,
}

/// One kind of service.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct KindChange {
    /// Its id.
    pub id: String,
    /// Who is reached in time.
    #[serde(flatten)]
    pub people: People2,
    /// The median time in seconds in the first; `None` when it is unreached.
    pub median_s_a: Option<u32>,
    /// The median time in seconds in the second.
    pub median_s_b: Option<u32>,
}

/// One area.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AreaChange {
    /// Its id; empty for units outside every area.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Its people in the first.
    pub people: u64,
    /// All joint kinds.
    pub joint: Counts,
    /// A kind each.
    pub kinds: BTreeMap<String, Counts>,
}

/// Counts of an area.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Counts {
    /// In the first.
    pub a: u64,
    /// In the second.
    pub b: u64,
    /// Summed over its units that have more in the second.
    pub gained: u64,
    /// Summed over its units that have less.
    pub lost: u64,
}

/// The gaps of two scenarios.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GapChange {
    /// How many the first has.
    pub count_a: u64,
    /// How many the second has.
    pub count_b: u64,
    /// People in those of the first.
    pub people_a: Option<u64>,
    /// People in those of the second.
    pub people_b: Option<u64>,
    /// Gaps of the second where the first has nobody uncovered.
    pub opened: Vec<Gap>,
    /// Gaps of the first where the second has nobody uncovered.
    pub closed: Vec<Gap>,
}

/// One gap.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Gap {
    /// Its id in the layer `gaps` of its scenario.
    pub id: String,
    /// The place that it is named after.
    pub name: Option<Words>,
    /// The area of its largest unit.
    pub area: Option<String>,
    /// Its published people.
    pub people: u64,
}

/// An issue, in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Remark {
    /// The scenario.
    pub scenario: String,
    /// The code.
    pub code: &'static str,
    /// The severity.
    pub severity: &'static str,
    /// What is the matter.
    pub cause: Words,
}

impl Remark {
    /// An issue of a scenario.
    pub fn new(scenario: &str, issue: &Issue) -> Self {
        let (code, severity) = (issue.code.name(), issue.severity().name());
        Self { scenario: scenario.to_owned(), code, severity, cause: issue.cause.clone() }
    }
}

/// What the caller knows besides figures of people.
#[derive(Clone, Debug)]
pub struct About {
    /// The study's id.
    pub study: String,
    /// The two scenarios.
    pub scenarios: Vec<Named>,
    /// The inputs and their hashes.
    pub inputs: Vec<Input>,
    /// What is worth knowing.
    pub issues: Vec<Remark>,
    /// What is told by cohort.
    pub cohorts: Vec<CohortChange>,
}

/// Sets two sides side by side.
pub fn comparison(a: &Side<'_>, b: &Side<'_>, places: &[NamedPlace], about: About) -> Comparison {
    let total = |side: &Side<'_>| side.figures.sum(|unit| unit.people);
    let (people_a, people_b) = (total(a), total(b));
    let over = |of: &dyn Fn(&Figures, usize) -> u64| {
        let units = 0..a.figures.units.len();
        let change = Change::over(units.map(|unit| (of(a.figures, unit), of(b.figures, unit))));
        let told = people_a.is_some();
        let of_all = |count: u64, people: Option<u64>| Some(share(count as f64 / people.filter(|&n| n > 0)? as f64));
        People2 {
            people_covered_a: told.then_some(change.a),
            people_covered_b: told.then_some(change.b),
            share_a: of_all(change.a, people_a),
            share_b: of_all(change.b, people_b),
            gained: told.then_some(change.gained),
            lost: told.then_some(change.lost),
        }
    };
    let kinds = a.basis.kinds.iter().enumerate().map(|(index, kind)| KindChange {
        id: kind.id.clone(),
        people: over(&|figures, unit| figures.units[unit].covered[index]),
        median_s_a: median(a, index).seconds(),
        median_s_b: median(b, index).seconds(),
    });
    Comparison {
        study: about.study,
        scenarios: about.scenarios,
        people_a,
        people_b,
        kinds: kinds.collect(),
        joint: over(&|figures, unit| figures.units[unit].joint_covered),
        areas: areas(a, b),
        cohorts: about.cohorts,
        gaps: gaps(a, b, places),
        inputs: about.inputs,
        issues: about.issues,
        synthetic: a.basis.credits.synthetic,
    }
}

/// The median time to the nearest facility of a kind over all people.
fn median(side: &Side<'_>, kind: usize) -> Deciseconds {
    if side.basis.units.below_minimum_group() {
        return Deciseconds::UNREACHED;
    }
    let nearest = &side.basis.coverage.kinds[kind].nearest;
    let mut times = Vec::with_capacity(nearest.len());
    for (index, unit) in side.basis.units.all().iter().enumerate() {
        let factor = side.factors.get(index).copied().unwrap_or(1.0);
        times.extend(unit.members.iter().map(|&point| {
            let people = side.basis.demand[point as usize].people.thousandths();
            let people = if factor == 1.0 { people } else { (people as f64 * factor).round() as u64 };
            (nearest[point as usize], People::from_thousandths(people))
        }));
    }
    percentile(times, 50)
}

fn areas(a: &Side<'_>, b: &Side<'_>) -> Vec<AreaChange> {
    let mut by_area: BTreeMap<(bool, Option<AreaIndex>), Vec<usize>> = BTreeMap::new();
    for (unit, formed) in a.basis.units.all().iter().enumerate() {
        by_area.entry((formed.area.is_none(), formed.area)).or_default().push(unit);
    }
    let change = |((_, area), units): ((bool, Option<AreaIndex>), Vec<usize>)| {
        let counts = |of: &dyn Fn(&Figures, usize) -> u64| {
            let Change { a, b, gained, lost } =
                Change::over(units.iter().map(|&unit| (of(a.figures, unit), of(b.figures, unit))));
            Counts { a, b, gained, lost }
        };
        let area = area.map(|area| a.basis.areas.get(area));
        let of_kind = |(index, kind): (usize, &crate::places::Kind)| {
            (kind.id.clone(), counts(&|figures, unit| figures.units[unit].covered[index]))
        };
        AreaChange {
            id: area.map_or_else(String::new, |area| area.id.clone()),
            name: area.map(|area| area.name.clone()).unwrap_or_default(),
            people: units.iter().map(|&unit| a.figures.units[unit].people).sum(),
            joint: counts(&|figures, unit| figures.units[unit].joint_covered),
            kinds: a.basis.kinds.iter().enumerate().map(of_kind).collect(),
        }
    };
    by_area.into_iter().map(change).collect()
}

fn gaps(a: &Side<'_>, b: &Side<'_>, places: &[NamedPlace]) -> GapChange {
    let of = |side: &Side<'_>| gathered(&side.basis, side.figures, side.clusters);
    let uncovered = |side: &Side<'_>| -> BTreeSet<usize> {
        let units = side.figures.units.iter().enumerate();
        units.filter(|(_, unit)| unit.uncovered() > 0).map(|(unit, _)| unit).collect()
    };
    let (of_a, of_b, in_a, in_b) = (of(a), of(b), uncovered(a), uncovered(b));
    let without = |gaps: &[(Vec<usize>, Option<u32>)], side: &Side<'_>, others: &BTreeSet<usize>| {
        let alone = gaps.iter().filter(|(units, _)| units.iter().all(|unit| !others.contains(unit)));
        let mut found: Vec<Gap> = alone.filter_map(|(units, place)| gap(side, units, *place, places)).collect();
        found.sort_by(|x, y| y.people.cmp(&x.people).then_with(|| x.id.cmp(&y.id)));
        found
    };
    GapChange {
        count_a: of_a.len() as u64,
        count_b: of_b.len() as u64,
        people_a: a.figures.sum(|unit| unit.uncovered()),
        people_b: b.figures.sum(|unit| unit.uncovered()),
        opened: without(&of_b, b, &in_a),
        closed: without(&of_a, a, &in_b),
    }
}

fn gap(side: &Side<'_>, units: &[usize], place: Option<u32>, places: &[NamedPlace]) -> Option<Gap> {
    let uncovered = |unit: usize| side.figures.units[unit].uncovered();
    let &largest = units.iter().max_by(|&&a, &&b| uncovered(a).cmp(&uncovered(b)).then(b.cmp(&a)))?;
    Some(Gap {
        id: format!("gap-{}", side.basis.units.all()[largest].id),
        name: place.and_then(|place| places.get(place as usize)).map(|place| place.name.clone()),
        area: side.basis.area_id(largest).map(str::to_owned),
        people: units.iter().map(|&unit| uncovered(unit)).sum(),
    })
}

/// Figures in which each unit has so many times its people. The published counts are multiplied, not the exact ones: a factor must not
/// show a group that is too small to be told.
pub fn times(figures: &Figures, factors: &[f64]) -> Figures {
    let mut scaled = figures.clone();
    for (unit, &factor) in scaled.units.iter_mut().zip(factors) {
        let grown = |count: &mut u64| *count = (*count as f64 * factor + 0.5).floor() as u64;
        [&mut unit.people, &mut unit.joint_covered].into_iter().for_each(grown);
        unit.covered.iter_mut().chain(&mut unit.reached).for_each(grown);
    }
    scaled
}

/// What is told of one unit: the joint count, and one a kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldUnit {
    /// Those whom all joint kinds reach in time.
    pub joint: u64,
    /// Those reached in time, a kind each.
    pub covered: Vec<u64>,
}

/// The published counts of one unit, of `covered[kind][point]`; the same as in [`Figures`].
pub fn told_of_unit(
    (units, demand): (&Units, &[DemandPoint]),
    unit: usize,
    covered: &[&[bool]],
    joint: &[usize],
) -> ToldUnit {
    let (unit, k) = (&units.all()[unit], units.minimum_group());
    let exact = |of: &dyn Fn(usize) -> bool| {
        let points = unit.members.iter().filter(|&&point| of(point as usize));
        points.map(|&point| demand[point as usize].people).sum::<People>().count()
    };
    let kinds: Vec<u64> = covered.iter().map(|covered| exact(&|point| covered[point])).collect();
    let distinct: BTreeSet<usize> = joint.iter().copied().collect();
    let of_joint: Vec<u64> = distinct.iter().map(|&kind| kinds[kind]).collect();
    let all = exact(&|point| joint.iter().all(|&kind| covered[kind][point]));
    ToldUnit {
        joint: publish_joint(all, &of_joint, unit.people, k),
        covered: kinds.iter().map(|&count| publish(count, unit.people, k)).collect(),
    }
}
