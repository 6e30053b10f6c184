//! A made archipelago across the 180th meridian is the same as elsewhere, from import to tile.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use geo::{Area, BoundingRect, Contains, Geometry, LinesIter, MultiPolygon, Point};
use halfhour::encode::mvt;
use halfhour::import::osm::{Extract, Options, read};
use halfhour::layer::basemap::Basemap;
use halfhour::layer::tile::TileIndex;
use halfhour::layer::{Feature, Field, Layer, Role, Value};
use halfhour::network::speeds::profiles;
use halfhour::network::{EdgeId, Network, Snapper, build};
use halfhour::places::Land;
use halfhour::progress::Silent;
use halfhour::space::tile::MAX_ZOOM;
use halfhour::space::{LatLon, TileId};
use halfhour::words::Words;
use tempfile::TempDir;

use crate::binary::halfhour;

/// The same world here and there, run with its exact records.
fn made(folder: &Path, name: &str, centre: &str) {
    let synth =
        ["synth", "archipelago", "--seed", "1", "--islands", "12", "--centre", centre, "--out", name, "--quiet"];
    assert_eq!(halfhour(folder, &synth).code, 0);
    let (study, out) = (format!("{name}/study.toml"), format!("{name}/out"));
    assert_eq!(halfhour(folder, &["run", &study, "--records", "--out", &out, "--quiet"]).code, 0);
}

fn imported(folder: &Path) -> (Extract, Network) {
    let files = [("archipelago.osm.pbf".to_owned(), folder.join("archipelago.osm.pbf"))];
    let (extract, _) = read(&files, &Options::default(), &Silent::default()).unwrap();
    let network = build(&extract.input, profiles(None).unwrap(), &Silent::default()).unwrap();
    (extract, network)
}

/// Rows of a table by what its columns are called.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
    let header = lines.next().unwrap();
    lines.map(|line| header.iter().cloned().zip(line).collect()).collect()
}

/// What is answered for every demand point, whatever its number and place.
fn answers(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let mut rows = rows(&folder.join("out/records.csv"));
    rows.iter_mut().for_each(|row| ["id", "lon", "lat"].iter().for_each(|&column| drop(row.remove(column))));
    rows.sort();
    rows
}

/// The shapes of a layer, by id.
fn shapes(folder: &Path, layer: &str) -> Vec<(String, MultiPolygon, LatLon)> {
    shapes_in(&fs::read_to_string(folder.join(format!("out/{layer}.geojson"))).unwrap())
}

fn shapes_in(text: &str) -> Vec<(String, MultiPolygon, LatLon)> {
    let json: serde_json::Value = serde_json::from_str(text).unwrap();
    let ring = |ring: &serde_json::Value| -> geo::LineString {
        let at = |pair: &serde_json::Value| (pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap());
        ring.as_array().unwrap().iter().map(at).collect()
    };
    let polygon = |rings: &serde_json::Value| {
        let mut rings: Vec<_> = rings.as_array().unwrap().iter().map(ring).collect();
        let outer = rings.remove(0);
        geo::Polygon::new(outer, rings)
    };
    let shape = |feature: &serde_json::Value| {
        let (geometry, id) = (&feature["geometry"], feature["id"].as_str().unwrap_or_default().to_owned());
        let coordinates = &geometry["coordinates"];
        let polygons: Vec<geo::Polygon> = match geometry["type"].as_str().unwrap() {
            "Polygon" => vec![polygon(coordinates)],
            "MultiPolygon" => coordinates.as_array().unwrap().iter().map(polygon).collect(),
            _ => Vec::new(),
        };
        let shape = MultiPolygon::new(polygons);
        let middle = geo::InteriorPoint::interior_point(&shape).unwrap_or_default();
        (id, shape, LatLon::new(middle.x(), middle.y()).unwrap())
    };
    json["features"].as_array().unwrap().iter().map(shape).collect()
}

