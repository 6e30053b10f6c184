//! What is missing, and where it would help.
//!
//! Never here: staff, figures of people.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::problem::{Allocation, Question, Share};

/// For each demand point the site that is nearest in time; of equally near ones the first.
pub fn nearest(question: &Question) -> Vec<Option<u32>> {
    let mut nearest: Vec<Option<(u32, u32)>> = vec![None; question.weights.len()];
    for site in 0..question.times.sites() {
        for (point, time) in question.times.of(site) {
            let this = (time, site as u32);
            let near = &mut nearest[point as usize];
            *near = Some(near.map_or(this, |best| best.min(this)));
        }
    }
    nearest.into_iter().map(|near| near.map(|(_, site)| site)).collect()
}

/// Where places would have to be added so that everybody who has some site within the limit has a place, by demand.
///
/// Everybody who waits is sent to a site within the limit. Sites with most waiting around them come first and take all of it, so
/// that few sites need more, and what they need adds up to whole members of staff as far as can be. With so many places more
/// nobody waits any longer, and nobody has to move. No fewer places would do; that fewer sites would not is not proved (it is a
/// set cover).
pub fn remedy(question: &Question, allocation: &Allocation) -> Vec<Share> {
    let served = allocation.served_of(question.weights.len());
    let mut waiting: Vec<u64> = question.weights.iter().zip(served).map(|(weight, served)| weight - served).collect();
    let around = |site: u32, waiting: &[u64]| -> u64 {
        question.times.of(site as usize).map(|(point, _)| waiting[point as usize]).sum()
    };
    let sites = 0..question.times.sites() as u32;
    let mut queue: BinaryHeap<(u64, Reverse<u32>)> =
        sites.map(|site| (around(site, &waiting), Reverse(site))).collect();
    let mut missing = Vec::new();
    while let Some((known, Reverse(site))) = queue.pop() {
        if known == 0 {
            break;
        }
        // What waited there may have been sent elsewhere since.
        let now = around(site, &waiting);
        if now < known {
            queue.push((now, Reverse(site)));
            continue;
        }
        for (demand, _) in question.times.of(site as usize) {
            let amount = std::mem::take(&mut waiting[demand as usize]);
            if amount > 0 {
                missing.push(Share { demand, site, amount });
            }
        }
    }
    missing.sort_unstable();
    missing
}

#[cfg(test)]
mod tests {
    use super::super::allocate;
    use super::*;
    use crate::analysis::siting::Times;
    use crate::progress::Silent;

    #[test]
    fn who_waits_is_sent_where_most_wait() {
        // Demand 0, 1 and 2 each have a site of their own without places; site 3 is near 1 and 2.
        let mut times = Times::new();
        times.push([(0, 5)]);
        times.push([(1, 5)]);
        times.push([(2, 5)]);
        times.push([(1, 9), (2, 9)]);
        let mut question = Question { weights: vec![7, 4, 4, 3], capacities: vec![2, 0, 0, 1], times };
        let found = allocate(&question, &Silent::default()).expect("an allocation");
        assert_eq!(found.served, 3);
        assert_eq!(nearest(&question), [Some(0), Some(1), Some(2), None]);
        let missing = remedy(&question, &found);
        let of = |site| missing.iter().filter(|share| share.site == site).map(|share| share.amount).sum::<u64>();
        assert_eq!([of(0), of(1), of(2), of(3)], [5, 0, 0, 7], "demand 3 is in time of nothing");
        for share in &missing {
            question.capacities[share.site as usize] += share.amount;
        }
        assert_eq!(allocate(&question, &Silent::default()).map(|found| found.served), Ok(15));
    }
}
