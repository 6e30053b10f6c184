//! Questions with a time of departure: a route, the why of an answer, an isochrone, a matrix.
//!
//! Where the minute of a boat is not known every phase of the timetable is tried: a time is the median over them, and a journey
//! that is shown is one of median time. Never here: HTTP, arguments, bytes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use rayon::prelude::*;

use super::ask::{Access, HourAnswer, MatrixAnswer, PlaceAnswer, facility_answer, legs};
use super::world::Study;
use crate::analysis::coverage::heading;
use crate::analysis::hours::{Ground, Links};
use crate::analysis::isochrone::{Isochrone, Origin, longest};
use crate::issue::Issue;
use crate::layer::Layer;
use crate::network::{EdgeId, ProfileId};
use crate::places::{Boats, Direction, Facility};
use crate::progress::{Cancelled, Progress, Quiet, Silent, Stage};
use crate::space::LatLon;
use crate::timetable::{Clock, Line, Phases, Timetable};
use crate::travel::around::around_all;
use crate::travel::ferry::{Arrivals, Chart, Departures, Fleet, Harbours, Journey, Part, departures, journey};
use crate::travel::matrix::matrix;
use crate::travel::nearest::Field;
use crate::travel::route::{LegKind, Route, RouteLeg, route};
use crate::travel::{Heading, Link, Nearest};
use crate::units::{Deciseconds, Metres};

/// Times to stops, by land and stop, with whose they are.
type ToStops = Vec<Vec<Nearest>>;

/// One side of a journey: some places, linked in every land.
struct Side {
    at: Vec<LatLon>,
    links: Links,
}

/// Everything a search at one time needs.
struct Search<'a> {
    study: &'a Study,
    timetable: &'a Timetable,
    harbours: Arc<Harbours>,
    chart: Chart,
    fleets: Vec<Fleet>,
    clock: Clock,
}

impl<'a> Search<'a> {
    fn new(
        study: &'a Study,
        timetable: &'a Timetable,
        (profile, boats): (ProfileId, Boats),
        (heading, clock): (Heading, Clock),
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let harbours = study.harbours(profile, boats, progress)?;
        let chart = Chart::new(&harbours, heading, timetable);
        let phases = 0..Phases::of(timetable).count();
        let fleets = phases.into_par_iter().map(|phase| Fleet::new(timetable, heading, phase, &|_| true)).collect();
        Ok(Self { study, timetable, harbours, chart, fleets, clock })
    }

    fn side(&self, at: Vec<LatLon>, with_vehicle: Vec<Option<Link>>) -> Side {
        Side { links: self.study.links_by_land(&self.harbours, with_vehicle, &at), at }
    }

    /// The nearest of a side for every stop; with [`Heading::Away`] from the side to the stops.
    fn to_stops(&self, heading: Heading, side: &Side) -> ToStops {
        let of_land = |(index, links): (usize, &Vec<Option<Link>>)| {
            let land = &self.harbours.lands[index];
            let weighed = self.study.inputs().engine.ashore(self.study.network(), land.profile);
            let field = Field::new(weighed, heading, links, self.study.file().horizon);
            land.links.iter().map(|link| link.as_ref().map_or(Nearest::NONE, |link| field.at(link))).collect()
        };
        side.links.iter().enumerate().map(of_land).collect()
    }

    /// The nearest pair by land alone: the index on the first side, and of a single place on the other.
    fn by_land(&self, from: &Side, to: &Side) -> Nearest {
        let weighed = self.study.inputs().engine.ashore(self.study.network(), self.harbours.lands[0].profile);
        let horizon = self.study.file().horizon;
        match (&from.links[0][..], &to.links[0][..]) {
            (many, [Some(one)]) => Field::new(weighed, Heading::Away, many, horizon).at(one),
            ([Some(one)], many) => Field::new(weighed, Heading::Back, many, horizon).at(one),
            _ => Nearest::NONE,
        }
    }

