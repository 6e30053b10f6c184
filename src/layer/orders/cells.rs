//! The one table of orders that all published numbers of orders are summed from.
//!
//! # The rule
//! A cell counts the orders of one *block*, category and month and is released as the multiple of `k` at or below it
//! ([`floor`]), and as 0 unless `k` people live at the demand points that called. A block is a published unit of which so
//! told at least half of the orders remain; the other units of an area (and island) are one block together, so that rare
//! orders are told for a larger place rather than lost. Every unit is in exactly one block.
//!
//! Of the orders of a block also three counts of nested or disjoint parts are released in the same way: those with a grade of satisfaction,
//! the satisfied ones among them, and those never answered. The exact number of orders is not released at all: what is
//! missing in the cells would show in the difference.
//!
//! Never here: rates.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::islands::IslandIndex;
use crate::layer::count::floor;
use crate::layer::figures::Basis;
use crate::places::{AreaIndex, Order};
use crate::units::People;

/// Where orders are told together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// Its unit, when it has but one of its own.
    pub unit: Option<usize>,
    /// The area of its units.
    pub area: Option<AreaIndex>,
    /// The island of its units.
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

/// One cell: block, category and month by their indexes.
type Key = (usize, usize, usize);

/// The table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cells {
    /// The blocks: units by their order, then what is told together by area and island.
    pub blocks: Vec<Block>,
    /// The told categories, ordered.
    pub categories: Vec<String>,
    /// The told months, such as `2026-03`, ordered.
    pub months: Vec<String>,
    told: BTreeMap<Key, u64>,
}

/// The orders while they are counted.
struct Count<'a> {
    basis: &'a Basis<'a>,
    orders: &'a [Order],
    points: &'a [Option<u32>],
    k: u64,
}

impl Cells {
    /// Counts the orders; `points` is the demand point of each.
    pub fn new(basis: &Basis, orders: &[Order], points: &[Option<u32>]) -> Self {
        let count = Count { basis, orders, points, k: basis.units.minimum_group() };
        let of_unit = count.by_unit();
        let categories: BTreeSet<&str> = orders.iter().map(|order| order.category.as_str()).collect();
        let months: BTreeSet<String> = orders.iter().map(month).collect();
        let categories: Vec<String> = categories.into_iter().map(str::to_owned).collect();
        let months: Vec<String> = months.into_iter().collect();
        let mut own: Vec<(Block, Vec<usize>)> = Vec::new();
        let mut together: BTreeMap<(Option<AreaIndex>, Option<IslandIndex>), (Block, Vec<usize>)> = BTreeMap::new();
        for (index, (unit, found)) in basis.units.all().iter().zip(of_unit).enumerate() {
            let told: u64 = count.cells(&found).values().sum();
            let alone = !found.is_empty() && 2 * told >= found.len() as u64;
            let block = Block {
                unit: alone.then_some(index),
                area: unit.area,
                island: unit.island,
                people: unit.people,
                facility: None,
                orders: 0,
                rated: 0,
                satisfied: 0,
                unmet: 0,
            };
            if alone {
                own.push((block, found));
            } else if let Some((pool, all)) = together.get_mut(&(unit.area, unit.island)) {
                pool.people += unit.people;
                all.extend(found);
            } else {
                together.insert((unit.area, unit.island), (block, found));
            }
        }
        let mut cells = Self { blocks: Vec::new(), categories, months, told: BTreeMap::new() };
        for (block, found) in own.into_iter().chain(together.into_values()) {
            cells.add(&count, block, &found);
        }
        cells.forget_untold();
        cells
    }

    fn add(&mut self, count: &Count<'_>, block: Block, orders: &[usize]) {
        let index = self.blocks.len();
        let mut all = 0;
        for ((category, month), told) in count.cells(orders).into_iter().filter(|(_, told)| *told > 0) {
            let category = self.categories.binary_search_by(|known| known.as_str().cmp(category));
            let (Ok(category), Ok(month)) = (category, self.months.binary_search(&month)) else { continue };
            self.told.insert((index, category, month), told);
            all += told;
        }
        let told = |of: &dyn Fn(&Order) -> bool| {
            let part: Vec<usize> = orders.iter().copied().filter(|&order| of(&count.orders[order])).collect();
            // Without a told cell nothing is known of a block, and nothing is said of its parts.
            if all == 0 { 0 } else { count.told(&part) }
        };
        self.blocks.push(Block {
            facility: count.most_sent(orders),
            orders: all,
            rated: told(&|order| order.satisfied.is_some()),
            satisfied: told(&|order| order.satisfied == Some(true)),
            unmet: told(&|order| order.arrived.is_none() && order.closed.is_none()),
            ..block
        });
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

    /// The told number of orders of every category and month.
    fn cells(&self, orders: &[usize]) -> BTreeMap<(&'a str, String), u64> {
        let mut cells: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
        for &index in orders {
            let order = &self.orders[index];
            cells.entry((&order.category, month(order))).or_default().push(index);
        }
        cells.into_iter().map(|(key, orders)| (key, self.told(&orders))).collect()
    }

    /// How many of some orders may be told.
    fn told(&self, orders: &[usize]) -> u64 {
        let callers: BTreeSet<u32> = orders.iter().filter_map(|&order| self.points[order]).collect();
        let people: People = self.basis.people(callers.iter());
        if people.count() < self.k { 0 } else { floor(orders.len() as u64, self.k) }
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
