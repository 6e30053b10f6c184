//! The boats of one timetable in one phase, in the order in which a journey meets them.
//!
//! Never here: the land between stops.

use crate::timetable::{Phases, Timetable};
use crate::travel::Heading;

/// A boat as a journey of one heading sees it. With [`Heading::Back`] time runs backwards: clocks are negated, and the
/// boat is boarded where it lands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Boat {
    /// When one must be at the quay, boarding included.
    pub leave: i32,
    /// When one is on land again.
    pub land: i32,
    /// The stop where it is boarded.
    pub from: u32,
    /// The stop where it is left.
    pub to: u32,
    /// The index of its line.
    pub line: u32,
}

/// All boats of a phase, ordered by when they leave.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    /// Ordered.
    pub boats: Vec<Boat>,
}

impl Fleet {
    /// The boats in one phase (less than [`Phases::count`]). Lines for which `sails` is false stay in harbour.
    pub fn new(timetable: &Timetable, heading: Heading, phase: u32, sails: &dyn Fn(usize) -> bool) -> Self {
        let phases = Phases::of(timetable);
        let stops = timetable.stops.len();
        let mut boats = Vec::new();
        for (index, line) in timetable.lines.iter().enumerate().filter(|(index, _)| sails(*index)) {
            let boarding = i32::try_from(line.boarding.get()).unwrap_or(i32::MAX);
            let sailings = phases.sailings(line, index, phase).into_iter();
            // Stops that do not exist, or boats that land before they leave, are no boats.
            let sound = |at: u32| (at as usize) < stops;
            boats.extend(sailings.filter(|s| sound(s.from) && sound(s.to) && s.departure <= s.arrival).map(
                |sailing| {
                    let (departure, arrival) =
                        (sailing.departure.get().saturating_sub(boarding), sailing.arrival.get());
                    let line = index as u32;
                    match heading {
                        Heading::Away => {
                            Boat { leave: departure, land: arrival, from: sailing.from, to: sailing.to, line }
                        }
                        Heading::Back => {
                            let (leave, land) = (arrival.saturating_neg(), departure.saturating_neg());
                            Boat { leave, land, from: sailing.to, to: sailing.from, line }
                        }
                    }
                },
            ));
        }
        boats.sort_unstable();
        boats.dedup();
        Self { boats }
    }
}
