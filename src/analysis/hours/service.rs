//! One kind of service, made ready for any hour: its way by land, its legs to the stops, and what the boats of a phase add.
//!
//! Never here: sums over people.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::coverage::{Provider, kind_times};
use crate::network::Network;
use crate::places::{Direction, Kind};
use crate::progress::{Cancelled, Progress, Quiet, Silent};
use crate::timetable::Timetable;
use crate::travel::ferry::{Chart, Crossings, Departures, Fleet, Harbours, Leg, Spans, scan};
use crate::travel::nearest::Field;
use crate::travel::within::within;
use crate::travel::{Engine, Heading, Link};
use crate::units::Deciseconds;

/// The world in which a kind of service is given, at hours of one speed.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The roads.
    pub network: &'a Network,
    /// Their hierarchy.
    pub engine: &'a Engine,
    /// The stops, linked for the kind.
    pub harbours: &'a Arc<Harbours>,
}

/// Links of one side in every land of the harbours.
pub type Links = Vec<Vec<Option<Link>>>;

/// How a kind of service reaches all demand at hours of one speed, but for the boats of the hour.
#[derive(Debug)]
pub struct Service {
    harbours: Arc<Harbours>,
    /// The calls for which it holds.
    pub when: Spans,
    direction: Direction,
    dwell: Deciseconds,
    mobilisation: Deciseconds,
    limit: Deciseconds,
    horizon: Deciseconds,
    /// By land alone, mobilisation included, a demand point.
    road: Vec<Deciseconds>,
    /// One entry a heading that the direction needs; there before back.
    ways: Vec<Way>,
}

/// One heading of a service.
#[derive(Debug)]
struct Way {
    heading: Heading,
    /// Legs of point `i` are `first[i] .. first[i + 1]`.
    first: Vec<u32>,
    legs: Vec<Leg>,
    /// For a sum over facilities each of them, else all at once: by land and stop the time to a stop.
    starts: Vec<Vec<Vec<Deciseconds>>>,
    /// There and back: by facility and point the time by land.
    roads: Vec<Vec<Deciseconds>>,
}

/// What ties one place to a service.
#[derive(Clone, Debug)]
pub struct Reach {
    road: Deciseconds,
    /// By way.
    legs: Vec<Vec<Leg>>,
    /// There and back: by way and facility the time by land.
    roads: Vec<Vec<Deciseconds>>,
}

impl Default for Reach {
    fn default() -> Self {
        Self { road: Deciseconds::UNREACHED, legs: vec![Vec::new(); 2], roads: Vec::new() }
    }
}

/// The time by land on a way (its index) from or to a facility.
type ByFacility<'f> = dyn Fn(usize, usize) -> Deciseconds + 'f;

/// The boats of one phase as a service takes them: one entry a way and facility (or all facilities).
#[derive(Debug)]
pub struct Sailed(Vec<Vec<Crossings>>);

