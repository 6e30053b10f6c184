//! Two scenarios side by side, as a page.
//!
//! Never here: how scenarios are applied or compared, HTML.

use std::collections::BTreeMap;

use super::modifications::{Site, apply, pins, sites, so_many, told};
use super::{blank, named};
use crate::analysis::compare::difference;
use crate::encode::html::paper::{Counts, Mark, Paper, Picture, Pin};
use crate::encode::html::section::{Cell, Section, Table};
use crate::encode::html::{Fact, number};
use crate::layer::compare::{AreaChange, Comparison, Gap, People2};
use crate::layer::figures::UnitFigures;
use crate::places::Kind;
use crate::study::Study;
use crate::study::report::area_name;
use crate::study::scenario::{Compared, Scenario, Told, resolved};
use crate::words::{Lang, Words};

/// Rows of areas and gaps at most: `compare.csv` and `compare.json` have all.
const ROWS: usize = 40;

/// The two scenarios of a comparison, and all that the study knows.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// All scenarios.
    pub all: &'a [Scenario],
    /// The first.
    pub a: &'a Told,
    /// The second.
    pub b: &'a Told,
}

/// The page about a comparison, `lang` first.
pub fn comparison<'a>(study: &'a Study, sides: Sides<'_>, compared: &Compared, lang: Lang) -> Paper<'a> {
    let found = &compared.comparison;
    let (changes_a, sites_a) = changed(study, sides.all, &found.scenarios[0].id);
    let (changes_b, sites_b) = changed(study, sides.all, &found.scenarios[1].id);
    let pictures = pictures(study, sides, &pins(&sites_a, &sites_b));
    let mut paper = blank(study, pictures, lang);
    let [a, b] = [0, 1].map(|side: usize| found.scenarios[side].name.clone());
    paper.title = Words::new("方案对比", "Two scenarios side by side");
    paper.facts = [("甲", "A", &a), ("乙", "B", &b)]
        .map(|(zh, en, name)| Fact { label: Words::new(format!("方案{zh}"), en), value: name.clone() })
        .to_vec();
    paper.question = Words::new(
        format!("由“{}”变为“{}”，谁受益，谁受损？", a.zh, b.zh),
        format!("Who gains and who loses from “{}” to “{}”?", a.en, b.en),
    );
    (paper.big, paper.lead) = answer(found, study.file().joint.len() > 1);
    paper.rest = rest(found);
    let names = [(a, changes_a), (b, changes_b)];
    paper.sections = vec![scenarios(found, names), kinds(study, found)];
    paper.sections.extend(cohorts(study, found));
    paper.sections.extend(areas(study, found));
    paper.sections.push(gaps(study, found));
    paper.sections.extend(notes(found));
    paper
}

/// The modifications of a scenario in words, and its sites.
fn changed(study: &Study, all: &[Scenario], id: &str) -> (Vec<Words>, BTreeMap<String, Site>) {
    let mut sites = sites(study);
    let mut words = Vec::new();
    // The study itself has none; any other was applied already.
    for (number, one) in (1..).zip(resolved(all, id).unwrap_or_default()) {
        words.push(told(study, &sites, one));
        apply(&mut sites, one, number);
    }
    (words, sites)
}

