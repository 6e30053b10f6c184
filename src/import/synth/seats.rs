//! Who is served from where: five levels of seats, each region of a level around the seat of its own.
//!
//! Regions are cut in halves, shares of whole seats to each side, across their longer extent.
//! Never here: names, roads between seats.

use super::lattice::Lattice;
use super::shares::shares;

/// The five levels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Level {
    Province,
    City,
    County,
    Township,
    Village,
}

impl Level {
    pub(super) const ALL: [Self; 5] = [Self::Province, Self::City, Self::County, Self::Township, Self::Village];

    /// The id of its kind of service.
    pub(super) fn id(self) -> &'static str {
        ["province", "city", "county", "township", "village"][self as usize]
    }
}

/// How many seats each level has in a province of one million junctions: 18,718 in all.
pub(super) const SEATS: [usize; 5] = [1, 20, 140, 1_500, 17_057];

/// How many seats each level has in a province of so many junctions.
pub(super) fn counts(junctions: u32) -> [usize; 5] {
    let of = |whole: usize| (whole as f64 * f64::from(junctions) / 1e6).round() as usize;
    let cities = of(SEATS[1]).max(1);
    let counties = of(SEATS[2]).max(cities);
    let townships = of(SEATS[3]).max(counties);
    let above = 1 + cities + counties + townships;
    [1, cities, counties, townships, of(SEATS.iter().sum()).saturating_sub(above).max(above)]
}

/// A seat and the seats (or villages) below it.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) level: Level,
    pub(super) seat: usize,
    pub(super) below: Vec<usize>,
}

/// All seats.
#[derive(Debug)]
pub(super) struct Seats {
    /// The level of each land cell's own seat.
    pub(super) level: Vec<Level>,
    /// The county of each land cell, counted from 0.
    pub(super) county: Vec<u32>,
    /// The regions of all levels but the villages, from the top.
    pub(super) regions: Vec<Region>,
}

impl Seats {
    /// Seats on every cell of land; `counts` add up to as many.
    pub(super) fn new(lattice: &Lattice, counts: [usize; 5]) -> Self {
        let mut land: Vec<usize> = lattice.cells().collect();
        let mut cities = Vec::new();
        cut(lattice, &mut land, counts[1], &mut cities);
        let mut counties = Vec::new();
        for (mut city, parts) in cities.iter().cloned().zip(shares(counts[2] as u64, &vec![1; cities.len()])) {
            cut(lattice, &mut city, parts as usize, &mut counties);
        }
        let mut townships = Vec::new();
        for (mut county, parts) in counties.iter().cloned().zip(shares(counts[3] as u64, &vec![1; counties.len()])) {
            cut(lattice, &mut county, parts as usize, &mut townships);
        }
        let mut seats = Self {
            level: vec![Level::Village; lattice.land.len()],
            county: vec![u32::MAX; lattice.land.len()],
            regions: Vec::new(),
        };
        for (number, county) in (0..).zip(&counties) {
            county.iter().for_each(|&cell| seats.county[cell] = number);
        }
        let levels = [vec![land], cities, counties, townships];
        let chosen: Vec<Vec<usize>> = Level::ALL
            .iter()
            .zip(&levels)
            .map(|(&level, regions)| regions.iter().map(|region| seats.choose(lattice, region, level)).collect())
            .collect();
        for (i, regions) in levels.iter().enumerate() {
            let mut of_cell = vec![usize::MAX; lattice.land.len()];
            for (number, region) in regions.iter().enumerate() {
                region.iter().for_each(|&cell| of_cell[cell] = number);
            }
            let villages: Vec<usize>;
            let below = match chosen.get(i + 1) {
                Some(below) => below,
                None => {
                    villages = lattice.cells().filter(|&cell| seats.level[cell] == Level::Village).collect();
                    &villages
                }
            };
            let mut lists = vec![Vec::new(); regions.len()];
            below.iter().for_each(|&cell| lists[of_cell[cell]].push(cell));
            let made = chosen[i].iter().zip(lists);
            seats.regions.extend(made.map(|(&seat, below)| Region { level: Level::ALL[i], seat, below }));
        }
        seats
    }

    /// The free cell nearest to the middle of a region.
    fn choose(&mut self, lattice: &Lattice, region: &[usize], level: Level) -> usize {
        let count = region.len().max(1) as i64;
        let sum = region.iter().map(|&cell| lattice.place(cell)).fold((0, 0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        // In units of a cell over the number of cells, so that the middle is a whole number.
        let off = |cell: usize| {
            let (x, y) = lattice.place(cell);
            (x * count - sum.0).pow(2) + (y * count - sum.1).pow(2)
        };
        let free = region.iter().copied().filter(|&cell| self.level[cell] == Level::Village);
        let seat = free.min_by_key(|&cell| (off(cell), cell)).unwrap_or_default();
        self.level[seat] = level;
        seat
    }
}

/// Cuts a region into parts of about equal size.
fn cut(lattice: &Lattice, region: &mut [usize], parts: usize, into: &mut Vec<Vec<usize>>) {
    if parts <= 1 {
        region.sort_unstable();
        into.push(region.to_vec());
        return;
    }
    let extent = |of: fn((i64, i64)) -> i64| {
        let along = region.iter().map(|&cell| of(lattice.place(cell)));
        along.clone().max().unwrap_or_default() - along.min().unwrap_or_default()
    };
    if extent(|at| at.0) >= extent(|at| at.1) {
        region.sort_by_key(|&cell| lattice.place(cell));
    } else {
        region.sort_unstable();
    }
    let half = parts / 2;
    let (low, high) = region.split_at_mut(region.len() * half / parts);
    cut(lattice, low, half, into);
    cut(lattice, high, parts - half, into);
}
