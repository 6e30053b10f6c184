//! `serve`: the week hour by hour, with all boats or without some, and coverage at one hour.
//!
//! Never here: HTTP, how boats are scanned.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::DateTime;
use serde::Serialize;

use crate::analysis::coverage::Coverage;
use crate::issue::Issue;
use crate::layer;
use crate::layer::hours::{HourFigures, UnitHours, WeekSummary};
use crate::layer::tile::TileIndex;
use crate::places::Kind;
use crate::progress::Silent;
use crate::study::Study;
use crate::study::recent::Recent;
use crate::study::run::hour_figures;
use crate::timetable::{Disruption, Line, Offer, Phases, Week, time_of_day};
use crate::units::Deciseconds;
use crate::words::Words;

/// Hours that were asked for are kept ready: as many as a hand slides over.
const KEPT: usize = 24;
/// So are weeks with boats left out.
const WEEKS: usize = 4;

/// The week of a served study.
pub struct Hours {
    /// With all boats, in slots as the study wants them.
    whole: Arc<HourFigures>,
    coverage: Coverage,
    /// Without some boats.
    weeks: Recent<Disruption, Arc<HourFigures>>,
    /// The layer of one slot (its index), with all boats or without some.
    kept: Recent<(Disruption, usize), Arc<TileIndex>>,
}

impl Hours {
    /// Of a run's figures.
    pub fn new(whole: HourFigures, coverage: Coverage) -> Self {
        Self { whole: Arc::new(whole), coverage, weeks: Recent::new(WEEKS), kept: Recent::new(KEPT) }
    }

    /// The week without some boats, made when first asked for.
    fn week(&self, study: &Study, without: &Disruption) -> Result<Arc<HourFigures>, Issue> {
        if without.is_none() {
            return Ok(Arc::clone(&self.whole));
        }
        self.weeks.get(without.clone(), |without| {
            let timetable = study.disrupted(without)?;
            let step = study.file().analyses.hours.map_or(Deciseconds::from_minutes(60), |hours| hours.step);
            // Silent work is not cancelled.
            let made = hour_figures(study, &timetable, step, &Silent::default());
            Ok(made.map_or_else(|_| Arc::clone(&self.whole), Arc::new))
        })
    }

    /// The layer of coverage at the slot in which a time lies.
    pub fn coverage_at(&self, study: &Study, depart: DateTime, without: &Disruption) -> Result<Arc<TileIndex>, Issue> {
        let clock = study.depart(depart)?;
        let step = study.file().analyses.hours.map_or(Deciseconds::from_minutes(60), |hours| hours.step);
        let slots = study.slots(step);
        let slot = slots.partition_point(|slot| slot.span.1 <= clock).min(slots.len().saturating_sub(1));
        self.kept.get((without.clone(), slot), |_| {
            let figures = self.week(study, without)?.at(slot);
            let layer = layer::coverage::layer(&study.basis(&self.coverage), &figures);
            Ok(Arc::new(TileIndex::new(Arc::new(layer))))
        })
    }

    /// The whole week as figures.
    pub fn answer(&self, study: &Study, without: &Disruption) -> Result<WeekReply, Issue> {
        let figures = self.week(study, without)?;
        let kinds = &study.file().kinds;
        let calendar = study.calendar();
        let sum = |figures: &HourFigures, slot: usize, of: &dyn Fn(&UnitHours) -> u64| {
            let there = !figures.units.is_empty() && figures.slots[slot].length > Deciseconds::ZERO;
            there.then(|| figures.units.iter().map(of).sum::<u64>())
        };
        let by_kind = |figures: &HourFigures, slot: usize| -> BTreeMap<String, Option<u64>> {
            let of = |(index, kind): (usize, &Kind)| {
                (kind.id.clone(), sum(figures, slot, &|unit| unit.covered[index][slot]))
            };
            kinds.iter().enumerate().map(of).collect()
        };
        let hours = figures.slots.iter().enumerate().map(|(slot, name)| HourRow {
            hour: name.id.clone(),
            day: name.day,
            time: name.time.clone(),
            people: sum(&figures, slot, &|unit| unit.people),
            joint_covered: sum(&figures, slot, &|unit| unit.joint[slot]),
            covered: by_kind(&figures, slot),
        });
        let without = (!without.is_none()).then(|| self.lost(&figures, without, kinds));
        Ok(WeekReply {
            monday: calendar.0.clone(),
            time_zone: calendar.1.clone(),
            step_s: figures.slots.iter().map(|slot| slot.length.get() / 10).max().unwrap_or(0),
            people: study.units().people(),
            synthetic: study.file().synthetic(),
            phases: Phases::of(study.timetable()).count(),
            week: figures.summary(kinds, calendar),
            hours: hours.collect(),
            without,
        })
    }

