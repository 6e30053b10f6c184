//! An attack by linear programming on worlds of several units: everybody's figures in two scenarios, and those of a cohort in the first.
//!
//! The attacker knows the rules, every unit's total and all that is released of both scenarios. A world is how many people of
//! each unit are in which class: the kinds that reach them in time before and after, in the cohort or not. What is released
//! bounds sums of classes; for each subgroup of 1 to k - 1 people the program finds the least and the greatest number that fits
//! all bounds. They must include 0 or leave at least k numbers open. (`privacy.rs` counts all worlds of a single unit out.)

use std::collections::{BTreeMap, BTreeSet};

use halfhour::analysis::coverage::{Coverage, KindTimes};
use halfhour::layer::cohorts::{Cohorts, Told};
use halfhour::layer::count::{bucket, publish, publish_joint};
use halfhour::layer::figures::{Basis, Credits, Figures};
use halfhour::layer::units::{Ground, Units};
use halfhour::places::{Area, AreaIndex, Areas, Cohort, DemandPoint, Direction, Kind, Land};
use halfhour::units::{Deciseconds, People};
use halfhour::words::Words;
use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOutcome};
use rand::RngExt;
use rayon::prelude::*;

use crate::world::random;
use crate::world::toy::{at, people};

const LIMIT: Deciseconds = Deciseconds::from_minutes(30);

/// Who is alike: the kinds that reach them in time, before and after, and whether they belong to the cohort.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Class {
    before: u32,
    after: u32,
    member: bool,
}

/// A made world: `people[unit]` by class.
struct World {
    k: u64,
    kinds: usize,
    people: Vec<BTreeMap<Class, u64>>,
    /// The block of each unit.
    block: Vec<usize>,
}

impl World {
    fn random(seed: u64) -> Self {
        let mut chance = random::chance(seed + 77_000);
        let (k, kinds) = (chance.random_range(2..=6), chance.random_range(1..=3));
        let unit = |chance: &mut rand_pcg::Pcg64| {
            let mut classes = BTreeMap::new();
            for _ in 0..chance.random_range(1..=5) {
                let before = chance.random_range(0..1_u32 << kinds);
                // Most people are reached as before; a site that opens or closes changes one kind.
                let after =
                    if chance.random_bool(0.5) { before } else { before ^ (1 << chance.random_range(0..kinds)) };
                let class = Class { before, after, member: chance.random_bool(0.4) };
                *classes.entry(class).or_insert(0) += chance.random_range(1..=2 * k);
            }
            let least: u64 = 2 * k - 1;
            let there: u64 = classes.values().sum();
            let rest = Class { before: 0, after: 0, member: false };
            *classes.entry(rest).or_insert(0) += least.saturating_sub(there);
            classes
        };
        let units = chance.random_range(2..=4);
        let people = (0..units).map(|_| unit(&mut chance)).collect();
        Self { k, kinds, people, block: (0..units).map(|_| chance.random_range(0..2)).collect() }
    }

    fn total(&self, unit: usize) -> u64 {
        self.people[unit].values().sum()
    }
}

/// What is released of one scenario: by unit the joint and each kind's covered people, and the cohort's figures.
struct Released {
    joint: Vec<u64>,
    covered: Vec<Vec<u64>>,
    /// Members of the cohort by block and set of kinds.
    sets: Vec<(usize, u32, Told)>,
}

