//! Where the blocks of cells lie: the ones within reach of a road, and which of them a vertex may serve.
//!
//! Roads far apart cost nothing between them. Never here: what is in a block (see [`block`](super::block)).

use geo::Coord;

use super::block::SIDE;
use crate::network::snap::SNAP_CAP;
use crate::network::{EdgeId, Network, ProfileId, Sense, VertexId};
use crate::space::plane::METRES_PER_DEGREE;
use crate::space::{Extent, LatLon, LocalPlane};
use crate::units::Metres;

/// The row and the column of a block; in this order they are sorted from south to north, and from west to east.
pub type At = (i32, i32);

/// No block.
const NONE: u32 = u32::MAX;
/// Boxes are grown by a little more than the walk, because a degree of longitude is not equally long in all of a box.
const MARGIN: f64 = 1.05;

/// The blocks of a grid.
#[derive(Debug)]
pub struct Places {
    /// Degrees a cell.
    step: Coord,
    /// All blocks, sorted.
    blocks: Vec<At>,
    /// The block in which a vertex lies.
    home: Vec<u32>,
    /// Blocks that vertices of block `b` may serve: `near[first_near[b] .. first_near[b + 1]]`.
    first_near: Vec<u32>,
    near: Vec<u32>,
}

impl Places {
    /// Lays blocks of cells of at most `cell` over all roads of a profile and what is within walking reach of them.
    pub fn new(network: &Network, profile: ProfileId, cell: Metres) -> Self {
        let extent = network.extent().unwrap_or(Extent { west: 0.0, south: 0.0, east: 0.0, north: 0.0 });
        let (lon, lat) = LocalPlane::at(extent.centre()).reach(SNAP_CAP);
        let extent = extent.grown(lon, lat);
        // A degree of longitude is longest nearest the equator: there the cells have their full width.
        let widest =
            if extent.south <= 0.0 && extent.north >= 0.0 { 0.0 } else { extent.south.abs().min(extent.north.abs()) };
        let step = Coord {
            x: cell.0 / (METRES_PER_DEGREE * widest.to_radians().cos().max(0.01)),
            y: cell.0 / METRES_PER_DEGREE,
        };
        let roads = (0..network.edges().len()).map(EdgeId::new).filter(|&id| {
            let open = Sense::BOTH.iter().any(|&sense| network.is_open(id, profile, sense));
            open && !network.edge(id).is_ferry
        });
        let served: Vec<(EdgeId, Vec<At>)> = roads.map(|id| (id, around(network, id, step))).collect();
        let mut blocks: Vec<At> = served.iter().flat_map(|(_, blocks)| blocks).copied().collect();
        blocks.sort_unstable();
        blocks.dedup();

        let mut places = Self { step, blocks, home: Vec::new(), first_near: Vec::new(), near: Vec::new() };
        let vertices = (0..network.vertex_count()).map(|vertex| network.position(VertexId::new(vertex)));
        places.home = vertices.map(|at| places.holding(at).map_or(NONE, |block| block as u32)).collect();
        let mut pairs = Vec::new();
        for (id, served) in &served {
            let mut homes: Vec<u32> = places.homes(network, *id).collect();
            homes.sort_unstable();
            homes.dedup();
            for at in served {
                let block = places.find(*at).map_or(NONE, |block| block as u32);
                pairs.extend(homes.iter().map(|&home| (home, block)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        places.first_near =
            (0..=places.blocks.len()).map(|b| pairs.partition_point(|&(home, _)| (home as usize) < b) as u32).collect();
        places.near = pairs.into_iter().map(|(_, block)| block).collect();
        places
    }

    /// Degrees a cell.
    pub fn step(&self) -> Coord {
        self.step
    }

    /// All blocks, sorted.
    pub fn blocks(&self) -> &[At] {
        &self.blocks
    }

    fn find(&self, at: At) -> Option<usize> {
        self.blocks.binary_search(&at).ok()
    }

    fn holding(&self, at: LatLon) -> Option<usize> {
        let (column, row) = cell_of(at.into(), self.step);
        self.find((row.div_euclid(SIDE), column.div_euclid(SIDE)))
    }

    /// The blocks in which the ends of an edge lie.
    fn homes(&self, network: &Network, id: EdgeId) -> impl Iterator<Item = u32> {
        let edge = network.edge(id);
        let ends = edge.tail.into_iter().chain(edge.head).flatten();
        ends.map(|vertex| self.home[vertex.index()]).filter(|&home| home != NONE)
    }

    /// The blocks in which some cell may be served by one of `vertices` or by a place on `edge`, ascending.
    pub fn within(&self, network: &Network, vertices: impl Iterator<Item = VertexId>, edge: EdgeId) -> Vec<usize> {
        let mut homes = vec![false; self.blocks.len()];
        for vertex in vertices {
            if let Some(home) = homes.get_mut(self.home[vertex.index()] as usize) {
                *home = true;
            }
        }
        for home in self.homes(network, edge) {
            homes[home as usize] = true;
        }
        let mut within = vec![false; self.blocks.len()];
        for home in (0..homes.len()).filter(|&home| homes[home]) {
            for &block in &self.near[self.first_near[home] as usize..self.first_near[home + 1] as usize] {
                within[block as usize] = true;
            }
        }
        (0..within.len()).filter(|&block| within[block]).collect()
    }
}

/// The column and row of the cell that holds a position.
pub fn cell_of(at: Coord, step: Coord) -> (i32, i32) {
    ((at.x / step.x).floor() as i32, (at.y / step.y).floor() as i32)
}

/// The middle of a cell.
pub fn centre((column, row): (i32, i32), step: Coord) -> LatLon {
    LatLon::wrapped((f64::from(column) + 0.5) * step.x, (f64::from(row) + 0.5) * step.y)
}

/// The blocks in which some cell may be linked to an edge, sorted.
fn around(network: &Network, id: EdgeId, step: Coord) -> Vec<At> {
    let mut blocks = Vec::new();
    let mut last = None;
    let mut cover = |a: Coord, b: Coord| {
        let outermost = if a.y.abs() > b.y.abs() { a } else { b };
        let (lon, lat) = LocalPlane::at(LatLon::wrapped(outermost.x, outermost.y)).reach(SNAP_CAP);
        let extent = Extent { west: a.x.min(b.x), south: a.y.min(b.y), east: a.x.max(b.x), north: a.y.max(b.y) }
            .grown(lon * MARGIN, lat * MARGIN);
        let (west, south) = cell_of(Coord { x: extent.west, y: extent.south }, step);
        let (east, north) = cell_of(Coord { x: extent.east, y: extent.north }, step);
        let [west, south, east, north] = [west, south, east, north].map(|cell| cell.div_euclid(SIDE));
        // Neighbouring segments mostly lie in the same blocks.
        if last != Some([west, south, east, north]) {
            last = Some([west, south, east, north]);
            blocks.extend((south..=north).flat_map(|row| (west..=east).map(move |column| (row, column))));
        }
    };
    for pair in network.shape(id).windows(2) {
        let [a, b] = [pair[0], pair[1]].map(Coord::from);
        if (a.x - b.x).abs() <= 180.0 {
            cover(a, b);
        } else {
            // It crosses the 180th meridian: one part on either side of it.
            cover(a, Coord { x: 180.0_f64.copysign(a.x), y: b.y });
            cover(Coord { x: 180.0_f64.copysign(b.x), y: a.y }, b);
        }
    }
    blocks.sort_unstable();
    blocks.dedup();
    blocks
}
