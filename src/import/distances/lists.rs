//! Distances as tables: a matrix with a row a demand point and a column a site, or a list with a row a pair.
//!
//! Never here: OR-Library files.

use std::collections::HashMap;
use std::io::BufRead;

use super::number::{Field, field};
use super::{Distances, malformed};
use crate::issue::{Code, Issue, Place};
use crate::words::Words;

/// Issues about rows that are listed one by one; more are only counted.
const LISTED: usize = 1_000;

/// Which column of a list is which.
struct Columns {
    demand: usize,
    site: usize,
    time: usize,
    weight: Option<usize>,
}

/// Reads a table; farther pairs than `within` are not kept.
pub(super) fn read(
    name: &str,
    mut reader: impl BufRead,
    within: Option<f64>,
) -> Result<(Distances, Vec<Issue>), Issue> {
    let start = reader.fill_buf().unwrap_or_default();
    let head = start.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let delimiter = [b'\t', b';', b','].into_iter().find(|delimiter| head.contains(delimiter)).unwrap_or(b',');
    let mut table = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(reader);
    let head = table.byte_headers().map_err(|_| malformed(name, "表头无法读取", "its header cannot be read"))?.clone();
    let head: Vec<String> = head
        .iter()
        .map(|field| String::from_utf8_lossy(field).trim().trim_start_matches('\u{feff}').to_owned())
        .collect();
    if head.len() < 2 {
        return Err(malformed(name, "表头至少需要两列", "its header needs at least two columns"));
    }
    let most = within.map(|within| (within * 1e3).floor() as u64);
    let mut reading = Reading { name, most, found: Found::default(), issues: Vec::new(), more: 0 };
    let columns = columns(&head);
    if columns.is_none() {
        reading.matrix_head(&head)?;
    }
    let weighted = columns.is_none() && head.get(1).is_some_and(|name| is(name, WEIGHT));
    let mut record = csv::ByteRecord::new();
    loop {
        let line = table.position().line();
        match table.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(_) => return Err(malformed(name, "读取中断", "reading stopped in the middle")),
        }
        let line = record.position().map_or(line, csv::Position::line);
        if record.len() != head.len() {
            reading.complain(
                Code::RowBroken,
                (line, None),
                "列数与表头不同",
                "it has another number of fields than the header",
            );
            continue;
        }
        match &columns {
            Some(columns) => reading.pair(&record, columns, (line, &head)),
            None => reading.row(&record, weighted, (line, &head)),
        }
    }
    reading.done()
}

const DEMAND: &[&str] = &["demand", "demand_id", "destination_id"];
const SITE: &[&str] = &["site", "site_id", "candidate", "origin_id"];
const TIME: &[&str] = &["time", "distance", "seconds", "cost"];
const WEIGHT: &[&str] = &["weight", "people", "demand_weight"];

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

/// The columns of a list of pairs; `None`: it is a matrix.
fn columns(head: &[String]) -> Option<Columns> {
    let column = |names: &[&str]| head.iter().position(|name| is(name, names));
    Some(Columns { demand: column(DEMAND)?, site: column(SITE)?, time: column(TIME)?, weight: column(WEIGHT) })
}

#[derive(Default)]
struct Found {
    demand: Vec<(String, u64)>,
    /// Was the weight of this demand stated?
    stated: Vec<bool>,
    demand_number: HashMap<String, u32>,
    sites: Vec<String>,
    site_number: HashMap<String, u32>,
    /// Distances in thousandths.
    reached: Vec<Vec<(u32, u64)>>,
}

struct Reading<'a> {
    name: &'a str,
    most: Option<u64>,
    found: Found,
    issues: Vec<Issue>,
    more: usize,
}

