//! The map of a made province: everything that stands on its ground as nodes, ways and relations.
//!
//! Never here: where roads run (see [`roads`](super::roads)), people.

use std::borrow::Cow;
use std::collections::BTreeMap;

use geo::Coord;
use rand::RngExt;
use rand_pcg::Pcg64;

use super::Plan;
use super::lattice::CELL;
use super::rings::{Step, rings};
use super::roads::{CLASSES, other_side};
use super::seats::Level;
use super::streets::Streets;
use crate::import::synth::pbf::{Map, Tag};

/// How far, in metres, a street may bend aside between two junctions.
const BEND: f64 = 5.0;
/// How far, in metres, a road between places may wind aside.
const WIND: f64 = 40.0;
/// Metres between the points of a road between places.
const STEP: f64 = 220.0;

fn tag(key: &'static str, value: impl Into<Cow<'static, str>>) -> Tag {
    (key, value.into())
}

fn highway(class: &'static str) -> Vec<Tag> {
    vec![tag("highway", class)]
}

/// Where the roads of a cell can be joined.
#[derive(Clone, Copy, Default)]
struct Gates {
    /// East, north, west, south: the ends of its main row and column.
    sides: [(i64, Coord); 4],
    /// The end of the lane in the south-west.
    lane: i64,
}

