//! A made town: a grid of streets, a river with two bridges, an island with two ferries, services, people, and its study.
//!
//! Nothing in it is real; its names and its study say so. By default it stands at the coordinates of Futian in Shenzhen,
//! where GCJ-02 and BD-09 differ from WGS-84. Never here: files (the caller writes what [`files`] returns).

mod map;
mod plan;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::shares::shares_of_one_or_more;
use super::written;
use crate::places::{DemandPoint, Facility};
use crate::space::LatLon;
use crate::units::People;
use crate::words::Words;
use plan::Ground;

/// What town is wanted.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TownPlan {
    /// The seed of one-way streets, services and people.
    pub seed: u64,
    /// The middle of the grid, WGS-84.
    pub centre: LatLon,
    /// Blocks of 250 m along each side, 4 to 200.
    pub blocks: u32,
    /// How many people live there; at least one a demand point.
    pub people: u64,
    /// How many demand points; at least 3.
    pub points: u32,
}

impl TownPlan {
    /// Twelve by twelve blocks at Futian's coordinates with 12,000 people at 600 points.
    pub fn new(seed: u64) -> Self {
        Self { seed, centre: LatLon::wrapped(114.05, 22.54), blocks: 12, people: 12_000, points: 600 }
    }
}

/// A made town, as values and as the texts of its files.
#[derive(Clone, PartialEq, Debug)]
pub struct Town {
    /// Its map as OSM XML: streets, river, coast, ferries, areas, places, doctors and lawyers.
    pub osm_xml: String,
    /// Stations (which are in a table), doctors and lawyers (which are on the map, under the same ids).
    pub facilities: Vec<Facility>,
    /// Its people.
    pub demand: Vec<DemandPoint>,
    /// The study that asks about it.
    pub study_toml: String,
}

/// Makes a town; the same plan gives the same bytes.
///
/// ```
/// use halfhour::import::synth::town::{TownPlan, town};
/// let made = town(&TownPlan::new(1));
/// assert_eq!(made.demand.len(), 600);
/// let (study, notes) = halfhour::study::file::parse(&made.study_toml, "study.toml").unwrap();
/// assert!(study.synthetic() && notes.is_empty());
/// ```
pub fn town(plan: &TownPlan) -> Town {
    let plan = TownPlan { blocks: plan.blocks.clamp(4, 200) / 2 * 2, points: plan.points.max(3), ..*plan };
    let ground = Ground::new(plan.centre, plan.blocks);
    let mut rng = Pcg64::seed_from_u64(plan.seed);
    let demand = people(&plan, &ground, &mut rng);
    let mut populations = [0; 3];
    for point in &demand {
        let area = plan::AREAS.iter().position(|area| Some(area.id()) == point.area);
        if let Some(population) = area.and_then(|area| populations.get_mut(area)) {
            *population += point.people.count();
        }
    }
    let mut map = map::Map::new(&ground);
    map.streets(&mut rng);
    map.coast_and_ferries();
    map.areas(populations);
    let facilities = services(&ground, &mut map, &mut rng);
    Town { osm_xml: map.xml(), facilities, demand, study_toml: study(plan.seed) }
}

/// The files of a town: name and content.
pub fn files(town: &Town) -> Vec<(String, Vec<u8>)> {
    let stations = town.facilities.iter().filter(|facility| facility.kind == "station");
    let (stations, demand) = (written::facilities(stations, false), written::demand(&town.demand));
    let files = [
        ("study.toml", &town.study_toml),
        ("town.osm", &town.osm_xml),
        ("stations.csv", &stations),
        ("demand.csv", &demand),
    ];
    files.map(|(name, text)| (name.to_owned(), text.clone().into_bytes())).to_vec()
}

