//! Rules over a province of one county, two townships and three villages, and over random ones.

use proptest::prelude::*;

use super::*;
use crate::analysis::rules::areas_of_facilities;
use crate::places::Area;
use crate::space::LatLon;
use crate::words::Words;

fn areas() -> Areas {
    let area = |id: &str, level: &str, parent: Option<&str>| Area {
        level: Some(level.into()),
        parent: parent.map(str::to_owned),
        ..Area::new(id, Words::same(id), geo::MultiPolygon(Vec::new()))
    };
    Areas::new(vec![
        area("c", "county", None),
        area("t1", "township", Some("c")),
        area("t2", "township", Some("c")),
        area("v11", "village", Some("t1")),
        area("v12", "village", Some("t1")),
        area("v21", "village", Some("t2")),
    ])
}

fn at(x: f64) -> LatLon {
    LatLon::wrapped(100.0 + x / 111_320.0, 0.0)
}

fn facility(id: &str, x: f64, area: Option<&str>) -> Facility {
    Facility {
        id: id.into(),
        kind: "station".into(),
        name: Words::same(id),
        at: at(x),
        level: None,
        staff: None,
        area: area.map(str::to_owned),
        supply: Default::default(),
        row: None,
    }
}

fn point(id: &str, x: f64, area: &str, people: u64) -> DemandPoint {
    let people = People::from_count(people);
    DemandPoint { id: id.into(), at: at(x), people, area: Some(area.into()), traits: Default::default(), row: None }
}

fn rule(needs: Needs) -> Rule {
    Rule { id: "r".into(), name: Words::same("r"), kind: "station".into(), needs }
}

/// What is wrong, as `area facilities remedy`.
fn wrong(rule: &Rule, facilities: &[Facility], demand: &[DemandPoint]) -> (u64, Vec<String>) {
    let areas = areas();
    let area_of: Vec<_> = demand.iter().map(|point| areas.find(point.area.as_deref()?)).collect();
    let area_of_facility = areas_of_facilities(facilities, &areas, (demand, &area_of));
    let ground = Ground { areas: &areas, facilities, area_of_facility: &area_of_facility, demand, area_of: &area_of };
    let judged = judge(rule, &ground, &[]);
    let text = |violation: &Violation| {
        let Subject::Area(area) = violation.subject else { return String::new() };
        format!("{} {} {:?}", areas.get(area).id, violation.facilities, violation.remedy)
    };
    (judged.kept, judged.violations.iter().map(text).collect())
}

#[test]
fn a_village_of_three_hundred_needs_a_model_station() {
    let mut facilities = vec![
        facility("a", 0.0, Some("v11")),
        facility("b", 0.0, Some("v12")),
        facility("c", 0.0, Some("v12")),
        // Of another kind: it does not count.
        Facility { kind: "doctor".into(), ..facility("d", 0.0, Some("v21")) },
    ];
    facilities[0].supply.grade = Some("model".into());
    facilities[2].staff = Some(People::from_count(3));
    // v11 has its model station, v12 none of that grade, v21 has 299 people and needs none.
    let demand = [
        point("1", 0.0, "v11", 300),
        point("2", 0.0, "v12", 100),
        point("3", 0.0, "v12", 200),
        point("4", 0.0, "v21", 299),
    ];
    let sort = Sort { grade: Some("model".into()), level: None };
    let needs = |least| Needs::Area { level: "village".into(), demand: People::from_count(least), sort: sort.clone() };
    assert_eq!(wrong(&rule(needs(300)), &facilities, &demand), (1, vec!["v12 2 Raise(\"c\")".into()]));
    let expected = vec!["v12 2 Raise(\"c\")".into(), "v21 0 Open(1)".into()];
    assert_eq!(wrong(&rule(needs(299)), &facilities, &demand), (1, expected));
}

#[test]
fn one_in_each_township_counts_its_villages_too() {
    let facilities = [facility("a", 0.0, Some("v11")), facility("b", 0.0, Some("t1"))];
    let needs = |count, exactly| rule(Needs::Number { level: "township".into(), count, exactly });
    assert_eq!(wrong(&needs(1, false), &facilities, &[]), (1, vec!["t2 0 Open(1)".into()]));
    assert_eq!(wrong(&needs(1, true), &facilities, &[]), (0, vec!["t1 2 Close(1)".into(), "t2 0 Open(1)".into()]));
    assert_eq!(wrong(&needs(3, true), &facilities, &[]), (0, vec!["t1 2 Open(1)".into(), "t2 0 Open(3)".into()]));
    assert_eq!(wrong(&rule(Needs::Number { level: "city".into(), count: 1, exactly: true }), &[], &[]), (0, vec![]));
}

