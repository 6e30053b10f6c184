//! Percentiles of travel times, weighted by people; unreached times are kept and come last.
//!
//! Never here: which people are asked about.

use crate::units::{Deciseconds, People};

/// The lower percentile: the smallest time at which at least `percent` of the people have arrived.
/// [`Deciseconds::UNREACHED`] when that many never arrive, or when there is nobody.
///
/// ```
/// use halfhour::layer::percentile::percentile;
/// use halfhour::units::{Deciseconds, People};
/// let one = People::from_count(1);
/// let times = vec![(Deciseconds::new(30), one), (Deciseconds::new(10), one), (Deciseconds::UNREACHED, one)];
/// assert_eq!(percentile(times.clone(), 50), Deciseconds::new(30));
/// assert_eq!(percentile(times, 95), Deciseconds::UNREACHED);
/// ```
pub fn percentile(mut times: Vec<(Deciseconds, People)>, percent: u64) -> Deciseconds {
    times.sort_unstable();
    let total: u128 = times.iter().map(|(_, people)| u128::from(people.thousandths())).sum();
    let mut arrived = 0;
    for (time, people) in times {
        arrived += u128::from(people.thousandths());
        if arrived > 0 && arrived * 100 >= total * u128::from(percent) {
            return time;
        }
    }
    Deciseconds::UNREACHED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_weigh_and_nobody_has_no_percentile() {
        let at = |seconds, people| (Deciseconds::from_seconds(seconds), People::from_count(people));
        assert_eq!(percentile(vec![at(100, 1), at(200, 3)], 50), Deciseconds::from_seconds(200));
        assert_eq!(percentile(vec![at(100, 2), at(200, 2)], 50), Deciseconds::from_seconds(100), "the lower median");
        assert_eq!(percentile(vec![at(100, 0)], 50), Deciseconds::UNREACHED);
        assert_eq!(percentile(Vec::new(), 50), Deciseconds::UNREACHED);
    }
}
