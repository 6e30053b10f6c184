//! TileJSON: what a map client must know about the tiles of a layer.
//!
//! Never here: the tiles, bytes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Layer;
use crate::space::Extent;
use crate::space::tile::MAX_ZOOM;
use crate::words::Lang;

/// A TileJSON 3.0.0 document. Reference: <https://github.com/mapbox/tilejson-spec/tree/master/3.0.0>
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TileInfo {
    /// The version of TileJSON.
    pub tilejson: &'static str,
    /// The title of the layer.
    pub name: String,
    /// Who made the data.
    pub attribution: String,
    /// URL templates of the tiles.
    pub tiles: Vec<String>,
    /// The lowest zoom.
    pub minzoom: u8,
    /// The highest zoom.
    pub maxzoom: u8,
    /// West, south, east, north.
    pub bounds: [f64; 4],
    /// The layers inside a tile: one.
    pub vector_layers: Vec<VectorLayer>,
}

/// One layer inside a tile.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct VectorLayer {
    /// Its id.
    pub id: String,
    /// Its fields and what they are.
    pub fields: BTreeMap<String, String>,
}

impl TileInfo {
    /// The document for a layer whose tiles are found by the URL `template`, such as `/tiles/gaps/{z}/{x}/{y}.mvt`.
    pub fn new(layer: &Layer, bounds: Option<Extent>, template: String, lang: Lang) -> Self {
        let described = layer.fields.iter().map(|field| {
            let unit = if field.unit.is_empty() { String::new() } else { format!(" ({})", field.unit) };
            (field.name.clone(), format!("{}{unit}", field.title.get(lang)))
        });
        let of_tiles = match lang {
            Lang::Zh => [("id", "编号"), ("aggregated", "合并的要素数")],
            Lang::En => [("id", "Id"), ("aggregated", "Number of features drawn as one")],
        };
        let of_tiles = of_tiles.map(|(name, title)| (name.to_owned(), title.to_owned()));
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6 + 0.0;
        let whole = [-180.0, -85.051_129, 180.0, 85.051_129];
        Self {
            tilejson: "3.0.0",
            name: layer.title.get(lang).to_owned(),
            attribution: layer.attribution.join("; "),
            tiles: vec![template],
            minzoom: 0,
            maxzoom: MAX_ZOOM,
            bounds: bounds.map_or(whole, |b| [b.west, b.south, b.east, b.north].map(round)),
            vector_layers: vec![VectorLayer { id: layer.id.to_owned(), fields: described.chain(of_tiles).collect() }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::{Field, Role};
    use crate::words::Words;

    #[test]
    fn it_says_what_tilejson_asks_for() {
        let layer = Layer {
            id: "gaps",
            title: Words::new("服务缺口", "Gaps"),
            attribution: vec!["© a".into(), "b".into()],
            synthetic: false,
            fields: vec![Field::new("people", Words::new("人数", "People"), "people", Role::Sum)],
            features: Vec::new(),
        };
        let bounds = Extent { west: 14.183_000_04, south: 35.8, east: 14.6, north: 36.1 };
        let info = TileInfo::new(&layer, Some(bounds), "/tiles/gaps/{z}/{x}/{y}.mvt".into(), Lang::En);
        let expected = serde_json::json!({
            "tilejson": "3.0.0", "name": "Gaps", "attribution": "© a; b", "tiles": ["/tiles/gaps/{z}/{x}/{y}.mvt"],
            "minzoom": 0, "maxzoom": 14, "bounds": [14.183, 35.8, 14.6, 36.1],
            "vector_layers": [{ "id": "gaps", "fields": {
                "people": "People (people)", "id": "Id", "aggregated": "Number of features drawn as one" } }],
        });
        assert_eq!(serde_json::to_value(&info).unwrap(), expected);
    }
}
