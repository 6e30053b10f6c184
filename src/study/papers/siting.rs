//! The answer to a siting problem as a layer and as a page that may be handed to a council.
//!
//! Never here: solving, sentences about the answer (see `question`), tables (see `tables`).

use std::collections::BTreeMap;

use super::question::Told;
use super::tables::{Called, sections};
use super::{Page, blank, named};
use crate::analysis::coverage::{Provider, kind_times};
use crate::encode::html::paper::{Counts, Mark, Picture, Pin};
use crate::encode::html::{Fact, number};
use crate::layer::sites::{Place, feature_id, layer, ranked, runners_up};
use crate::layer::siting::{Number, Siting, told_units, told_units_together};
use crate::layer::{Feature, Layer, Value};
use crate::places::{AreaIndex, Areas, CandidateSite, SiteRole};
use crate::progress::{Cancelled, Progress};
use crate::space::LatLon;
use crate::study::Study;
use crate::study::site::Asked;
use crate::travel::Link;
use crate::units::Deciseconds;
use crate::words::{Lang, Words};

/// Other candidates on the map at most: more would hide it.
const DRAWN: usize = 1_500;

/// An answer and what it was asked of.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The study.
    pub study: &'a Study,
    /// All candidates, those of grids among them.
    pub candidates: &'a [CandidateSite],
    /// What was asked.
    pub asked: &'a Asked,
    /// The answer.
    pub siting: &'a Siting,
}

/// The page about an answer, `lang` first, and the layer `siting`.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn answered<'a>(answer: Answered<'a>, lang: Lang, progress: &dyn Progress) -> Result<Page<'a>, Cancelled> {
    let Answered { study, asked, siting, .. } = answer;
    let sites = Sites::of(&answer);
    let layer = layer(siting, &sites.places(&answer), study.credits());
    let counts = counts(&answer, &sites, progress)?;
    let kinds = kind_names(study, &asked.kinds);
    let told = Told { asked, siting, kind: &kinds, people: study.units().people() };
    let mut paper = blank(study, vec![picture(&answer, &layer, counts)], lang);
    paper.title = Words::new("选址方案", "Where the next sites go");
    let fact = |zh: &str, en: &str, value: Words| Fact { label: Words::new(zh, en), value };
    paper.facts =
        vec![fact("服务", "Service", kinds.clone()), fact("问题类型", "Problem", Words::same(siting.problem.as_str()))];
    if let Some(Number::Whole(seconds)) = siting.limit {
        let minutes = number::minutes(u32::try_from(seconds).unwrap_or(u32::MAX));
        paper.facts.push(fact("时限", "Limit", Words::new(format!("{minutes} 分钟"), format!("{minutes} minutes"))));
    }
    paper.question = told.question();
    paper.big = told.big();
    paper.lead = told.lead();
    paper.rest = told.rest();
    paper.sections = sections(&told, &sites.names);
    Ok(Page { paper, layer })
}

/// The names of the kinds, one after the other.
fn kind_names(study: &Study, kinds: &[usize]) -> Words {
    let names: Vec<&Words> = kinds.iter().map(|&kind| &study.file().kinds[kind].name).collect();
    let joined = |of: &dyn Fn(&Words) -> String, between: &str| {
        names.iter().map(|name| of(name)).collect::<Vec<String>>().join(between)
    };
    Words::new(joined(&|name| name.zh.clone(), "、"), joined(&|name| name.en.clone(), ", "))
}

/// The sites that an answer may be about, by name and as places.
struct Sites<'a> {
    /// Facilities that anybody may use, by kind, and their links.
    providers: Vec<(usize, Provider)>,
    /// The candidates that have a road, by kind, and their links.
    candidates: Vec<(usize, &'a CandidateSite, Link)>,
    /// How all of them are called, by id.
    names: BTreeMap<&'a str, Called>,
}

