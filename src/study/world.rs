//! The world of a study: its inputs, linked to its network once, for all questions.
//!
//! Never here: answers (see [`run`](super::run) and [`ask`](super::ask)).

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::ask::CELL;
use super::file::StudyFile;
use super::grids::Grids;
use super::timed::Timed;
use crate::analysis::coverage::{Coverage, Provider};
use crate::analysis::islands::{Islands, Shores};
use crate::analysis::isochrone::{self, CellGrid};
use crate::issue::{Code, Issue, Place};
use crate::layer::ferries::FerryRow;
use crate::layer::figures::{Basis, Credits};
use crate::layer::summary::{Input, Total};
use crate::layer::units::{Ground, Units, areas_of};
use crate::network::{Network, ProfileId, Snap, SnapFailure, Snapper};
use crate::places::areas::TreeFault;
use crate::places::{AreaIndex, Areas, DemandPoint, Facility, Land, NamedPlace, Order, Premises, Row};
use crate::progress::{Cancelled, Progress, Stage};
use crate::space::LatLon;
use crate::timetable::{Disruption, Timetable, Week};
use crate::travel::{Engine, Heading, Link, Weighed};
use crate::units::Deciseconds;
use crate::words::Words;

/// What the files of a study hold, before anything is linked.
#[derive(Debug)]
pub struct Inputs {
    /// The study file.
    pub file: StudyFile,
    /// The network of all profiles.
    pub network: Network,
    /// The hierarchy of that network.
    pub engine: Engine,
    /// All facilities; their kinds are those of the study.
    pub facilities: Vec<Facility>,
    /// All demand.
    pub demand: Vec<DemandPoint>,
    /// The areas.
    pub areas: Areas,
    /// The service orders.
    pub orders: Vec<Order>,
    /// The premises that a rule is about, by the id of the rule.
    pub premises: BTreeMap<String, Vec<Premises>>,
    /// The land.
    pub land: Land,
    /// Named places.
    pub places: Vec<NamedPlace>,
    /// Names of islands, and where they stand.
    pub island_names: Vec<(LatLon, Words)>,
    /// The files and their hashes.
    pub sources: Vec<Input>,
    /// Who made the data.
    pub attribution: Vec<String>,
    /// Ferry ways in the extracts, and how many of them are used.
    pub ferries: (u64, u64),
    /// Every ferry line of the map and of the timetables.
    pub ferry_lines: Vec<FerryRow>,
    /// What sails.
    pub timetable: Arc<Timetable>,
    /// What of it does not sail, of whatever the questions are.
    pub disruption: Disruption,
    /// The week of its clocks.
    pub week: Option<Week>,
    /// Names of the tables that [`Row::table`] counts: facilities first, then demand.
    pub tables: Vec<String>,
}

/// A place linked to the network, or why it is not.
pub type Linked = Result<Link, SnapFailure>;

/// The immutable world of a study.
#[derive(Debug)]
pub struct Study {
    inputs: Inputs,
    snapper: Snapper,
    profiles: Vec<ProfileId>,
    facility_links: Vec<Linked>,
    demand_links: BTreeMap<ProfileId, Vec<Linked>>,
    area_of: Vec<Option<AreaIndex>>,
    units: Units,
    credits: Credits,
    grids: Grids,
    timed: Timed,
    islands: Option<Islands>,
    sailing: Arc<Timetable>,
}

