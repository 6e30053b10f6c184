//! Feeds made in the test, sound and broken in every way that is told.

use std::fs;
use std::io::Write;

use super::*;
use crate::timetable::{Clock, Headway, Line, ServiceSource, Stop, Who};
use crate::units::Deciseconds;

const AGENCY: &str = "agency_id,agency_name,agency_timezone\na,Boats,Asia/Shanghai\n";
const ROUTES: &str = "route_id,agency_id,route_long_name,route_type\nf,a,Isle Ferry,4\nb,a,Bus,3\nx,a,Far,1200\n";
const STOPS: &str =
    "stop_id,stop_name,stop_lat,stop_lon\ne,East,30.001,122.0\nw,West,30.0,122.102\ni,Isle,30.0,122.2\n";
const TRIPS: &str = "route_id,service_id,trip_id,bikes_allowed,cars_allowed\nf,wk,t1,1,2\nb,wk,bus,,\n";
const TIMES: &str = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
    t1,08:00:00,08:00:00,e,1\nt1,08:20:00,08:25:00,w,2\nt1,09:00:00,09:00:00,i,5\nbus,07:00:00,07:00:00,e,1\n";
const CALENDAR: &str = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
    wk,1,0,0,0,0,0,0,20260101,20261231\n";

type File = (&'static str, String);

fn files() -> Vec<File> {
    [
        ("agency.txt", AGENCY),
        ("routes.txt", ROUTES),
        ("stops.txt", STOPS),
        ("trips.txt", TRIPS),
        ("stop_times.txt", TIMES),
        ("calendar.txt", CALENDAR),
    ]
    .map(|(name, text)| (name, text.to_owned()))
    .to_vec()
}

/// The files with some of them replaced or added; an empty text takes one away.
fn with(changes: &[(&'static str, &str)]) -> Vec<File> {
    let mut all = files();
    for (name, text) in changes {
        all.retain(|file| file.0 != *name);
        if !text.is_empty() {
            all.push((name, (*text).to_owned()));
        }
    }
    all
}

fn week() -> Week {
    Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").unwrap()
}

fn read_on(base: Timetable, files: &[File]) -> (Timetable, Vec<Issue>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    with_feed(base, "sea", folder.path(), &week())
}

fn made(files: &[File]) -> (Timetable, Vec<Issue>) {
    read_on(Timetable::default(), files)
}

/// Line, from, to, minutes of departure and arrival after the week began.
fn boats(timetable: &Timetable) -> Vec<(String, String, i32, i32)> {
    let stop = |i: u32| timetable.stops[i as usize].id.clone();
    let minute = |clock: Clock| clock.get() / 600;
    let all = timetable.lines.iter().flat_map(|line| &line.sailings);
    all.map(|boat| (stop(boat.from), stop(boat.to), minute(boat.departure), minute(boat.arrival))).collect()
}

fn boat(from: &str, to: &str, departure: i32, arrival: i32) -> (String, String, i32, i32) {
    (format!("sea:{from}"), format!("sea:{to}"), departure, arrival)
}

/// Code, file, line, field.
fn found(issues: &[Issue]) -> Vec<(&str, &str, Option<u64>, Option<&str>)> {
    let parts = issues.iter().map(|issue| (issue.code.name(), &issue.place));
    parts.map(|(code, place)| (code, place.file.as_str(), place.line, place.field.as_deref())).collect()
}

const QUIET: (&str, &str, Option<u64>, Option<&str>) = ("gtfs-no-service", "sea", None, None);

#[test]
fn every_pair_of_calls_is_a_boat() {
    let (timetable, issues) = made(&files());
    assert_eq!(found(&issues), [QUIET], "route x has no trip");
    let next = 7 * 1_440;
    let expected = [
        boat("e", "w", 480, 500),
        boat("e", "i", 480, 540),
        boat("w", "i", 505, 540),
        boat("e", "w", next + 480, next + 500),
        boat("e", "i", next + 480, next + 540),
        boat("w", "i", next + 505, next + 540),
    ];
    let mut boats = boats(&timetable);
    boats.sort_by_key(|boat| (boat.2, boat.3));
    assert_eq!(boats, expected);
    let [line] = &timetable.lines[..] else { panic!() };
    assert_eq!((line.id.as_str(), line.name.en.as_str(), line.source), ("sea:f", "Isle Ferry", ServiceSource::Gtfs));
    assert_eq!(line.who, Who { foot: true, bicycle: true, car: false });
}

#[test]
fn a_zip_reads_like_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sea.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, text) in files() {
        writer.start_file(format!("feed/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    let (timetable, _) = with_feed(Timetable::default(), "sea.zip", &path, &week());
    assert_eq!(timetable, made(&files()).0);
    fs::write(&path, "no archive").unwrap();
    let (timetable, issues) = with_feed(Timetable::default(), "sea.zip", &path, &week());
    assert_eq!((found(&issues)[0].0, timetable.lines.len()), ("file-malformed", 0));
    let (_, issues) = with_feed(Timetable::default(), "none.zip", &folder.path().join("none.zip"), &week());
    assert_eq!(found(&issues)[0].0, "file-unreadable");
}

#[test]
fn exceptions_and_trips_past_midnight() {
    let calendar = CALENDAR.replace("wk,1,0,0,0,0,0,0", "wk,0,0,0,0,0,0,1");
    let dates = "service_id,date,exception_type\nwk,20260308,2\nwk,20260304,1\n";
    let times = TIMES.replace("08:", "24:").replace("09:", "25:");
    let changes = [("calendar.txt", &*calendar), ("calendar_dates.txt", dates), ("stop_times.txt", &times)];
    let (timetable, _) = made(&with(&changes));
    // The Sunday before sails into Monday; Wednesday into Thursday; this Sunday does not.
    let departures: Vec<i32> =
        boats(&timetable).iter().filter(|b| b.0 == "sea:e" && b.1 == "sea:w").map(|b| b.2).collect();
    assert_eq!(departures, [0, 3 * 1_440]);
    let (only_dates, issues) =
        made(&with(&[("calendar.txt", ""), ("calendar_dates.txt", "service_id,date,exception_type\nwk,20260304,1\n")]));
    assert_eq!((boats(&only_dates).len(), found(&issues)), (3, vec![QUIET]));
}

#[test]
fn the_zone_of_the_agency() {
    let (timetable, _) = made(&with(&[("agency.txt", &AGENCY.replace("Shanghai", "Tokyo"))]));
    assert_eq!(boats(&timetable)[0].2, 480 - 60, "eight in Tokyo is seven in Shanghai");
    let (timetable, issues) = made(&with(&[("agency.txt", &AGENCY.replace("Shanghai", "Atlantis"))]));
    assert_eq!(found(&issues)[0], ("gtfs-zone", "sea/agency.txt", None, Some("agency_timezone")));
    assert_eq!(boats(&timetable)[0].2, 480);
}

#[test]
fn frequencies_known_and_unknown() {
    let rows = "trip_id,start_time,end_time,headway_secs,exact_times\nt1,06:00:00,07:00:00,1200,";
    let (timetable, _) = made(&with(&[("frequencies.txt", &format!("{rows}1\n"))]));
    let from_west: Vec<i32> = boats(&timetable).iter().filter(|b| b.0 == "sea:w").map(|b| b.2).take(3).collect();
    assert_eq!(from_west, [385, 405, 425], "06:00, 06:20, 06:40 from East; the end is exclusive");
    assert_eq!(boats(&timetable).iter().filter(|b| b.0 == "sea:w").count(), 2 * 3);

    let (timetable, _) = made(&with(&[("frequencies.txt", &format!("{rows}0\n"))]));
    assert!(boats(&timetable).is_empty());
    let headway = timetable.lines[0].headways.iter().find(|h| timetable.stops[h.from as usize].id == "sea:w").unwrap();
    assert_eq!((headway.crossing, headway.interval), (Deciseconds::from_minutes(35), Deciseconds::from_minutes(20)));
    assert_eq!(headway.windows[0], (Clock::from_hours(6, 25), Clock::from_hours(7, 25)));
}

#[test]
fn boarding_and_landing_only() {
    let times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n\
        t1,08:00:00,08:00:00,e,1,0,0\nt1,,,w,2,1,0\nt1,09:00:00,09:00:00,i,3,0,2\n";
    let (timetable, _) = made(&with(&[("stop_times.txt", times)]));
    let pairs: BTreeSet<_> = boats(&timetable).into_iter().map(|b| (b.0, b.1, b.3)).filter(|b| b.2 < 1_440).collect();
    let pair = |from: &str, to: &str, minute| (format!("sea:{from}"), format!("sea:{to}"), minute);
    // West lies 51 % of the way: 9.8 of 19.3 kilometres.
    assert_eq!(pairs, [pair("e", "w", 510), pair("e", "i", 540)].into());
    assert!(timetable.lines[0].on_demand);
}

/// A line of the map from East to West and back, and one from West to Isle only.
fn map() -> Timetable {
    let at = |lon| LatLon::new(lon, 30.0).unwrap();
    let stop = |id: &str, lon| Stop { id: id.into(), name: Words::same(id), at: at(lon), walk: Deciseconds::ZERO };
    let headway = |from, to| Headway {
        from,
        to,
        crossing: Deciseconds::from_minutes(25),
        interval: Deciseconds::from_minutes(60),
        windows: vec![(Clock::from_hours(6, 0), Clock::from_hours(22, 0))],
    };
    let line = |id: &str, way, source, headways| Line {
        id: id.into(),
        name: Words::same("on the map"),
        ways: vec![way],
        source,
        who: Who::ALL,
        boarding: Deciseconds::from_minutes(9),
        weather: None,
        on_demand: false,
        sailings: Vec::new(),
        headways,
    };
    let lines = vec![
        line("w7", 7, ServiceSource::Map, vec![headway(0, 1), headway(1, 0)]),
        line("w8", 8, ServiceSource::Default, vec![headway(2, 1)]),
        line("w9", 9, ServiceSource::Table, vec![headway(1, 2)]),
    ];
    Timetable { stops: vec![stop("n1", 122.0), stop("n2", 122.1), stop("n3", 122.2)], lines }
}

#[test]
fn a_route_replaces_the_line_of_the_map_that_it_follows() {
    let (timetable, _) = read_on(map(), &files());
    let lines: Vec<_> =
        timetable.lines.iter().map(|l| (l.id.as_str(), l.source, l.sailings.len(), l.headways.len())).collect();
    let expected = [
        ("w7", ServiceSource::Gtfs, 6, 0),
        ("w8", ServiceSource::Default, 0, 1), // the feed does not sail that way
        ("w9", ServiceSource::Table, 0, 1),   // the study's own word is trusted more
    ];
    assert_eq!(lines, expected);
    let line = &timetable.lines[0];
    assert_eq!(
        (line.boarding, line.who, &line.ways[..]),
        (Deciseconds::from_minutes(9), Who { car: false, ..Who::ALL }, &[7][..])
    );
    let ids: Vec<&str> = timetable.stops.iter().map(|stop| stop.id.as_str()).collect();
    assert_eq!(ids, ["n1", "n2", "n3", "sea:i"]);
}

#[test]
fn a_feed_of_another_year_replaces_nothing() {
    let old = CALENDAR.replace("20260101,20261231", "20200101,20201231");
    let (timetable, issues) = read_on(map(), &with(&[("calendar.txt", &old)]));
    assert_eq!(timetable, map().tidy());
    assert_eq!(found(&issues), [("gtfs-no-service", "sea", None, None)]);
}

#[test]
fn missing_files() {
    for (file, lines) in
        [("routes.txt", 0), ("trips.txt", 0), ("stops.txt", 0), ("stop_times.txt", 0), ("agency.txt", 1)]
    {
        let (timetable, issues) = made(&with(&[(file, "")]));
        assert_eq!(found(&issues)[0], ("gtfs-file-missing", "sea", None, Some(file)));
        assert_eq!(timetable.lines.len(), lines, "{file}");
    }
    let (timetable, issues) = made(&with(&[("calendar.txt", "")]));
    let codes: Vec<&str> = issues.iter().map(|issue| issue.code.name()).collect();
    assert_eq!((timetable.lines.len(), codes), (0, vec!["gtfs-file-missing", "gtfs-reference", "gtfs-no-service"]));
    let (_, issues) = made(&with(&[("routes.txt", "route_id,route_type\nb,3\n")]));
    assert_eq!(found(&issues), [("gtfs-no-ferries", "sea", None, None)]);
}

/// A feed with a second, sound trip at noon, beside one that is broken in some way.
fn broken(file: &'static str, from: &str, to: &str) -> (usize, Vec<Issue>) {
    let mut all = files();
    for (name, text) in &mut all {
        let more = match *name {
            "trips.txt" => "f,wk,t2,,\n",
            "stop_times.txt" => "t2,12:00:00,12:00:00,e,1\nt2,12:20:00,12:20:00,w,2\n",
            _ => "",
        };
        text.push_str(more);
        if *name == file {
            assert!(text.contains(from), "{from}");
            *text = text.replace(from, to);
        }
    }
    let (timetable, mut issues) = made(&all);
    assert!(boats(&timetable).iter().any(|boat| boat.2 == 720), "the sound trip is used: {issues:?}");
    issues.retain(|issue| issue.code != Code::GtfsNoService);
    (boats(&timetable).iter().filter(|boat| boat.2 < 720 && boat.2 > 0).count(), issues)
}

#[test]
fn broken_rows_cost_themselves_alone() {
    let times = "sea/stop_times.txt";
    // An unknown stop: the other two calls stay.
    let (boats, issues) = broken("stop_times.txt", "08:25:00,w,2", "08:25:00,nowhere,2");
    assert_eq!((boats, found(&issues)), (1, vec![("gtfs-reference", times, Some(3), Some("stop_id"))]));
    // Negative dwell, order wrong, no time, twice the same place in the order: the trip is out.
    for (from, to, line) in [
        ("08:20:00,08:25:00,w", "08:20:00,08:15:00,w", 3),
        ("08:20:00,08:25:00,w", "07:20:00,08:25:00,w", 3),
        ("09:00:00,09:00:00,i,5", "09:00:00,09:00:00,i,2", 4),
        ("09:00:00,09:00:00,i", ",,i", 4),
        ("08:20:00,08:25:00,w", "8h20,08:25:00,w", 3),
    ] {
        let (boats, issues) = broken("stop_times.txt", from, to);
        assert_eq!((boats, found(&issues)), (0, vec![("gtfs-times", times, Some(line), Some("arrival_time"))]), "{to}");
    }
    let (boats, issues) = broken("stop_times.txt", "08:25:00,w,2", "08:25:00,w,second");
    assert_eq!((boats, found(&issues)), (0, vec![("field-bad", times, Some(3), Some("stop_sequence"))]));
    let (boats, issues) = broken("stop_times.txt", "t1,08:20:00,08:25:00,w,2", "t1,08:20:00");
    assert_eq!((boats, found(&issues)), (1, vec![("row-broken", times, Some(3), None)]));

    let trips = "sea/trips.txt";
    for (from, to, expected) in [
        ("f,wk,t1", "g,wk,t1", ("gtfs-reference", trips, Some(2), Some("route_id"))),
        ("f,wk,t1", "f,holidays,t1", ("gtfs-reference", trips, Some(2), Some("service_id"))),
        ("f,wk,t1", "f,,t1", ("field-missing", trips, Some(2), Some("service_id"))),
    ] {
        let (boats, issues) = broken("trips.txt", from, to);
        assert_eq!((boats, found(&issues)), (0, vec![expected]), "{to}");
    }
    let (boats, issues) = broken("trips.txt", "b,wk,bus,,", "f,wk,t1,,");
    assert_eq!((boats, found(&issues)), (3, vec![("duplicate-id", trips, Some(3), Some("trip_id"))]));
    let (boats, issues) = broken("stops.txt", "30.0,122.2", "30.0,east");
    let expected = vec![
        ("field-bad", "sea/stops.txt", Some(4), Some("stop_lat")),
        ("gtfs-reference", times, Some(4), Some("stop_id")),
    ];
    assert_eq!((boats, found(&issues)), (1, expected));
    let (boats, issues) = broken("routes.txt", "x,a,Far,1200", "x,a,Far,boat");
    assert_eq!((boats, found(&issues)), (3, vec![("field-bad", "sea/routes.txt", Some(4), Some("route_type"))]));
}

#[test]
fn broken_calendars_and_frequencies() {
    for (file, text, expected) in [
        ("calendar_dates.txt", "service_id,date,exception_type\nwk,2026-03-04,1\n", ("field-bad", "date")),
        ("calendar_dates.txt", "service_id,date,exception_type\nwk,20260304,3\n", ("field-bad", "exception_type")),
        (
            "frequencies.txt",
            "trip_id,start_time,end_time,headway_secs\nt9,06:00:00,07:00:00,600\n",
            ("gtfs-reference", "trip_id"),
        ),
        (
            "frequencies.txt",
            "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,07:00:00,0\n",
            ("field-bad", "headway_secs"),
        ),
        (
            "frequencies.txt",
            "trip_id,start_time,end_time,headway_secs\nt1,07:00:00,07:00:00,600\n",
            ("field-bad", "end_time"),
        ),
    ] {
        let (timetable, issues) = made(&with(&[(file, text)]));
        let [first, QUIET] = found(&issues)[..] else { panic!("{issues:?}") };
        assert_eq!(
            (first.0, first.1, first.2, first.3),
            (expected.0, &*format!("sea/{file}"), Some(2), Some(expected.1))
        );
        assert_eq!(boats(&timetable).len(), 6, "the trip's own times count");
    }
    let (timetable, issues) = made(&with(&[("calendar.txt", &CALENDAR.replace("20260101", "now"))]));
    assert_eq!(found(&issues)[0], ("field-bad", "sea/calendar.txt", Some(2), Some("start_date")));
    assert!(timetable.lines.is_empty());
}
