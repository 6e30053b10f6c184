//! The ferry lines of an extract: ways and relations put together, classified, joined to the roads.
//!
//! Never here: the rules themselves (see `ferry`), timetables, waiting.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::boarding::{self, who_boards};
use super::crossing::{self, CrossingSource};
use super::ferry::{Beside, Facts, FerryClass, Verdict, classify};
use super::gather::{Gathered, RawRelation, RawWay};
use super::hours::Hours;
use super::overrides::{self, FerryOverride};
use super::services::{self, Boat};
use super::source::ElementKind;
use super::{duration, keep, places};
use crate::issue::{Code, Issue, Place};
use crate::network::Tags;
use crate::network::input::FerryWay;
use crate::space::{LatLon, LocalPlane};
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
    /// Who may board.
    pub who: Who,
    /// Do its first and last node lie on a road or on another line that is used?
    pub joined: (bool, bool),
    /// Is it in the network?
    pub used: bool,
}

/// The lines, what of them goes into the network, and what is to be said about them.
#[derive(Debug, Default)]
pub struct Ferries {
    /// Ways before relations, each ordered by id.
    pub lines: Vec<FerryLine>,
    /// Ways that are used, ordered by id.
    pub ways: Vec<FerryWay>,
    /// What sails on them, in the same order.
    pub(super) boats: Vec<Boat>,
    /// In no order.
    pub issues: Vec<Issue>,
}

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
    pub(super) who: Who,
}

/// Puts the ferry lines of an extract together. `road_nodes` are the nodes of all roads, ordered.
pub fn ferries(gathered: &Gathered, road_nodes: &[i64], overrides: &[FerryOverride], file: &str) -> Ferries {
    let mut result = Ferries::default();
    let relations: Vec<(&RawRelation, Vec<i64>)> = gathered
        .relations
        .iter()
        .filter(|relation| relation.tags.is("route", "ferry") && relation.tags.is("type", "route"))
        .map(|relation| (relation, ways_of(gathered, relation)))
        .collect();
    let mut drafts = drafts(gathered, &relations);
    time(&mut drafts, &relations, file, &mut result.issues);
    let shores = Shores { gathered, road_nodes };
    judge(&mut drafts, &shores);
    result.issues.extend(overrides::apply(&mut drafts, &relations, overrides));
    serve(&mut drafts, file, &mut result.issues);
    for draft in drafts.values_mut() {
        if draft.crossing.is_none() {
            let speed = crossing::default_speed(draft.length, draft.who);
            draft.crossing = Some((Deciseconds::travel(draft.length, speed), CrossingSource::DefaultSpeed(speed)));
        }
    }
    let joints = join(&mut drafts, road_nodes);
    for (&id, draft) in &drafts {
        let line = row(draft, joints.get(&id).copied().unwrap_or_default());
        result.issues.extend(remarks(&line, file));
        if line.used {
            let mut tags = keep::road_tags(&draft.tags.iter().collect::<Vec<_>>());
            tags.set("route", "ferry");
            boarding::write(draft.who, &mut tags);
            result.boats.push(boat(draft, &line));
            let (nodes, crossing, boarding) = (draft.nodes.clone(), line.crossing, line.boarding);
            result.ways.push(FerryWay { id, nodes, tags, crossing, boarding });
        }
        result.lines.push(line);
    }
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
        for (id, share) in ways.iter().zip(crossing::shares(time, &lengths)) {
            if let Some(draft) = drafts.get_mut(id).filter(|draft| draft.crossing.is_none()) {
                draft.crossing = Some((share, CrossingSource::Relation));
            }
        }
    }
}

/// Fills in when the lines of transport sail; what they say and cannot be understood is an issue.
fn serve(drafts: &mut BTreeMap<i64, Draft<'_>>, file: &str, issues: &mut Vec<Issue>) {
    for (id, draft) in drafts.iter_mut().filter(|(_, draft)| draft.verdict.class == FerryClass::Transport) {
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

fn boat(draft: &Draft<'_>, line: &FerryLine) -> Boat {
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
        on_demand: draft.on_demand,
    }
}

/// The roads of the data, as far as a boat cares.
struct Shores<'a> {
    gathered: &'a Gathered,
    road_nodes: &'a [i64],
}

