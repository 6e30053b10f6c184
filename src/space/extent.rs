//! A box of longitudes and latitudes.
//!
//! Never here: shapes that are not boxes.

use geo::{Coord, Rect};
use serde::{Deserialize, Serialize};

use super::LatLon;

/// West, south, east and north edges in degrees. A box does not cross the 180th meridian.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Extent {
    /// The western edge.
    pub west: f64,
    /// The southern edge.
    pub south: f64,
    /// The eastern edge.
    pub east: f64,
    /// The northern edge.
    pub north: f64,
}

impl Extent {
    /// The smallest box around some positions; `None` around none.
    ///
    /// ```
    /// use halfhour::space::{Extent, LatLon};
    /// let corners = [LatLon::new(14.2, 36.1).unwrap(), LatLon::new(14.5, 35.8).unwrap()];
    /// let extent = Extent::around(corners).unwrap();
    /// assert_eq!((extent.west, extent.south, extent.east, extent.north), (14.2, 35.8, 14.5, 36.1));
    /// ```
    pub fn around(positions: impl IntoIterator<Item = LatLon>) -> Option<Self> {
        positions.into_iter().fold(None, |extent: Option<Self>, at| {
            let point = Self { west: at.lon(), south: at.lat(), east: at.lon(), north: at.lat() };
            Some(extent.map_or(point, |extent| extent.union(point)))
        })
    }

    /// The smallest box around both.
    pub fn union(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Is `at` inside, edges included?
    pub fn contains(&self, at: LatLon) -> bool {
        (self.west..=self.east).contains(&at.lon()) && (self.south..=self.north).contains(&at.lat())
    }

    /// Do the boxes share a point?
    pub fn intersects(&self, other: &Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    /// The box grown by so many degrees on each side.
    pub fn grown(self, lon: f64, lat: f64) -> Self {
        Self { west: self.west - lon, south: self.south - lat, east: self.east + lon, north: self.north + lat }
    }

    /// The middle.
    pub fn centre(&self) -> LatLon {
        LatLon::wrapped((self.west + self.east) / 2.0, (self.south + self.north) / 2.0)
    }
}

impl From<Extent> for Rect {
    fn from(extent: Extent) -> Self {
        Self::new(Coord { x: extent.west, y: extent.south }, Coord { x: extent.east, y: extent.north })
    }
}

impl From<Rect> for Extent {
    fn from(rect: Rect) -> Self {
        Self { west: rect.min().x, south: rect.min().y, east: rect.max().x, north: rect.max().y }
    }
}
