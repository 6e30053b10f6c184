//! The map of the report: shapes, symbols and numbers of gaps, placed in pixels for the template to draw.
//!
//! Never here: texts in a language, colours (the style sheet has them), HTML.

use geo::{BoundingRect, Coord, Geometry, Polygon};

use super::figures::{MapData, Report, Road};
use super::frame::{Frame, write_path};
use super::number::{percent, share, thousands};
use crate::layer::{Feature, Layer, Value};
use crate::space::{Extent, LatLon};

/// Points of roads that a picture can hold and a reader can see; about six bytes each.
const ROAD_POINTS: usize = 90_000;
/// Half the width of a gap's number, with a little air.
const MARKER: f64 = 12.0;

/// Everything the template draws. Paths are in tenths of a pixel.
#[derive(Debug)]
pub struct Map {
    /// The size of the picture in whole pixels.
    pub width: u32,
    /// Likewise.
    pub height: u32,
    /// Land, one path; `None` when everything is land.
    pub land: Option<String>,
    /// Published units.
    pub units: Vec<UnitShape>,
    /// Roads: broad class (0 main, 1 middle, 2 small) and path.
    pub roads: Vec<(u8, String)>,
    /// Ferry lines, one path.
    pub ferries: String,
    /// Facilities: index of the kind and pixels.
    pub symbols: Vec<(usize, String, String)>,
    /// The numbers of the gaps.
    pub markers: Vec<Marker>,
    /// The scale bar: pixels and metres.
    pub scale: (u32, u64),
    /// True when some road class was left out for lack of room.
    pub thinned: bool,
}

/// A published unit.
#[derive(Debug)]
pub struct UnitShape {
    /// The class of its joint coverage, see [`class_of`].
    pub class: u8,
    /// Its outline.
    pub path: String,
    /// Covered people, people and share.
    pub title: String,
}

/// The number of a gap, beside its place when another number stands there.
#[derive(Debug)]
pub struct Marker {
    /// From 1.
    pub number: usize,
    /// Where the number stands.
    pub at: (String, String),
    /// Where the gap is, when the number stands beside it.
    pub from: Option<(String, String)>,
}

/// The class of a share: 0 nobody, 1 to 4 the quarters between, 5 everybody, 6 no figure.
pub fn class_of(share: Option<f64>) -> u8 {
    match share {
        None => 6,
        Some(share) if share <= 0.0 => 0,
        Some(share) if share >= 1.0 => 5,
        Some(share) => 1 + (share * 4.0).floor().clamp(0.0, 3.0) as u8,
    }
}

impl Map {
    /// The map of a report; `None` when nothing has a position.
    pub fn of(report: &Report<'_>) -> Option<Self> {
        let data = &report.map;
        let frame = Frame::around(extent(report)?);
        let land = (!data.land.is_empty()).then(|| shapes(&frame, data.land.iter()));
        let (roads, thinned) = roads(&frame, &data.roads);
        let mut ferries = String::new();
        for line in &data.ferries {
            for piece in frame.line(line.iter().copied()) {
                write_path(&mut ferries, &piece, false);
            }
        }
        let (metres, pixels) = frame.scale_bar(180.0);
        Some(Self {
            width: super::frame::WIDTH as u32,
            height: frame.height as u32,
            land,
            units: units(&frame, data.coverage),
            roads,
            ferries,
            symbols: symbols(&frame, report),
            markers: markers(&frame, report.gaps.largest.iter().map(|gap| gap.anchor)),
            scale: (pixels.round() as u32, metres.round() as u64),
            thinned,
        })
    }
}

