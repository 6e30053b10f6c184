//! Scenarios: what a study would be if some things were otherwise, as a named list of modifications.
//!
//! A [`Scenario`] is plain data, the same in a study file and in JSON. A [`ScenarioWorld`] is the study with a scenario applied: it
//! borrows all that stays as it is, above all the published units, and holds what changes. [`compare`] sets two of them side by side, and
//! [`WhatIf`] answers while a site is dragged. Never here: files, HTTP.

mod compare;
mod draft;
mod lines;
mod value;
mod whatif;
mod world;

use serde::{Deserialize, Serialize};

pub use compare::{Compared, NoFigures, Told, compare, is_outdated, told, told_of};
pub use value::{Boards, Span};
pub use whatif::{Edit, Edited, Placed, WhatIf, coarse};
pub use world::ScenarioWorld;

use crate::issue::{Code, Issue, Place};
use crate::space::LatLon;
use crate::words::Words;

/// The name of the study itself where a scenario is asked for.
pub const BASELINE: &str = "baseline";
/// No chain of bases is longer.
const DEEPEST: usize = 32;

/// A named list of modifications.
///
/// ```
/// use halfhour::study::scenario::{Modification, Scenario};
/// let text = r#"{"id": "post", "modifications": [{"type": "limit", "kind": "doctor", "time": "25min"}]}"#;
/// let scenario = Scenario::from_json(text.as_bytes()).unwrap();
/// assert!(matches!(&scenario.modifications[..], [Modification::Limit { kind, .. }] if kind == "doctor"));
/// assert!(Scenario::from_json(br#"{"id": "x", "modifications": [{"type": "magic"}]}"#).is_err());
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its id: lower-case letters, digits and `-`; not `baseline`.
    pub id: String,
    /// Its name; the id where none is given.
    #[serde(default, deserialize_with = "value::name")]
    pub name: Words,
    /// The scenario whose modifications come first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// What is otherwise, in this order.
    #[serde(default)]
    pub modifications: Vec<Modification>,
}

/// One thing that is otherwise.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Modification {
    /// A further facility.
    AddSite {
        /// Its kind of service.
        kind: String,
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
        /// An id that no facility has.
        id: String,
        /// Its name.
        #[serde(default, deserialize_with = "value::some_name", skip_serializing_if = "Option::is_none")]
        name: Option<Words>,
        /// Its staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        staff: Option<f64>,
        /// How many people it has places for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        capacity: Option<f64>,
    },
    /// A facility stands elsewhere.
    MoveSite {
        /// The facility.
        id: String,
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
    },
    /// A facility is no more.
    CloseSite {
        /// The facility.
        id: String,
    },
    /// A facility has other staff or places.
    ResizeSite {
        /// The facility.
        id: String,
        /// Its staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        staff: Option<f64>,
        /// How many people it has places for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        capacity: Option<f64>,
    },
    /// A facility is open at other hours.
    Hours {
        /// The facility.
        id: String,
        /// The hours, as its table would have them.
        hours: String,
    },
    /// Another time counts before travel begins.
    Mobilisation {
        /// The kind of service.
        kind: String,
        /// The time.
        time: Span,
    },
    /// Another promise.
    Limit {
        /// The kind of service.
        kind: String,
        /// The limit.
        time: Span,
    },
    /// A road is closed to all who would pass; journeys that begin or end on it still do.
    CloseRoad {
        /// The OSM way, such as `w123`.
        way: String,
    },
    /// A ferry line does not sail.
    CancelLine {
        /// Its id or name.
        line: String,
    },
    /// A further ferry line.
    AddLine {
        /// Its name.
        #[serde(deserialize_with = "value::name")]
        name: Words,
        /// One quay: degrees east and north.
        from: [f64; 2],
        /// The other quay.
        to: [f64; 2],
        /// The time between them.
        crossing: Span,
        /// The time between two boats.
        interval: Span,
        /// Before a boat sails one must have been at the quay for this long; 5 minutes where nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        boarding: Option<Span>,
        /// Who may board, such as `foot+car`.
        who: Boards,
    },
    /// All road speeds of a profile are multiplied.
    Speed {
        /// The profile.
        profile: String,
        /// By what: 0.1 to 10.
        factor: f64,
    },
    /// There are more people, or fewer.
    Demand {
        /// So many times as many: 0 to 1,000.
        factor: f64,
        /// In one area only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        area: Option<String>,
    },
}

