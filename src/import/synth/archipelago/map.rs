//! The map of a made archipelago: everything that stands on its ground, and the lines of its boats.
//!
//! Never here: where roads and lines run, people.

use std::collections::BTreeMap;

use geo::Coord;
use rand_pcg::Pcg64;

use super::Ground;
use super::lines::{Line, Sort, timetable};
use crate::import::synth::drawing::{Drawing, highway, side_towards, tag};
use crate::import::synth::pbf::{Map, Tag};
use crate::import::tables::SailingRow;

/// One in so many quays of small islands lies off the end of its road.
const OFF_ROAD: usize = 6;
/// By so many metres.
const SHORT: f64 = 40.0;

/// The whole map, and the rows of the timetable of its lines.
pub(super) fn drawn(ground: &Ground, rng: &mut Pcg64) -> (Map, Vec<SailingRow>) {
    let mut drawing = Drawing::new(&ground.lattice, rng);
    drawing.shrunk.clone_from(&ground.shrunk);
    drawing.counties(&ground.counties, &ground.seats.county);
    for (&cell, streets) in &ground.streets {
        let signals = ground.isle(cell).seat == cell;
        drawing.streets(cell, (streets, &ground.roads, signals));
    }
    drawing.roads(&ground.roads);
    let mut sea = Sea { ground, drawing, quays: BTreeMap::new(), of_isle: vec![0; ground.isles.len()], small: 0 };
    sea.bridges();
    let rows = sea.lines();
    sea.drawing.rivers(&ground.roads);
    sea.drawing.coasts();
    sea.names();
    (sea.drawing.map, rows)
}

struct Sea<'a> {
    ground: &'a Ground,
    drawing: Drawing<'a>,
    /// Quays by cell and side.
    quays: BTreeMap<(usize, usize), i64>,
    /// Quays of each island so far.
    of_isle: Vec<usize>,
    /// Quays of small islands so far.
    small: usize,
}

impl Sea<'_> {
    fn lines(&mut self) -> Vec<SailingRow> {
        let ground = self.ground;
        let mut rows = Vec::new();
        for (number, line) in (1..).zip(&ground.links.lines) {
            let (a, b) = line.cells;
            let quays = [(a, b), (b, a)].map(|(cell, other)| self.quay(cell, other));
            let [Some(from), Some(to)] = quays else { continue };
            let crossing = line.crossing(&ground.lattice);
            let way = self.drawing.map.way([from, to], self.tags(line, number, crossing));
            rows.extend(timetable(line, (number, way), (from, to), crossing, self.drawing.rng));
        }
        rows
    }

    fn tags(&self, line: &Line, number: usize, minutes: u32) -> Vec<Tag> {
        let ends = [line.cells.0, line.cells.1].map(|cell| &self.ground.isle(cell).name);
        let motor = if line.sort == Sort::Vehicles { "yes" } else { "no" };
        let mut tags = vec![
            tag("route", "ferry"),
            tag("name", format!("造线{number} {}—{}（虚构）", ends[0].0, ends[1].0)),
            tag("name:en", format!("Made line {number} {} - {}", ends[0].1, ends[1].1)),
            tag("duration", format!("{:02}:{:02}", minutes / 60, minutes % 60)),
            tag("foot", "yes"),
            tag("bicycle", motor),
            tag("motor_vehicle", motor),
        ];
        if line.sort == Sort::OnDemand {
            tags.push(tag("on_demand", "yes"));
        }
        tags
    }

    /// The quay of a cell on the side of another one; lines that leave on one side share it.
    fn quay(&mut self, cell: usize, other: usize) -> Option<i64> {
        let there = self.ground.lattice.middle(other);
        let side = side_towards(there - self.ground.lattice.middle(cell));
        if let Some(&quay) = self.quays.get(&(cell, side)) {
            return Some(quay);
        }
        let number = self.ground.lattice.piece[cell] as usize;
        self.of_isle[number] += 1;
        let alone = self.ground.isle(cell).cells.len() == 1;
        // The other end of such a line lies on a road, so that it is joined to something.
        let may = alone && self.ground.isle(other).cells.len() > 1;
        self.small += usize::from(may);
        let short = if may && self.small % OFF_ROAD == 2 { SHORT } else { 0.0 };
        let (zh, en) = &self.ground.isle(cell).name;
        let count = self.of_isle[number];
        let names = [tag("name", format!("{zh}岛{count}号码头（虚构）")), tag("name:en", format!("{en} Quay {count}"))];
        let quay = self.drawing.quay(cell, (there, short), &names)?;
        self.quays.insert((cell, side), quay);
        Some(quay)
    }

    /// Bridges, with the roads to them.
    fn bridges(&mut self) {
        for &(a, b) in &self.ground.links.bridges {
            let middle = |cell: usize| self.ground.lattice.middle(cell);
            let landings = [(a, middle(b)), (b, middle(a))].map(|(cell, there)| self.drawing.landing(cell, there));
            let [Some(here), Some(there)] = landings else { continue };
            let heads = [here, there].map(|(gate, at): ((i64, Coord), Coord)| {
                let head = self.drawing.point(at);
                let road = self.drawing.winding(gate, (head, at), 0);
                self.drawing.map.way(road, highway("secondary"));
                head
            });
            let bridge = [highway("secondary"), vec![tag("bridge", "yes"), tag("layer", "1")]].concat();
            self.drawing.map.way(heads, bridge);
        }
    }

    /// The names of all islands, and of the settlements with their people.
    fn names(&mut self) {
        let ground = self.ground;
        for isle in &ground.isles {
            let (zh, en) = &isle.name;
            let class = if isle.people > 0 { "island" } else { "islet" };
            let names = [tag("name", format!("{zh}岛（虚构）")), tag("name:en", format!("{en} Island"))];
            self.drawing.map.node(ground.middle(isle.seat), [&[tag("place", class)], &names[..]].concat());
            let mut count = 0;
            for &cell in &isle.cells {
                let Some(&people) = ground.living.get(&cell).filter(|&&people| people > 0) else { continue };
                count += 1;
                let class = match people {
                    50_000.. => "city",
                    5_000.. => "town",
                    300.. => "village",
                    _ => "hamlet",
                };
                let names = [tag("name", format!("{zh}{count}村（虚构）")), tag("name:en", format!("{en} {count}"))];
                let place = [tag("place", class), tag("population", people.to_string())];
                self.drawing.map.node(ground.middle(cell), [&place[..], &names].concat());
            }
        }
    }
}
