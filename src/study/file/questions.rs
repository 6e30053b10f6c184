//! What the study asks: kinds of service, the full circle, the analyses.
//!
//! Never here: where places come from.

use super::circle_analyses::{self, Access, Teams};
use super::reader::{Entry, Keys, Reader, Section};
use super::{Promise, id};
use crate::issue::Code;
use crate::places::{Boats, Direction, Kind};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// Gaps closer together than this make one cluster, where a study does not say.
const CLUSTER: Metres = Metres(1_000.0);
/// The largest cell of an isochrone, and the one used where a study does not say.
const CELL: Metres = Metres(50.0);
/// The H3 resolution of the heat layer where a study does not say.
const RESOLUTION: u8 = 8;
/// The minutes of isochrones where a study does not say; those beyond the horizon are left out.
const MINUTES: [u32; 3] = [10, 20, 30];
/// The slot of coverage by the hour where a study does not say.
const STEP: Deciseconds = Deciseconds::from_minutes(60);
/// The people whom one member of staff serves where a study does not say.
const PEOPLE_PER_STAFF: u32 = 60;
/// The profiles that need no speed file.
const PROFILES: [&str; 3] = ["car", "foot", "bicycle"];

/// Which analyses run, and with what. A study without `[analyses]` runs all of them but those of the response circle.
#[derive(Clone, PartialEq, Debug)]
pub struct Analyses {
    /// Who is reached in time?
    pub coverage: bool,
    /// Where are those who are not?
    pub gaps: Option<Gaps>,
    /// How strong is the demand?
    pub heat: Option<Heat>,
    /// What is within so many minutes of each facility?
    pub isochrones: Option<Isochrones>,
    /// Who is reached in time, hour by hour?
    pub hours: Option<Hours>,
    /// How does every island fare?
    pub islands: bool,
    /// Who has a place? Runs only where it is named, since it needs staff or capacities.
    pub allocation: Option<Allocation>,
    /// Who is reached by several teams, by level, by function, twice over, by day?
    pub teams: Option<Teams>,
    /// How much of a service is in reach?
    pub access: Option<Access>,
    /// How unequally is it spread?
    pub equity: bool,
    /// What is lost by those assigned to a facility that is not the nearest?
    pub assigned: bool,
}

/// Parameters of the allocation of places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allocation {
    /// How many people one member of staff serves, where a facility does not state its capacity.
    pub people_per_staff: u32,
    /// Only facilities of this level.
    pub level: Option<String>,
}

/// Parameters of coverage by the hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hours {
    /// The length of a slot: an hour or a part of it.
    pub step: Deciseconds,
}

/// Parameters of the gaps.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Gaps {
    /// Uncovered points closer together than this are one gap.
    pub cluster: Metres,
}

/// Parameters of the heat layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Heat {
    /// The H3 resolution, 0 to 15.
    pub resolution: u8,
}

/// Parameters of the isochrones.
#[derive(Clone, PartialEq, Debug)]
pub struct Isochrones {
    /// Minutes, ascending, each once; none beyond the horizon.
    pub minutes: Vec<u32>,
    /// The size of a cell, 5 to 50 m.
    pub cell: Metres,
}

/// All `[[kinds]]`. A kind with a good id is kept whatever else is wrong with it, so that references to it hold.
pub(super) fn kinds(reader: &mut Reader<'_>, top: &Section<'_>, promise: &Promise, with_speeds: bool) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for entry in reader.may(top, "kinds", Reader::list).unwrap_or_default() {
        let keys = Keys { known: &["id", "name", "profile", "direction", "mobilisation", "limit", "boats", "dwell"] };
        let Some(section) = reader.section(&entry, keys) else { continue };
        let kind = kind(reader, &section, promise, with_speeds);
        let Some(kind) = kind else { continue };
        if kinds.iter().any(|other| other.id == kind.id) {
            let cause = Words::new(format!("类别 `{}` 重复", kind.id), format!("the kind `{}` stands twice", kind.id));
            reader.may(&section, "id", |r, entry| r.bad::<()>(entry, &cause));
            continue;
        }
        kinds.push(kind);
    }
    kinds
}

