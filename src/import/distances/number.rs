//! Numbers of a table of distances, in thousandths.
//!
//! Never here: files, issues.

/// What a field says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Field {
    /// So many thousandths.
    Thousandths(u64),
    /// No way: empty, `-`, `inf`, `none`, `null` or `nan`.
    Unreached,
    /// Not a number at least 0 that can be held.
    Bad,
}

/// Reads a field. Digits beyond the third after the point round half up.
pub(super) fn field(text: &[u8]) -> Field {
    let text = text.trim_ascii();
    let lower = text.to_ascii_lowercase();
    if matches!(lower.as_slice(), b"" | b"-" | b"inf" | b"infinity" | b"none" | b"null" | b"nan") {
        return Field::Unreached;
    }
    let (whole, rest) = match text.iter().position(|&byte| byte == b'.') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &[][..]),
    };
    let plain = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
    if plain(whole) && plain(rest) && whole.len() + rest.len() > 0 && whole.len() <= 15 {
        let number = whole.iter().fold(0u64, |number, digit| number * 10 + u64::from(digit - b'0'));
        let digit = |at: usize| rest.get(at).map_or(0, |digit| u64::from(digit - b'0'));
        let up = u64::from(digit(3) >= 5);
        return Field::Thousandths(number * 1_000 + digit(0) * 100 + digit(1) * 10 + digit(2) + up);
    }
    // Exponents and signs, as other programs write them.
    let number = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok());
    match number {
        Some(number) if (0.0..1e12).contains(&number) => Field::Thousandths((number * 1e3).round() as u64),
        _ => Field::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_to_thousandths() {
        let read = |text: &str| field(text.as_bytes());
        assert_eq!(read("12"), Field::Thousandths(12_000));
        assert_eq!(read(" 0.5 "), Field::Thousandths(500));
        assert_eq!(read("1.2345"), Field::Thousandths(1_235));
        assert_eq!(read("1.5e2"), Field::Thousandths(150_000));
        for none in ["", "-", "inf", "NaN", "None"] {
            assert_eq!(read(none), Field::Unreached, "{none}");
        }
        for bad in ["-3", "x", ".", "1,5", "99999999999999999999"] {
            assert_eq!(read(bad), Field::Bad, "{bad}");
        }
    }
}
