//! One journey at one time: the earliest arrival over land and boats, with its parts.
//!
//! Never here: shapes of the parts by land (see [`route`](mod@crate::travel::route)).

use super::fleet::{Boat, Fleet};
use super::harbours::Chart;
use crate::timetable::Clock;
use crate::travel::Heading;
use crate::units::Deciseconds;

/// How somebody came to be at a stop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Via {
    Start,
    /// Off a boat (its index in the fleet), boarded in a land.
    Boat(u32, u8),
}

/// When stops are reached by a journey that begins at one time.
#[derive(Clone, Debug)]
pub struct Arrivals {
    stops: usize,
    /// The index in the fleet of the first boat that was searched.
    first: usize,
    /// Off a boat, `[land * stops + stop]`: when, which boat, in which land it was boarded.
    landed: Vec<Option<(i32, u32, u8)>>,
    /// For each boat that was searched and the land in which it was boarded: when its passenger was ready, how he had come, and in which
    /// land he came.
    boarded: Vec<Vec<Option<(i32, Via, u8)>>>,
}

/// A part of a journey.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// By land, between the journey's own ends (`None`) and stops.
    Land {
        /// The index of the land.
        land: u8,
        /// Where it begins.
        from: Option<u32>,
        /// Where it ends.
        to: Option<u32>,
        /// How long it takes.
        time: Deciseconds,
    },
    /// At a quay.
    Wait {
        /// Where.
        stop: u32,
        /// How long.
        time: Deciseconds,
    },
    /// By boat, boarding included.
    Boat {
        /// The index of the boat in its fleet.
        boat: u32,
    },
}

/// A journey.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Journey {
    /// When it begins.
    pub leave: Clock,
    /// When it ends.
    pub arrive: Clock,
    /// Its parts, in order; waits of no length are left out.
    pub parts: Vec<Part>,
}

impl Arrivals {
    /// Searches from `clock`, on the chart of the fleet's heading. `starts`: for each land and stop the time by land to it. Nothing is
    /// followed beyond `horizon`. With [`Heading::Back`] the clock is when the journey ends: times run backwards.
    pub fn search(
        (chart, heading): (&Chart, Heading),
        fleet: &Fleet,
        (starts, clock): (&[Vec<Deciseconds>], Clock),
        horizon: Deciseconds,
    ) -> Self {
        let (lands, stops) = (chart.lands(), chart.stops);
        let clock = match heading {
            Heading::Away => clock.get(),
            Heading::Back => clock.get().saturating_neg(),
        };
        let end = clock.saturating_add_unsigned(horizon.get());
        let mut there = vec![(i32::MAX, Via::Start); lands * stops];
        for land in chart.begins.clone() {
            for (stop, time) in starts[land].iter().enumerate().filter(|(_, time)| time.is_reached()) {
                there[land * stops + stop].0 = clock.saturating_add_unsigned(time.get());
            }
        }
        let first = fleet.boats.partition_point(|boat| boat.leave < clock);
        let last = fleet.boats.partition_point(|boat| boat.leave <= end).max(first);
        let sailing = &fleet.boats[first..last];
        let mut arrivals =
            Self { stops, first, landed: vec![None; lands * stops], boarded: vec![vec![None; lands]; sailing.len()] };
        let mut index = 0;
        for together in sailing.chunk_by(|a, b| a.leave == b.leave) {
            while arrivals.board(chart, (index, together), &mut there, end)
                && together.iter().any(|b| b.land == b.leave)
            {}
            index += together.len();
        }
        arrivals
    }

