//! Layers and tiles as GeoJSON (RFC 7946): six decimals, exterior rings anticlockwise, `id` on the feature and among
//! its properties, and `name`, `attribution`, `synthetic` on the collection.
//!
//! Written straight into bytes, because coordinates are nearly all of a file and need one fixed format.
//! Never here: which features are chosen.

use geo::{Coord, Geometry, LineString, MapCoords, Polygon};

use crate::layer::tile::TileContent;
use crate::layer::{Feature, Field, Layer, Value};

/// A whole layer.
pub fn layer(layer: &Layer) -> Vec<u8> {
    features(layer, &layer.features)
}

/// Some features of a layer.
pub fn features<'a>(layer: &Layer, features: impl IntoIterator<Item = &'a Feature>) -> Vec<u8> {
    let mut out = Writer::open(layer);
    for feature in features {
        out.begin(&feature.id, feature.geometry.as_ref());
        for (field, value) in layer.fields.iter().zip(&feature.values) {
            out.property(field, value);
        }
        out.end();
    }
    out.close()
}

/// One tile. Its shapes are those of the vector tile; pieces of features whose figures stand in another tile have an
/// `id` only, aggregated features say how many they are.
pub fn tile(content: &TileContent) -> Vec<u8> {
    let mut out = Writer::open(content.layer);
    for feature in &content.features {
        let shape = feature.geometry.map_coords(|units| {
            let units = Coord { x: f64::from(units.x), y: f64::from(units.y) };
            Coord::from(content.tile.position(units))
        });
        out.begin(&feature.id, Some(&shape));
        for (field, value) in content.layer.fields.iter().zip(feature.values.iter().flat_map(|values| values.iter())) {
            if feature.aggregated.is_none() || *value != Value::Null {
                out.property(field, value);
            }
        }
        if let Some(count) = feature.aggregated {
            out.raw(",\"aggregated\":");
            out.raw(&count.to_string());
        }
        out.end();
    }
    out.close()
}

struct Writer {
    bytes: Vec<u8>,
    empty: bool,
}

impl Writer {
    fn open(layer: &Layer) -> Self {
        let mut out = Self { bytes: Vec::with_capacity(1 << 16), empty: true };
        out.raw("{\"type\":\"FeatureCollection\",\"name\":");
        out.text(layer.id);
        out.raw(",\"attribution\":");
        out.text(&layer.attribution.join("; "));
        out.raw(if layer.synthetic { ",\"synthetic\":true" } else { ",\"synthetic\":false" });
        out.raw(",\"features\":[");
        out
    }

    fn close(mut self) -> Vec<u8> {
        self.raw("\n]}\n");
        self.bytes
    }

    fn begin(&mut self, id: &str, shape: Option<&Geometry>) {
        self.raw(if self.empty { "\n" } else { ",\n" });
        self.empty = false;
        self.raw("{\"type\":\"Feature\",\"id\":");
        self.text(id);
        self.raw(",\"geometry\":");
        match shape {
            Some(shape) => self.shape(shape),
            None => self.raw("null"),
        }
        self.raw(",\"properties\":{\"id\":");
        self.text(id);
    }

    fn property(&mut self, field: &Field, value: &Value) {
        self.raw(",");
        self.text(&field.name);
        self.raw(":");
        match value {
            Value::Integer(number) => self.raw(&number.to_string()),
            // Adding zero makes a negative zero a plain one.
            Value::Number(number) if number.is_finite() => self.json(&(number + 0.0)),
            Value::Null | Value::Number(_) => self.raw("null"),
            Value::Text(text) => self.text(text),
            Value::Bool(yes) => self.raw(if *yes { "true" } else { "false" }),
        }
    }

    fn end(&mut self) {
        self.raw("}}");
    }

