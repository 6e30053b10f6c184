//! Objects that a selector picks: facilities and candidate sites on the map.
//!
//! Never here: what kind of service they give.

use geo::{Centroid, Contains, InteriorPoint, MultiPolygon, Point};

use super::gather::{Gathered, RawRelation, RawWay};
use super::source::ElementKind;
use super::{Selector, outline, places};
use crate::network::Tags;
use crate::space::{Extent, LatLon};
use crate::words::Words;

/// One object that a selector picked.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Its OSM id, such as `n123`, `w123` or `r123`.
    pub id: String,
    /// A position in it: of a node its own, of a way or relation that bounds a surface one inside.
    pub at: LatLon,
    /// Its name; for want of one the value that it was selected for, and its id.
    pub name: Words,
    /// All its tags.
    pub tags: Tags,
}

/// The objects that `selector` picks, nodes before ways before relations, each ordered by id.
pub fn found(gathered: &Gathered, selector: &Selector) -> Vec<Found> {
    let found = |kind: ElementKind, id: i64, tags: &Tags, at: LatLon| {
        let id = format!("{}{id}", kind.letter());
        let nameless = || Words::same(format!("{} {id}", tags.get(selector.main_key()).unwrap_or_default()));
        Found { name: places::name(tags).unwrap_or_else(nameless), id, at, tags: tags.clone() }
    };
    let picks = |tags: &Tags| selector.picks(tags);
    let nodes = gathered.nodes.iter().filter(|node| picks(&node.tags));
    let nodes = nodes.map(|node| found(ElementKind::Node, node.id, &node.tags, node.at));
    let ways = gathered.ways.iter().filter(|way| picks(&way.tags));
    let ways = ways.filter_map(|way| Some(found(ElementKind::Way, way.id, &way.tags, in_way(gathered, way)?)));
    let relations = gathered.relations.iter().filter(|relation| picks(&relation.tags));
    let relations = relations.filter_map(|relation| {
        Some(found(ElementKind::Relation, relation.id, &relation.tags, in_relation(gathered, relation)?))
    });
    nodes.chain(ways).chain(relations).collect()
}

/// A position inside some polygons: their centroid, or where that lies outside another one.
pub fn inside(polygons: &MultiPolygon) -> Option<LatLon> {
    let centroid: Point = polygons.centroid()?;
    let point = if polygons.contains(&centroid) { centroid } else { polygons.interior_point()? };
    LatLon::new(point.x(), point.y())
}

fn in_way(gathered: &Gathered, way: &RawWay) -> Option<LatLon> {
    inside(&outline::of_way(gathered, way)).or_else(|| {
        let known: Vec<LatLon> = way.nodes.iter().filter_map(|&id| gathered.position(id)).collect();
        known.get(known.len() / 2).copied()
    })
}

/// A position inside a surface; of any other relation the middle of the box around its members.
fn in_relation(gathered: &Gathered, relation: &RawRelation) -> Option<LatLon> {
    inside(&outline::of_relation(gathered, relation, None).polygons).or_else(|| {
        let of_member = |member: &super::source::Member| match member.kind {
            ElementKind::Node => vec![member.id],
            ElementKind::Way => gathered.way(member.id).map(|way| way.nodes.clone()).unwrap_or_default(),
            ElementKind::Relation => Vec::new(),
        };
        let nodes = relation.members.iter().flat_map(of_member);
        Extent::around(nodes.filter_map(|id| gathered.position(id))).map(|extent| extent.centre())
    })
}
