//! Services of boats on a sea drawn by hand.

use super::super::gather::RawNode;
use super::*;
use crate::places::{Land, PlaceClass};
use crate::timetable::Clock;

/// Nodes 100 m apart from west to east on the equator: node `n` lies at `n * 100` metres.
fn sea() -> Gathered {
    let at = |n: i64| LatLon::new(n as f64 * 100.0 / 111_195.0, 0.0).unwrap();
    Gathered { positions: (1..=60).map(|n| (n, at(n))).collect(), ..Gathered::default() }
}

fn boat(id: i64, nodes: &[i64], minutes: u32) -> Boat {
    Boat {
        id,
        name: Words::same(format!("line {id}")),
        nodes: nodes.to_vec(),
        senses: (true, true),
        crossing: Deciseconds::from_minutes(minutes),
        boarding: Deciseconds::from_minutes(5),
        who: Who::ALL,
        interval: None,
        hours: None,
        source: ServiceSource::Default,
        weather: None,
        on_demand: false,
        link: false,
    }
}

fn made(boats: &[Boat], road_nodes: &[i64]) -> Timetable {
    let (gathered, land) = (sea(), Land::default());
    let roads = Roads { gathered: &gathered, roads: &[], nodes: road_nodes, land: &land };
    let shores = Shores { roads, terminals: &[], places: &[] };
    let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").unwrap();
    timetable(boats, &shores, &Walks::new(), &week)
}

/// Line id, from, to, minutes, interval in minutes.
fn legs(timetable: &Timetable) -> Vec<(&str, &str, &str, u32, u32)> {
    let stop = |i: u32| timetable.stops[i as usize].id.as_str();
    let of_line = |line: &'_ Line| -> Vec<(u32, u32, u32, u32)> {
        let leg = |h: &Headway| (h.from, h.to, h.crossing.get() / 600, h.interval.get() / 600);
        line.headways.iter().map(leg).collect()
    };
    let lines = timetable.lines.iter();
    let legs =
        lines.flat_map(|line| of_line(line).into_iter().map(|l| (line.id.as_str(), stop(l.0), stop(l.1), l.2, l.3)));
    legs.collect()
}

#[test]
fn a_line_with_a_stop_on_the_way_serves_every_pair() {
    let timetable = made(&[boat(7, &[1, 11, 21], 20)], &[1, 11, 21]);
    let expected = [
        ("w7", "n1", "n11", 10, 60),
        ("w7", "n1", "n21", 20, 60),
        ("w7", "n11", "n1", 10, 60),
        ("w7", "n11", "n21", 10, 60),
        ("w7", "n21", "n1", 20, 60),
        ("w7", "n21", "n11", 10, 60),
    ];
    assert_eq!(legs(&timetable), expected);
    let windows = &timetable.lines[0].headways[0].windows;
    assert_eq!(windows.len(), 10, "from the Sunday before the week to the Tuesday after it");
    assert_eq!(windows[1], (Clock::from_hours(6, 0), Clock::from_hours(22, 0)));
}

#[test]
fn ways_that_touch_in_open_water_are_one_line_and_at_a_stop_two() {
    // 1 --10-- (21) --10-- 41, and (21) --5-- 31 at longer intervals; 41 --5-- 51 is a line of its own.
    let half_hourly = |boat: Boat| Boat { interval: Some(Deciseconds::from_minutes(30)), ..boat };
    let boats = [
        half_hourly(boat(3, &[1, 21], 10)),
        half_hourly(boat(4, &[21, 41], 10)),
        boat(5, &[21, 31], 5),
        boat(6, &[41, 51], 5),
    ];
    let timetable = made(&boats, &[1, 31, 41, 51]);
    assert_eq!(timetable.lines[0].ways, [3, 4, 5]);
    let all = legs(&timetable);
    assert!(all.contains(&("w3", "n1", "n41", 20, 30)) && all.contains(&("w3", "n31", "n41", 15, 60)), "{all:?}");
    assert!(all.contains(&("w6", "n41", "n51", 5, 60)) && !all.iter().any(|leg| leg.1 == "n1" && leg.2 == "n51"));
    assert_eq!(all.len(), 6 + 2);
}

#[test]
fn a_link_has_no_interval_of_its_own() {
    let main = Boat { interval: Some(Deciseconds::from_minutes(30)), ..boat(3, &[1, 21], 10) };
    let link = Boat { link: true, ..boat(4, &[21, 22], 1) };
    let timetable = made(&[main, link.clone()], &[1, 22]);
    assert_eq!(legs(&timetable), [("w3", "n1", "n22", 11, 30), ("w3", "n22", "n1", 11, 30)]);
    assert_eq!(legs(&made(&[link], &[21, 22])), []);
}

#[test]
fn one_way_and_who_may_board() {
    let there = Boat { senses: (true, false), ..boat(3, &[1, 11], 10) };
    let back = Boat { senses: (false, true), ..boat(4, &[1, 11], 12) };
    assert_eq!(legs(&made(&[there, back], &[1, 11])), [("w3", "n1", "n11", 10, 60), ("w4", "n11", "n1", 12, 60)]);

    // A branch for people on foot: cars go only along the main way.
    let branch = Boat { who: Who { foot: true, ..Who::NOBODY }, ..boat(4, &[11, 31], 10) };
    let timetable = made(&[boat(3, &[1, 11, 21], 20), branch], &[1, 21, 31]);
    let lines: Vec<_> = timetable.lines.iter().map(|line| (line.id.as_str(), line.who, line.headways.len())).collect();
    assert_eq!(lines, [("w3", Who::ALL, 2), ("w3-foot", Who { foot: true, ..Who::NOBODY }, 4)]);
}

#[test]
fn a_boat_that_lands_nowhere_sails_nowhere() {
    let timetable = made(&[boat(3, &[1, 11], 10)], &[1]);
    assert_eq!(legs(&timetable), []);
    assert_eq!(timetable.stops, []);
}

#[test]
fn stops_are_named_after_terminals_else_places() {
    let tags = |name: &str| [("amenity", "ferry_terminal"), ("name", name)].into_iter().collect();
    let mut gathered = sea();
    let at = |n: i64| LatLon::new(n as f64 * 100.0 / 111_195.0, 0.0).unwrap();
    gathered.nodes = vec![
        RawNode { id: 2, at: at(2), tags: tags("near") },
        RawNode { id: 21, at: at(21), tags: tags("here") },
        RawNode { id: 22, at: at(22), tags: tags("beside") },
    ];
    let terminals = terminals(&gathered);
    let place = NamedPlace {
        id: "n900".into(),
        name: Words::new("村", "Village"),
        at: at(45),
        class: PlaceClass::Village,
        population: None,
    };
    let walks = [(41, (43, Deciseconds::from_seconds(144)))].into_iter().collect();
    let land = Land::default();
    let roads = Roads { gathered: &gathered, roads: &[], nodes: &[1, 21, 43], land: &land };
    let shores = Shores { roads, terminals: &terminals, places: &[place] };
    let week = Week::new(jiff::civil::date(2026, 3, 2), "UTC").unwrap();
    let timetable = timetable(&[boat(3, &[1, 21, 41], 20)], &shores, &walks, &week);
    let names: Vec<_> = timetable.stops.iter().map(|stop| (stop.id.as_str(), stop.name.en.as_str())).collect();
    assert_eq!(names, [("n1", "near"), ("n21", "here"), ("n41", "Village")]);
    assert_eq!((timetable.stops[2].at, timetable.stops[2].walk), (at(43), Deciseconds::from_seconds(144)));
}
