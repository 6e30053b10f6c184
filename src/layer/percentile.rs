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
pub fn percentile(times: Vec<(Deciseconds, People)>, percent: u64) -> Deciseconds {
    let [time] = percentiles(times, [percent]);
    time
}

/// Several lower percentiles of the same times, sorted once.
pub fn percentiles<const N: usize>(mut times: Vec<(Deciseconds, People)>, percents: [u64; N]) -> [Deciseconds; N] {
    times.sort_unstable();
    let total: u128 = times.iter().map(|(_, people)| u128::from(people.thousandths())).sum();
    percents.map(|percent| {
        let mut arrived = 0;
        let mut last = times.iter().filter(|&&(_, people)| {
            arrived += u128::from(people.thousandths());
            arrived > 0 && arrived * 100 >= total * u128::from(percent)
        });
        last.next().map_or(Deciseconds::UNREACHED, |&(time, _)| time)
    })
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
        let times = vec![at(300, 1), at(100, 19), at(200, 20)];
        assert_eq!(percentiles(times, [40, 50, 98]), [100, 200, 300].map(Deciseconds::from_seconds));
    }
}
