//! `ToyTown` and small made worlds: every expected figure is worked out by hand in a comment beside it.

use std::collections::BTreeMap;

use halfhour::encode::csv::CsvOptions;
use halfhour::encode::{csv, geojson, json};
use halfhour::layer::{Layer, Value};
use halfhour::network::input::{NetworkInput, Road};
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::study::Study;
use halfhour::study::run::Results;
use halfhour::units::Deciseconds;
use rand::RngExt;
use rand::seq::SliceRandom;

use crate::world::random;
use crate::world::toy::{CAR_FERRY, FOOT_FERRY, Toy, at, facility, people, results, study_text};

/// Deciseconds between two places for a profile, without mobilisation; `None` when unreached.
fn time(study: &Study, profile: &str, from: LatLon, to: LatLon) -> Option<u32> {
    let profile = study.profile(Some(profile)).expect("a profile");
    let answer = study.matrix((&[from], &[to]), profile, &Silent::default()).expect("not cancelled");
    assert_eq!((answer.origins[0], answer.destinations[0]), (true, true), "both have a road");
    answer.times[0].is_reached().then(|| answer.times[0].get())
}

/// The values of a field by the id of the feature.
fn field(layer: &Layer, name: &str) -> BTreeMap<String, Value> {
    let column = layer.column(name).unwrap_or_else(|| panic!("{name} in {}", layer.id));
    layer.features.iter().map(|feature| (feature.id.clone(), feature.values[column].clone())).collect()
}

/// A field of the one feature whose `key` is `is`.
fn value(layer: &Layer, (key, is): (&str, &str), name: &str) -> Value {
    let column = layer.column(key).expect("the key");
    let mut features = layer.features.iter().filter(|feature| feature.values[column] == Value::Text(is.into()));
    let feature = features.next().unwrap_or_else(|| panic!("{key} = {is} in {}", layer.id));
    assert!(features.next().is_none(), "one {key} = {is} in {}", layer.id);
    feature.values[layer.column(name).expect("the field")].clone()
}

/// The exact times of one kind by demand point, in deciseconds.
fn nearest(study: &Study, results: &Results, kind: usize) -> BTreeMap<String, Option<u32>> {
    let times = &results.coverage.kinds[kind].nearest;
    let time = |time: &Deciseconds| time.is_reached().then(|| time.get());
    study.inputs().demand.iter().zip(times).map(|(point, t)| (point.id.clone(), time(t))).collect()
}

fn every_byte(results: &Results) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = results.layers.iter().map(|layer| geojson::layer(layer)).collect();
    all.push(csv::layer(&results.areas, CsvOptions { id: "area", bom: false }).expect("a table"));
    all.push(json::pretty(&results.summary).expect("a summary"));
    all
}

const DOCTOR: usize = 0;
const LAWYER: usize = 1;
const STATION: usize = 2;

#[test]
fn streets_have_the_times_of_their_lengths_and_one_ways_count() {
    let study = Toy::new(1).study();
    // From T00 straight east to T40: 4 blocks of 100 s.
    assert_eq!(time(&study, "car", at(0.0, 0.0), at(4_000.0, 0.0)), Some(4_000));
    assert_eq!(time(&study, "foot", at(0.0, 0.0), at(4_000.0, 0.0)), Some(28_800), "4 km on foot: 48 min");
    // 50 m on foot to the street take 36 s, 500 m on it 50 s.
    assert_eq!(time(&study, "car", at(0.0, -50.0), at(500.0, 0.0)), Some(360 + 500));
}

#[test]
fn a_one_way_street_is_longer_against_its_direction() {
    let study = Toy::new(1).study();
    let (west, east) = (at(500.0, 4_000.0), at(1_500.0, 4_000.0));
    // Eastwards 1,000 m. Back: 500 m on to T24, 1,000 m down, 2,000 m west, 1,000 m up to T04, 500 m east.
    assert_eq!(time(&study, "car", west, east), Some(1_000));
    assert_eq!(time(&study, "car", east, west), Some(5_000));
    assert_eq!(time(&study, "foot", east, west), Some(7_200), "who walks does not care");
}

