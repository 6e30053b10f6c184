//! Hexagonal cells (H3): the cell of a position, outlines of cells, neighbours, parents.
//!
//! Never here: what is counted in a cell (see `layer`).

use geo::MultiPolygon;
use h3o::geom::SolventBuilder;
use h3o::{CellIndex, LatLng, Resolution};

use super::{LatLon, meridian};

/// One H3 cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cell(CellIndex);

impl Cell {
    /// The cell of `at` at a resolution from 0 to 15; finer than 15 counts as 15.
    ///
    /// ```
    /// use halfhour::space::{LatLon, cells::Cell};
    /// let cell = Cell::of(LatLon::new(14.5146, 35.8997).unwrap(), 8);
    /// assert_eq!(cell.resolution(), 8);
    /// assert_eq!(Cell::of(cell.centre(), 8), cell);
    /// ```
    pub fn of(at: LatLon, resolution: u8) -> Self {
        let resolution = Resolution::try_from(resolution).unwrap_or(Resolution::Fifteen);
        let point = LatLng::new(at.lat(), at.lon()).unwrap_or_default();
        Self(point.to_cell(resolution))
    }

    /// The resolution, 0 to 15.
    pub fn resolution(self) -> u8 {
        self.0.resolution().into()
    }

    /// The centre.
    pub fn centre(self) -> LatLon {
        let centre = LatLng::from(self.0);
        LatLon::wrapped(centre.lng(), centre.lat())
    }

    /// The cell one resolution coarser that holds this one; a cell of resolution 0 is its own.
    pub fn parent(self) -> Self {
        self.0.resolution().pred().and_then(|resolution| self.0.parent(resolution)).map_or(self, Self)
    }

    /// The cells that touch this one.
    pub fn neighbours(self) -> impl Iterator<Item = Self> {
        self.0.grid_disk_safe(1).filter(move |&cell| cell != self.0).map(Self)
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The outline of some different cells of one resolution, common edges removed, in parts on both sides of the 180th meridian.
pub fn outline(cells: impl IntoIterator<Item = Cell>) -> MultiPolygon {
    let dissolved = SolventBuilder::new().build().dissolve(cells.into_iter().map(|cell| cell.0));
    meridian::mended(dissolved.unwrap_or_else(|_| MultiPolygon::new(Vec::new())))
}
