//! Odd problems have clear answers, the checker rejects planted wrong ones, and threads change nothing.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::*;
use crate::progress::Silent;

fn problem(weights: &[u64], rows: &[&[(u32, u32)]]) -> Problem {
    let mut times = Times::new();
    rows.iter().for_each(|reached| times.push(reached.iter().copied()));
    Problem { weights: weights.to_vec(), sites: vec![Site::default(); rows.len()], times, ..Problem::default() }
}

fn answer(problem: &Problem, goal: &Goal, allowance: &Allowance) -> Answer {
    let answer = solve(problem, goal, allowance, Rules::default(), &Silent::default()).unwrap();
    check(problem, goal, allowance, &answer).unwrap();
    answer
}

fn every_goal() -> Vec<Goal> {
    let limit = 10;
    vec![
        Goal::Lscp { limit },
        Goal::Mclp { limit },
        Goal::Joint { limits: vec![limit] },
        Goal::PMedian { beyond: None },
        Goal::PMedian { beyond: Some(99) },
        Goal::PCenter,
        Goal::Backup { limit },
        Goal::Capacitated { limit },
    ]
}

#[test]
fn without_candidates_coverage_is_nothing_and_full_service_is_impossible() {
    let empty = problem(&[3, 4], &[]);
    for goal in every_goal() {
        let answer = answer(&empty, &goal, &Allowance::Sites(2));
        assert!(answer.sites.is_empty());
        match goal {
            Goal::Lscp { .. } | Goal::PCenter | Goal::PMedian { beyond: None } => {
                assert_eq!((answer.status, answer.objective), (Status::Infeasible, None), "{goal:?}");
                assert_eq!(answer.uncovered, [0, 1], "{goal:?}");
            }
            Goal::PMedian { .. } => assert_eq!((answer.status, answer.objective), (Status::Optimal, Some(7 * 99))),
            _ => assert_eq!((answer.status, answer.objective), (Status::Optimal, Some(0)), "{goal:?}"),
        }
    }
}

#[test]
fn without_demand_nothing_is_asked_for() {
    for demand in [&[][..], &[0, 0][..]] {
        let sites =
            if demand.is_empty() { problem(demand, &[&[], &[]]) } else { problem(demand, &[&[(0, 1)], &[(1, 2)]]) };
        for goal in every_goal() {
            let answer = answer(&sites, &goal, &Allowance::Sites(1));
            assert_eq!((answer.status, answer.objective), (Status::Optimal, Some(0)), "{goal:?}");
        }
    }
}

#[test]
fn more_sites_than_candidates_opens_what_helps() {
    let two = problem(&[3, 4], &[&[(0, 1)], &[(1, 2)]]);
    for goal in every_goal() {
        let answer = answer(&two, &goal, &Allowance::Sites(50));
        assert_eq!(answer.status, Status::Optimal, "{goal:?}");
    }
    assert_eq!(answer(&two, &Goal::Mclp { limit: 10 }, &Allowance::Sites(50)).objective, Some(7));
}

#[test]
fn an_impossible_cover_names_its_demand_and_the_least_limit() {
    let far = problem(&[1, 1, 1], &[&[(0, 5), (1, 30)], &[(1, 20)], &[(2, 10)]]);
    let refused = answer(&far, &Goal::Lscp { limit: 10 }, &Allowance::Any);
    assert_eq!((refused.status, &refused.uncovered[..], refused.least_limit), (Status::Infeasible, &[1][..], Some(20)));
    assert_eq!(answer(&far, &Goal::Lscp { limit: 20 }, &Allowance::Any).objective, Some(3));
    let never = problem(&[1, 1], &[&[(0, 5)]]);
    assert_eq!(answer(&never, &Goal::Lscp { limit: 10 }, &Allowance::Any).least_limit, None);
}

#[test]
fn required_sites_that_break_the_rules_are_infeasible() {
    let mut two = problem(&[3, 4], &[&[(0, 1)], &[(1, 2)]]);
    two.sites.iter_mut().for_each(|site| site.role = Role::Required);
    let goal = Goal::Mclp { limit: 10 };
    assert_eq!(answer(&two, &goal, &Allowance::Sites(1)).status, Status::Infeasible);
    assert_eq!(answer(&two, &goal, &Allowance::Sites(2)).objective, Some(7));
    two.apart = vec![(1, 0)];
    assert_eq!(answer(&two, &goal, &Allowance::Sites(2)).status, Status::Infeasible);
}

#[test]
fn ties_and_duplicates_are_settled_the_same_way_every_time() {
    let same = problem(&[3, 4], &[&[(0, 1)], &[(1, 2)], &[(1, 2)], &[(0, 1)], &[(1, 2)]]);
    let first = answer(&same, &Goal::Mclp { limit: 10 }, &Allowance::Sites(1));
    assert_eq!(first.objective, Some(4));
    for _ in 0..5 {
        assert_eq!(answer(&same, &Goal::Mclp { limit: 10 }, &Allowance::Sites(1)), first);
    }
}

