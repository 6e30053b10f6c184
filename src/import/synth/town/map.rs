//! The map of a made town as OSM XML.
//!
//! Never here: where things stand (see [`plan`](super::plan)).

use std::fmt::Write as _;

use geo::Coord;
use rand::RngExt;
use rand_pcg::Pcg64;

use super::plan::{AREAS, Ground, ISLAND, QUAY, Rect, SHORE};
use crate::space::LatLon;
use crate::words::Words;

type Tag<'t> = (&'t str, &'t str);

/// Nodes, ways and relations as they are written; ids count up from 1 in each.
pub(super) struct Map<'g> {
    ground: &'g Ground,
    nodes: String,
    ways: String,
    relations: String,
    node: i64,
    way: i64,
    /// Junctions of the town by row and column, then of the island.
    town: Vec<Vec<i64>>,
    island: Vec<Vec<i64>>,
}

impl<'g> Map<'g> {
    /// A map with its junctions and nothing else.
    pub(super) fn new(ground: &'g Ground) -> Self {
        let mut map = Self {
            ground,
            nodes: String::new(),
            ways: String::new(),
            relations: String::new(),
            node: 0,
            way: 0,
            town: Vec::new(),
            island: Vec::new(),
        };
        let rows = |side: u32| (0..=side).map(move |row| (0..=side).map(move |column| (column, row)));
        map.town =
            rows(ground.blocks).map(|row| row.map(|(x, y)| map.point(ground.junction(x, y))).collect()).collect();
        map.island =
            rows(ISLAND).map(|row| row.map(|(x, y)| map.point(ground.island_junction(x, y))).collect()).collect();
        map
    }

    fn point(&mut self, at: Coord) -> i64 {
        self.node(self.ground.position(at), &[])
    }

