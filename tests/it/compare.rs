//! Scenarios of `ToyTown`, with figures worked out by hand, and of random worlds, against studies that are built otherwise.
//!
//! `ToyTown` as it is: a doctor reaches t1 10, t2 20 and w1 6; a lawyer all but b1 12; a station a1 9, b1 12 and t1 10; all of them t1.

use std::collections::BTreeMap;

use halfhour::analysis::coverage::Coverage;
use halfhour::network::input::FerryWay;
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::study::Study;
use halfhour::study::run::coverage;
use halfhour::study::scenario::{
    BASELINE, Compared, Edit, Modification, Placed, Scenario, ScenarioWorld, Told, WhatIf, compare, told, told_of,
};
use halfhour::units::{Deciseconds, People};
use rand::RngExt;
use serde_json::{Value, json};

use crate::toy::random_toy;
use crate::world::random::chance;
use crate::world::toy::{CAR_FERRY, Toy, at, corner, facility, people};

fn base(study: &Study) -> Coverage {
    coverage(study, &Silent::default()).expect("not cancelled")
}

fn scenario(modifications: &Value) -> Scenario {
    let text = json!({ "id": "other", "modifications": modifications });
    Scenario::from_json(text.to_string().as_bytes()).unwrap_or_else(|issue| panic!("{issue}"))
}

fn told_in(study: &Study, scenario: &Scenario) -> Told {
    told_of(study, (std::slice::from_ref(scenario), "other"), &base(study), &Silent::default()).expect("figures")
}

/// The study as it is beside the study with some modifications.
fn compared(study: &Study, modifications: &Value) -> Compared {
    let scenario = scenario(modifications);
    let before = told(&ScenarioWorld::baseline(study), &base(study), &Silent::default()).expect("not cancelled");
    let after = told_in(study, &scenario);
    compare(study, &[scenario], &[], ((BASELINE, &before), ("other", &after)))
}

/// Gained and lost by doctor, lawyer, station and all of them in `ToyTown` where everything is exact.
fn changes(modifications: &Value) -> [(u64, u64); 4] {
    let found = compared(&Toy::new(1).study(), modifications).comparison;
    let of = |people: &halfhour::layer::compare::People2| {
        let (a, b) = (people.people_covered_a.unwrap(), people.people_covered_b.unwrap());
        let (gained, lost) = (people.gained.unwrap(), people.lost.unwrap());
        assert_eq!(a + gained, b + lost);
        (gained, lost)
    };
    [of(&found.kinds[0].people), of(&found.kinds[1].people), of(&found.kinds[2].people), of(&found.joint)]
}

fn lon_lat(at: LatLon) -> [f64; 2] {
    [at.lon(), at.lat()]
}

fn place(mut modification: Value, at: LatLon) -> Value {
    modification["lon"] = at.lon().into();
    modification["lat"] = at.lat().into();
    modification
}

const NONE: (u64, u64) = (0, 0);

#[test]
fn nothing_otherwise_changes_nothing() {
    assert_eq!(changes(&json!([])), [NONE; 4]);
    let found = compared(&Toy::new(1).study(), &json!([]));
    assert!(found.layer.features.is_empty() && found.comparison.gaps.opened.is_empty());
    assert_eq!(found.comparison.people_a, Some(64));
    // A median of 64 people: 10 within 650 s, then 20 at 1,436 s, then 6 at 1,800 s.
    assert_eq!(found.comparison.kinds[0].median_s_a, Some(1_800));
}

#[test]
fn a_station_beside_the_corner_reaches_those_who_live_there() {
    // t2 lives 50 m from it, and has a doctor and a lawyer already.
    let station = place(json!({ "type": "add_site", "kind": "station", "id": "s3" }), at(4_000.0, 4_000.0));
    assert_eq!(changes(&json!([station])), [NONE, NONE, (20, 0), (20, 0)]);
    let found = compared(&Toy::new(1).study(), &json!([station]));
    let town = found.comparison.areas.iter().find(|area| area.id == "2-town").expect("the town");
    assert_eq!((town.people, town.joint.a, town.joint.b, town.kinds["station"].gained), (30, 10, 30, 20));
    assert_eq!((found.layer.features.len(), found.areas.features.len()), (1, 4));
    // Nobody of that unit is left without something: its gap is closed.
    assert_eq!((found.comparison.gaps.closed.len(), found.comparison.gaps.closed[0].people), (1, 20));
    assert!(found.comparison.gaps.opened.is_empty());
}

