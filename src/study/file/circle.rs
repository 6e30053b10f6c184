//! Who serves and who is served, beyond kinds and points: levels, hosts, cohorts, priorities, posts, control totals.
//!
//! Never here: the analyses that use them.

use super::id;
use super::questions::known_kind;
use super::reader::{Entry, Keys, Reader, Section};
use super::sources::{self, DemandSource, Table};
use crate::issue::Code;
use crate::places::{Cohort, Host, Kind, Level, Priority};
use crate::units::Deciseconds;
use crate::words::Words;

/// What a study says about its service beyond kinds, facilities and demand.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Circle {
    /// The levels of facilities, highest first.
    pub levels: Vec<Level>,
    /// The types of host.
    pub hosts: Vec<Host>,
    /// The cohorts.
    pub cohorts: Vec<Cohort>,
    /// The priority classes.
    pub priorities: Vec<Priority>,
    /// The tables of posts.
    pub staff: Vec<Table>,
    /// The control totals.
    pub totals: Vec<Expected>,
}

/// What a control total counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// Facilities.
    Facilities,
    /// Members of staff; one person with two posts is one.
    Staff,
    /// Areas.
    Areas,
    /// Islands on which somebody lives.
    Islands,
    /// People of the demand.
    People,
}

/// One control total: a number that the data should come to.
#[derive(Clone, PartialEq, Debug)]
pub struct Expected {
    /// What it is called.
    pub name: String,
    /// What is counted.
    pub count: Count,
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only of this level: of facilities, or of areas.
    pub level: Option<String>,
    /// The number that should be found.
    pub expected: u64,
}

const COUNTS: [(&str, Count); 5] = [
    ("facilities", Count::Facilities),
    ("staff", Count::Staff),
    ("areas", Count::Areas),
    ("islands", Count::Islands),
    ("people", Count::People),
];

impl Count {
    /// The name in study files.
    pub fn name(self) -> &'static str {
        COUNTS.iter().find(|(_, count)| *count == self).map_or("", |(name, _)| name)
    }
}

/// All of it; `demand` is looked through for columns of cohorts that are not declared.
pub(super) fn circle(
    reader: &mut Reader<'_>,
    top: &Section<'_>,
    horizon: Deciseconds,
    (kinds, demand): (&[Kind], &[DemandSource]),
) -> Circle {
    let named = Keys { known: &["id", "name"] };
    let levels = unique(reader, top, "levels", named, |_, _, id, name| Some(Level { id, name }));
    let cohorts = unique(reader, top, "cohorts", named, |_, _, id, name| Some(Cohort { id, name }));
    let keys = Keys { known: &["id", "name", "serves", "hours"] };
    let hosts = unique(reader, top, "hosts", keys, |r, section, id, name| {
        let serves = r.may(section, "serves", |r, entry| {
            let cohort = r.text(entry)?;
            if cohorts.iter().all(|known| known.id != cohort) {
                let cause = Words::new(
                    format!("没有群体 `{cohort}`；请在 [[cohorts]] 中写明"),
                    format!("there is no cohort `{cohort}`; declare it under [[cohorts]]"),
                );
                return r.bad(entry, &cause);
            }
            Some(cohort)
        });
        let hours = r.may(section, "hours", Reader::text);
        Some(Host { id, name, serves, hours })
    });
    let keys = Keys { known: &["id", "name", "limit"] };
    let priorities = unique(reader, top, "priorities", keys, |r, section, id, name| {
        let limit = r.must(section, "limit", Reader::some_time)?;
        if limit > horizon {
            let cause = Words::new("limit 不得超过 horizon", "the limit must not exceed the horizon");
            return r.may(section, "limit", |r, entry| r.bad(entry, &cause));
        }
        Some(Priority { id, name, limit })
    });
    let staff = sources::all(reader, top, "staff", sources::staff);
    let totals = sources::all(reader, top, "totals", |r, entry| total(r, entry, kinds));
    for source in demand {
        for meaning in source.table.columns.keys().filter_map(|key| key.strip_prefix("cohort_")) {
            if cohorts.iter().all(|cohort| cohort.id != meaning) {
                let cause = Words::new(
                    format!("cohort_{meaning} 列没有对应的 [[cohorts]]"),
                    format!("the column cohort_{meaning} has no [[cohorts]] of that id"),
                );
                reader.whole(Code::StudyBadValue, "demand.columns", cause);
            }
        }
    }
    Circle { levels, hosts, cohorts, priorities, staff, totals }
}

/// A list of tables with an id and a name, each id once.
fn unique<T>(
    reader: &mut Reader<'_>,
    top: &Section<'_>,
    key: &str,
    keys: Keys,
    make: impl Fn(&mut Reader<'_>, &Section<'_>, String, Words) -> Option<T>,
) -> Vec<T> {
    let mut seen: Vec<String> = Vec::new();
    sources::all(reader, top, key, |r, entry| {
        let section = r.section(entry, keys)?;
        let own = r.must(&section, "id", |r, entry| {
            let own = id(r, entry, '_')?;
            if seen.contains(&own) {
                return r.bad(entry, &Words::new(format!("`{own}` 重复"), format!("`{own}` stands twice")));
            }
            Some(own)
        })?;
        seen.push(own.clone());
        let name = r.may(&section, "name", Reader::name).unwrap_or_else(|| Words::same(own.as_str()));
        make(r, &section, own, name)
    })
}

fn total(reader: &mut Reader<'_>, entry: &Entry<'_>, kinds: &[Kind]) -> Option<Expected> {
    let keys = Keys { known: &["name", "count", "kind", "level", "expected"] };
    let section = reader.section(entry, keys)?;
    let name = reader.must(&section, "name", Reader::text);
    let count = reader.must(&section, "count", |r, entry| {
        let text = r.text(entry)?;
        let found = COUNTS.iter().find(|(name, _)| *name == text).map(|(_, count)| *count);
        found.or_else(|| {
            let names: Vec<&str> = COUNTS.iter().map(|(name, _)| *name).collect();
            let cause = Words::new(
                format!("不能清点 `{text}`；可用 {}", names.join("、")),
                format!("`{text}` cannot be counted; there are {}", names.join(", ")),
            );
            r.bad(entry, &cause)
        })
    });
    let kind = reader.may(&section, "kind", |r, entry| {
        let kind = r.text(entry)?;
        known_kind(r, entry, &kind, kinds);
        Some(kind)
    });
    let level = reader.may(&section, "level", Reader::text);
    let expected = reader.must(&section, "expected", |r, entry| r.number(entry, 0..=u32::MAX));
    Some(Expected { name: name?, count: count?, kind, level, expected: u64::from(expected?) })
}
