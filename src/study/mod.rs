//! The study: what is asked, of which inputs, and the chain of stages that answers.
//!
//! [`file`](mod@file) is the text of a study as values; [`Inputs`] are the values that its files hold; a [`Study`] is the immutable
//! world made of both, shared between threads; [`run`](run::run) answers everything that the study asks, and
//! [`ask`] the questions that come one by one.
//!
//! Never here: reading of files, stores, servers, arguments.

pub mod ask;
pub mod circle;
pub mod file;
mod grids;
mod journeys;
pub mod papers;
pub(crate) mod recent;
pub mod report;
pub mod run;
pub mod scenario;
pub mod site;
pub mod timed;
mod totals;
pub mod world;

pub use world::{Inputs, Study};
