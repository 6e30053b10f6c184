//! Roads, barriers and turn restrictions out of the gathered elements.
//!
//! Never here: who may use a road and how fast, ferries.

use super::gather::{Gathered, RawRelation};
use super::keep;
use super::source::ElementKind;
use crate::network::Tags;
use crate::network::input::{Road, TurnRestriction, TurnVia};

/// Roads ordered by id, how many ways lack nodes, and how many nodes they lack. A road that lacks nodes is cut there;
/// its parts keep its id.
pub fn roads(gathered: &Gathered) -> (Vec<Road>, usize, usize) {
    let (mut roads, mut ways, mut missing) = (Vec::new(), 0, 0);
    for way in gathered.ways.iter().filter(|way| way.road) {
        let lacks = way.nodes.iter().filter(|&&id| gathered.position(id).is_none()).count();
        ways += usize::from(lacks > 0);
        missing += lacks;
        let tags = keep::road_tags(&way.tags.iter().collect::<Vec<_>>());
        let part = |nodes| Road { id: way.id, nodes, tags: tags.clone() };
        roads.extend(gathered.runs(&way.nodes).into_iter().map(part));
    }
    (roads, ways, missing)
}

/// The ids of all nodes of some roads, ordered.
pub fn nodes_of(roads: &[Road]) -> Vec<i64> {
    let mut nodes: Vec<i64> = roads.iter().flat_map(|road| &road.nodes).copied().collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Nodes of roads with a barrier, an access tag, a crossing or a signal, ordered by id.
pub fn barriers(gathered: &Gathered, road_nodes: &[i64]) -> Vec<(i64, Tags)> {
    let on_roads = gathered.nodes.iter().filter(|node| road_nodes.binary_search(&node.id).is_ok());
    on_roads
        .filter_map(|node| {
            let pairs: Vec<_> = node.tags.iter().collect();
            keep::may_be_barrier(&pairs).then(|| (node.id, keep::road_tags(&pairs)))
        })
        .collect()
}

/// Keys of a turn restriction, and the mode that each is for; without one all vehicles.
const RULES: &[(&str, Option<&str>)] = &[
    ("restriction", None),
    ("restriction:vehicle", Some("vehicle")),
    ("restriction:motor_vehicle", Some("motor_vehicle")),
    ("restriction:motorcar", Some("motorcar")),
    ("restriction:bicycle", Some("bicycle")),
    ("restriction:foot", Some("foot")),
];

/// What became of the restriction relations.
#[derive(Debug, Default)]
pub struct Restrictions {
    /// Those that can be kept, ordered by id.
    pub kept: Vec<TurnRestriction>,
    /// How many lead over roads that the files lack.
    pub lacking: usize,
    /// How many have no `from`, `via` or `to`.
    pub unclear: usize,
    /// How many hold only at times.
    pub conditional: usize,
    /// How many are for other vehicles, such as lorries and buses.
    pub others: usize,
}

/// The turn restrictions. Those that hold only at times (`restriction:conditional`) or only for other vehicles
/// (`restriction:hgv`) are counted and passed over.
pub fn restrictions(gathered: &Gathered) -> Restrictions {
    let mut result = Restrictions::default();
    for relation in gathered.relations.iter().filter(|relation| relation.tags.is("type", "restriction")) {
        let tags = &relation.tags;
        let rules: Vec<_> = RULES.iter().filter_map(|&(key, mode)| Some((tags.get(key)?, mode))).collect();
        if rules.is_empty() {
            let conditional = tags.iter().any(|(key, _)| key.ends_with(":conditional"));
            let other = tags.iter().any(|(key, _)| key.starts_with("restriction:"));
            match (conditional, other) {
                (true, _) => result.conditional += 1,
                (_, true) => result.others += 1,
                _ => result.unclear += 1,
            }
            continue;
        }
        let Some(via) = via(relation) else {
            result.unclear += 1;
            continue;
        };
        let (from, to) = (ways_as(relation, "from"), ways_as(relation, "to"));
        if from.is_empty() || to.is_empty() {
            result.unclear += 1;
            continue;
        }
        let mut ways: Vec<i64> = from.iter().chain(&to).copied().collect();
        let node_lacks = match &via {
            TurnVia::Node(id) => gathered.position(*id).is_none(),
            TurnVia::Ways(via) => {
                ways.extend(via);
                false
            }
        };
        if node_lacks || ways.iter().any(|&id| gathered.way(id).is_none_or(|way| !way.road)) {
            result.lacking += 1;
            continue;
        }
        let except = relation.tags.get("except").unwrap_or_default();
        let except: Vec<String> =
            except.split(';').map(str::trim).filter(|mode| !mode.is_empty()).map(str::to_owned).collect();
        for (rule, mode) in rules {
            let restriction = TurnRestriction {
                id: relation.id,
                rule: rule.to_owned(),
                from: from[0],
                via: via.clone(),
                to: to[0],
                except: except.clone(),
                vehicles: mode.into_iter().map(str::to_owned).collect(),
            };
            // `no_entry` may have several ways to come from and `no_exit` several to go to.
            let pairs = from.iter().flat_map(|&from| to.iter().map(move |&to| (from, to)));
            result.kept.extend(pairs.map(|(from, to)| TurnRestriction { from, to, ..restriction.clone() }));
        }
    }
    result
}

fn ways_as(relation: &RawRelation, role: &str) -> Vec<i64> {
    let is_it = |member: &&super::source::Member| member.kind == ElementKind::Way && &*member.role == role;
    relation.members.iter().filter(is_it).map(|member| member.id).collect()
}

fn via(relation: &RawRelation) -> Option<TurnVia> {
    let ways = ways_as(relation, "via");
    if !ways.is_empty() {
        return Some(TurnVia::Ways(ways));
    }
    let mut nodes = relation.members.iter().filter(|member| member.kind == ElementKind::Node && &*member.role == "via");
    let first = nodes.next()?;
    nodes.next().is_none().then_some(TurnVia::Node(first.id))
}
