//! Land and water: which positions are dry.
//!
//! Never here: how the polygons were made from coastlines (see `import`).

use std::collections::BTreeMap;

use geo::{LinesIter, MultiPolygon, Polygon};
use petgraph::unionfind::UnionFind;
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, RTree};

use crate::space::LatLon;

/// The land of a study area. Without any coastline everything is land.
#[derive(Debug, Default)]
pub struct Land {
    polygons: Vec<Polygon>,
    /// For each polygon the first one of its piece of land: the 180th meridian cuts some in two.
    piece: Vec<usize>,
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
        Self { piece: pieces(&polygons), polygons, shores }
    }

    /// The outlines; empty when everything is land.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// Is `at` on land?
    pub fn holds(&self, at: LatLon) -> bool {
        self.polygons.is_empty() || self.island(at).is_some()
    }

    /// The outline of the piece of land with this index, in parts where the 180th meridian cuts it.
    pub fn outline(&self, island: usize) -> MultiPolygon {
        let parts = self.polygons.iter().zip(&self.piece).filter(|&(_, &piece)| piece == island);
        MultiPolygon::new(parts.map(|(polygon, _)| polygon.clone()).collect())
    }

    /// The index in [`Land::polygons`] of the piece of land that holds `at`, of its first part where the 180th meridian cuts it:
    /// the one whose shores a ray eastwards crosses an odd number of times.
    pub fn island(&self, at: LatLon) -> Option<usize> {
        // The meridian itself belongs to the west of the map, where the ray begins.
        let lon = if at.lon() == 180.0 { -180.0 } else { at.lon() };
        let ray = AABB::from_corners([lon, at.lat()], [180.0, at.lat()]);
        let mut crossings: BTreeMap<u32, bool> = BTreeMap::new();
        for shore in self.shores.locate_in_envelope_intersecting(&ray) {
            let [a, b] = [shore.geom().from, shore.geom().to];
            // Half open, so that a shore's node counts once.
            if (a[1] > at.lat()) != (b[1] > at.lat()) {
                let cross = a[0] + (at.lat() - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
                if cross > lon {
                    let odd = crossings.entry(shore.data).or_default();
                    *odd = !*odd;
                }
            }
        }
        let odd = crossings.into_iter().find(|&(_, odd)| odd);
        odd.and_then(|(polygon, _)| self.piece.get(polygon as usize).copied())
    }
}

/// For each polygon the first one that it is joined with over the 180th meridian.
fn pieces(polygons: &[Polygon]) -> Vec<usize> {
    // Shores along the meridian, on its western and on its eastern side: latitudes from and to, and the polygon.
    let mut sides: [Vec<(f64, f64, usize)>; 2] = Default::default();
    for (i, polygon) in polygons.iter().enumerate() {
        for line in polygon.lines_iter().filter(|line| line.start.x.abs() == 180.0 && line.start.x == line.end.x) {
            let (from, to) = (line.start.y.min(line.end.y), line.start.y.max(line.end.y));
            sides[usize::from(line.start.x < 0.0)].push((from, to, i));
        }
    }
    let mut sets = UnionFind::<usize>::new(polygons.len());
    for &(from, to, polygon) in &sides[0] {
        for other in sides[1].iter().filter(|other| other.0 < to && from < other.1) {
            sets.union(polygon, other.2);
        }
    }
    let mut first = BTreeMap::new();
    (0..polygons.len()).map(|i| *first.entry(sets.find(i)).or_insert(i)).collect()
}
