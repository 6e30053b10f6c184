//! Allocation of places for a study: facilities with their staff, demand and times become a question, its answer published figures.
//!
//! Never here: the solver and the judge (see `analysis::allocation`), how a count may be told (see `layer`).

mod report;

use serde_json::{Value, json};

use super::Part;
use crate::analysis::allocation::{Allocation, Question, allocate, check, nearest, remedy};
use crate::analysis::coverage::{Provider, kind_times};
use crate::analysis::reach::reach;
use crate::analysis::siting::Times;
use crate::issue::{Code, Issue, Place};
use crate::layer;
use crate::layer::allocation::{Exact, KindPlaces, UnitPlaces};
use crate::layer::figures::{Basis, Figures};
use crate::layer::siting::share;
use crate::places::Facility;
use crate::progress::{Cancelled, Progress, Stage};
use crate::study::file;
use crate::study::world::Study;
use crate::travel::Link;
use crate::units::People;
use crate::words::Words;

/// What is told of one kind, and how much was looked at.
struct Told {
    places: KindPlaces,
    /// Pairs within the limit.
    arcs: usize,
}

/// Who has a place, for every kind whose facilities state staff or capacity; `None` when the study does not ask.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub(super) fn run(
    study: &Study,
    basis: &Basis,
    _figures: &Figures,
    progress: &dyn Progress,
) -> Result<Option<Part>, Cancelled> {
    let Some(asked) = &study.file().analyses.allocation else { return Ok(None) };
    let (mut kinds, mut issues) = (Vec::new(), Vec::new());
    for kind in 0..basis.kinds.len() {
        let Some(sites) = Sites::of(study, (kind, asked), &mut issues) else { continue };
        match told(study, basis, (kind, asked, &sites), progress)? {
            Ok(told) => kinds.push(told),
            Err(cause) => issues.push(Issue::new(Code::Internal, Place::default(), cause)),
        }
    }
    if kinds.is_empty() {
        return Ok(Some(Part { issues, ..Part::default() }));
    }
    let figures = figures_of(basis, asked, &kinds);
    let places: Vec<KindPlaces> = kinds.into_iter().map(|told| told.places).collect();
    let areas = layer::allocation::areas(basis, &places);
    let facilities = layer::allocation::facilities(basis, &study.inputs().facilities, &places);
    let units = layer::allocation::layer(basis, &places);
    let mut table = units.clone();
    table.features.iter_mut().for_each(|unit| unit.geometry = None);
    Ok(Some(Part {
        sections: vec![report::section(basis, asked, (&places, &areas, &facilities))],
        layers: vec![units],
        tables: vec![table, areas, facilities],
        figures: vec![("allocation", figures)],
        issues,
    }))
}

/// The facilities of a kind that count, with their capacities.
struct Sites {
    providers: Vec<Provider>,
    capacities: Vec<u64>,
}

impl Sites {
    fn of(study: &Study, (kind, asked): (usize, &file::Allocation), issues: &mut Vec<Issue>) -> Option<Self> {
        let of_kind = &study.file().kinds[kind];
        let facility = |provider: &Provider| &study.inputs().facilities[provider.0 as usize];
        let mut providers = study.open_to(kind, None);
        if let Some(level) = &asked.level {
            providers.retain(|provider| facility(provider).level.as_ref() == Some(level));
        }
        let Words { zh, en } = &of_kind.name;
        let mut unstated = |cause: Words| {
            issues.push(Issue::new(Code::CapacityUnstated, Place::default().field("capacity"), cause));
        };
        if providers.is_empty() {
            // That a kind has no facility at all is said elsewhere.
            if let Some(level) = &asked.level {
                unstated(Words::new(
                    format!("{zh}：没有级别为 `{level}` 的设施，名额分配不含此类别"),
                    format!("{en}: no facility is of level `{level}`; the allocation leaves this kind out"),
                ));
            }
            return None;
        }
        let stated: Vec<Option<People>> =
            providers.iter().map(|provider| capacity(facility(provider), asked.people_per_staff)).collect();
        let without = stated.iter().filter(|stated| stated.is_none()).count();
        if without == stated.len() {
            unstated(Words::new(
                format!("{zh}：没有一处设施写明人员或名额，名额分配不含此类别"),
                format!("{en}: no facility states staff or capacity; the allocation leaves this kind out"),
            ));
            return None;
        }
        if without > 0 {
            unstated(Words::new(
                format!("{zh}：未写明人员或名额、按没有名额计算的设施数：{without}"),
                format!(
                    "{en}: facilities that state neither staff nor capacity and count as without places: {without}"
                ),
            ));
        }
        let capacities = stated.into_iter().map(|stated| stated.unwrap_or_default().thousandths()).collect();
        Some(Self { providers, capacities })
    }
}

/// The people for whom a facility has places: as it states, or by its staff; none where it states neither.
fn capacity(facility: &Facility, people_per_staff: u32) -> Option<People> {
    let by_staff =
        |staff: People| People::from_thousandths(staff.thousandths().saturating_mul(u64::from(people_per_staff)));
    facility.supply.capacity.or_else(|| facility.staff.map(by_staff))
}

