//! The rules of a study: judged, told, and put into the report.
//!
//! Never here: judging (see `analysis::rules`), which figures may be told (see `layer::rules`).

use serde_json::json;

use super::Part;
use crate::analysis::coverage::kind_times;
use crate::analysis::rules::{Ground, Judgement, Needs, Rule, areas_of_facilities, judge};
use crate::encode::html::section::{Cell, Chart, Section, Table};
use crate::issue::{Code, Issue, Place};
use crate::layer::figures::{Basis, Figures};
use crate::layer::rules::{Case, NearestFacility, Where, layer, people_of, time_told};
use crate::places::Premises;
use crate::progress::{Cancelled, Progress, Quiet};
use crate::space::LatLon;
use crate::study::Study;
use crate::travel::Link;
use crate::units::Deciseconds;
use crate::words::Words;

/// How many violations the report lists.
const LISTED: usize = 20;

/// Judges all rules.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn run(
    study: &Study,
    basis: &Basis,
    figures: &Figures,
    progress: &dyn Progress,
) -> Result<Option<Part>, Cancelled> {
    let rules: Vec<&Rule> = study.file().rules.iter().map(|source| &source.rule).collect();
    if rules.is_empty() {
        return Ok(None);
    }
    let inputs = study.inputs();
    let located = areas_of_facilities(&inputs.facilities, &inputs.areas, (&inputs.demand, study.area_of()));
    let ground = Ground {
        areas: &inputs.areas,
        facilities: &inputs.facilities,
        area_of_facility: &located,
        demand: &inputs.demand,
        area_of: study.area_of(),
    };
    let premises = |rule: &Rule| -> &[Premises] { inputs.premises.get(&rule.id).map_or(&[], Vec::as_slice) };
    let judged: Vec<Judgement<'_>> = rules.iter().map(|rule| judge(rule, &ground, premises(rule))).collect();
    let places = Where::new(basis);
    let mut cases: Vec<Vec<(Case<'_>, NearestFacility)>> = Vec::with_capacity(rules.len());
    for (rule, judged) in rules.iter().zip(&judged) {
        progress.check()?;
        let of_rule: Vec<Case<'_>> = judged.violations.iter().map(|violation| places.case(rule, violation)).collect();
        let at: Vec<Option<LatLon>> = of_rule.iter().map(|case| case.at).collect();
        let nearest = nearest_of(study, &rule.kind, &at, progress)?;
        cases.push(of_rule.into_iter().zip(nearest).collect());
    }
    let told: Vec<Told<'_>> =
        rules.iter().zip(&judged).zip(&cases).map(|((rule, judged), cases)| Told { rule, judged, cases }).collect();
    let all: Vec<(Case<'_>, NearestFacility)> = cases.iter().flatten().cloned().collect();
    let whole = layer(basis, figures, &all);
    let mut shown = whole.clone();
    shown.features.retain(|feature| feature.geometry.is_some());
    Ok(Some(Part {
        layers: vec![shown],
        tables: vec![whole],
        figures: vec![("rules", told.iter().map(|told| told.summary(figures)).collect())],
        sections: vec![section(basis, figures, &told)],
        issues: rules.iter().filter_map(|rule| without_areas(study, rule)).collect(),
    }))
}

/// The nearest facility of a kind to each of some positions.
fn nearest_of(
    study: &Study,
    kind: &str,
    at: &[Option<LatLon>],
    progress: &dyn Progress,
) -> Result<Vec<NearestFacility>, Cancelled> {
    let nobody = NearestFacility { time: Deciseconds::UNREACHED, facility: None };
    let Some(index) = study.file().kinds.iter().position(|known| known.id == kind) else {
        return Ok(vec![nobody; at.len()]);
    };
    if at.is_empty() {
        return Ok(Vec::new());
    }
    let profile = study.profile_of(index);
    let links: Vec<Option<Link>> = at.iter().map(|at| study.link(profile, (*at)?).ok()).collect();
    let (kind, facilities) = (&study.file().kinds[index], study.facilities_of(index));
    let (weighed, horizon) = (study.weighed(profile), study.file().horizon);
    let times = kind_times(weighed, kind, (&facilities, &links), horizon, &Quiet(progress))?;
    let id = |facility: &Option<u32>| facility.map(|index| study.inputs().facilities[index as usize].id.clone());
    let found = times.nearest.iter().zip(&times.facility);
    Ok(found.map(|(&time, facility)| NearestFacility { time, facility: id(facility) }).collect())
}

/// A warning where no area is of the level that a rule is about.
fn without_areas(study: &Study, rule: &Rule) -> Option<Issue> {
    let level = rule.area_level()?;
    let there = study.inputs().areas.all().iter().any(|area| area.level.as_deref() == Some(level));
    let cause = Words::new(
        format!("规则 `{}`：没有级别为 `{level}` 的区划", rule.id),
        format!("the rule `{}`: no area is of the level `{level}`", rule.id),
    );
    (!there).then(|| Issue::new(Code::RuleWithoutAreas, Place::default().field("rules.area_level"), cause))
}

/// A rule and what is told of it.
struct Told<'a> {
    rule: &'a Rule,
    judged: &'a Judgement<'a>,
    cases: &'a [(Case<'a>, NearestFacility)],
}

