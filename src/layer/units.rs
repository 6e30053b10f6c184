//! Published units: the groups of people, formed once a study, through which everything about people leaves the process.
//!
//! Demand is gathered into atoms (the part of an H3 cell in one area of one island), and atoms are merged ([`merge`](super::merge))
//! until a unit has at least [`least_unit`] people, the fewest about which a subgroup can be told safely. That is more
//! than the minimum group itself. A study with fewer people than that in all is one unit, of which only the total is
//! told; a study with fewer than the minimum group has no unit at all, and its figures are withheld.
//!
//! Never here: how counts are rounded (see [`count`](super::count)), results.

use std::collections::BTreeMap;

use geo::{BoundingRect, Contains, Coord, InteriorPoint, MultiPolygon, Point, Rect};
use rayon::prelude::*;

use super::clip::Mask;
use super::count::least_unit;
use super::merge::{Atom, merge};
use crate::analysis::islands::IslandIndex;
use crate::places::{AreaIndex, Areas, DemandPoint, Land};
use crate::space::LatLon;
use crate::space::cells::{Cell, outline};
use crate::units::People;

/// How many units are cut to their land together.
const NEIGHBOURHOOD: usize = 32;

/// What units are made of.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The demand of the study.
    pub demand: &'a [DemandPoint],
    /// The area of each demand point (see [`areas_of`]).
    pub area_of: &'a [Option<AreaIndex>],
    /// The island of each demand point; empty where the study does not part them.
    pub island_of: &'a [Option<IslandIndex>],
    /// The piece of land that each island is, by its index.
    pub land_of: &'a [Option<usize>],
    /// The areas; their outlines bound the units.
    pub areas: &'a Areas,
    /// The land; it bounds the units.
    pub land: &'a Land,
    /// The resolution of the H3 cells, 0 to 15; 8 unless the study says otherwise.
    pub resolution: u8,
    /// The minimum group `k`.
    pub minimum_group: u64,
}

/// One published unit.
#[derive(Clone, PartialEq, Debug)]
pub struct Unit {
    /// The cell of its largest atom, and that atom's area where it has one: `<cell>` or `<cell>-<area id>`.
    pub id: String,
    /// A position inside its shape; never that of a demand point.
    pub anchor: LatLon,
    /// The cell of its largest atom.
    pub anchor_cell: Cell,
    /// The island of all its people, where they share one.
    pub island: Option<IslandIndex>,
    /// The area with most of its people.
    pub area: Option<AreaIndex>,
    /// Indexes of its demand points, ascending.
    pub members: Vec<u32>,
    /// Its people, the published total.
    pub people: u64,
    /// Its cells with their exact people, for the inside only.
    pub cells: Vec<(Cell, People)>,
    /// Its cells dissolved, cut to its area and to the land as far as something is left.
    pub shape: MultiPolygon,
}

/// The units of a study, ordered by id.
#[derive(Clone, PartialEq, Debug)]
pub struct Units {
    list: Vec<Unit>,
    minimum_group: u64,
    resolution: u8,
}

impl Units {
    /// Forms the units of a study. The same people at the same places give the same units, in whatever order they come.
    pub fn build(ground: &Ground) -> Self {
        let minimum_group = ground.minimum_group.max(1);
        let mut units = Self { list: Vec::new(), minimum_group, resolution: ground.resolution.min(15) };
        if ground.demand.iter().map(|point| point.people).sum::<People>().count() < minimum_group {
            return units;
        }
        let atoms = atoms(ground);
        let mut list: Vec<Unit> = merge(&atoms, least_unit(minimum_group), ground.areas)
            .into_par_iter()
            .map(|group| unit(&group.iter().map(|&i| &atoms[i as usize]).collect::<Vec<_>>(), ground.areas))
            .collect();
        cut_shapes(&mut list, ground);
        list.par_iter_mut().for_each(|unit| unit.anchor = anchor(unit));
        part_ids(&mut list);
        units.list = list;
        units
    }

    /// All units, ordered by id.
    pub fn all(&self) -> &[Unit] {
        &self.list
    }

    /// The minimum group `k`.
    pub fn minimum_group(&self) -> u64 {
        self.minimum_group
    }

    /// The resolution of the cells.
    pub fn resolution(&self) -> u8 {
        self.resolution
    }

    /// The published total of the whole study; `None` when it is withheld.
    pub fn people(&self) -> Option<u64> {
        (!self.list.is_empty()).then(|| self.list.iter().map(|unit| unit.people).sum())
    }

    /// True when the study has too few people to tell anything but, at most, how many they are: the caller says so in
    /// an issue `below-minimum-group`.
    pub fn below_minimum_group(&self) -> bool {
        self.people().is_none_or(|people| people < least_unit(self.minimum_group))
    }
}

/// The area of each demand point: the one that its table names, otherwise the one that holds its position.
pub fn areas_of(demand: &[DemandPoint], areas: &Areas) -> Vec<Option<AreaIndex>> {
    let area = |point: &DemandPoint| {
        point.area.as_deref().and_then(|code| areas.find(code)).or_else(|| areas.holding(point.at))
    };
    demand.par_iter().map(area).collect()
}

fn atoms(ground: &Ground) -> Vec<Atom> {
    let resolution = ground.resolution.min(15);
    let cells: Vec<Cell> = ground.demand.par_iter().map(|point| Cell::of(point.at, resolution)).collect();
    let mut atoms: BTreeMap<(Option<IslandIndex>, Option<AreaIndex>, Cell), Atom> = BTreeMap::new();
    for (index, ((point, cell), &area)) in (0u32..).zip(ground.demand.iter().zip(cells).zip(ground.area_of)) {
        let island = ground.island_of.get(index as usize).copied().flatten();
        let empty = || Atom { island, area, cell, people: People::ZERO, members: Vec::new() };
        let atom = atoms.entry((island, area, cell)).or_insert_with(empty);
        atom.people += point.people;
        atom.members.push(index);
    }
    atoms.into_values().collect()
}