#[test]
fn from_and_toward_are_two_answers_on_a_one_way_street() {
    let mut toy = Toy::new(1);
    toy.text = study_text(1, &[("out", "car", "from", 0), ("in", "car", "toward", 0)]);
    toy.facilities = ["out", "in"].map(|kind| facility(kind, kind, at(1_500.0, 4_000.0))).to_vec();
    toy.demand = vec![people("p", at(500.0, 4_000.0), 1)];
    let study = toy.study();
    let results = results(&study);
    assert_eq!(nearest(&study, &results, 0)["p"], Some(5_000), "they come all around");
    assert_eq!(nearest(&study, &results, 1)["p"], Some(1_000), "people drive straight");
}

#[test]
fn private_ground_is_used_only_at_the_ends() {
    let study = Toy::new(1).study();
    let (west, middle, east) = (at(500.0, 1_000.0), at(1_500.0, 1_000.0), at(2_500.0, 1_000.0));
    assert_eq!(time(&study, "car", west, middle), Some(1_000), "to a house on it: 1,000 m");
    assert_eq!(time(&study, "car", middle, east), Some(1_000), "from a house on it");
    // Straight through would be 2,000 m; around it is 500 + 1,000 + 1,000 + 1,000 + 500 m.
    assert_eq!(time(&study, "car", west, east), Some(4_000));
}

#[test]
fn a_bollard_stops_cars_and_nobody_else() {
    let study = Toy::new(1).study();
    let (west, east) = (at(3_250.0, 1_000.0), at(3_750.0, 1_000.0));
    // By car 250 m back to T31, three sides of a block, 250 m from T41: 3,500 m. On foot 500 m straight: 360 s.
    assert_eq!(time(&study, "car", west, east), Some(3_500));
    assert_eq!(time(&study, "foot", west, east), Some(3_600));
}

#[test]
fn a_boat_takes_boarding_and_crossing() {
    let study = Toy::new(1).study();
    // T00 - T40 400 s, boarding 300 s, crossing 600 s, 1,000 m on the island 100 s; the same on the way back.
    assert_eq!(time(&study, "car", at(0.0, 0.0), at(11_000.0, 0.0)), Some(14_000));
    assert_eq!(time(&study, "car", at(11_000.0, 0.0), at(0.0, 0.0)), Some(14_000));
    // On foot from the end of island A: boarding 300 s, crossing 300 s, 500 m 360 s.
    assert_eq!(time(&study, "foot", at(12_000.0, 0.0), at(14_500.0, 0.0)), Some(9_600));
    // Two boats: 4,000 m 2,880 s, boat 900 s, 2,000 m 1,440 s, boat 600 s, 500 m 360 s = 6,180 s: past the horizon of 6,000 s.
    assert_eq!(time(&study, "foot", at(0.0, 0.0), at(14_500.0, 0.0)), None);
    // 250 m less at the beginning are 180 s less: exactly the horizon.
    assert_eq!(time(&study, "foot", at(250.0, 0.0), at(14_500.0, 0.0)), Some(60_000));
    assert_eq!(time(&study, "car", at(0.0, 0.0), at(14_500.0, 0.0)), None, "no car boards the second boat");
}

#[test]
fn the_times_of_the_town_are_those_worked_out_by_hand() {
    let study = Toy::new(1).study();
    let results = results(&study);
    let times = |kind| nearest(&study, &results, kind).into_values().collect::<Vec<_>>();
    // In the order a1, b1, t1, t2, w1, w2. The doctor adds 600 s of mobilisation:
    // a1 600 + 400 + 300 + 600 + 100; t1 600 + 50; t2 600 + 800 + 36 on foot; w1 600 + 1,200.
    assert_eq!(times(DOCTOR), [Some(20_000), None, Some(6_500), Some(14_360), Some(18_000), Some(18_001)]);
    assert_eq!(times(LAWYER), [Some(14_000), None, Some(500), Some(8_360), Some(12_000), Some(12_001)]);
    // a1 walks 1,000 m; b1 500 m and a boat; t1 500 m; t2 36 s + 7,000 m; the west is farther than the horizon.
    assert_eq!(times(STATION), [Some(7_200), Some(9_600), Some(3_600), Some(50_760), None, None]);
}

