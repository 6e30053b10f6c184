//! Hand-drawn extracts, one case each: what they come to follows by arithmetic.
//!
//! Lengths are metres along the equator from 30 degrees east; a car drives 36 km/h (1,000 m in 100 s) unless the case
//! is about speeds, people walk 5 km/h (1,000 m in 720 s).

use std::path::Path;

use geo::{Contains, Coord};
use halfhour::import::osm::{self, CrossingSource, Extract, FerryClass, Options};
use halfhour::issue::{Code, Issue};
use halfhour::network::input::NetworkInput;
use halfhour::network::speeds::profiles;
use halfhour::network::turns::Unused;
use halfhour::network::{Network, Snapper, build};
use halfhour::places::Direction;
use halfhour::progress::Silent;
use halfhour::space::{LatLon, LocalPlane};
use halfhour::travel::matrix::matrix;
use halfhour::travel::{Engine, Link};
use halfhour::units::Deciseconds;

use crate::world::toy::Toy;

const SPEEDS: &str = "[car]\nmaxspeed_factor = 1.0\n[car.highway]\nresidential = 36\n";

struct Case {
    extract: Extract,
    issues: Vec<Issue>,
    network: Network,
    snapper: Snapper,
    plane: LocalPlane,
}

fn read(path: &Path, options: &Options) -> (Extract, Vec<Issue>) {
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    osm::read(&[(name, path.to_owned())], options, &Silent::default()).expect("a whole file")
}

fn case(name: &str) -> Case {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/osm/{name}.osm"));
    let options = Options { selectors: vec!["amenity=clinic".parse().expect("a selector")], ..Options::default() };
    let (extract, issues) = read(&path, &options);
    // The same elements in the opposite order are the same extract.
    let text = std::fs::read_to_string(&path).expect("a fixture");
    let (head, body) = text.split_once("-->\n").expect("a note at the head");
    let elements: Vec<&str> = body.trim_end().strip_suffix("</osm>").expect("an end").trim_end().lines().collect();
    let turned: Vec<&str> = elements.into_iter().rev().collect();
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join(format!("{name}.osm"));
    std::fs::write(&copy, format!("{head}-->\n{}\n</osm>\n", turned.join("\n"))).expect("written");
    assert!(
        read(&copy, &options) == (extract.clone(), issues.clone()),
        "{name}: the order of elements must not matter"
    );
    let network = build(&extract.input, profiles(Some(SPEEDS)).expect("speeds"), &Silent::default());
    let network = network.expect("not cancelled");
    let snapper = Snapper::new(&network);
    Case { extract, issues, network, snapper, plane: LocalPlane::at(LatLon::wrapped(30.0, 0.0)) }
}

impl Case {
    fn at(&self, (x, y): (f64, f64)) -> LatLon {
        self.plane.position(Coord { x, y })
    }

    /// Deciseconds from one place to another; `None` when unreached.
    fn time(&self, profile: &str, from: (f64, f64), to: (f64, f64)) -> Option<u32> {
        let profile = self.network.profile(profile).expect("a profile");
        let link = |place| {
            let snap = self.snapper.snap(&self.network, profile, self.at(place));
            Some(Link::new(&self.network, profile, snap.unwrap_or_else(|why| panic!("{place:?}: {why:?}"))))
        };
        let ends = ([link(from)], [link(to)]);
        let horizon = Deciseconds::from_minutes(100);
        let engine = Engine::new(&self.network, &Silent::default()).expect("not cancelled");
        let weighed = engine.weighed(&self.network, profile);
        let times = matrix(weighed, (&ends.0, &ends.1), horizon, &Silent::default());
        let time = times.expect("not cancelled")[0];
        time.is_reached().then(|| time.get())
    }

    fn has(&self, code: Code) -> bool {
        self.issues.iter().any(|issue| issue.code == code)
    }

    fn class(&self, id: &str) -> (FerryClass, bool) {
        let line = self.extract.ferries.iter().find(|line| line.id == id).expect("a line");
        (line.class, line.used)
    }
}

#[test]
fn one_ways_forward_and_by_minus_one() {
    let case = case("oneway");
    // 500 m along; against it 250 m on, three sides of the block, 250 m.
    assert_eq!(case.time("car", (250.0, 0.0), (750.0, 0.0)), Some(500));
    assert_eq!(case.time("car", (750.0, 0.0), (250.0, 0.0)), Some(3_500));
    // The north side is drawn eastwards and is driven westwards.
    assert_eq!(case.time("car", (750.0, 1_000.0), (250.0, 1_000.0)), Some(500));
    assert_eq!(case.time("car", (250.0, 1_000.0), (750.0, 1_000.0)), Some(3_500));
    assert_eq!(case.time("foot", (750.0, 0.0), (250.0, 0.0)), Some(3_600), "500 m on foot");
}

