//! Halfhour: who is within half an hour of which service, over roads and ferries.

pub mod analysis;
#[allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::print_stdout, clippy::print_stderr)]
pub mod cli;
pub mod encode;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod import;
pub mod issue;
pub mod layer;
pub mod network;
pub mod places;
pub mod progress;
#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod server;
pub mod space;
pub mod study;
pub mod travel;
pub mod units;
pub mod words;
