//! Numbers as a reader sees them: thousands separators, shares that do not overstate, minutes that keep the limit.
//!
//! Never here: words, sentences, HTML.

use crate::units::Deciseconds;

/// A whole number with a comma between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share from 0 to 1 in per cent with one decimal. Only all is 100% and only none is 0%: a share just short of
/// either end never reads as the end.
pub fn percent(share: f64) -> String {
    let tenths = (share.clamp(0.0, 1.0) * 1_000.0).round() as u32;
    match tenths {
        _ if share <= 0.0 || share.is_nan() => "0%".into(),
        _ if share >= 1.0 => "100%".into(),
        0 => "<0.1%".into(),
        1_000 => ">99.9%".into(),
        _ => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

/// Any number with three digits that count; whole ones from a thousand on.
pub fn plain(number: f64) -> String {
    if !number.is_finite() {
        return "–".into();
    }
    if number.abs() >= 1_000.0 {
        let sign = if number < 0.0 { "-" } else { "" };
        return format!("{sign}{}", thousands(number.abs().round() as u64));
    }
    let before = if number == 0.0 { 0 } else { number.abs().log10().floor() as i32 };
    format!("{number:.*}", usize::try_from(2 - before).unwrap_or(0).min(6))
}

/// `part` of `whole`; nothing of nothing is nothing.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Whole minutes, rounded up: a time beyond a limit of whole minutes never reads as the limit.
pub fn minutes(seconds: u32) -> u32 {
    seconds.div_ceil(60)
}

/// Whole minutes of a time that may be beyond the horizon.
pub fn minutes_within(seconds: Option<u32>, horizon: Deciseconds) -> String {
    seconds.map_or_else(|| format!(">{}", duration_minutes(horizon)), |seconds| minutes(seconds).to_string())
}

/// A whole number with its sign; nothing has none.
pub fn signed(number: i64) -> String {
    let size = thousands(number.unsigned_abs());
    match number {
        0 => size,
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

/// Whole minutes of a duration, rounded up.
pub fn duration_minutes(time: Deciseconds) -> u32 {
    minutes(time.get().div_ceil(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_thousands() {
        let shown = [0, 7, 999, 1_000, 21_005, 428_591, 1_000_000].map(thousands);
        assert_eq!(shown, ["0", "7", "999", "1,000", "21,005", "428,591", "1,000,000"]);
    }

    #[test]
    fn a_share_reaches_an_end_only_at_the_end() {
        let shown = [0.0, 0.000_4, 0.001, 0.123_45, 0.999, 0.999_6, 1.0, f64::NAN].map(percent);
        assert_eq!(shown, ["0%", "<0.1%", "0.1%", "12.3%", "99.9%", ">99.9%", "100%", "0%"]);
        assert_eq!(share(3, 0), 0.0);
    }

    #[test]
    fn other_numbers_have_three_digits() {
        let shown = [0.0, 0.012_345, 1.0, -3.456_7, 45.67, 999.9, 12_345.6, f64::NAN].map(plain);
        assert_eq!(shown, ["0.00", "0.0123", "1.00", "-3.46", "45.7", "1000", "12,346", "–"]);
    }

    #[test]
    fn changes_have_a_sign() {
        assert_eq!([1_234, 0, -5].map(signed), ["+1,234", "0", "−5"]);
    }

    #[test]
    fn minutes_keep_the_limit() {
        assert_eq!([1, 60, 1_800, 1_801].map(minutes), [1, 1, 30, 31]);
        assert_eq!(duration_minutes(Deciseconds::from_minutes(30)), 30);
        assert_eq!(duration_minutes(Deciseconds::new(18_001)), 31);
    }
}
