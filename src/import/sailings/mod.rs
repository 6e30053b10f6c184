//! The study's own table of sailings, put on top of what the map and the feeds say: the source that is trusted most.
//!
//! A line of the table replaces the service of the same line of the map or of a feed; all other lines stay as they are. A row that
//! cannot be used is an issue and the others count; a line none of whose rows can be used stays as it was.
//! Never here: reading of files (see `tables`), feeds (see `gtfs`), travel times.

mod days;
mod stops;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use days::{days, departures};

use super::osm::{FerryLine, Terminal, crossing::DEFAULT_BOARDING, duration, who_in};
use super::tables::SailingRow;
use crate::issue::{Code, Issue, Place};
use crate::space::LatLon;
use crate::timetable::{Line, Sailing, ServiceSource, Timetable, Week, Who};
use crate::units::Deciseconds;
use crate::words::Words;
use stops::Stops;

/// Service days whose boats may matter: from the Sunday before the week, whose last boats sail after midnight, to the Tuesday
/// after it, so that a journey which begins late finds the boats of the next day.
pub const DAYS: std::ops::RangeInclusive<i32> = -1..=8;

/// What a table may speak of.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The week that is wanted.
    pub week: &'a Week,
    /// The lines of the map.
    pub lines: &'a [FerryLine],
    /// The terminals of the map.
    pub terminals: &'a [Terminal],
    /// The position of a node of the map.
    pub node: &'a dyn Fn(i64) -> Option<LatLon>,
}

/// Puts the rows of the table `file` on top of a timetable.
pub fn with_table(base: Timetable, rows: &[SailingRow], file: &str, world: World<'_>) -> (Timetable, Vec<Issue>) {
    let Timetable { stops, lines: base } = base;
    let mut table = Table {
        file,
        world,
        stops: Stops::new(stops, world),
        base: &base,
        lines: Vec::new(),
        known: BTreeMap::new(),
        replaced: BTreeSet::new(),
        issues: Vec::new(),
    };
    for row in rows {
        // What is wrong with it is said where it is found.
        let _ = table.row(row);
    }
    let Table { stops, mut lines, replaced, issues, .. } = table;
    lines.extend(base.iter().enumerate().filter(|(index, _)| !replaced.contains(index)).map(|(_, line)| line.clone()));
    (Timetable { stops: stops.all, lines }.tidy(), issues)
}

/// The line that a row means.
struct Meant {
    id: String,
    name: Option<Words>,
    ways: Vec<i64>,
    /// Indexes in the timetable below.
    base: Vec<usize>,
}

/// What rows of one line have in common.
type Key = (String, Who, Deciseconds, Option<String>, bool);

struct Table<'a> {
    file: &'a str,
    world: World<'a>,
    stops: Stops<'a>,
    base: &'a [Line],
    lines: Vec<Line>,
    known: BTreeMap<Key, usize>,
    replaced: BTreeSet<usize>,
    issues: Vec<Issue>,
}

/// A row that was refused; why is among the issues.
struct Refused;

