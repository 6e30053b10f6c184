//! Service orders over `ToyTown`: how many, where, how fast; and what they give away.

use std::collections::{BTreeMap, BTreeSet};

use halfhour::analysis::coverage::Coverage;
use halfhour::encode::csv::{self, CsvOptions};
use halfhour::encode::{geojson, html, json};
use halfhour::layer::figures::{Basis, Credits};
use halfhour::layer::orders::Cells;
use halfhour::layer::units::{Ground, Units};
use halfhour::layer::{Layer, Value};
use halfhour::places::{Areas, DemandPoint, Land, Order, Row};
use halfhour::study::report::report;
use halfhour::study::run::Results;
use halfhour::words::Lang;
use jiff::civil::{DateTime, date};
use rayon::prelude::*;

use crate::binary::Town;
use crate::world::toy::{Toy, at, facility, people, results, study_text};

fn order(place: &str, category: &str, time: DateTime) -> Order {
    Order {
        id: String::new(),
        time,
        category: category.into(),
        channel: None,
        at: None,
        place: Some(place.into()),
        facility: None,
        dispatched: None,
        arrived: None,
        closed: None,
        satisfied: None,
        row: Row { table: 0, line: 1 },
    }
}

/// So many orders of a month of 2026.
fn some(count: usize, place: &str, category: &str, month: i8) -> Vec<Order> {
    vec![order(place, category, date(2026, month, 4).at(8, 0, 0, 0)); count]
}

/// A study with these orders.
fn with_orders(mut toy: Toy, orders: Vec<Vec<Order>>) -> Toy {
    toy.text = format!("[[orders]]\nfile = \"orders.csv\"\n{}", toy.text);
    toy.orders = orders.concat();
    for (order, number) in toy.orders.iter_mut().zip(0_u64..) {
        (order.id, order.row.line) = (number.to_string(), number + 2);
    }
    toy
}

/// Calls from three places of the town and two islands.
fn calls(k: u32) -> Toy {
    let calls = vec![
        some(23, "t1", "doctor", 3),
        some(12, "t1", "meals", 3),
        some(3, "t1", "meals", 4),
        some(7, "t2", "doctor", 3),
        some(4, "t2", "meals", 3),
        some(6, "a1", "doctor", 3),
        some(4, "b1", "doctor", 3),
    ];
    with_orders(Toy::new(k), calls)
}

fn table<'r>(results: &'r Results, id: &str) -> &'r Layer {
    results.tables.iter().find(|table| table.id == id).expect("the table")
}

fn value(layer: &Layer, id: &str, name: &str) -> Value {
    let feature = layer.features.iter().find(|feature| feature.id == id).unwrap_or_else(|| panic!("{id}"));
    feature.values[layer.column(name).expect("a column")].clone()
}

/// The whole numbers of a column by id.
fn counts(layer: &Layer, name: &str) -> BTreeMap<String, i64> {
    let column = layer.column(name).expect("a column");
    let count = |value: &Value| match value {
        Value::Integer(count) => *count,
        other => panic!("{other:?}"),
    };
    layer.features.iter().map(|feature| (feature.id.clone(), count(&feature.values[column]))).collect()
}

#[test]
fn orders_are_told_by_unit_where_they_are_many_and_else_by_area() {
    let results = calls(5).run();
    // t1: 23, 12 and 3 are told as 20, 10 and none; t2: 7 and 4 as 5 and none. Together 30 and 16 would be told as 30 and 15:
    // 35 is more than three quarters of 45, so each stands alone. a1: 6 as 5. b1: 4 as none.
    let expected = [("2-town|doctor|2026-03", 25), ("2-town|meals|2026-03", 10), ("3-isle-a|doctor|2026-03", 5)];
    let expected = BTreeMap::from(expected.map(|(id, count)| (id.to_owned(), count)));
    let orders = table(&results, "orders");
    assert_eq!(counts(orders, "orders"), expected);
    // 25 orders of 10 + 20 people.
    assert_eq!(value(orders, "2-town|doctor|2026-03", "people"), Value::Integer(30));
    assert_eq!(value(orders, "2-town|doctor|2026-03", "per_1000"), Value::Number(833.0));
    let mut by_unit: Vec<i64> = counts(table(&results, "orders_units"), "orders").into_values().collect();
    by_unit.sort_unstable();
    assert_eq!(by_unit, [5, 5, 30]);
    let summary = &results.summary.further["orders"];
    assert_eq!(summary["orders"].as_u64(), Some(40));
    assert_eq!(
        summary["months"].as_array().map(Vec::len),
        Some(1),
        "nothing of April is told, nor that there was a call"
    );
    assert_eq!(summary["unmet"].as_u64(), Some(40), "nobody was answered: cell by cell the same");
}

