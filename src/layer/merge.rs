//! Merging small groups of people with their neighbours until every group is large enough to be told about.
//!
//! An *atom* is the part of an H3 cell that lies in one area of one island. Groups of atoms grow smallest first, within
//! their part of an area as long as that has enough people; what is smaller goes whole to the nearest group of another
//! area of its island, and an island with too few people to the nearest group of another one. The result does not
//! depend on the order of the input. About n log n steps for n atoms.
//!
//! Never here: shapes, figures.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::analysis::islands::IslandIndex;
use crate::places::{AreaIndex, Areas};
use crate::space::LatLon;
use crate::space::cells::Cell;
use crate::units::People;

/// The people of one area in one cell.
#[derive(Clone, PartialEq, Debug)]
pub struct Atom {
    /// The island; `None` where the study does not part them.
    pub island: Option<IslandIndex>,
    /// The area; `None` outside every area.
    pub area: Option<AreaIndex>,
    /// The cell.
    pub cell: Cell,
    /// Exact people.
    pub people: People,
    /// Indexes of its demand points.
    pub members: Vec<u32>,
}

/// Merges atoms, ordered by island, area and cell, into groups of at least `least` people, as far as there are so many in all.
/// Each group is a list of indexes of atoms in ascending order; groups are ordered by their first atom.
///
/// Who is too few for a unit joins the nearest of the own island and area, then of the area above it, and so on: `areas` is the
/// tree.
pub fn merge(atoms: &[Atom], least: u64, areas: &Areas) -> Vec<Vec<u32>> {
    let mut groups = Groups::new(atoms, least);
    groups.settle_runs(least, |a, b| (a.island, a.area) == (b.island, b.area));
    for depth in (0..areas.deepest()).rev() {
        let above = |area: Option<AreaIndex>| area.map(|area| areas.at_depth(area, depth));
        groups.settle_runs(least, |a, b| (a.island, above(a.area)) == (b.island, above(b.area)));
    }
    groups.settle_runs(least, |a, b| a.island == b.island);
    groups.settle_runs(least, |_, _| true);
    groups.finish()
}

/// A forest of merged atoms; every figure is kept at the root of its group.
struct Groups<'a> {
    atoms: &'a [Atom],
    centres: Vec<LatLon>,
    /// For each atom that may have to be merged, the atoms in its cell and in the cells around it.
    around: Vec<Vec<u32>>,
    parent: Vec<u32>,
    people: Vec<People>,
    /// The atom with most people, which stands for the place of the group.
    chief: Vec<u32>,
    parts: Vec<Vec<u32>>,
}

type Place = GeomWithData<[f64; 3], u32>;

impl<'a> Groups<'a> {
    fn new(atoms: &'a [Atom], least: u64) -> Self {
        let indexes = 0..atoms.len() as u32;
        let mut by_cell: HashMap<Cell, Vec<u32>> = HashMap::with_capacity(atoms.len());
        for (index, atom) in indexes.clone().zip(atoms) {
            by_cell.entry(atom.cell).or_default().push(index);
        }
        let around = |atom: &Atom| -> Vec<u32> {
            if atom.people.count() >= least {
                return Vec::new();
            }
            let cells = std::iter::once(atom.cell).chain(atom.cell.neighbours());
            cells.filter_map(|cell| by_cell.get(&cell)).flatten().copied().collect()
        };
        Self {
            atoms,
            centres: atoms.par_iter().map(|atom| atom.cell.centre()).collect(),
            around: atoms.par_iter().map(around).collect(),
            parent: indexes.clone().collect(),
            people: atoms.iter().map(|atom| atom.people).collect(),
            chief: indexes.clone().collect(),
            parts: indexes.map(|index| vec![index]).collect(),
        }
    }

    fn root(&mut self, mut atom: u32) -> u32 {
        while self.parent[atom as usize] != atom {
            let above = self.parent[self.parent[atom as usize] as usize];
            self.parent[atom as usize] = above;
            atom = above;
        }
        atom
    }

