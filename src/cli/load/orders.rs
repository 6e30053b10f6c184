//! Service orders and premises of a study.
//!
//! Never here: what a row means (see `import::tables`), how often or how fast.

use std::collections::{BTreeMap, BTreeSet};

use super::Loader;
use crate::import::tables;
use crate::issue::{Code, Place};
use crate::places::{DemandPoint, Facility, Order, Premises, Row};
use crate::space::Extent;
use crate::study::file::StudyFile;
use crate::words::Words;

impl Loader {
    /// All orders whose facility and place the study has; issues hold rows and never values.
    pub(super) fn orders(&mut self, file: &StudyFile, facilities: &[Facility], demand: &[DemandPoint]) -> Vec<Order> {
        if file.orders.is_empty() {
            return Vec::new();
        }
        let known: BTreeSet<&str> = facilities.iter().map(|facility| facility.id.as_str()).collect();
        let places: BTreeSet<&str> = demand.iter().map(|point| point.id.as_str()).collect();
        let lacks = |id: &Option<String>, known: &BTreeSet<&str>| id.as_deref().is_some_and(|id| !known.contains(id));
        let mut all: Vec<Order> = Vec::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (index, source) in (0_u32..).zip(&file.orders) {
            let Some(read) = self.table(&source.table) else { continue };
            let (orders, issues) = tables::orders(&read, source.satisfaction);
            self.issues.extend(issues);
            let mut bad: BTreeMap<Code, Vec<(Place, Words)>> = BTreeMap::new();
            for order in orders {
                let (code, field, zh, en) = if lacks(&order.facility, &known) {
                    (Code::FacilityUnknown, "facility", "没有该设施", "there is no such facility")
                } else if lacks(&order.place, &places) {
                    (Code::PlaceUnknown, "place", "没有该需求点", "there is no such demand point")
                } else if !taken.insert(order.id.clone()) {
                    (Code::DuplicateId, "id", "编号已在前面的表中出现", "the id already stands in an earlier table")
                } else {
                    all.push(Order { row: Row { table: index, ..order.row }, ..order });
                    continue;
                };
                let place = Place::file(&source.table.file).line(order.row.line).field(field);
                bad.entry(code).or_default().push((place, Words::new(zh, en)));
            }
            bad.into_iter().for_each(|(code, found)| self.listed(code, found));
        }
        all
    }

    /// The premises of every rule that is about some, by the id of the rule.
    pub(super) fn premises(&mut self, file: &StudyFile, extent: Option<Extent>) -> BTreeMap<String, Vec<Premises>> {
        let mut all = BTreeMap::new();
        for source in &file.rules {
            let Some(table) = &source.hosts else { continue };
            let Some(mut read) = self.table(table) else { continue };
            read.extent = extent;
            let (premises, issues) = tables::premises(&read);
            self.issues.extend(issues);
            all.insert(source.rule.id.clone(), premises);
        }
        all
    }
}
