//! Administrative areas and which of them holds a position.
//!
//! Never here: figures of an area (see `analysis` and `layer`), reading of boundaries (see `import`).

use std::collections::BTreeMap;

use geo::{BoundingRect, Intersects, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};

use crate::space::LatLon;
use crate::words::Words;

/// The index of an area in [`Areas`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AreaIndex(pub u32);

/// One area: a district, a council, a village.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Area {
    /// Its code or OSM id, unique within the study.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Its outline in degrees; empty when the area is known by code only.
    pub outline: MultiPolygon,
}

/// The areas of a study, ordered by id, with an index by id and by position.
#[derive(Debug, Default)]
pub struct Areas {
    list: Vec<Area>,
    by_id: BTreeMap<String, AreaIndex>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, AreaIndex>>,
}

impl Areas {
    /// Indexes some areas. Of two with the same id the first is kept.
    pub fn new(mut list: Vec<Area>) -> Self {
        list.sort_by(|a, b| a.id.cmp(&b.id));
        list.dedup_by(|later, first| later.id == first.id);
        let index = |i: usize| AreaIndex(i as u32);
        let by_id = list.iter().enumerate().map(|(i, area)| (area.id.clone(), index(i))).collect();
        let boxes = list.iter().enumerate().filter_map(|(i, area)| {
            let rect = area.outline.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, index(i)))
        });
        let boxes = RTree::bulk_load(boxes.collect());
        Self { list, by_id, boxes }
    }

    /// All areas, ordered by id.
    pub fn all(&self) -> &[Area] {
        &self.list
    }

    /// One area.
    pub fn get(&self, index: AreaIndex) -> &Area {
        &self.list[index.0 as usize]
    }

    /// The area with this id.
    pub fn by_id(&self, id: &str) -> Option<AreaIndex> {
        self.by_id.get(id).copied()
    }

    /// The area that holds `at`; where several do, the first by id.
    pub fn holding(&self, at: LatLon) -> Option<AreaIndex> {
        let point = Point::from(at);
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point([at.lon(), at.lat()]))
            .filter(|entry| self.get(entry.data).outline.intersects(&point))
            .map(|entry| entry.data)
            .min()
    }
}