    fn join(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return a;
        }
        let (root, child) = (a.min(b), a.max(b));
        self.parent[child as usize] = root;
        let weight = |groups: &Self, root: u32| {
            let chief = groups.chief[root as usize];
            (groups.atoms[chief as usize].people, Reverse(chief))
        };
        if weight(self, child) > weight(self, root) {
            self.chief[root as usize] = self.chief[child as usize];
        }
        self.people[root as usize] = self.people[root as usize] + self.people[child as usize];
        let mut moved = std::mem::take(&mut self.parts[child as usize]);
        let kept = &mut self.parts[root as usize];
        if kept.len() < moved.len() {
            std::mem::swap(kept, &mut moved);
        }
        kept.append(&mut moved);
        root
    }

    /// Settles every run of atoms that belong together; a run with too few people becomes one group.
    fn settle_runs(&mut self, least: u64, together: impl Fn(&Atom, &Atom) -> bool) {
        let mut start = 0;
        for run in self.atoms.chunk_by(&together) {
            let scope: Vec<u32> = (start as u32..(start + run.len()) as u32).collect();
            start += run.len();
            if run.iter().map(|atom| atom.people).sum::<People>().count() >= least {
                self.settle(&scope, least, &|other| together(&run[0], other));
            } else if let Some((&first, rest)) = scope.split_first() {
                for &atom in rest {
                    self.join(first, atom);
                }
            }
        }
    }

    /// Merges the groups of some atoms among themselves until each has enough people or only one is left. `within` says which atoms
    /// are among them.
    fn settle(&mut self, scope: &[u32], least: u64, within: &dyn Fn(&Atom) -> bool) {
        let key = |groups: &Self, root: u32| (groups.people[root as usize], groups.parts[root as usize].len(), root);
        let mut roots: Vec<u32> = scope.iter().map(|&atom| self.root(atom)).collect();
        roots.sort_unstable();
        roots.dedup();
        let small = roots.into_iter().filter(|&root| self.people[root as usize].count() < least);
        let mut queue: BinaryHeap<_> = small.map(|root| Reverse(key(self, root))).collect();
        let mut places = None;
        while let Some(Reverse(entry)) = queue.pop() {
            let root = entry.2;
            if self.root(root) != root || key(self, root) != entry {
                continue;
            }
            let other = self.touching(root, within).or_else(|| {
                let place = |&atom: &u32| Place::new(on_sphere(self.centres[atom as usize]), atom);
                let places = places.get_or_insert_with(|| RTree::bulk_load(scope.iter().map(place).collect()));
                self.nearest(root, places)
            });
            let Some(other) = other else { return };
            let joined = self.join(root, other);
            if self.people[joined as usize].count() < least {
                queue.push(Reverse(key(self, joined)));
            }
        }
    }

    /// Of the groups that touch this one or share a cell with it, the one with the nearest chief.
    fn touching(&mut self, root: u32, within: &dyn Fn(&Atom) -> bool) -> Option<u32> {
        // Taken out for the walk, because finding a root shortens the paths to it.
        let parts = std::mem::take(&mut self.parts[root as usize]);
        let around = std::mem::take(&mut self.around);
        let here = self.centres[self.chief[root as usize] as usize];
        let mut best: Option<(f64, u32, u32)> = None;
        let mut seen = None;
        for &atom in parts.iter().flat_map(|&part| &around[part as usize]) {
            if !within(&self.atoms[atom as usize]) {
                continue;
            }
            let other = self.root(atom);
            if other == root || seen == Some(other) {
                continue;
            }
            seen = Some(other);
            let chief = self.chief[other as usize];
            let distance = here.distance(self.centres[chief as usize]).0;
            if best.is_none_or(|(least, first, _)| (distance, chief) < (least, first)) {
                best = Some((distance, chief, other));
            }
        }
        self.parts[root as usize] = parts;
        self.around = around;
        best.map(|(_, _, other)| other)
    }

    /// The group of the atom nearest to this group's chief, wherever it is; of equally near ones the first.
    fn nearest(&mut self, root: u32, places: &RTree<Place>) -> Option<u32> {
        let here = on_sphere(self.centres[self.chief[root as usize] as usize]);
        let mut best: Option<(f64, u32)> = None;
        for (place, distance) in places.nearest_neighbor_iter_with_distance_2(&here) {
            if best.is_some_and(|(least, _)| distance > least) {
                break;
            }
            if self.root(place.data) != root && best.is_none_or(|(_, atom)| place.data < atom) {
                best = Some((distance, place.data));
            }
        }
        best.map(|(_, atom)| self.root(atom))
    }

    fn finish(mut self) -> Vec<Vec<u32>> {
        self.parts.retain(|parts| !parts.is_empty());
        for parts in &mut self.parts {
            parts.sort_unstable();
        }
        self.parts.sort_unstable();
        self.parts
    }
}

/// A position on the unit sphere, where straight distances order as distances on the ground do, at any meridian.
fn on_sphere(at: LatLon) -> [f64; 3] {
    let (lon, lat) = (at.lon().to_radians(), at.lat().to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atoms(list: &[(Option<u32>, f64, u64)]) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = list
            .iter()
            .map(|&(area, lon, people)| Atom {
                island: None,
                area: area.map(AreaIndex),
                cell: Cell::of(LatLon::wrapped(lon, 36.0), 8),
                people: People::from_count(people),
                members: Vec::new(),
            })
            .collect();
        atoms.sort_by_key(|atom| (atom.area, atom.cell));
        atoms
    }

    fn sizes(atoms: &[Atom], least: u64) -> Vec<u64> {
        let people = |group: &Vec<u32>| group.iter().map(|&i| atoms[i as usize].people).sum::<People>().count();
        let mut sizes: Vec<u64> = merge(atoms, least, &Areas::default()).iter().map(people).collect();
        sizes.sort_unstable();
        sizes
    }

    #[test]
    fn the_small_join_the_nearest_of_their_area() {
        // 14.0 and 14.1 are 9 km apart; the three people at 14.02 are nearer to the ten of area 1 but belong to area 0.
        let list = atoms(&[(Some(0), 14.0, 3), (Some(0), 14.1, 11), (Some(1), 14.01, 10)]);
        assert_eq!(sizes(&list, 9), [10, 14]);
    }

    #[test]
    fn an_area_with_too_few_goes_whole_to_its_neighbour() {
        let list = atoms(&[(Some(0), 14.0, 2), (Some(0), 14.3, 3), (Some(1), 14.01, 10), (Some(2), 15.0, 20)]);
        assert_eq!(sizes(&list, 9), [15, 20]);
    }

    #[test]
    fn only_a_whole_study_may_stay_small() {
        assert_eq!(sizes(&atoms(&[(None, 14.0, 2), (Some(1), 15.0, 4), (None, 170.0, 1)]), 9), [7]);
        assert_eq!(sizes(&atoms(&[]), 9), [0; 0]);
    }

    #[test]
    fn the_antimeridian_does_not_part_neighbours() {
        let list = atoms(&[(None, 179.99, 4), (None, -179.97, 12), (None, 170.0, 12)]);
        assert_eq!(sizes(&list, 9), [12, 16]);
    }

    #[test]
    fn many_empty_atoms_are_merged_in_reasonable_time() {
        let empty: Vec<_> = (0..20_000).map(|i| (None, -170.0 + f64::from(i) * 0.011, 0)).collect();
        assert_eq!(sizes(&atoms(&empty), 9), [0]);
    }
}
