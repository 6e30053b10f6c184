//! The network simplex method for the transport problem with a price of no place: exact, and the same answer on any machine.
//!
//! Method: Dantzig 1951; strongly feasible trees after Cunningham 1976; block pricing after Grigoriadis 1986. It starts from the
//! allocation that takes pairs by ascending time, which is nearly right wherever there are places enough.
//!
//! Never here: the judge (see [`check`](super::check)), which must not trust anything of this.

use rayon::prelude::*;

use super::problem::{Allocation, NoAllocation, Question, Share};
use super::tree::{Start, Tree};
use crate::progress::{Cancelled, Progress};

/// Pairs that are looked at before the best of them enters, at least.
const BLOCK: usize = 1_024;

/// Serves as much weight as can be, and among such allocations one with the least sum of amount × time.
///
/// Deterministic whatever the number of threads.
///
/// # Errors
/// See [`NoAllocation`].
///
/// # Examples
/// Two people near a station with one place; one of them goes to the next station, whoever loses least by it.
/// ```
/// use halfhour::analysis::allocation::{Question, allocate, check};
/// use halfhour::analysis::siting::Times;
/// use halfhour::progress::Silent;
/// let mut times = Times::new();
/// times.push([(0, 100), (1, 200)]);
/// times.push([(0, 900), (1, 700)]);
/// let question = Question { weights: vec![1, 1], capacities: vec![1, 60], times };
/// let found = allocate(&question, &Silent::default())?;
/// assert_eq!((found.served, found.time), (2, 100 + 700));
/// assert_eq!(check(&question, &found), Ok(()));
/// # Ok::<(), halfhour::analysis::allocation::NoAllocation>(())
/// ```
pub fn allocate(question: &Question, progress: &dyn Progress) -> Result<Allocation, NoAllocation> {
    question.validate()?;
    let no_place = question.no_place().ok_or(NoAllocation::TooLarge)?;
    let none = no_place as i64;
    let mut tree = Tree::new(&start(question), none);
    progress.check()?;
    improve(question, (&mut tree, none), progress)?;
    Ok(answer(question, &tree, no_place))
}

/// Pairs by ascending time, as much as there is; every pair uses up its demand or its site, so that the pairs form a forest.
fn start(question: &Question) -> Start {
    let demand = question.weights.len();
    let total: u64 = question.weights.iter().sum();
    let mut spare: Vec<i64> = question.weights.iter().map(|&weight| weight as i64).collect();
    // One more place than there are people is as good as any number.
    spare.extend(question.capacities.iter().map(|&capacity| capacity.min(total + 1) as i64));
    let mut pairs: Vec<(u32, u32, u32)> = (0..question.capacities.len() as u32)
        .filter(|&site| question.capacities[site as usize] > 0)
        .flat_map(|site| question.times.of(site as usize).map(move |(point, time)| (time, point, site)))
        .filter(|&(_, point, _)| question.weights[point as usize] > 0)
        .collect();
    pairs.par_sort_unstable();
    let mut links = Vec::new();
    for (time, point, site) in pairs {
        let (waiting, place) = (spare[point as usize], spare[demand + site as usize]);
        let amount = waiting.min(place);
        if amount > 0 {
            spare[point as usize] -= amount;
            spare[demand + site as usize] -= amount;
            links.push((point, site, time, amount));
        }
    }
    Start { links, spare, demand }
}

/// An arc that may enter, by what it saves.
type Entering = (i64, u32, u32, i64);

/// Pivots until no arc saves anything.
fn improve(question: &Question, (tree, none): (&mut Tree, i64), progress: &dyn Progress) -> Result<(), Cancelled> {
    let sites = question.capacities.len();
    // One row a site, and one for the arcs to "no place".
    let (mut row, mut idle) = (0, 0);
    while idle <= sites {
        progress.check()?;
        let (mut seen, mut best): (usize, Entering) = (0, (0, 0, 0, 0));
        while seen < BLOCK && idle <= sites {
            let (looked, found) = if row < sites { of_site(question, tree, row) } else { to_root(tree, none) };
            seen += looked;
            best = best.min(found);
            row = if row == sites { 0 } else { row + 1 };
            idle += 1;
        }
        let (saved, from, to, cost) = best;
        if saved < 0 {
            tree.pivot(from, to, cost);
            idle = 0;
        }
    }
    Ok(())
}

/// How many arcs enter a site, and the one that saves most.
fn of_site(question: &Question, tree: &Tree, site: usize) -> (usize, Entering) {
    if question.capacities[site] == 0 {
        return (1, (0, 0, 0, 0));
    }
    let (demand, sites) = tree.potentials();
    let (worth, node) = (sites[site], (demand.len() + site) as u32);
    let mut best = (worth, tree.root(), node, 0);
    let mut seen = 1;
    for (point, time) in question.times.of(site) {
        seen += 1;
        let saved = i64::from(time) + worth - demand[point as usize];
        if saved < best.0 {
            best = (saved, point, node, i64::from(time));
        }
    }
    (seen, best)
}

/// The demand that it saves most to leave without a place.
fn to_root(tree: &Tree, none: i64) -> (usize, Entering) {
    let demand = tree.potentials().0;
    let most = (0u32..).zip(demand).map(|(point, &potential)| (none - potential, point)).min();
    let (saved, point) = most.unwrap_or((0, 0));
    (demand.len(), (saved, point, tree.root(), none))
}

fn answer(question: &Question, tree: &Tree, no_place: u64) -> Allocation {
    let mut shares: Vec<Share> =
        tree.flows().map(|(demand, site, amount)| Share { demand, site, amount: amount as u64 }).collect();
    shares.sort_unstable();
    let (demand, sites) = tree.potentials();
    // A site without places was no part of the problem: one place there would save the most that anyone could gain by it.
    let price = |site: usize| {
        if question.capacities[site] > 0 {
            return sites[site] as u64;
        }
        let gain = |(point, time): (u32, u32)| demand[point as usize] - i64::from(time);
        question.times.of(site).map(gain).max().unwrap_or(0).max(0) as u64
    };
    let time = |share: &Share| {
        let time = question.times.of(share.site as usize).find(|pair| pair.0 == share.demand).map_or(0, |pair| pair.1);
        u128::from(share.amount) * u128::from(time)
    };
    Allocation {
        served: shares.iter().map(|share| share.amount).sum(),
        time: shares.iter().map(time).sum(),
        prices: (0..question.capacities.len()).map(price).collect(),
        no_place,
        shares,
    }
}
