//! Bytes become values: readers of the files that a study names, and makers of made worlds.
//!
//! A reader returns plain values of ranks 0 and 1 and a list of issues; nothing is lost silently.
//! Never here: travel times, analyses, anything that is published.

pub mod distances;
pub mod gtfs;
pub mod guess;
pub mod osm;
pub mod sailings;
pub mod synth;
pub mod tables;