fn kind(reader: &mut Reader<'_>, section: &Section<'_>, promise: &Promise, with_speeds: bool) -> Option<Kind> {
    let id = reader.must(section, "id", |r, entry| {
        let id = id(r, entry, '_')?;
        if id == "joint" {
            // Columns are named `<kind>_covered`, and `joint_covered` is taken.
            return r.bad(entry, &Words::new("`joint` 是保留名称", "`joint` is a reserved name"));
        }
        Some(id)
    });
    let name = reader.may(section, "name", Reader::name);
    let profile = reader.must(section, "profile", |r, entry| profile(r, entry, with_speeds));
    let direction = reader.may(section, "direction", direction).unwrap_or(Direction::From);
    let boats = reader.may(section, "boats", boats);
    let dwell = reader.may(section, "dwell", |r, entry| {
        let time = r.duration(entry)?;
        if direction != Direction::RoundTrip {
            let cause = Words::new(
                "dwell 只用于 direction = \"round_trip\"",
                "dwell counts only with direction = \"round_trip\"",
            );
            return r.bad(entry, &cause);
        }
        Some(time)
    });
    let limit = reader.may(section, "limit", |r, entry| {
        let limit = r.some_time(entry)?;
        if limit > promise.horizon {
            return r.bad(entry, &Words::new("limit 不得超过 horizon", "the limit must not exceed the horizon"));
        }
        Some(limit)
    });
    let limit = limit.unwrap_or(promise.limit);
    let mobilisation = reader.may(section, "mobilisation", |r, entry| {
        let time = r.duration(entry)?;
        if time >= limit {
            let cause = Words::new("mobilisation 必须短于 limit", "the mobilisation must be shorter than the limit");
            return r.bad(entry, &cause);
        }
        Some(time)
    });
    let id = id?;
    Some(Kind {
        name: name.unwrap_or_else(|| Words::same(id.as_str())),
        id,
        profile: profile.unwrap_or_default(),
        direction,
        mobilisation: mobilisation.unwrap_or(Deciseconds::ZERO),
        limit,
        boats: boats.unwrap_or_default(),
        dwell: dwell.unwrap_or(Deciseconds::ZERO),
    })
}

fn profile(reader: &mut Reader<'_>, entry: &Entry<'_>, with_speeds: bool) -> Option<String> {
    let profile = reader.text(entry)?;
    if with_speeds || PROFILES.contains(&profile.as_str()) {
        return Some(profile);
    }
    let cause = Words::new(
        format!("没有出行方式 `{profile}`；可用 car、foot、bicycle，或在 network.speeds 中定义"),
        format!("there is no profile `{profile}`; use car, foot or bicycle, or define it in network.speeds"),
    );
    reader.bad(entry, &cause)
}

