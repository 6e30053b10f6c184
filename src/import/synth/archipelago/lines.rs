//! Which islands a line of boats joins, and when its boats sail.
//!
//! Never here: quays and ways (see [`map`](super::map)).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rand::RngExt;
use rand_pcg::Pcg64;

use super::isles::Isle;
use crate::import::synth::lattice::{CELL, Lattice};
use crate::import::tables::SailingRow;

/// One in so many inhabited islands has no boat at all, and one has a bridge.
const RARE: usize = 70;
/// A bridge spans at most so many cells.
const BRIDGE: i64 = 5;
/// A line spans at most so many cells, unless no shorter one joins an island to the others.
const LONGEST: i64 = 14;

/// What sort of boat sails.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Sort {
    /// Carries vehicles: 25 km/h, ten minutes for boarding.
    Vehicles,
    /// Carries people only: 30 km/h, five minutes for boarding.
    Foot,
    /// A small boat that sails when somebody asks.
    OnDemand,
}

/// A line between two islands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// The cells of its quays: on the island with fewer people, and on the one with more.
    pub(super) cells: (usize, usize),
    /// What sails.
    pub(super) sort: Sort,
    /// People on the island with fewer.
    pub(super) people: u64,
}

/// What joins the islands.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) lines: Vec<Line>,
    /// Pairs of cells.
    pub(super) bridges: Vec<(usize, usize)>,
}

/// A possible line: does it lead over land, the square of its length in cells, its two ends.
type Way = (bool, i64, usize, usize);

/// Joins all inhabited islands but a few by so many lines in all.
pub(super) fn links(lattice: &Lattice, isles: &[Isle], wanted: usize) -> Links {
    let shore: Vec<Vec<usize>> = {
        let mut shore = vec![Vec::new(); isles.len()];
        lattice.shore().for_each(|cell| shore[lattice.piece[cell] as usize].push(cell));
        shore
    };
    let mut order: Vec<usize> = (0..isles.len()).filter(|&isle| isles[isle].people > 0).collect();
    order.sort_by_key(|&isle| (Reverse(isles[isle].people), isle));
    let way = |small: usize, large: usize| -> Option<Way> {
        let pairs = shore[small].iter().flat_map(|&a| shore[large].iter().map(move |&b| (a, b)));
        let (square, a, b) = pairs.map(|(a, b)| (lattice.square(a, b), a, b)).min()?;
        Some((over_land(lattice, a, b), square, a, b))
    };
    let mut links = Links::default();
    let rare = (order.len() / RARE).max(1);
    // The islands with the fewest people have no boat; the nearest ones with some hundreds have a bridge.
    let alone: BTreeSet<usize> = order.iter().rev().take(rare).copied().collect();
    let mut bridges: Vec<(Way, usize)> = order
        .iter()
        .skip(2)
        .filter(|&&isle| isles[isle].people >= 100)
        .filter_map(|&isle| Some((way(isle, order[0])?, isle)))
        .collect();
    bridges.retain(|&((over, square, ..), _)| !over && square <= BRIDGE * BRIDGE);
    bridges.sort_unstable();
    bridges.truncate(rare);
    let bridged: BTreeSet<usize> = bridges.iter().map(|&(_, isle)| isle).collect();
    links.bridges = bridges.into_iter().map(|((_, _, a, b), _)| (a, b)).collect();

    let reached: Vec<usize> = order.iter().copied().filter(|isle| !alone.contains(isle)).collect();
    for (rank, &isle) in reached.iter().enumerate().skip(1) {
        if bridged.contains(&isle) {
            continue;
        }
        let larger = reached[..rank].iter().filter(|other| !bridged.contains(other));
        if let Some((_, _, a, b)) = larger.filter_map(|&other| way(isle, other)).min() {
            links.lines.push(Line {
                cells: (a, b),
                sort: first_sort(isles[isle].people, rank),
                people: isles[isle].people,
            });
        }
    }
    let mut pairs: Vec<(Reverse<i64>, Way)> = Vec::new();
    for (rank, &isle) in reached.iter().enumerate() {
        for &other in &reached[..rank] {
            let Some((over, square, a, b)) = way(isle, other) else { continue };
            let people = |isle: usize| isles[isle].people.min(50_000) as i64 + 100;
            if !over && square <= LONGEST * LONGEST {
                pairs.push((Reverse(people(isle) * people(other) / square.max(1)), (over, square, a, b)));
            }
        }
    }
    pairs.sort_unstable();
    // The likeliest pairs have boats first: another sort where there is one already, and all of them again where that is not enough.
    let other = |sort: Sort| if sort == Sort::Foot { Sort::Vehicles } else { Sort::Foot };
    for &(_, (_, _, a, b)) in pairs.iter().cycle().take(pairs.len() * 8) {
        if links.lines.len() >= wanted {
            break;
        }
        let people = isles[lattice.piece[a] as usize].people;
        let before = links.lines.iter().rfind(|line| line.cells == (a, b)).map(|line| line.sort);
        links.lines.push(Line {
            cells: (a, b),
            sort: before.map_or(first_sort(people, links.lines.len()), other),
            people,
        });
    }
    links
}

