//! Isochrones: the area within so many minutes of a place.
//!
//! The land is laid out in square cells of at most fifty metres, the same for every origin. A cell has the travel time of its
//! centre, found like that of any place: walk to the road, network, walk. The outline is traced through the middles between cells inside and cells
//! outside (marching squares), so outlines are valid, nested over minutes because the cells are, multi-part where water lies between, and never
//! depend on other origins. Cells whose centre is in the water are outside. The four cells around the origin are
//! inside: who is there has arrived. Never here: travel times themselves (see `travel`), GeoJSON.

use std::sync::OnceLock;

use contour::ContourBuilder;
use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::network::{Network, ProfileId, Snapper};
use crate::places::Land;
use crate::space::plane::METRES_PER_DEGREE;
use crate::space::{Extent, LatLon, LocalPlane};
use crate::travel::nearest::Field;
use crate::travel::{Heading, Link, Weighed};
use crate::units::{Deciseconds, Metres};

/// The area within `minutes` of one origin.
#[derive(Clone, PartialEq, Debug)]
pub struct Isochrone {
    /// Minutes, mobilisation included.
    pub minutes: u32,
    /// Its outline in degrees: valid, multi-part, nested over minutes, origin inside when it is on land.
    pub outline: MultiPolygon,
}

/// Cells along the side of a block; links of cells are made a block at a time.
const BLOCK: i64 = 32;

/// The cells of a study area for one profile. Links of cells are made when first asked for, and kept.
pub struct CellGrid<'a> {
    network: &'a Network,
    snapper: &'a Snapper,
    land: &'a Land,
    profile: ProfileId,
    /// Degrees a cell.
    step: Coord,
    /// The south-western block, and blocks a row and in all.
    origin: (i64, i64),
    columns: i64,
    blocks: Vec<OnceLock<Vec<Option<Link>>>>,
}

impl<'a> CellGrid<'a> {
    /// Lays cells of at most `cell` over all roads and what is within walking reach of them.
    pub fn new(
        network: &'a Network,
        (snapper, land): (&'a Snapper, &'a Land),
        profile: ProfileId,
        cell: Metres,
    ) -> Self {
        let extent = network.extent().unwrap_or(Extent { west: 0.0, south: 0.0, east: 0.0, north: 0.0 });
        let (lon, lat) = LocalPlane::at(extent.centre()).reach(crate::network::snap::SNAP_CAP);
        let extent = extent.grown(lon, lat);
        // A degree of longitude is longest nearest the equator: there the cells have their full width.
        let widest =
            if extent.south <= 0.0 && extent.north >= 0.0 { 0.0 } else { extent.south.abs().min(extent.north.abs()) };
        let step = Coord {
            x: cell.0 / (METRES_PER_DEGREE * widest.to_radians().cos().max(0.01)),
            y: cell.0 / METRES_PER_DEGREE,
        };
        let block = |degrees: f64, step: f64| (degrees / step / BLOCK as f64).floor() as i64;
        let origin = (block(extent.west, step.x), block(extent.south, step.y));
        let columns = block(extent.east, step.x) - origin.0 + 1;
        let rows = block(extent.north, step.y) - origin.1 + 1;
        let blocks = (0..columns * rows).map(|_| OnceLock::new()).collect();
        Self { network, snapper, land, profile, step, origin, columns, blocks }
    }

    /// The column and row of the cell that holds a position.
    fn cell(&self, at: Coord) -> (i64, i64) {
        ((at.x / self.step.x).floor() as i64, (at.y / self.step.y).floor() as i64)
    }

    fn centre(&self, (column, row): (i64, i64)) -> LatLon {
        LatLon::wrapped((column as f64 + 0.5) * self.step.x, (row as f64 + 0.5) * self.step.y)
    }

    /// The link of a cell's centre; none in the water, off the roads or outside the grid.
    fn link(&self, (column, row): (i64, i64)) -> Option<&Link> {
        let (x, y) = (column.div_euclid(BLOCK) - self.origin.0, row.div_euclid(BLOCK) - self.origin.1);
        if !(0..self.columns).contains(&x) || y < 0 {
            return None;
        }
        let block = self.blocks.get((y * self.columns + x) as usize)?;
        let links = block.get_or_init(|| {
            let (west, south) = ((x + self.origin.0) * BLOCK, (y + self.origin.1) * BLOCK);
            let cells = (0..BLOCK * BLOCK).map(|i| (west + i % BLOCK, south + i / BLOCK));
            cells.map(|cell| self.make_link(self.centre(cell))).collect()
        });
        links[(row.rem_euclid(BLOCK) * BLOCK + column.rem_euclid(BLOCK)) as usize].as_ref()
    }

    fn make_link(&self, at: LatLon) -> Option<Link> {
        if !self.land.holds(at) {
            return None;
        }
        let snap = self.snapper.snap(self.network, self.profile, at).ok()?;
        Some(Link::new(self.network, self.profile, snap))
    }

