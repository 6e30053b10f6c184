//! What a study answers by the hour: its kinds of service made ready once, and its week asked about.
//!
//! Never here: how boats are scanned (see `travel`), published figures (see `layer`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use jiff::civil::{DateTime, Time};
use rayon::prelude::*;

use super::world::Study;
use crate::analysis::hours::{Ground, GroupHours, Links, Question, Service, Told, hours, last_calls, told_on_average};
use crate::issue::{Code, Issue, Place};
use crate::network::ProfileId;
use crate::network::hourly::HourlySpeed;
use crate::places::Boats;
use crate::progress::{Cancelled, Progress, Quiet};
use crate::space::LatLon;
use crate::timetable::{Clock, Disruption, Phases, Timetable};
use crate::travel::Link;
use crate::travel::ferry::{Harbours, Spans};
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// A span of the reference week.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Slot {
    /// 1 Monday .. 7 Sunday.
    pub day: u8,
    /// When it begins, as clocks on the wall show it.
    pub local: DateTime,
    /// When it begins and ends.
    pub span: (Clock, Clock),
}

/// The week of a study, slot by slot.
#[derive(Debug)]
pub struct WeekAnswer {
    /// The slots, in order.
    pub slots: Vec<Slot>,
    /// What was found for every published unit.
    pub units: Vec<GroupHours>,
}

impl Study {
    /// Do answers depend on the hour?
    pub fn has_hours(&self) -> bool {
        let boats = !self.inputs().timetable.lines.is_empty();
        let speeds = |kind: usize| !self.network().profiles()[self.profile_of(kind).index()].hours.is_empty();
        self.inputs().week.is_some() && (boats || (0..self.file().kinds.len()).any(speeds))
    }

    /// The links of one side for every land of some harbours: those of the vehicle are known.
    pub(super) fn links_by_land(&self, harbours: &Harbours, with_vehicle: Vec<Option<Link>>, at: &[LatLon]) -> Links {
        let others = harbours.lands.iter().skip(1).map(|land| self.links(land.profile, at));
        let others: Vec<Vec<Option<Link>>> = others.collect();
        std::iter::once(with_vehicle).chain(others).collect()
    }

