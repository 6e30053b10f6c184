//! Coverage by the hour: whom help reaches in time when it is called for at some time of the week.
//!
//! By land alone a place is reached in time always or never. With boats it is so for the calls of some spans of time, and those are
//! intersected for all joint kinds (of one and the same call) and measured exactly. Where the minute of a boat is not known, every
//! phase of the timetable counts alike. Never here: published figures (see `layer`), days and their names.

mod service;

use rayon::prelude::*;

pub use service::{Ground, Links, Reach, Sailed, Service};

use crate::progress::{Cancelled, Progress, Stage};
use crate::timetable::{Clock, Phases, Timetable};
use crate::travel::ferry::Spans;
use crate::units::{Deciseconds, People};

/// What is asked about some groups of demand points.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// For each kind its services: one for each speed of the day, their times apart.
    pub kinds: &'a [Vec<Service>],
    /// The boats.
    pub timetable: &'a Timetable,
    /// Indexes of the kinds that make the full circle.
    pub joint: &'a [usize],
    /// Groups of demand points.
    pub groups: &'a [Vec<u32>],
    /// The people of every point.
    pub people: &'a [People],
    /// Spans of time of which each is asked for; they may overlap. Calls come evenly over each.
    pub slots: &'a [(Clock, Clock)],
    /// The phases of the timetable.
    pub phases: Phases,
}

/// How many people of a group are reached in time, on average over the calls of every slot.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupHours {
    /// By kind and slot. Nobody in a slot of no length.
    pub covered: Vec<Vec<People>>,
    /// By slot: whom all joint kinds reach.
    pub joint: Vec<People>,
}

/// Answers for every group. `sails` says which lines do. Ticks once a phase.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn hours(
    question: &Question<'_>,
    sails: &(dyn Fn(usize) -> bool + Sync),
    progress: &dyn Progress,
) -> Result<Vec<GroupHours>, Cancelled> {
    let Question { kinds, timetable, groups, slots, phases, .. } = *question;
    progress.step(Stage::Sweep, Some(phases.count().into()));
    let mut sums: Vec<Sums> = groups.par_iter().map(|group| Sums::new(question, group)).collect();
    for phase in 0..phases.count() {
        progress.check()?;
        let sail =
            |services: &Vec<Service>| services.iter().map(|service| service.sail(timetable, phase, sails)).collect();
        let sailed: Vec<Vec<Sailed>> = kinds.par_iter().map(sail).collect();
        sums.par_iter_mut().for_each(|sums| sums.phase(question, &sailed));
        progress.tick(1);
    }
    Ok(sums.iter().map(|sums| sums.mean(slots, phases)).collect())
}

/// Counts as they may be told: of a group (its index) the exact people by kind, all joint kinds last.
pub type Told<'t> = dyn Fn(usize, &[People]) -> Vec<u64> + Sync + 't;

/// For every group, by kind (all joint kinds last), the average over the calls of the first slot of what may be told of the people who are
/// reached in time at each moment. Where few live, an average of counts would be told as nobody; this is an average of what is told.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn told_on_average(
    question: &Question<'_>,
    told: &Told<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Vec<f64>>, Cancelled> {
    let Question { kinds, timetable, groups, slots, phases, .. } = *question;
    let Some(&(from, to)) = slots.first() else { return Ok(vec![Vec::new(); groups.len()]) };
    let sums: Vec<Sums> = groups.par_iter().map(|group| Sums::new(question, group)).collect();
    let mut whole: Vec<Vec<u128>> = vec![vec![0; kinds.len() + 1]; groups.len()];
    for phase in 0..phases.count() {
        progress.check()?;
        let sail = |services: &Vec<Service>| {
            services.iter().map(|service| service.sail(timetable, phase, &|_| true)).collect()
        };
        let sailed: Vec<Vec<Sailed>> = kinds.par_iter().map(sail).collect();
        whole.par_iter_mut().zip(&sums).enumerate().for_each(|(group, (whole, sums))| {
            sums.moments(question, &sailed, (from, to), |counts, length| {
                let told = told(group, counts);
                whole.iter_mut().zip(told).for_each(|(sum, count)| *sum += u128::from(count) * u128::from(length));
            });
        });
    }
    let all = f64::from(to.since(from).get()) * f64::from(phases.count());
    Ok(whole.iter().map(|row| row.iter().map(|&sum| sum as f64 / all).collect()).collect())
}

