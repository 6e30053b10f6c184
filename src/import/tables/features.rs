//! GeoJSON becomes a table: properties are columns, features are rows, numbered from 1.
//!
//! A broken feature costs itself, not the file. Never here: datums, what a property means.

use std::collections::BTreeSet;

use geo::{Area, Centroid, Contains, Coord, CoordsIter, Geometry, LinesIter, MultiPoint, Point, Polygon};
use geojson::{Feature, GeometryValue, JsonObject};
use serde_json::Value;

use super::findings::Findings;
use super::table::{Row, Shape, Table};
use crate::issue::Code;
use crate::words::Words;

/// No coordinate of any datum is larger, and areas of smaller ones are finite.
const LARGEST: f64 = 1e12;

/// Reads all features; `None` when this is no GeoJSON.
pub(super) fn read(text: &str, findings: &mut Findings) -> Option<Table> {
    let values = match serde_json::from_str(text) {
        Ok(Value::Object(top)) => members(top),
        Ok(_) => None,
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let (zh, en) = (
                format!("第 {line} 行第 {column} 列的 JSON 有误或不完整"),
                format!("the JSON is broken or cut off at line {line}, column {column}"),
            );
            findings.file(Code::FileMalformed, None, Words::new(zh, en));
            return None;
        }
    };
    let Some(values) = values else {
        let (zh, en) = ("不是 GeoJSON 要素集合", "this is not a GeoJSON feature collection");
        findings.file(Code::FileMalformed, None, Words::new(zh, en));
        return None;
    };
    let mut features = Vec::new();
    for (line, value) in (1..).zip(values) {
        match serde_json::from_value::<Feature>(value).map_err(drop).and_then(|feature| Ok((shape(&feature)?, feature)))
        {
            Ok((shape, feature)) => features.push((line, shape, feature.properties.unwrap_or_default())),
            Err(()) => {
                let (zh, en) = ("该要素不是有效的 GeoJSON", "this feature is not valid GeoJSON");
                findings.row(Code::RowBroken, line, None, Words::new(zh, en));
            }
        }
    }
    let header: BTreeSet<String> = features.iter().flat_map(|(_, _, properties)| properties.keys().cloned()).collect();
    let header: Vec<String> = header.into_iter().collect();
    let row = |(line, shape, mut properties): (u64, Shape, JsonObject)| Row {
        line,
        fields: header.iter().map(|name| properties.remove(name).map(plain).unwrap_or_default()).collect(),
        feature: Some(Box::new(shape)),
    };
    let rows = features.into_iter().map(row).collect();
    Some(Table { header: header.iter().map(|name| name.trim().to_owned()).collect(), rows, spatial: true })
}

fn members(mut top: JsonObject) -> Option<Vec<Value>> {
    match top.get("type")?.as_str()? {
        "FeatureCollection" => match top.remove("features")? {
            Value::Array(features) => Some(features),
            _ => None,
        },
        "Feature" => Some(vec![Value::Object(top)]),
        _ => None,
    }
}

/// The text of a property.
fn plain(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number
            .as_f64()
            .filter(|_| !number.is_i64() && !number.is_u64())
            .map_or_else(|| number.to_string(), |number| number.to_string()),
        other => other.to_string(),
    }
}

fn shape(feature: &Feature) -> Result<Shape, ()> {
    let id = feature.id.as_ref().map(|id| match id {
        geojson::feature::Id::String(text) => text.trim().to_owned(),
        geojson::feature::Id::Number(number) => plain(Value::Number(number.clone())),
    });
    let geometry = match feature.geometry.as_ref() {
        Some(geometry) if has_pairs(&geometry.value) => Some(Geometry::try_from(&geometry.value).map_err(drop)?),
        Some(_) => return Err(()),
        None => None,
    };
    let sound = |at: Coord| at.x.abs() <= LARGEST && at.y.abs() <= LARGEST;
    let sound = geometry.as_ref().is_none_or(|geometry: &Geometry| geometry.coords_iter().all(sound));
    if sound { Ok(Shape { id, geometry }) } else { Err(()) }
}

/// Has every position at least two numbers? The conversion takes that for granted.
fn has_pairs(value: &GeometryValue) -> bool {
    let line = |positions: &Vec<geojson::Position>| positions.iter().all(|position| position.len() >= 2);
    match value {
        GeometryValue::Point { coordinates } => coordinates.len() >= 2,
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => line(coordinates),
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().all(line)
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().all(line),
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().all(|geometry| has_pairs(&geometry.value))
        }
    }
}

