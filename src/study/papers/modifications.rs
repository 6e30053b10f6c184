//! What a scenario changes, in words and as sites on a map.
//!
//! Never here: whether it can be applied, figures.

use std::collections::BTreeMap;

use super::{named, time};
use crate::encode::html::number::thousands;
use crate::encode::html::paper::{Mark, Pin};
use crate::space::LatLon;
use crate::study::Study;
use crate::study::scenario::Modification;
use crate::words::Words;

/// One modification as a sentence; sites that `known` names are those that earlier modifications made.
pub(super) fn told(study: &Study, known: &BTreeMap<String, Site>, one: &Modification) -> Words {
    let kind = |id: &str| {
        let found = study.file().kinds.iter().find(|kind| kind.id == id);
        found.map_or_else(|| Words::same(id), |kind| kind.name.clone())
    };
    let site = |id: &str| known.get(id).map_or_else(|| Words::same(id), |site| named(&site.name, id));
    match one {
        Modification::AddSite { kind: of, lon, lat, id, name, .. } => {
            let (kind, site) = (kind(of), named(&name.clone().unwrap_or_default(), id));
            Words::new(
                format!("新设{}：{}，位于 {lon:.5}, {lat:.5}。", kind.zh, site.zh),
                format!("{}: a further site, {}, at {lon:.5}, {lat:.5}.", kind.en, site.en),
            )
        }
        Modification::MoveSite { id, lon, lat } => {
            let site = site(id);
            Words::new(
                format!("{}迁至 {lon:.5}, {lat:.5}。", site.zh),
                format!("{} moves to {lon:.5}, {lat:.5}.", site.en),
            )
        }
        Modification::CloseSite { id } => {
            let site = site(id);
            Words::new(format!("撤销{}。", site.zh), format!("{} closes.", site.en))
        }
        Modification::ResizeSite { id, staff, capacity } => {
            let site = site(id);
            let parts = [(staff, "人员", "staff"), (capacity, "容量", "places")];
            let given =
                parts.iter().filter_map(|(size, zh, en)| size.as_ref().map(|size| (size.to_string(), *zh, *en)));
            let (zh, en): (Vec<_>, Vec<_>) =
                given.map(|(size, zh, en)| (format!("{zh} {size}"), format!("{size} {en}"))).unzip();
            Words::new(format!("{}改为{}。", site.zh, zh.join("、")), format!("{} has {}.", site.en, en.join(" and ")))
        }
        Modification::Hours { id, hours } => {
            let site = site(id);
            Words::new(format!("{}的开放时间改为 {hours}。", site.zh), format!("{} is open {hours}.", site.en))
        }
        Modification::Mobilisation { kind: of, time: span } => {
            let (kind, span) = (kind(of), time(span.0));
            Words::new(
                format!("{}的出动准备改为 {}。", kind.zh, span.zh),
                format!("{}: the mobilisation takes {}.", kind.en, span.en),
            )
        }
        Modification::Limit { kind: of, time: span } => {
            let (kind, span) = (kind(of), time(span.0));
            Words::new(
                format!("{}的时限改为 {}。", kind.zh, span.zh),
                format!("{}: the limit is {}.", kind.en, span.en),
            )
        }
        Modification::CloseRoad { way } => Words::new(
            format!("道路 {way} 封闭，不得通过。"),
            format!("The road {way} is closed to all who would pass."),
        ),
        Modification::CancelLine { line } => {
            let found = study.inputs().ferry_lines.iter().find(|known| known.id == *line);
            let line = found.map_or_else(|| Words::same(line.as_str()), |found| named(&found.name, &found.id));
            Words::new(format!("航线{}停航。", line.zh), format!("The ferry line {} does not sail.", line.en))
        }
        Modification::AddLine { name, crossing, interval, who, .. } => {
            let (crossing, interval) = (time(crossing.0), time(interval.0));
            let who = [
                (who.0.foot, "行人", "people on foot"),
                (who.0.bicycle, "自行车", "bicycles"),
                (who.0.car, "汽车", "cars"),
            ];
            let (zh, en): (Vec<_>, Vec<_>) = who.iter().filter(|who| who.0).map(|who| (who.1, who.2)).unzip();
            Words::new(
                format!("新增航线{}：航行 {}，每 {}一班，可载{}。", name.zh, crossing.zh, interval.zh, zh.join("、")),
                format!(
                    "A further ferry line, {}: {} across, every {}, for {}.",
                    name.en,
                    crossing.en,
                    interval.en,
                    en.join(", ")
                ),
            )
        }
        Modification::Speed { profile, factor } => Words::new(
            format!("“{profile}”方式的车速为原来的 {factor} 倍。"),
            format!("Speeds of the profile {profile} are {factor} times what they are."),
        ),
        Modification::Demand { factor, area } => {
            let place = area.as_ref().map(|id| {
                let areas = &study.inputs().areas;
                areas.find(id).map_or_else(|| Words::same(id.as_str()), |area| areas.get(area).name.clone())
            });
            match place {
                None => Words::new(
                    format!("各地人数为原来的 {factor} 倍。"),
                    format!("There are {factor} times as many people."),
                ),
                Some(place) => Words::new(
                    format!("{}的人数为原来的 {factor} 倍。", place.zh),
                    format!("There are {factor} times as many people in {}.", place.en),
                ),
            }
        }
    }
}

