//! The results of a run, arranged as the figures of `report.html`.
//!
//! Never here: HTML, counting.

use std::collections::BTreeSet;

use super::run::{Results, Week};
use super::world::Study;
use crate::encode::html::{
    AreaFigures, Demand, Fact, Gap, Gaps, InputFile, IslandFigures, IssueCount, JointFigures, KindFigures, MapData,
    Missing, Report, Road, Unsnapped, WeekFigures, usual_assumptions,
};
use crate::issue::Code;
use crate::layer::gaps;
use crate::layer::hours::SlotFigure;
use crate::layer::islands::ranked;
use crate::layer::{Feature, Layer, Value};
use crate::network::EdgeId;
use crate::places::AreaIndex;
use crate::space::LatLon;
use crate::timetable::Line;
use crate::units::Deciseconds;
use crate::words::{Lang, Words};

/// How many gaps the report lists.
const LARGEST: usize = 10;
/// The least important class of road that the map draws.
const DRAWN: u8 = 5;
/// The report lists the areas of the lowest level that has no more than this.
const MOST_AREAS: usize = 120;

/// The figures of the report, `lang` first.
pub fn report<'a>(study: &'a Study, results: &'a Results, lang: Lang) -> Report<'a> {
    let file = study.file();
    let summary = &results.summary;
    let index = |id: &String| file.kinds.iter().position(|kind| kind.id == *id);
    let kinds = file.kinds.iter().zip(&summary.kinds).map(|(kind, figures)| KindFigures {
        id: kind.id.clone(),
        name: kind.name.clone(),
        direction: kind.direction,
        profile: kind.profile.clone(),
        mobilisation: kind.mobilisation,
        limit: kind.limit,
        facilities: figures.facilities,
        people_covered: figures.people_covered.unwrap_or(0),
        share: figures.share.unwrap_or(0.0),
        median_s: figures.median_s,
        p95_s: figures.p95_s,
        unreached_people: figures.unreached_people.unwrap_or(0),
    });
    let missing = summary
        .joint
        .missing
        .iter()
        .map(|missing| Missing { kinds: missing.kinds.iter().filter_map(index).collect(), people: missing.people });
    Report {
        study: &file.id,
        name: &file.name,
        version: env!("CARGO_PKG_VERSION"),
        lang,
        synthetic: file.synthetic(),
        facts: facts(study),
        horizon: file.horizon,
        minimum_group: u64::from(file.minimum_group),
        demand: Demand {
            people: summary.demand.people.unwrap_or(0),
            points: summary.demand.points,
            unsnapped: summary
                .demand
                .unsnapped
                .iter()
                .map(|unsnapped| Unsnapped {
                    reason: reason(&unsnapped.reason),
                    points: unsnapped.points,
                    people: unsnapped.people.unwrap_or(0),
                })
                .collect(),
        },
        kinds: kinds.collect(),
        joint: JointFigures {
            kinds: file.joint.iter().filter_map(index).collect(),
            people_covered: summary.joint.people_covered.unwrap_or(0),
            share: summary.joint.share.unwrap_or(0.0),
            missing: missing.collect(),
        },
        gaps: Gaps {
            largest: gaps::ranked(&results.gaps)
                .into_iter()
                .take(LARGEST)
                .map(|gap| gap_figures(study, &results.gaps, gap))
                .collect(),
            count: summary.gaps.count,
            people: summary.gaps.people.unwrap_or(0),
        },
        areas: areas(study, &results.areas),
        week: results.week.as_ref().map(|week| week_figures(study, week)),
        islands: results
            .week
            .as_ref()
            .and_then(|week| week.islands.as_ref())
            .map_or_else(Vec::new, |l| islands(study, l)),
        sections: &results.sections,
        map: map(study, results),
        issues: issues(results),
        inputs: summary
            .inputs
            .iter()
            .map(|input| InputFile { path: input.path.clone(), sha256: input.sha256.clone() })
            .collect(),
        credits: study.inputs().attribution.iter().map(Words::same).collect(),
        assumptions: assumptions(study),
    }
}

fn facts(study: &Study) -> Vec<Fact> {
    let limit = minutes(study.file().limit);
    let mut facts = vec![Fact {
        label: Words::new("承诺时限", "The promise"),
        value: Words::new(format!("{limit} 分钟"), format!("{limit} minutes")),
    }];
    if let Some(week) = study.file().reference_week {
        facts.push(Fact { label: Words::new("参考周", "Reference week"), value: Words::same(week.to_string()) });
    }
    facts
}

