//! Teams together: ToyTown by hand, roll-ups, threads, and brute force over random worlds.

use halfhour::layer::{Layer, Value};
use halfhour::network::input::NetworkInput;
use halfhour::places::{Area, DemandPoint, Facility};
use halfhour::progress::Silent;
use halfhour::study::Study;
use halfhour::study::run::Results;
use halfhour::words::Words;
use rand::RngExt;
use serde_json::Value as Json;

use crate::world::random;
use crate::world::toy::{Toy, at, facility, people, results, study_text};

/// A layer or table of the results.
pub fn layer<'a>(results: &'a Results, id: &str) -> &'a Layer {
    results.layers.iter().find(|layer| layer.id == id).unwrap_or_else(|| panic!("layer {id}"))
}

pub fn table<'a>(results: &'a Results, id: &str) -> &'a Layer {
    results.tables.iter().find(|layer| layer.id == id).unwrap_or_else(|| panic!("table {id}"))
}

/// A value of the row with this id.
pub fn at_row(layer: &Layer, id: &str, field: &str) -> Value {
    let row = layer.features.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("{id} in {}", layer.id));
    row.values[layer.column(field).unwrap_or_else(|| panic!("{field} in {}", layer.id))].clone()
}

/// Everything that the circle adds, as bytes.
pub fn bytes(results: &Results) -> Vec<u8> {
    let layers = results.layers.iter().flat_map(|layer| halfhour::encode::geojson::layer(layer));
    let options = || halfhour::encode::csv::CsvOptions { id: "id", bom: false };
    let tables =
        results.tables.iter().flat_map(|table| halfhour::encode::csv::layer(table, options()).expect("a table"));
    let summary = halfhour::encode::json::pretty(&results.summary).expect("a summary");
    let sections = format!("{:?}", results.sections);
    layers.chain(tables).chain(summary).chain(sections.into_bytes()).collect()
}

/// The same on any number of threads.
pub fn same_on_threads(toy: &Toy) {
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| bytes(&toy.run()))
    };
    assert!(on(1) == on(2), "the same bytes on one and two threads");
}

/// A made world with everything a circle may have, from a seed: three kinds of all directions, levels, functions, work, assigned facilities.
pub fn made(seed: u64, analyses: &str) -> Toy {
    let mut chance = random::chance(seed + 7_000_000);
    let input: NetworkInput = random::world(seed);
    let near = |chance: &mut rand_pcg::Pcg64| input.nodes[chance.random_range(0..input.nodes.len())].1;
    let kinds = ["out", "in", "both"];
    let facilities: Vec<Facility> = (0..12)
        .map(|i| {
            let mut one = facility(&format!("f{i:02}"), kinds[i % 3], near(&mut chance));
            one.level = [Some("high"), Some("low"), None][chance.random_range(0..3)].map(str::to_owned);
            one.staff = Some(halfhour::units::People::from_count(chance.random_range(1..5)));
            let offered = ["advice", "visits"].into_iter().filter(|_| chance.random_bool(0.5));
            one.supply.functions = offered.map(str::to_owned).collect();
            one.supply.host = chance.random_bool(0.2).then(|| "campus".to_owned());
            one
        })
        .collect();
    let demand: Vec<DemandPoint> = (0..25)
        .map(|i| {
            let mut point = people(&format!("p{i:02}"), near(&mut chance), chance.random_range(0..20));
            point.traits.work = chance.random_bool(0.5).then(|| near(&mut chance));
            point.traits.priority = chance.random_bool(0.3).then(|| "urgent".to_owned());
            point.traits.facility =
                chance.random_bool(0.7).then(|| format!("f{:02}", chance.random_range(0..facilities.len())));
            point
        })
        .collect();
    let mut toy = Toy::new(1);
    toy.text =
        study_text(1, &[("out", "car", "from", 1), ("in", "foot", "toward", 0), ("both", "car", "round_trip", 2)]);
    // Small worlds: a short promise leaves some outside it.
    toy.text = toy.text.replacen("[study]\n", "[study]\nlimit = \"5min\"\nhorizon = \"20min\"\n", 1);
    toy.text += analyses;
    toy.text += "[[levels]]\nid = \"high\"\n[[levels]]\nid = \"low\"\n[[cohorts]]\nid = \"young\"\n";
    toy.text += "[[hosts]]\nid = \"campus\"\nserves = \"young\"\n[[priorities]]\nid = \"urgent\"\nlimit = \"3min\"\n";
    toy.speeds = "";
    Toy { input, facilities, demand, areas: Vec::new(), places: Vec::new(), ..toy }
}

/// The facilities of a kind that serve everybody.
pub fn open(study: &Study, kind: usize) -> Vec<usize> {
    let all = study.inputs().facilities.iter().enumerate();
    all.filter(|(_, one)| one.kind == study.file().kinds[kind].id && one.supply.host.is_none())
        .map(|(i, _)| i)
        .collect()
}

/// The limit of the people of a made world: three minutes for the urgent.
pub fn limit(study: &Study, kind: usize, point: &DemandPoint) -> u32 {
    if point.traits.priority.is_some() { 1_800 } else { study.file().kinds[kind].limit.get() }
}

