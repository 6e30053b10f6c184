//! A made province: an island of many places with its islets, rivers with few bridges, ferries, a hierarchy of roads,
//! services on five levels, people, and its study.
//!
//! It stands in the open Philippine Sea, so that it covers nothing real, at coordinates where GCJ-02 and BD-09 differ
//! from WGS-84; its names and its study say that it is made. Land is a lattice of cells, each with one place
//! and one facility: the seat of the province, seats of cities, counties and townships, and villages. With the default
//! of a million junctions these are 1, 20, 140, 1,500 and 17,057, 18,718 in all, with half a million demand points;
//! with fewer junctions everything is fewer in proportion. A junction is a node where three roads or more meet, or the
//! end of a lane. Nothing here depends on the machine: one plan, one sequence of bytes.
//! Never here: files (the caller writes what [`files`] returns).

mod map;

use std::collections::BTreeMap;

use geo::Coord;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::lattice::{BUILT, Lattice};
use super::roads::{Motorways, Roads};
use super::seats::{Level, Seats, counts};
use super::shares::{shares, shares_of_one_or_more};
use super::streets::{self, Streets};
use super::{demand, written};
use crate::places::{DemandPoint, Facility};
use crate::space::LatLon;
use crate::units::People;
use crate::words::Words;

/// People a demand point, in the mean.
const PEOPLE_A_POINT: u64 = 100;
/// The share of points that lie anywhere in their cell, away from streets.
const SCATTERED: f64 = 0.1;
/// How densely built a cell is for each level whose seat is near: the most, and within how many cells.
const BUSTLE: [(f64, f64); 5] = [(9.0, 9.0), (12.0, 5.0), (7.0, 2.2), (1.5, 1.1), (0.0, 1.0)];
/// No cell is built more densely than this.
const DENSEST: f64 = 16.0;

/// What province is wanted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ProvincePlan {
    /// The seed of everything.
    pub seed: u64,
    /// The middle of the main island, WGS-84.
    pub centre: LatLon,
    /// How many junctions its roads have; at least 2,000.
    pub junctions: u32,
}

impl ProvincePlan {
    /// A million junctions in the Philippine Sea.
    pub fn new(seed: u64) -> Self {
        Self { seed, centre: LatLon::wrapped(130.5, 20.5), junctions: 1_000_000 }
    }
}

/// A made province, as values and as its map and study.
#[derive(Clone, PartialEq, Debug)]
pub struct Province {
    /// Its map as OSM PBF: roads, rivers, coasts, ferries, counties, places.
    pub osm_pbf: Vec<u8>,
    /// One facility a place, ordered by level.
    pub facilities: Vec<Facility>,
    /// Its people; their areas are the counties.
    pub demand: Vec<DemandPoint>,
    /// The study that asks about it.
    pub study_toml: String,
}

/// A place of the plan.
struct MadePlace {
    level: Level,
    cell: usize,
    at: LatLon,
    name: Words,
    people: u64,
}

/// The whole ground plan.
struct Plan {
    lattice: Lattice,
    seats: Seats,
    roads: Roads,
    motorways: Motorways,
    /// Streets by cell.
    streets: BTreeMap<usize, Streets>,
    /// The cells of each county.
    counties: Vec<Vec<usize>>,
    /// A cell of each islet and the one where its boat lands.
    ferries: Vec<(usize, usize)>,
    places: Vec<MadePlace>,
}

/// Makes a province; the same plan gives the same bytes.
///
/// ```
/// use halfhour::import::synth::province::{ProvincePlan, province};
/// let made = province(&ProvincePlan { junctions: 2_000, ..ProvincePlan::new(1) });
/// assert_eq!(made.demand.len(), 1_000);
/// let (study, notes) = halfhour::study::file::parse(&made.study_toml, "study.toml").unwrap();
/// assert!(study.synthetic() && study.kinds.len() == 5 && notes.is_empty());
/// ```
pub fn province(plan: &ProvincePlan) -> Province {
    let junctions = plan.junctions.max(2_000);
    let mut rng = Pcg64::seed_from_u64(plan.seed);
    let (ground, demand) = ground(&ProvincePlan { junctions, ..*plan }, &mut rng);
    let facilities = facilities(&ground, &mut rng);
    let osm_pbf = map::drawn(&ground, &mut rng).bytes("halfhour synth province");
    Province { osm_pbf, facilities, demand, study_toml: study(plan.seed) }
}

