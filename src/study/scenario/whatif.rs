//! What if sites stood elsewhere: figures while a site is dragged.
//!
//! Nothing but the dragged site is swept from: who is reached by the sites that stay is kept from one drag to the next, and so is who is
//! reached from a place that was asked about before. Only units whose people change sides are published anew. Never here: HTTP, JSON.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;

use rayon::prelude::*;

use super::bad;
use crate::analysis::coverage::{Coverage, heading, kind_times};
use crate::issue::Issue;
use crate::layer::compare::{ToldUnit, told_of_unit};
use crate::layer::figures::Figures;
use crate::places::Direction;
use crate::progress::Silent;
use crate::space::LatLon;
use crate::space::cells::Cell;
use crate::study::Study;
use crate::study::recent::Recent;
use crate::travel::around::{Around, around};
use crate::travel::ends::legs;
use crate::travel::nearest::direct;
use crate::travel::{Heading, Link};
use crate::units::Deciseconds;
use crate::words::Words;

/// So many answers about sites that stay, and about places of new ones, are kept.
const KEPT: usize = 64;

/// A site of an edit.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed {
    /// The facility that is moved here; none for a new one.
    pub id: Option<String>,
    /// Where.
    pub at: LatLon,
}

/// Sites of one kind that stand elsewhere, are new, or are closed.
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    /// The id of the kind.
    pub kind: String,
    /// New and moved sites.
    pub sites: Vec<Placed>,
    /// Ids of facilities that are closed.
    pub closed: Vec<String>,
}

/// One edit as figures, all of them published.
#[derive(Clone, PartialEq, Debug)]
pub struct Edited {
    /// People in time, a kind each; `None` where figures are withheld.
    pub covered: Option<Vec<u64>>,
    /// People whom all joint kinds reach in time.
    pub joint: Option<u64>,
    /// The units whose figures differ from those of the study, and what is told of them now.
    pub units: Vec<(u32, ToldUnit)>,
}

/// Which demand points are reached in time.
type Reached = Arc<Vec<bool>>;

/// Where a site stands that somebody elsewhere puts at a place: where a study has people to hide, at the centre of the cell that holds it, of
/// the size that units are made of. A site may else be pushed metre by metre until the published count of a unit changes, which tells
/// how long the way to one home is. From the few centres of cells that is not found out.
pub fn coarse(study: &Study, at: LatLon) -> LatLon {
    let units = study.units();
    if units.minimum_group() > 1 { Cell::of(at, units.resolution()).centre() } else { at }
}

/// What is kept of a study for edits.
#[derive(Debug)]
pub struct WhatIf {
    covered: Vec<Reached>,
    joint: Vec<usize>,
    unit_of: Vec<u32>,
    told: Vec<ToldUnit>,
    /// By kind and the facilities that do not stay.
    fixed: Recent<(usize, BTreeSet<u32>), Reached>,
    /// By kind and place.
    placed: Recent<(usize, [u64; 2]), Arc<Vec<u32>>>,
}

impl WhatIf {
    /// Of a study's coverage.
    pub fn new(study: &Study, coverage: &Coverage) -> Self {
        let points = study.inputs().demand.len();
        let reached =
            |kind: usize| Arc::new((0..points).map(|point| coverage.covered(kind, point)).collect::<Vec<_>>());
        let mut unit_of = vec![u32::MAX; points];
        for (unit, formed) in (0_u32..).zip(study.units().all()) {
            formed.members.iter().for_each(|&point| unit_of[point as usize] = unit);
        }
        let figures = Figures::new(&study.basis(coverage)).units.into_iter();
        Self {
            covered: (0..coverage.kinds.len()).map(reached).collect(),
            joint: coverage.joint.clone(),
            unit_of,
            told: figures.map(|unit| ToldUnit { joint: unit.joint_covered, covered: unit.covered }).collect(),
            fixed: Recent::new(KEPT),
            placed: Recent::new(KEPT),
        }
    }

    /// The figures of the study as it is.
    pub fn baseline(&self) -> Edited {
        self.edited(Vec::new())
    }

