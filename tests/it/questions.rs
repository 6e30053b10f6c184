//! The other questions against the matrix, which the oracle has judged: the k nearest, there and back, pairs within a limit.

use halfhour::network::{Network, ProfileId, Snapper, VertexId, build, speeds::profiles};
use halfhour::progress::Silent;
use halfhour::travel::matrix::matrix;
use halfhour::travel::nearest::nearest;
use halfhour::travel::ranked::k_nearest;
use halfhour::travel::round_trip::round_trip;
use halfhour::travel::within::within;
use halfhour::travel::{Engine, Heading, Link, Nearest};
use halfhour::units::Deciseconds;
use rand::RngExt;

use crate::world::random;

const HORIZON: Deciseconds = Deciseconds::from_minutes(100);

/// A random world, with more places than a batch has lanes; some have no road.
struct Case {
    network: Network,
    engine: Engine,
    profile: ProfileId,
    facilities: Vec<Option<Link>>,
    places: Vec<Option<Link>>,
}

impl Case {
    fn new(seed: u64) -> Self {
        let table = profiles(None).expect("the built-in table");
        let network = build(&random::world(seed), table, &Silent::default()).expect("not cancelled");
        let engine = Engine::new(&network, &Silent::default()).expect("not cancelled");
        let snapper = Snapper::new(&network);
        let mut chance = random::chance(!seed);
        let profile = ProfileId::new(chance.random_range(0..network.profiles().len()));
        let mut links = |count: usize| -> Vec<Option<Link>> {
            let link = |_| {
                let at = network.position(VertexId(chance.random_range(0..network.vertex_count() as u32)));
                let aside = halfhour::space::LatLon::wrapped(
                    at.lon() + chance.random_range(-0.003..0.003),
                    at.lat() + chance.random_range(-0.003..0.003),
                );
                let snap = snapper.snap(&network, profile, aside).ok()?;
                Some(Link::new(&network, profile, snap))
            };
            (0..count).map(link).collect()
        };
        let (facilities, places) = (links(40), links(70));
        Self { network, engine, profile, facilities, places }
    }

    /// Times between facilities and places, a row a facility.
    fn pairs(&self, heading: Heading) -> Vec<Vec<Deciseconds>> {
        let weighed = self.engine.weighed(&self.network, self.profile);
        let (f, p) = (&self.facilities[..], &self.places[..]);
        let asked = |from, to| matrix(weighed, (from, to), HORIZON, &Silent::default()).expect("not cancelled");
        match heading {
            Heading::Away => asked(f, p).chunks(p.len()).map(<[_]>::to_vec).collect(),
            Heading::Back => {
                let times = asked(p, f);
                (0..f.len()).map(|i| times.chunks(f.len()).map(|row| row[i]).collect()).collect()
            }
        }
    }
}

#[test]
fn the_pairs_within_a_limit_are_those_of_the_matrix() {
    let mut found = 0;
    for seed in 0..60 {
        let case = Case::new(seed);
        let weighed = case.engine.weighed(&case.network, case.profile);
        for heading in [Heading::Away, Heading::Back] {
            let pairs = case.pairs(heading);
            for limit in [Deciseconds::ZERO, Deciseconds::from_minutes(4), HORIZON] {
                let places = (&case.facilities[..], &case.places[..]);
                let rows = within(weighed, heading, places, limit, &Silent::default()).expect("not cancelled");
                for (row, times) in rows.iter().zip(&pairs) {
                    let expected: Vec<(u32, Deciseconds)> =
                        (0..).zip(times).map(|(i, &time)| (i, time)).filter(|&(_, time)| time <= limit).collect();
                    assert_eq!(*row, expected, "world {seed}, {heading:?}, {limit}");
                    found += row.len();
                }
            }
        }
    }
    assert!(found > 10_000, "{found} pairs");
}

#[test]
fn the_k_nearest_are_the_first_of_the_sorted_column() {
    for seed in 100..150 {
        let case = Case::new(seed);
        let weighed = case.engine.weighed(&case.network, case.profile);
        let places = (&case.facilities[..], &case.places[..]);
        for heading in [Heading::Away, Heading::Back] {
            let pairs = case.pairs(heading);
            for k in [0, 1, 3, 50] {
                let lists = k_nearest(weighed, heading, places, k, HORIZON);
                for (place, list) in lists.iter().enumerate() {
                    let mut column: Vec<(Deciseconds, u32)> =
                        pairs.iter().zip(0..).map(|(row, facility)| (row[place], facility)).collect();
                    column.sort_unstable();
                    column.retain(|(time, _)| time.is_reached());
                    column.truncate(k);
                    let found: Vec<_> = list.iter().map(|near| (near.time, near.facility)).collect();
                    assert_eq!(found, column, "world {seed}, {heading:?}, place {place}, k {k}");
                }
                if k == 1 {
                    let first: Vec<Nearest> =
                        lists.iter().map(|list| list.first().copied().unwrap_or(Nearest::NONE)).collect();
                    assert_eq!(first, nearest(weighed, heading, places, HORIZON), "world {seed}, {heading:?}");
                }
            }
        }
    }
}

#[test]
fn there_and_back_is_the_smallest_sum_of_both_ways() {
    let (mut reached, mut one_way_only) = (0, 0);
    for seed in 200..260 {
        let case = Case::new(seed);
        let weighed = case.engine.weighed(&case.network, case.profile);
        let (there, back) = (case.pairs(Heading::Away), case.pairs(Heading::Back));
        let places = (&case.facilities[..], &case.places[..]);
        let bound = Deciseconds::from_minutes(80);
        let found = round_trip(weighed, places, bound, &Silent::default()).expect("not cancelled");
        for (place, found) in found.iter().enumerate() {
            let sums = there.iter().zip(&back).zip(0..).map(|((a, b), facility)| (a[place] + b[place], facility));
            let (time, facility) = sums.min().expect("facilities");
            if time <= bound {
                assert_eq!((found.time, found.facility), (time, facility), "world {seed}, place {place}");
                reached += 1;
            } else {
                assert_eq!(*found, Nearest::NONE, "world {seed}, place {place}");
                one_way_only += usize::from(there.iter().any(|row| row[place].is_reached()));
            }
        }
    }
    assert!(reached > 500 && one_way_only > 0, "{reached} reached, {one_way_only} only one way");
}