/// A map of the circle, and one of each kind that changes.
fn pictures(study: &Study, sides: Sides<'_>, pins: &[(String, Pin)]) -> Vec<Picture> {
    let file = study.file();
    let counts = |of: &dyn Fn(&UnitFigures) -> u64| -> Vec<Counts> {
        let both = sides.a.figures.units.iter().zip(&sides.b.figures.units);
        both.map(|(a, b)| Counts { people: a.people.max(b.people), before: of(a), after: of(b) }).collect()
    };
    let standing = |kinds: &[usize]| -> Vec<Pin> {
        let of = |facility: &&crate::places::Facility| kinds.iter().any(|&kind| file.kinds[kind].id == facility.kind);
        let gone = |facility: &&crate::places::Facility| {
            !pins.iter().any(|(kind, pin)| *kind == facility.kind && pin.mark == Mark::Closed && pin.at == facility.at)
        };
        let kind = |id: &str| kinds.iter().copied().find(|&kind| file.kinds[kind].id == id);
        let here = study.inputs().facilities.iter().filter(of).filter(gone);
        let pin = |facility: &crate::places::Facility| {
            let title = named(&facility.name, &facility.id).zh;
            Some(Pin { at: facility.at, mark: Mark::Standing(kind(&facility.kind)?), title })
        };
        here.filter_map(pin).collect()
    };
    let numbers = Words::new(
        "新设或迁入的站点，编号见下方修改列表",
        "a site that is new or moves there, numbered as in the list below",
    );
    let crosses = Words::new("乙中不再有的站点", "a site that B no longer has there");
    let changes = |counts: &[Counts]| counts.iter().any(|counts| counts.before != counts.after);
    let mut pictures = Vec::new();
    if file.joint.len() > 1 {
        let pins = pins.iter().map(|pin| pin.1.clone()).collect();
        let title = Words::new("地图：谁的全部服务及时与否有变化", "Map: whose circle changes (all services in time)");
        let counts = counts(&|unit| unit.joint_covered);
        pictures.push(Picture { title, counts, pins, numbers: numbers.clone(), crosses: crosses.clone(), note: None });
    }
    for (index, kind) in file.kinds.iter().enumerate() {
        let counts = counts(&|unit| unit.covered[index]);
        if !changes(&counts) {
            continue;
        }
        let own = pins.iter().filter(|(of, _)| *of == kind.id).map(|pin| pin.1.clone());
        let pins = standing(&[index]).into_iter().chain(own).collect();
        let title = Words::new(format!("地图：{}", kind.name.zh), format!("Map: {}", kind.name.en));
        pictures.push(Picture { title, counts, pins, numbers: numbers.clone(), crosses: crosses.clone(), note: None });
    }
    pictures
}

fn answer(found: &Comparison, joint: bool) -> (String, Words) {
    let of = &found.joint;
    let (Some(a), Some(b), Some(gained), Some(lost)) = (of.people_covered_a, of.people_covered_b, of.gained, of.lost)
    else {
        return (String::new(), Words::new("人数过少，数字不予公布。", "Too few people for figures to be told."));
    };
    let share = |share: Option<f64>| share.map_or_else(String::new, number::percent);
    let (was, is) = (share(of.share_a), share(of.share_b));
    let (gained, lost, before, after) =
        (number::thousands(gained), number::thousands(lost), number::thousands(a), number::thousands(b));
    let what = if joint {
        ("各类服务均及时到达", "have all services in time")
    } else {
        ("服务及时到达", "are reached in time")
    };
    let lead = Words::new(
        format!("{}的人由 {before} 人（{was}）变为 {after} 人（{is}）：增加 {gained} 人，减少 {lost} 人。", what.0),
        format!("{after} people ({is}) {} instead of {before} ({was}): {gained} gain, {lost} lose.", what.1),
    );
    (number::signed(difference(a, b)), lead)
}

fn rest(found: &Comparison) -> Vec<Words> {
    let (opened, closed) = (found.gaps.opened.len(), found.gaps.closed.len());
    let mut rest = vec![Words::new(
        format!("新出现的缺口 {opened} 处，消除的缺口 {closed} 处。"),
        format!("Gaps opened: {opened}; gaps closed: {closed}."),
    )];
    if found.people_a != found.people_b {
        let (a, b) = (so_many(found.people_a), so_many(found.people_b));
        rest.push(Words::new(
            format!("两个方案的总人数不同：{}与{}；占比各按本方案的总人数计。", a.zh, b.zh),
            format!("The scenarios differ in their people: {} and {}; each share is of its own.", a.en, b.en),
        ));
    }
    if found.scenarios.iter().any(|scenario| scenario.outdated) {
        rest.push(Words::new(
            "方案保存之后输入文件有变化；数字按现在的输入计算。",
            "Inputs have changed since a scenario was kept; the figures are those of the inputs of now.",
        ));
    }
    rest
}

fn head(columns: &[(&str, &str)]) -> Vec<Words> {
    columns.iter().map(|(zh, en)| Words::new(*zh, *en)).collect()
}

fn scenarios(found: &Comparison, names: [(Words, Vec<Words>); 2]) -> Section {
    let mut tables = Vec::new();
    for (((name, changes), scenario), letter) in names.into_iter().zip(&found.scenarios).zip(["A", "B"]) {
        let nothing = vec![Words::new("与研究一致，无修改。", "The study as it is: nothing is otherwise.")];
        let changes = if changes.is_empty() { nothing } else { changes };
        let zh = if letter == "A" { "甲" } else { "乙" };
        let id = &scenario.id;
        let title = Words::new(format!("方案{zh}：{}（{id}）", name.zh), format!("{letter}: {} ({id})", name.en));
        let row = |(index, change): (u64, Words)| vec![Cell::Count(index), Cell::Text(change)];
        let rows = (1..).zip(changes).map(row).collect();
        tables.push(Table { title, head: head(&[("序号", "No."), ("修改", "What is otherwise")]), rows });
    }
    Section { id: "scenarios", title: Words::new("两个方案", "The two scenarios"), tables, ..Section::default() }
}

