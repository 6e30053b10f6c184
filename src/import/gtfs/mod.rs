//! GTFS feeds: their ferry routes become lines, and take the place of what the map says about the same lines.
//!
//! | what | rule |
//! |---|---|
//! | routes | `route_type` 4, 1000 to 1099 and 1200; everything else is passed over |
//! | days | `calendar`, `calendar_dates`; times past 24:00 belong to the day before; the zone is that of the agency |
//! | trips | every ordered pair of calls at which one may board and get ashore; calls without a time lie between the others by distance |
//! | frequencies | `exact_times` 1: boats up to the end, which is exclusive; 0: the minute is unknown |
//! | who | `bikes_allowed`, `cars_allowed`; where nothing is said as on the map, and off the map people on foot |
//! | on the map | a route that calls within [`NEAR`] of both ends of a line of the map in its direction replaces that line's service, and calls at its stops |
//!
//! A broken row costs itself alone, a trip with broken times that trip. A route that does not sail in the week replaces nothing.
//! Never here: the study's own table (see `sailings`), which is trusted more.

mod calendar;
mod feed;
mod join;
mod service;
mod trips;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tables::Findings;
use crate::issue::{Code, Issue, Place};
use crate::space::LatLon;
use crate::timetable::{Timetable, Week};
use crate::words::Words;
use feed::{Feed, Row, Sheet};
pub use join::NEAR;

/// Puts the ferries of the feed at `path` on top of a timetable; `name` is what issues call it.
pub fn with_feed(base: Timetable, name: &str, path: &Path, week: &Week) -> (Timetable, Vec<Issue>) {
    let mut told = Told::default();
    let mut feed = match Feed::open(name, path) {
        Ok(feed) => feed,
        Err(issue) => return (base, vec![issue]),
    };
    let Some(contents) = read(&mut feed, &mut told) else { return (base, told.all) };
    let services = calendar::services(&mut feed, week, &mut told);
    let trips: BTreeSet<String> = contents.trips.keys().cloned().collect();
    let calls = trips::calls(&mut feed, &trips, &contents.stops, &mut told);
    let frequencies = trips::frequencies(&mut feed, &trips, &contents.other_trips, &mut told);
    let routes = service::routes(
        &service::Parts { feed: name, contents: &contents, services, calls, frequencies, week },
        &mut told,
    );
    (join::join(base, name, &contents, routes), told.all)
}

/// Issues of the files of a feed, one after the other.
#[derive(Default)]
struct Told {
    all: Vec<Issue>,
}

impl Told {
    fn file(&mut self, file: &str, code: Code, cause: Words) {
        self.all.push(Issue::new(code, Place::file(file), cause));
    }

    fn missing(&mut self, feed: &str, file: &str) {
        let words = Words::new(format!("缺少 {file}"), format!("{file} is not there"));
        self.all.push(Issue::new(Code::GtfsFileMissing, Place::file(feed).field(file), words));
    }
}