/// The time of one pair in deciseconds as the kind has it, by the matrix; `None` when it is beyond the horizon.
pub fn pair(study: &Study, kind: usize, facility: usize, point: halfhour::space::LatLon) -> Option<u32> {
    let kind = &study.file().kinds[kind];
    let profile = study.profile(Some(&kind.profile)).expect("a profile");
    let place = study.inputs().facilities[facility].at;
    let way = |from, to| {
        let answer = study.matrix((&[from], &[to]), profile, &Silent::default()).expect("not cancelled");
        answer.times[0].is_reached().then(|| answer.times[0].get())
    };
    let time = match kind.direction.name() {
        "from" => way(place, point)?,
        "toward" => way(point, place)?,
        _ => way(place, point)? + way(point, place)?,
    };
    let time = time + kind.mobilisation.get();
    (time <= study.file().horizon.get()).then_some(time)
}

/// `ToyTown` with a second doctor at T40, levels, functions, and people of North Street who work beside the station.
fn town(k: u32) -> Toy {
    let mut toy = Toy::new(k);
    let mut second = facility("d2", "doctor", at(4_000.0, 0.0));
    second.level = Some("street".into());
    second.supply.functions = vec!["advice".into()];
    toy.facilities[0].level = Some("district".into());
    toy.facilities[0].supply.functions = vec!["advice".into(), "visits".into()];
    toy.facilities.push(second);
    let north = toy.demand.iter_mut().find(|point| point.id == "t2").expect("t2");
    north.traits.work = Some(at(500.0, 0.0));
    let whole = |id: &str| Area::new(id, Words::same(id), geo::MultiPolygon(Vec::new()));
    for (area, parent) in toy.areas.iter_mut().zip(["0-land", "0-land", "0-sea", "0-sea"]) {
        area.parent = Some(parent.into());
    }
    toy.areas.extend([whole("0-land"), whole("0-sea")]);
    toy.text += "teams = {}\n[[levels]]\nid = \"district\"\n[[levels]]\nid = \"street\"\n";
    toy
}

fn summary(results: &Results) -> Json {
    serde_json::to_value(&results.summary).expect("a summary")["teams"].clone()
}

#[test]
fn toytown_by_hand() {
    let results = town(1).run();
    let teams = summary(&results);
    // Doctors: d1 reaches t1 650 s, t2 1,436 s, w1 1,800 s; d2 reaches t1 950 s, t2 600 + 400 + 36 s, a1 600 + 300 + 600 + 100 s.
    let doctor = &teams["kinds"][0];
    assert_eq!(doctor["covered"]["people"], 45, "t1 10, t2 20, w1 6, a1 9");
    assert_eq!(doctor["backup"]["people"], 30, "t1 and t2 have both doctors in time");
    let named = |list: &Json| -> Vec<(String, u64)> {
        let one = |part: &Json| (part["id"].as_str().unwrap().to_owned(), part["people"].as_u64().unwrap());
        list.as_array().unwrap().iter().map(one).collect()
    };
    assert_eq!(named(&doctor["levels"]), [("district".to_owned(), 36), ("street".to_owned(), 45)], "or higher");
    assert_eq!(named(&doctor["functions"]), [("advice".to_owned(), 45), ("visits".to_owned(), 36)]);
    assert_eq!(doctor["day"]["people"], 45, "t2 moves, and is covered here and there");
    assert_eq!(teams["kinds"][1]["backup"]["people"], 0, "there is one lawyer");
    // By day t2 is 500 m from the station.
    let station = &teams["kinds"][2];
    assert_eq!((&station["covered"]["people"], &station["day"]["people"]), (&31.into(), &51.into()));
    // Unit by unit, doctor lawyer station: t1 10 10 10; t2 20 20 0; w 6 13 0; a1 9 9 9; b1 0 0 12.
    let any: Vec<_> = teams["any"].as_array().unwrap().iter().map(|any| any["people"].as_u64().unwrap()).collect();
    assert_eq!(any, [64, 45, 19]);
    // By day t2 has 20 20 20.
    let day: Vec<_> =
        teams["any"].as_array().unwrap().iter().map(|any| any["day"]["people"].as_u64().unwrap()).collect();
    assert_eq!(day, [64, 45, 39]);
    assert_eq!(teams["any"][2]["share"], 0.296_875, "19 of 64");
    let weakest: Vec<_> = teams["weakest"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| {
            (link["kind"].as_str().unwrap(), link["lacking"].as_u64().unwrap(), link["alone"].as_u64().unwrap())
        })
        .collect();
    // Only a station is what t2 (20) and w1 (6) lack.
    assert_eq!(weakest, [("station", 33, 26), ("doctor", 19, 0), ("lawyer", 12, 0)]);
}

