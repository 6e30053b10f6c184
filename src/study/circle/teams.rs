//! Teams together: what is asked of each kind, and the section of the report.
//!
//! Never here: how it is counted, what may be told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::Part;
use super::words::{area_name, minutes};
use crate::analysis::coverage::Provider;
use crate::analysis::teams::{Ask, KindTeams};
use crate::encode::html::section::{Cell, Chart, Section, Table};
use crate::layer::figures::{Basis, Figures};
use crate::layer::teams::{Count, TeamFigures, TeamsSummary, areas, layer, summary};
use crate::layer::{Layer, Value};
use crate::places::Level;
use crate::progress::{Cancelled, Progress};
use crate::space::LatLon;
use crate::study::world::Study;
use crate::travel::Link;
use crate::units::Deciseconds;
use crate::words::Words;

/// No more functions than these are told one by one where the study does not name them.
const FUNCTIONS: usize = 24;
/// How many areas the report lists.
const LISTED: usize = 40;

/// Counts, publishes, and says so.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub(super) fn run(
    study: &Study,
    basis: &Basis,
    figures: &Figures,
    progress: &dyn Progress,
) -> Result<Option<Part>, Cancelled> {
    let Some(asked) = &study.file().analyses.teams else { return Ok(None) };
    let mut left_out = 0;
    let kinds = (0..basis.kinds.len()).map(|kind| {
        let functions = functions_of(study, kind, asked.functions.as_deref());
        left_out += functions.len().saturating_sub(FUNCTIONS);
        let told = if asked.functions.is_some() { usize::MAX } else { FUNCTIONS };
        detail(study, basis, (kind, &functions[..functions.len().min(told)]), progress)
    });
    let teams: Vec<KindTeams> = kinds.collect::<Result<_, Cancelled>>()?;
    let levels = &study.file().circle.levels;
    let told = TeamFigures::new(basis, figures, (&teams, levels.len()));
    let table = areas(basis, &told, levels);
    let found = summary(basis, figures, &told, levels);
    let left_out = if asked.functions.is_some() { 0 } else { left_out };
    let section = section(study, &found, (&table, &told), left_out);
    Ok(Some(Part {
        layers: vec![layer(basis, &told, levels)],
        tables: vec![table],
        figures: vec![("teams", json!(found))],
        sections: vec![section],
        issues: Vec::new(),
    }))
}

/// The functions of a kind: those that the study names, or all that its facilities offer, the most frequent first.
fn functions_of(study: &Study, kind: usize, named: Option<&[String]>) -> Vec<String> {
    let mut offered: BTreeMap<&str, usize> = BTreeMap::new();
    let id = &study.file().kinds[kind].id;
    for facility in study.inputs().facilities.iter().filter(|facility| facility.kind == *id) {
        let own: BTreeSet<&str> = facility.supply.functions.iter().map(String::as_str).collect();
        own.into_iter().for_each(|function| *offered.entry(function).or_default() += 1);
    }
    let mut all: Vec<(&str, usize)> = offered.into_iter().collect();
    if let Some(named) = named {
        all.retain(|(function, _)| named.iter().any(|name| name == function));
    }
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    all.into_iter().map(|(function, _)| function.to_owned()).collect()
}

fn detail(
    study: &Study,
    basis: &Basis,
    (kind, functions): (usize, &[String]),
    progress: &dyn Progress,
) -> Result<KindTeams, Cancelled> {
    // As in coverage: what serves one cohort only covers nobody here.
    let facilities: Vec<Provider> = study.open_to(kind, None);
    let limits: Vec<Deciseconds> = (0..basis.demand.len()).map(|point| basis.coverage.limit(kind, point)).collect();
    let demand: Vec<Option<Link>> = study.demand_links(kind).iter().map(|link| link.as_ref().ok().copied()).collect();
    let weighed = study.weighed(study.profile_of(kind));
    let of_kind = &study.file().kinds[kind];
    let ask = Ask { weighed, kind: of_kind, facilities: &facilities, demand: &demand, limits: &limits };
    let of = |index: u32| &study.inputs().facilities[index as usize];
    let levels = &study.file().circle.levels;
    let mut found = KindTeams { backup: ask.backed_up(progress)?, ..KindTeams::default() };
    for level in 0..levels.len() {
        let high = |index: u32| levels[..=level].iter().any(|level| of(index).level.as_ref() == Some(&level.id));
        found.levels.push(ask.covered(&high, progress)?);
    }
    for function in functions {
        let offers = |index: u32| of(index).supply.functions.contains(function);
        found.functions.push((function.clone(), ask.covered(&offers, progress)?));
    }
    if let Some(by_day) = by_day(study, kind, &demand) {
        let ask = Ask { demand: &by_day, ..ask };
        found.day = Some(ask.covered(&|_| true, progress)?);
    }
    Ok(found)
}