impl Scenario {
    /// Reads one scenario.
    ///
    /// # Errors
    /// `scenario-bad` with what is wrong.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Issue> {
        let mut scenario: Self =
            serde_json::from_slice(bytes).map_err(|error| bad("", Words::same(error.to_string())))?;
        scenario.finish().map_err(|(at, cause)| bad(&format!("modifications[{at}]"), cause))?;
        Ok(scenario)
    }

    /// Fills in the name and looks at every value that stands by itself: the index of the modification that cannot be, and why.
    ///
    /// # Errors
    /// The first that is wrong; of the id the index is that of the first modification.
    pub fn finish(&mut self) -> Result<(), (usize, Words)> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > 64 || self.id == BASELINE || !self.id.chars().all(plain) {
            let cause = Words::new(
                format!("`{}` 不能作为方案编号：只能含小写字母、数字和 `-`，且不能是 baseline", self.id),
                format!("`{}` is no id of a scenario: lower-case letters, digits and `-`, and not baseline", self.id),
            );
            return Err((0, cause));
        }
        if self.name == Words::default() {
            self.name = Words::same(self.id.as_str());
        }
        self.modifications.iter().enumerate().try_for_each(|(at, one)| one.check().map_err(|cause| (at, cause)))
    }
}

impl Modification {
    /// Are the values possible, whatever the study?
    fn check(&self) -> Result<(), Words> {
        let place = |lon: f64, lat: f64| LatLon::new(lon, lat).map(drop).ok_or_else(|| outside(lon, lat));
        let size = |size: &Option<f64>| match size {
            Some(size) if !(0.0..=1e9).contains(size) => Err(range("0", "1e9")),
            _ => Ok(()),
        };
        match self {
            Self::AddSite { lon, lat, id, staff, capacity, .. } => {
                if id.trim().is_empty() {
                    return Err(Words::new("点位编号为空", "the id of the site is empty"));
                }
                place(*lon, *lat).and(size(staff)).and(size(capacity))
            }
            Self::MoveSite { lon, lat, .. } => place(*lon, *lat),
            Self::ResizeSite { staff: None, capacity: None, .. } => {
                Err(Words::new("须给出 staff 或 capacity", "give staff or capacity"))
            }
            Self::ResizeSite { staff, capacity, .. } => size(staff).and(size(capacity)),
            Self::AddLine { from, to, interval, who, .. } => {
                if interval.0.get() == 0 {
                    return Err(Words::new("interval 须大于零", "the interval must be above zero"));
                }
                if !who.0.anybody() {
                    return Err(Words::new("who 为空：无人可以上船", "who is empty: nobody may board"));
                }
                place(from[0], from[1]).and(place(to[0], to[1]))
            }
            Self::Speed { factor, .. } if !(0.1..=10.0).contains(factor) => Err(range("0.1", "10")),
            Self::Demand { factor, .. } if !(0.0..=1_000.0).contains(factor) => Err(range("0", "1000")),
            Self::CloseRoad { way } if way_id(way).is_none() => Err(Words::new(
                format!("`{way}` 不是道路编号；写法如 w123"),
                format!("`{way}` is not a way; write one such as w123"),
            )),
            _ => Ok(()),
        }
    }
}

/// The modifications of a scenario, those of its bases first.
///
/// # Errors
/// `scenario-bad` for a scenario or a base that is not there, and for bases that go round in a ring.
pub fn resolved<'a>(all: &'a [Scenario], id: &str) -> Result<Vec<&'a Modification>, Issue> {
    let mut chain: Vec<&Scenario> = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next {
        let Some(found) = all.iter().find(|scenario| scenario.id == id) else { return Err(unknown(all, id)) };
        if chain.len() >= DEEPEST || chain.iter().any(|known| known.id == id) {
            let cause = Words::new(
                format!("方案 `{id}` 的 base 首尾相接或过深"),
                format!("the bases of the scenario `{id}` go round in a ring, or too deep"),
            );
            return Err(bad("base", cause));
        }
        chain.push(found);
        next = found.base.as_deref().filter(|base| *base != BASELINE);
    }
    Ok(chain.iter().rev().flat_map(|scenario| &scenario.modifications).collect())
}

/// There is no such scenario.
pub fn unknown(all: &[Scenario], id: &str) -> Issue {
    let known: Vec<&str> = std::iter::once(BASELINE).chain(all.iter().map(|scenario| scenario.id.as_str())).collect();
    let known = known.join(", ");
    let cause =
        Words::new(format!("没有方案 `{id}`；有：{known}"), format!("there is no scenario `{id}`; there are {known}"));
    Issue::new(Code::ScenarioBad, Place::default().field("scenario"), cause)
}

/// The number in `w123`.
fn way_id(way: &str) -> Option<i64> {
    way.strip_prefix('w').and_then(|id| id.parse().ok())
}

