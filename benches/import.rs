//! How long it takes to read an extract, from the file to plain values.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use halfhour::import::osm::{Options, read};
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

criterion_group!(benches, extracts);
criterion_main!(benches);
