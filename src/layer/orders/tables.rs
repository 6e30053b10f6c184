//! The tables `orders.csv` (area x category x month) and `orders_units.csv` (unit x month).
//!
//! Never here: which orders may be told (see `cells`).

use std::collections::BTreeMap;

use super::cells::Cells;
use super::per_thousand;
use crate::layer::figures::Basis;
use crate::layer::{Feature, Field, Layer, Role, Value};
use crate::places::AreaIndex;
use crate::space::LatLon;
use crate::words::Words;

fn detail(name: &str, zh: &str, en: &str, unit: &'static str) -> Field {
    Field::new(name, Words::new(zh, en), unit, Role::Detail)
}

/// Orders by area, category and month. Areas of every level have rows, as far as they are told, each the sum of those below it
/// and of what is told for several of them together; orders outside every area have an empty one.
pub fn by_area(basis: &Basis, cells: &Cells) -> Layer {
    let mut sums: BTreeMap<(Option<AreaIndex>, &str, &str), u64> = BTreeMap::new();
    for (block, category, month, told) in cells.iter() {
        let mut add = |area| *sums.entry((area, category, month)).or_default() += told;
        match block.area {
            Some(area) => {
                basis
                    .areas
                    .upwards(area)
                    .filter(|above| cells.areas.contains(above))
                    .for_each(|above| add(Some(above)));
            }
            None => add(None),
        }
    }
    let people = people_of(basis, cells);
    let row = |(&(area, category, month), &told): (&(Option<AreaIndex>, &str, &str), &u64)| {
        let of = area.map(|area| basis.areas.get(area));
        let id = of.map_or("", |area| area.id.as_str());
        let people = people.get(&area).copied().unwrap_or(0);
        Feature {
            id: format!("{id}|{category}|{month}"),
            geometry: None,
            anchor: LatLon::default(),
            values: vec![
                Value::text(of.map(|area| area.id.as_str())),
                Value::text(of.map(|area| area.name.zh.as_str())),
                Value::text(of.and_then(|area| area.level.as_deref())),
                Value::text(Some(category)),
                Value::text(Some(month)),
                Value::count(told),
                Value::count(people),
                per_thousand(told, people).map_or(Value::Null, Value::Number),
            ],
        }
    };
    let mut features: Vec<Feature> = sums.iter().map(row).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "orders",
        title: Words::new("工单", "Service orders"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: vec![
            detail("area", "区划", "Area", ""),
            detail("name", "名称", "Name", ""),
            detail("level", "级别", "Level", ""),
            detail("category", "类别", "Category", ""),
            detail("month", "月份", "Month", ""),
            detail("orders", "工单数", "Orders", ""),
            detail("people", "人数", "People", "people"),
            detail("per_1000", "每千人工单数", "Orders per 1,000 people", ""),
        ],
        features,
    }
}

/// The published people of every area, those below it included; of the units outside all areas under none.
pub(super) fn people_of(basis: &Basis, cells: &Cells) -> BTreeMap<Option<AreaIndex>, u64> {
    let mut people: BTreeMap<Option<AreaIndex>, u64> = BTreeMap::new();
    for block in &cells.blocks {
        match block.area {
            Some(area) => {
                basis.areas.upwards(area).for_each(|above| *people.entry(Some(above)).or_default() += block.people);
            }
            None => *people.entry(None).or_default() += block.people,
        }
    }
    people
}

/// All orders of a month by unit, for the units that are told alone.
pub fn by_unit(basis: &Basis, cells: &Cells) -> Layer {
    let sums = cells.by(|block, _, month| Some((block.unit()?, month.to_owned())));
    let row = |(key, told): (Option<(usize, String)>, u64)| {
        let (index, month) = key?;
        let unit = basis.units.all().get(index)?;
        Some(Feature {
            id: format!("{}|{month}", unit.id),
            geometry: None,
            anchor: LatLon::default(),
            values: vec![
                Value::text(Some(&unit.id)),
                Value::text(basis.area_id(index)),
                Value::text(Some(&month)),
                Value::count(told),
                Value::count(unit.people),
                per_thousand(told, unit.people).map_or(Value::Null, Value::Number),
            ],
        })
    };
    let mut features: Vec<Feature> = sums.into_iter().filter_map(row).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "orders_units",
        title: Words::new("各单元工单", "Service orders by unit"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: vec![
            detail("unit", "单元", "Unit", ""),
            detail("area", "区划", "Area", ""),
            detail("month", "月份", "Month", ""),
            detail("orders", "工单数", "Orders", ""),
            detail("people", "人数", "People", "people"),
            detail("per_1000", "每千人工单数", "Orders per 1,000 people", ""),
        ],
        features,
    }
}
