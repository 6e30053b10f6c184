//! The privacy rule for counts: how many of a unit's `n` people belong to a subgroup, as it may leave the process.
//!
//! # The rule
//! A unit's total `n` is released as it is. The count `c` of any subgroup is released as [`publish`]`(c, n, k)`: 0, `n`
//! or a multiple of `k`, by one monotone function, which sorts the counts 0..=n into *buckets*:
//!
//! - `n < 2k - 1`: one bucket, released as 0. It says nothing. Units are therefore merged up to [`least_unit`]` = 2k - 1`
//!   people (see [`units`](super::units)); only a whole study can be smaller.
//! - Otherwise there is a cut at half of `n`. A half of fewer than `2k` counts is one bucket; a larger one has the `k`
//!   counts at its end as a bucket, and the rest split evenly into as many buckets of at least `k` counts as fit. The
//!   lowest bucket is released as 0, the highest as `n`, another as the multiple of `k` nearest to its middle.
//!
//! With `k = 1` every bucket holds one count, and the figures are exact.
//!
//! # Why it is safe
//! Where there is more than one bucket each holds at least `k` counts, and 0..=k-1 and n-k+1..=n are never cut. So:
//!
//! 1. A subgroup of 1 to k-1 people, or a rest of 1 to k-1 people, looks the same as an empty one.
//! 2. The difference of two nested subgroups of one unit (a subgroup of the covered, a change between scenarios) has
//!    either 0 among its possible values (both in one bucket) or at least `2k - 1` possible values (the widths of both
//!    buckets less one), so nobody learns that it lies between 1 and k-1.
//! 3. A sum over units adds nothing that the units did not say, because sums are made of published figures only.
//!
//! A unit's median travel time tells on which side of `n / 2` its covered count lies. Every unit is cut there, so that the
//! median splits no bucket: of two counts of one bucket, one with a median in time and one without would differ for sure.
//!
//! The people whom all kinds cover are tied to those whom each kind covers: who lacks the circle lacks some kind. If
//! nearly all are covered by each of two kinds and fewer by both, then each kind lacks somebody, and few. [`publish_joint`]
//! counts such a remainder as covered.
//!
//! Never here: which people form a unit.

/// The fewest people of a unit about which anything can be said with a minimum group of `k`.
///
/// ```
/// assert_eq!(halfhour::layer::count::least_unit(5), 9);
/// assert_eq!(halfhour::layer::count::least_unit(1), 1);
/// ```
pub fn least_unit(k: u64) -> u64 {
    k.max(1).saturating_mul(2) - 1
}

/// The count of a subgroup of `c` people of a unit of `n` as it may be released: 0, `n` or a multiple of `k`, and
/// monotone in `c`. A `c` above `n` counts as `n`; a `k` of 0 counts as 1.
///
/// ```
/// use halfhour::layer::count::publish;
/// assert_eq!(publish(4, 40, 5), 0);
/// assert_eq!(publish(22, 40, 5), 25);
/// assert_eq!(publish(37, 40, 5), 40);
/// assert_eq!(publish(37, 40, 1), 37);
/// ```
pub fn publish(c: u64, n: u64, k: u64) -> u64 {
    bucket(c, n, k).told
}

/// A count of things, such as orders or members of a cohort, as it may be released where no total of them is: the multiple of `k` at or below it; a `k` of
/// 0 counts as 1. So 1 to `k - 1` of them look like none, and two nested counts with different values may differ by any of
/// at least `2k - 1` numbers.
///
/// ```
/// use halfhour::layer::count::floor;
/// assert_eq!((floor(4, 5), floor(5, 5), floor(14, 5), floor(14, 1)), (0, 5, 10, 14));
/// ```
pub fn floor(c: u64, k: u64) -> u64 {
    c - c % k.max(1)
}

/// The counts that are released alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bucket {
    /// The lowest of them.
    pub first: u64,
    /// The highest of them.
    pub last: u64,
    /// The count that is released for all of them; it is one of them.
    pub told: u64,
}

