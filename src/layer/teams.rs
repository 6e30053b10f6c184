//! The layer `teams` and the table `circle_areas`: who is reached by any number of the joint kinds, by level, by function, by two
//! facilities, and by day.
//!
//! Levels, functions, backup and day are counted in each unit and published like all counts of subgroups. Any number of kinds
//! together is not counted: it is told from the unit's published counts as if kinds covered the same people as far as they can.
//! Then those covered by at least n kinds are the n-th largest count; all kinds together are the published full circle.
//!
//! Never here: who is covered (see `analysis::teams`).

use std::collections::BTreeMap;

use geo::Geometry;
use rayon::prelude::*;
use serde::Serialize;

use super::figures::{Basis, Figures, UnitFigures, published_in};
use super::{Feature, Field, Layer, Role, Value, people};
use crate::analysis::teams::KindTeams;
use crate::places::{AreaIndex, Level};
use crate::space::LatLon;
use crate::words::Words;

/// What a column counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Count {
    /// Those reached by at least so many joint kinds.
    Any(usize),
    /// The same by day.
    AnyByDay(usize),
    /// Those reached by a kind.
    Covered(usize),
    /// Those reached by two facilities of a kind.
    Backup(usize),
    /// Those reached by a facility of a kind on a level or a higher one.
    Level(usize, usize),
    /// Those reached by a facility of a kind that offers a function.
    Function(usize, String),
    /// Those reached by a kind by day.
    Day(usize),
}

/// The published figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TeamFigures {
    /// What is counted.
    pub columns: Vec<Count>,
    /// One entry a unit: a count a column.
    pub units: Vec<Vec<u64>>,
    /// The joint kind that covers fewest people of each unit, the first of equal ones; none where all are covered.
    pub weakest: Vec<Option<usize>>,
    joint: Vec<usize>,
}

impl TeamFigures {
    /// Publishes what was found, one entry a kind; `levels` is how many the study has.
    pub fn new(basis: &Basis, figures: &Figures, (teams, levels): (&[KindTeams], usize)) -> Self {
        let mut joint = basis.coverage.joint.clone();
        joint.sort_unstable();
        joint.dedup();
        let by_day = teams.iter().any(|kind| kind.day.is_some());
        let mut columns: Vec<Count> = (1..=joint.len()).map(Count::Any).collect();
        if by_day {
            columns.extend((1..=joint.len()).map(Count::AnyByDay));
        }
        for (kind, found) in teams.iter().enumerate() {
            columns.extend([Count::Covered(kind), Count::Backup(kind)]);
            columns.extend((0..levels).map(|level| Count::Level(kind, level)));
            columns.extend(found.functions.iter().map(|(name, _)| Count::Function(kind, name.clone())));
            columns.extend(by_day.then_some(Count::Day(kind)));
        }
        let units: Vec<Vec<u64>> = figures
            .units
            .par_iter()
            .enumerate()
            .map(|(unit, of)| counts(basis, (unit, of), teams, (&columns, &joint)))
            .collect();
        let weakest = |unit: &UnitFigures| {
            let short = joint.iter().copied().filter(|&kind| unit.covered[kind] < unit.people);
            short.min_by_key(|&kind| unit.covered[kind])
        };
        let weakest = figures.units.iter().map(weakest).collect();
        Self { columns, units, weakest, joint }
    }

    /// The sum of a column over all units; `None` when figures are withheld or there is no such column.
    pub fn total(&self, count: &Count) -> Option<u64> {
        let column = self.columns.iter().position(|known| known == count)?;
        (!self.units.is_empty()).then(|| self.units.iter().map(|unit| unit[column]).sum())
    }
}

/// The counts of one unit.
fn counts(
    basis: &Basis,
    (unit, figures): (usize, &UnitFigures),
    teams: &[KindTeams],
    (columns, joint): (&[Count], &[usize]),
) -> Vec<u64> {
    let told = |flags: &[bool]| published_in(basis, unit, &|point| flags[point]);
    let day = |kind: usize| teams[kind].day.as_ref().map_or(figures.covered[kind], |flags| told(flags));
    let ranked = |of: &dyn Fn(usize) -> u64| {
        let mut counts: Vec<u64> = joint.iter().map(|&kind| of(kind)).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        counts
    };
    let (by_night, by_day) = (ranked(&|kind| figures.covered[kind]), ranked(&day));
    let count = |count: &Count| match count {
        Count::Any(n) if *n == joint.len() => figures.joint_covered,
        Count::Any(n) => by_night[n - 1],
        Count::AnyByDay(n) => by_day[n - 1],
        Count::Covered(kind) => figures.covered[*kind],
        Count::Backup(kind) => told(&teams[*kind].backup),
        Count::Level(kind, level) => told(&teams[*kind].levels[*level]),
        Count::Function(kind, name) => {
            let found = teams[*kind].functions.iter().find(|(known, _)| known == name);
            found.map_or(0, |(_, flags)| told(flags))
        }
        Count::Day(kind) => day(*kind),
    };
    columns.iter().map(count).collect()
}

