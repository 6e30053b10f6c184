//! Isochrones: the area within so many minutes of a place.
//!
//! The land is laid out in square cells of at most fifty metres, the same for every origin. A cell has the travel time of its
//! centre, found like that of any place: walk to the road, network, walk. So part of an edge counts, people walk on where
//! the road ends, and a cell is inside exactly when its travel time is within the limit. Cells whose centre is in the water are
//! outside. The four cells around the origin are inside: who is there has arrived.
//!
//! - [`CellGrid`] knows for every cell from which vertices over which time it is reached. A block of cells is prepared when it is
//!   first asked for, and kept.
//! - [`CellSet`] is a set of cells: what one origin reaches, what at least so many of several reach.
//! - The outline of a set runs through the middles between cells inside and cells outside. So outlines are valid, nested over
//!   minutes because the sets are, multi-part where water lies between, and never depend on other origins.
//!
//! Never here: travel times themselves (see `travel`), GeoJSON.

mod block;
mod grid;
mod outline;
#[cfg(test)]
mod outline_tests;
mod places;
mod set;

pub use grid::{CellGrid, Ground, Origin, longest};
pub use set::{CellSet, overlap, union};

use geo::MultiPolygon;

use crate::network::VertexId;
use crate::travel::around::Around;
use crate::units::Deciseconds;

/// The area within `minutes` of one origin.
#[derive(Clone, PartialEq, Debug)]
pub struct Isochrone {
    /// Minutes, mobilisation included.
    pub minutes: u32,
    /// Its outline in degrees: valid, multi-part, nested over minutes, origin inside when it is on land.
    pub outline: MultiPolygon,
}

/// Travel times between an origin and the vertices, from whatever engine.
pub trait Reached {
    /// The time of a vertex, the walk at the origin included; unreached or any later time beyond the limit.
    fn time(&self, vertex: VertexId) -> Deciseconds;

    /// All vertices within the limit, in any order. Others may be among them, but cost time.
    fn vertices(&self) -> impl Iterator<Item = VertexId>;
}

impl<const L: usize> Reached for Around<'_, L> {
    fn time(&self, vertex: VertexId) -> Deciseconds {
        Around::time(self, vertex)
    }

    fn vertices(&self) -> impl Iterator<Item = VertexId> {
        self.reached()
    }
}
