//! One tile pyramid for GeoJSON and vector tiles, in which nothing is dropped silently.
//!
//! - A feature's figures stand in exactly one tile a zoom, the one that holds its anchor. Other tiles that its shape
//!   reaches show a piece of it with its `id` and nothing else. So the sum of a field over all tiles is the layer's.
//! - A feature smaller than a screen pixel is drawn as one with its neighbours in the same pixel: counts are summed,
//!   `aggregated` says how many they are, other fields stay only where all agree. At [`MAX_ZOOM`] every feature stands
//!   for itself, since clients magnify those tiles.
//! - A surface that vanishes at a tile's precision is shown as a pixel at its anchor.
//!
//! Never here: bytes (see `encode`), what the fields mean.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{BoundingRect, Coord, Geometry, Intersects, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::tile_shape::{BUFFER, PIXEL, piece, shape_to_world, stand_in, to_world};
use super::{Feature, Layer, Role, Value};
use crate::space::tile::{MAX_ZOOM, TILE_UNITS};
use crate::space::{Extent, LatLon, TileId};

/// A layer, indexed by position for tiles and boxes.
#[derive(Debug)]
pub struct TileIndex {
    layer: Arc<Layer>,
    /// One entry a feature.
    shapes: Vec<Shape>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    bounds: Option<Extent>,
}

/// A feature in units of the one tile of zoom 0.
#[derive(Debug)]
struct Shape {
    world: Option<Geometry>,
    anchor: Coord,
    /// The longer side of its box.
    size: f64,
}

/// What one tile shows.
#[derive(Clone, PartialEq, Debug)]
pub struct TileContent<'a> {
    /// The tile.
    pub tile: TileId,
    /// The layer, for the names of its fields.
    pub layer: &'a Layer,
    /// The features, in the layer's order.
    pub features: Vec<TileFeature<'a>>,
}

/// One feature in a tile.
#[derive(Clone, PartialEq, Debug)]
pub struct TileFeature<'a> {
    /// The feature's id; of aggregated ones the first id and how many more, such as `8a+3`.
    pub id: Cow<'a, str>,
    /// The feature's number in its layer, the same in every tile; `None` when aggregated.
    pub number: Option<u64>,
    /// Its shape in units of the tile.
    pub geometry: Geometry<i32>,
    /// Its figures, one a field; `None` for a piece of a feature whose figures stand in another tile.
    pub values: Option<Cow<'a, [Value]>>,
    /// How many features it stands for, when more than one.
    pub aggregated: Option<u64>,
}

impl TileIndex {
    /// Indexes a layer.
    pub fn new(layer: Arc<Layer>) -> Self {
        let shapes: Vec<Shape> = layer.features.iter().map(Shape::new).collect();
        let entry = |(index, shape): (usize, &Shape)| {
            // The anchor belongs to the box: it may lie outside the shape.
            let (mut low, mut high) = (shape.anchor, shape.anchor);
            if let Some(rect) = shape.world.as_ref().and_then(|world| world.bounding_rect()) {
                low = Coord { x: low.x.min(rect.min().x), y: low.y.min(rect.min().y) };
                high = Coord { x: high.x.max(rect.max().x), y: high.y.max(rect.max().y) };
            }
            GeomWithData::new(Rectangle::from_corners([low.x, low.y], [high.x, high.y]), index)
        };
        let tree = RTree::bulk_load(shapes.iter().enumerate().map(entry).collect());
        let extents = layer.features.iter().filter_map(|feature| {
            let shape = feature.geometry.as_ref().and_then(|shape| shape.bounding_rect());
            let anchor = Extent::around([feature.anchor])?;
            Some(shape.map_or(anchor, |rect| Extent::from(rect).union(anchor)))
        });
        let bounds = extents.reduce(Extent::union);
        Self { layer, shapes, tree, bounds }
    }

    /// The layer.
    pub fn layer(&self) -> &Layer {
        &self.layer
    }

    /// The box around all features; `None` without any.
    pub fn bounds(&self) -> Option<Extent> {
        self.bounds
    }

    /// The features whose shape meets a box, in the layer's order.
    pub fn within(&self, extent: &Extent) -> Vec<&Feature> {
        let corner = |lon: f64, lat: f64| to_world(LatLon::new(lon, lat).unwrap_or_else(|| LatLon::wrapped(lon, lat)));
        let (a, b) = (corner(extent.west, extent.north), corner(extent.east, extent.south));
        let rect = Rect::from(*extent);
        let meets = |index: &usize| match &self.layer.features[*index].geometry {
            Some(shape) => shape.intersects(&rect),
            None => extent.contains(self.layer.features[*index].anchor),
        };
        let near = self.near(a, b);
        near.into_iter().filter(meets).map(|index| &self.layer.features[index]).collect()
    }

    /// What a tile shows.
    pub fn tile(&self, tile: TileId) -> TileContent<'_> {
        let zoom = f64::from(1u32 << tile.z());
        let corner = Coord { x: f64::from(tile.x()), y: f64::from(tile.y()) } * f64::from(TILE_UNITS);
        let (buffer, side) = (f64::from(BUFFER), f64::from(TILE_UNITS));
        let low = (corner - Coord { x: buffer, y: buffer }) / zoom;
        let high = (corner + Coord { x: side + buffer, y: side + buffer }) / zoom;

