//! Trips of ferries: their calls in order, checked, missing times filled in.
//!
//! Never here: days, clocks, lines.

use std::collections::{BTreeMap, BTreeSet};

use super::feed::{Feed, Row};
use super::{Told, told};
use crate::import::tables::Findings;
use crate::issue::Code;
use crate::space::LatLon;
use crate::words::Words;

/// Later than this after its service day began no boat calls: a week.
const LATEST: i32 = 7 * 86_400;

/// One call of a trip, in seconds after its service day began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Call {
    pub stop: String,
    pub arrival: i32,
    pub departure: i32,
    /// May one board, get ashore?
    pub boards: bool,
    pub lands: bool,
    pub on_demand: bool,
}

/// `frequencies.txt`: from, until (exclusive) and every so many seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Frequency {
    pub from: i32,
    pub until: i32,
    pub every: i32,
    /// Are the minutes known?
    pub exact: bool,
}

/// A call as it stands in the file.
struct Raw {
    line: u64,
    sequence: u32,
    stop: String,
    arrival: Option<i32>,
    departure: Option<i32>,
    boards: bool,
    lands: bool,
    on_demand: bool,
}

/// The calls of all `wanted` trips that can be used.
pub(super) fn calls(
    feed: &mut Feed,
    wanted: &BTreeSet<String>,
    stops: &BTreeMap<String, (Words, LatLon)>,
    issues: &mut Told,
) -> BTreeMap<String, Vec<Call>> {
    let Some(sheet) = feed.sheet("stop_times.txt") else {
        issues.missing(&feed.name, "stop_times.txt");
        return BTreeMap::new();
    };
    let mut raw: BTreeMap<String, Vec<Raw>> = BTreeMap::new();
    let mut broken: BTreeSet<String> = BTreeSet::new();
    let mut calls = BTreeMap::new();
    told(&sheet, issues, |row, findings| {
        let Some(trip) = row.must("trip_id", findings).filter(|trip| wanted.contains(*trip)) else { return };
        match call(row, findings) {
            Ok(call) if stops.contains_key(&call.stop) => raw.entry(trip.to_owned()).or_default().push(call),
            Ok(call) => {
                let quote = findings.quote(&call.stop);
                let words = Words::new(
                    format!("stops.txt 中没有站点{quote}；该停靠被略去"),
                    format!("stops.txt has no stop{quote}; the call is left out"),
                );
                findings.row(Code::GtfsReference, row.line, Some("stop_id"), words);
            }
            Err(()) => {
                broken.insert(trip.to_owned());
            }
        }
    });
    let mut findings = Findings::new(&sheet.name, false);
    for (trip, mut trip_calls) in raw {
        if broken.contains(&trip) {
            continue;
        }
        trip_calls.sort_by_key(|call| call.sequence);
        match checked(&trip_calls, stops) {
            Ok(good) => {
                calls.insert(trip, good);
            }
            Err((line, zh, en)) => {
                let quote = findings.quote(&trip);
                let words = Words::new(format!("车次{quote}：{zh}"), format!("trip{quote}: {en}"));
                findings.row(Code::GtfsTimes, line, Some("arrival_time"), words);
            }
        }
    }
    issues.all.extend(findings.finish());
    calls
}

/// A row of `stop_times.txt`; what cannot be read is told.
fn call(row: &Row<'_>, findings: &mut Findings) -> Result<Raw, ()> {
    let stop = row.must("stop_id", findings).ok_or(())?.to_owned();
    let sequence = row
        .get("stop_sequence")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| row.bad("stop_sequence", findings))?;
    let mut time = |field: &str| match row.get(field) {
        None => Ok(None),
        Some(text) => match seconds(text) {
            Some(time) => Ok(Some(time)),
            None => {
                let quote = findings.quote(text);
                let words = Words::new(format!("不是时刻{quote}"), format!("this is no time{quote}"));
                findings.row(Code::GtfsTimes, row.line, Some(field), words);
                Err(())
            }
        },
    };
    let (arrival, departure) = (time("arrival_time")?, time("departure_time")?);
    let (pickup, drop_off) = (row.get("pickup_type").unwrap_or("0"), row.get("drop_off_type").unwrap_or("0"));
    Ok(Raw {
        line: row.line,
        sequence,
        stop,
        arrival,
        departure,
        boards: pickup != "1",
        lands: drop_off != "1",
        on_demand: matches!(pickup, "2" | "3") || matches!(drop_off, "2" | "3"),
    })
}

type Wrong = (u64, &'static str, &'static str);

