//! The week of a study: local days and times become clocks.
//!
//! Never here: today.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, Timestamp};

use super::Clock;

/// Seven days from a Monday in a time zone.
#[derive(Clone, PartialEq, Debug)]
pub struct Week {
    monday: Date,
    zone: TimeZone,
    begin: Timestamp,
}

/// One hour of the week as a clock on the wall shows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Hour {
    /// 0 Monday .. 6 Sunday.
    pub day: u8,
    /// 0 .. 23.
    pub hour: u8,
    /// When it begins.
    pub from: Clock,
    /// When it ends. As `from` in the hour that the clocks skip; two hours later in the one that they repeat.
    pub to: Clock,
}

impl Week {
    /// The week that begins on `monday`, in the IANA time zone `zone`; `None` when there is no such zone, or when the day is no Monday or so far
    /// away that the calendar ends.
    ///
    /// ```
    /// use halfhour::timetable::{Clock, Week};
    /// let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").unwrap();
    /// assert_eq!(week.at(jiff::civil::date(2026, 3, 3).at(8, 30, 0, 0)), Some(Clock::from_hours(32, 30)));
    /// ```
    pub fn new(monday: Date, zone: &str) -> Option<Self> {
        let zone = TimeZone::get(zone).ok()?;
        if monday.weekday() != jiff::civil::Weekday::Monday || !(1900..=2200).contains(&monday.year()) {
            return None;
        }
        let begin = zone.to_ambiguous_timestamp(monday.at(0, 0, 0, 0)).compatible().ok()?;
        Some(Self { monday, zone, begin })
    }

    /// Its Monday.
    pub fn monday(&self) -> Date {
        self.monday
    }

    /// The IANA name of its time zone.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The date of a day: 0 Monday, negative before.
    pub fn date(&self, day: i32) -> Date {
        self.monday.saturating_add(Span::new().days(day.clamp(-3_000, 3_000)))
    }

    /// Some seconds after the beginning of a service day, which is twelve hours before its noon (so GTFS counts); 0 is Monday.
    pub fn service(&self, day: i32, seconds: i32) -> Clock {
        let noon = self.instant(self.date(day).at(12, 0, 0, 0));
        Clock::new(noon.saturating_add(seconds.saturating_sub(43_200).saturating_mul(10)))
    }

    /// The clock at a local time; of two instants with the same local time the first, `None` for a time that the clocks skip.
    pub fn at(&self, local: DateTime) -> Option<Clock> {
        match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Gap { .. } => None,
            _ => Some(Clock::new(self.instant(local))),
        }
    }

    /// What a clock on the wall shows so many minutes after a day began, `1440` and more on the days after; of two instants
    /// that it shows alike the first, and of a time that it skips the instant at which the skipping ends.
    pub fn wall(&self, day: i32, minutes: i32) -> Clock {
        let (later, minute) = (minutes.div_euclid(1_440), minutes.rem_euclid(1_440));
        let date = self.date(day.saturating_add(later));
        Clock::new(self.instant(date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0)))
    }

    /// The local time at a clock.
    pub fn local(&self, clock: Clock) -> DateTime {
        let after = Span::new().milliseconds(i64::from(clock.get()) * 100);
        let instant = self.begin.checked_add(after).unwrap_or(self.begin);
        self.zone.to_datetime(instant)
    }

    /// Deciseconds from the beginning of this week to that of another; what its clocks must be moved by to be of this one.
    pub fn offset_of(&self, other: &Self) -> i32 {
        i32::try_from(other.begin.duration_since(self.begin).as_millis() / 100).unwrap_or(i32::MAX)
    }

    /// When the week ends.
    pub fn end(&self) -> Clock {
        Clock::new(self.instant(self.date(7).at(0, 0, 0, 0)))
    }

    /// Its 168 hours.
    pub fn hours(&self) -> Vec<Hour> {
        let begin = |day: i32, hour: i8| Clock::new(self.instant(self.date(day).at(hour, 0, 0, 0)));
        let hour = |i: i32| {
            let (day, hour) = (i / 24, (i % 24) as i8);
            let to = if hour == 23 { begin(day + 1, 0) } else { begin(day, hour + 1) };
            Hour { day: day as u8, hour: hour as u8, from: begin(day, hour), to }
        };
        (0..168).map(hour).collect()
    }

    /// Deciseconds from the beginning of the week to a local time; within a gap, to the instant at which it ends.
    fn instant(&self, local: DateTime) -> i32 {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let timestamp = match ambiguous.offset() {
            // The first instant after the gap, so that the skipped hour is empty.
            AmbiguousOffset::Gap { before, .. } => {
                let transition =
                    self.zone.following(before.to_timestamp(local).unwrap_or(self.begin) - Span::new().hours(2));
                transition.map(|transition| transition.timestamp()).next()
            }
            _ => ambiguous.compatible().ok(),
        };
        let since = timestamp.unwrap_or(self.begin).duration_since(self.begin);
        i32::try_from(since.as_millis() / 100).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_nights_the_clocks_change() {
        let spring = Week::new(date(2026, 3, 23), "Europe/Malta").unwrap();
        assert_eq!(spring.end(), Clock::from_hours(167, 0));
        let hours = spring.hours();
        let sunday = |hour: usize| hours[144 + hour];
        assert_eq!((sunday(1).from, sunday(1).to), (Clock::from_hours(145, 0), Clock::from_hours(146, 0)));
        assert_eq!((sunday(2).from, sunday(2).to), (Clock::from_hours(146, 0), Clock::from_hours(146, 0)));
        assert_eq!((sunday(3).from, sunday(3).to), (Clock::from_hours(146, 0), Clock::from_hours(147, 0)));
        assert_eq!(spring.at(date(2026, 3, 29).at(2, 30, 0, 0)), None);
        assert_eq!(spring.wall(6, 150), Clock::from_hours(146, 0));
        assert_eq!(
            (spring.wall(5, 1_470), spring.wall(-1, 0)),
            (Clock::from_hours(144, 30), Clock::from_hours(-24, 0))
        );
        // GTFS: noon less twelve hours is eleven in the evening before.
        assert_eq!(spring.service(6, 0), Clock::from_hours(143, 0));
        assert_eq!(spring.service(6, 8 * 3_600), spring.at(date(2026, 3, 29).at(8, 0, 0, 0)).unwrap());

        let autumn = Week::new(date(2026, 10, 19), "Europe/Malta").unwrap();
        assert_eq!(autumn.end(), Clock::from_hours(169, 0));
        let two = autumn.hours()[144 + 2];
        assert_eq!(two.to.since(two.from).get(), 72_000);
        assert_eq!(autumn.local(Clock::from_hours(144 + 4, 0)), date(2026, 10, 25).at(3, 0, 0, 0));
    }

    #[test]
    fn no_week() {
        assert!(Week::new(date(2026, 3, 3), "Europe/Malta").is_none(), "a Tuesday");
        assert!(Week::new(date(2026, 3, 2), "Europe/Atlantis").is_none());
    }

    #[test]
    fn hours_follow_each_other() {
        for zone in ["Asia/Shanghai", "Europe/Malta", "America/St_Johns", "Pacific/Auckland"] {
            for monday in [date(2026, 3, 2), date(2026, 3, 23), date(2026, 10, 26), date(2026, 4, 6)] {
                let week = Week::new(monday, zone).unwrap();
                let hours = week.hours();
                assert_eq!(hours.len(), 168);
                assert!(hours.windows(2).all(|pair| pair[0].to == pair[1].from), "{zone} {monday}");
                assert_eq!((hours[0].from, hours[167].to), (Clock::new(0), week.end()));
            }
        }
    }
}
