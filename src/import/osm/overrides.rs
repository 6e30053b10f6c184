//! What a study says about ferry lines, put on top of what the map says.
//!
//! Never here: reading of the override file (see `tables`).

use std::collections::BTreeMap;

use super::crossing::CrossingSource;
use super::ferry::{FerryClass, Verdict};
use super::gather::RawRelation;
use super::hours::Hours;
use super::lines::Draft;
use crate::issue::{Code, Issue, Place};
use crate::network::Tags;
use crate::timetable::{ServiceSource, Who};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// One row of the study's ferry overrides; `None` keeps what the map says.
#[derive(Clone, PartialEq, Debug)]
pub struct FerryOverride {
    /// An id such as `w625508807` or `r1812656`, or a name (`name`, `name:en`, `name:zh`), whatever its case.
    pub line: String,
    /// What kind of line it is.
    pub class: Option<FerryClass>,
    /// Time from end to end.
    pub duration: Option<Deciseconds>,
    /// Time between two boats.
    pub interval: Option<Deciseconds>,
    /// Time charged for boarding.
    pub boarding: Option<Deciseconds>,
    /// Who may board.
    pub who: Option<Who>,
    /// When boats sail: the text and what it means.
    pub hours: Option<(String, Hours)>,
    /// In which class of weather it does not sail.
    pub weather: Option<String>,
    /// Where the row stands.
    pub place: Place,
}

/// Applies overrides in their order; the duration of a relation is shared out over its ways by length.
pub(super) fn apply(
    drafts: &mut BTreeMap<i64, Draft<'_>>,
    relations: &[(&RawRelation, Vec<i64>)],
    overrides: &[FerryOverride],
) -> Vec<Issue> {
    let mut issues = Vec::new();
    for row in overrides {
        let groups = meant(drafts, relations, row.line.trim());
        for ways in &groups {
            put(drafts, ways, row);
        }
        if groups.is_empty() {
            let cause = Words::new(
                format!("没有航线的编号或名称是“{}”", row.line),
                format!("no ferry line has the id or name {:?}", row.line),
            );
            issues.push(Issue::new(Code::FerryOverrideUnmatched, row.place.clone().field("osm"), cause));
        }
    }
    issues
}

/// The ways that a row means: one group for each line.
fn meant(drafts: &BTreeMap<i64, Draft<'_>>, relations: &[(&RawRelation, Vec<i64>)], line: &str) -> Vec<Vec<i64>> {
    let id = |letter: char| line.strip_prefix(letter).and_then(|digits| digits.parse::<i64>().ok());
    if let Some(way) = id('w') {
        return drafts.contains_key(&way).then(|| vec![way]).into_iter().collect();
    }
    let ways_of = |wanted: &dyn Fn(&RawRelation) -> bool| -> Vec<Vec<i64>> {
        let wanted = relations.iter().filter(|(relation, ways)| wanted(relation) && !ways.is_empty());
        wanted.map(|(_, ways)| ways.clone()).collect()
    };
    if let Some(relation) = id('r') {
        return ways_of(&|candidate| candidate.id == relation);
    }
    let named = |tags: &Tags| {
        let names = ["name", "name:en", "name:zh"].iter().filter_map(|key| tags.get(key));
        let wanted = line.to_lowercase();
        !wanted.is_empty() && names.into_iter().any(|name| name.trim().to_lowercase() == wanted)
    };
    let mut groups = ways_of(&|relation| named(&relation.tags));
    let single =
        drafts.iter().filter(|(id, draft)| named(&draft.way.tags) && !groups.iter().any(|ways| ways.contains(id)));
    let single: Vec<Vec<i64>> = single.map(|(&id, _)| vec![id]).collect();
    groups.extend(single);
    groups
}

fn put(drafts: &mut BTreeMap<i64, Draft<'_>>, ways: &[i64], row: &FerryOverride) {
    let lengths: Vec<Metres> = ways.iter().map(|id| drafts.get(id).map_or(Metres(0.0), |draft| draft.length)).collect();
    let times = row.duration.map(|time| time.shared_out(&lengths));
    for (i, id) in ways.iter().enumerate() {
        let Some(draft) = drafts.get_mut(id) else { continue };
        if let Some(class) = row.class {
            draft.verdict = Verdict { class, reason: Words::new("研究文件指定", "the study says so") };
        }
        if let Some(&time) = times.as_ref().and_then(|times| times.get(i)) {
            draft.crossing = Some((time, CrossingSource::Override));
        }
        if row.interval.is_some() {
            (draft.interval, draft.service) = (row.interval, ServiceSource::Table);
        }
        draft.boarding = row.boarding.unwrap_or(draft.boarding);
        draft.who = row.who.unwrap_or(draft.who);
        if row.hours.is_some() {
            (draft.hours, draft.service) = (row.hours.clone(), ServiceSource::Table);
            draft.on_demand |= row.hours.as_ref().is_some_and(|(_, hours)| hours.on_demand);
        }
        draft.weather = row.weather.clone().or(draft.weather.take());
    }
}