impl Reading<'_> {
    fn complain(&mut self, code: Code, (line, column): (u64, Option<&str>), zh: &str, en: &str) {
        if self.issues.len() >= LISTED {
            self.more += 1;
            return;
        }
        let place = Place::file(self.name).line(line);
        let place = column.into_iter().fold(place, Place::field);
        self.issues.push(Issue::new(code, place, Words::new(zh, en)));
    }

    fn matrix_head(&mut self, head: &[String]) -> Result<(), Issue> {
        let first = 1 + usize::from(is(&head[1], WEIGHT));
        for id in &head[first..] {
            if id.is_empty() || self.found.site_number.insert(id.clone(), self.found.sites.len() as u32).is_some() {
                return Err(malformed(
                    self.name,
                    "表头中的点位编号为空或重复",
                    "its header has an empty or repeated site",
                ));
            }
            self.found.sites.push(id.clone());
            self.found.reached.push(Vec::new());
        }
        if self.found.sites.is_empty() {
            return Err(malformed(self.name, "表头没有点位", "its header has no site"));
        }
        Ok(())
    }

    fn weight(&mut self, text: &[u8], (line, column): (u64, &str)) -> Option<u64> {
        match field(text) {
            Field::Thousandths(number) if number % 1_000 == 0 => Some(number / 1_000),
            Field::Unreached => {
                self.complain(Code::FieldMissing, (line, Some(column)), "权重为空", "the weight is empty");
                None
            }
            _ => {
                self.complain(
                    Code::FieldBadNumber,
                    (line, Some(column)),
                    "权重不是非负整数",
                    "the weight is not a whole number of at least 0",
                );
                None
            }
        }
    }

    fn row(&mut self, record: &csv::ByteRecord, weighted: bool, (line, head): (u64, &[String])) {
        let id = String::from_utf8_lossy(&record[0]).trim().to_owned();
        if id.is_empty() {
            return self.complain(Code::FieldMissing, (line, Some(&head[0])), "编号为空", "the id is empty");
        }
        if self.found.demand_number.contains_key(&id) {
            return self.complain(Code::DuplicateId, (line, Some(&head[0])), "编号重复", "the id stands twice");
        }
        let weight = if weighted { self.weight(&record[1], (line, &head[1])) } else { Some(1) };
        let Some(weight) = weight else { return };
        let number = self.found.demand.len() as u32;
        self.found.demand_number.insert(id.clone(), number);
        self.found.demand.push((id, weight));
        let first = 1 + usize::from(weighted);
        for site in 0..self.found.sites.len() {
            match field(&record[first + site]) {
                Field::Thousandths(time) if self.most.is_none_or(|most| time <= most) => {
                    self.found.reached[site].push((number, time))
                }
                Field::Thousandths(_) | Field::Unreached => {}
                Field::Bad => self.bad_distance((line, &head[first + site])),
            }
        }
    }

    fn bad_distance(&mut self, (line, column): (u64, &str)) {
        self.complain(
            Code::FieldBadNumber,
            (line, Some(column)),
            "距离不是非负数",
            "the distance is not a number of at least 0",
        );
    }

    fn pair(&mut self, record: &csv::ByteRecord, columns: &Columns, (line, head): (u64, &[String])) {
        let id = |column: usize| String::from_utf8_lossy(&record[column]).trim().to_owned();
        let (demand, site) = (id(columns.demand), id(columns.site));
        for (id, column) in [(&demand, columns.demand), (&site, columns.site)] {
            if id.is_empty() {
                return self.complain(Code::FieldMissing, (line, Some(&head[column])), "编号为空", "the id is empty");
            }
        }
        // An empty weight says nothing; another row of the same demand may.
        let stated = columns.weight.filter(|&column| !record[column].trim_ascii().is_empty());
        let weight = match stated {
            Some(column) => match self.weight(&record[column], (line, &head[column])) {
                Some(weight) => Some(weight),
                None => return,
            },
            None => None,
        };
        let found = &mut self.found;
        let demand = *found.demand_number.entry(demand).or_insert_with_key(|id| {
            found.demand.push((id.clone(), 1));
            found.stated.push(false);
            found.demand.len() as u32 - 1
        });
        let site = *found.site_number.entry(site).or_insert_with_key(|id| {
            found.sites.push(id.clone());
            found.reached.push(Vec::new());
            found.sites.len() as u32 - 1
        });
        if let Some(weight) = weight {
            let before = std::mem::replace(&mut found.stated[demand as usize], true);
            let old = std::mem::replace(&mut found.demand[demand as usize].1, weight);
            if before && old != weight {
                found.demand[demand as usize].1 = old;
                let column = columns.weight.map(|column| head[column].as_str());
                return self.complain(
                    Code::FieldBad,
                    (line, column),
                    "与该需求点前面的权重不同",
                    "another weight than before for this demand",
                );
            }
        }
        match field(&record[columns.time]) {
            Field::Thousandths(time) if self.most.is_none_or(|most| time <= most) => {
                self.found.reached[site as usize].push((demand, time))
            }
            Field::Thousandths(_) | Field::Unreached => {}
            Field::Bad => self.bad_distance((line, &head[columns.time])),
        }
    }

    fn done(mut self) -> Result<(Distances, Vec<Issue>), Issue> {
        if self.more > 0 {
            let (shown, more) = (LISTED, self.more);
            let cause = Words::new(
                format!("只列出前 {shown} 个问题，另有 {more} 个"),
                format!("{shown} issues are listed, {more} more are not"),
            );
            self.issues.push(Issue::new(Code::RowBroken, Place::file(self.name), cause));
        }
        let found = self.found;
        let whole = found.reached.iter().flatten().all(|pair| pair.1 % 1_000 == 0);
        let divide = if whole { 1_000 } else { 1 };
        let parts = 1_000 / divide as u32;
        let mut reached = Vec::with_capacity(found.reached.len());
        for pairs in found.reached {
            let mut kept = Vec::with_capacity(pairs.len());
            for (demand, time) in pairs {
                let time = u32::try_from(time / divide).ok().filter(|&time| time < u32::MAX);
                let Some(time) = time else {
                    return Err(malformed(self.name, "距离过大", "a distance is too large"));
                };
                kept.push((demand, time));
            }
            reached.push(kept);
        }
        Ok((Distances { demand: found.demand, sites: found.sites, reached, parts, p: None }, self.issues))
    }
}
