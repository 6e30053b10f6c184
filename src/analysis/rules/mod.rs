//! Rules: which areas and premises do not have the facilities that the study says they need.
//!
//! A rule is judged on exact figures; what may be told about the people is decided in `layer`.
//! Never here: travel times, published figures, texts of a study.

mod judge;
mod located;

pub use judge::{Ground, judge};
pub use located::areas_of_facilities;

use crate::places::{AreaIndex, Facility, Premises};
use crate::units::{Metres, People};
use crate::words::Words;

/// One rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// Its id, of lower-case letters, digits and `_`.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The kind of service that it asks for.
    pub kind: String,
    /// What must hold.
    pub needs: Needs,
}

/// What a rule asks for.
#[derive(Clone, PartialEq, Debug)]
pub enum Needs {
    /// Every area of a level with so many people has a facility.
    Area {
        /// The level of the areas.
        level: String,
        /// Areas with fewer people need none.
        demand: People,
        /// What sort of facility it must be.
        sort: Sort,
    },
    /// All premises of a type hold a facility.
    Host {
        /// The type of the premises, and the `host` of the facility.
        host: String,
        /// The facility is at most so far away, in a straight line.
        distance: Metres,
    },
    /// Every area of a level has so many facilities.
    Number {
        /// The level of the areas.
        level: String,
        /// How many.
        count: u64,
        /// Are more of them a violation too?
        exactly: bool,
    },
}

/// Which facilities of the kind count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sort {
    /// Only those of this level; none for all.
    pub level: Option<String>,
    /// Only those of this grade; none for all.
    pub grade: Option<String>,
}

impl Sort {
    /// Does a facility count?
    pub fn fits(&self, facility: &Facility) -> bool {
        let same = |wanted: &Option<String>, given: &Option<String>| wanted.is_none() || wanted == given;
        same(&self.level, &facility.level) && same(&self.grade, &facility.supply.grade)
    }
}

impl Rule {
    /// The `type` of the rule in the study file.
    pub fn type_name(&self) -> &'static str {
        match self.needs {
            Needs::Area { .. } => "areas_need_facility",
            Needs::Host { .. } => "hosts_need_facility",
            Needs::Number { .. } => "one_per_area",
        }
    }

    /// The level of the areas that it judges; none for premises.
    pub fn area_level(&self) -> Option<&str> {
        match &self.needs {
            Needs::Area { level, .. } | Needs::Number { level, .. } => Some(level),
            Needs::Host { .. } => None,
        }
    }
}

/// Whom a rule judges.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Subject<'a> {
    /// An area.
    Area(AreaIndex),
    /// Some premises.
    Premises(&'a Premises),
}

/// The least that would mend a violation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// Open so many facilities.
    Open(u64),
    /// Close or move so many.
    Close(u64),
    /// Raise the facility with this id to the level and grade asked for.
    Raise(String),
    /// Make the facility with this id, which stands there already, one of the host.
    Host(String),
}

/// A rule that does not hold somewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct Violation<'a> {
    /// Where.
    pub subject: Subject<'a>,
    /// How many facilities of the kind there are, whether they count or not.
    pub facilities: u64,
    /// What would mend it.
    pub remedy: Remedy,
}

/// What became of one rule.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Judgement<'a> {
    /// How many areas or premises it holds for.
    pub kept: u64,
    /// Where it does not; areas in the order of the study's areas, premises by id.
    pub violations: Vec<Violation<'a>>,
}
