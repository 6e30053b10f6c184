//! Assigned against nearest: who is assigned where, and the section of the report.
//!
//! Never here: travel times, what may be told.

use std::collections::BTreeMap;

use serde_json::json;

use super::Part;
use super::words::area_name;
use crate::analysis::assigned::{Ask, Loss, times};
use crate::encode::html::section::{Cell, Section, Table};
use crate::layer::assigned::{LossFigures, Lost, areas, layer};
use crate::layer::figures::{Basis, Figures};
use crate::layer::{Layer, Value};
use crate::progress::{Cancelled, Progress};
use crate::study::world::Study;
use crate::travel::Link;
use crate::words::Words;

/// How many areas the report lists.
const LISTED: usize = 40;

/// Compares, publishes, and says so.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub(super) fn run(
    study: &Study,
    basis: &Basis,
    _figures: &Figures,
    progress: &dyn Progress,
) -> Result<Option<Part>, Cancelled> {
    if !study.file().analyses.assigned {
        return Ok(None);
    }
    let losses = losses(study, basis, progress)?;
    let told = LossFigures::new(basis, &losses);
    let all: Vec<usize> = (0..told.units.len()).collect();
    let total = told.together(basis, &all);
    let table = areas(basis, &told);
    let section = section(study, &total, &table);
    let figures = if all.is_empty() { json!(null) } else { json!(total) };
    Ok(Some(Part {
        layers: vec![layer(basis, &told)],
        tables: vec![table],
        figures: vec![("assigned", figures)],
        sections: vec![section],
        issues: Vec::new(),
    }))
}

/// What each demand point loses; none where nobody is assigned, or to a facility that the study does not have.
fn losses(study: &Study, basis: &Basis, progress: &dyn Progress) -> Result<Vec<Option<Loss>>, Cancelled> {
    let inputs = study.inputs();
    let known: BTreeMap<&str, u32> =
        (0..).zip(&inputs.facilities).map(|(index, facility)| (facility.id.as_str(), index)).collect();
    let facilities: Vec<Option<Link>> = study.facility_links().iter().map(|link| link.as_ref().ok().copied()).collect();
    let mut losses = vec![None; basis.demand.len()];
    for (index, kind) in basis.kinds.iter().enumerate() {
        let of_kind = |facility: &u32| inputs.facilities[*facility as usize].kind == kind.id;
        let assigned: Vec<(u32, u32)> = (0..)
            .zip(basis.demand)
            .filter_map(|(point, of)| {
                Some((point, known.get(of.traits.facility.as_deref()?).copied().filter(of_kind)?))
            })
            .collect();
        let demand: Vec<Option<Link>> =
            study.demand_links(index).iter().map(|link| link.as_ref().ok().copied()).collect();
        let weighed = study.weighed(study.profile_of(index));
        let ask = Ask { weighed, kind, facilities: &facilities, demand: &demand, horizon: study.file().horizon };
        let nearest = &basis.coverage.kinds[index].nearest;
        for (&(point, _), time) in assigned.iter().zip(times(&ask, &assigned, progress)?) {
            let nearest = nearest[point as usize];
            losses[point as usize] =
                Some(Loss { assigned: time, nearest, limit: basis.coverage.limit(index, point as usize) });
        }
    }
    Ok(losses)
}

fn section(study: &Study, total: &Lost, areas: &Layer) -> Section {
    let number = |minutes: Option<f64>| minutes.map_or(Cell::None, Cell::Number);
    let row = |name: Words, lost: [Option<u64>; 3], times: [Option<f64>; 2]| {
        let mut cells = vec![Cell::Text(name)];
        cells.extend(lost.map(|people| people.map_or(Cell::None, Cell::Count)));
        cells.extend(times.map(number));
        cells
    };
    let mut rows = vec![row(
        Words::new("全部", "All"),
        [total.people, total.assigned, total.avoidable].map(Some),
        [total.mean_min, total.p90_min],
    )];
    let column = |name: &str| areas.column(name);
    let count = |values: &[Value], name: &str| match column(name).and_then(|column| values.get(column)) {
        Some(Value::Integer(number)) => u64::try_from(*number).ok(),
        _ => None,
    };
    let float = |values: &[Value], name: &str| match column(name).and_then(|column| values.get(column)) {
        Some(Value::Number(number)) => Some(*number),
        _ => None,
    };
    // The areas that lose most come first.
    let mut listed: Vec<_> =
        areas.features.iter().filter(|row| count(&row.values, "assigned").is_some_and(|people| people > 0)).collect();
    let lost = |feature: &crate::layer::Feature| float(&feature.values, "mean_lost_min").unwrap_or(-1.0);
    listed.sort_by(|a, b| lost(b).total_cmp(&lost(a)).then_with(|| a.id.cmp(&b.id)));
    rows.extend(listed.iter().take(LISTED).map(|feature| {
        let values = &feature.values;
        row(
            area_name(study, &feature.id),
            ["people", "assigned", "avoidable"].map(|name| count(values, name)),
            ["mean_lost_min", "p90_lost_min"].map(|name| float(values, name)),
        )
    }));
    let found = match total.mean_min {
        Some(mean) => Words::new(
            format!(
                "到指定站比到最近的同类站平均多花 {mean} 分钟；{} 人的指定站超出时限，而另有一处在时限内。",
                total.avoidable
            ),
            format!(
                "To the assigned facility it takes {mean} minutes longer on average than to the nearest one of its kind; for {} people the assigned one is out of time although another one is in time.",
                total.avoidable
            ),
        ),
        None => Words::new("指定了服务站的人太少，不便发布。", "Too few people are assigned to a facility to tell."),
    };
    Section {
        id: "assigned",
        title: Words::new("指定站与最近站", "Assigned against nearest"),
        text: vec![
            found,
            Words::new(
                "多花的时间为到指定站的时间减去到最近一处同类站的时间，以人数加权；两者均不可及者不计，指定站不可及者不计入平均，但列在百分位的最后。人数按发布规则取整；平均值和百分位由各单元按发布规则取整后的人数得出，因此单元内极少数人多花的时间不会显示；百分位只在一成人数不少于最小发布人数时给出。",
                "The time lost is that to the assigned facility less that to the nearest one of its kind, weighed by people. Who reaches neither does not count; who reaches only the nearest is not in the mean, and comes last in the percentile. Counts are rounded as everywhere; means and percentiles are worked out from such rounded counts of each unit, so that what very few people of a unit lose is not seen; the percentile is told where a tenth of the people is the minimum group or more.",
            ),
        ],
        chart: None,
        tables: vec![Table {
            title: Words::new("各区划（完整表见 assigned.csv）", "By area (assigned.csv has them all)"),
            head: vec![
                Words::new("区划", "Area"),
                Words::new("人数", "People"),
                Words::new("已指定", "Assigned"),
                Words::new("本可及时", "Could be in time"),
                Words::new("平均多花（分钟）", "Mean lost, min"),
                Words::new("第 90 百分位（分钟）", "90th percentile, min"),
            ],
            rows,
        }],
        note: None,
    }
}