#[test]
fn rare_orders_of_a_unit_are_told_with_its_neighbours() {
    let calls = vec![
        some(23, "t1", "doctor", 3),
        some(12, "t1", "meals", 3),
        some(4, "t2", "doctor", 3),
        some(4, "t2", "meals", 3),
    ];
    let results = with_orders(Toy::new(5), calls).run();
    // Of t2 alone nothing could be told: 27 and 16 of both together are 25 and 15, and no unit has a row of its own.
    let orders = counts(table(&results, "orders"), "orders");
    assert_eq!((orders["2-town|doctor|2026-03"], orders["2-town|meals|2026-03"]), (25, 15));
    assert!(table(&results, "orders_units").features.is_empty());
    let hotspots = results.layers.iter().find(|layer| layer.id == "hotspots").expect("the layer");
    assert!(hotspots.features.iter().all(|unit| unit.values[0] != Value::Text("2-town".into())));
}

#[test]
fn a_study_may_tell_orders_for_higher_areas_at_least() {
    let tree = |level: &str| {
        let mut toy = with_orders(Toy::new(5), vec![some(3, "t1", "doctor", 3), some(4, "a1", "doctor", 3)]);
        toy.text = toy.text.replacen("file = \"orders.csv\"\n", &format!("file = \"orders.csv\"\n{level}"), 1);
        let mut above = toy.areas[0].clone();
        (above.id, above.outline.0, above.level) = ("0-all".into(), Vec::new(), Some("county".into()));
        toy.areas.iter_mut().for_each(|area| area.parent = Some("0-all".into()));
        toy.areas.push(above);
        counts(table(&toy.run(), "orders"), "orders")
    };
    assert!(tree("").is_empty(), "three and four orders in two places: nothing");
    let expected = BTreeMap::from([("0-all|doctor|2026-03".to_owned(), 5)]);
    assert_eq!(tree("area_level = \"county\"\n"), expected, "seven in the county; nothing of its parts");
}

#[test]
fn with_a_minimum_group_of_one_everything_is_exact() {
    let results = calls(1).run();
    let summary = &results.summary.further["orders"];
    assert_eq!(summary["orders"].as_u64(), Some(59));
    assert_eq!(summary["unmet"].as_u64(), Some(59));
    let orders = counts(table(&results, "orders"), "orders");
    assert_eq!((orders["2-town|doctor|2026-03"], orders["2-town|meals|2026-04"]), (30, 3));
    assert_eq!(orders["4-isle-b|doctor|2026-03"], 4);
    assert_eq!(counts(table(&results, "orders_units"), "orders").values().sum::<i64>(), 59);
}

#[test]
fn calls_of_fewer_than_k_people_are_not_told_however_many_they_are() {
    let mut toy = Toy::new(5);
    toy.demand.push(people("x1", at(510.0, 0.0), 2));
    let results = with_orders(toy, vec![some(50, "x1", "rare", 3), some(60, "t2", "doctor", 3)]).run();
    let orders = counts(table(&results, "orders"), "orders");
    assert_eq!(orders.keys().collect::<Vec<_>>(), ["2-town|doctor|2026-03"]);
    let page = serde_json::to_string(&results.summary.further["orders"]).expect("JSON");
    assert!(!page.contains("rare"), "{page}");
}

