//! What is made rather than read: demand over real places, and whole made worlds. Seeded: one seed, one result.
//!
//! Whatever comes from here is synthetic and must say so wherever it is shown. Never here: files, clocks, real records.

pub mod archipelago;
pub mod circle;
pub mod demand;
mod drawing;
mod lattice;
mod pbf;
pub mod province;
mod rings;
mod roads;
mod seats;
mod shares;
mod sites;
mod streets;
pub mod town;
mod written;
