//! A made archipelago: islands with roads, quays, boats by timetable, services, people, and its study.
//!
//! It stands in the open Philippine Sea, so that it covers nothing real; its names and its study say that it is made. With the
//! default of 140 inhabited islands, half as many uninhabited ones, 1,160,000 people at 50,000 points, 300 lines and about
//! 70,000 junctions it is as large as Zhoushan; with fewer islands everything is fewer in proportion. Three in four people
//! live on the two largest islands, two islands in five have a few dozen people and one in eight has 1 to 4; one or two
//! have a bridge, and one or two no boat at all. Most boats carry vehicles or people on foot by a timetable that differs at
//! the weekend; a few sail on demand, a few sail past midnight, and some stay in port in wind or fog.
//!
//! `people` are all inhabitants. `veterans.csv` holds the same points with 4 in 100 of them, the share of China as a whole
//! (57 million of 1,410 million), rounded so that it adds up; points without one are left out.
//! Nothing here depends on the machine: one plan, one sequence of bytes.
//! Never here: files (the caller writes what [`files`] returns).

mod isles;
mod lines;
mod map;

use std::collections::BTreeMap;

use geo::Coord;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::drawing::Shrunk;
use super::lattice::{BUILT, CELL, Lattice};
use super::roads::Roads;
use super::seats::Seats;
use super::shares::{shares, shares_of_one_or_more};
use super::streets::{self, Streets};
use super::{demand, written};
use crate::import::tables::SailingRow;
use crate::places::{DemandPoint, Facility};
use crate::space::LatLon;
use crate::units::People;
use crate::words::Words;
use isles::Isle;
use lines::Links;

/// Inhabited islands of the archipelago that all other figures are for.
const ISLANDS: u64 = 140;
/// Its people, demand points, junctions and lines.
const PEOPLE: u64 = 1_160_000;
const POINTS: u64 = 50_000;
const JUNCTIONS: u64 = 70_000;
const LINES: u64 = 300;
/// Of a hundred people so many are veterans.
const VETERANS: u64 = 4;
/// One in so many uninhabited islands has tracks.
const TRACKS: usize = 8;
/// The share of points that lie anywhere in their cell, away from streets.
const SCATTERED: f64 = 0.1;

/// What archipelago is wanted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ArchipelagoPlan {
    /// The seed of everything.
    pub seed: u64,
    /// The middle, WGS-84; it may lie on the 180th meridian, and is kept within 75 degrees of the equator.
    pub centre: LatLon,
    /// How many islands are inhabited, 6 to 400.
    pub islands: u32,
}

impl ArchipelagoPlan {
    /// 140 islands in the Philippine Sea.
    pub fn new(seed: u64) -> Self {
        Self { seed, centre: LatLon::wrapped(134.5, 27.0), islands: ISLANDS as u32 }
    }
}

/// A made archipelago, as values and as its map and study.
#[derive(Clone, PartialEq, Debug)]
pub struct Archipelago {
    /// Its map as OSM PBF: roads, quays, lines, coasts, districts, places.
    pub osm_pbf: Vec<u8>,
    /// Its timetable.
    pub sailings: Vec<SailingRow>,
    /// Stations, clinics and lawyers.
    pub facilities: Vec<Facility>,
    /// Its people; their areas are the districts.
    pub demand: Vec<DemandPoint>,
    /// Those of them who are veterans.
    pub veterans: Vec<DemandPoint>,
    /// The study that asks about it.
    pub study_toml: String,
}

/// The whole ground plan.
struct Ground {
    lattice: Lattice,
    seats: Seats,
    roads: Roads,
    /// Streets by cell.
    streets: BTreeMap<usize, Streets>,
    /// Islands of one cell that are smaller than it.
    shrunk: BTreeMap<usize, Shrunk>,
    /// The cells of each district.
    counties: Vec<Vec<usize>>,
    /// By number of the piece of land.
    isles: Vec<Isle>,
    /// People by cell.
    living: BTreeMap<usize, u64>,
    links: Links,
}

