//! The layer `gaps`: clusters of people whom some joint kind does not reach in time, told through published units.
//!
//! Each unit's published uncovered people go wholly to the cluster that holds most of its exact uncovered people, so
//! that the people of all gaps add up to the study's uncovered people. A unit whose uncovered people are in no cluster
//! makes a gap of its own. Times are medians over everybody in the gap's units: with the unit's own median, one over
//! the uncovered alone would tell how many of them a kind reaches. What is missing follows from published counts.
//!
//! Never here: how clusters are found (see `analysis`).

use std::collections::{BTreeMap, BTreeSet};

use geo::{Geometry, unary_union};

use super::coverage::{nearest_fields, seconds};
use super::figures::{Basis, Figures};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::gaps::GapCluster;
use crate::places::NamedPlace;
use crate::units::{Deciseconds, People};
use crate::words::Words;

/// The layer, ordered by id; for an order by people see [`ranked`].
pub fn layer(basis: &Basis, figures: &Figures, clusters: &[GapCluster], places: &[NamedPlace]) -> Layer {
    let mut fields = vec![
        Field::new("name", Words::new("名称", "Name"), "", Role::Detail),
        Field::new("name_en", Words::new("英文名称", "Name in English"), "", Role::Detail),
        Field::new("area", Words::new("区划", "Area"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
        Field::new("missing", Words::new("缺少的服务", "Missing services"), "", Role::Detail),
    ];
    fields.extend(nearest_fields(basis.kinds));
    let gaps = gather(basis, figures, clusters);
    let mut features: Vec<Feature> = gaps.iter().filter_map(|gap| gap.feature(basis, figures, places)).collect();
    features.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "gaps",
        title: Words::new("服务缺口", "Gaps"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features,
    }
}

/// The features of a layer by people, most first; equals by id.
pub fn ranked(gaps: &Layer) -> Vec<&Feature> {
    let column = gaps.column("people");
    let people = |feature: &Feature| match column.and_then(|column| feature.values.get(column)) {
        Some(Value::Integer(people)) => *people,
        _ => 0,
    };
    let mut features: Vec<&Feature> = gaps.features.iter().collect();
    features.sort_by(|a, b| people(b).cmp(&people(a)).then(a.id.cmp(&b.id)));
    features
}

/// Which units make each gap, and the place that it is named after.
pub(super) fn gathered(basis: &Basis, figures: &Figures, clusters: &[GapCluster]) -> Vec<(Vec<usize>, Option<u32>)> {
    gather(basis, figures, clusters).into_iter().map(|gap| (gap.units, gap.place)).collect()
}

struct Gap {
    units: Vec<usize>,
    place: Option<u32>,
}

fn gather(basis: &Basis, figures: &Figures, clusters: &[GapCluster]) -> Vec<Gap> {
    let mut cluster_of: Vec<Option<usize>> = vec![None; basis.demand.len()];
    for (index, cluster) in clusters.iter().enumerate() {
        for &point in &cluster.points {
            cluster_of[point as usize] = Some(index);
        }
    }
    let mut gaps: BTreeMap<usize, Gap> = BTreeMap::new();
    let mut alone = Vec::new();
    for (unit, _) in figures.units.iter().enumerate().filter(|(_, figures)| figures.uncovered() > 0) {
        let mut shares: BTreeMap<usize, People> = BTreeMap::new();
        for &point in &basis.units.all()[unit].members {
            if let Some(cluster) = cluster_of[point as usize] {
                *shares.entry(cluster).or_default() += basis.demand[point as usize].people;
            }
        }
        match shares.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))) {
            Some((cluster, _)) => {
                let gap = || Gap { units: Vec::new(), place: clusters[cluster].place };
                gaps.entry(cluster).or_insert_with(gap).units.push(unit);
            }
            None => alone.push(Gap { units: vec![unit], place: None }),
        }
    }
    gaps.into_values().chain(alone).collect()
}

impl Gap {
    fn feature(&self, basis: &Basis, figures: &Figures, places: &[NamedPlace]) -> Option<Feature> {
        let units = basis.units.all();
        let uncovered = |unit: usize| figures.units[unit].uncovered();
        let &largest = self.units.iter().max_by(|&&a, &&b| uncovered(a).cmp(&uncovered(b)).then(b.cmp(&a)))?;
        let place = self.place.and_then(|place| places.get(place as usize));
        let name = |of: fn(&Words) -> &str| {
            let name = place.map(|place| of(&place.name)).filter(|name| !name.is_empty());
            Value::text(name)
        };
        let mut values = vec![
            name(|words| &words.zh),
            name(|words| &words.en),
            Value::text(basis.area_id(largest)),
            Value::count(self.units.iter().map(|&unit| uncovered(unit)).sum()),
            Value::Text(self.missing(basis, figures)),
        ];
        values.extend((0..basis.kinds.len()).map(|kind| seconds(self.median(basis, kind))));
        let shape = unary_union(self.units.iter().map(|&unit| &units[unit].shape));
        Some(Feature {
            id: format!("gap-{}", units[largest].id),
            geometry: (!shape.0.is_empty()).then_some(Geometry::MultiPolygon(shape)),
            anchor: units[largest].anchor,
            values,
        })
    }

    /// The joint kinds that people of some of its units lack.
    fn missing(&self, basis: &Basis, figures: &Figures) -> String {
        let kinds: BTreeSet<usize> =
            self.units.iter().flat_map(|&unit| figures.units[unit].lacking(&basis.coverage.joint)).collect();
        kinds.iter().map(|&kind| basis.kinds[kind].id.as_str()).collect::<Vec<_>>().join("+")
    }

    /// The median time to the nearest facility of a kind; with exact figures that of the uncovered people alone.
    fn median(&self, basis: &Basis, kind: usize) -> Deciseconds {
        if basis.units.minimum_group() > 1 {
            return basis.median_of_units(kind, self.units.iter().copied());
        }
        let members = self.units.iter().flat_map(|&unit| &basis.units.all()[unit].members);
        basis.median(kind, members.filter(|&&point| !basis.coverage.joint_covered(point as usize)))
    }
}