/// What is told of a kind; the inner error is a cause that no input should bring about.
fn told(
    study: &Study,
    basis: &Basis,
    (kind, asked, sites): (usize, &file::Allocation, &Sites),
    progress: &dyn Progress,
) -> Result<Result<Told, Words>, Cancelled> {
    let (of_kind, weighed) = (&basis.kinds[kind], study.weighed(study.profile_of(kind)));
    let demand: Vec<Option<Link>> = study.demand_links(kind).iter().map(|link| link.as_ref().ok().copied()).collect();
    let links: Vec<Option<Link>> = sites.providers.iter().map(|provider| provider.1).collect();
    progress.step(Stage::Sweep, Some(links.len() as u64));
    let mut times = Times::new();
    let longest = basis.coverage.own_limits.values().copied().chain([of_kind.limit]).max().unwrap_or(of_kind.limit);
    for row in reach(weighed, of_kind, (&links, &demand), longest, progress)? {
        let in_time = row.into_iter().filter(|&(point, time)| time <= basis.coverage.limit(kind, point as usize));
        times.push(in_time.map(|(point, time)| (point, time.get())));
    }
    let weights = basis.demand.iter().map(|point| point.people.thousandths()).collect();
    let question = Question { weights, capacities: sites.capacities.clone(), times };
    progress.step(Stage::Analysis, None);
    let found = match solved(&question, progress)? {
        Ok(found) => found,
        Err(cause) => return Ok(Err(cause)),
    };
    let loads = found.loads();
    let free = |site: &usize| loads[*site] < question.capacities[*site];
    let with_room: Vec<Provider> = (0..links.len()).filter(free).map(|site| sites.providers[site]).collect();
    let room = kind_times(weighed, of_kind, (&with_room, &demand), study.file().horizon, progress)?;
    let exact = Exact {
        kind,
        facilities: &sites.providers.iter().map(|provider| provider.0).collect::<Vec<u32>>(),
        question: &question,
        found: &found,
        nearest: &nearest(&question),
        missing: &remedy(&question, &found),
        room: &room.nearest,
        people_per_staff: u64::from(asked.people_per_staff),
    };
    Ok(Ok(Told { places: KindPlaces::new(basis, &exact), arcs: question.times.pairs() }))
}

/// The allocation, once the judge has said that it holds and that none is better.
fn solved(question: &Question, progress: &dyn Progress) -> Result<Result<Allocation, Words>, Cancelled> {
    use crate::analysis::allocation::NoAllocation;
    let found = match allocate(question, progress) {
        Ok(found) => found,
        Err(NoAllocation::Cancelled(cancelled)) => return Err(cancelled),
        Err(other) => {
            return Ok(Err(Words::new(format!("名额分配无法计算：{other}"), format!("no allocation: {other}"))));
        }
    };
    let judged = check(question, &found);
    Ok(judged.map(|()| found).map_err(|wrong| {
        Words::new(format!("名额分配未通过核验：{wrong}"), format!("the judge rejects the allocation: {wrong}"))
    }))
}

/// The key `allocation` of the summary: sums of published figures.
fn figures_of(basis: &Basis, asked: &file::Allocation, kinds: &[Told]) -> Value {
    let units: Vec<usize> = (0..basis.units.all().len()).collect();
    let people = basis.units.people();
    let kind = |told: &Told| {
        let places = &told.places;
        let sum = |of: &dyn Fn(&UnitPlaces) -> u64| people.map(|_| places.sum(&units, of));
        let [in_time, served, no_place] =
            [sum(&|unit| unit.in_time), sum(&|unit| unit.served), sum(&|unit| unit.no_place())];
        let part = |part: Option<u64>, whole: Option<u64>| {
            part.zip(whole).filter(|&(_, whole)| whole > 0).map(|(part, whole)| share(part as f64 / whole as f64))
        };
        json!({
            "id": basis.kinds[places.kind].id,
            "facilities": places.facilities.len(),
            "capacity": places.capacities.iter().sum::<u64>(),
            "arcs": told.arcs,
            "people_in_time": in_time,
            "people_served": served,
            "people_no_place": no_place,
            "share_in_time": part(in_time, people),
            "share_served": part(served, people),
            "share_no_place": part(no_place, people),
            "more_staff": people.map(|_| places.sites.iter().map(|site| site.more_staff).sum::<u64>()),
            "remedy_s": places.remedy().and_then(|time| time.seconds()),
        })
    };
    json!({
        "people_per_staff": asked.people_per_staff,
        "level": asked.level,
        "kinds": kinds.iter().map(kind).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::LatLon;

    #[test]
    fn a_stated_capacity_comes_before_staff() {
        let mut facility = Facility {
            id: "s1".into(),
            kind: "station".into(),
            name: Words::same("s1"),
            at: LatLon::default(),
            level: None,
            staff: None,
            area: None,
            supply: Default::default(),
            row: None,
        };
        assert_eq!(capacity(&facility, 60), None);
        facility.staff = People::from_number(2.5);
        assert_eq!(capacity(&facility, 60), Some(People::from_count(150)));
        facility.supply.capacity = Some(People::from_count(40));
        assert_eq!(capacity(&facility, 60), Some(People::from_count(40)));
    }
}
