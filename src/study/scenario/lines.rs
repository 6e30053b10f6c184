//! Coverage in a scenario, further ferry lines included.
//!
//! A further line is not an arc of the network: the hierarchy stays, and its quays become sources of their own. First the best times
//! between the quays and the facilities are found, by road and by the lines; then one sweep runs from the facilities and the quays
//! together. That is exact: a journey either boards no further line, or boards or leaves the last one at a quay. Never here: figures.

use super::ScenarioWorld;
use crate::analysis::coverage::{Coverage, KindTimes, Provider, heading, kind_times};
use crate::places::Direction;
use crate::progress::{Cancelled, Progress, Quiet};
use crate::travel::nearest::Field;
use crate::travel::{Heading, Link, Nearest, Weighed, nearest};
use crate::units::Deciseconds;

impl ScenarioWorld<'_> {
    /// Exact coverage; `base` is that of the study, of which the times of kinds that do not differ are taken.
    ///
    /// # Errors
    /// [`Cancelled`] when the user stops it.
    pub fn coverage(&self, base: &Coverage, progress: &dyn Progress) -> Result<Coverage, Cancelled> {
        let times = |kind: usize| match base.kinds.get(kind) {
            Some(known) if !self.differs(kind) => Ok(KindTimes { limit: self.kinds()[kind].limit, ..known.clone() }),
            _ => self.times(kind, progress),
        };
        let kinds = (0..self.kinds().len()).map(times).collect::<Result<_, _>>()?;
        // Facilities for one cohort only count for nobody else, so nothing of them is asked here.
        let (joint, own_limits) = (base.joint.clone(), base.own_limits.clone());
        Ok(Coverage { kinds, joint, own_limits, of_cohort: Default::default() })
    }

    fn times(&self, index: usize, progress: &dyn Progress) -> Result<KindTimes, Cancelled> {
        let (kind, profile) = (&self.kinds()[index], self.study().profile_of(index));
        let (providers, demand) = (self.providers(index), self.demand(index));
        let horizon = self.study().file().horizon;
        progress.check()?;
        let plain = kind_times(self.weighed(profile), kind, (&providers, &demand), horizon, &Quiet(progress))?;
        let lines = self.lines_for(profile);
        if lines.is_empty() || kind.mobilisation > horizon {
            return Ok(plain);
        }
        let bound = horizon - kind.mobilisation;
        let crossings: Vec<([Option<Link>; 2], Deciseconds)> =
            lines.iter().map(|line| (line.quays.map(|at| self.link(profile, at)), line.time)).collect();
        let over = |heading| Overlay::new(self.weighed(profile), heading, &crossings, bound);
        let found = match kind.direction {
            Direction::RoundTrip => round_trips(&[over(Heading::Away), over(Heading::Back)], &providers, &demand),
            direction => over(heading(direction)).nearest(&providers, &demand),
        };
        let of = |nearest: &Nearest| Deciseconds::is_reached(nearest.time).then_some(nearest.facility);
        Ok(KindTimes {
            nearest: found.iter().map(|nearest| nearest.time + kind.mobilisation).collect(),
            by_boat: found.iter().map(|nearest| nearest.by_boat).collect(),
            facility: found.iter().map(|nearest| of(nearest).map(|one| providers[one as usize].0)).collect(),
            ..plain
        })
    }
}

/// Further lines for journeys of one heading.
struct Overlay<'a> {
    weighed: Weighed<'a>,
    heading: Heading,
    bound: Deciseconds,
    /// The quays, two a line.
    quays: Vec<Option<Link>>,
    /// The crossing of each line.
    crossings: Vec<Deciseconds>,
    /// By road between quays: `between[a][b]`, from `a` to `b` in the sense of the heading.
    between: Vec<Vec<Deciseconds>>,
}

