//! Tables of sailings over a small map drawn by hand.

use super::*;
use crate::import::osm::{CrossingSource, FerryClass};
use crate::import::tables::{Format, Source, sailings};
use crate::timetable::{Clock, Headway, Stop};
use crate::units::Metres;

fn at(lon: f64) -> LatLon {
    LatLon::new(lon, 30.0).unwrap()
}

fn stop(id: &str, name: &str, lon: f64) -> Stop {
    Stop { id: id.into(), name: Words::same(name), at: at(lon), walk: Deciseconds::ZERO }
}

/// Two lines of the map: w7 between East and West, 25 minutes there and 30 back; w8 one way from West to Isle.
fn map() -> Timetable {
    let headway = |from, to, minutes| Headway {
        from,
        to,
        crossing: Deciseconds::from_minutes(minutes),
        interval: Deciseconds::from_minutes(60),
        windows: vec![(Clock::from_hours(6, 0), Clock::from_hours(22, 0))],
    };
    let line = |id: &str, way, headways| Line {
        id: id.into(),
        name: Words::same(format!("line {id}")),
        ways: vec![way],
        source: ServiceSource::Default,
        who: Who::ALL,
        boarding: DEFAULT_BOARDING,
        weather: None,
        on_demand: false,
        sailings: Vec::new(),
        headways,
    };
    let stops = vec![stop("n1", "East", 122.0), stop("n2", "West", 122.1), stop("n3", "Isle", 122.2)];
    let lines = vec![line("w7", 7, vec![headway(0, 1, 25), headway(1, 0, 30)]), line("w8", 8, vec![headway(1, 2, 10)])];
    Timetable { stops, lines }
}

fn lines_of_the_map() -> Vec<FerryLine> {
    let line = |id: &str, name: Words, ways: Vec<i64>| FerryLine {
        id: id.into(),
        name,
        ways,
        class: FerryClass::Transport,
        reason: Words::default(),
        length: Metres(1.0),
        crossing: Deciseconds::from_minutes(25),
        crossing_source: CrossingSource::Way,
        boarding: DEFAULT_BOARDING,
        interval: None,
        hours: None,
        on_demand: false,
        service: ServiceSource::Default,
        weather: None,
        who: Who::ALL,
        joined: (true, true),
        by_walk: false,
        from: Words::default(),
        to: Words::default(),
        used: true,
    };
    vec![
        line("w7", Words::new("东西线", "East - West"), vec![7]),
        line("w8", Words::same("line w8"), vec![8]),
        line("r5", Words::same("both"), vec![7, 8]),
    ]
}

fn read(rows: &str) -> (Timetable, Vec<Issue>) {
    let csv = format!("line,from,to,days,departures,crossing,boarding,who,weather,season,on_demand,name\n{rows}");
    let (rows, mut issues) = sailings(&Source::new("sailings.csv", csv, Format::Csv));
    let terminals = [
        Terminal { id: 11, name: Some(Words::new("沈家门", "Shenjiamen")), at: at(122.3) },
        Terminal { id: 12, name: Some(Words::same("Twin")), at: at(122.4) },
        Terminal { id: 13, name: Some(Words::same("Twin")), at: at(122.9) },
    ];
    let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").unwrap();
    let (lines, node) = (lines_of_the_map(), |id: i64| (id == 40).then(|| at(122.5)));
    let world = World { week: &week, lines: &lines, terminals: &terminals, node: &node };
    let (timetable, found) = with_table(map(), &rows, "sailings.csv", world);
    issues.extend(found);
    (timetable, issues)
}

fn line<'a>(timetable: &'a Timetable, id: &str) -> &'a Line {
    timetable.lines.iter().find(|line| line.id == id).unwrap_or_else(|| panic!("{id}"))
}

/// Departures in minutes after the week began, from one stop.
fn departures_from(timetable: &Timetable, id: &str, stop: &str) -> Vec<i32> {
    let index = timetable.stops.iter().position(|one| one.id == stop).unwrap() as u32;
    let boats = line(timetable, id).sailings.iter().filter(|boat| boat.from == index);
    boats.map(|boat| boat.departure.get() / 600).collect()
}

/// Codes with line and field.
fn told(issues: &[Issue]) -> Vec<(&str, Option<u64>, Option<&str>)> {
    issues.iter().map(|issue| (issue.code.name(), issue.place.line, issue.place.field.as_deref())).collect()
}

#[test]
fn a_row_without_ends_sails_both_ways_and_replaces_the_map() {
    let (timetable, issues) = read("w7,,,周六、周日,08:00 24:15,,,,,,,\n");
    assert_eq!(told(&issues), []);
    let own = line(&timetable, "w7");
    assert_eq!((own.source, own.ways.as_slice(), own.headways.len()), (ServiceSource::Table, &[7][..], 0));
    assert_eq!((own.who, own.boarding, own.name.zh.as_str()), (Who::ALL, DEFAULT_BOARDING, "东西线"));
    // The Sunday before the week sails into it: 24:15 is a quarter past midnight on Monday.
    let (day, eight) = (1_440, 480);
    let expected = vec![-day + eight, 15, 5 * day + eight, 6 * day + 15, 6 * day + eight, 7 * day + 15];
    assert_eq!(departures_from(&timetable, "w7", "n1"), expected);
    assert_eq!(departures_from(&timetable, "w7", "n2"), expected);
    let crossings: BTreeSet<(u32, u32)> =
        own.sailings.iter().map(|boat| (boat.from, boat.arrival.since(boat.departure).get() / 600)).collect();
    assert_eq!(crossings, [(0, 25), (1, 30)].into());
    assert_eq!(line(&timetable, "w8").headways.len(), 1, "the other line stays as it was");
}