/// The fields of the columns.
fn fields<'a>(basis: &'a Basis, figures: &'a TeamFigures, levels: &'a [Level]) -> impl Iterator<Item = Field> + 'a {
    figures.columns.iter().map(|column| {
        let kind = |kind: &usize| &basis.kinds[*kind];
        let (name, zh, en) = match column {
            Count::Any(n) => {
                (format!("any_{n}"), format!("至少 {n} 类服务在时限内"), format!("Reached by at least {n} kinds"))
            }
            Count::AnyByDay(n) => (
                format!("any_{n}_day"),
                format!("白天至少 {n} 类服务在时限内"),
                format!("Reached by at least {n} kinds by day"),
            ),
            Count::Covered(k) => (
                format!("{}_covered", kind(k).id),
                format!("时限内可得到服务的人数：{}", kind(k).name.zh),
                format!("People reached in time: {}", kind(k).name.en),
            ),
            Count::Backup(k) => (
                format!("{}_backup", kind(k).id),
                format!("时限内有两处可用：{}", kind(k).name.zh),
                format!("Two within the limit: {}", kind(k).name.en),
            ),
            Count::Level(k, level) => (
                format!("{}_level_{}", kind(k).id, levels[*level].id),
                format!("{}：{}及以上", kind(k).name.zh, levels[*level].name.zh),
                format!("{}: level {} or higher", kind(k).name.en, levels[*level].name.en),
            ),
            Count::Function(k, function) => (
                format!("{}_offers_{function}", kind(k).id),
                format!("{}：提供{function}", kind(k).name.zh),
                format!("{}: offers {function}", kind(k).name.en),
            ),
            Count::Day(k) => (
                format!("{}_day", kind(k).id),
                format!("白天时限内可得到服务：{}", kind(k).name.zh),
                format!("Reached by day: {}", kind(k).name.en),
            ),
        };
        people(name, Words::new(zh, en))
    })
}

/// The layer: one feature a unit.
pub fn layer(basis: &Basis, figures: &TeamFigures, levels: &[Level]) -> Layer {
    let mut all = vec![
        Field::new("area", Words::new("区划", "Area"), "", Role::Detail),
        people("people", Words::new("人数", "People")),
    ];
    all.extend(fields(basis, figures, levels));
    all.push(Field::new("weakest", Words::new("最薄弱的一环", "Weakest link"), "", Role::Detail));
    let feature = |(index, counts): (usize, &Vec<u64>)| {
        let unit = &basis.units.all()[index];
        let mut values = vec![Value::text(basis.area_id(index)), Value::count(unit.people)];
        values.extend(counts.iter().map(|&count| Value::count(count)));
        values.push(Value::text(figures.weakest[index].map(|kind| basis.kinds[kind].id.as_str())));
        let geometry = (!unit.shape.0.is_empty()).then(|| Geometry::MultiPolygon(unit.shape.clone()));
        Feature { id: unit.id.clone(), geometry, anchor: unit.anchor, values }
    };
    Layer {
        id: "teams",
        title: Words::new("服务圈", "The circle in detail"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: all,
        features: figures.units.iter().enumerate().map(feature).collect(),
    }
}

/// The units in each area or below it; those outside every area under `None`.
pub fn units_by_area(basis: &Basis) -> BTreeMap<Option<AreaIndex>, Vec<usize>> {
    let mut by_area: BTreeMap<Option<AreaIndex>, Vec<usize>> = BTreeMap::new();
    for (index, unit) in basis.units.all().iter().enumerate() {
        match unit.area {
            Some(area) => basis.areas.upwards(area).for_each(|up| by_area.entry(Some(up)).or_default().push(index)),
            None => by_area.entry(None).or_default().push(index),
        }
    }
    by_area
}

/// Every area of the tree, and last (with an empty id) what lies outside all of them, if some unit does.
pub fn rows_of_areas(basis: &Basis, by_area: &BTreeMap<Option<AreaIndex>, Vec<usize>>) -> Vec<Option<AreaIndex>> {
    let all = (0..basis.areas.all().len() as u32).map(|index| Some(AreaIndex(index)));
    all.chain(by_area.contains_key(&None).then_some(None)).collect()
}

/// The fields that say which area a row is about.
pub fn area_fields() -> Vec<Field> {
    let field = |name: &str, zh: &str, en: &str| Field::new(name, Words::new(zh, en), "", Role::Detail);
    vec![
        field("name", "名称", "Name"),
        field("name_en", "英文名称", "Name in English"),
        field("level", "层级", "Level"),
        field("parent", "上级", "Part of"),
    ]
}

/// The values of [`area_fields`].
pub fn area_values(basis: &Basis, area: Option<AreaIndex>) -> Vec<Value> {
    let Some(index) = area else { return vec![Value::Null; 4] };
    let area = basis.areas.get(index);
    let some = |text: &str| Value::text(Some(text).filter(|text| !text.is_empty()));
    let parent = basis.areas.parent(index).map(|parent| basis.areas.get(parent).id.as_str());
    vec![some(&area.name.zh), some(&area.name.en), Value::text(area.level.as_deref()), Value::text(parent)]
}

/// The table: all areas of the tree; the figures of an area are the sums of the units in it or below it.
pub fn areas(basis: &Basis, figures: &TeamFigures, levels: &[Level]) -> Layer {
    let mut all = area_fields();
    all.push(people("people", Words::new("人数", "People")));
    all.extend(fields(basis, figures, levels));
    let by_area = units_by_area(basis);
    let row = |area: Option<AreaIndex>| {
        let units = by_area.get(&area);
        let sum = |of: &dyn Fn(usize) -> u64| {
            units.map_or(Value::Null, |units| Value::count(units.iter().map(|&unit| of(unit)).sum()))
        };
        let mut values = area_values(basis, area);
        values.push(sum(&|unit| basis.units.all()[unit].people));
        values.extend((0..figures.columns.len()).map(|column| sum(&|unit| figures.units[unit][column])));
        let id = area.map_or_else(String::new, |area| basis.areas.get(area).id.clone());
        Feature { id, geometry: None, anchor: LatLon::default(), values }
    };
    Layer {
        id: "circle_areas",
        title: Words::new("各级区划的服务圈", "The circle by area, on all levels"),
        attribution: basis.credits.attribution.clone(),
        synthetic: basis.credits.synthetic,
        fields: all,
        features: rows_of_areas(basis, &by_area).into_iter().map(row).collect(),
    }
}

/// People and their share of all people, six decimals.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Part {
    /// Published people.
    pub people: Option<u64>,
    /// Their share.
    pub share: Option<f64>,
}

