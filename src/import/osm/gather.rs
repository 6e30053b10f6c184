//! Three passes over the files: the relations that matter, the ways that matter by themselves or as members, and the
//! nodes that those need. What comes out is ordered by id and holds each id once.
//!
//! Never here: what is made of the elements.

use super::source::{Body, ElementKind, Member, Source, announce, scan};
use super::{Failure, Options, keep, walls};
use crate::network::Tags;
use crate::places::PlaceClass;
use crate::progress::Progress;
use crate::space::{Extent, LatLon};

/// A relation that matters, with all its tags.
#[derive(Debug)]
pub struct RawRelation {
    /// The id.
    pub id: i64,
    /// All tags.
    pub tags: Tags,
    /// The members in their order.
    pub members: Vec<Member>,
}

/// A way that matters. A way that is a road and nothing else keeps only the tags that a profile may read.
#[derive(Debug)]
pub struct RawWay {
    /// The id.
    pub id: i64,
    /// Its tags.
    pub tags: Tags,
    /// Its nodes, also those that the files lack.
    pub nodes: Vec<i64>,
    /// Is it a road?
    pub road: bool,
}

impl RawWay {
    /// Does it end where it begins?
    pub fn is_closed(&self) -> bool {
        self.nodes.len() > 3 && self.nodes.first() == self.nodes.last()
    }
}

/// A node with a meaning of its own: a facility, a village, a gate.
#[derive(Debug)]
pub struct RawNode {
    /// The id.
    pub id: i64,
    /// Where it is.
    pub at: LatLon,
    /// All tags.
    pub tags: Tags,
}

/// All that matters in the files, ordered by id.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Relations.
    pub relations: Vec<RawRelation>,
    /// Ways.
    pub ways: Vec<RawWay>,
    /// Nodes with a meaning.
    pub nodes: Vec<RawNode>,
    /// Positions of all nodes that ways and relations need, as far as the files have them.
    pub positions: Vec<(i64, LatLon)>,
    /// The box that the files say they cover.
    pub frame: Option<Extent>,
}

impl Gathered {
    /// The way with this id.
    pub fn way(&self, id: i64) -> Option<&RawWay> {
        self.ways.binary_search_by_key(&id, |way| way.id).ok().and_then(|i| self.ways.get(i))
    }

    /// The position of a node.
    pub fn position(&self, id: i64) -> Option<LatLon> {
        let i = self.positions.binary_search_by_key(&id, |node| node.0).ok()?;
        self.positions.get(i).map(|node| node.1)
    }

    /// The runs of neighbouring nodes of a way that the files have, each of two nodes at least, none repeated.
    pub fn runs(&self, nodes: &[i64]) -> Vec<Vec<i64>> {
        let runs = nodes.split(|&id| self.position(id).is_none());
        let tidy = |run: &[i64]| {
            let mut run = run.to_vec();
            run.dedup();
            run
        };
        runs.map(tidy).filter(|run| run.len() > 1).collect()
    }
}

/// Reads what matters from some files.
pub fn gather(sources: &mut [Source], options: &Options, progress: &dyn Progress) -> Result<Gathered, Failure> {
    announce(sources, progress);
    let relations = relations(sources, options, progress)?;
    let (members, mut needed) = members_of(&relations);
    let ways = ways(sources, options, &members, progress)?;
    needed.extend(ways.iter().flat_map(|way| &way.nodes));
    needed.sort_unstable();
    needed.dedup();
    let (positions, nodes) = nodes(sources, options, &needed, progress)?;
    let frame = sources.iter().filter_map(Source::frame).reduce(Extent::union);
    Ok(Gathered { relations, ways, nodes, positions, frame })
}

