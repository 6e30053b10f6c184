//! The time of one journey as a function of when it begins, and what that comes to over a span of time.
//!
//! Whoever sets out at `t` takes the road, or the first boat that can still be caught: between two boats the time falls by one
//! second a second, and at each boat it jumps. Everything is measured exactly on that function, never sampled.
//! Never here: hours and days (see `timetable`), what is promised.

use super::scan::Crossings;
use crate::timetable::Clock;
use crate::travel::Heading;
use crate::units::Deciseconds;

/// Who sets out by `leave` is there at `arrive`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Step {
    /// The last moment to set out.
    pub leave: Clock,
    /// When the journey ends.
    pub arrive: Clock,
}

/// The time by land between a stop and a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Leg {
    /// The index of the land: one in which a search may end ([`Harbours::ends`](super::Harbours::ends)).
    pub land: u8,
    /// The stop.
    pub stop: u32,
    /// How long it takes.
    pub time: Deciseconds,
}

/// The time of a journey, whenever it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Departures {
    /// The time without boats, the same at any hour.
    road: Deciseconds,
    /// Both columns strictly ascending.
    steps: Vec<Step>,
}

impl Departures {
    /// Of steps in any order, and the time without boats.
    pub fn new(road: Deciseconds, mut steps: Vec<Step>) -> Self {
        steps.sort_unstable_by(|a, b| b.leave.cmp(&a.leave).then(a.arrive.cmp(&b.arrive)));
        // From the last to the first: a step counts when nobody who sets out as late or later is there as early.
        let mut best = Clock::NEVER;
        steps.retain(|step| {
            let better = step.arrive < best;
            best = best.min(step.arrive);
            better
        });
        steps.reverse();
        Self { road, steps }
    }

    /// Of a place: the crossings to (or, with [`Heading::Back`], from) the stops to which it has `legs`. Boats with which
    /// a journey takes longer than `longest` are left out.
    pub fn of_place(
        road: Deciseconds,
        (heading, crossings): (Heading, &Crossings),
        legs: &[Leg],
        longest: Deciseconds,
    ) -> Self {
        // Most stops are too far for any boat: one look at each is enough.
        let near = |leg: &&Leg| crossings.shortest(leg.land.into(), leg.stop as usize) + leg.time <= longest;
        let steps = legs.iter().filter(near).flat_map(|&Leg { land, stop, time }| {
            crossings.at(land.into(), stop as usize).iter().map(move |crossing| match heading {
                Heading::Away => Step { leave: Clock::new(crossing.leave), arrive: Clock::new(crossing.land) + time },
                Heading::Back => Step {
                    leave: Clock::new(crossing.land.saturating_neg()) - time,
                    arrive: Clock::new(crossing.leave.saturating_neg()),
                },
            })
        });
        Self::new(road, steps.filter(|step| step.arrive.since(step.leave) <= longest).collect())
    }

    /// The time without boats.
    pub fn road(&self) -> Deciseconds {
        self.road
    }

    /// The boats, both columns strictly ascending.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// With something else before everything: mobilisation.
    pub fn after(mut self, time: Deciseconds) -> Self {
        self.road += time;
        self.steps.iter_mut().for_each(|step| step.leave = step.leave - time);
        self
    }

    /// The better of two, whenever one sets out: of two facilities.
    pub fn or(self, other: Self) -> Self {
        let mut steps = self.steps;
        steps.extend(other.steps);
        Self::new(self.road.min(other.road), steps)
    }

    /// There, a stay, and back; the stay is not counted.
    pub fn and_back(&self, dwell: Deciseconds, back: &Self) -> Self {
        let road = self.road + back.road;
        let mut steps = Vec::with_capacity(self.steps.len() + back.steps.len());
        // There by boat: whichever way back is the first after the stay.
        for step in &self.steps {
            let arrive = back.arrival(step.arrive + dwell);
            if arrive != Clock::NEVER {
                steps.push(Step { leave: step.leave, arrive: arrive - dwell });
            }
        }
        // There by road, and back by boat.
        if self.road.is_reached() {
            let there = self.road + dwell;
            steps.extend(back.steps.iter().map(|step| Step { leave: step.leave - there, arrive: step.arrive - dwell }));
        }
        Self::new(road, steps)
    }

    /// When a journey that begins at `clock` ends; never, where there is none.
    pub fn arrival(&self, clock: Clock) -> Clock {
        let next = self.steps.partition_point(|step| step.leave < clock);
        let by_boat = self.steps.get(next).map_or(Clock::NEVER, |step| step.arrive);
        by_boat.min(clock + self.road)
    }

    /// How long a journey that begins at `clock` takes.
    pub fn time(&self, clock: Clock) -> Deciseconds {
        self.arrival(clock).since(clock)
    }