impl Shores<'_> {
    /// Is this node farther than [`FAR`] from every road?
    fn are_far_from(&self, node: i64) -> bool {
        if self.road_nodes.binary_search(&node).is_ok() {
            return false;
        }
        let Some(at) = self.gathered.position(node) else { return true };
        let plane = LocalPlane::at(at);
        let near = |&id: &i64| {
            self.gathered.position(id).is_some_and(|road| {
                let metres = plane.metres(road);
                metres.x.hypot(metres.y) <= FAR.0
            })
        };
        !self.road_nodes.iter().any(near)
    }
}

/// Classifies all lines: first each by itself, then again knowing which are cruises.
fn judge(drafts: &mut BTreeMap<i64, Draft<'_>>, shores: &Shores<'_>) {
    let mut leaving = BTreeMap::new();
    for (&id, draft) in drafts.iter() {
        let ends = [draft.nodes.first(), draft.nodes.last()];
        let leaves = draft.cut || ends.into_iter().any(|end| end.is_none_or(|&node| shores.are_far_from(node)));
        leaving.insert(id, leaves);
    }
    let mut known: Option<BTreeMap<i64, Beside>> = None;
    for _ in 0..2 {
        for (id, draft) in drafts.iter_mut() {
            draft.verdict = classify(&Facts {
                tags: &draft.tags,
                closed: draft.way.is_closed(),
                leaves_data: leaving.get(id).copied().unwrap_or(true),
                beside_cruises: known.as_ref().and_then(|known| known.get(id)).copied(),
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
        draft.verdict = classify(&Facts { tags: &draft.tags, closed, leaves_data, beside_cruises: Some(beside) });
    }
}

/// Which ends of each line are joined; lines of transport that no road joins, not even by way of others, become
/// [`FerryClass::Unjoined`].
fn join(drafts: &mut BTreeMap<i64, Draft<'_>>, road_nodes: &[i64]) -> BTreeMap<i64, (bool, bool)> {
    let on_road = |node: &i64| road_nodes.binary_search(node).is_ok();
    let sails = |draft: &&Draft<'_>| draft.verdict.class == FerryClass::Transport;
    // Nodes that can be reached from a road by boats; grown until nothing changes.
    let mut reached: BTreeMap<i64, bool> = BTreeMap::new();
    let mut reached_lines = BTreeMap::new();
    loop {
        let before = reached_lines.len();
        for (&id, draft) in drafts.iter().filter(|(_, draft)| sails(draft)) {
            if draft.nodes.iter().any(|node| on_road(node) || reached.contains_key(node)) {
                reached_lines.insert(id, ());
                reached.extend(draft.nodes.iter().map(|&node| (node, true)));
            }
        }
        if reached_lines.len() == before {
            break;
        }
    }
    let mut uses: BTreeMap<i64, u32> = BTreeMap::new();
    for draft in drafts.values().filter(sails) {
        for &node in &draft.nodes {
            *uses.entry(node).or_default() += 1;
        }
    }
    let mut joints = BTreeMap::new();
    for (&id, draft) in drafts.iter_mut() {
        let shared = if sails(&&*draft) { 1 } else { 0 };
        let joined = |node: Option<&i64>| {
            node.is_some_and(|node| on_road(node) || uses.get(node).is_some_and(|&lines| lines > shared))
        };
        joints.insert(id, (joined(draft.nodes.first()), joined(draft.nodes.last())));
        if sails(&&*draft) && !reached_lines.contains_key(&id) {
            draft.verdict = Verdict {
                class: FerryClass::Unjoined,
                reason: Words::new("不与任何道路相接", "it touches no road"),
            };
        }
    }
    joints
}

fn row(draft: &Draft<'_>, joined: (bool, bool)) -> FerryLine {
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
        who: draft.who,
        joined,
        used: draft.verdict.class == FerryClass::Transport && draft.nodes.len() > 1 && draft.who.anybody(),
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
        ..(*leading).clone()
    })
}

/// What is to be said about the line of a way.
fn remarks(line: &FerryLine, file: &str) -> Vec<Issue> {
    let issue = |code, zh: String, en: String| Issue::new(code, Place::file(file).field(&*line.id), Words::new(zh, en));
    let (zh, en) = (&line.name.zh, &line.name.en);
    let mut issues = Vec::new();
    match line.class {
        FerryClass::Transport | FerryClass::Unjoined => {}
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
    if let (true, CrossingSource::DefaultSpeed(speed)) = (line.used, line.crossing_source) {
        issues.push(issue(
            Code::FerryDefaultSpeed,
            format!("航线“{zh}”无航程时间，按 {} km/h 估算", speed.0),
            format!("the line {en} has no duration; {} km/h is assumed", speed.0),
        ));
    }
    issues
}
