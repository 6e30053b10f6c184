//! The layer and table `assigned`: what people lose by belonging to a facility that is not the nearest, by unit and by area.
//!
//! How many are assigned, and how many of them could be in time elsewhere and are not, is published like all counts of subgroups.
//!
//! # Why times lost are safe to tell
//! An exact mean tells counts: of 12 people of whom 2 lose ten minutes it is 1.67. So the people of a unit are put in a row, those first who
//! could be in time elsewhere, then the others, and of each those first who lose most. The beginnings of the row are nested subgroups, and
//! the first part of it is `avoidable`, all of it is part of `assigned`. Each beginning that ends where the loss changes is counted
//! by [`publish`]; the people who lose so much are the difference of two published counts. Mean and percentile, of a unit and of an
//! area, are worked out from those people alone ([`UnitLoss::lost`]).
//!
//! Published counts of nested subgroups `x1 <= x2 <= ..` pin no small group, however many there are of them: the people between
//! any two are possibly none where both counts are in one bucket; otherwise one of the two counts may be any of the `k` or more of its
//! bucket while all others of its row stay as they are, or move within theirs. What is made from them tells no more. Rows in any other order would not
//! do: if the loss alone gave the order, those who lose over ten minutes could be known to be the avoidable ones and a few others, and
//! three counts of which two add up to the third give small groups away.
//!
//! The 90th percentile is told where a tenth of the people is the minimum group or more, for a percentile says that at least so many
//! lost so much. With a minimum group of one all figures are exact, but for fractions of a person.
//!
//! Never here: travel times.

use std::collections::BTreeMap;

use geo::Geometry;
use serde::Serialize;

use super::access::significant;
use super::count::publish;
use super::figures::Basis;
use super::percentile::percentile;
use super::teams::{area_fields, area_values, rows_of_areas, units_by_area};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::assigned::Loss;
use crate::places::AreaIndex;
use crate::space::LatLon;
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// People by what they lose: [`Deciseconds::UNREACHED`] where they reach only the nearest.
type Lose = Vec<(Deciseconds, People)>;

/// The published figures of one unit.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct UnitLoss {
    /// All its people.
    pub people: u64,
    /// Those who are assigned somewhere.
    pub assigned: u64,
    /// Those whose assigned facility is out of time although another one is in time.
    pub avoidable: u64,
    /// Those whose loss is known, by what they lose, as far as it may be told.
    pub lost: Lose,
}

/// The published figures of several units together: an area, or the whole study.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Lost {
    /// All their people.
    pub people: u64,
    /// Those who are assigned somewhere.
    pub assigned: u64,
    /// Those whose assigned facility is out of time although another one is in time.
    pub avoidable: u64,
    /// The mean loss in minutes.
    pub mean_min: Option<f64>,
    /// The loss in minutes that nine tenths do not exceed; none where it is beyond the horizon, or too few to tell.
    pub p90_min: Option<f64>,
}

/// The published figures.
#[derive(Clone, PartialEq, Debug)]
pub struct LossFigures {
    /// One entry a unit.
    pub units: Vec<UnitLoss>,
}

impl LossFigures {
    /// Publishes what was found; `losses` has an entry a demand point, none where nobody is assigned.
    pub fn new(basis: &Basis, losses: &[Option<Loss>]) -> Self {
        let k = basis.units.minimum_group();
        let unit = |unit: &super::units::Unit| {
            let of = |counts: &dyn Fn(Loss) -> bool| {
                let some = unit.members.iter().filter(|&&point| losses[point as usize].is_some_and(counts));
                basis.people(some)
            };
            let told = |people: People| publish(people.count(), unit.people, k);
            let of_unit = unit.members.iter().filter_map(|&point| {
                let loss = losses[point as usize]?;
                Some((loss.avoidable(), loss.lost()?, basis.demand[point as usize].people))
            });
            UnitLoss {
                people: unit.people,
                assigned: told(of(&|_| true)),
                avoidable: told(of(&Loss::avoidable)),
                lost: lost(of_unit.collect(), unit.people, k),
            }
        };
        Self { units: basis.units.all().iter().map(unit).collect() }
    }

