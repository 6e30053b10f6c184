//! The ferry lines of an extract: ways and relations put together, classified, joined to the roads.
//!
//! Never here: the rules themselves (see `ferry`), when boats sail (see `services`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::boarding::who_boards;
use super::boats;
use super::crossing::{self, CrossingSource};
use super::ferry::{Beside, Facts, FerryClass, Verdict, classify};
use super::gather::{Gathered, RawRelation, RawWay};
use super::hours::Hours;
use super::joints::{self, Joints};
use super::overrides::{self, FerryOverride};
use super::services::{self, Boat, Shores};
use super::source::ElementKind;
use super::{duration, places};
use crate::issue::{Code, Issue, Place};
use crate::network::Tags;
use crate::network::input::FerryWay;
use crate::space::LatLon;
use crate::timetable::{ServiceSource, Who};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// An end farther than this from every road leaves the data.
const FAR: Metres = Metres(10_000.0);

/// One `route=ferry` way or relation and what became of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FerryLine {
    /// Its OSM id, such as `w625508807` or `r1812656`.
    pub id: String,
    /// Its name, else its id.
    pub name: Words,
    /// The ways that it leads over; of a way itself.
    pub ways: Vec<i64>,
    /// What kind of line it is.
    pub class: FerryClass,
    /// Why.
    pub reason: Words,
    /// How long it is.
    pub length: Metres,
    /// Time from end to end, without boarding or waiting.
    pub crossing: Deciseconds,
    /// Where that time comes from.
    pub crossing_source: CrossingSource,
    /// Time charged once for boarding.
    pub boarding: Deciseconds,
    /// Time between two boats, where the map or the overrides give it.
    pub interval: Option<Deciseconds>,
    /// When boats sail, as the map or the overrides write it, where that is understood.
    pub hours: Option<String>,
    /// Does it sail only when somebody asks?
    pub on_demand: bool,
    /// Where its interval and its hours come from.
    pub service: ServiceSource,
    /// In which class of weather it does not sail, where the overrides say it.
    pub weather: Option<String>,
    /// Who may board.
    pub who: Who,
    /// Do its first and last node lie on a road or on another line that is used, or does a walk lead from them to a road?
    pub joined: (bool, bool),
    /// Does such a walk lead from one of its nodes?
    pub by_walk: bool,
    /// What its first node is called: the terminal there or beside it, else the nearest place.
    pub from: Words,
    /// What its last node is called.
    pub to: Words,
    /// Is it in the network?
    pub used: bool,
}

/// The lines, what of them goes into the network, and what is to be said about them.
#[derive(Debug, Default)]
pub(super) struct Ferries {
    /// Ways before relations, each ordered by id.
    pub lines: Vec<FerryLine>,
    /// Ways that are used, ordered by id.
    pub ways: Vec<FerryWay>,
    /// What sails on them, in the same order.
    pub boats: Vec<Boat>,
    /// From quays that touch no road to the nodes of roads to which one walks, and how long.
    pub walks: Walks,
    /// In no order.
    pub issues: Vec<Issue>,
}

/// From quays to nodes of roads.
pub(super) type Walks = BTreeMap<i64, (i64, Deciseconds)>;

/// One way of a line while it is put together.
pub(super) struct Draft<'a> {
    pub(super) way: &'a RawWay,
    pub(super) tags: Tags,
    pub(super) nodes: Vec<i64>,
    pub(super) cut: bool,
    pub(super) length: Metres,
    pub(super) verdict: Verdict,
    pub(super) crossing: Option<(Deciseconds, CrossingSource)>,
    pub(super) boarding: Deciseconds,
    pub(super) interval: Option<Deciseconds>,
    pub(super) hours: Option<(String, Hours)>,
    pub(super) on_demand: bool,
    pub(super) service: ServiceSource,
    pub(super) weather: Option<String>,
    pub(super) who: Who,
}

