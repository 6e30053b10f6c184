//! Shapes in the whole numbers of a tile: cut to it, simplified, and valid at that precision.
//!
//! Never here: which features stand in a tile (see [`tile`](super::tile)).

use geo::{
    BooleanOps, BoundingRect, Coord, Geometry, LineString, MapCoords, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon, Rect, Simplify,
};

use super::clip::to_box;
use super::simple::is_simple;
use crate::space::tile::TILE_UNITS;
use crate::space::{LatLon, TileId};

/// Units around a tile in which shapes go on, so that their borders do not show.
pub const BUFFER: i32 = 64;
/// Units of one screen pixel.
pub const PIXEL: i32 = 16;
/// How far a simplified outline may be off, in units.
pub const TOLERANCE: f64 = 1.0;
/// How often a shape is rounded and mended before it is given up.
const ATTEMPTS: usize = 4;

/// A position in units of the one tile of zoom 0.
pub fn to_world(at: LatLon) -> Coord {
    TileId::holding(at, 0).units(at)
}

/// A shape in degrees becomes one in units of the one tile of zoom 0.
pub fn shape_to_world(shape: &Geometry) -> Geometry {
    shape.map_coords(|coord| {
        // Not wrapped: the eastern end of the map is not its western end.
        let (lon, lat) = (coord.x.clamp(-180.0, 180.0), coord.y.clamp(-90.0, 90.0));
        to_world(LatLon::new(lon, lat).unwrap_or_default())
    })
}

/// The part of a shape, in units of zoom 0, that a tile shows, in units of the tile; `None` when nothing is left of it.
pub fn piece(world: &Geometry, tile: TileId) -> Option<Geometry<i32>> {
    match world {
        Geometry::Point(point) => Some(Geometry::Point(Point(visible(point.0, tile)?))),
        Geometry::MultiPoint(points) => {
            let kept: Vec<_> = points.iter().filter_map(|point| visible(point.0, tile).map(Point)).collect();
            (!kept.is_empty()).then_some(Geometry::MultiPoint(MultiPoint(kept)))
        }
        Geometry::Line(line) => lines(&[LineString::from(line)], tile),
        Geometry::LineString(line) => lines(std::slice::from_ref(line), tile),
        Geometry::MultiLineString(list) => lines(&list.0, tile),
        Geometry::Polygon(polygon) => polygons(std::slice::from_ref(polygon), tile),
        Geometry::MultiPolygon(list) => polygons(&list.0, tile),
        Geometry::Rect(rect) => polygons(&[rect.to_polygon()], tile),
        Geometry::Triangle(triangle) => polygons(&[triangle.to_polygon()], tile),
        // Vector tiles know no mixed shapes; no layer makes one.
        Geometry::GeometryCollection(_) => None,
    }
}

/// From units of zoom 0 to units of a tile.
pub fn scaled(coord: Coord, tile: TileId) -> Coord {
    let zoom = f64::from(1u32 << tile.z());
    let corner = Coord { x: f64::from(tile.x()), y: f64::from(tile.y()) } * f64::from(TILE_UNITS);
    coord * zoom - corner
}

/// The box of a tile in its own units, grown by `margin` units on each side.
pub fn frame(margin: f64) -> Rect {
    let far = f64::from(TILE_UNITS) + margin;
    Rect::new(Coord { x: -margin, y: -margin }, Coord { x: far, y: far })
}

fn visible(coord: Coord, tile: TileId) -> Option<Coord<i32>> {
    let at = scaled(coord, tile);
    let range = -f64::from(BUFFER)..=f64::from(TILE_UNITS as i32 + BUFFER);
    (range.contains(&at.x) && range.contains(&at.y)).then(|| whole(at))
}

/// The nearest whole units.
pub fn whole(coord: Coord) -> Coord<i32> {
    Coord { x: coord.x.round() as i32, y: coord.y.round() as i32 }
}

fn lines(world: &[LineString], tile: TileId) -> Option<Geometry<i32>> {
    let scaled = MultiLineString::new(world.iter().map(|line| line.map_coords(|coord| scaled(coord, tile))).collect());
    let cut = frame(f64::from(BUFFER)).to_polygon().clip(&scaled, false).simplify(TOLERANCE);
    let whole = cut.0.into_iter().filter_map(|line| {
        let mut coords: Vec<Coord<i32>> = line.0.into_iter().map(whole).collect();
        coords.dedup();
        (coords.len() >= 2).then(|| LineString::new(coords))
    });
    let whole: Vec<_> = whole.collect();
    (!whole.is_empty()).then(|| Geometry::MultiLineString(MultiLineString::new(whole)))
}

