//! Where sites should stand: location problems over times between sites and demand, solved with proof and judged by a checker.
//!
//! Everything here is plain numbers. [`solve`] answers, [`check()`] judges, [`Question`] asks several one after another.
//!
//! Never here: people as published figures, places, roads, files.

mod answer;
mod ascent;
#[cfg(feature = "highs")]
mod by_highs;
mod capacity;
mod center;
mod check;
mod choice;
mod cover;
mod flow;
mod frame;
mod goals;
mod linear;
mod local;
mod median;
#[cfg(feature = "highs")]
mod milp;
mod model;
mod places;
mod plans;
mod problem;
mod reduce;
mod regions;
mod saddle;
mod savings;
mod tree;

pub use answer::{Answer, Status};
#[cfg(feature = "highs")]
pub use by_highs::by_highs;
pub use check::{Worth, Wrong, check, keeps_rules, worth};
pub use goals::{Rules, solve};
pub use plans::Question;
pub use problem::{Allowance, Fault, Goal, Problem, Role, Site, Times};
#[cfg(test)]
mod brute_tests;
#[cfg(test)]
mod edge_tests;
#[cfg(test)]
#[cfg(feature = "highs")]
mod highs_tests;
#[cfg(test)]
mod middle_tests;
