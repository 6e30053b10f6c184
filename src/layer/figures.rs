//! The published figures of every unit, made once: each layer, table and summary adds up these and nothing else.
//!
//! A count of people who are *not* covered or *not* reached is always the unit's total less the published count of
//! those who are, so that both add up and nested counts stay nested.
//!
//! Never here: shapes, fields, sums over a study.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::count::{least_unit, publish, publish_joint};
use super::percentile::percentile;
use super::units::Units;
use crate::analysis::coverage::Coverage;
use crate::places::{Areas, DemandPoint, Kind};
use crate::units::{Deciseconds, People};

/// What every layer says besides its figures.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Credits {
    /// Who made the data: texts of the sources, ready to print.
    pub attribution: Vec<String>,
    /// True when the figures of people are made up.
    pub synthetic: bool,
}

/// What the figures are made from. `demand`, the coverage and the members of the units count demand points alike.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The published units.
    pub units: &'a Units,
    /// The demand of the study.
    pub demand: &'a [DemandPoint],
    /// The kinds of service, in the order of the study.
    pub kinds: &'a [Kind],
    /// The exact coverage, a kind each.
    pub coverage: &'a Coverage,
    /// The areas of the study.
    pub areas: &'a Areas,
    /// What every layer says besides.
    pub credits: &'a Credits,
}

impl Basis<'_> {
    /// The id of the area of a unit.
    pub fn area_id(&self, unit: usize) -> Option<&str> {
        self.units.all()[unit].area.map(|area| self.areas.get(area).id.as_str())
    }

    /// The exact people of some demand points.
    pub fn people<'p>(&self, points: impl IntoIterator<Item = &'p u32>) -> People {
        points.into_iter().map(|&point| self.demand[point as usize].people).sum()
    }

    /// The median time of some demand points to the nearest facility of a kind.
    pub fn median<'p>(&self, kind: usize, points: impl IntoIterator<Item = &'p u32>) -> Deciseconds {
        let nearest = &self.coverage.kinds[kind].nearest;
        let times = points.into_iter().map(|&point| (nearest[point as usize], self.demand[point as usize].people));
        percentile(times.collect(), 50)
    }

    /// The median time of everybody in some units; unreached where so few people live that only their number may be told.
    pub fn median_of_units(&self, kind: usize, units: impl IntoIterator<Item = usize>) -> Deciseconds {
        let units: Vec<_> = units.into_iter().map(|unit| &self.units.all()[unit]).collect();
        if units.iter().map(|unit| unit.people).sum::<u64>() < least_unit(self.units.minimum_group()) {
            return Deciseconds::UNREACHED;
        }
        self.median(kind, units.iter().flat_map(|unit| &unit.members))
    }
}

/// The published figures of one unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnitFigures {
    /// All its people.
    pub people: u64,
    /// Those within the limits of all joint kinds.
    pub joint_covered: u64,
    /// Those within the limit, a kind each.
    pub covered: Vec<u64>,
    /// Those reached within the horizon, a kind each.
    pub reached: Vec<u64>,
    /// The median time to the nearest facility, a kind each.
    pub nearest: Vec<Deciseconds>,
}

impl UnitFigures {
    /// Those whom some joint kind does not reach in time.
    pub fn uncovered(&self) -> u64 {
        self.people - self.joint_covered
    }

    /// Which of the joint kinds its uncovered people lack, as far as it may be told: those that do not cover all by the
    /// published counts; all joint kinds when that is none, since small numbers may lack any.
    pub fn lacking(&self, joint: &[usize]) -> BTreeSet<usize> {
        let some: BTreeSet<usize> = joint.iter().copied().filter(|&kind| self.covered[kind] < self.people).collect();
        if some.is_empty() { joint.iter().copied().collect() } else { some }
    }
}

/// The published figures of all units, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// One entry a unit.
    pub units: Vec<UnitFigures>,
}

impl Figures {
    /// Counts and publishes.
    pub fn new(basis: &Basis) -> Self {
        let coverage = basis.coverage;
        let kinds = 0..basis.kinds.len();
        let units = (0..basis.units.all().len()).into_par_iter().map(|unit| {
            let count = |of: &dyn Fn(usize) -> bool| published_in(basis, unit, of);
            let exact = |of: &dyn Fn(usize) -> bool| exact_in(basis, unit, of);
            let (people, k) = (basis.units.all()[unit].people, basis.units.minimum_group());
            let joint: BTreeSet<usize> = coverage.joint.iter().copied().collect();
            let of_joint: Vec<u64> = joint.iter().map(|&kind| exact(&|point| coverage.covered(kind, point))).collect();
            UnitFigures {
                people,
                joint_covered: publish_joint(exact(&|point| coverage.joint_covered(point)), &of_joint, people, k),
                covered: kinds.clone().map(|kind| count(&|point| coverage.covered(kind, point))).collect(),
                reached: kinds
                    .clone()
                    .map(|kind| count(&|point| coverage.kinds[kind].nearest[point].is_reached()))
                    .collect(),
                nearest: kinds.clone().map(|kind| basis.median_of_units(kind, [unit])).collect(),
            }
        });
        Self { units: units.collect() }
    }

    /// A sum over all units; `None` when figures are withheld.
    pub fn sum(&self, of: impl Fn(&UnitFigures) -> u64) -> Option<u64> {
        (!self.units.is_empty()).then(|| self.units.iter().map(of).sum())
    }
}

/// How many people of the study are at the demand points that `of` picks, as far as it may be told: the sum over units
/// of the published counts. `None` when figures are withheld.
pub fn published(basis: &Basis, of: impl Fn(usize) -> bool) -> Option<u64> {
    let units = 0..basis.units.all().len();
    (!units.is_empty()).then(|| units.map(|unit| published_in(basis, unit, &of)).sum())
}

/// How many people of a unit are at the demand points that `of` picks, as it may be told.
pub(super) fn published_in(basis: &Basis, unit: usize, of: &dyn Fn(usize) -> bool) -> u64 {
    publish(exact_in(basis, unit, of), basis.units.all()[unit].people, basis.units.minimum_group())
}

pub(super) fn exact_in(basis: &Basis, unit: usize, of: &dyn Fn(usize) -> bool) -> u64 {
    basis.people(basis.units.all()[unit].members.iter().filter(|&&point| of(point as usize))).count()
}