        let mut shown: Vec<(usize, TileFeature)> = Vec::new();
        let mut pixels: BTreeMap<(i32, i32), Vec<usize>> = BTreeMap::new();
        for index in self.near(low, high) {
            let (feature, shape) = (&self.layer.features[index], &self.shapes[index]);
            let home = TileId::holding(feature.anchor, tile.z()) == tile;
            let small = tile.z() < MAX_ZOOM && shape.size * zoom < f64::from(PIXEL);
            if home && small {
                pixels.entry(pixel(shape.anchor * zoom - corner)).or_default().push(index);
            } else if home {
                shown.push((index, self.whole(index, tile)));
            } else if let Some(geometry) = shape.world.as_ref().filter(|_| !small).and_then(|world| piece(world, tile))
            {
                let id = Cow::Borrowed(feature.id.as_str());
                shown.push((
                    index,
                    TileFeature { id, number: Some(index as u64), geometry, values: None, aggregated: None },
                ));
            }
        }
        for (pixel, members) in pixels {
            match members[..] {
                [only] => shown.push((only, self.whole(only, tile))),
                [first, ..] => shown.push((first, self.aggregate(pixel, &members))),
                [] => {}
            }
        }
        shown.sort_by_key(|(index, _)| *index);
        TileContent { tile, layer: &self.layer, features: shown.into_iter().map(|(_, feature)| feature).collect() }
    }

    /// Indexes of the features whose box, anchor included, meets a box in units of zoom 0; ascending.
    fn near(&self, low: Coord, high: Coord) -> Vec<usize> {
        let envelope = AABB::from_corners([low.x, low.y], [high.x, high.y]);
        let mut near: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data).collect();
        near.sort_unstable();
        near
    }

    /// A feature with its figures, in the tile of its anchor.
    fn whole(&self, index: usize, tile: TileId) -> TileFeature<'_> {
        let (feature, shape) = (&self.layer.features[index], &self.shapes[index]);
        let at = tile.units(feature.anchor);
        let side = f64::from(TILE_UNITS);
        let middle = Coord { x: at.x.round().clamp(0.0, side) as i32, y: at.y.round().clamp(0.0, side) as i32 };
        let geometry = shape.world.as_ref().and_then(|world| piece(world, tile));
        TileFeature {
            id: Cow::Borrowed(&feature.id),
            number: Some(index as u64),
            geometry: geometry.unwrap_or_else(|| stand_in(middle, shape.is_surface())),
            values: Some(Cow::Borrowed(&feature.values)),
            aggregated: None,
        }
    }

    /// Several features as one.
    fn aggregate(&self, pixel: (i32, i32), members: &[usize]) -> TileFeature<'_> {
        let values = self.layer.fields.iter().enumerate().map(|(column, field)| {
            let values = members.iter().filter_map(|&index| self.layer.features[index].values.get(column));
            match field.role {
                Role::Sum => values.fold(Value::Null, sum),
                Role::Detail => agreed(values),
            }
        });
        let middle = Coord { x: pixel.0 * PIXEL + PIXEL / 2, y: pixel.1 * PIXEL + PIXEL / 2 };
        let surface = members.iter().any(|&index| self.shapes[index].is_surface());
        let first = members.first().map_or("", |&index| self.layer.features[index].id.as_str());
        TileFeature {
            id: Cow::Owned(format!("{first}+{}", members.len().saturating_sub(1))),
            number: None,
            geometry: stand_in(middle, surface),
            values: Some(Cow::Owned(values.collect())),
            aggregated: Some(members.len() as u64),
        }
    }
}

impl Shape {
    fn new(feature: &Feature) -> Self {
        let world = feature.geometry.as_ref().map(shape_to_world);
        let rect = world.as_ref().and_then(|world| world.bounding_rect());
        let size = rect.map_or(0.0, |rect| rect.width().max(rect.height()));
        Self { world, anchor: to_world(feature.anchor), size }
    }

    fn is_surface(&self) -> bool {
        use Geometry::{MultiPolygon, Polygon, Rect, Triangle};
        matches!(self.world, Some(Polygon(_) | MultiPolygon(_) | Rect(_) | Triangle(_)))
    }
}

/// The pixel of a position in units of a tile; what lies on the map's far edge belongs to the last pixel.
fn pixel(at: Coord) -> (i32, i32) {
    let last = TILE_UNITS as i32 / PIXEL - 1;
    let index = |units: f64| ((units / f64::from(PIXEL)).floor() as i32).clamp(0, last);
    (index(at.x), index(at.y))
}

fn sum(total: Value, value: &Value) -> Value {
    match (total, value) {
        (Value::Integer(a), Value::Integer(b)) => Value::Integer(a.saturating_add(*b)),
        (Value::Integer(a), Value::Number(b)) => Value::Number(a as f64 + b),
        (Value::Number(a), Value::Integer(b)) => Value::Number(a + *b as f64),
        (Value::Number(a), Value::Number(b)) => Value::Number(a + b),
        (Value::Null, Value::Integer(_) | Value::Number(_)) => value.clone(),
        (total, _) => total,
    }
}

/// The value that all share, or null.
fn agreed<'a>(mut values: impl Iterator<Item = &'a Value>) -> Value {
    let Some(first) = values.next() else { return Value::Null };
    if values.all(|value| value == first) { first.clone() } else { Value::Null }
}

#[cfg(test)]
#[path = "tile_tests.rs"]
mod tests;
