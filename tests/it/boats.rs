//! Boats by timetable against a time-expanded graph, on random island worlds.

use std::collections::BTreeMap;

use halfhour::network::{ArcId, ArcKind, Network, ProfileId, Snapper, VertexId, build, speeds::profiles};
use halfhour::places::Boats;
use halfhour::progress::Silent;
use halfhour::timetable::{Clock, Line, Sailing, ServiceSource, Stop, Timetable, Who};
use halfhour::travel::ferry::{Chart, Departures, Fleet, Harbours, Leg, Part, departures, journey, scan};
use halfhour::travel::nearest::Field;
use halfhour::travel::within::within;
use halfhour::travel::{Engine, Heading, Link};
use halfhour::units::Deciseconds;
use halfhour::words::Words;
use petgraph::graph::{DiGraph, NodeIndex};
use rand::RngExt;
use rand_pcg::Pcg64;
use rayon::prelude::*;

use crate::world::random;

const HORIZON: Deciseconds = Deciseconds::from_minutes(100);
const HOURS: i32 = 6;

struct World {
    network: Network,
    engine: Engine,
    timetable: Timetable,
    harbours: Harbours,
    facilities: Vec<Option<Link>>,
    places: Vec<Option<Link>>,
}

fn position(network: &Network, chance: &mut Pcg64, reach: f64) -> halfhour::space::LatLon {
    let at = network.position(VertexId(chance.random_range(0..network.vertex_count() as u32)));
    let mut aside = || chance.random_range(-reach..=reach);
    halfhour::space::LatLon::wrapped(at.lon() + aside(), at.lat() + aside())
}

impl World {
    fn new(seed: u64) -> Self {
        let network =
            build(&random::world(seed), profiles(None).expect("built in"), &Silent::default()).expect("built");
        let engine = Engine::new(&network, &Silent::default()).expect("ordered");
        let snapper = Snapper::new(&network);
        let mut chance = random::chance(seed ^ 0xB0A7);
        let timetable = timetable(&network, &mut chance);
        let profile = ProfileId::new(chance.random_range(0..network.profiles().len()));
        let boats = [Boats::Aboard, Boats::WalkOn, Boats::PickedUp][chance.random_range(0..3)];
        let plan = (profile, network.profile("foot"), boats);
        let harbours = Harbours::new((&engine, &network, &snapper), &timetable, plan, HORIZON, &Silent::default());
        let mut links = |count: usize| -> Vec<Option<Link>> {
            let link = |_| {
                let snap = snapper.snap(&network, profile, position(&network, &mut chance, 0.002)).ok()?;
                Some(Link::new(&network, profile, snap))
            };
            (0..count).map(link).collect()
        };
        let (facilities, places) = (links(3), links(6));
        Self { harbours: harbours.expect("linked"), network, engine, timetable, facilities, places }
    }

    /// The links of a place in each land; only in that of the vehicle they are what the place has.
    fn in_land(&self, land: usize, links: &[Option<Link>]) -> Vec<Option<Link>> {
        let snapper = Snapper::new(&self.network);
        let profile = self.harbours.lands[land].profile;
        let link = |link: &Option<Link>| {
            let snap = snapper.snap(&self.network, profile, link.as_ref()?.snap.at).ok()?;
            Some(Link::new(&self.network, profile, snap))
        };
        if land == 0 { links.to_vec() } else { links.iter().map(link).collect() }
    }

    /// Times between stops and facilities, for a search of this heading from the facilities.
    fn starts(&self, heading: Heading) -> Vec<Vec<Deciseconds>> {
        let land = |(i, land): (usize, &halfhour::travel::ferry::Land)| {
            let facilities = self.in_land(i, &self.facilities);
            let field = Field::new(self.engine.ashore(&self.network, land.profile), heading, &facilities, HORIZON);
            let at = |link: &Option<Link>| link.as_ref().map_or(Deciseconds::UNREACHED, |link| field.at(link).time);
            land.links.iter().map(at).collect()
        };
        self.harbours.lands.iter().enumerate().map(land).collect()
    }

