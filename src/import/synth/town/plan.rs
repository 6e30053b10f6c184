//! The ground plan of a made town, in metres east and north of its middle.
//!
//! Never here: tags, people.

use geo::Coord;
use rand::RngExt;
use rand_pcg::Pcg64;

use crate::space::{LatLon, LocalPlane};

/// The side of a block, in metres.
pub(super) const BLOCK: f64 = 250.0;
/// How far land reaches beyond the outermost street.
pub(super) const SHORE: f64 = 200.0;
/// How far quays stand beyond the outermost street.
pub(super) const QUAY: f64 = 180.0;
/// The sea between the grid of the town and that of the island.
const STRAIT: f64 = 2_000.0;
/// Blocks along each side of the island.
pub(super) const ISLAND: u32 = 3;

/// One of the three areas.
pub(super) struct Area {
    /// The id of its relation on the map.
    pub(super) relation: i64,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) place: &'static str,
}

impl Area {
    /// The id under which facilities and people name it.
    pub(super) fn id(&self) -> String {
        format!("r{}", self.relation)
    }
}

/// North bank, south bank, island.
pub(super) const AREAS: [Area; 3] = [
    Area { relation: 1, zh: "造镇北岸（虚构）", en: "Made North Bank", place: "town" },
    Area { relation: 2, zh: "造镇南岸（虚构）", en: "Made South Bank", place: "village" },
    Area { relation: 3, zh: "造岛（虚构）", en: "Made Island", place: "hamlet" },
];

/// A box in metres.
#[derive(Clone, Copy)]
pub(super) struct Rect {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

impl Rect {
    /// The point at these shares of its width and height.
    pub(super) fn at(&self, x: f64, y: f64) -> Coord {
        Coord { x: self.west + (self.east - self.west) * x, y: self.south + (self.north - self.south) * y }
    }
}

/// Where everything is.
pub(super) struct Ground {
    plane: LocalPlane,
    pub(super) blocks: u32,
}

impl Ground {
    pub(super) fn new(centre: LatLon, blocks: u32) -> Self {
        Self { plane: LocalPlane::at(centre), blocks }
    }

    /// The position, at six decimals, of a point of the plan.
    pub(super) fn position(&self, at: Coord) -> LatLon {
        self.plane.position(at).rounded()
    }

    /// Half the width of the town's grid.
    pub(super) fn half(&self) -> f64 {
        f64::from(self.blocks) * BLOCK / 2.0
    }

    /// The row of junctions south of the river, at y = 0.
    pub(super) fn bank(&self) -> u32 {
        self.blocks / 2
    }

    /// The river's y.
    pub(super) fn river(&self) -> f64 {
        BLOCK / 2.0
    }

    /// The columns with a bridge.
    pub(super) fn bridges(&self) -> [u32; 2] {
        [self.blocks / 4, self.blocks * 3 / 4]
    }

    /// Junction `column`, `row` of the town.
    pub(super) fn junction(&self, column: u32, row: u32) -> Coord {
        Coord { x: f64::from(column) * BLOCK - self.half(), y: f64::from(row) * BLOCK - self.half() }
    }

    /// The western edge of the island's grid.
    pub(super) fn island_west(&self) -> f64 {
        self.half() + STRAIT
    }

    /// Junction `column`, `row` of the island.
    pub(super) fn island_junction(&self, column: u32, row: u32) -> Coord {
        let south = -f64::from(ISLAND) * BLOCK / 2.0;
        Coord { x: self.island_west() + f64::from(column) * BLOCK, y: south + f64::from(row) * BLOCK }
    }

    /// The land of the island.
    pub(super) fn island_land(&self) -> Rect {
        let (low, high) = (self.island_junction(0, 0), self.island_junction(ISLAND, ISLAND));
        Rect { west: low.x - SHORE, south: low.y - SHORE, east: high.x + SHORE, north: high.y + SHORE }
    }

    /// The box of an area in which people live: its blocks, away from the river.
    pub(super) fn lived_in(&self, area: usize) -> Rect {
        let half = self.half();
        match area {
            0 => Rect { west: -half, south: BLOCK, east: half, north: half },
            1 => Rect { west: -half, south: -half, east: half, north: 0.0 },
            _ => {
                let (low, high) = (self.island_junction(0, 0), self.island_junction(ISLAND, ISLAND));
                Rect { west: low.x, south: low.y, east: high.x, north: high.y }
            }
        }
    }

    /// A place 15 m off a random junction of an area.
    pub(super) fn beside_a_street(&self, area: usize, rng: &mut Pcg64) -> Coord {
        let at = match area {
            0 => self.junction(rng.random_range(0..=self.blocks), rng.random_range(self.bank() + 1..=self.blocks)),
            1 => self.junction(rng.random_range(0..=self.blocks), rng.random_range(0..=self.bank())),
            _ => self.island_junction(rng.random_range(0..=ISLAND), rng.random_range(0..=ISLAND)),
        };
        at + Coord { x: 15.0, y: 15.0 }
    }
}