impl Told<'_> {
    /// The published people whom its violations concern, each once.
    fn people(&self, figures: &Figures) -> Option<u64> {
        people_of(self.cases.iter().map(|(case, _)| case), figures)
    }

    /// Of how many areas or premises it is asked.
    fn asked(&self) -> u64 {
        self.judged.kept + self.cases.len() as u64
    }

    fn summary(&self, figures: &Figures) -> serde_json::Value {
        json!({
            "id": self.rule.id,
            "name": self.rule.name,
            "type": self.rule.type_name(),
            "kind": self.rule.kind,
            "asked": self.asked(),
            "kept": self.judged.kept,
            "violations": self.cases.len(),
            "people": self.people(figures).unwrap_or(0),
        })
    }

    /// What the rule says, in words.
    fn definition(&self, basis: &Basis) -> Words {
        let kind = basis.kinds.iter().find(|kind| kind.id == self.rule.kind);
        let kind = kind.map_or_else(|| Words::same(&self.rule.kind), |kind| kind.name.clone());
        match &self.rule.needs {
            Needs::Area { level, demand, sort } => {
                let of = |prefix: &str, text: &Option<String>| {
                    text.as_deref().map(|text| format!("{prefix}{text}")).unwrap_or_default()
                };
                let people = demand.count();
                Words::new(
                    format!(
                        "级别为 {level} 且不少于 {people} 人的区划应有{}{}{}",
                        kind.zh,
                        of("，级别 ", &sort.level),
                        of("，等级 ", &sort.grade)
                    ),
                    format!(
                        "every area of level {level} with at least {people} people has a facility of {}{}{}",
                        kind.en,
                        of(" of level ", &sort.level),
                        of(" of grade ", &sort.grade)
                    ),
                )
            }
            Needs::Host { host, distance } => Words::new(
                format!("每个 {host} 在 {} 米内应有本单位的{}", distance.0, kind.zh),
                format!("every {host} has {} of its own within {} m", kind.en, distance.0),
            ),
            Needs::Number { level, count, exactly } => {
                let (zh, en) = if *exactly { ("恰有", "exactly") } else { ("至少有", "at least") };
                Words::new(
                    format!("级别为 {level} 的每个区划{zh} {count} 处{}", kind.zh),
                    format!("every area of level {level} has {en} {count} of {}", kind.en),
                )
            }
        }
    }
}

fn section(basis: &Basis, figures: &Figures, told: &[Told<'_>]) -> Section {
    let violations: usize = told.iter().map(|told| told.cases.len()).sum();
    let people = people_of(told.iter().flat_map(|told| told.cases.iter().map(|(case, _)| case)), figures).unwrap_or(0);
    let found = Words::new(
        format!("共 {} 条规则，{violations} 处不符合，涉及 {people} 人。", told.len()),
        format!("{} rules; {violations} places where one does not hold, with {people} people.", told.len()),
    );
    let how = Words::new(
        "人数门槛按区划的确切人数判断，表中的人数则是该区划（含下级）各发布单元之和；每个单元只计一次。",
        "Whether an area has enough people is judged by its exact number; the people told are those of the published units in \
         it and below, each unit once.",
    );
    let share = |told: &Told<'_>| {
        let asked = told.asked();
        (told.rule.name.clone(), if asked == 0 { 1.0 } else { told.judged.kept as f64 / asked as f64 })
    };
    let count = |count: Option<u64>| count.map_or(Cell::None, Cell::Count);
    let rules = Table {
        title: Words::new("各条规则", "Rule by rule"),
        head: vec![
            Words::new("规则", "Rule"),
            Words::new("内容", "What it says"),
            Words::new("应符合", "Asked of"),
            Words::new("不符合", "Violations"),
            Words::new("涉及人数", "People"),
        ],
        rows: told
            .iter()
            .map(|told| {
                vec![
                    Cell::Text(told.rule.name.clone()),
                    Cell::Text(told.definition(basis)),
                    Cell::Count(told.asked()),
                    Cell::Count(told.cases.len() as u64),
                    count(told.people(figures)),
                ]
            })
            .collect(),
    };
    let mut worst: Vec<&(Case<'_>, NearestFacility)> = told.iter().flat_map(|told| told.cases).collect();
    worst.sort_by_cached_key(|(case, _)| (std::cmp::Reverse(case.people(figures)), case.id(basis)));
    let worst = Table {
        title: Words::new("涉及人数最多之处", "Where most people are affected"),
        head: vec![
            Words::new("何处", "Where"),
            Words::new("规则", "Rule"),
            Words::new("人数", "People"),
            Words::new("现有设施", "Facilities there"),
            Words::new("到最近一处", "To the nearest"),
            Words::new("办法", "Remedy"),
        ],
        rows: worst
            .into_iter()
            .take(LISTED)
            .map(|(case, nearest)| {
                vec![
                    Cell::Text(case.subject(basis).1.clone()),
                    Cell::Text(case.rule.name.clone()),
                    count(case.people(figures)),
                    Cell::Count(case.violation.facilities),
                    Cell::Minutes(time_told(basis, case, nearest).seconds()),
                    Cell::Text(case.violation.remedy.words()),
                ]
            })
            .collect(),
    };
    Section {
        id: "rules",
        title: Words::new("规则", "Rules"),
        text: vec![found, how],
        chart: Some(Chart::Bars(told.iter().map(share).collect())),
        tables: if worst.rows.is_empty() { vec![rules] } else { vec![rules, worst] },
        note: None,
    }
}
