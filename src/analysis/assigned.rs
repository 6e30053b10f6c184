//! Assigned against nearest: what people lose because they belong to a facility that is not the nearest of its kind.
//!
//! Never here: published figures.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::analysis::reach::reach;
use crate::places::Kind;
use crate::progress::{Cancelled, Progress, Quiet};
use crate::travel::sweep::LANES;
use crate::travel::{Link, Weighed};
use crate::units::Deciseconds;

/// Who is assigned where, for one kind.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The network for the kind's profile.
    pub weighed: Weighed<'a>,
    /// The kind.
    pub kind: &'a Kind,
    /// The links of all facilities of the study.
    pub facilities: &'a [Option<Link>],
    /// The links of the demand.
    pub demand: &'a [Option<Link>],
    /// How far times are followed.
    pub horizon: Deciseconds,
}

/// Times to the assigned facility. `assigned` are pairs of a demand point and a facility of the kind; the answers are in its order,
/// mobilisation included, [`Deciseconds::UNREACHED`] beyond the horizon.
///
/// # Errors
/// [`Cancelled`] when the user stops it.
pub fn times(ask: &Ask, assigned: &[(u32, u32)], progress: &dyn Progress) -> Result<Vec<Deciseconds>, Cancelled> {
    let mut of_facility: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, (_, facility)) in assigned.iter().enumerate() {
        of_facility.entry(*facility).or_default().push(index);
    }
    // Few of a facility's pairs are asked for: a batch of facilities sees only the demand that is theirs.
    let groups: Vec<(u32, Vec<usize>)> = of_facility.into_iter().collect();
    let found = groups.par_chunks(LANES).map(|chunk| {
        let facilities: Vec<Option<Link>> =
            chunk.iter().map(|(facility, _)| ask.facilities[*facility as usize]).collect();
        let members: Vec<usize> = chunk.iter().flat_map(|(_, members)| members.iter().copied()).collect();
        let demand: Vec<Option<Link>> = members.iter().map(|&index| ask.demand[assigned[index].0 as usize]).collect();
        let rows = reach(ask.weighed, ask.kind, (&facilities, &demand), ask.horizon, &Quiet(progress))?;
        let owner = |place: u32| assigned[members[place as usize]].1;
        let own = chunk.iter().zip(&rows).flat_map(|((facility, _), row)| {
            row.iter()
                .filter(|(place, _)| owner(*place) == *facility)
                .map(|&(place, time)| (members[place as usize], time))
        });
        Ok(own.collect())
    });
    let found: Vec<Vec<(usize, Deciseconds)>> = found.collect::<Result<_, Cancelled>>()?;
    let mut times = vec![Deciseconds::UNREACHED; assigned.len()];
    found.into_iter().flatten().for_each(|(index, time)| times[index] = time);
    Ok(times)
}

/// What one demand point loses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loss {
    /// The time to its assigned facility.
    pub assigned: Deciseconds,
    /// The time to the nearest one of that kind.
    pub nearest: Deciseconds,
    /// The promise for that kind.
    pub limit: Deciseconds,
}

impl Loss {
    /// How much longer it takes: [`Deciseconds::UNREACHED`] where only the nearest is reached, not known where neither is.
    pub fn lost(self) -> Option<Deciseconds> {
        self.nearest.is_reached().then(|| self.assigned - self.nearest)
    }

    /// Is the assigned facility out of time although another one is in time?
    pub fn avoidable(self) -> bool {
        self.assigned > self.limit && self.nearest <= self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost() {
        let minutes = Deciseconds::from_minutes;
        let loss = |assigned, nearest| Loss { assigned, nearest, limit: minutes(30) };
        assert_eq!(loss(minutes(40), minutes(12)).lost(), Some(minutes(28)));
        assert!(loss(minutes(40), minutes(30)).avoidable());
        assert!(!loss(minutes(30), minutes(12)).avoidable(), "the limit itself is in time");
        assert!(!loss(minutes(50), minutes(31)).avoidable(), "no other one is in time");
        let (none, never) = (Deciseconds::UNREACHED, loss(Deciseconds::UNREACHED, minutes(10)));
        assert_eq!((never.lost(), never.avoidable()), (Some(none), true), "kept as unreached");
        assert_eq!(loss(none, none).lost(), None, "nobody knows");
    }
}
