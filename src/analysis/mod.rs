//! Questions answered from travel times, one a file: parameters and a borrowed world in, a result out.
//!
//! Never here: layers, GeoJSON, what may be published (see `layer`), files.

pub mod compare;
pub mod coverage;
pub mod gaps;
pub mod hours;
pub mod islands;
pub mod isochrone;
pub mod siting;
