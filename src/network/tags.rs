//! OSM-like tags of one way or node.
//!
//! Never here: what a tag means (see [`profile`](super::profile)).

use serde::{Deserialize, Serialize};

/// Keys and values, ordered by key; the last of equal keys wins.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tags(Vec<(Box<str>, Box<str>)>);

impl Tags {
    /// The value of `key`.
    ///
    /// ```
    /// use halfhour::network::Tags;
    /// let tags: Tags = [("oneway", "yes"), ("highway", "primary")].into_iter().collect();
    /// assert_eq!(tags.get("highway"), Some("primary"));
    /// assert!(tags.is("oneway", "yes"));
    /// ```
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.binary_search_by(|(k, _)| (**k).cmp(key)).ok().map(|i| &*self.0[i].1)
    }

    /// Does `key` have this `value`?
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    /// Is `key` there?
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// All pairs, ordered by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Sets `key`, replacing its value.
    pub fn set(&mut self, key: &str, value: &str) {
        match self.0.binary_search_by(|(k, _)| (**k).cmp(key)) {
            Ok(i) => self.0[i].1 = value.into(),
            Err(i) => self.0.insert(i, (key.into(), value.into())),
        }
    }
}

impl<K: Into<Box<str>>, V: Into<Box<str>>> FromIterator<(K, V)> for Tags {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut pairs: Vec<(Box<str>, Box<str>)> = pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        pairs.reverse();
        pairs.dedup_by(|later, first| later.0 == first.0);
        pairs.reverse();
        Self(pairs)
    }
}
