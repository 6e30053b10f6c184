//! Tests of the tiles as bytes: read again by independent readers, their figures add up at every zoom in both formats.

use std::collections::BTreeSet;
use std::sync::Arc;

use ::geojson::GeoJson;
use fast_mvt::MvtReaderRef;
use geo::{Area, Coord, Geometry, Point, Rect};
use proptest::prelude::*;

use super::*;
use crate::encode::geojson;
use crate::layer::tile::TileIndex;
use crate::layer::{Feature, Field, Layer, Role};
use crate::space::tile::MAX_ZOOM;
use crate::space::{LatLon, TileId};
use crate::words::Words;

fn layer_of(features: Vec<Feature>) -> TileIndex {
    let field = |name: &str, role| Field::new(name, Words::same(name), "", role);
    TileIndex::new(Arc::new(Layer {
        id: "made",
        title: Words::default(),
        attribution: Vec::new(),
        synthetic: false,
        fields: vec![
            field("people", Role::Sum),
            field("name", Role::Detail),
            field("share", Role::Detail),
            field("loss", Role::Detail),
            field("ok", Role::Detail),
        ],
        features,
    }))
}

fn feature(id: usize, lon: f64, lat: f64, half: f64) -> Feature {
    let at = LatLon::wrapped(lon, lat);
    let rect = Rect::new(Coord { x: lon - half, y: lat - half }, Coord { x: lon + half, y: lat + half });
    let geometry = if half > 0.0 { Geometry::Polygon(rect.to_polygon()) } else { Geometry::Point(Point::from(at)) };
    let name = if id.is_multiple_of(3) { Value::Null } else { Value::Text(format!("名 {id}")) };
    let values = vec![Value::Integer(id as i64 * 10), name, Value::Number(0.25), Value::Integer(-3), Value::Bool(true)];
    Feature { id: format!("f{id:03}"), geometry: Some(geometry), anchor: at, values }
}

#[test]
fn a_tile_reads_back() {
    let index = layer_of(vec![feature(1, 14.4, 35.9, 0.01), feature(3, 14.4, 35.95, 0.0)]);
    let content = index.tile(TileId::holding(LatLon::wrapped(14.4, 35.9), 10));
    let bytes = tile(&content).unwrap();
    assert_eq!(bytes, tile(&content).unwrap(), "the same bytes every time");
    let read = MvtReaderRef::new(&bytes).unwrap();
    let layer = read.layers().next().unwrap();
    assert_eq!((layer.name(), layer.version(), layer.extent(), layer.feature_count()), ("made", 2, 4_096, 2));
    let features: Vec<_> = layer.features().collect();
    let Geometry::Polygon(polygon) = features[0].geometry().unwrap() else { panic!("a surface") };
    // In a tile y grows downwards, so a positive area is clockwise on the screen, as the specification wants it.
    let exact = geo::MapCoords::map_coords(&polygon, |c: Coord<i32>| Coord { x: f64::from(c.x), y: f64::from(c.y) });
    assert!(exact.signed_area() > 0.0);
    let properties = features[0].properties_vec().unwrap();
    let expected = [
        ("id", MvtValueRef::String("f001")),
        ("people", MvtValueRef::UInt(10)),
        ("name", MvtValueRef::String("名 1")),
        ("share", MvtValueRef::Double(0.25)),
        ("loss", MvtValueRef::SInt(-3)),
        ("ok", MvtValueRef::Bool(true)),
    ];
    assert!(properties == expected);
    assert!(features[1].properties_vec().unwrap().iter().all(|(key, _)| *key != "name"), "null is left out");
    assert_eq!(features[1].id(), Some(1));
}

#[test]
fn an_empty_tile_has_no_bytes() {
    let index = layer_of(vec![feature(1, 14.4, 35.9, 0.01)]);
    assert!(tile(&index.tile(TileId::new(5, 0, 0).unwrap())).unwrap().is_empty());
}

/// The people of a tile, from its bytes as a vector tile and as GeoJSON, and how many features carry them.
fn people(content: &TileContent) -> ((u64, usize), (u64, usize)) {
    let bytes = tile(content).unwrap();
    let read = MvtReaderRef::new(&bytes).unwrap();
    let of_tile = read.layers().flat_map(|layer| layer.features().collect::<Vec<_>>()).filter_map(|feature| {
        feature.geometry().unwrap();
        let properties = feature.properties_vec().unwrap();
        assert!(properties.len() > 1 || properties[0].0 == "id");
        properties.iter().find_map(|(key, value)| match value {
            MvtValueRef::UInt(people) if *key == "people" => Some(*people),
            _ => None,
        })
    });
    let of_tile: Vec<u64> = of_tile.collect();
    let text = String::from_utf8(geojson::tile(content)).unwrap();
    let GeoJson::FeatureCollection(read) = text.parse::<GeoJson>().unwrap() else { panic!("a collection") };
    let of_geojson =
        read.features.iter().filter_map(|feature| feature.property("people").and_then(|value| value.as_u64()));
    let of_geojson: Vec<u64> = of_geojson.collect();
    ((of_tile.iter().sum(), of_tile.len()), (of_geojson.iter().sum(), of_geojson.len()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn both_formats_tell_the_same_at_every_zoom(
        made in prop::collection::vec((14.1..14.6f64, 35.7..36.1f64, prop::sample::select(vec![0.0, 0.0005, 0.02])), 1..25),
    ) {
        let features = made.iter().enumerate().map(|(id, &(x, y, half))| feature(id, x, y, half));
        let index = layer_of(features.collect());
        let total = index.layer().total("people") as u64;
        for z in 0..=MAX_ZOOM {
            let homes: BTreeSet<TileId> = index.layer().features.iter().map(|f| TileId::holding(f.anchor, z)).collect();
            let mut sum = 0;
            for home in homes {
                let (of_tile, of_geojson) = people(&index.tile(home));
                prop_assert_eq!(of_tile, of_geojson);
                sum += of_tile.0;
            }
            prop_assert_eq!(sum, total, "zoom {}", z);
        }
    }
}
