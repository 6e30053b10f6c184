//! Halfhour: who is within half an hour of which service, over roads and ferries.

#![forbid(unsafe_code)]

pub mod analysis;
pub mod issue;
pub mod layer;
pub mod network;
pub mod places;
pub mod progress;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod server;
pub mod space;
pub mod units;
pub mod words;
