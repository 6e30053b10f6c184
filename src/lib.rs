//! Halfhour: who is within half an hour of which service, over roads and ferries.

pub mod units;
pub mod words;
pub mod space;
pub mod issue;
pub mod progress;
pub mod network;
pub mod places;
pub mod travel;
pub mod analysis;
pub mod layer;
pub mod encode;
pub mod study;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod import;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod server;
