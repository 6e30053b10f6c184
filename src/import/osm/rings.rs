//! Lines of nodes joined into rings, rings into valid polygons.
//!
//! Never here: what a ring bounds, what happens to lines that do not close (see `outline` and `coast`).

use std::collections::{BTreeMap, BTreeSet};

use geo::algorithm::bool_ops::FillRule;
use geo::{
    Area as _, BooleanOps, BoundingRect, Contains, Coord, Intersects, Line, LineString, MultiPolygon, Point, Polygon,
    Winding,
};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::space::meridian;

/// What some lines join to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Joined {
    /// Rings, the first node repeated at the end.
    pub rings: Vec<Vec<i64>>,
    /// Lines that lead nowhere at one end at least.
    pub open: Vec<Vec<i64>>,
}

/// Joins lines at equal ends; unless `directed` a line may be turned round. Where more than two lines meet, a ring is
/// cut off as soon as it closes, so that rings which touch come out as several.
pub fn join(lines: Vec<Vec<i64>>, directed: bool) -> Joined {
    let (rings, mut lines): (Vec<_>, Vec<_>) =
        lines.into_iter().filter(|line| line.len() > 1).partition(|line| line.first() == line.last());
    let mut joined = Joined { rings, open: Vec::new() };
    // Lines by the node at which one may go onto them, and how many more leave a node than arrive at it.
    let mut at: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    let mut surplus: BTreeMap<i64, i64> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        let (Some(&first), Some(&last)) = (line.first(), line.last()) else { continue };
        at.entry(first).or_default().insert(i);
        *surplus.entry(first).or_default() += 1;
        if directed {
            *surplus.entry(last).or_default() -= 1;
        } else {
            at.entry(last).or_default().insert(i);
            *surplus.entry(last).or_default() += 1;
        }
    }
    // A walk from each loose end first: what is left after them closes.
    let loose = |count: i64| if directed { count.max(0) } else { count.rem_euclid(2) };
    let loose_ends = surplus.iter().flat_map(|(&node, &count)| (0..loose(count)).map(move |_| node));
    let starts: Vec<i64> = loose_ends.chain(lines.iter().filter_map(|line| line.first().copied())).collect();
    for start in starts {
        walk(start, &mut lines, &mut at, &mut joined);
    }
    joined.rings.retain(|ring| ring.len() > 3);
    joined
}

/// Follows lines from `start` until none goes on.
fn walk(start: i64, lines: &mut [Vec<i64>], at: &mut BTreeMap<i64, BTreeSet<usize>>, joined: &mut Joined) {
    let mut path = vec![start];
    let mut joints = vec![(start, 0)];
    let mut end = start;
    while let Some(line) = take(end, lines, at) {
        path.extend(line.iter().skip(1));
        end = line.last().copied().unwrap_or(end);
        if let Some(i) = joints.iter().rposition(|joint| joint.0 == end) {
            joints.truncate(i + 1);
            let begin = joints.last().map_or(0, |joint| joint.1);
            joined.rings.push(path.split_off(begin));
            path.push(end);
        } else {
            joints.push((end, path.len() - 1));
        }
    }
    if path.len() > 1 {
        joined.open.push(path);
    }
}

/// The first line that goes on from `node`, turned so that it begins there; it cannot be taken again.
fn take(node: i64, lines: &mut [Vec<i64>], at: &mut BTreeMap<i64, BTreeSet<usize>>) -> Option<Vec<i64>> {
    let i = at.get_mut(&node)?.pop_first()?;
    let mut line = std::mem::take(lines.get_mut(i)?);
    if line.first() != Some(&node) {
        line.reverse();
    }
    if let Some(others) = line.last().and_then(|last| at.get_mut(last)) {
        others.remove(&i);
    }
    Some(line)
}

/// Valid polygons with these outer and inner rings; empty when nothing with an area is left.
///
/// Rings that cross themselves or each other are mended by the union of the outer ones less the inner ones. What crosses the
/// 180th meridian is cut there.
pub fn polygons(mut outer: Vec<LineString>, mut inner: Vec<LineString>) -> MultiPolygon {
    meridian::together(outer.iter_mut().chain(&mut inner));
    meridian::cut(of_rings(outer, inner))
}

