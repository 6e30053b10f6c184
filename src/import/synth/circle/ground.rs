//! The ground of a study with real codes: one cell a village, the villages of a township side by side.
//!
//! Where the places really lie is not at hand, so the land is made: a blob of as many cells as there are villages, cut in
//! halves along the tree of codes. Never here: people, services, the map.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use geo::Coord;
use rand::RngExt;
use rand_pcg::Pcg64;

use super::names::{LENGTHS, Tree};
use crate::import::synth::lattice::{Lattice, SIDES};
use crate::import::synth::roads::Roads;
use crate::import::synth::seats::{Level, Region, Seats};
use crate::import::synth::shares::{shares, shares_of_one_or_more};
use crate::import::synth::streets::{self, Streets};
use crate::space::LatLon;

/// What is built in a cell stays within this share of its side from its middle, along both axes.
const BUILT: f64 = 0.42;

/// What ground is wanted.
pub(super) struct Plan {
    /// Real names and codes.
    pub(super) tree: Tree,
    /// The middle of the made land.
    pub(super) centre: LatLon,
    /// The side of a cell, in metres.
    pub(super) cell: f64,
    /// How the land is longer than broad: east to west, north to south.
    pub(super) stretch: (i64, i64),
    /// Junctions beyond the fewest that a village has.
    pub(super) junctions: u64,
    /// How many veterans there are.
    pub(super) people: u64,
    /// Villages without streets.
    pub(super) wild: BTreeSet<usize>,
}

/// Land, seats, roads and streets.
pub(super) struct Ground {
    pub(super) tree: Tree,
    pub(super) lattice: Lattice,
    pub(super) seats: Seats,
    pub(super) roads: Roads,
    /// The cell of each village.
    pub(super) cells: Vec<usize>,
    /// Streets of each village; none in the wild.
    pub(super) streets: Vec<Option<Streets>>,
    /// Where the camp of a village in the wild stands.
    camps: BTreeMap<usize, Coord>,
    /// The village that is the seat of each place above.
    pub(super) seat: BTreeMap<String, usize>,
    /// Veterans of each village.
    pub(super) people: Vec<u64>,
}

impl Ground {
    /// The ground of a plan.
    pub(super) fn new(plan: Plan, rng: &mut Pcg64) -> Self {
        let Plan { tree, wild, .. } = plan;
        let villages = &tree.villages;
        let land = blob(villages.len(), plan.stretch, rng);
        let lattice = Lattice::scaled((plan.centre, plan.cell), land, rng);
        let mut land: Vec<usize> = lattice.cells().collect();
        let mut cells = vec![0; villages.len()];
        allot(&lattice, &mut land, (villages, &mut cells));
        let seat = seats_of(&tree, &lattice, &cells);
        let seats = levels(&tree, (&lattice, &cells), &seat);
        let roads = Roads::new(&lattice, &seats, rng);

        let people = people(&tree, &seat, plan.people, rng);
        let weights: Vec<u64> = (0..).zip(&people).map(|(i, &n)| if wild.contains(&i) { 0 } else { n }).collect();
        let more = shares(plan.junctions, &weights);
        let mut camps = BTreeMap::new();
        let mut made = Vec::with_capacity(villages.len());
        for (village, more) in more.into_iter().enumerate() {
            let middle = lattice.middle(cells[village]);
            let junctions = streets::LEAST + u32::try_from(more).unwrap_or(u32::MAX / 2);
            if wild.contains(&village) {
                let mut aside = || (rng.random::<f64>() - 0.5) * 0.3 * plan.cell;
                camps.insert(village, middle + Coord { x: aside(), y: aside() });
                made.push(None);
            } else {
                made.push(Some(Streets::within((middle, BUILT * plan.cell), junctions, rng)));
            }
        }
        Self { lattice, seats, roads, cells, streets: made, camps, seat, people, tree }
    }

    /// The cells without streets, and where their camps stand.
    pub(super) fn wild(&self) -> impl Iterator<Item = (usize, Coord)> {
        self.camps.iter().map(|(&village, &at)| (self.cells[village], at))
    }