impl Table<'_> {
    fn row(&mut self, row: &SailingRow) -> Result<(), Refused> {
        let meant = self.meant(row.line.trim());
        let days = self.read(
            row,
            ("days", &row.days),
            days,
            ("星期（如 每天、周一至周五）", "a list of weekdays (such as daily, mo-fr)"),
        );
        let wanted = (
            "发船时刻（如 06:00 07:30 或 06:00-22:00/45min）",
            "departures (such as 06:00 07:30, or 06:00-22:00/45min)",
        );
        let departures = self.read(row, ("departures", &row.departures), departures, wanted);
        let season = self.read(
            row,
            ("season", &row.season),
            season,
            ("日期范围（如 2026-04-01..2026-10-31）", "a span of dates (such as 2026-04-01..2026-10-31)"),
        );
        let who =
            self.may(row, ("who", &row.who), who_in, ("foot、bicycle、car 的组合", "a list of foot, bicycle, car"));
        let time = ("时长（如 25、00:25、PT25M）", "a duration (such as 25, 00:25, PT25M)");
        let crossing = self.may(row, ("crossing", &row.crossing), duration::parse, time);
        let boarding = self.may(row, ("boarding", &row.boarding), time_or_none, time);
        let on_demand = self.may(row, ("on_demand", &row.on_demand), yes_or_no, ("yes 或 no", "yes or no"));
        let pairs = self.pairs(row, &meant);
        let (days, departures, season) = (days?, departures?, season?);
        let (who, crossing, boarding, on_demand) = (who?, crossing?, boarding?, on_demand?);
        let times: Vec<((u32, u32), Deciseconds)> = pairs?
            .into_iter()
            .map(|pair| Ok((pair, self.crossing(row, &meant, pair, crossing)?)))
            .collect::<Result<_, _>>()?;

        let first = meant.base.first().map(|&line| &self.base[line]);
        let who = who.or(first.map(|line| line.who)).unwrap_or(Who { foot: true, ..Who::NOBODY });
        let boarding = boarding.or(first.map(|line| line.boarding)).unwrap_or(DEFAULT_BOARDING);
        let on_demand = on_demand.or(first.map(|line| line.on_demand)).unwrap_or(false);
        let weather = Some(row.weather.trim().to_owned()).filter(|weather| !weather.is_empty());
        let sails: Vec<i32> = DAYS
            .filter(|&day| {
                let date = self.world.week.date(day);
                season.is_none_or(|(from, to)| (from..=to).contains(&date))
                    && days.contains(&(date.weekday().to_monday_zero_offset() as u8))
            })
            .collect();
        if let Some((from, to)) = season
            && (from > self.world.week.date(6) || to < self.world.week.date(0))
        {
            let monday = self.world.week.monday();
            let cause = Words::new(
                format!("{monday} 起的一周不在 {} 的运营季节内，该周不开航", row.season.trim()),
                format!("the week from {monday} lies outside {}; nothing sails in it", row.season.trim()),
            );
            self.issue(Code::SailingOutOfSeason, row, "season", cause);
        }
        self.replaced.extend(&meant.base);
        let line = self.line((meant.id.clone(), who, boarding, weather, on_demand), &meant, row);
        let week = self.world.week;
        for day in sails {
            for &minute in &departures {
                let departure = week.wall(day, minute);
                let boats = times.iter().map(|&((from, to), crossing)| Sailing {
                    departure,
                    arrival: departure + crossing,
                    from,
                    to,
                });
                self.lines[line].sailings.extend(boats);
            }
        }
        Ok(())
    }

    /// The line of the table with these properties, made where there is none yet.
    fn line(&mut self, key: Key, meant: &Meant, row: &SailingRow) -> usize {
        if let Some(&line) = self.known.get(&key) {
            return line;
        }
        let (id, who, boarding, weather, on_demand) = key.clone();
        let own = Some(row.name.trim()).filter(|name| !name.is_empty()).map(Words::same);
        let name = own.or_else(|| meant.name.clone()).unwrap_or_else(|| Words::same(&*id));
        let (sailings, headways) = (Vec::new(), Vec::new());
        let (ways, source) = (meant.ways.clone(), ServiceSource::Table);
        self.lines.push(Line { id, name, ways, source, who, boarding, weather, on_demand, sailings, headways });
        self.known.insert(key, self.lines.len() - 1);
        self.lines.len() - 1
    }

    /// The line with this id or name: on the map, in a feed, else one of the table's own.
    fn meant(&self, text: &str) -> Meant {
        let wanted = text.to_lowercase();
        let named = |name: &Words| [&name.zh, &name.en].iter().any(|name| name.trim().to_lowercase() == wanted);
        let mapped = self.world.lines.iter();
        // A relation says more about a line than a way of it does.
        let line = mapped.clone().find(|line| line.id == text).or_else(|| mapped.rev().find(|line| named(&line.name)));
        if let Some(line) = line {
            let over = |base: &Line| base.ways.iter().any(|way| line.ways.contains(way));
            let base = (0..self.base.len()).filter(|&i| over(&self.base[i])).collect();
            return Meant { id: line.id.clone(), name: Some(line.name.clone()), ways: line.ways.clone(), base };
        }
        let same = |line: &Line| line.id == text || named(&line.name);
        let base: Vec<usize> = (0..self.base.len()).filter(|&i| same(&self.base[i])).collect();
        match base.first().map(|&i| &self.base[i]) {
            Some(line) => Meant { id: line.id.clone(), name: Some(line.name.clone()), ways: line.ways.clone(), base },
            None => Meant { id: text.to_owned(), name: None, ways: Vec::new(), base },
        }
    }

    /// From where to where the boats of a row sail.
    fn pairs(&mut self, row: &SailingRow, meant: &Meant) -> Result<Vec<(u32, u32)>, Refused> {
        let lines = meant.base.iter().map(|&line| &self.base[line]);
        let sailed: BTreeSet<(u32, u32)> = lines.flat_map(legs).collect();
        let own: BTreeSet<u32> = sailed.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        let (from, to) = (self.stop(row, "from", &row.from, &own), self.stop(row, "to", &row.to, &own));
        let other = |stop: u32| {
            own.iter().copied().find(|&other| other != stop).filter(|_| own.len() == 2 && own.contains(&stop))
        };
        let pair = match (from?, to?) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(from), None) => other(from).map(|to| (from, to)),
            (None, Some(to)) => other(to).map(|from| (from, to)),
            (None, None) if own.len() == 2 => return Ok(sailed.into_iter().collect()),
            (None, None) => None,
        };
        let Some((from, to)) = pair else {
            let cause = Words::new(
                "除地图上只有两个停靠点的航线外，from 与 to 均须填写",
                "both ends must be given, unless the line is on the map and has two stops",
            );
            let field = if row.from.is_empty() { "from" } else { "to" };
            return Err(self.issue(Code::FieldMissing, row, field, cause));
        };
        if from == to {
            let cause = Words::new("起点与终点相同", "it ends where it begins");
            return Err(self.issue(Code::FieldBad, row, "to", cause));
        }
        Ok(vec![(from, to)])
    }

    fn stop(&mut self, row: &SailingRow, field: &str, text: &str, own: &BTreeSet<u32>) -> Result<Option<u32>, Refused> {
        if text.trim().is_empty() {
            return Ok(None);
        }
        self.stops.find(text.trim(), own).map(Some).map_err(|cause| self.issue(Code::FieldBad, row, field, cause))
    }

    fn crossing(
        &mut self,
        row: &SailingRow,
        meant: &Meant,
        pair: (u32, u32),
        own: Option<Deciseconds>,
    ) -> Result<Deciseconds, Refused> {
        let known = || {
            let lines = || meant.base.iter().map(|&line| &self.base[line]);
            let headway = lines().flat_map(|line| &line.headways).find(|h| (h.from, h.to) == pair).map(|h| h.crossing);
            headway.or_else(|| {
                let boats = lines().flat_map(|line| &line.sailings).filter(|s| (s.from, s.to) == pair);
                boats.map(|boat| boat.arrival.since(boat.departure)).min()
            })
        };
        own.or_else(known).ok_or_else(|| {
            let cause = Words::new(
                "地图上没有该航段的航程时间，须填写",
                "the map has no crossing between these two; it must be given",
            );
            self.issue(Code::FieldMissing, row, "crossing", cause)
        })
    }

    /// What a field holds; an empty one is read too.
    fn read<T>(
        &mut self,
        row: &SailingRow,
        field: (&str, &str),
        read: fn(&str) -> Option<T>,
        wanted: (&str, &str),
    ) -> Result<T, Refused> {
        let (field, text) = field;
        read(text.trim()).ok_or_else(|| {
            let cause = Words::new(format!("“{text}”不是{}", wanted.0), format!("`{text}` is not {}", wanted.1));
            self.issue(Code::FieldBad, row, field, cause)
        })
    }

    /// What a field holds; nothing where it is empty.
    fn may<T>(
        &mut self,
        row: &SailingRow,
        field: (&str, &str),
        read: fn(&str) -> Option<T>,
        wanted: (&str, &str),
    ) -> Result<Option<T>, Refused> {
        if field.1.trim().is_empty() { Ok(None) } else { self.read(row, field, read, wanted).map(Some) }
    }

    fn issue(&mut self, code: Code, row: &SailingRow, field: &str, cause: Words) -> Refused {
        self.issues.push(Issue::new(code, Place::file(self.file).line(row.row).field(field), cause));
        Refused
    }
}

