//! The basemap of a real extract: tiles read again by an independent reader.

use std::collections::BTreeMap;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use geo::{Area, BoundingRect, Coord, Geometry, MapCoords};
use halfhour::encode::{geojson, mvt};
use halfhour::import::osm::{Extract, Options, read};
use halfhour::layer::basemap::{Basemap, ROADS_FROM};
use halfhour::network::input::{NetworkInput, Road};
use halfhour::network::speeds::profiles;
use halfhour::network::{Network, build};
use halfhour::places::Land;
use halfhour::progress::Silent;
use halfhour::space::tile::MAX_ZOOM;
use halfhour::space::{Extent, LatLon, TileId};

/// What a map client may be asked to fetch for one tile.
const MOST_BYTES: usize = 300_000;

fn gozo() -> (Extract, Network) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gozo/gozo-20240312.osm.pbf");
    let files = [("gozo.osm.pbf".to_owned(), path.into())];
    let (extract, _) = read(&files, &Options::default(), &Silent::default()).unwrap();
    let network = build(&extract.input, profiles(None).unwrap(), &Silent::default()).unwrap();
    (extract, network)
}

fn basemap() -> Basemap {
    let (extract, network) = gozo();
    Basemap::new(&network, &Land::new(extract.land), &extract.places, vec!["© OpenStreetMap contributors".into()])
}

/// All tiles of a zoom that touch a box.
fn tiles(extent: &Extent, z: u8) -> Vec<TileId> {
    let low = TileId::holding(LatLon::new(extent.west, extent.north).unwrap(), z);
    let high = TileId::holding(LatLon::new(extent.east, extent.south).unwrap(), z);
    (low.x()..=high.x()).flat_map(|x| (low.y()..=high.y()).filter_map(move |y| TileId::new(z, x, y))).collect()
}

/// A feature as it was read: its shape and its properties as texts.
type Read = (Geometry<i32>, BTreeMap<String, String>);

fn decoded(bytes: &[u8], layer: &str) -> Vec<Read> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let reader = MvtReaderRef::new(bytes).unwrap();
    let mut layers = reader.layers();
    let only = layers.next().unwrap();
    assert!(layers.next().is_none());
    assert_eq!((only.name(), only.extent()), (layer, 4_096));
    let text = |value: &MvtValueRef| match value {
        MvtValueRef::String(text) => (*text).to_owned(),
        MvtValueRef::UInt(number) => number.to_string(),
        other => panic!("{other:?}"),
    };
    let read = |feature: fast_mvt::MvtFeatureRef| {
        let properties = feature.properties_vec().unwrap();
        let properties = properties.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect();
        (feature.geometry().unwrap(), properties)
    };
    only.features().map(read).collect()
}

#[test]
fn every_tile_reads_back_within_its_bounds() {
    let basemap = basemap();
    let layers: Vec<_> = basemap.layers().map(|layer| layer.id).collect();
    for layer in layers {
        let bounds = basemap.bounds(layer).unwrap();
        let mut shown = 0;
        for tile in (0..=MAX_ZOOM).flat_map(|z| tiles(&bounds, z)) {
            let content = basemap.tile(layer, tile).unwrap();
            let bytes = mvt::tile(&content).unwrap();
            assert!(bytes.len() < MOST_BYTES, "{layer} {tile:?}: {} bytes", bytes.len());
            let features = decoded(&bytes, layer);
            assert_eq!(features.len(), content.features.len());
            shown += features.len();
            for (shape, properties) in features {
                let rect = shape.bounding_rect().unwrap();
                assert!(rect.min().x >= -64 && rect.min().y >= -64 && rect.max().x <= 4_160 && rect.max().y <= 4_160);
                if let Some(class) = properties.get("class").and_then(|class| class.parse::<usize>().ok()) {
                    assert!(ROADS_FROM[class] <= tile.z());
                }
            }
            let text = String::from_utf8(geojson::tile(&content)).unwrap();
            assert!(text.parse::<::geojson::GeoJson>().is_ok());
        }
        assert!(shown > 0, "{layer} shows nothing");
    }
}

