//! Shapes across the 180th meridian: drawn in one piece beyond it, then cut there into parts within -180 to 180 degrees.
//!
//! Whatever lies away from the meridian comes back as it was, bit for bit. Never here: what the shapes are.

use geo::{BooleanOps, BoundingRect, Coord, LineString, MapCoords, MultiPolygon, Polygon, Rect};

/// A cut is at the meridian when it is this near, in degrees: about a centimetre.
const NEAR: f64 = 1e-7;

/// The longitude as a number within 180 of another one, beyond 180 or below -180 where the meridian lies between.
///
/// ```
/// use halfhour::space::meridian::near;
/// assert_eq!((near(-179.0, 179.0), near(179.0, -179.0), near(14.5, 120.0)), (181.0, -181.0, 14.5));
/// ```
pub fn near(lon: f64, reference: f64) -> f64 {
    if lon - reference > 180.0 {
        lon - 360.0
    } else if lon - reference < -180.0 {
        lon + 360.0
    } else {
        lon
    }
}

/// A line through some positions in which no step is longer than half a turn.
pub fn unwrapped(line: impl IntoIterator<Item = Coord>) -> LineString {
    let mut before: Option<f64> = None;
    let step = |at: Coord| {
        let x = before.map_or(at.x, |before| turned(at.x, before));
        before = Some(x);
        Coord { x, y: at.y }
    };
    line.into_iter().map(step).collect()
}

/// As [`near`], for a reference that may lie beyond the meridian itself.
fn turned(lon: f64, reference: f64) -> f64 {
    let turns = ((reference - lon) / 360.0).round();
    if turns == 0.0 { lon } else { lon + 360.0 * turns }
}

/// Rings, each of them unwrapped, all on one side where one of them crosses the meridian, so that they can be compared.
pub fn together<'r>(rings: impl IntoIterator<Item = &'r mut LineString>) {
    let rings: Vec<&mut LineString> = rings.into_iter().collect();
    let beyond = |ring: &&mut LineString| ring.0.iter().any(|at| at.x.abs() > 180.0);
    if !rings.iter().any(beyond) {
        return;
    }
    for ring in rings {
        let Some(rect) = ring.bounding_rect() else { continue };
        let turn = if rect.min().x + rect.max().x < 0.0 { 360.0 } else { 0.0 };
        ring.0.iter_mut().for_each(|at| at.x += turn);
    }
}

/// Polygons that may reach beyond the meridian as polygons within -180 to 180 degrees.
pub fn cut(shape: MultiPolygon) -> MultiPolygon {
    let within =
        |polygon: &Polygon| polygon.bounding_rect().is_none_or(|rect| rect.min().x >= -180.0 && rect.max().x <= 180.0);
    if shape.0.iter().all(within) {
        return shape;
    }
    let parts = shape.0.into_iter().flat_map(|polygon| {
        if within(&polygon) {
            return vec![polygon];
        }
        let of_turn = |turn: f64| {
            let world = Rect::new(Coord { x: turn - 180.0, y: -91.0 }, Coord { x: turn + 180.0, y: 91.0 }).to_polygon();
            let back = |at: Coord| {
                let x = (at.x - turn).clamp(-180.0, 180.0);
                let x = if 180.0 - x.abs() < NEAR { 180.0_f64.copysign(x) } else { x };
                Coord { x, y: at.y }
            };
            polygon.intersection(&world).map_coords(back).0
        };
        let mut parts: Vec<Polygon> = [-360.0, 0.0, 360.0].into_iter().flat_map(of_turn).collect();
        parts.retain(|part| part.bounding_rect().is_some_and(|rect| rect.width() > NEAR && rect.height() > NEAR));
        parts
    });
    MultiPolygon::new(parts.collect())
}

/// Polygons whose rings step from one side of the map to the other, cut at the meridian.
pub fn mended(shape: MultiPolygon) -> MultiPolygon {
    let steps = |ring: &LineString| ring.lines().any(|line| line.delta().x.abs() > 180.0);
    let part = |polygon: Polygon| {
        if !steps(polygon.exterior()) && !polygon.interiors().iter().any(steps) {
            return polygon;
        }
        let (outer, inner) = polygon.into_inner();
        let mut rings: Vec<LineString> = std::iter::once(outer).chain(inner).map(|ring| unwrapped(ring.0)).collect();
        together(&mut rings);
        let outer = rings.remove(0);
        Polygon::new(outer, rings)
    };
    cut(MultiPolygon::new(shape.0.into_iter().map(part).collect()))
}

#[cfg(test)]
mod tests {
    use geo::{Area, polygon};

    use super::*;

    #[test]
    fn a_square_across_the_meridian_becomes_two() {
        let square = polygon![(x: 179.0, y: -18.0), (x: -179.0, y: -18.0), (x: -179.0, y: -16.0), (x: 179.0, y: -16.0)];
        let parts = mended(MultiPolygon::new(vec![square]));
        let mut boxes: Vec<(f64, f64)> =
            parts.0.iter().filter_map(|part| part.bounding_rect()).map(|rect| (rect.min().x, rect.max().x)).collect();
        boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(boxes, [(-180.0, -179.0), (179.0, 180.0)]);
        assert!((parts.unsigned_area() - 4.0).abs() < 1e-6);
    }

    #[test]
    fn holes_go_with_their_ring_whichever_side_they_begin_on() {
        let outer = [(178.0, 0.0), (-178.0, 0.0), (-178.0, 4.0), (178.0, 4.0), (178.0, 0.0)];
        let holes = [(-179.5, 1.0), (-179.0, 1.0), (-179.0, 2.0), (-179.5, 2.0), (-179.5, 1.0)];
        let shape = Polygon::new(outer.to_vec().into(), vec![holes.to_vec().into()]);
        let parts = mended(MultiPolygon::new(vec![shape]));
        assert!((parts.unsigned_area() - 15.5).abs() < 1e-6, "{}", parts.unsigned_area());
    }

    #[test]
    fn what_lies_elsewhere_stays_as_it_is() {
        let square = polygon![(x: 14.0, y: 35.0), (x: 14.1, y: 35.0), (x: 14.1, y: 35.1)];
        let shape = MultiPolygon::new(vec![square]);
        assert_eq!(mended(shape.clone()), shape);
    }
}
