//! Coverage: which demand is within the limit of which kind of service, and of all of them.
//!
//! Never here: published figures (see `layer`).

use crate::units::Deciseconds;

/// The nearest facility of one kind for every demand point.
#[derive(Clone, PartialEq, Debug)]
pub struct KindTimes {
    /// The promise for this kind.
    pub limit: Deciseconds,
    /// Mobilisation + access leg + network + egress leg to the nearest facility, a demand point; followed to the
    /// horizon, [`Deciseconds::UNREACHED`] beyond it.
    pub nearest: Vec<Deciseconds>,
    /// The index of that facility, a demand point; the lowest index of equally near ones.
    pub facility: Vec<Option<u32>>,
}

/// Coverage of all kinds. `kinds` is in the order of the study; demand in the order of the study's demand.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Coverage {
    /// One entry a kind.
    pub kinds: Vec<KindTimes>,
    /// Indexes of the kinds that make the full circle.
    pub joint: Vec<usize>,
}

impl Coverage {
    /// Is demand point `point` within the limit of kind `kind`?
    pub fn covered(&self, kind: usize, point: usize) -> bool {
        let kind = &self.kinds[kind];
        kind.nearest[point] <= kind.limit
    }

    /// Is demand point `point` within the limits of all joint kinds?
    pub fn joint_covered(&self, point: usize) -> bool {
        self.joint.iter().all(|&kind| self.covered(kind, point))
    }
}
