//! Layers, tiles, tables and published figures become bytes: GeoJSON, vector tiles, CSV, JSON, the HTML report.
//!
//! The same values always give the same bytes. Never here: analysis, network, what may be published (the layers are
//! already safe), files, HTTP.

pub mod csv;
pub mod geojson;
pub mod html;
pub mod json;
pub mod mvt;

/// Why values could not be written. None of it depends on what a user gave; it is an error inside the program.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A vector tile.
    #[error("the vector tile cannot be written: {0}")]
    Tile(#[from] fast_mvt::MvtError),
    /// A table.
    #[error("the table cannot be written: {0}")]
    Table(#[from] ::csv::Error),
    /// JSON.
    #[error("the JSON cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}