/// The sort of the first line of an island.
fn first_sort(people: u64, number: usize) -> Sort {
    match people {
        1_000.. => Sort::Vehicles,
        10.. if number.is_multiple_of(3) => Sort::Vehicles,
        10.. => Sort::Foot,
        _ if number.is_multiple_of(2) => Sort::OnDemand,
        _ => Sort::Foot,
    }
}

/// Does the straight way between two cells lead over another cell of land?
fn over_land(lattice: &Lattice, a: usize, b: usize) -> bool {
    let ((ax, ay), (bx, by)) = (lattice.place(a), lattice.place(b));
    let steps = (ax - bx).abs().max((ay - by).abs()) * 5;
    let between =
        |from: i64, to: i64, step: i64| ((from * (steps - step) + to * step) * 2 + steps).div_euclid(2 * steps.max(1));
    (1..steps).any(|step| {
        let cell = (between(ay, by, step) * lattice.side as i64 + between(ax, bx, step)) as usize;
        cell != a && cell != b && lattice.land[cell]
    })
}

impl Line {
    /// Metres from quay to quay, nearly.
    pub(super) fn metres(&self, lattice: &Lattice) -> f64 {
        ((lattice.square(self.cells.0, self.cells.1) as f64).sqrt() * CELL - 0.9 * CELL).max(400.0)
    }

    /// Minutes from quay to quay: three in port, and the way.
    pub(super) fn crossing(&self, lattice: &Lattice) -> u32 {
        let metres_a_minute = if self.sort == Sort::Vehicles { 25_000.0 / 60.0 } else { 500.0 };
        3 + (self.metres(lattice) / metres_a_minute).ceil() as u32
    }

    /// Who may board, as tables have it.
    pub(super) fn who(&self) -> &'static str {
        if self.sort == Sort::Vehicles { "foot+bicycle+car" } else { "foot" }
    }
}

/// The rows of one line of the map: `number` counts lines, `way` is its way, `quays` the nodes at its ends.
pub(super) fn timetable(
    line: &Line,
    (number, way): (usize, i64),
    quays: (i64, i64),
    crossing: u32,
    rng: &mut Pcg64,
) -> Vec<SailingRow> {
    let weather = match line.sort {
        Sort::Vehicles if number.is_multiple_of(3) => "fog",
        Sort::Vehicles => "",
        Sort::Foot | Sort::OnDemand if crossing > 8 => "wind7",
        _ => "",
    };
    let row = |(from, to): (i64, i64), days: &str, departures: String| SailingRow {
        line: format!("w{way}"),
        from: format!("n{from}"),
        to: format!("n{to}"),
        days: days.to_owned(),
        departures,
        crossing: crossing.to_string(),
        boarding: if line.sort == Sort::Vehicles { "10" } else { "5" }.to_owned(),
        who: line.who().to_owned(),
        weather: weather.to_owned(),
        on_demand: if line.sort == Sort::OnDemand { "yes" } else { "no" }.to_owned(),
        ..SailingRow::default()
    };
    let back = (quays.1, quays.0);
    if line.sort == Sort::OnDemand {
        return [quays, back].map(|way| row(way, "daily", "07:00-17:00/30min".to_owned())).to_vec();
    }
    // The boat lies on the small island at night: its first boat sails from there and the last one returns.
    let first = 5 * 60 + 30 + 5 * rng.random_range(0..14);
    let turn = crossing + 10;
    let mut rows = Vec::new();
    let mut sails = |days: &str, departures: Vec<u32>| {
        // Every twelfth line has a last boat after midnight.
        let late = (number % 12 == 1).then_some(24 * 60 + 20);
        let home: Vec<u32> = departures.iter().map(|minute| minute + turn).chain(late).collect();
        rows.push(row(quays, days, list(&departures)));
        rows.push(row(back, days, list(&home)));
    };
    let every = |last: u32, step: u32| (first..=last).step_by(step as usize).collect::<Vec<u32>>();
    match line.people {
        20_000.. => {
            sails("mo-fr", every(21 * 60 + 30, 30));
            sails("sa,su", every(20 * 60 + 30, 40));
        }
        2_000.. => {
            sails("mo-fr", every(19 * 60, 60));
            sails("sa,su", every(18 * 60, 90));
        }
        300.. => {
            sails("mo-fr", every(17 * 60 + 30, 150));
            sails("sa,su", every(17 * 60, 200));
        }
        20.. => {
            sails("mo-fr", vec![first, first + 240, first + 540]);
            sails("sa,su", vec![first + 60, first + 540]);
        }
        _ => {
            sails("mo,we,fr", vec![first + 30, first + 480]);
            sails("su", vec![first + 120]);
        }
    }
    if number % 25 == 3 {
        let mut summer = row(quays, "sa,su", list(&[10 * 60, 14 * 60]));
        summer.season = "2026-06-01..2026-09-30".to_owned();
        rows.push(summer);
    }
    rows
}

/// Departures as texts, past midnight from 24:00 on.
fn list(minutes: &[u32]) -> String {
    let text: Vec<String> = minutes.iter().map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60)).collect();
    text.join(" ")
}