/// Makes an archipelago; the same plan gives the same bytes.
///
/// ```
/// use halfhour::import::synth::archipelago::{ArchipelagoPlan, archipelago};
/// let made = archipelago(&ArchipelagoPlan { islands: 12, ..ArchipelagoPlan::new(1) });
/// assert_eq!(made.demand.len(), 4_285);
/// let (study, notes) = halfhour::study::file::parse(&made.study_toml, "study.toml").unwrap();
/// assert!(study.synthetic() && study.kinds.len() == 3 && notes.is_empty());
/// ```
pub fn archipelago(plan: &ArchipelagoPlan) -> Archipelago {
    let centre = LatLon::wrapped(plan.centre.lon(), plan.centre.lat().clamp(-75.0, 75.0));
    let plan = ArchipelagoPlan { centre, islands: plan.islands.clamp(6, 400), ..*plan };
    let mut rng = Pcg64::seed_from_u64(plan.seed);
    let ground = Ground::new(&plan, &mut rng);
    let demand = ground.demand(part(&plan, POINTS), &mut rng);
    let veterans = veterans(&demand);
    let facilities = ground.facilities(&mut rng);
    let (map, sailings) = map::drawn(&ground, &mut rng);
    let osm_pbf = map.bytes("halfhour synth archipelago");
    Archipelago { osm_pbf, sailings, facilities, demand, veterans, study_toml: study(plan.seed) }
}

/// The files of an archipelago: name and content.
pub fn files(made: Archipelago) -> Vec<(String, Vec<u8>)> {
    let files = [
        ("study.toml", made.study_toml.into_bytes()),
        ("archipelago.osm.pbf", made.osm_pbf),
        ("sailings.csv", written::sailings(&made.sailings).into_bytes()),
        ("facilities.csv", written::facilities(&made.facilities, true).into_bytes()),
        ("demand.csv", written::demand(&made.demand).into_bytes()),
        ("veterans.csv", written::demand(&made.veterans).into_bytes()),
    ];
    files.map(|(name, bytes)| (name.to_owned(), bytes)).to_vec()
}

/// A figure of the whole in proportion to the islands of a plan.
fn part(plan: &ArchipelagoPlan, whole: u64) -> u64 {
    whole * u64::from(plan.islands) / ISLANDS
}

impl Ground {
    fn new(plan: &ArchipelagoPlan, rng: &mut Pcg64) -> Self {
        let inhabited = plan.islands as usize;
        let land = isles::land(inhabited, inhabited / 2, rng);
        let lattice = Lattice::of(plan.centre, land, rng);
        let isles = isles::isles(&lattice, (inhabited, part(plan, PEOPLE)), rng);
        let districts = (inhabited / 4).max(2);
        let seats = Seats::new(&lattice, [1, (inhabited / 35).max(1), districts, districts, 0]);
        let roads = Roads::new(&lattice, &seats, rng);
        let living = living(&lattice, &isles, rng);
        let (streets, shrunk) = built(&lattice, (&isles, &living), part(plan, JUNCTIONS), rng);
        let links = lines::links(&lattice, &isles, part(plan, LINES) as usize);
        let mut counties = vec![Vec::new(); districts];
        lattice.cells().for_each(|cell| counties[seats.county[cell] as usize].push(cell));
        Self { lattice, seats, roads, streets, shrunk, counties, isles, living, links }
    }

    /// The island of a cell of land.
    fn isle(&self, cell: usize) -> &Isle {
        &self.isles[self.lattice.piece[cell] as usize]
    }

    /// The main crossing of a cell, or its middle where it has no streets.
    fn middle(&self, cell: usize) -> LatLon {
        let at = match self.streets.get(&cell) {
            Some(streets) => streets.at(streets.main_row() as f64, streets.main_column() as f64),
            None => self.lattice.middle(cell),
        };
        self.lattice.position(at)
    }

