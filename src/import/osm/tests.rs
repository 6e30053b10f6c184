//! The reader on whole files: real extracts, hand-drawn ones, damaged ones.

use std::path::{Path, PathBuf};

use geo::{Area as _, Contains, Point, Validation};

use super::*;
use crate::network::input::TurnVia;
use crate::places::PlaceClass;
use crate::progress::Silent;
use crate::space::LatLon;
use crate::timetable::{ServiceSource, Who};
use crate::units::Deciseconds;

fn here(path: &str) -> (String, PathBuf) {
    (path.to_owned(), Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
}

fn read_one(path: &str, options: &Options) -> (Extract, Vec<Issue>) {
    read(&[here(path)], options, &Silent::default()).unwrap()
}

fn gozo(options: &Options) -> (Extract, Vec<Issue>) {
    read_one("data/gozo/gozo-20240312.osm.pbf", options)
}

fn selector(text: &str) -> Selector {
    text.parse().unwrap()
}

/// Reads bytes as a file of their own.
fn read_bytes(bytes: &[u8]) -> Result<(Extract, Vec<Issue>), Failure> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.osm");
    std::fs::write(&path, bytes).unwrap();
    read(&[("made.osm".to_owned(), path)], &Options::default(), &Silent::default())
}

fn code(result: Result<(Extract, Vec<Issue>), Failure>) -> Code {
    match result {
        Err(Failure::Unusable(issue)) => issue.code,
        other => panic!("{:?}", other.map(|(extract, _)| extract.extent)),
    }
}

fn class_of(extract: &Extract, id: &str) -> (FerryClass, bool) {
    let line = extract.ferries.iter().find(|line| line.id == id);
    line.map(|line| (line.class, line.used)).unwrap_or_else(|| panic!("{id}"))
}

#[test]
fn gozo_has_its_roads_councils_land_and_villages() {
    let options = Options {
        selectors: vec![selector("amenity=townhall"), selector("amenity=nothing-of-the-kind")],
        areas: Some(selector("boundary=administrative;admin_level=8")),
        homes: true,
        ..Options::default()
    };
    let (extract, issues) = gozo(&options);
    assert!(extract.input.roads.len() > 5_900, "{}", extract.input.roads.len());
    assert!(extract.input.roads.iter().all(|road| road.nodes.len() > 1));
    assert!(
        extract.input.roads.is_sorted_by_key(|road| road.id) && extract.input.nodes.is_sorted_by_key(|node| node.0)
    );
    let used = extract.input.roads.iter().flat_map(|road| &road.nodes);
    assert!(used.into_iter().all(|&id| extract.input.position(id).is_some()));
    assert_eq!(extract.input.restrictions.len(), 44, "no_u_turn 32, only_straight_on 6, no_right_turn 6");
    assert!(extract.input.barriers.iter().any(|(_, tags)| tags.is("barrier", "gate")));

    assert_eq!(extract.selected[0].len(), 9, "six nodes and three ways");
    assert!(extract.selected[0].iter().all(|found| extract.extent.unwrap().contains(found.at)));
    assert!(extract.selected[1].is_empty());

    assert_eq!(extract.areas.len(), 16, "{issues:?}");
    assert!(extract.areas.iter().all(|area| area.outline.is_valid()));
    let victoria = Point::new(14.2397, 36.0443);
    let holding: Vec<_> = extract.areas.iter().filter(|area| area.outline.contains(&victoria)).collect();
    assert_eq!(holding.iter().map(|area| area.name.zh.as_str()).collect::<Vec<_>>(), ["Ir-Rabat"]);

    for (lon, lat) in [(14.2397, 36.0443), (14.3365, 36.0115), (14.5128, 35.8992)] {
        assert!(extract.land.contains(&Point::new(lon, lat)), "{lon} {lat}");
    }
    assert!(!extract.land.contains(&Point::new(14.31, 36.0)), "the channel");
    assert!(rings::is_clean(&extract.land));

    assert!(extract.places.iter().any(|place| place.class == PlaceClass::City));
    assert_eq!(extract.places.len(), 13 + 5 + 4 + 2 + 1);
    assert!(extract.homes.buildings.len() > 2_500 && extract.homes.residential.len() > 100);
    assert!(extract.homes.buildings.iter().all(|home| home.footprint_m2 > 0.0 && home.footprint_m2 < 20_000.0));
}

