//! The services that the map knows: from the used ferry ways to stops, lines and headways.
//!
//! A stop is a node of a ferry way at which one gets ashore. Ways that touch in open water belong to one line; ways that meet
//! at a stop are lines of their own, for there one changes boats. Every ordered pair of stops between which a line may sail is a
//! headway by the shortest way, so who stays aboard at a stop between does not board again.
//!
//! | what | from | else |
//! |---|---|---|
//! | interval | `interval` (of the way, else its relation), the largest of the ways sailed | [`INTERVAL`] |
//! | when | `opening_hours` | [`FIRST`] to [`LAST`] every day |
//! | on demand | `on_demand`, `service`, `ferry`, `interval`, a text in `opening_hours` | no |
//!
//! Never here: which lines are used and how long they take (see `lines`), timetables of others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use serde::{Deserialize, Serialize};

use super::gather::Gathered;
use super::hours::Hours;
use super::landing::Roads;
use super::lines::Walks;
use super::places;
use crate::network::Tags;
use crate::places::NamedPlace;
use crate::space::{LatLon, LocalPlane};
use crate::timetable::{Headway, Line, ServiceSource, Stop, Timetable, Week, Who};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// Time between two boats where nobody says: an hour.
pub const INTERVAL: Deciseconds = Deciseconds::from_minutes(60);
/// Where nobody says, the first boat sails after this hour of every day,
pub const FIRST: i32 = 6;
/// and the last before this one.
pub const LAST: i32 = 22;

/// A terminal farther away does not lend its name to a stop.
const TERMINAL: Metres = Metres(150.0);
/// A place farther away does not.
const PLACE: Metres = Metres(5_000.0);

/// One way of a ferry that sails.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Boat {
    pub id: i64,
    pub name: Words,
    pub nodes: Vec<i64>,
    /// May it sail along, against?
    pub senses: (bool, bool),
    pub crossing: Deciseconds,
    pub boarding: Deciseconds,
    pub who: Who,
    pub interval: Option<Deciseconds>,
    pub hours: Option<Hours>,
    pub source: ServiceSource,
    pub weather: Option<String>,
    pub on_demand: bool,
    /// Does it only lead to a line, whose interval is its own?
    pub link: bool,
}

/// Where boats may land.
pub(super) struct Shores<'a> {
    pub roads: Roads<'a>,
    pub terminals: &'a [Terminal],
    /// Settlements.
    pub places: &'a [NamedPlace],
}

impl Shores<'_> {
    /// Does a node lie on a road?
    pub fn is_on_road(&self, node: i64) -> bool {
        self.roads.nodes.binary_search(&node).is_ok()
    }

    /// Is a node farther than this from every road?
    pub fn are_far_from(&self, node: i64, far: Metres) -> bool {
        if self.is_on_road(node) {
            return false;
        }
        let Some(at) = self.roads.gathered.position(node) else { return true };
        let plane = LocalPlane::at(at);
        let near = |&id: &i64| {
            self.roads.gathered.position(id).is_some_and(|road| {
                let metres = plane.metres(road);
                metres.x.hypot(metres.y) <= far.0
            })
        };
        !self.roads.nodes.iter().any(near)
    }

    /// What a node of a line is called: the terminal there, else beside it, else the nearest place, else its id.
    pub fn name(&self, node: i64) -> Words {
        let at = self.roads.gathered.position(node);
        let named = at.and_then(|at| self.terminal(node, at).or_else(|| self.place(at)));
        named.unwrap_or_else(|| Words::same(format!("n{node}")))
    }

    fn stop(&self, node: i64, walks: &Walks) -> Option<Stop> {
        let (at, walk) = match walks.get(&node) {
            Some(&(road, time)) => (self.roads.gathered.position(road)?, time),
            None => (self.roads.gathered.position(node)?, Deciseconds::ZERO),
        };
        Some(Stop { id: format!("n{node}"), name: self.name(node), at, walk })
    }

    /// The name of the terminal at a node, else of the nearest one with a name.
    fn terminal(&self, node: i64, at: LatLon) -> Option<Words> {
        let named = self.terminals.iter().filter_map(|other| {
            let distance = if other.id == node { Metres(0.0) } else { other.at.distance(at) };
            (distance <= TERMINAL).then_some((distance, other.id, other.name.clone()?))
        });
        named.min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1))).map(|(_, _, name)| name)
    }

    fn place(&self, at: LatLon) -> Option<Words> {
        let near = self.places.iter().map(|place| (place.at.distance(at), place)).filter(|near| near.0 <= PLACE);
        near.min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.id.cmp(&b.1.id))).map(|(_, place)| place.name.clone())
    }
}

/// Where one boards a boat.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Terminal {
    /// The OSM id of its node.
    pub id: i64,
    /// Its name, where it has one.
    pub name: Option<Words>,
    /// Where it lies.
    pub at: LatLon,
}

/// The terminals among the gathered nodes.
pub(super) fn terminals(gathered: &Gathered) -> Vec<Terminal> {
    let nodes = gathered.nodes.iter().filter(|node| node.tags.is("amenity", "ferry_terminal"));
    nodes.map(|node| Terminal { id: node.id, name: places::name(&node.tags), at: node.at }).collect()
}

