//! Land and water: which positions are dry.
//!
//! Never here: how the polygons were made from coastlines (see `import`).

use geo::{BoundingRect, Contains, MultiPolygon, Point, Polygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::space::LatLon;

/// The land of a study area. Without any coastline everything is land.
#[derive(Debug, Default)]
pub struct Land {
    polygons: Vec<Polygon>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
}

impl Land {
    /// Land with these outlines, in degrees. No polygon at all means that everything is land.
    pub fn new(outlines: MultiPolygon) -> Self {
        let polygons = outlines.0;
        let boxes = polygons.iter().enumerate().filter_map(|(i, polygon)| {
            let rect = polygon.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, i as u32))
        });
        let boxes = RTree::bulk_load(boxes.collect());
        Self { polygons, boxes }
    }

    /// The outlines; empty when everything is land.
    pub fn polygons(&self) -> &[Polygon] {
        &self.polygons
    }

    /// Is `at` on land?
    pub fn holds(&self, at: LatLon) -> bool {
        self.polygons.is_empty() || self.island(at).is_some()
    }

    /// The index in [`Land::polygons`] of the piece of land that holds `at`.
    pub fn island(&self, at: LatLon) -> Option<usize> {
        let point = Point::from(at);
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point([at.lon(), at.lat()]))
            .map(|entry| entry.data as usize)
            .find(|&i| self.polygons[i].contains(&point))
    }
}