/// The links of the demand by day: at work where that is known, else at home. `None` where nobody's work is known.
fn by_day(study: &Study, kind: usize, homes: &[Option<Link>]) -> Option<Vec<Option<Link>>> {
    let works = study.inputs().demand.iter().enumerate().filter_map(|(i, point)| Some((i, point.traits.work?)));
    let (points, places): (Vec<usize>, Vec<LatLon>) = works.unzip();
    if points.is_empty() {
        return None;
    }
    let mut links = homes.to_vec();
    let at_work = study.links(study.profile_of(kind), &places);
    points.iter().zip(at_work).for_each(|(&point, link)| links[point] = link);
    Some(links)
}

fn section(study: &Study, found: &TeamsSummary, (areas, told): (&Layer, &TeamFigures), left_out: usize) -> Section {
    let file = study.file();
    let name = |id: &str| file.kind(id).map_or_else(|| Words::same(id), |kind| kind.name.clone());
    let (many, limit) = (found.any.len(), minutes(file.limit));
    let at_least = |n: usize| match n {
        n if n == many => Words::new("全部", "all"),
        n => Words::new(format!("至少 {n} 类"), format!("at least {n}")),
    };
    let any_rows = found.any.iter().map(|any| {
        let mut row = vec![Cell::Text(at_least(any.at_least)), count(any.night.people), share(any.night.share)];
        row.extend(any.day.iter().flat_map(|day| [count(day.people), share(day.share)]));
        row
    });
    let by_day = found.any.iter().any(|any| any.day.is_some());
    let mut any_head = vec![Words::new("服务类别", "Kinds in time"), people_head(), share_head()];
    if by_day {
        any_head.push(Words::new("白天人数（至多）", "People by day (at most)"));
        any_head.push(Words::new("白天比例（至多）", "Share by day (at most)"));
    }
    let mut tables = vec![Table {
        title: Words::new("几类服务同时在时限内", "How many kinds are in time together"),
        head: any_head,
        rows: any_rows.collect(),
    }];
    tables.push(kinds_table(found, &file.circle.levels, &name));
    tables.push(Table {
        title: Words::new("最薄弱的一环", "The weakest link"),
        head: vec![
            Words::new("服务类别", "Kind"),
            Words::new("不在其时限内的人数", "People it does not reach"),
            Words::new("只缺这一类的人数", "People who lack this one only"),
        ],
        rows: found
            .weakest
            .iter()
            .map(|link| vec![Cell::Text(name(&link.kind)), Cell::Count(link.lacking), Cell::Count(link.alone)])
            .collect(),
    });
    tables.extend(areas_table(study, areas, told));
    let mut text = vec![
        Words::new(
            format!("人在时限（通常 {limit} 分钟）内能得到几类服务，各级设施、各项职能的覆盖，以及有无第二处可用。"),
            format!(
                "How many kinds of service reach people within the limit (usually {limit} minutes), how far each level and function reaches, and whether there is a second facility in time."
            ),
        ),
        Words::new(
            "“某级及以上”指该级或更高级别的设施在时限内；“两处”指时间第二近的另一处设施也在时限内；“白天”按工作地计算，未填工作地者按住处计算。",
            "“A level or higher” means that a facility of that level or a higher one is in time; “two” that the second nearest facility in time is too; “by day” counts people where they work, and at home where no place of work is given.",
        ),
        Words::new(
            "“至少 n 类”由各发布单元已公布的各类人数推得：在单元内假定各类覆盖的人尽可能相同，取第 n 大的人数；“全部”为公布的完整服务圈人数。区划数字为其下各单元之和，逐级相加无出入。",
            "“At least n” is told from the published counts of each unit as if the kinds covered the same people as far as they can: the n-th largest count; “all” is the published full circle. Figures of areas are sums of their units, so that they add up on every level.",
        ),
    ];
    if let Some(first) = found.weakest.first().filter(|link| link.lacking > 0) {
        let kind = name(&first.kind);
        let sentence = Words::new(
            format!("最薄弱的一环是{}：{} 人不在其时限内。", kind.zh, first.lacking),
            format!("The weakest link is {}: it does not reach {} people in time.", kind.en, first.lacking),
        );
        text.insert(0, sentence);
    }
    let bars = found.any.iter().filter_map(|any| Some((at_least(any.at_least), any.night.share?)));
    Section {
        id: "teams",
        title: Words::new("服务圈：几支队伍能同时到位", "The circle: which teams are there in time"),
        text,
        chart: Some(Chart::Bars(bars.collect())),
        tables,
        note: (left_out > 0).then(|| {
            Words::new(
                format!("另有 {left_out} 项职能未逐一列出；请用 teams.functions 指定。"),
                format!(
                    "{left_out} more functions are not told one by one; name those that matter in teams.functions."
                ),
            )
        }),
    }
}