fn bad(field: &str, cause: Words) -> Issue {
    let place = Place::default();
    Issue::new(Code::ScenarioBad, if field.is_empty() { place } else { place.field(field) }, cause)
}

fn range(least: &str, most: &str) -> Words {
    Words::new(format!("应在 {least} 到 {most} 之间"), format!("must be from {least} to {most}"))
}

fn outside(lon: f64, lat: f64) -> Words {
    Words::new(
        format!("坐标 {lon}, {lat} 超出范围；先经度、后纬度"),
        format!("{lon}, {lat} is not a position; the longitude comes first"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str, base: Option<&str>) -> Scenario {
        let modifications = vec![Modification::CloseSite { id: format!("of-{id}") }];
        Scenario { id: id.into(), name: Words::same(id), base: base.map(str::to_owned), modifications }
    }

    #[test]
    fn modifications_of_bases_come_first_and_rings_are_refused() {
        let all = [of("a", None), of("b", Some("a")), of("c", Some("c")), of("d", Some("nobody"))];
        let ids: Vec<String> = resolved(&all, "b").unwrap().iter().map(|one| format!("{one:?}")).collect();
        assert!(ids[0].contains("of-a") && ids[1].contains("of-b") && ids.len() == 2);
        assert!(resolved(&all, "c").unwrap_err().cause.en.contains("ring"));
        assert!(resolved(&all, "d").unwrap_err().cause.en.contains("`nobody`; there are baseline, a"));
    }

    #[test]
    fn every_modification_reads_back_as_it_was_written() {
        let text = r#"{"id": "all", "name": "全部", "base": "a", "modifications": [
            {"type": "add_site", "kind": "k", "lon": 1, "lat": 2.5, "id": "n", "name": {"en": "New"}, "staff": 3},
            {"type": "move_site", "id": "n", "lon": 1, "lat": 2}, {"type": "close_site", "id": "n"},
            {"type": "resize_site", "id": "n", "capacity": 60}, {"type": "hours", "id": "n", "hours": "Mo-Fr 08:00-17:00"},
            {"type": "mobilisation", "kind": "k", "time": "0s"}, {"type": "limit", "kind": "k", "time": "1h30min"},
            {"type": "close_road", "way": "w7"}, {"type": "cancel_line", "line": "x"},
            {"type": "add_line", "name": "x", "from": [1, 2], "to": [3, 4], "crossing": "20min", "interval": "1h", "who": "car+foot"},
            {"type": "speed", "profile": "car", "factor": 0.8}, {"type": "demand", "factor": 2, "area": "a"}]}"#;
        let read = Scenario::from_json(text.as_bytes()).unwrap();
        assert_eq!((read.modifications.len(), read.name.en.as_str()), (12, "全部"));
        let written = serde_json::to_string(&read).unwrap();
        assert!(written.contains(r#""time":"90min""#) && written.contains(r#""who":"foot+car""#), "{written}");
        assert_eq!(Scenario::from_json(written.as_bytes()).unwrap(), read);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for one in [
            r#"{"type": "add_site", "kind": "k", "lon": 1, "lat": 95, "id": "n"}"#,
            r#"{"type": "add_site", "kind": "k", "lon": 1, "lat": 5, "id": " "}"#,
            r#"{"type": "move_site", "id": "n", "lon": 1}"#,
            r#"{"type": "close_site", "id": "n", "why": "x"}"#,
            r#"{"type": "resize_site", "id": "n"}"#,
            r#"{"type": "resize_site", "id": "n", "staff": -1}"#,
            r#"{"type": "limit", "kind": "k", "time": "soon"}"#,
            r#"{"type": "close_road", "way": "7"}"#,
            r#"{"type": "add_line", "name": "x", "from": [1, 2], "to": [3, 4], "crossing": "2min", "interval": "0s", "who": "foot"}"#,
            r#"{"type": "add_line", "name": "x", "from": [1, 2], "to": [3, 4], "crossing": "2min", "interval": "1h", "who": ""}"#,
            r#"{"type": "add_line", "name": "x", "from": [1, 2], "to": [3, 4], "crossing": "2min", "interval": "1h", "who": "yak"}"#,
            r#"{"type": "speed", "profile": "car", "factor": 0}"#,
            r#"{"type": "demand", "factor": -1}"#,
        ] {
            let text = format!(r#"{{"id": "a", "modifications": [{one}]}}"#);
            assert!(Scenario::from_json(text.as_bytes()).is_err(), "{one}");
        }
        for id in ["", "baseline", "A", "a b", "方案"] {
            assert!(Scenario::from_json(format!(r#"{{"id": "{id}"}}"#).as_bytes()).is_err(), "{id}");
        }
    }
}
