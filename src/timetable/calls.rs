//! How often boats sail between some stops in the week, and when the first and the last of a day leave.
//!
//! Never here: a line as a whole (see [`Offer`](super::Offer)), roads.

use super::{Clock, Headway, Line, Sailing, Week};
use crate::units::Deciseconds;

/// The day of boats begins at three in the morning: who sails at one sails late, not early.
const DAWN: u32 = 3 * 3_600;

/// What some boats of the week come to.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Calls {
    /// How many leave in the week; of an interval as many as it has room for.
    pub boats: f64,
    /// When the first of a day leaves, at the earliest: seconds after midnight.
    pub first: Option<u32>,
    /// When the last of a day leaves, at the latest; past midnight above 86,400.
    pub last: Option<u32>,
}

impl Calls {
    /// Of more boats.
    pub fn and(self, other: Self) -> Self {
        Self {
            boats: self.boats + other.boats,
            first: self.first.into_iter().chain(other.first).min(),
            last: self.last.max(other.last),
        }
    }

    fn at(clock: Clock, week: &Week, boats: f64) -> Self {
        let local = week.local(clock);
        let seconds = u32::from(local.hour().unsigned_abs()) * 3_600
            + u32::from(local.minute().unsigned_abs()) * 60
            + u32::from(local.second().unsigned_abs());
        let seconds = if seconds < DAWN { seconds + 86_400 } else { seconds };
        Self { boats, first: Some(seconds), last: Some(seconds) }
    }

    fn of_sailing(sailing: &Sailing, week: &Week) -> Self {
        let inside = sailing.departure >= Clock::new(0) && sailing.departure < week.end();
        if inside { Self::at(sailing.departure, week, 1.0) } else { Self::default() }
    }

    fn of_headway(headway: &Headway, week: &Week) -> Self {
        let inside = headway.windows.iter().map(|&(from, to)| (from.max(Clock::new(0)), to.min(week.end())));
        let of = |(from, to): (Clock, Clock)| {
            let boats = f64::from(to.since(from).get()) / f64::from(headway.interval.get().max(1));
            let last = (to - headway.interval).max(from);
            Self::at(from, week, boats).and(Self::at(last, week, 0.0))
        };
        inside
            .filter(|(from, to)| to.since(*from) > Deciseconds::ZERO && from < to)
            .map(of)
            .fold(Self::default(), Self::and)
    }
}

impl Line {
    /// Its boats of the week from a stop to another (their indexes) for which `counts` holds.
    pub fn calls_between(&self, week: &Week, counts: &dyn Fn(u32, u32) -> bool) -> Calls {
        let sailings = self.sailings.iter().filter(|s| counts(s.from, s.to)).map(|s| Calls::of_sailing(s, week));
        let headways = self.headways.iter().filter(|h| counts(h.from, h.to)).map(|h| Calls::of_headway(h, week));
        sailings.chain(headways).fold(Calls::default(), Calls::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timetable::{ServiceSource, Who};
    use crate::words::Words;

    #[test]
    fn boats_of_a_week() {
        let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").expect("a week");
        let sailing = |hour, minute| {
            let departure = Clock::from_hours(hour, minute);
            Sailing { departure, arrival: departure + Deciseconds::from_minutes(20), from: 0, to: 1 }
        };
        let every = Headway {
            from: 1,
            to: 0,
            crossing: Deciseconds::from_minutes(20),
            interval: Deciseconds::from_minutes(45),
            windows: vec![(Clock::from_hours(6, 0), Clock::from_hours(22, 30))],
        };
        let line = Line {
            id: "a".into(),
            name: Words::same("a"),
            ways: Vec::new(),
            source: ServiceSource::Table,
            who: Who::ALL,
            boarding: Deciseconds::ZERO,
            weather: None,
            on_demand: false,
            // The evening before the week, eight, and half past midnight of the first night.
            sailings: vec![sailing(-1, 0), sailing(8, 0), sailing(24, 30)],
            headways: vec![every],
        };
        let there = line.calls_between(&week, &|from, _| from == 0);
        assert_eq!((there.boats, there.first, there.last), (2.0, Some(8 * 3_600), Some(24 * 3_600 + 1_800)));
        let back = line.calls_between(&week, &|from, _| from == 1);
        assert_eq!((back.boats, back.first, back.last), (22.0, Some(6 * 3_600), Some(21 * 3_600 + 2_700)));
        assert_eq!(line.calls_between(&week, &|_, _| true).boats, 24.0);
    }
}
