//! Made problems of a middling size, of every type; and the judge's word on each answer, whole or cut short.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::progress::Silent;

/// The longest time there is.
const FAR: u32 = 60;

/// The types of problem, as `made` names them.
pub(super) const TYPES: [&str; 7] = ["lscp", "mclp", "joint", "backup", "p-median", "p-center", "capacitated"];

/// Sites and demand in a square: all roles, ties, duplicates, demand of zero, pairs out of reach, spacing and areas.
pub(super) fn instance(random: &mut Pcg64Mcg, kinds: u16) -> Problem {
    let (sites, points) = (random.random_range(15..=25usize), random.random_range(30..=60usize));
    let place = |random: &mut Pcg64Mcg| (random.random_range(0..30i32), random.random_range(0..30i32));
    let homes: Vec<(i32, i32)> = (0..points).map(|_| place(random)).collect();
    let weights = (0..points).map(|_| random.random_range(0..20u64)).collect();
    let mut problem = Problem { weights, times: Times::new(), ..Problem::default() };
    // A site that everybody reaches, now and then: otherwise what must reach all has seldom an answer.
    let reach = if random.random_bool(0.6) { FAR } else { random.random_range(12..30) };
    let mut at = place(random);
    let mut stand = Vec::new();
    for _ in 0..sites {
        if random.random_bool(0.9) {
            at = place(random);
        }
        stand.push(at);
        let time = |home: &(i32, i32)| home.0.abs_diff(at.0) + home.1.abs_diff(at.1);
        let pairs = (0_u32..).zip(homes.iter().map(time)).filter(|pair| pair.1 <= reach);
        problem.times.push(pairs.collect::<Vec<(u32, u32)>>());
        let role = match random.random_range(0..20) {
            0 => Role::Required,
            1 => Role::Existing,
            2 => Role::Excluded,
            _ => Role::Candidate,
        };
        let (cost, capacity) = (random.random_range(0..6), random.random_range(0..120));
        let area = random.random_bool(0.8).then(|| random.random_range(0..8));
        problem.sites.push(Site { role, cost, kind: random.random_range(0..kinds), area, capacity });
    }
    if random.random_bool(0.3) {
        let near = |a: usize, b: usize| {
            let (a, b): ((i32, i32), (i32, i32)) = (stand[a], stand[b]);
            a.0.abs_diff(b.0) + a.1.abs_diff(b.1) < 8
        };
        let pairs = (0..sites).flat_map(|a| (a + 1..sites).map(move |b| (a, b)));
        problem.apart = pairs.filter(|&(a, b)| near(a, b)).map(|(a, b)| (a as u32, b as u32)).collect();
    }
    problem.one_per_area = random.random_bool(0.2);
    problem
}

fn allowance(random: &mut Pcg64Mcg, kinds: u16) -> Allowance {
    match random.random_range(0..4) {
        0 => Allowance::Budget(random.random_range(3..20)),
        1 => Allowance::Each((0..kinds).map(|_| random.random_range(1..5)).collect()),
        _ => Allowance::Sites(random.random_range(2..8)),
    }
}

/// Problem number `number` of a type.
pub(super) fn made(name: &str, number: u64) -> (Problem, Goal, Allowance) {
    let place = TYPES.iter().position(|known| *known == name).unwrap();
    let mut random = Pcg64Mcg::seed_from_u64((place as u64 + 1) * 10_000 + number);
    let kinds = if name == "joint" { 3 } else { 2 };
    let problem = instance(&mut random, kinds);
    let goal = match name {
        "lscp" => Goal::Lscp { limit: random.random_range(8..25) },
        "mclp" => Goal::Mclp { limit: random.random_range(2..15) },
        "joint" => Goal::Joint { limits: (0..3).map(|_| random.random_range(5..20)).collect() },
        "backup" => Goal::Backup { limit: random.random_range(4..18) },
        "p-median" => Goal::PMedian { beyond: random.random_bool(0.5).then(|| random.random_range(10..FAR)) },
        "p-center" => Goal::PCenter,
        _ => Goal::Capacitated { limit: random.random_range(4..20) },
    };
    let allowance = if name == "lscp" { Allowance::Any } else { allowance(&mut random, kinds) };
    (problem, goal, allowance)
}

#[test]
fn answers_hold_whole_and_cut_short() {
    // Of each type the first ones, and those that were once answered wrongly.
    let first = TYPES.iter().flat_map(|name| (0..25).map(move |number| (*name, number)));
    for (name, number) in first.chain([("lscp", 241)]) {
        let (problem, goal, allowance) = made(name, number);
        for iterations in [1, 5, 30, 200_000] {
            let rules = Rules { iterations, gap: 0.0 };
            let answer = solve(&problem, &goal, &allowance, rules, &Silent::default()).unwrap();
            check(&problem, &goal, &allowance, &answer)
                .unwrap_or_else(|wrong| panic!("{name} {number}, {iterations}: {wrong}: {problem:?} {answer:?}"));
        }
    }
}