    /// The journey of median time over all phases between two sides of which one is a single place; the facility or
    /// place at the other end is told by its index.
    fn median(&self, from: &Side, to: &Side) -> Option<(Route, u32)> {
        let (starts, ends) = (self.to_stops(Heading::Away, from), self.to_stops(Heading::Back, to));
        let times = |sides: &ToStops, lands: std::ops::Range<usize>| -> Vec<Vec<Deciseconds>> {
            let none = |row: &Vec<Nearest>| vec![Deciseconds::UNREACHED; row.len()];
            let row = |(land, row): (usize, &Vec<Nearest>)| {
                if lands.contains(&land) { row.iter().map(|nearest| nearest.time).collect() } else { none(row) }
            };
            sides.iter().enumerate().map(row).collect()
        };
        let (begins, finishes) = (self.harbours.begins(Heading::Away), self.harbours.ends(Heading::Away));
        let (start, end) = (times(&starts, begins), times(&ends, finishes));
        let road = self.by_land(from, to);
        let horizon = self.study.file().horizon;
        let found = self.fleets.par_iter().zip(0_usize..self.fleets.len()).map(|(fleet, phase)| {
            let found = journey(&self.chart, fleet, (&start, &end, road.time), self.clock, horizon);
            (found.as_ref().map_or(Clock::NEVER, |journey| journey.arrive), phase, found)
        });
        let mut found: Vec<(Clock, usize, Option<Journey>)> = found.collect();
        found.sort_by_key(|(arrive, phase, _)| (*arrive, *phase));
        let middle = (found.len() - 1) / 2;
        let (_, phase, journey) = found.swap_remove(middle);
        let journey = journey?;
        let (from_index, to_index) = self.ends(&journey, (&starts, &ends), road, (from, to));
        let drawn = self.route(&journey, &self.fleets[phase], (from, from_index), (to, to_index))?;
        Some((drawn, if from.at.len() > 1 || to.at.len() == 1 { from_index } else { to_index }))
    }

    /// Which of the places of either side a journey joins.
    fn ends(
        &self,
        journey: &Journey,
        (starts, ends): (&ToStops, &ToStops),
        road: Nearest,
        (from, to): (&Side, &Side),
    ) -> (u32, u32) {
        let one = |part: &Part| match *part {
            Part::Land { land, from: None, to: Some(stop), .. } => {
                Some((true, starts[land as usize][stop as usize].facility))
            }
            Part::Land { land, from: Some(stop), to: None, .. } => {
                Some((false, ends[land as usize][stop as usize].facility))
            }
            _ => None,
        };
        let by_boat: BTreeMap<bool, u32> = journey.parts.iter().filter_map(one).collect();
        let single = |side: &Side| side.at.len() == 1;
        let of = |begins: bool, side: &Side| match by_boat.get(&begins) {
            Some(&index) => index,
            None if single(side) => 0,
            None => road.facility,
        };
        (of(true, from), of(false, to))
    }