#[test]
fn a_doctor_who_moves_to_the_island_leaves_the_town() {
    // On A: a1 after 600 + 100 s. To t1 it is 600 + 200 + 900 + 350 s, too long, and so it is to all others.
    let moved = place(json!({ "type": "move_site", "id": "d1" }), at(12_000.0, 0.0));
    assert_eq!(changes(&json!([moved])), [(9, 36), NONE, NONE, (9, 10)]);
}

#[test]
fn a_station_that_closes_leaves_two_islands() {
    // From a1 it is 720 + 900 + 2,160 s to the other one, and further from b1.
    assert_eq!(changes(&json!([{ "type": "close_site", "id": "s2" }])), [NONE, NONE, (0, 21), NONE]);
}

#[test]
fn without_the_car_ferry_the_island_has_no_lawyer() {
    assert_eq!(
        changes(&json!([{ "type": "cancel_line", "line": format!("w{CAR_FERRY}") }])),
        [NONE, (0, 9), NONE, NONE]
    );
}

#[test]
fn a_closed_street_is_driven_around_where_there_is_a_way() {
    // Row 4 is one-way towards T44: without column 4 nobody leaves it, but everybody still comes.
    assert_eq!(changes(&json!([{ "type": "close_road", "way": "w24" }])), [NONE, (0, 20), NONE, NONE]);
    // Who lives on the western road still leaves and is reached.
    assert_eq!(changes(&json!([{ "type": "close_road", "way": "w50" }])), [NONE; 4]);
}

#[test]
fn twice_as_fast_and_half_as_fast() {
    // Twice: w2 after 600 + 600 s, a1 after 600 + 250 + 900 s; a1 then has all three.
    let speed = |factor: f64| json!([{ "type": "speed", "profile": "car", "factor": factor }]);
    assert_eq!(changes(&speed(2.0)), [(16, 0), NONE, NONE, (9, 0)]);
    // Half: a doctor to t1 only; a lawyer for t1 and, after 1,636 s, t2.
    assert_eq!(changes(&speed(0.5)), [(0, 26), (0, 22), NONE, NONE]);
    let back = json!([{ "type": "speed", "profile": "car", "factor": 0.5 }, { "type": "speed", "profile": "car", "factor": 2 }]);
    assert_eq!(changes(&back), [NONE; 4], "one after the other");
}

#[test]
fn another_line_takes_cars_further() {
    // From b1: 50 s, 240 s on the new boat, 200 s, 900 s with the old one, 400 s: 1,790 s. A minute more is too much.
    let line = |crossing: &str| {
        json!([{ "type": "add_line", "name": "C", "from": lon_lat(at(12_000.0, 0.0)), "to": lon_lat(at(14_000.0, 0.0)),
                 "crossing": crossing, "interval": "1h", "boarding": "0s", "who": "car" }])
    };
    assert_eq!(changes(&line("4min")), [NONE, (12, 0), NONE, NONE]);
    assert_eq!(changes(&line("5min")), [NONE; 4]);
}

#[test]
fn promises_and_mobilisation() {
    // At once: a1 after 1,400 s, w2 after 1,200.1 s.
    assert_eq!(
        changes(&json!([{ "type": "mobilisation", "kind": "doctor", "time": "0s" }])),
        [(16, 0), NONE, NONE, (9, 0)]
    );
    // Within 20 minutes neither a1 nor w2 is at the lawyer's.
    assert_eq!(changes(&json!([{ "type": "limit", "kind": "lawyer", "time": "20min" }])), [NONE, (0, 16), NONE, NONE]);
}

