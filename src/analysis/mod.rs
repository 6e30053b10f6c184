//! Questions answered from travel times, one a file: parameters and a borrowed world in, a result out.
//!
//! Never here: layers, GeoJSON, what may be published (see `layer`), files.

pub mod access;
pub mod allocation;
pub mod assigned;
pub mod compare;
pub mod coverage;
pub mod equity;
pub mod gaps;
pub mod hours;
pub mod islands;
pub mod isochrone;
pub mod orders;
pub mod reach;
pub mod rules;
pub mod siting;
pub mod teams;
