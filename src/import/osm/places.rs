//! Names of objects, and the settlements that gaps are named after.
//!
//! Never here: facilities, areas.

use super::gather::{Gathered, place_class};
use crate::network::Tags;
use crate::places::{Land, NamedPlace};
use crate::words::Words;

/// The name of an object in Chinese (or its own language) and in English; `None` when it has none.
pub fn name(tags: &Tags) -> Option<Words> {
    let first =
        |keys: &[&str]| keys.iter().filter_map(|key| tags.get(key)).map(str::trim).find(|name| !name.is_empty());
    let zh = first(&["name:zh-Hans", "name:zh-CN", "name:zh", "name", "name:en"])?;
    let en = first(&["name:en", "int_name", "name", "name:zh"])?;
    Some(Words::new(zh, en))
}

/// City, town, village and hamlet nodes with a name that lie on land, ordered by id.
pub fn places(gathered: &Gathered, land: &Land) -> Vec<NamedPlace> {
    let place = |node: &super::gather::RawNode| {
        let class = place_class(node.tags.get("place")?)?;
        let population = node.tags.get("population").and_then(population);
        Some(NamedPlace { id: format!("n{}", node.id), name: name(&node.tags)?, at: node.at, class, population })
    };
    gathered.nodes.iter().filter_map(place).filter(|place| land.holds(place.at)).collect()
}

/// A number of people as mappers write it: `12345`, `12 345`, `12,345`, `12.345`, `~1200`.
pub fn population(text: &str) -> Option<u64> {
    let text = text.trim().trim_start_matches(['~', '≈', '约']).trim();
    let mut groups = text.split([' ', '\u{a0}', '\u{202f}', ',', '.', '\'', '’']);
    let first = groups.next()?;
    let number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        if group.len() != 3 || !number(group) {
            return None;
        }
        grouped = true;
        digits.push_str(group);
    }
    if !number(first) || (grouped && first.len() > 3) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people() {
        for text in ["12345", "12 345", "12,345", "12.345", "~12345", " 12'345 "] {
            assert_eq!(population(text), Some(12_345), "{text}");
        }
        assert_eq!(population("1,234,567"), Some(1_234_567));
        for text in ["", "many", "1.5", "12,34", "1234,567", "-5", "12 345 (2011)", "99999999999999999999999"] {
            assert_eq!(population(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_stands_in_both_languages() {
        let tags: Tags = [("name", "Il-Birgu"), ("name:en", "Birgu")].into_iter().collect();
        assert_eq!(name(&tags), Some(Words::new("Il-Birgu", "Birgu")));
        let tags: Tags = [("name", "沈家门街道")].into_iter().collect();
        assert_eq!(name(&tags), Some(Words::same("沈家门街道")));
        assert_eq!(name(&[("name", " ")].into_iter().collect()), None);
    }
}