/// Do the tags of a line say that it sails only when somebody asks?
pub(super) fn is_on_demand(tags: &Tags) -> bool {
    const KEYS: [&str; 4] = ["service", "ferry", "interval", "opening_hours"];
    tags.is("on_demand", "yes")
        || KEYS.iter().filter_map(|key| tags.get(key)).any(|value| {
            let value = value.trim().to_lowercase().replace(['_', '-'], " ");
            matches!(value.as_str(), "on demand" | "demand" | "on request" | "by request")
        })
}

/// The timetable that some boats make.
pub(super) fn timetable(boats: &[Boat], shores: &Shores<'_>, walks: &Walks, week: &Week) -> Timetable {
    let sea = Sea::new(boats, shores, walks);
    let mut lines: Vec<(Line, Vec<Leg>)> = Vec::new();
    for group in sea.groups() {
        lines.extend(sea.lines(&group));
    }
    lines.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let landings: BTreeSet<i64> = lines.iter().flat_map(|line| &line.1).flat_map(|leg| [leg.0, leg.1]).collect();
    let stops: BTreeMap<i64, Stop> =
        landings.into_iter().filter_map(|node| Some((node, shores.stop(node, walks)?))).collect();
    let index: BTreeMap<i64, u32> = stops.keys().copied().zip(0..).collect();
    let with_headways = lines.into_iter().map(|(line, legs)| {
        let group = sea.hours(&line.ways);
        let windows = group.windows(week);
        let headway = |(from, to, service): Leg| {
            let (from, to) = (*index.get(&from)?, *index.get(&to)?);
            let Service { crossing, interval } = service;
            Some(Headway { from, to, crossing, interval, windows: windows.clone() })
        };
        Line { headways: legs.into_iter().filter_map(headway).collect(), ..line }
    });
    let lines = with_headways.collect();
    Timetable { stops: stops.into_values().collect(), lines }
}

/// What sails between two stops.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Service {
    crossing: Deciseconds,
    interval: Deciseconds,
}

/// From, to, and what sails between.
type Leg = (i64, i64, Service);

/// A node on the water: of all boats in open water, of one boat where it lands.
type Deck = (i64, Option<i64>);

/// A piece of a way that can be sailed in one direction.
#[derive(Clone, Copy)]
struct Piece {
    to: usize,
    time: Deciseconds,
    boat: usize,
}

struct Sea<'a> {
    boats: &'a [Boat],
    decks: Vec<Deck>,
    pieces: Vec<Vec<Piece>>,
    /// Decks that touch, whatever the direction of sailing.
    touching: Vec<Vec<usize>>,
    /// The decks of every boat.
    of_boat: Vec<Vec<usize>>,
}

impl<'a> Sea<'a> {
    fn new(boats: &'a [Boat], shores: &Shores<'_>, walks: &Walks) -> Self {
        let lands = |node: i64| shores.is_on_road(node) || walks.contains_key(&node);
        let gathered = shores.roads.gathered;
        let mut number: BTreeMap<Deck, usize> = BTreeMap::new();
        let mut sea = Self { boats, decks: Vec::new(), pieces: Vec::new(), touching: Vec::new(), of_boat: Vec::new() };
        for (b, boat) in boats.iter().enumerate() {
            let known = boat.nodes.iter().filter_map(|&node| Some((node, gathered.position(node)?)));
            let nodes: Vec<(i64, LatLon)> = known.collect();
            let lengths: Vec<Metres> = nodes.windows(2).map(|pair| pair[0].1.distance(pair[1].1)).collect();
            let times = boat.crossing.shared_out(&lengths);
            let mut deck_of = |node: i64| {
                let deck = (node, lands(node).then_some(boat.id));
                *number.entry(deck).or_insert_with(|| {
                    sea.decks.push(deck);
                    sea.pieces.push(Vec::new());
                    sea.touching.push(Vec::new());
                    sea.decks.len() - 1
                })
            };
            let decks: Vec<usize> = nodes.iter().map(|&(node, _)| deck_of(node)).collect();
            for (pair, time) in decks.windows(2).zip(times) {
                let (a, b_) = (pair[0], pair[1]);
                sea.touching[a].push(b_);
                sea.touching[b_].push(a);
                if boat.senses.0 {
                    sea.pieces[a].push(Piece { to: b_, time, boat: b });
                }
                if boat.senses.1 {
                    sea.pieces[b_].push(Piece { to: a, time, boat: b });
                }
            }
            sea.of_boat.push(decks);
        }
        sea
    }

