//! Allocations against every integral flow of small random instances, and answers that are wrong by design against the judge.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::analysis::siting::Times;
use crate::progress::{Cancelled, Silent};

const INSTANCES: u64 = 600;

/// A small instance: ties, sites and demand of nothing, twins, pairs out of reach.
fn instance(random: &mut Pcg64Mcg) -> Question {
    let (points, sites) = (random.random_range(0..=4usize), random.random_range(0..=4usize));
    let near = [0.3, 0.7, 1.0][random.random_range(0..3)];
    let longest = [1, 4, 50][random.random_range(0..3)];
    let mut times = Times::new();
    let mut last: Vec<(u32, u32)> = Vec::new();
    for site in 0..sites {
        if site == 0 || random.random_bool(0.8) {
            let reached: Vec<u32> = (0..points as u32).filter(|_| random.random_bool(near)).collect();
            last = reached.into_iter().map(|point| (point, random.random_range(0..=longest))).collect();
        }
        times.push(last.clone());
    }
    Question {
        weights: (0..points).map(|_| random.random_range(0..4)).collect(),
        capacities: (0..sites).map(|_| random.random_range(0..5)).collect(),
        times,
    }
}

/// The most that can be served, and the least time of that, by trying everything.
fn brute(question: &Question) -> (u64, u128) {
    let arcs: Vec<(usize, usize, u32)> = (0..question.capacities.len())
        .flat_map(|site| question.times.of(site).map(move |(point, time)| (point as usize, site, time)))
        .collect();
    let (mut waiting, mut places) = (question.weights.clone(), question.capacities.clone());
    let mut best = (0, 0);
    try_all(&arcs, (&mut waiting, &mut places), (0, 0), &mut best);
    best
}

fn try_all(
    arcs: &[(usize, usize, u32)],
    (waiting, places): (&mut [u64], &mut [u64]),
    (served, time): (u64, u128),
    best: &mut (u64, u128),
) {
    let Some((&(point, site, this), rest)) = arcs.split_first() else {
        if served > best.0 || (served == best.0 && time < best.1) {
            *best = (served, time);
        }
        return;
    };
    for amount in 0..=waiting[point].min(places[site]) {
        (waiting[point], places[site]) = (waiting[point] - amount, places[site] - amount);
        let next = (served + amount, time + u128::from(amount) * u128::from(this));
        try_all(rest, (waiting, places), next, best);
        (waiting[point], places[site]) = (waiting[point] + amount, places[site] + amount);
    }
}

fn solved(question: &Question) -> Allocation {
    let found = allocate(question, &Silent::default()).expect("an allocation");
    assert_eq!(check(question, &found), Ok(()), "{question:?} {found:?}");
    found
}

#[test]
fn every_flow_of_small_instances() {
    let (mut short, mut moved) = (0, 0);
    for seed in 0..INSTANCES {
        let question = instance(&mut Pcg64Mcg::seed_from_u64(seed));
        let found = solved(&question);
        assert_eq!((found.served, found.time), brute(&question), "seed {seed}: {question:?}");
        let asked: u64 = question.weights.iter().zip(question.in_time()).filter(|of| of.1).map(|of| of.0).sum();
        short += u64::from(found.served < asked);
        moved += u64::from(found.prices.iter().any(|&price| price > 0) && found.served == asked);
    }
    assert!(short > 100 && moved > 20, "places must be short now and then, and prices matter: {short} {moved}");
}

/// A larger instance in the plane.
fn scattered(random: &mut Pcg64Mcg, (points, sites): (usize, usize)) -> Question {
    let mut place = || (random.random_range(0..1_000i32), random.random_range(0..1_000i32));
    let homes: Vec<(i32, i32)> = (0..points).map(|_| place()).collect();
    let offices: Vec<(i32, i32)> = (0..sites).map(|_| place()).collect();
    let mut times = Times::new();
    for &(x, y) in &offices {
        let time = |&(a, b): &(i32, i32)| ((a - x).unsigned_abs() + (b - y).unsigned_abs()) / 10 * 10;
        times.push((0u32..).zip(homes.iter().map(time)).filter(|&(_, time)| time < 300));
    }
    Question {
        weights: (0..points).map(|_| random.random_range(0..40_000)).collect(),
        capacities: (0..sites).map(|_| random.random_range(0..4) * 60_000).collect(),
        times,
    }
}