/// Puts the ferry lines of an extract together.
pub(super) fn ferries(shores: &Shores<'_>, overrides: &[FerryOverride], file: &str) -> Ferries {
    let gathered = shores.roads.gathered;
    let mut result = Ferries::default();
    let relations: Vec<(&RawRelation, Vec<i64>)> = gathered
        .relations
        .iter()
        .filter(|relation| relation.tags.is("route", "ferry") && relation.tags.is("type", "route"))
        .map(|relation| (relation, ways_of(gathered, relation)))
        .collect();
    let mut drafts = drafts(gathered, &relations);
    time(&mut drafts, &relations, file, &mut result.issues);
    judge(&mut drafts, shores);
    result.issues.extend(overrides::apply(&mut drafts, &relations, overrides));
    boats::serve(&mut drafts, file, &mut result.issues);
    for draft in drafts.values_mut() {
        if draft.crossing.is_none() {
            let speed = crossing::default_speed(draft.length, draft.who);
            draft.crossing = Some((Deciseconds::travel(draft.length, speed), CrossingSource::DefaultSpeed(speed)));
        }
    }
    let joints = joints::join(&mut drafts, shores);
    for draft in drafts.values() {
        let line = row(draft, &joints, shores);
        result.issues.extend(remarks(&line, file));
        if line.used {
            result.boats.push(boats::boat(draft, &line));
            result.ways.extend(boats::ways(draft, &line, &joints.walks));
        }
        result.lines.push(line);
    }
    result.walks = joints.walks;
    let of_relations = relations.iter().filter_map(|(relation, ways)| relation_row(relation, ways, &result.lines));
    let of_relations: Vec<FerryLine> = of_relations.collect();
    result.lines.extend(of_relations);
    result
}

/// The ways over which a ferry relation leads: members that are ferries themselves, or that have no meaning of their own.
fn ways_of(gathered: &Gathered, relation: &RawRelation) -> Vec<i64> {
    const OTHER: &[&str] =
        &["highway", "building", "man_made", "amenity", "public_transport", "railway", "natural", "area"];
    let sails = |id: &i64| {
        gathered.way(*id).is_some_and(|way| way.tags.is("route", "ferry") || !OTHER.iter().any(|key| way.tags.has(key)))
    };
    let members = relation.members.iter().filter(|member| member.kind == ElementKind::Way);
    let members = members.filter(|member| !member.role.starts_with("platform") && !member.role.starts_with("stop"));
    members.map(|member| member.id).filter(sails).collect()
}

impl Draft<'_> {
    pub(super) fn class(&self) -> FerryClass {
        self.verdict.class
    }
}

fn drafts<'a>(gathered: &'a Gathered, relations: &[(&RawRelation, Vec<i64>)]) -> BTreeMap<i64, Draft<'a>> {
    let mut behind: BTreeMap<i64, Vec<&RawRelation>> = BTreeMap::new();
    for (relation, ways) in relations {
        for &way in ways {
            behind.entry(way).or_default().push(relation);
        }
    }
    let draft = |way: &'a RawWay| {
        let relations = behind.get(&way.id);
        if !way.tags.is("route", "ferry") && relations.is_none() {
            return None;
        }
        let mut tags = way.tags.clone();
        for (key, value) in relations.into_iter().flatten().flat_map(|relation| relation.tags.iter()) {
            if !tags.has(key) && key != "type" && key != "duration" {
                tags.set(key, value);
            }
        }
        let cut = way.nodes.iter().any(|&id| gathered.position(id).is_none());
        let runs = gathered.runs(&way.nodes);
        let nodes = runs.into_iter().rev().max_by_key(Vec::len).unwrap_or_default();
        let at: Vec<LatLon> = nodes.iter().filter_map(|&id| gathered.position(id)).collect();
        // An empty sum of floats is -0.
        let length = at.windows(2).map(|pair| pair[0].distance(pair[1])).sum::<Metres>() + Metres(0.0);
        let who = who_boards(&tags);
        let interval = tags.get("interval").and_then(duration::parse);
        let verdict = Verdict { class: FerryClass::Transport, reason: Words::default() };
        Some(Draft {
            on_demand: services::is_on_demand(&tags),
            way,
            tags,
            nodes,
            cut,
            length,
            verdict,
            crossing: None,
            boarding: crossing::DEFAULT_BOARDING,
            interval,
            hours: None,
            service: ServiceSource::Default,
            weather: None,
            who,
        })
    };
    gathered.ways.iter().filter_map(|way| Some((way.id, draft(way)?))).collect()
}

