//! The HTTP server: routes, errors, caching headers and the life of the process that listens.
//!
//! It knows no study: whoever can answer ([`Answers`]) is handed in. The port is bound first, then the answers are
//! prepared while `/health` says 503, so that a supervisor sees the process at once.
//!
//! Never here: travel times, analyses, what may be published, files, printing.

mod answers;
mod conditional;
mod dashboard;
mod data;
mod guard;
mod home;
mod jobs;
mod meanings;
mod params;
mod problem;
mod routes;
mod scenarios;
mod serve;
mod site;
mod siting;
mod stop;

pub use answers::{
    Answers, HourQuery, IsochroneQuery, LayerInfo, NearestQuery, RouteQuery, SiteAt, SiteQuery, TableInfo, TileFormat,
    WhatIfQuery,
};
pub use serve::{Options, ServeError, serve};
pub use stop::{Stop, interrupted};
