//! All boats of a week in one pass: when one must set out to be at a stop when.
//!
//! The boats come in the order in which they leave. Each is boarded by whoever can set out latest and still be at its quay in time:
//! straight from the start, or off an earlier boat. What it gives is kept at the stop where it lands, and at those
//! that are reached from there by land, unless somebody can set out later and be there as early. (A connection scan for profiles: Dibbelt, Pajor,
//! Strasser and Wagner, 2018.) Never here: places, limits.

use super::fleet::{Boat, Fleet};
use super::harbours::Chart;
use crate::units::Deciseconds;

/// Who sets out by `leave` is on land at `land`. With [`Heading::Back`](crate::travel::Heading::Back) both are negated clocks, and `leave` is when the facility
/// is reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Crossing {
    /// Deciseconds of the week.
    pub land: i32,
    /// Deciseconds of the week.
    pub leave: i32,
}

/// The crossings to every stop, in every land.
#[derive(Clone, Debug)]
pub struct Crossings {
    stops: usize,
    landed: Vec<Pareto>,
    /// The shortest time of those that end at a stop.
    shortest: Vec<Deciseconds>,
}

impl Crossings {
    /// Those that end at a stop, both columns strictly ascending.
    pub fn at(&self, land: usize, stop: usize) -> &[Crossing] {
        &self.landed[land * self.stops + stop].0
    }

    /// The shortest time of those that end at a stop; unreached where there are none.
    pub fn shortest(&self, land: usize, stop: usize) -> Deciseconds {
        self.shortest[land * self.stops + stop]
    }
}

/// Scans a fleet, on the chart of its heading. `starts`: for each land and stop the time by land between the facilities and the
/// stop, in the heading's direction. Journeys longer than `horizon` are not followed.
pub fn scan(chart: &Chart, fleet: &Fleet, starts: &[Vec<Deciseconds>], horizon: Deciseconds) -> Crossings {
    let none = || vec![Pareto::default(); chart.lands() * chart.stops];
    let mut scan = Scan { chart, starts, horizon: i64::from(horizon.get()), there: none(), landed: none() };
    // Boats that take no time may feed each other, whatever their order.
    for together in fleet.boats.chunk_by(|a, b| a.leave == b.leave) {
        loop {
            let mut changed = false;
            for boat in together {
                changed |= scan.sail(boat);
            }
            if !changed || together.iter().all(|boat| boat.land > boat.leave) {
                break;
            }
        }
    }
    let time = |crossing: &Crossing| Deciseconds::new(crossing.land.abs_diff(crossing.leave));
    let shortest = |list: &Pareto| list.0.iter().map(time).min().unwrap_or(Deciseconds::UNREACHED);
    Crossings { stops: chart.stops, shortest: scan.landed.iter().map(shortest).collect(), landed: scan.landed }
}

struct Scan<'a> {
    chart: &'a Chart,
    starts: &'a [Vec<Deciseconds>],
    horizon: i64,
    /// Ready at a stop, by boat and land; `[land * stops + stop]`.
    there: Vec<Pareto>,
    /// Off a boat at a stop.
    landed: Vec<Pareto>,
}

impl Scan<'_> {
    fn sail(&mut self, boat: &Boat) -> bool {
        let mut changed = false;
        let Chart { before, onward, near, boards, begins, stops, .. } = self.chart;
        for land in 0..self.chart.lands() {
            if !boards[land][boat.line as usize] {
                continue;
            }
            let (from, to) = (boat.from as usize, boat.to as usize);
            let ready = before[land].iter().filter_map(|&before| {
                let start = self.starts[before][from];
                let started = (begins.contains(&before) && start.is_reached())
                    .then(|| boat.leave.saturating_sub_unsigned(start.get()));
                started.max(self.there[before * stops + from].latest(boat.leave))
            });
            let Some(leave) = ready.max() else { continue };
            if i64::from(boat.land) - i64::from(leave) > self.horizon {
                continue;
            }
            for &onward in &onward[land] {
                changed |= self.landed[onward * stops + to].offer(Crossing { land: boat.land, leave });
                for &(stop, time) in &near[onward][to] {
                    let land = boat.land.saturating_add_unsigned(time.get());
                    changed |= self.there[onward * stops + stop as usize].offer(Crossing { land, leave });
                }
            }
        }
        changed
    }
}

/// Crossings of which none is better than another: both columns strictly ascending.
#[derive(Clone, Debug, Default)]
struct Pareto(Vec<Crossing>);

impl Pareto {
    /// Adds a crossing, unless one is as good; those that it beats go.
    fn offer(&mut self, new: Crossing) -> bool {
        let list = &mut self.0;
        let at = list.partition_point(|other| other.land <= new.land);
        if at > 0 && list[at - 1].leave >= new.leave {
            return false;
        }
        let first = if at > 0 && list[at - 1].land == new.land { at - 1 } else { at };
        let beaten = list[first..].partition_point(|other| other.leave <= new.leave);
        list.splice(first..first + beaten, [new]);
        true
    }

    /// The latest that one may set out to be there by `clock`.
    fn latest(&self, clock: i32) -> Option<i32> {
        let at = self.0.partition_point(|crossing| crossing.land <= clock);
        Some(self.0[at.checked_sub(1)?].leave)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_better_crossings_stay() {
        let mut list = Pareto::default();
        let crossing = |leave, land| Crossing { land, leave };
        assert!(list.offer(crossing(10, 100)));
        assert!(!list.offer(crossing(10, 100)), "the same again");
        assert!(!list.offer(crossing(9, 101)), "sets out earlier and is there later");
        assert!(list.offer(crossing(20, 120)));
        assert!(list.offer(crossing(15, 110)));
        assert!(list.offer(crossing(18, 105)), "beats the last one");
        assert_eq!(list.0, [crossing(10, 100), crossing(18, 105), crossing(20, 120)]);
        assert!(list.offer(crossing(25, 100)), "beats them all");
        assert_eq!(list.0, [crossing(25, 100)]);
        assert_eq!((list.latest(99), list.latest(100), list.latest(5_000)), (None, Some(25), Some(25)));
    }
}
