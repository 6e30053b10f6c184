//! To which road a place is linked: cases drawn by hand, in metres around one point, and random worlds judged by brute
//! force over all segments.

use geo::Coord;
use halfhour::network::input::{FerryWay, NetworkInput, Road, WallLine};
use halfhour::network::speeds::profiles;
use halfhour::network::walls::WallKind;
use halfhour::network::{EdgeId, Landing, Network, Sense, Snap, SnapFailure, Snapper, build};
use halfhour::progress::Silent;
use halfhour::space::{LatLon, LocalPlane};
use halfhour::units::Deciseconds;
use proptest::prelude::*;
use rand::RngExt;

use crate::world::random;

type Line<'a> = &'a [(f64, f64)];

fn at((x, y): (f64, f64)) -> LatLon {
    LocalPlane::at(LatLon::wrapped(14.4, 35.9)).position(Coord { x, y })
}

/// A world drawn by hand. Road `i` has the way id `i`; all roads are long enough to be usable by themselves.
struct Drawn {
    network: Network,
    snapper: Snapper,
}

impl Drawn {
    fn new(roads: &[(&[(&str, &str)], Line)], walls: &[(WallKind, Line)]) -> Self {
        let mut input = NetworkInput::default();
        for (i, (tags, line)) in roads.iter().enumerate() {
            let first = i as i64 * 100;
            input.nodes.extend((first..).zip(line.iter().map(|&place| at(place))));
            let nodes = (first..first + line.len() as i64).collect();
            input.roads.push(Road { id: i as i64, nodes, tags: tags.iter().copied().collect() });
        }
        input.walls = walls.iter().map(|&(kind, line)| wall(kind, line)).collect();
        let network = build(&input, profiles(None).expect("speeds"), &Silent::default()).expect("not cancelled");
        Self { snapper: Snapper::new(&network), network }
    }

    fn snap(&self, profile: &str, place: (f64, f64)) -> Result<Snap, SnapFailure> {
        self.snapper.snap(&self.network, self.network.profile(profile).expect("a profile"), at(place))
    }

    /// The way that the place is linked to, and whether across a wall.
    fn way(&self, profile: &str, place: (f64, f64)) -> Result<(i64, bool), SnapFailure> {
        let way = |snap: Snap| self.network.way(snap.spot.edge, snap.spot.segment as usize).id;
        self.snap(profile, place).map(|snap| (way(snap), snap.across))
    }
}

fn wall(kind: WallKind, line: Line) -> WallLine {
    WallLine { id: 1, kind, line: line.iter().map(|&place| at(place)).collect() }
}

const STREET: &[(&str, &str)] = &[("highway", "residential")];
const NORTH: Line = &[(-1_000.0, 50.0), (1_000.0, 50.0)];
const SOUTH: Line = &[(-1_000.0, -300.0), (1_000.0, -300.0)];
const MIDDLE: Line = &[(-900.0, 20.0), (900.0, 20.0)];

#[test]
fn across_a_river_or_a_railway_the_road_on_this_side_is_taken() {
    let town = Drawn::new(&[(STREET, NORTH), (STREET, SOUTH)], &[]);
    assert_eq!(town.way("car", (0.0, 0.0)), Ok((0, false)), "without the river");
    let river = Drawn::new(&[(STREET, NORTH), (STREET, SOUTH)], &[(WallKind::Line, MIDDLE)]);
    assert_eq!(river.way("car", (0.0, 0.0)), Ok((1, false)));
    assert_eq!(river.way("foot", (0.0, 0.0)), Ok((1, false)));
    assert_eq!(river.way("car", (0.0, 30.0)), Ok((0, false)), "from the other bank");
    let snap = river.snap("car", (0.0, 0.0)).expect("a link");
    assert!((snap.distance.0 - 300.0).abs() < 0.1, "{snap:?}");
}

#[test]
fn a_road_that_crosses_the_river_is_reached_on_this_side() {
    // The road runs past the place over the water and comes across in the east.
    let bend: Line = &[(-1_000.0, 50.0), (400.0, 50.0), (400.0, -400.0)];
    let world = Drawn::new(&[(STREET, bend)], &[(WallKind::Line, MIDDLE)]);
    let snap = world.snap("car", (0.0, 0.0)).expect("a link");
    assert!(!snap.across && (snap.distance.0 - 400.0).abs() < 0.1, "{snap:?}");
}

#[test]
fn between_two_walls_the_nearest_road_is_taken_and_it_is_said() {
    let walls = [(WallKind::Line, MIDDLE), (WallKind::Line, &[(-900.0, -20.0), (900.0, -20.0)][..])];
    let world = Drawn::new(&[(STREET, NORTH), (STREET, SOUTH)], &walls);
    assert_eq!(world.way("car", (0.0, 0.0)), Ok((0, true)));
}