    /// A journey with shapes and names.
    fn route(
        &self,
        journey: &Journey,
        fleet: &Fleet,
        (from, from_index): (&Side, u32),
        (to, to_index): (&Side, u32),
    ) -> Option<Route> {
        let mut drawn = Vec::new();
        let stop_at = |stop: u32| self.timetable.stops[stop as usize].at;
        for part in &journey.parts {
            match *part {
                Part::Land { land, from: first, to: last, .. } => {
                    let of_land = &self.harbours.lands[land as usize];
                    let end = |stop: Option<u32>, side: &Side, index: u32| match stop {
                        Some(stop) => Some((stop_at(stop), of_land.links[stop as usize]?)),
                        None => {
                            Some((*side.at.get(index as usize)?, (*side.links[land as usize].get(index as usize)?)?))
                        }
                    };
                    let (first, last) = (end(first, from, from_index)?, end(last, to, to_index)?);
                    let weighed = self.study.inputs().engine.ashore(self.study.network(), of_land.profile);
                    let found = route(weighed, (first.0, &first.1), (last.0, &last.1), self.study.file().horizon)?;
                    // Who has left the vehicle walks.
                    let on_foot = |leg: RouteLeg| match leg.kind {
                        LegKind::Road if land > 0 => RouteLeg { kind: LegKind::Walk, ..leg },
                        _ => leg,
                    };
                    drawn.extend(found.legs.into_iter().map(on_foot));
                }
                Part::Wait { stop, time } => {
                    let (stop, at) = (&self.timetable.stops[stop as usize], stop_at(stop));
                    drawn.push(leg(LegKind::Wait, &stop.name.zh, time, vec![at, at]));
                }
                Part::Boat { boat } => {
                    let boat = fleet.boats[boat as usize];
                    let line = &self.timetable.lines[boat.line as usize];
                    let (at, there) = (stop_at(boat.from), stop_at(boat.to));
                    if line.boarding > Deciseconds::ZERO {
                        drawn.push(leg(LegKind::Board, &line.name.zh, line.boarding, vec![at, at]));
                    }
                    let crossing = Deciseconds::new(boat.land.abs_diff(boat.leave)) - line.boarding;
                    drawn.push(leg(LegKind::Ferry, &line.name.zh, crossing, self.course(line, at, there)));
                }
            }
        }
        Some(Route { time: journey.arrive.since(journey.leave), legs: drawn })
    }

    /// Where a line leads between two of its stops: along its ways on the map, else straight.
    fn course(&self, line: &Line, from: LatLon, to: LatLon) -> Vec<LatLon> {
        let network = self.study.network();
        let on_line = |&id: &EdgeId| network.edge(id).is_ferry && line.ways.contains(&network.way(id, 0).id);
        let edges: Vec<EdgeId> = (0..network.edges().len()).map(EdgeId::new).filter(on_line).collect();
        let key = |at: LatLon| (at.lon().to_bits(), at.lat().to_bits());
        // Fewest edges: lines have few, and seldom a choice.
        let mut came: BTreeMap<(u64, u64), (LatLon, Vec<LatLon>)> = BTreeMap::new();
        let nearest_end = |at: LatLon| {
            let ends = edges.iter().flat_map(|&id| {
                let shape = network.shape(id);
                [shape[0], shape[shape.len() - 1]]
            });
            ends.min_by(|a, b| at.distance(*a).0.total_cmp(&at.distance(*b).0))
        };
        let (Some(first), Some(last)) = (nearest_end(from), nearest_end(to)) else { return vec![from, to] };
        let (mut seen, mut queue) = (BTreeSet::from([key(first)]), VecDeque::from([first]));
        while let Some(at) = queue.pop_front() {
            for &id in &edges {
                let shape = network.shape(id);
                let ends = [shape[0], shape[shape.len() - 1]];
                for (here, there, reversed) in [(ends[0], ends[1], false), (ends[1], ends[0], true)] {
                    if key(here) == key(at) && seen.insert(key(there)) {
                        let mut passed = shape.to_vec();
                        if reversed {
                            passed.reverse();
                        }
                        came.insert(key(there), (at, passed));
                        queue.push_back(there);
                    }
                }
            }
        }
        let mut pieces = Vec::new();
        let mut at = last;
        while let Some((before, passed)) = came.get(&key(at)) {
            pieces.push(passed.clone());
            at = *before;
        }
        if key(at) != key(first) || pieces.is_empty() {
            return vec![from, to];
        }
        let mut course = vec![from];
        course.extend(pieces.into_iter().rev().flatten());
        course.push(to);
        course.dedup();
        course
    }
}

fn leg(kind: LegKind, name: &str, time: Deciseconds, shape: Vec<LatLon>) -> RouteLeg {
    let length = shape.windows(2).map(|pair| pair[0].distance(pair[1])).sum::<Metres>();
    RouteLeg { kind, name: Some(name.to_owned()), time, length, shape }
}

