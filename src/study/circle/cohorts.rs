//! Coverage by cohort: who is served as well as everybody else, and who is not.
//!
//! Never here: the rule by which cohorts are told (see `layer::cohorts`).

use serde_json::json;

use super::Part;
use crate::encode::html::section::{Cell, Chart, Section, Table};
use crate::layer::cohorts::Cohorts;
use crate::layer::figures::{Basis, Figures};
use crate::progress::{Cancelled, Progress};
use crate::study::Study;
use crate::words::Words;

/// The figures of cohorts, where the study declares some.
pub(super) fn run(
    study: &Study,
    basis: &Basis,
    figures: &Figures,
    _progress: &dyn Progress,
) -> Result<Option<Part>, Cancelled> {
    let declared = &study.file().circle.cohorts;
    if declared.is_empty() || basis.units.below_minimum_group() {
        return Ok(None);
    }
    let cohorts = Cohorts::new(basis, declared);
    let summary = cohorts.summary(basis, declared);
    let everybody = figures.sum(|unit| unit.joint_covered).zip(basis.units.people());
    let everybody = everybody.map(|(covered, people)| (people, covered, covered as f64 / people.max(1) as f64));
    let all = Words::new("全部人员", "Everybody");
    let bars = everybody.iter().map(|&(.., share)| (all.clone(), share));
    let bars = bars.chain(summary.iter().filter_map(|cohort| Some((cohort.name.clone(), cohort.share?))));
    let mut head = vec![
        Words::new("群体", "Cohort"),
        Words::new("人数", "People"),
        Words::new("圈内人数", "Inside the circle"),
        Words::new("占比", "Share"),
    ];
    head.extend(basis.kinds.iter().map(|kind| kind.name.clone()));
    let share = |share: Option<f64>| share.map_or(Cell::None, Cell::Share);
    let rows = summary.iter().map(|cohort| {
        let mut row = vec![
            Cell::Text(cohort.name.clone()),
            Cell::Count(cohort.people),
            Cell::Count(cohort.people_covered),
            share(cohort.share),
        ];
        row.extend(cohort.kinds.iter().map(|kind| share(kind.share)));
        row
    });
    let k = basis.units.minimum_group();
    let section = Section {
        id: "cohorts",
        title: Words::new("各群体", "Cohort by cohort"),
        text: vec![Words::new(
            "同一承诺对各群体兑现得如何；各群体可以重叠。",
            "How well the same promise is kept for each cohort; cohorts may overlap.",
        )],
        chart: Some(Chart::Bars(bars.collect())),
        tables: vec![Table { title: Words::default(), head, rows: rows.collect() }],
        note: Some(Words::new(
            format!(
                "群体人数在每个上级区划内、按可及的服务组合分别向下取整到 {k} 的倍数后相加，且不超过各单元公布数字所能确定的人数，因此低于实际人数。"
            ),
            format!(
                "Members are counted within each area one level up, by the services that reach them, rounded down to \
                 multiples of {k}, never more than the published counts of units make certain, and added up: the numbers are \
                 below the true ones."
            ),
        )),
    };
    Ok(Some(Part {
        tables: vec![cohorts.table(basis, declared)],
        figures: vec![("cohorts", json!(summary))],
        sections: vec![section],
        ..Part::default()
    }))
}