/// The pairs of stops between which a line sails.
fn legs(line: &Line) -> impl Iterator<Item = (u32, u32)> {
    let headways = line.headways.iter().map(|headway| (headway.from, headway.to));
    headways.chain(line.sailings.iter().map(|sailing| (sailing.from, sailing.to)))
}

/// A duration, which may be nothing here.
fn time_or_none(text: &str) -> Option<Deciseconds> {
    if matches!(text, "0" | "0min" | "0 min" | "00:00" | "0s" | "0分钟") {
        Some(Deciseconds::ZERO)
    } else {
        duration::parse(text)
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "是" => Some(true),
        "no" | "false" | "0" | "否" => Some(false),
        _ => None,
    }
}

/// Two dates, both of them within; either may be left out. Nothing for an empty text.
fn season(text: &str) -> Option<Option<(Date, Date)>> {
    if text.is_empty() {
        return Some(None);
    }
    let (from, to) = text.split_once("..").or_else(|| text.split_once('至'))?;
    let date = |text: &str, open: Date| {
        let text = text.trim().replace('/', "-");
        if text.is_empty() { Some(open) } else { text.parse::<Date>().ok() }
    };
    let (from, to) = (date(from, Date::MIN)?, date(to, Date::MAX)?);
    (from <= to).then_some(Some((from, to)))
}
