//! Tests of the layers together: a random small world, and that all its published figures add up.

use geo::{Coord, MultiPolygon, Rect};
use proptest::prelude::*;

use super::figures::{Basis, Credits, Figures};
use super::units::{Ground, Units, areas_of};
use super::*;
use crate::analysis::coverage::{Coverage, KindTimes};
use crate::analysis::gaps::GapCluster;
use crate::issue::{Code, Issue, Place};
use crate::places::{Area, Areas, Boats, DemandPoint, Direction, Kind, Land, NamedPlace, PlaceClass};
use crate::units::{Deciseconds, People};

struct World {
    demand: Vec<DemandPoint>,
    kinds: Vec<Kind>,
    coverage: Coverage,
    areas: Areas,
    units: Units,
    credits: Credits,
    clusters: Vec<GapCluster>,
    places: Vec<NamedPlace>,
}

impl World {
    /// Points are (lon, lat, people in thousandths, times of two kinds in seconds).
    fn new(points: &[(f64, f64, u64, u32, u32)], k: u64) -> Self {
        let limit = Deciseconds::from_minutes(30);
        let time =
            |seconds: u32| if seconds > 6_000 { Deciseconds::UNREACHED } else { Deciseconds::from_seconds(seconds) };
        let demand: Vec<_> = points
            .iter()
            .enumerate()
            .map(|(i, point)| DemandPoint {
                id: i.to_string(),
                at: LatLon::wrapped(point.0, point.1),
                people: People::from_thousandths(point.2),
                area: None,
                traits: Default::default(),
                row: None,
            })
            .collect();
        let kind = |id: &str| Kind {
            id: id.into(),
            name: Words::same(id),
            profile: "car".into(),
            direction: Direction::From,
            mobilisation: Deciseconds::ZERO,
            limit,
            boats: Boats::Aboard,
            dwell: Deciseconds::ZERO,
        };
        let times = |of: fn(&(f64, f64, u64, u32, u32)) -> u32| KindTimes {
            limit,
            nearest: points.iter().map(|point| time(of(point))).collect(),
            facility: vec![None; points.len()],
            by_boat: vec![false; points.len()],
        };
        let kinds = vec![times(|p| p.3), times(|p| p.4)];
        let coverage = Coverage { kinds, joint: vec![0, 1], ..Coverage::default() };
        let box_of = |west: f64, east: f64| {
            MultiPolygon::new(vec![Rect::new(Coord { x: west, y: 35.0 }, Coord { x: east, y: 37.0 }).to_polygon()])
        };
        let area = |id: &str, outline| Area::new(id, Words::same(id.to_uppercase()), outline);
        let areas =
            Areas::new(vec![area("a", box_of(14.0, 14.2)), area("b", box_of(14.2, 14.3)), area("z", box_of(1.0, 2.0))]);
        let ground = Ground {
            demand: &demand,
            area_of: &areas_of(&demand, &areas),
            island_of: &[],
            land_of: &[],
            areas: &areas,
            land: &Land::default(),
            resolution: 8,
            minimum_group: k,
        };
        let units = Units::build(&ground);
        // Clusters: the uncovered of the west and of the east; a few in the middle are in none.
        let uncovered = |from: f64, to: f64| GapCluster {
            points: (0..points.len() as u32)
                .filter(|&i| !coverage.joint_covered(i as usize) && (from..to).contains(&points[i as usize].0))
                .collect(),
            place: (from < 14.1).then_some(0),
        };
        let clusters = vec![uncovered(13.0, 14.15), uncovered(14.2, 15.0)];
        let place = NamedPlace {
            id: "n1".into(),
            name: Words::new("西村", "West"),
            at: LatLon::wrapped(14.0, 36.0),
            class: PlaceClass::Village,
            population: None,
        };
        let credits = Credits { attribution: vec!["© us".into()], synthetic: true };
        let kinds = vec![kind("doctor"), kind("lawyer")];
        Self { kinds, coverage, areas, units, credits, clusters, places: vec![place], demand }
    }

