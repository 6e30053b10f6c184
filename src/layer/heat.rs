//! The layer `heat`: how many people, and how many uncovered ones, by H3 cells merged up to whole published units.
//!
//! Units are grouped by the cell that holds their anchor cell's centre; each cell of the map belongs to the group with
//! most people in it, so that features never overlap. All figures are sums of published ones.
//!
//! Never here: a finer grid than that of the units.

use std::collections::BTreeMap;

use geo::Geometry;

use super::clip::Mask;
use super::figures::{Basis, Figures};
use super::{Feature, Layer, Value, people};
use crate::places::Land;
use crate::space::cells::{Cell, outline};
use crate::units::People;
use crate::words::Words;

#[derive(Default)]
struct Group {
    people: u64,
    uncovered: u64,
    cells: Vec<Cell>,
}

/// The layer, in cells of a resolution that is at most the units' own; cut to the land where there is a coastline.
pub fn layer(basis: &Basis, figures: &Figures, resolution: u8, land: &Land) -> Layer {
    let coarse = |cell: Cell| {
        let mut cell = cell;
        while cell.resolution() > resolution {
            cell = cell.parent();
        }
        cell
    };
    let mut groups: BTreeMap<Cell, Group> = BTreeMap::new();
    let mut claims: BTreeMap<Cell, BTreeMap<Cell, People>> = BTreeMap::new();
    for (unit, figures) in basis.units.all().iter().zip(&figures.units) {
        let home = coarse(unit.anchor_cell);
        let group = groups.entry(home).or_default();
        group.people += figures.people;
        group.uncovered += figures.uncovered();
        for &(cell, people) in &unit.cells {
            *claims.entry(coarse(cell)).or_default().entry(home).or_default() += people;
        }
    }
    for (cell, claims) in claims {
        // A group always keeps its own cell, so that no group is left without a shape.
        let most = claims.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(&home, _)| home);
        let home = if groups.contains_key(&cell) { Some(cell) } else { most };
        if let Some(group) = home.and_then(|home| groups.get_mut(&home)) {
            group.cells.push(cell);
        }
    }
    let mask = Mask::new(land.polygons());
    let feature = |(home, group): (Cell, Group)| {
        let mut shape = outline(group.cells);
        if !land.polygons().is_empty() {
            shape = mask.cut_or_keep(shape);
        }
        Feature {
            id: home.to_string(),
            geometry: (!shape.0.is_empty()).then_some(Geometry::MultiPolygon(shape)),
            anchor: home.centre(),
            values: vec![Value::count(group.people), Value::count(group.uncovered)],
        }
    };
    let mut features: Vec<Feature> = groups.into_iter().map(feature).collect();
    features.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "heat",
        title: Words::new("需求热力", "Demand heat"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: vec![
            people("people", Words::new("人数", "People")),
            people(
                "joint_uncovered",
                Words::new("未被全部服务覆盖的人数", "People whom some service does not reach in time"),
            ),
        ],
        features,
    }
}