/// The calls in their order, with all times; or the line at which they are wrong.
fn checked(raw: &[Raw], stops: &BTreeMap<String, (Words, LatLon)>) -> Result<Vec<Call>, Wrong> {
    if let Some(pair) = raw.windows(2).find(|pair| pair[0].sequence == pair[1].sequence) {
        return Err((pair[1].line, "stop_sequence 重复", "a stop_sequence stands twice"));
    }
    let known = |call: &Raw| Some((call.arrival.or(call.departure)?, call.departure.or(call.arrival)?));
    let mut calls: Vec<Call> = Vec::with_capacity(raw.len());
    // Calls since the last one with a time.
    let mut open: Vec<&Raw> = Vec::new();
    let mut last: Option<&Raw> = None;
    for call in raw {
        let Some((arrival, departure)) = known(call) else {
            if last.is_none() {
                return Err((call.line, "首次停靠没有时刻", "its first call has no time"));
            }
            open.push(call);
            continue;
        };
        if departure < arrival {
            return Err((call.line, "离港早于到港", "it leaves a stop before it is there"));
        }
        if let (Some(before), Some(last_call)) = (last, calls.last()) {
            let left = last_call.departure;
            if arrival < left {
                return Err((call.line, "到港早于上一站离港", "it arrives before it left the stop before"));
            }
            let way: Vec<f64> = between(before, &open, call, stops);
            let total: f64 = way.iter().sum();
            let mut behind = 0.0;
            for (i, (untimed, length)) in open.drain(..).zip(&way).enumerate() {
                behind += length;
                // Where all stops lie in one place the time is shared out evenly.
                let share = if total > 0.0 { behind / total } else { (i + 1) as f64 / way.len() as f64 };
                let at = left + (f64::from(arrival - left) * share).round() as i32;
                calls.push(made(untimed, at, at));
            }
        }
        calls.push(made(call, arrival, departure));
        last = Some(call);
    }
    match open.first() {
        Some(call) => Err((call.line, "末次停靠没有时刻", "its last call has no time")),
        None => Ok(calls),
    }
}

/// Lengths of the legs from one timed call over some others to the next.
fn between(from: &Raw, over: &[&Raw], to: &Raw, stops: &BTreeMap<String, (Words, LatLon)>) -> Vec<f64> {
    let at = |call: &Raw| stops.get(&call.stop).map(|stop| stop.1);
    let all: Vec<Option<LatLon>> = [from].into_iter().chain(over.iter().copied()).chain([to]).map(at).collect();
    all.windows(2).map(|pair| pair[0].zip(pair[1]).map_or(0.0, |(a, b)| a.distance(b).0)).collect()
}

fn made(raw: &Raw, arrival: i32, departure: i32) -> Call {
    let Raw { boards, lands, on_demand, .. } = *raw;
    Call { stop: raw.stop.clone(), arrival, departure, boards, lands, on_demand }
}

/// `frequencies.txt` by trip.
pub(super) fn frequencies(
    feed: &mut Feed,
    trips: &BTreeSet<String>,
    all: &BTreeSet<String>,
    issues: &mut Told,
) -> BTreeMap<String, Vec<Frequency>> {
    let mut found: BTreeMap<String, Vec<Frequency>> = BTreeMap::new();
    let Some(sheet) = feed.sheet("frequencies.txt") else { return found };
    told(&sheet, issues, |row, findings| {
        let Some(trip) = row.must("trip_id", findings) else { return };
        if !trips.contains(trip) {
            if !all.contains(trip) {
                let quote = findings.quote(trip);
                let words = Words::new(format!("trips.txt 中没有车次{quote}"), format!("trips.txt has no trip{quote}"));
                findings.row(Code::GtfsReference, row.line, Some("trip_id"), words);
            }
            return;
        }
        let Some(from) = row.get("start_time").and_then(seconds) else { return row.bad("start_time", findings) };
        let Some(until) = row.get("end_time").and_then(seconds).filter(|&until| until > from) else {
            return row.bad("end_time", findings);
        };
        let every =
            row.get("headway_secs").and_then(|text| text.parse().ok()).filter(|every| (1..=LATEST).contains(every));
        let Some(every) = every else { return row.bad("headway_secs", findings) };
        let exact = match row.get("exact_times") {
            None | Some("0") => false,
            Some("1") => true,
            Some(_) => return row.bad("exact_times", findings),
        };
        found.entry(trip.to_owned()).or_default().push(Frequency { from, until, every, exact });
    });
    found
}

/// `6:05:00`, `25:10:00`: seconds after the service day began.
fn seconds(text: &str) -> Option<i32> {
    let mut parts = text.split(':').map(|part| {
        let digits = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<i32>().ok()).flatten()
    });
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let time = hour * 3_600 + minute * 60 + second;
    (parts.next().is_none() && minute < 60 && second < 60 && time <= LATEST).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(seconds("06:05:30"), Some(21_930));
        assert_eq!(seconds("25:10:00"), Some(90_600));
        for text in ["6:05", "06:60:00", "a:b:c", "-1:00:00", "999:00:00", ""] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn missing_times_lie_between_by_distance() {
        let at = |lon| (Words::default(), LatLon::new(lon, 0.0).unwrap());
        let stops = [("a", 0.0), ("b", 0.01), ("c", 0.03), ("d", 0.04)];
        let stops: BTreeMap<String, _> = stops.into_iter().map(|(id, lon)| (id.to_owned(), at(lon))).collect();
        let raw = |sequence, stop: &str, time: Option<i32>| Raw {
            line: u64::from(sequence),
            sequence,
            stop: stop.to_owned(),
            arrival: time,
            departure: time,
            boards: true,
            lands: true,
            on_demand: false,
        };
        let trip = [raw(1, "a", Some(0)), raw(2, "b", None), raw(3, "c", None), raw(4, "d", Some(4_000))];
        let times: Vec<i32> = checked(&trip, &stops).unwrap().iter().map(|call| call.arrival).collect();
        assert_eq!(times, [0, 1_000, 3_000, 4_000]);
        assert_eq!(checked(&trip[..3], &stops).unwrap_err().0, 2, "no time at its end");
        assert_eq!(checked(&trip[1..], &stops).unwrap_err().0, 2, "no time at its beginning");
    }
}