    /// Demand points: at least one in every cell where somebody lives.
    fn demand(&self, points: u64, rng: &mut Pcg64) -> Vec<DemandPoint> {
        let lived_in: Vec<(usize, u64)> = self.living.iter().map(|(&cell, &people)| (cell, people)).collect();
        let weights: Vec<u64> = lived_in.iter().map(|&(_, people)| people).collect();
        let mut made: Vec<(LatLon, u64, usize)> = Vec::with_capacity(points as usize);
        for (&(cell, people), count) in lived_in.iter().zip(shares_of_one_or_more(points, &weights)) {
            let Some(streets) = self.streets.get(&cell) else { continue };
            let weights: Vec<u64> = (0..count.min(people)).map(|_| rng.random_range(1..=40)).collect();
            for people in shares_of_one_or_more(people, &weights) {
                let (u, v) = (rng.random::<f64>(), rng.random::<f64>());
                let anywhere = rng.random_bool(SCATTERED) && !self.shrunk.contains_key(&cell);
                let at = if anywhere {
                    self.lattice.middle(cell) + Coord { x: u * 2.0 - 1.0, y: v * 2.0 - 1.0 } * BUILT
                } else {
                    streets.at(v * (streets.rows() as f64 - 1.0), u * (streets.columns as f64 - 1.0))
                };
                made.push((self.lattice.position(at), people, cell));
            }
        }
        made.sort_by_cached_key(|&(at, people, cell)| (at.hilbert(), people, cell));
        let mut numbered = demand::numbered(made.iter().map(|&(at, people, _)| (at, people)));
        for (point, &(_, _, cell)) in numbered.iter_mut().zip(&made) {
            point.area = Some(format!("r{}", self.seats.county[cell] + 1));
        }
        numbered
    }

    /// Services where people are many, and here and there on a small island.
    fn facilities(&self, rng: &mut Pcg64) -> Vec<Facility> {
        let kinds = [
            ("station", "服务站", "station", 6_000, 300),
            ("doctor", "诊所", "clinic", 10_000, 2_000),
            ("lawyer", "律师", "lawyer", 25_000, 10_000),
        ];
        let mut facilities = Vec::new();
        for (kind, zh, en, people_each, least) in kinds {
            let mut count = 0;
            for (number, isle) in self.isles.iter().enumerate() {
                let few = kind != "lawyer" && isle.people >= 10 && isle.people < least && number % 10 == 4;
                let wanted = if isle.people >= least { isle.people.div_ceil(people_each) } else { u64::from(few) };
                let weights: Vec<u64> =
                    isle.cells.iter().map(|cell| self.living.get(cell).copied().unwrap_or_default()).collect();
                let of_cells = shares(wanted, &weights);
                for (&cell, wanted) in isle.cells.iter().zip(of_cells) {
                    let Some(streets) = self.streets.get(&cell) else { continue };
                    for of_cell in 0..wanted {
                        count += 1;
                        let junction = rng.random_range(0..streets.junctions());
                        let crossing =
                            streets.at((junction / streets.columns) as f64, (junction % streets.columns) as f64);
                        let beside = Coord { x: rng.random_range(8.0..20.0), y: rng.random_range(8.0..20.0) };
                        let (level, staff) = match (isle.seat == cell && of_cell == 0, isle.people) {
                            (true, 20_000..) => ("district", 12),
                            (_, 2_000..) => ("street", 6),
                            _ => ("community", 2),
                        };
                        let (name_zh, name_en) = &isle.name;
                        facilities.push(Facility {
                            id: format!("{}{count:04}", &kind[..1]),
                            kind: kind.to_owned(),
                            name: Words::new(
                                format!("{name_zh}{zh}{count}（虚构）"),
                                format!("{name_en} {en} {count}"),
                            ),
                            at: self.lattice.position(crossing + beside),
                            level: (kind == "station").then(|| level.to_owned()),
                            staff: Some(People::from_count(if kind == "station" { staff } else { 2 })),
                            area: None,
                            supply: Default::default(),
                            row: None,
                        });
                    }
                }
            }
        }
        facilities
    }
}

/// How many people live in each cell: more towards the harbour town of its island.
fn living(lattice: &Lattice, isles: &[Isle], rng: &mut Pcg64) -> BTreeMap<usize, u64> {
    let mut living = BTreeMap::new();
    for isle in isles.iter().filter(|isle| isle.people > 0) {
        let weight = |&cell: &usize| {
            let near = (1.0 - (lattice.square(isle.seat, cell) as f64).sqrt() / 4.0).max(0.0);
            ((rng.random_range(0.3..1.5) + 12.0 * near * near) * 1_000.0) as u64
        };
        let weights: Vec<u64> = isle.cells.iter().map(weight).collect();
        for (&cell, people) in isle.cells.iter().zip(shares(isle.people, &weights)) {
            living.insert(cell, people);
        }
    }
    living.retain(|_, people| *people > 0);
    living
}