    /// The isochrones of one origin for some minutes, in the order given. Without time left after `mobilisation`
    /// the outline is empty.
    pub fn isochrones(
        &self,
        weighed: Weighed<'_>,
        (at, origin): (LatLon, &Link),
        (heading, mobilisation): (Heading, Deciseconds),
        minutes: &[u32],
    ) -> Vec<Isochrone> {
        let limit = |minutes: u32| {
            let limit = Deciseconds::from_minutes(minutes);
            (limit > mobilisation).then(|| limit - mobilisation)
        };
        let Some(longest) = minutes.iter().filter_map(|&minutes| limit(minutes)).max() else {
            return minutes.iter().map(|&minutes| Isochrone { minutes, outline: MultiPolygon(Vec::new()) }).collect();
        };
        let source = [Some(*origin)];
        let field = Field::new(weighed, heading, &source, longest);
        let times = self.times(&field, at, origin);
        let outline = |minutes| limit(minutes).map_or(MultiPolygon(Vec::new()), |limit| self.outline(&times, limit));
        minutes.iter().map(|&minutes| Isochrone { minutes, outline: outline(minutes) }).collect()
    }

    /// The times of all cells in the window around what was reached.
    fn times(&self, field: &Field<'_>, at: LatLon, origin: &Link) -> Window {
        let reached = field.reached().map(|vertex| self.network.position(vertex));
        let shape = self.network.shape(origin.edge()).iter().copied();
        // Only the origin's side of the 180th meridian is drawn: a box cannot cross it.
        let around = reached.chain(shape).chain([at]).filter(|there| (there.lon() - at.lon()).abs() < 180.0);
        let extent = Extent::around(around).unwrap_or(Extent { west: 0.0, south: 0.0, east: 0.0, north: 0.0 });
        let (lon, lat) = LocalPlane::at(extent.centre()).reach(crate::network::snap::SNAP_CAP);
        let extent = extent.grown(lon * 1.05, lat * 1.05);
        // Within a kilometre of the meridian the cells run on beyond it.
        let (west, south) = self.cell(Coord { x: extent.west, y: extent.south });
        let (east, north) = self.cell(Coord { x: extent.east, y: extent.north });
        let (width, height) = ((east - west + 1).max(1) as usize, (north - south + 1).max(1) as usize);
        let mut times = vec![Deciseconds::UNREACHED; width * height];
        for (row, times) in times.chunks_exact_mut(width).enumerate() {
            for (column, time) in times.iter_mut().enumerate() {
                if let Some(link) = self.link((west + column as i64, south + row as i64)) {
                    *time = field.at(link).time;
                }
            }
        }
        // The four cells whose centres surround the origin.
        let corner = self.cell(Coord::from(at) - self.step / 2.0);
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let (column, row) = (corner.0 + dx - west, corner.1 + dy - south);
            if (0..width as i64).contains(&column) && (0..height as i64).contains(&row) {
                times[row as usize * width + column as usize] = Deciseconds::ZERO;
            }
        }
        Window { west, south, width, times }
    }

    fn outline(&self, window: &Window, limit: Deciseconds) -> MultiPolygon {
        // One row of outside cells all around, so that every outline closes.
        let (width, height) = (window.width + 2, window.times.len() / window.width + 2);
        let mut inside = vec![0.0; width * height];
        for (row, times) in window.times.chunks_exact(window.width).enumerate() {
            for (column, &time) in times.iter().enumerate() {
                if time <= limit {
                    inside[(row + 1) * width + column + 1] = 1.0;
                }
            }
        }
        // The builder fails only on a grid of the wrong size, and this one has the right one.
        let builder = ContourBuilder::new(width, height, false);
        let shapes = builder.contours(&inside, &[0.5]).ok().and_then(|mut contours| contours.pop());
        let Some(shapes) = shapes else { return MultiPolygon(Vec::new()) };
        let place = |ring: &LineString| {
            // A cell's value stands in the middle of the cell, at half coordinates of the grid.
            let turn = |point: &Coord| Coord {
                x: (point.x - 1.0 + window.west as f64) * self.step.x,
                y: (point.y - 1.0 + window.south as f64) * self.step.y,
            };
            LineString(corners(&ring.0).iter().map(turn).collect())
        };
        let (polygons, _) = shapes.into_inner();
        let polygons = polygons
            .0
            .iter()
            .map(|polygon| Polygon::new(place(polygon.exterior()), polygon.interiors().iter().map(place).collect()));
        MultiPolygon(polygons.collect())
    }
}

struct Window {
    west: i64,
    south: i64,
    width: usize,
    times: Vec<Deciseconds>,
}

/// The points of a closed ring at which it turns.
fn corners(ring: &[Coord]) -> Vec<Coord> {
    let open = &ring[..ring.len().saturating_sub(1)];
    let count = open.len();
    let turns = |i: usize| {
        let (before, here, after) = (open[(i + count - 1) % count], open[i], open[(i + 1) % count]);
        let (a, b) = (here - before, after - here);
        (a.x * b.y - a.y * b.x).abs() > 1e-9
    };
    let mut kept: Vec<Coord> = (0..count).filter(|&i| turns(i)).map(|i| open[i]).collect();
    kept.extend(kept.first().copied());
    kept
}
