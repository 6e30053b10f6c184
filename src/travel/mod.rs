//! Travel times over the network: from one place to all, to the nearest of many, between pairs; and the way behind a time.
//!
//! All times are whole deciseconds: walk to the road + network + walk from the road. Never here: limits of a promise,
//! mobilisation (see `analysis`), GeoJSON.

pub mod link;
pub mod matrix;
pub mod nearest;

pub mod route;
pub mod search;

pub use link::{Link, WALK, walk};
pub use nearest::{Nearest, nearest};
pub use search::{Heading, Search};
