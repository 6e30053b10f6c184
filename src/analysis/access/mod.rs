//! Access indices: how much of a service people can reach, and how many others reach for the same.
//!
//! [`cumulative`] adds up the supply around people, weighed by [`decay`]; [`catchment`] shares the supply among those who
//! reach it. Times are those of the kind's direction (see [`reach`](super::reach::reach)): from the facility out to the people where the team travels,
//! from the people in to the facility where they do.
//!
//! Never here: published figures.

pub mod catchment;
pub mod cumulative;
pub mod decay;
pub mod indices;

use crate::units::Deciseconds;

/// The demand points within a time of one facility, by ascending index, with their times.
pub type Row = Vec<(u32, Deciseconds)>;
