//! What is made rather than read: demand over real places, and whole made worlds. Seeded: one seed, one result.
//!
//! Whatever comes from here is synthetic and must say so wherever it is shown. Never here: files, clocks, real records.

pub mod demand;
mod pbf;
pub mod province;
mod shares;
mod sites;
pub mod town;
mod written;
