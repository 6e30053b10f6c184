//! The map of a made province: everything that stands on its ground as nodes, ways and relations.
//!
//! Never here: where roads run (see [`roads`](crate::import::synth::roads)), people.

use std::collections::BTreeMap;

use geo::Coord;
use rand_pcg::Pcg64;

use super::Plan;
use crate::import::synth::drawing::{Drawing, tag};
use crate::import::synth::pbf::Map;
use crate::import::synth::seats::Level;

/// The whole map.
pub(super) fn drawn(plan: &Plan, rng: &mut Pcg64) -> Map {
    let mut province = Province { plan, drawing: Drawing::new(&plan.lattice, rng) };
    province.drawing.counties(&plan.counties, &plan.seats.county);
    for cell in plan.lattice.cells() {
        if let Some(streets) = plan.streets.get(&cell) {
            let signals = plan.seats.level[cell] <= Level::Township;
            province.drawing.streets(cell, (streets, &plan.roads, signals));
        }
    }
    province.drawing.roads(&plan.roads);
    province.motorways();
    province.ferries();
    province.drawing.rivers(&plan.roads);
    province.drawing.coasts();
    province.places();
    province.drawing.map
}

struct Province<'a> {
    plan: &'a Plan,
    drawing: Drawing<'a>,
}

impl Province<'_> {
    /// Two carriageways; where one can enter and leave, ramps to the lane of the cell in the north-east.
    fn motorways(&mut self) {
        let plan = self.plan;
        let mut nodes: BTreeMap<usize, [i64; 2]> = BTreeMap::new();
        let corners: Vec<usize> = plan.motorways.parts.iter().flat_map(|&(a, b)| [a, b]).collect();
        for corner in corners {
            nodes.entry(corner).or_insert_with(|| {
                let at = plan.lattice.at_corner(corner);
                [-15.0, 15.0].map(|off| self.drawing.point(at + Coord { x: off, y: -off }))
            });
        }
        let one_way =
            || vec![tag("highway", "motorway"), tag("oneway", "yes"), tag("bridge", "yes"), tag("layer", "2")];
        for (a, b) in &plan.motorways.parts {
            let ([out_a, back_a], [out_b, back_b]) = (nodes[a], nodes[b]);
            self.drawing.map.way([out_a, out_b], one_way());
            self.drawing.map.way([back_b, back_a], one_way());
        }
        for corner in &plan.motorways.junctions {
            let lane =
                plan.lattice.around(*corner)[3].and_then(|cell| self.drawing.gates.get(&cell)).map(|gates| gates.lane);
            if let (Some(lane), Some(&both)) = (lane, nodes.get(corner)) {
                for node in both {
                    self.drawing.map.way([node, lane], vec![tag("highway", "motorway_link"), tag("oneway", "no")]);
                }
            }
        }
    }

    /// A line from each island: its quays, the roads to them, and the boat; every fourth takes no cars.
    fn ferries(&mut self) {
        for (i, &(from, to)) in (1..).zip(&self.plan.ferries) {
            let (a, b) = (self.plan.lattice.middle(from), self.plan.lattice.middle(to));
            let names = [tag("name", format!("造省渡线{i}（虚构）")), tag("name:en", format!("Made line {i}"))];
            let quays = [(from, b), (to, a)].map(|(cell, there)| self.drawing.quay(cell, (there, 0.0), &names));
            let [Some(from), Some(to)] = quays else { continue };
            let way = b - a;
            // Five minutes in port, and 24 km/h.
            let minutes = 5 + ((way.x * way.x + way.y * way.y).sqrt() / 400.0) as u32;
            let motor = if i % 4 == 0 { "no" } else { "yes" };
            let line = [tag("route", "ferry"), tag("duration", format!("{:02}:{:02}", minutes / 60, minutes % 60))];
            let who = [tag("foot", "yes"), tag("bicycle", "yes"), tag("motor_vehicle", motor)];
            self.drawing.map.way([from, to], [&line[..], &names, &who].concat());
        }
    }

    /// The names of all places, with their people.
    fn places(&mut self) {
        for place in &self.plan.places {
            let class = ["city", "city", "town", "village", "hamlet"][place.level as usize];
            let people = tag("population", place.people.to_string());
            let names = [tag("name", place.name.zh.clone()), tag("name:en", place.name.en.clone())];
            self.drawing.map.node(place.at, [&[tag("place", class), people], &names[..]].concat());
        }
    }
}