    /// The journeys between the facilities and every place, whenever they begin.
    fn departures(&self, heading: Heading) -> Vec<Departures> {
        let fleet = Fleet::new(&self.timetable, heading, 0, &|_| true);
        let chart = Chart::new(&self.harbours, heading, &self.timetable);
        let crossings = scan(&chart, &fleet, &self.starts(heading), HORIZON);
        let mut legs: Vec<Vec<Leg>> = vec![Vec::new(); self.places.len()];
        for i in self.harbours.ends(heading) {
            let land = &self.harbours.lands[i];
            let weighed = self.engine.ashore(&self.network, land.profile);
            let places = self.in_land(i, &self.places);
            let pairs = within(weighed, heading, (&land.links, &places), HORIZON, &Silent::default()).expect("done");
            for (stop, row) in (0_u32..).zip(pairs) {
                row.iter().for_each(|&(place, time)| legs[place as usize].push(Leg { land: i as u8, stop, time }));
            }
        }
        let profile = self.harbours.lands[0].profile;
        let field = Field::new(self.engine.ashore(&self.network, profile), heading, &self.facilities, HORIZON);
        let road = |link: &Option<Link>| link.as_ref().map_or(Deciseconds::UNREACHED, |link| field.at(link).time);
        let roads = self.places.iter().map(road);
        roads.zip(&legs).map(|(road, legs)| Departures::of_place(road, (heading, &crossings), legs, HORIZON)).collect()
    }
}

fn timetable(network: &Network, chance: &mut Pcg64) -> Timetable {
    let quays = (0..network.arc_count()).map(ArcId::new).filter(|&arc| network.kind(arc) == ArcKind::Board);
    let mut at: Vec<_> = quays.map(|arc| network.position(network.tail(arc))).collect();
    // Stops of feeds are not quite where the map has its quays, and some are nowhere near one.
    at.push(position(network, chance, 0.001));
    at.push(position(network, chance, 0.004));
    let name = |i: usize| Words::same(format!("{i}"));
    let stops: Vec<Stop> = at
        .into_iter()
        .enumerate()
        .map(|(i, at)| Stop { id: i.to_string(), name: name(i), at, walk: Deciseconds::ZERO })
        .collect();
    let line = |i: usize, chance: &mut Pcg64| {
        let mut sailings = Vec::new();
        for _ in 0..chance.random_range(1..14) {
            let departure = Clock::new(chance.random_range(0..HOURS * 3_600) * 10);
            let crossing = if chance.random_bool(0.1) { 0 } else { chance.random_range(1..9_000) };
            let (from, to) = (chance.random_range(0..stops.len() as u32), chance.random_range(0..stops.len() as u32));
            sailings.push(Sailing { departure, arrival: departure + Deciseconds::new(crossing), from, to });
        }
        // Chains of boats that take no time at all, in an order that does not help.
        if chance.random_bool(0.2) {
            let departure = Clock::new(chance.random_range(0..HOURS * 3_600) * 10);
            let last = stops.len() as u32 - 1;
            sailings.extend((0..last).map(|i| Sailing {
                departure,
                arrival: departure,
                from: last - i,
                to: last - i - 1,
            }));
        }
        Line {
            id: i.to_string(),
            name: name(i),
            ways: Vec::new(),
            source: ServiceSource::Table,
            who: [
                Who { foot: true, bicycle: true, car: true },
                Who { foot: true, bicycle: false, car: false },
                Who { foot: false, bicycle: false, car: true },
            ][chance.random_range(0..3)],
            boarding: Deciseconds::new(if chance.random_bool(0.3) { 0 } else { chance.random_range(0..3_000) }),
            weather: None,
            on_demand: false,
            sailings,
            headways: Vec::new(),
        }
    };
    let lines = (0..chance.random_range(2..6)).map(|i| line(i, chance)).collect();
    Timetable { stops, lines }
}

/// Times by land by Dijkstra's algorithm over the arcs of the network, boats left out.
struct Ashore {
    graph: DiGraph<(), u32>,
}

impl Ashore {
    fn new(network: &Network, profile: ProfileId) -> Self {
        let arcs = (0..network.arc_count()).map(ArcId::new).filter(|&arc| network.kind(arc) != ArcKind::Board);
        let open = arcs.filter(|arc| network.weights(profile)[arc.index()].is_reached());
        let edge = |arc: ArcId| (network.tail(arc).0, network.head(arc).0, network.weights(profile)[arc.index()].get());
        let mut graph = DiGraph::new();
        (0..network.vertex_count()).for_each(|_| {
            graph.add_node(());
        });
        graph.extend_with_edges(open.map(edge));
        Self { graph }
    }

