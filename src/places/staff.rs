//! Posts: which person serves at which facility, and how heads are counted.
//!
//! Never here: names of persons; capacity.

use std::collections::{BTreeMap, BTreeSet};

use super::Row;

/// One post of one person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Post {
    /// The person, by whatever id the table uses.
    pub person: String,
    /// The facility.
    pub facility: String,
    /// The role, such as `head` or `liaison`.
    pub role: Option<String>,
    /// Its row.
    pub row: Row,
}

/// How many heads each facility has: a person counts at the first post only. The second value are the posts that were not
/// counted, because their person stands in an earlier row.
pub fn head_count(posts: &[Post]) -> (BTreeMap<&str, u64>, Vec<&Post>) {
    let (mut heads, mut shared, mut seen) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for post in posts {
        if seen.insert(post.person.as_str()) {
            *heads.entry(post.facility.as_str()).or_insert(0) += 1;
        } else {
            // A facility whose only person is counted elsewhere has no head of its own, and that is known.
            heads.entry(post.facility.as_str()).or_insert(0);
            shared.push(post);
        }
    }
    (heads, shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_with_two_posts_is_one_head_at_the_first() {
        let post = |person: &str, facility: &str| Post {
            person: person.into(),
            facility: facility.into(),
            role: None,
            row: Row { table: 0, line: 1 },
        };
        let posts = [post("p1", "a"), post("p2", "a"), post("p1", "b"), post("p3", "c")];
        let (heads, shared) = head_count(&posts);
        assert_eq!(heads.into_iter().collect::<Vec<_>>(), [("a", 2), ("b", 0), ("c", 1)]);
        assert_eq!(shared, [&posts[2]]);
    }
}
