//! Routes of a feed laid over the lines of the map.
//!
//! Never here: files, days.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Contents;
use super::service::{Boats, Pair, Sort};
use crate::import::osm::crossing::DEFAULT_BOARDING;
use crate::space::LatLon;
use crate::timetable::{Headway, Line, Sailing, ServiceSource, Stop, Timetable, Who};
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// A call within this of a landing of the map is a call there.
pub const NEAR: Metres = Metres(500.0);

/// Puts the routes of a feed on top of a timetable.
pub(super) fn join(base: Timetable, feed: &str, contents: &Contents, routes: BTreeMap<Sort, Boats>) -> Timetable {
    let mut pairs: BTreeMap<&str, BTreeSet<&Pair>> = BTreeMap::new();
    for (sort, boats) in &routes {
        pairs.entry(&sort.route).or_default().extend(boats.pairs());
    }
    let replaced: BTreeMap<&str, BTreeSet<usize>> =
        pairs.iter().map(|(&route, pairs)| (route, replaced(&base, contents, pairs))).collect();
    let gone: BTreeSet<usize> = replaced.values().flatten().copied().collect();
    let mut quays = Quays { prefix: stem(feed), stops: base.stops.clone(), known: BTreeMap::new(), contents };
    let mut lines = Vec::new();
    for (sort, boats) in &routes {
        let over: Vec<&Line> =
            replaced.get(sort.route.as_str()).into_iter().flatten().map(|&i| &base.lines[i]).collect();
        let landings: BTreeSet<u32> =
            over.iter().flat_map(|line| &line.headways).flat_map(|h| [h.from, h.to]).collect();
        let (id, name) = match over.first() {
            Some(line) => (line.id.clone(), line.name.clone()),
            None => {
                let name = contents.routes.get(&sort.route).map_or(sort.route.as_str(), |route| &route.name);
                (format!("{}:{}", quays.prefix, sort.route), Words::same(name))
            }
        };
        let sails = line(sort, boats, &over, |stop| quays.find(stop, &landings));
        lines.push(Line { id, name, ..sails });
    }
    let rest = base.lines.into_iter().enumerate().filter(|(i, _)| !gone.contains(i)).map(|(_, line)| line);
    lines.extend(rest);
    Timetable { stops: quays.stops, lines }.tidy()
}

/// The lines of the map whose service a route replaces: for each direction the one whose ends lie nearest, and the lines for other
/// passengers over the same ways.
fn replaced(base: &Timetable, contents: &Contents, pairs: &BTreeSet<&Pair>) -> BTreeSet<usize> {
    let at = |stop: u32| base.stops.get(stop as usize).map(|stop| stop.at);
    let mut found = BTreeSet::new();
    for (from, to) in pairs {
        let (Some(a), Some(b)) = (contents.stops.get(from), contents.stops.get(to)) else { continue };
        let near =
            |stop: u32, place: LatLon| at(stop).map(|at| at.distance(place)).filter(|&distance| distance <= NEAR);
        let fit = |line: &Line| -> Option<f64> {
            let ends = ends(line);
            let fits = ends.into_iter().filter_map(|(x, y)| Some(near(x, a.1)?.0 + near(y, b.1)?.0));
            fits.min_by(f64::total_cmp)
        };
        let of_map = base.lines.iter().enumerate().filter(|(_, line)| line.source >= ServiceSource::Map);
        let best =
            of_map.filter_map(|(i, line)| Some((fit(line)?, i))).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((_, best)) = best {
            let ways = &base.lines[best].ways;
            found.extend((0..base.lines.len()).filter(|&i| base.lines[i].ways == *ways));
        }
    }
    found
}

/// From end to end of a line, in each direction that it sails: the legs between the two stops that are farthest apart.
fn ends(line: &Line) -> Vec<(u32, u32)> {
    let Some(longest) = line.headways.iter().max_by_key(|headway| headway.crossing) else { return Vec::new() };
    let (from, to) = (longest.from, longest.to);
    let legs = line.headways.iter().map(|headway| (headway.from, headway.to));
    legs.filter(|&leg| leg == (from, to) || leg == (to, from)).collect()
}

fn line(sort: &Sort, boats: &Boats, over: &[&Line], mut stop: impl FnMut(&str) -> Option<u32>) -> Line {
    let of_map = over.iter().fold(None, |who: Option<Who>, line| {
        let before = who.unwrap_or(Who::NOBODY);
        let Who { foot, bicycle, car } = line.who;
        Some(Who { foot: before.foot || foot, bicycle: before.bicycle || bicycle, car: before.car || car })
    });
    let of_map = of_map.unwrap_or(Who::NOBODY);
    let sailings = boats.sailings.iter().filter_map(|(departure, arrival, (from, to))| {
        Some(Sailing { departure: *departure, arrival: *arrival, from: stop(from)?, to: stop(to)? })
    });
    let sailings = sailings.collect();
    let headways = boats.headways.iter().filter_map(|(((from, to), crossing, interval, _), windows)| {
        let (from, to, crossing, interval) = (stop(from)?, stop(to)?, *crossing, *interval);
        let mut windows = windows.clone();
        windows.sort_unstable();
        windows.dedup();
        Some(Headway { from, to, crossing, interval, windows })
    });
    let headways = headways.collect();
    let ways: BTreeSet<i64> = over.iter().flat_map(|line| &line.ways).copied().collect();
    Line {
        id: String::new(),
        name: Words::default(),
        ways: ways.into_iter().collect(),
        source: ServiceSource::Gtfs,
        who: Who { foot: true, bicycle: sort.bicycle.unwrap_or(of_map.bicycle), car: sort.car.unwrap_or(of_map.car) },
        boarding: over.iter().map(|line| line.boarding).max().unwrap_or(DEFAULT_BOARDING),
        weather: None,
        on_demand: sort.on_demand,
        sailings,
        headways,
    }
}

/// `feeds/island.zip` is called `island` in ids.
fn stem(feed: &str) -> String {
    Path::new(feed).file_stem().map_or_else(|| feed.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// The stops of the timetable, and those of the feed among them.
struct Quays<'a> {
    prefix: String,
    stops: Vec<Stop>,
    known: BTreeMap<String, u32>,
    contents: &'a Contents,
}

impl Quays<'_> {
    /// The stop of the map near which a stop of the feed lies, else that stop itself.
    fn find(&mut self, id: &str, landings: &BTreeSet<u32>) -> Option<u32> {
        let (name, at) = self.contents.stops.get(id)?;
        let near =
            landings.iter().filter_map(|&landing| Some((self.stops.get(landing as usize)?.at.distance(*at), landing)));
        let near = near.filter(|near| near.0 <= NEAR).min_by(|a, b| a.0.0.total_cmp(&b.0.0).then(a.1.cmp(&b.1)));
        if let Some((_, landing)) = near {
            return Some(landing);
        }
        if let Some(&known) = self.known.get(id) {
            return Some(known);
        }
        let stop = self.stops.len() as u32;
        let full = format!("{}:{id}", self.prefix);
        self.stops.push(Stop { id: full, name: name.clone(), at: at.rounded(), walk: Deciseconds::ZERO });
        self.known.insert(id.to_owned(), stop);
        Some(stop)
    }
}
