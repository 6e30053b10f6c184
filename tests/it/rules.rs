//! Rules over `ToyTown`: villages that need a station, campuses, one facility an area.

use std::collections::BTreeMap;

use halfhour::encode::csv::{self, CsvOptions};
use halfhour::encode::{geojson, html, json};
use halfhour::layer::{Layer, Value};
use halfhour::places::Premises;
use halfhour::study::report::report;
use halfhour::study::run::Results;
use halfhour::words::{Lang, Words};

use crate::world::toy::{Toy, at, people};

const VILLAGES: &str = "[[rules]]\nid = \"village\"\nname = { zh = \"大村有站\", en = \"A station in large villages\" }\n\
                        type = \"areas_need_facility\"\narea_level = \"village\"\ndemand_at_least = 12\nkind = \"station\"\n";
const ONE: &str = "[[rules]]\nid = \"one\"\ntype = \"one_per_area\"\narea_level = \"village\"\nkind = \"doctor\"\n\
                   comparison = \"exactly\"\n";
const CAMPUS: &str = "[[rules]]\nid = \"campus\"\ntype = \"hosts_need_facility\"\nhost = \"campus\"\n\
                      hosts_file = \"campus.csv\"\nkind = \"station\"\n";

/// `ToyTown` whose areas are villages, with these rules.
fn toy(minimum_group: u32, rules: &str) -> Toy {
    let mut toy = Toy::new(minimum_group);
    toy.text = format!("{rules}{}", toy.text);
    toy.areas.iter_mut().for_each(|area| area.level = Some("village".into()));
    toy
}

fn campus(id: &str, x: f64, y: f64) -> Premises {
    Premises { id: id.into(), name: Words::same(id), at: at(x, y), sort: Some("campus".into()), area: None }
}

fn table(results: &Results) -> &Layer {
    results.tables.iter().find(|table| table.id == "violations").expect("the table")
}

/// Rows of the table: people, facilities, seconds to the nearest, remedy, by id.
fn rows(results: &Results) -> BTreeMap<String, (Option<i64>, i64, Option<i64>, String)> {
    let table = table(results);
    let value = |row: &[Value], name: &str| row[table.column(name).expect("a column")].clone();
    let whole = |value: Value| match value {
        Value::Integer(number) => Some(number),
        _ => None,
    };
    let row = |values: &[Value]| {
        let Value::Text(remedy) = value(values, "remedy") else { panic!("a remedy") };
        let facilities = whole(value(values, "facilities")).expect("a number");
        (whole(value(values, "people")), facilities, whole(value(values, "nearest_s")), remedy)
    };
    table.features.iter().map(|feature| (feature.id.clone(), row(&feature.values))).collect()
}

#[test]
fn villages_of_twelve_need_a_station() {
    for k in [1, 5] {
        let results = toy(k, VILLAGES).run();
        // West has 13 people and no station within 100 minutes on foot. The town has 30 and s1. Isle A has 9: too few.
        // Isle B has 12: on foot 360 s to the quay, boarding 300 s, crossing 300 s to s2.
        let expected = BTreeMap::from([
            ("village-1-west".to_owned(), (Some(13), 0, None, "open:1".to_owned())),
            ("village-4-isle-b".to_owned(), (Some(12), 0, Some(960), "open:1".to_owned())),
        ]);
        assert_eq!(rows(&results), expected, "k {k}");
        let rule = &results.summary.further["rules"][0];
        assert_eq!((rule["asked"].as_u64(), rule["violations"].as_u64()), (Some(3), Some(2)));
        assert_eq!(rule["people"].as_u64(), Some(25));
    }
}

#[test]
fn one_doctor_an_area() {
    let rows = rows(&toy(1, ONE).run());
    let ids: Vec<&str> = rows.keys().map(String::as_str).collect();
    assert_eq!(ids, ["one-1-west", "one-3-isle-a", "one-4-isle-b"], "d1 stands in the town");
    // 10 min before the doctor leaves, 12 km at ten metres a second: 600 + 1,200 s, and 100 ms more for the other half.
    assert_eq!(rows["one-1-west"].2.map(|seconds| seconds / 10), Some(180));
    assert_eq!(rows["one-3-isle-a"], (Some(9), 0, Some(2_000), "open:1".into()), "600 s and 1,400 s");
}