#[test]
fn a_world_across_the_meridian_is_answered_like_the_same_world_elsewhere() {
    let folder = TempDir::new().unwrap();
    made(folder.path(), "across", "180,-17");
    made(folder.path(), "elsewhere", "120,-17");
    let (across, elsewhere) = (folder.path().join("across"), folder.path().join("elsewhere"));
    assert!(answers(&across) == answers(&elsewhere), "every demand point has the same answer");

    let summary = |folder: &Path| -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(folder.join("out/summary.json")).unwrap()).unwrap()
    };
    let (here, there) = (summary(&across), summary(&elsewhere));
    assert_eq!(here["demand"], there["demand"]);
    assert_eq!(here["demand"]["unsnapped"].as_array().map(Vec::len), Some(0));
    for layer in ["coverage", "gaps", "heat", "islands"] {
        let (here, there) = (shapes(&across, layer), shapes(&elsewhere, layer));
        let size = |list: &[(String, MultiPolygon, LatLon)]| {
            list.iter().map(|(_, shape, _)| shape.unsigned_area()).sum::<f64>()
        };
        // Cells of H3 lie differently on the two.
        assert!((size(&here) / size(&there) - 1.0).abs() < 0.1, "{layer}: {} and {}", size(&here), size(&there));
        for (id, shape, _) in &here {
            let rect = shape.bounding_rect();
            assert!(rect.is_none_or(|rect| rect.min().x >= -180.0 && rect.max().x <= 180.0), "{layer} {id}");
            assert!(shape.lines_iter().all(|line| line.delta().x.abs() < 1.0), "{layer} {id} goes round the world");
        }
        let both =
            |shape: &MultiPolygon| shape.bounding_rect().is_some_and(|rect| rect.min().x < 0.0 && rect.max().x > 0.0);
        // Gaps need not.
        let found = here.iter().any(|(_, shape, _)| both(shape));
        assert!(found || layer == "gaps", "{layer}: something lies on both sides");
    }
    assert_eq!(shapes(&across, "islands").len(), shapes(&elsewhere, "islands").len());
    for origin in ["179.98662,-17.017187", "-179.99,-17.02"] {
        let asked = ["isochrone", "study.toml", "--at", origin, "--profile", "car", "--minutes", "30", "--quiet"];
        let done = halfhour(&across, &asked);
        assert_eq!(done.code, 0, "{origin}: {}", done.err);
        let shapes = shapes_in(&done.out);
        let edges: Vec<geo::Line> =
            shapes.iter().flat_map(|(_, shape, _)| shape.lines_iter().collect::<Vec<_>>()).collect();
        assert!(edges.iter().all(|line| line.delta().x.abs() < 1.0 && line.start.x.abs() <= 180.0), "{origin}");
        assert!(edges.iter().any(|line| line.start.x < 0.0) && edges.iter().any(|line| line.start.x > 0.0), "{origin}");
    }
}

