//! Values of modifications as they are written: names, durations, who may board.
//!
//! Never here: what they change.

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

use crate::study::file::duration;
use crate::timetable::Who;
use crate::units::Deciseconds;
use crate::words::Words;

/// A duration, written `25min`, `90s` or `1h30min`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span(pub Deciseconds);

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let seconds = self.0.get() / 10;
        let text = if seconds > 0 && seconds.is_multiple_of(60) {
            format!("{}min", seconds / 60)
        } else {
            format!("{seconds}s")
        };
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = duration(text.trim());
        time.map(Self)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is not a duration; write 30min, 90s or 1h30min")))
    }
}

/// Who may board: modes of travel joined by `+`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Boards(pub Who);

impl Serialize for Boards {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let modes = [(self.0.foot, "foot"), (self.0.bicycle, "bicycle"), (self.0.car, "car")];
        let modes: Vec<&str> = modes.into_iter().filter(|mode| mode.0).map(|mode| mode.1).collect();
        serializer.serialize_str(&modes.join("+"))
    }
}

impl<'de> Deserialize<'de> for Boards {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(String),
            List(Vec<String>),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::One(text) => text,
            Written::List(list) => list.join("+"),
        };
        let mut who = Who::NOBODY;
        for mode in text.split(['+', ',', ' ']).filter(|mode| !mode.is_empty()) {
            match mode {
                "foot" => who.foot = true,
                "bicycle" => who.bicycle = true,
                "car" => who.car = true,
                _ => {
                    return Err(D::Error::custom(format!(
                        "`{mode}` cannot board; write foot, bicycle or car, joined by +"
                    )));
                }
            }
        }
        Ok(Self(who))
    }
}

/// One text for both languages, or either or both of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    One(String),
    Each(Each),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Each {
    zh: Option<String>,
    en: Option<String>,
}

pub(super) fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Words, D::Error> {
    match Name::deserialize(deserializer)? {
        Name::One(text) => Ok(Words::same(text.trim())),
        Name::Each(Each { zh: Some(zh), en: Some(en) }) => Ok(Words::new(zh.trim(), en.trim())),
        Name::Each(Each { zh: Some(one), en: None } | Each { zh: None, en: Some(one) }) => Ok(Words::same(one.trim())),
        Name::Each(Each { zh: None, en: None }) => Err(D::Error::custom("a name needs `zh` or `en`")),
    }
}

pub(super) fn some_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Words>, D::Error> {
    name(deserializer).map(Some)
}