#[test]
fn areas_add_up_on_every_level() {
    for k in [1, 5] {
        let results = town(k).run();
        let (teams, areas) = (layer(&results, "teams"), table(&results, "circle_areas"));
        let ids: Vec<&str> = areas.features.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["0-land", "0-sea", "1-west", "2-town", "3-isle-a", "4-isle-b"]);
        let number = |id: &str, field: &str| match at_row(areas, id, field) {
            Value::Integer(number) => number,
            other => panic!("{id} {field}: {other:?}"),
        };
        assert_eq!(at_row(areas, "1-west", "parent"), Value::Text("0-land".into()));
        for field in teams.fields.iter().filter(|field| field.unit == "people") {
            let of = |ids: &[&str]| ids.iter().map(|id| number(id, &field.name)).sum::<i64>();
            assert_eq!(of(&["0-land"]), of(&["1-west", "2-town"]), "{} k {k}", field.name);
            assert_eq!(of(&["0-sea"]), of(&["3-isle-a", "4-isle-b"]), "{} k {k}", field.name);
            assert_eq!(of(&["0-land", "0-sea"]), teams.total(&field.name), "{} k {k}", field.name);
        }
        assert_eq!(number("0-land", "people"), 43);
        assert_eq!(number("0-sea", "any_3"), 9, "a1");
        let summary = summary(&results);
        assert_eq!(summary["any"][1]["people"], teams.total("any_2"));
        assert_eq!(Some(teams.total("any_3") as u64), results.summary.joint.people_covered);
    }
}

#[test]
fn published_counts_are_nested_and_rounded() {
    let results = town(5).run();
    let teams = layer(&results, "teams");
    // Of the thirteen in the west six have a doctor: told as nobody. t2 has 20, of whom all or nobody are covered.
    assert_eq!(teams.total("any_2"), 39, "45 less the 6");
    assert_eq!(teams.total("doctor_level_district"), 30);
    for row in &teams.features {
        let number = |field: &str| match &row.values[teams.column(field).expect(field)] {
            Value::Integer(number) => *number,
            other => panic!("{field}: {other:?}"),
        };
        assert!(number("any_1") >= number("any_2") && number("any_2") >= number("any_3"));
        assert!(number("doctor_backup") <= number("doctor_covered"));
        assert!(number("doctor_level_district") <= number("doctor_level_street"));
        assert!(number("doctor_level_street") <= number("doctor_covered"));
        let people = number("people");
        for field in teams.fields.iter().filter(|field| field.unit == "people") {
            let count = number(&field.name);
            assert!(count == 0 || count == people || count % 5 == 0, "{} {count} of {people}", field.name);
        }
    }
}

#[test]
fn nothing_is_told_unless_asked_and_of_too_few() {
    assert!(Toy::new(1).run().tables.is_empty());
    let mut few = town(5);
    few.demand.truncate(1);
    few.demand[0].people = halfhour::units::People::from_count(4);
    let results = few.run();
    assert!(layer(&results, "teams").features.is_empty());
    assert_eq!(summary(&results)["any"][0]["people"], Json::Null);
}

#[test]
fn threads_change_nothing() {
    same_on_threads(&town(5));
}

#[test]
fn random_worlds_agree_with_all_pairs_one_by_one() {
    for seed in 0..12 {
        let toy = made(seed, "teams = {}\n");
        let study = toy.study();
        let results = results(&study);
        let teams = summary(&results);
        let inputs = study.inputs();
        for kind in 0..3 {
            let of_kind = open(&study, kind);
            let in_time = |point: &DemandPoint, by_day: bool| -> Vec<usize> {
                let at = point.traits.work.filter(|_| by_day).unwrap_or(point.at);
                of_kind
                    .iter()
                    .copied()
                    .filter(|&one| pair(&study, kind, one, at).is_some_and(|time| time <= limit(&study, kind, point)))
                    .collect()
            };
            let count = |by_day: bool, counts: &dyn Fn(&[usize]) -> bool| -> u64 {
                let some = inputs.demand.iter().filter(|point| counts(&in_time(point, by_day)));
                some.map(|point| point.people.count()).sum()
            };
            let is = |index: &usize, level: &str| inputs.facilities[*index].level.as_deref() == Some(level);
            let found = &teams["kinds"][kind];
            assert_eq!(found["covered"]["people"], count(false, &|near| !near.is_empty()), "seed {seed} kind {kind}");
            assert_eq!(found["backup"]["people"], count(false, &|near| near.len() >= 2), "seed {seed} kind {kind}");
            assert_eq!(found["day"]["people"], count(true, &|near| !near.is_empty()), "seed {seed} kind {kind}");
            let high = count(false, &|near| near.iter().any(|index| is(index, "high")));
            let low = count(false, &|near| near.iter().any(|index| is(index, "high") || is(index, "low")));
            assert_eq!((&found["levels"][0]["people"], &found["levels"][1]["people"]), (&high.into(), &low.into()));
            for function in found["functions"].as_array().unwrap() {
                let offers = |index: &usize| {
                    inputs.facilities[*index]
                        .supply
                        .functions
                        .iter()
                        .any(|name| Some(name.as_str()) == function["id"].as_str())
                };
                assert_eq!(function["people"], count(false, &|near| near.iter().any(offers)), "seed {seed} {function}");
            }
        }
    }
}
