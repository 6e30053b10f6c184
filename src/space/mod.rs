//! Where things are: positions, a local metric plane, hexagonal cells, map tiles, datums.
//!
//! Never here: roads, places with a meaning, files. Longitudes and latitudes are WGS-84 degrees once they are a [`LatLon`].

pub mod cells;
pub mod datum;
pub mod extent;
pub mod meridian;
pub mod plane;
pub mod position;
pub mod tile;

pub use extent::Extent;
pub use plane::LocalPlane;
pub use position::LatLon;
pub use tile::TileId;
