//! Datums: coordinates as a table has them become WGS-84 positions, and back.
//!
//! Never here: guessing which datum a file is in (see `places::datum_fit`), reading of tables, swapped axes.

use std::fmt;
use std::str::FromStr;

use proj4rs::Proj;
use proj4rs::transform::transform;

use super::LatLon;

/// What the two coordinates of a table mean. `x` is always east (longitude, easting), `y` north.
///
/// GCJ-02 is displaced inside mainland China only: in Hong Kong, in Macau and everywhere else it is the identity, so
/// that a position near the border may jump by half a kilometre. BD-09 displaces GCJ-02 once more, everywhere. The
/// border is a simplified outline drawn from OpenStreetMap (© OpenStreetMap contributors, ODbL), good for this
/// dispatch and for nothing else.
///
/// ```
/// use halfhour::space::datum::Datum;
/// let datum: Datum = "GCJ02".parse().unwrap();
/// let at = datum.converter().unwrap().to_wgs84(116.404, 39.915).unwrap();
/// assert_eq!(format!("{:.4} {:.4}", at.lon(), at.lat()), "116.3978 39.9136");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Datum {
    /// WGS-84 degrees, as GPS and OpenStreetMap have them.
    #[default]
    Wgs84,
    /// China Geodetic Coordinate System 2000, degrees. It agrees with WGS-84 to less than a metre: no conversion.
    Cgcs2000,
    /// The displaced degrees of AMap and Tencent.
    Gcj02,
    /// The displaced degrees of Baidu.
    Bd09,
    /// Any geographic or projected system by its EPSG code, read through its PROJ definition. A system whose
    /// definition has no shift to WGS-84 is taken as if it had none: exact to a metre for CGCS2000 (EPSG:4547 and the
    /// like), up to about a hundred metres off for Xian 1980.
    Epsg(u16),
}

/// Why a datum cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DatumError {
    /// Not a name of a datum.
    #[error("`{0}` is not a datum")]
    Name(String),
    /// No definition for this code, or one that needs a grid file or is not a plane or geographic system.
    #[error("EPSG:{0} is not known or cannot be converted")]
    Epsg(u16),
}

impl Datum {
    /// Prepares the conversion; do it once a file, not once a row.
    ///
    /// # Errors
    /// [`DatumError::Epsg`] when the code has no usable definition.
    pub fn converter(self) -> Result<Converter, DatumError> {
        let way = match self {
            Self::Wgs84 | Self::Cgcs2000 => Way::Same,
            Self::Gcj02 => Way::Gcj02,
            Self::Bd09 => Way::Bd09,
            Self::Epsg(code) => {
                let theirs = Proj::from_epsg_code(code).map_err(|_| DatumError::Epsg(code))?;
                let degrees = Proj::from_epsg_code(4326).map_err(|_| DatumError::Epsg(4326))?;
                if theirs.is_geocent() || !(theirs.is_latlong() || theirs.has_inverse() && theirs.has_forward()) {
                    return Err(DatumError::Epsg(code));
                }
                Way::Epsg(Box::new(Pair { theirs, degrees }))
            }
        };
        Ok(Converter { way })
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wgs84 => f.write_str("wgs84"),
            Self::Cgcs2000 => f.write_str("cgcs2000"),
            Self::Gcj02 => f.write_str("gcj02"),
            Self::Bd09 => f.write_str("bd09"),
            Self::Epsg(code) => write!(f, "epsg:{code}"),
        }
    }
}

impl FromStr for Datum {
    type Err = DatumError;

    /// The datum with this name, whatever its case. An EPSG code must have a usable definition.
    fn from_str(text: &str) -> Result<Self, DatumError> {
        let name = text.trim().to_ascii_lowercase();
        match name.as_str() {
            "wgs84" => return Ok(Self::Wgs84),
            "cgcs2000" => return Ok(Self::Cgcs2000),
            "gcj02" => return Ok(Self::Gcj02),
            "bd09" => return Ok(Self::Bd09),
            _ => {}
        }
        let digits = name.strip_prefix("epsg:").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let code = digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| DatumError::Name(text.into()))?;
        let datum = Self::Epsg(code);
        datum.converter().map(|_| datum)
    }
}

/// A prepared conversion between a [`Datum`] and WGS-84.
#[derive(Debug, Clone)]
pub struct Converter {
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    Same,
    Gcj02,
    Bd09,
    Epsg(Box<Pair>),
}

#[derive(Debug, Clone)]
struct Pair {
    theirs: Proj,
    degrees: Proj,
}

