//! An attack on the figures of the response circle: times lost, counted out as in `privacy.rs`; access, which no home may move.

use halfhour::analysis::assigned::Loss;
use halfhour::analysis::coverage::Coverage;
use halfhour::encode::csv::CsvOptions;
use halfhour::encode::{csv, geojson, json};
use halfhour::layer::Value;
use halfhour::layer::assigned::{LossFigures, areas, layer};
use halfhour::layer::figures::{Basis, Credits};
use halfhour::layer::units::{Ground, Unit, Units};
use halfhour::places::{Areas, DemandPoint, Land};
use halfhour::space::LatLon;
use halfhour::study::run::Results;
use halfhour::units::Deciseconds;

use crate::privacy::{assert_no_leak, attack_on};
use crate::teams::layer as layer_of;
use crate::world::toy::{Toy, at, facility, people, study_text};

/// What is released of times lost, of people of some groups who live at one place.
fn release(people_of: &[u64], of: &[Option<Loss>], k: u64) -> Vec<Vec<u8>> {
    let point = |(g, &count): (usize, &u64)| people(&g.to_string(), at(g as f64, 0.0), count);
    let demand: Vec<DemandPoint> = people_of.iter().enumerate().map(point).collect();
    let (tree, land, credits, coverage) = (Areas::default(), Land::default(), Credits::default(), Coverage::default());
    let units = Units::build(&Ground {
        demand: &demand,
        area_of: &vec![None; demand.len()],
        island_of: &[],
        land_of: &[],
        areas: &tree,
        land: &land,
        resolution: 4,
        minimum_group: k,
    });
    let basis =
        Basis { units: &units, demand: &demand, kinds: &[], coverage: &coverage, areas: &tree, credits: &credits };
    let figures = LossFigures::new(&basis, of);
    let all: Vec<usize> = (0..figures.units.len()).collect();
    vec![
        geojson::layer(&layer(&basis, &figures)),
        csv::layer(&areas(&basis, &figures), CsvOptions { id: "area", bom: false }).expect("a table"),
        json::pretty(&figures.together(&basis, &all)).expect("figures"),
    ]
}

/// Minutes to the assigned facility and to the nearest, thirty promised; none where it is not reached.
fn loss(assigned: Option<u32>, nearest: Option<u32>) -> Option<Loss> {
    let time = |minutes: Option<u32>| minutes.map_or(Deciseconds::UNREACHED, Deciseconds::from_minutes);
    Some(Loss { assigned: time(assigned), nearest: time(nearest), limit: Deciseconds::from_minutes(30) })
}

fn attack(of: &[Option<Loss>], k: u64, most: u64) {
    let leaks: Vec<String> =
        (1..=most).flat_map(|n| attack_on((n, k), of, |people_of| release(people_of, of, k))).collect();
    assert_no_leak(&leaks);
}

#[test]
fn times_lost_pin_nobody() {
    let (nobody, nothing, in_time) = (None, loss(Some(5), Some(5)), loss(Some(20), Some(10)));
    let (avoidable, never) = (loss(Some(40), Some(12)), loss(None, Some(10)));
    for k in 2..=4 {
        attack(&[nothing, avoidable], k, 11 * k);
        attack(&[nobody, nothing, avoidable], k, 5 * k);
        attack(&[nothing, avoidable, never], k, 5 * k);
    }
    attack(&[nobody, nothing, in_time, avoidable, never], 2, 9);
    attack(&[nothing, avoidable], 2, 60);
}

#[test]
fn times_lost_by_some_who_are_in_time_pin_nobody() {
    // Who is in time loses more than who is not: counts by loss alone would part the two.
    let (nobody, nothing) = (None, loss(Some(5), Some(5)));
    let (in_time, avoidable) = (loss(Some(29), Some(1)), loss(Some(31), Some(29)));
    for k in 2..=3 {
        attack(&[nothing, in_time, avoidable], k, 7 * k);
        attack(&[nobody, nothing, in_time, avoidable], k, 4 * k + 1);
    }
    // Neither is in time, or only one is reached, or none.
    attack(&[nobody, nothing, loss(Some(50), Some(40)), loss(None, Some(40)), loss(None, None)], 2, 8);
}

/// A station that reaches one of two homes in a minute and the other one not; two more stations farther off. Of `n` people of one
/// unit `c` live in the first home. A second unit is there for comparison.
fn two_homes(k: u32, (c, n): (u64, u64)) -> Toy {
    let mut toy = Toy::new(k);
    toy.text = study_text(k, &[("station", "car", "toward", 0)]);
    toy.text = toy.text.replacen("mobilisation = \"0min\"", "limit = \"50s\"", 1);
    toy.text += "access = {}\nequity = {}\n";
    let station = |(id, x): (&str, f64)| facility(id, "station", at(x, 0.0));
    toy.facilities = [("s1", -11_500.0), ("s2", -10_500.0), ("s3", -8_500.0)].map(station).to_vec();
    toy.demand = vec![
        people("a", at(-11_900.0, 0.0), c),
        people("b", at(-12_050.0, 0.0), n - c),
        people("far", at(-16_000.0, 0.0), 15),
    ];
    toy
}

/// The layer and the figures that access has a part in.
fn access(results: &Results) -> Vec<Vec<u8>> {
    let summary = serde_json::to_value(&results.summary).expect("a summary");
    let spread = summary["equity"]["spread"].as_array().expect("a list").iter();
    let spread: Vec<_> = spread.filter(|one| one["measure"] == "access").collect();
    assert!(!spread.is_empty());
    vec![
        geojson::layer(layer_of(results, "access")),
        json::pretty(&summary["access"]).expect("figures"),
        json::pretty(&spread).expect("figures"),
    ]
}

#[test]
fn no_home_moves_an_access_index() {
    for k in [2, 3, 5] {
        let n = 4 * u64::from(k) - 1;
        let released: Vec<_> = (0..=n).map(|c| access(&two_homes(k, (c, n)).run())).collect();
        assert!(released.iter().all(|one| *one == released[0]), "k {k}: access tells how many live where");
    }
    // Where nobody hides, the mean tells it.
    let exact: Vec<_> = (0..=11).map(|c| access(&two_homes(1, (c, 11)).run())).collect();
    assert!(exact.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn people_of_a_unit_count_at_its_anchor() {
    let toy = two_homes(5, (2, 12));
    let study = toy.study();
    let results = toy.run();
    // The same people with nothing to hide, on the street beside the anchors, which runs along the equator.
    let mut exact = two_homes(1, (2, 12));
    let units = study.units().all().iter();
    let beside = |unit: &Unit| LatLon::new(unit.anchor.lon(), 0.0).expect("a position");
    exact.demand = units.map(|unit| people(&unit.id, beside(unit), unit.people)).collect();
    let (told, exact) = (layer_of(&results, "access").clone(), exact.run());
    let exact = layer_of(&exact, "access");
    let values = |layer: &halfhour::layer::Layer| -> Vec<Vec<Value>> {
        layer.features.iter().map(|unit| unit.values[1..].to_vec()).collect()
    };
    assert_eq!((told.features.len(), values(&told)), (2, values(exact)));
    let column = told.column("station_linear").expect("a column");
    assert!(values(&told).iter().any(|unit| matches!(unit[column - 1], Value::Number(value) if value > 0.0)));
}
