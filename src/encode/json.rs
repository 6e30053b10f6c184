//! Summaries, TileJSON and other plain values as JSON for people and programs: indented, lines ended by LF.
//!
//! Never here: features (see [`geojson`](super::geojson)).

use serde::Serialize;

use super::EncodeError;

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
