//! The map of a made world: streets, roads between places, quays, rivers, coasts and counties of a lattice as nodes and ways.
//!
//! Never here: where roads run (see [`roads`](super::roads)), lines of boats, people.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;
use rand::RngExt;
use rand_pcg::Pcg64;

use super::lattice::Lattice;
use super::pbf::{Map, Tag};
use super::rings::{Step, rings};
use super::roads::{CLASSES, Roads, other_side};
use super::streets::Streets;

/// How far, in metres, a street may bend aside between two junctions.
const BEND: f64 = 5.0;
/// How far, in metres, a road between places may wind aside.
const WIND: f64 = 40.0;
/// Metres between the points of a road between places.
const STEP: f64 = 220.0;
/// And where the map is coarse.
const COARSE_STEP: f64 = 900.0;

/// A tag.
pub(super) fn tag(key: &'static str, value: impl Into<Cow<'static, str>>) -> Tag {
    (key, value.into())
}

/// The tags of a road of this class.
pub(super) fn highway(class: &'static str) -> Vec<Tag> {
    vec![tag("highway", class)]
}

/// Where the roads of a cell can be joined.
#[derive(Clone, Copy, Default)]
pub(super) struct Gates {
    /// East, north, west, south: the ends of its main row and column.
    pub(super) sides: [(i64, Coord); 4],
    /// The end of the lane in the south-west.
    pub(super) lane: i64,
}

/// A cell whose coast is drawn in: around `middle` rather than its own, and so many times as wide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shrunk {
    pub(super) middle: Coord,
    pub(super) share: f64,
}

