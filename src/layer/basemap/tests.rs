//! Tests of the basemap on a made network whose tiles are known beforehand.

use geo::{BoundingRect, Coord, Euclidean, Geometry, Length, MapCoords, MultiPolygon, Rect};

use super::*;
use crate::layer::Value;
use crate::layer::tile::TileFeature;
use crate::network::build;
use crate::network::input::{FerryWay, NetworkInput, Road};
use crate::network::speeds::profiles;
use crate::progress::Silent;
use crate::space::LatLon;
use crate::space::tile::MAX_ZOOM;
use crate::units::Deciseconds;

/// One kilometre or so on the equator, where the made network lies.
const KM: f64 = 0.009;
/// In the south-west of a tile of zoom 12, so that three kilometres north and east of it are in the same tile.
const ORIGIN: (f64, f64) = (14.440_43, -0.413_1);

fn at(x: f64, y: f64) -> LatLon {
    LatLon::wrapped(ORIGIN.0 + x * KM, ORIGIN.1 + y * KM)
}

/// High Street (three ways, with a bend that no zoom shows), a lane off its middle, a private drive, a path, a boat.
fn network() -> Network {
    let nodes =
        [(1, 0.0, 0.0), (2, 1.0, 0.0), (3, 1.5, 1e-6), (4, 2.0, 0.0), (5, 3.0, 0.0), (6, 1.0, 0.2), (7, 1.2, 0.2)];
    let nodes = nodes.map(|(id, x, y)| (id, at(x, y))).into_iter().chain([(8, at(1.2, 0.3)), (9, at(3.0, 8.0))]);
    let road = |id, nodes: &[i64], tags: &[(&str, &str)]| Road {
        id,
        nodes: nodes.to_vec(),
        tags: tags.iter().copied().collect(),
    };
    let input = NetworkInput {
        nodes: nodes.collect(),
        roads: vec![
            road(10, &[1, 2], &[("highway", "primary"), ("name", "High Street")]),
            road(11, &[2, 3, 4], &[("highway", "primary"), ("name", "High Street"), ("maxspeed", "30")]),
            road(12, &[5, 4], &[("highway", "primary"), ("name", "High Street")]),
            road(20, &[2, 6], &[("highway", "residential"), ("name", "High Street")]),
            road(30, &[6, 7], &[("highway", "service"), ("access", "private")]),
            road(40, &[7, 8], &[("highway", "footway")]),
        ],
        ferries: vec![FerryWay {
            id: 50,
            nodes: vec![5, 9],
            tags: [("name", "Boat")].into_iter().collect(),
            crossing: Deciseconds::from_minutes(25),
            boarding: Deciseconds::from_minutes(5),
        }],
        ..NetworkInput::default()
    };
    build(&input, profiles(None).unwrap(), &Silent::default()).unwrap()
}

fn place(id: &str, class: PlaceClass, name: Words, population: Option<u64>, at: LatLon) -> NamedPlace {
    NamedPlace { id: id.into(), name, at, class, population }
}

fn basemap(land: &Land, places: &[NamedPlace]) -> Basemap {
    Basemap::new(&network(), land, places, vec!["© somebody".into()])
}

fn features(basemap: &Basemap, layer: &str, tile: TileId) -> Vec<(String, Vec<Value>)> {
    let shown =
        |feature: &TileFeature| (feature.id.to_string(), feature.values.as_deref().unwrap_or_default().to_vec());
    basemap.tile(layer, tile).unwrap().features.iter().map(shown).collect()
}

#[test]
fn classes_appear_from_their_zoom_on() {
    let basemap = basemap(&Land::default(), &[]);
    let classes = |z| {
        let shown = features(&basemap, "basemap-roads", TileId::holding(at(1.1, 0.1), z));
        shown.into_iter().map(|(id, values)| (id, values[0].clone())).collect::<Vec<_>>()
    };
    let [primary, street, service, path, ferry] = [2, 5, 6, 7, 8].map(Value::Integer);
    assert!(classes(6).is_empty());
    assert_eq!(classes(7), [("ferry".into(), ferry.clone())], "still without its name");
    assert_eq!(classes(8), [("primary".into(), primary.clone()), ("w50".into(), ferry)]);
    assert_eq!(classes(12)[..2], [("w10".into(), primary), ("street".into(), street)]);
    assert!(!classes(12).iter().any(|(_, class)| *class == service));
    assert!(classes(13).contains(&("service".into(), service)), "private ground is drawn too");
    assert!(!classes(13).iter().any(|(_, class)| *class == path));
    assert!(classes(14).contains(&("path".into(), path)));
}

