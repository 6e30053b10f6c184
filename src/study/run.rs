//! One run: every question of a study answered, as layers, a table and a summary.
//!
//! Never here: bytes, files, single questions (see [`ask`](super::ask)).

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::circle::{Circle, circle};
use super::world::Study;
use crate::analysis::coverage::{Coverage, heading, kind_times};
use crate::analysis::gaps::gaps;
use crate::analysis::isochrone::{Isochrone, Origin, longest};
use crate::encode::html::section::Section;
use crate::issue::Issue;
use crate::layer::facilities::SnapSummary;
use crate::layer::figures::{Basis, Figures};
use crate::layer::hours::{HourFigures, SlotName, told_now};
use crate::layer::islands::Told;
use crate::layer::isochrones::Reach;
use crate::layer::summary::{Parts, Summary, count_issues};
use crate::layer::{self, Layer};
use crate::network::SnapFailure;
use crate::places::Direction;
use crate::progress::{Cancelled, Progress, Stage};
use crate::timetable::Timetable;
use crate::travel::Link;
use crate::travel::around::{Around, around_each};
use crate::travel::sweep::LANES;
use crate::units::{Deciseconds, Metres, People};

/// How far apart two uncovered points of one gap may be where the study does not say.
pub(super) const CLUSTER: Metres = Metres(1_000.0);

/// Everything that a run answers.
#[derive(Debug)]
pub struct Results {
    /// Exact coverage: for the inside, and for `records.csv` of the office itself.
    pub coverage: Coverage,
    /// Layers in the order in which they are listed: those of the analyses, and `facilities`.
    pub layers: Vec<Arc<Layer>>,
    /// Gaps, always computed: the report lists them.
    pub gaps: Arc<Layer>,
    /// Units, always computed: the report draws them.
    pub units: Arc<Layer>,
    /// The rows of `areas.csv`.
    pub areas: Arc<Layer>,
    /// The week, where answers depend on the hour.
    pub week: Option<Week>,
    /// The rows of `ferries.csv`.
    pub ferries: Arc<Layer>,
    /// The figures of `summary.json`.
    /// Further tables, each written as `<id>.csv`.
    pub tables: Vec<Arc<Layer>>,
    /// The sections of further analyses in the report.
    pub sections: Vec<Section>,
    /// What was found wrong while they ran.
    pub issues: Vec<Issue>,
    /// All figures.
    pub summary: Summary,
}

/// What is told of the reference week.
#[derive(Debug)]
pub struct Week {
    /// The figures of every unit.
    pub figures: HourFigures,
    /// The rows of `hours.csv`.
    pub table: Arc<Layer>,
    /// The islands, where the study has and asks for them.
    pub islands: Option<Arc<Layer>>,
    /// The rows of `disruption.csv`, where some boats do not sail.
    pub disruption: Option<Arc<Layer>>,
}

/// Answers everything that the study asks. `issues` are all issues of its inputs, to be counted.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn run(study: &Study, issues: &[Issue], progress: &dyn Progress) -> Result<Results, Cancelled> {
    let mut results = run_but_isochrones(study, issues, progress)?;
    results.layers.extend(isochrones(study, progress)?.map(Arc::new));
    Ok(results)
}

/// Like [`run`], without the layer of [`isochrones`], which takes longer than all the rest and comes last in the list.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn run_but_isochrones(study: &Study, issues: &[Issue], progress: &dyn Progress) -> Result<Results, Cancelled> {
    let file = study.file();
    let coverage = coverage(study, progress)?;
    progress.step(Stage::Analysis, None);
    let inputs = study.inputs();
    let basis = study.basis(&coverage);
    let figures = Figures::new(&basis);
    progress.check()?;
    let cluster = file.analyses.gaps.as_ref().map_or(CLUSTER, |gaps| gaps.cluster);
    let clusters = gaps(&inputs.demand, &coverage, &inputs.places, cluster);
    let gaps = Arc::new(layer::gaps::layer(&basis, &figures, &clusters, &inputs.places));
    let units = Arc::new(layer::coverage::layer(&basis, &figures));
    progress.check()?;

    let mut layers = Vec::new();
    if file.analyses.coverage {
        layers.push(units.clone());
    }
    if file.analyses.gaps.is_some() {
        layers.push(gaps.clone());
    }
    if let Some(heat) = &file.analyses.heat {
        layers.push(Arc::new(layer::heat::layer(&basis, &figures, heat.resolution, &inputs.land)));
    }
    let snaps: Vec<SnapSummary> = study.facility_links().iter().map(snap_summary).collect();
    layers.push(Arc::new(layer::facilities::layer(&inputs.facilities, &snaps, &inputs.areas, study.credits())));
    let areas = Arc::new(layer::areas::table(&basis, &figures));
    let week = week(study, &basis, study.timetable(), progress)?;
    layers.extend(week.iter().filter_map(|week| week.islands.clone()));
    let mut circle = circle(study, &basis, &figures, progress)?;
    layers.append(&mut circle.layers);
    let all: Vec<Issue> = issues.iter().chain(&circle.issues).cloned().collect();
    let told = week.as_ref().map(|week| week.figures.summary(&file.kinds, study.calendar()));
    let mut summary =
        layer::summary::summary(&basis, &figures, Parts { hours: told, ..parts(study, &coverage, &gaps, &all) });
    summary.further.extend(std::mem::take(&mut circle.figures));
    let ferries = Arc::new(layer::ferries::table(&inputs.ferry_lines, study.credits()));
    let Circle { tables, sections, issues, .. } = circle;
    Ok(Results { layers, tables, sections, issues, gaps, units, areas, ferries, week, summary, coverage })
}

