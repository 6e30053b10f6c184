//! Posts, the tree of facilities and the traits of people, checked against what the study declares.
//!
//! Never here: reading of tables (see `import::tables`), counting of people.

use std::collections::{BTreeMap, BTreeSet};

use super::Loader;
use crate::import::tables;
use crate::issue::{Code, Issue, Place};
use crate::places::{DemandPoint, Facility, Post, Row, head_count};
use crate::study::file::StudyFile;
use crate::units::People;
use crate::words::Words;

impl Loader {
    /// Counts the heads of facilities out of the tables of posts, where the study has some: then a facility has as much
    /// staff as persons have their first post there.
    pub(super) fn posts(&mut self, file: &StudyFile, facilities: &mut [Facility]) {
        if file.circle.staff.is_empty() {
            return;
        }
        let known: BTreeSet<String> = facilities.iter().map(|facility| facility.id.clone()).collect();
        let mut all: Vec<Post> = Vec::new();
        let mut files: Vec<String> = Vec::new();
        for table in &file.circle.staff {
            let index = files.len() as u32;
            files.push(table.file.clone());
            let Some(read) = self.table(table) else { continue };
            let (posts, issues) = tables::posts(&read);
            self.issues.extend(issues);
            let (good, bad): (Vec<Post>, Vec<Post>) =
                posts.into_iter().partition(|post| known.contains(&post.facility));
            let cause = |post: &Post| {
                let id = &post.facility;
                Words::new(format!("没有设施 `{id}`"), format!("there is no facility `{id}`"))
            };
            let bad =
                bad.iter().map(|post| (Place::file(&table.file).line(post.row.line).field("facility"), cause(post)));
            self.listed(Code::FacilityUnknown, bad.collect());
            all.extend(good.into_iter().map(|post| Post { row: Row { table: index, ..post.row }, ..post }));
        }
        let (heads, shared) = head_count(&all);
        let shared = shared.iter().map(|post| {
            let file = files.get(post.row.table as usize).map_or("", String::as_str);
            let cause = Words::new("此人另有岗位，只计一次", "this person has another post and is counted there");
            (Place::file(file).line(post.row.line).field("person"), cause)
        });
        self.listed(Code::PersonShared, shared.collect());
        for facility in facilities {
            if let Some(&count) = heads.get(facility.id.as_str()) {
                facility.staff = Some(People::from_count(count));
            }
        }
    }

    /// Checks the parents, levels and hosts of facilities; a parent that is not there or leads in a circle is left out.
    pub(super) fn hierarchy_of(&mut self, file: &StudyFile, facilities: &mut [Facility]) {
        let circle = &file.circle;
        let levels: Vec<&str> = circle.levels.iter().map(|level| level.id.as_str()).collect();
        let hosts: Vec<&str> = circle.hosts.iter().map(|host| host.id.as_str()).collect();
        let index: BTreeMap<String, usize> =
            facilities.iter().enumerate().map(|(i, facility)| (facility.id.clone(), i)).collect();
        let parents: Vec<Option<usize>> = facilities
            .iter()
            .map(|facility| facility.supply.parent.as_ref().and_then(|parent| index.get(parent).copied()))
            .collect();
        let mut listed: BTreeMap<Code, Vec<(Place, Words)>> = BTreeMap::new();
        for i in 0..facilities.len() {
            let place = self.place(facilities[i].row);
            let mut say = |code: Code, field: &str, zh: String, en: String| {
                listed.entry(code).or_default().push((place.clone().field(field), Words::new(zh, en)));
            };
            if let Some(parent) = facilities[i].supply.parent.clone() {
                let round = std::iter::successors(parents[i], |&above| parents[above]).take(facilities.len() + 1);
                if parents[i].is_none() {
                    say(
                        Code::ParentUnknown,
                        "parent",
                        format!("没有上级设施 `{parent}`"),
                        format!("there is no facility `{parent}` to be above it"),
                    );
                    facilities[i].supply.parent = None;
                } else if round.into_iter().any(|above| above == i) {
                    say(Code::ParentCycle, "parent", "上级关系成环".into(), "it stands above itself".into());
                    facilities[i].supply.parent = None;
                }
            }
            let facility = &facilities[i];
            for (field, value, known) in [("level", &facility.level, &levels), ("host", &facility.supply.host, &hosts)]
            {
                if let Some(value) = value.as_deref().filter(|value| !known.is_empty() && !known.contains(value)) {
                    say(
                        Code::NotDeclared,
                        field,
                        format!("研究文件中没有 `{value}`"),
                        format!("the study declares no `{value}`"),
                    );
                }
            }
        }
        for (code, found) in listed {
            self.listed(code, found);
        }
    }

    /// Checks the priorities and assigned facilities of people; issues hold rows and never values.
    pub(super) fn traits(&mut self, file: &StudyFile, demand: &[DemandPoint], facilities: &[Facility]) {
        let known: BTreeSet<&str> = facilities.iter().map(|facility| facility.id.as_str()).collect();
        let classes = &file.circle.priorities;
        let no_class = |point: &&DemandPoint| {
            let class = point.traits.priority.as_deref();
            class.is_some_and(|class| classes.iter().all(|known| known.id != class))
        };
        let no_facility = |point: &&DemandPoint| point.traits.facility.as_deref().is_some_and(|id| !known.contains(id));
        let rows = |points: Vec<&DemandPoint>, field: &str, cause: &Words| -> Vec<(Place, Words)> {
            points.iter().map(|point| (self.place(point.row).field(field), cause.clone())).collect()
        };
        let cause = Words::new("研究文件中没有该优先等级", "the study declares no such priority");
        let undeclared = rows(demand.iter().filter(no_class).collect(), "priority", &cause);
        let cause = Words::new("没有该设施", "there is no such facility");
        let unknown = rows(demand.iter().filter(no_facility).collect(), "facility", &cause);
        self.listed(Code::NotDeclared, undeclared);
        self.listed(Code::FacilityUnknown, unknown);
    }

    /// Where a row of facilities or demand stands.
    fn place(&self, row: Option<Row>) -> Place {
        row.and_then(|row| Some(Place::file(self.tables.get(row.table as usize)?.clone()).line(row.line)))
            .unwrap_or_default()
    }

    /// Adds issues of one sort, as far as they are listed, and one more for the rest.
    pub(super) fn listed(&mut self, code: Code, found: Vec<(Place, Words)>) {
        self.issues.extend(Issue::listed(code, found));
    }
}