/// The streets of all cells of inhabited islands and of a few others, and the islands that are drawn in around them.
fn built(
    lattice: &Lattice,
    (isles, living): (&[Isle], &BTreeMap<usize, u64>),
    junctions: u64,
    rng: &mut Pcg64,
) -> (BTreeMap<usize, Streets>, BTreeMap<usize, Shrunk>) {
    let mut cells: Vec<(usize, u64)> = Vec::new();
    let mut empty = 0;
    for isle in isles {
        if isle.people > 0 {
            let people = |cell: &usize| living.get(cell).copied().unwrap_or_default();
            cells.extend(isle.cells.iter().map(|cell| (*cell, ((people(cell) as f64).sqrt() * 1_000.0) as u64)));
            continue;
        }
        if empty % TRACKS == 0 {
            cells.extend(isle.cells.iter().map(|&cell| (cell, 0)));
        }
        empty += 1;
    }
    cells.sort_unstable();
    let least = u64::from(streets::LEAST);
    let weights: Vec<u64> = cells.iter().map(|&(_, weight)| weight).collect();
    let more = shares(junctions.saturating_sub(least * cells.len() as u64), &weights);
    let (mut all, mut shrunk) = (BTreeMap::new(), BTreeMap::new());
    for (&(cell, _), more) in cells.iter().zip(more) {
        let junctions = u32::try_from(least + more).unwrap_or(u32::MAX);
        all.insert(cell, Streets::new(lattice.middle(cell), junctions, rng));
    }
    for isle in isles {
        let [cell] = isle.cells[..] else { continue };
        let margin = rng.random_range(120.0..500.0);
        let (middle, half) = match all.get(&cell) {
            Some(streets) => {
                let far = Coord { x: streets.columns as f64 - 1.0, y: streets.rows() as f64 - 1.0 };
                let half = far.x.max(far.y) * streets.block() / 2.0;
                (streets.at(far.y / 2.0, far.x / 2.0), half + streets.block() * 0.5)
            }
            None => (lattice.middle(cell), 0.0),
        };
        // The coast of a cell stays 0.45 of its side away from its middle.
        let share = ((half + margin) / (0.45 * CELL)).min(1.0);
        shrunk.insert(cell, Shrunk { middle, share });
    }
    (all, shrunk)
}

/// The points with a share of their people, those that have any.
fn veterans(demand: &[DemandPoint]) -> Vec<DemandPoint> {
    let people: Vec<u64> = demand.iter().map(|point| point.people.count()).collect();
    let total = people.iter().sum::<u64>() * VETERANS / 100;
    let with =
        |(point, people): (&DemandPoint, u64)| DemandPoint { people: People::from_count(people), ..point.clone() };
    demand.iter().zip(shares(total, &people)).filter(|&(_, people)| people > 0).map(with).collect()
}

fn study(seed: u64) -> String {
    format!(
        r#"# A made archipelago: nothing in it is real. 合成的群岛，所有内容均非真实。
[study]
id = "archipelago-{seed}"
name = {{ zh = "舟山式群岛（合成）", en = "Archipelago like Zhoushan (synthetic)" }}
time_zone = "Asia/Shanghai"
reference_week = 2026-03-02
limit = "30min"
horizon = "100min"
minimum_group = 5

[network]
osm = ["archipelago.osm.pbf"]
sailings = "sailings.csv"

[[kinds]]
id = "station"
name = {{ zh = "服务站", en = "Station" }}
profile = "foot"
direction = "toward"

[[kinds]]
id = "doctor"
name = {{ zh = "家庭医生", en = "Family doctor" }}
profile = "car"
direction = "from"
boats = "picked_up"

[[kinds]]
id = "lawyer"
name = {{ zh = "律师", en = "Lawyer" }}
profile = "car"
direction = "from"
boats = "walk_on"

[joint]
kinds = ["station", "doctor", "lawyer"]

[[facilities]]
file = "facilities.csv"
columns = {{ id = "id", kind = "kind", name = "name", name_en = "name_en", lon = "lon", lat = "lat", level = "level", staff = "staff" }}

# veterans.csv 为同样的点，人数按 4% 折算为退役军人。 The same points with 4 % of the people: veterans.
[[demand]]
file = "demand.csv"
columns = {{ id = "id", lon = "lon", lat = "lat", people = "people", area = "area_code" }}
synthetic = true

[areas]
osm = ["boundary=administrative;admin_level=6"]

[analyses]
coverage = {{}}
gaps = {{}}
heat = {{}}
hours = {{}}
islands = {{}}
"#
    )
}

#[cfg(test)]
mod tests;