impl<'a> Sites<'a> {
    fn of(answer: &Answered<'a>) -> Self {
        let Answered { study, asked, .. } = *answer;
        let facilities = &study.inputs().facilities;
        let areas = &study.inputs().areas;
        let called = |name: &Words, id: &str, area: Option<AreaIndex>| Called {
            name: named(name, id),
            area: area.map(|area| areas.get(area).name.clone()).unwrap_or_default(),
        };
        let mut names: BTreeMap<&str, Called> = BTreeMap::new();
        let (mut providers, mut candidates) = (Vec::new(), Vec::new());
        for &kind in &asked.kinds {
            let id = &study.file().kinds[kind].id;
            for provider in study.open_to(kind, None) {
                let facility = &facilities[provider.0 as usize];
                let area = area_of(areas, facility.area.as_deref(), facility.at);
                names.insert(&facility.id, called(&facility.name, &facility.id, area));
                providers.push((kind, provider));
            }
            for site in answer.candidates.iter().filter(|site| site.kind == *id) {
                if names.contains_key(site.id.as_str()) {
                    continue;
                }
                if let Ok(link) = study.link(study.profile_of(kind), site.at) {
                    candidates.push((kind, site, link));
                }
            }
        }
        for (_, site, _) in &candidates {
            let area = area_of(areas, site.terms.area.as_deref(), site.at);
            names.insert(&site.id, called(&site.name, &site.id, area));
        }
        Self { providers, candidates, names }
    }

