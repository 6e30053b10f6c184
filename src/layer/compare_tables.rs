//! The layer `compare` and the table `compare.csv`: two scenarios side by side, by unit and by area.
//!
//! Never here: how figures are published or compared (see [`compare`](super::compare)).

use geo::Geometry;

use super::compare::{Comparison, Counts, Side};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::compare::difference;
use crate::space::LatLon;
use crate::words::Words;

/// The units whose figures differ.
pub fn layer(a: &Side<'_>, b: &Side<'_>) -> Layer {
    let mut fields = vec![
        Field::new("area", Words::new("区划", "Area"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
        people("joint_a", Words::new("方案甲：各类服务均及时", "A: all services in time")),
        people("joint_b", Words::new("方案乙：各类服务均及时", "B: all services in time")),
        people("joint_change", Words::new("变化：各类服务均及时", "Change: all services in time")),
    ];
    for kind in a.basis.kinds {
        let title = Words::new(format!("变化：{}", kind.name.zh), format!("Change: {}", kind.name.en));
        fields.push(people(format!("{}_change", kind.id), title));
    }
    fields.push(Field::new("synthetic", Words::new("合成数据", "Made-up figures"), "", Role::Detail));
    let both = a.figures.units.iter().zip(&b.figures.units).zip(a.basis.units.all()).enumerate();
    let differ = both.filter(|(_, ((a, b), _))| a.joint_covered != b.joint_covered || a.covered != b.covered);
    let feature = |(index, ((of_a, of_b), unit)): (usize, ((&super::figures::UnitFigures, _), &super::units::Unit))| {
        let of_b: &super::figures::UnitFigures = of_b;
        let mut values = vec![Value::text(a.basis.area_id(index))];
        values.extend([of_a.people, of_a.joint_covered, of_b.joint_covered].map(Value::count));
        values.push(Value::Integer(difference(of_a.joint_covered, of_b.joint_covered)));
        values.extend(of_a.covered.iter().zip(&of_b.covered).map(|(&a, &b)| Value::Integer(difference(a, b))));
        values.push(Value::Bool(a.basis.credits.synthetic));
        let geometry = (!unit.shape.0.is_empty()).then(|| Geometry::MultiPolygon(unit.shape.clone()));
        Feature { id: unit.id.clone(), geometry, anchor: unit.anchor, values }
    };
    Layer {
        id: "compare",
        title: Words::new("两个方案的差异", "What two scenarios have between them"),
        attribution: a.basis.credits.attribution.clone(),
        synthetic: a.basis.credits.synthetic,
        fields,
        features: differ.map(feature).collect(),
    }
}

/// The rows of `compare.csv`: one an area.
pub fn areas_table(comparison: &Comparison, side: &Side<'_>) -> Layer {
    let mut fields = vec![
        Field::new("name", Words::new("名称", "Name"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
    ];
    let joint = ("joint".to_owned(), Words::new("各类服务均及时", "All services in time"));
    let kinds = side.basis.kinds.iter().map(|kind| (kind.id.clone(), kind.name.clone()));
    let columns: Vec<(String, Words)> = std::iter::once(joint).chain(kinds).collect();
    for (id, name) in &columns {
        for (part, zh, en) in
            [("a", "甲", "A"), ("b", "乙", "B"), ("gained", "增加", "gained"), ("lost", "减少", "lost")]
        {
            let title = Words::new(format!("{}（{zh}）", name.zh), format!("{} ({en})", name.en));
            fields.push(people(format!("{id}_{part}"), title));
        }
    }
    let rows = comparison.areas.iter().map(|area| {
        let mut values = vec![Value::text(Some(area.name.zh.as_str()).filter(|name| !name.is_empty()))];
        values.push(Value::count(area.people));
        for (id, _) in &columns {
            let counts = if id == "joint" { Some(&area.joint) } else { area.kinds.get(id) };
            let of = |counts: &Counts| [counts.a, counts.b, counts.gained, counts.lost].map(Value::count);
            values.extend(counts.map_or([Value::Null, Value::Null, Value::Null, Value::Null], of));
        }
        Feature { id: area.id.clone(), geometry: None, anchor: LatLon::default(), values }
    });
    Layer {
        id: "compare",
        title: Words::new("各区划在两个方案中的差异", "Two scenarios by area"),
        attribution: side.basis.credits.attribution.clone(),
        synthetic: side.basis.credits.synthetic,
        fields,
        features: rows.collect(),
    }
}
