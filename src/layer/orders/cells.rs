//! The one table of orders that all published numbers of orders are summed from.
//!
//! # The rule
//! A cell counts the orders of one block (see [`blocks`](super::blocks)), category and month and is released as the multiple of `k` at
//! or below it ([`floor`]), and as 0 unless `k` people live at the demand points that called. Every unit is in exactly one
//! block.
//!
//! Of every cell also three parts are told: orders never answered, rounded down alike; orders with a grade of satisfaction, rounded
//! down alike and none of fewer than `2k - 1`; and the satisfied among those ([`publish`]). They are counted cell by cell and then added up:
//! over a whole block they would tell what the cells have left out. The exact number of orders is not released at all, for the
//! same reason.
//!
//! Never here: rates.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::blocks;
use crate::analysis::islands::IslandIndex;
use crate::layer::count::{floor, least_unit, publish};
use crate::layer::figures::Basis;
use crate::places::{AreaIndex, Order};

/// Where orders are told together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Its units.
    pub units: Vec<usize>,
    /// The lowest area that all its units are in.
    pub area: Option<AreaIndex>,
    /// The island that all its units are on.
    pub island: Option<IslandIndex>,
    /// All people of its units.
    pub people: u64,
    /// The facility that was sent to most of its orders.
    pub facility: Option<String>,
    /// Its told orders: the sum of its cells.
    pub orders: u64,
    /// Told orders with a grade of satisfaction.
    pub rated: u64,
    /// Told satisfied orders.
    pub satisfied: u64,
    /// Told orders that never saw an arrival nor a closing.
    pub unmet: u64,
}

impl Block {
    /// Its unit, when it has but one.
    pub fn unit(&self) -> Option<usize> {
        match self.units[..] {
            [unit] => Some(unit),
            _ => None,
        }
    }
}

/// One cell: block, category and month by their indexes.
type Key = (usize, usize, usize);

/// The table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cells {
    /// The blocks, by area.
    pub blocks: Vec<Block>,
    /// The areas of which something is told: those made of whole blocks.
    pub areas: BTreeSet<AreaIndex>,
    /// The islands of which something is told.
    pub islands: BTreeSet<IslandIndex>,
    /// The told categories, ordered.
    pub categories: Vec<String>,
    /// The told months, such as `2026-03`, ordered.
    pub months: Vec<String>,
    told: BTreeMap<Key, u64>,
}

/// What is told of one cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Tally {
    orders: u64,
    rated: u64,
    satisfied: u64,
    unmet: u64,
}

/// The orders while they are counted.
struct Count<'a> {
    basis: &'a Basis<'a>,
    orders: &'a [Order],
    points: &'a [Option<u32>],
    k: u64,
}

impl Cells {
    /// Counts the orders; `points` is the demand point of each. They are told at least for the areas of `level`, where the
    /// study names one.
    pub fn new(basis: &Basis, level: Option<&str>, (orders, points): (&[Order], &[Option<u32>])) -> Self {
        let count = Count { basis, orders, points, k: basis.units.minimum_group() };
        let of_unit = count.by_unit();
        let orders_of = |units: &[usize]| -> Vec<usize> {
            units.iter().filter_map(|&unit| of_unit.get(unit)).flatten().copied().collect()
        };
        let told = |units: &[usize]| count.cells(&orders_of(units)).values().map(|cell| cell.orders).sum();
        let categories: BTreeSet<&str> = orders.iter().map(|order| order.category.as_str()).collect();
        let months: BTreeSet<String> = orders.iter().map(month).collect();
        let mut cells = Self {
            categories: categories.into_iter().map(str::to_owned).collect(),
            months: months.into_iter().collect(),
            ..Self::default()
        };
        for units in blocks(basis, level, &told) {
            cells.add(&count, &units, &orders_of(&units));
        }
        cells.places(basis);
        cells.forget_untold();
        cells
    }

