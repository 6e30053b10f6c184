//! Equity: ToyTown by hand, definitions beside the figures, the curve in the report.

use halfhour::encode::html::section::Chart;
use halfhour::study::run::Results;
use serde_json::Value as Json;

use crate::teams::same_on_threads;
use crate::world::toy::Toy;

fn town(k: u32) -> Toy {
    let mut toy = Toy::new(k);
    toy.text += "access = {}\nequity = {}\n";
    toy
}

fn summary(results: &Results) -> Json {
    serde_json::to_value(&results.summary).expect("a summary")["equity"].clone()
}

fn of<'a>(equity: &'a Json, kind: &str, method: Option<&str>) -> &'a Json {
    let is = |one: &&Json| one["kind"] == kind && one["method"].as_str() == method;
    equity["spread"].as_array().unwrap().iter().find(is).expect("a spread")
}

#[test]
fn toytown_by_hand() {
    let results = town(1).run();
    let equity = summary(&results);
    // Lawyer, seconds a unit: t1 10 people 50, t2 20 people 836, w 13 people 1,201, a1 9 people 1,400; b1 12 people never.
    let lawyer = of(&equity, "lawyer", None);
    assert_eq!((&lawyer["people"], &lawyer["beyond"]), (&52.into(), &12.into()));
    let groups = [(10.0, 50.0), (20.0, 836.0), (13.0, 1_201.0), (9.0, 1_400.0)];
    let total: f64 = groups.iter().map(|(n, t)| n * t).sum();
    // 500 + 16,720 + 15,613 + 12,600 = 45,433 s of 52 people: 14.56 minutes.
    assert_eq!(total, 45_433.0);
    assert_eq!(lawyer["mean"], 14.6);
    // Half the mean difference of all pairs of people over the mean.
    let pairs: f64 = groups.iter().flat_map(|a| groups.iter().map(move |b| a.0 * b.0 * (a.1 - b.1).abs())).sum();
    let gini = pairs / (2.0 * 52.0 * total);
    assert!((lawyer["gini"].as_f64().unwrap() - gini).abs() < 1e-4, "{lawyer} {gini}");
    // Four tenths are 20.8 people: 10 of t1, 10.8 of t2. The tenth with most are 5.2 people of a1.
    let palma = 5.2 * 1_400.0 / (500.0 + 10.8 * 836.0);
    assert!((lawyer["palma"].as_f64().unwrap() - palma).abs() < 0.005, "{lawyer} {palma}");
    assert_eq!(lawyer["worst_tenth"], Json::Null, "some are beyond the horizon");
    assert_eq!(lawyer["lorenz"].as_array().unwrap().len(), 21);
    // The step: four units have one lawyer (52 people), one has none (12): the tenth with least has nothing.
    let step = of(&equity, "lawyer", Some("step"));
    assert_eq!(
        (&step["mean"], &step["worst_tenth"], &step["palma"]),
        (&0.812.into(), &0.0.into(), &significant_palma())
    );
    assert_eq!(step["gini"], 0.1875, "12 of 64 have nothing, the others the same: 12 / 64");
    assert_eq!(equity["definition"].as_array().unwrap().len(), 5);
}

/// Four tenths are 25.6 people, of whom 12 have none and 13.6 one each; a tenth are 6.4 with one each.
fn significant_palma() -> Json {
    halfhour::layer::access::significant(6.4 / 13.6).into()
}

#[test]
fn the_report_has_the_curve_and_the_definitions() {
    let results = town(1).run();
    let section = results.sections.iter().find(|section| section.id == "equity").expect("a section");
    let Some(Chart::Lorenz(points)) = &section.chart else { panic!("a Lorenz curve") };
    assert_eq!((points.first(), points.last()), (Some(&(0.0, 0.0)), Some(&(1.0, 1.0))));
    assert!(section.text.iter().any(|text| text.en.starts_with("Gini: twice the area")));
    assert!(section.text.iter().any(|text| text.zh.starts_with("基尼系数：")));
    assert_eq!(section.tables.len(), 2, "minutes and access");
}

#[test]
fn with_one_unit_there_is_nothing_to_compare() {
    let mut toy = town(5);
    toy.demand.truncate(1);
    let results = toy.run();
    assert_eq!(summary(&results)["spread"].as_array().unwrap().len(), 0);
    let section = results.sections.iter().find(|section| section.id == "equity").expect("a section");
    assert!(section.text[0].en.contains("only one published unit") && section.chart.is_none());
}

#[test]
fn threads_change_nothing() {
    same_on_threads(&town(5));
}
