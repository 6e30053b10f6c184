//! Layers: results as features with stable field names, units, attribution; the privacy rule is applied here and
//! nowhere else.
//!
//! Never here: bytes (see `encode`), HTTP, files.

pub mod access;
pub mod allocation;
pub mod areas;
pub mod assigned;
pub mod basemap;
pub mod clip;
pub mod cohorts;
pub mod compare;
pub mod compare_cohorts;
mod compare_tables;
pub mod count;
pub mod coverage;
pub mod disruption;
pub mod equity;
pub mod facilities;
pub mod ferries;
pub mod figures;
pub mod gaps;
pub mod heat;
pub mod hours;
pub mod islands;
pub mod isochrones;
pub mod merge;
pub mod orders;
pub mod percentile;
pub mod rules;
mod simple;
pub mod sites;
pub mod siting;
pub mod summary;
pub mod teams;

pub mod tile;
pub mod tile_info;
mod tile_shape;
pub mod units;

use geo::Geometry;

use crate::space::LatLon;
use crate::words::Words;

/// What a field means to those who add features together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A count of people, or of things: features that are aggregated are added up.
    Sum,
    /// Anything else: dropped where features are aggregated.
    Detail,
}

/// One property of a layer's features.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// The name in GeoJSON, tiles and tables: flat `snake_case`.
    pub name: String,
    /// What it is, for legends and reports.
    pub title: Words,
    /// Its unit: `people`, `s`, `m`, `min` or empty.
    pub unit: &'static str,
    /// How it is aggregated.
    pub role: Role,
}

/// The value of a field. Unreached or withheld is [`Value::Null`].
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
    /// Yes or no.
    Bool(bool),
}

/// One feature of a layer.
#[derive(Clone, PartialEq, Debug)]
pub struct Feature {
    /// Unique in its layer; also the property `id`.
    pub id: String,
    /// Its shape in degrees; `None` where only the figures are known.
    pub geometry: Option<Geometry>,
    /// The position that decides which tile holds its figures.
    pub anchor: LatLon,
    /// One value a field of the layer, in order; the field `id` is not among them.
    pub values: Vec<Value>,
}

/// A result ready to be encoded.
#[derive(Clone, PartialEq, Debug)]
pub struct Layer {
    /// The file name without suffix, such as `coverage`.
    pub id: &'static str,
    /// Its title.
    pub title: Words,
    /// Who made the data: texts of the sources, ready to print.
    pub attribution: Vec<String>,
    /// True when figures of people are made up.
    pub synthetic: bool,
    /// Fields besides `id`.
    pub fields: Vec<Field>,
    /// Features, ordered by id.
    pub features: Vec<Feature>,
}

impl Field {
    /// A field.
    pub fn new(name: impl Into<String>, title: Words, unit: &'static str, role: Role) -> Self {
        Self { name: name.into(), title, unit, role }
    }
}

/// A field that counts people.
fn people(name: impl Into<String>, title: Words) -> Field {
    Field::new(name, title, "people", Role::Sum)
}

impl Value {
    /// A count.
    pub fn count(count: u64) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A text, or null.
    pub fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.to_owned()))
    }
}

impl Layer {
    /// The index of a field by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The same layer without one of its fields.
    pub fn without(&self, name: &str) -> Self {
        let mut layer = self.clone();
        if let Some(column) = self.column(name) {
            layer.fields.remove(column);
            layer.features.iter_mut().for_each(|feature| {
                feature.values.remove(column);
            });
        }
        layer
    }

    /// The sum of a field of whole numbers over all features; 0 when there is no such field.
    pub fn total(&self, name: &str) -> i64 {
        let whole = |feature: &Feature| match feature.values.get(self.column(name)?) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        };
        self.features.iter().filter_map(whole).sum()
    }
}

#[cfg(test)]
mod world_tests;