#[test]
fn every_level_of_the_tree_is_the_sum_of_what_lies_below() {
    let mut toy = calls(5);
    let mut above = toy.areas[0].clone();
    (above.id, above.outline.0) = ("0-all".into(), Vec::new());
    above.level = Some("county".into());
    toy.areas.iter_mut().for_each(|area| {
        area.parent = Some("0-all".into());
        area.level = Some("village".into());
    });
    toy.areas.push(above);
    let results = toy.run();
    let orders = counts(table(&results, "orders"), "orders");
    assert_eq!((orders["0-all|doctor|2026-03"], orders["0-all|meals|2026-03"]), (30, 10));
    assert!(orders.values().all(|count| count % 5 == 0));
}

#[test]
fn a_place_with_twice_the_calls_is_a_hotspot() {
    let counts = [("t2", 60), ("t1", 5), ("a1", 4), ("b1", 5), ("w1", 2), ("w2", 3)];
    let orders = counts.map(|(place, count)| some(count, place, "doctor", 3)).to_vec();
    let results = with_orders(Toy::new(1), orders).run();
    let layer = results.layers.iter().find(|layer| layer.id == "hotspots").expect("the layer");
    let (people, hot) = (layer.column("people").unwrap(), layer.column("hotspot").unwrap());
    let hot: Vec<&Value> = layer
        .features
        .iter()
        .filter(|unit| unit.values[hot] == Value::Bool(true))
        .map(|unit| &unit.values[people])
        .collect();
    // 79 orders of 64 people: t2 with 20 people would have 24.7.
    assert_eq!(hot, [&Value::Integer(20)]);
    let spot = layer.features.iter().find(|unit| unit.values[people] == Value::Integer(20)).unwrap();
    assert_eq!(spot.values[layer.column("expected").unwrap()], Value::Number(24.7));
    assert!(spot.geometry.is_some());
}

/// Doctors sent to t2: dispatched twelve minutes after the call, 836 s of travel and 11 s more each.
fn doctors(count: i64) -> Vec<Order> {
    let call = date(2026, 3, 4).at(8, 0, 0, 0);
    let after = |seconds: i64| call.checked_add(jiff::Span::new().seconds(seconds)).expect("a time");
    let sent = |i: i64| Order {
        facility: Some("d1".into()),
        dispatched: Some(after(720)),
        arrived: Some(after(720 + 836 + 11 * i)),
        ..order("t2", "visit", call)
    };
    (1..=count).map(sent).collect()
}

#[test]
fn observed_travel_is_compared_with_the_model() {
    let results = with_orders(Toy::new(5), vec![doctors(40)]).run();
    let found = &results.summary.further["orders"]["responses"][0];
    let number = |name: &str| found[name].as_f64();
    // From d1 to t2: 4 km east, 4 km north, 800 s; 50 m on foot, 36 s. Observed: 40 x 836 + 11 x 820 = 42,460 s of 33,440.
    assert_eq!((number("compared"), number("factor")), (Some(40.0), Some(1.27)));
    assert_eq!(number("modelled_median_s"), Some(836.0));
    assert_eq!(found["factor_median"]["value"].as_f64(), Some(1.27), "(836 + 11 x 20.5) / 836");
    // Of forty the 14th and the 27th: 990 and 1,133 of 836.
    assert_eq!(found["factor_median"]["low"].as_f64(), Some(1.18));
    assert_eq!(found["factor_median"]["high"].as_f64(), Some(1.36));
    // 720 + 836 + 11 i <= 1,800 for 22 of them, told as 20; without the twelve minutes for all.
    assert_eq!((number("in_time"), number("orders")), (Some(20.0), Some(40.0)));
    assert_eq!(number("in_time_but_for_dispatch"), Some(40.0));
    assert_eq!(number("before_travel_median_s"), Some(720.0));
    let few = with_orders(Toy::new(5), vec![doctors(19)]).run();
    assert_eq!(few.summary.further["orders"]["responses"][0]["factor"].as_f64(), None, "too few to tell");
}