    /// The figures of an edit.
    ///
    /// # Errors
    /// `scenario-bad` for a kind or a facility that is not there; `point-off-network` for a site without a road.
    pub fn answer(&self, study: &Study, edit: &Edit) -> Result<Edited, Issue> {
        let file = study.file();
        let kind = file.kinds.iter().position(|kind| kind.id == edit.kind).ok_or_else(|| {
            let id = &edit.kind;
            bad("kind", Words::new(format!("没有类别 `{id}`"), format!("there is no kind `{id}`")))
        })?;
        let moved = edit.sites.iter().filter_map(|site| site.id.as_ref());
        let mut gone = BTreeSet::new();
        for id in moved.chain(&edit.closed) {
            let facilities = &study.inputs().facilities;
            let index = facilities.binary_search_by(|facility| facility.id.as_str().cmp(id)).ok();
            let index = index.filter(|&index| facilities[index].kind == edit.kind).ok_or_else(|| {
                bad(
                    "id",
                    Words::new(
                        format!("“{}”没有设施 `{id}`", file.kinds[kind].name.zh),
                        format!("there is no facility `{id}` of {}", file.kinds[kind].name.en),
                    ),
                )
            })?;
            gone.insert(index as u32);
        }
        let mut now = self.fixed(study, kind, gone).as_ref().clone();
        for site in &edit.sites {
            for &point in self.placed(study, kind, site.at)?.iter() {
                now[point as usize] = true;
            }
        }
        let before = &self.covered[kind];
        let changed = (0..now.len()).filter(|&point| now[point] != before[point]).map(|point| self.unit_of[point]);
        let mut touched: Vec<u32> = changed.filter(|&unit| unit != u32::MAX).collect();
        touched.sort_unstable();
        touched.dedup();
        let covered: Vec<&[bool]> = (0..self.covered.len())
            .map(|other| if other == kind { now.as_slice() } else { self.covered[other].as_slice() })
            .collect();
        let ground = (study.units(), study.inputs().demand.as_slice());
        let told = |&unit: &u32| (unit, told_of_unit(ground, unit as usize, &covered, &self.joint));
        let mut units: Vec<(u32, ToldUnit)> = touched.par_iter().map(told).collect();
        units.retain(|(unit, told)| self.told[*unit as usize] != *told);
        Ok(self.edited(units))
    }

    /// Sums upwards, with some units told otherwise.
    fn edited(&self, units: Vec<(u32, ToldUnit)>) -> Edited {
        let mut all: Vec<&ToldUnit> = self.told.iter().collect();
        for (unit, told) in &units {
            all[*unit as usize] = told;
        }
        let there = !all.is_empty();
        let kinds = 0..self.covered.len();
        let covered = kinds.map(|kind| all.iter().map(|unit| unit.covered[kind]).sum()).collect();
        Edited {
            covered: there.then_some(covered),
            joint: there.then(|| all.iter().map(|unit| unit.joint).sum()),
            units,
        }
    }

    /// Who is reached in time by the facilities of a kind without some of them.
    fn fixed(&self, study: &Study, kind: usize, gone: BTreeSet<u32>) -> Reached {
        if gone.is_empty() {
            return self.covered[kind].clone();
        }
        let made = self.fixed.get((kind, gone), |(_, gone)| {
            let of = &study.file().kinds[kind];
            let stay: Vec<_> = study.open_to(kind, None).into_iter().filter(|site| !gone.contains(&site.0)).collect();
            let demand: Vec<Option<Link>> =
                study.demand_links(kind).iter().map(|link| link.as_ref().ok().copied()).collect();
            let weighed = study.weighed(study.profile_of(kind));
            // No further than the promise: beyond it nobody counts. Silent work is not cancelled.
            let times = kind_times(weighed, of, (&stay, &demand), of.limit, &Silent::default());
            let nearest = times.map(|times| times.nearest).unwrap_or_default();
            Ok::<_, Infallible>(Arc::new(nearest.iter().map(|&time| time <= of.limit).collect::<Vec<_>>()))
        });
        let Ok(reached) = made;
        reached
    }

    /// The demand points that a facility of a kind at a place reaches in time.
    fn placed(&self, study: &Study, kind: usize, at: LatLon) -> Result<Arc<Vec<u32>>, Issue> {
        self.placed.get((kind, [at.lon().to_bits(), at.lat().to_bits()]), |_| {
            let link = study.link(study.profile_of(kind), at)?;
            Ok(Arc::new(reached_from(study, kind, &link)))
        })
    }
}

/// The demand points within the limit of one place.
fn reached_from(study: &Study, index: usize, origin: &Link) -> Vec<u32> {
    let kind = &study.file().kinds[index];
    let weighed = study.weighed(study.profile_of(index));
    let demand = study.demand_links(index);
    let bound = kind.limit - kind.mobilisation;
    let times = |heading: Heading| -> Vec<Deciseconds> {
        let read = |around: Around<'_, 1>| {
            let time = |place: &Link| {
                let ways =
                    legs(heading.opposite(), place).map(|(vertex, leg)| around.time(vertex) + leg + place.access);
                let straight = origin.access + direct(heading, origin, place) + place.access;
                ways.chain([straight]).min().unwrap_or(Deciseconds::UNREACHED)
            };
            demand.iter().map(|link| link.as_ref().map_or(Deciseconds::UNREACHED, time)).collect()
        };
        around(weighed, heading, origin, bound, read)
    };
    let mut whole = times(heading(kind.direction));
    if kind.direction == Direction::RoundTrip {
        whole.iter_mut().zip(times(Heading::Back)).for_each(|(there, back)| *there += back);
    }
    (0_u32..).zip(whole).filter(|(_, time)| *time <= bound).map(|(point, _)| point).collect()
}
