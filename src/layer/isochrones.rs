//! The layer `isochrones`: one feature a facility and number of minutes, travelled as its kind travels.
//!
//! Never here: how the outlines are found (see `analysis`).

use geo::Geometry;

use super::figures::Credits;
use super::{Feature, Field, Layer, Role, Value};
use crate::analysis::isochrone::Isochrone;
use crate::places::{Direction, Facility};
use crate::words::Words;

/// The isochrones of one facility.
#[derive(Clone, Copy, Debug)]
pub struct Reach<'a> {
    /// Where they start.
    pub facility: &'a Facility,
    /// Who travels.
    pub direction: Direction,
    /// One a number of minutes.
    pub isochrones: &'a [Isochrone],
}

/// The layer, ordered by id (`<facility>-<minutes>`).
pub fn layer(reaches: &[Reach], credits: &Credits) -> Layer {
    let feature = |reach: &Reach, isochrone: &Isochrone| Feature {
        id: format!("{}-{}", reach.facility.id, isochrone.minutes),
        geometry: (!isochrone.outline.0.is_empty()).then(|| Geometry::MultiPolygon(isochrone.outline.clone())),
        anchor: reach.facility.at,
        values: vec![
            Value::text(Some(&reach.facility.id)),
            Value::text(Some(&reach.facility.kind)),
            Value::Integer(i64::from(isochrone.minutes)),
            Value::text(Some(reach.direction.name())),
        ],
    };
    let field = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
    let each = reaches.iter().flat_map(|reach| reach.isochrones.iter().map(move |isochrone| feature(reach, isochrone)));
    let mut features: Vec<Feature> = each.collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "isochrones",
        title: Words::new("等时圈", "Isochrones"),
        attribution: credits.attribution.clone(),
        synthetic: false,
        fields: vec![
            field("facility", "设施", "Facility", ""),
            field("kind", "服务类别", "Kind of service", ""),
            field("minutes", "分钟", "Minutes", "min"),
            field("direction", "出行方向", "Direction", ""),
        ],
        features,
    }
}
