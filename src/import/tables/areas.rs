//! Rows become areas: polygons with a code and a name, or codes and names alone.
//!
//! Never here: which area holds a place (see `places::areas`), boundaries of the map.

use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon};

use super::Source;
use super::columns::Fields;
use super::features::polygons_of;
use super::reading::Reading;
use super::table::Row;
use crate::issue::{Code, Issue};
use crate::places::Area;
use crate::space::datum::Converter;
use crate::words::Words;

/// `code` is what offices call the id of an area; `id` goes before it.
const AREA: Fields<'_> = Fields { required: &[], optional: &["id", "code", "name", "name_en", "level", "parent"] };

/// The areas of a table, in its order. Of GeoJSON the polygons are the outlines; in other formats areas have none and
/// are known by their code (`id` or `code`) only.
pub fn areas(source: &Source) -> (Vec<Area>, Vec<Issue>) {
    let (mut reading, rows) = match Reading::open(source, &AREA, false) {
        Ok(open) => open,
        Err(issues) => return (Vec::new(), issues),
    };
    let own = |row: &Row| row.feature.as_ref().is_some_and(|feature| feature.id.is_some());
    if !rows.iter().any(own) && reading.lacks(&["id", "code"]) {
        return (Vec::new(), reading.findings.finish());
    }
    let mut areas = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(id) = reading.id(row) else { continue };
        let Some(outline) = outline(&mut reading, row) else { continue };
        let (own, english) = (reading.columns.get(row, "name"), reading.columns.get(row, "name_en"));
        let name = Words::new(own.or(english).unwrap_or(&id), english.or(own).unwrap_or(&id));
        reading.accept(&id);
        let text = |field| reading.columns.get(row, field).map(str::to_owned);
        areas.push(Area { level: text("level"), parent: text("parent"), ..Area::new(id, name, outline) });
    }
    (areas, reading.findings.finish())
}

fn outline(reading: &mut Reading, row: &Row) -> Option<MultiPolygon> {
    let Some(feature) = &row.feature else { return Some(MultiPolygon(Vec::new())) };
    let mut polygons = Vec::new();
    feature.geometry.iter().for_each(|geometry: &Geometry| polygons_of(geometry, &mut polygons));
    let converted: Option<Vec<Polygon>> = polygons.iter().map(|polygon| convert(&reading.converter, polygon)).collect();
    let (code, words) = match converted {
        Some(polygons) if !polygons.is_empty() => return Some(MultiPolygon(polygons)),
        Some(_) => (Code::FieldMissing, Words::new("要素不是面", "the feature is not a polygon")),
        None => {
            (Code::CoordinateOutOfRange, Words::new("边界坐标超出范围", "a coordinate of the outline is out of range"))
        }
    };
    reading.findings.row(code, row.line, Some("geometry"), words);
    None
}

fn convert(converter: &Converter, polygon: &Polygon) -> Option<Polygon> {
    let ring = |ring: &LineString| -> Option<LineString> {
        ring.coords().map(|at| converter.to_wgs84(at.x, at.y).map(Coord::from)).collect()
    };
    let holes: Option<Vec<LineString>> = polygon.interiors().iter().map(ring).collect();
    Some(Polygon::new(ring(polygon.exterior())?, holes?))
}