#[test]
fn ways_of_one_name_are_one_straight_line() {
    let basemap = basemap(&Land::default(), &[]);
    let tile = TileId::holding(at(0.0, 0.0), 10);
    let content = basemap.tile("basemap-roads", tile).unwrap();
    let Geometry::MultiLineString(lines) = &content.features[0].geometry else { panic!("lines") };
    let mut ends = [at(0.0, 0.0), at(3.0, 0.0)]
        .map(|at| tile.units(at))
        .map(|c| Coord { x: c.x.round() as i32, y: c.y.round() as i32 });
    assert_eq!(lines.0.len(), 1, "{lines:?}");
    if lines.0[0].0[0] != ends[0] {
        ends.reverse();
    }
    assert_eq!(lines.0[0].0, ends);
    assert_eq!(content.features[0].values.as_deref().unwrap()[1], Value::Text("High Street".into()));
}

#[test]
fn pieces_of_a_line_add_up_over_the_tiles() {
    let basemap = basemap(&Land::default(), &[]);
    // The boat runs 8 km north: at zoom 14 through several tiles, of which each but the last ones shows its buffer.
    let (from, to) = (at(3.0, 0.0), at(3.0, 8.0));
    let column = TileId::holding(from, MAX_ZOOM).x();
    let (south, north) = (TileId::holding(from, MAX_ZOOM).y(), TileId::holding(to, MAX_ZOOM).y());
    assert!(south - north >= 3);
    let mut total = 0.0;
    for y in north..=south {
        let content = basemap.tile("basemap-roads", TileId::new(MAX_ZOOM, column, y).unwrap()).unwrap();
        let boat = content.features.iter().find(|feature| feature.id == "w50").unwrap();
        let Geometry::MultiLineString(lines) = &boat.geometry else { panic!("lines") };
        let bounds = lines.bounding_rect().unwrap();
        assert!(bounds.min().y >= -64 && bounds.max().y <= 4_160);
        let exact = lines.map_coords(|c| Coord { x: f64::from(c.x), y: f64::from(c.y).clamp(0.0, 4_096.0) });
        total += Euclidean.length(&exact);
    }
    let tile = TileId::holding(from, MAX_ZOOM);
    let expected = tile.units(from).y - tile.units(to).y;
    assert!((total - expected).abs() < 2.0, "{total} is not {expected}");
}

#[test]
fn without_a_coast_all_is_land() {
    let basemap = basemap(&Land::default(), &[]);
    let buffered = Rect::new(Coord { x: -64, y: -64 }, Coord { x: 4_160, y: 4_160 });
    for tile in [TileId::new(0, 0, 0).unwrap(), TileId::new(14, 5, 9).unwrap()] {
        let content = basemap.tile("basemap-land", tile).unwrap();
        assert_eq!(content.features.len(), 1);
        let shape = &content.features[0].geometry;
        assert!(matches!(shape, Geometry::MultiPolygon(_)));
        assert_eq!(shape.bounding_rect(), Some(buffered));
    }
    let info = basemap.info("basemap-land", "t".into(), Lang::En).unwrap();
    assert_eq!(info.bounds[0], -180.0);
}