/// Reads the rows of a file; what is wrong with them is told under its name.
fn told(sheet: &Sheet, told: &mut Told, each: impl FnMut(&Row<'_>, &mut Findings)) {
    let mut findings = Findings::new(&sheet.name, false);
    sheet.rows(&mut findings, each);
    told.all.extend(findings.finish());
}

/// A ferry route.
struct Route {
    name: String,
    zone: Option<String>,
}

/// A trip of a ferry route.
struct Trip {
    route: String,
    service: String,
    /// Where it is said.
    bicycle: Option<bool>,
    car: Option<bool>,
    line: u64,
}

/// What a feed says about ferries, calendar and times apart.
struct Contents {
    routes: BTreeMap<String, Route>,
    trips: BTreeMap<String, Trip>,
    /// Trips of buses and trains, which are passed over.
    other_trips: BTreeSet<String>,
    stops: BTreeMap<String, (Words, LatLon)>,
}

/// Reads agencies, routes, stops and trips; `None` where there is no ferry to speak of.
fn read(feed: &mut Feed, issues: &mut Told) -> Option<Contents> {
    let zones = zones(feed, issues);
    let Some(sheet) = feed.sheet("routes.txt") else {
        issues.missing(&feed.name, "routes.txt");
        return None;
    };
    let (mut routes, mut others) = (BTreeMap::new(), BTreeSet::new());
    told(&sheet, issues, |row, findings| {
        let Some(id) = row.must("route_id", findings) else { return };
        let Some(kind) = row.get("route_type").and_then(|text| text.parse::<u32>().ok()) else {
            return row.bad("route_type", findings);
        };
        if !matches!(kind, 4 | 1_000..=1_099 | 1_200) {
            others.insert(id.to_owned());
            return;
        }
        let name = row.get("route_long_name").or(row.get("route_short_name")).unwrap_or(id).to_owned();
        let agency = row.get("agency_id").unwrap_or_default();
        let zone = zones.get(agency).or_else(|| zones.values().next()).cloned();
        routes.insert(id.to_owned(), Route { name, zone });
    });
    if routes.is_empty() {
        let words = Words::new("没有渡轮线路", "it has no ferry route");
        issues.file(&feed.name, Code::GtfsNoFerries, words);
        return None;
    }
    let (trips, other_trips) = trips_of(feed, &routes, &others, issues)?;
    let Some(sheet) = feed.sheet("stops.txt") else {
        issues.missing(&feed.name, "stops.txt");
        return None;
    };
    let mut stops = BTreeMap::new();
    told(&sheet, issues, |row, findings| {
        let Some(id) = row.must("stop_id", findings) else { return };
        // Stations and entrances need no position of their own to be of no use here.
        if matches!(row.get("location_type"), Some("2" | "3" | "4")) {
            return;
        }
        let number = |field: &str| row.get(field).and_then(|text| text.parse::<f64>().ok());
        let at = number("stop_lon").zip(number("stop_lat")).and_then(|(lon, lat)| LatLon::new(lon, lat));
        match at {
            Some(at) => {
                stops.insert(id.to_owned(), (Words::same(row.get("stop_name").unwrap_or(id)), at));
            }
            None => row.bad("stop_lat", findings),
        }
    });
    Some(Contents { routes, trips, other_trips, stops })
}

/// The time zones of the agencies by their ids.
fn zones(feed: &mut Feed, issues: &mut Told) -> BTreeMap<String, String> {
    let mut zones = BTreeMap::new();
    match feed.sheet("agency.txt") {
        Some(sheet) => told(&sheet, issues, |row, findings| {
            if let Some(zone) = row.must("agency_timezone", findings) {
                zones.insert(row.get("agency_id").unwrap_or_default().to_owned(), zone.to_owned());
            }
        }),
        None => issues.missing(&feed.name, "agency.txt"),
    }
    zones
}

type Trips = (BTreeMap<String, Trip>, BTreeSet<String>);

fn trips_of(
    feed: &mut Feed,
    routes: &BTreeMap<String, Route>,
    others: &BTreeSet<String>,
    issues: &mut Told,
) -> Option<Trips> {
    let Some(sheet) = feed.sheet("trips.txt") else {
        issues.missing(&feed.name, "trips.txt");
        return None;
    };
    let (mut trips, mut other_trips) = (BTreeMap::new(), BTreeSet::new());
    told(&sheet, issues, |row, findings| {
        let (Some(id), Some(route)) = (row.must("trip_id", findings), row.must("route_id", findings)) else { return };
        if others.contains(route) {
            other_trips.insert(id.to_owned());
            return;
        }
        if !routes.contains_key(route) {
            let quote = findings.quote(route);
            let words = Words::new(format!("routes.txt 中没有线路{quote}"), format!("routes.txt has no route{quote}"));
            return findings.row(Code::GtfsReference, row.line, Some("route_id"), words);
        }
        let Some(service) = row.must("service_id", findings) else { return };
        let said = |field: &str| match row.get(field) {
            Some("1") => Some(true),
            Some("2") => Some(false),
            _ => None,
        };
        let (route, service) = (route.to_owned(), service.to_owned());
        let (bicycle, car) = (said("bikes_allowed"), said("cars_allowed"));
        if trips.contains_key(id) {
            let quote = findings.quote(id);
            let words = Words::new(format!("车次{quote} 重复"), format!("the trip{quote} stands twice"));
            return findings.row(Code::DuplicateId, row.line, Some("trip_id"), words);
        }
        trips.insert(id.to_owned(), Trip { route, service, bicycle, car, line: row.line });
    });
    Some((trips, other_trips))
}