impl Study {
    /// The fastest journey between two places that begins at `clock`.
    ///
    /// # Errors
    /// `parameter-bad` for an unknown profile, `point-off-network` for a place without a road.
    pub fn route_at(
        &self,
        from: LatLon,
        to: LatLon,
        profile: Option<&str>,
        (timetable, clock): (&Timetable, Clock),
    ) -> Result<Option<Route>, Issue> {
        let profile = self.profile_at(self.profile(profile)?, clock);
        let field = |issue: Issue, field: &str| Issue { place: issue.place.clone().field(field), ..issue };
        let origin = self.link(profile, from).map_err(|issue| field(issue, "from"))?;
        let destination = self.link(profile, to).map_err(|issue| field(issue, "to"))?;
        let plan = (profile, Boats::Aboard);
        let search = Search::new(self, timetable, plan, (Heading::Away, clock), &Silent::default());
        // Silent work is not cancelled.
        let Ok(search) = search else { return Ok(None) };
        let (from, to) = (search.side(vec![from], vec![Some(origin)]), search.side(vec![to], vec![Some(destination)]));
        Ok(search.median(&from, &to).map(|(route, _)| route))
    }

    /// Why a place counts as it does when help is called for at `clock`: the journey of every kind, and what is likely for calls of the hour.
    pub fn why_at(&self, at: LatLon, (timetable, clock): (&Timetable, Clock)) -> PlaceAnswer {
        self.place_answer(
            at,
            (0..self.file().kinds.len()).map(|kind| self.access_at(at, kind, (timetable, clock))).collect(),
        )
    }

    fn access_at(&self, at: LatLon, index: usize, (timetable, clock): (&Timetable, Clock)) -> Access {
        let kind = &self.file().kinds[index];
        let profile = self.profile_at(self.profile_of(index), clock);
        let mut access = self.unreached(index);
        let place = match self.snapper().snap(self.network(), profile, at) {
            Ok(snap) => Link::new(self.network(), profile, snap),
            Err(failure) => {
                access.status = failure.name();
                return access;
            }
        };
        let begins = clock + kind.mobilisation;
        let plan = (profile, kind.boats);
        let search = Search::new(self, timetable, plan, (Heading::Away, begins), &Silent::default());
        let (Ok(search), Ok(services)) = (search, self.services(&Silent::default())) else { return access };
        let facilities = self.open_to(index, None);
        let of = |facility: u32| &self.inputs().facilities[facilities[facility as usize].0 as usize];
        let positions: Vec<LatLon> =
            facilities.iter().map(|(facility, _)| self.inputs().facilities[*facility as usize].at).collect();
        let linked = self.links(profile, &positions);
        let there = search.side(positions, linked);
        let here = search.side(vec![at], vec![Some(place)]);

        // The hour that follows is told with the speeds of its beginning.
        let moment = clock + Deciseconds::new(1);
        let now = services[index].iter().find(|service| service.when.holds(moment));
        let Some(service) = now else { return access };
        let ground = Ground { network: self.network(), engine: &self.inputs().engine, harbours: &search.harbours };
        let reach = service.reach(&ground, kind, (&there.links, &here.links));
        let phases = 0..Phases::of(&self.inputs().timetable).count();
        let horizon = self.file().horizon;
        let over_phases: Vec<Departures> = phases
            .into_par_iter()
            .map(|phase| service.departures_at(&service.sail(timetable, phase, &|_| true), &reach, horizon))
            .collect();
        access.hour = self.hour(&over_phases, clock, kind.limit);
        let mut times: Vec<Deciseconds> = over_phases.iter().map(|departures| departures.time(clock)).collect();
        times.sort_unstable();
        let time = times[(times.len() - 1) / 2];
        if time > horizon {
            return access;
        }
        access.status = "ok";
        access.seconds = time.seconds();
        access.covered = time <= kind.limit;
        let found: Option<(&Facility, Vec<Route>)> = match kind.direction {
            Direction::From => search.median(&there, &here).map(|(route, facility)| (of(facility), vec![route])),
            Direction::Toward => {
                let (from, to) = (&here, &there);
                let single = there.at.len() == 1;
                search.median(from, to).map(|(route, facility)| (of(if single { 0 } else { facility }), vec![route]))
            }
            // Which facility is nearest there and back is a matter of both ways; the time is told, the way is not.
            Direction::RoundTrip => None,
        };
        if let Some((facility, routes)) = found {
            access.facility = Some(facility_answer(facility));
            access.legs = legs(kind, routes.into_iter());
        }
        access
    }

