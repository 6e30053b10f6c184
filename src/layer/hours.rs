//! The table `hours.csv` and the layer of one hour: how many people are reached in time when they call in each slot of the week.
//!
//! A count is an average over all calls of the slot, and is published as any other count of a subgroup. Never here: boats.

use rayon::prelude::*;
use serde::Serialize;

use super::count::{publish, publish_joint};
use super::coverage::{covered_fields, joint_field};
use super::figures::{Basis, Figures, UnitFigures};
use super::units::Units;
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::hours::GroupHours;
use crate::places::Kind;
use crate::space::LatLon;
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// One slot of the week, as the table names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlotName {
    /// Date and time of its beginning, such as `2026-03-02T08:00`.
    pub id: String,
    /// 1 Monday .. 7 Sunday.
    pub day: u8,
    /// The time of its beginning, such as `08:00`.
    pub time: String,
    /// How long it is; nothing in the hour that the clocks skip.
    pub length: Deciseconds,
}

/// The published figures of one unit over the week.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnitHours {
    /// All its people.
    pub people: u64,
    /// By kind and slot.
    pub covered: Vec<Vec<u64>>,
    /// By slot.
    pub joint: Vec<u64>,
}

/// The published figures of all units over the week.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HourFigures {
    /// The slots, in order.
    pub slots: Vec<SlotName>,
    /// One entry a unit.
    pub units: Vec<UnitHours>,
}

/// Shares of the whole week, of its nights, and of its best and worst slot. People are averages of published counts.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct WeekSummary {
    /// The Monday.
    pub monday: String,
    /// The time zone.
    pub time_zone: String,
    /// The share of people whom all joint kinds reach in time, over all calls of the week; 0 to 1, six decimals.
    pub joint_share: Option<f64>,
    /// The same for the calls from 22:00 to 06:00.
    pub night_joint_share: Option<f64>,
    /// By kind.
    pub kinds: Vec<KindWeek>,
    /// The slot in which most people are reached.
    pub best: Option<SlotFigure>,
    /// The slot in which fewest are.
    pub worst: Option<SlotFigure>,
}

/// One kind over the week.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct KindWeek {
    /// Its id.
    pub id: String,
    /// The share of people reached in time over all calls of the week; 0 to 1, six decimals.
    pub share: Option<f64>,
    /// The same for the calls from 22:00 to 06:00.
    pub night_share: Option<f64>,
}

/// One slot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SlotFigure {
    /// Its id.
    pub hour: String,
    /// Published people whom all joint kinds reach in time.
    pub joint_covered: u64,
}

impl HourFigures {
    /// Publishes what was found for the units, in their order.
    pub fn new(units: &Units, slots: Vec<SlotName>, found: &[GroupHours], joint: &[usize]) -> Self {
        let k = units.minimum_group();
        let units = units.all().par_iter().zip(found).map(|(unit, found)| {
            let n = unit.people;
            let publish = |row: &Vec<People>| row.iter().map(|people| publish(people.count(), n, k)).collect();
            let of_joint =
                |slot: usize| -> Vec<u64> { joint.iter().map(|&kind| found.covered[kind][slot].count()).collect() };
            let all = (0..slots.len()).map(|slot| publish_joint(found.joint[slot].count(), &of_joint(slot), n, k));
            UnitHours { people: n, covered: found.covered.iter().map(publish).collect(), joint: all.collect() }
        });
        Self { units: units.collect(), slots }
    }

    /// The slot with this id.
    pub fn slot(&self, id: &str) -> Option<usize> {
        self.slots.iter().position(|slot| slot.id == id)
    }

    /// A sum over all units; `None` when figures are withheld, or in the hour that the clocks skip.
    fn sum(&self, slot: usize, of: impl Fn(&UnitHours) -> u64) -> Option<u64> {
        let there = !self.units.is_empty() && self.slots[slot].length > Deciseconds::ZERO;
        there.then(|| self.units.iter().map(of).sum())
    }

    /// The share of people over the slots that `counts` picks, each by its length; six decimals.
    pub fn share(&self, counts: impl Fn(&SlotName) -> bool, of: impl Fn(&UnitHours, usize) -> u64) -> Option<f64> {
        share_of(&self.slots, self.units.iter(), counts, of)
    }

