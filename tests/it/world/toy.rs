//! `ToyTown`: a made world in which every time is arithmetic done in the head.
//!
//! ```text
//!                      T04 → → T14 → → T24 → → T34 → → T44        row 4 is one-way eastwards
//!                       |       |       |       |       |
//!                      ...     ...     ...     ...     ...        blocks of 1,000 m
//!                       |       |       |       |       |
//!                      T01 --- T11 ppp T21 --- T31 -o- T41        p private street, o bollard at x = 3,500
//!                       |       |       |       |       |
//!  -18,500 --- ... ---- T00 --- T10 --- T20 --- T30 --- T40 ~~~ A0 ------ A1 ~~~ B0 ---- B1
//!                       0                               4,000  10,000   12,000  14,000  15,500
//! ```
//!
//! - A car drives 36 km/h, ten metres a second: 1,000 m take 100 s, 1 m takes a decisecond. On foot it is 5 km/h:
//!   1,000 m take 720 s, 50 m take 36 s.
//! - The car ferry T40 - A0 takes 600 s, the foot ferry A1 - B0 300 s; boarding takes 300 s.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Coord, MultiPolygon, Rect};
use halfhour::network::input::{FerryWay, NetworkInput, Road};
use halfhour::network::speeds::profiles;
use halfhour::network::{Tags, build};
use halfhour::places::{Area, Areas, DemandPoint, Facility, Land, NamedPlace, Order, PlaceClass, Premises};
use halfhour::progress::Silent;
use halfhour::space::{LatLon, LocalPlane};
use halfhour::study::run::{Results, run};
use halfhour::study::{Inputs, Study, file};
use halfhour::travel::Engine;
use halfhour::units::{Deciseconds, People};
use halfhour::words::Words;

/// Metres east and north of T00, which lies on the equator.
pub fn at(x: f64, y: f64) -> LatLon {
    LocalPlane::at(LatLon::new(30.0, 0.0).expect("a position")).position(Coord { x, y })
}

/// A service or some people at a place.
pub fn facility(id: &str, kind: &str, at: LatLon) -> Facility {
    Facility {
        id: id.into(),
        kind: kind.into(),
        name: Words::same(id),
        at,
        level: None,
        staff: None,
        area: None,
        supply: Default::default(),
        row: None,
    }
}

/// People who live at a place.
pub fn people(id: &str, at: LatLon, count: u64) -> DemandPoint {
    let (id, people) = (id.into(), People::from_count(count));
    DemandPoint { id, at, people, area: None, traits: Default::default(), row: None }
}

/// A named village.
pub fn village(id: &str, zh: &str, en: &str, at: LatLon) -> NamedPlace {
    NamedPlace { id: id.into(), name: Words::new(zh, en), at, class: PlaceClass::Village, population: None }
}

/// A study of a made world before it is built; every part may be changed.
#[derive(Clone)]
pub struct Toy {
    pub text: String,
    pub speeds: &'static str,
    pub input: NetworkInput,
    pub facilities: Vec<Facility>,
    pub demand: Vec<DemandPoint>,
    pub areas: Vec<Area>,
    pub places: Vec<NamedPlace>,
    pub land: MultiPolygon,
    pub orders: Vec<Order>,
    pub premises: BTreeMap<String, Vec<Premises>>,
}

impl Toy {
    /// `ToyTown` with a minimum group.
    pub fn new(minimum_group: u32) -> Self {
        let facilities = vec![
            facility("d1", "doctor", at(0.0, 0.0)),
            facility("l1", "lawyer", at(0.0, 0.0)),
            facility("s1", "station", at(1_000.0, 0.0)),
            facility("s2", "station", at(12_000.0, 0.0)),
        ];
        let demand = vec![
            people("a1", at(11_000.0, 0.0), 9),
            people("b1", at(14_500.0, 0.0), 12),
            people("t1", at(500.0, 0.0), 10),
            people("t2", at(4_000.0, 4_050.0), 20),
            people("w1", at(-12_000.0, 0.0), 6),
            people("w2", at(-12_001.0, 0.0), 7),
        ];
        let area = |id: &str, name: &str, west: f64, east: f64| {
            let (low, high) = (at(west, -2_000.0), at(east, 6_000.0));
            let outline = Rect::new(Coord::from(low), Coord::from(high)).to_polygon();
            Area::new(id, Words::same(name), MultiPolygon(vec![outline]))
        };
        let areas = vec![
            area("1-west", "West", -20_000.0, -500.0),
            area("2-town", "Town", -500.0, 6_000.0),
            area("3-isle-a", "Isle A", 9_000.0, 13_000.0),
            area("4-isle-b", "Isle B", 13_000.0, 17_000.0),
        ];
        let places = vec![
            village("n1", "西村", "West Village", at(-11_000.0, 0.0)),
            village("n2", "北街", "North Street", at(4_000.0, 4_000.0)),
            village("n3", "甲岛", "Isle A", at(10_500.0, 0.0)),
            village("n4", "乙岛", "Isle B", at(15_000.0, 0.0)),
        ];
        let text = study_text(
            minimum_group,
            &[("doctor", "car", "from", 10), ("lawyer", "car", "toward", 0), ("station", "foot", "toward", 0)],
        );
        Self {
            text,
            speeds: "[car.highway]\nresidential = 36\n[foot.highway]\nresidential = 5\n",
            input: network(),
            facilities,
            demand,
            areas,
            places,
            land: MultiPolygon(Vec::new()),
            orders: Vec::new(),
            premises: BTreeMap::new(),
        }
    }

    /// Asks for isochrones too, which takes longer.
    pub fn with_isochrones(mut self) -> Self {
        self.text += "isochrones = { minutes = [10, 20, 30] }\n";
        self
    }