fn relations(sources: &mut [Source], options: &Options, progress: &dyn Progress) -> Result<Vec<RawRelation>, Failure> {
    let parts = scan(sources, ElementKind::Relation, progress, |found: &mut Vec<RawRelation>, element| {
        let Body::Relation(members) = element.body else { return };
        let tags = element.tags;
        let restriction = keep::value(tags, "type") == Some("restriction");
        let ferry = keep::value(tags, "route") == Some("ferry") && keep::value(tags, "type") == Some("route");
        if restriction || ferry || walls::is_lake(tags) || keep::is_asked_for(options, tags) {
            let tags = tags.iter().copied().collect();
            found.push(RawRelation { id: element.id, tags, members: members.to_vec() });
        }
    })?;
    Ok(merged(parts, |relation| relation.id))
}

/// Ids of the ways, and of the nodes, that the relations need; restrictions need only roads, which are kept anyhow.
fn members_of(relations: &[RawRelation]) -> (Vec<i64>, Vec<i64>) {
    let (mut ways, mut nodes) = (Vec::new(), Vec::new());
    for relation in relations.iter().filter(|relation| !relation.tags.is("type", "restriction")) {
        for member in &relation.members {
            match member.kind {
                ElementKind::Way => ways.push(member.id),
                ElementKind::Node => nodes.push(member.id),
                ElementKind::Relation => {}
            }
        }
    }
    ways.sort_unstable();
    ways.dedup();
    (ways, nodes)
}

fn ways(
    sources: &mut [Source],
    options: &Options,
    members: &[i64],
    progress: &dyn Progress,
) -> Result<Vec<RawWay>, Failure> {
    let parts = scan(sources, ElementKind::Way, progress, |found: &mut Vec<RawWay>, element| {
        let Body::Way(nodes) = element.body else { return };
        let tags = element.tags;
        let road = keep::is_road(tags);
        let whole = members.binary_search(&element.id).is_ok()
            || keep::value(tags, "route") == Some("ferry")
            || keep::is_coast(tags)
            || walls::is_wall(tags)
            || keep::is_asked_for(options, tags);
        if road || whole {
            let tags = if whole { tags.iter().copied().collect() } else { keep::road_tags(tags) };
            found.push(RawWay { id: element.id, tags, nodes: nodes.to_vec(), road });
        }
    })?;
    Ok(merged(parts, |way| way.id))
}

type Nodes = (Vec<(i64, LatLon)>, Vec<RawNode>);

fn nodes(sources: &mut [Source], options: &Options, needed: &[i64], progress: &dyn Progress) -> Result<Nodes, Failure> {
    let parts = scan(sources, ElementKind::Node, progress, |found: &mut Nodes, element| {
        let Body::Node(at) = element.body else { return };
        let is_needed = needed.binary_search(&element.id).is_ok();
        if is_needed {
            found.0.push((element.id, at));
        }
        let tags = element.tags;
        if tags.is_empty() {
            return;
        }
        let place = keep::value(tags, "place").is_some_and(|class| place_class(class).is_some());
        let terminal = keep::value(tags, "amenity") == Some("ferry_terminal");
        if place || terminal || (is_needed && keep::may_be_barrier(tags)) || keep::is_asked_for(options, tags) {
            found.1.push(RawNode { id: element.id, at, tags: tags.iter().copied().collect() });
        }
    })?;
    let (positions, nodes) = parts.into_iter().unzip();
    Ok((merged(positions, |node| node.0), merged(nodes, |node| node.id)))
}

/// The settlements that gaps are named after.
pub fn place_class(value: &str) -> Option<PlaceClass> {
    match value {
        "city" => Some(PlaceClass::City),
        "town" => Some(PlaceClass::Town),
        "village" => Some(PlaceClass::Village),
        "hamlet" => Some(PlaceClass::Hamlet),
        _ => None,
    }
}

/// All parts in one list, ordered by id; of equal ids the one of the first file stays.
fn merged<T>(parts: Vec<Vec<T>>, id: impl Fn(&T) -> i64) -> Vec<T> {
    let mut all: Vec<T> = parts.into_iter().flatten().collect();
    all.sort_by_key(&id);
    all.dedup_by_key(|element| id(element));
    all
}
