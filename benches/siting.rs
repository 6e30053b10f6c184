//! How long siting takes on made problems: sites and people at random in a square, distances straight.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use halfhour::analysis::siting::{Allowance, Goal, Problem, Rules, Site, Times, solve};
use halfhour::progress::Silent;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Sites and demand in a square of a million by a million; pairs beyond `reach` are left out.
fn square(sites: usize, points: usize, reach: u32) -> Problem {
    let mut rng = Pcg64::seed_from_u64(7);
    let mut place = || (rng.random_range(0.0..1e6f64), rng.random_range(0.0..1e6f64));
    let at: Vec<(f64, f64)> = (0..sites).map(|_| place()).collect();
    let homes: Vec<(f64, f64)> = (0..points).map(|_| place()).collect();
    let mut times = Times::new();
    for (x, y) in at {
        let far = homes.iter().map(|home| (home.0 - x).hypot(home.1 - y) as u32);
        times.push((0..points as u32).zip(far).filter(|pair| pair.1 <= reach).collect::<Vec<_>>());
    }
    let weights = (0..points).map(|_| rng.random_range(1..=100)).collect();
    Problem { weights, sites: vec![Site::default(); sites], times, ..Problem::default() }
}

fn siting(c: &mut Criterion) {
    let mut group = c.benchmark_group("siting");
    group.sample_size(10);
    let silent = Silent::default();
    let small = square(100, 2_000, u32::MAX);
    for (name, goal) in [
        ("mclp 100 x 2,000, p = 10, proved", Goal::Mclp { limit: 120_000 }),
        ("p-median 100 x 2,000, p = 10, proved", Goal::PMedian { beyond: None }),
        ("p-center 100 x 2,000, p = 10, proved", Goal::PCenter),
        ("backup 100 x 2,000, p = 10, proved", Goal::Backup { limit: 120_000 }),
    ] {
        let ask = || solve(black_box(&small), &goal, &Allowance::Sites(10), Rules::default(), &silent).unwrap();
        group.bench_function(name, |b| b.iter(ask));
    }
    let large = square(2_000, 100_000, 65_000);
    let (goal, rules) = (Goal::Mclp { limit: 65_000 }, Rules { gap: 0.01, ..Rules::default() });
    let ask = || solve(black_box(&large), &goal, &Allowance::Sites(50), rules, &silent).unwrap();
    group.bench_function("mclp 2,000 x 100,000, p = 50, within 1 %", |b| b.iter(ask));
    group.finish();
}

criterion_group!(benches, siting);
criterion_main!(benches);
