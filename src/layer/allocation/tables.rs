//! The tables `allocation_facilities.csv` and `allocation_areas.csv`.
//!
//! Never here: counting.

use std::collections::BTreeMap;

use super::{KindPlaces, SitePlaces, counts};
use crate::layer::figures::Basis;
use crate::layer::{Feature, Field, Layer, Role, Value, people};
use crate::places::{Area, AreaIndex, Facility};
use crate::space::LatLon;
use crate::words::Words;

/// One row a facility, by id; `all` are those of the study.
pub fn facilities(basis: &Basis, all: &[Facility], kinds: &[KindPlaces]) -> Layer {
    let count = |key: &str, zh: &str, en: &str, unit| Field::new(key, Words::new(zh, en), unit, Role::Sum);
    let text = |key: &str, zh: &str, en: &str| Field::new(key, Words::new(zh, en), "", Role::Detail);
    let row = |index: u32, capacity: u64, places: Option<&SitePlaces>| {
        let facility = &all[index as usize];
        let area = facility.area.as_deref().and_then(|code| basis.areas.find(code));
        let area = area.or_else(|| basis.areas.holding(facility.at)).map(|area| basis.areas.get(area).id.as_str());
        let told = |of: fn(&SitePlaces) -> u64| places.map_or(Value::Null, |places| Value::count(of(places)));
        let name = Some(facility.name.zh.as_str()).filter(|name| !name.is_empty());
        let values = vec![
            Value::text(Some(&facility.kind)),
            Value::text(name),
            Value::text(area),
            Value::count(capacity),
            told(|places| places.load),
            told(SitePlaces::slack),
            told(|places| places.overload),
            told(|places| places.more_staff),
        ];
        Feature { id: facility.id.clone(), geometry: None, anchor: LatLon::default(), values }
    };
    let rows = kinds.iter().flat_map(|places| {
        let sites = places.facilities.iter().zip(&places.capacities).enumerate();
        sites.map(|(site, (&facility, &capacity))| row(facility, capacity, places.sites.get(site)))
    });
    let mut features: Vec<Feature> = rows.collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "allocation_facilities",
        title: Words::new("各设施的名额", "Places by facility"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: vec![
            text("kind", "服务类别", "Kind of service"),
            text("name", "名称", "Name"),
            text("area", "区划", "Area"),
            count("capacity", "名额", "Places", "people"),
            count("load", "占用名额的人数", "People with a place here", "people"),
            count("slack", "剩余名额", "Places left", "people"),
            count("overload", "以此为最近设施、超出名额的人数", "People nearest to it beyond its places", "people"),
            count("more_staff", "需增加的人员", "Staff that are missing", ""),
        ],
        features,
    }
}

/// One row an area, with all that lies in it or in its parts; then one with an empty id for what lies in none.
pub fn areas(basis: &Basis, kinds: &[KindPlaces]) -> Layer {
    let mut units: BTreeMap<Option<AreaIndex>, Vec<usize>> = BTreeMap::new();
    for (index, unit) in basis.units.all().iter().enumerate() {
        match unit.area {
            Some(area) => {
                basis.areas.upwards(area).for_each(|above| units.entry(Some(above)).or_default().push(index));
            }
            None => units.entry(None).or_default().push(index),
        }
    }
    let mut fields = vec![
        Field::new("name", Words::new("名称", "Name"), "", Role::Detail),
        Field::new("level", Words::new("级别", "Level"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
    ];
    for places in kinds {
        fields.extend(counts(basis, places));
        let (id, name) = (&basis.kinds[places.kind].id, &basis.kinds[places.kind].name);
        let title = Words::new(
            format!("时限内有设施的人是否都有名额：{}", name.zh),
            format!("Does everybody in time have a place: {}", name.en),
        );
        fields.push(Field::new(format!("{id}_pass"), title, "", Role::Detail));
    }
    fields.push(Field::new("name_en", Words::new("英文名称", "Name in English"), "", Role::Detail));
    let row = |area: Option<&Area>, units: Option<&Vec<usize>>| {
        let name =
            |of: fn(&Words) -> &str| Value::text(area.map(|area| of(&area.name)).filter(|name| !name.is_empty()));
        let all = |units: &Vec<usize>| units.iter().map(|&unit| basis.units.all()[unit].people).sum();
        let mut values = vec![
            name(|words| &words.zh),
            Value::text(area.and_then(|area| area.level.as_deref())),
            units.map_or(Value::Null, |units| Value::count(all(units))),
        ];
        for places in kinds {
            let Some(units) = units else {
                values.extend([Value::Null, Value::Null, Value::Null, Value::Null]);
                continue;
            };
            let no_place = places.sum(units, |unit| unit.no_place());
            let (in_time, served) = (places.sum(units, |unit| unit.in_time), places.sum(units, |unit| unit.served));
            values.extend([in_time, served, no_place].map(Value::count));
            values.push(Value::Bool(no_place == 0));
        }
        values.push(name(|words| &words.en));
        let id = area.map_or_else(String::new, |area| area.id.clone());
        Feature { id, geometry: None, anchor: LatLon::default(), values }
    };
    let named = (0u32..).zip(basis.areas.all()).map(|(i, area)| row(Some(area), units.get(&Some(AreaIndex(i)))));
    let outside = units.get(&None).map(|units| row(None, Some(units)));
    Layer {
        id: "allocation_areas",
        title: Words::new("各区划的名额", "Places by area"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields,
        features: named.chain(outside).collect(),
    }
}
