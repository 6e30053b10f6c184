//! Assigned against nearest: ToyTown by hand, few people, brute force over random worlds.

use halfhour::layer::Value;
use halfhour::study::run::Results;
use serde_json::Value as Json;

use crate::teams::{at_row, layer, limit, made, open, pair, same_on_threads, table};
use crate::world::toy::{Toy, at, facility, results, study_text};

/// Lawyers at both ends of Row 0, 20 minutes promised. Seconds to l1 and l2, and who is assigned where (*):
/// t1 50, 350*; t2 836, 436*; a1 1,400*, 1,000; w1 1,200, 1,600*; w2 1,200.1, 1,600.1*; b1 nowhere.
fn town(k: u32) -> Toy {
    let mut toy = Toy::new(k);
    toy.text = study_text(k, &[("lawyer", "car", "toward", 0)]);
    toy.text = toy.text.replacen("mobilisation = \"0min\"", "limit = \"20min\"", 1);
    toy.text += "assigned = {}\n";
    toy.facilities = vec![facility("l1", "lawyer", at(0.0, 0.0)), facility("l2", "lawyer", at(4_000.0, 0.0))];
    for point in &mut toy.demand {
        point.traits.facility = match point.id.as_str() {
            "a1" => Some("l1".into()),
            "b1" => None,
            _ => Some("l2".into()),
        };
    }
    toy
}

fn summary(results: &Results) -> Json {
    serde_json::to_value(&results.summary).expect("a summary")["assigned"].clone()
}

#[test]
fn toytown_by_hand() {
    let results = town(1).run();
    let total = summary(&results);
    assert_eq!((&total["people"], &total["assigned"]), (&64.into(), &52.into()), "all but b1");
    assert_eq!(total["avoidable"], 15, "a1 9 and w1 6; w2 has nobody in time");
    // Units: t1 5 min, t2 0, a1 and the west 400 s = 6.67 min: (10 x 5 + 9 x 6.67 + 13 x 6.67) / 52.
    assert_eq!(total["mean_min"], 3.78);
    // Lost: 20 nothing, 10 five minutes, 22 of 52 400 s.
    assert_eq!(total["p90_min"], 6.67);
    let areas = table(&results, "assigned");
    let town = |field: &str| at_row(areas, "2-town", field);
    assert_eq!(town("assigned"), Value::Integer(30));
    assert_eq!((town("avoidable"), town("mean_lost_min")), (Value::Integer(0), Value::Number(1.67)), "10 x 5 / 30");
    assert_eq!(town("p90_lost_min"), Value::Number(5.0));
    assert_eq!(at_row(areas, "4-isle-b", "mean_lost_min"), Value::Null);
    assert_eq!(at_row(areas, "4-isle-b", "assigned"), Value::Integer(0));
    assert_eq!(layer(&results, "assigned").total("avoidable"), 15);
    let section = results.sections.iter().find(|section| section.id == "assigned").expect("a section");
    assert!(section.text[0].en.contains("3.78 minutes longer on average"), "{}", section.text[0].en);
}

#[test]
fn few_people_hide() {
    let results = town(5).run();
    let areas = table(&results, "assigned");
    // Six of the thirteen in the west could be in time: told as nobody. Nine on isle A are the whole unit.
    assert_eq!(at_row(areas, "1-west", "avoidable"), Value::Integer(0));
    assert_eq!(at_row(areas, "3-isle-a", "avoidable"), Value::Integer(9));
    assert_eq!(at_row(areas, "3-isle-a", "mean_lost_min"), Value::Number(6.67), "all nine lose as much");
    assert_eq!(at_row(areas, "3-isle-a", "p90_lost_min"), Value::Null, "a tenth of nine is fewer than five");
    assert_eq!(summary(&results)["p90_min"], 6.67, "a tenth of 52 is five or more");
    // With four of the nine assigned nothing is told of what they lose.
    let mut toy = town(5);
    let isle = toy.demand.iter_mut().find(|point| point.id == "a1").unwrap();
    isle.people = halfhour::units::People::from_count(4);
    let mut one = isle.clone();
    (one.id, one.people, one.traits.facility) = ("a2".into(), halfhour::units::People::from_count(5), None);
    toy.demand.push(one);
    let results = toy.run();
    assert_eq!(at_row(table(&results, "assigned"), "3-isle-a", "mean_lost_min"), Value::Null);
}

#[test]
fn a_facility_beyond_the_horizon_is_kept_and_not_averaged() {
    let mut toy = town(1);
    // Nobody drives from isle B; the boat to it carries no cars.
    toy.facilities.push(facility("l3", "lawyer", at(14_500.0, 0.0)));
    toy.demand.iter_mut().for_each(|point| {
        if point.id == "t2" {
            point.traits.facility = Some("l3".into());
        }
    });
    let results = toy.run();
    let areas = table(&results, "assigned");
    assert_eq!(at_row(areas, "2-town", "avoidable"), Value::Integer(20));
    assert_eq!(at_row(areas, "2-town", "mean_lost_min"), Value::Number(5.0), "of t1 alone");
    assert_eq!(at_row(areas, "2-town", "p90_lost_min"), Value::Null, "beyond the horizon");
}

#[test]
fn threads_change_nothing() {
    same_on_threads(&town(5));
}

#[test]
fn random_worlds_agree_with_all_pairs_one_by_one() {
    for seed in 20..32 {
        let toy = made(seed, "assigned = {}\n");
        let study = toy.study();
        let results = results(&study);
        let inputs = study.inputs();
        let (mut assigned, mut avoidable) = (0, 0);
        let mut lost: Vec<(Option<u32>, u64)> = Vec::new();
        for point in &inputs.demand {
            let Some(own) = &point.traits.facility else { continue };
            let own = inputs.facilities.iter().position(|one| one.id == *own).unwrap();
            let kind = study.file().kinds.iter().position(|kind| kind.id == inputs.facilities[own].kind).unwrap();
            let nearest = open(&study, kind).into_iter().filter_map(|one| pair(&study, kind, one, point.at)).min();
            let time = pair(&study, kind, own, point.at);
            let (people, limit) = (point.people.count(), limit(&study, kind, point));
            assigned += people;
            if nearest.is_some_and(|time| time <= limit) && time.is_none_or(|time| time > limit) {
                avoidable += people;
            }
            lost.extend(nearest.map(|nearest| (time.map(|time| time.saturating_sub(nearest)), people)));
        }
        let total = summary(&results);
        assert_eq!((&total["assigned"], &total["avoidable"]), (&assigned.into(), &avoidable.into()), "seed {seed}");
        let (known, sum) = lost.iter().fold((0, 0.0), |(known, sum), (time, people)| match time {
            Some(time) => (known + people, sum + f64::from(*time) * *people as f64),
            None => (known, sum),
        });
        if known > 0 {
            let mean = sum / known as f64 / 600.0;
            let told = total["mean_min"].as_f64().unwrap();
            assert!((told - mean).abs() <= 0.0051 * mean + 1e-9, "seed {seed}: {told}, not {mean}");
        }
        lost.sort_by_key(|(time, _)| time.unwrap_or(u32::MAX));
        let all: u64 = lost.iter().map(|(_, people)| people).sum();
        let mut passed = 0;
        let ninth = lost.iter().find(|(_, people)| {
            passed += people;
            passed > 0 && passed * 10 >= all * 9
        });
        let expected =
            ninth.and_then(|(time, _)| *time).map(|time| halfhour::layer::access::significant(f64::from(time) / 600.0));
        assert_eq!(total["p90_min"].as_f64(), expected, "seed {seed}");
    }
}
