//! Tests of the tile pyramid: random layers, whose figures must be the same at every zoom.

use std::collections::BTreeSet;

use geo::{MultiPolygon, Point, Polygon};
use proptest::prelude::*;

use super::*;
use crate::layer::Field;
use crate::words::Words;

fn layer(features: Vec<Feature>) -> Arc<Layer> {
    let field = |name: &str, role| Field::new(name, Words::same(name), "", role);
    Arc::new(Layer {
        id: "made",
        title: Words::same("Made"),
        attribution: Vec::new(),
        synthetic: true,
        fields: vec![field("people", Role::Sum), field("kind", Role::Detail)],
        features,
    })
}

fn square(lon: f64, lat: f64, half: f64) -> Geometry {
    let polygon =
        Rect::new(Coord { x: lon - half, y: lat - half }, Coord { x: lon + half, y: lat + half }).to_polygon();
    Geometry::MultiPolygon(MultiPolygon::new(vec![polygon]))
}

fn feature(id: usize, anchor: LatLon, geometry: Option<Geometry>) -> Feature {
    let kind = Value::Text(if id.is_multiple_of(2) { "even" } else { "odd" }.into());
    Feature { id: format!("f{id:04}"), geometry, anchor, values: vec![Value::Integer(id as i64 + 1), kind] }
}

/// Every tile of a zoom that can show something of the layer, and a ring of tiles around each.
fn tiles(index: &TileIndex, z: u8) -> BTreeSet<TileId> {
    let mut tiles = BTreeSet::new();
    for feature in &index.layer().features {
        let home = TileId::holding(feature.anchor, z);
        for (dx, dy) in (-1..=1i64).flat_map(|dx| (-1..=1i64).map(move |dy| (dx, dy))) {
            let (x, y) = (i64::from(home.x()) + dx, i64::from(home.y()) + dy);
            if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) {
                tiles.extend(TileId::new(z, x, y));
            }
        }
    }
    tiles
}

fn people(feature: &TileFeature) -> i64 {
    match feature.values.as_deref() {
        Some([Value::Integer(people), ..]) => *people,
        _ => 0,
    }
}

#[test]
fn a_large_feature_has_figures_once_and_pieces_elsewhere() {
    let index = TileIndex::new(layer(vec![feature(0, LatLon::wrapped(1.0, 1.0), Some(square(0.0, 0.0, 20.0)))]));
    let all = (0..2).flat_map(|x| (0..2).map(move |y| TileId::new(1, x, y).unwrap()));
    let shown: Vec<_> = all.map(|tile| index.tile(tile)).collect();
    assert!(shown.iter().all(|content| content.features.len() == 1));
    let with_figures: Vec<_> = shown.iter().filter(|content| content.features[0].values.is_some()).collect();
    assert_eq!(with_figures.len(), 1);
    assert_eq!(with_figures[0].tile, TileId::new(1, 1, 0).unwrap());
}

#[test]
fn small_neighbours_are_one_feature_until_the_deepest_zoom() {
    let at = LatLon::wrapped(14.4, 35.9);
    let list = (0..3).map(|i| feature(i * 2, at, Some(Geometry::Point(Point::from(at))))).collect();
    let index = TileIndex::new(layer(list));
    let shown = index.tile(TileId::holding(at, 10));
    assert_eq!(shown.features.len(), 1);
    let only = &shown.features[0];
    assert_eq!((only.id.as_ref(), only.aggregated, people(only)), ("f0000+2", Some(3), 1 + 3 + 5));
    assert_eq!(only.values.as_ref().unwrap()[1], Value::Text("even".into()), "what all share stays");
    assert!(matches!(only.geometry, Geometry::Point(_)));
    assert_eq!(index.tile(TileId::holding(at, MAX_ZOOM)).features.len(), 3);
}