/// A map being drawn.
pub(super) struct Drawing<'a> {
    pub(super) lattice: &'a Lattice,
    pub(super) rng: &'a mut Pcg64,
    pub(super) map: Map,
    pub(super) gates: BTreeMap<usize, Gates>,
    /// Cells that are islands of their own and smaller than the lattice has them.
    pub(super) shrunk: BTreeMap<usize, Shrunk>,
    /// Cells whose roads are tracks.
    pub(super) tracks: BTreeSet<usize>,
    /// Streets and roads with few points between junctions, for a small file.
    pub(super) coarse: bool,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(lattice: &'a Lattice, rng: &'a mut Pcg64) -> Self {
        Self {
            lattice,
            rng,
            map: Map::default(),
            gates: BTreeMap::new(),
            shrunk: BTreeMap::new(),
            tracks: BTreeSet::new(),
            coarse: false,
        }
    }

    /// A node without tags.
    pub(super) fn point(&mut self, at: Coord) -> i64 {
        self.map.node(self.lattice.position(at), Vec::new())
    }

    /// A random shift of at most so many metres along each axis.
    pub(super) fn aside(&mut self, metres: f64) -> Coord {
        let mut shift = || (self.rng.random::<f64>() * 2.0 - 1.0) * metres;
        Coord { x: shift(), y: shift() }
    }

    /// A point of the shore of a cell, drawn in where the cell is.
    fn ashore(&self, cell: usize, at: Coord) -> Coord {
        match self.shrunk.get(&cell) {
            Some(shrunk) => shrunk.middle + (at - self.lattice.middle(cell)) * shrunk.share,
            None => at,
        }
    }

    /// The streets of a cell, with signals at its main crossing or not.
    pub(super) fn streets(&mut self, cell: usize, (streets, roads, signals): (&Streets, &Roads, bool)) {
        let lattice = self.lattice;
        let mut ids = Vec::with_capacity(streets.junctions());
        let mut places = Vec::with_capacity(streets.junctions());
        let (main_row, main_column) = (streets.main_row(), streets.main_column());
        for i in 0..streets.junctions() {
            let (row, column) = (i / streets.columns, i % streets.columns);
            let at = streets.at(row as f64, column as f64) + self.aside(streets.block() * 0.1);
            let lit = signals && (row, column) == (main_row, main_column);
            let tags = if lit { vec![tag("highway", "traffic_signals")] } else { Vec::new() };
            ids.push(self.map.node(lattice.position(at), tags));
            places.push(at);
        }
        let index = |row: usize, column: usize| row * streets.columns + column;
        let class = |north: usize| {
            let back = lattice.beside(cell, if north == 0 { (-1, 0) } else { (0, -1) });
            let there = [Some(cell), back].into_iter().flatten().filter_map(|from| roads.between(from, north));
            there
                .map(|(class, _)| CLASSES[usize::from(class)].0)
                .min_by_key(|class| rank(class))
                .unwrap_or("residential")
        };
        let (row_class, column_class) = (class(0), class(1));
        for row in 0..streets.rows() {
            let stops: Vec<usize> = (0..streets.in_row(row)).map(|column| index(row, column)).collect();
            let mut tags = highway(if row == main_row { row_class } else { "residential" });
            let direction = streets.one_way.get(row).copied().flatten();
            tags.extend(direction.map(|east| tag("oneway", if east { "yes" } else { "-1" })));
            self.street(&stops, (&ids, &places), tags);
        }
        for column in 0..streets.columns {
            let class = if column == main_column { column_class } else { "residential" };
            let mut run = Vec::new();
            for row in 0..streets.in_column(column) {
                run.push(index(row, column));
                if !streets.leads_north(row, column) {
                    self.street(&run, (&ids, &places), highway(class));
                    run.clear();
                }
            }
        }
        let mut gates = Gates::default();
        let lanes = if self.coarse { 1 } else { streets.lanes.len() };
        for (i, &((row, column), way)) in streets.lanes.iter().take(lanes).enumerate() {
            let start = index(row, column);
            let end = self.point(places[start] + way);
            self.map.way([ids[start], end], highway("service"));
            if i == 0 {
                gates.lane = end;
            }
        }
        let last = |row: usize| streets.in_row(row) - 1;
        let ends = [
            index(main_row, last(main_row)),
            index(streets.in_column(main_column) - 1, main_column),
            index(main_row, 0),
            main_column,
        ];
        gates.sides = ends.map(|end| (ids[end], places[end]));
        self.gates.insert(cell, gates);
    }

    /// A cell without streets: all its roads meet in one point.
    pub(super) fn camp(&mut self, cell: usize, at: Coord) {
        let node = self.point(at);
        self.gates.insert(cell, Gates { sides: [(node, at); 4], lane: node });
    }

    /// A street over some junctions, every second stretch with a bend.
    fn street(&mut self, stops: &[usize], (ids, places): (&[i64], &[Coord]), tags: Vec<Tag>) {
        if stops.len() < 2 {
            return;
        }
        let mut nodes = Vec::with_capacity(stops.len() * 2);
        for (i, &stop) in stops.iter().enumerate() {
            if i > 0 && !self.coarse && self.rng.random_bool(0.5) {
                let bend = (places[stops[i - 1]] + places[stop]) / 2.0 + self.aside(BEND);
                nodes.push(self.point(bend));
            }
            nodes.push(ids[stop]);
        }
        self.map.way(nodes, tags);
    }

    /// The roads between neighbouring places; over a river their middle is a bridge.
    pub(super) fn roads(&mut self, roads: &Roads) {
        for cell in self.lattice.cells() {
            for north in [0, 1] {
                let Some((class, bridge)) = roads.between(cell, north) else { continue };
                let Some(next) = other_side(self.lattice, cell, north) else { continue };
                let (Some(from), Some(to)) = (self.gates.get(&cell), self.gates.get(&next)) else { continue };
                let (from, to) = (from.sides[north], to.sides[north + 2]);
                let nodes = self.winding(from, to, if bridge { 3 } else { 0 });
                let wild = self.tracks.contains(&cell) || self.tracks.contains(&next);
                let tags = highway(if wild { "track" } else { CLASSES[usize::from(class)].0 });
                let middle = nodes.len() / 2;
                if bridge && nodes.len() >= 5 {
                    self.map.way(nodes[..middle].iter().copied(), tags.clone());
                    self.map.way(nodes[middle..].iter().copied(), tags.clone());
                    let over = [tags, vec![tag("bridge", "yes"), tag("layer", "1")]].concat();
                    self.map.way(nodes[middle - 1..=middle].iter().copied(), over);
                } else {
                    self.map.way(nodes, tags);
                }
            }
        }
    }

    /// The nodes of a road, with at least so many between its ends.
    pub(super) fn winding(&mut self, from: (i64, Coord), to: (i64, Coord), least: usize) -> Vec<i64> {
        let way = to.1 - from.1;
        let length = (way.x * way.x + way.y * way.y).sqrt();
        let between = ((length / if self.coarse { COARSE_STEP } else { STEP }) as usize).max(least);
        let mut nodes = vec![from.0];
        for i in 1..=between {
            let at = from.1 + way * (i as f64 / (between as f64 + 1.0));
            let aside = self.aside(WIND.min(length / 20.0));
            nodes.push(self.point(at + aside));
        }
        nodes.push(to.0);
        nodes
    }

    /// Where one leaves a cell by water towards somewhere: the end of its roads on that side, and a point of its shore.
    pub(super) fn landing(&self, cell: usize, there: Coord) -> Option<((i64, Coord), Coord)> {
        let here = self.lattice.middle(cell);
        let way = there - here;
        let from = self.gates.get(&cell)?.sides[side_towards(way)];
        let at = here + way * (0.46 * self.lattice.cell / way.x.abs().max(way.y.abs()).max(self.lattice.cell / 2.0));
        Some((from, self.ashore(cell, at)))
    }

    /// A quay on the shore of a cell towards somewhere, and the road to it, which ends so many metres short.
    pub(super) fn quay(&mut self, cell: usize, (there, short): (Coord, f64), names: &[Tag]) -> Option<i64> {
        let (from, at) = self.landing(cell, there)?;
        let tags = [&[tag("amenity", "ferry_terminal")], names].concat();
        let way = there - self.lattice.middle(cell);
        let out = way * (short / (way.x * way.x + way.y * way.y).sqrt().max(1.0));
        let quay = self.map.node(self.lattice.position(at + out), tags);
        let end = if short > 0.0 { self.point(at) } else { quay };
        let road = self.winding(from, (end, at), 0);
        self.map.way(road, highway("unclassified"));
        Some(quay)
    }

    /// The counties as relations 1, 2, ..., each with an outline of its own.
    pub(super) fn counties(&mut self, counties: &[Vec<usize>], of_cell: &[u32]) {
        let lattice = self.lattice;
        for (number, cells) in (0..).zip(counties) {
            let inside = |cell: usize| of_cell[cell] == number;
            let mut members = Vec::new();
            for ring in rings(lattice, cells, inside) {
                let nodes = self.outline(&ring);
                let role = if winds_left(lattice, &ring) { "outer" } else { "inner" };
                members.push((self.map.way(nodes, Vec::new()), role));
            }
            let kind = [tag("type", "boundary"), tag("boundary", "administrative"), tag("admin_level", "6")];
            let county = number + 1;
            let names = [tag("name", format!("造县{county}（虚构）")), tag("name:en", format!("Made County {county}"))];
            self.map.relation(members, [&kind[..], &names].concat());
        }
    }

    /// The nodes of a ring, the first one again at the end; towards the sea its sides bulge.
    fn outline(&mut self, ring: &[Step]) -> Vec<i64> {
        let lattice = self.lattice;
        let mut nodes = Vec::with_capacity(ring.len() * 2 + 1);
        for step in ring {
            if !lattice.land[step.outside] {
                let (inside, outside) = (lattice.middle(step.cell), lattice.middle(step.outside));
                // As far for every ring along this shore.
                let far = 0.55 + 0.15 * ((step.cell * 7 + step.outside * 13) % 11) as f64 / 11.0;
                let bulge = self.ashore(step.cell, inside + (outside - inside) * far);
                nodes.push(self.point(bulge));
            }
            let corner = lattice.at_corner(step.corner);
            let inwards = (lattice.middle(step.cell) - corner) * if step.touches { 0.05 } else { 0.0 };
            let corner = self.ashore(step.cell, corner + inwards);
            nodes.push(self.point(corner));
        }
        nodes.extend(nodes.first().copied());
        nodes
    }

    /// Rivers.
    pub(super) fn rivers(&mut self, roads: &Roads) {
        let lattice = self.lattice;
        for (i, river) in (1..).zip(&roads.rivers) {
            let nodes: Vec<i64> = river.iter().map(|&corner| self.point(lattice.at_corner(corner))).collect();
            let names = [tag("name", format!("造河{i}（虚构）")), tag("name:en", format!("Made River {i}"))];
            self.map.way(nodes, [&[tag("waterway", "river")], &names[..]].concat());
        }
    }

    /// The coasts of all islands.
    pub(super) fn coasts(&mut self) {
        let lattice = self.lattice;
        let land: Vec<usize> = lattice.cells().collect();
        for ring in rings(lattice, &land, |cell| lattice.land[cell]) {
            let nodes = self.outline(&ring);
            self.map.way(nodes, vec![tag("natural", "coastline")]);
        }
    }
}

/// The side of a cell, of east, north, west, south, that a way leads to.
pub(super) fn side_towards(way: Coord) -> usize {
    match (way.x.abs() >= way.y.abs(), way.x >= 0.0, way.y >= 0.0) {
        (true, true, _) => 0,
        (false, _, true) => 1,
        (true, false, _) => 2,
        (false, _, false) => 3,
    }
}

/// Better classes first.
fn rank(class: &str) -> usize {
    CLASSES.iter().position(|&(name, _)| name == class).unwrap_or(CLASSES.len())
}

/// Is the inside of a ring within it? (Otherwise it is a hole.)
fn winds_left(lattice: &Lattice, ring: &[Step]) -> bool {
    let corners: Vec<(i64, i64)> = ring
        .iter()
        .map(|step| ((step.corner % lattice.corners()) as i64, (step.corner / lattice.corners()) as i64))
        .collect();
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<i64>() > 0
}
