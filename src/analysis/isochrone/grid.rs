//! The cells of a study area and which of them an origin reaches.
//!
//! Never here: how a block knows its cells (see [`block`](super::block)), outlines.

use std::sync::OnceLock;

use geo::{Coord, MultiPolygon};
use rayon::prelude::*;

use super::block::{Block, SIDE};
use super::places::{Places, cell_of, centre};
use super::{CellSet, Isochrone, Reached};
use crate::network::{Network, ProfileId, Snapper};
use crate::places::Land;
use crate::space::LatLon;
use crate::travel::around::{Around, around, around_each};
use crate::travel::sweep::LANES;
use crate::travel::{Heading, Link, Weighed};
use crate::units::{Deciseconds, Metres};

/// What cells are linked to. A grid is always asked on the same ground.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The roads.
    pub network: &'a Network,
    /// Finds them.
    pub snapper: &'a Snapper,
    /// What is dry.
    pub land: &'a Land,
}

/// Where an isochrone starts, or leads to.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The place.
    pub at: LatLon,
    /// Its link for the profile of the grid.
    pub link: &'a Link,
}

/// The cells of a study area for one profile and heading. They are linked a block at a time, when first asked for, and kept.
#[derive(Debug)]
pub struct CellGrid {
    profile: ProfileId,
    heading: Heading,
    places: Places,
    blocks: Vec<OnceLock<Block>>,
}

impl CellGrid {
    /// Lays cells of at most `cell` over all roads and what is within walking reach of them. [`Heading::Away`]: the origins
    /// travel to the cells.
    pub fn new(network: &Network, (profile, heading): (ProfileId, Heading), cell: Metres) -> Self {
        let places = Places::new(network, profile, cell);
        let blocks = places.blocks().iter().map(|_| OnceLock::new()).collect();
        Self { profile, heading, places, blocks }
    }

    /// Links all cells now, in parallel. Without it they are linked when they are first asked for.
    pub fn prepare(&self, ground: &Ground) {
        (0..self.blocks.len()).into_par_iter().for_each(|block| {
            self.block(ground, block);
        });
    }

    fn block(&self, ground: &Ground, block: usize) -> &Block {
        let travel = (self.profile, self.heading);
        // Linking runs on one thread: a task taken up in between could wait for this very block.
        self.blocks[block].get_or_init(|| Block::new(ground, travel, self.places.blocks()[block], self.places.step()))
    }

    /// The cells within each of the limits from one origin, the four around it among them; `times` are those of the origin, followed
    /// to the longest limit at least.
    pub fn reach(
        &self,
        ground: &Ground,
        times: &impl Reached,
        origin: &Origin,
        limits: &[Deciseconds],
    ) -> Vec<CellSet> {
        let step = self.places.step();
        let blocks = self.places.within(ground.network, times.vertices(), origin.link.edge());
        let mut sets: Vec<CellSet> = limits.iter().map(|_| CellSet::empty(step, blocks.len() + 4)).collect();
        for block in blocks {
            let at = self.places.blocks()[block];
            let on_map = on_map(at.1, step);
            let cells = self.block(ground, block);
            for (set, &limit) in sets.iter_mut().zip(limits) {
                let mut inside = [0; SIDE as usize];
                cells.mark(times, limit, &mut inside);
                cells.mark_edge(ground, origin.link, limit, &mut inside);
                inside.iter_mut().for_each(|row| *row &= on_map);
                set.push(at, &inside);
            }
        }
        // The four cells whose centres surround the origin.
        let (column, row) = cell_of(Coord::from(origin.at) - step / 2.0, step);
        for set in &mut sets {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(dx, dy)| (column + dx, row + dy));
            four.into_iter().filter(|cell| is_on_map(cell.0, step)).for_each(|cell| set.insert(cell));
        }
        sets
    }

    /// The cells within `limit` of each origin, found in parallel: for one facility alone, for [`union`](super::union), and
    /// for [`overlap`](super::overlap).
    pub fn each(&self, ground: &Ground, weighed: Weighed<'_>, origins: &[Origin], limit: Deciseconds) -> Vec<CellSet> {
        let links: Vec<Option<Link>> = origins.iter().map(|origin| Some(*origin.link)).collect();
        let reach = |i: usize, times: Around<'_, LANES>| self.reach(ground, &times, &origins[i], &[limit]).pop();
        let sets = around_each(weighed, self.heading, &links, limit, reach);
        sets.into_iter().map(|set| set.flatten().unwrap_or_else(|| CellSet::empty(self.places.step(), 0))).collect()
    }

    /// The isochrones of one origin for some minutes, in the order given. Without time left after `mobilisation`
    /// the outline is empty.
    pub fn isochrones(
        &self,
        ground: &Ground,
        weighed: Weighed<'_>,
        origin: &Origin,
        times: (Deciseconds, &[u32]),
    ) -> Vec<Isochrone> {
        let longest = longest(times).unwrap_or(Deciseconds::ZERO);
        around(weighed, self.heading, origin.link, longest, |around| self.outlines(ground, &around, origin, times))
    }

    /// Like [`CellGrid::isochrones`], with the times around the origin, followed to [`longest`].
    pub fn outlines(
        &self,
        ground: &Ground,
        around: &impl Reached,
        origin: &Origin,
        (mobilisation, minutes): (Deciseconds, &[u32]),
    ) -> Vec<Isochrone> {
        let limits: Vec<Deciseconds> = minutes.iter().filter_map(|&minutes| time_left(mobilisation, minutes)).collect();
        let mut sets = self.reach(ground, around, origin, &limits).into_iter();
        let isochrone = |&minutes: &u32| {
            let set = time_left(mobilisation, minutes).and_then(|_| sets.next());
            Isochrone { minutes, outline: set.map_or(MultiPolygon(Vec::new()), |set| set.outline()) }
        };
        minutes.iter().map(isochrone).collect()
    }

    /// Degrees of longitude and latitude a cell.
    pub fn step(&self) -> Coord {
        self.places.step()
    }

    /// The middle of the cell that holds a position; the travel time of this place decides whether the cell is inside.
    pub fn middle(&self, at: LatLon) -> LatLon {
        centre(cell_of(at.into(), self.places.step()), self.places.step())
    }
}

/// Does the middle of a column lie on the map? Beyond the 180th meridian its cells are those of the other side.
fn is_on_map(column: i32, step: Coord) -> bool {
    ((f64::from(column) + 0.5) * step.x).abs() <= 180.0
}

/// The columns of a block whose middles lie on the map, as bits.
fn on_map(block: i32, step: Coord) -> u64 {
    (0..SIDE).filter(|&column| is_on_map(block * SIDE + column, step)).fold(0, |bits, column| bits | 1 << column)
}

/// How far times must be followed for some minutes after a mobilisation; `None` when none leaves time to travel.
pub fn longest((mobilisation, minutes): (Deciseconds, &[u32])) -> Option<Deciseconds> {
    minutes.iter().filter_map(|&minutes| time_left(mobilisation, minutes)).max()
}

fn time_left(mobilisation: Deciseconds, minutes: u32) -> Option<Deciseconds> {
    let limit = Deciseconds::from_minutes(minutes);
    (limit > mobilisation).then(|| limit - mobilisation)
}
