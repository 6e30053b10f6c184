//! How long travel times take: on made towns of three sizes, and on Malta.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use halfhour::import::osm::{Options, read};
use halfhour::network::input::{NetworkInput, Road};
use halfhour::network::speeds::profiles;
use halfhour::network::{ArcId, Network, ProfileId, Snapper, build};
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::travel::ends::Ends;
use halfhour::travel::label::TimeLabel;
use halfhour::travel::matrix::matrix;
use halfhour::travel::metric::Metric;
use halfhour::travel::ranked::k_nearest;
use halfhour::travel::sweep::{LANES, Sweep};
use halfhour::travel::weighed::weight;
use halfhour::travel::within::within;
use halfhour::travel::{Engine, Heading, Link, nearest};
use halfhour::units::Deciseconds;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const SEED: u64 = 7;
/// The promise, and how far times are followed.
const LIMIT: Deciseconds = Deciseconds::from_minutes(30);
const HORIZON: Deciseconds = Deciseconds::from_minutes(100);

/// A grid of so many junctions a side, about 200 m apart and never quite: every tenth street is a primary road, every
/// fifth of the others goes one way only.
fn grid(side: usize) -> NetworkInput {
    let mut rng = Pcg64::seed_from_u64(SEED);
    let step = 0.0018;
    let id = |column: usize, row: usize| (row * side + column) as i64;
    let mut nodes = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let mut shaken = |n: usize| (n as f64 + rng.random_range(-0.3..0.3)) * step;
            nodes.push((id(column, row), LatLon::wrapped(114.0 + shaken(column), 22.0 + shaken(row))));
        }
    }
    let street = |index: usize, nodes: Vec<i64>| {
        let class = if index.is_multiple_of(10) { "primary" } else { "residential" };
        let oneway = if index % 5 == 3 { "yes" } else { "no" };
        Road { id: 0, nodes, tags: [("highway", class), ("oneway", oneway)].into_iter().collect() }
    };
    let rows = (0..side).map(|row| street(row, (0..side).map(|column| id(column, row)).collect()));
    let columns = (0..side).map(|column| street(column, (0..side).map(|row| id(column, row)).collect()));
    let roads = rows.chain(columns).zip(1..).map(|(road, id)| Road { id, ..road });
    NetworkInput { nodes, roads: roads.collect(), ..NetworkInput::default() }
}

fn malta() -> NetworkInput {
    let file = "malta-20240312.osm.pbf";
    let path = format!("{}/data/malta/{file}", env!("CARGO_MANIFEST_DIR"));
    read(&[(file.to_owned(), path.into())], &Options::default(), &Silent::default()).unwrap().0.input
}

/// So many places at junctions drawn from a seed; those that no road is near have no link.
fn places(network: &Network, profile: ProfileId, count: usize, seed: u64) -> Vec<Option<Link>> {
    let mut rng = Pcg64::seed_from_u64(seed);
    let snapper = Snapper::new(network);
    let place = |_| {
        let vertex = rng.random_range(0..network.vertex_count() as u32);
        let at = network.position(halfhour::network::VertexId(vertex));
        snapper.snap(network, profile, at).ok().map(|snap| Link::new(network, profile, snap))
    };
    (0..count).map(place).collect()
}

fn times(criterion: &mut Criterion) {
    for (name, input) in
        [("grid of 2,500", grid(50)), ("grid of 40,000", grid(200)), ("grid of 160,000", grid(400)), ("malta", malta())]
    {
        let built = || build(black_box(&input), profiles(None).unwrap(), &Silent::default()).unwrap();
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.bench_function("build", |bencher| bencher.iter(built));
        let network = built();
        group.bench_function("order", |bencher| bencher.iter(|| Engine::new(black_box(&network), &Silent::default())));
        let engine = Engine::new(&network, &Silent::default()).unwrap();
        let car = network.profile("car").unwrap();
        let weights = || (0..network.arc_count()).map(|arc| weight(&network, car, ArcId::new(arc)));
        group.bench_function("customize", |bencher| {
            bencher.iter(|| Metric::new(engine.hierarchy(), weights()));
        });
        let weighed = engine.weighed(&network, car);

        let origins = places(&network, car, 1_000, SEED);
        let destinations = places(&network, car, 1_000, SEED + 1);
        let sources = Ends::new(weighed, Heading::Away, &origins);
        let batches = sources.batches();
        let mut batch = batches.iter().cycle();
        let mut sweep = Sweep::<u16, LANES>::new(weighed.metric.hierarchy());
        for (name, limit) in [("32 to all", HORIZON), ("32 to all, 30 min", LIMIT)] {
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    let starts = sources.starts(batch.next().unwrap());
                    sweep.run(weighed.metric, Heading::Away, &starts, u16::of(limit));
                    sweep.answered().len()
                });
            });
        }
        let everywhere = places(&network, car, 10_000, SEED + 2);
        group.bench_function("nearest of 100 for 10,000", |bencher| {
            bencher.iter(|| nearest(weighed, Heading::Away, (&origins[..100], black_box(&everywhere)), HORIZON));
        });
        group.bench_function("3 nearest of 100 for 10,000", |bencher| {
            bencher.iter(|| k_nearest(weighed, Heading::Away, (&origins[..100], black_box(&everywhere)), 3, HORIZON));
        });
        for (name, from, to) in
            [("matrix 1,000 x 1,000", &origins, &destinations), ("matrix 1,000 x 10,000", &origins, &everywhere)]
        {
            group.bench_function(name, |bencher| {
                bencher.iter(|| matrix(weighed, black_box((from, to)), HORIZON, &Silent::default()).unwrap());
            });
        }
        group.bench_function("pairs within 10 min, 1,000 x 10,000", |bencher| {
            let limit = Deciseconds::from_minutes(10);
            let places = (&origins[..], &everywhere[..]);
            bencher.iter(|| within(weighed, Heading::Away, black_box(places), limit, &Silent::default()).unwrap());
        });
        group.finish();
    }
}

criterion_group!(benches, times);
criterion_main!(benches);