/// People anywhere in the blocks: 50 % of the points north of the river, 8 % on the island, the rest in the south.
fn people(plan: &TownPlan, ground: &Ground, rng: &mut Pcg64) -> Vec<DemandPoint> {
    let island = (plan.points * 8 / 100).max(1);
    let north = (plan.points / 2).max(1);
    let weights: Vec<u64> = (0..plan.points).map(|_| rng.random_range(1..=40)).collect();
    let people = shares_of_one_or_more(plan.people.max(u64::from(plan.points)), &weights);
    let areas = (0..plan.points).map(|i| usize::from(i >= north) + usize::from(i >= plan.points - island));
    let made: Vec<(LatLon, u64, usize)> = areas
        .zip(people)
        .map(|(area, people)| {
            let at = ground.position(ground.lived_in(area).at(rng.random(), rng.random()));
            (at, people, area)
        })
        .collect();
    let mut points = super::demand::numbered(made.iter().map(|&(at, people, _)| (at, people)));
    for (point, &(_, _, area)) in points.iter_mut().zip(&made) {
        point.area = Some(plan::AREAS[area].id());
    }
    points
}

/// Five stations in a table; three doctors and two lawyers on the map.
fn services(ground: &Ground, map: &mut map::Map<'_>, rng: &mut Pcg64) -> Vec<Facility> {
    let mut facilities = Vec::new();
    let stations = [("district", 12, 1), ("street", 6, 0), ("street", 5, 1), ("community", 2, 0), ("community", 2, 2)];
    for (i, (level, staff, area)) in (1..).zip(stations) {
        facilities.push(Facility {
            id: format!("s{i}"),
            kind: "station".to_owned(),
            name: Words::new(format!("造镇服务站{i}（虚构）"), format!("Made station {i}")),
            at: ground.position(ground.beside_a_street(area, rng)),
            level: Some(level.to_owned()),
            staff: Some(People::from_count(staff)),
            area: None,
            supply: Default::default(),
            row: None,
        });
    }
    let on_map = [("doctor", "amenity", "doctors", [0, 1, 2].as_slice()), ("lawyer", "office", "lawyer", &[0, 1])];
    for (kind, key, value, areas) in on_map {
        for (i, &area) in (1..).zip(areas) {
            let name = match kind {
                "doctor" => Words::new(format!("造镇诊所{i}（虚构）"), format!("Made clinic {i}")),
                _ => Words::new(format!("造镇律师{i}（虚构）"), format!("Made lawyer {i}")),
            };
            let at = ground.position(ground.beside_a_street(area, rng));
            let id = map.service(at, &name, (key, value));
            let kind = kind.to_owned();
            facilities.push(Facility {
                id,
                kind,
                name,
                at,
                level: None,
                staff: None,
                area: None,
                supply: Default::default(),
                row: None,
            });
        }
    }
    facilities
}

fn study(seed: u64) -> String {
    format!(
        r#"# A made town: nothing in it is real. 虚构的城镇，所有内容均非真实。
[study]
id = "town-{seed}"
name = {{ zh = "造镇（虚构）", en = "Made town" }}
limit = "15min"
horizon = "60min"
minimum_group = 5

[network]
osm = ["town.osm"]

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
mobilisation = "5min"

[[kinds]]
id = "lawyer"
name = {{ zh = "律师", en = "Lawyer" }}
profile = "car"
direction = "from"

[joint]
kinds = ["station", "doctor", "lawyer"]

[[facilities]]
kind = "station"
file = "stations.csv"
columns = {{ id = "id", name = "name", name_en = "name_en", lon = "lon", lat = "lat", level = "level", staff = "staff" }}

[[facilities]]
kind = "doctor"
osm = ["amenity=doctors"]

[[facilities]]
kind = "lawyer"
osm = ["office=lawyer"]

[[demand]]
file = "demand.csv"
columns = {{ id = "id", lon = "lon", lat = "lat", people = "people", area = "area_code" }}
synthetic = true

[areas]
osm = ["boundary=administrative;admin_level=8"]

[analyses]
coverage = {{}}
gaps = {{ cluster = "500m" }}
heat = {{ resolution = 9 }}
isochrones = {{ minutes = [5, 10, 15] }}
"#
    )
}

#[cfg(test)]
mod tests;
