//! Tests of the GeoJSON writer: exact bytes of a small layer, and any layer read again by another library.

use ::geojson::{FeatureCollection, GeoJson};
use geo::{MultiPolygon, Point, Rect};
use proptest::prelude::*;

use super::*;
use crate::layer::Role;
use crate::space::LatLon;
use crate::words::Words;

fn layer_of(features: Vec<Feature>) -> Layer {
    let field = |name: &str| Field::new(name, Words::same(name), "", Role::Detail);
    Layer {
        id: "made",
        title: Words::same("Made"),
        attribution: vec!["© OpenStreetMap contributors".into(), "made".into()],
        synthetic: true,
        fields: vec![field("name"), field("people"), field("share"), field("ok")],
        features,
    }
}

fn feature(geometry: Option<Geometry>, values: Vec<Value>) -> Feature {
    Feature { id: "a\"1".into(), geometry, anchor: LatLon::default(), values }
}

#[test]
fn the_bytes_of_a_small_layer() {
    let values = vec![Value::Text("名称\n".into()), Value::Integer(-7), Value::Number(-0.0), Value::Bool(true)];
    let at = Geometry::Point(Point::new(14.514_600_000_1, -0.000_000_4));
    let bytes = layer(&layer_of(vec![feature(Some(at), values), feature(None, vec![Value::Null; 4])]));
    let expected = concat!(
        "{\"type\":\"FeatureCollection\",\"name\":\"made\",\"attribution\":\"© OpenStreetMap contributors; made\",",
        "\"synthetic\":true,\"features\":[\n",
        "{\"type\":\"Feature\",\"id\":\"a\\\"1\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[14.5146,0]},",
        "\"properties\":{\"id\":\"a\\\"1\",\"name\":\"名称\\n\",\"people\":-7,\"share\":0.0,\"ok\":true}},\n",
        "{\"type\":\"Feature\",\"id\":\"a\\\"1\",\"geometry\":null,",
        "\"properties\":{\"id\":\"a\\\"1\",\"name\":null,\"people\":null,\"share\":null,\"ok\":null}}\n]}\n",
    );
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn degrees_have_six_decimals_at_most() {
    for (degrees, text) in [
        (0.0, "0"),
        (14.5146, "14.5146"),
        (-179.999_999_6, "-180"),
        (0.1 + 0.2, "0.3"),
        (-0.05, "-0.05"),
        (7.000_001, "7.000001"),
    ] {
        let mut out = Writer { bytes: Vec::new(), empty: true };
        out.degrees(degrees);
        assert_eq!(String::from_utf8(out.bytes).unwrap(), text);
    }
}

#[test]
fn rings_follow_the_right_hand_rule() {
    let square = |low: f64, high: f64| vec![(low, low), (low, high), (high, high), (high, low), (low, low)].into();
    // Both rings are given clockwise: the hole is right, the exterior is to be turned.
    let polygon = Polygon::new(square(0.0, 3.0), vec![square(1.0, 2.0)]);
    let bytes = layer(&layer_of(vec![feature(Some(Geometry::Polygon(polygon)), Vec::new())]));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn another_library_reads_the_same(
        boxes in prop::collection::vec((-170.0..170.0f64, -80.0..80.0f64, 0.001..5.0f64, ".*", any::<i64>(), any::<f64>()), 0..12),
    ) {
        let features: Vec<Feature> = boxes.iter().map(|(x, y, side, name, people, share)| {
            let rect = Rect::new(Coord { x: *x, y: *y }, Coord { x: x + side, y: y + side });
            let shape = Geometry::MultiPolygon(MultiPolygon::new(vec![rect.to_polygon()]));
            let values = vec![Value::Text(name.clone()), Value::Integer(*people), Value::Number(*share), Value::Bool(false)];
            feature(Some(shape), values)
        }).collect();
        let made = layer_of(features);
        let text = String::from_utf8(layer(&made)).unwrap();
        let GeoJson::FeatureCollection(read) = text.parse::<GeoJson>().unwrap() else { panic!("a collection") };
        let FeatureCollection { features, .. } = read;
        prop_assert_eq!(features.len(), made.features.len());
        for (read, made) in features.iter().zip(&made.features) {
            prop_assert_eq!(read.property("name").and_then(|v| v.as_str().map(str::to_owned)), match &made.values[0] { Value::Text(text) => Some(text.clone()), _ => None });
            prop_assert_eq!(read.property("people").and_then(|v| v.as_i64()), match made.values[1] { Value::Integer(number) => Some(number), _ => None });
            let shape: Geometry = read.geometry.clone().unwrap().try_into().unwrap();
            let (Geometry::MultiPolygon(read), Some(Geometry::MultiPolygon(made))) = (shape, &made.geometry) else { panic!("surfaces") };
            let coords = |shape: &MultiPolygon| { let mut c: Vec<_> = shape.0[0].exterior().0.iter().map(|c| ((c.x * 1e6).round() as i64, (c.y * 1e6).round() as i64)).collect(); c.sort_unstable(); c.dedup(); c };
            prop_assert_eq!(coords(&read), coords(made));
        }
    }
}
