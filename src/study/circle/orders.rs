//! The service orders of a study: counted, timed, ranked, and put into the report.
//!
//! Never here: which figures may be told (see `layer::orders`), tests of chance (see `analysis::orders`).

mod page;
mod travel;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Part;
use crate::analysis::orders::points_of;
use crate::layer::figures::{Basis, Figures};
use crate::layer::orders::{
    Asked, Cells, Hotspot, Measure, Ranked, Response, Subjects, by_area, by_unit, hotspot_layer, hotspots, ranking,
    ranking_table, response,
};
use crate::progress::{Cancelled, Progress};
use crate::study::Study;

/// How many members of each ranking stand in the summary and in the report.
const LISTED: usize = 10;

/// What is told of the orders of a study.
struct Told {
    cells: Cells,
    hotspots: Vec<Hotspot>,
    responses: Vec<Response>,
    ranked: Vec<Ranked>,
}

/// Tells of all orders; nothing where the study has no table of them.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn run(
    study: &Study,
    basis: &Basis,
    _figures: &Figures,
    progress: &dyn Progress,
) -> Result<Option<Part>, Cancelled> {
    let inputs = study.inputs();
    if study.file().orders.is_empty() {
        return Ok(None);
    }
    // Of several tables the first that names a level counts for all: they are told together.
    let level = study.file().orders.iter().find_map(|source| source.area_level.as_deref());
    let points = points_of(&inputs.orders, &inputs.demand);
    let cells = Cells::new(basis, level, (&inputs.orders, &points));
    progress.check()?;
    let k = basis.units.minimum_group();
    let by_kind = travel::by_kind(study, basis.coverage, &points);
    let mut responses = Vec::with_capacity(by_kind.len());
    for (kind, orders) in basis.kinds.iter().zip(&by_kind) {
        let callers: BTreeSet<u32> = orders.iter().filter_map(|sent| points[sent.order]).collect();
        let people = basis.people(callers.iter()).count();
        let answers = travel::answers(study, kind, orders, progress)?;
        responses.push(response(&Asked { kind, answers, people }, k));
    }
    let islands = study.islands().map_or(&[][..], |islands| &islands.list);
    let subjects = Subjects {
        islands: islands.iter().map(|island| (island.id.as_str(), &island.name)).collect(),
        facilities: inputs.facilities.iter().map(|facility| (facility.id.as_str(), &facility.name)).collect(),
    };
    let hotspots = hotspots(&cells);
    let ranked = ranking(basis, &cells, &subjects);
    let told = Told { cells, hotspots, responses, ranked };
    Ok(Some(Part {
        layers: vec![hotspot_layer(basis, &told.hotspots)],
        tables: vec![by_area(basis, &told.cells), by_unit(basis, &told.cells), ranking_table(basis, &told.ranked)],
        figures: vec![("orders", summary(&told))],
        sections: page::sections(basis, &told),
        issues: Vec::new(),
    }))
}

impl Told {
    /// All told orders.
    fn orders(&self) -> u64 {
        self.cells.sum(|block| block.orders)
    }

    /// All people.
    fn people(&self) -> u64 {
        self.cells.sum(|block| block.people)
    }

    /// The share of satisfied orders among those with a grade.
    fn satisfaction(&self) -> Option<f64> {
        let rated = self.cells.sum(|block| block.rated);
        (rated > 0).then(|| self.cells.sum(|block| block.satisfied) as f64 / rated as f64)
    }

    /// Orders to 1,000 people over all months.
    fn per_thousand(&self) -> Option<f64> {
        let people = self.people();
        (people > 0).then(|| self.orders() as f64 * 1_000.0 / people as f64)
    }

    /// The groups of a measure, with those of their members that have a rank.
    fn groups(&self, measure: Measure) -> Vec<(&str, Vec<&Ranked>)> {
        let rows: Vec<&Ranked> = self.ranked.iter().filter(|row| row.measure == measure).collect();
        rows.chunk_by(|a, b| a.group == b.group)
            .filter_map(|rows| {
                let group = rows.first()?.group.as_str();
                let ranked: Vec<&Ranked> = rows.iter().copied().filter(|row| row.rank.is_some()).collect();
                (ranked.len() > 1).then_some((group, ranked))
            })
            .collect()
    }
}

/// Six decimals, as all shares of the summary have.
fn rounded(figure: f64) -> f64 {
    (figure * 1e6).round() / 1e6
}

fn summary(told: &Told) -> Value {
    let of = |(name, orders): (&String, &u64)| json!({ "id": name, "orders": orders });
    let categories = told.cells.by(|_, category, _| category.to_owned());
    let months = told.cells.by(|_, _, month| month.to_owned());
    let hot: Vec<&Hotspot> = told.hotspots.iter().filter(|spot| spot.hot).collect();
    json!({
        "orders": told.orders(),
        "per_1000": told.per_thousand().map(rounded),
        "satisfaction": told.satisfaction().map(rounded),
        "rated": told.cells.sum(|block| block.rated),
        "unmet": told.cells.sum(|block| block.unmet),
        "categories": categories.iter().map(of).collect::<Vec<_>>(),
        "months": months.iter().map(of).collect::<Vec<_>>(),
        "hotspots": {
            "units": told.hotspots.len(),
            "hot": hot.len(),
            "orders": hot.iter().map(|spot| spot.orders).sum::<u64>(),
        },
        "responses": told.responses,
    })
}
