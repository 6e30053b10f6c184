//! Named units: time, length, speed, people. Every figure that crosses a module carries one of these.
//!
//! Never here: parsing of texts, coordinates, anything that knows a profile or a study.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// A travel time or duration in whole tenths of a second.
///
/// The all-ones value is [`Deciseconds::UNREACHED`]. Addition saturates, so an unreached time stays
/// unreached whatever is added to it, and no sum wraps.
///
/// ```
/// use halfhour::units::Deciseconds;
/// let walk = Deciseconds::from_seconds(90);
/// assert_eq!(walk + Deciseconds::from_seconds(10), Deciseconds::new(1_000));
/// assert_eq!(walk + Deciseconds::UNREACHED, Deciseconds::UNREACHED);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Deciseconds(u32);

impl Deciseconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Not reached: larger than every time, and safe to add to.
    pub const UNREACHED: Self = Self(u32::MAX);

    /// A time of `tenths` tenths of a second.
    pub const fn new(tenths: u32) -> Self {
        Self(tenths)
    }

    /// A time of whole seconds.
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds.saturating_mul(10))
    }

    /// A time of whole minutes.
    pub const fn from_minutes(minutes: u32) -> Self {
        Self(minutes.saturating_mul(600))
    }

    /// The time that `length` takes at `speed`, rounded half up to deciseconds; a speed of zero never arrives.
    pub fn travel(length: Metres, speed: Speed) -> Self {
        if speed.0 <= 0.0 {
            return Self::UNREACHED;
        }
        Self::round(length.0 / speed.metres_per_second() * 10.0)
    }

    /// `share` (0 to 1) of this time, rounded half up; the other part is the rest, so the two always add up.
    pub fn part(self, share: f64) -> Self {
        if self == Self::UNREACHED {
            return self;
        }
        Self(Self::round(f64::from(self.0) * share.clamp(0.0, 1.0)).0.min(self.0))
    }

    /// This time shared out over some lengths, so that the shares add up to it exactly.
    ///
    /// ```
    /// use halfhour::units::{Deciseconds, Metres};
    /// let thirds = Deciseconds::new(1_000).shared_out(&[Metres(9.0); 3]);
    /// assert_eq!(thirds, [333, 334, 333].map(Deciseconds::new));
    /// ```
    pub fn shared_out(self, lengths: &[Metres]) -> Vec<Self> {
        let total: Metres = lengths.iter().copied().sum();
        let (mut behind, mut given) = (Metres(0.0), Self(0));
        let share = |&length: &Metres| {
            behind = behind + length;
            let until = if total.0 > 0.0 { self.part(behind.0 / total.0) } else { self };
            let share = until - given;
            given = until;
            share
        };
        lengths.iter().map(share).collect()
    }

    fn round(tenths: f64) -> Self {
        if tenths.is_finite() && tenths < f64::from(u32::MAX) {
            Self((tenths.max(0.0) + 0.5).floor() as u32)
        } else {
            Self::UNREACHED
        }
    }

    /// The raw count of deciseconds.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// False for [`Deciseconds::UNREACHED`].
    pub const fn is_reached(self) -> bool {
        self.0 != u32::MAX
    }

    /// Whole seconds as they are written in files, `None` when unreached.
    ///
    /// Rounded *up*, so that a written time is within a limit of whole seconds exactly when the inner one is.
    pub fn seconds(self) -> Option<u32> {
        self.is_reached().then(|| self.0.div_ceil(10))
    }
}

impl Add for Deciseconds {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Deciseconds {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The rest after a part was taken; an unreached whole stays unreached.
impl Sub for Deciseconds {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        if self.is_reached() { Self(self.0.saturating_sub(other.0)) } else { self }
    }
}

impl Sum for Deciseconds {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Deciseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_reached() { write!(f, "{}.{} s", self.0 / 10, self.0 % 10) } else { f.write_str("unreached") }
    }
}

/// A length in metres.
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

impl Add for Metres {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Metres {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        Self(lengths.map(|length| length.0).sum())
    }
}

/// A speed in kilometres an hour; zero means "may not pass".
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Speed(pub f64);

impl Speed {
    /// The same speed in metres a second.
    pub fn metres_per_second(self) -> f64 {
        self.0 / 3.6
    }
}

/// A number of people, held in thousandths so that sums are exact whatever their order.
///
/// ```
/// use halfhour::units::People;
/// let half = People::from_thousandths(500);
/// assert_eq!((half + half + People::from_count(2)).count(), 3);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct People(u64);

impl People {
    /// Nobody.
    pub const ZERO: Self = Self(0);

    /// `count` whole people.
    pub const fn from_count(count: u64) -> Self {
        Self(count.saturating_mul(1_000))
    }

    /// `thousandths` thousandths of a person.
    pub const fn from_thousandths(thousandths: u64) -> Self {
        Self(thousandths)
    }

    /// A number as it stands in a table, rounded to thousandths; `None` for negative or non-finite numbers
    /// and for more than a trillion.
    pub fn from_number(number: f64) -> Option<Self> {
        (number.is_finite() && (0.0..=1e12).contains(&number)).then(|| Self((number * 1_000.0).round() as u64))
    }

    /// Thousandths of a person.
    pub const fn thousandths(self) -> u64 {
        self.0
    }

    /// Whole people, rounded half up.
    pub const fn count(self) -> u64 {
        (self.0 + 500) / 1_000
    }
}

impl Add for People {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for People {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for People {
    fn sum<I: Iterator<Item = Self>>(people: I) -> Self {
        people.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_and_the_rest_add_up() {
        for whole in [0, 1, 2, 7, 99, 100_001] {
            for share in [0.0, 0.1, 0.5, 0.999, 1.0] {
                let whole = Deciseconds::new(whole);
                let part = whole.part(share);
                assert_eq!(part + (whole - part), whole);
            }
        }
        assert_eq!(Deciseconds::new(5).part(0.5), Deciseconds::new(3), "half up");
    }

    #[test]
    fn written_seconds_keep_the_limit() {
        assert_eq!(Deciseconds::new(18_000).seconds(), Some(1_800));
        assert_eq!(Deciseconds::new(18_001).seconds(), Some(1_801));
        assert_eq!(Deciseconds::UNREACHED.seconds(), None);
    }

    #[test]
    fn a_kilometre_at_36_takes_a_hundred_seconds() {
        assert_eq!(Deciseconds::travel(Metres(1_000.0), Speed(36.0)), Deciseconds::from_seconds(100));
        assert_eq!(Deciseconds::travel(Metres(1.0), Speed(0.0)), Deciseconds::UNREACHED);
    }
}