fn week_figures(study: &Study, week: &Week) -> WeekFigures {
    let figures = &week.figures;
    let told = figures.summary(&study.file().kinds, study.calendar());
    let people = study.units().people().unwrap_or(0);
    let hour = |figure: Option<SlotFigure>| figure.map(|slot| (slot.hour.replace('T', " "), slot.joint_covered));
    let share_of = |day: u8, hour: usize| {
        let prefix = format!("{hour:02}:");
        figures.share(|slot| slot.day == day && slot.time.starts_with(&prefix), |unit, slot| unit.joint[slot])
    };
    let lines = &study.timetable().lines;
    let sails = |line: &&Line| !line.sailings.is_empty() || !line.headways.is_empty();
    let without = &study.inputs().disruption;
    let parts = || without.lines.iter().chain(&without.weather).cloned();
    let hours = without
        .hours
        .map(|(from, to)| format!("{:02}:{:02}–{:02}:{:02}", from.hour(), from.minute(), to.hour(), to.minute()));
    let all: Vec<String> = parts().chain(hours).collect();
    WeekFigures {
        calendar: format!("{} ({})", told.monday, told.time_zone),
        share: told.joint_share.unwrap_or(0.0),
        night_share: told.night_joint_share.unwrap_or(0.0),
        best: hour(told.best).filter(|_| people > 0),
        worst: hour(told.worst).filter(|_| people > 0),
        days: (1..=7).map(|day| (0..24).map(|hour| share_of(day, hour)).collect()).collect(),
        headways: (lines.iter().filter(|line| !line.headways.is_empty()).count(), lines.iter().filter(sails).count()),
        without: (!without.is_none()).then(|| Words::new(all.join("、"), all.join(", "))),
    }
}

fn islands(study: &Study, layer: &Layer) -> Vec<IslandFigures> {
    let of = |feature: &&Feature| {
        let (zh, en) = (text(layer, feature, "name"), text(layer, feature, "name_en"));
        let float = |field: &str| match layer.column(field).and_then(|column| feature.values.get(column)) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        };
        let kinds = study.file().kinds.iter();
        IslandFigures {
            name: Words { en: if en.is_empty() { zh.clone() } else { en }, zh },
            people: number(layer, feature, "people"),
            status: island_status(&text(layer, feature, "status")),
            joined: joined(&text(layer, feature, "joined")),
            boats: float("sailings_day").unwrap_or(0.0),
            first_last: (text(layer, feature, "first_boat"), text(layer, feature, "last_boat")),
            share: float("joint_share"),
            residents: kinds
                .map(|kind| number(layer, feature, &format!("{}_residents", kind.id)).unwrap_or(0))
                .collect(),
        }
    };
    ranked(layer).iter().map(of).collect()
}

fn island_status(status: &str) -> Words {
    match status {
        "unreachable" => Words::new("有人居住，但无任何连接", "inhabited, joined by nothing"),
        "never_in_time" => Words::new("任何时刻都无法及时", "never in time"),
        "uninhabited" => Words::new("无人居住", "uninhabited"),
        "below_minimum_group" => Words::new("人数过少，不予发布", "too few people to be told"),
        _ => Words::default(),
    }
}

fn joined(joined: &str) -> Words {
    match joined {
        "mainland" => Words::new("主岛（大陆）", "mainland"),
        "bridge" => Words::new("桥梁", "bridge"),
        "vehicle_ferry" => Words::new("车客渡轮", "vehicle ferry"),
        "foot_ferry" => Words::new("客运渡轮", "foot ferry"),
        "on_demand" => Words::new("按需航班", "boats on demand"),
        _ => Words::new("无", "nothing"),
    }
}

fn minutes(time: Deciseconds) -> u32 {
    time.get() / 600
}

fn reason(reason: &str) -> Words {
    match reason {
        "outside_extract" => Words::new("位于道路数据范围之外", "outside the road data"),
        "across_water" => Words::new("附近的道路都隔着水面", "roads only across the water"),
        "fragment" => Words::new("附近只有与路网隔断的道路", "only roads cut off from the network nearby"),
        _ => Words::new("1 公里内没有可用道路", "no usable road within 1 km"),
    }
}

