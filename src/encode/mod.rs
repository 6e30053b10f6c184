//! Layers and published figures become bytes: one format a module.
//!
//! Never here: analysis, network, what may be published (see `layer`), files.

pub mod html;