    /// What is likely for calls from `clock` on for an hour.
    fn hour(&self, phases: &[Departures], clock: Clock, limit: Deciseconds) -> Option<HourAnswer> {
        let week = self.inputs().week.as_ref()?;
        let to = clock + Deciseconds::from_minutes(60);
        let horizon = self.file().horizon;
        let share = |from: Clock, to: Clock| {
            let measure: u64 = phases.iter().map(|phase| phase.measure(from, to, limit)).sum();
            let whole = u64::from(to.since(from).get()) * phases.len() as u64;
            (measure as f64 / whole.max(1) as f64 * 1e6).round() / 1e6
        };
        let all: Vec<&Departures> = phases.iter().collect();
        let percentile = |share| departures::percentile(&all, (clock, to), share, horizon).seconds();
        let best = phases.iter().map(|phase| phase.best(clock, to)).min().filter(|best| *best <= horizon);
        let name = |clock: Clock| week.local(clock).strftime("%Y-%m-%dT%H:%M").to_string();
        Some(HourAnswer {
            from: name(clock),
            to: name(to),
            probability: share(clock, to),
            best_s: best.and_then(Deciseconds::seconds),
            median_s: percentile((1, 2)),
            p95_s: percentile((95, 100)),
            week_probability: share(Clock::new(0), week.end()),
        })
    }

    /// The areas within some minutes of a place for journeys that begin at `clock`: from the place, or toward it.
    ///
    /// # Errors
    /// As [`Study::isochrone`].
    pub fn isochrone_at(
        &self,
        at: LatLon,
        minutes: &[u32],
        (profile, direction): (Option<&str>, Direction),
        (timetable, clock): (&Timetable, Clock),
    ) -> Result<Layer, Issue> {
        Self::one_way(direction)?;
        let profile = self.profile_at(self.profile(profile)?, clock);
        let link = self.link(profile, at)?;
        let heading = heading(direction);
        let search = Search::new(self, timetable, (profile, Boats::Aboard), (heading, clock), &Silent::default());
        let id = &self.network().profiles()[profile.index()].id;
        let Ok(search) = search else { return Ok(self.isochrone_layer(at, id, direction, Vec::new())) };
        let place = search.side(vec![at], vec![Some(link)]);
        let stops = search.to_stops(heading, &place);
        let times: Vec<Vec<Deciseconds>> =
            stops.iter().map(|row| row.iter().map(|nearest| nearest.time).collect()).collect();
        let (grid, ground) = self.cells(profile, heading);
        let origin = Origin { at, link: &link };
        let weighed = self.inputs().engine.ashore(self.network(), profile);
        let mut made: Vec<Isochrone> = Vec::new();
        for &minute in minutes {
            let limit = (Deciseconds::ZERO, &[minute][..]);
            let Some(longest) = longest(limit) else { continue };
            let landed = search.landed(heading, &times, longest);
            let found = around_all(weighed, heading, (&link, &landed), longest, |around| {
                grid.outlines(&ground, &around, &origin, limit)
            });
            made.extend(found);
        }
        Ok(self.isochrone_layer(at, id, direction, made))
    }