/// Runs the real release over the world, with the coverage of one of its scenarios.
fn release(world: &World, reached: impl Fn(&Class) -> u32) -> Released {
    let mut demand: Vec<DemandPoint> = Vec::new();
    let mut masks: Vec<u32> = Vec::new();
    let mut area_of = Vec::new();
    let area = |id: String, parent: Option<String>| Area {
        parent,
        ..Area::new(id.as_str(), Words::same(id.as_str()), geo::MultiPolygon(Vec::new()))
    };
    let blocks: BTreeSet<usize> = world.block.iter().copied().collect();
    let list = blocks.iter().map(|block| area(format!("b{block}"), None));
    let villages = world.block.iter().enumerate();
    let villages = villages.map(|(unit, block)| area(format!("u{unit}"), Some(format!("b{block}"))));
    let areas = Areas::new(list.chain(villages).collect());
    for (unit, classes) in world.people.iter().enumerate() {
        for (class, &count) in classes {
            // Units lie ten kilometres apart, each in one cell.
            let mut point = people(&format!("{unit}-{}", demand.len()), at(unit as f64 * 10_000.0, 0.0), count);
            point.traits.cohorts = vec![if class.member { point.people } else { People::ZERO }];
            area_of.push(areas.by_id(&format!("u{unit}")));
            masks.push(reached(class));
            demand.push(point);
        }
    }
    let kind = |kind: usize| Kind {
        id: format!("kind{kind}"),
        name: Words::same("kind"),
        profile: "car".into(),
        direction: Direction::From,
        mobilisation: Deciseconds::ZERO,
        limit: LIMIT,
        boats: Default::default(),
        dwell: Deciseconds::ZERO,
    };
    let kinds: Vec<Kind> = (0..world.kinds).map(kind).collect();
    let times = |kind: usize| KindTimes {
        limit: LIMIT,
        nearest: masks.iter().map(|mask| if mask >> kind & 1 == 1 { LIMIT } else { Deciseconds::UNREACHED }).collect(),
        facility: vec![None; masks.len()],
        by_boat: vec![false; masks.len()],
    };
    let joint = (0..world.kinds).collect();
    let coverage = Coverage { kinds: (0..world.kinds).map(times).collect(), joint, ..Coverage::default() };
    let land = Land::default();
    let ground = Ground {
        demand: &demand,
        area_of: &area_of,
        island_of: &[],
        land_of: &[],
        areas: &areas,
        land: &land,
        resolution: 8,
        minimum_group: world.k,
    };
    let units = Units::build(&ground);
    let credits = Credits::default();
    let basis =
        Basis { units: &units, demand: &demand, kinds: &kinds, coverage: &coverage, areas: &areas, credits: &credits };
    let figures = Figures::new(&basis);
    assert_eq!(units.all().len(), world.people.len(), "a unit a place");
    // Units are ordered by their ids; the village tells which place it is.
    let place = |unit: usize| -> usize {
        let area = units.all()[unit].area.expect("an area");
        areas.get(area).id[1..].parse().expect("a number")
    };
    let (mut joint, mut covered) = (vec![0; world.people.len()], vec![Vec::new(); world.people.len()]);
    for (unit, told) in figures.units.iter().enumerate() {
        joint[place(unit)] = told.joint_covered;
        covered[place(unit)].clone_from(&told.covered);
    }
    // The counts by block and set of kinds tell more than the figures of the cohort, which are sums of them.
    let declared = [Cohort { id: "c".into(), name: Words::same("c") }];
    let cohorts = Cohorts::new(&basis, &declared);
    let set = |((block, kinds), told): (&(Option<AreaIndex>, BTreeSet<usize>), &Told)| {
        let block = areas.get(block.expect("an area")).id[1..].parse().expect("a number");
        (block, kinds.iter().map(|kind| 1_u32 << kind).sum(), *told)
    };
    let sets = cohorts.sets[0].iter().map(set).collect();
    Released { joint, covered, sets }
}

/// The bounds on sums of variables; a variable is a unit and a class.
struct Attacker {
    variables: Vec<(usize, Class)>,
    bounds: Vec<(Vec<usize>, u64, u64)>,
}

impl Attacker {
    /// `cohorts_again`: the cohort is counted and told in the second scenario too, and not in the first only.
    fn new(world: &World, cohorts_again: bool) -> Self {
        let masks = 0..1_u32 << world.kinds;
        let classes: Vec<Class> = masks
            .clone()
            .flat_map(|before| masks.clone().map(move |after| (before, after)))
            .flat_map(|(before, after)| [true, false].map(|member| Class { before, after, member }))
            .collect();
        let units = 0..world.people.len();
        let variables = units.flat_map(|unit| classes.iter().map(move |&class| (unit, class))).collect();
        let mut attacker = Self { variables, bounds: Vec::new() };
        for unit in 0..world.people.len() {
            let n = world.total(unit);
            attacker.knows(|at, _| at == unit, (n, n));
        }
        attacker.learns(world, |class| class.before, true);
        attacker.learns(world, |class| class.after, cohorts_again);
        attacker
    }

