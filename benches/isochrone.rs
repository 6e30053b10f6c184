//! How long isochrones take: on made towns of three sizes, and on Malta. Preparation, cells and outlines apart; the sweep for
//! travel times is in none of them but the last two rows.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use geo::MultiPolygon;
use halfhour::analysis::isochrone::{CellGrid, Ground, Origin, Reached};
use halfhour::import::osm::{Options, read};
use halfhour::network::input::{NetworkInput, Road};
use halfhour::network::speeds::profiles;
use halfhour::network::{Network, ProfileId, Snapper, VertexId, build};
use halfhour::places::Land;
use halfhour::progress::Silent;
use halfhour::space::LatLon;
use halfhour::travel::around::around;
use halfhour::travel::{Engine, Heading, Link};
use halfhour::units::{Deciseconds, Metres};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const SEED: u64 = 7;
const LIMIT: Deciseconds = Deciseconds::from_minutes(30);
const CELL: Metres = Metres(50.0);

/// A town of so many junctions a side, about 180 m apart and never quite; every tenth street is a primary road.
fn town(side: usize) -> NetworkInput {
    let mut rng = Pcg64::seed_from_u64(SEED);
    let id = |column: usize, row: usize| (row * side + column) as i64;
    let mut nodes = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let mut near = |place: usize| 0.0016 * (place as f64 + rng.random_range(-0.3..0.3));
            nodes.push((id(column, row), LatLon::wrapped(14.0 + 1.2 * near(column), 35.0 + near(row))));
        }
    }
    let street = |index: usize, nodes: Vec<i64>| {
        let class = if index.is_multiple_of(10) { "primary" } else { "residential" };
        Road { id: 0, nodes, tags: [("highway", class)].into_iter().collect() }
    };
    let rows = (0..side).map(|row| street(row, (0..side).map(|column| id(column, row)).collect()));
    let columns = (0..side).map(|column| street(column, (0..side).map(|row| id(column, row)).collect()));
    let roads = rows.chain(columns).zip(1..).map(|(road, id)| Road { id, ..road });
    NetworkInput { nodes, roads: roads.collect(), ..NetworkInput::default() }
}

fn malta() -> (NetworkInput, MultiPolygon) {
    let file = "malta-20240312.osm.pbf";
    let path = format!("{}/data/malta/{file}", env!("CARGO_MANIFEST_DIR"));
    let extract = read(&[(file.to_owned(), path.into())], &Options::default(), &Silent::default()).unwrap().0;
    (extract.input, extract.land)
}

/// Times that an engine left behind: a label a vertex, and the vertices that it reached.
struct Labels {
    times: Vec<Deciseconds>,
    reached: Vec<VertexId>,
}

impl Reached for Labels {
    fn time(&self, vertex: VertexId) -> Deciseconds {
        self.times[vertex.index()]
    }

    fn vertices(&self) -> impl Iterator<Item = VertexId> {
        self.reached.iter().copied()
    }
}

/// So many places within some 200 m of junctions drawn from a seed.
fn places((ground, profile): (&Ground, ProfileId), count: usize) -> Vec<(LatLon, Link)> {
    let mut rng = Pcg64::seed_from_u64(SEED);
    let anywhere = std::iter::repeat_with(|| {
        let at = ground.network.position(VertexId(rng.random_range(0..ground.network.vertex_count() as u32)));
        let mut near = |degrees: f64| degrees + rng.random_range(-0.002..0.002);
        LatLon::wrapped(near(at.lon()), near(at.lat()))
    });
    let linked = anywhere.filter(|&at| ground.land.holds(at)).filter_map(|at| {
        let snap = ground.snapper.snap(ground.network, profile, at).ok()?;
        Some((at, Link::new(ground.network, profile, snap)))
    });
    linked.take(count).collect()
}

fn isochrones(criterion: &mut Criterion) {
    let made = |side| (town(side), MultiPolygon(Vec::new()));
    let worlds =
        [("town of 2,500", made(50)), ("town of 15,625", made(125)), ("town of 62,500", made(250)), ("malta", malta())];
    for (name, (input, land)) in worlds {
        let network: Network = build(&input, profiles(None).unwrap(), &Silent::default()).unwrap();
        let (snapper, land) = (Snapper::new(&network), Land::new(land));
        let ground = Ground { network: &network, snapper: &snapper, land: &land };
        let travel = (network.profile("car").unwrap(), Heading::Away);
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.bench_function("lay", |bencher| bencher.iter(|| CellGrid::new(&network, travel, black_box(CELL))));
        group.bench_function("prepare", |bencher| {
            let lay = || CellGrid::new(&network, travel, CELL);
            bencher.iter_batched(lay, |grid| grid.prepare(&ground), BatchSize::PerIteration);
        });

        let grid = CellGrid::new(&network, travel, CELL);
        grid.prepare(&ground);
        let places = places((&ground, travel.0), 50);
        let origins: Vec<Origin> = places.iter().map(|(at, link)| Origin { at: *at, link }).collect();
        let engine = Engine::new(&network, &Silent::default()).unwrap();
        let weighed = engine.weighed(&network, travel.0);
        let label = |(_, link): &(LatLon, Link)| {
            around(weighed, travel.1, link, LIMIT, |around| Labels {
                times: (0..network.vertex_count()).map(|vertex| around.time(VertexId::new(vertex))).collect(),
                reached: around.reached().collect(),
            })
        };
        let labels: Vec<Labels> = places.iter().map(label).collect();
        let mut asked = labels.iter().zip(&origins).cycle();
        group.bench_function("cells of 30 min", |bencher| {
            bencher.iter(|| {
                let (labels, origin) = asked.next().unwrap();
                grid.reach(&ground, labels, origin, &[LIMIT])
            });
        });
        let reach = |(labels, origin)| grid.reach(&ground, labels, origin, &[LIMIT]).remove(0);
        let sets: Vec<_> = labels.iter().zip(&origins).map(reach).collect();
        let mut asked = sets.iter().cycle();
        group.bench_function("outline of 30 min", |bencher| bencher.iter(|| asked.next().unwrap().outline()));
        let mut asked = origins.iter().cycle();
        group.bench_function("polygon of 30 min, with the sweep", |bencher| {
            bencher.iter(|| {
                let origin = asked.next().unwrap();
                grid.isochrones(&ground, weighed, origin, (Deciseconds::ZERO, &[30]))
            });
        });
        group.bench_function("cells of 50 origins in parallel, with the sweeps", |bencher| {
            bencher.iter(|| grid.each(&ground, weighed, black_box(&origins), LIMIT));
        });
        group.finish();
    }
}

criterion_group!(benches, isochrones);
criterion_main!(benches);