/// The last call of a slot that is answered in time: for every group and kind the earliest over all slots that have one
/// and all phases, as the time since its slot began. `None` where calls are never answered in time, or always.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn last_calls(
    question: &Question<'_>,
    sails: &(dyn Fn(usize) -> bool + Sync),
    progress: &dyn Progress,
) -> Result<Vec<Vec<Option<Deciseconds>>>, Cancelled> {
    let Question { kinds, timetable, groups, slots, phases, .. } = *question;
    let mut last = vec![vec![None; kinds.len()]; groups.len()];
    for phase in 0..phases.count() {
        progress.check()?;
        let sail =
            |services: &Vec<Service>| services.iter().map(|service| service.sail(timetable, phase, sails)).collect();
        let sailed: Vec<Vec<Sailed>> = kinds.par_iter().map(sail).collect();
        last.par_iter_mut().zip(groups).for_each(|(last, group)| {
            for ((last, services), sailed) in last.iter_mut().zip(kinds).zip(&sailed) {
                let spans: Vec<Spans> = group
                    .iter()
                    .map(|&point| covered(services, sailed, point as usize))
                    .filter(|s| !s.is_empty())
                    .collect();
                if spans.iter().any(Spans::is_always) {
                    continue;
                }
                let of_slot = |&(from, to): &(Clock, Clock)| {
                    let latest = spans.iter().filter_map(|spans| spans.last(from, to)).max()?;
                    Some(latest.since(from))
                };
                *last = slots.iter().filter_map(of_slot).chain(*last).min();
            }
        });
    }
    Ok(last)
}

/// The calls for which some services of one kind reach a point in time.
fn covered(services: &[Service], sailed: &[Sailed], point: usize) -> Spans {
    let spans = services.iter().zip(sailed).map(|(service, sailed)| service.covered(sailed, point));
    match spans.collect::<Vec<_>>().as_slice() {
        [one] => one.clone(),
        many => Spans::new(many.iter().flat_map(Spans::iter).collect()),
    }
}

/// Is a point reached in time by a kind at any hour, or never? `None`: it depends on the hour.
fn fixed(services: &[Service], point: usize) -> Option<bool> {
    match services {
        [one] if one.when.is_always() => one.fixed(point),
        many => many.iter().all(|service| service.fixed(point) == Some(false)).then_some(false),
    }
}

/// What is known of one group so far, by kind; all joint kinds together come last.
struct Sums {
    /// Thousandths of people whom the hour does not concern.
    always: Vec<u64>,
    /// Points whom it does.
    others: Vec<u32>,
    /// For those, by slot, thousandths of people times deciseconds.
    sums: Vec<Vec<u128>>,
}

impl Sums {
    fn new(question: &Question<'_>, group: &[u32]) -> Self {
        let rows = question.kinds.len() + 1;
        let mut new = Self { always: vec![0; rows], others: Vec::new(), sums: Vec::new() };
        for &point in group {
            let people = question.people[point as usize].thousandths();
            let fixed: Vec<Option<bool>> =
                question.kinds.iter().map(|services| fixed(services, point as usize)).collect();
            let joint: Vec<Option<bool>> = question.joint.iter().map(|&kind| fixed[kind]).collect();
            let joint = if joint.contains(&Some(false)) {
                Some(false)
            } else {
                joint.iter().all(Option::is_some).then_some(true)
            };
            for (always, fixed) in new.always.iter_mut().zip(fixed.iter().copied().chain([joint])) {
                *always += if fixed == Some(true) { people } else { 0 };
            }
            if fixed.iter().any(Option::is_none) {
                new.others.push(point);
            }
        }
        if !new.others.is_empty() {
            new.sums = vec![vec![0; question.slots.len()]; rows];
        }
        new
    }

