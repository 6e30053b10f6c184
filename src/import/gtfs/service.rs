//! From trips and days to boats: what sails between the stops of each route in the week of the study.
//!
//! Never here: the map.

use std::collections::{BTreeMap, BTreeSet};

use super::trips::{Call, Frequency};
use super::{Contents, Told};
use crate::import::tables::Findings;
use crate::issue::{Code, Issue, Place};
use crate::timetable::{Clock, Week};
use crate::units::Deciseconds;
use crate::words::Words;

/// All that is known of a feed.
pub(super) struct Parts<'a> {
    pub feed: &'a str,
    pub contents: &'a Contents,
    pub services: BTreeMap<String, BTreeSet<i32>>,
    pub calls: BTreeMap<String, Vec<Call>>,
    pub frequencies: BTreeMap<String, Vec<Frequency>>,
    pub week: &'a Week,
}

/// What boats of one route have in common.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sort {
    pub route: String,
    pub on_demand: bool,
    /// Where the feed says it.
    pub bicycle: Option<bool>,
    pub car: Option<bool>,
}

/// From stop to stop.
pub(super) type Pair = (String, String);

/// A boat at an unknown minute: crossing, interval, and the number of its row, for rows do not share their minutes.
type Every = (Pair, Deciseconds, Deciseconds, usize);

/// The boats of one sort.
#[derive(Default)]
pub(super) struct Boats {
    pub sailings: BTreeSet<(Clock, Clock, Pair)>,
    pub headways: BTreeMap<Every, Vec<(Clock, Clock)>>,
}

impl Boats {
    /// Between which stops they sail.
    pub fn pairs(&self) -> BTreeSet<&Pair> {
        let sailings = self.sailings.iter().map(|sailing| &sailing.2);
        sailings.chain(self.headways.keys().map(|every| &every.0)).collect()
    }
}

/// The boats of every route that sails in the week.
pub(super) fn routes(parts: &Parts<'_>, issues: &mut Told) -> BTreeMap<Sort, Boats> {
    let mut routes: BTreeMap<Sort, Boats> = BTreeMap::new();
    let mut findings = Findings::new(&format!("{}/trips.txt", parts.feed), false);
    let mut zones: BTreeMap<&str, i32> = BTreeMap::new();
    let zone_of = |route: &str| parts.contents.routes.get(route).and_then(|route| route.zone.as_deref());
    let mut weeks: BTreeMap<&str, Week> = BTreeMap::new();
    for zone in parts.contents.routes.values().filter_map(|route| route.zone.as_deref()).collect::<BTreeSet<_>>() {
        match Week::new(parts.week.monday(), zone) {
            Some(week) => {
                zones.insert(zone, parts.week.offset_of(&week));
                weeks.insert(zone, week);
            }
            None => {
                let words = Words::new(format!("没有名为 {zone} 的时区"), format!("there is no time zone {zone}"));
                let place = Place::file(format!("{}/agency.txt", parts.feed)).field("agency_timezone");
                issues.all.push(Issue::new(Code::GtfsZone, place, words));
            }
        }
    }
    for (id, trip) in &parts.contents.trips {
        let Some(days) = parts.services.get(&trip.service) else {
            let quote = findings.quote(&trip.service);
            let words = Words::new(format!("日历中没有服务{quote}"), format!("no calendar has the service{quote}"));
            findings.row(Code::GtfsReference, trip.line, Some("service_id"), words);
            continue;
        };
        let Some(calls) = parts.calls.get(id) else { continue };
        let zone = zone_of(&trip.route);
        let week = zone.and_then(|zone| weeks.get(zone)).unwrap_or(parts.week);
        let offset = zone.and_then(|zone| zones.get(zone)).copied().unwrap_or(0);
        // All zones count from the same Monday, each at its own midnight.
        let clock = |day: i32, seconds: i32| Clock::new(week.service(day, seconds).get().saturating_add(offset));
        let of_trip = parts.frequencies.get(id).map_or(&[][..], Vec::as_slice);
        let sort = Sort {
            route: trip.route.clone(),
            on_demand: calls.iter().any(|call| call.on_demand),
            bicycle: trip.bicycle,
            car: trip.car,
        };
        let boats = routes.entry(sort).or_default();
        for (i, from) in calls.iter().enumerate().filter(|(_, call)| call.boards) {
            for to in calls.iter().skip(i + 1).filter(|call| call.lands && call.stop != from.stop) {
                let leg = Leg { from, to, begin: calls.first().map_or(0, |call| call.departure) };
                for &day in days {
                    leg.sail(of_trip, |seconds| clock(day, seconds), boats);
                }
            }
        }
    }
    issues.all.extend(findings.finish());
    asleep(parts, &routes, issues);
    routes.retain(|_, boats| !boats.sailings.is_empty() || !boats.headways.is_empty());
    routes
}