#[test]
fn a_further_place_never_serves_fewer() {
    let mut gained = 0;
    for seed in 0..60 {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut question = scattered(&mut random, (80, 12));
        let mut before = solved(&question);
        for _ in 0..6 {
            let site = random.random_range(0..12usize);
            let more = random.random_range(1..90_000);
            question.capacities[site] += more;
            let after = solved(&question);
            assert!(after.served >= before.served, "seed {seed}");
            assert!(after.served > before.served || after.time <= before.time, "seed {seed}");
            // The price is what the first of the further places saves, and the later ones never save more.
            let worth = |of: &Allocation| {
                let asked: u128 = question.weights.iter().map(|&weight| u128::from(weight)).sum();
                u128::from(before.no_place) * (asked - u128::from(of.served)) + of.time
            };
            assert!(
                worth(&before) - worth(&after) <= u128::from(more) * u128::from(before.prices[site]),
                "seed {seed}"
            );
            gained += after.served - before.served;
            before = after;
        }
    }
    assert!(gained > 0);
}

/// Sums as they follow from the shares, so that a lie lies in the shares alone.
fn summed(question: &Question, mut wrong: Allocation) -> Allocation {
    wrong.served = wrong.shares.iter().map(|share| share.amount).sum();
    wrong.time = wrong.shares.iter().map(|share| u128::from(share.amount) * u128::from(time(question, share))).sum();
    wrong
}

fn time(question: &Question, share: &Share) -> u32 {
    let mut times = (0..question.capacities.len()).filter(|&site| site == share.site as usize);
    let of = times.next().and_then(|site| question.times.of(site).find(|pair| pair.0 == share.demand));
    of.map_or(0, |pair| pair.1)
}

#[test]
fn answers_that_are_wrong_by_design_are_rejected() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..200 {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let question = scattered(&mut random, (40, 8));
        let right = solved(&question);
        if right.shares.is_empty() {
            continue;
        }
        let pick = random.random_range(0..right.shares.len());
        let (share, loads) = (right.shares[pick], right.loads());
        let spare = (0..8u32).find(|&site| loads[site as usize] < question.capacities[site as usize]);
        let far = (0..40u32).find(|&point| question.times.of(0).all(|pair| pair.0 != point));
        // A site with room where it takes longer.
        let longer = (0..8u32).find(|&site| {
            let free = question.capacities[site as usize] - loads[site as usize];
            free >= share.amount && time(&question, &Share { site, ..share }) > time(&question, &share)
        });
        type Lie<'a> = &'a dyn Fn(&mut Allocation);
        let all: [(&str, Lie<'_>); 13] = [
            ("somebody more", &|wrong| wrong.shares[pick].amount += 1),
            ("everybody at one site", &|wrong| wrong.shares[pick].amount = question.weights[share.demand as usize] + 1),
            ("more than there are places", &|wrong| wrong.shares[pick].amount += 1_000_000),
            ("somebody less, who waits beside a place", &|wrong| wrong.shares[pick].amount -= 1),
            ("a share of nobody", &|wrong| wrong.shares[pick].amount = 0),
            ("a share that is lost", &|wrong| {
                wrong.shares.remove(pick);
            }),
            ("a share twice", &|wrong| wrong.shares.push(share)),
            ("a site that does not exist", &|wrong| wrong.shares[pick].site = 8),
            ("demand that does not exist", &|wrong| wrong.shares[pick].demand = 40),
            ("a site without a price", &|wrong| {
                wrong.prices.pop();
            }),
            ("a cheap price of no place", &|wrong| wrong.no_place = 300),
            ("a site with places left and a price", &|wrong| match spare {
                Some(site) => wrong.prices[site as usize] += 1,
                None => wrong.prices.push(0),
            }),
            ("a longer way, or a pair beyond the limit", &|wrong| match (longer, far) {
                (Some(site), _) => wrong.shares[pick].site = site,
                (None, Some(demand)) => wrong.shares.push(Share { demand, site: 0, amount: 1 }),
                (None, None) => wrong.shares.clear(),
            }),
        ];
        let mut judge = |what: &str, wrong: &Allocation| {
            let judged = check(&question, wrong).expect_err(&format!("seed {seed}: {what}"));
            seen.insert(judged.to_string().replace(|c: char| c.is_ascii_digit(), ""));
        };
        for (what, change) in all {
            let mut wrong = right.clone();
            change(&mut wrong);
            judge(what, &summed(&question, wrong));
        }
        judge("a total of people", &Allocation { served: right.served + 1, ..right.clone() });
        judge("a total of time", &Allocation { time: right.time.wrapping_sub(1), ..right });
    }
    assert_eq!(seen.len(), 9, "every way to be wrong is met: {seen:?}");
}

