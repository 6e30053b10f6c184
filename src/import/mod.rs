//! Bytes become values: every bad record becomes an issue, none is lost silently. Uses ranks 0 and 1 only.

pub mod tables;