#[test]
fn malta_is_classified_line_by_line() {
    let options = Options { areas: Some(selector("boundary=administrative;admin_level=8")), ..Options::default() };
    let (extract, issues) = read_one("data/malta/malta-20240312.osm.pbf", &options);
    let crossing = extract.ferries.iter().find(|line| line.id == "w625508807").unwrap();
    assert_eq!((crossing.class, crossing.used, crossing.joined), (FerryClass::Transport, true, (true, true)));
    assert_eq!(crossing.crossing, Deciseconds::from_minutes(25));
    assert_eq!(crossing.interval, Some(Deciseconds::from_minutes(45)));
    assert_eq!(crossing.who, Who { foot: true, bicycle: true, car: true });
    let expected = [
        ("w38991822", FerryClass::Cruise),         // Harbour Cruise
        ("w38991823", FerryClass::Cruise),         // Round Malta
        ("w47419374", FerryClass::Transport),      // Valletta - Sliema
        ("w134884874", FerryClass::Transport),     // the quay of the boats to Comino
        ("w216267459", FerryClass::International), // Pozzallo
        ("w255841598", FerryClass::Transport),     // Valletta - Three Cities
        ("w476737958", FerryClass::Transport),     // to Comino
        ("w476737967", FerryClass::Transport),     // from Comino
        ("w591132569", FerryClass::Cruise),        // Captain Morgan to the Blue Lagoon
        ("w591133301", FerryClass::Cruise),
        ("w593393957", FerryClass::Cruise),
        ("w624819684", FerryClass::Transport),
        ("w627949187", FerryClass::Cruise),        // around the former Azure Window
        ("w739779679", FerryClass::International), // Catania
        ("w756612946", FerryClass::Cruise),
        ("w756612947", FerryClass::Cruise),
        ("w756612948", FerryClass::Cruise),
        ("w983256155", FerryClass::Transport),
        ("w983276889", FerryClass::International), // Augusta
        ("w983292953", FerryClass::Transport),     // Mġarr - Valletta
        ("w983318375", FerryClass::Transport),
        ("w1008739830", FerryClass::International), // Tripoli
        ("w1221557439", FerryClass::Transport),
        ("r1812656", FerryClass::Transport),
        ("r10431961", FerryClass::Cruise),
    ];
    for (id, class) in expected {
        assert_eq!(class_of(&extract, id), (class, class == FerryClass::Transport), "{id}");
    }
    assert_eq!(extract.ferries.iter().filter(|line| line.id.starts_with('w')).count(), 24);
    assert_eq!(extract.ferries.len(), 27);
    let timetable = &extract.timetable;
    let line = timetable.lines.iter().find(|line| line.id == "w625508807").unwrap();
    let [there, back] = &line.headways[..] else { panic!("{line:?}") };
    assert_eq!((there.from, there.to), (back.to, back.from));
    for headway in [there, back] {
        assert_eq!(
            (headway.crossing, headway.interval),
            (Deciseconds::from_minutes(25), Deciseconds::from_minutes(45))
        );
    }
    let ashore = |stop: u32| &timetable.stops[stop as usize];
    let quays = [there, back].map(|headway| (ashore(headway.from).id.as_str(), ashore(headway.from).name.en.as_str()));
    assert_eq!(quays, [("n1497329551", "Mġarr"), ("n1714658681", "Ċirkewwa")]);
    assert_eq!((line.source, line.boarding), (ServiceSource::Map, Deciseconds::from_minutes(5)));
    // One way to Comino and one way back.
    for (id, headways) in [("w476737958", 1), ("w476737967", 1), ("w134884874", 2)] {
        let line = timetable.lines.iter().find(|line| line.id == id).unwrap();
        assert_eq!((line.headways.len(), line.source), (headways, ServiceSource::Default), "{id}");
    }
    let fast = extract.input.ferries.iter().find(|way| way.id == 983_292_953).unwrap();
    assert!(fast.tags.is("motor_vehicle", "no") && fast.tags.is("foot", "yes") && fast.tags.is("bicycle", "yes"));
    assert_eq!((fast.crossing, fast.boarding), (Deciseconds::from_minutes(45), Deciseconds::from_minutes(5)));

    assert_eq!(extract.areas.len(), 68, "{issues:?}");
    assert!(extract.places.iter().all(|place| place.population.is_none_or(|people| people < 100_000)));
    assert!(extract.places.iter().all(|place| !place.name.en.contains("European")));
    // 316 square kilometres, at 9,990 a square degree.
    let size = extract.land.unsigned_area() * 111.195_f64.powi(2) * 35.9_f64.to_radians().cos();
    assert!((size - 316.0).abs() < 4.0, "{size} km2");
    assert!(!issues.iter().any(|issue| issue.severity() == crate::issue::Severity::Error), "{issues:?}");
}