impl Study {
    /// Links everything. The issues name places without a road.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn new(mut inputs: Inputs, progress: &dyn Progress) -> Result<(Self, Vec<Issue>), Cancelled> {
        inputs.facilities.sort_by(|a, b| a.id.cmp(&b.id));
        inputs.demand.sort_by(|a, b| a.id.cmp(&b.id));
        // A line that is cancelled is not taken with its boat at the quay either.
        let cancelled = inputs.timetable.lines.iter().filter(|line| inputs.disruption.cancels(line));
        let cancelled = cancelled.flat_map(|line| line.ways.iter().copied()).collect();
        inputs.engine.close(cancelled);
        let Inputs { file, network, facilities, demand, areas, land, .. } = &inputs;
        // Unknown profiles were refused when the study was loaded; the first profile stands in so that nothing panics.
        let profile = |kind: &str| {
            let profile = file.kind(kind).and_then(|kind| network.profile(&kind.profile));
            profile.unwrap_or(ProfileId(0))
        };
        let profiles: Vec<ProfileId> = file.kinds.iter().map(|kind| profile(&kind.id)).collect();
        let mut distinct = profiles.clone();
        distinct.sort_unstable();
        distinct.dedup();
        progress.step(Stage::Customize, Some(distinct.len() as u64));
        for &profile in &distinct {
            inputs.engine.weighed(network, profile);
            progress.tick(1);
            progress.check()?;
        }
        progress.step(Stage::Snap, Some((facilities.len() + demand.len() * distinct.len()) as u64));

