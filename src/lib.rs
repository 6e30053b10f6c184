//! Halfhour: who is within half an hour of which service, over roads and ferries.

#![forbid(unsafe_code)]

pub mod analysis;
pub mod import;
pub mod issue;
pub mod layer;
pub mod network;
pub mod places;
pub mod progress;
pub mod space;
pub mod units;
pub mod words;