    fn phase(&mut self, question: &Question<'_>, sailed: &[Vec<Sailed>]) {
        for &point in &self.others {
            let people = question.people[point as usize].thousandths();
            for (sums, spans) in self.sums.iter_mut().zip(Self::spans(question, sailed, point)) {
                let Some(spans) = spans.filter(|spans| !spans.is_empty()) else { continue };
                for (sum, &(from, to)) in sums.iter_mut().zip(question.slots) {
                    *sum += u128::from(people) * u128::from(spans.measure(from, to));
                }
            }
        }
    }

    /// When a point is reached in time by each kind, and by all joint ones; `None` where it was counted once and for all.
    fn spans(question: &Question<'_>, sailed: &[Vec<Sailed>], point: u32) -> Vec<Option<Spans>> {
        let of_kind = |(services, sailed): (&Vec<Service>, &Vec<Sailed>)| covered(services, sailed, point as usize);
        let covered: Vec<Spans> = question.kinds.iter().zip(sailed).map(of_kind).collect();
        let joint = question.joint.iter().fold(Spans::always(), |joint, &kind| joint.and(&covered[kind]));
        let counted: Vec<bool> =
            question.kinds.iter().map(|services| fixed(services, point as usize) == Some(true)).collect();
        let joint_counted = question.joint.iter().all(|&kind| counted[kind]);
        let rows = covered.into_iter().chain([joint]).zip(counted.into_iter().chain([joint_counted]));
        rows.map(|(spans, counted)| (!counted).then_some(spans)).collect()
    }

    /// Calls `take` with the people whom each kind reaches in time, for every stretch of a span over which they are the same.
    fn moments(
        &self,
        question: &Question<'_>,
        sailed: &[Vec<Sailed>],
        (from, to): (Clock, Clock),
        mut take: impl FnMut(&[People], u32),
    ) {
        let mut now = self.always.clone();
        // When somebody is reached from then on, or no more.
        let mut changes: Vec<(Clock, usize, bool, u64)> = Vec::new();
        for &point in &self.others {
            let people = question.people[point as usize].thousandths();
            for (row, spans) in Self::spans(question, sailed, point).into_iter().enumerate() {
                for (begin, end) in spans.iter().flat_map(Spans::iter) {
                    if end <= from || begin >= to {
                        continue;
                    }
                    if begin <= from {
                        now[row] += people
                    } else {
                        changes.push((begin, row, true, people))
                    }
                    if end < to {
                        changes.push((end, row, false, people));
                    }
                }
            }
        }
        changes.sort_unstable();
        let mut at = from;
        for (clock, row, begins, people) in changes.into_iter().chain([(to, 0, true, 0)]) {
            if clock > at {
                let counts: Vec<People> = now.iter().map(|&people| People::from_thousandths(people)).collect();
                take(&counts, clock.since(at).get());
                at = clock;
            }
            now[row] = if begins { now[row] + people } else { now[row] - people };
        }
    }

    fn mean(&self, slots: &[(Clock, Clock)], phases: Phases) -> GroupHours {
        let mean = |(row, &always): (usize, &u64)| -> Vec<People> {
            let of_slot = |(slot, &(from, to)): (usize, &(Clock, Clock))| {
                let whole = u128::from(to.since(from).get()) * u128::from(phases.count());
                let sum = self.sums.get(row).map_or(0, |sums| sums[slot]);
                let Some(others) = sum.checked_div(whole) else { return People::ZERO };
                People::from_thousandths(always + u64::try_from(others).unwrap_or(u64::MAX - always))
            };
            slots.iter().enumerate().map(of_slot).collect()
        };
        let mut rows: Vec<Vec<People>> = self.always.iter().enumerate().map(mean).collect();
        let joint = rows.pop().unwrap_or_default();
        GroupHours { covered: rows, joint }
    }
}
