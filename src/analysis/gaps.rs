//! Gaps: clusters of demand that some joint kind does not reach in time, named after the nearest place.
//!
//! Never here: published figures (see `layer`).

/// One cluster of uncovered demand. Exact, for the inside only: `layer` publishes it through units.
#[derive(Clone, PartialEq, Debug)]
pub struct GapCluster {
    /// Indexes of its demand points, ascending.
    pub points: Vec<u32>,
    /// The index of the named place nearest to its weighted middle.
    pub place: Option<u32>,
}