#[test]
fn below_a_bridge_the_road_on_the_ground_is_taken() {
    let bridge: &[(&str, &str)] = &[("highway", "residential"), ("bridge", "yes"), ("layer", "1")];
    let world = Drawn::new(&[(bridge, NORTH), (STREET, SOUTH)], &[]);
    assert_eq!(world.way("car", (0.0, 40.0)), Ok((1, false)));
    let alone = Drawn::new(&[(bridge, NORTH)], &[]);
    assert_eq!(alone.way("car", (0.0, 40.0)), Ok((0, false)), "nothing else is within reach");
}

#[test]
fn beside_a_motorway_the_next_ordinary_road_on_the_same_side_is_taken() {
    let motorway: &[(&str, &str)] = &[("highway", "motorway"), ("oneway", "no")];
    let near: Line = &[(-1_000.0, 90.0), (1_000.0, 90.0)];
    let world = Drawn::new(&[(motorway, NORTH), (STREET, near), (STREET, SOUTH)], &[]);
    assert_eq!(world.way("car", (0.0, 0.0)), Ok((2, false)), "the motorway is in the way");
    let on_bridge: &[(&str, &str)] = &[("highway", "motorway"), ("oneway", "no"), ("bridge", "viaduct")];
    let world = Drawn::new(&[(on_bridge, NORTH), (STREET, near), (STREET, SOUTH)], &[]);
    assert_eq!(world.way("car", (0.0, 0.0)), Ok((1, false)), "one walks below a viaduct");
    assert_eq!(Drawn::new(&[(motorway, NORTH)], &[]).way("car", (0.0, 0.0)), Err(SnapFailure::OffNetwork));
}

#[test]
fn an_islet_without_roads_has_no_link_and_a_place_drawn_in_the_water_has_one() {
    let islet: Line = &[(-30.0, -30.0), (30.0, -30.0), (30.0, 30.0), (-30.0, 30.0), (-30.0, -30.0)];
    // Drawn westwards, so that the land is in the south.
    let coast: Line = &[(1_000.0, -200.0), (-1_000.0, -200.0)];
    let world = Drawn::new(&[(STREET, SOUTH)], &[(WallKind::Shore, islet), (WallKind::Shore, coast)]);
    assert_eq!(world.way("foot", (0.0, 0.0)), Err(SnapFailure::AcrossWater));
    assert_eq!(world.way("foot", (0.0, -100.0)), Ok((0, false)), "out at sea");
    assert_eq!(world.way("foot", (0.0, -250.0)), Ok((0, false)));
    assert_eq!(SnapFailure::AcrossWater.name(), "across_water");
}

#[test]
fn on_a_ferry_line_the_road_ashore_is_taken() {
    let mut input = NetworkInput::default();
    input.nodes.extend((0..).zip([(-1_000.0, -300.0), (1_000.0, -300.0), (0.0, 0.0)].map(at)));
    input.roads.push(Road { id: 1, nodes: vec![0, 1], tags: STREET.iter().copied().collect() });
    let tags = [("route", "ferry"), ("foot", "yes"), ("motor_vehicle", "yes")].into_iter().collect();
    let (crossing, boarding) = (Deciseconds::from_minutes(10), Deciseconds::from_minutes(5));
    input.ferries.push(FerryWay { id: 2, nodes: vec![1, 2], tags, crossing, boarding });
    let network = build(&input, profiles(None).expect("speeds"), &Silent::default()).expect("not cancelled");
    let world = Drawn { snapper: Snapper::new(&network), network };
    for profile in ["car", "foot"] {
        // At the line's end in the water, and above the middle of the line.
        assert_eq!(world.way(profile, (0.0, 0.0)), Ok((1, false)), "{profile}");
        assert_eq!(world.way(profile, (500.0, -150.0)), Ok((1, false)), "{profile}");
    }
}

#[test]
fn in_a_courtyard_of_private_roads_the_private_road_is_taken() {
    let private: &[(&str, &str)] = &[("highway", "service"), ("access", "private")];
    let mut input = NetworkInput::default();
    let places = [(-1_000.0, 0.0), (0.0, 0.0), (1_000.0, 0.0), (0.0, 200.0)];
    input.nodes = (0..).zip(places.map(at)).collect();
    input.roads = vec![
        Road { id: 0, nodes: vec![0, 1, 2], tags: STREET.iter().copied().collect() },
        Road { id: 1, nodes: vec![1, 3], tags: private.iter().copied().collect() },
    ];
    let network = build(&input, profiles(None).expect("speeds"), &Silent::default()).expect("not cancelled");
    let world = Drawn { snapper: Snapper::new(&network), network };
    assert_eq!(world.way("car", (20.0, 190.0)), Ok((1, false)));
}