#[test]
fn the_limit_itself_is_in_time_and_a_decisecond_more_is_not() {
    let study = Toy::new(1).study();
    let results = results(&study);
    let index = |id: &str| study.inputs().demand.iter().position(|point| point.id == id).expect("a point");
    assert!(results.coverage.covered(DOCTOR, index("w1")), "600 s + 12,000 m = 1,800 s");
    assert!(!results.coverage.covered(DOCTOR, index("w2")), "one metre, one decisecond more");
    // The same without mobilisation, at 18,000 m.
    let mut toy = Toy::new(1);
    toy.demand = vec![people("in", at(-18_000.0, 0.0), 1), people("out", at(-18_001.0, 0.0), 1)];
    let study = toy.study();
    let results = crate::world::toy::results(&study);
    assert_eq!(nearest(&study, &results, LAWYER).into_values().collect::<Vec<_>>(), [Some(18_000), Some(18_001)]);
    assert!(results.coverage.covered(LAWYER, 0) && !results.coverage.covered(LAWYER, 1));
    let answer = study.nearest(at(-18_001.0, 0.0), Some("lawyer")).expect("a kind");
    assert_eq!((answer.kinds[0].seconds, answer.kinds[0].covered), (Some(1_801), false), "written seconds round up");
}

#[test]
fn exact_figures_with_a_minimum_group_of_one() {
    let results = Toy::new(1).run();
    let summary = &results.summary;
    assert_eq!((summary.demand.points, summary.demand.people), (6, Some(64)), "9 + 12 + 10 + 20 + 6 + 7");
    let doctor = &summary.kinds[DOCTOR];
    // Covered t1, t2, w1: 36 of 64. By time: t1 10, t2 30, w1 36 people: the 32nd is in w1; the 61st never.
    assert_eq!((doctor.people_covered, doctor.share), (Some(36), Some(0.5625)));
    assert_eq!((doctor.median_s, doctor.p95_s, doctor.unreached_people), (Some(1_800), None, Some(12)));
    let lawyer = &summary.kinds[LAWYER];
    assert_eq!((lawyer.people_covered, lawyer.share), (Some(52), Some(0.8125)), "all but b1");
    assert_eq!((lawyer.median_s, lawyer.p95_s, lawyer.unreached_people), (Some(1_200), None, Some(12)));
    let station = &summary.kinds[STATION];
    // Covered t1, a1, b1: 31. By time: t1 10, a1 19, b1 31, t2 51: the 32nd is in t2.
    assert_eq!((station.people_covered, station.share), (Some(31), Some(0.484_375)));
    assert_eq!((station.median_s, station.p95_s, station.unreached_people), (Some(5_076), None, Some(13)));
    assert_eq!(
        (summary.joint.people_covered, summary.joint.share),
        (Some(10), Some(0.156_25)),
        "t1 alone has all three"
    );
    let missing: Vec<_> = summary.joint.missing.iter().map(|group| (group.kinds.join("+"), group.people)).collect();
    // t2 20 lack a station; w1 and w2, one unit of 13, lack doctor and station; b1 12 doctor and lawyer; a1 9 a doctor.
    let expected = [("station", 20), ("doctor+station", 13), ("doctor+lawyer", 12), ("doctor", 9)];
    assert_eq!(missing, expected.map(|(kinds, people)| (kinds.to_owned(), people)));
    assert_eq!((summary.gaps.count, summary.gaps.people), (4, Some(54)), "64 - 10");
    assert_eq!(summary.ferries.used_by_people, Some(21), "a1 to doctor and lawyer, b1 to the station");
}

#[test]
fn published_figures_with_a_minimum_group_of_five() {
    let results = Toy::new(5).run();
    let summary = &results.summary;
    assert_eq!(summary.demand.people, Some(64));
    // Units: a1 9, b1 12, t1 10, t2 20 people with all or nobody covered, told as they are; w1 and w2 13, of whom the
    // doctor reaches 6: less than half of a small unit is told as nobody.
    let covered: Vec<_> = summary.kinds.iter().map(|kind| kind.people_covered).collect();
    assert_eq!(covered, [Some(30), Some(52), Some(31)]);
    assert_eq!(summary.kinds[DOCTOR].share, Some(0.468_75));
    assert_eq!(summary.joint.people_covered, Some(10));
    assert_eq!(summary.gaps.people, Some(54));
    assert_eq!(summary.joint.missing.iter().map(|group| group.people).sum::<u64>(), 54);
    let unreached: Vec<_> = summary.kinds.iter().map(|kind| kind.unreached_people).collect();
    assert_eq!(unreached, [Some(12), Some(12), Some(13)]);
    let coverage = &results.units;
    assert_eq!((coverage.total("people"), coverage.total("joint_covered")), (64, 10));
    assert_eq!((coverage.total("doctor_covered"), results.areas.total("doctor_covered")), (30, 30));
    let heat = results.layers.iter().find(|layer| layer.id == "heat").expect("heat");
    assert_eq!((heat.total("people"), heat.total("joint_uncovered")), (64, 54));
    assert_eq!(results.gaps.total("people"), 54);
}

