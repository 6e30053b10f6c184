//! Allocation with capacity: who has a place at which site, when a site has so many places and no more.
//!
//! Everything here is plain numbers. [`allocate`] serves as many as can be within the limit, and those in the least time; [`check()`]
//! judges; [`remedy()`] says where how many places are missing.
//!
//! Never here: people as published figures, places, roads, files.

mod check;
mod problem;
mod remedy;
mod solve;
mod tree;

pub use check::{Wrong, check};
pub use problem::{Allocation, NoAllocation, Question, Share};
pub use remedy::{nearest, remedy};
pub use solve::allocate;
#[cfg(test)]
mod oracle_tests;
