//! Made worlds for tests, and the oracle that knows their answers.

pub mod manoeuvres;
pub mod oracle;
pub mod random;
pub mod signs;
pub mod toy;
