//! Whole numbers shared out in proportion, so that the parts add up exactly.
//!
//! Never here: what is shared.

/// Shares `total` in proportion to `weights` by largest remainder (Hamilton's method); the first of equal remainders
/// wins. Without any weight nobody gets anything.
pub(super) fn shares(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let quota = |weight: u64| u128::from(total) * u128::from(weight);
    let mut parts: Vec<u64> = weights.iter().map(|&weight| (quota(weight) / sum) as u64).collect();
    let rest = total - parts.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(quota(weights[i]) % sum), i));
    for i in order.into_iter().take(rest as usize) {
        parts[i] += 1;
    }
    parts
}

/// The same, but everybody gets at least one; `total` must be at least the number of weights, none of them 0.
pub(super) fn shares_of_one_or_more(total: u64, weights: &[u64]) -> Vec<u64> {
    shares(total.saturating_sub(weights.len() as u64), weights).into_iter().map(|part| part + 1).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn largest_remainders_by_hand() {
        // Quotas 4.7, 3.2, 2.1: floors 4, 3, 2, and the one left over goes to .7.
        assert_eq!(shares(10, &[47, 32, 21]), [5, 3, 2]);
        assert_eq!(shares(2, &[1, 1, 1]), [1, 1, 0]);
        assert_eq!(shares(7, &[0, 0]), [0, 0]);
        assert_eq!(shares_of_one_or_more(5, &[1, 1_000_000]), [1, 4]);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_stay_within_one_of_the_quota(
            total in 0..2_000_000_000_u64,
            weights in prop::collection::vec(0..5_000_000_000_u64, 1..40),
        ) {
            prop_assume!(weights.iter().any(|&weight| weight > 0));
            let parts = shares(total, &weights);
            prop_assert_eq!(parts.iter().sum::<u64>(), total);
            let sum: f64 = weights.iter().map(|&weight| weight as f64).sum();
            for (&part, &weight) in parts.iter().zip(&weights) {
                let quota = total as f64 * weight as f64 / sum;
                prop_assert!((part as f64 - quota).abs() < 1.0 + 1e-6 * quota);
                prop_assert!(weight > 0 || part == 0);
            }
        }
    }
}