#[test]
fn access_in_one_direction_is_read_from_the_map() {
    let case = case("one_direction");
    assert_eq!(case.time("car", (0.0, 0.0), (1_000.0, 0.0)), Some(1_000));
    assert_eq!(case.time("car", (1_000.0, 0.0), (0.0, 0.0)), None, "motor_vehicle:backward=no");
    assert_eq!(case.time("bicycle", (1_000.0, 0.0), (0.0, 0.0)), Some(2_400), "15 km/h");
}

#[test]
fn a_spike_of_no_length_before_a_sign_is_walked_once() {
    assert_eq!(case("one_direction").time("car", (0.0, 1_000.0), (1_000.0, 1_000.0)), Some(1_010), "a zebra, 1 s");
}

#[test]
fn a_roundabout_is_one_way_without_saying_so() {
    let case = case("roundabout");
    assert_eq!(case.time("car", (-1_000.0, 0.0), (1_200.0, 0.0)), Some(2_200), "1,000 + 200 + 1,000 m");
    assert_eq!(case.time("car", (1_200.0, 0.0), (-1_000.0, 0.0)), Some(2_600), "1,000 + 3 x 200 + 1,000 m");
    assert_eq!(case.time("foot", (1_200.0, 0.0), (-1_000.0, 0.0)), Some(15_840), "2,200 m on foot");
}

#[test]
fn bollards_stop_cars_gates_do_not_unless_closed() {
    let case = case("barriers");
    assert_eq!(case.time("car", (500.0, 0.0), (1_500.0, 0.0)), None, "the bollard");
    assert_eq!(case.time("foot", (500.0, 0.0), (1_500.0, 0.0)), Some(7_200));
    assert_eq!(case.time("car", (1_500.0, 0.0), (2_500.0, 0.0)), Some(1_000), "the gate");
    assert_eq!(case.time("car", (2_500.0, 0.0), (3_500.0, 0.0)), None, "the closed gate");
    assert_eq!(case.time("foot", (2_500.0, 0.0), (3_500.0, 0.0)), None, "closed to all");
}

#[test]
fn a_private_driveway_is_no_short_cut() {
    let case = case("private");
    // Over the driveway it would be 250 + 1,000 + 250 m; around it is 1,750 + 1,000 + 1,750 m.
    assert_eq!(case.time("car", (750.0, 0.0), (750.0, 1_000.0)), Some(4_500));
    assert_eq!(case.time("car", (750.0, 0.0), (1_000.0, 500.0)), Some(750), "to a house on it: 250 + 500 m");
    assert_eq!(case.time("car", (1_000.0, 500.0), (750.0, 1_000.0)), Some(750), "from a house on it");
}

#[test]
fn speeds_are_signed_in_many_ways() {
    let case = case("maxspeed");
    let kilometre = |i: f64| case.time("car", (i * 1_000.0, 0.0), (i * 1_000.0 + 1_000.0, 0.0));
    let back = |i: f64| case.time("car", (i * 1_000.0 + 1_000.0, 0.0), (i * 1_000.0, 0.0));
    // 30 mph are 48.28032 km/h: 1,000 m in 74.5645 s. 50 km/h in town: 72 s.
    assert_eq!(kilometre(0.0), Some(746));
    assert_eq!(kilometre(1.0), Some(720));
    assert_eq!((kilometre(2.0), back(2.0)), (Some(500), Some(1_000)), "72 km/h one way, 36 the other");
    assert_eq!(kilometre(3.0), Some(5_143), "walking pace, 7 km/h: 514.29 s");
    assert_eq!((kilometre(4.0), kilometre(5.0)), (Some(1_000), Some(1_000)), "no number: the class's 36 km/h");
}