/// The week with the boats of a timetable; `None` when nothing of the study depends on the hour, or nobody asks.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn week(
    study: &Study,
    basis: &Basis,
    timetable: &Timetable,
    progress: &dyn Progress,
) -> Result<Option<Week>, Cancelled> {
    let analyses = &study.file().analyses;
    if !study.has_hours() || (analyses.hours.is_none() && study.islands().is_none()) {
        return Ok(None);
    }
    let step = analyses.hours.map_or(Deciseconds::from_minutes(60), |hours| hours.step);
    let figures = hour_figures(study, timetable, step, progress)?;
    let table = Arc::new(figures.table(basis));
    let islands = match study.islands() {
        Some(islands) => {
            let inputs = study.inputs();
            let last_useful = study.last_calls(timetable, progress)?;
            let (land, facilities) = (&inputs.land, inputs.facilities.as_slice());
            let (k, joint) = (study.units().minimum_group(), study.joint());
            let now = |unit: usize, counts: &[People]| told_now(counts, study.units().all()[unit].people, (k, &joint));
            let average = study.told_on_average(timetable, &now, progress)?;
            let told = Told { islands, average: &average, land, facilities, last_useful: &last_useful };
            Some(Arc::new(layer::islands::layer(basis, &told)))
        }
        None => None,
    };
    let disruption = if study.inputs().disruption.is_none() {
        None
    } else {
        let before = hour_figures(study, &study.inputs().timetable, step, progress)?;
        Some(Arc::new(layer::disruption::table(basis, &before, &figures)))
    };
    Ok(Some(Week { figures, table, islands, disruption }))
}

/// The published figures of the week with the boats of a timetable, in slots of `step`.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn hour_figures(
    study: &Study,
    timetable: &Timetable,
    step: Deciseconds,
    progress: &dyn Progress,
) -> Result<HourFigures, Cancelled> {
    let found = study.week(timetable, step, progress)?;
    let slots = found.slots.iter().map(|slot| SlotName {
        id: format!("{}T{:02}:{:02}", slot.local.date(), slot.local.hour(), slot.local.minute()),
        day: slot.day,
        time: format!("{:02}:{:02}", slot.local.hour(), slot.local.minute()),
        length: slot.span.1.since(slot.span.0),
    });
    Ok(HourFigures::new(study.units(), slots.collect(), &found.units, &study.joint()))
}

/// Exact coverage of the study as it is.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn coverage(study: &Study, progress: &dyn Progress) -> Result<Coverage, Cancelled> {
    let file = study.file();
    progress.step(Stage::Sweep, Some(file.kinds.len() as u64));
    let kinds = (0..file.kinds.len()).into_par_iter().map(|index| {
        progress.check()?;
        let kind = &file.kinds[index];
        let demand: Vec<Option<Link>> =
            study.demand_links(index).iter().map(|link| link.as_ref().ok().copied()).collect();
        let weighed = study.weighed(study.profile_of(index));
        let times = |cohort: Option<usize>| {
            let facilities = study.open_to(index, cohort);
            kind_times(weighed, kind, (&facilities, &demand), file.horizon, progress)
        };
        let everybody = times(None)?;
        let cohorts = (0..file.circle.cohorts.len()).filter(|&cohort| study.serves_alone(index, cohort));
        let cohorts = cohorts.map(|cohort| Ok(((cohort, index), times(Some(cohort))?)));
        let cohorts: Vec<_> = cohorts.collect::<Result<_, Cancelled>>()?;
        progress.tick(1);
        Ok((everybody, cohorts))
    });
    let found: Vec<_> = kinds.collect::<Result<_, Cancelled>>()?;
    let (kinds, cohorts): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let joint = file.joint.iter().filter_map(|id| file.kinds.iter().position(|kind| kind.id == *id)).collect();
    let of_cohort = cohorts.into_iter().flatten().collect();
    Ok(Coverage { kinds, joint, own_limits: study.own_limits(), of_cohort })
}

fn snap_summary(link: &Result<Link, SnapFailure>) -> SnapSummary {
    match link {
        Ok(link) => SnapSummary { metres: Some(link.snap.distance.0), status: "ok" },
        Err(SnapFailure::OutsideExtract) => SnapSummary { metres: None, status: "outside_extract" },
        Err(SnapFailure::OffNetwork | SnapFailure::Fragment | SnapFailure::AcrossWater) => {
            SnapSummary { metres: None, status: "off_network" }
        }
    }
}