fn text(layer: &Layer, feature: &Feature, field: &str) -> String {
    match layer.column(field).and_then(|column| feature.values.get(column)) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn number(layer: &Layer, feature: &Feature, field: &str) -> Option<u64> {
    match layer.column(field).and_then(|column| feature.values.get(column)) {
        Some(&Value::Integer(number)) => u64::try_from(number).ok(),
        _ => None,
    }
}

pub(super) fn area_name(study: &Study, id: &str) -> Words {
    let areas = &study.inputs().areas;
    areas.by_id(id).map_or_else(|| Words::same(id), |index| areas.get(index).name.clone())
}

fn gap_figures(study: &Study, layer: &Layer, gap: &Feature) -> Gap {
    let kinds = &study.file().kinds;
    let missing: BTreeSet<String> = text(layer, gap, "missing").split('+').map(str::to_owned).collect();
    let seconds = |id: &str| number(layer, gap, &format!("{id}_nearest_s")).and_then(|s| u32::try_from(s).ok());
    let (zh, en) = (text(layer, gap, "name"), text(layer, gap, "name_en"));
    Gap {
        name: Words { en: if en.is_empty() { zh.clone() } else { en }, zh },
        area: area_name(study, &text(layer, gap, "area")),
        people: number(layer, gap, "people").unwrap_or(0),
        missing: (0..kinds.len()).filter(|&kind| missing.contains(&kinds[kind].id)).collect(),
        nearest_s: kinds.iter().map(|kind| seconds(&kind.id)).collect(),
        anchor: gap.anchor,
    }
}

/// The areas of one depth of the tree, the lowest of which the report has room for, and those above that have no parts.
fn areas(study: &Study, table: &Layer) -> Vec<AreaFigures> {
    let areas = &study.inputs().areas;
    if areas.all().is_empty() {
        return Vec::new();
    }
    let all: Vec<AreaIndex> = (0..areas.all().len() as u32).map(AreaIndex).collect();
    let above: BTreeSet<AreaIndex> = all.iter().filter_map(|&area| areas.parent(area)).collect();
    let shown = |depth: u32| -> BTreeSet<&str> {
        let at =
            |area: &&AreaIndex| areas.depth(**area) == depth || (areas.depth(**area) < depth && !above.contains(area));
        all.iter().filter(at).map(|&area| areas.get(area).id.as_str()).collect()
    };
    let deepest = (0..=areas.deepest()).rev().map(shown).find(|shown| shown.len() <= MOST_AREAS);
    let listed = deepest.unwrap_or_else(|| shown(0));
    let rows = table.features.iter().filter(|row| row.id.is_empty() || listed.contains(row.id.as_str()));
    let figures = rows.map(|row| {
        let name = area_name(study, &row.id);
        let unnamed = name.zh.is_empty() && name.en.is_empty();
        AreaFigures {
            name: if unnamed { Words::new("（不在任何区划内）", "(in no area)") } else { name },
            people: number(table, row, "people").unwrap_or(0),
            joint_covered: number(table, row, "joint_covered").unwrap_or(0),
            covered: study
                .file()
                .kinds
                .iter()
                .map(|kind| number(table, row, &format!("{}_covered", kind.id)).unwrap_or(0))
                .collect(),
        }
    });
    figures.collect()
}

/// The roads and ferry lines that a map draws.
pub(super) fn ways(study: &Study) -> (Vec<Road>, Vec<Vec<LatLon>>) {
    let network = study.network();
    let mut roads = Vec::new();
    let mut ferries: Vec<Vec<LatLon>> = Vec::new();
    for id in (0..network.edges().len()).map(EdgeId::new) {
        let class = network.way(id, 0).class;
        if network.edge(id).is_ferry {
            ferries.push(network.shape(id).to_vec());
        } else if class <= DRAWN {
            // The report counts motorways and trunk roads as one class.
            roads.push(Road { class: class.saturating_sub(1), line: network.shape(id).to_vec() });
        }
    }
    (roads, ferries)
}

fn map<'a>(study: &'a Study, results: &'a Results) -> MapData<'a> {
    let (roads, ferries) = ways(study);
    // There is always a layer of facilities; the units stand in if that ever changes.
    let facilities = results.layers.iter().find(|layer| layer.id == "facilities").unwrap_or(&results.units);
    MapData {
        land: study.inputs().land.polygons(),
        roads,
        ferries,
        coverage: &results.units,
        facilities,
        credit: study.inputs().attribution.join("; "),
    }
}

fn issues(results: &Results) -> Vec<IssueCount> {
    let counts = results.summary.issues.iter().filter_map(|counted| {
        let code = Code::ALL.iter().find(|code| code.name() == counted.code)?;
        Some(IssueCount { code: *code, count: counted.count })
    });
    counts.collect()
}

/// What every page of a study assumes.
pub(super) fn assumptions(study: &Study) -> Vec<Words> {
    let mut assumptions = usual_assumptions(u64::from(study.file().minimum_group));
    if study.file().synthetic() {
        assumptions.push(Words::new(
            "人口位置为合成数据：总数与居民点分布有依据，单个位置没有。",
            "Where people live is synthetic: totals and settlements are founded, single positions are not.",
        ));
    }
    assumptions
}
