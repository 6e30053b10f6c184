//! Summaries, TileJSON and other plain values as JSON for people and programs: indented, lines ended by LF.
//!
//! Never here: features (see [`geojson`](super::geojson)).

use serde::Serialize;
use serde_json::json;

use super::EncodeError;
use crate::layer::{Layer, Value};

/// Indented JSON with a newline at its end.
///
/// # Errors
/// When the value has a map with keys that are not texts, which no value of this program has.
///
/// ```
/// let bytes = halfhour::encode::json::pretty(&serde_json::json!({ "share": 0.5 })).unwrap();
/// assert_eq!(bytes, b"{\n  \"share\": 0.5\n}\n");
/// ```
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A table: its id, title, fields, and a row an entry, whose first value is the id.
///
/// # Errors
/// None that the caller could cause.
pub fn table(layer: &Layer) -> Result<Vec<u8>, EncodeError> {
    let cell = |value: &Value| match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(number) => json!(number),
        Value::Number(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Bool(yes) => json!(yes),
    };
    let row = |feature: &crate::layer::Feature| -> Vec<serde_json::Value> {
        std::iter::once(json!(feature.id)).chain(feature.values.iter().map(cell)).collect()
    };
    let fields = layer.fields.iter().map(|field| {
        let (name, title, unit) = (&field.name, &field.title, field.unit);
        json!({ "name": name, "title": title, "unit": unit })
    });
    pretty(&json!({
        "id": layer.id,
        "title": layer.title,
        "synthetic": layer.synthetic,
        "fields": fields.collect::<Vec<_>>(),
        "rows": layer.features.iter().map(row).collect::<Vec<_>>(),
    }))
}
