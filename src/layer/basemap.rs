//! The basemap: land, roads and names of places as tiles, from the data that the travel times are computed on, so that
//! a dashboard fetches nothing from outside.
//!
//! | layer | shapes | fields |
//! |---|---|---|
//! | `basemap-land` | surfaces, one feature | |
//! | `basemap-roads` | lines, one feature a class and name | `class` (0 to 8, see [`Way::CLASSES`]), `name` |
//! | `basemap-places` | points | `name`, `name_en`, `class` (`city`, `town`, `village`, `hamlet`), `population` |
//!
//! A basemap is a drawing, not a count, so unlike every other layer it is generalised on purpose: small roads and
//! small places appear from a zoom on ([`ROADS_FROM`], [`PLACES_FROM`]), roads bear their names from the next zoom on,
//! lines and shores are simplified to one unit of the tile, islets smaller than that vanish, and a tile of more than
//! [`MOST_BYTES`](roads::MOST_BYTES) leaves out its least classes of road. Nothing is ever computed from it.
//!
//! Never here: bytes (see `encode`), colours and widths (the dashboard's), figures of people.

mod chains;
mod ground;
mod labels;
pub mod roads;

use super::tile::TileContent;
use super::tile_info::TileInfo;
use super::{Field, Layer, Role};
use crate::network::{Network, Way};
use crate::places::{Land, NamedPlace, PlaceClass};
use crate::space::{Extent, TileId};
use crate::words::{Lang, Words};
use ground::Ground;
use labels::Labels;
use roads::Roads;

/// The zoom from which each class of road is drawn, by [`Way::class`]; its names follow one zoom later.
pub const ROADS_FROM: [u8; Way::CLASSES.len()] = [5, 5, 8, 9, 10, 12, 13, 14, 7];

/// The zoom from which each class of place is drawn.
pub const PLACES_FROM: [(PlaceClass, u8); 4] =
    [(PlaceClass::City, 4), (PlaceClass::Town, 8), (PlaceClass::Village, 10), (PlaceClass::Hamlet, 12)];

/// Which part of the basemap a layer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Land,
    Roads,
    Places,
}

/// The basemap of one study area, built once; tiles are made on demand and are the same every time.
#[derive(Debug)]
pub struct Basemap {
    /// Land, roads, places: what they are called; their features are made a tile at a time.
    layers: [(Part, Layer); 3],
    ground: Ground,
    roads: Roads,
    labels: Labels,
}

impl Basemap {
    /// The basemap of a network, the land under it and the places on it; `attribution` names the sources.
    ///
    /// ```
    /// use halfhour::network::{build, input::{NetworkInput, Road}, speeds::profiles};
    /// use halfhour::{layer::basemap::Basemap, places::Land, progress::Silent, space::{LatLon, TileId}};
    /// let at = |lon| LatLon::new(lon, 36.0).unwrap();
    /// let input = NetworkInput {
    ///     nodes: vec![(1, at(14.0)), (2, at(14.1))],
    ///     roads: vec![Road { id: 7, nodes: vec![1, 2], tags: [("highway", "primary")].into_iter().collect() }],
    ///     ..NetworkInput::default()
    /// };
    /// let network = build(&input, profiles(None).unwrap(), &Silent::default()).unwrap();
    /// let basemap = Basemap::new(&network, &Land::default(), &[], vec!["© me".into()]);
    /// let shown = |z| basemap.tile("basemap-roads", TileId::holding(at(14.05), z)).unwrap().features.len();
    /// assert_eq!((shown(7), shown(8)), (0, 1));
    /// ```
    pub fn new(network: &Network, land: &Land, places: &[NamedPlace], attribution: Vec<String>) -> Self {
        let field = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
        let layer = |id, title, fields| {
            let (attribution, features) = (attribution.clone(), Vec::new());
            Layer { id, title, attribution, synthetic: false, fields, features }
        };
        let of_roads = vec![
            field("class", "道路等级：0 高速公路至 7 小径，8 轮渡", "Class: 0 motorway to 7 path, 8 ferry", ""),
            field("name", "名称或编号", "Name or number", ""),
        ];
        let of_places = vec![
            field("name", "名称", "Name", ""),
            field("name_en", "英文名称", "Name in English", ""),
            field("class", "类别：city、town、village 或 hamlet", "Class: city, town, village or hamlet", ""),
            field("population", "人口", "Population", "people"),
        ];
        Self {
            layers: [
                (Part::Land, layer("basemap-land", Words::new("底图：陆地", "Basemap: land"), Vec::new())),
                (
                    Part::Roads,
                    layer("basemap-roads", Words::new("底图：道路与轮渡", "Basemap: roads and ferries"), of_roads),
                ),
                (Part::Places, layer("basemap-places", Words::new("底图：地名", "Basemap: places"), of_places)),
            ],
            ground: Ground::new(land),
            roads: Roads::new(network),
            labels: Labels::new(places),
        }
    }

    /// The layers, from the lowest to the one on top. They hold no features: those are made a tile at a time.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().map(|(_, layer)| layer)
    }

    /// What one tile of one layer shows; `None` when the basemap has no such layer.
    pub fn tile(&self, layer: &str, tile: TileId) -> Option<TileContent<'_>> {
        let (part, layer) = self.part(layer)?;
        let features = match part {
            Part::Land => self.ground.tile(tile),
            Part::Roads => self.roads.tile(tile),
            Part::Places => self.labels.tile(tile),
        };
        Some(TileContent { tile, layer, features })
    }

    /// The box around a layer's shapes; `None` when it has none, or is land without end.
    pub fn bounds(&self, layer: &str) -> Option<Extent> {
        match self.part(layer)?.0 {
            Part::Land => self.ground.bounds(),
            Part::Roads => self.roads.bounds(),
            Part::Places => self.labels.bounds(),
        }
    }

    /// The TileJSON of a layer whose tiles are found by the URL `template`, such as
    /// `/tiles/basemap-roads/{z}/{x}/{y}.mvt`; `None` when the basemap has no such layer.
    pub fn info(&self, layer: &str, template: String, lang: Lang) -> Option<TileInfo> {
        let (part, layer) = self.part(layer)?;
        let mut info = TileInfo::new(layer, self.bounds(layer.id), template, lang);
        info.minzoom = match part {
            Part::Land => 0,
            Part::Roads => ROADS_FROM.into_iter().min().unwrap_or(0),
            Part::Places => PLACES_FROM.into_iter().map(|(_, zoom)| zoom).min().unwrap_or(0),
        };
        for layer in &mut info.vector_layers {
            layer.fields.remove("aggregated"); // drawings are left out, never drawn as one
        }
        Some(info)
    }

    fn part(&self, id: &str) -> Option<(Part, &Layer)> {
        self.layers.iter().find(|(_, layer)| layer.id == id).map(|(part, layer)| (*part, layer))
    }
}

#[cfg(test)]
mod tests;
