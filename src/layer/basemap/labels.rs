//! Names of places: points, each in the one tile that holds it, from its class's zoom on.
//!
//! Never here: which labels fit beside each other (map clients decide that, by `class` and `population`).

use std::borrow::Cow;

use geo::{Coord, Geometry, Point};
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::PLACES_FROM;
use crate::layer::Value;
use crate::layer::tile::TileFeature;
use crate::layer::tile_shape::{to_world, whole};
use crate::places::{NamedPlace, PlaceClass};
use crate::space::tile::TILE_UNITS;
use crate::space::{Extent, LatLon, TileId};

/// All labels, indexed by position.
#[derive(Debug)]
pub struct Labels {
    /// Ordered by id.
    labels: Vec<Label>,
    /// Positions in units of zoom 0.
    tree: RTree<GeomWithData<[f64; 2], usize>>,
}

#[derive(Debug)]
struct Label {
    id: String,
    at: LatLon,
    from: u8,
    /// One a field of the layer.
    values: Vec<Value>,
}

impl Labels {
    /// The labels of some places.
    pub fn new(places: &[NamedPlace]) -> Self {
        let mut labels: Vec<Label> = places.iter().filter_map(Label::new).collect();
        labels.sort_by(|a, b| a.id.cmp(&b.id));
        let entry = |(index, label): (usize, &Label)| {
            let at = to_world(label.at);
            GeomWithData::new([at.x, at.y], index)
        };
        let tree = RTree::bulk_load(labels.iter().enumerate().map(entry).collect());
        Self { labels, tree }
    }

    /// The box around all labels.
    pub fn bounds(&self) -> Option<Extent> {
        Extent::around(self.labels.iter().map(|label| label.at))
    }

    /// The labels of a tile, ordered by id.
    pub fn tile(&self, tile: TileId) -> Vec<TileFeature<'_>> {
        let side = f64::from(TILE_UNITS) / f64::from(1_u32 << tile.z());
        let low = Coord { x: f64::from(tile.x()), y: f64::from(tile.y()) } * side;
        // A little wider, since what lies on the very edge is decided by `holding` alone.
        let margin = side * 1e-3;
        let envelope =
            AABB::from_corners([low.x - margin, low.y - margin], [low.x + side + margin, low.y + side + margin]);
        let near = self.tree.locate_in_envelope(&envelope).map(|entry| entry.data);
        let mut shown: Vec<usize> = near
            .filter(|&index| {
                let label = &self.labels[index];
                label.from <= tile.z() && TileId::holding(label.at, tile.z()) == tile
            })
            .collect();
        shown.sort_unstable();
        let feature = |index: usize| {
            let label = &self.labels[index];
            TileFeature {
                id: Cow::Borrowed(label.id.as_str()),
                number: Some(index as u64),
                geometry: Geometry::Point(Point(whole(tile.units(label.at)))),
                values: Some(Cow::Borrowed(&label.values)),
                aggregated: None,
            }
        };
        shown.into_iter().map(feature).collect()
    }
}

impl Label {
    fn new(place: &NamedPlace) -> Option<Self> {
        let class = match place.class {
            PlaceClass::City => "city",
            PlaceClass::Town => "town",
            PlaceClass::Village => "village",
            PlaceClass::Hamlet => "hamlet",
        };
        let (_, from) = PLACES_FROM.into_iter().find(|(class, _)| *class == place.class)?;
        let text = |text: &str| if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) };
        let values = vec![
            text(&place.name.zh),
            text(&place.name.en),
            Value::Text(class.to_owned()),
            place.population.map_or(Value::Null, Value::count),
        ];
        Some(Self { id: place.id.clone(), at: place.at, from, values })
    }
}