    fn add(&mut self, count: &Count<'_>, units: &[usize], orders: &[usize]) {
        let index = self.blocks.len();
        let mut sum = Tally::default();
        for ((category, month), told) in count.cells(orders).into_iter().filter(|(_, told)| told.orders > 0) {
            let category = self.categories.binary_search_by(|known| known.as_str().cmp(category));
            let (Ok(category), Ok(month)) = (category, self.months.binary_search(&month)) else { continue };
            self.told.insert((index, category, month), told.orders);
            sum.orders += told.orders;
            sum.rated += told.rated;
            sum.satisfied += told.satisfied;
            sum.unmet += told.unmet;
        }
        let basis = count.basis;
        let all_units = || units.iter().filter_map(|&unit| basis.units.all().get(unit));
        let islands: BTreeSet<Option<IslandIndex>> = all_units().map(|unit| unit.island).collect();
        let block = Block {
            units: units.to_vec(),
            area: shared_area(basis, all_units().map(|unit| unit.area)),
            island: islands.first().copied().flatten().filter(|_| islands.len() == 1),
            people: all_units().map(|unit| unit.people).sum(),
            facility: count.most_sent(orders),
            orders: sum.orders,
            rated: sum.rated,
            satisfied: sum.satisfied,
            unmet: sum.unmet,
        };
        self.blocks.push(block);
    }

    /// Finds the areas and islands that are made of whole blocks: of the others nothing is told.
    fn places(&mut self, basis: &Basis) {
        let mut areas: BTreeMap<AreaIndex, (usize, usize)> = BTreeMap::new();
        let mut islands: BTreeMap<IslandIndex, (usize, usize)> = BTreeMap::new();
        for unit in basis.units.all() {
            for above in unit.area.iter().flat_map(|&area| basis.areas.upwards(area)) {
                areas.entry(above).or_default().0 += 1;
            }
            unit.island.iter().for_each(|&island| islands.entry(island).or_default().0 += 1);
        }
        for block in &self.blocks {
            for above in block.area.iter().flat_map(|&area| basis.areas.upwards(area)) {
                areas.entry(above).or_default().1 += block.units.len();
            }
            block.island.iter().for_each(|&island| islands.entry(island).or_default().1 += block.units.len());
        }
        self.areas = areas.into_iter().filter(|(_, (all, told))| all == told).map(|(area, _)| area).collect();
        self.islands = islands.into_iter().filter(|(_, (all, told))| all == told).map(|(island, _)| island).collect();
    }

    /// Names of categories and months of which nothing is told are not told either.
    fn forget_untold(&mut self) {
        let keep = |names: &mut Vec<String>, used: BTreeSet<usize>| -> Vec<usize> {
            let kept: Vec<String> = used.iter().filter_map(|&index| names.get(index).cloned()).collect();
            let place = (0..names.len()).map(|old| used.range(..old).count()).collect();
            *names = kept;
            place
        };
        let categories = keep(&mut self.categories, self.told.keys().map(|key| key.1).collect());
        let months = keep(&mut self.months, self.told.keys().map(|key| key.2).collect());
        let told = std::mem::take(&mut self.told);
        self.told = told.into_iter().map(|((b, c, m), count)| ((b, categories[c], months[m]), count)).collect();
    }

    /// Every told cell: block, category, month and orders, in this order.
    pub fn iter(&self) -> impl Iterator<Item = (&Block, &str, &str, u64)> {
        self.told.iter().filter_map(|(&(block, category, month), &told)| {
            let (category, month) = (self.categories.get(category)?, self.months.get(month)?);
            Some((self.blocks.get(block)?, category.as_str(), month.as_str(), told))
        })
    }

    /// Told orders by whatever a cell is asked for.
    pub fn by<K: Ord>(&self, key: impl Fn(&Block, &str, &str) -> K) -> BTreeMap<K, u64> {
        let mut sums = BTreeMap::new();
        for (block, category, month, told) in self.iter() {
            *sums.entry(key(block, category, month)).or_default() += told;
        }
        sums
    }