#[test]
fn a_sliver_keeps_its_figures() {
    let (low, high) = (Coord { x: 14.0, y: 35.9 }, Coord { x: 14.9, y: 35.900_000_1 });
    let at = LatLon::wrapped(14.4, 35.9);
    let index = TileIndex::new(layer(vec![feature(4, at, Some(Geometry::Rect(Rect::new(low, high))))]));
    for z in 0..=MAX_ZOOM {
        let shown = index.tile(TileId::holding(at, z));
        assert_eq!(shown.features.iter().map(people).sum::<i64>(), 5, "zoom {z}");
        assert!(matches!(shown.features[0].geometry, Geometry::MultiPolygon(_)));
    }
}

#[test]
fn a_box_finds_what_meets_it() {
    let list = vec![
        feature(0, LatLon::wrapped(10.0, 10.0), Some(square(10.0, 10.0, 1.0))),
        feature(1, LatLon::wrapped(13.0, 10.0), Some(square(13.0, 10.0, 1.0))),
        feature(2, LatLon::wrapped(10.5, 10.5), None),
    ];
    let index = TileIndex::new(layer(list));
    let ids = |west, south, east, north| {
        let found = index.within(&Extent { west, south, east, north });
        found.into_iter().map(|feature| feature.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(ids(10.2, 10.2, 10.8, 10.8), ["f0000", "f0002"]);
    assert_eq!(ids(11.5, 9.0, 12.5, 11.0), ["f0001"]);
    assert!(ids(11.1, 9.0, 11.9, 11.0).is_empty());
    assert_eq!(ids(-180.0, -90.0, 180.0, 90.0).len(), 3);
    assert_eq!(index.bounds().map(|bounds| (bounds.west, bounds.east)), Some((9.0, 14.0)));
}

/// Anchors anywhere, on edges of tiles, on the map's ends and at the antimeridian.
fn anchors() -> impl Strategy<Value = LatLon> {
    let edge = (0..=14u8, 0..16_384u32, 0..16_384u32).prop_map(|(z, x, y)| {
        let side = 1u32 << z;
        let extent = TileId::new(z, x % side, y % side).unwrap().extent();
        LatLon::new(extent.west, extent.north).unwrap()
    });
    prop_oneof![
        (14.0..14.6f64, 35.7..36.1f64).prop_map(|(x, y)| LatLon::wrapped(x, y)),
        (-180.0..180.0f64, -90.0..90.0f64).prop_map(|(x, y)| LatLon::wrapped(x, y)),
        edge,
        prop::sample::select(vec![
            (180.0, 0.0),
            (-180.0, 0.0),
            (179.999_999, 60.0),
            (0.0, 90.0),
            (180.0, -90.0),
            (0.0, 0.0)
        ])
        .prop_map(|(x, y)| LatLon::new(x, y).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn figures_are_the_same_at_every_zoom(
        made in prop::collection::vec((anchors(), 0..4u8, 0.00001..0.3f64), 1..40),
    ) {
        let list = made.iter().enumerate().map(|(id, &(at, shape, half))| {
            let geometry = match shape {
                0 => None,
                1 => Some(Geometry::Point(Point::from(at))),
                2 => Some(square(at.lon(), at.lat(), half)),
                _ => Some(Geometry::Polygon(Polygon::new(
                    vec![(at.lon() - half, at.lat()), (at.lon() + half, at.lat() + 1e-6), (at.lon() + half, at.lat())].into(),
                    Vec::new(),
                ))),
            };
            feature(id, at, geometry)
        });
        let index = TileIndex::new(layer(list.collect()));
        let total = index.layer().total("people");
        for z in 0..=MAX_ZOOM {
            let mut sum = 0;
            let mut count = 0;
            for tile in tiles(&index, z) {
                let content = index.tile(tile);
                for feature in &content.features {
                    sum += people(feature);
                    if feature.values.is_some() {
                        count += feature.aggregated.unwrap_or(1);
                    } else {
                        prop_assert!(feature.aggregated.is_none());
                    }
                    let bounds = feature.geometry.bounding_rect().unwrap();
                    let limit = BUFFER + PIXEL;
                    prop_assert!(bounds.min().x >= -limit && bounds.max().x <= TILE_UNITS as i32 + limit);
                }
            }
            prop_assert_eq!(sum, total, "zoom {}", z);
            prop_assert_eq!(count, made.len() as u64, "zoom {}", z);
        }
    }
}