#[test]
fn more_people_in_the_west() {
    // 6 of 13 have a doctor, all a lawyer.
    assert_eq!(changes(&json!([{ "type": "demand", "factor": 2, "area": "1-west" }])), [(6, 0), (13, 0), NONE, NONE]);
    let found =
        compared(&Toy::new(1).study(), &json!([{ "type": "demand", "factor": 2, "area": "1-west" }])).comparison;
    assert_eq!((found.people_a, found.people_b), (Some(64), Some(77)));
    // A factor enlarges what is told; it shows nobody who was not.
    let found = compared(&Toy::new(5).study(), &json!([{ "type": "demand", "factor": 1_000 }])).comparison;
    for kind in &found.kinds {
        assert_eq!(kind.people.people_covered_b, kind.people.people_covered_a.map(|people| people * 1_000));
    }
}

#[test]
fn what_the_study_does_not_have_is_refused() {
    let study = Toy::new(1).study();
    for one in [
        json!({ "type": "close_site", "id": "x" }),
        json!({ "type": "move_site", "id": "x", "lon": 30, "lat": 0 }),
        json!({ "type": "resize_site", "id": "x", "staff": 1 }),
        json!({ "type": "hours", "id": "x", "hours": "24/7" }),
        json!({ "type": "add_site", "kind": "x", "id": "n", "lon": 30, "lat": 0 }),
        json!({ "type": "add_site", "kind": "doctor", "id": "d1", "lon": 30, "lat": 0 }),
        json!({ "type": "limit", "kind": "x", "time": "1min" }),
        json!({ "type": "limit", "kind": "doctor", "time": "10min" }),
        json!({ "type": "limit", "kind": "doctor", "time": "3h" }),
        json!({ "type": "close_road", "way": "w999" }),
        json!({ "type": "cancel_line", "line": "w10" }),
        json!({ "type": "speed", "profile": "x", "factor": 2 }),
        json!({ "type": "demand", "factor": 2, "area": "x" }),
        json!({ "type": "add_line", "name": "C", "from": [0, 0], "to": [30, 0], "crossing": "5min", "interval": "1h", "who": "car" }),
    ] {
        let scenario = scenario(&json!([one]));
        let issue = ScenarioWorld::new(&study, &scenario.modifications).map(|_| ()).expect_err(&one.to_string());
        assert_eq!(issue.code.name(), "scenario-bad", "{one}");
        assert!(!issue.cause.zh.is_empty() && issue.place.field.is_some(), "{issue}");
    }
}

#[test]
fn what_changes_no_time_is_said() {
    let study = Toy::new(1).study();
    let found = compared(
        &study,
        &json!([{ "type": "resize_site", "id": "s1", "staff": 4 }, { "type": "hours", "id": "s1", "hours": "24/7" }]),
    );
    assert_eq!(found.comparison.issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), ["scenario-unused"; 2]);
    let line = json!({ "type": "add_line", "name": "C", "from": lon_lat(at(12_000.0, 0.0)), "to": lon_lat(at(14_000.0, 0.0)),
        "crossing": "5min", "interval": "1h", "who": "car" });
    let issues = compared(&study, &json!([line])).comparison.issues;
    let told: Vec<_> = issues.iter().map(|issue| (issue.code, issue.cause.en.as_str())).collect();
    let cause = "the interval of C is kept, but changes nothing about who is reached in time";
    assert_eq!(told, [("scenario-unused", cause)]);
    let sea = place(json!({ "type": "add_site", "kind": "station", "id": "sea" }), at(7_000.0, 3_000.0));
    let found = compared(&study, &json!([sea]));
    assert_eq!(found.comparison.issues[0].code, "facility-off-network");
    let scenario = scenario(&json!([{ "type": "resize_site", "id": "s1", "staff": 4.5 }]));
    let world = ScenarioWorld::new(&study, &scenario.modifications).expect("a world");
    let s1 = world.facilities().iter().find(|facility| facility.id == "s1").expect("s1");
    assert_eq!(s1.staff.map(|staff| staff.thousandths()), Some(4_500));
}

