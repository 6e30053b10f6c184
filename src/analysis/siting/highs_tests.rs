//! Every problem type against HiGHS, on instances that are too large for all subsets to be tried.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::by_highs::{Asked, continued};
use super::frame::Frame;
use super::goals::Work;
use super::middle_tests::{instance, made};
use super::*;
use crate::progress::Silent;

const INSTANCES: u64 = 300;
/// Nodes of HiGHS: more than any of the instances takes.
const NODES: u32 = 100_000;

/// The answer of the own search alone.
fn own(problem: &Problem, goal: &Goal, allowance: &Allowance, rules: Rules) -> Answer {
    let Goal::Capacitated { limit } = goal else {
        return solve(problem, goal, allowance, rules, &Silent::default()).unwrap();
    };
    let Some(frame) = Frame::new(problem, allowance).unwrap() else { return Answer::infeasible() };
    let work = Work { problem, frame: &frame, rules, progress: &Silent::default() };
    super::places::capacitated(&work, *limit).unwrap()
}

/// What is sought, so that more is better.
fn value(goal: &Goal, answer: &Answer) -> Option<(i128, i128)> {
    let sign = if Problem::maximises(goal) { 1 } else { -1 };
    Some((i128::from(answer.once.map_or(0, |once| once.0)), sign * i128::from(answer.objective?)))
}

fn bound(goal: &Goal, answer: &Answer) -> (i128, i128) {
    let sign = if Problem::maximises(goal) { 1 } else { -1 };
    (i128::from(answer.once.map_or(0, |once| once.1)), sign * i128::from(answer.bound))
}

fn compare(name: &str) {
    let (mut answered, mut short) = (0, 0);
    for number in 0..INSTANCES {
        let (problem, goal, allowance) = made(name, number);
        let told = |answer: &Answer| format!("{name} {number}: {goal:?} {allowance:?} {problem:?} {answer:?}");
        let answer = own(&problem, &goal, &allowance, Rules::default());
        let oracle = by_highs(&problem, &goal, &allowance, NODES).unwrap();
        assert_eq!(value(&goal, &answer), value(&goal, &oracle), "{} {oracle:?}", told(&answer));
        let status = if answer.objective.is_some() { Status::Optimal } else { Status::Infeasible };
        assert_eq!((answer.status, oracle.status), (status, status), "{} {oracle:?}", told(&answer));
        for answer in [&answer, &oracle] {
            check(&problem, &goal, &allowance, answer).unwrap_or_else(|wrong| panic!("{wrong}: {}", told(answer)));
        }
        if let (Goal::Lscp { .. }, None) = (&goal, answer.objective) {
            // The least limit that has a cover is the least worst time.
            let least = by_highs(&problem, &Goal::PCenter, &allowance, NODES).unwrap();
            assert_eq!(answer.least_limit.map(u64::from), least.objective, "{} {least:?}", told(&answer));
        }
        let Some(best) = value(&goal, &answer) else { continue };
        answered += 1;
        // Cut short, the bound still holds.
        let cut = own(&problem, &goal, &allowance, Rules { iterations: 5, gap: 0.0 });
        check(&problem, &goal, &allowance, &cut).unwrap_or_else(|wrong| panic!("{wrong}: {}", told(&cut)));
        if cut.objective.is_some() {
            assert!(bound(&goal, &cut) >= best && value(&goal, &cut) <= Some(best), "{} {best:?}", told(&cut));
        }
        short += u32::from(cut.status != Status::Optimal);
    }
    println!("{name}: {answered} of {INSTANCES} have an answer, {short} are open after five evaluations");
    assert!(answered > 100, "{name}: only {answered} instances have an answer");
}

#[test]
fn lscp_equals_highs() {
    compare("lscp");
}

#[test]
fn mclp_equals_highs() {
    compare("mclp");
}

#[test]
fn joint_mclp_equals_highs() {
    compare("joint");
}

#[test]
fn backup_coverage_equals_highs() {
    compare("backup");
}