/// The files of a province: name and content.
pub fn files(province: Province) -> Vec<(String, Vec<u8>)> {
    let files = [
        ("study.toml", province.study_toml.into_bytes()),
        ("province.osm.pbf", province.osm_pbf),
        ("facilities.csv", written::facilities(&province.facilities, true).into_bytes()),
        ("demand.csv", written::demand(&province.demand).into_bytes()),
    ];
    files.map(|(name, bytes)| (name.to_owned(), bytes)).to_vec()
}

fn ground(plan: &ProvincePlan, rng: &mut Pcg64) -> (Plan, Vec<DemandPoint>) {
    let counts = counts(plan.junctions);
    let lattice = Lattice::new(plan.centre, counts.iter().sum(), rng);
    let seats = Seats::new(&lattice, counts);
    let roads = Roads::new(&lattice, &seats, rng);
    let motorways = Motorways::new(&lattice, &seats, &roads);
    let ferries = ferries(&lattice);
    let cells: Vec<usize> = lattice.cells().collect();
    let bustle = bustle(&lattice, &seats, &cells, rng);

    // Each junction of a motorway is one on both carriageways.
    let of_streets = u64::from(plan.junctions).saturating_sub(2 * motorways.junctions.len() as u64);
    let least = u64::from(streets::LEAST);
    let more = shares(of_streets.saturating_sub(least * cells.len() as u64), &bustle);
    let streets = cells.iter().zip(more).map(|(&cell, more)| {
        let junctions = u32::try_from(least + more).unwrap_or(u32::MAX);
        (cell, Streets::new(lattice.middle(cell), junctions, rng))
    });
    let streets = streets.collect();
    let mut counties = vec![Vec::new(); counts[2]];
    cells.iter().for_each(|&cell| counties[seats.county[cell] as usize].push(cell));
    let places = Vec::new();
    let mut ground = Plan { lattice, seats, roads, motorways, streets, counties, ferries, places };
    let (demand, living) = people(&ground, (u64::from(plan.junctions) / 2, &bustle), rng);
    ground.places = places_of(&ground, &living);
    (ground, demand)
}

/// How densely each cell is built and lived in, in thousandths of a village.
fn bustle(lattice: &Lattice, seats: &Seats, cells: &[usize], rng: &mut Pcg64) -> Vec<u64> {
    let mut bustle: Vec<f64> = vec![0.0; lattice.land.len()];
    for &seat in cells {
        let (most, reach) = BUSTLE[seats.level[seat] as usize];
        let around = reach as isize;
        for side in (-around..=around).flat_map(|x| (-around..=around).map(move |y| (x, y))) {
            let Some(cell) = lattice.beside(seat, side) else { continue };
            let near = (1.0 - (lattice.square(seat, cell) as f64).sqrt() / reach).max(0.0);
            bustle[cell] += most * near * near;
        }
    }
    let of = |&cell: &usize| ((bustle[cell] + rng.random_range(0.5..1.5)).min(DENSEST) * 1_000.0) as u64;
    cells.iter().map(of).collect()
}

/// For each islet, and any other piece of land but the largest, the shortest way to a larger one.
fn ferries(lattice: &Lattice) -> Vec<(usize, usize)> {
    let pieces = lattice.cells().map(|cell| lattice.piece[cell]).max().unwrap_or_default();
    let shore: Vec<usize> = lattice.shore().collect();
    let line = |piece: u32| {
        let own = shore.iter().filter(move |&&cell| lattice.piece[cell] == piece);
        let larger = shore.iter().filter(move |&&cell| lattice.piece[cell] < piece);
        let ways = own.flat_map(|&from| larger.clone().map(move |&to| (lattice.square(from, to), from, to)));
        ways.min().map(|(_, from, to)| (from, to))
    };
    (1..=pieces).filter_map(line).collect()
}

/// Demand points, and how many people live in each cell.
fn people(ground: &Plan, (points, bustle): (u64, &[u64]), rng: &mut Pcg64) -> (Vec<DemandPoint>, BTreeMap<usize, u64>) {
    let mut made: Vec<(LatLon, u64, usize)> = Vec::with_capacity(points as usize);
    let weights: Vec<u64> = (0..points).map(|_| rng.random_range(1..=40)).collect();
    let mut people = shares_of_one_or_more(points * PEOPLE_A_POINT, &weights).into_iter();
    for ((&cell, streets), count) in ground.streets.iter().zip(shares(points, bustle)) {
        for people in people.by_ref().take(count as usize) {
            let (u, v) = (rng.random::<f64>(), rng.random::<f64>());
            let at = if rng.random_bool(SCATTERED) {
                ground.lattice.middle(cell) + Coord { x: u * 2.0 - 1.0, y: v * 2.0 - 1.0 } * BUILT
            } else {
                streets.at(v * (streets.rows() as f64 - 1.0), u * (streets.columns as f64 - 1.0))
            };
            made.push((ground.lattice.position(at), people, cell));
        }
    }
    made.sort_by_cached_key(|&(at, people, cell)| (at.hilbert(), people, cell));
    let mut living = BTreeMap::new();
    let mut numbered = demand::numbered(made.iter().map(|&(at, people, _)| (at, people)));
    for (point, &(_, people, cell)) in numbered.iter_mut().zip(&made) {
        point.area = Some(format!("r{}", ground.seats.county[cell] + 1));
        *living.entry(cell).or_default() += people;
    }
    (numbered, living)
}

