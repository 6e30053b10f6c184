//! A siting problem as plain values: demand with weights, sites with roles, times between them, what may stand together.
//!
//! Never here: roads, people, files, how a problem is solved.

/// What is already settled about a site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Role {
    /// May be opened.
    #[default]
    Candidate,
    /// Must be opened, and counts toward what may be opened.
    Required,
    /// Is open already, costs nothing and counts toward nothing.
    Existing,
    /// Must stay closed.
    Excluded,
}

/// A place where a service stands or could stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// What is already settled about it.
    pub role: Role,
    /// What opening it costs, in any unit; counts when there is a budget, and in [`Goal::Lscp`].
    pub cost: u64,
    /// Which kind of service it gives; counts in [`Goal::Joint`].
    pub kind: u16,
    /// The area that it stands in, for [`Problem::one_per_area`].
    pub area: Option<u32>,
    /// How much weight it can serve; counts in [`Goal::Capacitated`].
    pub capacity: u64,
}

impl Default for Site {
    fn default() -> Self {
        Self { role: Role::Candidate, cost: 1, kind: 0, area: None, capacity: u64::MAX }
    }
}

/// Times between sites and demand, kept by site; a pair that is not listed is unreached.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Times {
    starts: Vec<usize>,
    demand: Vec<u32>,
    time: Vec<u32>,
}

impl Times {
    /// No site yet.
    pub fn new() -> Self {
        Self { starts: vec![0], demand: Vec::new(), time: Vec::new() }
    }

    /// The next site reaches these demand points, in these times. Of a point that is named twice the least time counts.
    pub fn push(&mut self, reached: impl IntoIterator<Item = (u32, u32)>) {
        let mut reached: Vec<(u32, u32)> = reached.into_iter().collect();
        reached.sort_unstable();
        reached.dedup_by_key(|pair| pair.0);
        self.demand.extend(reached.iter().map(|pair| pair.0));
        self.time.extend(reached.iter().map(|pair| pair.1));
        self.starts.push(self.demand.len());
    }

    /// Number of sites.
    pub fn sites(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Number of pairs that are reached.
    pub fn pairs(&self) -> usize {
        self.demand.len()
    }

    /// The demand that site `site` reaches, by demand, with the time.
    pub fn of(&self, site: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let range = self.starts[site]..self.starts[site + 1];
        self.demand[range.clone()].iter().copied().zip(self.time[range].iter().copied())
    }

    /// The same pairs with times that were mapped; `None` leaves a pair out.
    pub fn map(&self, time: impl Fn(u32) -> Option<u32>) -> Self {
        let mut mapped = Self::new();
        for site in 0..self.sites() {
            mapped.push(self.of(site).filter_map(|(demand, old)| time(old).map(|new| (demand, new))));
        }
        mapped
    }

    /// The largest demand index, for checks.
    fn largest(&self) -> Option<u32> {
        self.demand.iter().copied().max()
    }
}

/// Demand, sites, times, and what may not stand together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problem {
    /// How much each demand point counts; one of zero asks for nothing.
    pub weights: Vec<u64>,
    /// The sites, in the order of `times`.
    pub sites: Vec<Site>,
    /// Times between sites and demand.
    pub times: Times,
    /// Pairs of sites of which at most one may be open (minimum spacing).
    pub apart: Vec<(u32, u32)>,
    /// At most one open site an area.
    pub one_per_area: bool,
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Cheapest set of sites that covers every demand point within the limit (Toregas et al. 1971); with all costs 1 the fewest sites.
    Lscp {
        /// The longest time that counts as covered.
        limit: u32,
    },
    /// Most weight within the limit (Church & ReVelle 1974).
    Mclp {
        /// The longest time that counts as covered.
        limit: u32,
    },
    /// Most weight within the limit of every kind of service at once.
    Joint {
        /// The longest time that counts as covered, a kind.
        limits: Vec<u32>,
    },
    /// Least sum of weight × time to the nearest open site (Hakimi 1964).
    PMedian {
        /// The time charged to demand that is unreached; `None`: all demand must be reached.
        beyond: Option<u32>,
    },
    /// Least worst time to the nearest open site (Hakimi 1964).
    PCenter,
    /// Most weight covered once, and among those most weight covered twice (BACOP1, Hogan & ReVelle 1986).
    Backup {
        /// The longest time that counts as covered.
        limit: u32,
    },
    /// Most weight that gets a place within the limit at a site with a capacity; weight may be split.
    Capacitated {
        /// The longest time that counts as covered.
        limit: u32,
    },
}

/// How much may be opened. Fewer is always allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Allowance {
    /// As many as wanted ([`Goal::Lscp`]).
    Any,
    /// So many sites.
    Sites(usize),
    /// Sites that together cost at most this.
    Budget(u64),
    /// So many sites of each kind.
    Each(Vec<usize>),
}

/// Why a problem cannot be read at all, as opposed to having no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// Sites and times differ in number.
    #[error("{sites} sites, but times of {times}")]
    Sites {
        /// Number of sites.
        sites: usize,
        /// Number of sites that have times.
        times: usize,
    },
    /// An index points past the end.
    #[error("a time, a pair or a kind names number {0}, which does not exist")]
    Index(u64),
    /// Sums would not fit into 64 bits.
    #[error("weights, times or costs are too large to be summed exactly")]
    TooLarge,
}

impl Problem {
    /// Checks indexes, so that the solvers need not.
    pub fn validate(&self, goal: &Goal, allowance: &Allowance) -> Result<(), Fault> {
        if self.sites.len() != self.times.sites() {
            return Err(Fault::Sites { sites: self.sites.len(), times: self.times.sites() });
        }
        if let Some(demand) = self.times.largest().filter(|&demand| demand as usize >= self.weights.len()) {
            return Err(Fault::Index(u64::from(demand)));
        }
        let far = self.apart.iter().map(|&(a, b)| a.max(b)).find(|&site| site as usize >= self.sites.len());
        if let Some(site) = far {
            return Err(Fault::Index(u64::from(site)));
        }
        let kinds = |count: usize| self.sites.iter().map(|site| site.kind).find(|&kind| usize::from(kind) >= count);
        let asked = match goal {
            Goal::Joint { limits } => kinds(limits.len()),
            _ => None,
        };
        let allowed = match allowance {
            Allowance::Each(counts) => kinds(counts.len()),
            _ => None,
        };
        asked.or(allowed).map_or(Ok(()), |kind| Err(Fault::Index(u64::from(kind))))
    }

    /// Is `goal` one where more is better?
    pub fn maximises(goal: &Goal) -> bool {
        !matches!(goal, Goal::Lscp { .. } | Goal::PMedian { .. } | Goal::PCenter)
    }
}
