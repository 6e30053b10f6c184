//! A timetable put into its order: stops and lines by id, boats by departure, nothing that nobody uses.
//!
//! Never here: what sails.

use std::collections::{BTreeMap, BTreeSet};

use super::{Line, Timetable};

impl Timetable {
    /// Orders everything by id and by time, drops stops at which nothing calls and boats that stand twice.
    ///
    /// Of two lines with one id the later gets a number behind it. Boats between stops that are not in the list, from a stop
    /// to itself, or back in time are dropped.
    pub fn tidy(self) -> Self {
        let mut used: BTreeSet<u32> = BTreeSet::new();
        let count = self.stops.len();
        let mut lines = self.lines;
        for line in &mut lines {
            let sound = |from: u32, to: u32| from != to && (from.max(to) as usize) < count;
            line.sailings.retain(|sailing| sound(sailing.from, sailing.to) && sailing.departure <= sailing.arrival);
            line.headways.retain(|headway| sound(headway.from, headway.to) && headway.interval.get() > 0);
            used.extend(line.sailings.iter().flat_map(|sailing| [sailing.from, sailing.to]));
            used.extend(line.headways.iter().flat_map(|headway| [headway.from, headway.to]));
        }
        let mut stops: Vec<(u32, _)> = (0..).zip(self.stops).filter(|(index, _)| used.contains(index)).collect();
        stops.sort_by(|a, b| a.1.id.cmp(&b.1.id));
        let index: BTreeMap<u32, u32> = stops.iter().map(|stop| stop.0).zip(0..).collect();
        let moved = |stop: u32| index.get(&stop).copied().unwrap_or_default();
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for line in &mut lines {
            for sailing in &mut line.sailings {
                (sailing.from, sailing.to) = (moved(sailing.from), moved(sailing.to));
            }
            for headway in &mut line.headways {
                (headway.from, headway.to) = (moved(headway.from), moved(headway.to));
            }
            line.sailings.sort_unstable();
            line.sailings.dedup();
            line.headways.sort_by(|a, b| (a.from, a.to, &a.windows).cmp(&(b.from, b.to, &b.windows)));
            line.headways.dedup();
            number(line, &mut ids);
        }
        lines.sort_by(|a, b| a.id.cmp(&b.id));
        Self { stops: stops.into_iter().map(|(_, stop)| stop).collect(), lines }
    }
}

/// Gives a line an id that no line before it has.
fn number(line: &mut Line, ids: &mut BTreeSet<String>) {
    let mut id = line.id.clone();
    let mut next = 2;
    while !ids.insert(id.clone()) {
        id = format!("{}-{next}", line.id);
        next += 1;
    }
    line.id = id;
}

#[cfg(test)]
mod tests {
    use super::super::{Clock, Sailing, ServiceSource, Stop, Who};
    use super::*;
    use crate::space::LatLon;
    use crate::units::Deciseconds;
    use crate::words::Words;

    #[test]
    fn order_and_unused_stops() {
        let stop = |id: &str| Stop {
            id: id.into(),
            name: Words::same(id),
            at: LatLon::new(0.0, 0.0).unwrap(),
            walk: Deciseconds::ZERO,
        };
        let sails = |hour, from, to| Sailing {
            departure: Clock::from_hours(hour, 0),
            arrival: Clock::from_hours(hour, 20),
            from,
            to,
        };
        let line = |id: &str, sailings| Line {
            id: id.into(),
            name: Words::same(id),
            ways: Vec::new(),
            source: ServiceSource::Table,
            who: Who::ALL,
            boarding: Deciseconds::ZERO,
            weather: None,
            on_demand: false,
            sailings,
            headways: Vec::new(),
        };
        let timetable = Timetable {
            stops: vec![stop("c"), stop("unused"), stop("a")],
            lines: vec![
                line("x", vec![sails(9, 0, 2), sails(8, 2, 0), sails(9, 0, 2), sails(7, 0, 0), sails(7, 0, 9)]),
                line("x", vec![]),
                line("b", vec![]),
            ],
        }
        .tidy();
        assert_eq!(timetable.stops.iter().map(|stop| stop.id.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(timetable.lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["b", "x", "x-2"]);
        assert_eq!(timetable.lines[1].sailings, [sails(8, 0, 1), sails(9, 1, 0)]);
    }
}