#[test]
fn nobody_nowhere_and_nothing_within_the_limit() {
    assert_eq!(solved(&Question::default()).served, 0);
    let mut times = Times::new();
    times.push([]);
    assert_eq!(solved(&Question { weights: vec![3], capacities: vec![60], times }).served, 0);
    let none = Question { weights: vec![3], capacities: Vec::new(), times: Times::new() };
    assert_eq!(solved(&none).served, 0);
}

#[test]
fn a_site_without_places_serves_nobody_and_has_a_price() {
    let mut times = Times::new();
    times.push([(0, 7)]);
    times.push([(0, 9), (1, 9)]);
    let found = solved(&Question { weights: vec![2, 2], capacities: vec![0, 3], times });
    assert_eq!((found.served, found.time), (3, 27));
    assert_eq!(found.prices[0], found.no_place - 7, "one more place there gives a place to one more");
}

#[test]
fn a_chain_of_moves_makes_room() {
    // Everybody is nearest to site 0. Room is at site 2 only, within the limit of demand 1 only.
    let mut times = Times::new();
    times.push([(0, 10), (1, 10)]);
    times.push([(0, 500), (1, 20)]);
    times.push([(1, 900)]);
    let found = solved(&Question { weights: vec![2, 2], capacities: vec![2, 1, 5], times });
    let share = |demand, site, amount| Share { demand, site, amount };
    assert_eq!(found.shares, [share(0, 0, 2), share(1, 1, 1), share(1, 2, 1)]);
    assert_eq!((found.served, found.time), (4, 20 + 20 + 900));
}

#[test]
fn more_people_come_before_less_time() {
    // Serving the far one as well costs ten thousand times as much as all the rest.
    let mut times = Times::new();
    times.push([(0, 1), (1, 10_000)]);
    times.push([(0, 10_000)]);
    let found = solved(&Question { weights: vec![5, 5], capacities: vec![5, 5], times });
    assert_eq!((found.served, found.time), (10, 100_000));
}

#[test]
fn huge_weights_are_exact_and_too_huge_ones_refused() {
    let question = |weight: u64, time: u32| {
        let mut times = Times::new();
        times.push([(0, time), (1, time)]);
        times.push([(0, time)]);
        Question { weights: vec![weight, weight], capacities: vec![weight, u64::MAX], times }
    };
    let weight = (i64::MAX as u64 - 2) / 2;
    let found = solved(&question(weight, u32::MAX));
    assert_eq!((found.served, found.time), (2 * weight, 2 * u128::from(weight) * u128::from(u32::MAX)));
    let refused = allocate(&question(u64::MAX / 2, 1), &Silent::default());
    assert_eq!(refused, Err(NoAllocation::TooLarge));
    let mut times = Times::new();
    times.push([(5, 1)]);
    let wrong = Question { weights: vec![1], capacities: vec![1], times };
    assert_eq!(allocate(&wrong, &Silent::default()), Err(NoAllocation::Index));
}

#[test]
fn it_stops_when_told() {
    let stop = Silent::default();
    stop.cancel();
    let question = scattered(&mut Pcg64Mcg::seed_from_u64(1), (50, 10));
    assert_eq!(allocate(&question, &stop), Err(NoAllocation::Cancelled(Cancelled)));
}

#[test]
fn the_answer_is_the_same_for_any_number_of_threads() {
    let question = scattered(&mut Pcg64Mcg::seed_from_u64(2), (400, 60));
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| solved(&question))
    };
    let one = with(1);
    assert!(one.shares.len() > 300);
    assert_eq!(one, with(4));
}