/// The box around what is asked about: units, facilities and gaps; the land or the roads where there are none.
fn extent(report: &Report<'_>) -> Option<Extent> {
    let MapData { coverage, facilities, land, roads, .. } = &report.map;
    let boxes = |layer: &Layer| {
        let boxes = layer.features.iter().filter_map(|feature| feature.geometry.as_ref()?.bounding_rect());
        boxes.map(Extent::from).reduce(Extent::union)
    };
    let gaps = Extent::around(report.gaps.largest.iter().map(|gap| gap.anchor));
    [boxes(coverage), boxes(facilities), gaps].into_iter().flatten().reduce(Extent::union).or_else(|| {
        let land = land.iter().filter_map(BoundingRect::bounding_rect).map(Extent::from).reduce(Extent::union);
        land.or_else(|| Extent::around(roads.iter().flat_map(|road| road.line.iter().copied())))
    })
}

/// One path of some polygons with their holes.
pub(super) fn shapes<'a>(frame: &Frame, polygons: impl Iterator<Item = &'a Polygon>) -> String {
    let mut path = String::new();
    for polygon in polygons {
        // A hole outlives its shell only where the shell is too small to be seen.
        let Some(shell) = frame.ring(polygon.exterior()) else { continue };
        write_path(&mut path, &shell, true);
        for hole in polygon.interiors().iter().filter_map(|ring| frame.ring(ring)) {
            write_path(&mut path, &hole, true);
        }
    }
    path
}

/// A feature's value of the field with this name.
fn value<'a>(layer: &Layer, feature: &'a Feature, name: &str) -> Option<&'a Value> {
    layer.fields.iter().position(|field| field.name == name).and_then(|i| feature.values.get(i))
}

fn count(layer: &Layer, feature: &Feature, name: &str) -> Option<u64> {
    match value(layer, feature, name)? {
        Value::Integer(number) => u64::try_from(*number).ok(),
        Value::Number(number) if *number >= 0.0 => Some(number.round() as u64),
        _ => None,
    }
}

fn units(frame: &Frame, layer: &Layer) -> Vec<UnitShape> {
    let unit = |feature: &Feature| {
        let path = match feature.geometry.as_ref()? {
            Geometry::Polygon(polygon) => shapes(frame, std::iter::once(polygon)),
            Geometry::MultiPolygon(polygons) => shapes(frame, polygons.iter()),
            _ => return None,
        };
        let people = count(layer, feature, "people");
        let covered = count(layer, feature, "joint_covered");
        let figures = people.zip(covered).filter(|&(people, _)| people > 0);
        let title = figures.map_or_else(String::new, |(people, covered)| {
            format!("{} / {} · {}", thousands(covered), thousands(people), percent(share(covered, people)))
        });
        let class = class_of(figures.map(|(people, covered)| share(covered, people)));
        (!path.is_empty()).then_some(UnitShape { class, path, title })
    };
    layer.features.iter().filter_map(unit).collect()
}

/// Road paths by broad class, small ones first so that main roads lie above; and whether some were left out.
pub(super) fn roads(frame: &Frame, roads: &[Road]) -> (Vec<(u8, String)>, bool) {
    let mut classes: Vec<u8> = roads.iter().map(|road| road.class).collect();
    classes.sort_unstable();
    classes.dedup();
    let mut paths = [String::new(), String::new(), String::new()];
    let mut room = ROAD_POINTS;
    let mut thinned = false;
    for class in classes {
        let of_class = roads.iter().filter(|road| road.class == class);
        let pieces: Vec<Vec<Coord>> = of_class.flat_map(|road| frame.line(road.line.iter().copied())).collect();
        let points = pieces.iter().map(Vec::len).sum::<usize>();
        // A class is drawn whole or not at all: half of the lanes would look like a pattern in the land.
        if points > room {
            thinned = true;
            break;
        }
        room -= points;
        let broad = match class {
            0 | 1 => 0,
            2 | 3 => 1,
            _ => 2,
        };
        for piece in pieces {
            write_path(&mut paths[broad], &piece, false);
        }
    }
    let drawn = (0u8..).zip(paths).filter(|(_, path)| !path.is_empty());
    let mut drawn: Vec<_> = drawn.collect();
    drawn.reverse();
    (drawn, thinned)
}