    /// The stops of the timetable, linked for journeys of a profile.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn harbours(
        &self,
        profile: ProfileId,
        boats: Boats,
        progress: &dyn Progress,
    ) -> Result<Arc<Harbours>, Cancelled> {
        let key = (profile, boats);
        if let Some(known) = self.timed().harbours.lock().ok().and_then(|known| known.get(&key).cloned()) {
            return Ok(known);
        }
        let inputs = self.inputs();
        let world = (&inputs.engine, self.network(), self.snapper());
        let plan = (profile, self.network().profile("foot"), boats);
        let made = Harbours::new(world, &inputs.timetable, plan, self.file().horizon, &Quiet(progress))?;
        let made = Arc::new(made);
        if let Ok(mut known) = self.timed().harbours.lock() {
            known.insert(key, made.clone());
        }
        Ok(made)
    }

    /// All kinds, ready for any hour: for each kind its services.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn services(&self, progress: &dyn Progress) -> Result<&[Vec<Service>], Cancelled> {
        if let Some(services) = self.timed().services.get() {
            return Ok(services);
        }
        let made =
            (0..self.file().kinds.len()).map(|kind| self.services_of(kind, progress)).collect::<Result<_, _>>()?;
        Ok(self.timed().services.get_or_init(|| made))
    }

    fn services_of(&self, index: usize, progress: &dyn Progress) -> Result<Vec<Service>, Cancelled> {
        let inputs = self.inputs();
        let kind = &self.file().kinds[index];
        let facilities = self.open_to(index, None);
        let at: Vec<LatLon> = facilities.iter().map(|(facility, _)| inputs.facilities[*facility as usize].at).collect();
        let people: Vec<LatLon> = inputs.demand.iter().map(|point| point.at).collect();
        let usual = self.profile_of(index);
        let service = |(profile, when): (ProfileId, Spans)| {
            let harbours = self.harbours(profile, kind.boats, progress)?;
            let (from, to) = if profile == usual {
                let demand = self.demand_links(index).iter().map(|link| link.as_ref().ok().copied()).collect();
                (facilities.iter().map(|(_, link)| *link).collect(), demand)
            } else {
                (self.links(profile, &at), self.links(profile, &people))
            };
            let (from, to) = (self.links_by_land(&harbours, from, &at), self.links_by_land(&harbours, to, &people));
            let ground = Ground { network: self.network(), engine: &inputs.engine, harbours: &harbours };
            Service::new(ground, kind, (&from, &to), (when, self.file().horizon), &Quiet(progress))
        };
        self.speeds_of(usual).into_iter().map(service).collect()
    }

    /// The profiles by which one of this profile travels, and for which departures: itself, and others at hours of other speeds.
    pub(super) fn speeds_of(&self, profile: ProfileId) -> Vec<(ProfileId, Spans)> {
        let of = &self.network().profiles()[profile.index()];
        let Some(week) = self.inputs().week.as_ref().filter(|_| !of.hours.is_empty()) else {
            return vec![(profile, Spans::always())];
        };
        // On a day of the week, and on those before and after it.
        let day = |hours: &HourlySpeed, day: i32| {
            let at = |minutes: u16| week.wall(day, minutes.into());
            let to = if hours.to > hours.from { at(hours.to) } else { week.wall(day + 1, hours.to.into()) };
            (hours.days >> day.rem_euclid(7) & 1 == 1).then_some((at(hours.from), to))
        };
        let rows: Vec<(f64, (Clock, Clock))> = of
            .hours
            .iter()
            .flat_map(|hours| (-1..=8).filter_map(move |index| Some((hours.factor, day(hours, index)?))))
            .collect();
        let mut bounds: Vec<Clock> = rows.iter().flat_map(|(_, (from, to))| [*from, *to]).collect();
        bounds.extend([Clock::LONG_AGO, Clock::NEVER]);
        bounds.sort_unstable();
        bounds.dedup();
        let mut spans: BTreeMap<ProfileId, Vec<(Clock, Clock)>> = BTreeMap::new();
        for pair in bounds.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            // Where rows overlap the slowest counts.
            let covering = rows.iter().filter(|(_, span)| span.0 <= from && to <= span.1).map(|(factor, _)| *factor);
            let factor = covering.min_by(f64::total_cmp).unwrap_or(1.0);
            let slower = self.network().profile(&of.at(factor)).unwrap_or(profile);
            spans.entry(slower).or_default().push((from, to));
        }
        spans.into_iter().map(|(profile, spans)| (profile, Spans::new(spans))).collect()
    }

    /// The profile by which one of this profile travels when a journey begins at `clock`.
    pub(super) fn profile_at(&self, profile: ProfileId, clock: Clock) -> ProfileId {
        // A span holds from just after its beginning.
        let moment = clock + Deciseconds::new(1);
        let at = self.speeds_of(profile).into_iter().find(|(_, when)| when.holds(moment));
        at.map_or(profile, |(profile, _)| profile)
    }

    /// The links of some places for a profile.
    pub(super) fn links(&self, profile: ProfileId, places: &[LatLon]) -> Vec<Option<Link>> {
        let link = |at: &LatLon| {
            let snap = self.snapper().snap(self.network(), profile, *at).ok()?;
            Some(Link::new(self.network(), profile, snap))
        };
        places.par_iter().map(link).collect()
    }

    /// The slots of the reference week, of `step` each as far as an hour is not shorter.
    pub fn slots(&self, step: Deciseconds) -> Vec<Slot> {
        let Some(week) = &self.inputs().week else { return Vec::new() };
        let parts = (36_000 / step.get().max(1)).max(1) as i32;
        let slots = week.hours().into_iter().flat_map(|hour| {
            let whole = hour.to.since(hour.from).get() as i32;
            (0..parts).map(move |part| {
                let at = |part: i32| hour.from + Deciseconds::new((whole / parts * part) as u32);
                let to = if part + 1 == parts { hour.to } else { at(part + 1) };
                let time = Time::constant(hour.hour as i8, (60 / parts * part) as i8, 0, 0);
                let local = DateTime::from_parts(week.date(hour.day.into()), time);
                Slot { day: hour.day + 1, local, span: (at(part), to) }
            })
        });
        slots.collect()
    }

    /// The slot in which a time lies.
    ///
    /// # Errors
    /// `parameter-bad` outside the reference week and for a time that the clocks skip.
    pub fn depart(&self, local: DateTime) -> Result<Clock, Issue> {
        let bad = |zh: String, en: String| {
            Issue::new(Code::ParameterBad, Place::default().field("depart"), Words::new(zh, en))
        };
        let Some(week) = &self.inputs().week else {
            return Err(bad("研究没有参考周".into(), "the study has no reference week".into()));
        };
        let clock = week.at(local).ok_or_else(|| {
            bad(format!("{local} 因拨表不存在"), format!("there is no {local}: the clocks are put forward"))
        })?;
        if clock < Clock::new(0) || clock >= week.end() {
            let (first, last) = (week.monday(), week.date(6));
            return Err(bad(
                format!("应在参考周内（{first} 至 {last}）"),
                format!("should lie in the reference week, {first} to {last}"),
            ));
        }
        Ok(clock)
    }

    /// The timetable with what does not sail taken out.
    ///
    /// # Errors
    /// `parameter-bad` for a line or a class of weather that the timetable does not have.
    pub fn disrupted(&self, disruption: &Disruption) -> Result<Arc<Timetable>, Issue> {
        let whole = &self.inputs().timetable;
        if disruption.is_none() {
            return Ok(whole.clone());
        }
        unknown_to(whole, disruption)?;
        let Some(week) = &self.inputs().week else { return Ok(whole.clone()) };
        let timetable = disruption.apply(whole, week);
        Ok(Arc::new(timetable))
    }

    /// The demand points of every published unit, and the people of every point.
    fn people_by_unit(&self) -> (Vec<Vec<u32>>, Vec<People>) {
        let units = self.units().all().iter().map(|unit| unit.members.clone());
        (units.collect(), self.inputs().demand.iter().map(|point| point.people).collect())
    }

    /// The week by slots of `step`, for all published units, with what is disrupted.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn week(
        &self,
        timetable: &Timetable,
        step: Deciseconds,
        progress: &dyn Progress,
    ) -> Result<WeekAnswer, Cancelled> {
        let slots = self.slots(step);
        let spans: Vec<(Clock, Clock)> = slots.iter().map(|slot| slot.span).collect();
        let (groups, people) = self.people_by_unit();
        let joint = self.joint();
        let question = Question {
            kinds: self.services(progress)?,
            timetable,
            joint: &joint,
            groups: &groups,
            people: &people,
            slots: &spans,
            // Of the whole timetable: a disruption changes boats, not what is known of the others.
            phases: Phases::of(&self.inputs().timetable),
        };
        Ok(WeekAnswer { units: hours(&question, &|_| true, progress)?, slots })
    }

    /// For every published unit, by kind (all joint kinds last), the people who are reached in time as they may be told at each moment, on average
    /// over the week.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn told_on_average(
        &self,
        timetable: &Timetable,
        told: &Told<'_>,
        progress: &dyn Progress,
    ) -> Result<Vec<Vec<f64>>, Cancelled> {
        let Some(week) = &self.inputs().week else { return Ok(Vec::new()) };
        let (groups, people) = self.people_by_unit();
        let joint = self.joint();
        let question = Question {
            kinds: self.services(progress)?,
            timetable,
            joint: &joint,
            groups: &groups,
            people: &people,
            slots: &[(Clock::new(0), week.end())],
            phases: Phases::of(&self.inputs().timetable),
        };
        told_on_average(&question, told, &Quiet(progress))
    }

    /// For every island and kind when the last call of a day is answered in time, on the worst day of the week: seconds after
    /// midnight, past midnight above 86,400; days begin at three in the morning. `None` where that is at any time, or never.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn last_calls(
        &self,
        timetable: &Timetable,
        progress: &dyn Progress,
    ) -> Result<Vec<Vec<Option<u32>>>, Cancelled> {
        let (Some(islands), Some(week)) = (self.islands(), &self.inputs().week) else { return Ok(Vec::new()) };
        const DAWN: i32 = 3 * 3_600;
        let days: Vec<(Clock, Clock)> =
            (0..7).map(|day| (week.service(day, DAWN), week.service(day + 1, DAWN))).collect();
        let groups: Vec<Vec<u32>> = islands.list.iter().map(|island| island.demand.clone()).collect();
        let joint = self.joint();
        let question = Question {
            kinds: self.services(progress)?,
            timetable,
            joint: &joint,
            groups: &groups,
            people: &[],
            slots: &days,
            phases: Phases::of(&self.inputs().timetable),
        };
        let of_day = |time: Option<Deciseconds>| time.map(|time| time.get() / 10 + DAWN as u32);
        let last = last_calls(&question, &|_| true, &Quiet(progress))?;
        Ok(last.into_iter().map(|kinds| kinds.into_iter().map(of_day).collect()).collect())
    }

    /// The Monday of the reference week and its time zone.
    pub fn calendar(&self) -> (String, String) {
        let week = self.inputs().week.as_ref();
        week.map(|week| (week.monday().to_string(), week.zone().to_owned())).unwrap_or_default()
    }

    /// The indexes of the kinds of the full circle.
    pub fn joint(&self) -> Vec<usize> {
        let file = self.file();
        file.joint.iter().filter_map(|id| file.kinds.iter().position(|kind| kind.id == *id)).collect()
    }
}