#[test]
fn a_duration_on_the_relation_alone_is_shared_out() {
    let case = case("ferry_relation");
    for id in ["w20", "w21"] {
        let line = case.extract.ferries.iter().find(|line| line.id == id).expect("a line");
        assert_eq!((line.crossing, line.crossing_source), (Deciseconds::from_minutes(10), CrossingSource::Relation));
        assert_eq!((line.class, line.used, line.joined), (FerryClass::Transport, true, (true, true)));
    }
    // 500 m, boarding once 300 s, 1,200 s at sea, 500 m. On foot the roads take 360 s each.
    assert_eq!(case.time("car", (500.0, 0.0), (5_500.0, 0.0)), Some(16_000));
    assert_eq!(case.time("foot", (5_500.0, 0.0), (500.0, 0.0)), Some(3_600 + 3_000 + 12_000 + 3_600));
    assert!(!case.has(Code::FerryDefaultSpeed) && !case.has(Code::FerryUnjoined));
}

#[test]
fn a_boat_that_touches_no_road_joins_nothing() {
    let case = case("ferry_unjoined");
    assert_eq!(case.class("w20"), (FerryClass::Transport, true), "it touches a road at one end");
    assert_eq!(case.class("w21"), (FerryClass::Unjoined, false));
    assert_eq!(case.issues.iter().filter(|issue| issue.code == Code::FerryUnjoined).count(), 2, "both are named");
    assert_eq!(case.time("foot", (500.0, 0.0), (5_500.0, 0.0)), None, "nobody lands in the water");
}

#[test]
fn a_cruise_is_no_transport() {
    let case = case("cruise");
    assert_eq!(case.class("w20"), (FerryClass::Cruise, false));
    assert!(case.has(Code::FerryNotTransport) && case.extract.input.ferries.is_empty());
    assert_eq!(case.time("foot", (500.0, 0.0), (5_500.0, 0.0)), None);
}

#[test]
fn a_clinic_around_a_courtyard_stands_in_its_walls() {
    let case = case("clinic");
    let [clinic] = &case.extract.selected[0][..] else { panic!("{:?}", case.extract.selected) };
    assert_eq!((clinic.id.as_str(), clinic.name.en.as_str()), ("r50", "Courtyard clinic"));
    let Coord { x, y } = case.plane.metres(clinic.at);
    let within =
        |low: f64, high: f64| geo::Rect::new(Coord { x: low, y: low + 100.0 }, Coord { x: high, y: high + 100.0 });
    assert!(within(0.0, 300.0).contains(&Coord { x, y }), "{x} {y} lies outside");
    assert!(!within(100.0, 200.0).contains(&Coord { x, y }), "{x} {y} lies in the courtyard");
}

#[test]
fn roads_cross_the_180th_meridian() {
    let mut case = case("antimeridian");
    case.plane = LocalPlane::at(LatLon::wrapped(180.0, 0.0));
    assert!(case.at((-500.0, 0.0)).lon() > 179.0 && case.at((500.0, 0.0)).lon() < -179.0);
    assert_eq!(case.time("car", (-4_000.0, 0.0), (-2_000.0, 0.0)), Some(2_000), "on the western side");
    assert_eq!(case.time("car", (1_000.0, 0.0), (3_000.0, 0.0)), Some(2_000), "on the eastern side");
    assert_eq!(case.time("car", (-2_000.0, 0.0), (2_000.0, 0.0)), Some(4_000), "across");
    assert_eq!(case.time("car", (400.0, 0.0), (-400.0, 0.0)), Some(800), "on the very segment that crosses");
    assert_eq!(case.time("foot", (-1_000.0, 50.0), (-1_000.0, -50.0)), Some(720), "50 m to the road and 50 m from it");
    // An isochrone is drawn on the origin's side of the meridian; what lies beyond it is not drawn yet.
    let mut toy = Toy::new(1);
    toy.input = case.extract.input.clone();
    let here = case.at((-4_300.0, 0.0));
    let made = toy.study().isochrone(here, &[3], Some("foot"), Direction::From).expect("a road");
    // Three minutes are 250 m: about 500 m, of which the road ends 200 m away in the west.
    let size = made.features[0].geometry.as_ref().and_then(geo::BoundingRect::bounding_rect).expect("a surface");
    assert!(size.width() > 0.002 && size.width() < 0.006, "{size:?}");
}

#[test]
fn steps_of_no_length_change_nothing() {
    let case = case("zero_length");
    assert_eq!(case.time("car", (0.0, 0.0), (2_000.0, 0.0)), Some(2_000));
    assert_eq!(case.time("car", (2_000.0, 0.0), (500.0, 0.0)), Some(1_500));
    assert_eq!(case.time("foot", (1_000.0, 0.0), (1_000.0, 0.0)), Some(0));
}