#[test]
fn land_is_the_same_at_every_zoom() {
    // Two islands, the larger across several tiles of zoom 8 with a lake in it.
    let square = |west: f64, south: f64, side: f64| Rect::new((west, south), (west + side, south + side)).to_polygon();
    let mut large = square(13.0, 1.0, 4.0);
    large.interiors_push(square(14.5, 2.5, 1.0).exterior().clone());
    let land = Land::new(MultiPolygon::new(vec![large, square(18.0, 2.0, 0.5)]));
    let basemap = basemap(&land, &[]);
    let dry = |lon: f64, lat: f64, z: u8| {
        let tile = TileId::holding(LatLon::wrapped(lon, lat), z);
        let at = tile.units(LatLon::wrapped(lon, lat));
        let content = basemap.tile("basemap-land", tile).unwrap();
        let shapes = content.features.iter().map(|feature| {
            geo::MapCoords::map_coords(&feature.geometry, |c: Coord<i32>| Coord {
                x: f64::from(c.x),
                y: f64::from(c.y),
            })
        });
        shapes.into_iter().any(|shape| geo::Contains::contains(&shape, &at))
    };
    for z in 4..=MAX_ZOOM {
        for (lon, lat) in [(13.1, 1.1), (16.9, 4.9), (14.2, 3.0), (15.8, 3.3), (18.25, 2.25)] {
            assert!(dry(lon, lat, z), "{lon} {lat} at zoom {z}");
        }
        for (lon, lat) in [(12.8, 1.2), (15.0, 3.0), (17.5, 2.2), (18.7, 2.2), (14.0, 0.8)] {
            assert!(!dry(lon, lat, z), "{lon} {lat} at zoom {z}");
        }
    }
    let sea = TileId::holding(LatLon::wrapped(-30.0, 0.0), 9);
    assert!(basemap.tile("basemap-land", sea).unwrap().features.is_empty());
}

#[test]
fn a_place_stands_in_one_tile_from_its_zoom_on() {
    let places = [
        place("n2", PlaceClass::Hamlet, Words::same("Ħal"), None, at(0.1, 0.0)),
        place("n1", PlaceClass::Town, Words::new("大镇", "Great Town"), Some(4_000), at(0.0, 0.0)),
    ];
    let basemap = basemap(&Land::default(), &places);
    for z in 0..=MAX_ZOOM {
        let all: Vec<_> = around(at(0.0, 0.0), z)
            .into_iter()
            .flat_map(|tile| features(&basemap, "basemap-places", tile))
            .map(|(id, _)| id)
            .collect();
        let mut sorted = all.clone();
        sorted.sort();
        let expected: &[&str] = match z {
            0..8 => &[],
            8..12 => &["n1"],
            _ => &["n1", "n2"],
        };
        assert_eq!(sorted, expected, "zoom {z}");
    }
    let shown = features(&basemap, "basemap-places", TileId::holding(at(0.0, 0.0), 9));
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(shown[0].1, [text("大镇"), text("Great Town"), text("town"), Value::Integer(4_000)]);
}

/// The tile that holds a position, and its neighbours.
fn around(at: LatLon, z: u8) -> Vec<TileId> {
    let home = TileId::holding(at, z);
    let near = |n: u32| [n.wrapping_sub(1), n, n + 1];
    near(home.x())
        .into_iter()
        .flat_map(|x| near(home.y()).into_iter().filter_map(move |y| TileId::new(z, x, y)))
        .collect()
}

#[test]
fn the_layers_say_what_they_are() {
    let basemap = basemap(&Land::default(), &[]);
    let ids: Vec<_> = basemap.layers().map(|layer| layer.id).collect();
    assert_eq!(ids, ["basemap-land", "basemap-roads", "basemap-places"]);
    assert!(basemap.layers().all(|layer| layer.attribution == ["© somebody"] && !layer.synthetic));
    assert!(basemap.tile("coverage", TileId::new(0, 0, 0).unwrap()).is_none());
    assert!(basemap.info("coverage", String::new(), Lang::Zh).is_none());
    let info = basemap.info("basemap-roads", "/tiles/basemap-roads/{z}/{x}/{y}.mvt".into(), Lang::En).unwrap();
    assert_eq!((info.minzoom, info.maxzoom), (5, MAX_ZOOM));
    let fields: Vec<_> = info.vector_layers[0].fields.keys().map(String::as_str).collect();
    assert_eq!(fields, ["class", "id", "name"]);
    assert!((info.bounds[3] - at(0.0, 8.0).lat()).abs() < 1e-6, "the boat is inside");
    assert_eq!(basemap.info("basemap-places", String::new(), Lang::En).unwrap().minzoom, 4);
}