/// The counts that are released like `c`; see [`publish`].
pub fn bucket(c: u64, n: u64, k: u64) -> Bucket {
    let k = k.max(1);
    let c = c.min(n);
    if n < least_unit(k) {
        return Bucket { first: 0, last: n, told: 0 };
    }
    let half = n.div_ceil(2);
    if c < half {
        let end = if half / 2 < k { half } else { k };
        return if c < end { Bucket { first: 0, last: end - 1, told: 0 } } else { inner(c, (end, half - 1), k) };
    }
    let upper = n - half + 1;
    let end = if upper / 2 < k { half } else { n - k + 1 };
    if c >= end { Bucket { first: end, last: n, told: n } } else { inner(c, (half, end - 1), k) }
}

/// The bucket of `c` among the counts from `low` to `high`, at least `k` of them, split evenly.
fn inner(c: u64, (low, high): (u64, u64), k: u64) -> Bucket {
    let wide = high - low + 1;
    let many = (wide / k).max(1);
    // u128: the products of two counts of people may pass 64 bits.
    let index = u128::from(c - low) * u128::from(many) / u128::from(wide);
    let start = |index: u128| (index * u128::from(wide)).div_ceil(u128::from(many)) as u64;
    let (first, last) = (low + start(index), low + start(index + 1) - 1);
    let multiple = (u128::from(first) + u128::from(last) + u128::from(k)) / (2 * u128::from(k));
    Bucket { first, last, told: u64::try_from(multiple).unwrap_or(u64::MAX).saturating_mul(k) }
}