    /// The average of a count over the week, of some units, rounded to whole people.
    pub fn mean<'u>(&self, units: impl Iterator<Item = &'u UnitHours>, of: impl Fn(&UnitHours, usize) -> u64) -> u64 {
        let whole: u128 = self.slots.iter().map(|slot| u128::from(slot.length.get())).sum();
        let sum: u128 = units
            .flat_map(|unit| self.slots.iter().enumerate().map(move |(index, slot)| (unit, index, slot)))
            .map(|(unit, index, slot)| u128::from(of(unit, index)) * u128::from(slot.length.get()))
            .sum();
        u64::try_from((sum + whole / 2).checked_div(whole).unwrap_or(0)).unwrap_or(u64::MAX)
    }

    /// The week in a few figures.
    pub fn summary(&self, kinds: &[Kind], (monday, time_zone): (String, String)) -> WeekSummary {
        let night = |slot: &SlotName| slot.time.as_str() >= "22:00" || slot.time.as_str() < "06:00";
        let figure = |slot: usize| {
            Some(SlotFigure {
                hour: self.slots[slot].id.clone(),
                joint_covered: self.sum(slot, |unit| unit.joint[slot])?,
            })
        };
        let slots = || (0..self.slots.len()).filter_map(figure);
        let of_kind = |(index, kind): (usize, &Kind)| KindWeek {
            id: kind.id.clone(),
            share: self.share(|_| true, |unit, slot| unit.covered[index][slot]),
            night_share: self.share(night, |unit, slot| unit.covered[index][slot]),
        };
        WeekSummary {
            monday,
            time_zone,
            joint_share: self.share(|_| true, |unit, slot| unit.joint[slot]),
            night_joint_share: self.share(night, |unit, slot| unit.joint[slot]),
            kinds: kinds.iter().enumerate().map(of_kind).collect(),
            // Of equal ones the first.
            best: slots().rev().max_by_key(|slot| slot.joint_covered),
            worst: slots().min_by_key(|slot| slot.joint_covered),
        }
    }

    /// The table: one row a slot.
    pub fn table(&self, basis: &Basis) -> Layer {
        let mut fields = vec![
            Field::new("day", Words::new("星期", "Day of the week"), "", Role::Detail),
            Field::new("time", Words::new("时刻", "Time"), "", Role::Detail),
            people("people", Words::new("人数", "People")),
            joint_field(),
        ];
        fields.extend(covered_fields(basis.kinds));
        let count = |count: Option<u64>| count.map_or(Value::Null, Value::count);
        let row = |(index, slot): (usize, &SlotName)| {
            let mut values = vec![Value::Integer(slot.day.into()), Value::text(Some(&slot.time))];
            values.push(count(self.sum(index, |unit| unit.people)));
            values.push(count(self.sum(index, |unit| unit.joint[index])));
            values.extend((0..basis.kinds.len()).map(|kind| count(self.sum(index, |unit| unit.covered[kind][index]))));
            Feature { id: slot.id.clone(), geometry: None, anchor: LatLon::default(), values }
        };
        Layer {
            id: "hours",
            title: Words::new("各时段覆盖", "Coverage by the hour"),
            attribution: basis.credits.attribution.clone(),
            synthetic: basis.credits.synthetic,
            fields,
            features: self.slots.iter().enumerate().map(row).collect(),
        }
    }

    /// The figures of one slot, to be drawn as the layer `coverage` is. There is no time to the nearest: it changes within the slot.
    pub fn at(&self, slot: usize) -> Figures {
        let unit = |unit: &UnitHours| {
            let covered: Vec<u64> = unit.covered.iter().map(|row| row[slot]).collect();
            UnitFigures {
                people: unit.people,
                joint_covered: unit.joint[slot],
                reached: covered.clone(),
                nearest: vec![Deciseconds::UNREACHED; covered.len()],
                covered,
            }
        };
        Figures { units: self.units.iter().map(unit).collect() }
    }
}

/// What may be told of a unit of some people of whom so many are reached in time by each kind, and (last) by all joint kinds.
pub fn told_now(counts: &[People], people: u64, (k, joint): (u64, &[usize])) -> Vec<u64> {
    let Some((all, kinds)) = counts.split_last() else { return Vec::new() };
    let of_joint: Vec<u64> = joint.iter().map(|&kind| kinds[kind].count()).collect();
    let kinds = kinds.iter().map(|count| publish(count.count(), people, k));
    kinds.chain([publish_joint(all.count(), &of_joint, people, k)]).collect()
}

/// The share of the people of some units over some slots, each by its length; six decimals.
pub fn share_of<'u>(
    slots: &[SlotName],
    units: impl Iterator<Item = &'u UnitHours>,
    counts: impl Fn(&SlotName) -> bool,
    of: impl Fn(&UnitHours, usize) -> u64,
) -> Option<f64> {
    let (mut reached, mut all) = (0_u128, 0_u128);
    for unit in units {
        for (index, slot) in slots.iter().enumerate().filter(|(_, slot)| counts(slot)) {
            reached += u128::from(of(unit, index)) * u128::from(slot.length.get());
            all += u128::from(unit.people) * u128::from(slot.length.get());
        }
    }
    (all > 0).then(|| (reached as f64 / all as f64 * 1e6).round() / 1e6)
}
