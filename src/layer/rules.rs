//! The layer and table `violations`: where a rule does not hold, and how many people are affected.
//!
//! People are those of the published units in the area or around the premises, whatever the exact number is that the rule
//! was judged by. The same unit may stand in several violations, so these people are never added up over features; see
//! [`people_of`]. Never here: judging (see `analysis::rules`).

use std::collections::{BTreeMap, BTreeSet};

use geo::{BoundingRect, Contains, Geometry, InteriorPoint, MultiPolygon, Point, unary_union};

use super::coverage::seconds;
use super::figures::{Basis, Figures};
use super::{Feature, Field, Layer, Role, Value};
use crate::analysis::rules::{Remedy, Rule, Subject, Violation};
use crate::places::AreaIndex;
use crate::space::LatLon;
use crate::units::Deciseconds;
use crate::words::Words;

/// One violation and what is told about it.
#[derive(Clone, PartialEq, Debug)]
pub struct Case<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Where it does not hold.
    pub violation: &'a Violation<'a>,
    /// The published units it concerns.
    pub units: Vec<usize>,
    /// A published position that stands for it: of the premises, or of the largest unit of the area.
    pub at: Option<LatLon>,
}

/// The nearest facility of the kind to where a rule does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NearestFacility {
    /// The time, with mobilisation.
    pub time: Deciseconds,
    /// Its id.
    pub facility: Option<String>,
}

/// The units of the study by the areas they are in, and by where they are.
#[derive(Debug)]
pub struct Where<'a> {
    basis: Basis<'a>,
    by_area: BTreeMap<AreaIndex, Vec<usize>>,
}

impl<'a> Where<'a> {
    /// Sorts the units.
    pub fn new(basis: &Basis<'a>) -> Self {
        let mut by_area: BTreeMap<AreaIndex, Vec<usize>> = BTreeMap::new();
        for (index, unit) in basis.units.all().iter().enumerate() {
            for above in unit.area.iter().flat_map(|&area| basis.areas.upwards(area)) {
                by_area.entry(above).or_default().push(index);
            }
        }
        Self { basis: *basis, by_area }
    }

    /// A violation with its units and position.
    pub fn case(&self, rule: &'a Rule, violation: &'a Violation<'a>) -> Case<'a> {
        let units = self.basis.units.all();
        match violation.subject {
            Subject::Area(area) => {
                let own = self.by_area.get(&area).cloned().unwrap_or_default();
                let largest = own.iter().max_by(|&&a, &&b| units[a].people.cmp(&units[b].people).then(b.cmp(&a)));
                let inside = || {
                    let point = self.basis.areas.get(area).outline.interior_point()?;
                    Some(LatLon::wrapped(point.x(), point.y()))
                };
                let at = largest.map(|&unit| units[unit].anchor).or_else(inside);
                Case { rule, violation, units: own, at }
            }
            Subject::Premises(premises) => {
                let point = Point::from(premises.at);
                let holds = |shape: &MultiPolygon| {
                    shape.bounding_rect().is_some_and(|rect| rect.contains(&point)) && shape.contains(&point)
                };
                let around = units.iter().position(|unit| holds(&unit.shape));
                Case { rule, violation, units: around.into_iter().collect(), at: Some(premises.at) }
            }
        }
    }
}

impl Case<'_> {
    /// Its id in the layer: `rule-area`.
    pub fn id(&self, basis: &Basis) -> String {
        format!("{}-{}", self.rule.id, self.subject(basis).0)
    }

    /// The id and name of the area or the premises.
    pub fn subject<'b>(&'b self, basis: &Basis<'b>) -> (&'b str, &'b Words) {
        match self.violation.subject {
            Subject::Area(area) => {
                let area = basis.areas.get(area);
                (&area.id, &area.name)
            }
            Subject::Premises(premises) => (&premises.id, &premises.name),
        }
    }

    /// The published people whom it concerns; none where they are told with a neighbour only.
    pub fn people(&self, figures: &Figures) -> Option<u64> {
        people_of(std::iter::once(self), figures)
    }

    /// The area it is in.
    fn area<'b>(&self, basis: &Basis<'b>) -> Option<&'b str> {
        let area = match self.violation.subject {
            Subject::Area(area) => Some(area),
            Subject::Premises(premises) => {
                let named = premises.area.as_deref().and_then(|code| basis.areas.find(code));
                let by_unit = || self.units.first().and_then(|&unit| basis.units.all()[unit].area);
                named.or_else(|| basis.areas.holding(premises.at)).or_else(by_unit)
            }
        };
        area.map(|area| basis.areas.get(area).id.as_str())
    }

    fn shape(&self, basis: &Basis) -> Option<Geometry> {
        match self.violation.subject {
            Subject::Premises(premises) => Some(Geometry::Point(Point::from(premises.at))),
            Subject::Area(area) => {
                let outline = &basis.areas.get(area).outline;
                let shape = if outline.0.is_empty() {
                    unary_union(self.units.iter().map(|&unit| &basis.units.all()[unit].shape))
                } else {
                    outline.clone()
                };
                (!shape.0.is_empty()).then_some(Geometry::MultiPolygon(shape))
            }
        }
    }
}

