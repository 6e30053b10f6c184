//! Access indices: a small table worked out from the formulas, ToyTown, conservation, bad studies, brute force over random worlds.

use halfhour::issue::Code;
use halfhour::layer::Value;
use halfhour::layer::access::significant;
use halfhour::study::Study;
use halfhour::study::file;
use halfhour::study::run::Results;
use halfhour::units::People;
use serde_json::Value as Json;

use crate::teams::{layer, made, open, pair, same_on_threads};
use crate::world::toy::{Toy, at, facility, people, results, study_text};

/// Two lawyers at the ends of Row 0: l1 with two staff, l2 with three. Ten people beside l1, twenty at the far corner, six in the
/// west, four whom nobody reaches. Seconds to a lawyer:
///
/// | | p (10) | q (20) | w (6) | x (4) |
/// |---|---|---|---|---|
/// | l1 | 50 | 800 | 1,200 | – |
/// | l2 | 350 | 400 | 1,600 | – |
fn town() -> Toy {
    let mut toy = Toy::new(1);
    toy.text = study_text(1, &[("lawyer", "car", "toward", 0)]);
    toy.text += "access = { supply = \"staff\", zones = [{ to = \"5min\", weight = 1 }, { to = \"10min\", weight = 0.5 }, \
                 { to = \"20min\", weight = 0.25 }] }\n";
    let lawyer = |id, x, staff| {
        let mut one = facility(id, "lawyer", at(x, 0.0));
        one.staff = Some(People::from_count(staff));
        one
    };
    toy.facilities = vec![lawyer("l1", 0.0, 2), lawyer("l2", 4_000.0, 3)];
    toy.demand = vec![
        people("p", at(500.0, 0.0), 10),
        people("q", at(4_000.0, 4_000.0), 20),
        people("w", at(-12_000.0, 0.0), 6),
        people("x", at(14_500.0, 0.0), 4),
    ];
    toy
}

/// The value of the unit with so many people.
fn value(results: &Results, people: i64, field: &str) -> f64 {
    let access = layer(results, "access");
    let column = |name: &str| access.column(name).unwrap_or_else(|| panic!("{name}"));
    let unit = access.features.iter().find(|unit| unit.values[column("people")] == Value::Integer(people));
    match unit.expect("a unit").values[column(field)] {
        Value::Number(number) => number,
        ref other => panic!("{field}: {other:?}"),
    }
}

fn summary(results: &Results) -> Json {
    serde_json::to_value(&results.summary).expect("a summary")["access"].clone()
}

#[test]
fn toytown_by_hand() {
    let results = town().run();
    let of = |field: &str| [10, 20, 6, 4].map(|people| value(&results, people, field));
    let told = |values: [f64; 4]| values.map(significant);
    // Within 30 minutes both lawyers are for 36 people: 2/36 + 3/36.
    assert_eq!(of("lawyer_2sfca"), told([5.0 / 36.0, 5.0 / 36.0, 5.0 / 36.0, 0.0]));
    // Zones: l1 has 10 x 1 + 20 x 0.25 + 6 x 0.25 = 16.5; l2 has 10 x 0.5 + 20 x 0.5 = 15.
    let (l1, l2) = (2.0 / 16.5, 3.0 / 15.0);
    assert_eq!(of("lawyer_e2sfca"), told([l1 + 0.5 * l2, 0.25 * l1 + 0.5 * l2, 0.25 * l1, 0.0]));
    // Choice: p 1 / 1.5 and 0.5 / 1.5; q 0.25 / 0.75 and 0.5 / 0.75; w all to l1. Times the weight:
    let (p1, p2, q1, q2, w1) = (1.0 / 1.5, 0.25 / 1.5, 0.0625 / 0.75, 0.25 / 0.75, 0.25);
    let (l1, l2) = (2.0 / (10.0 * p1 + 20.0 * q1 + 6.0 * w1), 3.0 / (10.0 * p2 + 20.0 * q2));
    assert_eq!(of("lawyer_3sfca"), told([p1 * l1 + p2 * l2, q1 * l1 + q2 * l2, w1 * l1, 0.0]));
    // All five are within 1,800 s; linear to it: 2 (1 - 50/1800) + 3 (1 - 350/1800), and so on.
    assert_eq!(of("lawyer_step"), [5.0, 5.0, 5.0, 0.0]);
    let line = |a: f64, b: f64| 5.0 - (2.0 * a + 3.0 * b) / 1_800.0;
    assert_eq!(of("lawyer_linear"), told([line(50.0, 350.0), line(800.0, 400.0), line(1_200.0, 1_600.0), 0.0]));
    // Halved every 1,800 s; a Gaussian of width 900 s; a logistic about 1,800 s with a deviation of 600 s.
    let sums = |w: &dyn Fn(f64) -> f64| {
        told([
            2.0 * w(50.0) + 3.0 * w(350.0),
            2.0 * w(800.0) + 3.0 * w(400.0),
            2.0 * w(1_200.0) + 3.0 * w(1_600.0),
            0.0,
        ])
    };
    assert_eq!(of("lawyer_exponential"), sums(&|t| 0.5_f64.powf(t / 1_800.0)));
    assert_eq!(of("lawyer_gaussian"), sums(&|t| (-0.5 * (t / 900.0) * (t / 900.0)).exp()));
    let curve = |t: f64| 1.0 / (1.0 + (std::f64::consts::PI * (t - 1_800.0) / (600.0 * 3_f64.sqrt())).exp());
    assert_eq!(of("lawyer_logistic"), sums(&|t| curve(t) / curve(0.0)));
    let summary = summary(&results);
    let kind = &summary["kinds"][0];
    assert_eq!((&kind["supply"], &kind["direction"]), (&5.0.into(), &"toward".into()));
    // (10 + 20 + 6) x 0.139 of 40 people.
    assert_eq!(kind["indices"][5]["id"], "2sfca");
    assert_eq!(kind["indices"][5]["mean"], significant(36.0 * 0.139 / 40.0));
    assert!(kind["indices"].as_array().unwrap()[5..].iter().all(|index| index["conserved"] == true));
    assert_eq!(summary["zones"][1]["weight"], 0.5);
}

