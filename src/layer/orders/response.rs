//! How fast orders of one kind were answered, as it may be told.
//!
//! Numbers of orders are rounded down to multiples of `k`, nested parts alike. Medians, percentiles and factors are told
//! from [`LEAST`] orders of at least `k` people on, to three significant digits, and an interval only where `k` orders
//! lie beyond each of its ends. Never here: single orders.

use serde::Serialize;

use super::digits;
use crate::analysis::orders::chance::wilson;
use crate::analysis::orders::response::{Answer, calibrate, median, percentile};
use crate::layer::count::floor;
use crate::places::Kind;
use crate::words::Words;

/// A figure that rests on fewer orders is not told.
pub const LEAST: usize = 20;

/// The answers to the orders of one kind.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The kind.
    pub kind: &'a Kind,
    /// The times of its orders.
    pub answers: Vec<Answer>,
    /// How many people live at the demand points that called.
    pub people: u64,
}

/// A figure with its interval of 95 %.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Interval {
    /// The figure.
    pub value: f64,
    /// Its interval; none where it may not be told.
    pub low: Option<f64>,
    /// The other end.
    pub high: Option<f64>,
}

/// What is told of one kind.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Response {
    /// The id of the kind.
    pub kind: String,
    /// Its name.
    pub name: Words,
    /// Told orders with a call, a dispatch and an arrival.
    pub orders: u64,
    /// The promise, in seconds.
    pub limit_s: Option<u32>,
    /// Of those orders, told ones that arrived within the limit after the call.
    pub in_time: u64,
    /// Their share, with Wilson's interval.
    pub share_in_time: Option<Interval>,
    /// Told ones that would have been in time had nothing been lost before travel.
    pub in_time_but_for_dispatch: u64,
    /// The time from call to dispatch, in seconds: half of the orders wait no longer.
    pub before_travel_median_s: Option<f64>,
    /// Nine of ten orders wait no longer.
    pub before_travel_p90_s: Option<f64>,
    /// Half of the orders travel no longer, in seconds.
    pub travel_median_s: Option<f64>,
    /// What the model says of the travel of the same orders.
    pub modelled_median_s: Option<f64>,
    /// Told orders whose travel is modelled.
    pub compared: u64,
    /// All observed travel over all modelled travel.
    pub factor: Option<f64>,
    /// The median of the ratios of single orders, with its interval by order statistics.
    pub factor_median: Option<Interval>,
}

/// What may be told of the answers of one kind with a minimum group of `k`.
pub fn response(asked: &Asked<'_>, k: u64) -> Response {
    let k = k.max(1);
    let whole: Vec<&Answer> =
        asked.answers.iter().filter(|answer| answer.before.is_some() && answer.travel.is_some()).collect();
    let limit = f64::from(asked.kind.limit.get()) / 10.0;
    let enough = |count: usize| count >= LEAST && count as u64 >= 2 * k && asked.people >= k;
    let told = |count: usize| if asked.people >= k { floor(count as u64, k) } else { 0 };
    let sorted = |of: &dyn Fn(&Answer) -> Option<f64>| {
        let mut times: Vec<f64> = whole.iter().filter_map(|answer| of(answer)).collect();
        times.sort_by(f64::total_cmp);
        enough(times.len()).then_some(times)
    };
    let in_time = whole.iter().filter(|answer| answer.whole.is_some_and(|time| time <= limit)).count();
    let but_for = whole.iter().filter(|answer| answer.travel.is_some_and(|time| time <= limit)).count();
    let (orders, in_time) = (told(whole.len()), told(in_time));
    let share = wilson(in_time, orders).filter(|_| enough(whole.len())).map(|(low, high)| Interval {
        value: digits(in_time as f64 / orders as f64),
        low: Some(digits(low)),
        high: Some(digits(high)),
    });
    let before = sorted(&|answer| answer.before);
    let travel = sorted(&|answer| answer.travel);
    let modelled = sorted(&|answer| answer.modelled);
    let calibration = calibrate(&asked.answers).filter(|found| enough(found.orders));
    let compared = asked.answers.iter().filter(|answer| answer.travel.is_some() && answer.modelled.is_some()).count();
    Response {
        kind: asked.kind.id.clone(),
        name: asked.kind.name.clone(),
        orders,
        limit_s: asked.kind.limit.seconds(),
        in_time,
        share_in_time: share,
        in_time_but_for_dispatch: told(but_for),
        before_travel_median_s: before.as_deref().and_then(median).map(digits),
        before_travel_p90_s: before
            .as_deref()
            .filter(|times| times.len() as u64 / 10 >= k)
            .and_then(|times| percentile(times, 90))
            .map(digits),
        travel_median_s: travel.as_deref().and_then(median).map(digits),
        modelled_median_s: modelled.as_deref().and_then(median).map(digits),
        compared: told(compared),
        factor: calibration.map(|found| digits(found.ratio)),
        factor_median: calibration.map(|found| {
            let ends = found.interval.filter(|(_, _, rank)| *rank as u64 >= k);
            Interval {
                value: digits(found.median),
                low: ends.map(|(low, _, _)| digits(low)),
                high: ends.map(|(_, high, _)| digits(high)),
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Direction;
    use crate::units::Deciseconds;

    fn kind() -> Kind {
        Kind {
            id: "doctor".into(),
            name: Words::same("doctor"),
            profile: "car".into(),
            direction: Direction::From,
            mobilisation: Deciseconds::ZERO,
            limit: Deciseconds::from_minutes(30),
            boats: Default::default(),
            dwell: Deciseconds::ZERO,
        }
    }

    /// Orders that wait a minute more each, travel 20 minutes, and 16 in the model.
    fn answers(count: u32) -> Vec<Answer> {
        let one = |i: u32| {
            let (before, travel) = (f64::from(i) * 60.0, 1_200.0);
            Answer { before: Some(before), travel: Some(travel), whole: Some(before + travel), modelled: Some(960.0) }
        };
        (1..=count).map(one).collect()
    }

    #[test]
    fn forty_orders_by_hand() {
        let kind = kind();
        let found = response(&Asked { kind: &kind, answers: answers(40), people: 100 }, 5);
        assert_eq!(
            (found.orders, found.in_time, found.in_time_but_for_dispatch),
            (40, 10, 40),
            "ten wait ten minutes or less"
        );
        assert_eq!(found.share_in_time.map(|share| share.value), Some(0.25));
        // Half of 1 to 40 minutes is 20.5; nine of ten wait 36 or less: but only four wait longer, fewer than k.
        assert_eq!((found.before_travel_median_s, found.before_travel_p90_s), (Some(1_230.0), None));
        assert_eq!((found.factor, found.factor_median.and_then(|f| f.low)), (Some(1.25), Some(1.25)));
        let more = response(&Asked { kind: &kind, answers: answers(52), people: 100 }, 5);
        assert_eq!((more.orders, more.before_travel_p90_s), (50, Some(2_820.0)), "47 of 52 minutes");
    }

    #[test]
    fn few_orders_and_few_callers_tell_nothing() {
        let kind = kind();
        let few = response(&Asked { kind: &kind, answers: answers(19), people: 100 }, 5);
        assert_eq!((few.orders, few.factor, few.before_travel_median_s), (15, None, None));
        let one = response(&Asked { kind: &kind, answers: answers(400), people: 4 }, 5);
        assert_eq!((one.orders, one.in_time, one.compared, one.share_in_time, one.factor), (0, 0, 0, None, None));
    }
}
