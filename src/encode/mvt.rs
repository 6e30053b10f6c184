//! Tiles as Mapbox vector tiles, version 2. Reference: <https://github.com/mapbox/vector-tile-spec/tree/master/2.1>
//!
//! Never here: which features stand in a tile, and where (see `layer::tile`).

use fast_mvt::{MvtFeatureBuilder, MvtLayerBuilder, MvtValueRef};

use super::EncodeError;
use crate::layer::Value;
use crate::layer::tile::{TileContent, TileFeature};

/// One tile with one layer, named by the layer's id; no bytes for a tile that shows nothing. The feature's number in
/// its layer is its tile id, so that its pieces in different tiles are known to belong together; null is left out.
///
/// # Errors
/// None that the caller could cause; see [`EncodeError`].
pub fn tile(content: &TileContent) -> Result<Vec<u8>, EncodeError> {
    if content.features.is_empty() {
        return Ok(Vec::new());
    }
    let mut layer = MvtLayerBuilder::new(content.layer.id)?;
    for feature in &content.features {
        let mut builder = layer.feature(&feature.geometry)?;
        builder.id(feature.number);
        tag(&mut builder, content, feature)?;
        layer = builder.end();
    }
    Ok(layer.encode())
}

fn tag(builder: &mut MvtFeatureBuilder, content: &TileContent, feature: &TileFeature) -> Result<(), EncodeError> {
    builder.tag_ref("id", MvtValueRef::String(&feature.id))?;
    for (field, value) in content.layer.fields.iter().zip(feature.values.iter().flat_map(|values| values.iter())) {
        let value = match value {
            Value::Null => continue,
            Value::Integer(number) => u64::try_from(*number).map_or(MvtValueRef::SInt(*number), MvtValueRef::UInt),
            Value::Number(number) => MvtValueRef::Double(*number),
            Value::Text(text) => MvtValueRef::String(text),
            Value::Bool(yes) => MvtValueRef::Bool(*yes),
        };
        builder.tag_ref(&field.name, value)?;
    }
    if let Some(count) = feature.aggregated {
        builder.tag_ref("aggregated", MvtValueRef::UInt(count))?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "mvt_tests.rs"]
mod tests;
