//! stub
pub mod input;
pub mod tags;
pub use tags::Tags;
