//! What chance alone would do: Poisson tails, false discoveries, intervals of shares and medians.
//!
//! Never here: orders, units.
//!
//! # References
//! - Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
//! - Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289-300.
//! - Hahn, G. J. & Meeker, W. Q. (1991). Statistical Intervals, section 5.2: order statistics around a median.
//! - Press, W. H. et al. (2007). Numerical Recipes, section 6.2: the incomplete gamma function.

/// The quantile of the normal distribution for intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;
/// Terms of a series or a continued fraction: they end far earlier.
const MOST: u32 = 100_000;

/// The chance that a Poisson count of this mean is `count` or more.
///
/// ```
/// use halfhour::analysis::orders::chance::at_least;
/// assert!((at_least(1, 2.0) - (1.0 - (-2.0_f64).exp())).abs() < 1e-12);
/// assert_eq!(at_least(0, 2.0), 1.0);
/// ```
pub fn at_least(count: u64, mean: f64) -> f64 {
    match count {
        0 => 1.0,
        _ if mean <= 0.0 => 0.0,
        // The sum of a Poisson tail is a regularised incomplete gamma function.
        _ => lower_gamma(count as f64, mean),
    }
}

/// The regularised lower incomplete gamma function `P(a, x)`.
fn lower_gamma(a: f64, x: f64) -> f64 {
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for n in 1..MOST {
            term *= x / (a + f64::from(n));
            sum += term;
            if term < sum * f64::EPSILON {
                break;
            }
        }
        return (front * sum).clamp(0.0, 1.0);
    }
    // Lentz's way through the continued fraction of the upper function.
    let tiny = f64::MIN_POSITIVE / f64::EPSILON;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
    let mut fraction = d;
    for n in 1..MOST {
        let step = -f64::from(n) * (f64::from(n) - a);
        b += 2.0;
        d = 1.0 / nonzero(step * d + b, tiny);
        c = nonzero(b + step / c, tiny);
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    (1.0 - front * fraction).clamp(0.0, 1.0)
}

fn nonzero(number: f64, tiny: f64) -> f64 {
    if number.abs() < tiny { tiny } else { number }
}

/// The logarithm of the gamma function of a positive number (Lanczos, g = 7).
fn ln_gamma(x: f64) -> f64 {
    const SERIES: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let sum = SERIES.iter().zip(1_u32..).fold(0.999_999_999_999_809_9, |sum, (c, i)| sum + c / (x + f64::from(i)));
    let t = x + 7.5;
    0.5 * std::f64::consts::TAU.ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// Which of some tests stand when of all that stand at most a share `rate` may be false: Benjamini and Hochberg's step-up.
pub fn discoveries(p: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted = p.to_vec();
    sorted.sort_by(f64::total_cmp);
    let many = p.len() as f64;
    let bound = sorted.iter().zip(1_u32..).filter(|(p, rank)| **p <= rate * f64::from(*rank) / many).map(|(p, _)| *p);
    let bound = bound.last();
    p.iter().map(|p| bound.is_some_and(|bound| *p <= bound)).collect()
}

/// Wilson's interval of 95 % around the share `part / whole`; none of nothing.
///
/// ```
/// let (low, high) = halfhour::analysis::orders::chance::wilson(10, 10).unwrap();
/// assert_eq!([low, high].map(|share| (share * 1e3).round()), [722.0, 1_000.0]);
/// ```
pub fn wilson(part: u64, whole: u64) -> Option<(f64, f64)> {
    if whole == 0 {
        return None;
    }
    let n = whole as f64;
    let share = (part as f64 / n).min(1.0);
    let middle = share + Z * Z / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some((((middle - spread) / scale).clamp(0.0, 1.0), ((middle + spread) / scale).clamp(0.0, 1.0)))
}

/// The rank `l`, counted from 1, so that the median lies between the `l`-th smallest and the `l`-th largest of `count`
/// values with a chance of at least 95 %; none of fewer than six.
pub fn median_rank(count: usize) -> Option<usize> {
    let n = count as f64;
    let half = std::f64::consts::LN_2;
    let (mut tail, mut rank) = (0.0, 0);
    // The chance that fewer than `rank + 1` of the values lie below the median.
    for i in 0..count / 2 {
        let k = i as f64;
        tail += (ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0) - n * half).exp();
        if 2.0 * tail > 0.05 {
            break;
        }
        rank = i + 1;
    }
    (rank > 0).then_some(rank)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gammas_are_factorials() {
        let mut factorial = 1.0_f64;
        for n in 1..30_u32 {
            assert!((ln_gamma(f64::from(n)) - factorial.ln()).abs() < 1e-9, "{n}");
            factorial *= f64::from(n);
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
    }

    #[test]
    fn ranks_around_a_median_are_those_of_the_tables() {
        // Hahn and Meeker, and every table of the sign test: 2 x P(Bin(n, 1/2) <= l - 1) <= 5 %.
        let ranks =
            [(5, None), (6, Some(1)), (8, Some(1)), (9, Some(2)), (20, Some(6)), (25, Some(8)), (100, Some(40))];
        for (count, rank) in ranks {
            assert_eq!(median_rank(count), rank, "{count}");
        }
        assert_eq!(median_rank(10_000), Some(4_902), "n / 2 - 1.96 x 50 = 4,902");
    }

    #[test]
    fn of_many_tests_few_may_be_false() {
        let p = [0.01, 0.02, 0.03, 0.5, 0.04];
        // 0.04 <= 5 % x 4 / 5: it stands, and all below it.
        assert_eq!(discoveries(&p, 0.05), [true, true, true, false, true]);
        assert_eq!(discoveries(&[0.04, 0.9], 0.05), [false, false], "0.04 > 5 % / 2");
        assert_eq!(discoveries(&[], 0.05), [false; 0]);
    }

    #[test]
    fn wilsons_interval_is_that_of_the_books() {
        let (low, high) = wilson(81, 263).unwrap();
        assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5, "Newcombe 1998: {low} {high}");
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(0, 10).unwrap().0, 0.0);
    }

    proptest! {
        #[test]
        fn tails_are_the_sums_of_their_terms(count in 1..120_u64, mean in 0.01..150.0_f64) {
            let (mut term, mut below) = ((-mean).exp(), 0.0);
            for k in 0..count {
                below += term;
                term *= mean / (k + 1) as f64;
            }
            prop_assert!((at_least(count, mean) - (1.0 - below)).abs() < 1e-9);
        }
    }
}
