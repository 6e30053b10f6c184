//! Decays: how much a service counts that is so far away.
//!
//! Never here: supply, demand.
//!
//! # References
//! Step, linear, exponential and logistic as in the R package `accessibility` (the logistic of Bauer and Groneberg, 2016, which is 1
//! at no time at all) and in Conveyal's R5, where the exponential is given by its half-life; Gaussian as in `PySAL` `access`.

use crate::units::Deciseconds;

/// A decay: 1 next door, less the farther away; nothing where unreached.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Decay {
    /// 1 up to the time, nothing beyond it.
    Step(Deciseconds),
    /// A sigmoid: about a half at `median`; the smaller `deviation`, the more like a step.
    Logistic {
        /// Where it turns.
        median: Deciseconds,
        /// The standard deviation of the distribution behind it.
        deviation: Deciseconds,
    },
    /// Halved by each such time.
    Exponential(Deciseconds),
    /// Straight down to nothing at the time.
    Linear(Deciseconds),
    /// exp(-t² / 2w²) with this width w.
    Gaussian(Deciseconds),
}

impl Decay {
    /// The name in study files and results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Step(_) => "step",
            Self::Logistic { .. } => "logistic",
            Self::Exponential(_) => "exponential",
            Self::Linear(_) => "linear",
            Self::Gaussian(_) => "gaussian",
        }
    }

    /// The weight at a time, from 0 to 1.
    ///
    /// ```
    /// use halfhour::analysis::access::decay::Decay;
    /// use halfhour::units::Deciseconds;
    /// let minutes = Deciseconds::from_minutes;
    /// assert_eq!(Decay::Exponential(minutes(30)).weight(minutes(60)), 0.25);
    /// assert_eq!(Decay::Linear(minutes(40)).weight(minutes(10)), 0.75);
    /// ```
    pub fn weight(self, time: Deciseconds) -> f64 {
        if !time.is_reached() {
            return 0.0;
        }
        let t = f64::from(time.get());
        match self {
            Self::Step(cutoff) => f64::from(u8::from(time <= cutoff)),
            Self::Logistic { median, deviation } => {
                let slope = std::f64::consts::PI / (f64::from(deviation.get()) * 3_f64.sqrt());
                let curve = |t: f64| 1.0 / (1.0 + ((t - f64::from(median.get())) * slope).exp());
                curve(t) / curve(0.0)
            }
            Self::Exponential(half) => (-t / f64::from(half.get())).exp2(),
            Self::Linear(end) => (1.0 - t / f64::from(end.get())).max(0.0),
            Self::Gaussian(width) => (-(t / f64::from(width.get())).powi(2) / 2.0).exp(),
        }
    }
}

/// Weights of every time up to a bound, worked out once.
#[derive(Clone, PartialEq, Debug)]
pub struct Weights(Vec<f64>);

impl Weights {
    /// The weights of a decay for all times up to `bound`; beyond it nothing counts.
    pub fn new(decay: Decay, bound: Deciseconds) -> Self {
        Self((0..=bound.get()).map(|time| decay.weight(Deciseconds::new(time))).collect())
    }

    /// The weight at a time.
    pub fn at(&self, time: Deciseconds) -> f64 {
        self.0.get(time.get() as usize).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(decay: Decay, minutes: u32) -> f64 {
        decay.weight(Deciseconds::from_minutes(minutes))
    }

    #[test]
    fn weights_by_hand() {
        let minutes = Deciseconds::from_minutes;
        let step = Decay::Step(minutes(30));
        assert_eq!([at(step, 0), at(step, 30)], [1.0, 1.0]);
        assert_eq!(step.weight(Deciseconds::new(18_001)), 0.0, "a decisecond too late");
        assert_eq!([0, 15, 30, 45].map(|m| at(Decay::Linear(minutes(30)), m)), [1.0, 0.5, 0.0, 0.0]);
        assert_eq!([0, 30, 90].map(|m| at(Decay::Exponential(minutes(30)), m)), [1.0, 0.5, 0.125]);
        // exp(-1/2) one width away, exp(-2) two.
        let gaussian = Decay::Gaussian(minutes(15));
        assert!((at(gaussian, 15) - 0.606_530_66).abs() < 1e-8 && (at(gaussian, 30) - 0.135_335_28).abs() < 1e-8);
        // CRAN accessibility: cutoff 30, sd 10 gives 0.502 at 30 (a half, less what makes it 1 at 0).
        let logistic = Decay::Logistic { median: minutes(30), deviation: minutes(10) };
        assert_eq!(at(logistic, 0), 1.0);
        assert!((at(logistic, 30) - 0.502).abs() < 0.001);
        for decay in [step, gaussian, logistic] {
            assert_eq!(decay.weight(Deciseconds::UNREACHED), 0.0);
        }
    }

    #[test]
    fn a_table_says_what_the_decay_says_up_to_its_bound() {
        let decay = Decay::Gaussian(Deciseconds::from_seconds(100));
        let table = Weights::new(decay, Deciseconds::new(2_000));
        assert!((0..=2_000).map(Deciseconds::new).all(|time| table.at(time) == decay.weight(time)));
        assert_eq!([table.at(Deciseconds::new(2_001)), table.at(Deciseconds::UNREACHED)], [0.0, 0.0]);
    }
}
