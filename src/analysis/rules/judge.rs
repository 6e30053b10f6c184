//! Judges one rule over a study.
//!
//! Never here: what is told of the people (see `layer::rules`).

use std::collections::BTreeMap;

use super::{Judgement, Needs, Remedy, Rule, Sort, Subject, Violation};
use crate::places::{AreaIndex, Areas, DemandPoint, Facility, Premises};
use crate::units::{Metres, People};

/// What rules are judged on.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The areas.
    pub areas: &'a Areas,
    /// The facilities of all kinds.
    pub facilities: &'a [Facility],
    /// The area of each facility (see [`areas_of_facilities`](super::areas_of_facilities)).
    pub area_of_facility: &'a [Option<AreaIndex>],
    /// The demand.
    pub demand: &'a [DemandPoint],
    /// The area of each demand point.
    pub area_of: &'a [Option<AreaIndex>],
}

/// Judges a rule; `premises` are those of its own table, and empty for rules about areas.
pub fn judge<'a>(rule: &Rule, ground: &Ground<'_>, premises: &'a [Premises]) -> Judgement<'a> {
    match &rule.needs {
        Needs::Area { level, demand, sort } => areas_need(rule, ground, (level, *demand), sort),
        Needs::Number { level, count, exactly } => number(rule, ground, level, (*count, *exactly)),
        Needs::Host { host, distance } => hosts_need(rule, ground, premises, (host, *distance)),
    }
}

/// The areas of a level; the facilities of the rule's kind in each of them or below.
fn by_area<'g>(rule: &Rule, ground: &Ground<'g>, level: &str) -> BTreeMap<AreaIndex, Vec<&'g Facility>> {
    let areas = ground.areas;
    let of_level = |area: &AreaIndex| areas.get(*area).level.as_deref() == Some(level);
    let all = (0_u32..).zip(areas.all()).map(|(index, _)| AreaIndex(index));
    let mut found: BTreeMap<AreaIndex, Vec<&Facility>> = all.filter(of_level).map(|area| (area, Vec::new())).collect();
    let of_kind =
        ground.facilities.iter().zip(ground.area_of_facility).filter(|(facility, _)| facility.kind == rule.kind);
    for (facility, area) in of_kind {
        let Some(area) = area else { continue };
        for above in areas.upwards(*area) {
            if let Some(there) = found.get_mut(&above) {
                there.push(facility);
            }
        }
    }
    found
}

fn areas_need<'a>(rule: &Rule, ground: &Ground<'_>, (level, least): (&str, People), sort: &Sort) -> Judgement<'a> {
    let mut people: BTreeMap<AreaIndex, People> = BTreeMap::new();
    for (point, area) in ground.demand.iter().zip(ground.area_of) {
        for above in area.iter().flat_map(|&area| ground.areas.upwards(area)) {
            *people.entry(above).or_default() += point.people;
        }
    }
    let mut judged = Judgement::default();
    for (area, there) in by_area(rule, ground, level) {
        if people.get(&area).copied().unwrap_or_default() < least {
            continue;
        }
        if there.iter().any(|facility| sort.fits(facility)) {
            judged.kept += 1;
            continue;
        }
        // To raise what is there takes less than to open another one: the one with most staff, of equals the first.
        let best = there.iter().max_by(|a, b| a.staff.cmp(&b.staff).then(b.id.cmp(&a.id)));
        let remedy = best.map_or(Remedy::Open(1), |facility| Remedy::Raise(facility.id.clone()));
        judged.violations.push(Violation { subject: Subject::Area(area), facilities: there.len() as u64, remedy });
    }
    judged
}

fn number<'a>(rule: &Rule, ground: &Ground<'_>, level: &str, (count, exactly): (u64, bool)) -> Judgement<'a> {
    let mut judged = Judgement::default();
    for (area, there) in by_area(rule, ground, level) {
        let facilities = there.len() as u64;
        let remedy = if facilities < count {
            Remedy::Open(count - facilities)
        } else if exactly && facilities > count {
            Remedy::Close(facilities - count)
        } else {
            judged.kept += 1;
            continue;
        };
        judged.violations.push(Violation { subject: Subject::Area(area), facilities, remedy });
    }
    judged
}

fn hosts_need<'a>(
    rule: &Rule,
    ground: &Ground<'_>,
    premises: &'a [Premises],
    (host, distance): (&str, Metres),
) -> Judgement<'a> {
    let of_kind: Vec<&Facility> = ground.facilities.iter().filter(|facility| facility.kind == rule.kind).collect();
    let mut judged = Judgement::default();
    let asked = premises.iter().filter(|place| place.sort.as_deref().is_none_or(|sort| sort == host));
    for place in asked {
        let mut near: Vec<(Metres, &Facility)> = of_kind
            .iter()
            // A degree of latitude is 111 km: a quick look before the exact distance.
            .filter(|facility| (facility.at.lat() - place.at.lat()).abs() * 110_000.0 <= distance.0)
            .map(|&facility| (facility.at.distance(place.at), facility))
            .filter(|(metres, _)| *metres <= distance)
            .collect();
        if near.iter().any(|(_, facility)| facility.supply.host.as_deref() == Some(host)) {
            judged.kept += 1;
            continue;
        }
        near.sort_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.id.cmp(&b.1.id)));
        let remedy = near.first().map_or(Remedy::Open(1), |(_, facility)| Remedy::Host(facility.id.clone()));
        judged.violations.push(Violation { subject: Subject::Premises(place), facilities: near.len() as u64, remedy });
    }
    judged.violations.sort_by(|a, b| match (&a.subject, &b.subject) {
        (Subject::Premises(a), Subject::Premises(b)) => a.id.cmp(&b.id),
        _ => std::cmp::Ordering::Equal,
    });
    judged
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