#[test]
fn gaps_have_people_names_missing_kinds_and_the_way_to_the_nearest() {
    let gaps = Toy::new(1).run().gaps;
    assert_eq!(gaps.features.len(), 4);
    let integer = |name: &str, column: &str| value(&gaps, ("name_en", name), column);
    let expected = [
        // Doctor and lawyer in seconds: in the west the median of 6 at 1,800 s and 7 at 1,800.1 s, rounded up.
        ("West Village", "西村", "1-west", 13, "doctor+station", [Some(1_801), Some(1_201), None]),
        ("North Street", "北街", "2-town", 20, "station", [Some(1_436), Some(836), Some(5_076)]),
        ("Isle A", "甲岛", "3-isle-a", 9, "doctor", [Some(2_000), Some(1_400), Some(720)]),
        ("Isle B", "乙岛", "4-isle-b", 12, "doctor+lawyer", [None, None, Some(960)]),
    ];
    for (name, zh, area, people, missing, times) in expected {
        assert_eq!(integer(name, "name"), Value::Text(zh.into()));
        assert_eq!(integer(name, "area"), Value::Text(area.into()));
        assert_eq!(integer(name, "people"), Value::Integer(people));
        assert_eq!(integer(name, "missing"), Value::Text(missing.into()), "{name}");
        for (kind, time) in ["doctor", "lawyer", "station"].iter().zip(times) {
            let expected = time.map_or(Value::Null, Value::Integer);
            assert_eq!(integer(name, &format!("{kind}_nearest_s")), expected, "{name} {kind}");
        }
    }
}

#[test]
fn areas_roll_up_to_the_totals() {
    for k in [1, 5] {
        let results = Toy::new(k).run();
        let areas = &results.areas;
        let column = |name: &str| field(areas, name).into_values().collect::<Vec<_>>();
        let integers = |numbers: [i64; 4]| numbers.map(Value::Integer).to_vec();
        assert_eq!(column("people"), integers([13, 30, 9, 12]));
        assert_eq!(column("joint_covered"), integers([0, 10, 0, 0]));
        assert_eq!(column("doctor_covered"), integers([if k == 1 { 6 } else { 0 }, 30, 0, 0]));
        assert_eq!(column("lawyer_covered"), integers([13, 30, 9, 0]));
        assert_eq!(column("station_covered"), integers([0, 10, 9, 12]));
        let summary = &results.summary;
        assert_eq!(Some(areas.total("people") as u64), summary.demand.people);
        assert_eq!(Some(areas.total("joint_covered") as u64), summary.joint.people_covered);
        for kind in &summary.kinds {
            assert_eq!(Some(areas.total(&format!("{}_covered", kind.id)) as u64), kind.people_covered);
        }
    }
}

#[test]
fn an_island_without_a_car_ferry_is_unreached() {
    let study = Toy::new(1).study();
    let answer = study.nearest(at(14_500.0, 0.0), None).expect("all kinds");
    let said: Vec<_> = answer.kinds.iter().map(|kind| (kind.status, kind.seconds, kind.covered)).collect();
    assert_eq!(said, [("unreached", None, false), ("unreached", None, false), ("ok", Some(960), true)]);
    let results = results(&study);
    let area = ("area", "4-isle-b");
    assert_eq!(value(&results.units, area, "people"), Value::Integer(12));
    assert_eq!(value(&results.units, area, "doctor_nearest_s"), Value::Null);
    assert_eq!(value(&results.units, area, "doctor_covered"), Value::Integer(0));
    assert_eq!(value(&results.units, area, "station_nearest_s"), Value::Integer(960));
}