#[test]
fn overrides_change_a_line_and_the_unmatched_is_named() {
    let row = |line: &str| FerryOverride {
        line: line.to_owned(),
        class: None,
        duration: None,
        interval: None,
        boarding: None,
        who: None,
        hours: None,
        weather: None,
        place: Place::file("ferries.csv").line(2),
    };
    let on_foot = Who { foot: true, bicycle: false, car: false };
    let ferry_overrides = vec![
        FerryOverride { duration: Some(Deciseconds::from_minutes(40)), who: Some(on_foot), ..row("w625508807") },
        FerryOverride { class: Some(FerryClass::Cruise), ..row("marfa - blue lagoon") },
        FerryOverride { duration: Some(Deciseconds::from_minutes(30)), ..row("r1812656") },
        row("w1"),
    ];
    let (extract, issues) = gozo(&Options { ferry_overrides, ..Options::default() });
    let line = extract.ferries.iter().find(|line| line.id == "w625508807").unwrap();
    assert_eq!((line.crossing, line.crossing_source), (Deciseconds::from_minutes(40), CrossingSource::Override));
    assert_eq!(line.who, on_foot);
    assert_eq!(class_of(&extract, "w983256155"), (FerryClass::Cruise, false));
    let parts = extract.ferries.iter().filter(|line| ["w476737967", "w134884874"].contains(&&*line.id));
    assert_eq!(parts.map(|line| line.crossing).sum::<Deciseconds>(), Deciseconds::from_minutes(30));
    let unmatched: Vec<_> = issues.iter().filter(|issue| issue.code == Code::FerryOverrideUnmatched).collect();
    assert_eq!(unmatched.iter().map(|issue| issue.place.line).collect::<Vec<_>>(), [Some(2)]);
}

#[test]
fn the_same_file_twice_is_the_same_as_once() {
    let options = Options { selectors: vec![selector("amenity=*")], homes: true, ..Options::default() };
    let once = gozo(&options).0;
    let file = here("data/gozo/gozo-20240312.osm.pbf");
    let twice = read(&[file.clone(), file.clone()], &options, &Silent::default()).unwrap().0;
    assert!(once == twice);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(once == alone.install(|| gozo(&options).0));
}

#[test]
fn a_stopped_reading_says_so() {
    let progress = Silent::default();
    progress.cancel();
    let result = read(&[here("data/gozo/gozo-20240312.osm.pbf")], &Options::default(), &progress);
    assert_eq!(result.err(), Some(Failure::Cancelled(Cancelled)));
}

#[test]
fn damaged_files_are_refused() {
    let whole = std::fs::read(here("data/gozo/gozo-20240312.osm.pbf").1).unwrap();
    for end in [0, 3, 100, 5_000, whole.len() / 2, whole.len() - 1] {
        assert_eq!(code(read_bytes(&whole[..end])), Code::OsmTruncated, "{end} bytes");
    }
    let mut longer = whole.clone();
    longer.extend([0, 0]);
    assert_eq!(code(read_bytes(&longer)), Code::OsmTruncated);
    assert_eq!(code(read_bytes(b"no extract at all, but a letter")), Code::OsmTruncated);
    let missing = read(&[here("data/none.osm.pbf")], &Options::default(), &Silent::default());
    assert_eq!(code(missing), Code::FileUnreadable);
}

#[test]
fn flipped_bytes_never_panic() {
    let whole = std::fs::read(here("data/gozo/gozo-20240312.osm.pbf").1).unwrap();
    let size = whole.len();
    for i in 0..12 {
        let mut bytes = whole.clone();
        // The first blocks, and places spread over the file.
        let at = if i < 6 { i * 7 + 3 } else { size / 12 * i + i };
        bytes[at] ^= 0x55;
        if let Err(failure) = read_bytes(&bytes) {
            assert!(matches!(failure, Failure::Unusable(_)));
        }
    }
}