/// How far (in units of the table, and as a share) a projected coordinate may be from its own image there and back.
const THERE_AND_BACK: (f64, f64) = (1.0, 1e-6);

impl Converter {
    /// Are the coordinates of the table lengths (metres, feet) rather than degrees?
    pub fn is_projected(&self) -> bool {
        matches!(&self.way, Way::Epsg(pair) if !pair.theirs.is_latlong())
    }

    /// The WGS-84 position of `x` east and `y` north, `None` where the system has no such place.
    pub fn to_wgs84(&self, x: f64, y: f64) -> Option<LatLon> {
        let (lon, lat) = match &self.way {
            Way::Epsg(pair) => return pair.degrees(x, y),
            _ if LatLon::new(x, y).is_none() => return None,
            Way::Same => (x, y),
            Way::Gcj02 => coordtransform::gcj02_to_wgs84(x, y),
            // BD-09 displaces GCJ-02 everywhere, so that it is undone everywhere.
            Way::Bd09 => coordtransform::bd09_to_wgs84(x, y),
        };
        LatLon::new(lon, lat)
    }

    /// The coordinates `(x, y)` of a WGS-84 position, `None` where the system does not reach.
    pub fn from_wgs84(&self, at: LatLon) -> Option<(f64, f64)> {
        let (x, y) = match &self.way {
            Way::Same => (at.lon(), at.lat()),
            Way::Gcj02 => coordtransform::wgs84_to_gcj02(at.lon(), at.lat()),
            Way::Bd09 => coordtransform::wgs84_to_bd09(at.lon(), at.lat()),
            Way::Epsg(pair) => pair.coordinates(at)?,
        };
        (x.is_finite() && y.is_finite()).then_some((x, y))
    }
}

impl Pair {
    /// PROJ's engine works in radians wherever a system is geographic.
    fn degrees(&self, x: f64, y: f64) -> Option<LatLon> {
        if self.theirs.is_latlong() && LatLon::new(x, y).is_none() {
            return None;
        }
        let mut point = if self.theirs.is_latlong() { (x.to_radians(), y.to_radians(), 0.0) } else { (x, y, 0.0) };
        transform(&self.theirs, &self.degrees, &mut point).ok()?;
        let at = LatLon::new(point.0.to_degrees(), point.1.to_degrees())?;
        // Far outside its domain an inverse projection still answers something; the way back tells.
        let (back_x, back_y) = self.coordinates(at)?;
        let near = |a: f64, b: f64| (a - b).abs() <= THERE_AND_BACK.0 + a.abs() * THERE_AND_BACK.1;
        (near(x, back_x) && near(y, back_y)).then_some(at)
    }