/// All places, by level.
fn places_of(ground: &Plan, living: &BTreeMap<usize, u64>) -> Vec<MadePlace> {
    let mut places = Vec::with_capacity(ground.streets.len());
    for level in Level::ALL {
        let own = ground.streets.iter().filter(|(cell, _)| ground.seats.level[**cell] == level);
        for (i, (&cell, streets)) in (1..).zip(own) {
            let (zh, en) = [
                ("造省会".to_owned(), "Made Capital".to_owned()),
                (format!("造城{i}"), format!("Made City {i}")),
                (format!("造镇{i}"), format!("Made Town {i}")),
                (format!("造乡{i}"), format!("Made Township {i}")),
                (format!("造村{i}"), format!("Made Village {i}")),
            ][level as usize]
                .clone();
            let name = Words::new(format!("{zh}（虚构）"), en);
            let at = ground.lattice.position(streets.at(streets.main_row() as f64, streets.main_column() as f64));
            places.push(MadePlace { level, cell, at, name, people: living.get(&cell).copied().unwrap_or_default() });
        }
    }
    places
}

/// One facility a place, some metres beside its main crossing.
fn facilities(ground: &Plan, rng: &mut Pcg64) -> Vec<Facility> {
    let staff = [120, 40, 15, 6, 2];
    let mut facilities = Vec::with_capacity(ground.places.len());
    for (i, place) in (1..).zip(&ground.places) {
        let Some(streets) = ground.streets.get(&place.cell) else { continue };
        let crossing = streets.at(streets.main_row() as f64, streets.main_column() as f64);
        let beside = Coord { x: rng.random_range(8.0..25.0), y: rng.random_range(8.0..25.0) };
        let (zh, en) = (&place.name.zh, &place.name.en);
        facilities.push(Facility {
            id: format!("s{i:05}"),
            kind: place.level.id().to_owned(),
            name: Words::new(format!("{zh}服务站"), format!("{en} station")),
            at: ground.lattice.position(crossing + beside),
            level: Some(place.level.id().to_owned()),
            staff: Some(People::from_count(staff[place.level as usize])),
            area: None,
            supply: Default::default(),
            row: None,
        });
    }
    facilities
}

fn study(seed: u64) -> String {
    let names = [
        ("省级服务中心", "Province centre", "90min"),
        ("市级服务中心", "City centre", "60min"),
        ("县级服务中心", "County centre", "45min"),
        ("乡镇服务站", "Township station", "30min"),
        ("村级服务站", "Village station", "15min"),
    ];
    let kind = |(level, (zh, en, limit)): (Level, (&str, &str, &str))| {
        let id = level.id();
        format!(
            r#"
[[kinds]]
id = "{id}"
name = {{ zh = "{zh}", en = "{en}" }}
profile = "car"
direction = "toward"
limit = "{limit}"
"#
        )
    };
    let kinds: String = Level::ALL.into_iter().zip(names).map(kind).collect();
    format!(
        r#"# A made province: nothing in it is real. 虚构的省，所有内容均非真实。
[study]
id = "province-{seed}"
name = {{ zh = "造省（虚构）", en = "Made province" }}
limit = "30min"
horizon = "100min"
minimum_group = 5

[network]
osm = ["province.osm.pbf"]
{kinds}
[joint]
kinds = ["county", "township", "village"]

[[facilities]]
file = "facilities.csv"
columns = {{ id = "id", kind = "kind", name = "name", name_en = "name_en", lon = "lon", lat = "lat", level = "level", staff = "staff" }}

[[demand]]
file = "demand.csv"
columns = {{ id = "id", lon = "lon", lat = "lat", people = "people", area = "area_code" }}
synthetic = true

[areas]
osm = ["boundary=administrative;admin_level=6"]

[analyses]
coverage = {{}}
"#
    )
}

#[cfg(test)]
mod tests;