    /// Times from every origin to every destination for journeys that begin at `clock`, as [`Study::matrix`].
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn matrix_at(
        &self,
        (origins, destinations): (&[LatLon], &[LatLon]),
        profile: ProfileId,
        (timetable, clock): (&Timetable, Clock),
        progress: &dyn Progress,
    ) -> Result<MatrixAnswer, Cancelled> {
        progress.step(Stage::Snap, Some((origins.len() + destinations.len()) as u64));
        let profile = self.profile_at(profile, clock);
        let (from, to) = (self.links(profile, origins), self.links(profile, destinations));
        let search = Search::new(self, timetable, (profile, Boats::Aboard), (Heading::Away, clock), progress)?;
        progress.step(Stage::Matrix, Some(origins.len() as u64));
        let weighed = self.inputs().engine.ashore(self.network(), profile);
        let (stops, horizon, quiet) = (&search.harbours.lands[0].links, self.file().horizon, Quiet(progress));
        let by_land = matrix(weighed, (&from, &to), horizon, &quiet)?;
        let out = matrix(weighed, (&from, stops), horizon, &quiet)?;
        let into = matrix(weighed, (stops, &to), horizon, &quiet)?;
        let mut times = by_land;
        let width = destinations.len().max(1);
        times.par_chunks_mut(width).enumerate().try_for_each(|(origin, row)| {
            progress.check()?;
            let starts = vec![out[origin * stops.len()..][..stops.len()].to_vec()];
            let arrivals: Vec<Arrivals> = search
                .fleets
                .iter()
                .map(|fleet| Arrivals::search((&search.chart, Heading::Away), fleet, (&starts, clock), horizon))
                .collect();
            let mut phases = vec![Deciseconds::UNREACHED; arrivals.len()];
            for (destination, cell) in row.iter_mut().enumerate() {
                for (phase, arrivals) in phases.iter_mut().zip(&arrivals) {
                    let by_boat = (0..stops.len()).filter_map(|stop| {
                        let landed =
                            Clock::new(arrivals.landed(0, stop)?) + into[stop * destinations.len() + destination];
                        Some(landed.since(clock))
                    });
                    *phase = by_boat.min().unwrap_or(Deciseconds::UNREACHED).min(*cell);
                }
                phases.sort_unstable();
                let median = phases[(phases.len() - 1) / 2];
                *cell = if median <= horizon { median } else { Deciseconds::UNREACHED };
            }
            progress.tick(1);
            Ok(())
        })?;
        let snapped = |links: &[Option<Link>]| links.iter().map(Option::is_some).collect();
        Ok(MatrixAnswer { times, origins: snapped(&from), destinations: snapped(&to) })
    }
}

impl Search<'_> {
    /// The stops at which journeys within `limit` go on by land, with the time that is gone by then: the median over all phases.
    fn landed(&self, heading: Heading, starts: &[Vec<Deciseconds>], limit: Deciseconds) -> Vec<(Link, Deciseconds)> {
        // Toward a place: a journey begins at the clock and must end by the clock and the limit.
        let at = match heading {
            Heading::Away => self.clock,
            Heading::Back => self.clock + limit,
        };
        let begin = match heading {
            Heading::Away => at.get(),
            Heading::Back => at.get().saturating_neg(),
        };
        let search = |fleet: &Fleet| Arrivals::search((&self.chart, heading), fleet, (starts, at), limit);
        let found: Vec<Arrivals> = self.fleets.par_iter().map(search).collect();
        let stops = self.harbours.lands[0].links.iter().enumerate();
        let landed = stops.filter_map(|(stop, link)| {
            let mut times: Vec<u32> = found
                .iter()
                .map(|arrivals| arrivals.landed(0, stop).map_or(u32::MAX, |at| at.abs_diff(begin)))
                .collect();
            times.sort_unstable();
            let median = times[(times.len() - 1) / 2];
            (median < limit.get()).then_some(((*link)?, Deciseconds::new(median)))
        });
        landed.collect()
    }
}