/// Fills crossings from `duration`: of the way, else of its first relation that has one.
fn time(
    drafts: &mut BTreeMap<i64, Draft<'_>>,
    relations: &[(&RawRelation, Vec<i64>)],
    file: &str,
    issues: &mut Vec<Issue>,
) {
    let mut read = |id: String, text: &str, length: Metres| {
        let time = duration::parse(text).filter(|&time| crossing::is_plausible(length, time));
        if time.is_none() {
            let cause = Words::new(
                format!("{id} 的 duration=“{text}”无法理解或不合常理"),
                format!("duration={text:?} of {id} cannot be understood, or no boat could keep it"),
            );
            issues.push(Issue::new(Code::OsmBadTag, Place::file(file).field("duration"), cause));
        }
        time
    };
    for (id, draft) in drafts.iter_mut() {
        // A way cut by the extract's edge keeps a duration that is not its own; it is not judged.
        if let Some(text) = draft.way.tags.get("duration").filter(|_| !draft.cut) {
            draft.crossing = read(format!("w{id}"), text, draft.length).map(|time| (time, CrossingSource::Way));
        }
    }
    for (relation, ways) in relations {
        let Some(text) = relation.tags.get("duration") else { continue };
        let lengths: Vec<Metres> = ways.iter().map(|id| drafts.get(id).map_or(Metres(0.0), |d| d.length)).collect();
        let total = lengths.iter().copied().sum();
        let Some(time) = read(format!("r{}", relation.id), text, total) else { continue };
        for (id, share) in ways.iter().zip(time.shared_out(&lengths)) {
            if let Some(draft) = drafts.get_mut(id).filter(|draft| draft.crossing.is_none()) {
                draft.crossing = Some((share, CrossingSource::Relation));
            }
        }
    }
}

/// Classifies all lines: first each by itself, then again knowing which are cruises.
fn judge(drafts: &mut BTreeMap<i64, Draft<'_>>, shores: &Shores<'_>) {
    let mut leaving = BTreeMap::new();
    for (&id, draft) in drafts.iter() {
        let ends = [draft.nodes.first(), draft.nodes.last()];
        let leaves = draft.cut || ends.into_iter().any(|end| end.is_none_or(|&node| shores.are_far_from(node, FAR)));
        leaving.insert(id, leaves);
    }
    let links = joints::pier_links(drafts, shores);
    let mut known: Option<BTreeMap<i64, Beside>> = None;
    for _ in 0..2 {
        for (id, draft) in drafts.iter_mut() {
            draft.verdict = classify(&Facts {
                tags: &draft.tags,
                closed: draft.way.is_closed(),
                leaves_data: leaving.get(id).copied().unwrap_or(true),
                beside_cruises: known.as_ref().and_then(|known| known.get(id)).copied(),
                pier_link: links.contains(id),
            });
        }
        let share = |key: &str, draft: &Draft<'_>| {
            draft.tags.get(key).is_some_and(|value| {
                let cruises = drafts.values().filter(|other| other.verdict.class == FerryClass::Cruise);
                cruises.into_iter().any(|other| other.tags.is(key, value))
            })
        };
        let beside = |draft| Beside { operator: share("operator", draft), name: share("name", draft) };
        known = Some(drafts.iter().map(|(&id, draft)| (id, beside(draft))).collect());
    }
    // The second round found the operator's other lines; lines that share a name with those follow in this one.
    for (id, draft) in drafts.iter_mut().filter(|(_, draft)| draft.verdict.class == FerryClass::Transport) {
        let Some(beside) = known.as_ref().and_then(|known| known.get(id)).filter(|beside| beside.name) else {
            continue;
        };
        let beside = Beside { operator: false, ..*beside };
        let (closed, leaves_data) = (false, false);
        draft.verdict =
            classify(&Facts { tags: &draft.tags, closed, leaves_data, beside_cruises: Some(beside), pier_link: false });
    }
}

