//! Allocation with capacity in `ToyTown`, where every place is worked out by hand, and what is told of it.

use std::sync::Arc;

use halfhour::analysis::coverage::kind_times;
use halfhour::analysis::reach::reach;
use halfhour::issue::Code;
use halfhour::layer::{Layer, Value};
use halfhour::progress::Silent;
use halfhour::study::run::Results;
use halfhour::travel::Link;
use halfhour::units::{Deciseconds, People};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::world::toy::{Toy, at, facility, people, results};

/// A lawyer's office with places for so many.
fn office(id: &str, x: f64, places: u64) -> halfhour::places::Facility {
    let mut office = facility(id, "lawyer", at(x, 0.0));
    office.supply.capacity = Some(People::from_count(places));
    office
}

fn toy(minimum_group: u32, offices: Vec<halfhour::places::Facility>) -> Toy {
    let mut toy = Toy::new(minimum_group);
    toy.facilities.retain(|facility| facility.kind != "lawyer");
    toy.facilities.extend(offices);
    toy.text += "allocation = {}\n";
    toy
}

fn layer<'a>(results: &'a Results, id: &str) -> &'a Layer {
    let all: Vec<&Arc<Layer>> = results.layers.iter().chain(&results.tables).collect();
    all.into_iter().find(|layer| layer.id == id).unwrap_or_else(|| panic!("no {id}"))
}

/// The fields of one row.
fn row(layer: &Layer, id: &str, fields: &[&str]) -> Vec<Value> {
    let feature = layer.features.iter().find(|feature| feature.id == id).unwrap_or_else(|| panic!("no {id}"));
    let value = |field: &&str| feature.values[layer.column(field).unwrap_or_else(|| panic!("no {field}"))].clone();
    fields.iter().map(value).collect()
}

fn whole(numbers: &[i64]) -> Vec<Value> {
    numbers.iter().map(|&number| Value::Integer(number)).collect()
}

const COUNTS: [&str; 3] = ["lawyer_in_time", "lawyer_served", "lawyer_no_place"];

/// Seconds to the offices at 0 and 4,000 m: t1 50 and 350, t2 836 and 436, w1 1,200 and 1,600, w2 a tenth more, a1 1,400 and 1,000 by boat.
/// Of 52 people 42 have a place. The office at 4,000 m takes 12 of t2, which saves 400 s each; the other one t1, the rest of t2, w1 and 6 of w2.
/// 1 of w2 and a1 have none.
#[test]
fn places_that_are_short_go_where_they_cost_least() {
    let mut first = facility("l1", "lawyer", at(0.0, 0.0));
    first.staff = People::from_number(0.5);
    let results = results(&toy(1, vec![first, office("l2", 4_000.0, 12)]).study());
    let areas = layer(&results, "allocation_areas");
    for (area, counts, pass) in [
        ("1-west", [13, 12, 1], false),
        ("2-town", [30, 30, 0], true),
        ("3-isle-a", [9, 0, 9], false),
        ("4-isle-b", [0, 0, 0], true),
    ] {
        assert_eq!(row(areas, area, &COUNTS), whole(&counts), "{area}");
        assert_eq!(row(areas, area, &["lawyer_pass"]), [Value::Bool(pass)], "{area}");
    }
    let facilities = layer(&results, "allocation_facilities");
    let fields = ["capacity", "load", "slack", "overload", "more_staff"];
    assert_eq!(facilities.features.len(), 2, "stations and doctors state nothing");
    assert_eq!(row(facilities, "l1", &fields), whole(&[30, 30, 0, 0, 1]), "23 people are nearest to it");
    assert_eq!(row(facilities, "l2", &fields), whole(&[12, 12, 0, 17, 0]), "29 people are nearest to it");
    let told = &results.summary.further["allocation"];
    assert_eq!(told["people_per_staff"], 60);
    let kind = &told["kinds"][0];
    assert_eq!(kind["id"], "lawyer");
    for (key, number) in [
        ("arcs", 10),
        ("capacity", 42),
        ("people_in_time", 52),
        ("people_served", 42),
        ("people_no_place", 10),
        ("more_staff", 1),
    ] {
        assert_eq!(kind[key], number, "{key}");
    }
    assert_eq!(kind["share_served"], 0.65625, "42 of all 64");
    assert!(kind["remedy_s"].is_null(), "no place is left anywhere");
    assert!(results.sections.iter().any(|section| section.id == "allocation" && section.tables.len() == 3));
    let unstated: Vec<_> = results.issues.iter().filter(|issue| issue.code == Code::CapacityUnstated).collect();
    assert_eq!(unstated.len(), 2, "doctors and stations: {unstated:?}");
}