/// The count of those whom all of some kinds cover, as it may be released beside the counts of each kind: that of
/// [`publish`], raised (never above the lowest of the kinds) as long as the figures together would show that a kind
/// lacks somebody, or that somebody has them all, but fewer than `k` people.
///
/// ```
/// use halfhour::layer::count::{publish, publish_joint};
/// // Each of two kinds lacks three others of 24 people. "All, all, fewer" would say that each lacks one to four.
/// assert_eq!((publish(21, 24, 5), publish(18, 24, 5)), (24, 15));
/// assert_eq!(publish_joint(18, &[21, 21], 24, 5), 24);
/// ```
pub fn publish_joint(joint: u64, kinds: &[u64], n: u64, k: u64) -> u64 {
    let kinds: Vec<Bucket> = kinds.iter().map(|&covered| bucket(covered, n, k)).collect();
    let lowest = kinds.iter().map(|kind| kind.first).min().unwrap_or(n);
    let most_lack: u64 = kinds.iter().map(|kind| n - kind.first).fold(0, u64::saturating_add);
    let mut joint = bucket(joint, n, k);
    let few = |least: u64, most: u64| (1..k).contains(&least) && most.saturating_sub(least) + 1 < k;
    let pins = |joint: Bucket| {
        let lacks = kinds.iter().any(|kind| {
            let others = most_lack - (n - kind.first);
            let least = (n - joint.last).saturating_sub(others).max(n - kind.last);
            few(least, (n - kind.first).min(n - joint.first))
        });
        // Two large groups of one unit have somebody in common.
        lacks || few(joint.first.max(n.saturating_sub(most_lack)), joint.last)
    };
    while joint.first < lowest && pins(joint) {
        joint = bucket(joint.last + 1, n, k);
    }
    joint.told
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each count of a unit the first and last count that is released alike.
    fn consistent(n: u64, k: u64) -> Vec<(u64, u64)> {
        (0..=n)
            .map(|c| {
                let alike = |other: &u64| publish(*other, n, k) == publish(c, n, k);
                let first = (0..=n).find(alike).unwrap();
                let last = (0..=n).rfind(alike).unwrap();
                assert!((first..=last).all(|other| alike(&other)), "a bucket without holes");
                (first, last)
            })
            .collect()
    }

    fn safe(first: u64, last: u64, k: u64) -> bool {
        first == 0 || last - first + 1 >= k
    }

    #[test]
    fn it_is_monotone_and_releases_only_0_n_or_multiples() {
        for k in 1..=7 {
            for n in 0..=200 {
                let released: Vec<_> = (0..=n).map(|c| publish(c, n, k)).collect();
                assert!(released.windows(2).all(|pair| pair[0] <= pair[1]), "n {n} k {k}");
                assert!(released.iter().all(|&value| value == 0 || value == n || value % k == 0), "n {n} k {k}");
                if n >= least_unit(k) {
                    assert_eq!((released[0], released[n as usize]), (0, n), "nobody and everybody are told as such");
                }
                for (c, &value) in (0..=n).zip(&released) {
                    if n >= 4 * k - 1 {
                        assert!(value.abs_diff(c) < k + k.div_ceil(2) + 1, "n {n} k {k} c {c} gives {value}");
                        assert!(c < k || n - c < k || (0 < value && value < n), "the middle keeps off the ends");
                    }
                }
            }
        }
    }

    #[test]
    fn one_is_exact() {
        assert!((0..=300).all(|n| (0..=n).all(|c| publish(c, n, 1) == c)));
    }

    #[test]
    fn small_subgroups_and_small_rests_hide() {
        for k in 2..=7 {
            for n in 1..=60 {
                for (c, (first, last)) in (0..=n).zip(consistent(n, k)) {
                    if (1..k).contains(&c) {
                        assert!(safe(first, last, k), "n {n} k {k} c {c}");
                    }
                    if (1..k).contains(&(n - c)) {
                        assert!(safe(n - last, n - first, k), "n {n} k {k} rest {}", n - c);
                    }
                }
            }
        }
    }

    #[test]
    fn small_differences_of_nested_subgroups_hide() {
        for k in 2..=7 {
            for n in 1..=60 {
                let ranges = consistent(n, k);
                for a in 0..=n {
                    for b in 0..=a {
                        if !(1..k).contains(&(a - b)) {
                            continue;
                        }
                        let ((a_first, a_last), (b_first, b_last)) = (ranges[a as usize], ranges[b as usize]);
                        let (least, most) = (a_first.saturating_sub(b_last), a_last - b_first);
                        assert!(safe(least, most, k), "n {n} k {k} a {a} b {b}: {least}..={most}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_median_splits_no_bucket() {
        for k in 2..=7u64 {
            for n in least_unit(k)..100 {
                for c in 0..=n {
                    let Bucket { first, last, told } = bucket(c, n, k);
                    assert_eq!(2 * first >= n, 2 * last >= n, "n {n} k {k} c {c}");
                    assert!((first..=last).contains(&c) && (first..=last).contains(&told), "n {n} k {k} c {c}");
                    assert!(last - first + 1 >= k, "n {n} k {k} c {c}");
                }
            }
        }
    }

    #[test]
    fn a_joint_count_never_falls_when_somebody_more_is_covered() {
        for k in 1..=5u64 {
            for n in 1..=5 * k + 2 {
                for a in 0..=n {
                    for b in 0..=n {
                        for joint in (a + b).saturating_sub(n)..=a.min(b) {
                            let told = publish_joint(joint, &[a, b], n, k);
                            assert!(told >= publish(joint, n, k) && told <= publish(a.min(b), n, k));
                            if a < n {
                                let more = if joint < b { joint + 1 } else { joint };
                                assert!(told <= publish_joint(more, &[a + 1, b], n, k), "n {n} k {k}: {a} {b} {joint}");
                            }
                            if a < n && a + 1 + b <= n + joint {
                                assert!(
                                    told <= publish_joint(joint, &[a + 1, b], n, k),
                                    "n {n} k {k}: {a} {b} {joint}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn very_large_units_do_not_overflow() {
        let n = 1_000_000_000_000;
        assert!(publish(n / 2, n, 5).abs_diff(n / 2) < 10);
        assert_eq!(publish(u64::MAX, u64::MAX, 5), u64::MAX);
        assert_eq!(publish(7, u64::MAX, u64::MAX), 0);
    }
}
