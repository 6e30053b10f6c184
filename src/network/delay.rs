//! Where a road makes one wait: signals, stop signs, crossings.
//!
//! A sign is a node of the road. Who passes it in a direction that it speaks to waits once, at the end of the segment
//! that leads up to it; how long stands in the speed table. What a sign speaks to:
//!
//! - `direction=forward` or `backward` (of signals also `traffic_signals:direction`) names the direction of the way.
//! - A stop or give-way sign without a direction stands before a junction: it speaks to those who come upon the
//!   nearer junction, or to both directions where both are equally near or none is within a kilometre. At a junction it speaks to everybody.
//! - Everything else speaks to both directions.
//! - The signs of one junction count once: a sign less than [`ROW`] straight behind another of its family is not
//!   charged again. Straight behind means back along the road that turns least, where somebody may go on so; a piece of no length
//!   turns nowhere.
//!
//! Never here: seconds (see [`speeds`](super::speeds)).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Tags;
use super::input::NetworkInput;
use super::segments::{Segments, Step};
use crate::space::LocalPlane;

/// A sign this close behind one of its family, in metres, belongs to the same junction.
pub const ROW: f64 = 40.0;
/// So many segments, and no more, are looked at for it.
const PIECES: usize = 64;
/// How far, in metres, the junction is looked for that a stop sign without a direction stands before.
const LOOK: f64 = 1_000.0;

/// What makes one wait; named as in the speed table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delay {
    /// `highway=traffic_signals`.
    TrafficSignals,
    /// `highway=crossing` with `crossing=traffic_signals`.
    CrossingSignals,
    /// `railway=level_crossing`, and `railway=crossing` on paths.
    LevelCrossing,
    /// `highway=stop`.
    Stop,
    /// `highway=give_way`.
    GiveWay,
    /// `highway=crossing` without signals, unless it is unmarked.
    Crossing,
}

impl Delay {
    /// What the tags of a node come to, the most weighty first.
    ///
    /// ```
    /// use halfhour::network::{Tags, delay::Delay};
    /// let tags: Tags = [("highway", "crossing"), ("crossing", "zebra")].into_iter().collect();
    /// assert_eq!(Delay::of(&tags), Some(Delay::Crossing));
    /// ```
    pub fn of(tags: &Tags) -> Option<Self> {
        let crossing = tags.get("crossing");
        match tags.get("highway") {
            // Lights that only flash, or are for the fire brigade, stop nobody.
            Some("traffic_signals") if !matches!(tags.get("traffic_signals"), Some("blinker" | "emergency")) => {
                Some(Self::TrafficSignals)
            }
            _ if matches!(tags.get("railway"), Some("level_crossing" | "crossing")) => Some(Self::LevelCrossing),
            Some("crossing") if crossing == Some("traffic_signals") => Some(Self::CrossingSignals),
            Some("stop") => Some(Self::Stop),
            Some("give_way") => Some(Self::GiveWay),
            Some("crossing") if !matches!(crossing, Some("unmarked" | "no" | "informal")) => Some(Self::Crossing),
            _ => None,
        }
    }

    /// Its row of the speed table.
    pub fn name(self) -> &'static str {
        match self {
            Self::TrafficSignals => "traffic_signals",
            Self::CrossingSignals => "crossing_signals",
            Self::LevelCrossing => "level_crossing",
            Self::Stop => "stop",
            Self::GiveWay => "give_way",
            Self::Crossing => "crossing",
        }
    }

    /// Signs of one family at one junction count once.
    fn family(self) -> Self {
        if self == Self::CrossingSignals { Self::TrafficSignals } else { self }
    }
}

/// Which directions of a way a sign speaks to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Side {
    Both,
    Forward,
    Backward,
    /// Those who come upon the nearer junction.
    Nearer,
}

fn side(delay: Delay, tags: &Tags) -> Side {
    let signals = tags.get("traffic_signals:direction").filter(|_| delay == Delay::TrafficSignals);
    match (signals.or_else(|| tags.get("direction")), delay) {
        (Some("forward"), _) => Side::Forward,
        (Some("backward"), _) => Side::Backward,
        (Some("both"), _) => Side::Both,
        (_, Delay::Stop | Delay::GiveWay) => Side::Nearer,
        _ => Side::Both,
    }
}