#[test]
fn a_road_is_cut_where_it_lacks_nodes() {
    let case = case("missing_nodes");
    let parts: Vec<(i64, &[i64])> = case.extract.input.roads.iter().map(|road| (road.id, &*road.nodes)).collect();
    assert_eq!(parts, [(10, &[1, 2][..]), (10, &[4, 5])]);
    assert!(case.has(Code::OsmMissingMembers));
    assert_eq!(case.time("car", (0.0, 0.0), (1_000.0, 0.0)), Some(1_000));
    assert_eq!(case.time("car", (2_000.0, 0.0), (3_000.0, 0.0)), Some(1_000));
    assert_eq!(case.time("car", (500.0, 0.0), (2_500.0, 0.0)), None, "nothing is invented between the parts");
}

#[test]
fn who_may_not_turn_left_goes_on_and_comes_back() {
    let case = case("no_left_turn");
    // 500 m; 300 m to the end of the street and back, not only to the bend after 100 m; 500 m.
    assert_eq!(case.time("car", (0.0, -500.0), (-500.0, 0.0)), Some(1_600));
    assert_eq!(case.time("car", (-500.0, 0.0), (0.0, -500.0)), Some(1_000), "the other way nothing is forbidden");
    assert_eq!(case.time("car", (0.0, 200.0), (-500.0, 0.0)), Some(700), "nor from the north");
    assert_eq!(case.time("car", (0.0, 0.0), (-500.0, 0.0)), Some(500), "who starts at the junction comes from nowhere");
    assert_eq!(case.time("car", (0.0, -500.0), (0.0, 0.0)), Some(500), "to the junction itself");
    assert_eq!(case.time("foot", (0.0, -500.0), (-500.0, 0.0)), Some(7_200), "1,000 m on foot");
    assert_eq!(case.time("bicycle", (0.0, -500.0), (-500.0, 0.0)), Some(3_840), "1,600 m at 15 km/h");
    assert_eq!(case.network.unused_restrictions(), []);
    // One state at the junction: three ways on.
    let without = NetworkInput { restrictions: Vec::new(), ..case.extract.input.clone() };
    let without = build(&without, case.network.profiles().to_vec(), &Silent::default()).expect("not cancelled");
    assert_eq!(case.network.vertex_count(), without.vertex_count() + 1);
    assert_eq!(case.network.arc_count(), without.arc_count() + 4, "the banned one is there for people on foot");
}

#[test]
fn bicycles_may_be_excepted_and_may_have_rules_of_their_own() {
    let case = case("except");
    assert_eq!(case.time("car", (0.0, -500.0), (-500.0, 0.0)), Some(1_600));
    assert_eq!(case.time("bicycle", (0.0, -500.0), (-500.0, 0.0)), Some(2_400), "1,000 m at 15 km/h");
    assert_eq!(case.time("car", (0.0, -500.0), (500.0, 0.0)), Some(1_000));
    assert_eq!(case.time("bicycle", (0.0, -500.0), (500.0, 0.0)), Some(3_840), "1,600 m at 15 km/h");
    assert_eq!(case.time("car", (0.0, -500.0), (0.0, 200.0)), Some(700), "lorries only, and at times");
    let unused = case.issues.iter().filter(|issue| issue.code == Code::TurnRestrictionUnused).collect::<Vec<_>>();
    assert_eq!(unused.len(), 1, "{unused:?}");
    assert!(unused[0].cause.en.starts_with("1 turn restrictions hold only at times, 1 only for other"), "{unused:?}");
}

#[test]
fn only_straight_on_forbids_all_else() {
    let case = case("only_straight_on");
    assert_eq!(case.time("car", (0.0, -500.0), (0.0, 200.0)), Some(700));
    assert_eq!(case.time("car", (0.0, -500.0), (-500.0, 0.0)), Some(1_600), "500 + 2 x 300 + 500 m");
    assert_eq!(case.time("car", (0.0, -500.0), (500.0, 0.0)), Some(1_600));
    assert_eq!(case.time("car", (500.0, 0.0), (-500.0, 0.0)), Some(1_000), "from elsewhere all is open");
}

#[test]
fn nobody_turns_back_where_a_sign_forbids_it() {
    let case = case("no_u_turn");
    // The left turn is forbidden, so is turning back 300 m on: 500 + 300 + 100 into the street and back + 300 + 500 m.
    assert_eq!(case.time("car", (0.0, -500.0), (-500.0, 0.0)), Some(1_800));
    assert_eq!(case.time("car", (0.0, 700.0), (-500.0, 0.0)), Some(1_200));
}