    fn places(&self, answer: &Answered<'a>) -> Vec<Place<'a>> {
        let study = answer.study;
        let areas = &study.inputs().areas;
        let id = |kind: usize| study.file().kinds[kind].id.as_str();
        let area = |own: Option<&str>, at| area_of(areas, own, at).map(|area| areas.get(area).id.as_str());
        let standing = self.providers.iter().map(|&(kind, (index, _))| {
            let facility = &study.inputs().facilities[index as usize];
            let area = area(facility.area.as_deref(), facility.at);
            Place { id: &facility.id, name: &facility.name, kind: id(kind), at: facility.at, area, role: "existing" }
        });
        let candidates = self.candidates.iter().map(|&(kind, site, _)| {
            let role = match site.terms.role {
                SiteRole::Existing => "existing",
                SiteRole::Excluded => "excluded",
                SiteRole::Candidate | SiteRole::Required => "candidate",
            };
            let area = area(site.terms.area.as_deref(), site.at);
            Place { id: &site.id, name: &site.name, kind: id(kind), at: site.at, area, role }
        });
        standing.chain(candidates).collect()
    }
}

/// The area that a table names, otherwise the one that holds the place.
fn area_of(areas: &Areas, own: Option<&str>, at: LatLon) -> Option<AreaIndex> {
    own.and_then(|id| areas.find(id)).or_else(|| areas.holding(at))
}

/// The published counts of every unit before and after; none where no answer was found.
fn counts(answer: &Answered<'_>, sites: &Sites<'_>, progress: &dyn Progress) -> Result<Vec<Counts>, Cancelled> {
    let Answered { study, asked, siting, .. } = *answer;
    if siting.people_covered_after.is_none() {
        return Ok(Vec::new());
    }
    let closes = |id: &str| siting.closed.iter().any(|closed| closed.id == id);
    let opens = |site: &CandidateSite| {
        let same = |kind: &String| *kind == site.kind;
        siting.sites.iter().any(|opened| opened.id == site.id && opened.kind.as_ref().is_none_or(same))
    };
    let exists = |site: &CandidateSite| site.terms.role == SiteRole::Existing;
    // Only whether a place is reached matters here, and not by whom.
    let candidates = |kind: usize, role: &dyn Fn(&CandidateSite) -> bool| -> Vec<Provider> {
        let of = sites.candidates.iter().filter(|(of, site, _)| *of == kind && role(site));
        of.map(|(_, _, link)| (0, Some(*link))).collect()
    };
    let standing = |kind: usize, stays: &dyn Fn(&str) -> bool| -> Vec<Provider> {
        let id = |provider: &Provider| study.inputs().facilities[provider.0 as usize].id.as_str();
        let of = sites.providers.iter().filter(|(of, provider)| *of == kind && stays(id(provider)));
        of.map(|(_, provider)| *provider).collect()
    };
    let reached = |kind: usize, providers: &[Provider]| -> Result<Vec<bool>, Cancelled> {
        let demand: Vec<Option<Link>> =
            study.demand_links(kind).iter().map(|link| link.as_ref().ok().copied()).collect();
        let limit = match siting.limit {
            Some(Number::Whole(limit)) => Deciseconds::from_seconds(u32::try_from(limit).unwrap_or(u32::MAX)),
            _ => study.file().kinds[kind].limit,
        };
        let weighed = study.weighed(study.profile_of(kind));
        let times = kind_times(weighed, &study.file().kinds[kind], (providers, &demand), limit, progress)?;
        Ok(times.nearest.iter().map(|&time| time <= limit).collect())
    };
    let told = |providers: &dyn Fn(usize) -> Vec<Provider>| -> Result<Vec<u64>, Cancelled> {
        let covered = asked.kinds.iter().map(|&kind| reached(kind, &providers(kind)));
        let covered = covered.collect::<Result<Vec<Vec<bool>>, Cancelled>>()?;
        let (units, demand) = (study.units(), &study.inputs().demand);
        Ok(match &covered[..] {
            [one] => told_units(units, demand, |point| one[point]),
            kinds => told_units_together(units, demand, kinds),
        })
    };
    let before = |kind: usize| {
        let mut open = standing(kind, &|_| true);
        open.extend(candidates(kind, &exists));
        open
    };
    let after = |kind: usize| {
        let mut open = standing(kind, &|id| !closes(id));
        open.extend(candidates(kind, &|site| if exists(site) { !closes(&site.id) } else { opens(site) }));
        open
    };
    let both = told(&before)?.into_iter().zip(told(&after)?);
    let units = study.units().all().iter().zip(both);
    Ok(units.map(|(unit, (before, after))| Counts { people: unit.people, before, after }).collect())
}

/// The map: what the sites of the layer are, over what they change.
fn picture(answer: &Answered<'_>, layer: &Layer, counts: Vec<Counts>) -> Picture {
    let siting = answer.siting;
    let text = |feature: &Feature, field: &str| match layer.column(field).map(|column| &feature.values[column]) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let others = runners_up(siting);
    let kinds = &answer.study.file().kinds;
    let kind_of = |feature: &Feature| {
        let id = text(feature, "kind");
        kinds.iter().position(|kind| kind.id == id).unwrap_or_default()
    };
    let title = |feature: &Feature| {
        let name = text(feature, "name");
        if name.is_empty() { feature.id.clone() } else { name }
    };
    let mut pins = Vec::new();
    let mut left_out = 0_usize;
    let mut drawn = 0_usize;
    for feature in &layer.features {
        let mark = match text(feature, "role").as_str() {
            "opened" => continue,
            "closed" => Mark::Closed,
            "existing" => Mark::Standing(kind_of(feature)),
            _ if others.keys().any(|id| feature_id(siting, &text(feature, "kind"), id) == feature.id) => Mark::RunnerUp,
            // Where sites close none opens.
            "candidate" if siting.close.is_some() => continue,
            "candidate" if drawn < DRAWN => {
                drawn += 1;
                Mark::Candidate
            }
            "candidate" => {
                left_out += 1;
                continue;
            }
            _ => continue,
        };
        pins.push(Pin { at: feature.anchor, mark, title: title(feature) });
    }
    for (rank, site) in (1..).zip(ranked(siting)) {
        let id = feature_id(siting, site.kind.as_deref().unwrap_or_default(), &site.id);
        let feature = layer.features.iter().find(|feature| feature.id == id && text(feature, "role") == "opened");
        pins.extend(feature.map(|feature| Pin { at: feature.anchor, mark: Mark::New(rank), title: title(feature) }));
    }
    let note = (left_out > 0).then(|| {
        Words::new(
            format!("为保持清晰，另有 {left_out} 处可选点位未画出；siting.geojson 中齐全。"),
            format!("{left_out} more candidates are left out of the picture; siting.geojson has them all."),
        )
    });
    let title = match siting.close {
        Some(_) => Words::new("地图：撤销站点后谁受影响", "Map: who is affected when they close"),
        None => Words::new("地图：新站点让谁受益", "Map: who the new sites bring within the limit"),
    };
    Picture {
        title,
        counts,
        pins,
        numbers: Words::new("新设站点（编号见下表）", "a new site, numbered as below"),
        crosses: Words::new("撤销的站点", "a site that closes"),
        note,
    }
}