#[test]
fn the_direction_of_travel_counts_on_a_one_way_street() {
    let mut toy = Toy::new(1);
    toy.text = study_text(1, &[("out", "car", "from", 0), ("in", "car", "toward", 0)]);
    toy.text += "access = { decays = { linear = \"10min\" } }\n";
    toy.facilities = ["out", "in"].map(|kind| facility(kind, kind, at(1_500.0, 4_000.0))).to_vec();
    toy.demand = vec![people("p", at(500.0, 4_000.0), 1)];
    let results = toy.run();
    // Who comes drives around for 500 s; who goes drives 100 s.
    assert_eq!(value(&results, 1, "out_linear"), significant(1.0 - 500.0 / 600.0));
    assert_eq!(value(&results, 1, "in_linear"), significant(1.0 - 100.0 / 600.0));
}

#[test]
fn capacity_is_sixty_a_head_unless_said_and_missing_supply_is_told() {
    let mut toy = town();
    toy.text = toy.text.replace("supply = \"staff\"", "supply = \"capacity\"");
    toy.facilities[0].supply.capacity = Some(People::from_count(90));
    let supply = |toy: &Toy| summary(&toy.run())["kinds"][0]["supply"].as_f64().unwrap();
    assert_eq!(supply(&toy), 90.0 + 3.0 * 60.0);
    toy.text = toy.text.replace("\"capacity\"", "\"capacity\", people_per_staff = 50");
    assert_eq!(supply(&toy), 90.0 + 3.0 * 50.0);
    toy.facilities[1].staff = None;
    let results = toy.run();
    let issue = results.issues.iter().find(|issue| issue.code == Code::SupplyMissing).expect("an issue");
    assert_eq!(issue.cause.en, "1 of 2 facilities of lawyer have no capacity");
    assert_eq!(summary(&results)["kinds"][0]["supply"], 90.0);
    toy.text = toy.text.replace("\"capacity\"", "\"one\"");
    let results = toy.run();
    assert!(results.issues.is_empty());
    assert_eq!(summary(&results)["kinds"][0]["supply"], 2.0, "each counts as one");
}

#[test]
fn values_are_told_only_of_units_with_enough_people() {
    let mut toy = town();
    toy.text = toy.text.replace("minimum_group = 1", "minimum_group = 5");
    let results = toy.run();
    let access = layer(&results, "access");
    let people = access.column("people").unwrap();
    assert!(access.features.iter().all(|unit| matches!(unit.values[people], Value::Integer(9..))), "2k - 1 at least");
    // Eight people in all are one unit, of which only the number may be told.
    toy.demand = vec![people_at("p", 500.0, 8)];
    let results = toy.run();
    let access = layer(&results, "access");
    assert_eq!(access.features[0].values[access.column("lawyer_2sfca").unwrap()], Value::Null);
    assert_eq!(summary(&results)["kinds"][0]["indices"][5]["mean"], Json::Null);
}

fn people_at(id: &str, x: f64, count: u64) -> halfhour::places::DemandPoint {
    people(id, at(x, 0.0), count)
}

#[test]
fn threads_change_nothing() {
    same_on_threads(&town());
}

