//! How fast orders were answered: observed against modelled travel, and the time lost before travel.
//!
//! Never here: travel times (the caller brings them), what may be told.

use super::chance::median_rank;
use crate::places::Order;
use crate::units::Deciseconds;

/// The times of one order, as far as they are known, in seconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    /// From the call to the dispatch.
    pub before: Option<f64>,
    /// From the dispatch to the arrival.
    pub travel: Option<f64>,
    /// From the call to the arrival.
    pub whole: Option<f64>,
    /// What the model says of the travel, without mobilisation; none beyond the horizon.
    pub modelled: Option<f64>,
}

impl Answer {
    /// The times of an order whose travel is modelled to take so long.
    pub fn new(order: &Order, modelled: Deciseconds) -> Self {
        let between = |from: Option<jiff::civil::DateTime>, to: Option<jiff::civil::DateTime>| {
            Some(to?.duration_since(from?).as_secs_f64())
        };
        Self {
            before: between(Some(order.time), order.dispatched),
            travel: between(order.dispatched, order.arrived),
            whole: between(Some(order.time), order.arrived),
            modelled: modelled.is_reached().then(|| f64::from(modelled.get()) / 10.0),
        }
    }
}

/// By how much observed travel differs from the model.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Calibration {
    /// How many orders it rests on: those with both times, the modelled one not zero.
    pub orders: usize,
    /// All observed travel over all modelled travel.
    pub ratio: f64,
    /// The median of the ratios of single orders: it does not mind a few wild ones.
    pub median: f64,
    /// The interval of 95 % around that median by order statistics, and the rank of its ends; none of too few.
    pub interval: Option<(f64, f64, usize)>,
}

/// The factor by which modelled travel must be multiplied to be as long as observed travel; none without orders.
pub fn calibrate(answers: &[Answer]) -> Option<Calibration> {
    let pair = |answer: &Answer| Some((answer.travel?, answer.modelled.filter(|&modelled| modelled > 0.0)?));
    let pairs: Vec<(f64, f64)> = answers.iter().filter_map(pair).collect();
    let mut ratios: Vec<f64> = pairs.iter().map(|(observed, modelled)| observed / modelled).collect();
    ratios.sort_by(f64::total_cmp);
    let median = median(&ratios)?;
    let interval = median_rank(ratios.len())
        .and_then(|rank| Some((*ratios.get(rank - 1)?, *ratios.get(ratios.len() - rank)?, rank)));
    // Summed in the order of size, so that the order of the rows does not count.
    let mut sorted = pairs;
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (observed, modelled) = sorted.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    Some(Calibration { orders: ratios.len(), ratio: observed / modelled, median, interval })
}

/// The median of sorted values, of an even number the mean of the two in the middle; none of nothing.
pub fn median(sorted: &[f64]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some((lower + upper) / 2.0)
}

/// The smallest of sorted values that at least `percent` of them do not exceed; none of nothing.
pub fn percentile(sorted: &[f64], percent: usize) -> Option<f64> {
    sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(travel: f64, modelled: f64) -> Answer {
        Answer { before: None, travel: Some(travel), whole: None, modelled: Some(modelled) }
    }

    #[test]
    fn a_factor_by_hand() {
        let answers: Vec<Answer> = (1..=9).map(|i| answer(f64::from(i) * 100.0, 100.0)).collect();
        let found = calibrate(&answers).unwrap();
        assert_eq!((found.orders, found.ratio, found.median), (9, 5.0, 5.0));
        assert_eq!(found.interval, Some((2.0, 8.0, 2)), "the second and the last but one of nine");
        // One wild order moves the ratio of sums and not the median.
        let wild = calibrate(&[answers, vec![answer(1e6, 100.0), answer(0.0, 100.0)]].concat()).unwrap();
        assert_eq!(wild.median, 5.0);
        assert!(wild.ratio > 900.0);
        assert_eq!(calibrate(&[answer(100.0, 0.0)]), None, "no way has no factor");
        assert_eq!(calibrate(&[answer(60.0, 50.0)]).unwrap().interval, None);
    }

    #[test]
    fn medians_and_percentiles() {
        assert_eq!((median(&[]), percentile(&[], 90)), (None, None));
        assert_eq!((median(&[1.0, 2.0]), median(&[1.0, 2.0, 9.0])), (Some(1.5), Some(2.0)));
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(
            (percentile(&ten, 90), percentile(&ten, 91), percentile(&ten, 1)),
            (Some(9.0), Some(10.0), Some(1.0))
        );
    }

    #[test]
    fn the_times_of_an_order_are_parted() {
        let at = |minute: i8| jiff::civil::date(2026, 3, 4).at(8, minute, 0, 0);
        let order = Order {
            id: "1".into(),
            time: at(0),
            category: "c".into(),
            channel: None,
            at: None,
            place: None,
            facility: None,
            dispatched: Some(at(5)),
            arrived: Some(at(25)),
            closed: None,
            satisfied: None,
            row: crate::places::Row { table: 0, line: 2 },
        };
        let found = Answer::new(&order, Deciseconds::from_minutes(16));
        let expected =
            Answer { before: Some(300.0), travel: Some(1_200.0), whole: Some(1_500.0), modelled: Some(960.0) };
        assert_eq!(found, expected);
        let open = Answer::new(&Order { arrived: None, ..order }, Deciseconds::UNREACHED);
        assert_eq!((open.travel, open.whole, open.modelled), (None, None, None));
    }
}
