//! What a timetable offers in its week, in a few figures a line.
//!
//! Never here: classes of lines, roads.

use std::collections::BTreeSet;

use super::{Clock, Line, Week};

/// Boats before this minute of the day belong to the day before: the last boat is the one after midnight.
const NIGHT: i32 = 3 * 60;
const DAY: i32 = 24 * 60;

/// The boats of some lines in one week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Offer {
    /// When the first boat of a day leaves, in minutes after midnight; of headways when the first window begins.
    pub first: Option<i32>,
    /// When the last boat of a day leaves, more than 1440 where that is after midnight; of headways when the last window ends.
    pub last: Option<i32>,
    /// How many boats leave in the week, counted at each stop where they do; of headways as many as their windows hold.
    pub boats: u64,
}

impl Offer {
    /// The boats of some lines.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a Line>, week: &Week) -> Self {
        let mut offer = Self::default();
        let (begin, end) = (Clock::new(0), week.end());
        let minute = |clock: Clock| {
            let local = week.local(clock);
            let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
            if minute < NIGHT { minute + DAY } else { minute }
        };
        for line in lines {
            let leaving: BTreeSet<(u32, Clock)> =
                line.sailings.iter().map(|boat| (boat.from, boat.departure)).collect();
            for (_, departure) in leaving.into_iter().filter(|boat| (begin..end).contains(&boat.1)) {
                offer.include(minute(departure), minute(departure));
                offer.boats += 1;
            }
            let mut tenths = 0.0;
            let mut counted = BTreeSet::new();
            for headway in &line.headways {
                if !counted.insert((headway.from, headway.interval, &headway.windows)) {
                    continue;
                }
                for &(from, to) in &headway.windows {
                    let (inside_from, inside_to) = (from.max(begin), to.min(end));
                    if inside_from >= inside_to {
                        continue;
                    }
                    tenths += f64::from(inside_to.since(inside_from).get()) / f64::from(headway.interval.get().max(1));
                    let length = (to.get() - from.get()) / 600;
                    if length >= DAY {
                        offer.include(0, DAY);
                    } else {
                        offer.include(minute(from), minute(from) + length);
                    }
                }
            }
            offer.boats += (tenths + 0.5).floor() as u64;
        }
        offer
    }

    fn include(&mut self, first: i32, last: i32) {
        self.first = Some(self.first.map_or(first, |known| known.min(first)));
        self.last = Some(self.last.map_or(last, |known| known.max(last)));
    }
}

/// Minutes of a day as `06:00`, `24:15`.
pub fn time_of_day(minutes: i32) -> String {
    format!("{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))
}

#[cfg(test)]
mod tests {
    use super::super::{Headway, Sailing, ServiceSource, Who};
    use super::*;
    use crate::units::Deciseconds;
    use crate::words::Words;

    fn line(sailings: Vec<Sailing>, headways: Vec<Headway>) -> Line {
        Line {
            id: "x".into(),
            name: Words::same("x"),
            ways: Vec::new(),
            source: ServiceSource::Table,
            who: Who::ALL,
            boarding: Deciseconds::ZERO,
            weather: None,
            on_demand: false,
            sailings,
            headways,
        }
    }

    #[test]
    fn the_last_boat_may_be_after_midnight() {
        let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").unwrap();
        let boat = |hour, minute, to| Sailing {
            departure: Clock::from_hours(hour, minute),
            arrival: Clock::from_hours(hour + 1, minute),
            from: 0,
            to,
        };
        // One boat to two stops counts once; Sunday before and Monday after do not count.
        let sailings = vec![boat(-20, 0, 1), boat(6, 0, 1), boat(6, 0, 2), boat(24, 15, 1), boat(170, 0, 1)];
        let offer = Offer::of([&line(sailings, vec![])], &week);
        assert_eq!(offer, Offer { first: Some(360), last: Some(1_455), boats: 2 });
        assert_eq!(time_of_day(1_455), "24:15");
        assert_eq!(Offer::of([], &week), Offer::default());
    }

    #[test]
    fn headways_hold_so_many_boats() {
        let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").unwrap();
        let headway = |from, to, windows| Headway {
            from,
            to,
            crossing: Deciseconds::from_minutes(25),
            interval: Deciseconds::from_minutes(45),
            windows,
        };
        let daily: Vec<_> =
            (-1..=8).map(|day| (Clock::from_hours(day * 24 + 6, 0), Clock::from_hours(day * 24 + 22, 0))).collect();
        let offer = Offer::of([&line(vec![], vec![headway(0, 1, daily.clone()), headway(1, 0, daily)])], &week);
        // 16 hours of 21.33 boats, seven days, two quays.
        assert_eq!(offer, Offer { first: Some(360), last: Some(1_320), boats: 299 });
        let always = vec![(Clock::from_hours(-24, 0), Clock::from_hours(216, 0))];
        let offer = Offer::of([&line(vec![], vec![headway(0, 1, always)])], &week);
        assert_eq!(offer, Offer { first: Some(0), last: Some(1_440), boats: 224 });
    }
}
