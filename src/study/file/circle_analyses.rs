//! What the study asks of the response circle: teams together, access indices, equity, assigned against nearest.
//!
//! Never here: the answers.

use super::questions::Analyses;
use super::reader::{Entry, Keys, Reader, Section};
use super::write::{duration, list};
use crate::analysis::access::catchment::Zones;
use crate::analysis::access::decay::Decay;
use crate::units::Deciseconds;
use crate::words::Words;

/// Zones of the enhanced catchments where a study does not say: Luo and Qi (2009).
const ZONES: [(u32, f64); 3] = [(10, 1.0), (20, 0.68), (30, 0.22)];
/// How many people a member of staff serves where a study does not say.
const PER_STAFF: u32 = 60;

/// Parameters of the teams.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Teams {
    /// The functions told one by one; where the study does not say, all that facilities offer.
    pub functions: Option<Vec<String>>,
}

/// What a facility gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Given {
    /// Each facility counts as one.
    One,
    /// Its staff.
    Staff,
    /// Its capacity; where the table does not say, its staff times [`Access::people_per_staff`].
    Capacity,
}

const GIVEN: [(&str, Given); 3] = [("one", Given::One), ("staff", Given::Staff), ("capacity", Given::Capacity)];

impl Given {
    /// The name in study files and results.
    pub fn name(self) -> &'static str {
        GIVEN.iter().find(|(_, given)| *given == self).map_or("", |(name, _)| name)
    }
}

/// Parameters of the access indices.
#[derive(Clone, PartialEq, Debug)]
pub struct Access {
    /// What a facility gives.
    pub supply: Given,
    /// How many people a member of staff serves.
    pub people_per_staff: u32,
    /// How far cumulative opportunities are followed; where the study does not say, to the horizon.
    pub within: Option<Deciseconds>,
    /// The decays that the study sets; see [`Access::decays_for`].
    pub decays: Vec<Decay>,
    /// The zones of E2SFCA and 3SFCA.
    pub zones: Zones,
}

impl Access {
    /// The five decays for a kind with this limit. What the study does not set hangs on the limit: a step there, a logistic that turns there
    /// with a deviation of a third, halved by each limit, straight down to nothing at the limit, a Gaussian half as wide.
    pub fn decays_for(&self, limit: Deciseconds) -> [Decay; 5] {
        let part = |by: u32| Deciseconds::new((limit.get() / by).max(1));
        let usual = [
            Decay::Step(limit),
            Decay::Logistic { median: limit, deviation: part(3) },
            Decay::Exponential(limit),
            Decay::Linear(limit),
            Decay::Gaussian(part(2)),
        ];
        usual.map(|usual| self.decays.iter().find(|set| set.name() == usual.name()).copied().unwrap_or(usual))
    }
}

impl Default for Access {
    fn default() -> Self {
        Self { supply: Given::One, people_per_staff: PER_STAFF, within: None, decays: Vec::new(), zones: zones() }
    }
}

fn zones() -> Zones {
    Zones(ZONES.map(|(end, weight)| (Deciseconds::from_minutes(end), weight)).to_vec())
}

/// Reads the keys of this page into `analyses`.
pub(super) fn read(reader: &mut Reader<'_>, section: &Section<'_>, horizon: Deciseconds, analyses: &mut Analyses) {
    analyses.teams = reader.may(section, "teams", |r, entry| {
        let section = r.section(entry, Keys { known: &["functions"] })?;
        Some(Teams { functions: r.may(&section, "functions", Reader::texts) })
    });
    analyses.access = reader.may(section, "access", |r, entry| access(r, entry, horizon));
    let bare = |r: &mut Reader<'_>, key| r.may(section, key, |r, entry| r.section(entry, Keys::default()).map(drop));
    analyses.equity = bare(reader, "equity").is_some();
    analyses.assigned = bare(reader, "assigned").is_some();
}

fn access(reader: &mut Reader<'_>, entry: &Entry<'_>, horizon: Deciseconds) -> Option<Access> {
    let keys = Keys { known: &["supply", "people_per_staff", "within", "decays", "zones"] };
    let section = reader.section(entry, keys)?;
    let usual = Access::default();
    let supply = reader.may(&section, "supply", |r, entry| {
        let text = r.text(entry)?;
        let found = GIVEN.iter().find(|(name, _)| *name == text).map(|(_, given)| *given);
        found.or_else(|| {
            let names = GIVEN.map(|(name, _)| name);
            let cause = Words::new(
                format!("不能以 `{text}` 作为供给；可用 {}", names.join("、")),
                format!("`{text}` is no supply; there are {}", names.join(", ")),
            );
            r.bad(entry, &cause)
        })
    });
    let within = reader.may(&section, "within", |r, entry| no_longer(r, entry, horizon));
    let decays = reader.may(&section, "decays", decays).unwrap_or_default();
    let people_per_staff = reader.may(&section, "people_per_staff", |r, entry| r.number(entry, 1..=1_000_000));
    // The usual zones are cut where a study follows times less far.
    let zones = reader
        .may(&section, "zones", |r, entry| zones_of(r, entry, horizon))
        .unwrap_or_else(|| Zones(usual.zones.0.iter().copied().filter(|(end, _)| *end <= horizon).collect()));
    let (supply, people_per_staff) =
        (supply.unwrap_or(usual.supply), people_per_staff.unwrap_or(usual.people_per_staff));
    Some(Access { supply, people_per_staff, within, decays, zones })
}