/// Before, after, gained, lost.
fn row(label: Words, people: &People2) -> Vec<Cell> {
    let count = |count: Option<u64>| count.map_or(Cell::None, Cell::Count);
    let share = |share: Option<f64>| share.map_or(Cell::None, Cell::Share);
    let People2 { people_covered_a, people_covered_b, share_a, share_b, gained, lost } = *people;
    vec![
        Cell::Text(label),
        count(people_covered_a),
        share(share_a),
        count(people_covered_b),
        share(share_b),
        count(gained),
        count(lost),
    ]
}

fn kind_name(kinds: &[Kind], id: &str) -> Words {
    if id == "joint" {
        return Words::new("全部服务", "All services");
    }
    kinds.iter().find(|kind| kind.id == id).map_or_else(|| Words::same(id), |kind| kind.name.clone())
}

fn kinds(study: &Study, found: &Comparison) -> Section {
    let kinds = &study.file().kinds;
    let rows = found.kinds.iter().map(|kind| {
        let mut row = row(kind_name(kinds, &kind.id), &kind.people);
        row.extend([Cell::Minutes(kind.median_s_a), Cell::Minutes(kind.median_s_b)]);
        row
    });
    let mut joint = row(kind_name(kinds, "joint"), &found.joint);
    joint.extend([Cell::None, Cell::None]);
    let columns = [
        ("服务", "Service"),
        ("甲：及时", "A: in time"),
        ("占比", "Share"),
        ("乙：及时", "B: in time"),
        ("占比", "Share"),
        ("增加", "Gained"),
        ("减少", "Lost"),
        ("甲：时间中位数（分钟）", "A: median (min)"),
        ("乙：时间中位数（分钟）", "B: median (min)"),
    ];
    Section {
        id: "kinds",
        title: Words::new("各类服务", "Service by service"),
        tables: vec![Table { title: Words::default(), head: head(&columns), rows: rows.chain([joint]).collect() }],
        note: Some(Words::new(
            "增加与减少是各发布单元公布数字之差的和：甲 + 增加 = 乙 + 减少。",
            "Gained and lost are differences of published figures, unit by unit, summed: A + gained = B + lost.",
        )),
        ..Section::default()
    }
}

fn cohorts(study: &Study, found: &Comparison) -> Option<Section> {
    let rows: Vec<Vec<Cell>> = found
        .cohorts
        .iter()
        .map(|change| {
            let counts = [change.people_covered_a, change.people_covered_b, change.gained, change.lost];
            let mut row =
                vec![Cell::Text(change.name.clone()), Cell::Text(kind_name(&study.file().kinds, &change.kind))];
            row.extend(counts.map(Cell::Count));
            row
        })
        .collect();
    let columns = [
        ("群体", "Cohort"),
        ("服务", "Service"),
        ("甲：及时", "A: in time"),
        ("乙：及时", "B: in time"),
        ("增加", "Gained"),
        ("减少", "Lost"),
    ];
    (!rows.is_empty()).then(|| Section {
        id: "cohorts",
        title: Words::new("各群体（估算）", "Cohort by cohort (estimated)"),
        tables: vec![Table { title: Words::default(), head: head(&columns), rows }],
        note: Some(Words::new(
            "群体成员不在每个方案中重新计数（两次取整之差会泄露少数人）：以研究本身公布的群体人数为起点，假定成员与其上级区划内全体居民同比例增减。",
            "Members are not counted again in a scenario, since two rounded counts would give small groups away: from the published members of the study itself, they are taken to gain and lose as everybody in their block does.",
        )),
        ..Section::default()
    })
}

/// How much an area changes: in the circle first, then in any kind.
fn size(area: &AreaChange) -> (u64, u64) {
    let of = |counts: &crate::layer::compare::Counts| counts.gained + counts.lost;
    (of(&area.joint), area.kinds.values().map(of).sum())
}

fn left_out(rows: usize, all: usize) -> Option<Words> {
    (all > rows).then(|| {
        let more = all - rows;
        Words::new(format!("另有 {more} 行未列出。"), format!("{more} more rows are left out."))
    })
}

