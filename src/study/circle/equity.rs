//! Equity: how unequally minutes and access are spread, with the definitions beside the figures.
//!
//! Never here: the arithmetic.

use serde_json::json;

use super::Part;
use crate::encode::html::section::{Cell, Chart, Section, Table};
use crate::layer::access::{AccessFigures, method_name};
use crate::layer::equity::{Measure, Spreading, of_access, of_times};
use crate::layer::figures::{Basis, Figures};
use crate::study::world::Study;
use crate::words::Words;

/// The access index whose curve the report draws, where there is one.
const DRAWN: &str = "e2sfca";

/// Adds figures and a section.
pub(super) fn add(
    study: &Study,
    basis: &Basis,
    (figures, access): (&Figures, Option<&AccessFigures>),
    part: &mut Part,
) {
    let mut all = of_times(basis, figures);
    all.extend(access.into_iter().flat_map(|access| of_access(basis, access)));
    let definitions: Vec<Words> = definitions().into_iter().collect();
    part.figures.push(("equity", json!({ "definition": definitions, "spread": all })));
    part.sections.push(section(study, &all, definitions));
}

/// What each figure means.
fn definitions() -> [Words; 5] {
    [
        Words::new(
            "按公布单元计算：单元内每人取该单元的中位时间或可达性，单元之内的差异不计；以人数加权。",
            "Worked out from published units: everybody of a unit counts with its median time or its access, so that differences inside a unit are not seen; weighed by people.",
        ),
        Words::new(
            "基尼系数：洛伦兹曲线与对角线之间面积的两倍；0 为人人相同，越近 1 越不均。",
            "Gini: twice the area between the Lorenz curve and the diagonal; 0 all alike, the nearer to 1 the more unequal.",
        ),
        Words::new(
            "帕尔马比：数值最大的一成人之和除以数值最小的四成人之和；人人相同为 0.25。",
            "Palma: the sum of the tenth with the largest values divided by that of the four tenths with the smallest; 0.25 when all are alike.",
        ),
        Words::new(
            "最差一成：时间最长（或可达性最低）的一成人的平均值，及其占总和的比例；其中若有人在时间上限之外，则不给出平均值。",
            "Worst tenth: the mean of the tenth with the longest times (or the least access), and its part of the whole; no mean is given where some of them are beyond the horizon.",
        ),
        Words::new(
            "洛伦兹曲线：由数值最小者起，累计人数比例所占的累计数值比例。",
            "Lorenz curve: which part of the whole the people with the smallest values have together.",
        ),
    ]
}

fn section(study: &Study, all: &[Spreading], definitions: Vec<Words>) -> Section {
    let name = |id: &str| study.file().kind(id).map_or_else(|| Words::same(id), |kind| kind.name.clone());
    let what = |spreading: &Spreading| {
        let kind = name(&spreading.kind);
        match spreading.method {
            Some(method) => {
                let (zh, en) = method_name(method);
                Words::new(format!("{}：{zh}", kind.zh), format!("{}: {en}", kind.en))
            }
            None => {
                Words::new(format!("{}：最近一处的分钟数", kind.zh), format!("{}: minutes to the nearest", kind.en))
            }
        }
    };
    let row = |spreading: &Spreading| {
        let number = |number: Option<f64>| number.map_or(Cell::None, Cell::Number);
        vec![
            Cell::Text(what(spreading)),
            Cell::Number(spreading.mean),
            Cell::Number(spreading.gini),
            number(spreading.palma),
            number(spreading.worst_tenth),
            spreading.worst_tenth_share.map_or(Cell::None, Cell::Share),
            Cell::Count(spreading.beyond),
        ]
    };
    let table = |measure: Measure, title: Words| Table {
        title,
        head: vec![
            Words::new("项目", "What"),
            Words::new("平均", "Mean"),
            Words::new("基尼", "Gini"),
            Words::new("帕尔马", "Palma"),
            Words::new("最差一成平均", "Mean of the worst tenth"),
            Words::new("最差一成占比", "Its part of the whole"),
            Words::new("时间上限之外的人数", "People beyond the horizon"),
        ],
        rows: all.iter().filter(|spreading| spreading.measure == measure).map(row).collect(),
    };
    let titles = [
        (Measure::Minutes, Words::new("到最近一处的时间（分钟）", "Minutes to the nearest facility")),
        (Measure::Access, Words::new("可达性指数", "Access indices")),
    ];
    let tables = titles.into_iter().map(|(measure, title)| table(measure, title));
    let drawn = all.iter().find(|spreading| spreading.method == Some(DRAWN)).or(all.first());
    let mut text: Vec<Words> = drawn
        .map(|spreading| {
            let what = what(spreading);
            Words::new(
                format!("曲线：{}，基尼系数 {}。", what.zh, spreading.gini),
                format!("The curve: {}, with a Gini coefficient of {}.", what.en, spreading.gini),
            )
        })
        .into_iter()
        .collect();
    if all.is_empty() {
        text.push(Words::new("只有一个发布单元，无从比较。", "There is only one published unit: nothing to compare."));
    }
    text.extend(definitions);
    Section {
        id: "equity",
        title: Words::new("公平性", "Equity"),
        text,
        chart: drawn.map(|spreading| Chart::Lorenz(spreading.lorenz.clone())),
        tables: tables.filter(|table| !table.rows.is_empty()).collect(),
        note: None,
    }
}
