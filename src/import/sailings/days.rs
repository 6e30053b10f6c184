//! Days and departures as offices write them: `mo-fr`, `周六、周日`; `06:00 07:30 24:15`, `06:00-22:00/45min`.
//!
//! Never here: dates, clocks.

use std::collections::BTreeSet;

use crate::import::osm::duration;

/// Nobody writes a departure later than this after its day began: two days.
const LATEST: i32 = 48 * 60;

/// The weekdays that a text names, 0 Monday .. 6 Sunday; every day for an empty one, `None` when it cannot be understood.
///
/// ```
/// use halfhour::import::sailings::days;
/// assert_eq!(days("mo-fr").unwrap().len(), 5);
/// assert_eq!(days("周六、周日"), days("sa,su"));
/// ```
pub fn days(text: &str) -> Option<BTreeSet<u8>> {
    let text = text.trim().to_lowercase().replace("星期", "周").replace("礼拜", "周");
    match text.as_str() {
        "" | "daily" | "every day" | "每天" | "每日" | "天天" | "全周" => return Some((0..7).collect()),
        "weekdays" | "workdays" | "工作日" => return Some((0..5).collect()),
        "weekend" | "weekends" | "周末" | "双休日" => return Some([5, 6].into()),
        _ => {}
    }
    let mut days = BTreeSet::new();
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；' | '/' | '+' | '和' | '及');
    // A range may be written with spaces around its dash.
    let joined = ["-", "–", "—", "－", "~", "～", "至", "到"]
        .iter()
        .fold(text, |text, dash| text.split(dash).map(str::trim).collect::<Vec<_>>().join("-"));
    for item in joined.split(between).filter(|item| !item.is_empty()) {
        match item.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (single(from)?, single(to)?);
                days.extend((0..7).map(|i| (from + i) % 7).take(usize::from((to + 7 - from) % 7) + 1));
            }
            None => match single(item) {
                Some(day) => {
                    days.insert(day);
                }
                // 周六日
                None => days.extend(
                    item.strip_prefix('周')
                        .filter(|rest| !rest.is_empty())?
                        .chars()
                        .map(chinese)
                        .collect::<Option<Vec<_>>>()?,
                ),
            },
        }
    }
    (!days.is_empty()).then_some(days)
}

fn single(text: &str) -> Option<u8> {
    const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    if text.len() >= 2
        && let Some((_, day)) = ENGLISH.iter().zip(0..).find(|(name, _)| name.starts_with(text.trim_end_matches('.')))
    {
        return Some(day);
    }
    let mut characters = text.strip_prefix('周').unwrap_or(text).chars();
    let day = chinese(characters.next()?)?;
    characters.next().is_none().then_some(day)
}

fn chinese(c: char) -> Option<u8> {
    match c {
        '一' | '1' => Some(0),
        '二' | '2' => Some(1),
        '三' | '3' => Some(2),
        '四' | '4' => Some(3),
        '五' | '5' => Some(4),
        '六' | '6' => Some(5),
        '日' | '天' | '7' => Some(6),
        _ => None,
    }
}

/// The departures that a text gives, in minutes after the day began, ordered; `None` when it cannot be understood.
///
/// A span such as `06:00-22:00/45min` holds its end, when a boat falls on it.
///
/// ```
/// use halfhour::import::sailings::departures;
/// assert_eq!(departures("24:15 06:00"), Some(vec![360, 1_455]));
/// assert_eq!(departures("06:00-07:30/45min"), Some(vec![360, 405, 450]));
/// ```
pub fn departures(text: &str) -> Option<Vec<i32>> {
    let plain = text.replace('：', ":").replace(['–', '—', '－', '~', '～', '至', '到'], "-").replace('每', "/");
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；');
    let mut items: Vec<String> = Vec::new();
    for part in plain.split(between).filter(|part| !part.is_empty()) {
        let goes_on = part.starts_with(['-', '/']) || part.starts_with(char::is_alphabetic);
        match items.last_mut() {
            Some(last) if goes_on || last.ends_with(['-', '/']) => last.push_str(part),
            _ => items.push(part.to_owned()),
        }
    }
    let mut minutes = BTreeSet::new();
    for item in &items {
        let Some((span, every)) = item.split_once('/') else {
            minutes.insert(time(item)?);
            continue;
        };
        let (from, to) = span.split_once('-')?;
        let (from, to) = (time(from)?, time(to)?);
        let every = i32::try_from(duration::parse(every)?.get() / 600).ok().filter(|&every| every > 0)?;
        let to = if to < from { to + 1_440 } else { to };
        minutes.extend((from..=to).step_by(every as usize));
    }
    (!minutes.is_empty()).then(|| minutes.into_iter().collect())
}

/// `6:00`, `06:00`, `0600`, `24:15`.
fn time(text: &str) -> Option<i32> {
    let (hour, minute) = match text.split_once(':') {
        Some((hour, minute)) => (hour, minute.strip_suffix(":00").unwrap_or(minute)),
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None => return None,
    };
    let number = |digits: &str| {
        let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<i32>().ok()).flatten()
    };
    let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
    Some(hour * 60 + minute).filter(|&time| minute < 60 && time < LATEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Option<Vec<u8>> {
        days(text).map(|days| days.into_iter().collect())
    }

    #[test]
    fn days_in_both_languages() {
        for text in ["", "daily", "每天", "mo-su", "周一至周日", "1-7", "Mon - Sun"] {
            assert_eq!(found(text), Some((0..7).collect()), "{text}");
        }
        for text in
            ["mo-fr", "Mo–Fr", "周一至周五", "星期一到星期五", "周一至五", "工作日", "Monday-Friday", "mo,tu,we,th,fr"]
        {
            assert_eq!(found(text), Some((0..5).collect()), "{text}");
        }
        for text in ["sa,su", "Sat Sun", "周六、周日", "周六日", "周末", "周六，周天", "sa-su"] {
            assert_eq!(found(text), Some(vec![5, 6]), "{text}");
        }
        assert_eq!(found("fr-mo"), Some(vec![0, 4, 5, 6]));
        assert_eq!(found("周三"), Some(vec![2]));
        for text in ["never", "mo-", "周", "八", "mo-xx", "节假日", "m", "周八"] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn departures_of_all_sorts() {
        assert_eq!(departures("06:00 07:30,24:15"), Some(vec![360, 450, 1_455]));
        assert_eq!(departures("0600、6:30；07：00"), Some(vec![360, 390, 420]));
        assert_eq!(departures("06:00-08:00/1h 12:00"), Some(vec![360, 420, 480, 720]));
        assert_eq!(departures("06:00 - 08:00 / 60 min"), Some(vec![360, 420, 480]));
        assert_eq!(departures("6:00至8:00每60分钟"), Some(vec![360, 420, 480]));
        assert_eq!(departures("23:00-01:00/60"), Some(vec![1_380, 1_440, 1_500]), "past midnight");
        assert_eq!(departures("06:00-08:00/50min"), Some(vec![360, 410, 460]));
        for text in ["", "often", "25:61", "48:00", "06:00-08:00", "06:00/45min", "06:00-07:00/0", "6", "06:0", "-1:00"]
        {
            assert_eq!(departures(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9:/a-z周一至每、 -]*") {
            let _ = (days(&text), departures(&text));
        }
    }
}