    fn times(&self, from: &Option<Link>, to: &[Option<Link>]) -> Vec<Option<u32>> {
        let Some(origin) = from else { return vec![None; to.len()] };
        let mut found: BTreeMap<usize, u32> = BTreeMap::new();
        for (vertex, leg) in origin.out.iter() {
            for (node, time) in
                petgraph::algo::dijkstra(&self.graph, NodeIndex::new(vertex.index()), None, |e| *e.weight())
            {
                let best = found.entry(node.index()).or_insert(u32::MAX);
                *best = (*best).min(time + leg.get());
            }
        }
        let one = |to: &Option<Link>| {
            let there = to.as_ref()?;
            let over =
                there.into.iter().filter_map(|(vertex, leg)| Some(found.get(&vertex.index())? + leg.get())).min();
            let straight = Some(origin.direct(there)).filter(|time| time.is_reached()).map(|time| time.get());
            let road = over.into_iter().chain(straight).min()?;
            Some(road + origin.access.get() + there.access.get())
        };
        to.iter().map(one).collect()
    }
}

/// Every boat, boarded in every land, as two events; every way between them as an arc.
struct Expanded<'a> {
    world: &'a World,
    /// `[land]`: between stops; from origins to stops; from stops to destinations.
    between: Vec<Vec<Vec<Option<u32>>>>,
    origin: Vec<Vec<Vec<Option<u32>>>>,
    destination: Vec<Vec<Vec<Option<u32>>>>,
    road: Vec<Vec<Option<u32>>>,
}

impl<'a> Expanded<'a> {
    fn new(world: &'a World, origins: &[Option<Link>], destinations: &[Option<Link>]) -> Self {
        let (mut between, mut origin, mut destination, mut road) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (i, land) in world.harbours.lands.iter().enumerate() {
            let ashore = Ashore::new(&world.network, land.profile);
            let (from, to) = (world.in_land(i, origins), world.in_land(i, destinations));
            let mut rows: Vec<Vec<Option<u32>>> =
                land.links.iter().map(|link| ashore.times(link, &land.links)).collect();
            (0..rows.len()).for_each(|stop| rows[stop][stop] = Some(0));
            between.push(rows);
            origin.push(from.iter().map(|link| ashore.times(link, &land.links)).collect());
            destination.push(land.links.iter().map(|link| ashore.times(link, &to)).collect());
            if i == 0 {
                road = from.iter().map(|link| ashore.times(link, &to)).collect();
            }
        }
        Self { world, between, origin, destination, road }
    }

    /// The earliest end of a journey from any of `origins` to a destination that begins at `clock`.
    fn arrival(&self, origins: &[usize], destination: usize, clock: i32) -> Option<i64> {
        let timetable = &self.world.timetable;
        let lands = self.world.harbours.lands.len();
        let mut graph = DiGraph::<(), i64>::new();
        let (start, end) = (graph.add_node(()), graph.add_node(()));
        let mut events = Vec::new();
        for line in &timetable.lines {
            for sailing in &line.sailings {
                for land in (0..lands).filter(|&land| self.world.harbours.lands[land].boards(line.who)) {
                    let (quay, off) = (graph.add_node(()), graph.add_node(()));
                    let (ready, landed) = (
                        i64::from(sailing.departure.get()) - i64::from(line.boarding.get()),
                        i64::from(sailing.arrival.get()),
                    );
                    graph.add_edge(quay, off, landed - ready);
                    events.push((land, sailing.from as usize, sailing.to as usize, ready, landed, quay, off));
                }
            }
        }
        let clock = i64::from(clock);
        // Where a land may be left for another at a quay: the vehicle stays, its driver goes on.
        let leads = |from: usize, to: usize| from == to || (from == 0 && to == 1);
        for &(land, from, to, ready, landed, quay, off) in &events {
            for before in (0..lands).filter(|&before| leads(before, land) && before == 0) {
                for &origin in origins {
                    if let Some(time) =
                        self.origin[before][origin][from].filter(|&time| clock + i64::from(time) <= ready)
                    {
                        let _ = time;
                        graph.add_edge(start, quay, ready - clock);
                    }
                }
            }
            for next in events.iter().filter(|next| next.3 >= landed) {
                // Along the land in which he sailed or in that to which he may change, and perhaps a change at the next quay.
                let walks = (0..lands).filter(|&walk| leads(land, walk) && leads(walk, next.0));
                let mut times = walks.filter_map(|walk| self.between[walk][to][next.1]);
                if times.any(|time| landed + i64::from(time) <= next.3) {
                    graph.add_edge(off, next.5, next.3 - landed);
                }
            }
            for walk in (0..lands).filter(|&walk| leads(land, walk)) {
                if let Some(time) = self.destination[walk][to][destination] {
                    graph.add_edge(off, end, i64::from(time));
                }
            }
        }
        for &origin in origins {
            if let Some(time) = self.road[origin][destination] {
                graph.add_edge(start, end, i64::from(time));
            }
        }
        let found = petgraph::algo::dijkstra(&graph, start, Some(end), |edge| *edge.weight());
        found.get(&end).map(|time| clock + time).filter(|at| at - clock <= i64::from(HORIZON.get()))
    }
}

