//! Rates of small groups, drawn towards that of all: empirical Bayes, so that ten orders do not outrank a thousand by luck.
//!
//! How much the groups differ beyond chance is estimated by moments, and a group's own rate counts the more the more it
//! rests on. Never here: which groups there are, what may be told.
//!
//! # References
//! - Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators. Applied Statistics 40,
//!   283-294: gamma and Poisson; here with the unbiased moment, `E[S] = (G - 1) m + A (E - sum e_i^2 / E)`.
//! - Kleinman, J. C. (1973). Proportions with extraneous variance: single and independent samples. JASA 68, 46-54: beta and
//!   binomial.

/// Groups with fewer told orders have no rank: their place would be chance, however far they are drawn to the middle.
pub const RANKED: u64 = 30;

/// One group.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Group {
    /// What was counted: orders, or satisfied ones.
    pub count: u64,
    /// Among how many: thousands of people, or orders with a grade.
    pub exposure: f64,
}

/// What is known of a group beside the others.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// Its own rate; none of nothing.
    pub raw: Option<f64>,
    /// Its rate, drawn towards that of all.
    pub shrunk: f64,
    /// How much its own rate counts: 0 to 1.
    pub weight: f64,
}

/// Counts in proportion to exposure: a gamma distribution of rates, Poisson counts.
///
/// ```
/// use halfhour::analysis::orders::shrink::{Group, rates};
/// let group = |count, exposure| Group { count, exposure };
/// let found = rates(&[group(3, 1.0), group(100, 100.0), group(300, 100.0)]);
/// // The small group has a raw rate as high as the large one, and is drawn to the mean of 2.
/// assert!(found[0].raw == found[2].raw && found[0].shrunk < found[2].shrunk);
/// ```
pub fn rates(groups: &[Group]) -> Vec<Estimate> {
    let (count, exposure) = totals(groups);
    if exposure <= 0.0 {
        return nothing(groups);
    }
    let mean = count / exposure;
    let own = with_exposure(groups);
    let spread: f64 = own.iter().map(|group| group.exposure * (rate(group) - mean).powi(2)).sum();
    let squares: f64 = own.iter().map(|group| group.exposure.powi(2)).sum();
    let free = exposure - squares / exposure;
    let variance = if free > 0.0 { ((spread - (own.len() as f64 - 1.0) * mean) / free).max(0.0) } else { 0.0 };
    drawn(groups, mean, |exposure| {
        let noise = mean / exposure;
        if variance + noise > 0.0 { variance / (variance + noise) } else { 0.0 }
    })
}

/// Shares: a beta distribution of shares, binomial counts.
pub fn shares(groups: &[Group]) -> Vec<Estimate> {
    let (count, exposure) = totals(groups);
    if exposure <= 0.0 {
        return nothing(groups);
    }
    let mean = count / exposure;
    let own = with_exposure(groups);
    let spread: f64 = own.iter().map(|group| group.exposure * (rate(group) - mean).powi(2)).sum();
    let squares: f64 = own.iter().map(|group| group.exposure.powi(2)).sum();
    let (many, chance) = (own.len() as f64 - 1.0, mean * (1.0 - mean));
    let free = exposure - squares / exposure - many;
    // The correlation of two orders of one group: 0 when groups do not differ beyond chance.
    let alike = if free > 0.0 && chance > 0.0 { ((spread / chance - many) / free).clamp(0.0, 1.0) } else { 0.0 };
    drawn(groups, mean, |exposure| exposure * alike / (1.0 + (exposure - 1.0) * alike))
}

fn drawn(groups: &[Group], mean: f64, weight: impl Fn(f64) -> f64) -> Vec<Estimate> {
    let one = |group: &Group| {
        if group.exposure <= 0.0 {
            return Estimate { raw: None, shrunk: mean, weight: 0.0 };
        }
        let (raw, weight) = (rate(group), weight(group.exposure).clamp(0.0, 1.0));
        Estimate { raw: Some(raw), shrunk: mean + weight * (raw - mean), weight }
    };
    groups.iter().map(one).collect()
}

fn totals(groups: &[Group]) -> (f64, f64) {
    let own = with_exposure(groups);
    (own.iter().map(|group| group.count as f64).sum(), own.iter().map(|group| group.exposure).sum())
}

fn with_exposure(groups: &[Group]) -> Vec<&Group> {
    groups.iter().filter(|group| group.exposure > 0.0).collect()
}

fn rate(group: &Group) -> f64 {
    group.count as f64 / group.exposure
}

fn nothing(groups: &[Group]) -> Vec<Estimate> {
    vec![Estimate { raw: None, shrunk: 0.0, weight: 0.0 }; groups.len()]
}