#[test]
fn the_boat_and_both_shores_are_on_the_map() {
    let basemap = basemap();
    // The Gozo Channel between Mġarr and Ċirkewwa.
    let channel = LatLon::new(14.315, 36.005).unwrap();
    let named = |layer: &str, z: u8, key: &str, text: &str| {
        let content = basemap.tile(layer, TileId::holding(channel, z)).unwrap();
        let features = decoded(&mvt::tile(&content).unwrap(), layer);
        features.into_iter().filter(|(_, properties)| properties.get(key).is_some_and(|value| value == text)).count()
    };
    assert!(named("basemap-roads", 10, "class", "8") > 0, "boats");
    assert!(named("basemap-roads", 10, "class", "2") > 0, "primary roads");
    assert_eq!(named("basemap-roads", 10, "class", "5"), 0, "streets come later");
    assert_eq!(named("basemap-places", 10, "name_en", "Mġarr"), 1);
    assert_eq!(named("basemap-places", 9, "name_en", "Mġarr"), 0, "villages come later");
}

#[test]
fn land_is_as_large_in_tiles_as_on_the_ground() {
    let (extract, network) = gozo();
    let land = Land::new(extract.land);
    let basemap = Basemap::new(&network, &land, &[], Vec::new());
    let bounds = basemap.bounds("basemap-land").unwrap();
    // In units of zoom 0, each zoom's tiles without their buffers.
    let area = |z: u8| -> f64 {
        let of_tile = |tile: TileId| {
            let content = basemap.tile("basemap-land", tile).unwrap();
            let shapes = content.features.into_iter().map(|feature| {
                let exact = feature.geometry.map_coords(|c| Coord { x: f64::from(c.x), y: f64::from(c.y) });
                let square = geo::Rect::new((0.0, 0.0), (4_096.0, 4_096.0)).to_polygon();
                let Geometry::MultiPolygon(exact) = exact else { panic!("surfaces") };
                geo::BooleanOps::intersection(&exact, &geo::MultiPolygon::new(vec![square])).unsigned_area()
            });
            shapes.sum::<f64>()
        };
        tiles(&bounds, z).into_iter().map(of_tile).sum::<f64>() / f64::from(1_u32 << z).powi(2)
    };
    let world = TileId::new(0, 0, 0).unwrap();
    let exact: f64 = land
        .polygons()
        .iter()
        .map(|polygon| polygon.map_coords(|c| world.units(LatLon::new(c.x, c.y).unwrap())).unsigned_area())
        .sum();
    for (z, within) in [(6, 0.2), (7, 0.1), (8, 0.05), (9, 0.02), (12, 0.005), (14, 0.001)] {
        let off = (area(z) / exact - 1.0).abs();
        assert!(off < within, "zoom {z}: off by {off}");
    }
}

#[test]
fn a_crowded_tile_leaves_out_its_least_classes() {
    // Zigzags of 75,000 points on three by two and a half kilometres, each with a name, the first a primary road.
    let (rows, steps) = (250_i64, 300_i64);
    let at = |row: i64, step: i64| {
        let (x, y) = (step as f64 * 0.01, row as f64 * 0.01 + 0.008 * (step % 2) as f64);
        LatLon::new(14.440_43 + x * 0.009, -0.413_1 + y * 0.009).unwrap()
    };
    let id = |row: i64, step: i64| row * 1_000 + step;
    let road = |row: i64| {
        let (class, name) = (if row == 0 { "primary" } else { "residential" }, format!("第{row}街"));
        let tags = [("highway", class), ("name", &name)].into_iter().collect();
        Road { id: row, nodes: (0..steps).map(|step| id(row, step)).collect(), tags }
    };
    let nodes = (0..rows).flat_map(|row| (0..steps).map(move |step| (id(row, step), at(row, step))));
    let input =
        NetworkInput { nodes: nodes.collect(), roads: (0..rows).map(road).collect(), ..NetworkInput::default() };
    let network = build(&input, profiles(None).unwrap(), &Silent::default()).unwrap();
    let basemap = Basemap::new(&network, &Land::default(), &[], Vec::new());
    for (z, expected) in [(12, 1), (14, 2)] {
        let content = basemap.tile("basemap-roads", TileId::holding(at(50, 50), z)).unwrap();
        let bytes = mvt::tile(&content).unwrap();
        assert!(bytes.len() < MOST_BYTES, "zoom {z}: {} bytes", bytes.len());
        let mut classes: Vec<String> = decoded(&bytes, "basemap-roads")
            .into_iter()
            .map(|(_, mut properties)| properties.remove("class").unwrap())
            .collect();
        classes.dedup();
        assert_eq!(classes.len(), expected, "zoom {z}, {} bytes: {classes:?}", bytes.len());
        assert_eq!(classes[0], "2", "zoom {z}");
    }
}
