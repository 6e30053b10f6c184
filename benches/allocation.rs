//! How long an allocation takes on made problems: villages at random in a square, stations near them, distances straight.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use halfhour::analysis::allocation::{Question, allocate, check};
use halfhour::analysis::siting::Times;
use halfhour::progress::Silent;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// As many villages and stations as Gansu has.
const POINTS: usize = 17_718;
const SITES: usize = 18_718;
/// Half an hour in tenths of a second, 20 km.
const LIMIT: u32 = 18_000;

/// Villages of up to three times `mean` people in a square of `side` km; stations with one to three staff within a kilometre of them.
fn square(side: f64, mean: f64) -> Question {
    let mut rng = Pcg64Mcg::seed_from_u64(7);
    let homes: Vec<(f64, f64)> =
        (0..POINTS).map(|_| (rng.random_range(0.0..side), rng.random_range(0.0..side))).collect();
    let weights = (0..POINTS).map(|_| (mean * 3_000.0 * rng.random_range(0.0..1.0f64).powi(2)) as u64).collect();
    let mut times = Times::new();
    for site in 0..SITES {
        let (x, y) = homes[site % POINTS];
        let (x, y) = (x + rng.random_range(-1.0..1.0), y + rng.random_range(-1.0..1.0));
        let time = |home: &(f64, f64)| ((home.0 - x).hypot(home.1 - y) * 900.0) as u32;
        times.push((0u32..).zip(homes.iter().map(time)).filter(|pair| pair.1 <= LIMIT));
    }
    Question { weights, capacities: (0..SITES).map(|_| 60_000 * rng.random_range(1..=3)).collect(), times }
}

fn allocation(c: &mut Criterion) {
    let mut group = c.benchmark_group("allocation");
    group.sample_size(10);
    for (what, side, mean) in [("enough", 260.0, 100.0), ("short", 260.0, 130.0), ("many", 140.0, 100.0)] {
        let question = square(side, mean);
        let found = allocate(&question, &Silent::default()).unwrap();
        let name = |task: &str| format!("{task} {what}, {} pairs", question.times.pairs());
        group.bench_function(name("solve"), |b| b.iter(|| black_box(allocate(&question, &Silent::default()))));
        group.bench_function(name("judge"), |b| b.iter(|| black_box(check(&question, &found))));
    }
    group.finish();
}

criterion_group!(benches, allocation);
criterion_main!(benches);
