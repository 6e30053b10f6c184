//! The one test binary: one module a subject. Tests may touch files, clock and sockets; the library's ranks 0 to 6 may not.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, clippy::panic)]

mod access;
mod allocation;
mod antimeridian;
mod architecture;
mod assigned;
mod attack;
mod bad_input;
mod basemap;
mod binary;
mod boats;
mod cli;
mod compare;
mod data;
mod engine;
mod equity;
mod ferries;
mod fixtures;
mod gozo;
mod hierarchy;
mod http;
mod init;
mod isochrones;
mod issues;
mod jobs;
mod matrix;
mod orders;
mod papers;
mod privacy;
mod privacy_circle;
mod province;
mod questions;
mod rules;
mod scenarios;
mod serve;
mod siting;
mod siting_study;
mod snapping;
mod snapshot;
mod studies;
mod supply;
mod teams;
mod timed;
mod toy;
mod world;