    /// Indexes of the boats that touch each other, each group ordered, the groups by their first.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut group_of: Vec<Option<usize>> = vec![None; self.decks.len()];
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (boat, decks) in self.of_boat.iter().enumerate() {
            let Some(&first) = decks.first() else { continue };
            if let Some(group) = group_of[first] {
                groups[group].push(boat);
                continue;
            }
            groups.push(vec![boat]);
            let mut open = vec![first];
            group_of[first] = Some(groups.len() - 1);
            while let Some(deck) = open.pop() {
                for &next in &self.touching[deck] {
                    if group_of[next].is_none() {
                        group_of[next] = group_of[first];
                        open.push(next);
                    }
                }
            }
        }
        groups
    }

    /// The lines of a group and what sails between their stops: one for all modes of travel that it serves alike.
    fn lines(&self, group: &[usize]) -> Vec<(Line, Vec<Leg>)> {
        let mut who: BTreeMap<Leg, Who> = BTreeMap::new();
        for mode in
            [Who { foot: true, ..Who::NOBODY }, Who { bicycle: true, ..Who::NOBODY }, Who { car: true, ..Who::NOBODY }]
        {
            for ((from, to), service) in self.pairs(group, mode) {
                let who = who.entry((from, to, service)).or_insert(Who::NOBODY);
                *who = union(*who, mode);
            }
        }
        let mut by_who: BTreeMap<Reverse<Who>, Vec<Leg>> = BTreeMap::new();
        for (leg, who) in who {
            by_who.entry(Reverse(who)).or_default().push(leg);
        }
        let boats: Vec<&Boat> = group.iter().map(|&boat| &self.boats[boat]).collect();
        let Some(first) = boats.first() else { return Vec::new() };
        let line = |(i, (Reverse(who), legs)): (usize, (Reverse<Who>, Vec<_>))| {
            let mode = if who.car {
                "car"
            } else if who.bicycle {
                "bicycle"
            } else {
                "foot"
            };
            let line = Line {
                id: if i == 0 { format!("w{}", first.id) } else { format!("w{}-{mode}", first.id) },
                name: first.name.clone(),
                ways: boats.iter().map(|boat| boat.id).collect(),
                source: boats.iter().map(|boat| boat.source).min().unwrap_or(ServiceSource::Default),
                who,
                boarding: boats.iter().map(|boat| boat.boarding).max().unwrap_or(Deciseconds::ZERO),
                weather: boats.iter().find_map(|boat| boat.weather.clone()),
                on_demand: boats.iter().any(|boat| boat.on_demand),
                sailings: Vec::new(),
                headways: Vec::new(),
            };
            (line, legs)
        };
        by_who.into_iter().enumerate().map(line).collect()
    }

    /// What sails between the stops of a group for one mode of travel.
    fn pairs(&self, group: &[usize], mode: Who) -> BTreeMap<(i64, i64), Service> {
        let mut pairs: BTreeMap<(i64, i64), Service> = BTreeMap::new();
        let decks: BTreeSet<usize> = group.iter().flat_map(|&boat| &self.of_boat[boat]).copied().collect();
        for &from in decks.iter().filter(|&&deck| self.decks[deck].1.is_some()) {
            for (to, service) in self.from(from, mode) {
                let (from, to) = (self.decks[from].0, self.decks[to].0);
                if from != to {
                    let best = pairs.entry((from, to)).or_insert(service);
                    *best = service.min(*best);
                }
            }
        }
        pairs
    }

    /// The stops to which one may sail, each by the quickest way, and the largest interval on it.
    fn from(&self, start: usize, mode: Who) -> Vec<(usize, Service)> {
        let mut settled: BTreeMap<usize, Service> = BTreeMap::new();
        let mut open = BinaryHeap::from([Reverse((Deciseconds::ZERO, Deciseconds::ZERO, start))]);
        while let Some(Reverse((crossing, interval, deck))) = open.pop() {
            if settled.contains_key(&deck) {
                continue;
            }
            settled.insert(deck, Service { crossing, interval });
            for leg in &self.pieces[deck] {
                let boat = &self.boats[leg.boat];
                if intersection(boat.who, mode).anybody() && !settled.contains_key(&leg.to) {
                    let own = if boat.link { Deciseconds::ZERO } else { boat.interval.unwrap_or(INTERVAL) };
                    let interval = interval.max(boat.interval.unwrap_or(own));
                    open.push(Reverse((crossing + leg.time, interval, leg.to)));
                }
            }
        }
        let stops = settled.into_iter().filter(|&(deck, _)| deck != start && self.decks[deck].1.is_some());
        // Links alone make no line.
        stops.filter(|(_, service)| service.interval > Deciseconds::ZERO).collect()
    }

    /// When the boats over some ways sail: as the first of them that says it.
    fn hours(&self, ways: &[i64]) -> Hours {
        let boats = self.boats.iter().filter(|boat| ways.contains(&boat.id));
        let said = boats.filter_map(|boat| boat.hours.as_ref()).find(|hours| !hours.is_empty());
        said.cloned().unwrap_or_else(|| Hours::daily(FIRST, LAST))
    }
}

fn union(a: Who, b: Who) -> Who {
    Who { foot: a.foot || b.foot, bicycle: a.bicycle || b.bicycle, car: a.car || b.car }
}

fn intersection(a: Who, b: Who) -> Who {
    Who { foot: a.foot && b.foot, bicycle: a.bicycle && b.bicycle, car: a.car && b.car }
}

#[cfg(test)]
mod tests;
