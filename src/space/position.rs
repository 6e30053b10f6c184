//! A position on the earth and the distance between two of them.
//!
//! Never here: projections (see [`plane`](super::plane)), datums (see [`datum`](super::datum)).

use geo::{Coord, Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

use crate::units::Metres;

/// A WGS-84 position in degrees. The longitude is within -180 to 180, the latitude within -90 to 90.
///
/// ```
/// use halfhour::space::LatLon;
/// let cirkewwa = LatLon::new(14.3287, 35.9881).unwrap();
/// let mgarr = LatLon::new(14.2991, 36.0252).unwrap();
/// assert_eq!((cirkewwa.distance(mgarr).0 / 100.0).round(), 49.0);
/// assert!(LatLon::new(35.9881, 114.3287).is_none(), "axes swapped");
/// ```
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default, Serialize, Deserialize)]
pub struct LatLon {
    lon: f64,
    lat: f64,
}

impl LatLon {
    /// A position, unless a coordinate is out of range or not a number.
    pub fn new(lon: f64, lat: f64) -> Option<Self> {
        ((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)).then_some(Self { lon, lat })
    }

    /// The nearest valid position: the longitude wrapped, the latitude clamped, anything else at 0.
    pub fn wrapped(lon: f64, lat: f64) -> Self {
        let lon = if lon.is_finite() { (lon + 180.0).rem_euclid(360.0) - 180.0 } else { 0.0 };
        let lat = if lat.is_finite() { lat.clamp(-90.0, 90.0) } else { 0.0 };
        Self { lon, lat }
    }

    /// Degrees east.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north.
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// The great-circle distance on the mean sphere (haversine).
    pub fn distance(self, other: Self) -> Metres {
        Metres(Haversine.distance(Point::from(self), Point::from(other)))
    }

    /// The position at six decimals, as everything written has it.
    pub fn rounded(self) -> Self {
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6 + 0.0;
        Self { lon: round(self.lon), lat: round(self.lat) }
    }

    /// A key that orders positions along a Hilbert curve, so that neighbours in the order are neighbours on the ground.
    pub fn hilbert(self) -> u64 {
        let scale = f64::from(u32::MAX);
        let mut x = ((self.lon + 180.0) / 360.0 * scale) as u32;
        let mut y = ((self.lat + 90.0) / 180.0 * scale) as u32;
        let mut key = 0;
        for bit in (0..32).rev() {
            let (right, up) = ((x >> bit) & 1, (y >> bit) & 1);
            key = (key << 2) | u64::from((3 * right) ^ up);
            if up == 0 {
                if right == 1 {
                    (x, y) = (!x, !y);
                }
                (x, y) = (y, x);
            }
        }
        key
    }
}

impl From<LatLon> for Coord {
    fn from(at: LatLon) -> Self {
        Self { x: at.lon, y: at.lat }
    }
}

impl From<LatLon> for Point {
    fn from(at: LatLon) -> Self {
        Self::new(at.lon, at.lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hilbert_key_visits_quadrants_in_turn() {
        let key = |lon, lat| LatLon::wrapped(lon, lat).hilbert() >> 62;
        let mut keys = [key(-90.0, -45.0), key(-90.0, 45.0), key(90.0, 45.0), key(90.0, -45.0)];
        assert_eq!(keys, [0, 1, 2, 3]);
        keys.sort_unstable();
        assert_eq!(keys, [0, 1, 2, 3]);
    }

    #[test]
    fn wrapping_keeps_valid_positions() {
        assert_eq!(LatLon::wrapped(190.0, 95.0), LatLon { lon: -170.0, lat: 90.0 });
        assert_eq!(LatLon::wrapped(f64::NAN, f64::INFINITY), LatLon { lon: 0.0, lat: 0.0 });
    }
}
