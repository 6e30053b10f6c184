//! How unequally something is spread over people: Lorenz curve, Gini, Palma, the worst tenth, gaps between groups.
//!
//! Definitions, over people who each have an amount x >= 0, in ascending order of it:
//! - Lorenz curve: what share of all that there is the poorest share of people has together;
//! - Gini: twice the area between that curve and the diagonal; 0 all alike, near 1 one has all;
//! - Palma: the sum of the tenth with most, divided by the sum of the four tenths with least;
//! - worst tenth: the mean of the tenth that is worst off. Of times these are the longest, of access the least.
//!
//! A group that a share cuts through counts by its part. Never here: which figures may be told: the amounts that come in are published.
//!
//! # References
//! Gini (1912); Palma (2011) as in Cobham and Sumner (2013); the R package `accessibility` for their use with access.

/// People and the amount that each of them has.
pub type Group = (u64, f64);

/// Groups in ascending order of their amounts.
#[derive(Clone, PartialEq, Debug)]
pub struct Spread {
    groups: Vec<Group>,
    people: f64,
    total: f64,
}

impl Spread {
    /// Sorts some groups; those of nobody and amounts that are no numbers are left out. `None` when nobody is left.
    pub fn new(groups: impl IntoIterator<Item = Group>) -> Option<Self> {
        let mut groups: Vec<Group> =
            groups.into_iter().filter(|(people, amount)| *people > 0 && amount.is_finite() && *amount >= 0.0).collect();
        groups.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let people = groups.iter().map(|(people, _)| *people as f64).sum();
        let total = groups.iter().map(|(people, amount)| *people as f64 * amount).sum();
        (!groups.is_empty()).then_some(Self { groups, people, total })
    }

    /// The mean amount.
    pub fn mean(&self) -> f64 {
        self.total / self.people
    }

    /// What the poorest `share` (0 to 1) of the people have together.
    fn poorest(&self, share: f64) -> f64 {
        let mut left = share.clamp(0.0, 1.0) * self.people;
        let mut sum = 0.0;
        for &(people, amount) in &self.groups {
            let taken = left.min(people as f64);
            sum += taken * amount;
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
        sum
    }

    /// The Lorenz curve at `steps` equal steps of people, 0, 0 and 1, 1 included; the diagonal where there is nothing to have.
    pub fn lorenz(&self, steps: u32) -> Vec<(f64, f64)> {
        let steps = steps.max(1);
        let at = |step: u32| {
            let share = f64::from(step) / f64::from(steps);
            let part = if self.total > 0.0 { (self.poorest(share) / self.total).min(1.0) } else { share };
            (share, if step == steps { 1.0 } else { part })
        };
        (0..=steps).map(at).collect()
    }

    /// The Gini coefficient, 0 to 1; 0 where there is nothing to have.
    ///
    /// ```
    /// use halfhour::analysis::equity::Spread;
    /// // One of four has everything: 1 - 1/4.
    /// assert_eq!(Spread::new([(3, 0.0), (1, 8.0)]).unwrap().gini(), 0.75);
    /// ```
    pub fn gini(&self) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let (mut before, mut area) = (0.0, 0.0);
        for &(people, amount) in &self.groups {
            let after = before + people as f64 * amount;
            area += people as f64 * (before + after);
            before = after;
        }
        (1.0 - area / (self.people * self.total)).max(0.0)
    }

    /// The Palma ratio; `None` where the four tenths with least have nothing.
    pub fn palma(&self) -> Option<f64> {
        let (least, most) = (self.poorest(0.4), self.total - self.poorest(0.9));
        (least > 0.0).then_some(most / least)
    }

    /// The mean of the tenth with least.
    pub fn least_tenth(&self) -> f64 {
        self.poorest(0.1) / (self.people * 0.1)
    }

    /// The mean of the tenth with most.
    pub fn most_tenth(&self) -> f64 {
        (self.total - self.poorest(0.9)) / (self.people * 0.1)
    }
}

/// A group of people and how many of them each kind of service reaches in time, as published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Covered {
    /// All of them.
    pub people: u64,
    /// Those reached in time, a kind each.
    pub covered: Vec<u64>,
}

