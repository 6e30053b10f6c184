//! A siting problem as a mixed-integer linear program, each goal in the form that its authors gave it.
//!
//! It shares nothing with the own search but the problem itself, so that one can judge the other. Column k is site k of the problem.
//! Only whether a site is open, and how bad the worst time may be, must be whole: all else is whole by itself at its best.
//!
//! Never here: a solver, a bound, who is served where in the end.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::{Allowance, Goal, Problem, Role};

/// Columns, rows, and what is sought.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Program {
    /// Is more better?
    pub maximise: bool,
    /// The columns, those of the sites first.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What is counted besides the columns.
    pub constant: u64,
    /// The objective is so many times what the columns count.
    pub unit: u64,
    /// With capacities: the demand and site that each column after the sites stands for; it says how much is served.
    pub shares: Vec<(u32, u32)>,
}

/// Something to decide.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Column {
    /// What each of it counts.
    pub counts: f64,
    /// From where to where it goes.
    pub range: Range,
    /// Must it be whole?
    pub whole: bool,
}

/// A sum of columns.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Row {
    /// From where to where it goes.
    pub range: Range,
    /// How much of each column is in it.
    pub terms: Vec<(usize, f64)>,
}

/// From the first number to the second, both included.
type Range = (f64, f64);

/// At most this, from anywhere.
fn most(value: f64) -> Range {
    (f64::NEG_INFINITY, value)
}

/// At least this, to anywhere.
fn least(value: f64) -> Range {
    (value, f64::INFINITY)
}

impl Program {
    fn column(&mut self, counts: f64, range: Range, whole: bool) -> usize {
        self.columns.push(Column { counts, range, whole });
        self.columns.len() - 1
    }

    fn share(&mut self, counts: f64) -> usize {
        self.column(counts, (0.0, 1.0), false)
    }

    fn row(&mut self, range: Range, terms: impl IntoIterator<Item = (usize, f64)>) {
        self.rows.push(Row { range, terms: terms.into_iter().collect() });
    }

    /// At most as much of `column` as there are open ones among `sites`.
    fn covered(&mut self, column: usize, sites: &[(u32, u32)]) {
        let open = sites.iter().map(|&(site, _)| (site as usize, -1.0));
        self.row(most(0.0), open.chain([(column, 1.0)]));
    }
}

/// The problem as a program. Of [`Goal::Backup`] it is the second half: most covered twice, while `once` is covered at least once.
pub(super) fn program(problem: &Problem, goal: &Goal, allowance: &Allowance, once: u64) -> Program {
    let mut program = Program { maximise: Problem::maximises(goal), unit: 1, ..Program::default() };
    sites(&mut program, problem, matches!(goal, Goal::Lscp { .. }));
    together(&mut program, problem, allowance);
    let rows = Rows::new(problem, goal);
    if matches!(goal, Goal::Mclp { .. } | Goal::Backup { .. } | Goal::Joint { .. } | Goal::PMedian { .. }) {
        program.unit = rows.demand.iter().fold(0, |unit, &(weight, _)| gcd(unit, weight)).max(1);
    }
    let unit = program.unit;
    let part = |weight: u64| (weight / unit) as f64;
    match goal {
        Goal::Lscp { .. } => rows.demand.iter().for_each(|(_, near)| program.row(least(1.0), ones(near))),
        Goal::Mclp { .. } => {
            for (weight, near) in &rows.demand {
                let column = program.share(part(*weight));
                program.covered(column, near);
            }
        }
        Goal::Joint { limits } => {
            for (weight, near) in &rows.demand {
                let column = program.share(part(*weight));
                for kind in 0..limits.len() {
                    let of_kind = |pair: &&(u32, u32)| usize::from(problem.sites[pair.0 as usize].kind) == kind;
                    let near: Vec<(u32, u32)> = near.iter().filter(of_kind).copied().collect();
                    program.covered(column, &near);
                }
            }
        }
        Goal::Backup { .. } => backup(&mut program, &rows, once),
        Goal::PMedian { beyond } => {
            for (weight, near) in &rows.demand {
                let mut terms = Vec::with_capacity(near.len() + 1);
                for &(site, time) in near {
                    let time = beyond.map_or(time, |beyond| time.min(beyond));
                    let column = program.share(part(*weight) * f64::from(time));
                    program.row(most(0.0), [(column, 1.0), (site as usize, -1.0)]);
                    terms.push((column, 1.0));
                }
                terms.extend(beyond.map(|beyond| (program.share(part(*weight) * f64::from(beyond)), 1.0)));
                program.row((1.0, 1.0), terms);
            }
        }
        Goal::PCenter => center(&mut program, &rows),
        Goal::Capacitated { .. } => capacitated(&mut program, problem, &rows),
    }
    program
}

