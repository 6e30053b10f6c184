//! Administrative areas, the tree they make, and which of them holds a position.
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
    /// Its level in the tree, such as `township`.
    pub level: Option<String>,
    /// The id of the area that it is a part of.
    pub parent: Option<String>,
}

impl Area {
    /// An area that is no part of another one.
    pub fn new(id: impl Into<String>, name: Words, outline: MultiPolygon) -> Self {
        Self { id: id.into(), name, outline, level: None, parent: None }
    }
}

/// What is wrong with the tree of the areas; each is cut from its parent and stays.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TreeFault {
    /// The area with this id names a parent that is not there.
    UnknownParent(String),
    /// Going up from the area with this id leads back to it.
    Cycle(String),
}

/// The areas of a study, ordered by id, with an index by id and by position.
#[derive(Debug, Default)]
pub struct Areas {
    list: Vec<Area>,
    by_id: BTreeMap<String, AreaIndex>,
    parents: Vec<Option<AreaIndex>>,
    /// How many areas stand above each.
    depths: Vec<u32>,
    faults: Vec<TreeFault>,
    coded: bool,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, AreaIndex>>,
}

impl Areas {
    /// Indexes some areas. Of two with the same id the first is kept.
    pub fn new(mut list: Vec<Area>) -> Self {
        list.sort_by(|a, b| a.id.cmp(&b.id));
        list.dedup_by(|later, first| later.id == first.id);
        let index = |i: usize| AreaIndex(i as u32);
        let by_id: BTreeMap<String, AreaIndex> =
            list.iter().enumerate().map(|(i, area)| (area.id.clone(), index(i))).collect();
        let (parents, faults) = parents(&list, &by_id);
        let depth =
            |area: usize| std::iter::successors(parents[area], |above| parents[above.0 as usize]).count() as u32;
        let depths = (0..list.len()).map(depth).collect();
        let boxes = list.iter().enumerate().filter_map(|(i, area)| {
            let rect = area.outline.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, index(i)))
        });
        let boxes = RTree::bulk_load(boxes.collect());
        Self { list, by_id, parents, depths, faults, coded: false, boxes }
    }

    /// Areas whose codes begin with the code of the area above (see [`by_prefix`]); no `lengths` stand for plain ids.
    pub fn coded(list: Vec<Area>, lengths: &[(String, usize)]) -> Self {
        Self { coded: !lengths.is_empty(), ..Self::new(by_prefix(list, lengths)) }
    }

    /// The area that a row means by `code`: the one of this id, or in a study with codes the lowest one that the code
    /// begins with.
    pub fn find(&self, code: &str) -> Option<AreaIndex> {
        self.by_id(code).or_else(|| if self.coded { self.by_code(code) } else { None })
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

    /// The area with the longest id that `code` begins with: a village's code finds its township where villages are not
    /// listed.
    pub fn by_code(&self, code: &str) -> Option<AreaIndex> {
        let cuts = code.char_indices().map(|(at, _)| at).skip(1).chain([code.len()]);
        cuts.collect::<Vec<_>>().into_iter().rev().find_map(|cut| self.by_id(&code[..cut]))
    }

    /// The area that `area` is a part of.
    pub fn parent(&self, area: AreaIndex) -> Option<AreaIndex> {
        self.parents[area.0 as usize]
    }

    /// The area itself and all those above it, upwards.
    pub fn upwards(&self, area: AreaIndex) -> impl Iterator<Item = AreaIndex> + '_ {
        std::iter::successors(Some(area), |&above| self.parent(above))
    }

    /// The area at most `depth` levels below the top that `area` is or is a part of.
    pub fn at_depth(&self, area: AreaIndex, depth: u32) -> AreaIndex {
        self.upwards(area).find(|above| self.depths[above.0 as usize] <= depth).unwrap_or(area)
    }

    /// How many areas stand above this one.
    pub fn depth(&self, area: AreaIndex) -> u32 {
        self.depths[area.0 as usize]
    }

    /// The largest depth of all; 0 where no area is a part of another.
    pub fn deepest(&self) -> u32 {
        self.depths.iter().copied().max().unwrap_or(0)
    }

    /// What is wrong with the tree.
    pub fn faults(&self) -> &[TreeFault] {
        &self.faults
    }

    /// The area that holds `at`; where several do, the one lowest in the tree, and of those the first by id.
    pub fn holding(&self, at: LatLon) -> Option<AreaIndex> {
        let point = Point::from(at);
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point([at.lon(), at.lat()]))
            .filter(|entry| self.get(entry.data).outline.intersects(&point))
            .map(|entry| entry.data)
            .min_by_key(|&area| (std::cmp::Reverse(self.depth(area)), area))
    }
}

