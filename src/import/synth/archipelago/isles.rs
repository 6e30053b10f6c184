//! The islands of a made archipelago: where they lie, how many people each has, what they are called.
//!
//! Islands grow on a lattice, the largest in the middle, always with a cell of sea between two of them.
//! Never here: streets, boats.

use std::cmp::Reverse;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use crate::import::synth::lattice::{Lattice, SIDES};
use crate::import::synth::shares::shares_of_one_or_more;

/// Cells of the lattice for one island, and for one cell of land.
const ROOM: (usize, usize) = (16, 3);
/// Cells along the rim of the lattice that stay sea.
const RIM: i64 = 2;
/// How many cells from another island most islands lie at most.
const NEAR: i64 = 4;
/// Of a hundred inhabited islands so many have 1 to 4 people.
const TINY: usize = 12;
/// And so many have a few dozen.
const SMALL: usize = 40;
/// Of a hundred people so many live on the largest island, and on the second.
const LARGEST: [u64; 2] = [60, 15];

/// The first and second characters of names; none of them together is the name of a real group of islands.
const NAMES: [[(&str, &str); 16]; 2] = [
    [
        ("青", "Qing"),
        ("白", "Bai"),
        ("金", "Jin"),
        ("银", "Yin"),
        ("花", "Hua"),
        ("长", "Chang"),
        ("大", "Da"),
        ("小", "Xiao"),
        ("东", "Dong"),
        ("西", "Xi"),
        ("南", "Nan"),
        ("北", "Bei"),
        ("上", "Shang"),
        ("下", "Xia"),
        ("外", "Wai"),
        ("里", "Li"),
    ],
    [
        ("螺", "luo"),
        ("蟹", "xie"),
        ("鹿", "lu"),
        ("雁", "yan"),
        ("盘", "pan"),
        ("云", "yun"),
        ("月", "yue"),
        ("峰", "feng"),
        ("礁", "jiao"),
        ("竹", "zhu"),
        ("梅", "mei"),
        ("鱼", "yu"),
        ("鸥", "ou"),
        ("石", "shi"),
        ("潮", "chao"),
        ("星", "xing"),
    ],
];

/// One island; its number is that of its piece of land, the largest being 0.
#[derive(Debug)]
pub(super) struct Isle {
    /// Its cells, from the south-west.
    pub(super) cells: Vec<usize>,
    /// The cell of its harbour town.
    pub(super) seat: usize,
    /// How many live there.
    pub(super) people: u64,
    /// Its name without the word island, in Chinese and English.
    pub(super) name: (String, String),
}

/// A lattice side, and its land: so many islands that will be inhabited, and so many that will not.
pub(super) fn land(inhabited: usize, more: usize, rng: &mut Pcg64) -> (usize, Vec<bool>) {
    let sizes: Vec<usize> = (0..inhabited)
        .map(|rank| (inhabited * 6 / 10 / (rank + 1).pow(2)).max(if rank == 1 { 2 } else { 1 }))
        .chain(std::iter::repeat_n(1, more))
        .collect();
    let room = ROOM.0 * sizes.len() + ROOM.1 * sizes.iter().sum::<usize>();
    let side = (room as f64).sqrt().ceil() as usize;
    let mut sea = Sea { side: side as i64, isle: vec![None; side * side] };
    for (isle, &size) in sizes.iter().enumerate() {
        let Some(seat) = sea.spot(isle, rng) else { continue };
        sea.grow(isle, (seat, size), rng);
    }
    (side, sea.isle.iter().map(Option::is_some).collect())
}

/// Which island each cell of a lattice belongs to, while islands grow.
struct Sea {
    side: i64,
    isle: Vec<Option<usize>>,
}

impl Sea {
    fn at(&self, x: i64, y: i64) -> Option<usize> {
        (RIM..self.side - RIM).contains(&x).then_some(())?;
        (RIM..self.side - RIM).contains(&y).then_some((y * self.side + x) as usize)
    }

    /// Is some island but this one within so many cells of a cell?
    fn crowded(&self, cell: usize, isle: usize, within: i64) -> bool {
        let (x, y) = (cell as i64 % self.side, cell as i64 / self.side);
        let mut around = (-within..=within).flat_map(|dx| (-within..=within).map(move |dy| (x + dx, y + dy)));
        around.any(|(x, y)| self.at(x, y).is_some_and(|cell| self.isle[cell].is_some_and(|other| other != isle)))
    }

    /// Where an island begins: the first in the middle, most of the others near some island.
    fn spot(&self, isle: usize, rng: &mut Pcg64) -> Option<usize> {
        if isle == 0 {
            return self.at(self.side / 2, self.side / 2);
        }
        let near = rng.random_bool(0.7);
        let free = |cell: &usize| !self.crowded(*cell, isle, 1) && (!near || self.crowded(*cell, isle, NEAR));
        let mut draw = || self.at(rng.random_range(0..self.side), rng.random_range(0..self.side));
        let drawn = (0..400).filter_map(|_| draw()).find(free);
        drawn.or_else(|| {
            let all = (0..self.isle.len()).filter_map(|i| self.at(i as i64 % self.side, i as i64 / self.side));
            all.into_iter().find(|&cell| !self.crowded(cell, isle, 1) && self.isle[cell].is_none())
        })
    }