#[test]
fn a_campus_needs_a_station_of_its_own() {
    let mut toy = toy(1, CAMPUS);
    toy.facilities[3].supply.host = Some("campus".into());
    let market = Premises { sort: Some("market".into()), ..campus("m", 3_000.0, 0.0) };
    let places = vec![campus("c1", 1_100.0, 0.0), campus("c2", 12_200.0, 0.0), campus("c3", 3_000.0, 3_000.0), market];
    toy.premises = BTreeMap::from([("campus".into(), places)]);
    let results = toy.run();
    let rows = rows(&results);
    // c2 is 200 m from s2, which is one of a campus; s1 is 100 m from c1 and is none.
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["campus-c1", "campus-c3"]);
    assert_eq!((rows["campus-c1"].1, rows["campus-c1"].3.as_str()), (1, "host:s1"));
    assert_eq!(rows["campus-c1"].2, Some(72), "100 m on foot");
    assert_eq!(rows["campus-c3"], (None, 0, Some(3_600), "open:1".into()), "5 km on foot, and nobody lives there");
    assert_eq!(results.summary.further["rules"][0]["asked"].as_u64(), Some(3), "a market is no campus");
}

#[test]
fn the_exact_number_decides_and_only_published_people_are_told() {
    let small = VILLAGES.replace("12", "6");
    let mut toy = toy(5, &small);
    let mut own = toy.areas[0].clone();
    (own.id, own.outline.0) = ("5-small".into(), Vec::new());
    toy.areas.push(own);
    // Six people stay in the west, seven are of an area of their own: they make one unit of thirteen, told with the seven.
    toy.demand[5].area = Some("5-small".into());
    let rows = rows(&toy.run());
    assert_eq!(rows["village-1-west"].0, None, "six people are told with their neighbours only");
    assert_eq!(rows["village-5-small"].0, Some(13));
    toy.text = toy.text.replace("demand_at_least = 6", "demand_at_least = 7");
    let rows = self::rows(&toy.run());
    assert!(!rows.contains_key("village-1-west") && rows.contains_key("village-5-small"));
}

#[test]
fn a_rule_about_a_level_that_no_area_has_is_said() {
    let results = toy(1, &ONE.replace("village", "parish")).run();
    let codes: Vec<&str> = results.issues.iter().map(|issue| issue.code.name()).collect();
    assert_eq!(codes, ["rule-without-areas"]);
    assert_eq!(results.summary.further["rules"][0]["asked"].as_u64(), Some(0));
}

#[test]
fn rules_are_told_alike_in_every_form_and_on_any_number_of_threads() {
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let mut toy = toy(5, &format!("{VILLAGES}{ONE}{CAMPUS}"));
            toy.demand.push(people("t9", at(2_500.0, 2_000.0), 40));
            toy.premises = BTreeMap::from([("campus".into(), vec![campus("c1", 1_100.0, 0.0)])]);
            let study = toy.study();
            let results = crate::world::toy::results(&study);
            let layer = results.layers.iter().find(|layer| layer.id == "violations").expect("the layer");
            let page = html::report(&report(&study, &results, Lang::Zh)).expect("a page");
            assert!(page.contains("大村有站") && page.contains("A station in large villages"));
            assert_eq!(layer.features.len(), table(&results).features.len(), "all have a place");
            let csv = csv::layer(table(&results), CsvOptions::default()).expect("a table");
            let head = "id,rule,area,name,people,facilities,nearest_s,remedy";
            assert!(String::from_utf8_lossy(&csv).starts_with(head));
            [geojson::layer(layer), csv, json::pretty(&results.summary).expect("a summary"), page.into_bytes()]
        })
    };
    assert_eq!(bytes(1), bytes(2));
}
