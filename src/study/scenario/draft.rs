//! Modifications of a scenario, one after the other, until the world that they ask for can be made.
//!
//! Whatever names something that the study does not have is refused. Never here: answers.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{Crossing, ScenarioWorld, boards};
use super::{Modification, bad, outside, range, way_id};
use crate::issue::{Code, Issue, Place};
use crate::network::{EdgeId, ProfileId};
use crate::places::{Facility, Kind, Supply};
use crate::space::LatLon;
use crate::study::Study;
use crate::study::world::Linked;
use crate::timetable::Disruption;
use crate::travel::Link;
use crate::travel::weighed::Closed;
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// Before a boat sails one must have been at the quay for this long, where a line does not say.
const BOARDING: Deciseconds = Deciseconds::from_minutes(5);

/// What modifications ask for before anything is made of it.
pub(super) struct Draft<'a> {
    study: &'a Study,
    pub kinds: Vec<Kind>,
    /// By id, with the link of one that stands where it stood.
    sites: BTreeMap<String, (Facility, Option<Linked>)>,
    closed: Closed,
    crossings: Vec<Crossing>,
    speeds: BTreeMap<ProfileId, f64>,
    factors: Vec<f64>,
    touched: BTreeSet<String>,
    issues: Vec<Issue>,
}

impl<'a> Draft<'a> {
    pub fn new(study: &'a Study) -> Self {
        let inputs = study.inputs();
        let sites = inputs.facilities.iter().zip(study.facility_links());
        Self {
            study,
            kinds: inputs.file.kinds.clone(),
            sites: sites.map(|(site, link)| (site.id.clone(), (site.clone(), Some(*link)))).collect(),
            closed: Closed::default(),
            crossings: Vec::new(),
            speeds: BTreeMap::new(),
            factors: Vec::new(),
            touched: BTreeSet::new(),
            issues: Vec::new(),
        }
    }

    pub fn apply(&mut self, modification: &Modification) -> Result<(), Issue> {
        match modification {
            Modification::AddSite { kind, lon, lat, id, name, staff, capacity } => {
                let kind = self.kind(kind)?.id.clone();
                if self.sites.contains_key(id) {
                    let cause = Words::new(format!("已有设施 `{id}`"), format!("there is a facility `{id}` already"));
                    return Err(bad("id", cause));
                }
                let facility = Facility {
                    id: id.clone(),
                    kind: kind.clone(),
                    name: name.clone().unwrap_or_else(|| Words::same(id.as_str())),
                    at: position(*lon, *lat)?,
                    level: None,
                    staff: staff.and_then(People::from_number),
                    area: None,
                    supply: Supply { capacity: capacity.and_then(People::from_number), ..Supply::default() },
                    row: None,
                };
                self.sites.insert(id.clone(), (facility, None));
                self.touched.insert(kind);
            }
            Modification::MoveSite { id, lon, lat } => {
                let (site, link) = self.site(id)?;
                (site.at, *link) = (position(*lon, *lat)?, None);
                let kind = site.kind.clone();
                self.touched.insert(kind);
            }
            Modification::CloseSite { id } => {
                let kind = self.site(id)?.0.kind.clone();
                self.sites.remove(id);
                self.touched.insert(kind);
            }
            Modification::ResizeSite { id, staff, capacity } => {
                let site = self.site(id)?;
                if let Some(staff) = staff.and_then(People::from_number) {
                    site.0.staff = Some(staff);
                }
                if let Some(capacity) = capacity.and_then(People::from_number) {
                    site.0.supply.capacity = Some(capacity);
                }
                self.unused(&Words::same(id), if capacity.is_some() { "capacity" } else { "staff" });
            }
            Modification::Hours { id, hours } => {
                self.site(id)?.0.supply.hours = Some(hours.clone());
                self.unused(&Words::same(id), "hours");
            }
            Modification::Mobilisation { kind, time } => {
                let kind = self.kind(kind)?;
                kind.mobilisation = time.0;
                let id = kind.id.clone();
                self.touched.insert(id);
            }
            Modification::Limit { kind, time } => self.kind(kind)?.limit = time.0,
            Modification::CloseRoad { way } => self.close_road(way)?,
            Modification::CancelLine { line } => self.cancel(line)?,
            Modification::AddLine { name, from, to, crossing, boarding, who, .. } => {
                let quays = [position(from[0], from[1])?, position(to[0], to[1])?];
                let time = crossing.0 + boarding.map_or(BOARDING, |span| span.0);
                self.add_line(Crossing { quays, time, who: who.0 })?;
                // Every boat is at the quay.
                self.unused(name, "interval");
            }
            Modification::Speed { profile, factor } => {
                let known = self.study.network().profile(profile);
                let id = known.ok_or_else(|| {
                    let known = self.study.network().profiles().iter().map(|profile| profile.id.as_str());
                    let known = known.collect::<Vec<_>>().join(", ");
                    let cause = Words::new(
                        format!("没有出行方式 `{profile}`；有：{known}"),
                        format!("there is no profile `{profile}`; there are {known}"),
                    );
                    bad("profile", cause)
                })?;
                let whole = self.speeds.entry(id).or_insert(1.0);
                *whole *= factor;
                if !(0.01..=100.0).contains(whole) {
                    return Err(bad("factor", range("0.01", "100")));
                }
            }
            Modification::Demand { factor, area } => self.demand(*factor, area.as_deref())?,
        }
        Ok(())
    }

