//! Islands: which pieces of land people, roads, facilities and quays stand on, and what joins them to others.
//!
//! An island is a piece of land within the coastline; without a coastline it is what roads join. It counts when it has a kilometre of road,
//! a facility, a quay, or somebody who lives there. Never here: what may be published about its people (see `layer`).

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;
use rayon::prelude::*;

use crate::network::{EdgeId, Network, ProfileId, Sense, VertexId};
use crate::places::{DemandPoint, Facility, Land, NamedPlace};
use crate::space::LatLon;
use crate::timetable::{Calls, Timetable, Week};
use crate::travel::Link;
use crate::units::Metres;
use crate::words::Words;

/// The least road that makes an island of itself.
const ROAD: Metres = Metres(1_000.0);
/// The index of an island in [`Islands::list`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct IslandIndex(pub u32);

/// How an island is joined to others, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Joined {
    /// It has more road than any other: the others are joined to it.
    Mainland,
    /// By road.
    Bridge,
    /// By boats that carry cars.
    VehicleFerry,
    /// By boats for people on foot or with bicycles.
    FootFerry,
    /// By boats that sail when somebody asks.
    OnDemand,
    /// By nothing.
    Nothing,
}

impl Joined {
    /// The word for it in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mainland => "mainland",
            Self::Bridge => "bridge",
            Self::VehicleFerry => "vehicle_ferry",
            Self::FootFerry => "foot_ferry",
            Self::OnDemand => "on_demand",
            Self::Nothing => "nothing",
        }
    }
}

/// One island.
#[derive(Clone, PartialEq, Debug)]
pub struct Island {
    /// Its id: where it lies, as a position to four decimals.
    pub id: String,
    /// Its name, else that of its largest settlement, else its id.
    pub name: Words,
    /// A position on it: of its largest settlement, facility, quay or road.
    pub at: LatLon,
    /// The index of its piece of land.
    pub land: Option<usize>,
    /// Road, open to anybody.
    pub road: Metres,
    /// How it is joined to others.
    pub joined: Joined,
    /// Its demand points.
    pub demand: Vec<u32>,
    /// Its facilities.
    pub facilities: Vec<u32>,
    /// Boats that come to it from others in the week.
    pub boats: Calls,
}

/// What the islands are found from.
#[derive(Clone, Copy, Debug)]
pub struct Shores<'a> {
    /// The roads.
    pub network: &'a Network,
    /// The land.
    pub land: &'a Land,
    /// Settlements, and their links to roads, which are asked for where there is no coastline.
    pub places: (&'a [NamedPlace], &'a [Option<Link>]),
    /// The names of islands and where they stand.
    pub names: &'a [(LatLon, Words)],
    /// The demand, and its links to roads (any profile).
    pub demand: (&'a [DemandPoint], &'a [Option<Link>]),
    /// The facilities.
    pub facilities: (&'a [Facility], &'a [Option<Link>]),
    /// The boats, and the week in which they sail.
    pub boats: (&'a Timetable, &'a Week),
}

/// All islands, those with more road first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Islands {
    /// By road, then by id.
    pub list: Vec<Island>,
    /// The island of every demand point; none in the water.
    pub of_demand: Vec<Option<IslandIndex>>,
    /// The island of every stop of the timetable.
    pub of_stop: Vec<Option<IslandIndex>>,
}

/// What an island is known by while they are sought: a piece of land, or a component of roads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Key {
    Land(usize),
    Roads(u32),
}