    fn coordinates(&self, at: LatLon) -> Option<(f64, f64)> {
        let mut point = (at.lon().to_radians(), at.lat().to_radians(), 0.0);
        transform(&self.degrees, &self.theirs, &mut point).ok()?;
        let degrees = self.theirs.is_latlong();
        Some(if degrees { (point.0.to_degrees(), point.1.to_degrees()) } else { (point.0, point.1) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(lon: f64, lat: f64) -> LatLon {
        LatLon::new(lon, lat).unwrap()
    }

    fn read(datum: &str, x: f64, y: f64) -> LatLon {
        datum.parse::<Datum>().unwrap().converter().unwrap().to_wgs84(x, y).unwrap()
    }

    #[test]
    fn names_are_read_and_written() {
        for name in ["wgs84", "cgcs2000", "gcj02", "bd09", "epsg:4547"] {
            assert_eq!(name.parse::<Datum>().unwrap().to_string(), name);
            assert_eq!(name.to_uppercase().parse::<Datum>().unwrap().to_string(), name);
        }
        for name in ["", "wgs-84", "epsg:", "epsg:70000", "epsg:+4547", "epsg:45 47", "mars"] {
            assert_eq!(name.parse::<Datum>(), Err(DatumError::Name(name.into())));
        }
        assert_eq!("epsg:1".parse::<Datum>(), Err(DatumError::Epsg(1)));
        assert!(Datum::Epsg(4978).converter().is_err(), "geocentric");
    }

    #[test]
    fn published_pairs_of_the_displaced_datums() {
        // Tiananmen in the pairs that the widely used `coordtransform` for JavaScript documents.
        let gcj = Datum::Gcj02.converter().unwrap().from_wgs84(at(116.404, 39.915)).unwrap();
        assert!((gcj.0 - 116.410_244_499_169_38).abs() < 1e-7 && (gcj.1 - 39.916_404_281_501_64).abs() < 1e-7);
        assert!(read("gcj02", gcj.0, gcj.1).distance(at(116.404, 39.915)).0 < 0.1);
        let bd = Datum::Bd09.converter().unwrap().from_wgs84(at(116.404, 39.915)).unwrap();
        assert!(read("bd09", bd.0, bd.1).distance(at(116.404, 39.915)).0 < 0.1);
        assert!(at(bd.0, bd.1).distance(at(gcj.0, gcj.1)).0 > 500.0, "a second displacement");
        let futian = read("gcj02", 114.05, 22.54).distance(at(114.05, 22.54)).0;
        assert!((500.0..650.0).contains(&futian), "{futian}");
    }

    #[test]
    fn outside_the_mainland_gcj_is_wgs() {
        for (lon, lat) in [(14.51, 35.9), (114.16, 22.28), (113.54, 22.19)] {
            assert_eq!(read("gcj02", lon, lat), at(lon, lat));
        }
    }

    #[test]
    fn the_islands_of_zhoushan_are_displaced() {
        for (lon, lat) in [(122.10, 30.01), (122.39, 29.99), (122.45, 30.73), (122.69, 30.20), (122.81, 30.71)] {
            let (x, y) = Datum::Gcj02.converter().unwrap().from_wgs84(at(lon, lat)).unwrap();
            assert!(at(x, y).distance(at(lon, lat)).0 > 300.0, "{lon} {lat}");
            assert!(read("gcj02", x, y).distance(at(lon, lat)).0 < 1.0, "{lon} {lat}");
        }
    }

    #[test]
    fn gauss_kruger_at_114_east() {
        // On the central meridian the northing is the meridian arc and the easting the false one.
        let there = read("epsg:4547", 500_000.0, helmert(22.5));
        assert!(there.distance(at(114.0, 22.5)).0 < 0.01, "{there:?}");
        assert!(read("epsg:4547", 505_000.0, helmert(22.5)).lon() > 114.0, "x is east");
        let datum = Datum::Epsg(4547).converter().unwrap();
        assert!(datum.is_projected());
        assert_eq!(datum.to_wgs84(5e9, 1.0), None);
        assert_eq!(datum.to_wgs84(f64::NAN, 1.0), None);
    }

    /// The meridian arc from the equator on GRS 80, by Helmert's series in the third flattening.
    fn helmert(lat: f64) -> f64 {
        let f = 1.0 / 298.257_222_101_f64;
        let n = f / (2.0 - f);
        let phi = lat.to_radians();
        6_378_137.0 / (1.0 + n)
            * ((1.0 + n * n / 4.0 + n.powi(4) / 64.0) * phi - 1.5 * (n - n.powi(3) / 8.0) * (2.0 * phi).sin()
                + 15.0 / 16.0 * (n * n - n.powi(4) / 4.0) * (4.0 * phi).sin()
                - 35.0 / 48.0 * n.powi(3) * (6.0 * phi).sin())
    }

    #[test]
    fn geographic_codes_are_degrees() {
        assert!(read("epsg:4490", 114.05, 22.54).distance(at(114.05, 22.54)).0 < 1.0);
        assert!(!Datum::Epsg(4490).converter().unwrap().is_projected());
        assert_eq!(Datum::Epsg(4490).converter().unwrap().to_wgs84(22.54, 114.05), None);
        let mercator = read("epsg:3857", 1_615_000.0, 4_283_000.0);
        assert!((mercator.lon() - 1_615_000.0 / 6_378_137.0_f64.to_radians()).abs() < 1e-9, "{mercator:?}");
    }

    proptest! {
        #[test]
        fn there_and_back_inland(lon in 108.0..114.0_f64, lat in 25.0..36.0_f64) {
            for datum in [Datum::Wgs84, Datum::Cgcs2000, Datum::Gcj02, Datum::Bd09, Datum::Epsg(4547), Datum::Epsg(32649)] {
                let way = datum.converter().unwrap();
                let (x, y) = way.from_wgs84(at(lon, lat)).unwrap();
                let back = way.to_wgs84(x, y).unwrap();
                prop_assert!(back.distance(at(lon, lat)).0 < 1.0, "{datum} {back:?}");
            }
        }

        #[test]
        fn no_coordinate_panics(x in any::<f64>(), y in any::<f64>()) {
            for datum in [Datum::Gcj02, Datum::Bd09, Datum::Epsg(4547), Datum::Epsg(4490), Datum::Epsg(3857)] {
                datum.converter().unwrap().to_wgs84(x, y);
            }
        }
    }
}