/// Tenths of a pixel as the template writes them.
pub(super) fn tenth(pixel: f64) -> String {
    format!("{:.1}", pixel)
}

fn symbols(frame: &Frame, report: &Report<'_>) -> Vec<(usize, String, String)> {
    let layer = report.map.facilities;
    let symbol = |feature: &Feature| {
        let Some(Value::Text(id)) = value(layer, feature, "kind") else { return None };
        let kind = report.kinds.iter().position(|kind| kind.id == *id)?;
        let pixel = frame.pixel(feature.anchor);
        frame.holds(pixel, 0.0).then(|| (kind, tenth(pixel.x), tenth(pixel.y)))
    };
    let mut symbols: Vec<_> = layer.features.iter().filter_map(symbol).collect();
    // Kinds in order, so that the legend's first lies below and the last above.
    symbols.sort_by_key(|symbol| symbol.0);
    symbols
}

/// Places numbers so that none hides another: on its gap, else at the first free spot around it.
pub(super) fn markers(frame: &Frame, anchors: impl Iterator<Item = LatLon>) -> Vec<Marker> {
    const DIRECTIONS: [(f64, f64); 8] =
        [(0.7, -0.7), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0)];
    let mut placed: Vec<Coord> = Vec::new();
    let mut markers = Vec::new();
    for (i, anchor) in anchors.enumerate() {
        let home = frame.pixel(anchor);
        let rings = [2.2, 3.4, 4.6, 6.0]
            .into_iter()
            .flat_map(|ring| DIRECTIONS.map(|(x, y)| home + Coord { x: x * ring * MARKER, y: y * ring * MARKER }));
        let free = |spot: &Coord| {
            frame.holds(*spot, MARKER)
                && placed.iter().all(|other| (other.x - spot.x).hypot(other.y - spot.y) >= 2.0 * MARKER)
        };
        let spot = std::iter::once(home).chain(rings).find(free).unwrap_or(home);
        placed.push(spot);
        let text = |c: Coord| (tenth(c.x), tenth(c.y));
        markers.push(Marker { number: i + 1, at: text(spot), from: (spot != home).then(|| text(home)) });
    }
    markers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_the_class_of_all() {
        let classes = [None, Some(0.0), Some(0.001), Some(0.25), Some(0.5), Some(0.999), Some(1.0)].map(class_of);
        assert_eq!(classes, [6, 0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn numbers_of_one_place_stand_apart() {
        let frame = Frame::around(Extent { west: -0.1, south: -0.05, east: 0.1, north: 0.05 });
        let here = LatLon::wrapped(0.0, 0.0);
        let markers = markers(&frame, [here; 10].into_iter());
        assert!(markers[0].from.is_none() && markers[1..].iter().all(|marker| marker.from.is_some()));
        let at = |marker: &Marker| (marker.at.0.parse::<f64>().unwrap(), marker.at.1.parse::<f64>().unwrap());
        for (i, a) in markers.iter().map(at).enumerate() {
            for b in markers[..i].iter().map(at) {
                assert!((a.0 - b.0).hypot(a.1 - b.1) > 2.0 * MARKER - 0.2, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn small_roads_are_left_out_when_there_are_too_many() {
        let frame = Frame::around(Extent { west: -0.1, south: -0.05, east: 0.1, north: 0.05 });
        let line = vec![LatLon::wrapped(-0.05, 0.0), LatLon::wrapped(0.05, 0.01)];
        let road = |class| Road { class, line: line.clone() };
        let mut many: Vec<Road> = vec![road(0)];
        many.extend(std::iter::repeat_n(road(5), ROAD_POINTS / 2));
        let (paths, thinned) = roads(&frame, &many);
        assert!(thinned);
        assert_eq!(paths.iter().map(|path| path.0).collect::<Vec<_>>(), [0]);
    }
}