#[test]
fn damaged_xml_is_refused() {
    for text in [
        "<osm>",
        "<osm><node id=\"1\" lat=\"0\" lon=\"0\">",
        "<gpx></gpx>",
        "<?xml version=\"1.0\"?>",
        "<osm><node id=\"x\" lat=\"0\" lon=\"0\"/></osm>",
        "<osm><way id=\"1\"><nd/></way></osm>",
        "<osm></way></osm>",
    ] {
        let code = code(read_bytes(text.as_bytes()));
        assert_eq!(code, Code::OsmTruncated, "{text}");
    }
    let no_roads = "<osm version=\"0.6\"><node id=\"1\" lat=\"0\" lon=\"0\"/></osm>";
    assert_eq!(code(read_bytes(no_roads.as_bytes())), Code::OsmNoRoads);
}

#[test]
fn a_hand_drawn_town() {
    let (extract, issues) = read_one(
        "tests/fixtures/osm/town.osm",
        &Options {
            selectors: vec![selector("amenity=clinic")],
            areas: Some(selector("boundary=administrative")),
            ..Options::default()
        },
    );
    let roads: Vec<(i64, &[i64])> = extract.input.roads.iter().map(|road| (road.id, &*road.nodes)).collect();
    // Way 12 lacks node 99 and is cut there; way 13 is only proposed; way 14 was deleted.
    assert_eq!(roads, [(10, &[1, 2, 3][..]), (11, &[3, 4]), (12, &[1, 5]), (12, &[6, 4])]);
    assert_eq!(extract.input.barriers.iter().map(|barrier| barrier.0).collect::<Vec<_>>(), [2]);
    let [turn, via_way] = &extract.input.restrictions[..] else { panic!("{:?}", extract.input.restrictions) };
    assert_eq!((turn.rule.as_str(), turn.from, &turn.via, turn.to), ("no_left_turn", 10, &TurnVia::Node(3), 11));
    assert_eq!(turn.except, ["bicycle", "psv"]);
    assert_eq!(via_way.via, TurnVia::Ways(vec![11]));
    let codes: Vec<Code> = issues.iter().map(|issue| issue.code).collect();
    assert!(codes.contains(&Code::OsmMissingMembers) && codes.contains(&Code::OsmBadTag), "{codes:?}");
    assert!(codes.contains(&Code::TurnRestrictionUnused), "one that holds only at times");

    // The tags of ferry 20 sit on its relation only; ferry 21 touches no road; 22 has a duration no boat could keep.
    let line = extract.ferries.iter().find(|line| line.id == "w20").unwrap();
    assert_eq!((line.class, line.crossing), (FerryClass::Transport, Deciseconds::from_minutes(12)));
    assert_eq!((line.crossing_source, line.name.zh.as_str()), (CrossingSource::Relation, "沈家门—普陀山"));
    assert_eq!(class_of(&extract, "w21"), (FerryClass::Unjoined, false));
    let dirty = extract.ferries.iter().find(|line| line.id == "w22").unwrap();
    assert!(matches!(dirty.crossing_source, CrossingSource::DefaultSpeed(_)));
    assert_eq!(dirty.joined, (true, false));
    assert_eq!(extract.input.ferries.iter().map(|way| way.id).collect::<Vec<_>>(), [20, 22]);

    let found: Vec<(&str, &str)> = extract.selected[0].iter().map(|f| (f.id.as_str(), f.name.zh.as_str())).collect();
    assert_eq!(found, [("n8", "clinic n8"), ("r42", "医院")]);
    assert!(extract.areas[0].outline.contains(&Point::from(LatLon::new(0.005, 0.005).unwrap())));
    assert_eq!((extract.areas.len(), extract.areas[0].id.as_str()), (1, "r43"));
    assert_eq!(extract.land.0.len(), 0, "no coast: everything is land");
    assert_eq!(extract.places.iter().map(|place| place.population).collect::<Vec<_>>(), [Some(12_345)]);
}