    fn lost(&self, after: &HourFigures, without: &Disruption, kinds: &[Kind]) -> WithoutReply {
        let difference = |of: &dyn Fn(&UnitHours) -> u64| {
            let sum = |figures: &HourFigures| figures.units.iter().map(of).sum::<u64>();
            sum(&self.whole).saturating_sub(sum(after))
        };
        let slots = || self.whole.slots.iter().enumerate();
        let of_kinds = |slot: usize| -> BTreeMap<String, u64> {
            let of = |(index, kind): (usize, &Kind)| (kind.id.clone(), difference(&|unit| unit.covered[index][slot]));
            kinds.iter().enumerate().map(of).collect()
        };
        let lost: Vec<LostRow> = slots()
            .map(|(slot, name)| LostRow {
                hour: name.id.clone(),
                joint: difference(&|unit| unit.joint[slot]),
                kinds: of_kinds(slot),
            })
            .collect();
        let lengths: Vec<u64> = slots().map(|(_, slot)| u64::from(slot.length.get())).collect();
        let hours = |of: &dyn Fn(&LostRow) -> u64| {
            lost.iter().zip(&lengths).map(|(row, length)| of(row) * length).sum::<u64>() / 36_000
        };
        let mut people_hours_lost = BTreeMap::from([("joint".to_owned(), hours(&|row| row.joint))]);
        people_hours_lost.extend(
            kinds.iter().map(|kind| (kind.id.clone(), hours(&|row| row.kinds.get(&kind.id).copied().unwrap_or(0)))),
        );
        let time = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
        WithoutReply {
            lines: without.lines.iter().cloned().collect(),
            weather: without.weather.iter().cloned().collect(),
            hours: without.hours.map(|(from, to)| format!("{}-{}", time(from), time(to))),
            lost,
            people_hours_lost,
        }
    }
}

/// The reply about the week.
#[derive(Serialize)]
pub struct WeekReply {
    monday: String,
    time_zone: String,
    step_s: u32,
    people: Option<u64>,
    synthetic: bool,
    phases: u32,
    week: WeekSummary,
    hours: Vec<HourRow>,
    without: Option<WithoutReply>,
}

#[derive(Serialize)]
struct HourRow {
    hour: String,
    day: u8,
    time: String,
    people: Option<u64>,
    joint_covered: Option<u64>,
    covered: BTreeMap<String, Option<u64>>,
}

#[derive(Serialize)]
struct WithoutReply {
    lines: Vec<String>,
    weather: Vec<String>,
    hours: Option<String>,
    lost: Vec<LostRow>,
    people_hours_lost: BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct LostRow {
    hour: String,
    joint: u64,
    kinds: BTreeMap<String, u64>,
}

/// The lines of a timetable.
#[derive(Serialize)]
pub struct LinesReply {
    lines: Vec<LineRow>,
}

#[derive(Serialize)]
struct LineRow {
    id: String,
    name: Words,
    source: &'static str,
    foot: bool,
    bicycle: bool,
    car: bool,
    weather: Option<String>,
    on_demand: bool,
    boarding_s: Option<u32>,
    sailings_week: u64,
    first: Option<String>,
    last: Option<String>,
}

/// The lines of the study, in the order of their ids.
pub fn lines(study: &Study) -> LinesReply {
    let inputs = study.inputs();
    let Some(week) = &inputs.week else { return LinesReply { lines: Vec::new() } };
    LinesReply { lines: inputs.timetable.lines.iter().map(|line| row(line, week)).collect() }
}

fn row(line: &Line, week: &Week) -> LineRow {
    let offer = Offer::of([line], week);
    LineRow {
        id: line.id.clone(),
        name: line.name.clone(),
        source: line.source.name(),
        foot: line.who.foot,
        bicycle: line.who.bicycle,
        car: line.who.car,
        weather: line.weather.clone(),
        on_demand: line.on_demand,
        boarding_s: line.boarding.seconds(),
        sailings_week: offer.boats,
        first: offer.first.map(time_of_day),
        last: offer.last.map(time_of_day),
    }
}