#[test]
fn a_position_counts_like_its_place_and_the_direction_is_that_of_the_kind() {
    let mut toy = Toy::new(1);
    toy.text = study_text(1, &[("out", "car", "from", 0), ("in", "car", "toward", 0)]);
    toy.facilities = ["out", "in"].map(|kind| facility(kind, kind, at(1_500.0, 4_000.0))).to_vec();
    toy.demand = vec![people("p", at(500.0, 4_000.0), 10)];
    let call = date(2026, 3, 4).at(8, 0, 0, 0);
    let arrived = call.checked_add(jiff::Span::new().seconds(1_000)).ok();
    // The nearest facility of the kind that the category is called after stands in where no facility is named.
    let one = |category: &str, position: bool| {
        let order = Order { dispatched: Some(call), arrived, ..order("p", category, call) };
        if position { Order { place: None, at: Some(at(500.0, 4_000.0)), ..order } } else { order }
    };
    let orders = ["out", "in"].map(|category| (0..20).map(|i| one(category, i % 2 == 0)).collect::<Vec<_>>());
    let results = with_orders(toy, orders.to_vec()).run();
    let factors = |kind: usize| results.summary.further["orders"]["responses"][kind]["factor"].as_f64();
    // Row 4 is one-way: they come all around in 500 s, people drive straight in 100 s.
    assert_eq!((factors(0), factors(1)), (Some(2.0), Some(10.0)));
}

#[test]
fn ten_content_callers_do_not_outrank_a_hundred() {
    let rated = |place: &str, satisfied: usize, of: usize| -> Vec<Order> {
        let one = |i: usize| Order {
            satisfied: Some(i < satisfied),
            ..order(place, "visit", date(2026, 3, 4).at(8, 0, 0, 0))
        };
        (0..of).map(one).collect()
    };
    for k in [1, 5] {
        let orders = vec![rated("t1", 60, 100), rated("w1", 17, 20), rated("w2", 15, 20), rated("a1", 10, 10)];
        let results = with_orders(Toy::new(k), orders).run();
        let ranking = table(&results, "ranking");
        let rank = |area: &str| value(ranking, &format!("satisfaction|area|{area}"), "rank");
        // 32 of 40 in the west, 60 of 100 in the town; all ten of the isle, too few for a rank.
        assert_eq!(
            [rank("1-west"), rank("2-town"), rank("3-isle-a")],
            [Value::Integer(1), Value::Integer(2), Value::Null],
            "k {k}"
        );
        let Value::Number(shrunk) = value(ranking, "satisfaction|area|1-west", "shrunk") else { panic!("a figure") };
        // With k = 5 the 32 are told as 35.
        assert!(shrunk < 0.875 && shrunk > 0.65, "drawn towards the average: {shrunk}");
    }
}

#[test]
fn orders_are_told_alike_in_every_form_and_on_any_number_of_threads() {
    let bytes = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let mut toy = calls(5);
            toy.orders.extend(doctors(40));
            let study = toy.study();
            let results = results(&study);
            let page = html::report(&report(&study, &results, Lang::Zh)).expect("a page");
            assert!(page.contains("工单频次") && page.contains("Response times: observed and modelled"));
            let mut all: Vec<Vec<u8>> = results.layers.iter().map(|layer| geojson::layer(layer)).collect();
            let csv = |table: &Layer| csv::layer(table, CsvOptions::default()).expect("a table");
            all.extend(results.tables.iter().map(|table| csv(table)));
            all.extend([json::pretty(&results.summary).expect("a summary"), page.into_bytes()]);
            all
        })
    };
    assert_eq!(bytes(1), bytes(2));
}

/// Two units of twenty people in no area.
struct Two {
    demand: Vec<DemandPoint>,
    units: Units,
    k: u64,
}

impl Two {
    fn new(k: u64) -> Self {
        let demand = vec![people("a", at(0.0, 0.0), 20), people("b", at(9_000.0, 0.0), 20)];
        let (areas, land) = (Areas::default(), Land::default());
        let ground = Ground {
            demand: &demand,
            area_of: &[None, None],
            island_of: &[],
            land_of: &[],
            areas: &areas,
            land: &land,
            resolution: 8,
            minimum_group: k,
        };
        let units = Units::build(&ground);
        assert_eq!(units.all().len(), 2);
        Self { demand, units, k }
    }