    fn kind(&mut self, id: &str) -> Result<&mut Kind, Issue> {
        let known: Vec<String> = self.kinds.iter().map(|kind| kind.id.clone()).collect();
        self.kinds.iter_mut().find(|kind| kind.id == id).ok_or_else(|| {
            let known = known.join(", ");
            let cause = Words::new(
                format!("没有类别 `{id}`；有：{known}"),
                format!("there is no kind `{id}`; there are {known}"),
            );
            bad("kind", cause)
        })
    }

    fn site(&mut self, id: &str) -> Result<&mut (Facility, Option<Linked>), Issue> {
        self.sites
            .get_mut(id)
            .ok_or_else(|| bad("id", Words::new(format!("没有设施 `{id}`"), format!("there is no facility `{id}`"))))
    }

    /// What is kept with a facility or a line and changes no travel time.
    fn unused(&mut self, Words { zh, en }: &Words, what: &str) {
        let cause = Words::new(
            format!("{zh} 的 {what} 已记下，但不影响能否及时到达"),
            format!("the {what} of {en} is kept, but changes nothing about who is reached in time"),
        );
        self.issues.push(Issue::new(Code::ScenarioUnused, Place::default().field(what), cause));
    }

    fn close_road(&mut self, way: &str) -> Result<(), Issue> {
        let network = self.study.network();
        let id = way_id(way).filter(|id| {
            let mut edges = (0..network.edges().len()).map(EdgeId::new);
            edges.any(|edge| network.is_over(edge, &|other| other == *id))
        });
        let id = id.ok_or_else(|| {
            bad("way", Words::new(format!("路网中没有道路 {way}"), format!("the network has no way {way}")))
        })?;
        self.closed.roads.insert(id);
        Ok(())
    }

    fn cancel(&mut self, line: &str) -> Result<(), Issue> {
        let study = self.study;
        let named = Disruption { lines: BTreeSet::from([line.to_owned()]), ..Disruption::default() };
        let found: Vec<_> = study.inputs().timetable.lines.iter().filter(|one| named.cancels(one)).collect();
        let mut ways: BTreeSet<i64> = found.iter().flat_map(|line| line.ways.iter().copied()).collect();
        // A line of the map need not be in the timetable.
        let boat = |id: &i64| {
            let network = study.network();
            let mut edges = (0..network.edges().len()).map(EdgeId::new).filter(|&edge| network.edge(edge).is_ferry);
            edges.any(|edge| network.is_over(edge, &|way| way == *id))
        };
        ways.extend(way_id(line).filter(boat));
        if found.is_empty() && ways.is_empty() {
            let known = study.inputs().timetable.lines.iter().map(|line| line.id.as_str()).take(20);
            let known = known.collect::<Vec<_>>().join(", ");
            let cause = Words::new(
                format!("没有航线 `{line}`；有：{known}"),
                format!("there is no line `{line}`; there are {known}"),
            );
            return Err(bad("line", cause));
        }
        if ways.is_empty() {
            let cause = Words::new(
                format!("航线 {line} 不在地图上：停航只影响按时刻计算的结果"),
                format!("the line {line} is not on the map: cancelled, it changes only answers by the hour"),
            );
            self.issues.push(Issue::new(Code::ScenarioUnused, Place::default().field("line"), cause));
        }
        self.closed.boats.extend(ways);
        Ok(())
    }

