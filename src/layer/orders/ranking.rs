//! The table `ranking.csv`: areas, islands and facilities by satisfaction and by orders per 1,000 people.
//!
//! Figures are drawn towards those of all of the same group (see `analysis::orders::shrink`), and what rests on few orders
//! has no rank. A block's orders count wholly for the facility that was sent to most of them. Never here: names on a map.

use std::collections::BTreeMap;

use super::cells::{Block, Cells};
use super::digits;
use crate::analysis::orders::shrink::{Estimate, Group, ranks, rates, shares};
use crate::layer::figures::Basis;
use crate::layer::{Feature, Field, Layer, Role, Value};
use crate::space::LatLon;
use crate::words::Words;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Measure {
    /// The share of satisfied orders among those with a grade.
    Satisfaction,
    /// Orders per 1,000 people.
    Frequency,
}

impl Measure {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Satisfaction => "satisfaction",
            Self::Frequency => "frequency",
        }
    }
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct Ranked {
    /// What is compared.
    pub measure: Measure,
    /// With whom: the level of areas, `area` where they have none, `island` or `facility`.
    pub group: String,
    /// The id of the area, island or facility.
    pub subject: String,
    /// Its name.
    pub name: Words,
    /// Its rank, 1 the highest figure; none where it rests on few orders.
    pub rank: Option<u64>,
    /// The told orders that the figure rests on.
    pub orders: u64,
    /// Its own figure and the shrunk one.
    pub estimate: Estimate,
}

/// Names of islands by index, and of facilities by id.
#[derive(Debug)]
pub struct Subjects<'a> {
    /// Ids and names of islands, by their index.
    pub islands: Vec<(&'a str, &'a Words)>,
    /// Names of facilities.
    pub facilities: BTreeMap<&'a str, &'a Words>,
}

/// What is added up over the blocks of one subject.
#[derive(Default)]
struct Sum {
    name: Words,
    people: u64,
    orders: u64,
    rated: u64,
    satisfied: u64,
}

/// All rows: by measure, group, rank and subject; those without a rank last.
pub fn ranking(basis: &Basis, cells: &Cells, subjects: &Subjects<'_>) -> Vec<Ranked> {
    let mut groups: BTreeMap<String, BTreeMap<String, Sum>> = BTreeMap::new();
    for block in &cells.blocks {
        for (group, subject, name) in memberships(basis, (cells, block), subjects) {
            let sum = groups.entry(group).or_default().entry(subject).or_default();
            sum.name = name;
            sum.people += block.people;
            sum.orders += block.orders;
            sum.rated += block.rated;
            sum.satisfied += block.satisfied;
        }
    }
    let mut rows: Vec<Ranked> = Vec::new();
    for (group, members) in &groups {
        rows.extend(rank(Measure::Satisfaction, group, members));
        rows.extend(rank(Measure::Frequency, group, members));
    }
    rows.sort_by(|a, b| {
        let place = |row: &Ranked| row.rank.unwrap_or(u64::MAX);
        (a.measure, &a.group, place(a), &a.subject).cmp(&(b.measure, &b.group, place(b), &b.subject))
    });
    rows
}

/// What a block counts for: every area upwards, its island, its facility.
fn memberships(
    basis: &Basis,
    (cells, block): (&Cells, &Block),
    subjects: &Subjects<'_>,
) -> Vec<(String, String, Words)> {
    let above = block.area.iter().flat_map(|&area| basis.areas.upwards(area));
    let areas = above.filter(|area| cells.areas.contains(area)).map(|area| {
        let area = basis.areas.get(area);
        let level = area.level.as_deref().unwrap_or("area");
        (level.to_owned(), area.id.clone(), area.name.clone())
    });
    let island = block.island.filter(|island| cells.islands.contains(island));
    let island = island.and_then(|island| subjects.islands.get(island.0 as usize));
    let island = island.map(|(id, name)| ("island".to_owned(), (*id).to_owned(), (*name).clone()));
    let facility = block.facility.as_deref().map(|id| {
        let name = subjects.facilities.get(id).map_or_else(|| Words::same(id), |name| (*name).clone());
        ("facility".to_owned(), id.to_owned(), name)
    });
    areas.chain(island).chain(facility).collect()
}

fn rank(measure: Measure, group: &str, members: &BTreeMap<String, Sum>) -> Vec<Ranked> {
    let counted = |sum: &Sum| match measure {
        Measure::Satisfaction => (sum.satisfied, sum.rated as f64, sum.rated),
        Measure::Frequency => (sum.orders, sum.people as f64 / 1_000.0, sum.orders),
    };
    let figures: Vec<Group> = members
        .values()
        .map(|sum| {
            let (count, exposure, _) = counted(sum);
            Group { count, exposure }
        })
        .collect();
    let found = match measure {
        Measure::Satisfaction => shares(&figures),
        Measure::Frequency => rates(&figures),
    };
    let rest: Vec<(f64, u64)> =
        found.iter().zip(members.values()).map(|(one, sum)| (one.shrunk, counted(sum).2)).collect();
    let rows = members.iter().zip(found).zip(ranks(&rest)).filter(|((_, one), _)| one.raw.is_some());
    rows.map(|(((subject, sum), estimate), rank)| Ranked {
        measure,
        group: group.to_owned(),
        subject: subject.clone(),
        name: sum.name.clone(),
        rank,
        orders: counted(sum).2,
        estimate,
    })
    .collect()
}

/// The rows as a table.
pub fn table(basis: &Basis, rows: &[Ranked]) -> Layer {
    let detail = |name: &str, zh: &str, en: &str| Field::new(name, Words::new(zh, en), "", Role::Detail);
    let feature = |row: &Ranked| Feature {
        id: format!("{}|{}|{}", row.measure.name(), row.group, row.subject),
        geometry: None,
        anchor: LatLon::default(),
        values: vec![
            Value::text(Some(row.measure.name())),
            Value::text(Some(&row.group)),
            Value::text(Some(&row.subject)),
            Value::text(Some(&row.name.zh)),
            row.rank.map_or(Value::Null, Value::count),
            Value::count(row.orders),
            row.estimate.raw.map_or(Value::Null, |raw| Value::Number(digits(raw))),
            Value::Number(digits(row.estimate.shrunk)),
            Value::Number(digits(row.estimate.weight)),
        ],
    };
    let mut features: Vec<Feature> = rows.iter().map(feature).collect();
    features.sort_by(|a, b| a.id.cmp(&b.id));
    Layer {
        id: "ranking",
        title: Words::new("排名", "Rankings"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: vec![
            detail("measure", "指标", "Measure"),
            detail("group", "组", "Group"),
            detail("subject", "对象", "Subject"),
            detail("name", "名称", "Name"),
            detail("rank", "名次", "Rank"),
            detail("orders", "所依据的工单数", "Orders that it rests on"),
            detail("own", "自身数值", "Own figure"),
            detail("shrunk", "收缩后数值", "Shrunk figure"),
            detail("weight", "自身数值的权重", "Weight of the own figure"),
        ],
        features,
    }
}
