//! On which service days of the week the services of a feed run.
//!
//! Never here: clocks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::feed::{Feed, Row};
use super::{Told, told};
use crate::issue::Code;
use crate::timetable::Week;
use crate::words::Words;

/// Service days that are looked at: trips of Thursday may sail on Sunday, and a feed may be of another time zone.
const DAYS: std::ops::RangeInclusive<i32> = -3..=9;

/// The days of every service, 0 the Monday of the week; a service that runs on none of them is there too.
pub(super) fn services(feed: &mut Feed, week: &Week, issues: &mut Told) -> BTreeMap<String, BTreeSet<i32>> {
    let mut services: BTreeMap<String, BTreeSet<i32>> = BTreeMap::new();
    let (weekly, dates) = (feed.sheet("calendar.txt"), feed.sheet("calendar_dates.txt"));
    if weekly.is_none() && dates.is_none() {
        let words = Words::new(
            "calendar.txt 与 calendar_dates.txt 均缺失",
            "neither calendar.txt nor calendar_dates.txt is there",
        );
        issues.file(&feed.name, Code::GtfsFileMissing, words);
    }
    if let Some(sheet) = weekly {
        told(&sheet, issues, |row, findings| {
            let Some(id) = row.must("service_id", findings) else { return };
            let days = services.entry(id.to_owned()).or_default();
            let (Some(from), Some(to)) = (date(row, "start_date"), date(row, "end_date")) else {
                let field = if date(row, "start_date").is_none() { "start_date" } else { "end_date" };
                return row.bad(field, findings);
            };
            const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
            days.extend(DAYS.filter(|&day| {
                let date = week.date(day);
                let name = NAMES.get(usize::from(date.weekday().to_monday_zero_offset().unsigned_abs()));
                (from..=to).contains(&date) && name.is_some_and(|name| row.get(name) == Some("1"))
            }));
        });
    }
    if let Some(sheet) = dates {
        told(&sheet, issues, |row, findings| {
            let Some(id) = row.must("service_id", findings) else { return };
            let days = services.entry(id.to_owned()).or_default();
            let Some(date) = date(row, "date") else { return row.bad("date", findings) };
            let day = DAYS.into_iter().find(|&day| week.date(day) == date);
            match (row.get("exception_type"), day) {
                (Some("1"), Some(day)) => {
                    days.insert(day);
                }
                (Some("2"), Some(day)) => {
                    days.remove(&day);
                }
                (Some("1" | "2"), None) => {}
                _ => row.bad("exception_type", findings),
            }
        });
    }
    services
}

/// `20260302`.
fn date(row: &Row<'_>, field: &str) -> Option<Date> {
    let text = row.get(field).filter(|text| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    Date::new(text.get(..4)?.parse().ok()?, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?).ok()
}