    /// Everything that one scenario releases.
    fn learns(&mut self, world: &World, reached: fn(&Class) -> u32, cohorts: bool) {
        let released = release(world, reached);
        let (k, all) = (world.k, (1_u32 << world.kinds) - 1);
        for unit in 0..world.people.len() {
            let n = world.total(unit);
            let span = |fits: &dyn Fn(u64) -> bool| {
                let fitting: Vec<u64> = (0..=n).filter(|&count| fits(count)).collect();
                (*fitting.first().expect("the truth"), *fitting.last().expect("the truth"))
            };
            for kind in 0..world.kinds {
                let told = released.covered[unit][kind];
                let span = span(&|count| publish(count, n, k) == told);
                self.knows(|at, class| at == unit && reached(class) >> kind & 1 == 1, span);
            }
            // The joint count depends on the buckets of the kinds only, and those are told.
            let kinds: Vec<u64> = released.covered[unit]
                .iter()
                .map(|&told| (0..=n).find(|&count| publish(count, n, k) == told).expect("the truth"))
                .collect();
            let span = span(&|count| publish_joint(count, &kinds, n, k) == released.joint[unit]);
            self.knows(|at, class| at == unit && reached(class) == all, span);
        }
        if !cohorts {
            return;
        }
        let blocks: BTreeSet<usize> = world.block.iter().copied().collect();
        for (block, mask) in blocks.into_iter().flat_map(|block| (0..=all).map(move |mask| (block, mask))) {
            // A set that is not told has fewer members than k, or as many as may be.
            let told = released.sets.iter().find(|set| (set.0, set.1) == (block, mask)).map(|set| set.2);
            let told = told.unwrap_or(Told { members: 0, capped: false });
            let most = if told.capped { u64::MAX >> 12 } else { told.members + k - 1 };
            let of = &world.block.iter().map(|&of| of == block).collect::<Vec<_>>();
            self.knows(|at, class| of[at] && class.member && reached(class) == mask, (told.members, most));
        }
    }

    fn knows(&mut self, of: impl Fn(usize, &Class) -> bool, (least, most): (u64, u64)) {
        let members = self.those(of);
        self.bounds.push((members, least, most));
    }

    fn those(&self, of: impl Fn(usize, &Class) -> bool) -> Vec<usize> {
        (0..self.variables.len()).filter(|&i| of(self.variables[i].0, &self.variables[i].1)).collect()
    }

    /// The least and the greatest number of people of a subgroup that fit.
    fn interval(&self, of: &[usize]) -> (f64, f64) {
        let bound = |direction| {
            let mut problem = Problem::new(direction);
            let cost = |i: usize| if of.binary_search(&i).is_ok() { 1.0 } else { 0.0 };
            let variables: Vec<_> =
                (0..self.variables.len()).map(|i| problem.add_var(cost(i), (0.0, f64::INFINITY))).collect();
            for (members, least, most) in &self.bounds {
                let sum = || {
                    members.iter().map(|&i| (variables[i], 1.0)).fold(
                        LinearExpr::empty(),
                        |mut sum, (variable, one)| {
                            sum.add(variable, one);
                            sum
                        },
                    )
                };
                problem.add_constraint(sum(), ComparisonOp::Ge, *least as f64);
                problem.add_constraint(sum(), ComparisonOp::Le, *most as f64);
            }
            match problem.solve().expect("the true world fits") {
                SolveOutcome::Solution(solution) => solution.objective(),
                SolveOutcome::Interrupted(_) => panic!("no limit was set"),
            }
        };
        (bound(OptimizationDirection::Minimize), bound(OptimizationDirection::Maximize))
    }
}