/// Those reached by at least so many joint kinds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct AnyOf {
    /// So many.
    pub at_least: usize,
    /// Where they live.
    #[serde(flatten)]
    pub night: Part,
    /// Where they work; for all kinds together at most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Part>,
}

/// A level or function.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Named {
    /// The id of the level, or the name of the function.
    pub id: String,
    /// Those reached.
    #[serde(flatten)]
    pub part: Part,
}

/// One kind in detail.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct KindDetail {
    /// Its id.
    pub id: String,
    /// Those whom it reaches.
    pub covered: Part,
    /// Those whom two of its facilities reach.
    pub backup: Part,
    /// Those whom a level or a higher one reaches, highest first.
    pub levels: Vec<Named>,
    /// Those whom a facility with a function reaches.
    pub functions: Vec<Named>,
    /// Those reached where they work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Part>,
}

/// A joint kind as a link of the circle.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Link {
    /// Its id.
    pub kind: String,
    /// Those whom it does not reach.
    pub lacking: u64,
    /// Those who lack one kind only, where that is the one that covers fewest people of their unit.
    pub alone: u64,
}

/// The figures of `summary.json` under `teams`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TeamsSummary {
    /// One to all of the joint kinds.
    pub any: Vec<AnyOf>,
    /// All kinds.
    pub kinds: Vec<KindDetail>,
    /// The joint kinds, the one that most people lack first.
    pub weakest: Vec<Link>,
}

/// Adds the published figures up.
pub fn summary(basis: &Basis, circle: &Figures, figures: &TeamFigures, levels: &[Level]) -> TeamsSummary {
    let all = basis.units.people();
    let part = |count: &Count| {
        let people = figures.total(count);
        let share = people.zip(all.filter(|&all| all > 0));
        Part { people, share: share.map(|(part, all)| (part as f64 / all as f64 * 1e6).round() / 1e6) }
    };
    let some = |count: Count| figures.columns.contains(&count).then(|| part(&count));
    let any = (1..=figures.joint.len()).map(|n| AnyOf {
        at_least: n,
        night: part(&Count::Any(n)),
        day: some(Count::AnyByDay(n)),
    });
    let detail = |(index, kind): (usize, &crate::places::Kind)| KindDetail {
        id: kind.id.clone(),
        covered: part(&Count::Covered(index)),
        backup: part(&Count::Backup(index)),
        levels: (0..levels.len())
            .map(|level| Named { id: levels[level].id.clone(), part: part(&Count::Level(index, level)) })
            .collect(),
        functions: figures
            .columns
            .iter()
            .filter_map(|column| match column {
                Count::Function(kind, name) if *kind == index => Some(Named { id: name.clone(), part: part(column) }),
                _ => None,
            })
            .collect(),
        day: some(Count::Day(index)),
    };
    let many = figures.joint.len();
    // Those with all kinds but one: everybody where there is only one kind.
    let but_one = |unit: usize| {
        let people = circle.units[unit].people;
        if many < 2 { people } else { figures.units[unit][many - 2] }
    };
    let link = |&kind: &usize| Link {
        kind: basis.kinds[kind].id.clone(),
        lacking: circle.units.iter().map(|unit| unit.people - unit.covered[kind]).sum(),
        alone: (0..circle.units.len())
            .filter(|&unit| figures.weakest[unit] == Some(kind))
            .map(|unit| but_one(unit).saturating_sub(circle.units[unit].joint_covered))
            .sum(),
    };
    let mut weakest: Vec<Link> = figures.joint.iter().map(link).collect();
    weakest.sort_by_key(|link| std::cmp::Reverse(link.lacking));
    TeamsSummary { any: any.collect(), kinds: basis.kinds.iter().enumerate().map(detail).collect(), weakest }
}