#[test]
fn problems_that_make_no_sense_are_refused() {
    let sense = problem(&[1], &[&[(0, 1)]]);
    let goal = Goal::Mclp { limit: 1 };
    let ask = |problem: &Problem| solve(problem, &goal, &Allowance::Sites(1), Rules::default(), &Silent::default());
    assert_eq!(ask(&problem(&[1], &[&[(1, 1)]])), Err(Fault::Index(1)));
    assert_eq!(ask(&Problem { sites: Vec::new(), ..sense.clone() }), Err(Fault::Sites { sites: 0, times: 1 }));
    assert_eq!(ask(&Problem { apart: vec![(0, 7)], ..sense.clone() }), Err(Fault::Index(7)));
    assert_eq!(ask(&Problem { weights: vec![u64::MAX], ..sense }), Err(Fault::TooLarge));
}

fn random(sites: usize, points: usize) -> Problem {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let mut times = Times::new();
    let at: Vec<(i32, i32)> =
        (0..sites + points).map(|_| (random.random_range(0..1_000), random.random_range(0..1_000))).collect();
    for site in 0..sites {
        let time = |point: usize| {
            (at[site].0 - at[sites + point].0).unsigned_abs() + (at[site].1 - at[sites + point].1).unsigned_abs()
        };
        times.push((0..points).map(|point| (point as u32, time(point))));
    }
    let weights = (0..points).map(|_| random.random_range(1..100)).collect();
    Problem { weights, sites: vec![Site { capacity: 900, ..Site::default() }; sites], times, ..Problem::default() }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let problem = random(40, 200);
    for goal in [Goal::Mclp { limit: 150 }, Goal::PMedian { beyond: None }, Goal::Backup { limit: 250 }] {
        let ask = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let rules = Rules { iterations: 2_000, gap: 0.0 };
            pool.install(|| solve(&problem, &goal, &Allowance::Sites(6), rules, &Silent::default()).unwrap())
        };
        assert_eq!(ask(1), ask(2), "{goal:?}");
        assert_eq!(ask(1), ask(5), "{goal:?}");
    }
}

#[test]
fn an_answer_that_is_cut_short_says_so_and_holds() {
    let problem = random(60, 400);
    let goal = Goal::PMedian { beyond: None };
    let stopped = Silent::default();
    stopped.cancel();
    let cut = solve(&problem, &goal, &Allowance::Sites(12), Rules::default(), &stopped).unwrap();
    check(&problem, &goal, &Allowance::Sites(12), &cut).unwrap();
    assert_eq!(cut.status, Status::TimeLimit);
    let short = Rules { iterations: 10, gap: 0.0 };
    let few = solve(&problem, &goal, &Allowance::Sites(12), short, &Silent::default()).unwrap();
    check(&problem, &goal, &Allowance::Sites(12), &few).unwrap();
    assert_eq!(few.status, Status::WithinGap);
    let full = answer(&problem, &goal, &Allowance::Sites(12));
    assert!(full.status == Status::Optimal && full.objective <= few.objective && few.bound <= full.bound);
    assert!(few.gap().is_some_and(|gap| gap > 0.0));
}

#[test]
fn the_checker_rejects_planted_wrong_answers() {
    let mut problem = random(12, 30);
    problem.sites[0].role = Role::Required;
    problem.sites[1].role = Role::Existing;
    problem.sites[2].role = Role::Excluded;
    let allowance = Allowance::Sites(4);
    for goal in [
        Goal::Mclp { limit: 200 },
        Goal::PMedian { beyond: None },
        Goal::PCenter,
        Goal::Backup { limit: 300 },
        Goal::Capacitated { limit: 300 },
    ] {
        let right = answer(&problem, &goal, &allowance);
        let rejects = |wrong: Answer| check(&problem, &goal, &allowance, &wrong).is_err();
        let objective = right.objective.unwrap();
        assert!(
            rejects(Answer { objective: Some(objective + 1), bound: right.bound + 1, ..right.clone() }),
            "{goal:?}: objective"
        );
        assert!(rejects(Answer { bound: right.bound + 1, ..right.clone() }), "{goal:?}: optimal with another bound");
        let worse = if Problem::maximises(&goal) { objective - 1 } else { objective + 1 };
        assert!(
            rejects(Answer { bound: worse, status: Status::WithinGap, ..right.clone() }),
            "{goal:?}: bound on the wrong side"
        );
        assert!(
            rejects(Answer { status: Status::Infeasible, ..right.clone() }),
            "{goal:?}: infeasible with an objective"
        );
        for planted in [1, 2, 99] {
            let mut sites = right.sites.clone();
            sites[1] = planted;
            assert!(rejects(Answer { sites, ..right.clone() }), "{goal:?}: site {planted}");
        }
        assert!(
            rejects(Answer { sites: right.sites[1..].to_vec(), ..right.clone() }),
            "{goal:?}: required site missing"
        );
        let twice = [&right.sites[..], &right.sites[..1]].concat();
        assert!(rejects(Answer { sites: twice, ..right.clone() }), "{goal:?}: named twice");
        assert!(rejects(Answer { sites: vec![0, 3, 4, 5, 6, 7], ..right.clone() }), "{goal:?}: too many");
        let near = Problem { apart: vec![(right.sites[0], right.sites[1])], ..problem.clone() };
        assert!(check(&near, &goal, &allowance, &right).is_err(), "{goal:?}: too near");
        if let Some(&(demand, site, amount)) = right.served.first() {
            let mut served = right.served.clone();
            served[0] = (demand, site, amount + 10_000);
            assert!(rejects(Answer { served, ..right.clone() }), "more served than there are");
        }
        if let Some((once, bound)) = right.once {
            assert!(rejects(Answer { once: Some((once + 1, bound + 1)), ..right.clone() }), "covered once");
        }
    }
    let cover = Goal::Lscp { limit: 400 };
    let right = answer(&problem, &cover, &Allowance::Any);
    let mut sites = right.sites.clone();
    sites.pop();
    let wrong = Answer { objective: Some(sites.len() as u64), bound: sites.len() as u64, sites, ..right };
    assert!(matches!(check(&problem, &cover, &Allowance::Any, &wrong), Err(Wrong::LeftOut(_))));
}