    /// The main crossing of a village, or its camp.
    pub(super) fn main(&self, village: usize) -> Coord {
        match &self.streets[village] {
            Some(streets) => streets.at(streets.main_row() as f64, streets.main_column() as f64),
            None => self.camps.get(&village).copied().unwrap_or_default(),
        }
    }

    /// A house some metres beside the main crossing of a village, or beside any of its junctions.
    pub(super) fn door(&self, village: usize, anywhere: bool, rng: &mut Pcg64) -> LatLon {
        let crossing = match &self.streets[village] {
            Some(streets) if anywhere => {
                let junction = rng.random_range(0..streets.junctions());
                streets.at((junction / streets.columns) as f64, (junction % streets.columns) as f64)
            }
            _ => self.main(village),
        };
        let beside = Coord { x: rng.random_range(8.0..25.0), y: rng.random_range(8.0..25.0) };
        self.lattice.position(crossing + beside)
    }

    /// A home in a village: on its streets, one in ten anywhere around them; in the wild always anywhere.
    pub(super) fn home(&self, village: usize, rng: &mut Pcg64) -> LatLon {
        let (u, v) = (rng.random::<f64>(), rng.random::<f64>());
        let anywhere = rng.random_bool(0.1);
        let at = match &self.streets[village] {
            Some(streets) if !anywhere => {
                streets.at(v * (streets.rows() as f64 - 1.0), u * (streets.columns as f64 - 1.0))
            }
            streets => {
                let far = if streets.is_some() { 0.6 } else { 0.95 } * BUILT * self.lattice.cell;
                self.main(village) + Coord { x: u * 2.0 - 1.0, y: v * 2.0 - 1.0 } * far
            }
        };
        self.lattice.position(at)
    }
}

/// Veterans by village: a few dozen in most, several times as many in seats and blocks of towns; at least one.
fn people(tree: &Tree, seat: &BTreeMap<String, usize>, total: u64, rng: &mut Pcg64) -> Vec<u64> {
    let seats: BTreeSet<usize> = seat.values().copied().collect();
    let weight = |(i, code): (usize, &String)| {
        // A long tail without functions that machines compute differently.
        let drawn = 0.2 + 1.0 / (rng.random::<f64>() + 0.06);
        let town = if tree.name(code).ends_with("社区") { 2.2 } else { 1.0 };
        let seat = if seats.contains(&i) { 1.6 } else { 1.0 };
        (drawn * town * seat * 1_000.0) as u64
    };
    let weights: Vec<u64> = tree.villages.iter().enumerate().map(weight).collect();
    shares_of_one_or_more(total, &weights)
}

/// A piece of land of so many cells, and the side of the lattice around it.
fn blob(count: usize, (wide, high): (i64, i64), rng: &mut Pcg64) -> (usize, Vec<bool>) {
    let longest = count as f64 * 1.35 * wide.max(high) as f64 / wide.min(high) as f64;
    let side = longest.sqrt().ceil() as usize + 12;
    let middle = (side / 2) as i64;
    let rough: Vec<i64> = (0..side * side).map(|_| rng.random_range(90..=110)).collect();
    let far = |cell: usize| {
        let (x, y) = ((cell % side) as i64 - middle, (cell / side) as i64 - middle);
        ((x * high).pow(2) + (y * wide).pow(2)) * rough[cell]
    };
    let start = middle as usize * side + middle as usize;
    let (mut land, mut seen) = (vec![false; side * side], vec![false; side * side]);
    let mut open = BinaryHeap::from([Reverse((0, start))]);
    seen[start] = true;
    let mut left = count;
    while left > 0
        && let Some(Reverse((_, cell))) = open.pop()
    {
        land[cell] = true;
        left -= 1;
        for (x, y) in SIDES {
            let (x, y) = ((cell % side).checked_add_signed(x), (cell / side).checked_add_signed(y));
            // A rim of two cells stays sea.
            let inside = |at: Option<usize>| at.filter(|at| (2..side - 2).contains(at));
            if let (Some(x), Some(y)) = (inside(x), inside(y))
                && !std::mem::replace(&mut seen[y * side + x], true)
            {
                open.push(Reverse((far(y * side + x), y * side + x)));
            }
        }
    }
    (side, land)
}