/// What makes one wait at the end of each segment: along its way, and against it.
pub(super) fn delays(input: &NetworkInput, segments: &Segments) -> Vec<[Option<Delay>; 2]> {
    let mut delays = vec![[None; 2]; segments.count()];
    let signs: BTreeMap<u32, (Delay, Side)> = input
        .barriers
        .iter()
        .filter_map(|(id, tags)| {
            Delay::of(tags).and_then(|delay| Some((input.index(*id)?, (delay, side(delay, tags)))))
        })
        .collect();
    let signs = Signs { input, segments, signs };
    for (&node, &(delay, _)) in &signs.signs {
        for &segment in segments.at(node) {
            let step = segments.ending_at(segment, node);
            if signs.spoken_to(step) == Some(delay) && !signs.counted_before(step, delay) {
                delays[segment as usize][usize::from(step.reversed)] = Some(delay);
            }
        }
    }
    delays
}

struct Signs<'a> {
    input: &'a NetworkInput,
    segments: &'a Segments,
    signs: BTreeMap<u32, (Delay, Side)>,
}

impl Signs<'_> {
    fn length(&self, segment: u32) -> f64 {
        let segment = self.segments.get(segment);
        let at = |node: u32| self.input.nodes[node as usize].1;
        at(segment.a).distance(at(segment.b)).0
    }

    /// The sign at the end of a step, if it speaks to who comes over it.
    fn spoken_to(&self, step: Step) -> Option<Delay> {
        let node = self.segments.end(step);
        let &(delay, side) = self.signs.get(&node)?;
        let speaks = match side {
            Side::Both => true,
            Side::Forward => !step.reversed,
            Side::Backward => step.reversed,
            Side::Nearer => match *self.segments.at(node) {
                [a, b] => {
                    let on = if a == step.segment { b } else { a };
                    let ahead = self.to_junction(self.segments.ending_at(on, node).turned());
                    ahead <= self.to_junction(step.turned())
                }
                _ => true,
            },
        };
        speaks.then_some(delay)
    }

    /// Metres to the next node, from the beginning of `step` on, at which not exactly two segments meet; infinite where none is within
    /// [`LOOK`], as on a ring.
    fn to_junction(&self, mut step: Step) -> f64 {
        let (mut length, first) = (0.0, self.segments.begin(step));
        loop {
            length += self.length(step.segment);
            let node = self.segments.end(step);
            if length >= LOOK || node == first {
                return f64::INFINITY;
            }
            let [a, b] = *self.segments.at(node) else { return length };
            let on = if a == step.segment { b } else { a };
            step = self.segments.ending_at(on, node).turned();
        }
    }

    /// Does who comes straight over `step` pass another sign of the family less than [`ROW`] before?
    fn counted_before(&self, step: Step, delay: Delay) -> bool {
        let node = self.segments.end(step);
        let (mut at, mut length) = (step, self.length(step.segment));
        // Segments of no length could lead in a circle for ever.
        for _ in 0..PIECES {
            if length >= ROW || self.segments.begin(at) == node {
                break;
            }
            let Some(before) = self.straight_before(at) else { return false };
            if self.spoken_to(before).is_some_and(|other| other.family() == delay.family()) {
                return true;
            }
            length += self.length(before.segment);
            at = before;
        }
        false
    }

    /// The step over which one comes to `step` with the least turn, below a right angle.
    fn straight_before(&self, step: Step) -> Option<Step> {
        let node = self.segments.begin(step);
        let position = |node: u32| self.input.nodes[node as usize].1;
        let plane = LocalPlane::at(position(node));
        let ahead = plane.metres(position(self.segments.end(step)));
        let others = self.segments.at(node).iter().filter(|&&segment| segment != step.segment);
        let steps = others.map(|&segment| self.segments.ending_at(segment, node));
        let open = steps.filter(|&before| self.segments.open(before) & self.segments.open(step) != 0);
        let turns = open.map(|before| {
            let behind = plane.metres(position(self.segments.begin(before)));
            let lengths = ahead.x.hypot(ahead.y) * behind.x.hypot(behind.y);
            // The cosine of the turn, 1 for straight on.
            let cosine = if lengths > 0.0 { -(ahead.x * behind.x + ahead.y * behind.y) / lengths } else { 1.0 };
            (before, cosine)
        });
        let best = turns.filter(|(_, cosine)| *cosine > 0.0).reduce(|a, b| if b.1 > a.1 { b } else { a });
        best.map(|(before, _)| before)
    }
}