struct Leg<'a> {
    from: &'a Call,
    to: &'a Call,
    /// When the trip begins.
    begin: i32,
}

impl Leg<'_> {
    /// Adds the boats of one day, by the trip's own times or by its frequencies.
    fn sail(&self, frequencies: &[Frequency], clock: impl Fn(i32) -> Clock, boats: &mut Boats) {
        let (departure, arrival) = (self.from.departure, self.to.arrival);
        let pair = || (self.from.stop.clone(), self.to.stop.clone());
        let mut sailing = |later: i32| {
            let (leaves, arrives) = (clock(departure + later), clock(arrival + later));
            if matters(leaves, leaves) {
                boats.sailings.insert((leaves, arrives, pair()));
            }
        };
        if frequencies.is_empty() {
            sailing(0);
        }
        for frequency in frequencies.iter().filter(|frequency| frequency.exact) {
            for start in (frequency.from..frequency.until).step_by(frequency.every as usize) {
                sailing(start - self.begin);
            }
        }
        for (row, frequency) in frequencies.iter().enumerate().filter(|(_, frequency)| !frequency.exact) {
            let after = departure - self.begin;
            let window = (clock(frequency.from + after), clock(frequency.until + after));
            let time = |seconds: i32| Deciseconds::from_seconds(seconds.unsigned_abs());
            if matters(window.0, window.1) {
                let every = (pair(), time(arrival - departure), time(frequency.every), row);
                boats.headways.entry(every).or_default().push(window);
            }
        }
    }
}

/// Does a boat matter that sails between these? From a day before the week to two days after it.
fn matters(from: Clock, to: Clock) -> bool {
    to >= Clock::from_hours(-24, 0) && from < Clock::from_hours(9 * 24, 0)
}

/// Tells which routes do not sail in the week; of all together once.
fn asleep(parts: &Parts<'_>, routes: &BTreeMap<Sort, Boats>, issues: &mut Told) {
    let (begin, end) = (Clock::new(0), parts.week.end());
    let sails = |boats: &Boats| {
        boats.sailings.iter().any(|sailing| (begin..end).contains(&sailing.0))
            || boats.headways.values().flatten().any(|window| window.1 > begin && window.0 < end)
    };
    let awake: BTreeSet<&str> =
        routes.iter().filter(|(_, boats)| sails(boats)).map(|(sort, _)| sort.route.as_str()).collect();
    let monday = parts.week.monday();
    if awake.is_empty() {
        let words =
            Words::new(format!("{monday} 起的一周没有渡轮开航"), format!("no ferry sails in the week from {monday}"));
        return issues.file(parts.feed, Code::GtfsNoService, words);
    }
    for (id, route) in parts.contents.routes.iter().filter(|(id, _)| !awake.contains(id.as_str())) {
        let name = &route.name;
        let words = Words::new(
            format!("线路“{name}”（{id}）在 {monday} 起的一周不开航"),
            format!("the route {name} ({id}) does not sail in the week from {monday}"),
        );
        issues.file(parts.feed, Code::GtfsNoService, words);
    }
}
