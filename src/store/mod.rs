//! What is kept on disk between runs.
//!
//! Never here: what is kept (the caller's values are any that serde can carry), results (the command line writes them).

pub mod beside;
pub mod snapshot;