/// The one point that stands for a geometry, in its own coordinates: a point itself; of polygons the largest one's
/// centroid, or a point inside where the centroid is not; of anything else the vertex nearest to the centroid.
pub(in crate::import) fn standpoint(geometry: &Geometry) -> Option<Coord> {
    if let Geometry::Point(point) = geometry {
        return Some(point.0);
    }
    let mut polygons = Vec::new();
    polygons_of(geometry, &mut polygons);
    let largest = polygons.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    if let Some(inside) = largest.and_then(inside) {
        return Some(inside);
    }
    let vertices: Vec<Coord> = geometry.coords_iter().collect();
    let middle = MultiPoint::from_iter(vertices.iter().copied().map(Point::from)).centroid()?;
    let away = |at: &Coord| (at.x - middle.x()).hypot(at.y - middle.y());
    vertices.iter().copied().min_by(|a, b| away(a).total_cmp(&away(b)))
}

/// Every polygon of a geometry, those inside collections too.
pub(super) fn polygons_of(geometry: &Geometry, found: &mut Vec<Polygon>) {
    match geometry {
        Geometry::Polygon(polygon) => found.push(polygon.clone()),
        Geometry::MultiPolygon(many) => found.extend(many.iter().cloned()),
        Geometry::GeometryCollection(many) => many.iter().for_each(|one| polygons_of(one, found)),
        _ => {}
    }
}

fn inside(polygon: &Polygon) -> Option<Coord> {
    let centroid = polygon.centroid()?;
    if polygon.contains(&centroid) {
        return Some(centroid.0);
    }
    // The middle of the longest stretch inside, on the parallel through the centroid.
    let y = centroid.y();
    let crosses = polygon.lines_iter().filter(|line| (line.start.y > y) != (line.end.y > y));
    let mut xs: Vec<f64> = crosses.map(|line| line.start.x + (y - line.start.y) / line.dy() * line.dx()).collect();
    xs.sort_by(f64::total_cmp);
    let stretches = xs.chunks_exact(2).map(|pair| (pair[1] - pair[0], f64::midpoint(pair[0], pair[1])));
    stretches.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, x)| Coord { x, y })
}

#[cfg(test)]
mod tests {
    use geo::{line_string, polygon};

    use super::*;

    fn parse(text: &str) -> (Option<Table>, Vec<String>) {
        let mut findings = Findings::new("a.geojson", false);
        let table = read(text, &mut findings);
        (
            table,
            findings.finish().iter().map(|issue| format!("{}:{}", issue.code, issue.place.line.unwrap_or(0))).collect(),
        )
    }

    #[test]
    fn a_broken_feature_costs_itself() {
        let (table, issues) = parse(
            r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[14.5,35.9,3]},"properties":{"b":" x ","a":12}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[14.5]},"properties":{}},
            {"type":"Feature","geometry":{"type":"Blob","coordinates":[14.5,1]},"properties":{}},
            {"type":"Feature","geometry":{"type":"Point","coordinates":[1e300,1]},"properties":{}},
            5,
            {"type":"Feature","geometry":null,"properties":{"a":1.5,"c":[1]}}]}"#,
        );
        let table = table.unwrap();
        assert_eq!(table.header, ["a", "b", "c"]);
        assert_eq!(table.rows[0].fields.iter().collect::<Vec<_>>(), ["12", "x", ""]);
        assert_eq!(table.rows[0].feature.as_ref().unwrap().id.as_deref(), Some("7"));
        assert_eq!(
            (table.rows[1].line, table.rows[1].fields.iter().collect::<Vec<_>>().join("|")),
            (6, "1.5||[1]".into())
        );
        assert_eq!(issues, ["row-broken:2", "row-broken:3", "row-broken:4", "row-broken:5"]);
    }

    #[test]
    fn other_json_is_malformed() {
        for text in [
            "",
            "[]",
            "{}",
            "{\"type\":\"Topology\"}",
            "{\"type\":\"FeatureCollection\",\"features\":[",
            "{\"type\":\"FeatureCollection\"}",
        ] {
            assert_eq!(parse(text), (None, vec!["file-malformed:0".to_owned()]), "{text}");
        }
    }

    #[test]
    fn the_standpoint_lies_on_the_geometry() {
        // A C: three sides of a square of 3 with arms of 1; the centroid of the hole's side lies outside.
        let c = polygon![(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 1.0), (x: 1.0, y: 1.0), (x: 1.0, y: 8.0), (x: 9.0, y: 8.0), (x: 9.0, y: 9.0), (x: 0.0, y: 9.0)];
        assert_eq!(standpoint(&Geometry::Polygon(c)), Some(Coord { x: 0.5, y: 4.5 }));
        let square = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
        assert_eq!(standpoint(&Geometry::Polygon(square)), Some(Coord { x: 1.0, y: 1.0 }));
        let line = line_string![(x: 0.0, y: 0.0), (x: 1.0, y: 5.0), (x: 2.0, y: 0.0)];
        assert_eq!(standpoint(&Geometry::LineString(line)), Some(Coord { x: 0.0, y: 0.0 }));
        assert_eq!(standpoint(&Geometry::LineString(line_string![])), None);
    }
}