impl Islands {
    /// Finds them.
    pub fn new(shores: &Shores<'_>) -> Self {
        let network = shores.network;
        let parts = Parts::new(network);
        let roads: Vec<(Option<Key>, u32, f64, LatLon)> = (0..network.edges().len())
            .into_par_iter()
            .map(EdgeId::new)
            .filter(|&id| is_road(network, id))
            .filter_map(|id| {
                let shape = network.shape(id);
                let part = parts.of_edge(network, id)?;
                let at = shape[shape.len() / 2];
                Some((key(shores, at, Some(part)), part, network.length(id).0, at))
            })
            .collect();
        let mut found: BTreeMap<Key, Found> = BTreeMap::new();
        let mut lands_of_part: BTreeMap<u32, BTreeMap<Key, f64>> = BTreeMap::new();
        for (key, part, metres, at) in roads {
            let Some(key) = key else { continue };
            let island = found.entry(key).or_default();
            island.road += metres;
            island.at.get_or_insert(at);
            *lands_of_part.entry(part).or_default().entry(key).or_default() += metres;
        }
        // A road that leads over land of two islands is a bridge, as far as both have roads of their own.
        let bridged: BTreeSet<Key> =
            lands_of_part.values().filter(|lands| lands.len() > 1).flat_map(BTreeMap::keys).copied().collect();
        // What stands in the water, such as the end of a pier, belongs to the land to which most of its roads do.
        let ashore = |part: Option<u32>| {
            let lands = lands_of_part.get(&part?)?;
            lands.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map(|(key, _)| *key)
        };
        let keys = |at: &[LatLon], links: &[Option<Link>]| -> Vec<Option<Key>> {
            let one = |(i, &at): (usize, &LatLon)| {
                let link = links.get(i).and_then(Option::as_ref);
                let part = link.and_then(|link| parts.of_edge(network, link.edge()));
                key(shores, at, part).or_else(|| key(shores, link?.snap.at, part)).or_else(|| ashore(part))
            };
            at.par_iter().enumerate().map(one).collect()
        };
        let at: Vec<LatLon> = shores.demand.0.iter().map(|point| point.at).collect();
        let of_demand = keys(&at, shores.demand.1);
        for (point, key) in (0_u32..).zip(&of_demand) {
            if let Some(key) = key {
                let island = found.entry(*key).or_default();
                island.demand.push(point);
                island.at.get_or_insert(at[point as usize]);
            }
        }
        let at: Vec<LatLon> = shores.facilities.0.iter().map(|facility| facility.at).collect();
        for (facility, key) in (0_u32..).zip(keys(&at, shores.facilities.1)) {
            if let Some(key) = key {
                let island = found.entry(key).or_default();
                island.facilities.push(facility);
                island.at.get_or_insert(at[facility as usize]);
            }
        }
        let (timetable, week) = shores.boats;
        let at: Vec<LatLon> = timetable.stops.iter().map(|stop| stop.at).collect();
        let beside: BTreeMap<(u64, u64), u32> = parts.by_position(network);
        let stop_key = |at: &LatLon| {
            let part = beside.get(&place(*at)).copied();
            key(shores, *at, part).or_else(|| ashore(part))
        };
        let of_stop: Vec<Option<Key>> = at.iter().map(stop_key).collect();
        for (stop, key) in of_stop.iter().enumerate() {
            if let Some(key) = key {
                let island = found.entry(*key).or_default();
                island.has_quay = true;
                island.at.get_or_insert(at[stop]);
            }
        }
        found.retain(|_, island| {
            island.road >= ROAD.0 || !island.demand.is_empty() || !island.facilities.is_empty() || island.has_quay
        });
        let main = found.iter().max_by(|a, b| a.1.road.total_cmp(&b.1.road).then(b.0.cmp(a.0))).map(|(key, _)| *key);
        let mut order: Vec<(Key, Found)> = found.into_iter().collect();
        order.sort_by(|a, b| b.1.road.total_cmp(&a.1.road).then(a.0.cmp(&b.0)));
        let index: BTreeMap<Key, IslandIndex> =
            order.iter().zip(0_u32..).map(|((key, _), i)| (*key, IslandIndex(i))).collect();
        let known = |key: &Option<Key>| key.and_then(|key| index.get(&key).copied());
        let of_demand: Vec<Option<IslandIndex>> = of_demand.iter().map(known).collect();
        let of_stop: Vec<Option<IslandIndex>> = of_stop.iter().map(known).collect();
        let names = Names::new(shores, &parts, &index);
        let list = order.into_iter().map(|(key, found)| {
            let here = index.get(&key).copied();
            let (boats, by_boat) = calls((timetable, week), &of_stop, here);
            let joined = match () {
                () if Some(key) == main => Joined::Mainland,
                () if bridged.contains(&key) => Joined::Bridge,
                () => by_boat,
            };
            let at = found.at.unwrap_or_default();
            let id = format!("{:.4},{:.4}", at.lon(), at.lat());
            let (name, at) =
                names.of(here).map_or((Words::same(&*id), at), |(name, settled)| (name, settled.unwrap_or(at)));
            Island {
                id,
                name,
                at,
                land: match key {
                    Key::Land(land) => Some(land),
                    Key::Roads(_) => None,
                },
                road: Metres(found.road),
                joined,
                demand: found.demand,
                facilities: found.facilities,
                boats,
            }
        });
        Self { list: list.collect(), of_demand, of_stop }
    }
}

#[derive(Default)]
struct Found {
    road: f64,
    at: Option<LatLon>,
    demand: Vec<u32>,
    facilities: Vec<u32>,
    has_quay: bool,
}

fn key(shores: &Shores<'_>, at: LatLon, part: Option<u32>) -> Option<Key> {
    if shores.land.polygons().is_empty() { part.map(Key::Roads) } else { shores.land.island(at).map(Key::Land) }
}

