//! The table `areas.csv`: figures by administrative area, summed from published units.
//!
//! A unit counts where most of its people live, and in every area above; so an area with too few people to form a unit has a
//! row without figures and its people stand with a neighbour. Units outside every area have a last row with an empty id.
//!
//! Never here: shapes of areas.

use std::collections::BTreeMap;

use super::coverage::{covered_fields, joint_field};
use super::figures::{Basis, Figures, UnitFigures};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::places::{Area, AreaIndex};
use crate::space::LatLon;
use crate::words::Words;

/// The table: a layer without shapes, whose ids are those of the areas.
pub fn table(basis: &Basis, figures: &Figures) -> Layer {
    let tree = basis.areas.deepest() > 0;
    let mut fields = vec![
        Field::new("name", Words::new("名称", "Name"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
        joint_field(),
    ];
    fields.extend(covered_fields(basis.kinds));
    if tree {
        fields.push(Field::new("level", Words::new("级别", "Level"), "", Role::Detail));
        fields.push(Field::new("parent", Words::new("上级区划", "Area above"), "", Role::Detail));
    }
    fields.push(Field::new("name_en", Words::new("英文名称", "Name in English"), "", Role::Detail));
    let mut by_area: BTreeMap<Option<AreaIndex>, Vec<&UnitFigures>> = BTreeMap::new();
    for (unit, figures) in basis.units.all().iter().zip(&figures.units) {
        match unit.area {
            Some(area) => {
                basis.areas.upwards(area).for_each(|area| by_area.entry(Some(area)).or_default().push(figures));
            }
            None => by_area.entry(None).or_default().push(figures),
        }
    }
    let row = |area: Option<&Area>, units: Option<&Vec<&UnitFigures>>| {
        let sum = |of: &dyn Fn(&UnitFigures) -> u64| {
            units.map_or(Value::Null, |units| Value::count(units.iter().map(|unit| of(unit)).sum()))
        };
        let name =
            |of: fn(&Words) -> &str| Value::text(area.map(|area| of(&area.name)).filter(|name| !name.is_empty()));
        let mut values = vec![name(|words| &words.zh)];
        values.extend([sum(&|unit| unit.people), sum(&|unit| unit.joint_covered)]);
        values.extend((0..basis.kinds.len()).map(|kind| sum(&|unit| unit.covered[kind])));
        if tree {
            values.push(Value::text(area.and_then(|area| area.level.as_deref())));
            values.push(Value::text(area.and_then(|area| area.parent.as_deref())));
        }
        values.push(name(|words| &words.en));
        let id = area.map_or_else(String::new, |area| area.id.clone());
        Feature { id, geometry: None, anchor: LatLon::default(), values }
    };
    let named = (0u32..).zip(basis.areas.all()).map(|(i, area)| row(Some(area), by_area.get(&Some(AreaIndex(i)))));
    let outside = by_area.get(&None).map(|units| row(None, Some(units)));
    Layer {
        id: "areas",
        title: Words::new("各区划覆盖", "Coverage by area"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features: named.chain(outside).collect(),
    }
}