    /// The latest that one may set out to be there at `clock`; [`Clock::LONG_AGO`] when it cannot be done.
    pub fn latest(&self, clock: Clock) -> Clock {
        let done = self.steps.partition_point(|step| step.arrive <= clock);
        let by_boat = done.checked_sub(1).map_or(Clock::LONG_AGO, |last| self.steps[last].leave);
        by_boat.max(clock - self.road)
    }

    /// When one may set out to be there within `limit`.
    pub fn within(&self, limit: Deciseconds) -> Spans {
        if self.road <= limit && self.road.is_reached() {
            return Spans::always();
        }
        let span = |step: &Step| {
            let first = step.arrive - limit;
            (first < step.leave).then_some((first, step.leave))
        };
        Spans::new(self.steps.iter().filter_map(span).collect())
    }

    /// The shortest time of the journeys that begin from `from` until before `to`; unreached for an empty span.
    pub fn best(&self, from: Clock, to: Clock) -> Deciseconds {
        if from >= to {
            return Deciseconds::UNREACHED;
        }
        let first = self.steps.partition_point(|step| step.leave < from);
        let caught =
            self.steps[first..].iter().take_while(|step| step.leave < to).map(|step| step.arrive.since(step.leave));
        // Of the boat that leaves after the span has ended, the end is approached and counts.
        let last = self.steps[first..].iter().find(|step| step.leave >= to).map(|step| step.arrive.since(to));
        caught.chain(last).min().unwrap_or(Deciseconds::UNREACHED).min(self.road)
    }

    /// How long, of the time from `from` to `to`, a journey takes at most `time`.
    pub fn measure(&self, from: Clock, to: Clock, time: Deciseconds) -> u64 {
        self.within(time).measure(from, to)
    }

    /// The smallest time within which `share` (a numerator and a denominator) of all beginnings from `from` to `to` end; unreached when
    /// too few of them end within `horizon`.
    pub fn percentile(&self, (from, to): (Clock, Clock), share: (u64, u64), horizon: Deciseconds) -> Deciseconds {
        percentile(&[self], (from, to), share, horizon)
    }
}

/// As [`Departures::percentile`], over several functions that are equally likely: the phases of a timetable.
pub fn percentile(
    phases: &[&Departures],
    (from, to): (Clock, Clock),
    (numerator, denominator): (u64, u64),
    horizon: Deciseconds,
) -> Deciseconds {
    let whole = u64::from(to.since(from).get()) * phases.len() as u64;
    let enough = |time: u32| {
        let time = Deciseconds::new(time);
        let measure: u64 = phases.iter().map(|phase| phase.measure(from, to, time)).sum();
        u128::from(measure) * u128::from(denominator) >= u128::from(whole) * u128::from(numerator)
    };
    if from >= to || !horizon.is_reached() || !enough(horizon.get()) {
        return Deciseconds::UNREACHED;
    }
    let (mut too_little, mut enough_time) = (None, horizon.get());
    while too_little.map_or(0, |time: u32| time + 1) < enough_time {
        let low = too_little.map_or(0, |time| time + 1);
        let middle = low + (enough_time - low) / 2;
        if enough(middle) { enough_time = middle } else { too_little = Some(middle) }
    }
    Deciseconds::new(enough_time)
}

/// Spans of time, ordered and apart: a set of moments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spans(Vec<(Clock, Clock)>);

impl Spans {
    /// Always.
    pub fn always() -> Self {
        Self(vec![(Clock::LONG_AGO, Clock::NEVER)])
    }

    /// Of spans that may touch and overlap; empty ones do not count.
    pub fn new(mut spans: Vec<(Clock, Clock)>) -> Self {
        spans.retain(|(from, to)| from < to);
        spans.sort_unstable();
        let mut joined: Vec<(Clock, Clock)> = Vec::with_capacity(spans.len());
        for (from, to) in spans {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        Self(joined)
    }

    /// The spans.
    pub fn iter(&self) -> impl Iterator<Item = (Clock, Clock)> + '_ {
        self.0.iter().copied()
    }

    /// Is it never?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Is it always?
    pub fn is_always(&self) -> bool {
        self.0.first() == Some(&(Clock::LONG_AGO, Clock::NEVER))
    }

    /// Does it hold at this moment? A span holds until its end, and from just after its beginning.
    pub fn holds(&self, clock: Clock) -> bool {
        let at = self.0.partition_point(|(_, to)| *to < clock);
        self.0.get(at).is_some_and(|(from, _)| *from < clock)
    }

    /// The last moment of the time from `from` to `to` at which they hold.
    pub fn last(&self, from: Clock, to: Clock) -> Option<Clock> {
        let after = self.0.partition_point(|span| span.0 < to);
        let span = self.0[..after].last()?;
        (span.1 > from).then_some(span.1.min(to))
    }