fn of_rings(outer: Vec<LineString>, inner: Vec<LineString>) -> MultiPolygon {
    let turned = |mut ring: LineString| {
        ring.make_ccw_winding();
        Polygon::new(ring, Vec::new())
    };
    let usable = |polygon: &Polygon| polygon.exterior().0.len() > 3;
    let mut outer: Vec<Polygon> = outer.into_iter().map(turned).filter(usable).collect();
    let inner: Vec<Polygon> = inner.into_iter().map(turned).filter(usable).collect();
    let plain = MultiPolygon::new(outer.clone());
    let mut homeless = false;
    for hole in &inner {
        let inside = |polygon: &&mut Polygon| {
            let corner = hole.exterior().0.first().copied().unwrap_or_default();
            polygon.exterior().bounding_rect().is_some_and(|rect| rect.intersects(&corner))
                && Polygon::new(polygon.exterior().clone(), Vec::new()).contains(&Point::from(corner))
        };
        let home = outer.iter_mut().filter(inside).min_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        match home {
            Some(polygon) => polygon.interiors_push({
                let mut ring = hole.exterior().clone();
                ring.make_cw_winding();
                ring
            }),
            None => homeless = true,
        }
    }
    let whole = MultiPolygon::new(outer);
    if !homeless && is_clean(&whole) {
        return whole;
    }
    let nothing = MultiPolygon::new(Vec::new());
    let holes = MultiPolygon::new(inner).union_with_fill_rule(&nothing, FillRule::NonZero);
    let mut mended = plain.union_with_fill_rule(&nothing, FillRule::NonZero).difference(&holes);
    mended.0.retain(|polygon| usable(polygon) && polygon.unsigned_area() > 0.0);
    mended
}

/// Do the segments of all rings meet nowhere but at the joints of their own ring?
///
/// Stricter than the rules of OGC, which let rings touch at points; enough to know that nothing need be mended.
pub fn is_clean(polygons: &MultiPolygon) -> bool {
    let rings = polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let mut segments = Vec::new();
    for ring in rings {
        let (from, count) = (segments.len(), ring.lines().count());
        segments.extend(ring.lines().enumerate().map(|(i, line)| (line, from + (i + 1) % count)));
    }
    let corners = |line: Line| {
        let (a, b) = (line.start, line.end);
        ([a.x.min(b.x), a.y.min(b.y)], [a.x.max(b.x), a.y.max(b.y)])
    };
    let boxes = segments.iter().enumerate().map(|(i, (line, _))| {
        let (low, high) = corners(*line);
        GeomWithData::new(Rectangle::from_corners(low, high), i)
    });
    let tree = RTree::bulk_load(boxes.collect());
    segments.iter().enumerate().all(|(i, (line, next))| {
        let (low, high) = corners(*line);
        tree.locate_in_envelope_intersecting(&AABB::from_corners(low, high)).filter(|other| other.data > i).all(
            |other| {
                let Some((there, after)) = segments.get(other.data) else { return true };
                if *next == other.data {
                    !turns_back(*line, *there)
                } else if *after == i {
                    !turns_back(*there, *line)
                } else {
                    !line.intersects(there)
                }
            },
        )
    })
}