#[test]
fn p_median_equals_highs() {
    compare("p-median");
}

#[test]
fn p_center_equals_highs() {
    compare("p-center");
}

#[test]
fn capacitated_mclp_equals_highs() {
    compare("capacitated");
}

#[test]
fn odd_problems_are_answered_alike() {
    let site = |pairs: &[(u32, u32)]| {
        let mut times = Times::new();
        times.push(pairs.iter().copied());
        Problem { weights: vec![3, 4], sites: vec![Site::default()], times, ..Problem::default() }
    };
    let none = Problem { weights: vec![3, 4], times: Times::new(), ..Problem::default() };
    let nobody = Problem { weights: vec![0, 0], ..site(&[(0, 5)]) };
    let nothing = Problem { times: Times::new(), ..Problem::default() };
    for problem in [none, nobody, nothing, site(&[]), site(&[(0, 5)]), site(&[(0, 5), (1, 20)])] {
        for name in super::middle_tests::TYPES {
            let (_, goal, _) = made(name, 0);
            let goal = if let Goal::Joint { .. } = goal { Goal::Joint { limits: vec![10] } } else { goal };
            for count in [0, 1, 9] {
                let allowance = Allowance::Sites(count);
                let answer = own(&problem, &goal, &allowance, Rules::default());
                let oracle = by_highs(&problem, &goal, &allowance, NODES).unwrap();
                let both = [&answer, &oracle].map(|answer| (value(&goal, answer), answer.status));
                assert_eq!(both[0], both[1], "{goal:?} {count} {problem:?}");
            }
        }
    }
}

/// Many sites that reach much the same people, with places that are short.
fn tight(seed: u64) -> (Problem, Goal, Allowance) {
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut problem = instance(&mut random, 1);
    for site in &mut problem.sites {
        (site.role, site.area, site.capacity) = (Role::Candidate, None, random.random_range(20..60));
    }
    problem.apart.clear();
    (problem, Goal::Capacitated { limit: 12 }, Allowance::Budget(random.random_range(8..16)))
}

#[test]
fn where_capacities_leave_a_gap_highs_goes_on() {
    let rules = Rules { iterations: 5, gap: 0.0 };
    let (mut open, mut proved) = (0, 0);
    for seed in 0..40 {
        let (problem, goal, allowance) = tight(seed);
        let first = own(&problem, &goal, &allowance, rules);
        if first.status == Status::Optimal {
            continue;
        }
        open += 1;
        let asked = Asked { problem: &problem, goal: &goal, allowance: &allowance };
        // The rules stop the own search; HiGHS has a hundredth of this, in nodes.
        let longer = Rules { iterations: 200_000, gap: 0.0 };
        let second = continued(asked, first.clone(), (longer, &Silent::default())).unwrap();
        check(&problem, &goal, &allowance, &second).unwrap();
        assert!(second.objective >= first.objective && second.bound <= first.bound, "{seed}: {first:?} {second:?}");
        let whole = own(&problem, &goal, &allowance, Rules::default());
        assert!(second.bound >= whole.objective.unwrap(), "{seed}: {second:?} {whole:?}");
        proved += u32::from(second.status == Status::Optimal);
        assert_eq!(
            continued(asked, first.clone(), (longer, &Silent::default())).unwrap(),
            second,
            "the same every time"
        );
        // Through the front door, within the evaluations asked for.
        let short = solve(&problem, &goal, &allowance, rules, &Silent::default()).unwrap();
        check(&problem, &goal, &allowance, &short).unwrap();
        assert!(short.objective >= first.objective && short.bound <= first.bound);
        let stopped = Silent::default();
        stopped.cancel();
        let cut = continued(asked, first.clone(), (longer, &stopped)).unwrap();
        assert_eq!((cut.status, &cut.sites), (Status::TimeLimit, &first.sites));
    }
    println!("{open} of 40 are open after five evaluations, HiGHS proves {proved}");
    assert!(open >= 10 && proved * 10 >= open * 9, "{open} open, {proved} proved");
}
