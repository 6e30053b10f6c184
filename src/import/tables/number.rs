//! Numbers as offices type them.
//!
//! Never here: units, ranges.

/// The finite number that a field holds: full-width digits and thousands separators are understood, a decimal comma,
/// a unit or a word is not.
pub(in crate::import) fn number(field: &str) -> Option<f64> {
    let field = field.trim();
    if is_plain(field) {
        return finite(field);
    }
    let text: String = field.chars().map(narrow).collect();
    let text = if text.contains(',') { without_thousands(&text)? } else { text };
    finite(&text).filter(|_| is_plain(&text))
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Are all characters such as Rust's numbers have? (`str::parse` would also take `inf` and `nan`.)
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'+' | b'-' | b'e' | b'E'))
}

/// The two numbers of a field such as `114.05,22.54`, `(114.05， 22.54)` or `114.05 22.54`.
pub(in crate::import) fn pair(field: &str) -> Option<(f64, f64)> {
    let bare = field.trim().trim_matches(['(', ')', '[', ']', '（', '）', '【', '】']);
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '、' | '/');
    let mut parts = bare.split(between).filter(|part| !part.is_empty());
    let pair = (number(parts.next()?)?, number(parts.next()?)?);
    parts.next().is_none().then_some(pair)
}

/// The ASCII form of a full-width digit or sign.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '．' | '，' | '＋' | '－' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '−' => '-',
        c => c,
    }
}

/// `1,234,567.8` without its commas; `None` where a comma is not before every third digit.
fn without_thousands(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|group| digits(group) && group.len() <= 3);
    let rest = groups.all(|group| digits(group) && group.len() == 3);
    let sound = first && rest && fraction.is_none_or(digits);
    sound.then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_a_number_and_what_is_not() {
        for (text, value) in [
            ("12", 12.0),
            (" -1.5 ", -1.5),
            ("1,234", 1_234.0),
            ("12,345,678.5", 12_345_678.5),
            ("１２３．５", 123.5),
            ("１，２３４", 1_234.0),
            ("－3", -3.0),
            ("−3", -3.0),
            ("1e3", 1_000.0),
            ("\u{3000}7", 7.0),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in
            ["", "abc", "1.234,5", "22,54", "1,2345", ",123", "1,234,", "inf", "NaN", "1e999", "12人", "0x10", "1 234"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn two_numbers_in_one_field() {
        for text in ["114.05,22.54", "(114.05， 22.54)", " 114.05  22.54 ", "[114.05;22.54]", "１１４.05、22.54"] {
            assert_eq!(pair(text), Some((114.05, 22.54)), "{text}");
        }
        for text in ["", "114.05", "114.05,22.54,3", "a,b", "114.05,", "114°03′,22°32′"] {
            assert_eq!(pair(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived_and_numbers_come_back(text in any::<String>(), value in -1e9..1e9_f64) {
            number(&text);
            prop_assert_eq!(number(&value.to_string()), Some(value));
        }
    }
}