        let mut snapper = Snapper::new(network);
        let mut facility_links = Vec::with_capacity(facilities.len());
        for facility in facilities {
            let profile = profile(&facility.kind);
            let snap = snapper.snap_facility(network, profile, facility.at);
            facility_links.push(snap.map(|snap| Link::new(network, profile, snap)));
        }
        progress.tick(facilities.len() as u64);
        let mut demand_links = BTreeMap::new();
        for profile in distinct {
            let link = |point: &DemandPoint| {
                let snap = snapper.snap(network, profile, point.at)?;
                Ok(Link::new(network, profile, snap))
            };
            let links: Vec<Linked> = demand.par_iter().map(link).collect();
            progress.tick(demand.len() as u64);
            progress.check()?;
            demand_links.insert(profile, links);
        }
        let area_of = areas_of(demand, areas);
        progress.step(Stage::Analysis, None);
        let resolution = file.analyses.heat.as_ref().map_or(8, |heat| heat.resolution);
        let minimum_group = u64::from(file.minimum_group);
        let sailing = sailing(&inputs);
        let islands = islands(&inputs, (&snapper, &sailing), &facility_links, &demand_links);
        let (island_of, land_of): (&[_], Vec<_>) = match &islands {
            Some(found) => (&found.of_demand, found.list.iter().map(|island| island.land).collect()),
            None => (&[], Vec::new()),
        };
        let (areas_of, land_of) = (&area_of, &land_of);
        let ground = Ground { demand, area_of: areas_of, island_of, land_of, areas, land, resolution, minimum_group };
        let units = Units::build(&ground);
        let credits = Credits { attribution: inputs.attribution.clone(), synthetic: file.synthetic() };
        let cell = file.analyses.isochrones.as_ref().map_or(CELL, |isochrones| isochrones.cell);
        let grids = Grids::new(network, cell);
        let timed = Timed::default();
        let study = Self {
            inputs,
            snapper,
            profiles,
            facility_links,
            demand_links,
            area_of,
            units,
            credits,
            grids,
            timed,
            islands,
            sailing,
        };
        let issues = study.issues();
        Ok((study, issues))
    }

    /// What the files hold.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The study file.
    pub fn file(&self) -> &StudyFile {
        &self.inputs.file
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.inputs.network
    }

    /// The network, weighed for a profile.
    pub fn weighed(&self, profile: ProfileId) -> Weighed<'_> {
        self.inputs.engine.weighed(&self.inputs.network, profile)
    }

    /// Finds roads near a place.
    pub fn snapper(&self) -> &Snapper {
        &self.snapper
    }

    /// The profile of a kind, by the kind's index.
    pub fn profile_of(&self, kind: usize) -> ProfileId {
        self.profiles[kind]
    }

    /// The links of all facilities, in their order, each for the profile of its kind.
    pub fn facility_links(&self) -> &[Linked] {
        &self.facility_links
    }

    /// The links of all demand for one of the kinds.
    pub fn demand_links(&self, kind: usize) -> &[Linked] {
        self.demand_links.get(&self.profiles[kind]).map_or(&[], Vec::as_slice)
    }

    /// The facilities of a kind: their indexes in the study and their links.
    pub fn facilities_of(&self, kind: usize) -> Vec<Provider> {
        let id = &self.file().kinds[kind].id;
        let all = self.inputs.facilities.iter().zip(&self.facility_links).zip(0_u32..);
        all.filter(|((facility, _), _)| facility.kind == *id)
            .map(|((_, link), i)| (i, link.as_ref().ok().copied()))
            .collect()
    }

    /// The facilities of a kind that anybody may use or, of a cohort, those that it may use besides.
    pub fn open_to(&self, kind: usize, cohort: Option<usize>) -> Vec<Provider> {
        let cohort = cohort.and_then(|cohort| self.file().circle.cohorts.get(cohort)).map(|cohort| cohort.id.as_str());
        let mut open = self.facilities_of(kind);
        let only = |index: u32| self.only_for(&self.inputs.facilities[index as usize]);
        open.retain(|&(index, _)| only(index).is_none_or(|only| Some(only) == cohort));
        open
    }

    /// Has this kind facilities that serve this cohort and nobody else?
    pub fn serves_alone(&self, kind: usize, cohort: usize) -> bool {
        let id = self.file().circle.cohorts.get(cohort).map(|cohort| cohort.id.as_str());
        id.is_some()
            && self
                .facilities_of(kind)
                .iter()
                .any(|&(index, _)| self.only_for(&self.inputs.facilities[index as usize]) == id)
    }

    /// The only cohort that the host of a facility lets in.
    pub fn only_for(&self, facility: &Facility) -> Option<&str> {
        let host = facility.supply.host.as_deref()?;
        self.file().circle.hosts.iter().find(|known| known.id == host)?.serves.as_deref()
    }

    /// The limits of the demand points whose people have a priority class.
    pub fn own_limits(&self) -> BTreeMap<u32, Deciseconds> {
        let classes = &self.file().circle.priorities;
        let own = |(point, index): (&DemandPoint, u32)| {
            let class = point.traits.priority.as_deref()?;
            Some((index, classes.iter().find(|known| known.id == class)?.limit))
        };
        if classes.is_empty() { BTreeMap::new() } else { self.inputs.demand.iter().zip(0..).filter_map(own).collect() }
    }

    /// The area of every demand point.
    pub fn area_of(&self) -> &[Option<AreaIndex>] {
        &self.area_of
    }

    /// The cells that isochrones of a profile and heading are made of, and what they are linked to.
    pub fn cells(&self, profile: ProfileId, heading: Heading) -> (&CellGrid, isochrone::Ground<'_>) {
        let ground = isochrone::Ground { network: self.network(), snapper: &self.snapper, land: &self.inputs.land };
        (self.grids.get(self.network(), profile, heading), ground)
    }

    /// What was made ready for answers by the hour.
    pub(super) fn timed(&self) -> &Timed {
        &self.timed
    }

    /// The boats that sail.
    pub fn timetable(&self) -> &Arc<Timetable> {
        &self.sailing
    }

    /// The islands, where the study asks for them.
    pub fn islands(&self) -> Option<&Islands> {
        self.islands.as_ref()
    }

    /// What figures are made from.
    pub fn basis<'a>(&'a self, coverage: &'a Coverage) -> Basis<'a> {
        Basis {
            units: &self.units,
            demand: &self.inputs.demand,
            kinds: &self.inputs.file.kinds,
            coverage,
            areas: &self.inputs.areas,
            credits: &self.credits,
        }
    }

    /// The published units.
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// What every layer says besides its figures.
    pub fn credits(&self) -> &Credits {
        &self.credits
    }

    /// Links any place for a profile.
    ///
    /// # Errors
    /// `point-off-network`, with the reason.
    pub fn link(&self, profile: ProfileId, at: LatLon) -> Result<Link, Issue> {
        let snap = self.snapper.snap(self.network(), profile, at);
        snap.map(|snap: Snap| Link::new(self.network(), profile, snap)).map_err(|failure| {
            let (zh, en) = reason(failure);
            Issue::new(Code::PointOffNetwork, Place::default(), Words::new(zh, en))
        })
    }

    /// Demand points without a link for at least one kind, by reason; each point counts for its first reason.
    pub fn unsnapped(&self) -> BTreeMap<SnapFailure, Vec<u32>> {
        let mut reasons: BTreeMap<SnapFailure, Vec<u32>> = BTreeMap::new();
        for point in 0..self.inputs.demand.len() {
            let failure = self.demand_links.values().find_map(|links| links[point].as_ref().err());
            if let Some(&failure) = failure {
                reasons.entry(failure).or_default().push(point as u32);
            }
        }
        reasons
    }

    fn issues(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        for (facility, link) in self.inputs.facilities.iter().zip(&self.facility_links) {
            if let Err(failure) = link {
                let (zh, en) = reason(*failure);
                let code = match failure {
                    SnapFailure::OutsideExtract => Code::FacilityOutsideExtract,
                    SnapFailure::OffNetwork | SnapFailure::Fragment | SnapFailure::AcrossWater => {
                        Code::FacilityOffNetwork
                    }
                };
                let name = if facility.name.en.is_empty() { &facility.id } else { &facility.name.en };
                let cause = Words::new(format!("{}：{zh}", facility.name.zh), format!("{name}: {en}"));
                issues.push(Issue::new(code, self.place(facility.row), cause));
            }
        }
        issues.extend(self.across());
        for (index, kind) in self.file().kinds.iter().enumerate() {
            if self.facilities_of(index).is_empty() {
                let cause = Words::new(
                    format!("“{}”没有设施", kind.name.zh),
                    format!("there is no facility of {}", kind.name.en),
                );
                issues.push(Issue::new(Code::KindWithoutFacility, Place::default(), cause));
            }
        }
        issues.extend(self.unknown_areas());
        issues.extend(self.inputs.areas.faults().iter().map(tree_fault));
        issues.extend(self.totals().iter().filter(|total| total.expected != total.counted).map(|total| {
            let Total { name, expected, counted } = total;
            let cause = Words::new(
                format!("{name}：应为 {expected}，实为 {counted}"),
                format!("{name}: {expected} expected, {counted} counted"),
            );
            Issue::new(Code::TotalDiffers, Place::default(), cause)
        }));
        for (failure, points) in self.unsnapped() {
            let (zh, en) = reason(failure);
            let code = match failure {
                SnapFailure::OutsideExtract => Code::DemandOutsideExtract,
                SnapFailure::OffNetwork | SnapFailure::Fragment | SnapFailure::AcrossWater => Code::DemandOffNetwork,
            };
            issues.extend(self.demand_issues(code, &points, (zh, en)));
        }
        if self.units.below_minimum_group() {
            let k = self.units.minimum_group();
            let cause = Words::new(
                format!("研究中的人数太少，无法按至少 {k} 人发布"),
                format!("the study has too few people to publish figures about groups of at least {k}"),
            );
            issues.push(Issue::new(Code::BelowMinimumGroup, Place::default(), cause));
        }
        issues
    }

    /// Each issue about demand has its row: what is counted of them for others goes through the minimum group.
    fn demand_issues(&self, code: Code, points: &[u32], (zh, en): (&str, &str)) -> Vec<Issue> {
        let row = |&point: &u32| (self.place(self.inputs.demand[point as usize].row), Words::new(zh, en));
        Issue::listed(code, points.iter().map(row).collect())
    }

    /// Places whose every road lies behind a river, railway or motorway: facilities by name, demand by row.
    fn across(&self) -> Vec<Issue> {
        let (zh, en) = (
            "附近的道路都隔着河流、铁路或高速公路",
            "every road within reach lies behind a river, a railway or a motorway",
        );
        let is = |link: &Linked| link.as_ref().is_ok_and(|link| link.snap.across);
        let facilities = self.inputs.facilities.iter().zip(&self.facility_links).filter(|(_, link)| is(link));
        let mut issues: Vec<Issue> = facilities
            .map(|(facility, _)| {
                let name = if facility.name.en.is_empty() { &facility.id } else { &facility.name.en };
                let cause = Words::new(format!("{}：{zh}", facility.name.zh), format!("{name}: {en}"));
                Issue::new(Code::SnapAcrossBarrier, self.place(facility.row), cause)
            })
            .collect();
        let behind = |point: &u32| self.demand_links.values().any(|links| is(&links[*point as usize]));
        let points: Vec<u32> = (0..self.inputs.demand.len() as u32).filter(behind).collect();
        issues.extend(self.demand_issues(Code::SnapAcrossBarrier, &points, (zh, en)));
        issues
    }

    /// Rows that name an area which the study does not have; their area is found by position instead.
    fn unknown_areas(&self) -> Vec<Issue> {
        let areas = &self.inputs.areas;
        let unknown = |area: &Option<String>| area.as_deref().is_some_and(|area| areas.find(area).is_none());
        let facilities = self.inputs.facilities.iter().filter(|facility| unknown(&facility.area)).map(|f| f.row);
        let demand = self.inputs.demand.iter().filter(|point| unknown(&point.area)).map(|point| point.row);
        let cause = Words::new("研究中没有该区划", "the study has no such area");
        let row = |row: Option<Row>| (self.place(row).field("area"), cause.clone());
        Issue::listed(Code::AreaUnknown, facilities.chain(demand).map(row).collect())
    }

    fn place(&self, row: Option<Row>) -> Place {
        row.and_then(|row| Some(Place::file(self.inputs.tables.get(row.table as usize)?.clone()).line(row.line)))
            .unwrap_or_default()
    }
}

