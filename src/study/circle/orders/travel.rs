//! Which facility answered an order, and how long the model says its way took.
//!
//! The model's travel is that of the study's roads, without mobilisation: from the facility to the place of the order, or
//! the other way where people travel to it. Never here: statistics.

use std::collections::BTreeMap;

use crate::analysis::coverage::Coverage;
use crate::analysis::orders::response::Answer;
use crate::places::{Direction, Kind, Order};
use crate::progress::{Cancelled, Progress, Quiet};
use crate::study::Study;
use crate::travel::Link;
use crate::travel::matrix::matrix;
use crate::units::Deciseconds;

/// So many facilities are asked together.
const TOGETHER: usize = 32;

/// An order and the facility that answered it, by their indexes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent {
    /// The order.
    pub order: usize,
    /// The facility.
    pub facility: u32,
    /// The demand point, if it belongs to one.
    pub point: Option<u32>,
}

/// The orders of every kind, in the order of the study's: of the facility that was sent; where the order does not say, of
/// the one that its people are assigned to, or else of the nearest one of the kind that its category is called after.
pub fn by_kind(study: &Study, coverage: &Coverage, points: &[Option<u32>]) -> Vec<Vec<Sent>> {
    let inputs = study.inputs();
    let kinds = &study.file().kinds;
    let index: BTreeMap<&str, u32> = inputs.facilities.iter().map(|facility| facility.id.as_str()).zip(0..).collect();
    let mut found = vec![Vec::new(); kinds.len()];
    for (number, (order, &point)) in inputs.orders.iter().zip(points).enumerate() {
        let assigned = || inputs.demand.get(point? as usize)?.traits.facility.as_deref();
        let nearest = || {
            let kind = kinds.iter().position(|kind| kind.id == order.category)?;
            coverage.kinds[kind].facility.get(point? as usize).copied().flatten()
        };
        let known = |id: &str| index.get(id).copied();
        let sent = order.facility.as_deref().or_else(assigned).and_then(known).or_else(nearest);
        let Some(facility) = sent else { continue };
        let kind = kinds.iter().position(|kind| kind.id == inputs.facilities[facility as usize].kind);
        if let Some(list) = kind.and_then(|kind| found.get_mut(kind)) {
            list.push(Sent { order: number, facility, point });
        }
    }
    found
}

/// The times of some orders of one kind, in their order.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn answers(study: &Study, kind: &Kind, sent: &[Sent], progress: &dyn Progress) -> Result<Vec<Answer>, Cancelled> {
    let orders = &study.inputs().orders;
    let mut times = vec![Deciseconds::UNREACHED; sent.len()];
    let Some(index) = study.file().kinds.iter().position(|known| known.id == kind.id) else { return Ok(Vec::new()) };
    // Only travel that was observed is modelled.
    let timed = |order: &Order| order.dispatched.is_some() && order.arrived.is_some();
    let mut by_facility: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, one) in sent.iter().enumerate().filter(|(_, one)| timed(&orders[one.order])) {
        by_facility.entry(one.facility).or_default().push(number);
    }
    let work: Vec<(u32, Vec<usize>)> = by_facility.into_iter().collect();
    let profile = study.profile_of(index);
    let place = |one: &Sent| -> Option<Link> {
        let order = &orders[one.order];
        match (order.at, one.point) {
            (Some(at), _) => study.link(profile, at).ok(),
            (None, Some(point)) => study.demand_links(index).get(point as usize)?.as_ref().ok().copied(),
            (None, None) => None,
        }
    };
    for chunk in work.chunks(TOGETHER) {
        progress.check()?;
        let facilities: Vec<Option<Link>> = chunk
            .iter()
            .map(|(facility, _)| study.facility_links()[*facility as usize].as_ref().ok().copied())
            .collect();
        let numbers: Vec<usize> = chunk.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
        let places: Vec<Option<Link>> = numbers.iter().map(|&number| place(&sent[number])).collect();
        let toward = kind.direction == Direction::Toward;
        let ends = if toward { (&places[..], &facilities[..]) } else { (&facilities[..], &places[..]) };
        let table = matrix(study.weighed(profile), ends, study.file().horizon, &Quiet(progress))?;
        let mut column = 0;
        for (row, (_, numbers)) in chunk.iter().enumerate() {
            for &number in numbers {
                let cell = if toward { column * facilities.len() + row } else { row * places.len() + column };
                times[number] = table.get(cell).copied().unwrap_or(Deciseconds::UNREACHED);
                column += 1;
            }
        }
    }
    Ok(sent.iter().zip(times).map(|(one, time)| Answer::new(&orders[one.order], time)).collect())
}
