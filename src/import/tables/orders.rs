//! Rows become service orders.
//!
//! Orders are personal: issues hold rows and never values. Never here: whether facilities and places of orders exist.

use jiff::civil::{Date, DateTime};

use super::Source;
use super::columns::Fields;
use super::number::number;
use super::reading::Reading;
use super::table;
use crate::issue::{Code, Issue};
use crate::places::{Order, Row};
use crate::space::LatLon;
use crate::words::Words;

const ORDER: Fields<'_> = Fields {
    required: &["id", "time", "category"],
    optional: &["channel", "lon", "lat", "place", "facility", "dispatched", "arrived", "closed", "satisfaction"],
};

/// The share of the scale of satisfaction from which on a caller counts as satisfied: 4 on a scale from 1 to 5.
const SATISFIED: f64 = 0.75;

/// The orders of a table, in its order; `scale` is the worst and the best grade of satisfaction.
///
/// ```
/// use halfhour::import::tables::{Format, Source, orders};
/// let csv = "id,time,category,place,dispatched,arrived\n\
///            1,2026-03-04T08:15,doctor,p1,2026-03-04T08:20,2026-03-04T08:41\n\
///            2,2026/3/4 9:05,doctor,p1,2026/3/4 9:30,2026/3/4 9:10\n";
/// let (orders, issues) = orders(&Source::new("orders.csv", csv, Format::Csv), (1, 5));
/// assert_eq!(orders.len(), 1);
/// assert!(issues[0].to_string().starts_with("error order-times orders.csv:3 [arrived]"));
/// ```
pub fn orders(source: &Source, scale: (u32, u32)) -> (Vec<Order>, Vec<Issue>) {
    let (mut reading, rows) = match Reading::open(source, &ORDER, true) {
        Ok(open) => open,
        Err(issues) => return (Vec::new(), issues),
    };
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(id) = reading.id(row) else { continue };
        if let Some(order) = order(&mut reading, row, &id, scale) {
            reading.accept(&id);
            all.push(order);
        }
    }
    (all, reading.findings.finish())
}

/// One row; what is wrong with it has been said.
fn order(reading: &mut Reading, row: &table::Row, id: &str, scale: (u32, u32)) -> Option<Order> {
    let category = reading.required(row, "category")?.to_owned();
    reading.required(row, "time")?;
    let time = time(reading, row, "time")??;
    let dispatched = self::time(reading, row, "dispatched")?;
    let arrived = self::time(reading, row, "arrived")?;
    let closed = self::time(reading, row, "closed")?;
    in_order(
        reading,
        row,
        [("time", Some(time)), ("dispatched", dispatched), ("arrived", arrived), ("closed", closed)],
    )?;
    let satisfied = satisfied(reading, row, scale)?;
    let text = |field| reading.columns.get(row, field).map(str::to_owned);
    let (channel, place, facility) = (text("channel"), text("place"), text("facility"));
    let at = at(reading, row, place.is_some())?;
    let row = Row { table: 0, line: row.line };
    let id = id.to_owned();
    Some(Order { id, time, category, channel, at, place, facility, dispatched, arrived, closed, satisfied, row })
}

/// A time that may be left out; `None` when it is there and cannot be read, which has been said.
#[allow(clippy::option_option)]
fn time(reading: &mut Reading, row: &table::Row, field: &str) -> Option<Option<DateTime>> {
    let Some(text) = reading.columns.get(row, field) else { return Some(None) };
    let time = local_time(text);
    if time.is_none() {
        let words = Words::new(
            "不是时间；写法如 2026-03-04T08:15 或 2026/3/4 8:15",
            "not a time; write 2026-03-04T08:15 or 2026/3/4 8:15",
        );
        reading.findings.row(Code::FieldBad, row.line, Some(field), words);
    }
    time.map(Some)
}

/// Do the times that are known follow one another?
fn in_order(reading: &mut Reading, row: &table::Row, times: [(&str, Option<DateTime>); 4]) -> Option<()> {
    let known: Vec<(&str, DateTime)> = times.into_iter().filter_map(|(field, time)| Some((field, time?))).collect();
    let back = known.windows(2).find_map(|pair| (pair[1].1 < pair[0].1).then_some((pair[0].0, pair[1].0)));
    let Some((earlier, later)) = back else { return Some(()) };
    let words = Words::new(format!("早于 {earlier}"), format!("it is earlier than {earlier}"));
    reading.findings.row(Code::OrderTimes, row.line, Some(later), words);
    None
}

/// Whether the caller was satisfied, if the row says; `None` when the grade is none of the scale, which has been said.
#[allow(clippy::option_option)]
fn satisfied(reading: &mut Reading, row: &table::Row, (worst, best): (u32, u32)) -> Option<Option<bool>> {
    let Some(text) = reading.columns.get(row, "satisfaction") else { return Some(None) };
    let (worst, best) = (f64::from(worst), f64::from(best));
    let Some(grade) = number(text).filter(|grade| (worst..=best).contains(grade)) else {
        let words = Words::new(format!("应在 {worst} 到 {best} 之间"), format!("it must be from {worst} to {best}"));
        reading.findings.row(Code::FieldBadNumber, row.line, Some("satisfaction"), words);
        return None;
    };
    Some(Some((grade - worst) / (best - worst) >= SATISFIED))
}