fn polygons(world: &[Polygon], tile: TileId) -> Option<Geometry<i32>> {
    let frame = frame(f64::from(BUFFER));
    let zoom = f64::from(1u32 << tile.z());
    let corner = Coord { x: f64::from(tile.x()), y: f64::from(tile.y()) } * f64::from(TILE_UNITS);
    let bounds = Rect::new((frame.min() + corner) / zoom, (frame.max() + corner) / zoom);
    let cut = world.iter().filter_map(|polygon| {
        let polygon = to_box(polygon, bounds)?;
        Some(polygon.map_coords(|coord| scaled(coord, tile)).simplify(TOLERANCE))
    });
    let cut = MultiPolygon::new(cut.collect());
    settled(cut).map(Geometry::MultiPolygon)
}

/// Rounds a shape to whole units. Rounding may fold a thin part over itself, so the rounded shape is resolved into
/// valid polygons, which may have new corners, which are rounded again, until nothing moves.
fn settled(mut shape: MultiPolygon) -> Option<MultiPolygon<i32>> {
    // Wider than any cut shape, so that it only resolves and never cuts.
    let frame = frame(f64::from(2 * BUFFER)).to_polygon();
    for _ in 0..ATTEMPTS {
        if let Some(simple) = simple(&shape) {
            return Some(simple);
        }
        let rounded = shape.map_coords(|coord| Coord { x: coord.x.round(), y: coord.y.round() });
        shape = rounded.intersection(&frame);
        shape.0.retain(|polygon| polygon.bounding_rect().is_some_and(|rect| rect.width() > 0.5 && rect.height() > 0.5));
        if shape.0.is_empty() {
            return None;
        }
        let near = |value: f64| (value - value.round()).abs() < 1e-3;
        let coords =
            || shape.0.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        if coords().flat_map(|ring| ring.coords()).all(|coord| near(coord.x) && near(coord.y)) {
            return Some(shape.map_coords(whole));
        }
    }
    None
}

/// A shape rounded to whole units when it is small and nothing about it needs mending, which is nearly always so.
fn simple(shape: &MultiPolygon) -> Option<MultiPolygon<i32>> {
    let [polygon] = &shape.0[..] else { return None };
    if !polygon.interiors().is_empty() {
        return None;
    }
    let mut ring: Vec<Coord<i32>> = polygon.exterior().coords().copied().map(whole).collect();
    ring.dedup();
    is_simple(&ring).then(|| MultiPolygon::new(vec![Polygon::new(LineString::new(ring), Vec::new())]))
}

/// A small shape that stands for others: a pixel around its middle for surfaces, the middle itself for anything else.
pub fn stand_in(middle: Coord<i32>, surface: bool) -> Geometry<i32> {
    if !surface {
        return Geometry::Point(Point(middle));
    }
    let half = Coord { x: PIXEL / 2, y: PIXEL / 2 };
    Geometry::MultiPolygon(MultiPolygon::new(vec![Rect::new(middle - half, middle + half).to_polygon()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Validation};
    use proptest::prelude::*;

    #[test]
    fn what_collapses_is_nothing() {
        let tile = TileId::new(0, 0, 0).unwrap();
        let low = Coord { x: 100.2, y: 100.2 };
        let sliver = Rect::new(low, low + Coord { x: 50.0, y: 0.2 });
        assert_eq!(piece(&Geometry::Rect(sliver), tile), None);
    }

    #[test]
    fn a_shape_is_cut_at_the_buffer() {
        let tile = TileId::new(1, 1, 0).unwrap();
        let all = Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 4_096.0, y: 4_096.0 });
        let Some(Geometry::MultiPolygon(shape)) = piece(&Geometry::Rect(all), tile) else { panic!("a surface") };
        let bounds = shape.bounding_rect().unwrap();
        assert_eq!((bounds.min(), bounds.max()), (Coord { x: -64, y: 0 }, Coord { x: 4_096, y: 4_160 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn pieces_are_valid(
            radii in prop::collection::vec(0.01..1.0f64, 3..40),
            size in prop::sample::select(vec![2.0, 10.0, 60.0, 400.0]),
            (x, y) in (0.0..4_096.0f64, 0.0..4_096.0f64),
            z in 0..3u8,
        ) {
            // A spiky star: valid before rounding, easily folded by it.
            let turn = std::f64::consts::TAU / radii.len() as f64;
            let star = radii.iter().enumerate().map(|(i, radius)| {
                let (sin, cos) = (turn * i as f64).sin_cos();
                (x + cos * radius * size, y + sin * radius * size)
            });
            let star = Polygon::new(star.collect(), Vec::new());
            let middle = crate::space::LatLon::default();
            for tile in [TileId::holding(middle, z), TileId::new(z, 0, 0).unwrap()] {
                if let Some(Geometry::MultiPolygon(piece)) = piece(&Geometry::Polygon(star.clone()), tile) {
                    let exact = piece.map_coords(|coord| Coord { x: f64::from(coord.x), y: f64::from(coord.y) });
                    prop_assert!(exact.is_valid(), "{:?}", exact);
                    prop_assert!(exact.unsigned_area() > 0.0);
                }
            }
        }
    }
}
