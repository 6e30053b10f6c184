//! How long it takes to read extracts and tables, from the file to plain values, and to make a province.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use halfhour::import::osm::{Options, read};
use halfhour::import::synth::province::{ProvincePlan, files, province};
use halfhour::import::tables::{Format, Source, demand};
use halfhour::progress::Silent;

fn extracts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("import");
    group.sample_size(10);
    for name in ["gozo", "malta"] {
        let file = format!("{name}-20240312.osm.pbf");
        let path = format!("{}/data/{name}/{file}", env!("CARGO_MANIFEST_DIR"));
        let files = [(file, path.into())];
        group.bench_function(name, |bencher| {
            bencher.iter(|| read(black_box(&files), &Options::default(), &Silent::default()).unwrap());
        });
        let options = Options { homes: true, ..Options::default() };
        group.bench_function(format!("{name}, with homes"), |bencher| {
            bencher.iter(|| read(black_box(&files), &options, &Silent::default()).unwrap());
        });
    }
    group.finish();
}

/// Made provinces in three sizes: the making, the map, and the table of demand.
fn provinces(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("province");
    group.sample_size(10);
    for junctions in [10_000, 100_000, 1_000_000] {
        let plan = ProvincePlan { junctions, ..ProvincePlan::new(1) };
        group.bench_function(format!("made, {junctions} junctions"), |bencher| {
            bencher.iter(|| files(province(black_box(&plan))));
        });
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files(province(&plan)) {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let map = [("province.osm.pbf".to_owned(), folder.path().join("province.osm.pbf"))];
        group.bench_function(format!("map, {junctions} junctions"), |bencher| {
            bencher.iter(|| read(black_box(&map), &Options::default(), &Silent::default()).unwrap());
        });
        let table = std::fs::read(folder.path().join("demand.csv")).unwrap();
        let table = Source::new("demand.csv", table, Format::Csv);
        group.bench_function(format!("demand, {} rows", junctions / 2), |bencher| {
            bencher.iter(|| demand(black_box(&table), &[]));
        });
    }
    group.finish();
}

criterion_group!(benches, extracts, provinces);
criterion_main!(benches);