/// The parent of every area; what leads nowhere or in a circle is cut.
fn parents(list: &[Area], by_id: &BTreeMap<String, AreaIndex>) -> (Vec<Option<AreaIndex>>, Vec<TreeFault>) {
    let mut faults = Vec::new();
    let named = |area: &Area| {
        let parent = area.parent.as_ref()?;
        let found = by_id.get(parent).copied();
        if found.is_none() {
            faults.push(TreeFault::UnknownParent(area.id.clone()));
        }
        found
    };
    let mut parents: Vec<Option<AreaIndex>> = list.iter().map(named).collect();
    // Who has been walked past without coming back to itself: 0 not yet, 1 on this walk, 2 sound.
    let mut seen = vec![0_u8; list.len()];
    for start in 0..list.len() {
        let (mut walk, mut at) = (Vec::new(), start);
        while seen[at] == 0 {
            seen[at] = 1;
            walk.push(at);
            match parents[at] {
                Some(above) if seen[above.0 as usize] == 1 => {
                    faults.push(TreeFault::Cycle(list[at].id.clone()));
                    parents[at] = None;
                }
                Some(above) => at = above.0 as usize,
                None => {}
            }
        }
        walk.into_iter().for_each(|area| seen[area] = 2);
    }
    (parents, faults)
}

/// Levels and parents out of codes that begin with the code of the area above, such as those of the statistical office:
/// `lengths` are the names of the levels and how long their codes are. Areas that own codes imply but the list lacks are
/// added, named by their code; a level or parent that stands in the list stays.
///
/// ```
/// use halfhour::places::areas::{Area, Areas, by_prefix};
/// use halfhour::words::Words;
/// let village = Area::new("620102001001", Words::same("畅家巷"), geo::MultiPolygon(vec![]));
/// let lengths = [("county".to_owned(), 6), ("township".to_owned(), 9), ("village".to_owned(), 12)];
/// let areas = Areas::new(by_prefix(vec![village], &lengths));
/// let township = areas.parent(areas.by_id("620102001001").unwrap()).unwrap();
/// assert_eq!(areas.get(township).id, "620102001");
/// assert_eq!(areas.get(township).level.as_deref(), Some("township"));
/// assert_eq!(areas.deepest(), 2);
/// ```
pub fn by_prefix(list: Vec<Area>, lengths: &[(String, usize)]) -> Vec<Area> {
    let mut all: BTreeMap<String, Area> = BTreeMap::new();
    for area in list {
        all.entry(area.id.clone()).or_insert(area);
    }
    let ids: Vec<String> = all.keys().cloned().collect();
    for id in &ids {
        for (_, length) in lengths.iter().filter(|(_, length)| *length < id.len()) {
            let Some(prefix) = id.get(..*length) else { continue };
            all.entry(prefix.to_owned())
                .or_insert_with(|| Area::new(prefix, Words::same(prefix), MultiPolygon(Vec::new())));
        }
    }
    let known: std::collections::BTreeSet<String> = all.keys().cloned().collect();
    for area in all.values_mut() {
        let level = lengths.iter().find(|(_, length)| *length == area.id.len());
        area.level = area.level.take().or_else(|| level.map(|(name, _)| name.clone()));
        let shorter = lengths.iter().filter(|(_, length)| *length < area.id.len());
        let prefixes = shorter.filter_map(|(_, length)| area.id.get(..*length)).filter(|code| known.contains(*code));
        let parent = prefixes.max_by_key(|code| code.len()).map(str::to_owned);
        area.parent = area.parent.take().or(parent);
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(id: &str, parent: Option<&str>) -> Area {
        let parent = parent.map(str::to_owned);
        Area { parent, ..Area::new(id, Words::same(id), MultiPolygon(Vec::new())) }
    }

    #[test]
    fn circles_and_unknown_parents_are_cut_and_told() {
        let list = [("a", Some("b")), ("b", Some("c")), ("c", Some("a")), ("d", Some("nobody")), ("e", Some("a"))];
        let areas = Areas::new(list.iter().map(|&(id, parent)| area(id, parent)).collect());
        assert_eq!(areas.faults(), [TreeFault::UnknownParent("d".into()), TreeFault::Cycle("c".into())]);
        let up =
            |id| areas.upwards(areas.by_id(id).unwrap()).map(|area| areas.get(area).id.clone()).collect::<Vec<_>>();
        assert_eq!(up("e"), ["e", "a", "b", "c"]);
        assert_eq!(up("d"), ["d"]);
        assert_eq!(areas.deepest(), 3);
        let e = areas.by_id("e").unwrap();
        assert_eq!([0, 1, 9].map(|depth| areas.get(areas.at_depth(e, depth)).id.as_str()), ["c", "b", "e"]);
    }

    #[test]
    fn a_code_finds_the_lowest_area_that_it_begins_with() {
        let lengths = [("county".to_owned(), 6), ("township".to_owned(), 9)];
        let areas = Areas::new(by_prefix(vec![area("440304001", None)], &lengths));
        let found = |code| areas.by_code(code).map(|area| areas.get(area).id.as_str());
        assert_eq!(found("440304001019"), Some("440304001"));
        assert_eq!(found("440304999"), Some("440304"));
        assert_eq!(found("31"), None);
        assert_eq!(found("村"), None);
    }
}
