//! Figures of cohorts: how many of them there are, and how many each kind of service reaches in time.
//!
//! # The rule
//! Cohorts are told for *blocks*: all units of an area one level above the lowest (a township of villages), or of an area
//! where areas make no tree. In a block the members of a cohort are sorted by the set of kinds that reach them in time; the
//! count of each set is told by [`floor`], and not as more than the published counts of the units say that the set has people
//! of whatever cohort. Every figure of the cohort is a sum of such counts: nothing else about it leaves.
//!
//! # Why it is safe
//! Who is in no cohort is never told, so the members of a set who are told as 0 may as well be none: take the mark from them,
//! and everything that is released stays as it is, of this cohort, of others and of everybody. That so many members are
//! in a set says nothing about everybody that the units did not say, because of the cap. And a count has `k` possible values
//! at least, so what is left of a set, or of a unit, has `k` possible sizes too, or 0 among them. `tests/it/attack.rs` and
//! `tests/it/privacy.rs` put it to the test; without the cap they find who can be singled out.
//!
//! Never here: who belongs to a cohort (see `places`), counting of coverage.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::count::{bucket, floor};
use super::figures::Basis;
use super::units::Units;
use super::{Feature, Field, Layer, Role, Value, people};
use crate::places::{AreaIndex, Areas, Cohort};
use crate::space::LatLon;
use crate::units::People;
use crate::words::Words;

/// What is told of one cohort, in one place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CohortFigures {
    /// Members.
    pub people: u64,
    /// Members whom all joint kinds reach in time.
    pub joint_covered: u64,
    /// Members whom each kind reaches in time, in the order of the study.
    pub covered: Vec<u64>,
}

impl CohortFigures {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.joint_covered += other.joint_covered;
        self.covered.resize(other.covered.len().max(self.covered.len()), 0);
        self.covered.iter_mut().zip(&other.covered).for_each(|(sum, more)| *sum += more);
    }
}

/// What is told of all cohorts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cohorts {
    /// A map a cohort, in the order of the study; `None` is the block of those in no area.
    pub blocks: Vec<BTreeMap<Option<AreaIndex>, CohortFigures>>,
    /// The counts that those are sums of, a cohort: members by block and set of kinds.
    pub sets: Vec<Sets>,
}

/// Members by block and set of kinds.
pub type Sets = BTreeMap<(Option<AreaIndex>, BTreeSet<usize>), Told>;

/// How many members of a set are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Told {
    /// The number.
    pub members: u64,
    /// It is the most that may be told, so that there may be any number more.
    pub capped: bool,
}

impl Cohorts {
    /// Counts and rounds.
    pub fn new(basis: &Basis, cohorts: &[Cohort]) -> Self {
        let mut told = Self::default();
        let blocks = blocks(basis.units, basis.areas);
        for cohort in 0..cohorts.len() {
            let (mut figures, mut sets) = (BTreeMap::new(), BTreeMap::new());
            for (&area, units) in &blocks {
                let of_block = sets_of(basis, cohort, units);
                let sum = figures_of(basis, &of_block);
                if sum.people > 0 {
                    figures.insert(area, sum);
                }
                sets.extend(of_block.into_iter().map(|(set, told)| ((area, set), told)));
            }
            told.blocks.push(figures);
            told.sets.push(sets);
        }
        told
    }

    /// The sum over the whole study, a cohort.
    pub fn total(&self, cohort: usize) -> CohortFigures {
        sum(self.blocks.get(cohort).into_iter().flat_map(BTreeMap::values))
    }

    /// The table `cohorts`: a row a cohort and area, from the blocks upwards, and one a cohort for the whole study.
    pub fn table(&self, basis: &Basis, cohorts: &[Cohort]) -> Layer {
        let text = |name: &str, title: Words| Field::new(name, title, "", Role::Detail);
        let mut fields = vec![
            text("cohort", Words::new("群体", "Cohort")),
            text("area", Words::new("区划", "Area")),
            text("name", Words::new("区划名称", "Name of the area")),
            people("people", Words::new("人数", "People")),
            super::coverage::joint_field(),
        ];
        fields.extend(super::coverage::covered_fields(basis.kinds));
        let mut features = Vec::new();
        for (cohort, blocks) in cohorts.iter().zip(&self.blocks) {
            let mut places: BTreeMap<Option<AreaIndex>, CohortFigures> = BTreeMap::new();
            for (&block, figures) in blocks {
                let above: Vec<Option<AreaIndex>> = match block {
                    Some(area) => basis.areas.upwards(area).map(Some).collect(),
                    None => vec![None],
                };
                above.into_iter().for_each(|area| places.entry(area).or_default().add(figures));
            }
            let rows = places.iter().map(|(area, figures)| {
                let area = area.map(|area| basis.areas.get(area));
                let id = area.map_or("", |area| area.id.as_str());
                (format!("{}-{id}", cohort.id), Some(id), area.map(|area| area.name.zh.as_str()), figures.clone())
            });
            let rows: Vec<_> = rows.chain([(cohort.id.clone(), None, None, sum(blocks.values()))]).collect();
            features.extend(rows.into_iter().map(|(id, area, name, figures)| {
                let mut values = vec![Value::Text(cohort.id.clone()), Value::text(area), Value::text(name)];
                values.extend([figures.people, figures.joint_covered].map(Value::count));
                let covered = figures.covered.iter().copied().chain(std::iter::repeat(0)).take(basis.kinds.len());
                values.extend(covered.map(Value::count));
                Feature { id, geometry: None, anchor: LatLon::default(), values }
            }));
        }
        features.sort_by(|a, b| a.id.cmp(&b.id));
        Layer {
            id: "cohorts",
            title: Words::new("各群体覆盖", "Coverage by cohort"),
            attribution: basis.credits.attribution.clone(),
            synthetic: basis.credits.synthetic,
            fields,
            features,
        }
    }

