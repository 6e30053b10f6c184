//! What a served study answers about scenarios, candidates and edits; figures of scenarios are kept from one question to the next.
//!
//! Never here: HTTP, how figures are found.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::Shelf;
use crate::analysis::coverage::Coverage;
use crate::issue::{Code, Issue, Place};
use crate::layer::compare::ToldUnit;
use crate::layer::siting::share;
use crate::layer::tile::TileIndex;
use crate::places::CandidateSite;
use crate::progress::Silent;
use crate::server::WhatIfQuery;
use crate::space::LatLon;
use crate::study::Study;
use crate::study::recent::Recent;
use crate::study::scenario::{
    BASELINE, Compared, Edit, Modification, NoFigures, Placed, Scenario, Told, WhatIf, coarse, compare, resolved,
    told_of,
};
use crate::words::Words;

/// Figures of so many scenarios are kept ready.
const KEPT: usize = 8;

/// What a served study knows of scenarios.
pub struct Served {
    shelf: Shelf,
    /// Exact coverage of the study itself.
    base: Coverage,
    told: Recent<Vec<Modification>, Arc<Ready>>,
    edits: OnceLock<WhatIf>,
}

/// The figures of some modifications.
struct Ready {
    told: Told,
    index: OnceLock<TileIndex>,
}

impl Served {
    /// Of a study whose file is in `folder`.
    pub fn new(study: &Study, folder: &Path, base: Coverage) -> Self {
        Self { shelf: Shelf::new(study, folder), base, told: Recent::new(KEPT), edits: OnceLock::new() }
    }

    /// The list of scenarios.
    pub fn list(&self) -> Result<Value, Issue> {
        Ok(json!({ "scenarios": self.shelf.known()?.rows() }))
    }

    /// Keeps a scenario.
    pub fn keep(&self, study: &Study, bytes: &[u8]) -> Result<Value, Issue> {
        let row = self.shelf.keep(study, Scenario::from_json(bytes)?)?;
        serde_json::to_value(row)
            .map_err(|error| Issue::new(Code::Internal, Place::default(), Words::same(error.to_string())))
    }

    /// Forgets a kept scenario.
    pub fn forget(&self, id: &str) -> Result<Value, Issue> {
        self.shelf.forget(id)?;
        Ok(json!({ "id": id }))
    }

    /// Two scenarios side by side.
    pub fn compare(&self, study: &Study, a: &str, b: &str) -> Result<Compared, Issue> {
        let known = self.shelf.known()?;
        let (of_a, of_b) = (self.ready(study, &known.all, a)?, self.ready(study, &known.all, b)?);
        Ok(compare(study, &known.all, &known.outdated, ((a, &of_a.told), (b, &of_b.told))))
    }

    /// Does `read` with the layer of coverage of a scenario.
    pub fn coverage<R>(&self, study: &Study, id: &str, read: impl FnOnce(&TileIndex) -> R) -> Result<R, Issue> {
        let known = self.shelf.known()?;
        let ready = self.ready(study, &known.all, id)?;
        Ok(read(ready.index.get_or_init(|| TileIndex::new(Arc::new(ready.told.coverage_layer(study))))))
    }

    fn ready(&self, study: &Study, all: &[Scenario], id: &str) -> Result<Arc<Ready>, Issue> {
        let modifications: Vec<Modification> =
            if id == BASELINE { Vec::new() } else { resolved(all, id)?.into_iter().cloned().collect() };
        self.told.get(modifications, |_| {
            let told = told_of(study, (all, id), &self.base, &Silent::default()).map_err(|error| match error {
                NoFigures::Bad(issue) => issue,
                NoFigures::Cancelled(error) => {
                    Issue::new(Code::Internal, Place::default(), Words::same(error.to_string()))
                }
            })?;
            Ok(Arc::new(Ready { told, index: OnceLock::new() }))
        })
    }

    /// The figures of an edit. Where somebody has to hide, sites of a remote reader stand at centres of cells.
    pub fn what_if(&self, study: &Study, query: &WhatIfQuery, remote: bool) -> Result<Value, Issue> {
        let edits = self.edits.get_or_init(|| WhatIf::new(study, &self.base));
        let sites = query.sites.iter().map(|site| {
            let at = LatLon::new(site.lon, site.lat).ok_or_else(|| {
                let cause = Words::new("坐标超出范围；先经度、后纬度", "not a position; the longitude comes first");
                Issue::new(Code::ParameterBad, Place::default().field("sites"), cause)
            })?;
            Ok(Placed { id: site.id.clone(), at: if remote { coarse(study, at) } else { at } })
        });
        let sites = sites.collect::<Result<Vec<Placed>, Issue>>()?;
        let at =
            |site: &Placed| json!({ "id": site.id, "lon": site.at.rounded().lon(), "lat": site.at.rounded().lat() });
        let stand: Vec<Value> = sites.iter().map(at).collect();
        let edit = Edit { kind: query.kind.clone(), sites, closed: query.closed.clone() };
        let (before, after) = (edits.baseline(), edits.answer(study, &edit)?);
        let people = study.units().people();
        let of_all = |covered: Option<u64>| Some(share(covered? as f64 / people.filter(|&people| people > 0)? as f64));
        let kinds = &study.file().kinds;
        let change = |before: Option<u64>, after: Option<u64>| Some(after? as i64 - before? as i64);
        let mut changes = Map::new();
        let mut rows = Vec::new();
        for (index, kind) in kinds.iter().enumerate() {
            let of = |covered: &Option<Vec<u64>>| covered.as_ref().and_then(|covered| covered.get(index)).copied();
            let covered = of(&after.covered);
            rows.push(json!({ "id": kind.id, "people_covered": covered, "share": of_all(covered) }));
            changes.insert(kind.id.clone(), json!(change(of(&before.covered), covered)));
        }
        changes.insert("joint".to_owned(), json!(change(before.joint, after.joint)));
        let unit = |(unit, told): &(u32, ToldUnit)| {
            let mut row = Map::new();
            row.insert("id".to_owned(), json!(study.units().all()[*unit as usize].id));
            row.insert("joint_covered".to_owned(), json!(told.joint));
            for (kind, &covered) in kinds.iter().zip(&told.covered) {
                row.insert(format!("{}_covered", kind.id), json!(covered));
            }
            Value::Object(row)
        };
        Ok(json!({
            "people": people,
            "sites": stand,
            "kinds": rows,
            "joint": { "people_covered": after.joint, "share": of_all(after.joint) },
            "change": changes,
            "units": after.units.iter().map(unit).collect::<Vec<_>>(),
        }))
    }
}

/// Candidates as the list has them.
pub fn candidates(all: &[CandidateSite], kind: Option<&str>) -> Value {
    let of_kind = all.iter().filter(|site| kind.is_none_or(|kind| site.kind == kind));
    let row = |site: &CandidateSite| {
        let at = site.at.rounded();
        json!({ "id": site.id, "name": site.name, "lon": at.lon(), "lat": at.lat() })
    };
    json!({ "candidates": of_kind.map(row).collect::<Vec<_>>() })
}