    /// A sum over all blocks.
    pub fn sum(&self, of: impl Fn(&Block) -> u64) -> u64 {
        self.blocks.iter().map(of).sum()
    }
}

/// The lowest area that all of some areas are or lie in.
fn shared_area(basis: &Basis, mut areas: impl Iterator<Item = Option<AreaIndex>>) -> Option<AreaIndex> {
    let first = areas.next()??;
    let mut shared: Vec<AreaIndex> = basis.areas.upwards(first).collect();
    for area in areas {
        let above: BTreeSet<AreaIndex> = basis.areas.upwards(area?).collect();
        shared.retain(|area| above.contains(area));
    }
    shared.first().copied()
}

fn month(order: &Order) -> String {
    format!("{:04}-{:02}", order.time.year(), order.time.month())
}

impl<'a> Count<'a> {
    /// The orders of every unit; those that belong to no demand are in none.
    fn by_unit(&self) -> Vec<Vec<usize>> {
        let units = self.basis.units.all();
        let mut unit_of: Vec<Option<usize>> = vec![None; self.basis.demand.len()];
        for (index, unit) in units.iter().enumerate() {
            unit.members.iter().for_each(|&point| unit_of[point as usize] = Some(index));
        }
        let mut found = vec![Vec::new(); units.len()];
        for (order, point) in self.points.iter().enumerate() {
            if let Some(unit) = point.and_then(|point| unit_of[point as usize]) {
                found[unit].push(order);
            }
        }
        found
    }

    /// What is told of the orders of every category and month.
    fn cells(&self, orders: &[usize]) -> BTreeMap<(&'a str, String), Tally> {
        let mut cells: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
        for &index in orders {
            let order = &self.orders[index];
            cells.entry((&order.category, month(order))).or_default().push(index);
        }
        cells.into_iter().map(|(key, orders)| (key, self.tally(&orders))).collect()
    }

    /// What is told of the orders of one cell.
    fn tally(&self, orders: &[usize]) -> Tally {
        let part = |of: &dyn Fn(&Order) -> bool| -> Vec<usize> {
            orders.iter().copied().filter(|&order| of(&self.orders[order])).collect()
        };
        let rated = part(&|order| order.satisfied.is_some());
        let satisfied = part(&|order| order.satisfied == Some(true));
        let of_rated = if rated.len() as u64 >= least_unit(self.k) { self.told(&rated) } else { 0 };
        let content = if self.enough(&satisfied) { satisfied.len() as u64 } else { 0 };
        Tally {
            orders: self.told(orders),
            rated: of_rated,
            // All of them are told as all of the told ones.
            satisfied: publish(content, rated.len() as u64, self.k).min(of_rated),
            unmet: self.told(&part(&|order| order.arrived.is_none() && order.closed.is_none())),
        }
    }

    /// How many of some orders may be told.
    fn told(&self, orders: &[usize]) -> u64 {
        if self.enough(orders) { floor(orders.len() as u64, self.k) } else { 0 }
    }

    /// Do `k` people live at the demand points that called?
    fn enough(&self, orders: &[usize]) -> bool {
        let callers: BTreeSet<u32> = orders.iter().filter_map(|&order| self.points[order]).collect();
        self.basis.people(callers.iter()).count() >= self.k
    }

    /// The facility that was sent to most of some orders; of equals the first by id.
    fn most_sent(&self, orders: &[usize]) -> Option<String> {
        let mut sent: BTreeMap<&str, u64> = BTreeMap::new();
        for facility in orders.iter().filter_map(|&order| self.orders[order].facility.as_deref()) {
            *sent.entry(facility).or_default() += 1;
        }
        let most = sent.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        most.map(|(facility, _)| facility.to_owned())
    }
}