/// A random world with rivers, shores, bridges and motorways.
fn walled(seed: u64) -> NetworkInput {
    let mut input = random::world(seed);
    let mut chance = random::chance(seed + 4_000_000);
    let plane = LocalPlane::at(LatLon::wrapped(14.4, 35.9));
    for road in &mut input.roads {
        match chance.random_range(0..12) {
            0 => road.tags.set("bridge", "yes"),
            1 => road.tags.set("tunnel", "yes"),
            2 => road.tags.set("highway", "motorway"),
            _ => {}
        }
    }
    for id in 0..chance.random_range(0..12) {
        let (mut x, mut y) = (chance.random_range(-900.0..4_500.0), chance.random_range(-900.0..2_500.0));
        let (dx, dy) = (chance.random_range(-300.0..300.0), chance.random_range(-300.0..300.0));
        let mut line = Vec::new();
        for _ in 0..chance.random_range(2..9) {
            line.push(plane.position(Coord { x, y }));
            x += dx + chance.random_range(-90.0..90.0);
            y += dy + chance.random_range(-90.0..90.0);
        }
        let kind = if chance.random_bool(0.4) { WallKind::Shore } else { WallKind::Line };
        input.walls.push(WallLine { id, kind, line });
    }
    input
}

/// Distance and `across` by the words of the rule, over all segments; the failure is told apart only from a link.
fn by_brute_force(network: &Network, profile: &str, place: LatLon) -> Option<(f64, bool)> {
    let profile = network.profile(profile).expect("a profile");
    let plane = LocalPlane::at(place);
    let origin = Coord { x: 0.0, y: 0.0 };
    let cross = |a: Coord, b: Coord| a.x * b.y - a.y * b.x;
    let mut links: Vec<(u8, f64)> = Vec::new();
    for id in (0..network.edges().len()).map(EdgeId::new) {
        let open = Sense::BOTH.iter().any(|&sense| network.is_open(id, profile, sense));
        if network.edge(id).is_ferry || !open || !network.components(profile).is_usable(id) {
            continue;
        }
        for (segment, ends) in network.shape(id).windows(2).enumerate() {
            let landing = network.way(id, segment).landing;
            let (a, b) = (plane.metres(ends[0]), plane.metres(ends[1]));
            let (d, square) = (b - a, (b - a).x.powi(2) + (b - a).y.powi(2));
            let share = if square > 0.0 { (-(a.x * d.x + a.y * d.y) / square).clamp(0.0, 1.0) } else { 0.0 };
            for spot in [a + d * share, a, b] {
                let far = spot.x.hypot(spot.y);
                if far > 1_000.0 || landing == Landing::Never {
                    continue;
                }
                let mut behind = 0;
                for wall in network.walls() {
                    let [from, to] = wall.ends.map(|end| plane.metres(end));
                    let left = |p: Coord| cross(to - from, p - from) / (to - from).x.hypot((to - from).y);
                    let (here, there) = (left(origin), left(spot));
                    let parted = (cross(spot, from) >= 0.0) != (cross(spot, to) >= 0.0);
                    let outward = here > 0.1 && there < -0.1;
                    let either = outward || (here < -0.1 && there > 0.1);
                    behind = behind.max(match wall.kind {
                        WallKind::Line if parted && either => 1,
                        WallKind::Shore if parted && outward => 2,
                        _ => 0,
                    });
                }
                let raised = u8::from(landing == Landing::OffGround);
                match behind {
                    0 => links.push((raised, far)),
                    1 => links.push((2 + raised, far)),
                    _ => {}
                }
            }
        }
    }
    let best = links.into_iter().min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    best.map(|(rank, far)| (far, rank >= 2))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The snapper agrees with the rule, and answers alike alone and after a thousand other places.
    #[test]
    fn random_worlds_agree_with_brute_force(seed in 0_u64..1_000_000) {
        let network = build(&walled(seed), profiles(None).expect("speeds"), &Silent::default()).expect("not cancelled");
        let mut chance = random::chance(seed);
        let places: Vec<LatLon> = (0..60)
            .map(|_| at((chance.random_range(-1_500.0..5_000.0), chance.random_range(-1_500.0..3_000.0))))
            .collect();
        let snapper = Snapper::new(&network);
        for profile in ["car", "foot"] {
            let id = network.profile(profile).expect("a profile");
            let together: Vec<_> = places.iter().map(|&place| snapper.snap(&network, id, place)).collect();
            for (&place, together) in places.iter().zip(together) {
                prop_assert_eq!(Snapper::new(&network).snap(&network, id, place), together);
                match (together, by_brute_force(&network, profile, place)) {
                    (Ok(snap), Some((far, across))) => {
                        prop_assert!((snap.distance.0 - far).abs() < 1e-6, "{:?} {}", snap, far);
                        prop_assert_eq!(snap.across, across);
                    }
                    (Err(_), None) => {}
                    (snap, other) => prop_assert!(false, "{:?} {:?}", snap, other),
                }
            }
        }
    }
}