/// Exact times by kind.
fn nearest(coverage: &Coverage) -> Vec<&[Deciseconds]> {
    coverage.kinds.iter().map(|kind| kind.nearest.as_slice()).collect()
}

#[test]
fn sites_in_a_scenario_count_as_sites_of_the_study_do() {
    let mut moved = 0;
    for seed in 0..40 {
        let toy = random_toy(seed);
        let study = toy.study();
        let mut otherwise = toy.clone();
        let mut chance = chance(seed);
        let (_, node) = toy.input.nodes[chance.random_range(0..toy.input.nodes.len())];
        otherwise.facilities[0].at = node;
        otherwise.facilities.remove(4);
        otherwise.facilities.push(facility("new", "station", toy.demand[7].at));
        let expected = base(&otherwise.study());
        let modifications = json!([
            place(json!({ "type": "move_site", "id": "f0" }), node),
            { "type": "close_site", "id": "f4" },
            place(json!({ "type": "add_site", "kind": "station", "id": "new" }), toy.demand[7].at),
        ]);
        let scenario = scenario(&modifications);
        let world = ScenarioWorld::new(&study, &scenario.modifications).expect("a world");
        // A site on a fragment makes it usable for a study, which links all its places; not for a scenario.
        if world.links().iter().any(|link| link.is_err()) {
            continue;
        }
        let found = world.coverage(&base(&study), &Silent::default()).expect("not cancelled");
        moved += usize::from(nearest(&found) != nearest(&base(&study)));
        assert_eq!(nearest(&found), nearest(&expected), "world {seed}");
    }
    assert!(moved > 20, "{moved}");
}

#[test]
fn a_line_in_a_scenario_counts_as_a_line_of_the_map_does() {
    let mut used = 0;
    for seed in 0..30 {
        let mut chance = chance(seed + 77);
        let mut toy = Toy::new(1);
        toy.demand = (0..30)
            .map(|i| {
                let x = chance.random_range(-6_000.0..16_000.0);
                people(&format!("p{i:02}"), at(x, chance.random_range(-40.0..40.0)), 1)
            })
            .collect();
        toy.text = toy.text.replacen("direction = \"from\"", "direction = \"round_trip\"", usize::from(seed % 3 == 0));
        let study = toy.study();
        let nodes = [corner(0, 0), corner(2, 2), corner(4, 3), 300, 301, 310, 311, 205];
        let mut modifications = Vec::new();
        let mut otherwise = toy.clone();
        for line in 0..chance.random_range(1..4) {
            let ends = [nodes[chance.random_range(0..nodes.len())], nodes[chance.random_range(0..nodes.len())]];
            if ends[0] == ends[1] {
                continue;
            }
            let where_is = |id: i64| otherwise.input.nodes.iter().find(|node| node.0 == id).expect("a node").1;
            let (minutes, boarding) = (chance.random_range(0..8), chance.random_range(0..4));
            let who = ["foot", "car", "foot+bicycle+car"][chance.random_range(0..3)];
            modifications.push(json!({ "type": "add_line", "name": "x", "from": lon_lat(where_is(ends[0])),
                "to": lon_lat(where_is(ends[1])), "crossing": format!("{minutes}min"), "interval": "1h",
                "boarding": format!("{boarding}min"), "who": who }));
            let says = |mode: &str| if who.contains(mode) { "yes" } else { "no" };
            let tags = [
                ("route", "ferry"),
                ("foot", says("foot")),
                ("bicycle", says("bicycle")),
                ("motor_vehicle", says("car")),
            ];
            otherwise.input.ferries.push(FerryWay {
                id: 900 + line,
                nodes: ends.to_vec(),
                tags: tags.into_iter().collect(),
                crossing: Deciseconds::from_minutes(minutes),
                boarding: Deciseconds::from_minutes(boarding),
            });
        }
        let scenario = scenario(&Value::Array(modifications));
        let world = ScenarioWorld::new(&study, &scenario.modifications).expect("a world");
        let before = base(&study);
        let found = world.coverage(&before, &Silent::default()).expect("not cancelled");
        used += usize::from(nearest(&found) != nearest(&before));
        let expected = base(&otherwise.study());
        assert_eq!(nearest(&found), nearest(&expected), "world {seed}: {}", scenario.modifications.len());
    }
    assert!(used > 15, "{used}");
}

