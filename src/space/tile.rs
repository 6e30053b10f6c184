//! Web-Mercator map tiles: which tile holds a position, and where in the tile it lies.
//!
//! Never here: what a tile contains (see `layer`), bytes (see `encode`).

use std::f64::consts::PI;

use geo::Coord;

use super::{Extent, LatLon};

/// The deepest zoom that is served.
pub const MAX_ZOOM: u8 = 14;
/// Units along the side of a tile, as vector tiles count them.
pub const TILE_UNITS: u32 = 4_096;
/// The latitude at which Web-Mercator ends.
const MAX_LATITUDE: f64 = 85.051_128_779_806_6;

/// A tile of the XYZ scheme: `x` grows east, `y` grows south.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

impl TileId {
    /// A tile, unless it is deeper than [`MAX_ZOOM`] or outside the scheme.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= MAX_ZOOM && x < 1 << z && y < 1 << z).then_some(Self { z, x, y })
    }

    /// The one tile of zoom `z` (at most [`MAX_ZOOM`]) that holds `at`; positions on an edge belong to the tile
    /// east or south of it, and everything beyond the map's ends to the last tile.
    ///
    /// ```
    /// use halfhour::space::{LatLon, TileId};
    /// let valletta = LatLon::new(14.5146, 35.8997).unwrap();
    /// assert_eq!(TileId::holding(valletta, 10), TileId::new(10, 553, 402).unwrap());
    /// ```
    pub fn holding(at: LatLon, z: u8) -> Self {
        let z = z.min(MAX_ZOOM);
        let side = f64::from(1u32 << z);
        let world = mercator(at);
        let index = |share: f64| (share * side).floor().clamp(0.0, side - 1.0) as u32;
        Self { z, x: index(world.x), y: index(world.y) }
    }

    /// The zoom.
    pub fn z(self) -> u8 {
        self.z
    }

    /// The column, from the west.
    pub fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    pub fn y(self) -> u32 {
        self.y
    }

    /// The box that the tile covers.
    pub fn extent(self) -> Extent {
        let side = f64::from(1u32 << self.z);
        let lon = |x: f64| x / side * 360.0 - 180.0;
        let lat = |y: f64| (PI * (1.0 - 2.0 * y / side)).sinh().atan().to_degrees();
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        Extent { west: lon(x), south: lat(y + 1.0), east: lon(x + 1.0), north: lat(y) }
    }

    /// Where `at` lies, in units of [`TILE_UNITS`] a side from the tile's north-western corner.
    pub fn units(self, at: LatLon) -> Coord {
        let side = f64::from(1u32 << self.z);
        let world = mercator(at);
        Coord {
            x: (world.x * side - f64::from(self.x)) * f64::from(TILE_UNITS),
            y: (world.y * side - f64::from(self.y)) * f64::from(TILE_UNITS),
        }
    }

    /// The position of a point given in units from the tile's north-western corner: the inverse of [`TileId::units`].
    ///
    /// ```
    /// use halfhour::space::{LatLon, TileId};
    /// let valletta = LatLon::new(14.5146, 35.8997).unwrap();
    /// let tile = TileId::holding(valletta, 14);
    /// assert!(tile.position(tile.units(valletta)).distance(valletta).0 < 1e-3);
    /// ```
    pub fn position(self, units: Coord) -> LatLon {
        let side = f64::from(1u32 << self.z) * f64::from(TILE_UNITS);
        let x = (f64::from(self.x) * f64::from(TILE_UNITS) + units.x) / side;
        let y = (f64::from(self.y) * f64::from(TILE_UNITS) + units.y) / side;
        let (lon, lat) = (x * 360.0 - 180.0, (PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees());
        LatLon::new(lon.clamp(-180.0, 180.0), lat).unwrap_or_else(|| LatLon::wrapped(lon, lat))
    }
}

/// Shares (0 to 1) of the Web-Mercator square, from the west and from the north.
fn mercator(at: LatLon) -> Coord {
    let lat = at.lat().clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
    Coord { x: (at.lon() + 180.0) / 360.0, y: (1.0 - lat.tan().asinh() / PI) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_holds_its_centre_and_spans_its_units() {
        for z in 0..=MAX_ZOOM {
            let tile = TileId::holding(LatLon::wrapped(14.4, 35.9), z);
            let centre = tile.extent().centre();
            assert_eq!(TileId::holding(centre, z), tile);
            let corner = LatLon::wrapped(tile.extent().west, tile.extent().north);
            assert!(tile.units(corner).x.abs() < 1e-3 && tile.units(corner).y.abs() < 1e-3);
        }
        assert!(TileId::new(15, 0, 0).is_none() && TileId::new(3, 8, 0).is_none());
    }

    #[test]
    fn the_ends_of_the_map_belong_to_the_last_tiles() {
        assert_eq!(TileId::holding(LatLon::wrapped(180.0, 90.0), 2).y(), 0);
        assert_eq!(TileId::holding(LatLon::wrapped(179.999_999, -90.0), 2), TileId::new(2, 3, 3).unwrap());
    }
}
