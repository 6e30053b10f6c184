//! Boats that do not sail: lines, classes of weather, hours of the day.
//!
//! Never here: who loses by it (see `analysis`).

use std::collections::BTreeSet;

use jiff::civil::Time;

use super::{Clock, Line, Timetable, Week};

/// Boats that do not sail.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Disruption {
    /// Ids or names of lines.
    pub lines: BTreeSet<String>,
    /// Classes of weather: lines of these do not sail.
    pub weather: BTreeSet<String>,
    /// Boats do not leave from the first time of the day until before the second; past midnight where the second is not later.
    pub hours: Option<(Time, Time)>,
}

impl Disruption {
    /// Hours as they are written: `22:00-06:00`.
    ///
    /// ```
    /// use halfhour::timetable::Disruption;
    /// assert!(Disruption::hours_in("22:00-06:00").is_some());
    /// assert!(Disruption::hours_in("22-6").is_none() && Disruption::hours_in("22:00-22:00").is_none());
    /// ```
    pub fn hours_in(text: &str) -> Option<(Time, Time)> {
        let (from, to) = text.split_once('-')?;
        let time = |text: &str| Time::strptime("%H:%M", text.trim()).ok();
        let (from, to) = (time(from)?, time(to)?);
        (from != to).then_some((from, to))
    }

    /// Does everything sail?
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Does no boat of the line sail?
    pub fn cancels(&self, line: &Line) -> bool {
        let named = |wanted: &String| {
            let names = [&line.id, &line.name.zh, &line.name.en];
            names.into_iter().any(|name| name.eq_ignore_ascii_case(wanted))
                || wanted.strip_prefix('w').and_then(|id| id.parse().ok()).is_some_and(|id| line.ways.contains(&id))
        };
        self.lines.iter().any(named) || line.weather.as_ref().is_some_and(|class| self.weather.contains(class))
    }

    /// The timetable without those boats. Every line keeps its place.
    pub fn apply(&self, whole: &Timetable, week: &Week) -> Timetable {
        let mut timetable = whole.clone();
        timetable.lines.iter_mut().filter(|line| self.cancels(line)).for_each(|line| {
            line.sailings.clear();
            line.headways.clear();
        });
        if let Some(hours) = self.hours {
            let closed = closed(week, hours);
            for line in &mut timetable.lines {
                let sails = |clock: Clock| !closed.iter().any(|(from, to)| (*from..*to).contains(&clock));
                line.sailings.retain(|sailing| sails(sailing.departure));
                for headway in &mut line.headways {
                    headway.windows = closed.iter().fold(std::mem::take(&mut headway.windows), without);
                }
            }
        }
        timetable
    }
}

/// The spans of the week, and of the nights before and after it, that lie between two times of the day.
fn closed(week: &Week, (from, to): (Time, Time)) -> Vec<(Clock, Clock)> {
    let seconds = |time: Time| i32::from(time.hour()) * 3_600 + i32::from(time.minute()) * 60;
    let (from, mut to) = (seconds(from), seconds(to));
    if to <= from {
        to += 86_400;
    }
    (-1..=8).map(|day| (week.service(day, from), week.service(day, to))).collect()
}

/// Some spans less another one.
fn without(spans: Vec<(Clock, Clock)>, &(from, to): &(Clock, Clock)) -> Vec<(Clock, Clock)> {
    let rest = spans.into_iter().flat_map(|span| [(span.0, span.1.min(from)), (span.0.max(to), span.1)]);
    rest.filter(|(from, to)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_without_another() {
        let span = |from, to| (Clock::new(from), Clock::new(to));
        assert_eq!(without(vec![span(0, 10), span(20, 30)], &span(5, 25)), [span(0, 5), span(25, 30)]);
        assert_eq!(without(vec![span(0, 10)], &span(0, 10)), []);
        assert_eq!(without(vec![span(0, 10)], &span(3, 4)), [span(0, 3), span(4, 10)]);
    }

    #[test]
    fn nights_go_past_midnight() {
        let week = Week::new(jiff::civil::date(2026, 3, 2), "Asia/Shanghai").expect("a week");
        let (from, to) = (Time::constant(22, 0, 0, 0), Time::constant(6, 0, 0, 0));
        let nights = closed(&week, (from, to));
        assert_eq!(nights[0], (Clock::from_hours(-2, 0), Clock::from_hours(6, 0)));
        assert_eq!(nights[1], (Clock::from_hours(22, 0), Clock::from_hours(30, 0)));
    }
}
