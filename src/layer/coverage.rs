//! The layer `coverage`: one feature a published unit, with who is covered by each kind and by all joint kinds.
//!
//! Never here: how figures are published (see [`figures`](super::figures)).

use geo::Geometry;

use super::figures::{Basis, Figures, UnitFigures};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::places::Kind;
use crate::units::Deciseconds;
use crate::words::Words;

/// The layer.
pub fn layer(basis: &Basis, figures: &Figures) -> Layer {
    let mut fields = vec![
        Field::new("area", Words::new("区划", "Area"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
        joint_field(),
    ];
    fields.extend(covered_fields(basis.kinds));
    fields.extend(nearest_fields(basis.kinds));
    fields.push(Field::new("synthetic", Words::new("合成数据", "Made-up figures"), "", Role::Detail));
    let feature = |(unit, figures): (usize, &UnitFigures)| {
        let mut values = vec![Value::text(basis.area_id(unit))];
        values.extend([Value::count(figures.people), Value::count(figures.joint_covered)]);
        values.extend(figures.covered.iter().map(|&count| Value::count(count)));
        values.extend(figures.nearest.iter().map(|&time| seconds(time)));
        values.push(Value::Bool(basis.credits.synthetic));
        let unit = &basis.units.all()[unit];
        let geometry = (!unit.shape.0.is_empty()).then(|| Geometry::MultiPolygon(unit.shape.clone()));
        Feature { id: unit.id.clone(), geometry, anchor: unit.anchor, values }
    };
    Layer {
        id: "coverage",
        title: Words::new("覆盖", "Coverage"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features: figures.units.iter().enumerate().map(feature).collect(),
    }
}

/// The field `joint_covered`.
pub(super) fn joint_field() -> Field {
    people("joint_covered", Words::new("各类服务均在时限内的人数", "People whom all services reach in time"))
}

/// The fields `<kind>_covered`.
pub(super) fn covered_fields(kinds: &[Kind]) -> impl Iterator<Item = Field> {
    kinds.iter().map(|kind| {
        let zh = format!("时限内可得到服务的人数：{}", kind.name.zh);
        people(format!("{}_covered", kind.id), Words::new(zh, format!("People reached in time: {}", kind.name.en)))
    })
}

/// The fields `<kind>_nearest_s`.
pub(super) fn nearest_fields(kinds: &[Kind]) -> impl Iterator<Item = Field> {
    kinds.iter().map(|kind| {
        let zh = format!("最近一处的时间（中位数）：{}", kind.name.zh);
        let title = Words::new(zh, format!("Median time to the nearest: {}", kind.name.en));
        Field::new(format!("{}_nearest_s", kind.id), title, "s", Role::Detail)
    })
}

/// A time as layers have it: whole seconds, null when unreached.
pub(super) fn seconds(time: Deciseconds) -> Value {
    time.seconds().map_or(Value::Null, |seconds| Value::Integer(i64::from(seconds)))
}
