//! A quick test whether a small ring in whole units is a valid polygon.
//!
//! Never here: mending of what is not.

use geo::Coord;

/// Larger rings are not tested: every edge is compared with every other one.
const MOST_EDGES: usize = 48;

/// True when a closed ring without repeated neighbours neither crosses nor touches itself; false for all else, and for
/// rings of more than [`MOST_EDGES`] edges.
pub fn is_simple(ring: &[Coord<i32>]) -> bool {
    let edges = ring.len().saturating_sub(1);
    if !(3..=MOST_EDGES).contains(&edges) || ring.first() != ring.last() {
        return false;
    }
    let edge = |i: usize| (ring[i], ring[i + 1]);
    for i in 0..edges {
        let (a, b) = edge(i);
        let (_, next) = edge((i + 1) % edges);
        if turn(a, b, next) == 0 && on_box(a, b, next) | on_box(b, next, a) {
            return false; // the ring turns back on itself
        }
        // Neighbours share a corner, which the test above has judged.
        let last = if i == 0 { edges - 1 } else { edges };
        if (i + 2..last).any(|j| meet(edge(i), edge(j))) {
            return false;
        }
    }
    true
}

/// Twice the signed area of a triangle.
fn turn(a: Coord<i32>, b: Coord<i32>, c: Coord<i32>) -> i64 {
    let difference = |from: i32, to: i32| i64::from(to) - i64::from(from);
    difference(a.x, b.x) * difference(a.y, c.y) - difference(a.y, b.y) * difference(a.x, c.x)
}

/// Is `c` in the box of the edge from `a` to `b`?
fn on_box(a: Coord<i32>, b: Coord<i32>, c: Coord<i32>) -> bool {
    (a.x.min(b.x)..=a.x.max(b.x)).contains(&c.x) && (a.y.min(b.y)..=a.y.max(b.y)).contains(&c.y)
}

/// Do two edges share a point?
fn meet((a, b): (Coord<i32>, Coord<i32>), (c, d): (Coord<i32>, Coord<i32>)) -> bool {
    let (of_c, of_d) = (turn(a, b, c).signum(), turn(a, b, d).signum());
    let (of_a, of_b) = (turn(c, d, a).signum(), turn(c, d, b).signum());
    (of_c * of_d < 0 && of_a * of_b < 0)
        || (of_c == 0 && on_box(a, b, c))
        || (of_d == 0 && on_box(a, b, d))
        || (of_a == 0 && on_box(c, d, a))
        || (of_b == 0 && on_box(c, d, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, LineString, Polygon, Validation};
    use proptest::prelude::*;

    fn ring(corners: &[(i32, i32)]) -> Vec<Coord<i32>> {
        let mut ring: Vec<_> = corners.iter().map(|&(x, y)| Coord { x, y }).collect();
        ring.extend(ring.first().copied());
        ring
    }

    #[test]
    fn a_bow_a_spike_and_a_touch_are_not_simple() {
        assert!(is_simple(&ring(&[(0, 0), (4, 0), (4, 4), (0, 4)])));
        assert!(is_simple(&ring(&[(0, 0), (2, 0), (4, 0), (4, 4)])), "a corner on a straight edge is no spike");
        assert!(!is_simple(&ring(&[(0, 0), (4, 4), (4, 0), (0, 4)])), "a bow");
        assert!(!is_simple(&ring(&[(0, 0), (4, 0), (9, 0), (4, 0), (4, 4)])), "a spike");
        assert!(!is_simple(&ring(&[(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)])), "a touch");
        assert!(!is_simple(&ring(&[(0, 0), (4, 0)])), "no surface");
    }

    proptest! {
        #[test]
        fn what_is_simple_is_valid_and_what_is_not_is_not(corners in prop::collection::vec((0..7i32, 0..7i32), 3..8)) {
            let mut ring = ring(&corners);
            ring.dedup();
            let exact: LineString = ring.iter().map(|c| (f64::from(c.x), f64::from(c.y))).collect();
            let polygon = Polygon::new(exact, Vec::new());
            if is_simple(&ring) {
                prop_assert!(polygon.is_valid() && polygon.unsigned_area() > 0.0);
            } else {
                prop_assert!(!polygon.is_valid() || polygon.unsigned_area() == 0.0, "{:?}", ring);
            }
        }
    }
}
