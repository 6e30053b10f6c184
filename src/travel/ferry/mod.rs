//! Boats by timetable, on top of travel times by land.
//!
//! Stops of a timetable are linked to the land once ([`Harbours`]). A scan over all sailings of the week then gives for
//! every stop when one must set out to be there when ([`scan`](mod@scan)); with the times by land between stops and
//! places that is, for every place, a step function of the hour ([`Departures`]), which is integrated exactly. One journey at
//! one time, with its legs and waits, is a search of its own ([`journey`](mod@journey)).
//!
//! The same scan serves both headings: seen backwards in time, people who travel to a facility are a team that travels out.
//! Never here: limits of a promise, where sailings come from.

pub mod departures;
pub mod fleet;
pub mod harbours;
pub mod journey;
pub mod scan;

pub use departures::{Departures, Leg, Spans, Step};
pub use fleet::{Boat, Fleet};
pub use harbours::{Chart, Harbours, Land};
pub use journey::{Arrivals, Journey, Part, journey};
pub use scan::{Crossings, scan};
