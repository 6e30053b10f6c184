//! How long a crossing takes: from an override, from the way, from its relation, or from a documented speed.
//!
//! Never here: how a duration is spelt (see `duration`), waiting for a boat.

use serde::{Deserialize, Serialize};

use crate::timetable::Who;
use crate::units::{Deciseconds, Metres, Speed};

/// Time charged for boarding where nobody says otherwise: five minutes.
pub const DEFAULT_BOARDING: Deciseconds = Deciseconds::from_minutes(5);

/// A passenger boat over at most [`HARBOUR`]: harbours and sounds, with much of the time spent at the quay.
pub const HARBOUR_BOAT: Speed = Speed(15.0);
/// A passenger boat over open water.
pub const PASSENGER_BOAT: Speed = Speed(30.0);
/// A ferry that carries cars.
pub const CAR_FERRY: Speed = Speed(25.0);
/// The longest line of a harbour boat.
pub const HARBOUR: Metres = Metres(5_000.0);

/// A boat that would be faster than this has a wrong duration.
const FASTEST: Speed = Speed(80.0);
/// A boat that would be slower than this has a wrong duration.
const SLOWEST: Speed = Speed(1.0);

/// Where the time of a crossing comes from.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum CrossingSource {
    /// The study's overrides.
    Override,
    /// The tag `duration` of the way.
    Way,
    /// The tag `duration` of its relation, shared out by length.
    Relation,
    /// No duration is known: length over this speed.
    DefaultSpeed(Speed),
}

/// The speed of a line without a duration.
///
/// ```
/// use halfhour::import::osm::crossing;
/// use halfhour::timetable::Who;
/// use halfhour::units::Metres;
/// let on_foot = Who { foot: true, bicycle: true, car: false };
/// assert_eq!(crossing::default_speed(Metres(900.0), on_foot), crossing::HARBOUR_BOAT);
/// ```
pub fn default_speed(length: Metres, who: Who) -> Speed {
    if who.car {
        CAR_FERRY
    } else if length <= HARBOUR {
        HARBOUR_BOAT
    } else {
        PASSENGER_BOAT
    }
}

/// Could a boat take this long over this length?
pub fn is_plausible(length: Metres, crossing: Deciseconds) -> bool {
    let slack = Deciseconds::from_seconds(60);
    crossing + slack >= Deciseconds::travel(length, FASTEST) && crossing <= Deciseconds::travel(length, SLOWEST) + slack
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_boat_can_do() {
        let line = Metres(5_000.0);
        assert!(is_plausible(line, Deciseconds::from_minutes(25)));
        assert!(!is_plausible(line, Deciseconds::from_minutes(25 * 60)), "0:25 written as 25:00");
        assert!(!is_plausible(Metres(90_000.0), Deciseconds::from_minutes(45)), "120 km/h");
        assert!(is_plausible(Metres(90_000.0), Deciseconds::from_minutes(105)));
    }
}
