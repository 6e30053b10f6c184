//! Isochrones: the area within so many minutes of a place.
//!
//! Never here: travel times themselves (see `travel`), GeoJSON.

use geo::MultiPolygon;

/// The area within `minutes` of one origin.
#[derive(Clone, PartialEq, Debug)]
pub struct Isochrone {
    /// Minutes, mobilisation included.
    pub minutes: u32,
    /// Its outline in degrees: valid, multi-part, nested over minutes, origin inside when it is on land.
    pub outline: MultiPolygon,
}