    /// Boards some boats that leave together, the first of which has this index among those that were searched; did any take somebody new?
    fn board(&mut self, chart: &Chart, (index, boats): (usize, &[Boat]), there: &mut [(i32, Via)], end: i32) -> bool {
        let stops = self.stops;
        let mut changed = false;
        for (i, boat) in boats.iter().enumerate().filter(|(_, boat)| boat.land <= end) {
            let index = index + i;
            for land in (0..chart.lands()).filter(|&land| chart.boards[land][boat.line as usize]) {
                if self.boarded[index][land].is_some() {
                    continue;
                }
                let ready = |&before: &usize| {
                    let (at, via) = there[before * stops + boat.from as usize];
                    (at <= boat.leave).then_some((at, via, before as u8))
                };
                let on_quay = chart.before[land].iter().filter_map(ready).min_by_key(|(at, _, before)| (*at, *before));
                let Some(on_quay) = on_quay else { continue };
                self.boarded[index][land] = Some(on_quay);
                changed = true;
                let boat_index = (self.first + index) as u32;
                for &onward in &chart.onward[land] {
                    let off = &mut self.landed[onward * stops + boat.to as usize];
                    if off.is_none_or(|(at, ..)| boat.land < at) {
                        *off = Some((boat.land, boat_index, land as u8));
                    }
                    for &(stop, time) in &chart.near[onward][boat.to as usize] {
                        let at = boat.land.saturating_add_unsigned(time.get());
                        let there = &mut there[onward * stops + stop as usize];
                        if at < there.0 {
                            *there = (at, Via::Boat(boat_index, land as u8));
                        }
                    }
                }
            }
        }
        changed
    }

    /// When somebody is off a boat at a stop; with [`Heading::Back`] when he must be there, negated.
    pub fn landed(&self, land: usize, stop: usize) -> Option<i32> {
        self.landed[land * self.stops + stop].map(|(at, ..)| at)
    }
}

/// The journey that begins at `clock` and ends first; `None` where there is none within `horizon`. `starts` and `ends`: for each land and stop
/// the time by land from the origin and to the destination, where a journey may begin and end so; `road`: the time by land alone.
pub fn journey(
    chart: &Chart,
    fleet: &Fleet,
    (starts, ends, road): (&[Vec<Deciseconds>], &[Vec<Deciseconds>], Deciseconds),
    clock: Clock,
    horizon: Deciseconds,
) -> Option<Journey> {
    let arrivals = Arrivals::search((chart, Heading::Away), fleet, (starts, clock), horizon);
    let mut best = (clock + road, None);
    for (land, legs) in ends.iter().enumerate().take(chart.lands()) {
        for (stop, &leg) in legs.iter().enumerate() {
            let Some(landed) = arrivals.landed[land * arrivals.stops + stop] else { continue };
            let arrive = Clock::new(landed.0) + leg;
            if arrive < best.0 {
                best = (arrive, Some((land, stop, leg, landed)));
            }
        }
    }
    let (arrive, last) = best;
    if !arrive.since(clock).is_reached() || arrive.since(clock) > horizon {
        return None;
    }
    let mut parts = Vec::new();
    match last {
        None => parts.push(Part::Land { land: 0, from: None, to: None, time: road }),
        Some((land, stop, leg, (_, mut boat, mut in_land))) => {
            parts.push(Part::Land { land: land as u8, from: Some(stop as u32), to: None, time: leg });
            loop {
                let sailed = fleet.boats[boat as usize];
                let (ready, via, came) = arrivals.boarded[boat as usize - arrivals.first][usize::from(in_land)]?;
                parts.push(Part::Boat { boat });
                let wait = Deciseconds::new(sailed.leave.abs_diff(ready));
                if wait > Deciseconds::ZERO {
                    parts.push(Part::Wait { stop: sailed.from, time: wait });
                }
                match via {
                    Via::Start => {
                        let time = starts[usize::from(came)][sailed.from as usize];
                        parts.push(Part::Land { land: came, from: None, to: Some(sailed.from), time });
                        break;
                    }
                    Via::Boat(before, before_land) => {
                        let from = fleet.boats[before as usize];
                        let time = Deciseconds::new(ready.abs_diff(from.land));
                        if from.to != sailed.from {
                            parts.push(Part::Land { land: came, from: Some(from.to), to: Some(sailed.from), time });
                        }
                        (boat, in_land) = (before, before_land);
                    }
                }
            }
            parts.reverse();
        }
    }
    Some(Journey { leave: clock, arrive, parts })
}