/// The office in the west has room, 836 s beyond the limit for t2 and 1,400 s for a1; w1 and w2 go there.
#[test]
fn the_nearest_remedy_is_the_nearest_place_that_is_free() {
    let results = results(&toy(1, vec![office("l1", 0.0, 20), office("l3", -18_000.0, 60)]).study());
    let units = layer(&results, "allocation");
    let of = |area: &str| {
        let column = units.column("area").unwrap();
        let unit = units.features.iter().find(|feature| feature.values[column] == Value::Text(area.into())).unwrap();
        row(units, &unit.id, &["lawyer_in_time", "lawyer_served", "lawyer_no_place", "lawyer_remedy_s"])
    };
    assert_eq!(of("3-isle-a"), whole(&[9, 0, 9, 1_400]));
    let remedies: Vec<Vec<Value>> = units
        .features
        .iter()
        .map(|feature| row(units, &feature.id, &["lawyer_no_place", "lawyer_remedy_s"]))
        .filter(|values| values[1] != Value::Null)
        .collect();
    assert_eq!(remedies.len(), 2, "{remedies:?}");
    assert!(remedies.contains(&whole(&[10, 836])), "{remedies:?}");
    assert_eq!(results.summary.further["allocation"]["kinds"][0]["remedy_s"], 836);
    assert_eq!(row(layer(&results, "allocation_facilities"), "l3", &["load", "slack"]), whole(&[13, 47]));
    assert_eq!((units.total("lawyer_served"), units.total("lawyer_no_place")), (33, 19));
}

#[test]
fn a_level_and_people_per_staff_may_be_chosen() {
    let mut toy = toy(
        1,
        vec![office("l1", 0.0, 1), facility("l2", "lawyer", at(0.0, 0.0)), facility("l3", "lawyer", at(0.0, 0.0))],
    );
    toy.text = toy.text.replace("allocation = {}", "allocation = { people_per_staff = 8, level = \"street\" }");
    for lawyer in toy.facilities.iter_mut().filter(|facility| ["l2", "l3"].contains(&facility.id.as_str())) {
        lawyer.level = Some("street".into());
        lawyer.staff = (lawyer.id == "l2").then(|| People::from_count(2));
    }
    let results = results(&toy.study());
    let facilities = layer(&results, "allocation_facilities");
    assert_eq!(
        row(facilities, "l2", &["capacity", "load", "more_staff"]),
        whole(&[16, 16, 5]),
        "36 have no place: 4.5 staff"
    );
    assert_eq!(row(facilities, "l3", &["capacity", "load", "more_staff"]), whole(&[0, 0, 0]));
    assert_eq!(facilities.features.len(), 2);
    let of_lawyers = results.issues.iter().find(|issue| issue.cause.en.starts_with("lawyer")).unwrap();
    assert!(of_lawyers.cause.en.ends_with("count as without places: 1"), "{}", of_lawyers.cause.en);
}

#[test]
fn nothing_is_allocated_unless_the_study_asks() {
    let mut toy = toy(1, vec![office("l1", 0.0, 20)]);
    toy.text = toy.text.replace("allocation = {}\n", "");
    let results = results(&toy.study());
    assert!(results.layers.iter().chain(&results.tables).all(|layer| !layer.id.starts_with("allocation")));
    assert!(!results.summary.further.contains_key("allocation"));
}

/// Homes all over the town, offices with few places, some of them none.
fn random(seed: u64, minimum_group: u32) -> Toy {
    let chance = &mut Pcg64Mcg::seed_from_u64(seed);
    let places = [0, 10, 30, 60];
    let offices = (0..5).map(|i| {
        let x = f64::from(chance.random_range(-18..5)) * 1_000.0;
        office(&format!("l{i}"), x, places[chance.random_range(0..4)])
    });
    let mut toy = toy(minimum_group, offices.collect());
    let home = |i: u64| {
        let (x, y) = (chance.random_range(-18_000.0..4_000.0), chance.random_range(-100.0..100.0));
        people(&format!("p{i:03}"), at(x, y), chance.random_range(0..7))
    };
    toy.demand = (0..120).map(home).collect();
    toy
}