/// The published people of some violations, each unit once; none where there is no unit.
pub fn people_of<'c, 'a: 'c>(cases: impl Iterator<Item = &'c Case<'a>>, figures: &Figures) -> Option<u64> {
    let units: BTreeSet<usize> = cases.flat_map(|case| case.units.iter().copied()).collect();
    (!units.is_empty()).then(|| units.iter().map(|&unit| figures.units[unit].people).sum())
}

impl Remedy {
    /// The word in `violations.csv`.
    pub fn token(&self) -> String {
        match self {
            Self::Open(count) => format!("open:{count}"),
            Self::Close(count) => format!("close:{count}"),
            Self::Raise(id) => format!("raise:{id}"),
            Self::Host(id) => format!("host:{id}"),
        }
    }

    /// The remedy in words.
    pub fn words(&self) -> Words {
        match self {
            Self::Open(1) => Words::new("新设 1 处", "open one"),
            Self::Open(count) => Words::new(format!("新设 {count} 处"), format!("open {count}")),
            Self::Close(count) => Words::new(format!("撤并 {count} 处"), format!("close or move {count}")),
            Self::Raise(id) => Words::new(format!("提升 {id}"), format!("raise {id}")),
            Self::Host(id) => Words::new(format!("将 {id} 设为驻点"), format!("make {id} one of the host")),
        }
    }
}

/// The time told of a violation: of the premises, or the median of the people of the area.
pub fn time_told(basis: &Basis, case: &Case, nearest: &NearestFacility) -> Deciseconds {
    let kind = basis.kinds.iter().position(|kind| kind.id == case.rule.kind);
    match (case.violation.subject, kind) {
        (Subject::Area(_), Some(kind)) => basis.median_of_units(kind, case.units.iter().copied()),
        _ => nearest.time,
    }
}

/// The layer, ordered by id. Violations without a position are in the table only.
pub fn layer(basis: &Basis, figures: &Figures, cases: &[(Case, NearestFacility)]) -> Layer {
    let detail = |name: &str, zh: &str, en: &str, unit| Field::new(name, Words::new(zh, en), unit, Role::Detail);
    let feature = |(case, nearest): &(Case, NearestFacility)| {
        let name = case.subject(basis).1;
        let count = |count: Option<u64>| count.map_or(Value::Null, Value::count);
        Feature {
            id: case.id(basis),
            geometry: case.shape(basis),
            anchor: case.at.unwrap_or_default(),
            values: vec![
                Value::text(Some(&case.rule.id)),
                Value::text(case.area(basis)),
                Value::text(Some(&name.zh).filter(|name| !name.is_empty()).map(String::as_str)),
                count(case.people(figures)),
                Value::count(case.violation.facilities),
                seconds(time_told(basis, case, nearest)),
                Value::Text(case.violation.remedy.token()),
                Value::text(nearest.facility.as_deref()),
                Value::text(Some(&name.en).filter(|name| !name.is_empty()).map(String::as_str)),
            ],
        }
    };
    let mut features: Vec<Feature> = cases.iter().map(feature).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "violations",
        title: Words::new("不符合规则之处", "Where rules do not hold"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: vec![
            detail("rule", "规则", "Rule", ""),
            detail("area", "区划", "Area", ""),
            detail("name", "名称", "Name", ""),
            detail("people", "涉及人数", "People affected", "people"),
            detail("facilities", "现有设施", "Facilities there", ""),
            detail("nearest_s", "到最近一处的时间", "Time to the nearest", "s"),
            detail("remedy", "办法", "Remedy", ""),
            detail("nearest", "最近的设施", "The nearest facility", ""),
            detail("name_en", "英文名称", "Name in English", ""),
        ],
        features,
    }
}