/// A site in a scenario.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Site {
    /// Its name.
    pub name: Words,
    /// Its kind.
    pub kind: String,
    /// Where it is.
    pub at: LatLon,
    /// The number of the modification that put it there; 0 where none did.
    pub number: usize,
}

/// The sites of the study by id.
pub(super) fn sites(study: &Study) -> BTreeMap<String, Site> {
    let site = |facility: &crate::places::Facility| Site {
        name: facility.name.clone(),
        kind: facility.kind.clone(),
        at: facility.at,
        number: 0,
    };
    study.inputs().facilities.iter().map(|facility| (facility.id.clone(), site(facility))).collect()
}

/// What a modification, the one with this number, does to the sites.
pub(super) fn apply(sites: &mut BTreeMap<String, Site>, one: &Modification, number: usize) {
    match one {
        Modification::AddSite { kind, lon, lat, id, name, .. } => {
            if let Some(at) = LatLon::new(*lon, *lat) {
                let site = Site { name: name.clone().unwrap_or_default(), kind: kind.clone(), at, number };
                sites.insert(id.clone(), site);
            }
        }
        Modification::MoveSite { id, lon, lat } => {
            if let Some((site, at)) = sites.get_mut(id).zip(LatLon::new(*lon, *lat)) {
                (site.at, site.number) = (at, number);
            }
        }
        Modification::CloseSite { id } => {
            sites.remove(id);
        }
        _ => {}
    }
}

/// The sites of the second scenario that the first does not have there, with numbers, and those that it has no more; with their kinds.
pub(super) fn pins(a: &BTreeMap<String, Site>, b: &BTreeMap<String, Site>) -> Vec<(String, Pin)> {
    let only = |these: &BTreeMap<String, Site>, those: &BTreeMap<String, Site>, mark: fn(usize) -> Mark| {
        let differs = |(id, site): &(&String, &Site)| those.get(*id).is_none_or(|other| other.at != site.at);
        let pin = |(id, site): (&String, &Site)| {
            let title = named(&site.name, id).zh;
            (site.kind.clone(), Pin { at: site.at, mark: mark(site.number), title })
        };
        these.iter().filter(differs).map(pin).collect::<Vec<(String, Pin)>>()
    };
    let mut pins = only(a, b, |_| Mark::Closed);
    pins.extend(only(b, a, Mark::New));
    pins
}

/// A count of people with its unit, in either language.
pub(super) fn so_many(people: Option<u64>) -> Words {
    let count = people.map_or_else(|| "–".to_owned(), thousands);
    Words::new(format!("{count} 人"), format!("{count} people"))
}
