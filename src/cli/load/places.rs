//! Facilities and demand of a study, from tables and from the map.
//!
//! Never here: links to roads (the study makes them).

use std::collections::{BTreeMap, BTreeSet};

use super::Loader;
use crate::import::osm::{Found, Selector};
use crate::import::tables;
use crate::issue::{Code, Issue, Place};
use crate::places::datum_fit::better_datum;
use crate::places::{CandidateSite, DemandPoint, Facility, Row, Terms};
use crate::space::datum::Datum;
use crate::space::{Extent, LatLon};
use crate::study::Study;
use crate::study::file::{Origin, StudyFile};
use crate::units::Metres;
use crate::words::Words;

impl Loader {
    /// All facilities. One table of the study is one entry of `tables`, sources from the map included, so that rows
    /// keep the index of their source.
    pub(super) fn facilities(
        &mut self,
        file: &StudyFile,
        picked: &BTreeMap<&Selector, &[Found]>,
        extent: Option<Extent>,
    ) -> Vec<Facility> {
        let kinds: Vec<&str> = file.kinds.iter().map(|kind| kind.id.as_str()).collect();
        let mut all: Vec<Facility> = Vec::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for source in &file.facilities {
            let index = self.tables.len() as u32;
            match &source.origin {
                Origin::Table(table) => {
                    self.tables.push(table.file.clone());
                    let Some(mut read) = self.table(table) else { continue };
                    read.extent = extent;
                    let (found, issues) = tables::facilities(&read, source.kind.as_deref().unwrap_or_default(), &kinds);
                    self.issues.extend(issues);
                    for mut facility in found {
                        facility.row = facility.row.map(|row| Row { table: index, ..row });
                        if taken.insert(facility.id.clone()) {
                            all.push(facility);
                        } else {
                            self.duplicate(&table.file, facility.row, &format!("`{}`", facility.id));
                        }
                    }
                }
                Origin::Osm(selectors) => {
                    self.tables.push(file.network.osm.join(" + "));
                    let Some(kind) = source.kind.as_deref() else { continue };
                    let mut here: BTreeMap<&str, &Found> = BTreeMap::new();
                    for selector in selectors.iter().filter_map(|text| text.parse::<Selector>().ok()) {
                        here.extend(
                            picked
                                .get(&selector)
                                .into_iter()
                                .flat_map(|found| found.iter())
                                .map(|f| (f.id.as_str(), f)),
                        );
                    }
                    for found in here.into_values() {
                        let (id, kind_of) = (&found.id, kind.to_owned());
                        // One object of the map may serve several kinds; each is a facility of its own.
                        let id = if taken.contains(id) { format!("{id}-{kind}") } else { id.clone() };
                        if taken.insert(id.clone()) {
                            let (name, at) = (found.name.clone(), found.at);
                            all.push(Facility {
                                id,
                                kind: kind_of,
                                name,
                                at,
                                level: None,
                                staff: None,
                                area: None,
                                supply: Default::default(),
                                row: None,
                            });
                        }
                    }
                }
                Origin::Grid(_) => self.tables.push(String::new()),
            }
        }
        all
    }

    /// All sites that may be opened, by id; a grid has none before the roads are known.
    pub(super) fn candidates(
        &mut self,
        file: &StudyFile,
        picked: &BTreeMap<&Selector, &[Found]>,
        extent: Option<Extent>,
    ) -> Vec<CandidateSite> {
        let mut all: BTreeMap<(String, String), CandidateSite> = BTreeMap::new();
        for source in &file.candidates {
            let found: Vec<CandidateSite> = match &source.origin {
                Origin::Table(table) => {
                    let Some(mut read) = self.table(table) else { continue };
                    read.extent = extent;
                    let (found, issues) = tables::candidates(&read, &source.kind);
                    self.issues.extend(issues);
                    found
                }
                Origin::Osm(selectors) => {
                    let selectors = selectors.iter().filter_map(|text| text.parse::<Selector>().ok());
                    let found = selectors.filter_map(|selector| picked.get(&selector)).flat_map(|found| found.iter());
                    let site = |found: &Found| CandidateSite {
                        id: found.id.clone(),
                        kind: source.kind.clone(),
                        name: found.name.clone(),
                        at: found.at,
                        terms: Terms::default(),
                    };
                    found.map(site).collect()
                }
                Origin::Grid(_) => Vec::new(),
            };
            // An object of the map may fit several selectors.
            found.into_iter().for_each(|site| {
                all.entry((site.kind.clone(), site.id.clone())).or_insert(site);
            });
        }
        all.into_values().collect()
    }

