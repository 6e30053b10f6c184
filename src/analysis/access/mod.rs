//! Access indices: how much of a service people can reach, and how many others reach for the same.
//!
//! [`cumulative`] adds up the supply around people, weighed by [`decay`]; [`catchment`] shares the supply among those who
//! reach it. Times are those of the kind's direction (see [`mod@pairs`]): from the facility out to the people where the team travels,
//! from the people in to the facility where they do.
//!
//! Never here: published figures.

pub mod catchment;
pub mod cumulative;
pub mod decay;
pub mod indices;
pub mod pairs;
