//! Cutting shapes: quickly to a box, exactly to land or to an area.
//!
//! Never here: what a shape means, tiles (see [`tile`](super::tile)).

use geo::{Area, BooleanOps, BoundingRect, Coord, Intersects, LineString, MultiPolygon, Polygon, Rect};

/// The part of a polygon inside a box, by Sutherland and Hodgman (1974): linear, but where the polygon leaves and
/// enters the box several times its parts stay joined by edges that run along the box's border.
pub fn to_box(polygon: &Polygon, bounds: Rect) -> Option<Polygon> {
    let exterior = ring_to_box(polygon.exterior(), bounds)?;
    let interiors = polygon.interiors().iter().filter_map(|ring| ring_to_box(ring, bounds)).collect();
    Some(Polygon::new(exterior, interiors))
}

fn ring_to_box(ring: &LineString, bounds: Rect) -> Option<LineString> {
    let around = ring.bounding_rect()?;
    if !around.intersects(&bounds) {
        return None;
    }
    let (low, high) = (bounds.min(), bounds.max());
    let mut coords = ring.0.clone();
    if around.min().x < low.x {
        coords = beyond(&coords, |c| c.x - low.x);
    }
    if around.max().x > high.x {
        coords = beyond(&coords, |c| high.x - c.x);
    }
    if around.min().y < low.y {
        coords = beyond(&coords, |c| c.y - low.y);
    }
    if around.max().y > high.y {
        coords = beyond(&coords, |c| high.y - c.y);
    }
    (coords.len() >= 4).then(|| LineString::new(coords))
}

/// The part of a closed ring where `depth`, a signed distance from a straight line, is not negative.
fn beyond(ring: &[Coord], depth: impl Fn(Coord) -> f64) -> Vec<Coord> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for pair in ring.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (start, end) = (depth(from), depth(to));
        if start >= 0.0 {
            kept.push(from);
        }
        if (start < 0.0) != (end < 0.0) {
            kept.push(from + (to - from) * (start / (start - end)));
        }
    }
    if let Some(&first) = kept.first() {
        kept.push(first);
    }
    kept
}

/// Polygons to which shapes are cut, such as land, or one area.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    pieces: Vec<(Rect, Polygon)>,
}

impl Mask {
    /// A mask of these polygons, which must not overlap.
    pub fn new<'a>(polygons: impl IntoIterator<Item = &'a Polygon>) -> Self {
        let pieces = polygons.into_iter().filter_map(|polygon| Some((polygon.bounding_rect()?, polygon.clone())));
        Self { pieces: pieces.collect() }
    }

    /// The part of the mask inside a box: cutting many shapes of one neighbourhood by it is much faster.
    pub fn within(&self, bounds: Rect) -> Self {
        let near = self.pieces.iter().filter(|(rect, _)| rect.intersects(&bounds));
        let pieces = near.filter_map(|(_, polygon)| {
            let polygon = to_box(polygon, bounds)?;
            Some((polygon.bounding_rect()?, polygon))
        });
        Self { pieces: pieces.collect() }
    }

    /// The part of `shape` inside the mask; possibly empty.
    pub fn cut(&self, shape: &MultiPolygon) -> MultiPolygon {
        let Some(bounds) = shape.bounding_rect() else { return shape.clone() };
        // The margin keeps the edges along the box's border away from the shape.
        let margin = Coord { x: bounds.width().max(1e-6) * 0.01, y: bounds.height().max(1e-6) * 0.01 };
        let bounds = Rect::new(bounds.min() - margin, bounds.max() + margin);
        let near = self.within(bounds);
        let whole = bounds.unsigned_area();
        if near.pieces.iter().any(|(_, piece)| piece.unsigned_area() >= whole * (1.0 - 1e-9)) {
            return shape.clone();
        }
        if near.pieces.is_empty() {
            return MultiPolygon::new(Vec::new());
        }
        shape.intersection(&MultiPolygon::new(near.pieces.into_iter().map(|(_, piece)| piece).collect()))
    }

    /// The part of `shape` inside the mask, or all of it when nothing is left.
    pub fn cut_or_keep(&self, shape: MultiPolygon) -> MultiPolygon {
        let cut = self.cut(&shape);
        if cut.unsigned_area() > 0.0 { cut } else { shape }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Validation, polygon};

    fn square(west: f64, south: f64, side: f64) -> Polygon {
        Rect::new(Coord { x: west, y: south }, Coord { x: west + side, y: south + side }).to_polygon()
    }

    #[test]
    fn a_box_cuts_a_corner_off() {
        let bounds = Rect::new(Coord { x: 1.0, y: 1.0 }, Coord { x: 5.0, y: 5.0 });
        let cut = to_box(&square(0.0, 0.0, 2.0), bounds).unwrap();
        assert_eq!(cut.unsigned_area(), 1.0);
        assert!(to_box(&square(-3.0, 0.0, 2.0), bounds).is_none());
    }

    #[test]
    fn a_comb_of_land_leaves_valid_teeth() {
        // Two teeth joined below the shape: the quick cut joins them along the border, the exact cut does not.
        let comb = polygon![(x: 0.0, y: -5.0), (x: 9.0, y: -5.0), (x: 9.0, y: 5.0), (x: 7.0, y: 5.0), (x: 7.0, y: -4.0),
            (x: 2.0, y: -4.0), (x: 2.0, y: 5.0), (x: 0.0, y: 5.0)];
        let shape = MultiPolygon::new(vec![square(1.0, 0.0, 7.0)]);
        let cut = Mask::new([&comb]).cut(&shape);
        assert_eq!(cut.0.len(), 2);
        assert!((cut.unsigned_area() - 10.0).abs() < 1e-6 && cut.is_valid());
    }

    #[test]
    fn a_shape_wholly_inside_or_wholly_outside_stays_as_it_is() {
        let mask = Mask::new([&square(0.0, 0.0, 10.0)]);
        let inside = MultiPolygon::new(vec![square(4.0, 4.0, 1.0)]);
        assert_eq!(mask.cut(&inside), inside);
        let outside = MultiPolygon::new(vec![square(40.0, 4.0, 1.0)]);
        assert!(mask.cut(&outside).0.is_empty());
        assert_eq!(mask.cut_or_keep(outside.clone()), outside);
    }
}