fn is_road(network: &Network, id: EdgeId) -> bool {
    let profiles = 0..network.profiles().len();
    let open = |profile: usize| Sense::BOTH.iter().any(|&sense| network.is_open(id, ProfileId::new(profile), sense));
    !network.edge(id).is_ferry && profiles.into_iter().any(open)
}

fn place(at: LatLon) -> (u64, u64) {
    (at.lon().to_bits(), at.lat().to_bits())
}

/// What roads join, whoever may use them; boats left out.
struct Parts {
    of: Vec<u32>,
}

impl Parts {
    fn new(network: &Network) -> Self {
        let mut sets = UnionFind::<u32>::new(network.vertex_count());
        // Tiers and sides of one place stand in the same position.
        let mut at: BTreeMap<(u64, u64), u32> = BTreeMap::new();
        for id in (0..network.edges().len()).map(EdgeId::new).filter(|&id| is_road(network, id)) {
            let ends = network.ends(id, Sense::Along);
            let ends: Vec<VertexId> = ends.from.into_iter().chain(ends.to).flatten().collect();
            for vertex in &ends {
                sets.union(ends[0].0, vertex.0);
                let same = *at.entry(place(network.position(*vertex))).or_insert(vertex.0);
                sets.union(same, vertex.0);
            }
        }
        Self { of: sets.into_labeling() }
    }

    fn of_edge(&self, network: &Network, id: EdgeId) -> Option<u32> {
        network.ends(id, Sense::Along).from.into_iter().flatten().next().map(|vertex| self.of[vertex.index()])
    }

    /// The part that has a vertex at a position.
    fn by_position(&self, network: &Network) -> BTreeMap<(u64, u64), u32> {
        let mut parts = BTreeMap::new();
        for id in (0..network.edges().len()).map(EdgeId::new).filter(|&id| is_road(network, id)) {
            let ends = network.ends(id, Sense::Along);
            for vertex in ends.from.into_iter().chain(ends.to).flatten() {
                parts.insert(place(network.position(vertex)), self.of[vertex.index()]);
            }
        }
        parts
    }
}

/// Names of islands: their own, else that of their largest settlement.
struct Names {
    own: BTreeMap<IslandIndex, Words>,
    settled: BTreeMap<IslandIndex, (Words, LatLon)>,
}

impl Names {
    fn new(shores: &Shores<'_>, parts: &Parts, index: &BTreeMap<Key, IslandIndex>) -> Self {
        let on = |at: LatLon, link: Option<&Link>| {
            let part = link.and_then(|link| parts.of_edge(shores.network, link.edge()));
            index.get(&key(shores, at, part)?).copied()
        };
        let own = shores.names.iter().filter_map(|(at, name)| Some((on(*at, None)?, name.clone()))).rev().collect();
        let linked = |i: usize| shores.places.1.get(i).and_then(Option::as_ref);
        let mut settlements: Vec<(&NamedPlace, Option<&Link>)> =
            shores.places.0.iter().enumerate().map(|(i, place)| (place, linked(i))).collect();
        // The last one into the map stays: the largest.
        settlements.sort_by(|(a, _), (b, _)| {
            b.class.cmp(&a.class).then(a.population.cmp(&b.population)).then(b.id.cmp(&a.id))
        });
        let settled = settlements
            .into_iter()
            .filter_map(|(place, link)| Some((on(place.at, link)?, (place.name.clone(), place.at))));
        Self { own, settled: settled.collect() }
    }

    /// The name, and where the largest settlement is.
    fn of(&self, island: Option<IslandIndex>) -> Option<(Words, Option<LatLon>)> {
        let island = island?;
        let settled = self.settled.get(&island);
        let at = settled.map(|(_, at)| *at);
        self.own.get(&island).or(settled.map(|(name, _)| name)).map(|name| (name.clone(), at))
    }
}

/// The boats of the week that come to an island from another one, those on demand not counted, and how they join it.
fn calls(
    (timetable, week): (&Timetable, &Week),
    of_stop: &[Option<IslandIndex>],
    here: Option<IslandIndex>,
) -> (Calls, Joined) {
    let at = |stop: u32| of_stop.get(stop as usize).copied().flatten();
    let comes = |from: u32, to: u32| at(to) == here && at(from) != here;
    let (mut all, mut joined) = (Calls::default(), Joined::Nothing);
    for line in &timetable.lines {
        let calls = line.calls_between(week, &comes);
        if calls.first.is_none() {
            continue;
        }
        joined = joined.min(match () {
            () if line.on_demand => Joined::OnDemand,
            () if line.who.car => Joined::VehicleFerry,
            () => Joined::FootFerry,
        });
        if !line.on_demand {
            all = all.and(calls);
        }
    }
    (all, joined)
}