    /// The key `cohorts` of `summary.json`.
    pub fn summary(&self, basis: &Basis, cohorts: &[Cohort]) -> Vec<CohortSummary> {
        let summary = |(index, cohort): (usize, &Cohort)| {
            let total = self.total(index);
            let share =
                |covered: u64| (total.people > 0).then(|| (covered as f64 / total.people as f64 * 1e6).round() / 1e6);
            let covered = total.covered.iter().copied().chain(std::iter::repeat(0));
            CohortSummary {
                id: cohort.id.clone(),
                name: cohort.name.clone(),
                people: total.people,
                people_covered: total.joint_covered,
                share: share(total.joint_covered),
                kinds: basis
                    .kinds
                    .iter()
                    .zip(covered)
                    .map(|(kind, people_covered)| KindOfCohort {
                        id: kind.id.clone(),
                        people_covered,
                        share: share(people_covered),
                    })
                    .collect(),
            }
        };
        cohorts.iter().enumerate().map(summary).collect()
    }
}

/// One cohort in `summary.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CohortSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Members that are told.
    pub people: u64,
    /// Those of them whom all joint kinds reach in time.
    pub people_covered: u64,
    /// Their share, 0 to 1.
    pub share: Option<f64>,
    /// Kind by kind.
    pub kinds: Vec<KindOfCohort>,
}

/// One kind for one cohort.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct KindOfCohort {
    /// The kind.
    pub id: String,
    /// Members whom it reaches in time.
    pub people_covered: u64,
    /// Their share, 0 to 1.
    pub share: Option<f64>,
}

fn sum<'a>(figures: impl Iterator<Item = &'a CohortFigures>) -> CohortFigures {
    figures.fold(CohortFigures::default(), |mut sum, more| {
        sum.add(more);
        sum
    })
}

/// The units of every block.
pub(super) fn blocks(units: &Units, areas: &Areas) -> BTreeMap<Option<AreaIndex>, Vec<usize>> {
    let depth = areas.deepest().saturating_sub(1);
    let mut blocks: BTreeMap<Option<AreaIndex>, Vec<usize>> = BTreeMap::new();
    for (index, unit) in units.all().iter().enumerate() {
        blocks.entry(unit.area.map(|area| areas.at_depth(area, depth))).or_default().push(index);
    }
    blocks
}

/// The members of a cohort in some units, by the set of kinds that reach them in time, as they are told.
fn sets_of(basis: &Basis, cohort: usize, units: &[usize]) -> BTreeMap<BTreeSet<usize>, Told> {
    let (coverage, kinds) = (basis.coverage, basis.kinds.len());
    let mut members: BTreeMap<BTreeSet<usize>, People> = BTreeMap::new();
    for &point in units.iter().flat_map(|&unit| &basis.units.all()[unit].members) {
        let point = point as usize;
        let Some(&there) = basis.demand[point].traits.cohorts.get(cohort) else { continue };
        if there > People::ZERO {
            let set = (0..kinds).filter(|&kind| coverage.cohort_covered(cohort, kind, point)).collect();
            *members.entry(set).or_default() += there;
        }
    }
    let k = basis.units.minimum_group();
    let told = |(set, members): (BTreeSet<usize>, People)| {
        let most = floor(units.iter().map(|&unit| surely(basis, unit, (cohort, &set))).sum(), k);
        let members = floor(members.count(), k);
        (set, Told { members: members.min(most), capped: members >= most })
    };
    members.into_iter().map(told).collect()
}

/// How many people of a unit are reached by these kinds and by no other, as far as the unit's published counts say. Kinds
/// that reach the cohort better than everybody do not matter: nothing is published of whom they reach.
fn surely(basis: &Basis, unit: usize, (cohort, set): (usize, &BTreeSet<usize>)) -> u64 {
    let (n, k) = (basis.units.all()[unit].people, basis.units.minimum_group());
    let outside: u64 = (0..basis.kinds.len())
        .filter(|&kind| !basis.coverage.of_cohort.contains_key(&(cohort, kind)))
        .map(|kind| {
            let covered = super::figures::exact_in(basis, unit, &|point| basis.coverage.covered(kind, point));
            let told = bucket(covered, n, k);
            if set.contains(&kind) { n - told.first } else { told.last }
        })
        .sum();
    n.saturating_sub(outside)
}

fn figures_of(basis: &Basis, sets: &BTreeMap<BTreeSet<usize>, Told>) -> CohortFigures {
    let mut figures = CohortFigures { covered: vec![0; basis.kinds.len()], ..CohortFigures::default() };
    for (set, told) in sets {
        figures.people += told.members;
        set.iter().for_each(|&kind| figures.covered[kind] += told.members);
        if basis.coverage.joint.iter().all(|kind| set.contains(kind)) {
            figures.joint_covered += told.members;
        }
    }
    figures
}