/// Does the second of two joined segments lead back over the first, or one of them nowhere?
fn turns_back(first: Line, second: Line) -> bool {
    let (a, b) = (first.delta(), second.delta());
    let nowhere = |d: Coord| d.x == 0.0 && d.y == 0.0;
    nowhere(a) || nowhere(b) || (a.x * b.y - a.y * b.x == 0.0 && a.x * b.x + a.y * b.y < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Validation;
    use proptest::prelude::*;

    fn ring(corners: &[(f64, f64)]) -> LineString {
        let mut ring: LineString = corners.to_vec().into();
        ring.close();
        ring
    }

    fn square(x: f64, y: f64, side: f64) -> LineString {
        ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
    }

    #[test]
    fn lines_join_in_any_order_and_direction() {
        let joined = join(vec![vec![1, 2, 3], vec![5, 4, 3], vec![5, 6, 1]], false);
        assert_eq!(joined.rings, [[1, 2, 3, 4, 5, 6, 1]]);
        assert!(joined.open.is_empty());
        let directed = join(vec![vec![1, 2, 3], vec![5, 4, 3], vec![5, 6, 1]], true);
        assert!(directed.rings.is_empty(), "a coast is not turned round");
        assert_eq!(directed.open, [vec![5, 4, 3], vec![5, 6, 1, 2, 3]]);
    }

    #[test]
    fn rings_that_touch_are_cut_apart() {
        let joined = join(vec![vec![1, 2, 3], vec![3, 4, 5], vec![5, 6, 3], vec![3, 7, 1]], false);
        assert_eq!(joined.rings.len(), 2);
        assert!(joined.rings.contains(&vec![3, 4, 5, 6, 3]) && joined.rings.contains(&vec![1, 2, 3, 7, 1]));
    }

    #[test]
    fn a_line_that_leads_nowhere_stays_open() {
        let joined = join(vec![vec![3, 4], vec![1, 2], vec![2, 3]], false);
        assert_eq!((joined.rings.len(), joined.open), (0, vec![vec![1, 2, 3, 4]]));
    }

    #[test]
    fn holes_lie_in_the_smallest_ring_around_them() {
        let made = polygons(vec![square(0.0, 0.0, 10.0), square(20.0, 0.0, 4.0)], vec![square(2.0, 2.0, 3.0)]);
        assert_eq!((made.0.len(), made.unsigned_area()), (2, 100.0 - 9.0 + 16.0));
        assert!(made.is_valid());
    }

    #[test]
    fn a_bow_tie_and_an_overlap_are_mended() {
        let bow = ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)]);
        let made = polygons(vec![bow], Vec::new());
        assert!(made.is_valid() && (made.unsigned_area() - 2.0).abs() < 1e-6, "{made:?}");
        let made = polygons(vec![square(0.0, 0.0, 2.0), square(1.0, 1.0, 2.0)], vec![square(9.0, 9.0, 1.0)]);
        assert!(made.is_valid() && (made.unsigned_area() - 7.0).abs() < 1e-6, "{made:?}");
        assert!(polygons(vec![ring(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)])], Vec::new()).0.is_empty());
    }

    proptest! {
        /// A ring cut anywhere, its parts turned and shuffled, comes back whole.
        #[test]
        fn a_ring_cut_to_pieces_comes_back(
            size in 3usize..40,
            cuts in prop::collection::btree_set(0usize..40, 1..8),
            turns in prop::collection::vec(any::<bool>(), 8),
            shift in 0usize..8,
        ) {
            let node = |i: usize| (i % size) as i64;
            let cuts: BTreeSet<usize> = cuts.iter().map(|cut| cut % size).collect();
            let cuts: Vec<usize> = cuts.into_iter().collect();
            let mut lines = Vec::new();
            for (i, &from) in cuts.iter().enumerate() {
                let to = cuts.get(i + 1).copied().unwrap_or(cuts[0] + size);
                let mut line: Vec<i64> = (from..=to).map(node).collect();
                if turns[i] {
                    line.reverse();
                }
                lines.push(line);
            }
            let count = lines.len();
            lines.rotate_left(shift % count);
            let joined = join(lines, false);
            prop_assert!(joined.open.is_empty());
            prop_assert_eq!(joined.rings.len(), 1);
            let mut nodes = joined.rings[0].clone();
            prop_assert_eq!(nodes.pop(), nodes.first().copied());
            nodes.sort_unstable();
            prop_assert_eq!(nodes, (0..size as i64).collect::<Vec<_>>());
        }

        /// Whatever rings come in, valid polygons come out.
        #[test]
        fn polygons_are_valid(corners in prop::collection::vec((0i32..8, 0i32..8), 3..9)) {
            let corners: Vec<(f64, f64)> = corners.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).collect();
            prop_assert!(polygons(vec![ring(&corners)], vec![square(2.0, 2.0, 2.0)]).is_valid());
        }
    }
}
