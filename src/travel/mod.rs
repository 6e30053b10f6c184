//! Travel times over the network: from one place to all, to the nearest of many, between pairs; and the way behind a time.
//!
//! All times are whole deciseconds: walk to the road + network + walk from the road. An [`Engine`] orders a network
//! once and weighs it for each profile; a [`Weighed`] network is what questions are put to:
//!
//! | question | where |
//! |---|---|
//! | the nearest of many facilities, with its identity | [`nearest`](mod@nearest) |
//! | the k nearest | [`ranked`] |
//! | the nearest there and back | [`round_trip`] |
//! | all pairs | [`matrix`](mod@matrix) |
//! | the pairs within a limit | [`within`](mod@within) |
//! | all vertices around one origin, or each of many | [`around`] |
//! | the way behind a time | [`route`] |
//! | any of them at an hour of the day, with boats that sail by timetable | [`ferry`] |
//!
//! Never here: limits of a promise, mobilisation (see `analysis`), GeoJSON.

pub mod around;
pub mod ends;
pub mod ferry;
pub mod hierarchy;
pub mod label;
pub mod link;
pub mod matrix;
pub mod metric;
pub mod nearest;
mod path;
mod pool;
pub mod ranked;
pub mod round_trip;
pub mod route;
pub mod select;
pub mod sweep;
pub mod weighed;
pub mod within;

pub use link::{Link, walk};
pub use nearest::{Nearest, nearest};
pub use sweep::Heading;
pub use weighed::{Engine, Weighed};