    /// All that leaves the process about these orders.
    fn released(&self, orders: &[Order]) -> String {
        let (areas, credits, coverage) = (Areas::default(), Credits::default(), Coverage::default());
        let (units, demand) = (&self.units, self.demand.as_slice());
        let basis = Basis { units, demand, kinds: &[], coverage: &coverage, areas: &areas, credits: &credits };
        let points: Vec<Option<u32>> =
            orders.iter().map(|order| Some(u32::from(order.place.as_deref() == Some("b")))).collect();
        format!("{:?}", Cells::new(&basis, None, (orders, &points)))
    }

    /// Fails where some numbers, added up as `sums` say, are known to be small.
    fn assert_safe(&self, worlds: &[(Vec<u64>, Vec<Order>)], sums: &[Vec<i64>]) {
        let released: Vec<String> = worlds.par_iter().map(|(_, orders)| self.released(orders)).collect();
        let mut alike: BTreeMap<&str, Vec<&Vec<u64>>> = BTreeMap::new();
        for (seen, (counts, _)) in released.iter().zip(worlds) {
            alike.entry(seen).or_default().push(counts);
        }
        assert!(alike.len() > 10, "something is told");
        for (seen, worlds) in alike {
            for sum in sums {
                let of = |counts: &&Vec<u64>| {
                    sum.iter().zip(*counts).map(|(factor, &count)| factor * count as i64).sum::<i64>()
                };
                let values: BTreeSet<i64> = worlds.iter().map(of).collect();
                let small = values.range(1..self.k as i64).next().is_some();
                let pinned = small && !values.contains(&0) && (values.len() as u64) < self.k;
                assert!(!pinned, "{sum:?} is one of {values:?} when {seen} is told, such as {:?}", worlds[0]);
            }
        }
    }
}

#[test]
fn cells_pin_no_few_orders() {
    let two = Two::new(3);
    // All ways to have at most eight orders of either category: any of them may be of one unit alone.
    let pairs: Vec<(usize, usize)> = (0..=8).flat_map(|a| (0..=8 - a).map(move |b| (a, b))).collect();
    let world = |&(ax, bx): &(usize, usize), &(ay, by): &(usize, usize)| {
        let cells = [(ax, "a", "x"), (ay, "a", "y"), (bx, "b", "x"), (by, "b", "y")];
        let orders: Vec<Vec<Order>> = cells.iter().map(|&(count, place, sort)| some(count, place, sort, 3)).collect();
        (cells.iter().map(|&(count, ..)| count as u64).collect::<Vec<_>>(), orders.concat())
    };
    let worlds: Vec<_> = pairs.iter().flat_map(|x| pairs.iter().map(move |y| world(x, y))).collect();
    let sums: Vec<Vec<i64>> = (1..16).map(|set: i64| (0..4).map(|i| set >> i & 1).collect()).collect();
    two.assert_safe(&worlds, &sums);
}

#[test]
fn satisfied_and_unmet_orders_pin_no_few_of_them() {
    let two = Two::new(3);
    let mut worlds = Vec::new();
    // Satisfied, dissatisfied, answered without a grade, never answered.
    for number in 0..12_u64.pow(4) {
        let counts: Vec<u64> = (0..4).map(|i| number / 12_u64.pow(i) % 12).collect();
        if counts.iter().sum::<u64>() > 11 {
            continue;
        }
        let time = date(2026, 3, 4).at(8, 0, 0, 0);
        let met = Order { closed: Some(time), ..order("a", "x", time) };
        let sorts = [
            Order { satisfied: Some(true), ..met.clone() },
            Order { satisfied: Some(false), ..met.clone() },
            met,
            order("a", "x", time),
        ];
        let orders = sorts.into_iter().zip(&counts).flat_map(|(sort, &count)| vec![sort; count as usize]).collect();
        worlds.push((counts, orders));
    }
    let sums = (1..16).map(|set: i64| (0..4).map(|i| set >> i & 1).collect()).collect::<Vec<_>>();
    two.assert_safe(&worlds, &sums);
}

