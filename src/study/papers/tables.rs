//! The tables of a siting answer: what each site adds, the curve, runners-up, other assumptions, stages, what closes.
//!
//! Never here: figures that are not in the answer.

use std::collections::BTreeMap;

use super::listed;
use super::question::Told;
use crate::encode::html::section::{Cell, Chart, Section, Table};
use crate::layer::sites::ranked;
use crate::layer::siting::{Siting, Step};
use crate::words::Words;

/// How a site is called, and the area that it lies in.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Called {
    /// Its name with its id.
    pub name: Words,
    /// Its area; empty where there is none.
    pub area: Words,
}

type Names<'a> = BTreeMap<&'a str, Called>;

/// All sections about an answer.
pub(super) fn sections(told: &Told<'_>, names: &Names<'_>) -> Vec<Section> {
    let siting = told.siting;
    let found = [
        closed(siting, names),
        opened(siting, names),
        curve(siting, names),
        stages(siting, names),
        runners_up(siting, names),
        sensitivity(siting, names),
    ];
    found.into_iter().flatten().chain([proof(told)]).collect()
}

fn name(names: &Names<'_>, id: &str) -> Words {
    names.get(id).map(|site| site.name.clone()).unwrap_or_else(|| Words::same(id))
}

fn all(names: &Names<'_>, ids: &[String]) -> Cell {
    Cell::Text(listed(&ids.iter().map(|id| name(names, id)).collect::<Vec<_>>()))
}

fn count(count: Option<u64>) -> Cell {
    count.map_or(Cell::None, Cell::Count)
}

fn difference(a: Option<u64>, b: Option<u64>) -> Cell {
    a.zip(b).map_or(Cell::None, |(a, b)| Cell::Change(crate::analysis::compare::difference(a, b)))
}

fn head(columns: &[(&str, &str)]) -> Vec<Words> {
    columns.iter().map(|(zh, en)| Words::new(*zh, *en)).collect()
}

fn table(columns: &[(&str, &str)], rows: Vec<Vec<Cell>>) -> Vec<Table> {
    vec![Table { title: Words::default(), head: head(columns), rows }]
}

fn opened(siting: &Siting, names: &Names<'_>) -> Option<Section> {
    let rows: Vec<Vec<Cell>> = (1..)
        .zip(ranked(siting))
        .map(|(rank, site)| {
            let at = |degrees: Option<f64>| degrees.map_or_else(String::new, |degrees| format!("{degrees:.5}"));
            let place = Cell::Text(Words::same(format!("{}, {}", at(site.lon), at(site.lat))));
            let area = names.get(site.id.as_str()).map(|site| site.area.clone()).unwrap_or_default();
            let area = if area == Words::default() { Cell::None } else { Cell::Text(area) };
            vec![Cell::Count(rank), Cell::Text(name(names, &site.id)), area, place, count(site.people_gained)]
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        id: "opened",
        title: Words::new("新设站点", "The sites to open"),
        tables: table(
            &[
                ("编号", "No."),
                ("点位", "Site"),
                ("区划", "Area"),
                ("经度、纬度", "Longitude, latitude"),
                ("缺它会减少的人数", "People lost without it"),
            ],
            rows,
        ),
        note: Some(Words::new(
            "最后一列是少了这一处、其余不变时不再及时到达的人数；站点服务范围重叠时，各行之和小于总的增加人数。",
            "The last column is how many would no longer be in time without this site, the others staying; where sites overlap, the rows add up to less than the whole gain.",
        )),
        ..Section::default()
    })
}

fn closed(siting: &Siting, names: &Names<'_>) -> Option<Section> {
    let rows: Vec<Vec<Cell>> =
        siting.closed.iter().map(|site| vec![Cell::Text(name(names, &site.id)), count(site.people_lost)]).collect();
    (!rows.is_empty()).then(|| Section {
        id: "closed",
        title: Words::new("撤销的站点", "The sites that close"),
        tables: table(&[("站点", "Site"), ("若单独保留可及时到达的人数", "People in time if it alone stayed")], rows),
        ..Section::default()
    })
}

/// Each step beside the one before.
fn steps(siting: &Siting, steps: &[Step], names: &Names<'_>) -> Vec<Vec<Cell>> {
    let mut before = siting.people_covered_before;
    steps
        .iter()
        .map(|step| {
            let more = difference(before, step.people_covered);
            before = step.people_covered.or(before);
            vec![Cell::Count(step.p as u64), count(step.people_covered), more, all(names, &step.sites)]
        })
        .collect()
}

const STEPS: [(&str, &str); 4] = [
    ("站点数", "Sites"),
    ("及时到达的人数", "People in time"),
    ("比上一行", "Against the row above"),
    ("点位", "Which"),
];

