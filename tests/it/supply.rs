//! Cohorts, priorities, hosts, the tree of areas and control totals on `ToyTown`: every figure by hand.

use halfhour::layer::Value;
use halfhour::places::Area;
use halfhour::units::People;
use halfhour::words::Words;

use crate::world::toy::Toy;

/// `ToyTown` with minimum group 1, areas that make a tree (an `isles` above both isles), and half of everybody in a cohort.
fn toy() -> Toy {
    let mut toy = Toy::new(1);
    toy.text = toy.text.replace("[analyses]", "[[cohorts]]\nid = \"half\"\n[analyses]");
    for area in &mut toy.areas {
        area.level = Some("village".into());
        if area.id.contains("isle") {
            area.parent = Some("0-isles".into());
        }
    }
    let isles = Area::new("0-isles", Words::new("群岛", "Isles"), geo::MultiPolygon(Vec::new()));
    toy.areas.push(Area { level: Some("county".into()), ..isles });
    for point in &mut toy.demand {
        point.traits.cohorts = vec![People::from_count(point.people.count() / 2)];
    }
    toy
}

fn row(layer: &halfhour::layer::Layer, id: &str, field: &str) -> Value {
    let feature = layer.features.iter().find(|feature| feature.id == id);
    let feature = feature.unwrap_or_else(|| panic!("{id} in {}", layer.id));
    feature.values[layer.column(field).unwrap_or_else(|| panic!("{field}"))].clone()
}

#[test]
fn an_area_is_the_sum_of_those_below_it() {
    let results = toy().run();
    let people = |id: &str| row(&results.areas, id, "people");
    // a1 has 9 people on isle A, b1 12 on isle B.
    assert_eq!([people("3-isle-a"), people("4-isle-b"), people("0-isles")], [9, 12, 21].map(Value::Integer));
    assert_eq!(row(&results.areas, "3-isle-a", "parent"), Value::Text("0-isles".into()));
    assert_eq!(row(&results.areas, "0-isles", "level"), Value::Text("county".into()));
    for field in ["joint_covered", "doctor_covered", "lawyer_covered", "station_covered"] {
        let of = |id: &str| match row(&results.areas, id, field) {
            Value::Integer(count) => count,
            other => panic!("{other:?}"),
        };
        assert_eq!(of("0-isles"), of("3-isle-a") + of("4-isle-b"), "{field}");
    }
}

#[test]
fn cohorts_are_counted_by_block_and_add_up() {
    let results = toy().run();
    let table = results.tables.iter().find(|table| table.id == "cohorts").expect("a table");
    let count = |id: &str, field: &str| row(table, id, field);
    // 9/2 + 12/2 on the isles, 10/2 + 20/2 in the town, 6/2 + 7/2 in the west.
    let expected = [("half-0-isles", 10), ("half-2-town", 15), ("half-1-west", 6), ("half", 31)];
    for (id, people) in expected {
        assert_eq!(count(id, "people"), Value::Integer(people), "{id}");
    }
    let summary = &results.summary.further["cohorts"][0];
    assert_eq!((summary["id"].as_str(), summary["people"].as_u64()), (Some("half"), Some(31)));
    // With a minimum group of 1 every figure is exact: half of those covered, point by point.
    for (index, kind) in ["doctor", "lawyer", "station"].into_iter().enumerate() {
        let study = toy().study();
        let covered = |point: usize| results.coverage.covered(index, point);
        let exact: u64 = (0..study.inputs().demand.len())
            .filter(|&point| covered(point))
            .map(|point| study.inputs().demand[point].people.count() / 2)
            .sum();
        assert_eq!(summary["kinds"][index]["people_covered"].as_u64(), Some(exact), "{kind}");
    }
}

#[test]
fn a_priority_has_a_limit_of_its_own() {
    let mut toy = toy();
    let before = toy.run();
    toy.text = toy.text.replace("[analyses]", "[[priorities]]\nid = \"urgent\"\nlimit = \"10min\"\n[analyses]");
    let index = toy.demand.iter().position(|point| point.id == "t2").expect("t2");
    toy.demand[index].traits.priority = Some("urgent".into());
    let after = toy.run();
    let minutes = |results: &halfhour::study::run::Results| results.coverage.kinds[0].nearest[index].get() / 600;
    // The doctor needs more than 10 minutes (they are the mobilisation alone) and fewer than 30.
    assert!((10..30).contains(&minutes(&before)));
    assert!(before.coverage.covered(0, index) && !after.coverage.covered(0, index));
    let covered = |results: &halfhour::study::run::Results| results.summary.kinds[0].people_covered;
    assert_eq!(covered(&before).zip(covered(&after)).map(|(before, after)| before - after), Some(20));
}

#[test]
fn a_host_that_serves_one_cohort_counts_for_nobody_else() {
    let mut toy = toy();
    let hosts = "[[hosts]]\nid = \"campus\"\nserves = \"half\"\n[analyses]";
    toy.text = toy.text.replace("[analyses]", hosts);
    let open = toy.run();
    for facility in toy.facilities.iter_mut().filter(|facility| facility.kind == "station") {
        facility.supply.host = Some("campus".into());
    }
    let closed = toy.run();
    assert!(open.summary.kinds[2].people_covered > Some(0));
    assert_eq!(closed.summary.kinds[2].people_covered, Some(0));
    let of_cohort = |results: &halfhour::study::run::Results| {
        results.summary.further["cohorts"][0]["kinds"][2]["people_covered"].as_u64()
    };
    assert_eq!(of_cohort(&open), of_cohort(&closed), "the cohort is served as before");
    assert!(of_cohort(&closed) > Some(0));
}

#[test]
fn totals_are_counted_in_the_data_and_never_copied() {
    let mut toy = toy();
    let totals = "[[totals]]\nname = \"stations\"\ncount = \"facilities\"\nkind = \"station\"\nexpected = 2\n\
                  [[totals]]\nname = \"villages\"\ncount = \"areas\"\nlevel = \"village\"\nexpected = 4\n\
                  [[totals]]\nname = \"staff\"\ncount = \"staff\"\nexpected = 5\n\
                  [[totals]]\nname = \"people\"\ncount = \"people\"\nexpected = 64\n[analyses]";
    toy.text = toy.text.replace("[analyses]", totals);
    toy.facilities[2].staff = Some(People::from_count(3));
    toy.facilities[3].staff = Some(People::from_count(1));
    let results = toy.run();
    let totals: Vec<_> = results.summary.totals.iter().map(|total| (total.expected, total.counted)).collect();
    assert_eq!(totals, [(2, 2), (4, 4), (5, 4), (64, 64)]);
}
