//! The automaton over banned sequences of passages.
//!
//! State 0 is the state in which nothing that matters was passed. Never here: vertices, restrictions.

use std::collections::{BTreeMap, VecDeque};

use super::Passage;

/// States, the passages between them, and what is banned in each.
#[derive(Debug)]
pub struct Automaton {
    states: Vec<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The state of the longest proper suffix that is a state.
    fail: u32,
    next: BTreeMap<Passage, u32>,
    /// Profiles (bits) for which a passage is banned.
    bans: BTreeMap<Passage, u16>,
}

impl Default for Automaton {
    fn default() -> Self {
        Self { states: vec![State::default()] }
    }
}

impl Automaton {
    /// Bans passages after a prefix, for some profiles (bits).
    pub fn add(&mut self, prefix: &[Passage], banned: &[Passage], mask: u16) {
        let mut state = 0;
        for &passage in prefix {
            let fresh = self.states.len() as u32;
            state = *self.states[state as usize].next.entry(passage).or_insert(fresh);
            if state == fresh {
                self.states.push(State::default());
            }
        }
        for &passage in banned {
            *self.states[state as usize].bans.entry(passage).or_default() |= mask;
        }
    }

    /// Links every state to its longest suffix and inherits the bans from there.
    pub fn finish(&mut self) {
        // States in the order of their lengths: a suffix is shorter, so it is finished before.
        let mut queue: VecDeque<u32> = self.states[0].next.values().copied().collect();
        while let Some(state) = queue.pop_front() {
            let fail = self.states[state as usize].fail;
            for (passage, mask) in self.states[fail as usize].bans.clone() {
                *self.states[state as usize].bans.entry(passage).or_default() |= mask;
            }
            for (passage, next) in self.states[state as usize].next.clone() {
                self.states[next as usize].fail = self.after(fail, passage);
                queue.push_back(next);
            }
        }
    }

    /// Is nothing ever banned?
    pub fn is_idle(&self) -> bool {
        self.states.len() == 1
    }

    /// The state after a passage.
    pub fn after(&self, mut state: u32, passage: Passage) -> u32 {
        loop {
            let here = &self.states[state as usize];
            match here.next.get(&passage) {
                Some(&next) => return next,
                None if state == 0 => return 0,
                None => state = here.fail,
            }
        }
    }

    /// Profiles (bits) that may not make a passage in a state.
    pub fn banned(&self, state: u32, passage: Passage) -> u16 {
        self.states[state as usize].bans.get(&passage).copied().unwrap_or_default()
    }

    /// The state of the longest suffix.
    pub fn shorter(&self, state: u32) -> u32 {
        self.states[state as usize].fail
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{EdgeId, Sense};
    use super::*;

    fn passage(letter: char) -> Passage {
        (EdgeId(letter as u32), Sense::Along)
    }

    fn automaton(bans: &[(&str, char, u16)]) -> Automaton {
        let mut automaton = Automaton::default();
        for &(prefix, last, mask) in bans {
            automaton.add(&prefix.chars().map(passage).collect::<Vec<_>>(), &[passage(last)], mask);
        }
        automaton.finish();
        automaton
    }

    fn after(automaton: &Automaton, text: &str) -> u32 {
        text.chars().fold(0, |state, letter| automaton.after(state, passage(letter)))
    }

    #[test]
    fn a_longer_sequence_inherits_the_bans_of_its_suffixes() {
        // abc|d for profile 1 and bc|e for profile 2: after abc both hold, after bc and xbc only the second.
        let automaton = automaton(&[("abc", 'd', 1), ("bc", 'e', 2)]);
        let banned = |text: &str, last: char| automaton.banned(after(&automaton, text), passage(last));
        assert_eq!((banned("abc", 'd'), banned("abc", 'e')), (1, 2));
        assert_eq!((banned("xbc", 'd'), banned("xbc", 'e')), (0, 2));
        assert_eq!((banned("ababc", 'd'), banned("abxc", 'd'), banned("ab", 'd')), (1, 0, 0));
        assert_eq!(automaton.shorter(after(&automaton, "abc")), after(&automaton, "bc"));
    }

    #[test]
    fn what_does_not_matter_is_forgotten() {
        let automaton = automaton(&[("ab", 'c', 1)]);
        assert_eq!(after(&automaton, "abx"), 0);
        assert_eq!(after(&automaton, "aba"), after(&automaton, "a"));
        assert!(Automaton::default().is_idle() && !automaton.is_idle());
    }
}
