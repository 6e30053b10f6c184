//! The polygons of a relation or of a closed way, closed at the edge of the data where a border leaves it.
//!
//! Never here: what the polygons are for.

use geo::{Coord, Distance, Euclidean, LineString, MultiPolygon, Point};

use super::gather::{Gathered, RawRelation, RawWay};
use super::rings::{join, polygons};
use super::source::ElementKind;
use crate::space::{Extent, LatLon, meridian};

/// How near to the edge of the data, in degrees, a border must end to be closed there: some two kilometres.
const NEAR_EDGE: f64 = 0.02;
/// How much of a ring may be made up when it is closed at the edge.
const LARGEST_GAP: f64 = 0.25;

/// What a relation bounds.
#[derive(Debug)]
pub struct Outline {
    /// Valid polygons; empty when nothing could be made.
    pub polygons: MultiPolygon,
    /// Was a ring closed straight at the edge of the data?
    pub mended: bool,
    /// Were lines left over that close to no ring?
    pub open: bool,
}

/// The polygons of a relation: members with role `inner` are holes, `outer` and no role bound it.
pub fn of_relation(gathered: &Gathered, relation: &RawRelation, edge: Option<Extent>) -> Outline {
    let (mut outer, mut inner) = (Vec::new(), Vec::new());
    for member in relation.members.iter().filter(|member| member.kind == ElementKind::Way) {
        let Some(way) = gathered.way(member.id) else { continue };
        match &*member.role {
            "inner" => inner.extend(gathered.runs(&way.nodes)),
            "outer" | "" | "exclave" => outer.extend(gathered.runs(&way.nodes)),
            _ => {}
        }
    }
    let (outer, inner) = (join(outer, false), join(inner, false));
    let mut rings: Vec<LineString> = outer.rings.iter().map(|ring| line(gathered, ring)).collect();
    let loose: Vec<LineString> = outer.open.iter().map(|open| line(gathered, open)).collect();
    let (mut mended, mut open) = (false, !inner.open.is_empty());
    if !loose.is_empty() {
        match edge.and_then(|edge| closed(loose, edge)) {
            Some(closed) => {
                mended = true;
                rings.extend(closed);
            }
            None => open = true,
        }
    }
    let holes = inner.rings.iter().map(|ring| line(gathered, ring)).collect();
    Outline { polygons: polygons(rings, holes), mended, open }
}

/// The polygons of a closed way; empty for any other.
pub fn of_way(gathered: &Gathered, way: &RawWay) -> MultiPolygon {
    if way.is_closed() && way.nodes.iter().all(|&id| gathered.position(id).is_some()) {
        polygons(vec![line(gathered, &way.nodes)], Vec::new())
    } else {
        MultiPolygon::new(Vec::new())
    }
}

/// The line through some nodes; nodes that the files lack are passed over. Beyond the 180th meridian it goes on.
pub fn line(gathered: &Gathered, nodes: &[i64]) -> LineString {
    meridian::unwrapped(nodes.iter().filter_map(|&id| gathered.position(id)).map(Coord::from))
}

/// Joins loose lines to rings, each end to the nearest other one. `None` when an end is not near the edge of the
/// data or when too much would have to be made up.
fn closed(mut loose: Vec<LineString>, edge: Extent) -> Option<Vec<LineString>> {
    let near = |at: &Coord| {
        let inner = edge.grown(-NEAR_EDGE, -NEAR_EDGE);
        !(inner.west < inner.east && inner.south < inner.north && inner.contains(LatLon::wrapped(at.x, at.y)))
    };
    if !loose.iter().all(|line| line.0.first().is_some_and(near) && line.0.last().is_some_and(near)) {
        return None;
    }
    let length = |line: &LineString| line.lines().map(|line| distance(line.start, line.end)).sum::<f64>();
    let known: f64 = loose.iter().map(length).sum();
    let (mut gaps, mut rings) = (0.0, Vec::new());
    while let Some(mut ring) = loose.pop() {
        loop {
            let (first, last) = (*ring.0.first()?, *ring.0.last()?);
            let ends = |i: usize, line: &LineString| {
                let (start, end) = (line.0.first().copied(), line.0.last().copied());
                [(start, false), (end, true)].map(|(at, turn)| (distance(last, at.unwrap_or(last)), i, turn))
            };
            let nearest =
                loose.iter().enumerate().flat_map(|(i, line)| ends(i, line)).min_by(|a, b| a.0.total_cmp(&b.0));
            let own = distance(last, first);
            let Some((gap, i, turn)) = nearest.filter(|nearest| nearest.0 < own) else {
                gaps += own;
                break;
            };
            gaps += gap;
            let mut next = loose.swap_remove(i);
            if turn {
                next.0.reverse();
            }
            ring.0.extend(next.0);
        }
        ring.close();
        rings.push(ring);
    }
    (gaps <= LARGEST_GAP * (known + gaps)).then_some(rings)
}

/// Degrees of latitude between two positions, near enough for comparing.
fn distance(a: Coord, b: Coord) -> f64 {
    let shrink = ((a.y + b.y) / 2.0).to_radians().cos();
    Euclidean.distance(Point::new(a.x * shrink, a.y), Point::new(b.x * shrink, b.y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Area as _;

    const EDGE: Extent = Extent { west: 0.0, south: 0.0, east: 1.0, north: 1.0 };

    fn open_line(corners: &[(f64, f64)]) -> LineString {
        corners.to_vec().into()
    }

    #[test]
    fn a_border_that_leaves_the_data_is_closed_straight() {
        let border = open_line(&[(1.0, 0.4), (0.5, 0.4), (0.5, 0.6), (1.0, 0.6)]);
        let rings = closed(vec![border], EDGE).unwrap();
        assert!((polygons(rings, Vec::new()).unsigned_area() - 0.1).abs() < 1e-9);
    }

    #[test]
    fn two_pieces_of_a_border_are_joined_at_their_nearest_ends() {
        let west = open_line(&[(0.45, 0.0), (0.3, 0.0), (0.3, 1.0), (0.45, 1.0)]);
        let east = open_line(&[(0.55, 0.0), (0.7, 0.0), (0.7, 1.0), (0.55, 1.0)]);
        let rings = closed(vec![west, east], EDGE).unwrap();
        assert_eq!(rings.len(), 1);
        assert!((polygons(rings, Vec::new()).unsigned_area() - 0.4).abs() < 1e-9);
    }

    #[test]
    fn a_border_with_a_flaw_inside_or_of_a_neighbour_is_not_made_up() {
        let flawed = open_line(&[(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.45)]);
        assert_eq!(closed(vec![flawed], EDGE), None);
        let neighbour = open_line(&[(0.5, 0.0), (0.5, 1.0)]);
        assert_eq!(closed(vec![neighbour], EDGE), None, "half of the ring would be made up");
    }
}
