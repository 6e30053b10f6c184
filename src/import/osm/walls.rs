//! Walls for snapping out of the gathered ways and relations: coastlines, the outlines of lakes and wide rivers, the
//! middle lines of rivers and canals, railways on the ground.
//!
//! Never here: motorways (they are roads), what a wall does (see `network::walls`).

use geo::{LineString, Winding};

use super::gather::{Gathered, RawRelation, RawWay};
use super::rings::join;
use super::source::ElementKind;
use super::{keep, outline};
use crate::network::Tags;
use crate::network::input::WallLine;
use crate::network::walls::{WallKind, is_on_ground};
use crate::space::LatLon;
use crate::units::Metres;

/// Water with a shorter outline is a pond, which one walks around.
const POND: Metres = Metres(500.0);

/// May this way be a wall, or a part of one, by its own tags?
pub fn is_wall(tags: &[(&str, &str)]) -> bool {
    is_middle_line(tags) || is_water(tags)
}

/// Is this relation a sheet of water?
pub fn is_lake(tags: &[(&str, &str)]) -> bool {
    is_water(tags) && keep::value(tags, "type") == Some("multipolygon")
}

fn is_middle_line(tags: &[(&str, &str)]) -> bool {
    matches!(keep::value(tags, "waterway"), Some("river" | "canal"))
        || matches!(keep::value(tags, "railway"), Some("rail" | "light_rail" | "subway" | "narrow_gauge"))
}

fn is_water(tags: &[(&str, &str)]) -> bool {
    keep::value(tags, "natural") == Some("water") || keep::value(tags, "waterway") == Some("riverbank")
}

/// The walls among the gathered ways and relations, in that order.
pub fn walls(gathered: &Gathered) -> Vec<WallLine> {
    let mut walls = Vec::new();
    for way in &gathered.ways {
        let tags: Vec<_> = way.tags.iter().collect();
        if keep::is_coast(&tags) {
            // The map has land on the left of a coastline.
            add(&mut walls, way.id, WallKind::Shore, lines(gathered, way));
        } else if bars(&way.tags) && is_water(&tags) {
            if way.is_closed() && way.nodes.iter().all(|&id| gathered.position(id).is_some()) {
                let ring = outline::line(gathered, &way.nodes);
                if length(&ring) >= POND.0 {
                    add(&mut walls, way.id, WallKind::Shore, [shore(ring, false)]);
                }
            } else {
                add(&mut walls, way.id, WallKind::Line, lines(gathered, way));
            }
        } else if bars(&way.tags) && is_middle_line(&tags) {
            add(&mut walls, way.id, WallKind::Line, lines(gathered, way));
        }
    }
    for relation in gathered.relations.iter().filter(|relation| bars(&relation.tags)) {
        if is_lake(&relation.tags.iter().collect::<Vec<_>>()) {
            lake(gathered, relation, &mut walls);
        }
    }
    walls
}

/// The outlines of a lake and of its islands. What does not close, at the edge of the data, has no known land side.
fn lake(gathered: &Gathered, relation: &RawRelation, walls: &mut Vec<WallLine>) {
    let rings = |inner: bool| {
        let members = relation.members.iter().filter(|member| member.kind == ElementKind::Way);
        let ways = members.filter(|member| (&*member.role == "inner") == inner);
        let ways = ways.filter_map(|member| gathered.way(member.id));
        join(ways.flat_map(|way| gathered.runs(&way.nodes)).collect(), false)
    };
    let (outer, islands) = (rings(false), rings(true));
    let line = |nodes: &Vec<i64>| outline::line(gathered, nodes);
    let around: f64 = outer.rings.iter().chain(&outer.open).map(|ring| length(&line(ring))).sum();
    if around < POND.0 {
        return;
    }
    add(walls, relation.id, WallKind::Shore, outer.rings.iter().map(|ring| shore(line(ring), false)));
    add(walls, relation.id, WallKind::Shore, islands.rings.iter().map(|ring| shore(line(ring), true)));
    add(walls, relation.id, WallKind::Line, outer.open.iter().chain(&islands.open).map(line));
}

/// Is it in the way all the year round? A dry bed is walked through.
fn bars(tags: &Tags) -> bool {
    is_on_ground(tags) && !tags.is("intermittent", "yes") && !tags.is("seasonal", "yes")
}

fn lines(gathered: &Gathered, way: &RawWay) -> Vec<LineString> {
    gathered.runs(&way.nodes).iter().map(|run| outline::line(gathered, run)).collect()
}

/// A ring turned so that land is on its left: inside an island, outside a lake.
fn shore(mut ring: LineString, island: bool) -> LineString {
    if island {
        ring.make_ccw_winding();
    } else {
        ring.make_cw_winding();
    }
    ring
}

fn positions(line: &LineString) -> impl Iterator<Item = LatLon> + '_ {
    line.0.iter().map(|at| LatLon::wrapped(at.x, at.y))
}

fn length(line: &LineString) -> f64 {
    positions(line).zip(positions(line).skip(1)).map(|(a, b)| a.distance(b).0).sum()
}

fn add(walls: &mut Vec<WallLine>, id: i64, kind: WallKind, lines: impl IntoIterator<Item = LineString>) {
    walls.extend(lines.into_iter().map(|line| WallLine { id, kind, line: positions(&line).collect() }));
}
