//! The open speed table: profiles as rows of class, surface and zone speeds, built in and overridden by a study.
//!
//! The built-in rows stand in `speeds.toml` beside this file. Never here: what the tags of one way come to (see
//! [`profile`](super::profile)), reading of files.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::delay::Delay;
use super::hourly::HourlySpeed;
use crate::units::Deciseconds;

/// The table that every study starts from.
const BUILT_IN: &str = include_str!("speeds.toml");
/// How many profiles one network can hold.
pub const MAX_PROFILES: usize = 16;
/// Nothing makes one wait longer, in seconds.
const MAX_DELAY: f64 = 600.0;

/// Which access tags and which boats concern a profile.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Motor vehicles.
    Car,
    /// Walking.
    Foot,
    /// Cycling.
    Bicycle,
}

/// One profile: who travels, and how fast on what.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Profile {
    /// Its id, such as `car`.
    pub id: String,
    /// Whose access tags and boats count.
    pub mode: Mode,
    /// No way is faster, km/h.
    pub max: f64,
    /// A written maxspeed counts times this factor; `None`: maxspeed is not read.
    pub maxspeed_factor: Option<f64>,
    /// Speed on a class without a row that is nevertheless signed as open, km/h.
    pub explicit: f64,
    /// Speed where riding is not allowed but walking is, km/h; `None`: such ways are closed.
    pub push: Option<f64>,
    /// km/h by `highway`.
    pub highway: BTreeMap<String, f64>,
    /// Caps in km/h by `service`.
    pub service: BTreeMap<String, f64>,
    /// Caps in km/h by `surface`.
    pub surface: BTreeMap<String, f64>,
    /// Caps in km/h by `tracktype`.
    pub tracktype: BTreeMap<String, f64>,
    /// Caps in km/h by `smoothness`; 0 closes the way.
    pub smoothness: BTreeMap<String, f64>,
    /// km/h of the words that `maxspeed` may be.
    pub zone: BTreeMap<String, f64>,
    /// `barrier` values: 1 passed, 0 closed.
    pub barrier: BTreeMap<String, f64>,
    /// Seconds that one waits at signals, signs and crossings; no row: none.
    pub delay: BTreeMap<Delay, f64>,
    /// When journeys are slower or faster.
    pub hours: Vec<HourlySpeed>,
    /// What all speeds are multiplied by: one, but for the profiles that [`Profile::at`] names.
    pub factor: f64,
}

impl Profile {
    /// The id of this profile at hours with some factor.
    pub fn at(&self, factor: f64) -> String {
        if factor == 1.0 { self.id.clone() } else { format!("{}@{factor}", self.id) }
    }

    /// How long one waits, in whole deciseconds.
    pub fn wait(&self, delay: Option<Delay>) -> Deciseconds {
        let seconds = delay.and_then(|delay| self.delay.get(&delay)).copied().unwrap_or(0.0);
        Deciseconds::new((seconds * 10.0 + 0.5).floor() as u32)
    }
}

/// What is wrong with a speed table.
#[derive(Debug, Error)]
pub enum SpeedsError {
    /// Not TOML, a wrong type or an unknown key.
    #[error("{}", .0.message())]
    Syntax(#[from] toml::de::Error),
    /// A new profile does not say which profile it starts from.
    #[error(
        "profile `{0}` is new: give it `based_on = \"car\"`, `\"foot\"`, `\"bicycle\"` or another profile, not in a circle"
    )]
    NoBase(String),
    /// A speed that cannot be.
    #[error("profile `{profile}`: `{row}` = {value} is not a speed between 0 and 400 km/h")]
    BadSpeed {
        /// The profile.
        profile: String,
        /// The table and row.
        row: String,
        /// The value found.
        value: f64,
    },
    /// A delay that cannot be.
    #[error("profile `{profile}`: `delay.{row}` = {value} is not a time between 0 and {MAX_DELAY} seconds")]
    BadDelay {
        /// The profile.
        profile: String,
        /// The row.
        row: String,
        /// The value found.
        value: f64,
    },
    /// Hours that cannot be read, or a factor that cannot be.
    #[error(
        "profile `{profile}`: `hours.\"{row}\"` = {value}: write days and hours such as \"mo-fr 07:00-09:00\" and a factor between 0.1 and 2"
    )]
    BadHours {
        /// The profile.
        profile: String,
        /// The row.
        row: String,
        /// The value found.
        value: f64,
    },
    /// More profiles than a network holds.
    #[error("more than {MAX_PROFILES} profiles; every factor of `hours` is one")]
    TooMany,
}