/// The demand that counts, each with the sites that reach it (in time, where there is a limit) and the times.
struct Rows {
    demand: Vec<(u64, Vec<(u32, u32)>)>,
    /// The number of each in the problem.
    point: Vec<u32>,
}

impl Rows {
    fn new(problem: &Problem, goal: &Goal) -> Self {
        let mut near: Vec<Vec<(u32, u32)>> = vec![Vec::new(); problem.weights.len()];
        for (number, site) in problem.sites.iter().enumerate() {
            let limit = match goal {
                Goal::Lscp { limit } | Goal::Mclp { limit } => *limit,
                Goal::Backup { limit } | Goal::Capacitated { limit } => *limit,
                Goal::Joint { limits } => limits[usize::from(site.kind)],
                Goal::PMedian { .. } | Goal::PCenter => u32::MAX,
            };
            for (point, time) in problem.times.of(number).filter(|pair| pair.1 <= limit) {
                near[point as usize].push((number as u32, time));
            }
        }
        let point: Vec<u32> =
            (0_u32..).zip(&problem.weights).filter(|(_, weight)| **weight > 0).map(|(point, _)| point).collect();
        let of = |&point: &u32| (problem.weights[point as usize], std::mem::take(&mut near[point as usize]));
        Self { demand: point.iter().map(of).collect(), point }
    }
}

fn ones(near: &[(u32, u32)]) -> impl Iterator<Item = (usize, f64)> + '_ {
    near.iter().map(|&(site, _)| (site as usize, 1.0))
}

/// A column a site: open or not.
fn sites(program: &mut Program, problem: &Problem, costs: bool) {
    for site in &problem.sites {
        let range = match site.role {
            Role::Candidate => (0.0, 1.0),
            Role::Required | Role::Existing => (1.0, 1.0),
            Role::Excluded => (0.0, 0.0),
        };
        let paid = costs && site.role != Role::Existing;
        program.column(if paid { site.cost as f64 } else { 0.0 }, range, true);
    }
}

/// What may be opened together.
fn together(program: &mut Program, problem: &Problem, allowance: &Allowance) {
    let exists = |site: usize| problem.sites[site].role == Role::Existing;
    let new: Vec<usize> = (0..problem.sites.len()).filter(|&site| !exists(site)).collect();
    let all = || new.iter().map(|&site| (site, 1.0));
    match allowance {
        Allowance::Any => {}
        Allowance::Sites(count) => program.row(most(*count as f64), all()),
        Allowance::Budget(money) => {
            let paid = |&site: &usize| (site, problem.sites[site].cost as f64);
            program.row(most(*money as f64), new.iter().map(paid).filter(|paid| paid.1 > 0.0));
        }
        Allowance::Each(counts) => {
            for (kind, &count) in counts.iter().enumerate() {
                let of_kind = all().filter(|&(site, _)| usize::from(problem.sites[site].kind) == kind);
                program.row(most(count as f64), of_kind);
            }
        }
    }
    let pairs: BTreeSet<(u32, u32)> = problem.apart.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect();
    for (a, b) in pairs.into_iter().map(|(a, b)| (a as usize, b as usize)) {
        if a != b && !(exists(a) && exists(b)) {
            program.row(most(1.0), [(a, 1.0), (b, 1.0)]);
        }
    }
    let mut areas: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (site, place) in problem.sites.iter().enumerate().filter(|_| problem.one_per_area) {
        place.area.into_iter().for_each(|area| areas.entry(area).or_default().push(site));
    }
    for members in areas.into_values() {
        // Those that exist stand where they stand; none comes beside them.
        let taken = members.iter().any(|&site| exists(site));
        let new = members.into_iter().filter(|&site| !exists(site)).map(|site| (site, 1.0));
        program.row(most(if taken { 0.0 } else { 1.0 }), new);
    }
}