#[test]
fn what_is_told_adds_up_and_keeps_the_minimum_group() {
    let mut waiting = 0;
    for seed in 0..12 {
        let results = results(&random(seed, 5).study());
        let (units, areas) = (layer(&results, "allocation"), layer(&results, "allocation_areas"));
        let facilities = layer(&results, "allocation_facilities");
        let coverage = layer(&results, "coverage");
        for unit in &units.features {
            let values = row(units, &unit.id, &["people", "lawyer_in_time", "lawyer_served"]);
            let numbers: Vec<i64> = values
                .iter()
                .map(|value| match value {
                    Value::Integer(number) => *number,
                    other => panic!("{other:?}"),
                })
                .collect();
            let [people, in_time, served] = numbers[..] else { panic!("{numbers:?}") };
            assert!(served <= in_time && in_time <= people, "seed {seed}: {numbers:?}");
            assert!([in_time, served].iter().all(|told| told % 5 == 0 || *told == people), "seed {seed}: {numbers:?}");
            assert_eq!(row(coverage, &unit.id, &["lawyer_covered"]), whole(&[in_time]), "told as covered");
        }
        for field in COUNTS {
            assert_eq!(units.total(field), areas.total(field), "seed {seed}: {field}");
        }
        assert_eq!(units.total("lawyer_served"), facilities.total("load"), "seed {seed}");
        let kind = &results.summary.further["allocation"]["kinds"][0];
        assert_eq!(kind["people_no_place"].as_i64(), Some(units.total("lawyer_no_place")), "seed {seed}");
        waiting += units.total("lawyer_no_place");
    }
    assert!(waiting > 100, "places must be short: {waiting}");
}

#[test]
fn figures_of_a_tiny_study_are_withheld() {
    let mut toy = toy(50, vec![office("l1", 0.0, 3)]);
    toy.demand.truncate(2);
    let results = results(&toy.study());
    let facilities = layer(&results, "allocation_facilities");
    assert_eq!(row(facilities, "l1", &["capacity"]), whole(&[3]));
    assert_eq!(row(facilities, "l1", &["load", "slack", "overload", "more_staff"]), [const { Value::Null }; 4]);
    assert!(results.summary.further["allocation"]["kinds"][0]["people_served"].is_null());
}

/// The least of all pairs is the nearest facility, in every direction, one-way streets included.
#[test]
fn pairs_in_reach_agree_with_the_nearest_facility() {
    for direction in ["from", "toward", "round_trip"] {
        let mut toy = random(3, 1);
        toy.text = toy.text.replace("direction = \"toward\"", &format!("direction = \"{direction}\""));
        toy.demand.extend(Toy::new(1).demand);
        toy.facilities.push(office("l9", 3_000.0, 1));
        let study = toy.study();
        let (kind, lawyer) = (&study.file().kinds[1], study.facilities_of(1));
        assert_eq!((kind.id.as_str(), kind.direction.name()), ("lawyer", direction));
        let demand: Vec<Option<Link>> = study.demand_links(1).iter().map(|link| link.as_ref().ok().copied()).collect();
        let links: Vec<Option<Link>> = lawyer.iter().map(|provider| provider.1).collect();
        let (weighed, bound) = (study.weighed(study.profile_of(1)), Deciseconds::from_minutes(40));
        let rows = reach(weighed, kind, (&links, &demand), bound, &Silent::default()).unwrap();
        let nearest = kind_times(weighed, kind, (&lawyer, &demand), bound, &Silent::default()).unwrap().nearest;
        let mut least = vec![Deciseconds::UNREACHED; demand.len()];
        for (point, time) in rows.into_iter().flatten() {
            least[point as usize] = least[point as usize].min(time);
        }
        assert_eq!(least, nearest, "{direction}");
        assert!(least.iter().filter(|time| time.is_reached()).count() > 60, "{direction}");
    }
}
