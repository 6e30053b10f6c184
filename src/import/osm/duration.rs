//! Durations as mappers write them: `00:25`, `25`, `25 min`, `PT1H30M`, `1h 30min`, `~25`, `20-25 min`, `25分钟`.
//!
//! Never here: whether a duration is plausible for a line (see `ferry`), what replaces a missing one.

use crate::units::Deciseconds;

/// Nothing in the map takes longer than this: a week.
const LONGEST_S: f64 = 7.0 * 86_400.0;

/// The duration that `text` gives; `None` for an empty text and for anything that cannot be understood.
///
/// A bare number counts minutes; `h:mm` and `h:mm:ss` count hours first; of a range the larger end is taken.
///
/// ```
/// use halfhour::import::osm::duration;
/// use halfhour::units::Deciseconds;
/// assert_eq!(duration::parse("0:25"), Some(Deciseconds::from_minutes(25)));
/// assert_eq!(duration::parse("PT1H30M"), Some(Deciseconds::from_minutes(90)));
/// assert_eq!(duration::parse("20-25 min"), Some(Deciseconds::from_minutes(25)));
/// assert_eq!(duration::parse("often"), None);
/// ```
pub fn parse(text: &str) -> Option<Deciseconds> {
    let text = plain(text);
    let mut text = text.trim();
    for prefix in ["approx.", "approx", "about", "ca.", "ca", "c.", "约", "~"] {
        text = text.strip_prefix(prefix).unwrap_or(text).trim_start();
    }
    let ends = text.split(['-', '~']).flat_map(|part| part.split(" to ")).flat_map(|part| part.split('至'));
    let seconds = ends.map(one).try_fold(0.0_f64, |longest, end| Some(longest.max(end?)))?;
    (seconds > 0.0 && seconds <= LONGEST_S).then(|| Deciseconds::new((seconds * 10.0).round() as u32))
}

/// Lower case, with the full-width signs of Chinese keyboards and the many dashes made plain.
fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '：' => ':',
        '–' | '—' | '‐' | '‑' | '－' => '-',
        '～' | '〜' | '≈' => '~',
        '’' | '′' => '\'',
        '″' | '”' => '"',
        ',' | '，' => '.',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    text.chars().map(sign).flat_map(char::to_lowercase).collect()
}

/// Seconds of one end of a range.
fn one(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(iso) = text.strip_prefix('p') {
        return quantities(&iso.replacen('t', " ", 1), None);
    }
    if text.contains(':') { clock(text) } else { quantities(text, Some(60.0)) }
}

/// `h:mm` or `h:mm:ss`, perhaps with the word for hours behind it.
fn clock(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let word = text.get(digits.len()..)?.trim();
    if !(word.is_empty() || unit(word) == Some(3_600.0)) {
        return None;
    }
    let number = |part: &str| {
        let ok = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        ok.then(|| part.parse::<u32>().ok()).flatten().map(f64::from)
    };
    let parts: Vec<f64> = digits.split(':').map(number).collect::<Option<_>>()?;
    match parts[..] {
        [hours, minutes] if minutes < 60.0 => Some(hours * 3_600.0 + minutes * 60.0),
        [hours, minutes, seconds] if minutes < 60.0 && seconds < 60.0 => {
            Some(hours * 3_600.0 + minutes * 60.0 + seconds)
        }
        _ => None,
    }
}

/// The sum of numbers with units. A number without a unit stands for minutes after hours (`1h30`), otherwise for
/// `bare` seconds.
fn quantities(text: &str, bare: Option<f64>) -> Option<f64> {
    let mut rest = text.trim();
    let (mut sum, mut last) = (0.0, None);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let number: f64 = rest.get(..end)?.parse().ok()?;
        rest = rest.get(end..)?.trim_start();
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let word = rest.get(..end)?.trim();
        rest = rest.get(end..)?;
        let size = match (word, last) {
            ("", None) if rest.is_empty() => bare?,
            ("", Some(3_600.0)) if rest.is_empty() => 60.0,
            ("", _) => return None,
            _ => unit(word)?,
        };
        // Units fall from large to small; "5 min 5 h" is no duration.
        if last.is_some_and(|last| size >= last) {
            return None;
        }
        sum += number * size;
        last = Some(size);
    }
    Some(sum)
}

/// Seconds of a unit.
fn unit(word: &str) -> Option<f64> {
    match word.trim_end_matches(['.', ' ', '。']) {
        "d" | "day" | "days" | "天" | "日" => Some(86_400.0),
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "小时" | "个小时" | "时" => Some(3_600.0),
        "m" | "mn" | "min" | "mins" | "minute" | "minutes" | "minuten" | "'" | "分" | "分钟" => Some(60.0),
        "s" | "sec" | "secs" | "second" | "seconds" | "\"" | "秒" | "秒钟" => Some(1.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minutes(text: &str) -> Option<f64> {
        parse(text).map(|time| f64::from(time.get()) / 600.0)
    }

    #[test]
    fn real_spellings() {
        for text in ["00:25", "0:25", "25", " 25 ", "25 min", "25min", "25 mins.", "25 minutes", "PT25M", "pt25m"] {
            assert_eq!(minutes(text), Some(25.0), "{text}");
        }
        for text in
            ["~25", "ca. 25", "20-25 min", "20–25", "25-20 min", "25'", "00:25:00", "25分钟", "约25分", "２５分钟"]
        {
            assert_eq!(minutes(text), Some(25.0), "{text}");
        }
        for text in
            ["PT1H30M", "1h 30min", "1h30", "1:30", "1:30 h", "01:30:00", "90", "1.5 h", "1,5 hours", "1小时30分"]
        {
            assert_eq!(minutes(text), Some(90.0), "{text}");
        }
        assert_eq!(minutes("1:45"), Some(105.0));
        assert_eq!(minutes("P1DT2H"), Some(26.0 * 60.0));
        assert_eq!(minutes("1-2 h"), Some(120.0));
        assert_eq!(parse("PT90S"), Some(Deciseconds::from_seconds(90)));
    }

    #[test]
    fn what_is_no_duration() {
        for text in ["", " ", "0", "00:00", "-5", "often", "P", "PT", "PT5", "25 apples", "1:75", "1:2:3:4", ":25", "."]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        for text in ["5 min 5 h", "99999 h", "25:", "1:30 min", "08:00-", "1e9", "nan", "inf", "分钟"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn spellings_of_one_time_agree(hours in 0u32..24, rest in 0u32..60) {
            prop_assume!(hours + rest > 0);
            let time = Deciseconds::from_minutes(hours * 60 + rest);
            for text in [
                format!("{hours}:{rest:02}"),
                format!("{hours:02}:{rest:02}:00"),
                format!("{}", hours * 60 + rest),
                format!("PT{hours}H{rest}M"),
                format!("{hours} h {rest} min"),
                format!("{hours}小时{rest}分钟"),
            ] {
                prop_assert_eq!(parse(&text), Some(time), "{}", text);
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = parse(&text);
        }

        #[test]
        fn no_text_of_its_own_signs_panics(text in "[pPtThHmMs0-9:.,~至约 分-]*") {
            let _ = parse(&text);
        }
    }
}