#[test]
fn adding_never_harms() {
    let mut better = 0;
    for seed in 0..60 {
        let toy = random_toy(seed);
        let study = toy.study();
        let before = told(&ScenarioWorld::baseline(&study), &base(&study), &Silent::default()).expect("not cancelled");
        let mut chance = chance(seed + 9_000);
        let spot = |chance: &mut rand_pcg::Pcg64| toy.input.nodes[chance.random_range(0..toy.input.nodes.len())].1;
        let kind = ["doctor", "lawyer", "station"][chance.random_range(0..3)];
        let site = place(json!({ "type": "add_site", "kind": kind, "id": "new" }), spot(&mut chance));
        let line = json!({ "type": "add_line", "name": "x", "from": lon_lat(spot(&mut chance)), "to": lon_lat(spot(&mut chance)),
            "crossing": "1min", "interval": "1h", "boarding": "0s", "who": "foot+bicycle+car" });
        let profile = ["car", "bicycle", "foot"][chance.random_range(0..3)];
        let factor = 1.0 + chance.random_range(0.0..3.0);
        let speed = json!({ "type": "speed", "profile": profile, "factor": factor });
        for one in [site, line, speed] {
            let scenario = scenario(&json!([one]));
            // A quay may lie where nothing is within reach.
            let Ok(world) = ScenarioWorld::new(&study, &scenario.modifications) else { continue };
            let after = told(&world, &base(&study), &Silent::default()).expect("not cancelled");
            for (kind, (more, less)) in after.coverage.kinds.iter().zip(&before.coverage.kinds).enumerate() {
                for (point, (more, less)) in more.nearest.iter().zip(&less.nearest).enumerate() {
                    assert!(
                        more <= less,
                        "world {seed}, {one}: kind {kind}, point {point}: {less} before, {more} after"
                    );
                    better += usize::from(more < less);
                }
            }
            for (more, less) in after.figures.units.iter().zip(&before.figures.units) {
                assert!(more.joint_covered >= less.joint_covered);
                assert!(more.covered.iter().zip(&less.covered).all(|(more, less)| more >= less));
            }
        }
    }
    assert!(better > 500, "{better}");
}

#[test]
fn an_edit_tells_what_its_scenario_tells() {
    let mut differ = 0;
    for seed in 0..40 {
        let mut toy = random_toy(seed);
        if seed % 4 == 0 {
            toy.text = toy.text.replacen("direction = \"from\"", "direction = \"round_trip\"", 1);
        }
        let study = toy.study();
        let edits = WhatIf::new(&study, &base(&study));
        let mut chance = chance(seed + 321);
        for _ in 0..6 {
            let spot = toy.input.nodes[chance.random_range(0..toy.input.nodes.len())].1;
            let index = chance.random_range(0..3);
            let kind = ["doctor", "lawyer", "station"][index];
            let (moved, closed) = (format!("f{index}"), format!("f{}", index + 3));
            let more = LatLon::wrapped(spot.lon() + 0.003, spot.lat());
            let sites = vec![Placed { id: Some(moved.clone()), at: spot }, Placed { id: None, at: more }];
            let edit = Edit { kind: kind.into(), sites, closed: vec![closed.clone()] };
            let Ok(found) = edits.answer(&study, &edit) else { continue };
            let scenario = scenario(&json!([
                place(json!({ "type": "move_site", "id": moved }), spot),
                place(json!({ "type": "add_site", "kind": kind, "id": "new" }), more),
                { "type": "close_site", "id": closed },
            ]));
            let whole = told_in(&study, &scenario);
            let sum = |kind: usize| whole.figures.sum(|unit| unit.covered[kind]);
            assert_eq!(found.covered, Some((0..3).map(|kind| sum(kind).expect("told")).collect()), "world {seed}");
            assert_eq!(found.joint, whole.figures.sum(|unit| unit.joint_covered));
            let units: BTreeMap<u32, _> = found.units.iter().map(|(unit, told)| (*unit, told)).collect();
            differ += units.len();
            let before =
                told(&ScenarioWorld::baseline(&study), &base(&study), &Silent::default()).expect("not cancelled");
            for (unit, (before, after)) in before.figures.units.iter().zip(&whole.figures.units).enumerate() {
                let same = before.covered == after.covered && before.joint_covered == after.joint_covered;
                assert_eq!(same, !units.contains_key(&(unit as u32)), "world {seed}, unit {unit}");
                if let Some(told) = units.get(&(unit as u32)) {
                    assert_eq!((told.joint, &told.covered), (after.joint_covered, &after.covered));
                }
            }
        }
    }
    assert!(differ > 300, "{differ}");
}