fn areas(study: &Study, found: &Comparison) -> Option<Section> {
    if study.inputs().areas.all().is_empty() {
        return None;
    }
    let mut changed: Vec<&AreaChange> = found.areas.iter().filter(|area| size(area) > (0, 0)).collect();
    changed.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.id.cmp(&b.id)));
    let file = study.file();
    let rows: Vec<Vec<Cell>> = changed
        .iter()
        .take(ROWS)
        .map(|area| {
            let outside = Words::new("（不在任何区划内）", "(in no area)");
            let unnamed = area.name.zh.is_empty() && area.name.en.is_empty();
            let name = match area.id.as_str() {
                "" => outside,
                id if unnamed => Words::same(id),
                _ => area.name.clone(),
            };
            let counts = [area.people, area.joint.a, area.joint.b, area.joint.gained, area.joint.lost];
            let mut row = vec![Cell::Text(name)];
            row.extend(counts.map(Cell::Count));
            let change = |kind: &Kind| {
                area.kinds.get(&kind.id).map_or(Cell::None, |counts| Cell::Change(difference(counts.a, counts.b)))
            };
            row.extend(file.kinds.iter().map(change));
            row
        })
        .collect();
    let mut columns = head(&[
        ("区划", "Area"),
        ("人数", "People"),
        ("甲：全部服务", "A: all services"),
        ("乙：全部服务", "B: all services"),
        ("增加", "Gained"),
        ("减少", "Lost"),
    ]);
    columns.extend(file.kinds.iter().map(|kind| kind.name.clone()));
    let same = found.areas.len() - changed.len();
    let text = Words::new(
        format!("有变化的区划 {} 个，按变化大小排列；无变化的 {same} 个未列出。", changed.len()),
        format!("Areas that change: {}, the most first. Left out, since nothing changes there: {same}.", changed.len()),
    );
    let tables =
        if rows.is_empty() { Vec::new() } else { vec![Table { title: Words::default(), head: columns, rows }] };
    let note = left_out(ROWS, changed.len());
    Some(Section {
        id: "areas",
        title: Words::new("各区划", "Area by area"),
        text: vec![text],
        tables,
        note,
        ..Section::default()
    })
}

fn gaps(study: &Study, found: &Comparison) -> Section {
    let row = |gap: &Gap| {
        let name = gap.name.clone().unwrap_or_else(|| Words::same(gap.id.as_str()));
        let name = Words {
            zh: if name.zh.is_empty() { name.en.clone() } else { name.zh.clone() },
            en: if name.en.is_empty() { name.zh.clone() } else { name.en.clone() },
        };
        let area = gap.area.as_deref().map_or(Cell::None, |id| Cell::Text(area_name(study, id)));
        vec![Cell::Text(name), area, Cell::Count(gap.people)]
    };
    let table = |title: Words, gaps: &[Gap]| Table {
        title,
        head: head(&[("地点", "Place"), ("区划", "Area"), ("人数", "People")]),
        rows: gaps.iter().take(ROWS).map(row).collect(),
    };
    let change = &found.gaps;
    let tables = [
        table(Words::new("新出现的缺口", "Gaps opened"), &change.opened),
        table(Words::new("消除的缺口", "Gaps closed"), &change.closed),
    ];
    let (a, b) = (so_many(change.people_a), so_many(change.people_b));
    let most = change.opened.len().max(change.closed.len());
    Section {
        id: "gaps",
        title: Words::new("缺口", "Gaps"),
        text: vec![Words::new(
            format!("甲有 {} 处缺口，{}；乙有 {} 处，{}。", change.count_a, a.zh, change.count_b, b.zh),
            format!("A has {} gaps with {}; B has {} with {}.", change.count_a, a.en, change.count_b, b.en),
        )],
        tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
        note: left_out(ROWS, most),
        ..Section::default()
    }
}

fn notes(found: &Comparison) -> Option<Section> {
    let row = |remark: &crate::layer::compare::Remark| {
        vec![
            Cell::Text(Words::same(remark.scenario.as_str())),
            Cell::Text(Words::same(remark.code)),
            Cell::Text(remark.cause.clone()),
        ]
    };
    let rows: Vec<Vec<Cell>> = found.issues.iter().map(row).collect();
    let columns = [("方案", "Scenario"), ("代码", "Code"), ("说明", "What is the matter")];
    (!rows.is_empty()).then(|| Section {
        id: "notes",
        title: Words::new("说明", "Notes"),
        tables: vec![Table { title: Words::default(), head: head(&columns), rows }],
        ..Section::default()
    })
}