/// BACOP1, Hogan & ReVelle 1986, second half.
fn backup(program: &mut Program, rows: &Rows, once: u64) {
    let mut first = Vec::with_capacity(rows.demand.len());
    for (weight, near) in &rows.demand {
        let weight = (weight / program.unit) as f64;
        let (one, two) = (program.share(0.0), program.share(weight));
        program.row(most(0.0), [(two, 1.0), (one, -1.0)]);
        let open = ones(near).map(|(site, _)| (site, -1.0));
        program.row(most(0.0), open.chain([(one, 1.0), (two, 1.0)]));
        first.push((one, weight));
    }
    program.row(least((once / program.unit) as f64), first);
}

/// The worst time by its steps (Elloumi, Labbé & Pochet 2004): column k says that somebody is farther than the time before the k-th.
fn center(program: &mut Program, rows: &Rows) {
    let times: BTreeSet<u32> = rows.demand.iter().flat_map(|(_, near)| near.iter().map(|pair| pair.1)).collect();
    let times: Vec<u32> = times.into_iter().collect();
    program.constant = times.first().map_or(0, |&time| u64::from(time));
    let first = program.columns.len();
    for step in times.windows(2) {
        program.column(f64::from(step[1] - step[0]), (0.0, 1.0), true);
    }
    for step in 1..times.len().saturating_sub(1) {
        program.row(most(0.0), [(first + step, 1.0), (first + step - 1, -1.0)]);
    }
    for (_, near) in &rows.demand {
        let mut near = near.clone();
        near.sort_unstable_by_key(|&(site, time)| (time, site));
        for next in 0..near.len() {
            let nearer = &near[..next];
            let place = times.binary_search(&near[next].1).unwrap_or_default();
            // Of sites equally far only the first begins a step.
            if place > 0 && nearer.last().is_none_or(|last| last.1 < near[next].1) {
                program.row(least(1.0), ones(nearer).chain([(first + place - 1, 1.0)]));
            }
        }
        program.row(least(1.0), ones(&near));
    }
}

/// How much of each demand point is served at each site that reaches it.
fn capacitated(program: &mut Program, problem: &Problem, rows: &Rows) {
    let mut reached = vec![0u64; problem.sites.len()];
    for (weight, near) in &rows.demand {
        near.iter().for_each(|&(site, _)| reached[site as usize] += weight);
    }
    let places: Vec<u64> = problem.sites.iter().zip(reached).map(|(site, all)| site.capacity.min(all)).collect();
    let numbers = rows.demand.iter().map(|pair| pair.0).chain(places.iter().copied());
    program.unit = numbers.fold(0, gcd).max(1);
    let unit = program.unit;
    let part = |number: u64| (number / unit) as f64;
    let mut held: Vec<Vec<(usize, f64)>> = vec![Vec::new(); places.len()];
    for (&point, (weight, near)) in rows.point.iter().zip(&rows.demand) {
        let mut terms = Vec::with_capacity(near.len());
        for &(site, _) in near {
            let site_most = part((*weight).min(places[site as usize]));
            let column = program.column(1.0, (0.0, site_most), false);
            program.shares.push((point, site));
            program.row(most(0.0), [(column, 1.0), (site as usize, -site_most)]);
            held[site as usize].push((column, 1.0));
            terms.push((column, 1.0));
        }
        program.row(most(part(*weight)), terms);
    }
    for (site, mut terms) in held.into_iter().enumerate().filter(|(_, terms)| !terms.is_empty()) {
        terms.push((site, -part(places[site])));
        program.row(most(0.0), terms);
    }
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