fn curve(siting: &Siting, names: &Names<'_>) -> Option<Section> {
    let before = siting.people_covered_before?;
    let gain = |step: &Step| Some((step.p as u64, step.people_covered?.saturating_sub(before)));
    (!siting.curve.is_empty()).then(|| Section {
        id: "curve",
        title: Words::new("多设一处，增加多少", "What one more site brings"),
        text: vec![Words::new(
            "每个数目都是该数目下的最优方案，因此后一行未必包含前一行的点位。",
            "Each number has its own best choice: a row need not contain the sites of the row above.",
        )],
        chart: Some(Chart::Steps(siting.curve.iter().filter_map(gain).collect())),
        tables: table(&STEPS, steps(siting, &siting.curve, names)),
        note: Some(Words::new(
            "图中横轴为新设站点数，纵轴为增加的人数。",
            "Across: new sites; upwards: people gained.",
        )),
    })
}

fn stages(siting: &Siting, names: &Names<'_>) -> Option<Section> {
    (!siting.stages.is_empty()).then(|| Section {
        id: "stages",
        title: Words::new("分期实施", "In stages"),
        text: vec![Words::new("每一期保留此前各期的站点。", "Each stage keeps the sites of the stages before.")],
        tables: table(&STEPS, steps(siting, &siting.stages, names)),
        ..Section::default()
    })
}

fn runners_up(siting: &Siting, names: &Names<'_>) -> Option<Section> {
    let rows: Vec<Vec<Cell>> = siting
        .runners_up
        .iter()
        .map(|other| {
            let opened = |id: &String| siting.sites.iter().any(|site| site.id == *id);
            let instead: Vec<String> = other.sites.iter().filter(|id| !opened(id)).cloned().collect();
            let instead = if instead.is_empty() { Cell::None } else { all(names, &instead) };
            let less = difference(siting.people_covered_after, other.people_covered);
            vec![Cell::Text(name(names, &other.without)), instead, count(other.people_covered), less]
        })
        .collect();
    (!rows.is_empty()).then(|| Section {
        id: "runners-up",
        title: Words::new("备选方案", "Runners-up"),
        text: vec![Words::new(
            "若某一处无法落地，其余可以重新选择时的最优方案。",
            "If one of the sites cannot be had, the best that is left, with all others chosen anew.",
        )],
        tables: table(
            &[
                ("若没有", "Without"),
                ("改设", "Instead"),
                ("及时到达的人数", "People in time"),
                ("比最优方案", "Against the best"),
            ],
            rows,
        ),
        ..Section::default()
    })
}

/// Two other speeds and two other limits.
const ASSUMPTIONS: usize = 4;

fn sensitivity(siting: &Siting, names: &Names<'_>) -> Option<Section> {
    let rows: Vec<Vec<Cell>> = siting
        .sensitivity
        .iter()
        .map(|variant| {
            let same = format!("{} / {}", variant.same, siting.sites.len());
            let speed = Words::same(format!("{:.0}%", variant.speed * 100.0));
            vec![
                Cell::Text(speed),
                Cell::Minutes(Some(variant.limit)),
                Cell::Text(Words::same(same)),
                count(variant.people_covered),
                all(names, &variant.sites),
            ]
        })
        .collect();
    let same = siting.sensitivity.iter().filter(|variant| variant.same >= siting.sites.len()).count();
    let all_same = same == siting.sensitivity.len();
    let text = if all_same {
        Words::new("在以下各种假设下，最优的都是同样这些点位。", "The same sites win under each of these assumptions.")
    } else {
        Words::new(
            format!("以下 {} 种假设中有 {same} 种得出同样的点位。", siting.sensitivity.len()),
            format!("The same sites win under {same} of these {} assumptions.", siting.sensitivity.len()),
        )
    };
    let left_out = Words::new(
        "有的假设（更快的速度、更长的时限）需要超出研究 horizon 的时间，未作比较。",
        "Assumptions (faster roads, a longer limit) for which times beyond the horizon of the study would count are left out.",
    );
    let left_out = Some(left_out).filter(|_| siting.sensitivity.len() < ASSUMPTIONS);
    (!rows.is_empty()).then(|| Section {
        id: "sensitivity",
        title: Words::new("换一种假设，结论是否不变", "Do the same sites win otherwise?"),
        text: [text].into_iter().chain(left_out).collect(),
        tables: table(
            &[
                ("速度", "Speed"),
                ("时限（分钟）", "Limit (min)"),
                ("相同的点位", "The same sites"),
                ("及时到达的人数", "People in time"),
                ("点位", "Which"),
            ],
            rows,
        ),
        ..Section::default()
    })
}

fn proof(told: &Told<'_>) -> Section {
    let rows = told.figures().into_iter().map(|(label, value)| vec![Cell::Text(label), Cell::Text(Words::same(value))]);
    Section {
        id: "proof",
        title: Words::new("有多大把握", "How sure it is"),
        text: vec![told.proof()],
        tables: table(&[("项目", "Figure"), ("数值", "Value")], rows.collect()),
        note: Some(Words::new(
            "界由程序证明：任何方案的目标值都不会比它更好。答案写出之前，由不调用任何求解器的校验程序从问题本身重新计算并核对。证明依据精确数字，公布的人数按规则取整。",
            "The bound is proved: no choice of sites has a better objective. Before the answer was written, a checker that calls none of the solvers recomputed it from the problem alone. The proof rests on exact numbers; people are published rounded.",
        )),
        ..Section::default()
    }
}