    fn add_line(&mut self, line: Crossing) -> Result<(), Issue> {
        let network = self.study.network();
        let profiles: BTreeSet<ProfileId> = (0..self.kinds.len()).map(|kind| self.study.profile_of(kind)).collect();
        for profile in profiles.into_iter().filter(|&profile| boards(network, profile, line.who)) {
            for at in line.quays {
                self.study.link(profile, at).map_err(|issue| {
                    let id = &network.profiles()[profile.index()].id;
                    let (lon, lat) = (at.lon(), at.lat());
                    let cause = Words::new(
                        format!("码头 {lon}, {lat}（{id}）：{}", issue.cause.zh),
                        format!("the quay at {lon}, {lat} ({id}): {}", issue.cause.en),
                    );
                    bad("from | to", cause)
                })?;
            }
        }
        self.crossings.push(line);
        Ok(())
    }

    fn demand(&mut self, factor: f64, area: Option<&str>) -> Result<(), Issue> {
        let inputs = self.study.inputs();
        let area = area.map(|id| {
            inputs
                .areas
                .by_id(id)
                .ok_or_else(|| bad("area", Words::new(format!("没有区划 `{id}`"), format!("there is no area `{id}`"))))
        });
        let area = area.transpose()?;
        let units = self.study.units().all();
        if self.factors.is_empty() {
            self.factors = vec![1.0; units.len()];
        }
        for (unit, whole) in units.iter().zip(&mut self.factors) {
            let lies_in = |wanted| unit.area.is_some_and(|own| inputs.areas.upwards(own).any(|one| one == wanted));
            if area.is_none_or(lies_in) {
                *whole = (*whole * factor).min(1e6);
            }
        }
        Ok(())
    }

    pub fn made(self) -> ScenarioWorld<'a> {
        let Self { study, kinds, sites, closed, crossings, speeds, factors, touched, mut issues } = self;
        let base = study.network();
        let speeds: Vec<(ProfileId, f64)> = speeds.into_iter().filter(|speed| speed.1 != 1.0).collect();
        let network = (!speeds.is_empty()).then(|| base.at_speeds(&speeds));
        let now = network.as_ref().unwrap_or(base);
        let used: BTreeSet<ProfileId> = (0..kinds.len()).map(|kind| study.profile_of(kind)).collect();
        let other_speed = |profile: ProfileId| speeds.iter().any(|speed| speed.0 == profile);
        let changed = used.iter().copied().filter(|&profile| closed != Closed::default() || other_speed(profile));
        let metrics = changed.map(|profile| (profile, study.inputs().engine.closed(now, profile, &closed))).collect();
        let relinked = |link: Link, profile| Link::new(now, profile, link.snap);
        let mut demand_links = BTreeMap::new();
        for kind in 0..kinds.len() {
            let profile = study.profile_of(kind);
            if other_speed(profile) && !demand_links.contains_key(&profile) {
                let links = study.demand_links(kind).iter();
                let links = links.map(|link| link.as_ref().ok().map(|&link| relinked(link, profile)));
                demand_links.insert(profile, links.collect::<Vec<_>>());
            }
        }
        let (mut facilities, mut links) = (Vec::with_capacity(sites.len()), Vec::with_capacity(sites.len()));
        for (facility, link) in sites.into_values() {
            let kind = kinds.iter().position(|kind| kind.id == facility.kind);
            let profile = kind.map_or(ProfileId(0), |kind| study.profile_of(kind));
            let link = match link {
                Some(Ok(link)) if other_speed(profile) => Ok(relinked(link, profile)),
                Some(link) => link,
                None => {
                    let snap = study.snapper().snap(base, profile, facility.at);
                    if let Err(issue) = study.link(profile, facility.at) {
                        let (zh, en) = (&issue.cause.zh, &issue.cause.en);
                        let cause =
                            Words::new(format!("{}：{zh}", facility.name.zh), format!("{}: {en}", facility.name.en));
                        issues.push(Issue::new(Code::FacilityOffNetwork, Place::default(), cause));
                    }
                    snap.map(|snap| Link::new(now, profile, snap))
                }
            };
            facilities.push(facility);
            links.push(link);
        }
        let touched = (0..kinds.len()).filter(|&kind| touched.contains(&kinds[kind].id)).collect();
        let factors = if factors.iter().all(|&factor| factor == 1.0) { Vec::new() } else { factors };
        ScenarioWorld {
            study,
            kinds,
            facilities,
            links,
            network,
            metrics,
            demand_links,
            crossings,
            factors,
            touched,
            issues,
        }
    }
}

fn position(lon: f64, lat: f64) -> Result<LatLon, Issue> {
    LatLon::new(lon, lat).ok_or_else(|| bad("lon | lat", outside(lon, lat)))
}