impl SpeedsError {
    /// The line of `text`, counted from 1, on which the table cannot be read; `None` where it is not about one line.
    pub fn line(&self, text: &str) -> Option<u64> {
        match self {
            Self::Syntax(error) => {
                let before = text.get(..error.span()?.start)?;
                Some(before.matches('\n').count() as u64 + 1)
            }
            Self::NoBase(_) | Self::BadSpeed { .. } | Self::BadDelay { .. } | Self::BadHours { .. } | Self::TooMany => {
                None
            }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Rows {
    based_on: Option<String>,
    mode: Option<Mode>,
    max: Option<f64>,
    maxspeed_factor: Option<f64>,
    explicit: Option<f64>,
    push: Option<f64>,
    highway: BTreeMap<String, f64>,
    service: BTreeMap<String, f64>,
    surface: BTreeMap<String, f64>,
    tracktype: BTreeMap<String, f64>,
    smoothness: BTreeMap<String, f64>,
    zone: BTreeMap<String, f64>,
    barrier: BTreeMap<String, f64>,
    delay: BTreeMap<Delay, f64>,
    hours: BTreeMap<String, f64>,
}

/// The profiles of a study: the built-in ones, changed and added to by the text of its `speeds.toml`.
///
/// Profiles are ordered by id, so that the same table gives the same network whatever the order of its text.
///
/// ```
/// use halfhour::network::speeds::profiles;
/// let own = profiles(Some("[van]\nbased_on = \"car\"\nmax = 80\n[car.highway]\nservice = 12")).unwrap();
/// let ids: Vec<_> = own.iter().map(|profile| profile.id.as_str()).collect();
/// assert_eq!(ids, ["bicycle", "car", "foot", "van"]);
/// assert_eq!(own[1].highway["service"], 12.0);
/// ```
///
/// # Errors
/// A text that is not TOML of this shape, a new profile without a base, an impossible speed.
pub fn profiles(overrides: Option<&str>) -> Result<Vec<Profile>, SpeedsError> {
    let mut profiles = BTreeMap::new();
    for text in [Some(BUILT_IN), overrides].into_iter().flatten() {
        let tables: BTreeMap<String, Rows> = toml::from_str(text)?;
        let mut waiting: Vec<(String, Rows)> = tables.into_iter().collect();
        // A table comes after the one that it starts from, whatever their names; what is left when none can come starts from nothing.
        while !waiting.is_empty() {
            let still: BTreeSet<String> = waiting.iter().map(|(id, _)| id.clone()).collect();
            let waits = |(id, rows): &(String, Rows)| {
                rows.based_on.as_ref().is_some_and(|base| base != id && still.contains(base))
            };
            let (later, now): (Vec<_>, Vec<_>) = waiting.into_iter().partition(waits);
            if now.is_empty() {
                let first = later.into_iter().next().map_or_else(String::new, |(id, _)| id);
                return Err(SpeedsError::NoBase(first));
            }
            for (id, rows) in now {
                let profile = merged(&profiles, &id, rows)?;
                profiles.insert(id, profile);
            }
            waiting = later;
        }
    }
    let slower = |profile: &Profile| {
        let factors: Vec<f64> =
            profile.hours.iter().map(|hours| hours.factor).filter(|&factor| factor != 1.0).collect();
        let derived = |factor: f64| Profile { id: profile.at(factor), factor, hours: Vec::new(), ..profile.clone() };
        factors.into_iter().map(derived).collect::<Vec<_>>()
    };
    let derived: Vec<Profile> = profiles.values().flat_map(slower).collect();
    profiles.extend(derived.into_iter().map(|profile| (profile.id.clone(), profile)));
    if profiles.len() > MAX_PROFILES {
        return Err(SpeedsError::TooMany);
    }
    Ok(profiles.into_values().collect())
}

fn merged(known: &BTreeMap<String, Profile>, id: &str, rows: Rows) -> Result<Profile, SpeedsError> {
    let base = known.get(rows.based_on.as_deref().unwrap_or(id)).cloned();
    let mut profile = match (base, rows.mode) {
        (Some(base), _) => Profile { id: id.to_owned(), ..base },
        (None, Some(mode)) if rows.based_on.is_none() => empty(id, mode),
        _ => return Err(SpeedsError::NoBase(id.to_owned())),
    };
    profile.mode = rows.mode.unwrap_or(profile.mode);
    profile.max = rows.max.unwrap_or(profile.max);
    profile.maxspeed_factor = rows.maxspeed_factor.or(profile.maxspeed_factor);
    profile.explicit = rows.explicit.unwrap_or(profile.explicit);
    profile.push = rows.push.or(profile.push);
    profile.highway.extend(rows.highway);
    profile.service.extend(rows.service);
    profile.surface.extend(rows.surface);
    profile.tracktype.extend(rows.tracktype);
    profile.smoothness.extend(rows.smoothness);
    profile.zone.extend(rows.zone);
    profile.barrier.extend(rows.barrier);
    profile.delay.extend(rows.delay);
    for (row, value) in rows.hours {
        let read = HourlySpeed::read(&row, value).filter(|_| (0.1..=2.0).contains(&value));
        profile.hours.push(read.ok_or(SpeedsError::BadHours { profile: id.to_owned(), row, value })?);
    }
    check(&profile)?;
    Ok(profile)
}

fn empty(id: &str, mode: Mode) -> Profile {
    let none = BTreeMap::new;
    Profile {
        id: id.to_owned(),
        mode,
        max: 130.0,
        maxspeed_factor: None,
        explicit: 5.0,
        push: None,
        highway: none(),
        service: none(),
        surface: none(),
        tracktype: none(),
        smoothness: none(),
        zone: none(),
        barrier: none(),
        delay: BTreeMap::new(),
        hours: Vec::new(),
        factor: 1.0,
    }
}

fn check(profile: &Profile) -> Result<(), SpeedsError> {
    let tables = [
        ("highway", &profile.highway),
        ("service", &profile.service),
        ("surface", &profile.surface),
        ("tracktype", &profile.tracktype),
        ("smoothness", &profile.smoothness),
        ("zone", &profile.zone),
        ("barrier", &profile.barrier),
    ];
    let rows = tables.iter().flat_map(|(table, rows)| rows.iter().map(move |(key, &v)| (format!("{table}.{key}"), v)));
    let single = [
        ("max".to_owned(), profile.max),
        ("explicit".to_owned(), profile.explicit),
        ("push".to_owned(), profile.push.unwrap_or(0.0)),
        ("maxspeed_factor".to_owned(), profile.maxspeed_factor.unwrap_or(0.0)),
    ];
    for (row, value) in rows.chain(single) {
        if !(0.0..=400.0).contains(&value) {
            return Err(SpeedsError::BadSpeed { profile: profile.id.clone(), row, value });
        }
    }
    for (delay, &value) in &profile.delay {
        if !(0.0..=MAX_DELAY).contains(&value) {
            let row = delay.name().to_owned();
            return Err(SpeedsError::BadDelay { profile: profile.id.clone(), row, value });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_has_three_profiles() {
        let profiles = profiles(None).unwrap();
        let modes: Vec<_> = profiles.iter().map(|profile| (profile.id.as_str(), profile.mode)).collect();
        assert_eq!(modes, [("bicycle", Mode::Bicycle), ("car", Mode::Car), ("foot", Mode::Foot)]);
    }

    #[test]
    fn waiting_times_are_rounded_once() {
        let own = profiles(Some("[car.delay]\nstop = 4.26\ncrossing = 0")).unwrap();
        let car = own.iter().find(|profile| profile.id == "car").unwrap();
        assert_eq!(car.wait(Some(Delay::Stop)), Deciseconds::new(43));
        assert_eq!((car.wait(Some(Delay::Crossing)), car.wait(None)), (Deciseconds::ZERO, Deciseconds::ZERO));
    }

    #[test]
    fn bad_tables_say_what_is_wrong() {
        let message = |text| profiles(Some(text)).unwrap_err().to_string();
        assert!(message("[van]\nmax = 3").contains("based_on"));
        assert!(message("[car.highway]\nprimary = -3").contains("highway.primary"));
        assert!(message("[car.delay]\nstop = 601").contains("delay.stop"));
        assert!(message("[car.delay]\nstops = 6").contains("stops"), "a row that nothing reads");
        let line = |text| profiles(Some(text)).unwrap_err().line(text);
        assert_eq!(line("[car]\nmaximum = 3"), Some(2));
        assert_eq!(line("[car.highway]\nprimary = \"fast\""), Some(2));
        assert_eq!(line("[car"), Some(1));
        assert!(message("[car.hours]\n\"morning\" = 0.7").contains("hours.\"morning\""));
        assert!(message("[car.hours]\n\"mo-fr 07:00-09:00\" = 0").contains("between 0.1 and 2"));
    }

    #[test]
    fn a_profile_may_start_from_any_other_but_not_from_itself() {
        let own = profiles(Some("[ambulance]\nbased_on = \"van\"\n[van]\nbased_on = \"car\"\nmax = 70")).unwrap();
        let max = |id: &str| own.iter().find(|profile| profile.id == id).map(|profile| profile.max);
        assert_eq!((max("ambulance"), max("van")), (Some(70.0), Some(70.0)));
        for circle in ["[a]\nbased_on = \"b\"\n[b]\nbased_on = \"a\"", "[a]\nbased_on = \"a\""] {
            assert!(profiles(Some(circle)).unwrap_err().to_string().contains("profile `a` is new"), "{circle}");
        }
    }

    #[test]
    fn every_factor_is_a_profile() {
        let own = profiles(Some("[car.hours]\n\"mo-fr 07:00-09:00\" = 0.5\n\"sa 10:00-12:00\" = 0.5")).unwrap();
        let ids: Vec<_> = own.iter().map(|profile| profile.id.as_str()).collect();
        assert_eq!(ids, ["bicycle", "car", "car@0.5", "foot"]);
        let tags = [("highway", "primary")].into_iter().collect();
        assert_eq!(own[2].on_road(&tags).forward.0 * 2.0, own[1].on_road(&tags).forward.0);
    }
}
