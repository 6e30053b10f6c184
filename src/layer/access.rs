//! The layer `access`: how much of each service people can reach, unit by unit.
//!
//! # Where people count
//! A mean over homes gives counts away: of 12 people of whom 2 reach one facility it is 0.167, and 0.167 of 12 people are 2. So is a
//! catchment's rate, S / P, whose P are all who reach a facility. Medians and rounded counts of every index do not help: the indices of
//! several facilities part a unit in many ways that are not nested, and together with the counts of coverage they tie small groups down
//! (two facilities that each reach a minority, while nearly all are covered).
//!
//! With a minimum group above one no home is asked at all. All people of a unit count on the road nearest to its
//! [anchor](super::units::Unit::anchor), which is published, with its published total. So an index is worked out from roads, facilities, anchors and totals only: whoever has these can
//! work it out himself, and it says nothing about anybody that they do not say. The price is that differences inside a unit are not
//! seen. A unit whose anchor no road is near has no value. With a minimum group of one there is nobody to hide, homes are asked, and
//! a unit's value is the mean over its people.
//!
//! Values have three significant digits, and there are none where a unit has too few people to tell more than their number. Figures of a
//! study are means of those values, weighed by people. Never here: how an index is worked out (see `analysis::access`).

use geo::Geometry;
use rayon::prelude::*;
use serde::Serialize;

use super::count::least_unit;
use super::figures::Basis;
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::access::indices::{CATCHMENTS, Indices};
use crate::units::People;
use crate::words::Words;

/// One index of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The kind.
    pub kind: usize,
    /// The method: a decay or a catchment.
    pub method: &'static str,
}

/// The published values.
#[derive(Clone, PartialEq, Debug)]
pub struct AccessFigures {
    /// What each value is.
    pub columns: Vec<Column>,
    /// The people of each unit.
    pub people: Vec<u64>,
    /// One entry a unit: a value a column.
    pub units: Vec<Vec<Option<f64>>>,
}

/// Where people count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    /// Where they live; an index has an entry a demand point. Only where nobody has to hide.
    Homes,
    /// On the road nearest to the anchor of their unit; an index has an entry a unit.
    Anchors,
}

impl Stand {
    /// As the minimum group of the study asks for.
    pub fn of(basis: &Basis) -> Self {
        if basis.units.minimum_group() == 1 { Self::Homes } else { Self::Anchors }
    }

    /// The people of each place.
    pub fn people(self, basis: &Basis) -> Vec<People> {
        match self {
            Self::Homes => basis.demand.iter().map(|point| point.people).collect(),
            Self::Anchors => basis.units.all().iter().map(|unit| People::from_count(unit.people)).collect(),
        }
    }
}

/// What was found for one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// The names of its decays.
    pub decays: Vec<&'static str>,
    /// Its indices at each place.
    pub indices: Indices,
    /// Whether a road is near each place.
    pub linked: Vec<bool>,
}

/// A number with three significant digits.
///
/// ```
/// use halfhour::layer::access::significant;
/// assert_eq!([0.0166666, 1234.5, 0.0].map(significant), [0.0167, 1230.0, 0.0]);
/// ```
pub fn significant(number: f64) -> f64 {
    format!("{number:.2e}").parse().unwrap_or(number)
}

impl AccessFigures {
    /// Publishes what was found for each kind, at the places where people stand.
    pub fn new(basis: &Basis, stand: Stand, found: &[Found]) -> Self {
        let mut columns = Vec::new();
        let mut values: Vec<(&[f64], &[bool])> = Vec::new();
        for (kind, Found { decays, indices, linked }) in found.iter().enumerate() {
            let catchments = indices.catchments.iter().map(|shares| shares.access.as_slice());
            let all = indices.cumulative.iter().map(Vec::as_slice).chain(catchments);
            columns.extend(decays.iter().chain(&CATCHMENTS).map(|&method| Column { kind, method }));
            values.extend(all.map(|index| (index, linked.as_slice())));
        }
        let least = least_unit(basis.units.minimum_group());
        let units = basis.units.all().par_iter().enumerate().map(|(place, unit)| {
            let weight = |point: u32| basis.demand[point as usize].people.thousandths() as f64;
            let all: f64 = unit.members.iter().map(|&point| weight(point)).sum();
            let value = |&(index, linked): &(&[f64], &[bool])| match stand {
                _ if unit.people < least => None,
                Stand::Anchors => linked[place].then(|| significant(index[place])),
                Stand::Homes => {
                    let sum: f64 = unit.members.iter().map(|&point| weight(point) * index[point as usize]).sum();
                    (all > 0.0).then(|| significant(sum / all))
                }
            };
            values.iter().map(value).collect()
        });
        let people = basis.units.all().iter().map(|unit| unit.people).collect();
        Self { columns, people, units: units.collect() }
    }