#[test]
fn a_facility_without_an_area_has_that_of_the_nearest_people() {
    let areas = areas();
    let demand = [point("1", 0.0, "v11", 1), point("2", 1_000.0, "v12", 1), point("3", 3_000.0, "v21", 1)];
    let area_of: Vec<_> = demand.iter().map(|point| areas.find(point.area.as_deref()?)).collect();
    let facilities = [
        facility("near 1", 400.0, None),
        facility("near 3", 2_100.0, None),
        facility("named", 0.0, Some("v21")),
        facility("misnamed", 900.0, Some("nowhere")),
    ];
    let found = areas_of_facilities(&facilities, &areas, (&demand, &area_of));
    let ids: Vec<&str> = found.iter().map(|area| areas.get(area.unwrap()).id.as_str()).collect();
    assert_eq!(ids, ["v11", "v21", "v21", "v12"]);
    assert_eq!(areas_of_facilities(&facilities[..1], &areas, (&[], &[])), [None]);
}

#[test]
fn a_campus_has_a_station_of_its_own_within_the_distance() {
    let campus = |id: &str, x: f64, sort: Option<&str>| Premises {
        id: id.into(),
        name: Words::same(id),
        at: at(x),
        sort: sort.map(str::to_owned),
        area: None,
    };
    let mut facilities = [facility("in", 0.0, None), facility("town", 5_200.0, None)];
    facilities[0].supply.host = Some("campus".into());
    let places = [
        campus("z far", 301.0, Some("campus")),
        campus("served", 299.0, Some("campus")),
        campus("other", 5_000.0, None),
        campus("market", 9_000.0, Some("market")),
    ];
    let rule = rule(Needs::Host { host: "campus".into(), distance: Metres(300.0) });
    let areas = Areas::default();
    let ground = Ground { areas: &areas, facilities: &facilities, area_of_facility: &[], demand: &[], area_of: &[] };
    let judged = judge(&rule, &ground, &places);
    assert_eq!(judged.kept, 1);
    let found: Vec<_> = judged.violations.iter().map(|v| (v.subject, v.facilities, v.remedy.clone())).collect();
    let expected = [
        (Subject::Premises(&places[2]), 1, Remedy::Host("town".into())),
        (Subject::Premises(&places[0]), 0, Remedy::Open(1)),
    ];
    assert_eq!(found, expected);
}

proptest! {
    /// Against a count area by area, written without the tree.
    #[test]
    fn random_worlds_are_judged_as_by_hand(
        stations in prop::collection::vec((0..6_usize, any::<bool>()), 0..12),
        homes in prop::collection::vec((0..6_usize, 0..200_u64), 0..12),
        least in 0..400_u64,
    ) {
        let ids = ["c", "t1", "t2", "v11", "v12", "v21"];
        let inside = |id: &str, area: &str| match area {
            "c" => true,
            "t1" => ["t1", "v11", "v12"].contains(&id),
            "t2" => ["t2", "v21"].contains(&id),
            own => own == id,
        };
        let facilities: Vec<Facility> = stations.iter().enumerate().map(|(i, &(area, model))| {
            let mut facility = facility(&format!("f{i:02}"), 0.0, Some(ids[area]));
            facility.supply.grade = model.then(|| "model".to_owned());
            facility
        }).collect();
        let demand: Vec<DemandPoint> =
            homes.iter().enumerate().map(|(i, &(area, people))| point(&format!("p{i:02}"), 0.0, ids[area], people)).collect();
        for (level, members) in [("county", &ids[..1]), ("township", &ids[1..3]), ("village", &ids[3..])] {
            let sort = Sort { level: None, grade: Some("model".into()) };
            let needs = Needs::Area { level: level.into(), demand: People::from_count(least), sort };
            let (kept, found) = wrong(&rule(needs), &facilities, &demand);
            let people = |area: &str| homes.iter().filter(|home| inside(ids[home.0], area)).map(|home| home.1).sum::<u64>();
            let model = |area: &str| stations.iter().any(|station| inside(ids[station.0], area) && station.1);
            let asked = members.iter().filter(|area| people(area) >= least);
            let bad: Vec<&str> = asked.clone().filter(|area| !model(area)).copied().collect();
            prop_assert_eq!(found.iter().map(|text| text.split(' ').next().unwrap()).collect::<Vec<_>>(), bad.clone());
            prop_assert_eq!(kept as usize, asked.count() - bad.len());
        }
    }
}