    /// Grows an island cell by cell, rather where it already has land on several sides.
    fn grow(&mut self, isle: usize, (seat, size): (usize, usize), rng: &mut Pcg64) {
        let mut own = vec![seat];
        self.isle[seat] = Some(isle);
        while own.len() < size {
            let mut best: Option<(u32, usize)> = None;
            for next in own.iter().flat_map(|&cell| self.beside(cell)) {
                if self.isle[next].is_some() || self.crowded(next, isle, 1) {
                    continue;
                }
                let sides = self.beside(next).filter(|&cell| self.isle[cell] == Some(isle)).count() as u32;
                let score = (sides * 400 + rng.random_range(0..1_000), next);
                best = best.max(Some(score));
            }
            let Some((_, next)) = best else { break };
            self.isle[next] = Some(isle);
            own.push(next);
        }
        self.fill(isle);
    }

    fn beside(&self, cell: usize) -> impl Iterator<Item = usize> {
        let (x, y) = (cell as i64 % self.side, cell as i64 / self.side);
        SIDES.into_iter().filter_map(move |(dx, dy)| self.at(x + dx as i64, y + dy as i64))
    }

    /// Makes land of what an island encloses: there are no lagoons.
    fn fill(&mut self, isle: usize) {
        let Some(start) = self.at(RIM, RIM) else { return };
        let mut open = vec![start];
        let mut outside = vec![false; self.isle.len()];
        outside[start] = true;
        while let Some(cell) = open.pop() {
            let next: Vec<usize> = self.beside(cell).collect();
            for next in next {
                if self.isle[next] != Some(isle) && !std::mem::replace(&mut outside[next], true) {
                    open.push(next);
                }
            }
        }
        let all = (0..self.isle.len()).filter_map(|i| self.at(i as i64 % self.side, i as i64 / self.side));
        // Islands grow from the largest, so what lies inside one is sea.
        let inside: Vec<usize> = all.filter(|&cell| !outside[cell] && self.isle[cell].is_none()).collect();
        inside.into_iter().for_each(|cell| self.isle[cell] = Some(isle));
    }
}

/// The islands of a lattice, so many of them inhabited by so many people.
pub(super) fn isles(lattice: &Lattice, (inhabited, people): (usize, u64), rng: &mut Pcg64) -> Vec<Isle> {
    let count = lattice.cells().map(|cell| lattice.piece[cell] as usize + 1).max().unwrap_or_default();
    let mut cells = vec![Vec::new(); count];
    lattice.cells().for_each(|cell| cells[lattice.piece[cell] as usize].push(cell));
    // Islands of one cell are as good as one another: which of them are inhabited, and by how many, is drawn.
    let large = cells.iter().filter(|cells| cells.len() > 1).count();
    let mut order: Vec<usize> = (0..count).collect();
    order[large..].shuffle(rng);
    let mut living = vec![0; count];
    for (&isle, people) in order.iter().zip(populations(inhabited.min(count), people, rng)) {
        living[isle] = people;
    }
    let mut pairs: Vec<(usize, usize)> = (0..16).flat_map(|a| (0..16).map(move |b| (a, b))).collect();
    pairs.shuffle(rng);
    let name = |i: usize| {
        let (a, b) = pairs[i % pairs.len()];
        let ((first, en_first), (second, en_second)) = (NAMES[0][a], NAMES[1][b]);
        let again = if i < pairs.len() { String::new() } else { format!("{}", i / pairs.len() + 1) };
        (format!("造{first}{second}{again}"), format!("Made {en_first}{en_second}{again}"))
    };
    let isle = |(i, cells): (usize, Vec<usize>)| {
        let shore: Vec<usize> = lattice.shore().filter(|&cell| lattice.piece[cell] as usize == i).collect();
        let seat = shore.get(rng.random_range(0..shore.len().max(1))).copied().unwrap_or_default();
        Isle { seat, people: living[i], name: name(i), cells }
    };
    cells.into_iter().enumerate().map(isle).collect()
}

/// How many live on each of so many islands, the largest first.
fn populations(inhabited: usize, people: u64, rng: &mut Pcg64) -> Vec<u64> {
    let (tiny, small) = ((inhabited * TINY / 100).max(1), inhabited * SMALL / 100);
    let middle = inhabited.saturating_sub(2 + tiny + small);
    let mut least: Vec<u64> = (0..small).map(|_| rng.random_range(10..=90)).collect();
    least.extend((0..tiny).map(|i| if i == 0 { 1 } else { rng.random_range(1..=4) }));
    least.sort_unstable_by_key(|&people| Reverse(people));
    let mut most: Vec<u64> = LARGEST.iter().map(|share| people * share / 100).collect();
    let rest = people.saturating_sub(most.iter().sum::<u64>() + least.iter().sum::<u64>());
    let weights: Vec<u64> =
        (3..3 + middle as u64).map(|rank| (1e6 / (rank as f64 * (rank as f64).sqrt())) as u64).collect();
    let of_middle = shares_of_one_or_more(rest, &weights);
    if middle == 0 {
        most[0] += rest;
    }
    [most, of_middle, least].concat()
}