    fn basis(&self) -> Basis<'_> {
        Basis {
            units: &self.units,
            demand: &self.demand,
            kinds: &self.kinds,
            coverage: &self.coverage,
            areas: &self.areas,
            credits: &self.credits,
        }
    }

    fn summary(&self, figures: &Figures, gaps: &Layer) -> summary::Summary {
        let unreached =
            (0..self.demand.len() as u32).filter(|&i| !self.coverage.kinds[0].nearest[i as usize].is_reached());
        let parts = summary::Parts {
            study: "test".into(),
            version: "0".into(),
            parameters: serde_json::json!({ "limit_s": 1800 }),
            inputs: Vec::new(),
            facilities: vec![3, 4],
            unsnapped: vec![("off_network".into(), unreached.collect())],
            gaps,
            ferries: (2, 1),
            ferry_users: (0..self.demand.len() as u32).collect(),
            hours: None,
            totals: Vec::new(),
            issues: Vec::new(),
        };
        summary::summary(&self.basis(), figures, parts)
    }
}

#[test]
fn a_village_out_of_reach_is_a_named_gap() {
    // Twelve people with everything near; twenty whose lawyer is 50 minutes away and four whose doctor is never reached.
    let points = [(14.10, 36.0, 12_000, 60, 60), (14.05, 36.0, 20_000, 60, 3_000), (14.05, 36.0, 4_000, 9_999, 3_600)];
    let world = World::new(&points, 5);
    let figures = Figures::new(&world.basis());
    let gaps = gaps::layer(&world.basis(), &figures, &world.clusters, &world.places);
    assert_eq!(gaps.features.len(), 1);
    let value = |name: &str| &gaps.features[0].values[gaps.column(name).unwrap()];
    assert_eq!(value("name"), &Value::Text("西村".into()));
    assert_eq!(value("name_en"), &Value::Text("West".into()));
    assert_eq!(value("people"), &Value::Integer(24));
    assert_eq!(value("missing"), &Value::Text("lawyer".into()), "the four without a doctor hide");
    assert_eq!(value("doctor_nearest_s"), &Value::Integer(60));
    assert_eq!(value("lawyer_nearest_s"), &Value::Integer(3_000));
    let summary = world.summary(&figures, &gaps);
    assert_eq!(summary.demand.people, Some(36));
    assert_eq!((summary.kinds[0].people_covered, summary.kinds[0].share), (Some(36), Some(1.0)));
    assert_eq!((summary.kinds[0].median_s, summary.kinds[0].p95_s), (Some(60), None), "the unreached stay in");
    assert_eq!(summary.kinds[0].unreached_people, Some(0));
    assert_eq!(summary.joint.share, Some(0.333_333));
    assert_eq!(summary.joint.missing, [summary::Missing { kinds: vec!["lawyer".into()], people: 24 }]);
    assert_eq!(summary.demand.unsnapped[0].people, Some(0));
    let written = serde_json::to_value(&summary).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&written), "demand ferries gaps inputs issues joint kinds parameters study totals version");
    assert_eq!(keys(&written["demand"]), "people points unsnapped");
    assert_eq!(keys(&written["demand"]["unsnapped"][0]), "people points reason");
    assert_eq!(keys(&written["kinds"][0]), "facilities id median_s p95_s people_covered share unreached_people");
    assert_eq!(keys(&written["joint"]), "missing people_covered share");
    assert_eq!(keys(&written["joint"]["missing"][0]), "kinds people");
    assert_eq!(keys(&written["gaps"]), "count people");
    assert_eq!(keys(&written["ferries"]), "joined lines used_by_people");
    let areas = areas::table(&world.basis(), &figures);
    let rows: Vec<_> = areas.features.iter().map(|row| (row.id.as_str(), row.values[1].clone())).collect();
    assert_eq!(rows, [("a", Value::Integer(36)), ("b", Value::Null), ("z", Value::Null)]);
}

#[test]
fn a_study_below_the_minimum_group_has_no_figures() {
    let world = World::new(&[(14.1, 36.0, 4_000, 60, 60)], 5);
    let figures = Figures::new(&world.basis());
    let gaps = gaps::layer(&world.basis(), &figures, &world.clusters, &world.places);
    let summary = world.summary(&figures, &gaps);
    assert!(coverage::layer(&world.basis(), &figures).features.is_empty());
    assert_eq!((summary.demand.people, summary.joint.people_covered, summary.gaps.people), (None, None, None));
    assert_eq!(
        (summary.kinds[0].people_covered, summary.kinds[0].median_s, summary.ferries.used_by_people),
        (None, None, None)
    );
}

