//! Speeds by the hour: when a profile is slower or faster than its table says.
//!
//! Never here: the week itself (see `timetable`), congestion data.

use serde::{Deserialize, Serialize};

/// A factor on all speeds of a profile for journeys that begin at some hours of some days.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HourlySpeed {
    /// Days as bits: 0 Monday .. 6 Sunday.
    pub days: u8,
    /// The first minute of the day.
    pub from: u16,
    /// The minute at which it ends; past midnight where it is not above `from`.
    pub to: u16,
    /// What speeds are multiplied by.
    pub factor: f64,
}

impl HourlySpeed {
    /// Reads days and hours as `speeds.toml` has them: `mo-fr 07:00-09:00`, `sa,su 10:00-18:00`, `22:00-06:00` (every day).
    ///
    /// ```
    /// use halfhour::network::hourly::HourlySpeed;
    /// let rush = HourlySpeed::read("mo-fr 07:00-09:30", 0.7).unwrap();
    /// assert_eq!((rush.days, rush.from, rush.to), (0b001_1111, 420, 570));
    /// assert!(HourlySpeed::read("weekdays 7-9", 0.7).is_none());
    /// ```
    pub fn read(text: &str, factor: f64) -> Option<Self> {
        let (days, hours) = match text.trim().rsplit_once(' ') {
            Some((days, hours)) => (days_in(days)?, hours),
            None => (0b111_1111, text.trim()),
        };
        let (from, to) = hours.split_once('-')?;
        let (from, to) = (minute(from)?, minute(to)?);
        (from != to).then_some(Self { days, from, to, factor })
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    let is_time = (hour < 24 && minute < 60) || (hour, minute) == (24, 0);
    is_time.then(|| hour * 60 + minute)
}

fn days_in(text: &str) -> Option<u8> {
    const NAMES: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    let day = |name: &str| NAMES.iter().position(|known| *known == name.trim().to_ascii_lowercase());
    let mut days = 0;
    for part in text.split(',') {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (day(first)?, day(last)?),
            None => (day(part)?, day(part)?),
        };
        // Over the end of the week too: `sa-mo`.
        let count = (last + 7 - first) % 7;
        (0..=count).for_each(|i| days |= 1 << ((first + i) % 7));
    }
    Some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours() {
        assert_eq!(days_in("sa-mo"), Some(0b110_0001));
        assert_eq!(days_in("mo,We"), Some(0b000_0101));
        assert_eq!(days_in("mo-xx"), None);
        assert_eq!((minute("24:00"), minute("24:01"), minute("7:60")), (Some(1_440), None, None));
        assert_eq!((minute("1093:00"), minute("23:59")), (None, Some(1_439)));
        let night = HourlySpeed::read("22:00-06:00", 1.1).unwrap();
        assert_eq!((night.days, night.from, night.to), (0b111_1111, 1_320, 360));
    }
}