    fn node(&mut self, at: LatLon, tags: &[Tag<'_>]) -> i64 {
        self.node += 1;
        let (id, lat, lon) = (self.node, at.lat(), at.lon());
        element(
            &mut self.nodes,
            &format!("node id=\"{id}\" version=\"1\" lat=\"{lat:.6}\" lon=\"{lon:.6}\""),
            ("node", ""),
            tags,
        );
        id
    }

    fn way(&mut self, nodes: &[i64], tags: &[Tag<'_>]) -> i64 {
        self.way += 1;
        let members: String = nodes.iter().map(|node| format!("  <nd ref=\"{node}\"/>\n")).collect();
        element(&mut self.ways, &format!("way id=\"{}\" version=\"1\"", self.way), ("way", &members), tags);
        self.way
    }

    /// Rows and columns of residential streets. One row and one column are primaries, some odd rows one-way streets;
    /// every junction lies on a two-way column, and a two-way row joins the columns on each bank and on the island.
    pub(super) fn streets(&mut self, rng: &mut Pcg64) {
        let ground = self.ground;
        let (town, island) = (self.town.clone(), self.island.clone());
        let bank = ground.bank() as usize;
        let main_row = bank + 2;
        for (i, row) in town.iter().enumerate() {
            let highway = if i == main_row { "primary" } else { "residential" };
            let (zh, en) = (format!("造镇横街{i}"), format!("Made Row {i}"));
            let mut tags = vec![("highway", highway), ("name", zh.as_str()), ("name:en", en.as_str())];
            if i % 2 == 1 && i != main_row && rng.random_bool(0.5) {
                tags.push(("oneway", if rng.random_bool(0.5) { "yes" } else { "-1" }));
            }
            self.way(row, &tags);
        }
        let [main_column, other] = ground.bridges().map(|column| column as usize);
        for i in 0..town.len() {
            let column: Vec<i64> = town.iter().filter_map(|row| row.get(i).copied()).collect();
            let (south, north) = column.split_at(bank + 1);
            let highway = if i == main_column { "primary" } else { "residential" };
            let (zh, en) = (format!("造镇纵街{i}"), format!("Made Column {i}"));
            let mut tags = vec![("highway", highway), ("name", zh.as_str()), ("name:en", en.as_str())];
            self.way(south, &tags);
            self.way(north, &tags);
            if let (true, Some(&from), Some(&to)) = (i == main_column || i == other, south.last(), north.first()) {
                tags.extend([("bridge", "yes"), ("layer", "1")]);
                self.way(&[from, to], &tags);
            }
        }
        for (i, row) in island.iter().enumerate() {
            self.way(row, &[("highway", "residential")]);
            let column: Vec<i64> = island.iter().filter_map(|row| row.get(i).copied()).collect();
            self.way(&column, &[("highway", "residential")]);
        }
    }

    /// The coast, the river that parts the banks, and a car ferry and a foot ferry to the island.
    pub(super) fn coast_and_ferries(&mut self) {
        let lines = [
            (self.ground.bank(), 2, "造镇车渡（虚构）", "Made car ferry", "00:12", "yes"),
            (self.ground.bank() - 1, 1, "造镇客渡（虚构）", "Made foot ferry", "PT8M", "no"),
        ];
        for (row, island_row, zh, en, duration, motor) in lines {
            let last = self.town.get(row as usize).and_then(|row| row.last()).copied();
            let first = self.island.get(island_row as usize).and_then(|row| row.first()).copied();
            let (Some(last), Some(first)) = (last, first) else { continue };
            let east = self.ground.junction(self.ground.blocks, row) + Coord { x: QUAY, y: 0.0 };
            let west = self.ground.island_junction(0, island_row) - Coord { x: QUAY, y: 0.0 };
            let quays = [east, west].map(|at| {
                let tags = [("amenity", "ferry_terminal"), ("name", zh), ("name:en", en)];
                self.node(self.ground.position(at), &tags)
            });
            self.way(&[last, quays[0]], &[("highway", "residential")]);
            self.way(&[quays[1], first], &[("highway", "residential")]);
            let who = [("foot", "yes"), ("bicycle", motor), ("motor_vehicle", motor)];
            let what = [("route", "ferry"), ("name", zh), ("name:en", en), ("duration", duration)];
            self.way(&quays, &[&what[..], &who[..]].concat());
        }
    }

    /// Three administrative areas, their place nodes with populations, residential land, the coast and the river.
    pub(super) fn areas(&mut self, populations: [u64; 3]) {
        let edge = self.ground.half() + SHORE;
        let river = self.ground.river();
        let corners = [(edge, river), (edge, edge), (-edge, edge), (-edge, river), (-edge, -edge), (edge, -edge)];
        let [mouth, ne, nw, spring, sw, se] = corners.map(|(x, y)| self.point(Coord { x, y }));
        // Land lies to the left of a coastline.
        let north = self.way(&[mouth, ne, nw, spring], &[("natural", "coastline")]);
        let south = self.way(&[spring, sw, se, mouth], &[("natural", "coastline")]);
        let river =
            self.way(&[spring, mouth], &[("waterway", "river"), ("name", "造河（虚构）"), ("name:en", "Made River")]);
        let ring = self.ring(self.ground.island_land());
        let island = self.way(&ring, &[("natural", "coastline")]);
        let outlines = [vec![north, river], vec![south, river], vec![island]];
        for (i, ((area, outline), population)) in AREAS.iter().zip(outlines).zip(populations).enumerate() {
            let names = [("name", area.zh), ("name:en", area.en)];
            let members: String =
                outline.iter().map(|way| format!("  <member type=\"way\" ref=\"{way}\" role=\"outer\"/>\n")).collect();
            let kind = [("type", "boundary"), ("boundary", "administrative"), ("admin_level", "8")];
            let open = format!("relation id=\"{}\" version=\"1\"", area.relation);
            element(&mut self.relations, &open, ("relation", &members), &[&kind[..], &names[..]].concat());
            let lived_in = self.ground.lived_in(i);
            let population = population.to_string();
            let place = [("place", area.place), ("population", population.as_str())];
            self.node(self.ground.position(lived_in.at(0.5, 0.5)), &[&place[..], &names[..]].concat());
            let ring = self.ring(lived_in);
            self.way(&ring, &[("landuse", "residential")]);
        }
    }

    /// A closed ring around a box, counter-clockwise.
    fn ring(&mut self, rect: Rect) -> Vec<i64> {
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let mut ring: Vec<i64> = corners.map(|(x, y)| self.point(rect.at(x, y))).to_vec();
        ring.extend(ring.first().copied());
        ring
    }

    /// A service on the map; returns its id.
    pub(super) fn service(&mut self, at: LatLon, name: &Words, tag: Tag<'_>) -> String {
        format!("n{}", self.node(at, &[tag, ("name", &name.zh), ("name:en", &name.en)]))
    }

    /// The whole document.
    pub(super) fn xml(self) -> String {
        let head =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\" generator=\"halfhour synth town\">\n";
        format!("{head}{}{}{}</osm>\n", self.nodes, self.ways, self.relations)
    }
}

/// Writes one element; texts are the program's own and hold nothing that XML escapes.
fn element(out: &mut String, open: &str, (name, members): (&str, &str), tags: &[Tag<'_>]) {
    let tags: String = tags.iter().map(|(k, v)| format!("  <tag k=\"{k}\" v=\"{v}\"/>\n")).collect();
    // Writing to a String does not fail.
    let _ = if members.is_empty() && tags.is_empty() {
        writeln!(out, " <{open}/>")
    } else {
        writeln!(out, " <{open}>\n{members}{tags} </{name}>")
    };
}