    /// All demand.
    pub(super) fn demand(&mut self, file: &StudyFile, extent: Option<Extent>) -> Vec<DemandPoint> {
        let mut all: Vec<DemandPoint> = Vec::new();
        // Within one table the ids differ.
        let several = file.demand.len() > 1;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for source in &file.demand {
            let index = self.tables.len() as u32;
            self.tables.push(source.table.file.clone());
            let Some(mut read) = self.table(&source.table) else { continue };
            read.extent = extent;
            let (found, issues) = tables::demand(&read, &file.circle.cohorts);
            self.issues.extend(issues);
            for mut point in found {
                point.row = point.row.map(|row| Row { table: index, ..row });
                if !several || taken.insert(point.id.clone()) {
                    all.push(point);
                } else {
                    self.duplicate(&source.table.file, point.row, "");
                }
            }
        }
        all
    }

    fn duplicate(&mut self, file: &str, row: Option<Row>, id: &str) {
        let place = Place::file(file).field("id");
        let place = row.map_or(place.clone(), |row| place.line(row.line));
        let cause = Words::new(
            format!("编号{id}已在前面的表中出现"),
            format!("the id {id} already stands in an earlier table").replace("id  ", "id "),
        );
        self.issues.push(Issue::new(Code::DuplicateId, place, cause));
    }
}

/// Tables whose places would fit the roads clearly better in another datum.
pub(super) fn datum_shifts(study: &Study) -> Vec<Issue> {
    let inputs = study.inputs();
    let mut positions: BTreeMap<u32, Vec<LatLon>> = BTreeMap::new();
    let rows = inputs.facilities.iter().map(|facility| (facility.row, facility.at));
    for (row, at) in rows.chain(inputs.demand.iter().map(|point| (point.row, point.at))) {
        if let Some(row) = row {
            positions.entry(row.table).or_default().push(at);
        }
    }
    let profile = study.profile_of(0);
    let distance = |at: LatLon| -> Option<Metres> {
        study.snapper().snap(study.network(), profile, at).ok().map(|snap| snap.distance)
    };
    let shift = |(table, at): (u32, Vec<LatLon>)| {
        let fit = better_datum(distance, &at, stated(study.file(), table))?;
        let before = fit.before.map_or_else(|| "> 1000".to_owned(), |before| format!("{:.0}", before.0));
        let (datum, after, name) = (fit.datum, fit.after.0, inputs.tables.get(table as usize)?);
        let cause = Words::new(
            format!("各点离道路的距离中位数为 {before} 米；若坐标系为 {datum}，则为 {after:.0} 米"),
            format!("the median distance to a road is {before} m; with the datum {datum} it would be {after:.0} m"),
        );
        Some(Issue::new(Code::DatumShift, Place::file(name.clone()).field("datum"), cause))
    };
    positions.into_iter().filter_map(shift).collect()
}

fn stated(file: &StudyFile, table: u32) -> Datum {
    let table = table as usize;
    let of_facilities = file.facilities.get(table).and_then(|source| match &source.origin {
        Origin::Table(table) => Some(table.datum),
        Origin::Osm(_) | Origin::Grid(_) => None,
    });
    let of_demand =
        || table.checked_sub(file.facilities.len()).and_then(|i| file.demand.get(i)).map(|source| source.table.datum);
    of_facilities.or_else(of_demand).unwrap_or_default()
}