fn direction(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Direction> {
    let text = reader.text(entry)?;
    let direction = Direction::named(&text);
    direction.or_else(|| {
        let cause = Words::new(
            format!("没有方向 `{text}`；可用 from（外出服务）、toward（前来办理）或 round_trip（往返）"),
            format!(
                "there is no direction `{text}`; use from (the team travels out), toward (people travel in) or round_trip \
                 (there and back)"
            ),
        );
        reader.bad(entry, &cause)
    })
}

fn boats(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Boats> {
    let text = reader.text(entry)?;
    Boats::named(&text).or_else(|| {
        let cause = Words::new(
            format!("没有乘船方式 `{text}`；可用 aboard（随车上船）、walk_on（弃车上船后步行）或 picked_up（弃车上船后有人接）"),
            format!(
                "there is no way `{text}` of taking boats; use aboard (with the vehicle), walk_on (leave it and walk on) or \
                 picked_up (leave it and be met)"
            ),
        );
        reader.bad(entry, &cause)
    })
}

/// The kinds of `[joint]`, all kinds where it is absent.
pub(super) fn joint(reader: &mut Reader<'_>, top: &Section<'_>, kinds: &[Kind]) -> Vec<String> {
    let named = reader.may(top, "joint", |r, entry| {
        let section = r.section(entry, Keys { known: &["kinds"] })?;
        r.must(&section, "kinds", |r, entry| {
            let ids = r.texts(entry)?;
            for (i, id) in ids.iter().enumerate() {
                known_kind(r, entry, id, kinds);
                if ids[..i].contains(id) {
                    let cause = Words::new(format!("类别 `{id}` 重复"), format!("the kind `{id}` stands twice"));
                    r.bad::<()>(entry, &cause);
                }
            }
            Some(ids)
        })
    });
    named.unwrap_or_else(|| kinds.iter().map(|kind| kind.id.clone()).collect())
}

/// Notes a kind that no `[[kinds]]` defines.
pub(super) fn known_kind(reader: &mut Reader<'_>, entry: &Entry<'_>, id: &str, kinds: &[Kind]) {
    if kinds.iter().all(|kind| kind.id != id) {
        let ids: Vec<&str> = kinds.iter().map(|kind| kind.id.as_str()).collect();
        let (mut zh, mut en) = (format!("没有类别 `{id}`"), format!("there is no kind `{id}`"));
        if let Some(near) = super::texts::nearest(id, &ids) {
            zh += &format!("；是否想写 `{near}`？");
            en += &format!("; did you mean `{near}`?");
        }
        reader.at(Code::StudyBadValue, entry.offset, &entry.path, &Words::new(zh, en));
    }
}

/// `[analyses]`: only what it names; everything where it is absent.
pub(super) fn analyses(reader: &mut Reader<'_>, top: &Section<'_>, horizon: Deciseconds) -> Analyses {
    let most = horizon.get() / Deciseconds::from_minutes(1).get();
    let minutes: Vec<u32> = MINUTES.into_iter().filter(|&minutes| minutes <= most).collect();
    let usual = Isochrones { minutes: if minutes.is_empty() { vec![most.max(1)] } else { minutes }, cell: CELL };
    let all = Analyses {
        coverage: true,
        gaps: Some(Gaps { cluster: CLUSTER }),
        heat: Some(Heat { resolution: RESOLUTION }),
        isochrones: Some(usual.clone()),
        hours: Some(Hours { step: STEP }),
        islands: true,
        allocation: None,
        teams: None,
        access: None,
        equity: false,
        assigned: false,
    };
    const OWN: &[&str] = &[
        "coverage",
        "gaps",
        "heat",
        "isochrones",
        "hours",
        "islands",
        "allocation",
        "teams",
        "access",
        "equity",
        "assigned",
    ];
    let keys = Keys { known: OWN };
    let Some(section) = reader.may(top, "analyses", |r, entry| r.section(entry, keys)) else { return all };
    let coverage = reader.may(&section, "coverage", |r, entry| r.section(entry, Keys::default()).map(drop));
    let gaps = reader.may(&section, "gaps", |r, entry| {
        let section = r.section(entry, Keys { known: &["cluster"] })?;
        let cluster = r.may(&section, "cluster", |r, entry| r.length(entry, 10.0..=100_000.0));
        Some(Gaps { cluster: cluster.unwrap_or(CLUSTER) })
    });
    let heat = reader.may(&section, "heat", |r, entry| {
        let section = r.section(entry, Keys { known: &["resolution"] })?;
        let resolution = r.may(&section, "resolution", |r, entry| r.number(entry, 0..=15));
        Some(Heat { resolution: resolution.and_then(|number| u8::try_from(number).ok()).unwrap_or(RESOLUTION) })
    });
    let isochrones = reader.may(&section, "isochrones", |r, entry| {
        let section = r.section(entry, Keys { known: &["minutes", "cell"] })?;
        let minutes = r.may(&section, "minutes", |r, entry| minutes_of(r, entry, most.max(1)));
        let cell = r.may(&section, "cell", |r, entry| r.length(entry, 5.0..=CELL.0));
        Some(Isochrones { minutes: minutes.unwrap_or(usual.minutes), cell: cell.unwrap_or(CELL) })
    });
    let hours = reader.may(&section, "hours", |r, entry| {
        let section = r.section(entry, Keys { known: &["step"] })?;
        let step = r.may(&section, "step", |r, entry| {
            let step = r.some_time(entry)?;
            if [15, 30, 60].map(Deciseconds::from_minutes).contains(&step) {
                return Some(step);
            }
            r.bad(entry, &Words::new("step 应为 15min、30min 或 1h", "the step should be 15min, 30min or 1h"))
        });
        Some(Hours { step: step.unwrap_or(STEP) })
    });
    let islands = reader.may(&section, "islands", |r, entry| r.section(entry, Keys::default()).map(drop)).is_some();
    let allocation = reader.may(&section, "allocation", |r, entry| {
        let section = r.section(entry, Keys { known: &["people_per_staff", "level"] })?;
        let people = r.may(&section, "people_per_staff", |r, entry| r.number(entry, 1..=1_000_000));
        let level = r.may(&section, "level", Reader::text);
        Some(Allocation { people_per_staff: people.unwrap_or(PEOPLE_PER_STAFF), level })
    });
    let mut analyses =
        Analyses { coverage: coverage.is_some(), gaps, heat, isochrones, hours, islands, allocation, ..all };
    circle_analyses::read(reader, &section, horizon, &mut analyses);
    analyses
}

fn minutes_of(reader: &mut Reader<'_>, entry: &Entry<'_>, most: u32) -> Option<Vec<u32>> {
    let members = reader.list(entry)?;
    if members.is_empty() {
        return reader.bad(entry, &Words::new("列表为空", "the list is empty"));
    }
    let mut minutes: Vec<u32> = members.iter().filter_map(|member| reader.number(member, 1..=most)).collect();
    minutes.sort_unstable();
    minutes.dedup();
    Some(minutes)
}