#[test]
fn a_large_problem_is_proved_where_its_best_set_was_planted() {
    // Twelve blocks of 400 points. Of each a planted site covers all, and sixty others a random half, so that two of them leave
    // out about a quarter: ten sites cover most when they are those planted in the ten heaviest blocks.
    let (blocks, points, others) = (12_u64, 400_u32, 60);
    let mut random = Pcg64Mcg::seed_from_u64(11);
    let (mut times, mut weights) = (Times::new(), Vec::new());
    for block in 0..blocks {
        let members = block as u32 * points..(block as u32 + 1) * points;
        weights.extend(members.clone().map(|_| 100 + block));
        for _ in 0..others {
            times.push(members.clone().filter(|_| random.random_range(0..2) == 0).map(|point| (point, 1)));
        }
        times.push(members.map(|point| (point, 1)));
    }
    let sites = vec![Site::default(); times.sites()];
    let problem = Problem { weights, sites, times, ..Problem::default() };
    assert!(problem.times.pairs() > 1 << 17);
    let (goal, allowance) = (Goal::Mclp { limit: 1 }, Allowance::Sites(10));
    let solved = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| solve(&problem, &goal, &allowance, Rules::default(), &Silent::default())).unwrap()
    };
    let answer = solved(2);
    check(&problem, &goal, &allowance, &answer).unwrap();
    let planted: Vec<u32> = (2..blocks as u32).map(|block| block * (others + 1) + others).collect();
    let best = (2..blocks).map(|block| u64::from(points) * (100 + block)).sum();
    assert_eq!((answer.status, answer.objective, &answer.sites), (Status::Optimal, Some(best), &planted));
    assert_eq!(solved(1), answer, "the same on any number of threads");
}

#[test]
fn a_large_problem_keeps_a_budget_and_sites_apart() {
    // At random in a square, with costs and pairs that may not stand together: the judge looks, and so does each better answer.
    let mut random = Pcg64Mcg::seed_from_u64(5);
    let mut places = |count: usize| -> Vec<(f64, f64)> {
        (0..count).map(|_| (random.random_range(0.0..1.0), random.random_range(0.0..1.0))).collect()
    };
    let (at, homes) = (places(300), places(6_000));
    let mut times = Times::new();
    for (x, y) in &at {
        let near = homes.iter().zip(0..).filter(|(home, _)| (home.0 - x).hypot(home.1 - y) < 0.2);
        times.push(near.map(|(_, point)| (point, 1)));
    }
    let site = |number: u32| Site { cost: 1 + u64::from(number % 3), ..Site::default() };
    let apart = (0..299).filter(|number| number % 4 == 0).map(|number| (number, number + 1)).collect();
    let sites = (0..300).map(site).collect();
    let problem = Problem { weights: vec![3; homes.len()], sites, times, apart, one_per_area: false };
    assert!(problem.times.pairs() > 1 << 17, "{}", problem.times.pairs());
    let goal = Goal::Mclp { limit: 1 };
    let rules = Rules { iterations: 3_000, gap: 0.02 };
    let mut last = 0;
    for budget in [4, 8, 12] {
        let allowance = Allowance::Budget(budget);
        let answer = solve(&problem, &goal, &allowance, rules, &Silent::default()).unwrap();
        check(&problem, &goal, &allowance, &answer).unwrap();
        let found = answer.objective.unwrap();
        assert!(found > last && answer.gap().unwrap() < 0.1, "{budget}: {answer:?}");
        last = found;
    }
}