/// The isochrones of all facilities; `None` when the study does not ask for them.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn isochrones(study: &Study, progress: &dyn Progress) -> Result<Option<Layer>, Cancelled> {
    let file = study.file();
    let Some(asked) = &file.analyses.isochrones else { return Ok(None) };
    let minutes = &asked.minutes;
    let inputs = study.inputs();
    progress.step(Stage::Isochrone, Some(inputs.facilities.len() as u64));
    // There and back there is no line that both ways share: such kinds have no isochrones.
    let mut made: Vec<Vec<Isochrone>> = vec![Vec::new(); inputs.facilities.len()];
    let one_way = file.kinds.iter().enumerate().filter(|(_, kind)| kind.direction != Direction::RoundTrip);
    for (kind, of_kind) in one_way {
        let places = study.facilities_of(kind);
        let links: Vec<Option<Link>> = places.iter().map(|(_, link)| *link).collect();
        let (profile, heading) = (study.profile_of(kind), heading(of_kind.direction));
        let (grid, ground) = study.cells(profile, heading);
        let times = (of_kind.mobilisation, minutes.as_slice());
        let outline = |place: usize, around: Around<'_, LANES>| {
            let (facility, Some(link)) = &places[place] else { return Ok(Vec::new()) };
            progress.check()?;
            let origin = Origin { at: inputs.facilities[*facility as usize].at, link };
            let isochrones = grid.outlines(&ground, &around, &origin, times);
            progress.tick(1);
            Ok(isochrones)
        };
        let longest = longest(times).unwrap_or(Deciseconds::ZERO);
        let reached = around_each(study.weighed(profile), heading, &links, longest, outline);
        for ((facility, _), isochrones) in places.iter().zip(reached) {
            made[*facility as usize] = isochrones.transpose()?.unwrap_or_default();
        }
    }
    let reaches: Vec<Reach<'_>> = inputs
        .facilities
        .iter()
        .zip(&made)
        .filter(|(_, isochrones)| !isochrones.is_empty())
        .filter_map(|(facility, isochrones)| {
            let direction = file.kind(&facility.kind)?.direction;
            Some(Reach { facility, direction, isochrones })
        })
        .collect();
    Ok(Some(layer::isochrones::layer(&reaches, study.credits())))
}

fn parts<'a>(study: &Study, coverage: &Coverage, gaps: &'a Layer, issues: &[Issue]) -> Parts<'a> {
    let file = study.file();
    let inputs = study.inputs();
    let demand = inputs.demand.len();
    let by_boat = |point: &u32| coverage.kinds.iter().any(|kind| kind.by_boat[*point as usize]);
    let demand_tables = inputs.tables.iter().skip(file.facilities.len());
    // Orders are about people too.
    let demand_tables: Vec<&str> =
        demand_tables.chain(file.orders.iter().map(|source| &source.table.file)).map(String::as_str).collect();
    let unsnapped = study.unsnapped().into_iter().map(|(reason, points)| (reason.name().to_owned(), points));
    Parts {
        study: file.id.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        parameters: parameters(study),
        inputs: inputs.sources.clone(),
        facilities: (0..file.kinds.len()).map(|kind| study.facilities_of(kind).len() as u64).collect(),
        unsnapped: unsnapped.collect(),
        gaps,
        ferries: inputs.ferries,
        ferry_users: (0..demand as u32).filter(by_boat).collect(),
        hours: None,
        totals: study.totals(),
        issues: count_issues(issues, &demand_tables, demand as u64, u64::from(file.minimum_group)),
    }
}

fn parameters(study: &Study) -> serde_json::Value {
    let file = study.file();
    let kinds = file.kinds.iter().map(|kind| {
        json!({
            "id": kind.id,
            "name": kind.name,
            "profile": kind.profile,
            "direction": kind.direction.name(),
            "mobilisation_s": kind.mobilisation.seconds(),
            "limit_s": kind.limit.seconds(),
            "boats": kind.boats.name(),
            "dwell_s": kind.dwell.seconds(),
        })
    });
    json!({
        "name": file.name,
        "limit_s": file.limit.seconds(),
        "horizon_s": file.horizon.seconds(),
        "minimum_group": file.minimum_group,
        "synthetic": file.synthetic(),
        "kinds": kinds.collect::<Vec<_>>(),
        "joint": file.joint,
        "analyses": {
            "coverage": file.analyses.coverage,
            "gaps_cluster_m": file.analyses.gaps.as_ref().map(|gaps| gaps.cluster),
            "heat_resolution": file.analyses.heat.as_ref().map(|heat| heat.resolution),
            "hours_step_s": file.analyses.hours.and_then(|hours| hours.step.seconds()),
            "islands": file.analyses.islands,
            "isochrone_minutes": file.analyses.isochrones.as_ref().map(|isochrones| isochrones.minutes.clone()),
        },
    })
}
