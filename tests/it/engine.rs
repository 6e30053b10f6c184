//! Travel times against the oracle on random worlds: matrix, nearest, routes, in both headings.

use halfhour::import::osm;
use halfhour::network::input::{NetworkInput, TurnVia};
use halfhour::network::speeds::profiles;
use halfhour::network::turns::Unused;
use halfhour::network::{Network, ProfileId, Snapper, Spot, build};
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::travel::matrix::matrix;
use halfhour::travel::route::{LegKind, Route, RouteLeg, route};
use halfhour::travel::{Engine, Heading, Link, Weighed, nearest};
use halfhour::units::Deciseconds;
use rand::RngExt;

use crate::world::oracle::{Oracle, RawSpot, walk};
use crate::world::random;

const WORLDS: u64 = 400;
const HORIZON: Deciseconds = Deciseconds::from_minutes(100);

/// The raw segment under a spot, found by the way and the positions of its nodes.
fn raw(input: &NetworkInput, network: &Network, spot: Spot) -> RawSpot {
    let shape = network.shape(spot.edge);
    let (from, to) = (shape[spot.segment as usize], shape[spot.segment as usize + 1]);
    let way = network.way(spot.edge, spot.segment as usize).id;
    let road = input.roads.iter().find(|road| road.id == way).expect("the way of the spot");
    let at = |node: i64| input.position(node).expect("a known node");
    for pair in road.nodes.windows(2) {
        if (at(pair[0]), at(pair[1])) == (from, to) {
            return RawSpot { way, a: pair[0], b: pair[1], share: spot.share };
        }
        if (at(pair[0]), at(pair[1])) == (to, from) {
            return RawSpot { way, a: pair[0], b: pair[1], share: 1.0 - spot.share };
        }
    }
    panic!("no segment of way {way} has the shape of the spot");
}

struct Case {
    input: NetworkInput,
    network: Network,
    engine: Engine,
    snapper: Snapper,
    places: Vec<LatLon>,
}

/// A world with signs, and three times out of four with turn restrictions.
fn case(seed: u64) -> Case {
    let input = random::with_signs(random::world(seed), seed);
    made(if seed.is_multiple_of(4) { input } else { random::with_restrictions(input, seed) }, seed)
}

fn made(input: NetworkInput, seed: u64) -> Case {
    let network =
        build(&input, profiles(None).expect("the built-in table"), &Silent::default()).expect("not cancelled");
    let (engine, snapper) = (Engine::new(&network, &Silent::default()).expect("not cancelled"), Snapper::new(&network));
    let mut chance = random::chance(seed + 1_000_000);
    let extent = network.extent().expect("roads");
    let anywhere = (0..8).map(|_| {
        let lon = chance.random_range(extent.west..extent.east);
        let lat = chance.random_range(extent.south..extent.north);
        LatLon::new(lon, lat).expect("inside the extent")
    });
    let mut places: Vec<LatLon> = anywhere.collect();
    for _ in 0..3 {
        places.push(input.nodes[chance.random_range(0..input.nodes.len())].1);
    }
    // Two places on one edge, so that straight ahead and behind both occur.
    let edge = halfhour::network::EdgeId::new(chance.random_range(0..network.edges().len()));
    let shape = network.shape(edge);
    for share in [0.3, 0.6] {
        places.push(halfhour::network::snap::position(&network, Spot { edge, segment: shape.len() as u32 - 2, share }));
    }
    Case { input, network, engine, snapper, places }
}

impl Case {
    fn weighed(&self, profile: ProfileId) -> Weighed<'_> {
        self.engine.weighed(&self.network, profile)
    }

    fn links(&self, profile: ProfileId) -> Vec<Option<Link>> {
        let link = |&at: &LatLon| {
            let snap = self.snapper.snap(&self.network, profile, at).ok()?;
            Some(Link::new(&self.network, profile, snap))
        };
        self.places.iter().map(link).collect()
    }

    /// Every pair by the oracle, walks included, within the horizon.
    fn expected(&self, profile: ProfileId, links: &[Option<Link>]) -> Vec<Deciseconds> {
        let oracle = Oracle::new(&self.input, self.network.profiles(), profile.index());
        let linked: Vec<(usize, &Link)> =
            links.iter().enumerate().filter_map(|(i, l)| Some((i, l.as_ref()?))).collect();
        let spots: Vec<RawSpot> =
            linked.iter().map(|(_, link)| raw(&self.input, &self.network, link.snap.spot)).collect();
        let mut expected = vec![Deciseconds::UNREACHED; links.len() * links.len()];
        for ((o, from), &spot) in linked.iter().zip(&spots) {
            for ((d, to), time) in linked.iter().zip(oracle.times(spot, &spots)) {
                let walks = walk(from.snap.distance) + walk(to.snap.distance);
                let total = time.map_or(Deciseconds::UNREACHED, |time| Deciseconds::new(time) + walks);
                expected[o * links.len() + d] = if total <= HORIZON { total } else { Deciseconds::UNREACHED };
            }
        }
        expected
    }
}