#[test]
fn roads_land_and_tiles_meet_at_the_meridian() {
    let folder = TempDir::new().unwrap();
    made(folder.path(), "across", "180,-17");
    let across = folder.path().join("across");
    let (extract, network) = imported(&across);
    let land = Land::new(extract.land.clone());
    let rect = extract.land.bounding_rect().unwrap();
    assert_eq!((rect.min().x, rect.max().x), (-180.0, 180.0));
    // Both sides of the largest island are one island.
    let pieces: BTreeSet<usize> = (0..land.polygons().len())
        .map(|i| {
            let inside = geo::InteriorPoint::interior_point(&land.polygons()[i]).unwrap();
            land.island(LatLon::new(inside.x(), inside.y()).unwrap()).unwrap()
        })
        .collect();
    assert!(pieces.len() < land.polygons().len());
    let whole = pieces.iter().map(|&piece| land.outline(piece)).map(|outline| outline.unsigned_area()).sum::<f64>();
    assert!((whole - extract.land.unsigned_area()).abs() < 1e-9);

    // Roads that cross the meridian have the length of any others, and places beside them find them.
    let crossing = |id: &EdgeId| network.shape(*id).windows(2).any(|pair| pair[0].lon() * pair[1].lon() < 0.0);
    let crossing: Vec<EdgeId> = (0..network.edges().len()).map(EdgeId::new).filter(crossing).collect();
    assert!(!crossing.is_empty());
    let (snapper, foot) = (Snapper::new(&network), network.profile("foot").unwrap());
    for &id in crossing.iter().filter(|&&id| !network.edge(id).is_ferry) {
        assert!(network.length(id).0 < 5_000.0);
        let pair = network.shape(id).windows(2).find(|pair| pair[0].lon() * pair[1].lon() < 0.0).unwrap();
        for at in pair {
            assert!(snapper.snap(&network, foot, *at).unwrap().distance.0 < 1.0);
        }
        let middle = LatLon::new(180.0, (pair[0].lat() + pair[1].lat()) / 2.0).unwrap();
        assert!(snapper.snap(&network, foot, middle).unwrap().distance.0 < 120.0);
    }

    // A layer of the islands: each stands whole in exactly one tile, and both sides show what is theirs.
    let features = shapes(&across, "coverage").into_iter().enumerate().map(|(i, (_, shape, anchor))| Feature {
        id: format!("u{i}"),
        geometry: Some(Geometry::MultiPolygon(shape)),
        anchor,
        values: vec![Value::Integer(1)],
    });
    let layer = Layer {
        id: "coverage",
        title: Words::same("units"),
        attribution: Vec::new(),
        synthetic: true,
        fields: vec![Field::new("count", Words::same("count"), "", Role::Sum)],
        features: features.collect(),
    };
    let index = TileIndex::new(layer.into());
    let bounds = index.bounds().unwrap();
    assert!(bounds.west >= -180.0 && bounds.east <= 180.0 && bounds.south > -17.5 && bounds.north < -16.5);
    let rows: BTreeSet<u32> =
        [bounds.north, bounds.south].map(|lat| TileId::holding(LatLon::new(0.0, lat).unwrap(), MAX_ZOOM).y()).into();
    let (first, last) = (*rows.first().unwrap(), *rows.last().unwrap());
    let side = 1 << MAX_ZOOM;
    let near = 30;
    let mut homes: BTreeMap<String, usize> = BTreeMap::new();
    for x in (0..near).chain(side - near..side) {
        for y in first..=last {
            let tile = TileId::new(MAX_ZOOM, x, y).unwrap();
            let content = index.tile(tile);
            for feature in &content.features {
                *homes.entry(feature.id.to_string()).or_default() += usize::from(feature.values.is_some());
                let whole = index.layer().features.iter().find(|one| one.id == feature.id).unwrap();
                let reach = tile.extent().grown(0.001, 0.001);
                let shape = whole.geometry.as_ref().and_then(BoundingRect::bounding_rect).unwrap();
                assert!(reach.west <= shape.max().x && shape.min().x <= reach.east);
            }
        }
    }
    assert_eq!(homes.len(), index.layer().features.len());
    assert!(homes.values().all(|&count| count == 1), "every unit has exactly one home");

    let basemap = Basemap::new(&network, &land, &extract.places, Vec::new());
    let centre = crossing.iter().find_map(|&id| {
        network.shape(id).windows(2).find(|pair| pair[0].lon() * pair[1].lon() < 0.0).map(|pair| pair[0].lat())
    });
    for lon in [-179.999, 179.999] {
        let tile = TileId::holding(LatLon::new(lon, centre.unwrap()).unwrap(), 12);
        let roads = basemap.tile("basemap-roads", tile).unwrap();
        assert!(!mvt::tile(&roads).unwrap().is_empty(), "roads at {lon}");
    }
    let far = TileId::holding(LatLon::new(0.0, centre.unwrap()).unwrap(), 12);
    assert!(basemap.tile("basemap-roads", far).unwrap().features.is_empty(), "no road goes round the world");
    let at = Point::new(179.999, centre.unwrap());
    assert!(extract.land.contains(&at) || !land.holds(LatLon::new(at.x(), at.y()).unwrap()));
}