fn tree_fault(fault: &TreeFault) -> Issue {
    let (code, id, zh, en) = match fault {
        TreeFault::UnknownParent(id) => (Code::ParentUnknown, id, "上级区划不存在", "there is no such area above it"),
        TreeFault::Cycle(id) => (Code::ParentCycle, id, "上级关系成环", "it lies above itself"),
    };
    let cause = Words::new(format!("区划 `{id}`：{zh}"), format!("area `{id}`: {en}"));
    Issue::new(code, Place::default().field("parent"), cause)
}

/// The boats, as far as the study's disruption lets them sail.
fn sailing(inputs: &Inputs) -> Arc<Timetable> {
    match &inputs.week {
        Some(week) if !inputs.disruption.is_none() => Arc::new(inputs.disruption.apply(&inputs.timetable, week)),
        _ => inputs.timetable.clone(),
    }
}

/// The islands, where the study asks for them and there is more than one piece of land or some boat.
fn islands(
    inputs: &Inputs,
    (snapper, timetable): (&Snapper, &Timetable),
    facility_links: &[Linked],
    demand_links: &BTreeMap<ProfileId, Vec<Linked>>,
) -> Option<Islands> {
    let week = inputs.week.as_ref()?;
    let some = inputs.land.polygons().len() > 1 || !inputs.timetable.lines.is_empty();
    if !inputs.file.analyses.islands || !some {
        return None;
    }
    let known =
        |links: &[Linked]| -> Vec<Option<Link>> { links.iter().map(|link| link.as_ref().ok().copied()).collect() };
    let link = |place: &NamedPlace| {
        let snap = snapper.snap(&inputs.network, ProfileId(0), place.at).ok()?;
        Some(Link::new(&inputs.network, ProfileId(0), snap))
    };
    let places: Vec<Option<Link>> =
        if inputs.land.polygons().is_empty() { inputs.places.iter().map(link).collect() } else { Vec::new() };
    let demand = demand_links.values().next().map(|links| known(links)).unwrap_or_default();
    Some(Islands::new(&Shores {
        network: &inputs.network,
        land: &inputs.land,
        places: (&inputs.places, &places),
        names: &inputs.island_names,
        demand: (&inputs.demand, &demand),
        facilities: (&inputs.facilities, &known(facility_links)),
        boats: (timetable, week),
    }))
}

fn reason(failure: SnapFailure) -> (&'static str, &'static str) {
    match failure {
        SnapFailure::OffNetwork => ("1 公里内没有可用的道路", "no usable road within 1 km"),
        SnapFailure::OutsideExtract => ("位于道路数据范围之外", "it lies outside the road data"),
        SnapFailure::Fragment => {
            ("附近只有不与路网相连的零散道路", "only fragments that are cut off from the road network are near")
        }
        SnapFailure::AcrossWater => ("1 公里内的道路都隔着水面", "all roads within 1 km lie across water"),
    }
}