#[test]
fn every_pair_equals_the_oracle_to_the_decisecond() {
    let (mut reached, mut missed) = (0, 0);
    for seed in 0..WORLDS {
        let case = case(seed);
        for p in 0..case.network.profiles().len() {
            let profile = ProfileId::new(p);
            let links = case.links(profile);
            let expected = case.expected(profile, &links);
            let found = matrix(case.weighed(profile), (&links, &links), HORIZON, &Silent::default()).expect("whole");
            let n = links.len();
            for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                assert_eq!(found, expected, "world {seed}, profile {p}, from {} to {}", i / n, i % n);
            }
            reached += expected.iter().filter(|time| time.is_reached()).count();
            missed += expected.iter().filter(|time| !time.is_reached()).count();
        }
    }
    assert!(reached > 10_000 && missed > 3_000, "the worlds must hold both answers: {reached} and {missed}");
}

#[test]
fn the_nearest_is_the_minimum_of_the_matrix_in_both_headings() {
    for seed in 400..500 {
        let case = case(seed);
        for p in 0..case.network.profiles().len() {
            let profile = ProfileId::new(p);
            let links = case.links(profile);
            let n = links.len();
            let pairs = case.expected(profile, &links);
            let facilities = &links[..4];
            for (heading, pair) in [
                (Heading::Away, (|n, f, d| f * n + d) as fn(usize, usize, usize) -> usize),
                (Heading::Back, |n, f, d| d * n + f),
            ] {
                let found = nearest(case.weighed(profile), heading, (facilities, &links), HORIZON);
                for (d, found) in found.iter().enumerate() {
                    let best = (0..4).map(|f| (pairs[pair(n, f, d)], f as u32)).min().expect("four facilities");
                    assert_eq!(found.time, best.0, "world {seed}, profile {p}, place {d}, {heading:?}");
                    if best.0.is_reached() {
                        assert_eq!(found.facility, best.1, "world {seed}, profile {p}, place {d}, {heading:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_route_takes_the_time_of_its_matrix_cell_and_its_legs_add_up() {
    let (mut routes, mut lines_driven) = (0, 0);
    for seed in 500..550 {
        let case = case(seed);
        for p in 0..case.network.profiles().len() {
            let profile = ProfileId::new(p);
            let links = case.links(profile);
            let pairs = case.expected(profile, &links);
            let oracle = Oracle::new(&case.input, case.network.profiles(), p);
            for (o, from) in links.iter().enumerate() {
                for (d, to) in links.iter().enumerate() {
                    let (Some(from), Some(to)) = (from, to) else { continue };
                    let (a, b) = (case.places[o], case.places[d]);
                    let found = route(case.weighed(profile), (a, from), (b, to), HORIZON);
                    let expected = pairs[o * links.len() + d];
                    assert_eq!(
                        found.as_ref().map_or(Deciseconds::UNREACHED, |route| route.time),
                        expected,
                        "world {seed}"
                    );
                    let Some(found) = found else { continue };
                    routes += 1;
                    let sum: Deciseconds = found.legs.iter().map(|leg| leg.time).sum();
                    assert_eq!(sum, found.time, "world {seed}, profile {p}, {o} to {d}: {:#?}", found.legs);
                    for line in lines(&found) {
                        assert!(oracle.admits(&line), "world {seed}, profile {p}, {o} to {d}: {line:?}");
                        lines_driven += 1;
                    }
                    for pair in found.legs.windows(2) {
                        let (end, start) = (pair[0].shape.last().expect("a shape"), pair[1].shape[0]);
                        assert!(
                            end.distance(start).0 < 1.0,
                            "world {seed}, profile {p}, {o} to {d}: a hole in the way"
                        );
                    }
                }
            }
        }
    }
    assert!(routes > 2_000 && lines_driven > 2_000, "{routes} routes, {lines_driven} lines");
}

/// The positions of each stretch of road in a route.
fn lines(route: &Route) -> Vec<Vec<LatLon>> {
    let stretches = route.legs.split(|leg| leg.kind != LegKind::Road).filter(|stretch| !stretch.is_empty());
    let line = |stretch: &[RouteLeg]| {
        let rest = stretch.iter().flat_map(|leg| leg.shape.iter().skip(1));
        stretch.first().and_then(|leg| leg.shape.first()).into_iter().chain(rest).copied().collect()
    };
    stretches.map(line).collect()
}

#[test]
fn one_more_restriction_never_shortens_a_time_and_often_lengthens_one() {
    let (mut longer, mut kept) = (0, 0);
    for seed in 600..700 {
        let before = made(random::with_restrictions(random::world(seed), seed), seed);
        let mut input = before.input.clone();
        let Some(more) = random::restriction(&input, 100, &mut random::chance(seed)) else { continue };
        input.restrictions.push(more);
        let mut after = made(input, seed);
        after.places.clone_from(&before.places);
        for p in 0..before.network.profiles().len() {
            let profile = ProfileId::new(p);
            let (a, b) = (before.links(profile), after.links(profile));
            let times = |case: &Case, links: &[Option<Link>]| {
                matrix(case.weighed(profile), (links, links), HORIZON, &Silent::default()).expect("whole")
            };
            let (old, new) = (times(&before, &a), times(&after, &b));
            // Where roads lie on top of each other, another edge may have become the nearest.
            let spot = |case: &Case, link: &Option<Link>| link.map(|l| raw(&case.input, &case.network, l.snap.spot));
            let same: Vec<bool> = (0..a.len()).map(|i| spot(&before, &a[i]) == spot(&after, &b[i])).collect();
            for (i, (old, new)) in old.iter().zip(&new).enumerate() {
                if same[i / a.len()] && same[i % a.len()] {
                    assert!(old <= new, "world {seed}, profile {p}, from {} to {}", i / a.len(), i % a.len());
                    longer += usize::from(old < new);
                    kept += 1;
                }
            }
        }
    }
    assert!(longer > 50 && kept > 10_000, "{longer} of {kept} times are longer");
}

/// The roads of one of the committed extracts.
fn extract(name: &str) -> NetworkInput {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    let read = osm::read(&[(name.to_owned(), file)], &osm::Options::default(), &Silent::default());
    read.expect("a whole file").0.input
}

#[test]
fn turns_make_malta_grow_by_a_hundredth_at_most() {
    let input = extract("malta/malta-20240312.osm.pbf");
    let built =
        |input: &NetworkInput| build(input, profiles(None).expect("speeds"), &Silent::default()).expect("whole");
    let with = built(&input);
    let without = built(&NetworkInput { restrictions: Vec::new(), ..input });
    let (vertices, arcs) = ((without.vertex_count(), with.vertex_count()), (without.arc_count(), with.arc_count()));
    assert!(vertices.1 > vertices.0 && vertices.1 * 100 < vertices.0 * 101, "{vertices:?}");
    assert!(arcs.1 > arcs.0 && arcs.1 * 100 < arcs.0 * 101, "{arcs:?}");
    // Lanes for buses, and a street closed to all.
    let closed = with.unused_restrictions().iter().filter(|(_, why)| *why == Unused::Closed).count();
    assert_eq!((with.restrictions().len(), with.unused_restrictions().len(), closed), (356, 6, 6));
}

#[test]
fn gozo_with_its_restrictions_is_exact_between_places_everywhere() {
    exact_between_places_of("gozo/gozo-20240312.osm.pbf", 30);
}

#[test]
fn malta_is_exact_in_ten_thousand_queries_a_profile() {
    exact_between_places_of("malta/malta-20240312.osm.pbf", 100);
}

/// Every pair of so many places, half of them near junctions that restrictions speak of, for every profile: by the matrix, and
/// the nearest of all in both headings.
fn exact_between_places_of(extract_name: &str, count: usize) {
    let input = extract(extract_name);
    let network = build(&input, profiles(None).expect("speeds"), &Silent::default()).expect("whole");
    let snapper = Snapper::new(&network);
    let mut chance = random::chance(7);
    let mut places: Vec<LatLon> =
        (0..count / 2).map(|_| input.nodes[chance.random_range(0..input.nodes.len())].1).collect();
    while places.len() < count {
        let restriction = &input.restrictions[chance.random_range(0..input.restrictions.len())];
        if let TurnVia::Node(node) = restriction.via {
            let at = input.position(node).expect("a known node");
            let (x, y) = (chance.random_range(-0.001..0.001), chance.random_range(-0.001..0.001));
            places.push(LatLon::new(at.lon() + x, at.lat() + y).expect("a position"));
        }
    }
    let engine = Engine::new(&network, &Silent::default()).expect("not cancelled");
    let case = Case { input, network, engine, snapper, places };
    let mut reached = 0;
    for p in 0..case.network.profiles().len() {
        let profile = ProfileId::new(p);
        let links = case.links(profile);
        let n = links.len();
        let expected = case.expected(profile, &links);
        let found = matrix(case.weighed(profile), (&links, &links), HORIZON, &Silent::default()).expect("whole");
        for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
            assert_eq!(found, expected, "profile {p}, from {} to {}", i / n, i % n);
        }
        for d in (0..n).step_by(10) {
            for heading in [Heading::Away, Heading::Back] {
                // All but the place itself, whose time is nothing.
                let mut others = links.clone();
                others[d] = None;
                let near = nearest(case.weighed(profile), heading, (&others, &links[d..=d]), HORIZON)[0].time;
                let pair = |f: usize| if heading == Heading::Away { f * n + d } else { d * n + f };
                let best = (0..n).filter(|&f| f != d).map(|f| expected[pair(f)]).min().expect("others");
                assert_eq!(near, best, "profile {p}, nearest of place {d}, {heading:?}");
            }
        }
        reached += expected.iter().filter(|time| time.is_reached()).count();
    }
    assert!(reached > count * count, "{reached}");
}