fn followed(time: Deciseconds) -> Option<u32> {
    (time <= HORIZON).then_some(time.get())
}

#[test]
fn as_a_time_expanded_graph() {
    let by_boat: usize = (0..1_000_u64).into_par_iter().map(one_world).sum();
    assert!(by_boat > 3_000, "the worlds are too tame: {by_boat}");
}

/// Compares one world; gives how many journeys took a boat.
fn one_world(seed: u64) -> usize {
    let world = World::new(seed);
    let mut chance = random::chance(!seed);
    let mut by_boat = 0;
    for heading in [Heading::Away, Heading::Back] {
        let (origins, destinations) = match heading {
            Heading::Away => (&world.facilities, &world.places),
            Heading::Back => (&world.places, &world.facilities),
        };
        let oracle = Expanded::new(&world, origins, destinations);
        let departures = world.departures(heading);
        let arrival = |place: usize, clock: i32| match heading {
            Heading::Away => oracle.arrival(&[0, 1, 2], place, clock),
            Heading::Back => (0..3).filter_map(|facility| oracle.arrival(&[place], facility, clock)).min(),
        };
        for (place, departures) in departures.iter().enumerate() {
            let mut clocks: Vec<i32> = (0..2).map(|_| chance.random_range(0..HOURS * 36_000)).collect();
            // Just in time for a boat, and just too late.
            if !departures.steps().is_empty() {
                let step = departures.steps()[chance.random_range(0..departures.steps().len())];
                clocks.extend([step.leave.get(), step.leave.get() + 1]);
            }
            for clock in clocks {
                let expected = arrival(place, clock).map(|at| (at - i64::from(clock)) as u32);
                let found = followed(departures.time(Clock::new(clock)));
                assert_eq!(found, expected, "seed {seed} {heading:?} place {place} at {clock}");
                by_boat += usize::from(found.is_some_and(|time| time < departures.road().get()));
            }
            // Arrive by: at that time one is there, a moment later one is not.
            let wanted = Clock::new(chance.random_range(0..HOURS * 36_000));
            let latest = departures.latest(wanted);
            if latest != Clock::LONG_AGO && wanted.since(latest) <= HORIZON {
                let at = |clock: Clock| arrival(place, clock.get());
                assert!(at(latest).is_some_and(|at| at <= i64::from(wanted.get())), "seed {seed} {heading:?}");
                let later = Clock::new(latest.get() + 1);
                assert!(at(later).is_none_or(|at| at > i64::from(wanted.get())), "seed {seed} {heading:?}");
            }
            a_window(departures, &mut chance);
        }
        for pair in departures.windows(2) {
            there_and_back(&pair[0], &pair[1], &mut chance);
        }
        if heading == Heading::Away {
            journeys(&world, &departures, &mut chance, seed);
        }
    }
    by_boat
}

