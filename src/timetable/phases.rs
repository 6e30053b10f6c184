//! The unknown minutes of headways, enumerated: a list of timetables, all equally likely.
//!
//! Never here: chance.

use super::{Clock, Headway, Line, Sailing, Timetable};

/// How the unknown minutes of several lines are enumerated together.
///
/// One line: [`Phases::COUNT`] equal shares of its interval, each at its middle; whole windows that are multiples of a
/// share are then exact. Several lines: a lattice (Korobov) in which each line runs through all its shares, and each
/// line against each other as evenly as may be; the same for everybody, every time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Phases {
    count: u32,
}

impl Phases {
    /// The number of phases where some line has a headway.
    pub const COUNT: u32 = 60;

    /// Those that a timetable needs: one where every boat sails at a known minute.
    pub fn of(timetable: &Timetable) -> Self {
        let unknown = timetable.lines.iter().any(|line| !line.headways.is_empty());
        Self { count: if unknown { Self::COUNT } else { 1 } }
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.count
    }

    /// The sailings of line number `index` in one phase, in no order.
    pub fn sailings(self, line: &Line, index: usize, phase: u32) -> Vec<Sailing> {
        let mut sailings = line.sailings.clone();
        for headway in &line.headways {
            boats(headway, self.share(index, phase), &mut sailings);
        }
        sailings
    }

    /// The share of the interval, in halves of a share, at which a line's first boat sails.
    fn share(self, index: usize, phase: u32) -> (u64, u64) {
        // Multipliers without a common divisor with 60, spread out so that two lines are seldom in step.
        const STEPS: [u32; 16] = [1, 23, 37, 49, 7, 11, 41, 17, 53, 29, 13, 47, 31, 19, 43, 59];
        let step = STEPS[index % STEPS.len()];
        // Lines that have the same multiplier are shifted against each other.
        let shift = (index / STEPS.len()) as u32 * 7;
        let share = (phase * step + shift) % self.count;
        (u64::from(share) * 2 + 1, u64::from(self.count) * 2)
    }
}

fn boats(headway: &Headway, (numerator, denominator): (u64, u64), sailings: &mut Vec<Sailing>) {
    let interval = headway.interval.get();
    let first = (u64::from(interval) * numerator / denominator) as u32;
    for &(begin, end) in &headway.windows {
        let mut departure = begin + crate::units::Deciseconds::new(first);
        while departure < end && interval > 0 {
            let arrival = departure + headway.crossing;
            if arrival != Clock::NEVER {
                sailings.push(Sailing { departure, arrival, from: headway.from, to: headway.to });
            }
            departure = departure + headway.interval;
        }
    }
}
