//! Land and water: which positions are dry.
//!
//! Never here: how the polygons were made from coastlines (see `import`).

use std::collections::BTreeMap;

use geo::{LinesIter, MultiPolygon, Polygon};
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};

use crate::space::LatLon;

/// The land of a study area. Without any coastline everything is land.
#[derive(Debug, Default)]
pub struct Land {
    polygons: Vec<Polygon>,
    /// The shores of all polygons, with the index of the polygon.
    shores: RTree<GeomWithData<Line<[f64; 2]>, u32>>,
}

impl Land {
    /// Land with these outlines, in degrees. No polygon at all means that everything is land.
    ///
    /// ```
    /// use geo::{MultiPolygon, polygon};
    /// use halfhour::{places::Land, space::LatLon};
    /// let islet = polygon![(x: 14.0, y: 36.0), (x: 14.1, y: 36.0), (x: 14.1, y: 36.1), (x: 14.0, y: 36.1)];
    /// let land = Land::new(MultiPolygon(vec![islet]));
    /// assert!(land.holds(LatLon::new(14.05, 36.05).unwrap()));
    /// assert!(!land.holds(LatLon::new(14.15, 36.05).unwrap()));
    /// assert!(Land::default().holds(LatLon::new(14.15, 36.05).unwrap()));
    /// ```
    pub fn new(outlines: MultiPolygon) -> Self {
        let polygons = outlines.0;
        let shores = polygons.iter().enumerate().flat_map(|(i, polygon)| {
            let lines = polygon.lines_iter();
            lines.map(move |line| GeomWithData::new(Line::new(line.start.into(), line.end.into()), i as u32))
        });
        let shores = RTree::bulk_load(shores.collect());
        Self { polygons, shores }
    }

    /// The outlines; empty when everything is land.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// Is `at` on land?
    pub fn holds(&self, at: LatLon) -> bool {
        self.polygons.is_empty() || self.island(at).is_some()
    }

    /// The index in [`Land::polygons`] of the piece of land that holds `at`: the one whose shores a ray eastwards
    /// crosses an odd number of times.
    pub fn island(&self, at: LatLon) -> Option<usize> {
        let ray = AABB::from_corners([at.lon(), at.lat()], [180.0, at.lat()]);
        let mut crossings: BTreeMap<u32, bool> = BTreeMap::new();
        for shore in self.shores.locate_in_envelope_intersecting(&ray) {
            let [a, b] = [shore.geom().from, shore.geom().to];
            // Half open, so that a shore's node counts once.
            if (a[1] > at.lat()) != (b[1] > at.lat()) {
                let cross = a[0] + (at.lat() - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
                if cross > at.lon() {
                    let odd = crossings.entry(shore.data).or_default();
                    *odd = !*odd;
                }
            }
        }
        crossings.into_iter().find(|&(_, odd)| odd).map(|(polygon, _)| polygon as usize)
    }
}
