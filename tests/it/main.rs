//! The one test binary: one module a subject. Tests may touch files, clock and sockets; the library's ranks 0 to 6 may not.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::unwrap_used, clippy::panic)]

mod architecture;
mod data;
mod engine;
mod http;
mod init;
mod issues;
mod world;
