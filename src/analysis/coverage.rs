//! Coverage: which demand is within the limit of which kind of service, and of all of them.
//!
//! Never here: published figures (see `layer`).

use std::collections::BTreeMap;

use crate::places::{Direction, Kind};
use crate::progress::{Cancelled, Progress, Quiet};
use crate::travel::round_trip::round_trip;
use crate::travel::{Heading, Link, Nearest, Weighed, nearest};
use crate::units::Deciseconds;

/// The nearest facility of one kind for every demand point.
#[derive(Clone, PartialEq, Debug)]
pub struct KindTimes {
    /// The promise for this kind.
    pub limit: Deciseconds,
    /// Mobilisation + access leg + network + egress leg to the nearest facility, a demand point; followed to the
    /// horizon, [`Deciseconds::UNREACHED`] beyond it.
    pub nearest: Vec<Deciseconds>,
    /// The index of that facility, a demand point; the lowest index of equally near ones.
    pub facility: Vec<Option<u32>>,
    /// Is a boat boarded on the way, a demand point?
    pub by_boat: Vec<bool>,
}

/// Coverage of all kinds. `kinds` is in the order of the study; demand in the order of the study's demand.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Coverage {
    /// One entry a kind.
    pub kinds: Vec<KindTimes>,
    /// Indexes of the kinds that make the full circle.
    pub joint: Vec<usize>,
    /// Demand points whose people have a limit of their own, for all kinds.
    pub own_limits: BTreeMap<u32, Deciseconds>,
    /// For a cohort and a kind the times of those who may also use facilities that serve this cohort only.
    pub of_cohort: BTreeMap<(usize, usize), KindTimes>,
}

impl Coverage {
    /// Is demand point `point` within the limit of kind `kind`?
    pub fn covered(&self, kind: usize, point: usize) -> bool {
        self.in_time(&self.kinds[kind], point)
    }

    /// Are the members of a cohort at demand point `point` within the limit of kind `kind`?
    pub fn cohort_covered(&self, cohort: usize, kind: usize, point: usize) -> bool {
        self.in_time(self.of_cohort.get(&(cohort, kind)).unwrap_or(&self.kinds[kind]), point)
    }

    /// The limit of kind `kind` for the people of demand point `point`.
    pub fn limit(&self, kind: usize, point: usize) -> Deciseconds {
        self.limit_of(&self.kinds[kind], point)
    }

    fn limit_of(&self, kind: &KindTimes, point: usize) -> Deciseconds {
        self.own_limits.get(&(point as u32)).copied().unwrap_or(kind.limit)
    }

    fn in_time(&self, kind: &KindTimes, point: usize) -> bool {
        kind.nearest[point] <= self.limit_of(kind, point)
    }

    /// Is demand point `point` within the limits of all joint kinds?
    pub fn joint_covered(&self, point: usize) -> bool {
        self.joint.iter().all(|&kind| self.covered(kind, point))
    }
}

/// The heading of a search that starts at facilities of a kind with this direction; of the way out, there and back.
pub fn heading(direction: Direction) -> Heading {
    match direction {
        Direction::From | Direction::RoundTrip => Heading::Away,
        Direction::Toward => Heading::Back,
    }
}

/// A facility: its index in the study, and its link to the roads.
pub type Provider = (u32, Option<Link>);

/// The nearest facility of `kind` for every demand point, followed to `horizon` (mobilisation counts toward it).
///
/// Demand without a link is unreached.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn kind_times(
    weighed: Weighed<'_>,
    kind: &Kind,
    (facilities, demand): (&[Provider], &[Option<Link>]),
    horizon: Deciseconds,
    progress: &dyn Progress,
) -> Result<KindTimes, Cancelled> {
    let links: Vec<Option<Link>> = facilities.iter().map(|(_, link)| *link).collect();
    // Beyond the horizon nothing is followed; a mobilisation longer than it leaves no time to travel.
    let bound = if kind.mobilisation > horizon { None } else { Some(horizon - kind.mobilisation) };
    let found = match bound {
        Some(bound) if kind.direction == Direction::RoundTrip => {
            round_trip(weighed, (&links, demand), bound, &Quiet(progress))?
        }
        Some(bound) => nearest(weighed, heading(kind.direction), (&links, demand), bound),
        None => vec![Nearest::NONE; demand.len()],
    };
    Ok(KindTimes {
        limit: kind.limit,
        nearest: found.iter().map(|nearest| nearest.time + kind.mobilisation).collect(),
        by_boat: found.iter().map(|nearest| nearest.by_boat).collect(),
        facility: found
            .iter()
            .map(|nearest| nearest.time.is_reached().then(|| facilities[nearest.facility as usize].0))
            .collect(),
    })
}
