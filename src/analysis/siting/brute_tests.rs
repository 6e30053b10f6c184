//! Every problem type against all subsets of small random instances; worth and rules come from the checker, flows from cuts.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::progress::Silent;

const INSTANCES: u64 = 600;

/// A small instance with all roles, ties, duplicates, demand of zero and pairs out of reach.
fn instance(random: &mut Pcg64Mcg, kinds: u16) -> Problem {
    let (sites, points) = (random.random_range(1..=8usize), random.random_range(1..=8usize));
    let complete = random.random_bool(0.6);
    let weights = (0..points).map(|_| random.random_range(0..6u64)).collect();
    let mut problem = Problem { weights, times: Times::new(), ..Problem::default() };
    let mut last: Vec<(u32, u32)> = Vec::new();
    for _ in 0..sites {
        let role = match random.random_range(0..10) {
            0 => Role::Required,
            1 => Role::Existing,
            2 => Role::Excluded,
            _ => Role::Candidate,
        };
        let (cost, capacity) = (random.random_range(0..5), random.random_range(0..9));
        let area = random.random_bool(0.7).then(|| random.random_range(0..3));
        problem.sites.push(Site { role, cost, kind: random.random_range(0..kinds), area, capacity });
        let fresh = last.is_empty() || random.random_bool(0.85);
        if fresh {
            let reached = (0..points as u32).filter(|_| complete || random.random_bool(0.6)).collect::<Vec<u32>>();
            last = reached.into_iter().map(|point| (point, random.random_range(0..12))).collect();
        }
        problem.times.push(last.clone());
    }
    if random.random_bool(0.3) {
        let pairs = random.random_range(1..4);
        problem.apart =
            (0..pairs).map(|_| (random.random_range(0..sites as u32), random.random_range(0..sites as u32))).collect();
    }
    problem.one_per_area = random.random_bool(0.25);
    problem
}

fn allowance(random: &mut Pcg64Mcg, kinds: u16) -> Allowance {
    match random.random_range(0..4) {
        0 => Allowance::Budget(random.random_range(0..10)),
        1 => Allowance::Each((0..kinds).map(|_| random.random_range(0..4)).collect()),
        _ => Allowance::Sites(random.random_range(0..5)),
    }
}

/// The largest flow, as the smallest cut over all sets of demand.
fn flow(problem: &Problem, limit: u32, sites: &[u32]) -> u64 {
    let points = problem.weights.len();
    let open = |site: usize| problem.sites[site].role == Role::Existing || sites.contains(&(site as u32));
    let cut = |kept: u32| {
        let out: u64 = (0..points).filter(|point| kept >> point & 1 == 0).map(|point| problem.weights[point]).sum();
        let through = (0..problem.sites.len()).filter(|&site| open(site));
        let through =
            through.filter(|&site| problem.times.of(site).any(|(point, time)| time <= limit && kept >> point & 1 == 1));
        out + through.map(|site| problem.sites[site].capacity).sum::<u64>()
    };
    (0..1u32 << points).map(cut).min().unwrap_or(0)
}

/// The best objective of all subsets, (covered once, objective) for backup coverage.
fn brute(problem: &Problem, goal: &Goal, allowance: &Allowance) -> Option<(u64, u64)> {
    let sites = problem.sites.len();
    let sets =
        (0..1u32 << sites).map(|set| (0..sites as u32).filter(|site| set >> site & 1 == 1).collect::<Vec<u32>>());
    let worths = sets.filter(|set| keeps_rules(problem, allowance, set).is_ok()).filter_map(|set| match goal {
        Goal::Capacitated { limit } => Some((0, flow(problem, *limit, &set))),
        Goal::Backup { .. } => worth(problem, goal, &set).ok().map(|worth| (worth.once, worth.objective)),
        _ => worth(problem, goal, &set).ok().map(|worth| (0, worth.objective)),
    });
    if Problem::maximises(goal) { worths.max() } else { worths.min() }
}

fn compare(name: &str, seed: u64, kinds: u16, goal: impl Fn(&mut Pcg64Mcg) -> Goal) {
    let mut answered = 0;
    for number in 0..INSTANCES {
        let mut random = Pcg64Mcg::seed_from_u64(seed * 10_000 + number);
        let problem = instance(&mut random, kinds);
        let goal = goal(&mut random);
        let allowance = if matches!(goal, Goal::Lscp { .. }) { Allowance::Any } else { allowance(&mut random, kinds) };
        let answer = solve(&problem, &goal, &allowance, Rules::default(), &Silent::default()).unwrap();
        let found = answer.objective.map(|objective| (answer.once.map_or(0, |once| once.0), objective));
        let best = brute(&problem, &goal, &allowance);
        assert_eq!(found, best, "{name} {number}: {goal:?} {allowance:?} {problem:?} {answer:?}");
        let status = if best.is_some() { Status::Optimal } else { Status::Infeasible };
        assert_eq!(answer.status, status, "{name} {number}: {goal:?} {allowance:?} {problem:?} {answer:?}");
        check(&problem, &goal, &allowance, &answer)
            .unwrap_or_else(|wrong| panic!("{name} {number}: {wrong}: {problem:?} {answer:?}"));
        answered += u32::from(best.is_some());
        if let (Goal::Lscp { .. }, None) = (&goal, best) {
            let least = (0..12).find(|&limit| brute(&problem, &Goal::Lscp { limit }, &allowance).is_some());
            assert_eq!(answer.least_limit, least, "{name} {number}: {problem:?} {answer:?}");
        }
    }
    assert!(answered > 40, "{name}: only {answered} instances have an answer");
}

#[test]
fn lscp_equals_brute_force() {
    compare("lscp", 1, 2, |random| Goal::Lscp { limit: random.random_range(3..12) });
}

#[test]
fn mclp_equals_brute_force() {
    compare("mclp", 2, 2, |random| Goal::Mclp { limit: random.random_range(0..12) });
}

#[test]
fn p_median_equals_brute_force() {
    compare("p-median", 3, 2, |random| Goal::PMedian {
        beyond: random.random_bool(0.5).then(|| random.random_range(0..20)),
    });
}

#[test]
fn p_center_equals_brute_force() {
    compare("p-center", 4, 2, |_| Goal::PCenter);
}

#[test]
fn backup_equals_brute_force() {
    compare("backup", 5, 2, |random| Goal::Backup { limit: random.random_range(0..12) });
}

#[test]
fn joint_equals_brute_force() {
    compare("joint", 6, 2, |random| Goal::Joint {
        limits: vec![random.random_range(0..12), random.random_range(0..12)],
    });
    compare("joint of three", 7, 3, |random| Goal::Joint {
        limits: (0..3).map(|_| random.random_range(4..12)).collect(),
    });
}

#[test]
fn capacitated_equals_brute_force() {
    compare("capacitated", 8, 2, |random| Goal::Capacitated { limit: random.random_range(0..12) });
}
