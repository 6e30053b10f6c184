//! The privacy rule for counts: how many of a unit's `n` people belong to a subgroup, as it may leave the process.
//!
//! # The rule
//! A unit's total `n` is released as it is. The count `c` of any subgroup is released as [`publish`]`(c, n, k)`: 0, `n`
//! or a multiple of `k`, by one monotone function, which sorts the counts 0..=n into *buckets*:
//!
//! - `n < 2k - 1`: one bucket, released as 0. It says nothing. Units are therefore merged up to [`least_unit`]` = 2k - 1`
//!   people (see [`units`](super::units)); only a whole study can be smaller.
//! - `2k - 1 <= n < 3k - 1`: two buckets, cut at half of `n`, released as 0 and `n`.
//! - `3k - 1 <= n`: 0..=k-1 is released as 0, n-k+1..=n as `n`; the `n - 2k + 1` counts between are split evenly into
//!   as many buckets of at least `k` counts as fit, each released as the multiple of `k` nearest to its middle.
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
//! A unit's median travel time tells on which side of `n / 2` its covered count lies; the two buckets of a small unit
//! are cut at that very place, so the median cannot split them.
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
    let k = k.max(1);
    let c = c.min(n);
    if n < least_unit(k) {
        return 0;
    }
    if n - least_unit(k) < k {
        return if c < n.div_ceil(2) { 0 } else { n };
    }
    if c < k {
        return 0;
    }
    if n - c < k {
        return n;
    }
    let middle = n - least_unit(k);
    let buckets = middle / k;
    // u128: the products of two counts of people may pass 64 bits.
    let (offset, wide) = (u128::from(c - k), u128::from(middle));
    let many = u128::from(buckets);
    let bucket = offset * many / wide;
    let first = (bucket * wide).div_ceil(many);
    let last = ((bucket + 1) * wide).div_ceil(many) - 1;
    let twice_middle = 2 * u128::from(k) + first + last;
    let multiple = (twice_middle + u128::from(k)) / (2 * u128::from(k));
    u64::try_from(multiple).unwrap_or(u64::MAX).saturating_mul(k).min(n)
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
                    if n >= 3 * k - 1 {
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
    fn the_median_cannot_split_the_buckets_of_a_small_unit() {
        for k in 2..=7u64 {
            for n in least_unit(k)..3 * k - 1 {
                for c in 0..=n {
                    assert_eq!(2 * c >= n, publish(c, n, k) == n, "the median is in time exactly when n is released");
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