/// How far the share of a group that is covered lies above (positive) or below everybody's, a kind each; `None` where
/// there is nobody to compare.
///
/// ```
/// use halfhour::analysis::equity::{Covered, gaps};
/// let all = Covered { people: 100, covered: vec![80, 50] };
/// let old = Covered { people: 20, covered: vec![10, 15] };
/// assert_eq!(gaps(&all, &old), [Some(-0.3), Some(0.25)]);
/// ```
pub fn gaps(everybody: &Covered, group: &Covered) -> Vec<Option<f64>> {
    let share = |of: &Covered, kind: usize| {
        let covered = *of.covered.get(kind)?;
        (of.people > 0).then(|| covered as f64 / of.people as f64)
    };
    let gap = |kind| Some(((share(group, kind)? - share(everybody, kind)?) * 1e6).round() / 1e6);
    (0..everybody.covered.len()).map(gap).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ten_people_by_hand() {
        // Amounts 1, 1, 2, 2, 4, 5, 5, 5, 5, 10: together 40; the four with least 6, the one with most 10.
        let spread = Spread::new([(4, 5.0), (2, 1.0), (1, 10.0), (2, 2.0), (1, 4.0)]).unwrap();
        assert_eq!((spread.mean(), spread.palma()), (4.0, Some(10.0 / 6.0)));
        assert_eq!((spread.least_tenth(), spread.most_tenth()), (1.0, 10.0));
        // Curve: 1 2 4 6 10 15 20 25 30 40 of 40. Area: (0+1 + 1+2 + 2+4 + 4+6 + 6+10 + 10+15 + 15+20 + 20+25 + 25+30 + 30+40) / 400.
        assert!((spread.gini() - (1.0 - 266.0 / 400.0)).abs() < 1e-12, "{}", spread.gini());
        let curve: Vec<f64> = spread.lorenz(10).iter().map(|(_, part)| part * 40.0).collect();
        let expected = [0.0, 1.0, 2.0, 4.0, 6.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0];
        assert!(curve.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{curve:?}");
    }

    #[test]
    fn a_tenth_may_cut_through_a_group() {
        // Of five people a tenth is half a person.
        let spread = Spread::new([(4, 2.0), (1, 12.0)]).unwrap();
        assert_eq!(spread.most_tenth(), 12.0);
        // Four tenths are two people with 4, a tenth half a person with 6.
        assert_eq!(spread.palma(), Some(1.5));
    }

    #[test]
    fn nobody_nothing_and_no_numbers() {
        assert!(Spread::new([(0, 3.0), (2, f64::NAN), (1, f64::INFINITY)]).is_none());
        let nothing = Spread::new([(3, 0.0)]).unwrap();
        assert_eq!(
            (nothing.gini(), nothing.palma(), nothing.lorenz(2)),
            (0.0, None, vec![(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
        );
        let alike = Spread::new([(3, 7.0), (5, 7.0)]).unwrap();
        assert!(alike.gini() < 1e-12 && (alike.palma().unwrap() - 0.25).abs() < 1e-12);
    }

    proptest! {
        /// The Gini coefficient is half the mean difference of all pairs of people, divided by the mean; tenths are those of a list
        /// of people each ten times.
        #[test]
        fn groups_equal_their_people_one_by_one(groups in prop::collection::vec((1_u64..6, 0_u32..50), 1..8)) {
            let spread = Spread::new(groups.iter().map(|&(people, amount)| (people, f64::from(amount)))).unwrap();
            let mut people: Vec<f64> =
                groups.iter().flat_map(|&(many, amount)| std::iter::repeat_n(f64::from(amount), many as usize * 10)).collect();
            people.sort_by(f64::total_cmp);
            let (n, sum) = (people.len(), people.iter().sum::<f64>());
            let mean = sum / n as f64;
            let pairs: f64 = people.iter().flat_map(|a| people.iter().map(move |b| (a - b).abs())).sum();
            let gini = if sum > 0.0 { pairs / (2.0 * mean * (n * n) as f64) } else { 0.0 };
            prop_assert!((spread.gini() - gini).abs() < 1e-9);
            let (least, most) = (people[..n / 10].iter().sum::<f64>(), people[n - n / 10..].iter().sum::<f64>());
            prop_assert!((spread.least_tenth() * (n / 10) as f64 - least).abs() < 1e-6);
            prop_assert!((spread.most_tenth() * (n / 10) as f64 - most).abs() < 1e-6);
            let four = people[..n * 4 / 10].iter().sum::<f64>();
            match spread.palma() {
                Some(palma) => prop_assert!((palma - most / four).abs() < 1e-6),
                None => prop_assert_eq!(four, 0.0),
            }
            let curve = spread.lorenz(100);
            prop_assert!(curve.windows(2).all(|pair| pair[0].1 <= pair[1].1 + 1e-12));
            prop_assert!(curve.iter().all(|(x, y)| *y <= x + 1e-9), "below the diagonal");
        }
    }
}
