//! The study: what is asked, of which inputs, and the chain of stages that answers.
//!
//! Never here: reading of files, stores, servers, arguments.

pub mod file;
