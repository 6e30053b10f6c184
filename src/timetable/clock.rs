//! An instant of the study's week.
//!
//! Never here: days and time zones (see [`week`](super::week)).

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

use crate::units::Deciseconds;

/// Deciseconds since the study's Monday began; negative before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Clock(i32);

impl Clock {
    /// Never: later than every sailing.
    pub const NEVER: Self = Self(i32::MAX);
    /// Earlier than every sailing.
    pub const LONG_AGO: Self = Self(i32::MIN);

    /// So many deciseconds after the week began.
    pub const fn new(deciseconds: i32) -> Self {
        Self(deciseconds)
    }

    /// Hours and minutes after the week began.
    ///
    /// ```
    /// use halfhour::timetable::Clock;
    /// assert_eq!(Clock::from_hours(24, 30).get(), 24 * 36_000 + 30 * 600);
    /// ```
    pub const fn from_hours(hours: i32, minutes: i32) -> Self {
        Self(hours * 36_000 + minutes * 600)
    }

    /// Deciseconds after the week began.
    pub const fn get(self) -> i32 {
        self.0
    }

    /// The time from `earlier` to this; none when `earlier` is later, or when this is never.
    pub fn since(self, earlier: Self) -> Deciseconds {
        match (self, earlier) {
            (Self::NEVER, _) | (_, Self::LONG_AGO) => Deciseconds::UNREACHED,
            _ => {
                u32::try_from(i64::from(self.0) - i64::from(earlier.0)).map_or(Deciseconds::UNREACHED, Deciseconds::new)
            }
        }
    }
}

/// Later by some time; never, when the time is unreached.
impl Add<Deciseconds> for Clock {
    type Output = Self;

    fn add(self, time: Deciseconds) -> Self {
        if time.is_reached() { Self(self.0.saturating_add_unsigned(time.get())) } else { Self::NEVER }
    }
}

/// Earlier by some time; long ago, when the time is unreached.
impl Sub<Deciseconds> for Clock {
    type Output = Self;

    fn sub(self, time: Deciseconds) -> Self {
        if time.is_reached() { Self(self.0.saturating_sub_unsigned(time.get())) } else { Self::LONG_AGO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_and_times() {
        let nine = Clock::from_hours(9, 0);
        assert_eq!(nine + Deciseconds::from_minutes(90), Clock::from_hours(10, 30));
        assert_eq!(nine - Deciseconds::from_minutes(600), Clock::from_hours(-1, 0));
        assert_eq!(nine.since(Clock::from_hours(8, 59)), Deciseconds::from_minutes(1));
        assert_eq!(nine.since(Clock::from_hours(9, 1)), Deciseconds::UNREACHED);
        assert_eq!(nine + Deciseconds::UNREACHED, Clock::NEVER);
        assert_eq!(nine - Deciseconds::UNREACHED, Clock::LONG_AGO);
        assert_eq!(Clock::NEVER.since(nine), Deciseconds::UNREACHED);
    }
}