    fn shape(&mut self, shape: &Geometry) {
        match shape {
            Geometry::Point(point) => self.typed("Point", |out| out.position(point.0)),
            Geometry::MultiPoint(points) => {
                self.typed("MultiPoint", |out| out.list(&points.0, |out, point| out.position(point.0)));
            }
            Geometry::Line(line) => self.shape(&Geometry::LineString(line.into())),
            Geometry::LineString(line) => {
                self.typed("LineString", |out| out.list(&line.0, |out, at| out.position(*at)))
            }
            Geometry::MultiLineString(lines) => self.typed("MultiLineString", |out| {
                out.list(&lines.0, |out, line| out.list(&line.0, |out, at| out.position(*at)));
            }),
            Geometry::Polygon(polygon) => self.typed("Polygon", |out| out.polygon(polygon)),
            Geometry::MultiPolygon(list) => self.typed("MultiPolygon", |out| out.list(&list.0, Self::polygon)),
            Geometry::Rect(rect) => self.shape(&Geometry::Polygon(rect.to_polygon())),
            Geometry::Triangle(triangle) => self.shape(&Geometry::Polygon(triangle.to_polygon())),
            Geometry::GeometryCollection(list) => {
                self.raw("{\"type\":\"GeometryCollection\",\"geometries\":");
                self.list(&list.0, Self::shape);
                self.raw("}");
            }
        }
    }

    fn typed(&mut self, name: &str, coordinates: impl FnOnce(&mut Self)) {
        self.raw("{\"type\":\"");
        self.raw(name);
        self.raw("\",\"coordinates\":");
        coordinates(self);
        self.raw("}");
    }

    fn list<T>(&mut self, items: &[T], each: impl Fn(&mut Self, &T)) {
        self.raw("[");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.raw(",");
            }
            each(self, item);
        }
        self.raw("]");
    }

    fn polygon(&mut self, polygon: &Polygon) {
        self.raw("[");
        self.ring(polygon.exterior(), true);
        for ring in polygon.interiors() {
            self.raw(",");
            self.ring(ring, false);
        }
        self.raw("]");
    }

    fn ring(&mut self, ring: &LineString, anticlockwise: bool) {
        let area: f64 = ring.lines().map(|line| line.determinant()).sum();
        if (area < 0.0) == anticlockwise && area != 0.0 {
            let turned: Vec<Coord> = ring.0.iter().rev().copied().collect();
            self.list(&turned, |out, at| out.position(*at));
        } else {
            self.list(&ring.0, |out, at| out.position(*at));
        }
    }

    fn position(&mut self, at: Coord) {
        self.bytes.push(b'[');
        self.degrees(at.x);
        self.bytes.push(b',');
        self.degrees(at.y);
        self.bytes.push(b']');
    }

    /// Six decimals without trailing zeros, from whole millionths, so that no floating noise shows.
    fn degrees(&mut self, degrees: f64) {
        let millionths = (degrees * 1e6).round() as i64;
        let (whole, mut rest) = (millionths.unsigned_abs() / 1_000_000, millionths.unsigned_abs() % 1_000_000);
        if millionths < 0 {
            self.bytes.push(b'-');
        }
        self.digits(whole, 1);
        if rest > 0 {
            let mut places = 6;
            while rest % 10 == 0 {
                rest /= 10;
                places -= 1;
            }
            self.bytes.push(b'.');
            self.digits(rest, places);
        }
    }

    /// A number with at least so many digits.
    fn digits(&mut self, mut number: u64, least: usize) {
        let start = self.bytes.len();
        while number > 0 || self.bytes.len() - start < least {
            self.bytes.push(b'0' + (number % 10) as u8);
            number /= 10;
        }
        self.bytes[start..].reverse();
    }

    fn text(&mut self, text: &str) {
        self.json(&text);
    }

    fn json(&mut self, value: &impl serde::Serialize) {
        // Only texts and finite numbers come here, which always can be written; a failure would leave `null`.
        let bytes = serde_json::to_vec(value).unwrap_or_else(|_| b"null".to_vec());
        self.bytes.extend_from_slice(&bytes);
    }

    fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
#[path = "geojson_tests.rs"]
mod tests;