/// What a study keeps of its answers by the hour, made when first asked for.
#[derive(Debug, Default)]
pub struct Timed {
    /// For each kind its services.
    pub(super) services: OnceLock<Vec<Vec<Service>>>,
    /// The stops, by profile and how boats are taken.
    pub(super) harbours: std::sync::Mutex<BTreeMap<(ProfileId, Boats), Arc<Harbours>>>,
}

/// Does a timetable have all that a disruption names?
///
/// # Errors
/// `parameter-bad` for a line or a class of weather that it does not have.
pub fn unknown_to(timetable: &Timetable, disruption: &Disruption) -> Result<(), Issue> {
    for name in &disruption.lines {
        let one = Disruption { lines: BTreeSet::from([name.clone()]), ..Disruption::default() };
        if !timetable.lines.iter().any(|line| one.cancels(line)) {
            return Err(unknown("without_line", name, timetable.lines.iter().map(|line| line.id.as_str()).collect()));
        }
    }
    let classes: BTreeSet<&str> = timetable.lines.iter().filter_map(|line| line.weather.as_deref()).collect();
    match disruption.weather.iter().find(|class| !classes.contains(class.as_str())) {
        Some(class) => Err(unknown("without_weather", class, classes)),
        None => Ok(()),
    }
}

fn unknown(field: &str, name: &str, known: BTreeSet<&str>) -> Issue {
    let known: Vec<&str> = known.into_iter().take(20).collect();
    let known = known.join(", ");
    let cause = Words::new(
        format!("时刻表中没有“{name}”；有：{known}"),
        format!("the timetable has no `{name}`; it has {known}"),
    );
    Issue::new(Code::ParameterBad, Place::default().field(field), cause)
}
