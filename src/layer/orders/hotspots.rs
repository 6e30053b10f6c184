//! The layer `hotspots`: units whose rate of orders is above the study's by more than chance.
//!
//! A unit is a hotspot when a Poisson count with the study's rate would be as high as its told orders with so small a chance that of
//! all units called so at most one in twenty is expected to be wrong (Benjamini and Hochberg). Told orders are rounded down, which makes
//! hotspots rarer, never more frequent. Beside it stands the rate drawn towards that of all (gamma and Poisson).
//!
//! Never here: the tests (see `analysis::orders`).

use geo::Geometry;

use super::cells::Cells;
use super::{digits, per_thousand};
use crate::analysis::orders::chance::{at_least, discoveries};
use crate::analysis::orders::shrink::{Group, rates};
use crate::layer::figures::Basis;
use crate::layer::{Feature, Field, Layer, Role, Value};
use crate::words::Words;

/// Of the units called hotspots this share may be wrong.
const WRONG: f64 = 0.05;

/// A unit that is told alone, beside the others.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hotspot {
    /// The index of the unit.
    pub unit: usize,
    /// Its told orders.
    pub orders: u64,
    /// How many it would have at the study's rate.
    pub expected: f64,
    /// Its orders per 1,000 people, drawn towards those of all.
    pub shrunk: f64,
    /// The chance of so many orders or more at the study's rate.
    pub p: f64,
    /// Is it more than chance?
    pub hot: bool,
}

/// All units that are told alone, in the order of the units.
pub fn hotspots(cells: &Cells) -> Vec<Hotspot> {
    let groups: Vec<Group> = cells
        .blocks
        .iter()
        .map(|block| Group { count: block.orders, exposure: block.people as f64 / 1_000.0 })
        .collect();
    let shrunk = rates(&groups);
    let (orders, people) = (cells.sum(|block| block.orders), cells.sum(|block| block.people));
    let rate = if people == 0 { 0.0 } else { orders as f64 / people as f64 };
    let own = cells.blocks.iter().zip(shrunk).filter_map(|(block, estimate)| {
        let expected = rate * block.people as f64;
        let (shrunk, p) = (estimate.shrunk, at_least(block.orders, expected));
        Some(Hotspot { unit: block.unit()?, orders: block.orders, expected, shrunk, p, hot: false })
    });
    let mut own: Vec<Hotspot> = own.collect();
    let p: Vec<f64> = own.iter().map(|unit| unit.p).collect();
    for (unit, stands) in own.iter_mut().zip(discoveries(&p, WRONG)) {
        unit.hot = stands && unit.orders as f64 > unit.expected;
    }
    own
}

/// The layer, ordered by id.
pub fn layer(basis: &Basis, hotspots: &[Hotspot]) -> Layer {
    let detail = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
    let feature = |spot: &Hotspot| {
        let unit = basis.units.all().get(spot.unit)?;
        Some(Feature {
            id: unit.id.clone(),
            geometry: (!unit.shape.0.is_empty()).then(|| Geometry::MultiPolygon(unit.shape.clone())),
            anchor: unit.anchor,
            values: vec![
                Value::text(basis.area_id(spot.unit)),
                Value::count(unit.people),
                Value::count(spot.orders),
                per_thousand(spot.orders, unit.people).map_or(Value::Null, Value::Number),
                Value::Number(digits(spot.shrunk)),
                Value::Number(digits(spot.expected)),
                Value::Number(digits(spot.p)),
                Value::Bool(spot.hot),
            ],
        })
    };
    let mut features: Vec<Feature> = hotspots.iter().filter_map(feature).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "hotspots",
        title: Words::new("工单热点", "Hotspots of orders"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: vec![
            detail("area", "区划", "Area", ""),
            Field::new("people", Words::new("人数", "People"), "people", Role::Sum),
            Field::new("orders", Words::new("工单数", "Orders"), "", Role::Sum),
            detail("per_1000", "每千人工单数", "Orders per 1,000 people", ""),
            detail("shrunk_per_1000", "每千人工单数（收缩后）", "Orders per 1,000 people, shrunk", ""),
            detail("expected", "按总体水平应有", "Expected at the rate of all", ""),
            detail("p", "偶然出现的概率", "Chance of so many", ""),
            detail("hotspot", "热点", "Hotspot", ""),
        ],
        features,
    }
}
