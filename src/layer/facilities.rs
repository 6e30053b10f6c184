//! The layer `facilities`: where services are given, and how each was joined to the road.
//!
//! Never here: figures of people.

use geo::{Geometry, Point};

use super::figures::Credits;
use super::{Feature, Field, Layer, Role, Value};
use crate::places::{Areas, Facility};
use crate::units::People;
use crate::words::Words;

/// How a facility was joined to the road.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SnapSummary {
    /// The way to the road in metres, where it was joined.
    pub metres: Option<f64>,
    /// `ok`, `off_network` or `outside_extract`.
    pub status: &'static str,
}

/// The layer; `snaps` has one entry a facility, a missing one reads as null.
pub fn layer(facilities: &[Facility], snaps: &[SnapSummary], areas: &Areas, credits: &Credits) -> Layer {
    let field = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
    let feature = |(index, facility): (usize, &Facility)| {
        let snap = snaps.get(index);
        let named = |name: &str| if name.is_empty() { Value::Null } else { Value::text(Some(name)) };
        let area = facility.area.as_deref().filter(|id| areas.by_id(id).is_some());
        let area = area.or_else(|| areas.holding(facility.at).map(|index| areas.get(index).id.as_str()));
        let metres = snap.and_then(|snap| snap.metres).filter(|metres| metres.is_finite());
        Feature {
            id: facility.id.clone(),
            geometry: Some(Geometry::Point(Point::from(facility.at))),
            anchor: facility.at,
            values: vec![
                Value::text(Some(&facility.kind)),
                named(&facility.name.zh),
                named(&facility.name.en),
                Value::text(area),
                Value::text(facility.level.as_deref()),
                facility.staff.map_or(Value::Null, staff),
                metres.map_or(Value::Null, |metres| Value::Number((metres * 10.0).round() / 10.0)),
                Value::text(snap.map(|snap| snap.status)),
            ],
        }
    };
    let mut features: Vec<Feature> = facilities.iter().enumerate().map(feature).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "facilities",
        title: Words::new("服务设施", "Facilities"),
        attribution: credits.attribution.clone(),
        synthetic: false,
        fields: vec![
            field("kind", "服务类别", "Kind of service", ""),
            field("name", "名称", "Name", ""),
            field("name_en", "英文名称", "Name in English", ""),
            field("area", "区划", "Area", ""),
            field("level", "级别", "Level", ""),
            field("staff", "人员", "Staff", "people"),
            field("snap_m", "到道路的距离", "Distance to the road", "m"),
            field("status", "接入状态", "How it is joined to the road", ""),
        ],
        features,
    }
}

/// Staff as the table counted them: whole where they are whole.
fn staff(people: People) -> Value {
    match i64::try_from(people.thousandths()) {
        Ok(thousandths) if thousandths % 1_000 == 0 => Value::Integer(thousandths / 1_000),
        _ => Value::Number(people.thousandths() as f64 / 1_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::LatLon;

    #[test]
    fn a_facility_keeps_what_its_table_says() {
        let facility = Facility {
            id: "s1".into(),
            kind: "station".into(),
            name: Words::new("一号站", ""),
            at: LatLon::wrapped(14.5, 35.9),
            level: Some("街道".into()),
            staff: People::from_number(2.5),
            area: Some("nowhere".into()),
            supply: Default::default(),
            row: None,
        };
        let snaps = [SnapSummary { metres: Some(12.34), status: "ok" }];
        let layer = layer(&[facility], &snaps, &Areas::default(), &Credits::default());
        let text = |text: &str| Value::Text(text.into());
        let expected = [
            text("station"),
            text("一号站"),
            Value::Null,
            Value::Null,
            text("街道"),
            Value::Number(2.5),
            Value::Number(12.3),
            text("ok"),
        ];
        assert_eq!(layer.features[0].values, expected);
    }
}