fn kinds_table(found: &TeamsSummary, levels: &[Level], name: &dyn Fn(&str) -> Words) -> Table {
    let mut rows = Vec::new();
    for kind in &found.kinds {
        let mut row = |what: Words, part: crate::layer::teams::Part| {
            rows.push(vec![Cell::Text(name(&kind.id)), Cell::Text(what), count(part.people), share(part.share)]);
        };
        row(Words::new("一处在时限内", "one in time"), kind.covered);
        row(Words::new("两处在时限内", "two in time"), kind.backup);
        for level in &kind.levels {
            let words = levels.iter().find(|known| known.id == level.id).map(|level| level.name.clone());
            let words = words.unwrap_or_else(|| Words::same(level.id.as_str()));
            row(Words::new(format!("{}及以上", words.zh), format!("{} or higher", words.en)), level.part);
        }
        for function in &kind.functions {
            row(Words::new(format!("提供{}", function.id), format!("offers {}", function.id)), function.part);
        }
        if let Some(day) = kind.day {
            row(Words::new("白天（工作地）", "by day, at work"), day);
        }
    }
    Table {
        title: Words::new("各类服务的级别、职能与备份", "Levels, functions and backup of each kind"),
        head: vec![Words::new("服务类别", "Kind"), Words::new("口径", "Reached by"), people_head(), share_head()],
        rows,
    }
}

/// The areas highest in the tree: those of the top, and where that is one alone those right below it too.
fn areas_table(study: &Study, areas: &Layer, told: &TeamFigures) -> Option<Table> {
    let tree = &study.inputs().areas;
    let top = tree.all().iter().filter(|area| tree.by_id(&area.id).is_some_and(|index| tree.depth(index) == 0)).count();
    let depth = u32::from(top == 1);
    let any = |column: &Count| matches!(column, Count::Any(_));
    let columns: Vec<usize> = (0..told.columns.len()).filter(|&column| any(&told.columns[column])).collect();
    let people = areas.column("people")?;
    let number = |value: Option<&Value>| match value {
        Some(Value::Integer(number)) => u64::try_from(*number).map_or(Cell::None, Cell::Count),
        _ => Cell::None,
    };
    let shown = areas.features.iter().filter(|row| tree.by_id(&row.id).is_none_or(|index| tree.depth(index) <= depth));
    let rows: Vec<Vec<Cell>> = shown
        .take(LISTED)
        .map(|row| {
            let mut cells = vec![Cell::Text(area_name(study, &row.id)), number(row.values.get(people))];
            cells.extend(columns.iter().map(|column| number(row.values.get(people + 1 + column))));
            cells
        })
        .collect();
    let mut head = vec![Words::new("区划", "Area"), people_head()];
    head.extend(columns.iter().enumerate().map(|(i, _)| {
        let n = i + 1;
        if n == columns.len() {
            Words::new("全部", "all")
        } else {
            Words::new(format!("至少 {n} 类"), format!("at least {n}"))
        }
    }));
    (!tree.all().is_empty()).then(|| Table {
        title: Words::new("各区划（完整表见 circle_areas.csv）", "By area (circle_areas.csv has them all)"),
        head,
        rows,
    })
}

fn people_head() -> Words {
    Words::new("人数", "People")
}

fn share_head() -> Words {
    Words::new("比例", "Share")
}

fn count(people: Option<u64>) -> Cell {
    people.map_or(Cell::None, Cell::Count)
}

fn share(share: Option<f64>) -> Cell {
    share.map_or(Cell::None, Cell::Share)
}