#[test]
fn without_its_ferry_an_island_is_unreached() {
    let mut toy = Toy::new(1);
    toy.input.ferries.retain(|ferry| ferry.id != CAR_FERRY);
    let study = toy.study();
    let results = results(&study);
    assert_eq!(nearest(&study, &results, DOCTOR)["a1"], None);
    assert_eq!(nearest(&study, &results, STATION)["a1"], Some(7_200), "its own station stays");
    assert_eq!(results.summary.kinds[LAWYER].people_covered, Some(43), "52 without the 9 of a1");
    toy.input.ferries.retain(|ferry| ferry.id != FOOT_FERRY);
    let study = toy.study();
    let results = crate::world::toy::results(&study);
    assert_eq!(nearest(&study, &results, STATION)["b1"], None);
    assert_eq!(results.summary.ferries.used_by_people, Some(0));
}

#[test]
fn the_why_adds_up() {
    let study = Toy::new(1).study();
    let why = study.why(at(11_000.0, 0.0));
    let legs: Vec<(&str, f64)> = why.kinds[DOCTOR].legs.iter().map(|leg| (leg.kind, leg.seconds)).collect();
    let expected = [("mobilisation", 600.0), ("road", 400.0), ("board", 300.0), ("ferry", 600.0), ("road", 100.0)];
    assert_eq!(legs, expected);
    assert_eq!(why.kinds[DOCTOR].seconds, Some(2_000));
    let legs: Vec<&str> = why.kinds[LAWYER].legs.iter().map(|leg| leg.kind).collect();
    assert_eq!(legs, ["road", "board", "ferry", "road"], "people travel, and nobody mobilises");
}

#[test]
fn the_same_bytes_for_any_order_and_any_number_of_threads() {
    let toy = Toy::new(5).with_isochrones();
    let threads = |count| rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("a pool");
    let expected = threads(1).install(|| every_byte(&toy.run()));
    assert_eq!(expected.len(), 5 + 2, "coverage, gaps, heat, facilities, isochrones; areas and the summary");
    let mut chance = random::chance(7);
    for round in 0..3 {
        let mut shuffled = toy.clone();
        shuffled.facilities.shuffle(&mut chance);
        shuffled.demand.shuffle(&mut chance);
        shuffled.areas.shuffle(&mut chance);
        shuffled.places.shuffle(&mut chance);
        let found = threads(1 + round % 2).install(|| every_byte(&shuffled.run()));
        assert!(found == expected, "round {round}");
    }
}

/// A study of a random world: three kinds, some facilities of each, some demand.
pub fn random_toy(seed: u64) -> Toy {
    let mut chance = random::chance(seed + 5_000_000);
    let mut toy = Toy::new(1);
    toy.text = study_text(
        if seed.is_multiple_of(2) { 1 } else { 4 },
        &[("doctor", "car", "from", 2), ("lawyer", "bicycle", "toward", 0), ("station", "foot", "toward", 0)],
    )
    .replace("id = \"toy\"\n", "id = \"toy\"\nlimit = \"12min\"\n");
    toy.speeds = "";
    toy.input = random::world(seed);
    toy.areas.clear();
    toy.places.clear();
    let place = |chance: &mut rand_pcg::Pcg64| {
        let (_, node) = toy.input.nodes[chance.random_range(0..toy.input.nodes.len())];
        LatLon::wrapped(
            node.lon() + chance.random_range(-0.004..0.004),
            node.lat() + chance.random_range(-0.004..0.004),
        )
    };
    let kinds = ["doctor", "lawyer", "station"];
    toy.facilities = (0..7).map(|i| facility(&format!("f{i}"), kinds[i % 3], place(&mut chance))).collect();
    toy.demand = (0..60).map(|i| people(&format!("p{i:02}"), place(&mut chance), 1 + i % 4)).collect();
    toy
}

#[test]
fn a_further_site_never_lowers_coverage() {
    let mut gained = 0;
    for seed in 0..60 {
        let with = random_toy(seed);
        // Take each of some sites away in turn: what remains must not cover more.
        let all = results(&with.study());
        for taken in [0, 3, 6] {
            let mut without = with.clone();
            without.facilities.remove(taken);
            let fewer = results(&without.study());
            for (more, less) in all.coverage.kinds.iter().zip(&fewer.coverage.kinds) {
                for (i, (more, less)) in more.nearest.iter().zip(&less.nearest).enumerate() {
                    assert!(
                        more <= less,
                        "world {seed}, without site {taken}, point {i}: {more} with it, {less} without"
                    );
                }
            }
            for name in ["people", "joint_covered", "doctor_covered", "lawyer_covered", "station_covered"] {
                let (more, less) = (field(&all.units, name), field(&fewer.units, name));
                assert!(more.keys().eq(less.keys()), "the same units");
                for (id, less) in less {
                    let (Value::Integer(more), Value::Integer(less)) = (&more[&id], less) else { panic!("counts") };
                    assert!(*more >= less, "world {seed}, without site {taken}, unit {id}: {name}");
                    gained += more - less;
                }
            }
        }
    }
    assert!(gained > 100, "the sites must matter: {gained}");
}