#[test]
fn members_of_a_cohort_gain_as_their_block_does() {
    // Half of everybody, rounded down: 5 of t1, 10 of t2, 4 of a1, 6 of b1, 3 of w1, 3 of w2. A block is an area here.
    let mut toy = Toy::new(1);
    toy.text = toy.text.replace("[analyses]", "[[cohorts]]\nid = \"half\"\n[analyses]");
    for point in &mut toy.demand {
        point.traits.cohorts = vec![People::from_count(point.people.count() / 2)];
    }
    let study = toy.study();
    let of = |modifications: &Value| -> BTreeMap<String, [u64; 4]> {
        let found = compared(&study, modifications).comparison.cohorts;
        assert!(found.iter().all(|change| change.id == "half"));
        found
            .into_iter()
            .map(|change| {
                let counts = [change.people_covered_a, change.people_covered_b, change.gained, change.lost];
                assert_eq!(counts[0] + counts[2], counts[1] + counts[3]);
                assert_eq!(change.estimated, counts[2] + counts[3] > 0);
                (change.kind, counts)
            })
            .collect()
    };
    let same = of(&json!([]));
    assert_eq!((same["joint"], same["station"]), ([5, 5, 0, 0], [15, 15, 0, 0]));
    // All of the town who had no station get one, so that all members there do.
    let station = place(json!({ "type": "add_site", "kind": "station", "id": "s3" }), at(4_000.0, 4_000.0));
    let more = of(&json!([station]));
    assert_eq!((more["joint"], more["station"], more["doctor"]), ([5, 15, 10, 0], [15, 25, 10, 0], [18, 18, 0, 0]));
    // The station of both isles closes: all of their members lose it.
    assert_eq!(of(&json!([{ "type": "close_site", "id": "s2" }]))["station"], [15, 5, 0, 10]);
    // Twice the people in the west are twice the members there.
    let twice = of(&json!([{ "type": "demand", "factor": 2, "area": "1-west" }]));
    assert_eq!((twice["doctor"], twice["station"]), ([18, 21, 3, 0], [15, 15, 0, 0]));
    // What a cohort has for itself does not follow from everybody's figures, and a study without cohorts tells none.
    assert!(compared(&Toy::new(1).study(), &json!([])).comparison.cohorts.is_empty());
}

#[test]
fn bases_come_first() {
    let study = Toy::new(1).study();
    let station = place(json!({ "type": "add_site", "kind": "station", "id": "s3" }), at(0.0, 4_000.0));
    let first = Scenario { id: "first".into(), base: None, ..scenario(&json!([station])) };
    let moved = place(json!({ "type": "move_site", "id": "s3" }), at(4_000.0, 4_000.0));
    let second = Scenario { id: "second".into(), base: Some("first".into()), ..scenario(&json!([moved])) };
    assert!(matches!(&second.modifications[0], Modification::MoveSite { .. }));
    let told = told_of(&study, (&[second, first], "second"), &base(&study), &Silent::default()).expect("figures");
    assert_eq!(told.figures.sum(|unit| unit.covered[2]), Some(31 + 20));
}
