//! The layer `allocation`: one feature a published unit, with who is in time of each kind and who has a place there.
//!
//! Those in time, those with a place among them: both are told by the rule of [`count`](super::count), and those without a place
//! are the difference of the two. What is told of a facility is made of what is told of units (see `sites`).
//!
//! Never here: who has a place where (see `analysis::allocation`).

mod sites;
mod tables;

use geo::Geometry;

use super::count::publish;
use super::figures::Basis;
use super::percentile::percentile;
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::allocation::{Allocation, Question, Share};
use crate::units::{Deciseconds, People};
use crate::words::Words;
pub use sites::SitePlaces;
pub use tables::{areas, facilities};

/// The exact allocation of one kind, for the inside. Demand counts as in the study.
#[derive(Clone, Copy, Debug)]
pub struct Exact<'a> {
    /// The index of the kind.
    pub kind: usize,
    /// The facilities by their index in the study, in the order of the sites.
    pub facilities: &'a [u32],
    /// What was asked; weights and capacities in thousandths of people.
    pub question: &'a Question,
    /// Who has a place where.
    pub found: &'a Allocation,
    /// The nearest site in time, a demand point.
    pub nearest: &'a [Option<u32>],
    /// Who has no place, and where one should be.
    pub missing: &'a [Share],
    /// The time to the nearest facility with places left, a demand point; followed to the horizon.
    pub room: &'a [Deciseconds],
    /// The people whom one member of staff serves.
    pub people_per_staff: u64,
}

/// What is told of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KindPlaces {
    /// The index of the kind.
    pub kind: usize,
    /// The facilities by their index in the study.
    pub facilities: Vec<u32>,
    /// How many people each has places for; public.
    pub capacities: Vec<u64>,
    /// One entry a published unit.
    pub units: Vec<UnitPlaces>,
    /// One entry a facility; empty when figures are withheld.
    pub sites: Vec<SitePlaces>,
}

/// What is told of one unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnitPlaces {
    /// People with some facility within the limit.
    pub in_time: u64,
    /// Those of them who have a place.
    pub served: u64,
    /// How much longer than the limit half of its people need to a facility with places left; none where everybody has a place,
    /// where half of them have one in time, and where none is within the horizon.
    pub remedy: Option<Deciseconds>,
}

impl UnitPlaces {
    /// People in time who have no place.
    pub fn no_place(&self) -> u64 {
        self.in_time - self.served
    }
}

impl KindPlaces {
    /// Counts and publishes.
    pub fn new(basis: &Basis, exact: &Exact) -> Self {
        let served = exact.found.served_of(exact.question.weights.len());
        let k = basis.units.minimum_group();
        let units = basis.units.all().iter().enumerate().map(|(index, unit)| {
            let people = |of: &dyn Fn(usize) -> u64| {
                let exact =
                    unit.members.iter().map(|&point| People::from_thousandths(of(point as usize))).sum::<People>();
                publish(exact.count(), unit.people, k)
            };
            let near = |point: usize| if exact.nearest[point].is_some() { exact.question.weights[point] } else { 0 };
            let (in_time, served) = (people(&near), people(&|point| served[point]));
            let remedy = || remedy(basis, exact, index);
            UnitPlaces { in_time, served, remedy: (in_time > served).then(remedy).flatten() }
        });
        let units: Vec<UnitPlaces> = units.collect();
        let sites = if units.is_empty() { Vec::new() } else { sites::told(basis, exact, &units) };
        let capacities = exact.question.capacities.iter().map(|capacity| capacity / 1_000).collect();
        Self { kind: exact.kind, facilities: exact.facilities.to_vec(), capacities, units, sites }
    }

    /// The sum of a figure over some units.
    pub fn sum<'u>(&self, units: impl IntoIterator<Item = &'u usize>, of: impl Fn(&UnitPlaces) -> u64) -> u64 {
        units.into_iter().map(|&unit| of(&self.units[unit])).sum()
    }

    /// How much longer than the limit half of those without a place need to a facility with places left, each by their unit.
    pub fn remedy(&self) -> Option<Deciseconds> {
        let time =
            |unit: &UnitPlaces| (unit.remedy.unwrap_or(Deciseconds::UNREACHED), People::from_count(unit.no_place()));
        Some(percentile(self.units.iter().map(time).collect(), 50)).filter(|time| time.is_reached())
    }
}

/// The median cuts a unit where its published counts are cut, at half of its people (see [`count`](super::count)).
fn remedy(basis: &Basis, exact: &Exact, unit: usize) -> Option<Deciseconds> {
    let unit = &basis.units.all()[unit];
    if unit.people < super::count::least_unit(basis.units.minimum_group()) {
        return None;
    }
    let time = |&point: &u32| (exact.room[point as usize], basis.demand[point as usize].people);
    let median = percentile(unit.members.iter().map(time).collect(), 50);
    let limit = basis.kinds[exact.kind].limit;
    (median.is_reached() && median > limit).then(|| median - limit)
}

/// The layer.
pub fn layer(basis: &Basis, kinds: &[KindPlaces]) -> Layer {
    let mut fields = vec![
        Field::new("area", Words::new("区划", "Area"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
    ];
    for places in kinds {
        fields.extend(counts(basis, places));
        let (id, name) = (&basis.kinds[places.kind].id, &basis.kinds[places.kind].name);
        let title = Words::new(
            format!("超出时限多久可到有空位的设施：{}", name.zh),
            format!("Time beyond the limit to a place that is free: {}", name.en),
        );
        fields.push(Field::new(format!("{id}_remedy_s"), title, "s", Role::Detail));
    }
    let features = basis.units.all().iter().enumerate().map(|(index, unit)| {
        let mut values = vec![Value::text(basis.area_id(index)), Value::count(unit.people)];
        for places in kinds {
            let told = &places.units[index];
            values.extend([told.in_time, told.served, told.no_place()].map(Value::count));
            values.push(told.remedy.map_or(Value::Null, super::coverage::seconds));
        }
        let geometry = (!unit.shape.0.is_empty()).then(|| Geometry::MultiPolygon(unit.shape.clone()));
        Feature { id: unit.id.clone(), geometry, anchor: unit.anchor, values }
    });
    Layer {
        id: "allocation",
        title: Words::new("名额分配", "Allocation of places"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features: features.collect(),
    }
}

/// The fields `<kind>_in_time`, `<kind>_served`, `<kind>_no_place`.
fn counts(basis: &Basis, places: &KindPlaces) -> [Field; 3] {
    let (id, name) = (&basis.kinds[places.kind].id, &basis.kinds[places.kind].name);
    let field = |key: &str, zh: &str, en: &str| {
        people(format!("{id}_{key}"), Words::new(format!("{zh}：{}", name.zh), format!("{en}: {}", name.en)))
    };
    [
        field("in_time", "时限内有设施的人数", "People with a facility in time"),
        field("served", "有名额的人数", "People with a place"),
        field("no_place", "时限内有设施但没有名额的人数", "People in time without a place"),
    ]
}