/// Two streets that join nothing, each between two places.
fn streets_apart(first: [(f64, f64); 2], second: [(f64, f64); 2]) -> NetworkInput {
    let nodes = [first, second].concat();
    let road = |id, nodes| Road { id, nodes, tags: [("highway", "residential")].into_iter().collect() };
    NetworkInput {
        nodes: (1..).zip(nodes).map(|(id, (x, y))| (id, at(x, y))).collect(),
        roads: vec![road(1, vec![1, 2]), road(2, vec![3, 4])],
        ..NetworkInput::default()
    }
}

/// A main road of 2,000 m, and a lane of 900 m that begins 100 m beside it and joins nothing.
fn lane_apart() -> NetworkInput {
    streets_apart([(0.0, 0.0), (2_000.0, 0.0)], [(1_000.0, 100.0), (1_000.0, 1_000.0)])
}

/// Two lanes of 900 m side by side, 200 m apart, that join nothing.
fn two_lanes() -> NetworkInput {
    streets_apart([(0.0, 0.0), (0.0, 900.0)], [(200.0, 0.0), (200.0, 900.0)])
}

#[test]
fn a_site_on_a_fragment_takes_nobody_from_another_fragment() {
    let mut toy = Toy::new(1);
    toy.input = two_lanes();
    toy.areas.clear();
    toy.facilities = vec![facility("d2", "doctor", at(200.0, 0.0))];
    // One on the lane of the doctor, one between the lanes and nearer to the other.
    toy.demand = vec![people("on", at(200.0, 900.0), 1), people("between", at(80.0, 900.0), 1)];
    let times = |toy: &Toy| {
        let study = toy.study();
        nearest(&study, &results(&study), DOCTOR)
    };
    let before = times(&toy);
    assert_eq!(
        (before["on"], before["between"]),
        (Some(6_000 + 900), None),
        "to the nearest lane, which has no site yet"
    );
    toy.facilities.push(facility("l1", "lawyer", at(0.0, 100.0)));
    assert_eq!(times(&toy), before, "a lawyer on the other lane");
    toy.facilities.insert(0, facility("d1", "doctor", at(0.0, 0.0)));
    let after = times(&toy);
    assert_eq!(after["on"], before["on"], "a doctor there, told of first");
    assert_eq!(after["between"], Some(6_000 + 900 + 576), "80 m on foot, 57.6 s");
}

#[test]
fn a_site_on_a_fragment_takes_nobody_from_the_roads() {
    let mut toy = Toy::new(1);
    toy.input = lane_apart();
    toy.areas.clear();
    toy.facilities = vec![facility("d1", "doctor", at(0.0, 0.0))];
    // Near the lane, yet within reach of the road: 75 m from the lane's end, 175 m from the road.
    toy.demand = vec![people("near", at(1_075.0, 175.0), 1), people("far", at(1_000.0, 1_200.0), 1)];
    let before = toy.study();
    // 600 s + 1,075 m + 175 m on foot, 126 s.
    assert_eq!(nearest(&before, &results(&before), DOCTOR)["near"], Some(6_000 + 1_075 + 1_260));
    assert_eq!(nearest(&before, &results(&before), DOCTOR)["far"], None, "only the lane is within reach");
    // A lawyer where only the lane is within reach makes the lane usable for those who have nothing else.
    toy.facilities.push(facility("l1", "lawyer", at(1_000.0, 1_100.0)));
    let after = toy.study();
    let results = results(&after);
    assert_eq!(nearest(&after, &results, DOCTOR)["near"], Some(6_000 + 1_075 + 1_260), "nothing is taken away");
    // "far" walks 200 m to the lane's end (144 s), where the lawyer is 100 m away (72 s).
    assert_eq!(nearest(&after, &results, LAWYER)["far"], Some(1_440 + 720));
}