#[test]
fn bad_parameters_are_issues_with_their_line() {
    let errors = |access: &str| {
        let text = town().text.lines().filter(|line| !line.starts_with("access")).collect::<Vec<_>>().join("\n");
        let issues = file::parse(&format!("{text}\naccess = {access}\n"), "study.toml").expect_err("errors");
        issues.iter().map(|issue| issue.cause.en.clone()).collect::<Vec<_>>().join("; ")
    };
    assert!(errors("{ supply = \"beds\" }").contains("`beds` is no supply; there are one, staff, capacity"));
    assert!(
        errors("{ zones = [{ to = \"20min\", weight = 1 }, { to = \"10min\", weight = 0.5 }] }").contains("outwards")
    );
    assert!(errors("{ zones = [{ to = \"20min\", weight = 1.5 }] }").contains("must be from 0 to 1"));
    assert!(errors("{ zones = [{ to = \"20min\" }] }").contains("`weight` is missing"));
    assert!(errors("{ zones = [{ to = \"3h\", weight = 1 }] }").contains("must not exceed the horizon"));
    assert!(errors("{ within = \"3h\" }").contains("must not exceed the horizon"));
    assert!(errors("{ decays = { power = \"10min\" } }").contains("unknown key `power`"));
    assert!(errors("{ decays = { logistic = { median = \"10min\" } } }").contains("`deviation` is missing"));
    assert!(errors("{ decays = { step = \"0s\" } }").contains("at least 1s"));
}

#[test]
fn what_a_study_asks_is_written_and_read_back() {
    let text = town().text + "teams = { functions = [\"advice\"] }\nequity = {}\nassigned = {}\n";
    let text = text.replace(
        "supply = \"staff\"",
        "supply = \"staff\", within = \"50min\", decays = { step = \"20min\", \
                             logistic = { median = \"30min\", deviation = \"90s\" } }",
    );
    let (study, _) = file::parse(&text, "study.toml").expect("a study");
    let written = file::write(&study, &file::Remarks::default());
    assert_eq!(file::parse(&written, "study.toml").expect("a study").0.analyses, study.analyses, "{written}");
}

/// Exact unit means out of all pairs, one by one.
#[test]
fn random_worlds_agree_with_the_formulas_pair_by_pair() {
    for seed in 0..8 {
        let toy = made(
            seed,
            "access = { supply = \"staff\", zones = [{ to = \"2min\", weight = 1 }, { to = \"4min\", weight = 0.5 }] }\n",
        );
        let study = toy.study();
        let results = results(&study);
        for kind in 0..3 {
            check(&study, &results, (seed, kind));
        }
    }
}

fn check(study: &Study, results: &Results, (seed, kind): (u64, usize)) {
    let inputs = study.inputs();
    let of_kind = open(study, kind);
    let times: Vec<Vec<Option<u32>>> = of_kind
        .iter()
        .map(|&facility| inputs.demand.iter().map(|point| pair(study, kind, facility, point.at)).collect())
        .collect();
    let supply: Vec<f64> = of_kind.iter().map(|&i| inputs.facilities[i].staff.unwrap().count() as f64).collect();
    let people: Vec<f64> = inputs.demand.iter().map(|point| point.people.count() as f64).collect();
    let zone = |time: Option<u32>| {
        time.map_or(0.0, |t| {
            if t <= 1_200 {
                1.0
            } else if t <= 2_400 {
                0.5
            } else {
                0.0
            }
        })
    };
    let two = |weight: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        let rate = |j: usize| {
            let wanted: f64 = (0..people.len()).map(|k| weight(j, k) * people[k]).sum();
            if wanted > 0.0 { supply[j] / wanted } else { 0.0 }
        };
        (0..people.len()).map(|i| (0..supply.len()).map(|j| rate(j) * weight(j, i)).sum()).collect()
    };
    let limit = study.file().kinds[kind].limit.get();
    let expected = [
        ("2sfca", two(&|j, i| if times[j][i].is_some_and(|t| t <= limit) { 1.0 } else { 0.0 })),
        ("e2sfca", two(&|j, i| zone(times[j][i]))),
        (
            "3sfca",
            two(&|j, i| {
                let all: f64 = (0..supply.len()).map(|j| zone(times[j][i])).sum();
                if all > 0.0 { zone(times[j][i]).powi(2) / all } else { 0.0 }
            }),
        ),
        (
            "exponential",
            (0..people.len())
                .map(|i| {
                    (0..supply.len())
                        .map(|j| times[j][i].map_or(0.0, |t| supply[j] * 0.5_f64.powf(f64::from(t) / f64::from(limit))))
                        .sum()
                })
                .collect(),
        ),
    ];
    let access = layer(results, "access");
    for (method, exact) in expected {
        let column = access.column(&format!("{}_{method}", study.file().kinds[kind].id)).expect("a column");
        for (unit, told) in study.units().all().iter().zip(&access.features) {
            let all: f64 = unit.members.iter().map(|&i| people[i as usize]).sum();
            let mean = unit.members.iter().map(|&i| people[i as usize] * exact[i as usize]).sum::<f64>() / all;
            let Value::Number(told) = told.values[column] else { panic!("a number") };
            assert!((told - mean).abs() <= 0.0051 * mean.abs() + 1e-12, "seed {seed} {method}: {told}, not {mean}");
        }
    }
    let indices = &summary(results)["kinds"][kind]["indices"];
    assert!(indices.as_array().unwrap()[5..].iter().all(|index| index["conserved"] == true), "seed {seed}");
}