    pub fn inputs(&self) -> Inputs {
        let (file, issues) = file::parse(&self.text, "study.toml").expect("a study");
        assert!(issues.is_empty(), "{issues:?}");
        let profiles = profiles(Some(self.speeds)).expect("a speed table");
        let network = build(&self.input, profiles, &Silent::default()).expect("not cancelled");
        Inputs {
            file,
            engine: Engine::new(&network, &Silent::default()).expect("not cancelled"),
            network,
            facilities: self.facilities.clone(),
            demand: self.demand.clone(),
            areas: Areas::new(self.areas.clone()),
            land: Land::new(self.land.clone()),
            orders: self.orders.clone(),
            premises: self.premises.clone(),
            places: self.places.clone(),
            sources: Vec::new(),
            attribution: vec!["© nobody".into()],
            ferries: (self.input.ferries.len() as u64, self.input.ferries.len() as u64),
            island_names: Vec::new(),
            disruption: Default::default(),
            ferry_lines: Vec::new(),
            timetable: Arc::default(),
            week: None,
            tables: Vec::new(),
        }
    }

    pub fn study(&self) -> Study {
        Study::new(self.inputs(), &Silent::default()).expect("not cancelled").0
    }

    pub fn run(&self) -> Results {
        results(&self.study())
    }
}

/// Everything that a study answers.
pub fn results(study: &Study) -> Results {
    run(study, &[], &Silent::default()).expect("not cancelled")
}

/// The text of a study with these kinds: id, profile, direction, minutes of mobilisation. `[analyses]` comes last and
/// leaves isochrones out.
pub fn study_text(minimum_group: u32, kinds: &[(&str, &str, &str, u32)]) -> String {
    let mut text = format!("[study]\nid = \"toy\"\nminimum_group = {minimum_group}\n");
    text += "[network]\nosm = [\"toy.osm\"]\nspeeds = \"speeds.toml\"\n";
    for (id, profile, direction, mobilisation) in kinds {
        text += &format!("[[kinds]]\nid = \"{id}\"\nprofile = \"{profile}\"\ndirection = \"{direction}\"\n");
        text += &format!("mobilisation = \"{mobilisation}min\"\n");
    }
    let kind = kinds[0].0;
    text += &format!("[[facilities]]\nkind = \"{kind}\"\nosm = [\"amenity=clinic\"]\n");
    text += "[[demand]]\nfile = \"demand.csv\"\n[analyses]\ncoverage = {}\ngaps = {}\nheat = {}\n";
    text
}

/// The node at a corner of the grid.
pub fn corner(column: i64, row: i64) -> i64 {
    100 + row * 10 + column
}

/// The car ferry and the foot ferry.
pub const CAR_FERRY: i64 = 80;
pub const FOOT_FERRY: i64 = 81;

fn network() -> NetworkInput {
    let mut input = NetworkInput::default();
    for row in 0..5 {
        for column in 0..5 {
            input.nodes.push((corner(column, row), at(column as f64 * 1_000.0, row as f64 * 1_000.0)));
        }
    }
    let west: Vec<i64> = (0..19).map(|i| 200 + i).collect();
    input.nodes.extend(west.iter().zip(0..).map(|(&id, i)| (id, at(f64::from(i) * -1_000.0 - 500.0, 0.0))));
    let (bollard, a0, a1, b0, b1, sea) = (90, 300, 301, 310, 311, 320);
    for (id, x, y) in [
        (bollard, 3_500.0, 1_000.0),
        (a0, 10_000.0, 0.0),
        (a1, 12_000.0, 0.0),
        (b0, 14_000.0, 0.0),
        (b1, 15_500.0, 0.0),
        (sea, 7_000.0, 0.0),
    ] {
        input.nodes.push((id, at(x, y)));
    }
    let street = |id, nodes: Vec<i64>, more: &[(&str, &str)]| {
        let tags: Tags = [("highway", "residential")].iter().chain(more).copied().collect();
        Road { id, nodes, tags }
    };
    for row in [0, 2, 3] {
        input.roads.push(street(10 + row, (0..5).map(|column| corner(column, row)).collect(), &[]));
    }
    input.roads.push(street(11, vec![corner(0, 1), corner(1, 1)], &[]));
    input.roads.push(street(14, (0..5).map(|column| corner(column, 4)).collect(), &[("oneway", "yes")]));
    for column in 0..5 {
        input.roads.push(street(20 + column, (0..5).map(|row| corner(column, row)).collect(), &[]));
    }
    input.roads.push(street(31, vec![corner(1, 1), corner(2, 1)], &[("access", "private")]));
    input.roads.push(street(32, vec![corner(2, 1), corner(3, 1)], &[]));
    input.roads.push(street(33, vec![corner(3, 1), bollard, corner(4, 1)], &[]));
    input.roads.push(street(50, [vec![corner(0, 0)], west].concat(), &[]));
    input.roads.push(street(60, vec![a0, a1], &[]));
    input.roads.push(street(61, vec![b0, b1], &[]));
    input.barriers.push((bollard, [("barrier", "bollard")].into_iter().collect()));
    let boat = |id, nodes, minutes, car: &str| FerryWay {
        id,
        nodes,
        tags: [("route", "ferry"), ("foot", "yes"), ("bicycle", car), ("motor_vehicle", car)].into_iter().collect(),
        crossing: Deciseconds::from_minutes(minutes),
        boarding: Deciseconds::from_minutes(5),
    };
    input.ferries.push(boat(CAR_FERRY, vec![corner(4, 0), sea, a0], 10, "yes"));
    input.ferries.push(boat(FOOT_FERRY, vec![a1, b0], 5, "no"));
    input.nodes.sort_by_key(|node| node.0);
    input.roads.sort_by_key(|road| road.id);
    input
}
