//! The table `disruption.csv`: whom help reaches in time on average over the week, with all boats and with those that are left.
//!
//! Both columns are averages of published counts, and so is their difference. Never here: which boats sail.

use std::collections::BTreeMap;

use super::figures::Basis;
use super::hours::{HourFigures, UnitHours};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::places::AreaIndex;
use crate::space::LatLon;
use crate::words::Words;

/// The table: one row an area, and one with an empty id for all.
pub fn table(basis: &Basis, before: &HourFigures, after: &HourFigures) -> Layer {
    let mut fields = vec![
        Field::new("name", Words::new("名称", "Name"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
        people(
            "joint_before",
            Words::new("原有：各类服务均及时（周平均人数）", "Before: all services in time, average of the week"),
        ),
        people(
            "joint_after",
            Words::new("停航后：各类服务均及时（周平均人数）", "After: all services in time, average of the week"),
        ),
    ];
    for kind in basis.kinds {
        let (id, zh, en) = (&kind.id, &kind.name.zh, &kind.name.en);
        fields.push(people(format!("{id}_before"), Words::new(format!("原有：{zh}"), format!("Before: {en}"))));
        fields.push(people(format!("{id}_after"), Words::new(format!("停航后：{zh}"), format!("After: {en}"))));
    }
    let mut by_area: BTreeMap<Option<AreaIndex>, Vec<usize>> = BTreeMap::new();
    for (unit, formed) in basis.units.all().iter().enumerate() {
        by_area.entry(formed.area).or_default().push(unit);
    }
    let row = |id: String, name: Option<&str>, units: &[usize]| {
        let mean = |figures: &HourFigures, of: &dyn Fn(&UnitHours, usize) -> u64| {
            Value::count(figures.mean(units.iter().map(|&unit| &figures.units[unit]), of))
        };
        let all: u64 = units.iter().map(|&unit| basis.units.all()[unit].people).sum();
        let mut values = vec![Value::text(name.filter(|name| !name.is_empty())), Value::count(all)];
        values.push(mean(before, &|unit, slot| unit.joint[slot]));
        values.push(mean(after, &|unit, slot| unit.joint[slot]));
        for kind in 0..basis.kinds.len() {
            values.push(mean(before, &|unit, slot| unit.covered[kind][slot]));
            values.push(mean(after, &|unit, slot| unit.covered[kind][slot]));
        }
        Feature { id, geometry: None, anchor: LatLon::default(), values }
    };
    let everybody: Vec<usize> = (0..basis.units.all().len()).collect();
    let mut features = vec![row(String::new(), None, &everybody)];
    features.extend(by_area.iter().filter_map(|(area, units)| {
        let area = basis.areas.get((*area)?);
        Some(row(area.id.clone(), Some(&area.name.zh), units))
    }));
    Layer {
        id: "disruption",
        title: Words::new("停航影响", "What the boats that do not sail change"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features,
    }
}