impl Service {
    /// Measures all that does not depend on the hour. Links are those of facilities and demand, one list a land.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn new(
        ground: Ground<'_>,
        kind: &Kind,
        (facilities, demand): (&Links, &Links),
        (when, horizon): (Spans, Deciseconds),
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let Ground { network, engine, harbours } = ground;
        let land = |index: usize| engine.ashore(network, harbours.lands[index].profile);
        let providers: Vec<Provider> = (0..).zip(facilities[0].iter().copied()).collect();
        let road = kind_times(land(0), kind, (&providers, &demand[0]), horizon, progress)?.nearest;
        let headings: &[Heading] = match kind.direction {
            Direction::From => &[Heading::Away],
            Direction::Toward => &[Heading::Back],
            Direction::RoundTrip => &[Heading::Away, Heading::Back],
        };
        let each = kind.direction == Direction::RoundTrip;
        let mut ways = Vec::new();
        for &heading in headings {
            let points = demand[0].len();
            let mut of_point: Vec<Vec<Leg>> = vec![Vec::new(); points];
            for index in harbours.ends(heading) {
                let stops = &harbours.lands[index].links;
                let pairs = within(land(index), heading, (stops, &demand[index]), horizon, &Quiet(progress))?;
                for (stop, row) in (0_u32..).zip(pairs) {
                    let leg = |&(point, time): &(u32, Deciseconds)| (point, Leg { land: index as u8, stop, time });
                    row.iter().map(leg).for_each(|(point, leg)| of_point[point as usize].push(leg));
                }
            }
            let mut first = vec![0];
            first.extend(of_point.iter().scan(0, |sum, legs| {
                *sum += legs.len() as u32;
                Some(*sum)
            }));
            let groups: Vec<Range<usize>> = match each {
                true => (0..facilities[0].len()).map(|i| i..i + 1).collect(),
                false => std::iter::once(0..facilities[0].len()).collect(),
            };
            let starts = groups.par_iter().map(|group| {
                let times = |index: usize| {
                    let field = Field::new(land(index), heading, &facilities[index][group.clone()], horizon);
                    let at =
                        |link: &Option<Link>| link.as_ref().map_or(Deciseconds::UNREACHED, |link| field.at(link).time);
                    harbours.lands[index].links.iter().map(at).collect()
                };
                (0..harbours.lands.len()).map(times).collect()
            });
            let starts = starts.collect();
            let roads = if each {
                let rows = within(land(0), heading, (&facilities[0], &demand[0]), horizon, &Quiet(progress))?;
                let row = |row: &Vec<(u32, Deciseconds)>| {
                    let mut times = vec![Deciseconds::UNREACHED; points];
                    row.iter().for_each(|&(point, time)| times[point as usize] = time);
                    times
                };
                rows.iter().map(row).collect()
            } else {
                Vec::new()
            };
            ways.push(Way { heading, first, legs: of_point.concat(), starts, roads });
        }
        let (direction, dwell) = (kind.direction, kind.dwell);
        let (mobilisation, limit) = (kind.mobilisation, kind.limit);
        let harbours = harbours.clone();
        Ok(Self { harbours, when, direction, dwell, mobilisation, limit, horizon, road, ways })
    }

    /// Scans the boats of one phase; `sails` says which lines do.
    pub fn sail(&self, timetable: &Timetable, phase: u32, sails: &dyn Fn(usize) -> bool) -> Sailed {
        let way = |way: &Way| {
            let fleet = Fleet::new(timetable, way.heading, phase, sails);
            let chart = Chart::new(&self.harbours, way.heading, timetable);
            let scan = |starts: &Vec<Vec<Deciseconds>>| scan(&chart, &fleet, starts, self.horizon);
            way.starts.par_iter().map(scan).collect()
        };
        Sailed(self.ways.iter().map(way).collect())
    }

    /// Is a point reached in time whenever one calls, or, for want of boats, never? `None`: it depends.
    pub(super) fn fixed(&self, point: usize) -> Option<bool> {
        if self.road[point] <= self.limit {
            return Some(true);
        }
        let none = self.ways.iter().all(|way| way.of(point).is_empty());
        none.then_some(false)
    }

    /// The time of help for a point, whenever it is called for: mobilisation included, journeys longer than `longest` left out.
    pub fn departures(&self, sailed: &Sailed, point: usize, longest: Deciseconds) -> Departures {
        let legs = self.ways.iter().map(|way| way.of(point)).collect();
        let road = |way: usize, facility: usize| self.ways[way].roads[facility][point];
        self.composed(sailed, (self.road[point], legs, &road), longest)
    }

    /// The same for any place.
    pub fn departures_at(&self, sailed: &Sailed, place: &Reach, longest: Deciseconds) -> Departures {
        let legs = place.legs.iter().map(Vec::as_slice).collect();
        let road = |way: usize, facility: usize| place.roads[way][facility];
        self.composed(sailed, (place.road, legs, &road), longest)
    }

    fn composed(
        &self,
        sailed: &Sailed,
        (road, legs, roads): (Deciseconds, Vec<&[Leg]>, &ByFacility<'_>),
        longest: Deciseconds,
    ) -> Departures {
        if longest < self.mobilisation {
            return Departures::new(road, Vec::new());
        }
        let travel = longest - self.mobilisation;
        let of = |way: usize, facility: usize, road: Deciseconds| {
            let (heading, crossings) = (self.ways[way].heading, &sailed.0[way][facility]);
            Departures::of_place(road, (heading, crossings), legs[way], travel)
        };
        if self.direction != Direction::RoundTrip {
            // The road has the mobilisation already; it is put before the boats alone.
            let boats = of(0, 0, Deciseconds::UNREACHED).after(self.mobilisation);
            return Departures::new(road, boats.steps().to_vec());
        }
        let trips = (0..self.ways[0].starts.len()).flat_map(|facility| {
            let there = of(0, facility, roads(0, facility));
            let back = of(1, facility, roads(1, facility));
            there.and_back(self.dwell, &back).after(self.mobilisation).steps().to_vec()
        });
        let steps = trips.filter(|step| step.arrive.since(step.leave) <= longest).collect();
        Departures::new(road, steps)
    }

    /// What ties a place to the facilities and to the stops; `place` has a link a land.
    pub fn reach(&self, ground: &Ground<'_>, kind: &Kind, (facilities, place): (&Links, &Links)) -> Reach {
        let one = (Spans::always(), self.horizon);
        let found = Self::new(*ground, kind, (facilities, place), one, &Silent::default());
        let Ok(found) = found else { return Reach::default() };
        Reach {
            road: found.road.first().copied().unwrap_or(Deciseconds::UNREACHED),
            legs: found.ways.iter().map(|way| way.of(0).to_vec()).collect(),
            roads: found.ways.iter().map(|way| way.roads.iter().map(|row| row[0]).collect()).collect(),
        }
    }

    /// The calls for which a point is reached in time.
    pub fn covered(&self, sailed: &Sailed, point: usize) -> Spans {
        let spans = match self.fixed(point) {
            Some(true) => Spans::always(),
            Some(false) => Spans::default(),
            None => self.departures(sailed, point, self.limit).within(self.limit),
        };
        spans.and(&self.when)
    }
}

impl Way {
    fn of(&self, point: usize) -> &[Leg] {
        &self.legs[self.first[point] as usize..self.first[point + 1] as usize]
    }
}
