//! The layer and table `assigned`: what people lose by belonging to a facility that is not the nearest, by unit and by area.
//!
//! How many are assigned, and how many of them could be in time elsewhere and are not, is published like all counts of subgroups.
//! The mean loss of a unit is over those whose both times are known, and told where they are enough to tell anything
//! ([`least_unit`]); that of an area is the mean of its units. The 90th percentile is told where a tenth of the people is the minimum
//! group or more, for a percentile says that at least so many lost so much.
//!
//! Never here: travel times.

use std::collections::BTreeMap;

use geo::Geometry;
use serde::Serialize;

use super::access::significant;
use super::count::{least_unit, publish};
use super::figures::Basis;
use super::percentile::percentile;
use super::teams::{area_fields, area_values, rows_of_areas, units_by_area};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::assigned::Loss;
use crate::places::AreaIndex;
use crate::space::LatLon;
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// The published figures of one unit.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct UnitLoss {
    /// All its people.
    pub people: u64,
    /// Those who are assigned somewhere.
    pub assigned: u64,
    /// Those whose assigned facility is out of time although another one is in time.
    pub avoidable: u64,
    /// The mean loss in minutes, three significant digits.
    pub mean_min: Option<f64>,
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
            let known = of(&|loss| loss.lost().is_some_and(Deciseconds::is_reached));
            let sum: u128 = unit.members.iter().map(|&point| loss_of(basis, losses, point)).sum();
            // A mean in tenths of a second, in minutes.
            let mean = |_| significant(sum as f64 / known.thousandths() as f64 / 600.0);
            UnitLoss {
                people: unit.people,
                assigned: told(of(&|_| true)),
                avoidable: told(of(&Loss::avoidable)),
                mean_min: Some(known.count()).filter(|&known| known >= least_unit(k)).map(mean),
            }
        };
        Self { units: basis.units.all().iter().map(unit).collect() }
    }

    /// Several units together.
    pub fn together(&self, basis: &Basis, losses: &[Option<Loss>], units: &[usize]) -> Lost {
        let sum = |of: fn(&UnitLoss) -> u64| units.iter().map(|&unit| of(&self.units[unit])).sum();
        let told =
            units.iter().filter_map(|&unit| Some((self.units[unit].assigned as f64, self.units[unit].mean_min?)));
        let (weight, minutes) = told.fold((0.0, 0.0), |(all, sum), (people, mean)| (all + people, sum + people * mean));
        let points = units.iter().flat_map(|&unit| &basis.units.all()[unit].members);
        let times: Vec<(Deciseconds, People)> = points
            .filter_map(|&point| Some((losses[point as usize]?.lost()?, basis.demand[point as usize].people)))
            .collect();
        let many = times.iter().map(|(_, people)| *people).sum::<People>().count();
        let k = basis.units.minimum_group();
        // With a minimum group of one nobody has to hide.
        let enough = k == 1 || many >= k.saturating_mul(10);
        let ninth = percentile(times, 90);
        Lost {
            people: sum(|unit| unit.people),
            assigned: sum(|unit| unit.assigned),
            avoidable: sum(|unit| unit.avoidable),
            mean_min: (weight > 0.0).then(|| significant(minutes / weight)),
            p90_min: Some(ninth)
                .filter(|time| enough && many > 0 && time.is_reached())
                .map(|time| significant(f64::from(time.get()) / 600.0)),
        }
    }
}

/// The loss of all people of a demand point, in thousandths of a person times tenths of a second; nothing where it is not known.
fn loss_of(basis: &Basis, losses: &[Option<Loss>], point: u32) -> u128 {
    let lost = losses[point as usize].and_then(Loss::lost).filter(|lost| lost.is_reached());
    lost.map_or(0, |lost| u128::from(lost.get()) * u128::from(basis.demand[point as usize].people.thousandths()))
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
        values.push(of.mean_min.map_or(Value::Null, Value::Number));
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
pub fn areas(basis: &Basis, figures: &LossFigures, losses: &[Option<Loss>]) -> Layer {
    let by_area: BTreeMap<Option<AreaIndex>, Vec<usize>> = units_by_area(basis);
    let mut all = area_fields();
    all.extend(fields());
    let title = Words::new("多花的时间（第 90 百分位）", "Time lost, 90th percentile");
    all.push(Field::new("p90_lost_min", title, "min", Role::Detail));
    let row = |area: Option<AreaIndex>| {
        let mut values = area_values(basis, area);
        match by_area.get(&area) {
            Some(units) => {
                let lost = figures.together(basis, losses, units);
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