/// Gives each village a cell: land and codes are cut together, at the border of the highest places that lies nearest to the
/// middle.
fn allot(lattice: &Lattice, land: &mut [usize], (villages, cells): (&[String], &mut [usize])) {
    if let ([_], [cell], [own]) = (villages, &mut *cells, &*land) {
        *cell = *own;
        return;
    }
    if villages.is_empty() || villages.len() != land.len() {
        return;
    }
    let extent = |of: fn((i64, i64)) -> i64| {
        let along = land.iter().map(|&cell| of(lattice.place(cell)));
        along.clone().max().unwrap_or_default() - along.min().unwrap_or_default()
    };
    if extent(|at| at.0) >= extent(|at| at.1) {
        land.sort_unstable_by_key(|&cell| lattice.place(cell));
    } else {
        land.sort_unstable();
    }
    let at = halfway(villages);
    let ((low, high), (first, rest)) = (land.split_at_mut(at), cells.split_at_mut(at));
    allot(lattice, low, (&villages[..at], first));
    allot(lattice, high, (&villages[at..], rest));
}

fn halfway(villages: &[String]) -> usize {
    let count = villages.len();
    let differs = |i: usize, length: usize| villages[i - 1].get(..length) != villages[i].get(..length);
    let cut = |length: usize| {
        let cuts = (1..count).filter(|&i| differs(i, length));
        cuts.min_by_key(|&i| (2 * i).abs_diff(count))
    };
    LENGTHS[..LENGTHS.len() - 1].iter().find_map(|&length| cut(length)).unwrap_or(count / 2)
}

/// The seat of every place above villages: of a township the village nearest to its middle, of a county such a seat, and so on.
fn seats_of(tree: &Tree, lattice: &Lattice, cells: &[usize]) -> BTreeMap<String, usize> {
    let mut seat: BTreeMap<String, usize> = BTreeMap::new();
    let mut lower: Option<Vec<(&str, usize)>> = None;
    for codes in tree.above().into_iter().rev() {
        let mut own = Vec::with_capacity(codes.len());
        for code in codes {
            let choices: Vec<usize> = match &lower {
                None => tree.below(code).collect(),
                Some(lower) => {
                    lower.iter().filter(|(below, _)| below.starts_with(code)).map(|&(_, seat)| seat).collect()
                }
            };
            let count = choices.len().max(1) as i64;
            let places = choices.iter().map(|&village| lattice.place(cells[village]));
            let sum = places.fold((0, 0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
            let off = |village: usize| {
                let (x, y) = lattice.place(cells[village]);
                (x * count - sum.0).pow(2) + (y * count - sum.1).pow(2)
            };
            if let Some(chosen) = choices.into_iter().min_by_key(|&village| (off(village), village)) {
                seat.insert(code.to_owned(), chosen);
                own.push((code, chosen));
            }
        }
        lower = Some(own);
    }
    seat
}

/// The seats as roads need them: one region a place, the highest places first.
fn levels(tree: &Tree, (lattice, cells): (&Lattice, &[usize]), seat: &BTreeMap<String, usize>) -> Seats {
    let above = tree.above();
    let mut seats = Seats {
        level: vec![Level::Village; lattice.land.len()],
        county: vec![0; lattice.land.len()],
        regions: Vec::new(),
    };
    let first = Level::ALL.len() - 1 - above.len().min(Level::ALL.len() - 1);
    for (rank, codes) in above.iter().enumerate() {
        let level = Level::ALL[first + rank];
        for &code in codes {
            let Some(&own) = seat.get(code) else { continue };
            let below: Vec<usize> = match above.get(rank + 1) {
                Some(next) => next
                    .iter()
                    .filter(|next| next.starts_with(code))
                    .filter_map(|&next| seat.get(next).copied())
                    .collect(),
                None => tree.below(code).collect(),
            };
            let below = below.into_iter().filter(|&village| village != own).map(|village| cells[village]).collect();
            let cell = cells[own];
            seats.level[cell] = seats.level[cell].min(level);
            seats.regions.push(Region { level, seat: cell, below });
        }
    }
    seats
}