    /// Several units together.
    pub fn together(&self, basis: &Basis, units: &[usize]) -> Lost {
        let sum = |of: fn(&UnitLoss) -> u64| units.iter().map(|&unit| of(&self.units[unit])).sum();
        let times: Lose = units.iter().flat_map(|&unit| self.units[unit].lost.iter().copied()).collect();
        let mean_min = mean(&times);
        let many = times.iter().map(|(_, people)| *people).sum::<People>().count();
        let k = basis.units.minimum_group();
        // With a minimum group of one nobody has to hide.
        let enough = k == 1 || many >= k.saturating_mul(10);
        let ninth = percentile(times, 90);
        Lost {
            people: sum(|unit| unit.people),
            assigned: sum(|unit| unit.assigned),
            avoidable: sum(|unit| unit.avoidable),
            mean_min,
            p90_min: Some(ninth)
                .filter(|time| enough && many > 0 && time.is_reached())
                .map(|time| significant(f64::from(time.get()) / 600.0)),
        }
    }
}

/// Of a unit of `n` people those whose loss is known, by what they lose, as far as it may be told. What comes in is whether the loss
/// is avoidable, the loss and the people of each demand point.
fn lost(mut row: Vec<(bool, Deciseconds, People)>, n: u64, k: u64) -> Lose {
    row.sort_unstable_by(|a, b| b.cmp(a));
    let (mut exact, mut told, mut lost) = (People::ZERO, 0, Lose::new());
    for alike in row.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        exact += alike.iter().map(|(_, _, people)| *people).sum::<People>();
        let now = publish(exact.count(), n, k);
        if now > told {
            lost.push((alike[0].1, People::from_count(now - told)));
        }
        told = now;
    }
    lost
}

/// The mean loss in minutes, three significant digits, of those whose both times are known.
fn mean(lost: &Lose) -> Option<f64> {
    let known = lost.iter().filter(|(loss, _)| loss.is_reached());
    let (all, sum) = known.fold((0, 0), |(all, sum), (loss, people)| {
        let people = u128::from(people.thousandths());
        (all + people, sum + people * u128::from(loss.get()))
    });
    // Tenths of a second, in minutes.
    (all > 0).then(|| significant(sum as f64 / all as f64 / 600.0))
}

fn fields() -> Vec<Field> {
    vec![
        people("people", Words::new("人数", "People")),
        people("assigned", Words::new("已指定服务站的人数", "People assigned to a facility")),
        people(
            "avoidable",
            Words::new("指定站超时而另有一处在时限内的人数", "Assigned out of time although another one is in time"),
        ),
        Field::new("mean_lost_min", Words::new("平均多花的时间", "Mean time lost"), "min", Role::Detail),
    ]
}

/// The layer: one feature a unit.
pub fn layer(basis: &Basis, figures: &LossFigures) -> Layer {
    let mut all = vec![Field::new("area", Words::new("区划", "Area"), "", Role::Detail)];
    all.extend(fields());
    let feature = |(index, of): (usize, &UnitLoss)| {
        let unit = &basis.units.all()[index];
        let mut values = vec![Value::text(basis.area_id(index))];
        values.extend([of.people, of.assigned, of.avoidable].map(Value::count));
        values.push(mean(&of.lost).map_or(Value::Null, Value::Number));
        let geometry = (!unit.shape.0.is_empty()).then(|| Geometry::MultiPolygon(unit.shape.clone()));
        Feature { id: unit.id.clone(), geometry, anchor: unit.anchor, values }
    };
    Layer {
        id: "assigned",
        title: Words::new("指定站与最近站", "Assigned against nearest"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: all,
        features: figures.units.iter().enumerate().map(feature).collect(),
    }
}

/// The table: all areas of the tree.
pub fn areas(basis: &Basis, figures: &LossFigures) -> Layer {
    let by_area: BTreeMap<Option<AreaIndex>, Vec<usize>> = units_by_area(basis);
    let mut all = area_fields();
    all.extend(fields());
    let title = Words::new("多花的时间（第 90 百分位）", "Time lost, 90th percentile");
    all.push(Field::new("p90_lost_min", title, "min", Role::Detail));
    let row = |area: Option<AreaIndex>| {
        let mut values = area_values(basis, area);
        match by_area.get(&area) {
            Some(units) => {
                let lost = figures.together(basis, units);
                values.extend([lost.people, lost.assigned, lost.avoidable].map(Value::count));
                values.extend([lost.mean_min, lost.p90_min].map(|minutes| minutes.map_or(Value::Null, Value::Number)));
            }
            None => values.extend(vec![Value::Null; 5]),
        }
        let id = area.map_or_else(String::new, |area| basis.areas.get(area).id.clone());
        Feature { id, geometry: None, anchor: LatLon::default(), values }
    };
    Layer {
        id: "assigned",
        title: Words::new("各区划：指定站与最近站", "Assigned against nearest, by area"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: all,
        features: rows_of_areas(basis, &by_area).into_iter().map(row).collect(),
    }
}
