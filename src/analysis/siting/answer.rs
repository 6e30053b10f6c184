//! The answer to a siting problem, with what is proved about it.
//!
//! Never here: how it was found, whether it is right (see `check`).

/// How good an answer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// No set is better: proved.
    Optimal,
    /// The bound says by how much another set could be better at most.
    WithinGap,
    /// Stopped by its user or by a time limit before more was proved.
    TimeLimit,
    /// No set keeps all the rules.
    Infeasible,
}

impl Status {
    /// The name in `siting.json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::WithinGap => "within_gap",
            Self::TimeLimit => "time_limit",
            Self::Infeasible => "infeasible",
        }
    }
}

/// A set of sites, what it is worth and what is proved about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The objective in the goal's own unit: weight, weight × time, time or cost. For backup coverage the weight covered twice.
    /// `None`: no set was found.
    pub objective: Option<u64>,
    /// No set has a better objective than this (for backup coverage: none that covers as much once).
    pub bound: u64,
    /// What is proved.
    pub status: Status,
    /// Evaluations of a bound.
    pub iterations: u64,
    /// The sites to open, required ones included, existing ones not; ascending.
    pub sites: Vec<u32>,
    /// For backup coverage: the weight covered at least once, and its bound.
    pub once: Option<(u64, u64)>,
    /// When demand cannot be reached by any site that may be open: that demand.
    pub uncovered: Vec<u32>,
    /// For LSCP without an answer: the smallest limit that has one.
    pub least_limit: Option<u32>,
    /// With capacities: who is served where (demand, site, weight).
    pub served: Vec<(u32, u32, u64)>,
}

impl Answer {
    /// An answer that says that there is none.
    pub fn infeasible() -> Self {
        Self {
            objective: None,
            bound: 0,
            status: Status::Infeasible,
            iterations: 0,
            sites: Vec::new(),
            once: None,
            uncovered: Vec::new(),
            least_limit: None,
            served: Vec::new(),
        }
    }

    /// How far the bound is from the objective, as a share of the objective; `None` when no set was found.
    pub fn gap(&self) -> Option<f64> {
        let share = |objective: u64, bound: u64| objective.abs_diff(bound) as f64 / objective.max(1) as f64;
        let objective = self.objective?;
        let once = self.once.map_or(0.0, |(once, bound)| share(once, bound));
        Some(share(objective, self.bound).max(once))
    }
}
