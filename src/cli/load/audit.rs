//! The audit of the ferry lines: what the map says of each, and what sails on it in the end.
//!
//! Never here: how the table is written (see `layer::ferries`).

use crate::import::osm::{CrossingSource, FerryClass, FerryLine};
use crate::layer::ferries::FerryRow;
use crate::timetable::{Line, Offer, ServiceSource, Timetable, Week, Who};
use crate::units::Deciseconds;
use crate::words::Words;

/// One row a way and relation of the map, and one a line that is not on it.
pub(super) fn audit(lines: &[FerryLine], timetable: &Timetable, week: &Week) -> Vec<FerryRow> {
    let mapped = lines.iter().map(|line| of_map(line, timetable, week));
    let others = timetable.lines.iter().filter(|line| line.ways.is_empty());
    mapped.chain(others.map(|line| off_map(line, timetable, week))).collect()
}

fn of_map(line: &FerryLine, timetable: &Timetable, week: &Week) -> FerryRow {
    let over = |sails: &&Line| sails.ways.iter().any(|way| line.ways.contains(way));
    // A line of the table on a line of the map that is not used counts all the same.
    let sailing: Vec<&Line> = timetable.lines.iter().filter(over).collect();
    let source = sailing.iter().map(|line| line.source).min();
    let stated =
        source.filter(|&source| source <= ServiceSource::Gtfs && sailing.iter().any(|s| !s.sailings.is_empty()));
    let (crossing, crossing_source) = match stated.and_then(|source| Some((longest(&sailing)?, source.name()))) {
        Some(stated) => stated,
        None => (line.crossing, source_of(line.crossing_source)),
    };
    let joined = match (line.joined, line.by_walk) {
        ((true, true), true) => "by_walk",
        ((true, true), false) => "both",
        ((true, false), _) => "from",
        ((false, true), _) => "to",
        ((false, false), _) => "none",
    };
    FerryRow {
        id: line.id.clone(),
        name: line.name.clone(),
        class: line.class.name(),
        reason: line.reason.clone(),
        source,
        used: line.used || source.is_some(),
        joined,
        from: line.from.clone(),
        to: line.to.clone(),
        length: Some(line.length),
        crossing: Some(crossing),
        crossing_source,
        interval: interval(&sailing),
        boarding: sailing.iter().map(|line| line.boarding).max().unwrap_or(line.boarding),
        offer: Offer::of(sailing.iter().copied(), week),
        who: who(&sailing).unwrap_or(line.who),
        weather: sailing.iter().find_map(|line| line.weather.clone()).or_else(|| line.weather.clone()),
        on_demand: if sailing.is_empty() { line.on_demand } else { sailing.iter().any(|line| line.on_demand) },
    }
}

fn off_map(line: &Line, timetable: &Timetable, week: &Week) -> FerryRow {
    let legs = line.sailings.iter().map(|boat| (boat.arrival.since(boat.departure), boat.from, boat.to));
    let legs = legs.chain(line.headways.iter().map(|headway| (headway.crossing, headway.from, headway.to)));
    let longest_leg = legs.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    let name = |stop: u32| timetable.stops.get(stop as usize).map(|stop| stop.name.clone()).unwrap_or_default();
    let (from, to) = longest_leg.map(|leg| (name(leg.1), name(leg.2))).unwrap_or_default();
    let ends = longest_leg.map(|leg| [leg.1, leg.2]).unwrap_or_default();
    let on_map = |stop: u32| timetable.stops.get(stop as usize).is_some_and(|stop| stop.id.starts_with('n'));
    let reason = match line.source {
        ServiceSource::Gtfs => {
            Words::new("GTFS 数据中的线路，地图上没有", "a route of a GTFS feed that is not on the map")
        }
        _ => Words::new("研究的船期表中的航线，地图上没有", "a line of the study's table that is not on the map"),
    };
    FerryRow {
        id: line.id.clone(),
        name: line.name.clone(),
        class: FerryClass::Transport.name(),
        reason,
        source: Some(line.source),
        used: true,
        joined: if ends.into_iter().all(on_map) { "both" } else { "by_walk" },
        from,
        to,
        length: None,
        crossing: longest_leg.map(|leg| leg.0),
        crossing_source: line.source.name(),
        interval: interval(&[line]),
        boarding: line.boarding,
        offer: Offer::of([line], week),
        who: line.who,
        weather: line.weather.clone(),
        on_demand: line.on_demand,
    }
}

fn source_of(source: CrossingSource) -> &'static str {
    match source {
        CrossingSource::Override => "override",
        CrossingSource::Way => "way",
        CrossingSource::Relation => "relation",
        CrossingSource::DefaultSpeed(_) => "default_speed",
    }
}

/// The longest time that a boat takes.
fn longest(lines: &[&Line]) -> Option<Deciseconds> {
    let boats = lines.iter().flat_map(|line| &line.sailings).map(|boat| boat.arrival.since(boat.departure));
    boats.max()
}

fn interval(lines: &[&Line]) -> Option<Deciseconds> {
    lines.iter().flat_map(|line| &line.headways).map(|headway| headway.interval).max()
}

fn who(lines: &[&Line]) -> Option<Who> {
    let all = lines.iter().map(|line| line.who);
    all.reduce(|a, b| Who { foot: a.foot || b.foot, bicycle: a.bicycle || b.bicycle, car: a.car || b.car })
}
