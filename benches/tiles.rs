//! How long it takes to make a tile of Malta: of a layer of many small features, and of the basemap.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use geo::{Geometry, Point, Rect};
use halfhour::encode::{geojson, mvt};
use halfhour::import::osm::{Extract, Options, read};
use halfhour::layer::basemap::Basemap;
use halfhour::layer::tile::TileIndex;
use halfhour::layer::{Feature, Field, Layer, Role, Value};
use halfhour::network::build;
use halfhour::network::speeds::profiles;
use halfhour::places::Land;
use halfhour::progress::Silent;
use halfhour::space::{LatLon, TileId};
use halfhour::words::Words;

/// Zooms from the whole of Malta in one tile to a part of a town.
const ZOOMS: [u8; 5] = [8, 10, 12, 13, 14];

fn malta() -> Extract {
    let file = "malta-20240312.osm.pbf";
    let path = format!("{}/data/malta/{file}", env!("CARGO_MANIFEST_DIR"));
    let options = Options { homes: true, ..Options::default() };
    read(&[(file.to_owned(), path.into())], &options, &Silent::default()).unwrap().0
}

/// The densest place of the country.
fn sliema() -> LatLon {
    LatLon::new(14.501, 35.912).unwrap()
}

/// Every home as a point, and every tenth as a square, with a figure.
fn homes(extract: &Extract) -> Layer {
    let feature = |(index, at): (usize, LatLon)| {
        let point = Point::from(at);
        let square = || Rect::new((at.lon(), at.lat()), (at.lon() + 0.002, at.lat() + 0.002)).to_polygon();
        let geometry = if index.is_multiple_of(10) { Geometry::Polygon(square()) } else { Geometry::Point(point) };
        Feature {
            id: format!("h{index:06}"),
            geometry: Some(geometry),
            anchor: at,
            values: vec![Value::Integer(index as i64 % 7)],
        }
    };
    let at = extract.homes.buildings.iter().map(|building| building.at);
    Layer {
        id: "homes",
        title: Words::same("Homes"),
        attribution: Vec::new(),
        synthetic: true,
        fields: vec![Field::new("people", Words::same("People"), "people", Role::Sum)],
        features: at.enumerate().map(feature).collect(),
    }
}

fn layer(criterion: &mut Criterion) {
    let layer = Arc::new(homes(&malta()));
    let mut group = criterion.benchmark_group("layer of homes");
    group.sample_size(10);
    group.bench_function("index", |bencher| bencher.iter(|| TileIndex::new(black_box(layer.clone()))));
    let index = TileIndex::new(layer);
    for z in ZOOMS {
        let tile = TileId::holding(sliema(), z);
        group.bench_function(format!("zoom {z} as mvt"), |bencher| {
            bencher.iter(|| mvt::tile(&index.tile(black_box(tile))).unwrap());
        });
        group.bench_function(format!("zoom {z} as geojson"), |bencher| {
            bencher.iter(|| geojson::tile(&index.tile(black_box(tile))));
        });
    }
    group.finish();
}

fn basemap(criterion: &mut Criterion) {
    let extract = malta();
    let network = build(&extract.input, profiles(None).unwrap(), &Silent::default()).unwrap();
    let land = Land::new(extract.land);
    let made = || Basemap::new(&network, &land, &extract.places, Vec::new());
    let mut group = criterion.benchmark_group("basemap");
    group.sample_size(10);
    group.bench_function("index", |bencher| bencher.iter(made));
    let basemap = made();
    for layer in basemap.layers().map(|layer| layer.id) {
        for z in ZOOMS {
            let tile = TileId::holding(sliema(), z);
            group.bench_function(format!("{layer}, zoom {z}"), |bencher| {
                bencher.iter(|| mvt::tile(&basemap.tile(layer, black_box(tile)).unwrap()).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, layer, basemap);
criterion_main!(benches);