/// Where help is needed, if the row says; without a place it must.
#[allow(clippy::option_option)]
fn at(reading: &mut Reading, row: &table::Row, has_place: bool) -> Option<Option<LatLon>> {
    let own = row.feature.is_some() || ["lon", "lat"].iter().any(|field| reading.columns.get(row, field).is_some());
    if has_place && !own {
        return Some(None);
    }
    if !own {
        let words = Words::new("既没有 place，也没有坐标", "it has neither a place nor a position");
        reading.findings.row(Code::FieldMissing, row.line, Some("place"), words);
        return None;
    }
    reading.at(row).map(Some)
}

/// A local time such as `2026-03-04T08:15`, `2026-03-04 08:15:30`, `2026/3/4 8:15` or `2026年3月4日 8:15`.
fn local_time(text: &str) -> Option<DateTime> {
    let text = text.trim().replace(['年', '月'], "-").replace(['日', 'T', 't'], " ").replace('：', ":");
    let mut parts = text.split_whitespace();
    let (date, clock) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let date = date.replace(['/', '.'], "-");
    let date: Vec<&str> = date.split('-').collect();
    let [year, month, day] = date[..] else { return None };
    let clock: Vec<&str> = clock.split(':').collect();
    let (hour, minute, second) = match clock[..] {
        [hour, minute] => (hour, minute, "0"),
        // A fraction of a second is cut off: a sheet writes one where it rounds.
        [hour, minute, second] => (hour, minute, second.split('.').next()?),
        _ => return None,
    };
    let small = |text: &str| text.parse::<i8>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let year = year.parse::<i16>().ok().filter(|year| (1900..=2200).contains(year))?;
    let date = Date::new(year, small(month)?, small(day)?).ok()?;
    let clock = jiff::civil::Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?;
    Some(date.to_datetime(clock))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::import::tables::Format;

    const HEAD: &str = "id,time,category,place,lon,lat,facility,dispatched,arrived,closed,satisfaction\n";

    fn read(rows: &str) -> (Vec<Order>, Vec<String>) {
        let (orders, issues) = orders(&Source::new("o.csv", format!("{HEAD}{rows}"), Format::Csv), (1, 5));
        let text = |issue: &Issue| {
            let place = &issue.place;
            format!("{}:{} {}", issue.code, place.line.unwrap_or(0), place.field.as_deref().unwrap_or(""))
        };
        assert!(issues.iter().all(|issue| !issue.cause.en.contains("secret")), "no values: {issues:?}");
        (orders, issues.iter().map(text).collect())
    }

    #[test]
    fn times_are_read_as_offices_write_them() {
        let eight = date(2026, 3, 4).at(8, 15, 0, 0);
        for text in
            ["2026-03-04T08:15", "2026/3/4 8:15", "2026-3-4 08:15:00", "2026.3.4 8:15:00.4", "2026年3月4日 8：15"]
        {
            assert_eq!(local_time(text), Some(eight), "{text}");
        }
        for text in [
            "",
            "8:15",
            "2026-03-04",
            "2026-02-29 8:15",
            "2026-03-04 24:00",
            "4/3/2026 8:15",
            "2026-03-04 8:15 x",
            "26-3-4 8:15",
            "2026-03-04 8:-1",
            "secret",
        ] {
            assert_eq!(local_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_whole_row_and_a_bare_one() {
        let rows = "1,2026-03-04 08:15,doctor,p1,,,f1,2026-03-04 08:20,2026-03-04 08:20,2026-03-04 09:00,4\n\
                    2,2026-03-04 08:15,doctor,,114.05,22.5,,,,,3.9\n";
        let (orders, issues) = read(rows);
        assert_eq!(issues, [""; 0]);
        assert_eq!((orders[0].satisfied, orders[1].satisfied), (Some(true), Some(false)), "4 of 5 on, not below");
        assert_eq!((orders[0].at, orders[1].at), (None, LatLon::new(114.05, 22.5)));
        assert_eq!(orders[1].arrived, None);
    }

    #[test]
    fn every_bad_row_is_said_by_its_line_and_the_others_are_used() {
        let time = "2026-03-04 08:15";
        let rows = [
            format!("1,{time},c,p,,,,,,,"),
            format!("1,{time},c,p,,,,,,,"),
            "3,secret,c,p,,,,,,,".to_owned(),
            ",2026-03-04 08:15,c,p,,,,,,,".to_owned(),
            format!("5,{time},,p,,,,,,,"),
            format!("6,{time},c,,,,,,,,"),
            format!("7,{time},c,p,,,,2026-03-04 09:00,2026-03-04 08:59,,"),
            format!("8,{time},c,p,,,,,2026-03-04 09:00,2026-03-04 08:59,"),
            format!("9,{time},c,p,,,,2026-03-04 08:14,,,"),
            format!("10,{time},c,p,,,,,,secret,"),
            format!("11,{time},c,p,,,,,,,6"),
            format!("12,{time},c,p,,,,,,,secret"),
            format!("13,{time},c,,999,22.5,,,,,"),
            format!("14,{time},c,,114,secret,,,,,"),
            format!("15,{time},c,p,,,,,,,5"),
        ];
        let (orders, issues) = read(&(rows.join("\n") + "\n"));
        assert_eq!(orders.iter().map(|order| order.id.as_str()).collect::<Vec<_>>(), ["1", "15"]);
        let expected = [
            "duplicate-id:3 id",
            "field-bad:4 time",
            "field-missing:5 id",
            "field-missing:6 category",
            "field-missing:7 place",
            "order-times:8 arrived",
            "order-times:9 closed",
            "order-times:10 dispatched",
            "field-bad:11 closed",
            "field-bad-number:12 satisfaction",
            "field-bad-number:13 satisfaction",
            "coordinate-out-of-range:14 lon",
            "field-bad-number:15 lat",
        ];
        assert_eq!(issues, expected);
    }
}