#[test]
fn issues_about_rows_of_demand_are_counted_as_people_are() {
    let issue = |code, file: &str, line| Issue::new(code, Place::file(file).line(line), Words::default());
    let mut issues = vec![issue(Code::FieldMissing, "stations.csv", 1), issue(Code::AxesSwapped, "demand.csv", 1)];
    issues.extend((0..4).map(|line| issue(Code::FieldMissing, "demand.csv", line)));
    let counts = summary::count_issues(&issues, &["demand.csv"], 1_000, 5);
    let counts: Vec<_> = counts.iter().map(|count| (count.code, count.severity, count.count)).collect();
    assert_eq!(counts, [("field-missing", "error", 1)]);
    // A list that is closed counts whole, and so much as people do; what was refused may be more than what is used.
    let rows = |file: &str| (0..1_203).map(|line| (Place::file(file).line(line), Words::default())).collect();
    let count = |file: &str, used| {
        let counts = summary::count_issues(&Issue::listed(Code::RowBroken, rows(file)), &["demand.csv"], used, 5);
        counts[0].count
    };
    assert_eq!(
        (count("stations.csv", 9_000), count("demand.csv", 9_000), count("demand.csv", 10)),
        (1_203, 1_200, 1_200)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn all_published_figures_add_up(
        points in prop::collection::vec((13.98..14.3f64, 35.95..36.05f64, 0..30_000u64, 0..7_000u32, 0..7_000u32), 1..80),
        k in 1..7u64,
    ) {
        let world = World::new(&points, k);
        let basis = world.basis();
        let figures = Figures::new(&basis);
        let coverage = coverage::layer(&basis, &figures);
        let heat = heat::layer(&basis, &figures, 7, &Land::default());
        let gaps = gaps::layer(&basis, &figures, &world.clusters, &world.places);
        let areas = areas::table(&basis, &figures);
        let summary = world.summary(&figures, &gaps);
        let (people, joint) = (coverage.total("people"), coverage.total("joint_covered"));
        prop_assert_eq!(heat.total("people"), people);
        prop_assert_eq!(heat.total("joint_uncovered"), people - joint);
        prop_assert_eq!(gaps.total("people"), people - joint);
        prop_assert_eq!(areas.total("people"), people);
        prop_assert_eq!(areas.total("joint_covered"), joint);
        prop_assert_eq!(areas.total("doctor_covered"), coverage.total("doctor_covered"));
        prop_assert_eq!(summary.joint.missing.iter().map(|missing| missing.people as i64).sum::<i64>(), people - joint);
        if !world.units.all().is_empty() {
            prop_assert_eq!(summary.demand.people, Some(people as u64));
            prop_assert_eq!(summary.ferries.used_by_people, (!world.units.below_minimum_group()).then_some(people as u64).or(Some(0)));
            prop_assert!(summary.kinds.iter().all(|kind| kind.unreached_people.unwrap() + kind.people_covered.unwrap() <= people as u64));
        }
        for unit in &figures.units {
            prop_assert!(unit.covered.iter().zip(&unit.reached).all(|(covered, reached)| covered <= reached));
            prop_assert!(unit.covered.iter().all(|&covered| unit.joint_covered <= covered));
            prop_assert!(unit.covered.iter().all(|&covered| covered == unit.people || covered % k == 0));
        }
        for layer in [&coverage, &heat, &gaps] {
            prop_assert!(layer.features.windows(2).all(|pair| pair[0].id < pair[1].id), "ordered, and no id twice");
            prop_assert!(layer.features.iter().all(|feature| feature.values.len() == layer.fields.len()));
            prop_assert!(layer.features.iter().all(|feature| feature.geometry.is_some()));
        }
        let ranked = gaps::ranked(&gaps);
        prop_assert_eq!(ranked.len(), gaps.features.len());
    }
}