/// A map being drawn.
pub(super) struct Drawing<'a> {
    plan: &'a Plan,
    rng: &'a mut Pcg64,
    map: Map,
    gates: BTreeMap<usize, Gates>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(plan: &'a Plan, rng: &'a mut Pcg64) -> Self {
        Self { plan, rng, map: Map::default(), gates: BTreeMap::new() }
    }

    /// The whole map.
    pub(super) fn drawn(mut self) -> Map {
        self.counties();
        for cell in self.plan.lattice.cells() {
            if let Some(streets) = self.plan.streets.get(&cell) {
                self.streets(cell, streets);
            }
        }
        self.roads();
        self.motorways();
        self.ferries();
        self.water();
        self.places();
        self.map
    }

    fn point(&mut self, at: Coord) -> i64 {
        self.map.node(self.plan.lattice.position(at), Vec::new())
    }

    /// A random shift of at most so many metres along each axis.
    fn aside(&mut self, metres: f64) -> Coord {
        let mut shift = || (self.rng.random::<f64>() * 2.0 - 1.0) * metres;
        Coord { x: shift(), y: shift() }
    }

    fn streets(&mut self, cell: usize, streets: &Streets) {
        let lattice = &self.plan.lattice;
        let mut ids = Vec::with_capacity(streets.junctions());
        let mut places = Vec::with_capacity(streets.junctions());
        let (main_row, main_column) = (streets.main_row(), streets.main_column());
        for i in 0..streets.junctions() {
            let (row, column) = (i / streets.columns, i % streets.columns);
            let at = streets.at(row as f64, column as f64) + self.aside(streets.block() * 0.1);
            let signals = (row, column) == (main_row, main_column) && self.plan.seats.level[cell] <= Level::Township;
            let tags = if signals { vec![tag("highway", "traffic_signals")] } else { Vec::new() };
            ids.push(self.map.node(lattice.position(at), tags));
            places.push(at);
        }
        let index = |row: usize, column: usize| row * streets.columns + column;
        let class = |north: usize| {
            let back = lattice.beside(cell, if north == 0 { (-1, 0) } else { (0, -1) });
            let there =
                [Some(cell), back].into_iter().flatten().filter_map(|from| self.plan.roads.between(from, north));
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
        for (i, &((row, column), way)) in streets.lanes.iter().enumerate() {
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

    /// A street over some junctions, every second stretch with a bend.
    fn street(&mut self, stops: &[usize], (ids, places): (&[i64], &[Coord]), tags: Vec<Tag>) {
        if stops.len() < 2 {
            return;
        }
        let mut nodes = Vec::with_capacity(stops.len() * 2);
        for (i, &stop) in stops.iter().enumerate() {
            if i > 0 && self.rng.random_bool(0.5) {
                let bend = (places[stops[i - 1]] + places[stop]) / 2.0 + self.aside(BEND);
                nodes.push(self.point(bend));
            }
            nodes.push(ids[stop]);
        }
        self.map.way(nodes, tags);
    }

    /// The roads between neighbouring places; over a river their middle is a bridge.
    fn roads(&mut self) {
        let plan = self.plan;
        for cell in plan.lattice.cells() {
            for north in [0, 1] {
                let Some((class, bridge)) = plan.roads.between(cell, north) else { continue };
                let Some(next) = other_side(&plan.lattice, cell, north) else { continue };
                let (Some(from), Some(to)) = (self.gates.get(&cell), self.gates.get(&next)) else { continue };
                let (from, to) = (from.sides[north], to.sides[north + 2]);
                let nodes = self.winding(from, to, if bridge { 3 } else { 0 });
                let tags = highway(CLASSES[usize::from(class)].0);
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
    fn winding(&mut self, from: (i64, Coord), to: (i64, Coord), least: usize) -> Vec<i64> {
        let way = to.1 - from.1;
        let length = (way.x * way.x + way.y * way.y).sqrt();
        let between = ((length / STEP) as usize).max(least);
        let mut nodes = vec![from.0];
        for i in 1..=between {
            let at = from.1 + way * (i as f64 / (between as f64 + 1.0));
            let aside = self.aside(WIND.min(length / 20.0));
            nodes.push(self.point(at + aside));
        }
        nodes.push(to.0);
        nodes
    }

    /// Two carriageways; where one can enter and leave, ramps to the lane of the cell in the north-east.
    fn motorways(&mut self) {
        let plan = self.plan;
        let mut nodes: BTreeMap<usize, [i64; 2]> = BTreeMap::new();
        let corners: Vec<usize> = plan.motorways.parts.iter().flat_map(|&(a, b)| [a, b]).collect();
        for corner in corners {
            nodes.entry(corner).or_insert_with(|| {
                let at = plan.lattice.at_corner(corner);
                [-15.0, 15.0].map(|off| self.point(at + Coord { x: off, y: -off }))
            });
        }
        let one_way =
            || vec![tag("highway", "motorway"), tag("oneway", "yes"), tag("bridge", "yes"), tag("layer", "2")];
        for (a, b) in &plan.motorways.parts {
            let ([out_a, back_a], [out_b, back_b]) = (nodes[a], nodes[b]);
            self.map.way([out_a, out_b], one_way());
            self.map.way([back_b, back_a], one_way());
        }
        for corner in &plan.motorways.junctions {
            let lane = plan.lattice.around(*corner)[3].and_then(|cell| self.gates.get(&cell)).map(|gates| gates.lane);
            if let (Some(lane), Some(&both)) = (lane, nodes.get(corner)) {
                for node in both {
                    self.map.way([node, lane], vec![tag("highway", "motorway_link"), tag("oneway", "no")]);
                }
            }
        }
    }

    /// A line from each island: its quays, the roads to them, and the boat; every fourth takes no cars.
    fn ferries(&mut self) {
        for (i, &(from, to)) in (1..).zip(&self.plan.ferries) {
            let (a, b) = (self.plan.lattice.middle(from), self.plan.lattice.middle(to));
            let names = [tag("name", format!("造省渡线{i}（虚构）")), tag("name:en", format!("Made line {i}"))];
            let quays = [(from, a, b), (to, b, a)].map(|(cell, here, there)| self.quay(cell, here, there, &names));
            let [Some(from), Some(to)] = quays else { continue };
            let way = b - a;
            // Five minutes in port, and 24 km/h.
            let minutes = 5 + ((way.x * way.x + way.y * way.y).sqrt() / 400.0) as u32;
            let motor = if i % 4 == 0 { "no" } else { "yes" };
            let line = [tag("route", "ferry"), tag("duration", format!("{:02}:{:02}", minutes / 60, minutes % 60))];
            let who = [tag("foot", "yes"), tag("bicycle", "yes"), tag("motor_vehicle", motor)];
            self.map.way([from, to], [&line[..], &names, &who].concat());
        }
    }

    /// A quay on the shore of a cell towards somewhere, and the road to it.
    fn quay(&mut self, cell: usize, here: Coord, there: Coord, names: &[Tag]) -> Option<i64> {
        let way = there - here;
        let side = match (way.x.abs() >= way.y.abs(), way.x >= 0.0, way.y >= 0.0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        };
        let from = self.gates.get(&cell)?.sides[side];
        let at = here + way * (0.46 * CELL / way.x.abs().max(way.y.abs()).max(CELL / 2.0));
        let tags = [&[tag("amenity", "ferry_terminal")], names].concat();
        let quay = self.map.node(self.plan.lattice.position(at), tags);
        let road = self.winding(from, (quay, at), 0);
        self.map.way(road, highway("unclassified"));
        Some(quay)
    }

    /// Rivers, and the coasts of all islands.
    fn water(&mut self) {
        let lattice = &self.plan.lattice;
        for (i, river) in (1..).zip(&self.plan.roads.rivers) {
            let nodes: Vec<i64> = river.iter().map(|&corner| self.point(lattice.at_corner(corner))).collect();
            let names = [tag("name", format!("造河{i}（虚构）")), tag("name:en", format!("Made River {i}"))];
            self.map.way(nodes, [&[tag("waterway", "river")], &names[..]].concat());
        }
        let land: Vec<usize> = lattice.cells().collect();
        for ring in rings(lattice, &land, |cell| lattice.land[cell]) {
            let nodes = self.outline(&ring);
            self.map.way(nodes, vec![tag("natural", "coastline")]);
        }
    }

    /// The counties as relations 1, 2, ..., each with an outline of its own.
    fn counties(&mut self) {
        let plan = self.plan;
        for (number, cells) in (0..).zip(&plan.counties) {
            let inside = |cell: usize| plan.seats.county[cell] == number;
            let mut members = Vec::new();
            for ring in rings(&plan.lattice, cells, inside) {
                let nodes = self.outline(&ring);
                let role = if winds_left(plan, &ring) { "outer" } else { "inner" };
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
        let lattice = &self.plan.lattice;
        let mut nodes = Vec::with_capacity(ring.len() * 2 + 1);
        for step in ring {
            if !lattice.land[step.outside] {
                let (inside, outside) = (lattice.middle(step.cell), lattice.middle(step.outside));
                // As far for every ring along this shore.
                let far = 0.55 + 0.15 * ((step.cell * 7 + step.outside * 13) % 11) as f64 / 11.0;
                let bulge = inside + (outside - inside) * far;
                nodes.push(self.point(bulge));
            }
            let corner = lattice.at_corner(step.corner);
            let inwards = (lattice.middle(step.cell) - corner) * if step.touches { 0.05 } else { 0.0 };
            nodes.push(self.point(corner + inwards));
        }
        nodes.extend(nodes.first().copied());
        nodes
    }

    /// The names of all places, with their people.
    fn places(&mut self) {
        for place in &self.plan.places {
            let class = ["city", "city", "town", "village", "hamlet"][place.level as usize];
            let people = tag("population", place.people.to_string());
            let names = [tag("name", place.name.zh.clone()), tag("name:en", place.name.en.clone())];
            self.map.node(place.at, [&[tag("place", class), people], &names[..]].concat());
        }
    }
}

/// Better classes first.
fn rank(class: &str) -> usize {
    CLASSES.iter().position(|&(name, _)| name == class).unwrap_or(CLASSES.len())
}

/// Is the inside of a ring within it? (Otherwise it is a hole.)
fn winds_left(plan: &Plan, ring: &[Step]) -> bool {
    let corners: Vec<(i64, i64)> = ring
        .iter()
        .map(|step| ((step.corner % plan.lattice.corners()) as i64, (step.corner / plan.lattice.corners()) as i64))
        .collect();
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<i64>() > 0
}