#[test]
fn a_manoeuvre_over_links_is_forbidden_as_a_whole() {
    let case = case("via_way");
    // 500 m to the links, 1,000 m on, 20 m across, 1,000 m and 500 m back.
    assert_eq!(case.time("car", (-500.0, 0.0), (-500.0, 20.0)), Some(3_020));
    assert_eq!(case.time("car", (-500.0, 0.0), (0.0, 15.0)), Some(515), "onto the link");
    assert_eq!(case.time("car", (0.0, 5.0), (-500.0, 20.0)), Some(515), "who starts on the link has not come over 10");
    assert_eq!(case.time("car", (500.0, 20.0), (500.0, 0.0)), Some(1_020), "turning the other way is free");
}

#[test]
fn restrictions_hold_on_private_roads_at_both_ends_of_a_journey() {
    let case = case("turn_private");
    assert_eq!(case.time("car", (0.0, -250.0), (-500.0, 0.0)), Some(1_350), "250 + 2 x 300 + 500 m");
    assert_eq!(case.time("car", (-500.0, 0.0), (0.0, -250.0)), Some(1_350));
    assert_eq!(case.time("car", (0.0, -250.0), (500.0, 0.0)), Some(750));
}

#[test]
fn restrictions_that_say_nothing_certain_are_named_and_not_used() {
    let case = case("turn_broken");
    use Unused::{Ambiguous, Disconnected, UnknownRule};
    let expected = [(100, Ambiguous), (101, Disconnected), (102, UnknownRule), (103, Disconnected), (104, Ambiguous)];
    assert_eq!(case.network.unused_restrictions(), expected);
    assert_eq!(case.time("car", (0.0, -500.0), (-500.0, 0.0)), Some(1_000));
}

#[test]
fn one_waits_at_the_end_of_the_road_to_a_sign() {
    let case = case("delays");
    let time = |profile, from: f64, to: f64| case.time(profile, (from, 0.0), (to, 0.0)).expect("a road");
    // Signals take 10 s; the second ones are of the same junction, whichever come first.
    assert_eq!((time("car", 500.0, 1_500.0), time("car", 1_500.0, 500.0)), (1_100, 1_100));
    assert_eq!((time("car", 500.0, 1_015.0), time("car", 1_015.0, 1_500.0)), (615, 485));
    assert_eq!((time("car", 1_500.0, 1_015.0), time("car", 1_015.0, 500.0)), (585, 515));
    assert_eq!(time("car", 500.0, 990.0), 490, "who stops before the signals has not waited");
    assert_eq!((time("car", 500.0, 1_000.0), time("car", 1_000.0, 1_500.0)), (600, 500), "who stops at them has");
    // A stop sign 5 s, eastwards only; a zebra crossing 1 s; a level crossing 4 s.
    assert_eq!((time("car", 1_500.0, 2_500.0), time("car", 2_500.0, 1_500.0)), (1_050, 1_000));
    assert_eq!((time("car", 2_500.0, 3_500.0), time("car", 4_500.0, 3_500.0)), (1_010, 1_040));
    assert_eq!((time("foot", 500.0, 1_500.0), time("foot", 1_500.0, 3_500.0)), (7_275, 14_400), "7.5 s; nothing");
    // A give-way sign without a direction is for those who come upon the junction 10 m on: 2 s.
    assert_eq!(case.time("car", (0.0, -500.0), (0.0, -5.0)), Some(515));
    assert_eq!(case.time("car", (0.0, -5.0), (0.0, -500.0)), Some(495));
}

#[test]
fn a_river_of_the_map_is_a_wall() {
    let case = case("river");
    let walls: Vec<i64> = case.extract.input.walls.iter().map(|wall| wall.id).collect();
    assert_eq!(walls, [20], "neither the stream nor what flows underground");
    let car = case.network.profile("car").expect("a profile");
    let snap = |y: f64| {
        let snap = case.snapper.snap(&case.network, car, case.plane.position(Coord { x: 500.0, y })).expect("a link");
        (case.network.way(snap.spot.edge, 0).id, snap.distance.0.round(), snap.across)
    };
    assert_eq!(snap(0.0), (11, 300.0, false), "the road on this bank, though the other is nearer");
    assert_eq!(snap(30.0), (10, 20.0, false));
}