fn no_longer(reader: &mut Reader<'_>, entry: &Entry<'_>, horizon: Deciseconds) -> Option<Deciseconds> {
    let time = reader.some_time(entry)?;
    if time > horizon {
        return reader.bad(entry, &Words::new("不得超过 horizon", "it must not exceed the horizon"));
    }
    Some(time)
}

fn decays(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Vec<Decay>> {
    let known: &[&str] = &["step", "logistic", "exponential", "linear", "gaussian"];
    let section = reader.section(entry, Keys { known })?;
    let logistic = reader.may(&section, "logistic", |r, entry| {
        let section = r.section(entry, Keys { known: &["median", "deviation"] })?;
        let median = r.must(&section, "median", Reader::some_time);
        let deviation = r.must(&section, "deviation", Reader::some_time);
        Some(Decay::Logistic { median: median?, deviation: deviation? })
    });
    type Make = fn(Deciseconds) -> Decay;
    let makes: [(&str, Make); 4] = [
        ("step", Decay::Step),
        ("exponential", Decay::Exponential),
        ("linear", Decay::Linear),
        ("gaussian", Decay::Gaussian),
    ];
    let others = makes.map(|(key, make)| reader.may(&section, key, Reader::some_time).map(make));
    Some(logistic.into_iter().chain(others.into_iter().flatten()).collect())
}

fn zones_of(reader: &mut Reader<'_>, entry: &Entry<'_>, horizon: Deciseconds) -> Option<Zones> {
    let members = reader.list(entry)?;
    if members.is_empty() {
        return reader.bad(entry, &Words::new("列表为空", "the list is empty"));
    }
    let mut zones: Vec<(Deciseconds, f64)> = Vec::new();
    for member in &members {
        let section = reader.section(member, Keys { known: &["to", "weight"] })?;
        let end = reader.must(&section, "to", |r, entry| {
            let end = no_longer(r, entry, horizon)?;
            if zones.last().is_some_and(|(before, _)| end <= *before) {
                return r.bad(entry, &Words::new("各圈层应由近及远", "the zones must go outwards"));
            }
            Some(end)
        });
        let weight = reader.must(&section, "weight", |r, entry| r.decimal(entry, 0.0..=1.0));
        zones.push((end?, weight?));
    }
    Some(Zones(zones))
}

/// The lines of these keys in a study file.
pub(super) fn lines(analyses: &Analyses) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some(teams) = &analyses.teams {
        let functions = teams.functions.as_ref().map(|functions| format!(" functions = {} ", list(functions)));
        lines.push(("teams", format!("{{{}}}", functions.unwrap_or_default())));
    }
    if let Some(access) = &analyses.access {
        let decay = |decay: &Decay| match decay {
            Decay::Logistic { median, deviation } => {
                format!("logistic = {{ median = {}, deviation = {} }}", duration(*median), duration(*deviation))
            }
            Decay::Step(time) | Decay::Exponential(time) | Decay::Linear(time) | Decay::Gaussian(time) => {
                format!("{} = {}", decay.name(), duration(*time))
            }
        };
        let decays: Vec<String> = access.decays.iter().map(decay).collect();
        let zone = |(end, weight): &(Deciseconds, f64)| format!("{{ to = {}, weight = {weight:?} }}", duration(*end));
        let zones: Vec<String> = access.zones.0.iter().map(zone).collect();
        let within = access.within.map_or(String::new(), |time| format!("within = {}, ", duration(time)));
        // None where the horizon leaves none of the usual ones.
        let zones = if zones.is_empty() { String::new() } else { format!(", zones = [{}]", zones.join(", ")) };
        let text = format!(
            "{{ supply = \"{}\", people_per_staff = {}, {within}decays = {{ {} }}{zones} }}",
            access.supply.name(),
            access.people_per_staff,
            decays.join(", "),
        );
        lines.push(("access", text));
    }
    let bare = [("equity", analyses.equity), ("assigned", analyses.assigned)];
    lines.extend(bare.into_iter().filter(|(_, asked)| *asked).map(|(key, _)| (key, "{}".to_owned())));
    lines
}