#[test]
fn an_order_far_from_all_people_is_nobodys() {
    let toy = Toy::new(1);
    let far =
        |x: f64| Order { place: None, at: Some(at(x, 0.0)), ..order("", "visit", date(2026, 3, 4).at(8, 0, 0, 0)) };
    let points =
        halfhour::analysis::orders::points_of(&[far(500.0), far(2_400.0), far(2_600.0), far(1e6)], &toy.demand);
    assert_eq!(points, [Some(2), Some(2), None, None], "t1 stands at 500 m; 2 km are the most");
}

#[test]
fn bad_rows_of_orders_and_premises_are_listed_and_the_others_used() {
    let town = Town::new();
    let head = "id,time,category,place,facility,dispatched,arrived,closed,satisfaction\n";
    let good = |i: usize| format!("o{i},2026/3/4 8:15,visit,d{:06},s1,2026/3/4 8:20,2026/3/4 8:41,,5\n", 1 + i % 40);
    let bad = "b1,2026/3/4 8:15,secret,d000001,s999,,,,\nb2,2026/3/4 8:15,secret,nowhere,s1,,,,\n\
               b3,2026/3/4 8:15,secret,d000001,s1,2026/3/4 8:20,2026/3/4 8:19,,\no1,2026/3/4 8:15,secret,d000001,,,,,\n\
               b5,tomorrow,secret,d000001,,,,,\nb6,2026/3/4 8:15,secret,d000001,,,,,9\n";
    town.put("orders.csv", format!("{head}{}{bad}", (0..100).map(good).collect::<String>()));
    town.put("campuses.csv", "id,name,lon,lat,type\nc1,一中,114.05,22.54,campus\nc2,二中,,,campus\n");
    let rules = "[[rules]]\nid = \"campus\"\ntype = \"hosts_need_facility\"\nhost = \"campus\"\nkind = \"station\"\n\
                 hosts_file = \"campuses.csv\"\n[[rules]]\nid = \"level\"\ntype = \"one_per_area\"\n\
                 area_level = \"parish\"\nkind = \"station\"\n[[orders]]\nfile = \"orders.csv\"\n[areas]\n";
    let town = town.with("[areas]\n", rules);
    let done = town.run();
    assert_eq!(done.code, 1, "{}", done.err);
    let listed = town.listed();
    let of = |file: &str| listed.iter().filter(|issue| issue.contains(file)).cloned().collect::<Vec<_>>();
    let expected = [
        "field-bad-number orders.csv:107 [satisfaction]",
        "field-bad orders.csv:106 [time]",
        "duplicate-id orders.csv:105 [id]",
        "facility-unknown orders.csv:102 [facility]",
        "order-times orders.csv:104 [arrived]",
        "place-unknown orders.csv:103 [place]",
    ];
    assert_eq!(of("orders.csv"), expected);
    assert_eq!(of("campuses.csv"), ["field-missing campuses.csv:3 [lon]"]);
    assert!(listed.iter().any(|issue| issue.starts_with("rule-without-areas")), "{listed:?}");
    let issues = town.text("out/issues.csv");
    assert!(
        !issues.contains("secret") && !issues.contains("s999") && !issues.contains("d000001"),
        "rows, never values"
    );
    let orders = &town.summary()["orders"];
    let told = orders["orders"].as_u64().expect("a number");
    assert!(told > 50 && told <= 100 && told.is_multiple_of(5), "{orders}");
    for file in
        ["orders.csv", "orders_units.csv", "ranking.csv", "hotspots.geojson", "violations.csv", "violations.geojson"]
    {
        assert!(town.folder().join("out").join(file).exists(), "{file}");
    }
    assert_eq!(town.text("out/violations.csv").lines().count(), 2, "{}", town.text("out/violations.csv"));
    assert!(town.text("out/report.html").contains("工单频次"));
}