/// Two shores with two kilometres of road each, and the given lines between them. Nodes 1 and 2 are the western road, 3 and 4 the
/// eastern one; 30 lies in the water 111 m off node 1.
fn strait(lines: &str) -> (Extract, Vec<Issue>) {
    let node = |id: i64, lon: f64, lat: f64| format!("<node id=\"{id}\" lat=\"{lat}\" lon=\"{lon}\"/>");
    let nodes = [(1, 0.0, 0.0), (2, -0.02, 0.0), (3, 0.05, 0.0), (4, 0.07, 0.0), (30, 0.001, 0.0), (31, 0.002, 0.0)];
    let nodes: String = nodes.map(|(id, lon, lat)| node(id, lon, lat)).concat();
    let road = |id: i64, a: i64, b: i64| {
        format!("<way id=\"{id}\"><nd ref=\"{a}\"/><nd ref=\"{b}\"/><tag k=\"highway\" v=\"residential\"/></way>")
    };
    let text = format!("<osm version=\"0.6\">{nodes}{}{}{lines}</osm>", road(10, 1, 2), road(11, 3, 4));
    read_bytes(text.as_bytes()).unwrap()
}

#[test]
fn a_line_that_ends_in_the_water_is_joined_by_a_walk() {
    let (extract, issues) = strait(
        "<way id=\"20\"><nd ref=\"30\"/><nd ref=\"3\"/><tag k=\"route\" v=\"ferry\"/><tag k=\"duration\" v=\"0:10\"/>\
         <tag k=\"opening_hours\" v=\"24/7\"/></way>",
    );
    let line = &extract.ferries[0];
    assert_eq!((line.class, line.used, line.joined, line.by_walk), (FerryClass::Transport, true, (true, true), true));
    assert!(issues.iter().any(|issue| issue.code == Code::FerryByWalk), "{issues:?}");
    // The walk is a way of its own, so that the crossing stays as it is.
    let walk = Deciseconds::new(801);
    let ways: Vec<_> = extract.input.ferries.iter().map(|way| (way.id, &way.nodes[..], way.crossing)).collect();
    assert_eq!(ways, [(20, &[30, 3][..], Deciseconds::from_minutes(10)), (20, &[30, 1][..], walk)]);
    let stops: Vec<_> = extract.timetable.stops.iter().map(|stop| (stop.id.as_str(), stop.at, stop.walk)).collect();
    let ashore = |node| extract.input.position(node).unwrap();
    assert_eq!(stops, [("n3", ashore(3), Deciseconds::ZERO), ("n30", ashore(1), walk)]);
    let [line] = &extract.timetable.lines[..] else { panic!() };
    assert_eq!((line.headways.len(), line.headways[0].crossing), (2, Deciseconds::from_minutes(10)));
    assert_eq!((line.headways[0].windows.len(), line.source), (1, ServiceSource::Map));
}

#[test]
fn a_link_between_a_quay_and_a_line_belongs_to_the_line() {
    let (extract, issues) = strait(
        "<way id=\"20\"><nd ref=\"31\"/><nd ref=\"3\"/><tag k=\"route\" v=\"ferry\"/><tag k=\"name\" v=\"A\"/><tag k=\"duration\" v=\"10\"/>\
         <tag k=\"interval\" v=\"20\"/><tag k=\"opening_hours\" v=\"at times\"/></way>\
         <way id=\"21\"><nd ref=\"1\"/><nd ref=\"31\"/><tag k=\"route\" v=\"ferry\"/></way>",
    );
    assert_eq!(class_of(&extract, "w20"), (FerryClass::Transport, true));
    assert_eq!(class_of(&extract, "w21"), (FerryClass::PierLink, true));
    let [line] = &extract.timetable.lines[..] else { panic!() };
    assert_eq!(
        (&line.ways[..], line.headways.len(), line.headways[0].interval),
        (&[20, 21][..], 2, Deciseconds::from_minutes(20))
    );
    let bad: Vec<_> = issues.iter().filter(|issue| issue.code == Code::OsmBadTag).collect();
    assert_eq!(bad.iter().map(|issue| issue.place.field.as_deref()).collect::<Vec<_>>(), [Some("opening_hours")]);
    assert_eq!(line.headways[0].windows.len(), 10, "the default hours");

    // Without the line it leads nowhere.
    let (alone, _) = strait(
        "<way id=\"20\"><nd ref=\"31\"/><nd ref=\"3\"/><tag k=\"route\" v=\"ferry\"/><tag k=\"name\" v=\"A Cruise\"/></way>\
         <way id=\"21\"><nd ref=\"1\"/><nd ref=\"31\"/><tag k=\"route\" v=\"ferry\"/></way>",
    );
    assert_eq!(
        (class_of(&alone, "w20").0, class_of(&alone, "w21")),
        (FerryClass::Cruise, (FerryClass::Unjoined, false))
    );
}