    /// The moments in both.
    pub fn and(&self, other: &Self) -> Self {
        if self.is_always() {
            return other.clone();
        }
        if other.is_always() {
            return self.clone();
        }
        let (mut common, mut i, mut j) = (Vec::new(), 0, 0);
        while let (Some(a), Some(b)) = (self.0.get(i), other.0.get(j)) {
            let (from, to) = (a.0.max(b.0), a.1.min(b.1));
            if from < to {
                common.push((from, to));
            }
            if a.1 < b.1 { i += 1 } else { j += 1 }
        }
        Self(common)
    }

    /// How much of the time from `from` to `to` they hold, in deciseconds.
    pub fn measure(&self, from: Clock, to: Clock) -> u64 {
        let first = self.0.partition_point(|span| span.1 <= from);
        let spans = self.0[first..].iter().take_while(|span| span.0 < to);
        spans.map(|span| u64::from(span.1.min(to).since(span.0.max(from)).get())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: i32) -> Clock {
        Clock::from_hours(0, minutes)
    }

    /// Walk 5, crossing 20, a boat every hour on the hour, all day.
    fn hourly() -> Departures {
        let steps = (0..48).map(|i| Step { leave: minutes(i * 60 - 5), arrive: minutes(i * 60 + 20) });
        Departures::new(Deciseconds::UNREACHED, steps.collect())
    }

    #[test]
    fn a_boat_every_hour() {
        let boats = hourly();
        let day = (minutes(0), minutes(1_440));
        let half_hour = Deciseconds::from_minutes(30);
        assert_eq!(boats.measure(day.0, day.1, half_hour), 24 * 5 * 600, "5 of 60 minutes");
        assert_eq!(boats.percentile(day, (1, 2), Deciseconds::from_minutes(100)), Deciseconds::from_minutes(55));
        assert_eq!(boats.percentile(day, (95, 100), Deciseconds::from_minutes(100)), Deciseconds::from_minutes(82));
        assert_eq!(boats.percentile(day, (95, 100), Deciseconds::from_minutes(81)), Deciseconds::UNREACHED);
        assert_eq!(boats.best(day.0, day.1), Deciseconds::from_minutes(25));
        assert_eq!(boats.time(minutes(55)), Deciseconds::from_minutes(25));
        assert_eq!(boats.time(minutes(56)), Deciseconds::from_minutes(84), "just missed");
        assert_eq!(boats.latest(minutes(80)), minutes(55));
        assert_eq!(boats.latest(minutes(79)), minutes(-5));
        // From ten to to five to, of the half hour from half past.
        assert_eq!(boats.measure(minutes(30), minutes(60), half_hour), 3_000);
        assert_eq!(boats.best(minutes(0), minutes(30)), Deciseconds::from_minutes(50));
    }

    #[test]
    fn a_road_is_open_at_night() {
        let road = Departures::new(Deciseconds::from_minutes(40), hourly().steps);
        let day = (minutes(0), minutes(1_440));
        assert_eq!(road.percentile(day, (1, 1), Deciseconds::from_minutes(100)), Deciseconds::from_minutes(40));
        assert_eq!(road.time(minutes(0)), Deciseconds::from_minutes(40));
        assert!(road.within(Deciseconds::from_minutes(40)).is_always());
        assert!(!road.within(Deciseconds::from_minutes(39)).is_always());
    }

    #[test]
    fn there_and_back() {
        let dwell = Deciseconds::from_minutes(15);
        let both = hourly().and_back(dwell, &hourly());
        // Leave at 0:55, there at 1:20, ready at 1:35, leave at 1:55, back at 2:20: 85 minutes, of which 15 on site.
        assert_eq!(both.time(minutes(55)), Deciseconds::from_minutes(70));
        let back = Departures::new(Deciseconds::from_minutes(10), Vec::new());
        let mixed = back.and_back(dwell, &hourly());
        // There at 10 minutes, ready at 25, boat at 55, home at 80: less the stay, 65.
        assert_eq!(mixed.time(minutes(0)), Deciseconds::from_minutes(65));
        let none = hourly().and_back(dwell, &Departures::new(Deciseconds::UNREACHED, Vec::new()));
        assert_eq!(none.time(minutes(0)), Deciseconds::UNREACHED);
    }

    #[test]
    fn sets_of_moments() {
        let span = |from, to| (minutes(from), minutes(to));
        let a = Spans::new(vec![span(10, 20), span(15, 30), span(40, 50), span(5, 5)]);
        assert_eq!(a, Spans::new(vec![span(10, 30), span(40, 50)]));
        let b = Spans::new(vec![span(0, 12), span(25, 45)]);
        assert_eq!(a.and(&b), Spans::new(vec![span(10, 12), span(25, 30), span(40, 45)]));
        assert_eq!(a.and(&Spans::always()), a);
        assert_eq!(a.measure(minutes(20), minutes(45)), 15 * 600);
        assert!(a.holds(minutes(20)) && !a.holds(minutes(10)) && !a.holds(minutes(31)));
        assert_eq!(Spans::always().measure(minutes(0), minutes(60)), 36_000);
    }
}
