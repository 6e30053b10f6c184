//! A metric plane that touches the earth at one point: metres east and north of it.
//!
//! Equirectangular on the mean sphere: within some kilometres of its origin it agrees with the haversine to a
//! few parts in a hundred thousand. Never here: anything that needs a plane valid for a whole country.

use geo::Coord;

use super::LatLon;
use crate::units::Metres;

/// Metres on the mean sphere (IUGG mean radius) for one degree of latitude.
pub const METRES_PER_DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

/// A local plane; `x` is metres east of its origin, `y` metres north.
///
/// ```
/// use halfhour::space::{LatLon, LocalPlane};
/// let plane = LocalPlane::at(LatLon::new(114.05, 22.54).unwrap());
/// let there = LatLon::new(114.06, 22.55).unwrap();
/// let back = plane.position(plane.metres(there));
/// assert!(there.distance(back).0 < 1e-6);
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct LocalPlane {
    origin: LatLon,
    metres_per_lon: f64,
}

impl LocalPlane {
    /// The plane that touches at `origin`.
    pub fn at(origin: LatLon) -> Self {
        Self { origin, metres_per_lon: METRES_PER_DEGREE * origin.lat().to_radians().cos().max(1e-6) }
    }

    /// Metres east and north of the origin; the shorter way round where the 180th meridian lies between.
    pub fn metres(&self, at: LatLon) -> Coord {
        let turn = at.lon() - self.origin.lon();
        let turn = if turn > 180.0 {
            turn - 360.0
        } else if turn < -180.0 {
            turn + 360.0
        } else {
            turn
        };
        Coord { x: turn * self.metres_per_lon, y: (at.lat() - self.origin.lat()) * METRES_PER_DEGREE }
    }

    /// The position that many metres east and north of the origin.
    pub fn position(&self, metres: Coord) -> LatLon {
        LatLon::wrapped(
            self.origin.lon() + metres.x / self.metres_per_lon,
            self.origin.lat() + metres.y / METRES_PER_DEGREE,
        )
    }

    /// The half sizes, in degrees of longitude and latitude, of a box that holds the circle of this radius.
    pub fn reach(&self, radius: Metres) -> (f64, f64) {
        (radius.0 / self.metres_per_lon, radius.0 / METRES_PER_DEGREE)
    }
}