    /// The people of each unit and its value in a column, as far as it is told.
    pub fn told(&self, column: usize) -> impl Iterator<Item = (u64, f64)> + '_ {
        self.people.iter().zip(&self.units).filter_map(move |(&people, unit)| Some((people, unit[column]?)))
    }

    /// The mean over all people of a column.
    pub fn mean(&self, column: usize) -> Option<f64> {
        let (people, sum) = self
            .told(column)
            .fold((0_u64, 0.0), |(people, sum), (more, value)| (people + more, sum + more as f64 * value));
        (people > 0).then(|| significant(sum / people as f64))
    }
}

/// The layer: one feature a unit.
pub fn layer(basis: &Basis, figures: &AccessFigures) -> Layer {
    let mut fields = vec![
        Field::new("area", Words::new("区划", "Area"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
    ];
    fields.extend(figures.columns.iter().map(|column| {
        let kind = &basis.kinds[column.kind];
        let (zh, en) = method_name(column.method);
        let title = Words::new(format!("{}：{zh}", kind.name.zh), format!("{}: {en}", kind.name.en));
        Field::new(format!("{}_{}", kind.id, column.method), title, "", Role::Detail)
    }));
    let feature = |(index, values): (usize, &Vec<Option<f64>>)| {
        let unit = &basis.units.all()[index];
        let mut all = vec![Value::text(basis.area_id(index)), Value::count(unit.people)];
        all.extend(values.iter().map(|value| value.map_or(Value::Null, Value::Number)));
        let geometry = (!unit.shape.0.is_empty()).then(|| Geometry::MultiPolygon(unit.shape.clone()));
        Feature { id: unit.id.clone(), geometry, anchor: unit.anchor, values: all }
    };
    Layer {
        id: "access",
        title: Words::new("可达性指数", "Access indices"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features: figures.units.iter().enumerate().map(feature).collect(),
    }
}

/// The name of a method in both languages.
pub fn method_name(method: &str) -> (&'static str, &'static str) {
    match method {
        "step" => ("累积机会（阶跃）", "cumulative opportunities, step"),
        "logistic" => ("累积机会（逻辑斯蒂衰减）", "cumulative opportunities, logistic decay"),
        "exponential" => ("累积机会（指数衰减）", "cumulative opportunities, exponential decay"),
        "linear" => ("累积机会（线性衰减）", "cumulative opportunities, linear decay"),
        "gaussian" => ("累积机会（高斯衰减）", "cumulative opportunities, Gaussian decay"),
        "2sfca" => ("两步移动搜索法 2SFCA", "2SFCA"),
        "e2sfca" => ("增强两步移动搜索法 E2SFCA", "E2SFCA"),
        "3sfca" => ("三步移动搜索法 3SFCA", "3SFCA"),
        _ => ("", ""),
    }
}

/// One index in `summary.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct IndexSummary {
    /// The method.
    pub id: &'static str,
    /// The mean over all people.
    pub mean: Option<f64>,
    /// Does what people get add up to what facilities with somebody in reach give? Of catchments only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conserved: Option<bool>,
}

/// One kind in `summary.json`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct KindSummary {
    /// Its id.
    pub id: String,
    /// Who travels: which way the times run.
    pub direction: &'static str,
    /// What its facilities give together.
    pub supply: f64,
    /// The indices.
    pub indices: Vec<IndexSummary>,
}

/// The figures of `summary.json` for each kind, with what its facilities give.
pub fn summary(basis: &Basis, figures: &AccessFigures, found: &[Found], supply: &[f64]) -> Vec<KindSummary> {
    let of_kind = |(kind, supply): (usize, &f64)| {
        let columns = figures.columns.iter().enumerate().filter(|(_, column)| column.kind == kind);
        let index = |(column, of): (usize, &Column)| IndexSummary {
            id: of.method,
            mean: figures.mean(column),
            conserved: CATCHMENTS
                .iter()
                .position(|method| *method == of.method)
                .map(|at| found[kind].indices.catchments[at].conserved()),
        };
        KindSummary {
            id: basis.kinds[kind].id.clone(),
            direction: basis.kinds[kind].direction.name(),
            supply: *supply,
            indices: columns.map(index).collect(),
        }
    };
    supply.iter().enumerate().map(of_kind).collect()
}
