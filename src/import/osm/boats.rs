//! What sails on a way: its service, and what of it goes into the network.
//!
//! Never here: classes of lines, stops.

use std::collections::BTreeMap;

use super::boarding;
use super::ferry::FerryClass;
use super::hours::Hours;
use super::keep;
use super::lines::{Draft, FerryLine, Walks};
use super::services::Boat;
use crate::issue::{Code, Issue, Place};
use crate::network::input::FerryWay;
use crate::timetable::ServiceSource;
use crate::words::Words;

/// Fills in when the lines of transport sail; what they say and cannot be understood is an issue.
pub(super) fn serve(drafts: &mut BTreeMap<i64, Draft<'_>>, file: &str, issues: &mut Vec<Issue>) {
    for (id, draft) in drafts.iter_mut().filter(|(_, draft)| draft.class().sails()) {
        let mut refuse = |key: &str, text: &str| {
            let cause = Words::new(
                format!("w{id} 的 {key}=“{text}”无法理解，按默认值处理"),
                format!("{key}={text:?} of w{id} cannot be understood; the default counts"),
            );
            issues.push(Issue::new(Code::OsmBadTag, Place::file(file).field(key), cause));
        };
        if let (Some(text), None) = (draft.tags.get("opening_hours"), &draft.hours) {
            match Hours::parse(text) {
                Some(hours) => {
                    draft.on_demand |= hours.on_demand;
                    draft.hours = Some((text.to_owned(), hours)).filter(|(_, hours)| !hours.is_empty());
                }
                None if draft.on_demand => {}
                None => refuse("opening_hours", text),
            }
        }
        if let Some(text) = draft.tags.get("interval").filter(|_| draft.interval.is_none() && !draft.on_demand) {
            refuse("interval", text);
        }
        if draft.service == ServiceSource::Default && (draft.interval.is_some() || draft.hours.is_some()) {
            draft.service = ServiceSource::Map;
        }
    }
}

pub(super) fn boat(draft: &Draft<'_>, line: &FerryLine) -> Boat {
    let senses = match draft.tags.get("oneway") {
        Some("yes" | "true" | "1") => (true, false),
        Some("-1" | "reverse") => (false, true),
        _ => (true, true),
    };
    Boat {
        id: draft.way.id,
        name: line.name.clone(),
        nodes: draft.nodes.clone(),
        senses,
        crossing: line.crossing,
        boarding: line.boarding,
        who: draft.who,
        interval: draft.interval,
        hours: draft.hours.as_ref().map(|(_, hours)| hours.clone()),
        source: draft.service,
        weather: draft.weather.clone(),
        on_demand: draft.on_demand,
        link: draft.class() == FerryClass::PierLink,
    }
}

/// The way as the network has it, and one more for each walk between a quay of it and a road: it shares the quay's deck with the
/// way, so that one boards where the walk begins, and its time stays apart from that over the water.
pub(super) fn ways(draft: &Draft<'_>, line: &FerryLine, walks: &Walks) -> Vec<FerryWay> {
    let id = draft.way.id;
    let mut tags = keep::road_tags(&draft.tags.iter().collect::<Vec<_>>());
    tags.set("route", "ferry");
    boarding::write(draft.who, &mut tags);
    let mut of_walk = tags.clone();
    of_walk.set("oneway", "no");
    let boarding = line.boarding;
    let mut ways = vec![FerryWay { id, nodes: draft.nodes.clone(), tags, crossing: line.crossing, boarding }];
    let mut quays = draft.nodes.clone();
    quays.sort_unstable();
    quays.dedup();
    for quay in quays {
        if let Some(&(road, crossing)) = walks.get(&quay) {
            ways.push(FerryWay { id, nodes: vec![quay, road], tags: of_walk.clone(), crossing, boarding });
        }
    }
    ways
}