#[test]
fn lines_are_found_by_name_and_relation_and_new_ones_made() {
    let (timetable, issues) = read(
        "East - west,n1,West,mo,06:00,20,0,foot,大风,,是,\n\
         both,East,Isle,mo,07:00,50,,,,,,\n\
         night,沈家门,n40,mo,23:30,1:00,10,foot+bicycle,,,,夜船\n\
         night,122.35 30,n40,mo,23:30,1:00,10,foot+bicycle,,,,\n",
    );
    assert_eq!(told(&issues), []);
    let east = line(&timetable, "w7");
    assert_eq!((east.who.foot, east.who.car, east.boarding), (true, false, Deciseconds::ZERO));
    assert_eq!((east.weather.as_deref(), east.on_demand, east.sailings.len()), (Some("大风"), true, 2));
    assert_eq!(line(&timetable, "r5").ways, [7, 8]);
    assert!(timetable.lines.iter().all(|line| line.id != "w8"), "the relation holds its way");
    let night = line(&timetable, "night");
    assert_eq!((night.name.zh.as_str(), night.sailings.len(), night.ways.len()), ("夜船", 4, 0));
    let ids: Vec<&str> = timetable.stops.iter().map(|stop| stop.id.as_str()).collect();
    assert_eq!(ids, ["122.350000,30.000000", "n1", "n11", "n2", "n3", "n40"]);
}

#[test]
fn one_line_with_two_sorts_of_boats_is_two() {
    let (timetable, issues) =
        read("w7,,,daily,06:00,,,foot,,,,\nw7,,,daily,07:00,,,car,,,,\nw7,,,daily,08:00,,,foot,,,,\n");
    assert_eq!(told(&issues), []);
    assert_eq!((line(&timetable, "w7").sailings.len(), line(&timetable, "w7-2").sailings.len()), (40, 20));
    assert!(line(&timetable, "w7-2").who.car && !line(&timetable, "w7").who.car);
}

#[test]
fn another_season_sails_nothing_and_says_so() {
    let (timetable, issues) = read("w7,,,daily,06:00,,,,,2026-04-01..2026-10-31,,\n");
    assert_eq!(told(&issues), [("sailing-out-of-season", Some(2), Some("season"))]);
    assert!(line(&timetable, "w7").sailings.is_empty() && line(&timetable, "w7").headways.is_empty());
    let (timetable, issues) = read("w7,,,daily,06:00,,,,,2026-03-04..,,\n");
    assert_eq!(told(&issues), []);
    assert_eq!(line(&timetable, "w7").sailings.len(), 2 * 7, "Wednesday to the Tuesday after");
}

#[test]
fn bad_rows_are_told_and_the_rest_is_used() {
    let (timetable, issues) = read(
        "w7,East,West,节假日,6 o'clock,long,soon,boat,,summer,maybe,\n\
         w8,Nowhere,Isle,daily,06:00,,,,,,,\n\
         w8,Isle,West,daily,06:00,,,,,,,\n\
         w8,n99,999 30,daily,06:00,,,,,,,\n\
         new,,,daily,06:00,20,,,,,,\n\
         new,Twin,East,daily,06:00,20,,,,,,\n\
         new,East,East,daily,06:00,20,,,,,,\n\
         new,East,Isle,daily,,20,,,,,,\n\
         new,East,Isle,daily,06:00,20,,,,,,\n",
    );
    let bad = |field| ("field-bad", Some(2), Some(field));
    let expected = [
        ("field-missing", Some(9), Some("departures")),
        bad("days"),
        bad("departures"),
        bad("season"),
        bad("who"),
        bad("crossing"),
        bad("boarding"),
        bad("on_demand"),
        ("field-bad", Some(3), Some("from")),
        ("field-missing", Some(4), Some("crossing")),
        ("field-bad", Some(5), Some("from")),
        ("field-bad", Some(5), Some("to")),
        ("field-missing", Some(6), Some("from")),
        ("field-bad", Some(7), Some("from")),
        ("field-bad", Some(8), Some("to")),
    ];
    assert_eq!(told(&issues), expected);
    assert_eq!(line(&timetable, "new").sailings.len(), 10);
    assert_eq!((line(&timetable, "w7").headways.len(), line(&timetable, "w8").headways.len()), (2, 1), "as they were");
}

#[test]
fn a_night_when_the_clocks_change() {
    let csv = "line,from,to,departures,crossing\nx,n1,n2,01:30 02:30 03:30,30\n";
    let (rows, _) = sailings(&Source::new("s.csv", csv, Format::Csv));
    let week = Week::new(jiff::civil::date(2026, 3, 23), "Europe/Malta").unwrap();
    let world = World { week: &week, lines: &[], terminals: &[], node: &|_| None };
    let (timetable, _) = with_table(map(), &rows, "s.csv", world);
    let sunday: Vec<i32> =
        line(&timetable, "x").sailings[7 * 3..8 * 3].iter().map(|boat| boat.departure.get() / 600).collect();
    // 02:30 does not exist; that boat sails as the clocks jump to three.
    assert_eq!(sunday, [144 * 60 + 90, 146 * 60, 146 * 60 + 30]);
}