/// The small subgroups of a world about which the attacker learns too much.
fn leaks(world: &World, cohorts_again: bool) -> Vec<String> {
    let attacker = Attacker::new(world, cohorts_again);
    let mut leaks = Vec::new();
    let all = (1_u32 << world.kinds) - 1;
    // A kind by its bit; the circle by all of them.
    let services: BTreeSet<u32> = (0..world.kinds).map(|kind| 1 << kind).chain([all]).collect();
    for unit in 0..world.people.len() {
        for &service in &services {
            for (was, is) in
                [(Some(true), None), (Some(false), None), (Some(true), Some(false)), (Some(false), Some(true))]
            {
                for member in [None, Some(true), Some(false)] {
                    let fits = |at: usize, class: &Class| {
                        let served = |mask: u32| mask & service == service;
                        at == unit
                            && was.is_none_or(|was| served(class.before) == was)
                            && is.is_none_or(|is| served(class.after) == is)
                            && member.is_none_or(|member| class.member == member)
                    };
                    let truth: u64 = world.people[unit].iter().filter(|(c, _)| fits(unit, c)).map(|(_, n)| n).sum();
                    if truth == 0 || truth >= world.k {
                        continue;
                    }
                    let (least, most) = attacker.interval(&attacker.those(fits));
                    if least > 1e-6 && most - least + 1.0 < world.k as f64 - 1e-6 {
                        let k = world.k;
                        leaks.push(format!(
                            "k {k}: {truth} people of unit {unit}, service {service:b}, {was:?} -> {is:?}, member {member:?}: {least} to {most}"
                        ));
                    }
                }
            }
        }
    }
    leaks
}

#[test]
fn a_linear_program_pins_no_small_subgroup() {
    // Everybody in two scenarios, and the cohort in the first: all that `run` and `compare` release.
    let found: Vec<String> = (0..150_u64).into_par_iter().flat_map(|seed| leaks(&World::random(seed), false)).collect();
    assert!(found.is_empty(), "{} leaks, the first:\n{}", found.len(), found[..found.len().min(10)].join("\n"));
}

#[test]
fn the_attack_finds_what_exact_counts_give_away() {
    // Were a cohort of 2 told as it is, the program would say so.
    let classes = BTreeMap::from([
        (Class { before: 1, after: 1, member: true }, 2),
        (Class { before: 1, after: 1, member: false }, 9),
    ]);
    let world = World { k: 5, kinds: 1, people: vec![classes], block: vec![0] };
    let mut attacker = Attacker::new(&world, false);
    let members = attacker.those(|_, class| class.member && class.before == 1);
    let (least, most) = attacker.interval(&members);
    assert!(least < 1e-6 && most > 3.9, "{least} to {most}");
    attacker.knows(|_, class| class.member && class.before == 1, (2, 2));
    let (least, most) = attacker.interval(&members);
    assert!((least - 2.0).abs() < 1e-6 && (most - 2.0).abs() < 1e-6, "{least} to {most}");
    assert_eq!(bucket(2, 11, 5).told, 0);
}

#[test]
fn a_cohort_told_again_in_a_second_scenario_gives_few_away() {
    // Of 40 people 15 are members. A site opens, and the last 3 of them are reached too: told as 10, 0 and then as 15, 0. So there are 15
    // of them at least, at most 14 were reached before, and at most 4 were not.
    let class = |before, after, member| Class { before, after, member };
    let classes = [(class(1, 1, true), 12), (class(0, 1, true), 3), (class(1, 1, false), 20), (class(0, 0, false), 5)];
    let world = World { k: 5, kinds: 1, people: vec![BTreeMap::from(classes)], block: vec![0] };
    let attacker = Attacker::new(&world, true);
    let (least, most) = attacker.interval(&attacker.those(|_, class| class.member && class.before == 0));
    assert!((least - 1.0).abs() < 1e-6 && (most - 4.0).abs() < 1e-6, "{least} to {most}");
    assert!(!leaks(&world, true).is_empty());
    // Which is why `compare` tells members as the study itself does, once, and works out the rest from everybody's figures.
    assert_eq!(leaks(&world, false), Vec::<String>::new());
}
