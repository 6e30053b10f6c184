//! The little languages inside the study file: durations, lengths, ids, selectors, and the nearest known key.
//!
//! Never here: TOML, issues.

use crate::units::{Deciseconds, Metres};

const DAY_S: u32 = 24 * 3_600;

/// A duration such as `30min`, `90s`, `1h` or `1h30min`: whole numbers, larger units first, at most a day.
pub fn duration(text: &str) -> Option<Deciseconds> {
    let mut rest = text;
    let mut seconds = 0_u32;
    for (unit, size) in [("h", 3_600), ("min", 60), ("s", 1)] {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        if let Some(after) = after.strip_prefix(unit).filter(|_| digits > 0) {
            seconds = number.parse::<u32>().ok()?.checked_mul(size)?.checked_add(seconds)?;
            rest = after;
        }
    }
    (rest.is_empty() && !text.is_empty() && seconds <= DAY_S).then(|| Deciseconds::from_seconds(seconds))
}

/// A length such as `500m`, `1km` or `1.5km`: more than nothing, at most 1,000 km.
pub fn length(text: &str) -> Option<Metres> {
    let (number, size) = match text.strip_suffix("km") {
        Some(number) => (number, 1_000.0),
        None => (text.strip_suffix('m')?, 1.0),
    };
    let plain = number.starts_with(|c: char| c.is_ascii_digit()) && number.ends_with(|c: char| c.is_ascii_digit());
    let plain = plain && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let metres = number.parse::<f64>().ok().filter(|_| plain)? * size;
    (metres > 0.0 && metres <= 1e6).then_some(Metres(metres))
}

/// Is this an id of lower-case letters, digits and `joiner`?
pub(super) fn is_id(text: &str, joiner: char) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joiner)
}

/// Has this the shape of an IANA time zone? Which zones there are is not asked: that takes a database.
pub(super) fn is_time_zone(text: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    };
    text.split('/').count() <= 3 && text.split('/').all(part)
}

/// Is this `key=value`, or several joined by `;` that must all hold? A value of `*` stands for any.
pub(super) fn is_selector(text: &str) -> bool {
    text.split(';')
        .all(|tag| matches!(tag.split_once('='), Some((k, v)) if !k.trim().is_empty() && !v.trim().is_empty()))
}

/// The known key nearest to a mistyped one, if it is near enough to be meant.
pub(super) fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    let far = 1 + typed.chars().count() / 3;
    let (edits, key) = known.iter().map(|&key| (edits(&typed.to_lowercase(), key), key)).min()?;
    (edits <= far.min(3)).then_some(key)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment).
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replace = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let seconds = |text| duration(text).and_then(Deciseconds::seconds);
        for (text, expected) in
            [("30min", 1_800), ("90s", 90), ("1h", 3_600), ("1h30min", 5_400), ("0s", 0), ("24h", 86_400)]
        {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in
            ["", "30", "min", "1.5h", "30 min", "30min1h", "-5min", "25h", "99999999999s", "1h1h", "三十min", "30MIN"]
        {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn lengths() {
        for (text, expected) in [("500m", 500.0), ("1km", 1_000.0), ("1.5km", 1_500.0)] {
            assert_eq!(length(text), Some(Metres(expected)), "{text}");
        }
        for text in ["", "m", "km", "0m", "-1km", "1e3m", "infm", "nanm", ".5km", "5.m", "1001km", "1.2.3m", "500"] {
            assert_eq!(length(text), None, "{text}");
        }
    }

    #[test]
    fn shapes_of_texts() {
        assert!(is_time_zone("Europe/Malta") && is_time_zone("UTC") && is_time_zone("America/Argentina/Buenos_Aires"));
        assert!(!is_time_zone("") && !is_time_zone("Europe/") && !is_time_zone("东八区") && !is_time_zone("+08:00"));
        assert!(is_selector("amenity=clinic") && is_selector("boundary=administrative;admin_level=8"));
        assert!(!is_selector("amenity") && !is_selector("=x") && !is_selector("a=b;") && !is_selector(""));
        assert!(is_id("malta-2", '-') && !is_id("Malta", '-') && !is_id("a_b", '-') && !is_id("", '_'));
    }

    #[test]
    fn hints_are_near_or_absent() {
        let known = ["profile", "direction", "limit"];
        assert_eq!(nearest("profil", &known), Some("profile"));
        assert_eq!(nearest("Limit", &known), Some("limit"));
        assert_eq!(nearest("limti", &known), Some("limit"), "a swap of neighbours is one edit");
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest("", &known), None);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
    }
}