fn row(draft: &Draft<'_>, joints: &Joints, shores: &Shores<'_>) -> FerryLine {
    let joined = joints.joined.get(&draft.way.id).copied().unwrap_or_default();
    let by_walk = draft.nodes.iter().any(|node| joints.walks.contains_key(node));
    let name = |node: Option<&i64>| node.map_or_else(Words::default, |&node| shores.name(node));
    let is_used = draft.class().sails() && draft.nodes.len() > 1 && draft.who.anybody();
    let id = format!("w{}", draft.way.id);
    let (crossing, crossing_source) = draft.crossing.unwrap_or((Deciseconds::ZERO, CrossingSource::Override));
    FerryLine {
        name: places::name(&draft.tags).unwrap_or_else(|| Words::same(&*id)),
        id,
        ways: vec![draft.way.id],
        class: draft.verdict.class,
        reason: draft.verdict.reason.clone(),
        length: draft.length,
        crossing,
        crossing_source,
        boarding: draft.boarding,
        interval: draft.interval,
        hours: draft.hours.as_ref().map(|(text, _)| text.clone()),
        on_demand: draft.on_demand,
        service: draft.service,
        weather: draft.weather.clone(),
        who: draft.who,
        joined,
        by_walk: by_walk && is_used,
        from: name(draft.nodes.first()),
        to: name(draft.nodes.last()),
        used: is_used,
    }
}

/// The row of a relation: transport when one of its ways is, else what they all are.
fn relation_row(relation: &RawRelation, ways: &[i64], lines: &[FerryLine]) -> Option<FerryLine> {
    let of_way = |id: &i64| lines.iter().find(|line| line.ways == [*id]);
    let parts: Vec<&FerryLine> = ways.iter().filter_map(of_way).collect();
    let leading = parts.iter().find(|part| part.used).or_else(|| parts.first())?;
    let id = format!("r{}", relation.id);
    Some(FerryLine {
        name: places::name(&relation.tags).unwrap_or_else(|| Words::same(&*id)),
        id,
        ways: ways.to_vec(),
        length: parts.iter().map(|part| part.length).sum(),
        crossing: parts.iter().map(|part| part.crossing).sum(),
        joined: (leading.joined.0, parts.last()?.joined.1),
        by_walk: parts.iter().any(|part| part.by_walk),
        from: leading.from.clone(),
        to: parts.last()?.to.clone(),
        ..(*leading).clone()
    })
}

/// What is to be said about the line of a way.
fn remarks(line: &FerryLine, file: &str) -> Vec<Issue> {
    let issue = |code, zh: String, en: String| Issue::new(code, Place::file(file).field(&*line.id), Words::new(zh, en));
    let (zh, en) = (&line.name.zh, &line.name.en);
    let mut issues = Vec::new();
    match line.class {
        FerryClass::Transport | FerryClass::PierLink | FerryClass::Unjoined => {}
        _ => issues.push(issue(
            Code::FerryNotTransport,
            format!("航线“{zh}”不计入交通：{}", line.reason.zh),
            format!("the line {en} does not count as transport: {}", line.reason.en),
        )),
    }
    if line.class == FerryClass::Unjoined {
        issues.push(issue(
            Code::FerryUnjoined,
            format!("航线“{zh}”不与任何道路相接，未使用"),
            format!("the line {en} touches no road; it is not used"),
        ));
    } else if line.used && line.joined != (true, true) {
        issues.push(issue(
            Code::FerryUnjoined,
            format!("航线“{zh}”有一端不与道路相接"),
            format!("the line {en} touches no road at one of its ends"),
        ));
    }
    if line.used && line.by_walk {
        issues.push(issue(
            Code::FerryByWalk,
            format!("航线“{zh}”的码头不与可用道路相接；按步行至最近道路计算"),
            format!(
                "a quay of the line {en} touches no road that its passengers can use; they walk to the nearest one"
            ),
        ));
    }
    if let (true, CrossingSource::DefaultSpeed(speed)) = (line.used, line.crossing_source) {
        issues.push(issue(
            Code::FerryDefaultSpeed,
            format!("航线“{zh}”无航程时间，按 {} km/h 估算", speed.0),
            format!("the line {en} has no duration; {} km/h is assumed", speed.0),
        ));
    }
    issues
}
