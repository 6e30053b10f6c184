//! How long travel times take: on made towns of three sizes, and on Malta.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use halfhour::import::osm::{Options, read};
use halfhour::network::input::{NetworkInput, Road};
use halfhour::network::speeds::profiles;
use halfhour::network::{Network, ProfileId, Snapper, build};
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::travel::matrix::matrix;
use halfhour::travel::nearest::Field;
use halfhour::travel::{Heading, Link, Search, nearest};
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
        let car = network.profile("car").unwrap();

        let origins = places(&network, car, 100, SEED);
        let destinations = places(&network, car, 100, SEED + 1);
        let mut search = Search::new(&network);
        let mut sources = origins.iter().filter(|link| link.is_some()).cycle();
        group.bench_function("one to all, 30 min", |bencher| {
            bencher.iter(|| {
                let source = [*sources.next().unwrap()];
                let field = Field::run(&mut search, (&network, car), Heading::Away, &source, LIMIT);
                field.search().reached().len()
            });
        });
        let everywhere = places(&network, car, 10_000, SEED + 2);
        group.bench_function("nearest of 100 for 10,000", |bencher| {
            bencher.iter(|| nearest(&network, car, Heading::Away, (&origins, black_box(&everywhere)), HORIZON));
        });
        group.bench_function("matrix 100 x 100", |bencher| {
            let places = (&origins[..], &destinations[..]);
            bencher.iter(|| matrix(&network, car, black_box(places), HORIZON, &Silent::default()).unwrap());
        });
        group.finish();
    }
}

criterion_group!(benches, times);
criterion_main!(benches);