impl<'a> Overlay<'a> {
    fn new(
        weighed: Weighed<'a>,
        heading: Heading,
        lines: &[([Option<Link>; 2], Deciseconds)],
        bound: Deciseconds,
    ) -> Self {
        let quays: Vec<Option<Link>> = lines.iter().flat_map(|line| line.0).collect();
        let crossings = lines.iter().map(|line| line.1).collect();
        let to = |field: &Field<'_>| quays.iter().map(|quay| at(field, quay.as_ref()).time).collect::<Vec<_>>();
        let between = quays.iter().map(|quay| to(&Field::new(weighed, heading, &[*quay], bound))).collect();
        Self { weighed, heading, bound, quays, crossings, between }
    }

    /// The nearest of some facilities for every place.
    fn nearest(&self, providers: &[Provider], places: &[Option<Link>]) -> Vec<Nearest> {
        let mut links: Vec<Option<Link>> = providers.iter().map(|provider| provider.1).collect();
        let field = Field::new(self.weighed, self.heading, &links, self.bound);
        let by_road: Vec<Nearest> = self.quays.iter().map(|quay| at(&field, quay.as_ref())).collect();
        let landed = self.landed(&by_road);
        let mut owners: Vec<u32> = (0..links.len() as u32).collect();
        for (quay, arrived) in self.quays.iter().zip(&landed) {
            if let (Some(mut link), true) = (*quay, arrived.time.is_reached()) {
                link.access += arrived.time;
                links.push(Some(link));
                owners.push(arrived.facility);
            }
        }
        let facilities = providers.len();
        let found = nearest(self.weighed, self.heading, (&links, places), self.bound);
        let named = |found: Nearest| match owners.get(found.facility as usize) {
            Some(&facility) => {
                Nearest { facility, by_boat: found.by_boat || found.facility as usize >= facilities, ..found }
            }
            None => found,
        };
        found.into_iter().map(named).collect()
    }

    /// The best times at which one stands on each quay just off a further line; the facility is that of the journey.
    fn landed(&self, by_road: &[Nearest]) -> Vec<Nearest> {
        let mut landed = vec![Nearest::NONE; by_road.len()];
        // Each round adds one further line; no best journey takes one quay twice.
        for _ in 0..by_road.len() {
            let standing: Vec<Nearest> = (0..by_road.len())
                .map(|quay| {
                    let over = landed
                        .iter()
                        .zip(&self.between)
                        .map(|(from, between)| Nearest { time: from.time + between[quay], ..*from });
                    over.chain([by_road[quay], landed[quay]]).min().unwrap_or(Nearest::NONE)
                })
                .collect();
            let next: Vec<Nearest> = (0..by_road.len())
                .map(|quay| {
                    let other = standing[quay ^ 1];
                    let time = other.time + self.crossings[quay / 2];
                    let over = if time <= self.bound { Nearest { time, ..other } } else { Nearest::NONE };
                    over.min(landed[quay])
                })
                .collect();
            if next == landed {
                break;
            }
            landed = next;
        }
        landed
    }
}

/// The times of one quay; one that no road leads to has none.
fn at(field: &Field<'_>, quay: Option<&Link>) -> Nearest {
    quay.map_or(Nearest::NONE, |quay| field.at(quay))
}

/// The facility with the shortest way there and back, one after the other.
fn round_trips(ways: &[Overlay<'_>; 2], providers: &[Provider], places: &[Option<Link>]) -> Vec<Nearest> {
    let bound = ways[0].bound;
    let mut best = vec![Nearest::NONE; places.len()];
    for (facility, provider) in providers.iter().enumerate() {
        let [there, back] = [0, 1].map(|way| ways[way].nearest(std::slice::from_ref(provider), places));
        for (best, (there, back)) in best.iter_mut().zip(there.iter().zip(&back)) {
            let time = there.time + back.time;
            if time <= bound {
                let by_boat = there.by_boat || back.by_boat;
                *best = (*best).min(Nearest { time, facility: facility as u32, by_boat });
            }
        }
    }
    best
}
