//! Where people could live: mapped homes, and plots of residential land for the homes that the map lacks.
//!
//! Never here: how many people there are (see [`demand`](super::demand)).

use std::collections::{HashMap, HashSet};

use geo::{Area as _, BoundingRect, Contains, Coord, MapCoords, MultiPolygon, Point, Polygon};
use rand::RngExt;
use rand_pcg::Pcg64;

use super::demand::Home;
use crate::places::Land;
use crate::space::{LatLon, LocalPlane};

/// The share of residential land that is taken up by homes.
const BUILT: f64 = 0.3;
/// What a building outside residential land counts, because many of those are sheds, shops or greenhouses.
const OUTSIDE: f64 = 0.3;
/// Footprints count within these bounds: a smaller one is a shed drawn as a house, a larger one is not all flats.
const FOOTPRINT_M2: (f64, f64) = (20.0, 1_000.0);
/// Plots are squares at least this wide, in metres; wider ones where that still gives twice as many as points wanted.
const PLOT_M: f64 = 20.0;

/// A place where people could live.
pub(super) struct Site {
    /// A home, or a point of a plot; on land, at six decimals.
    pub(super) at: LatLon,
    /// The piece of land that holds it, where there is a coast.
    pub(super) island: Option<usize>,
    /// The footprint of the homes it stands for, in tenths of a square metre.
    pub(super) weight: u64,
    /// Where it may be drawn again: a square of this side, in metres.
    pub(super) side: f64,
}

/// All sites, in an order that depends on nothing but where they are.
pub(super) fn sites(
    homes: &[Home],
    residential: &[MultiPolygon],
    land: &Land,
    (plane, points, rng): (&LocalPlane, u32, &mut Pcg64),
) -> Vec<Site> {
    let polygons = in_order(residential);
    let area: f64 = polygons.iter().map(|(_, metric)| metric.unsigned_area()).sum();
    let side = (area / (2.0 * f64::from(points.max(1)))).sqrt().max(PLOT_M);
    let cell = |at: Coord| ((at.x / side).floor() as i64, (at.y / side).floor() as i64);

    let home = |home: &Home| {
        let (m2, at) = (home.footprint_m2, home.at.rounded());
        let m2 = if m2.is_finite() { m2.clamp(FOOTPRINT_M2.0, FOOTPRINT_M2.1) } else { FOOTPRINT_M2.0 };
        island(land, at).map(|island| (at, island, m2))
    };
    let homes: Vec<(LatLon, Option<usize>, f64)> = homes.iter().filter_map(home).collect();
    let mut mapped: HashMap<(i64, i64), f64> = HashMap::new();
    for &(at, _, m2) in &homes {
        *mapped.entry(cell(plane.metres(at))).or_default() += m2;
    }

    let mut sites = Vec::new();
    let mut taken = HashSet::new();
    for (polygon, _) in &polygons {
        let Some(rect) = polygon.bounding_rect() else { continue };
        let corner = |at: Coord| cell(plane.metres(LatLon::wrapped(at.x, at.y)));
        let ((west, south), (east, north)) = (corner(rect.min()), corner(rect.max()));
        for y in south..=north {
            for x in west..=east {
                if taken.contains(&(x, y)) {
                    continue;
                }
                // One random point a cell: a cell that is half residential is taken half of the time.
                let inside = Coord { x: x as f64 + rng.random::<f64>(), y: y as f64 + rng.random::<f64>() };
                let at = plane.position(inside * side).rounded();
                let inside = polygon.contains(&Point::from(at));
                if let Some(island) = inside.then(|| island(land, at)).flatten() {
                    taken.insert((x, y));
                    let unmapped = side * side * BUILT - mapped.get(&(x, y)).copied().unwrap_or(0.0);
                    sites.push(Site { at, island, weight: tenths(unmapped), side });
                }
            }
        }
    }
    sites.extend(homes.into_iter().map(|(at, island, m2)| {
        let share = if taken.contains(&cell(plane.metres(at))) { 1.0 } else { OUTSIDE };
        Site { at, island, weight: tenths(m2 * share), side: 30.0 }
    }));
    sites.retain(|site| site.weight > 0);
    sites.sort_by(|a, b| {
        let key = |site: &Site| (site.at.hilbert(), site.weight);
        key(a).cmp(&key(b)).then(a.at.lon().total_cmp(&b.at.lon())).then(a.at.lat().total_cmp(&b.at.lat()))
    });
    sites
}

/// The piece of land that holds `at`, `Some(None)` where everything is land, `None` in the water.
pub(super) fn island(land: &Land, at: LatLon) -> Option<Option<usize>> {
    if land.polygons().is_empty() { Some(None) } else { land.island(at).map(Some) }
}

fn tenths(m2: f64) -> u64 {
    (m2.max(0.0) * 10.0).round() as u64
}

/// The polygons in degrees and in metres, ordered by where they are.
fn in_order(residential: &[MultiPolygon]) -> Vec<(&Polygon, Polygon)> {
    let mut polygons: Vec<&Polygon> = residential.iter().flat_map(|multi| &multi.0).collect();
    let key =
        |polygon: &Polygon| polygon.bounding_rect().map_or([0.0; 4], |r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    polygons.sort_by(|a, b| {
        let pairs = key(a).into_iter().zip(key(b));
        pairs.fold(std::cmp::Ordering::Equal, |order, (a, b)| order.then(a.total_cmp(&b)))
    });
    let metric = |polygon: &Polygon| {
        let first = polygon.exterior().0.first().copied().unwrap_or_default();
        let plane = LocalPlane::at(LatLon::wrapped(first.x, first.y));
        polygon.map_coords(|at| plane.metres(LatLon::wrapped(at.x, at.y)))
    };
    polygons.into_iter().map(|polygon| (polygon, metric(polygon))).collect()
}