/// A unit of some atoms, its shape not yet cut and its anchor at the centre of a cell.
fn unit(atoms: &[&Atom], areas: &Areas) -> Unit {
    let mut cells: BTreeMap<Cell, People> = BTreeMap::new();
    let mut by_area: BTreeMap<Option<AreaIndex>, People> = BTreeMap::new();
    let mut chief = atoms[0];
    for atom in atoms {
        *cells.entry(atom.cell).or_default() += atom.people;
        *by_area.entry(atom.area).or_default() += atom.people;
        if atom.people > chief.people {
            chief = atom;
        }
    }
    // Of equally large areas the first, and no area only when nobody is in one.
    let area = by_area.iter().filter(|(area, people)| area.is_some() && **people > People::ZERO);
    let area = area.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
    let outside = by_area.get(&None).copied().unwrap_or_default();
    let area = area.filter(|(_, people)| **people >= outside).and_then(|(area, _)| *area);
    let mut members: Vec<u32> = atoms.iter().flat_map(|atom| atom.members.iter().copied()).collect();
    members.sort_unstable();
    Unit {
        id: match chief.area {
            Some(area) => format!("{}-{}", chief.cell, areas.get(area).id),
            None => chief.cell.to_string(),
        },
        anchor: chief.cell.centre(),
        island: chief.island.filter(|_| atoms.iter().all(|atom| atom.island == chief.island)),
        anchor_cell: chief.cell,
        area,
        members,
        people: cells.values().copied().sum::<People>().count(),
        shape: outline(cells.keys().copied()),
        cells: cells.into_iter().collect(),
    }
}

/// Cuts the shapes to areas and land. Neighbours are cut together, so that a long coast is walked once for them all.
fn cut_shapes(list: &mut [Unit], ground: &Ground) {
    let land = Mask::new(ground.land.polygons());
    let masks: BTreeMap<AreaIndex, Mask> = list
        .iter()
        .filter_map(|unit| unit.area)
        .map(|area| (area, Mask::new(&ground.areas.get(area).outline)))
        .collect();
    // Cached: the centre of a cell takes longer to find than all comparisons of it.
    list.sort_by_cached_key(|unit| (unit.area, unit.anchor_cell.centre().hilbert(), unit.anchor_cell));
    let same_area = list.chunk_by_mut(|a, b| a.area == b.area);
    let chunks: Vec<&mut [Unit]> = same_area.flat_map(|run| run.chunks_mut(NEIGHBOURHOOD)).collect();
    chunks.into_par_iter().for_each(|chunk| {
        let Some(bounds) = bounds_of(chunk) else { return };
        let area = chunk.first().and_then(|unit| unit.area).and_then(|area| masks.get(&area));
        let area = area.map(|mask| mask.within(bounds));
        let land = (!ground.land.polygons().is_empty()).then(|| land.within(bounds));
        for unit in chunk {
            for mask in [&area, &land].into_iter().flatten() {
                unit.shape = mask.cut_or_keep(std::mem::replace(&mut unit.shape, MultiPolygon::new(Vec::new())));
            }
            keep_island(unit, ground);
        }
    });
}

/// Of a unit's shape what lies on its island: a cell may touch several.
fn keep_island(unit: &mut Unit, ground: &Ground) {
    let land = unit.island.and_then(|island| ground.land_of.get(island.0 as usize).copied().flatten());
    let Some(land) = land.filter(|_| unit.shape.0.len() > 1) else { return };
    let here = |piece: &geo::Polygon| {
        let inside = piece.interior_point().map(|point| LatLon::wrapped(point.x(), point.y()));
        inside.is_some_and(|at| ground.land.island(at) == Some(land))
    };
    if unit.shape.0.iter().any(here) {
        unit.shape.0.retain(here);
    }
}

/// Ids that two units share, because their largest atoms lie in one cell on two islands, get a number.
fn part_ids(list: &mut [Unit]) {
    list.sort_unstable_by(|a, b| a.id.cmp(&b.id).then(a.members.cmp(&b.members)));
    for start in (1..list.len()).rev() {
        let same = list[..start].iter().rev().take_while(|unit| unit.id == list[start].id).count();
        if same > 0 {
            list[start].id = format!("{}-{}", list[start].id, same + 1);
        }
    }
    list.sort_unstable_by(|a, b| a.id.cmp(&b.id));
}

/// A box around some units with a margin, so that what is cut at it lies outside all of them.
fn bounds_of(units: &[Unit]) -> Option<Rect> {
    let rects = units.iter().filter_map(|unit| unit.shape.bounding_rect());
    let (low, high) = rects.map(|rect| (rect.min(), rect.max())).reduce(|(low, high), (min, max)| {
        (Coord { x: low.x.min(min.x), y: low.y.min(min.y) }, Coord { x: high.x.max(max.x), y: high.y.max(max.y) })
    })?;
    let margin = Coord { x: (high.x - low.x) * 0.05 + 1e-6, y: (high.y - low.y) * 0.05 + 1e-6 };
    Some(Rect::new(low - margin, high + margin))
}

/// The centre of the largest atom's cell where the shape holds it, else a point inside the shape.
fn anchor(unit: &Unit) -> LatLon {
    let centre = unit.anchor_cell.centre();
    if unit.shape.contains(&Point::from(centre)) {
        return centre;
    }
    unit.shape.interior_point().map_or(centre, |point| LatLon::wrapped(point.x(), point.y()))
}

#[cfg(test)]
#[path = "units_tests.rs"]
mod tests;