/// Measures over a window, decisecond by decisecond.
fn a_window(departures: &Departures, chance: &mut Pcg64) {
    let from = chance.random_range(0..HOURS * 36_000);
    let to = from + chance.random_range(1..1_500);
    let window = (Clock::new(from), Clock::new(to));
    let limit = Deciseconds::new(chance.random_range(1..HORIZON.get()));
    // Whoever sets out within a decisecond catches the boats of its end, and takes longest at its beginning.
    let boats = Departures::new(Deciseconds::UNREACHED, departures.steps().to_vec());
    let time = |first: &i32| boats.arrival(Clock::new(first + 1)).since(Clock::new(*first)).min(departures.road());
    let counted = (from..to).filter(|first| time(first) <= limit).count();
    assert_eq!(departures.measure(window.0, window.1, limit), counted as u64);
    let mut times: Vec<Deciseconds> = (from..to).map(|first| time(&first)).collect();
    times.sort_unstable();
    let share = (chance.random_range(1..=100), 100);
    let place = (times.len() as u64 * share.0).div_ceil(share.1) as usize;
    assert_eq!(
        departures.percentile(window, share, HORIZON),
        Some(times[place - 1]).filter(|&time| time <= HORIZON).unwrap_or(Deciseconds::UNREACHED)
    );
    let best = (from..to).map(|first| departures.time(Clock::new(first))).min();
    let closer = departures.best(window.0, window.1);
    assert!(best.is_some_and(|best| closer <= best && (!closer.is_reached() || best.get() <= closer.get() + 1)));
}

/// One after the other, with a stay between: whoever arrives earlier is never later back.
fn there_and_back(there: &Departures, back: &Departures, chance: &mut Pcg64) {
    let dwell = Deciseconds::new(chance.random_range(0..20_000));
    let both = there.and_back(dwell, back);
    for _ in 0..4 {
        let clock = Clock::new(chance.random_range(0..HOURS * 36_000));
        let arrived = there.arrival(clock);
        let done = if arrived == Clock::NEVER { Clock::NEVER } else { back.arrival(arrived + dwell) };
        let expected = if done == Clock::NEVER { Deciseconds::UNREACHED } else { done.since(clock) - dwell };
        assert_eq!(both.time(clock), expected, "{clock:?}");
    }
}

/// Single journeys: as fast as the scan says, of parts that follow each other.
fn journeys(world: &World, departures: &[Departures], chance: &mut Pcg64, seed: u64) {
    let fleet = Fleet::new(&world.timetable, Heading::Away, 0, &|_| true);
    let starts = world.starts(Heading::Away);
    for (place, departures) in departures.iter().enumerate() {
        let clock = Clock::new(chance.random_range(0..HOURS * 36_000));
        let ends = |(i, land): (usize, &halfhour::travel::ferry::Land)| {
            let there = world.in_land(i, &world.places)[place];
            let ashore = Ashore::new(&world.network, land.profile);
            let time = |link| ashore.times(link, &[there])[0].map_or(Deciseconds::UNREACHED, Deciseconds::new);
            land.links.iter().map(time).collect::<Vec<_>>()
        };
        let ends: Vec<Vec<Deciseconds>> = world.harbours.lands.iter().enumerate().map(ends).collect();
        let chart = Chart::new(&world.harbours, Heading::Away, &world.timetable);
        let found = journey(&chart, &fleet, (&starts, &ends, departures.road()), clock, HORIZON);
        let expected = followed(departures.time(clock));
        assert_eq!(found.as_ref().map(|journey| journey.arrive.since(clock).get()), expected, "seed {seed}");
        let Some(journey) = found else { continue };
        let mut at = clock;
        for part in &journey.parts {
            match *part {
                Part::Land { time, .. } | Part::Wait { time, .. } => at = at + time,
                Part::Boat { boat } => {
                    let boat = fleet.boats[boat as usize];
                    assert_eq!(at.get(), boat.leave, "seed {seed}: aboard when the boat leaves");
                    at = Clock::new(boat.land);
                }
            }
        }
        assert_eq!(at, journey.arrive, "seed {seed}");
    }
}

#[test]
fn percentiles_of_several_phases() {
    let minutes = |minutes: u32| Deciseconds::from_minutes(minutes);
    let road = |time| Departures::new(minutes(time), Vec::new());
    let phases = [road(10), road(20), road(30), road(40)];
    let phases: Vec<&Departures> = phases.iter().collect();
    let hour = (Clock::from_hours(0, 0), Clock::from_hours(1, 0));
    assert_eq!(departures::percentile(&phases, hour, (1, 2), HORIZON), minutes(20));
    assert_eq!(departures::percentile(&phases, hour, (3, 4), HORIZON), minutes(30));
    assert_eq!(departures::percentile(&phases, hour, (1, 1), minutes(39)), Deciseconds::UNREACHED);
    assert_eq!(departures::percentile(&phases, (hour.1, hour.0), (1, 2), HORIZON), Deciseconds::UNREACHED);
}
