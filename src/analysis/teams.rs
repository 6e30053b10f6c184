//! Teams together: who is within the limit of a kind by level and by function, who has a second facility in time, and who
//! is covered where they work.
//!
//! Any number of kinds together is not counted here: it is told from published figures (see `layer::teams`).
//! Never here: published figures.

use crate::analysis::coverage::{Provider, heading, kind_times};
use crate::analysis::reach::reach;
use crate::places::{Direction, Kind};
use crate::progress::{Cancelled, Progress, Quiet};
use crate::travel::ranked::k_nearest;
use crate::travel::{Link, Nearest, Weighed};
use crate::units::Deciseconds;

/// What is asked of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The network for the kind's profile.
    pub weighed: Weighed<'a>,
    /// The kind.
    pub kind: &'a Kind,
    /// Its facilities.
    pub facilities: &'a [Provider],
    /// The links of the demand.
    pub demand: &'a [Option<Link>],
    /// The limit of each demand point: that of the kind, or of its people's priority.
    pub limits: &'a [Deciseconds],
}

impl Ask<'_> {
    /// Which demand points some of the facilities serve within the limit; `among` says which, by their index in the study.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn covered(&self, among: &dyn Fn(u32) -> bool, progress: &dyn Progress) -> Result<Vec<bool>, Cancelled> {
        let some: Vec<Provider> = self.facilities.iter().filter(|(facility, _)| among(*facility)).copied().collect();
        let times = kind_times(self.weighed, self.kind, (&some, self.demand), self.longest(), progress)?;
        Ok(times.nearest.iter().zip(self.limits).map(|(time, limit)| time <= limit).collect())
    }

    fn longest(&self) -> Deciseconds {
        self.limits.iter().copied().max().unwrap_or(self.kind.limit)
    }

    /// Which demand points have two different facilities of the kind within the limit (backup coverage: the second nearest is
    /// in time too).
    ///
    /// # References
    /// Hogan and `ReVelle` (1986), Concepts and applications of backup coverage, Management Science 32(11).
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn backed_up(&self, progress: &dyn Progress) -> Result<Vec<bool>, Cancelled> {
        let links: Vec<Option<Link>> = self.facilities.iter().map(|(_, link)| *link).collect();
        let (kind, places) = (self.kind, (links.as_slice(), self.demand));
        if kind.mobilisation > self.longest() {
            return Ok(vec![false; self.demand.len()]);
        }
        if kind.direction == Direction::RoundTrip {
            let mut seen = vec![0_u32; self.demand.len()];
            let rows = reach(self.weighed, kind, places, self.longest(), &Quiet(progress))?;
            let in_time = rows.iter().flatten().filter(|(point, time)| *time <= self.limits[*point as usize]);
            in_time.for_each(|&(point, _)| seen[point as usize] += 1);
            return Ok(seen.iter().map(|&many| many >= 2).collect());
        }
        progress.check()?;
        let bound = self.longest() - kind.mobilisation;
        let found = k_nearest(self.weighed, heading(kind.direction), places, 2, bound);
        let second = |nearest: &[Nearest], limit: Deciseconds| {
            nearest.get(1).is_some_and(|second| second.time + kind.mobilisation <= limit)
        };
        Ok(found.iter().zip(self.limits).map(|(nearest, limit)| second(nearest, *limit)).collect())
    }
}

/// What was found for one kind; every list has one entry a demand point.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KindTeams {
    /// Covered by a facility of the level or a higher one, a level of the study each, highest first.
    pub levels: Vec<Vec<bool>>,
    /// Covered by a facility that offers the function, by its name.
    pub functions: Vec<(String, Vec<bool>)>,
    /// Covered by two different facilities.
    pub backup: Vec<bool>,
    /// Covered by day, where people work; `None` where the demand says of nobody where.
    pub day: Option<Vec<bool>>,
}
