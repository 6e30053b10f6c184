//! Land as surfaces: cut and simplified to a tile.
//!
//! A coast may have a million points, so it is prepared twice: simplified as a whole for the first zooms, and cut in
//! exact pieces for the others. Never here: whether a position is dry (see `places::Land`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use geo::{BoundingRect, Coord, Geometry, MultiPolygon, Polygon, Rect, Simplify};

use crate::layer::clip::to_box;
use crate::layer::tile::TileFeature;
use crate::layer::tile_shape::{BUFFER, TOLERANCE, frame, piece, shape_to_world, whole};
use crate::places::Land;
use crate::space::tile::TILE_UNITS;
use crate::space::{Extent, TileId};

/// The zoom of the pieces; above it the simplified whole serves.
const PIECES: u8 = 8;

/// Land, ready for tiles.
#[derive(Debug)]
pub struct Ground {
    /// The box of all land; `None` when everything is land.
    bounds: Option<Extent>,
    /// All land at the precision of the zoom above the pieces, in units of zoom 0.
    coarse: Geometry,
    /// The land of each tile of zoom [`PIECES`] with a margin, by column and row; tiles of water have none.
    pieces: BTreeMap<(u32, u32), Geometry>,
}

impl Ground {
    /// Prepares land.
    pub fn new(land: &Land) -> Self {
        let boxes = land.polygons().iter().filter_map(BoundingRect::bounding_rect);
        let bounds = boxes.map(Extent::from).reduce(Extent::union);
        let world =
            land.polygons().iter().filter_map(|polygon| match shape_to_world(&Geometry::Polygon(polygon.clone())) {
                Geometry::Polygon(polygon) => Some(polygon),
                _ => None,
            });
        let world: Vec<Polygon> = world.collect();
        let tolerance = TOLERANCE / f64::from(1_u32 << (PIECES - 1));
        let coarse = Geometry::MultiPolygon(MultiPolygon::new(world.clone()).simplify(tolerance));
        let mut pieces = BTreeMap::new();
        cut((0, 0, 0), world, &mut pieces);
        Self { bounds, coarse, pieces }
    }

    /// The box of all land; `None` when everything is land.
    pub fn bounds(&self) -> Option<Extent> {
        self.bounds
    }

    /// The land of a tile as one feature, or none.
    pub fn tile(&self, tile: TileId) -> Vec<TileFeature<'static>> {
        let geometry = if self.bounds.is_none() {
            Some(Geometry::MultiPolygon(MultiPolygon::new(vec![full()])))
        } else if tile.z() < PIECES {
            piece(&self.coarse, tile)
        } else {
            let up = tile.z() - PIECES;
            self.pieces.get(&(tile.x() >> up, tile.y() >> up)).and_then(|world| piece(world, tile))
        };
        let feature = |geometry| TileFeature {
            id: Cow::Borrowed("land"),
            number: Some(0),
            geometry,
            values: Some(Cow::Borrowed(&[])),
            aggregated: None,
        };
        geometry.map(feature).into_iter().collect()
    }
}

/// A tile that is land all over, its margin included.
fn full() -> Polygon<i32> {
    let frame = frame(f64::from(BUFFER));
    Rect::new(whole(frame.min()), whole(frame.max())).to_polygon()
}

/// Cuts the land of a tile, given by zoom, column and row, into quarters until they are tiles of zoom [`PIECES`].
fn cut((z, x, y): (u8, u32, u32), world: Vec<Polygon>, pieces: &mut BTreeMap<(u32, u32), Geometry>) {
    if world.is_empty() {
        return;
    }
    if z == PIECES {
        pieces.insert((x, y), Geometry::MultiPolygon(MultiPolygon::new(world)));
        return;
    }
    // At every zoom the margin that the smallest pieces need, twice the buffer of their tiles: the edges along a cut
    // then lie outside of whatever is shown.
    let margin = f64::from(2 * BUFFER) / f64::from(1_u32 << PIECES);
    let side = f64::from(TILE_UNITS) / f64::from(1_u32 << (z + 1));
    for (column, row) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let (x, y) = (2 * x + column, 2 * y + row);
        let low = Coord { x: f64::from(x) * side - margin, y: f64::from(y) * side - margin };
        let reach = side + 2.0 * margin;
        let bounds = Rect::new(low, low + Coord { x: reach, y: reach });
        let quarter = world.iter().filter_map(|polygon| to_box(polygon, bounds)).collect();
        cut((z + 1, x, y), quarter, pieces);
    }
}