/// The ranks of groups by a figure, highest first, equals sharing the better one; `orders` is what each figure rests on, and groups with
/// fewer than [`RANKED`] have none.
pub fn ranks(figures: &[(f64, u64)]) -> Vec<Option<u64>> {
    let ranked: Vec<f64> = figures.iter().filter(|(_, orders)| *orders >= RANKED).map(|(figure, _)| *figure).collect();
    let rank = |figure: f64| 1 + ranked.iter().filter(|other| other.total_cmp(&figure).is_gt()).count() as u64;
    figures.iter().map(|&(figure, orders)| (orders >= RANKED).then(|| rank(figure))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(count: u64, exposure: f64) -> Group {
        Group { count, exposure }
    }

    #[test]
    fn rates_by_hand() {
        // Mean 40 / 20 = 2. S = 10 x 1 + 10 x 1 = 20. E - sum e^2 / E = 20 - 10 = 10. A = (20 - 1 x 2) / 10 = 1.8.
        // Weight = 1.8 / (1.8 + 2 / 10) = 0.9: 2 -+ 0.9.
        let found = rates(&[group(10, 10.0), group(30, 10.0)]);
        assert!((found[0].shrunk - 1.1).abs() < 1e-12 && (found[1].shrunk - 2.9).abs() < 1e-12);
        assert!((found[0].weight - 0.9).abs() < 1e-12);
        // No more than chance: everybody has the mean.
        let alike = rates(&[group(10, 10.0), group(11, 10.0)]);
        assert_eq!((alike[0].shrunk, alike[1].shrunk), (1.05, 1.05));
        assert_eq!(rates(&[group(0, 0.0)])[0].raw, None);
    }

    #[test]
    fn shares_by_hand() {
        // Mean 100 / 200. S = 100 x 0.09 x 2 = 18; / 0.25 = 72; less 1: 71; over 200 - 100 - 1 = 99: rho = 71 / 99.
        let found = shares(&[group(20, 100.0), group(80, 100.0)]);
        let rho = 71.0 / 99.0;
        let weight = 100.0 * rho / (1.0 + 99.0 * rho);
        assert!((found[0].weight - weight).abs() < 1e-12);
        assert!((found[1].shrunk - (0.5 + 0.3 * weight)).abs() < 1e-12);
        assert_eq!(shares(&[group(10, 10.0), group(90, 90.0)])[0].shrunk, 1.0, "all are content everywhere");
    }

    #[test]
    fn ties_share_the_better_rank_and_few_orders_have_none() {
        let figures = [(0.9, 1_000), (1.0, 29), (0.95, 30), (0.9, 40)];
        assert_eq!(ranks(&figures), [Some(2), None, Some(1), Some(2)]);
    }

    proptest! {
        #[test]
        fn ten_orders_never_outrank_a_thousand(
            large in prop::collection::vec((1_000..5_000_u64, 0.0..=1.0_f64), 1..6),
            small in prop::collection::vec((0..=10_u64, 0.0..=1.0_f64), 1..20),
        ) {
            let groups: Vec<(u64, u64)> =
                large.iter().chain(&small).map(|&(n, share)| ((n as f64 * share) as u64, n)).collect();
            let found = shares(&groups.iter().map(|&(count, n)| group(count, n as f64)).collect::<Vec<_>>());
            let figures: Vec<(f64, u64)> = found.iter().zip(&groups).map(|(one, &(_, n))| (one.shrunk, n)).collect();
            let ranks = ranks(&figures);
            for (place, _) in ranks.iter().zip(&groups).filter(|(_, group)| group.1 <= 10) {
                prop_assert_eq!(*place, None);
            }
            for (place, _) in ranks.iter().zip(&groups).filter(|(_, group)| group.1 >= 1_000) {
                prop_assert!(place.is_some_and(|place| place <= large.len() as u64));
            }
        }

        #[test]
        fn estimates_lie_between_their_own_and_the_mean_and_more_orders_count_more(
            groups in prop::collection::vec((0..400_u64, 1.0..500.0_f64), 2..12),
        ) {
            let groups: Vec<Group> = groups.iter().map(|&(count, exposure)| group(count, exposure.floor())).collect();
            let capped: Vec<Group> = groups.iter().map(|g| group(g.count.min(g.exposure as u64), g.exposure)).collect();
            for (groups, found) in [(&groups, rates(&groups)), (&capped, shares(&capped))] {
                let (count, exposure) = totals(groups);
                let mean = count / exposure;
                for (group, one) in groups.iter().zip(&found) {
                    let raw = rate(group);
                    prop_assert!(one.shrunk >= raw.min(mean) - 1e-9 && one.shrunk <= raw.max(mean) + 1e-9);
                    for (other, two) in groups.iter().zip(&found) {
                        prop_assert!(other.exposure < group.exposure || two.weight >= one.weight - 1e-12);
                    }
                }
            }
        }
    }
}
