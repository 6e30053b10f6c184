//! Tag selectors as the study writes them: `amenity=clinic`, `boundary=administrative;admin_level=8`, `office=*`.
//!
//! Never here: which objects a selector is put to, what becomes of them.

use std::fmt;
use std::str::FromStr;

use crate::network::Tags;

/// Which objects are meant: every part must hold.
///
/// ```
/// use halfhour::import::osm::Selector;
/// let councils: Selector = "boundary=administrative;admin_level=8".parse().unwrap();
/// assert!(councils.matches(&[("admin_level", "8"), ("boundary", "administrative"), ("name", "Il-Birgu")]));
/// assert!(!councils.matches(&[("admin_level", "4"), ("boundary", "administrative")]));
/// let offices: Selector = "office=*".parse().unwrap();
/// assert!(offices.matches(&[("office", "lawyer")]));
/// assert!("amenity".parse::<Selector>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Selector {
    /// Key and value; no value means any.
    parts: Vec<(Box<str>, Option<Box<str>>)>,
}

impl Selector {
    /// Do these pairs hold every part?
    pub fn matches(&self, tags: &[(&str, &str)]) -> bool {
        self.hold(|key| tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v))
    }

    /// Do these tags hold every part?
    pub fn picks(&self, tags: &Tags) -> bool {
        self.hold(|key| tags.get(key))
    }

    fn hold<'a>(&self, get: impl Fn(&str) -> Option<&'a str>) -> bool {
        let part =
            |key: &str, wanted: Option<&str>| get(key).is_some_and(|v| wanted.is_none_or(|wanted| holds(v, wanted)));
        self.parts.iter().all(|(key, wanted)| part(key, wanted.as_deref()))
    }

    /// The key of the first part: what kind of thing the selector is about.
    pub fn main_key(&self) -> &str {
        self.parts.first().map_or("", |(key, _)| key)
    }
}

/// Is `wanted` the value, or one of several that semicolons part (`amenity=clinic;doctors`)?
fn holds(value: &str, wanted: &str) -> bool {
    value == wanted || (value.contains(';') && value.split(';').any(|one| one.trim() == wanted))
}

/// Why a text is not a selector.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SelectorError {
    /// Nothing is selected.
    #[error("the selector is empty; write key=value")]
    Empty,
    /// A part without `=`, or without a key or value.
    #[error("`{0}` is not key=value (use key=* for any value)")]
    NotAPair(String),
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        if text.trim().is_empty() {
            return Err(SelectorError::Empty);
        }
        let part = |part: &str| {
            let pair = part.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
            match pair {
                Some((key, value)) if !key.is_empty() && !value.is_empty() => {
                    Ok((key.into(), (value != "*").then(|| value.into())))
                }
                _ => Err(SelectorError::NotAPair(part.trim().to_owned())),
            }
        };
        Ok(Self { parts: text.split(';').map(part).collect::<Result<_, _>>()? })
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (key, value)) in self.parts.iter().enumerate() {
            let semicolon = if i == 0 { "" } else { ";" };
            write!(f, "{semicolon}{key}={}", value.as_deref().unwrap_or("*"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selector_reads_back_as_it_was_written() {
        for text in ["amenity=clinic", "boundary=administrative;admin_level=8", "office=*"] {
            assert_eq!(text.parse::<Selector>().unwrap().to_string(), text);
        }
        assert_eq!(" a = b ; c = * ".parse::<Selector>().unwrap().to_string(), "a=b;c=*");
    }

    #[test]
    fn what_is_not_a_pair_is_quoted() {
        assert_eq!("".parse::<Selector>(), Err(SelectorError::Empty));
        for text in ["amenity", "=clinic", "amenity=", "a=b;", "a=b;c"] {
            assert!(matches!(text.parse::<Selector>(), Err(SelectorError::NotAPair(_))), "{text}");
        }
    }

    #[test]
    fn one_of_several_values_is_enough() {
        let clinic: Selector = "amenity=clinic".parse().unwrap();
        assert!(clinic.matches(&[("amenity", "doctors; clinic")]));
        assert!(!clinic.matches(&[("amenity", "clinical")]));
    }
}
