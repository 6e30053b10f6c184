//! Halfhour: who is within half an hour of which service, over roads and ferries; where that promise fails, and for how many.
//!
//! This page is the architecture document. `tests/it/architecture.rs` reads the sources and holds them to it.
//!
//! # The way of the data
//! ```text
//! study.toml + OSM extract, tables of facilities and demand, areas
//!   -> import    bytes become values; every bad record becomes an issue, none is lost silently
//!   -> network   roads and ferries, frozen into flat arrays, one set of vertices for all profiles
//!   -> timetable who sails when in the week of the study
//!   -> travel    times in whole deciseconds: from one to all, to the nearest of many, between pairs, and the way behind a time;
//!                at one hour of the day and over all of them
//!   -> analysis  coverage, gaps, isochrones, hours, islands, siting, allocation, access, rules, orders: parameters and a borrowed
//!                world in, an exact result out
//!   -> layer     results become features with fixed field names; figures of people leave only through published units
//!   -> encode    layers become GeoJSON, vector tiles, CSV, JSON, the HTML report
//!   -> cli: files | server: HTTP
//! ```
//! [`study`] chains these stages; [`cli`] feeds it with what [`import`] reads and hands what comes out to files or to [`server`].
//!
//! # The ranks
//! A module uses lower ranks only.
//!
//! | rank | module | what it never does |
//! |---|---|---|
//! | 0 | [`units`], [`words`], [`space`], [`issue`], [`progress`], [`packed`] | know a road, a facility or a study |
//! | 1 | [`network`] | know a timetable, a facility, a demand point |
//! | 1 | [`timetable`] | know a road; ask what day it is |
//! | 1 | [`places`] | know a road |
//! | 2 | [`travel`] | know a promise or its limit; write GeoJSON |
//! | 3 | [`analysis`] | make layers; decide what may be published |
//! | 4 | [`layer`] | make bytes; speak HTTP. The privacy rule lives here and nowhere else |
//! | 5 | [`encode`] | see an analysis or the network |
//! | 6 | [`study`] | read files, serve, parse arguments |
//! | 7 | [`import`] | use more than ranks 0 and 1 |
//! | 7 | [`store`] | know what it keeps: it writes and checks bytes, whole or not at all |
//! | 7 | [`server`] | compute an answer; it is the only place with axum and tokio |
//! | 8 | [`cli`] | be used by anybody but `main`; it is the only place with clap and anyhow |
//!
//! Ranks 0 to 6 take values and return values: no files, sockets, clock or environment (`clippy.toml` sees to it). There are two
//! errors that cross modules: [`issue::Issue`], which is data about bad input, and [`progress::Cancelled`].
//!
//! # Rules that hold everywhere
//! - *Reached* means that mobilisation + access leg + network + egress leg is at most the limit, in whole deciseconds. The limit
//!   is the promise; the horizon is how far times are followed. The two are never mixed.
//! - One rounding: each segment of a way is rounded to deciseconds once; a chain is the sum of its segments; a part of a segment is
//!   rounded half up and the other part is the rest. An oracle that runs on the raw ways agrees to the decisecond.
//! - Unreachable is a value of its own ([`units::Deciseconds::UNREACHED`]), kept in every percentile, never a large number.
//! - People are whole thousandths; figures of them leave through units of at least the minimum group, the total of a unit as it
//!   is, a part of it rounded by one monotone rule; totals are sums of published figures, so they add up everywhere.
//! - The same inputs give the same bytes, on any number of threads.
//!
//! # A new analysis
//! touches `analysis/x.rs`, `layer/x.rs`, `study/circle/x.rs` (which gives layers, tables, figures and a section of the report),
//! one line in `study/circle/mod.rs`, and `tests/it/x.rs`. Routes, commands and the report stay as they are: they show whatever a run
//! returns.
//!
//! # Scenarios
//! are lists of modifications on a study. `study/scenario` makes anew only what a modification changes: a link for a site, a
//! customization for a road; units, order and all other links are those of the study. A comparison is made of the published
//! figures of both sides only.
//!
//! # Papers
//! are pages about one answer, to be handed on: `study/papers` says in words and figures what `site` and `compare` found, and
//! `encode/html/paper` sets it.

pub mod units;

pub mod words;

pub mod space;

pub mod issue;

pub mod progress;

pub mod packed;

pub mod network;

pub mod timetable;

pub mod places;

pub mod travel;

pub mod analysis;

pub mod layer;

pub mod encode;

pub mod study;

#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod import;

#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod store;

#[allow(clippy::disallowed_methods, clippy::disallowed_types)]
pub mod server;

#[allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::print_stdout, clippy::print_stderr)]
pub mod cli;
