//! A study with a scenario applied: only what changes is made anew.
//!
//! Units, demand, areas, the order of the network and the links of places that stay are those of the study. Another time of an arc costs one
//! customization; a moved site costs one link. Never here: figures (see [`compare`](super::compare)).

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::{Modification, bad};
use crate::analysis::coverage::Provider;
use crate::issue::Issue;
use crate::network::speeds::Mode;
use crate::network::{Network, ProfileId};
use crate::places::{Facility, Kind};
use crate::space::LatLon;
use crate::study::Study;
use crate::study::world::Linked;
use crate::timetable::Who;
use crate::travel::metric::Metric;
use crate::travel::{Link, Weighed};
use crate::units::Deciseconds;
use crate::words::Words;

/// A further ferry line: two quays and the time from one to the other, boarding included.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Crossing {
    pub quays: [LatLon; 2],
    pub time: Deciseconds,
    pub who: Who,
}

/// A study with a scenario applied.
#[derive(Debug)]
pub struct ScenarioWorld<'a> {
    pub(super) study: &'a Study,
    pub(super) kinds: Vec<Kind>,
    pub(super) facilities: Vec<Facility>,
    pub(super) links: Vec<Linked>,
    /// The network at other speeds.
    pub(super) network: Option<Network>,
    /// Of profiles whose times differ.
    pub(super) metrics: BTreeMap<ProfileId, Metric>,
    /// Of profiles whose speeds differ.
    pub(super) demand_links: BTreeMap<ProfileId, Vec<Option<Link>>>,
    pub(super) crossings: Vec<Crossing>,
    /// So many times the people of each published unit; none where all are as they are.
    pub(super) factors: Vec<f64>,
    /// Kinds whose facilities or mobilisation differ.
    pub(super) touched: BTreeSet<usize>,
    pub(super) issues: Vec<Issue>,
}

impl<'a> ScenarioWorld<'a> {
    /// The study as it is.
    pub fn baseline(study: &'a Study) -> Self {
        Draft::new(study).made()
    }

    /// The study with some modifications, one after the other.
    ///
    /// # Errors
    /// `scenario-bad` for the first that names what the study does not have, or cannot be done: nothing is left out in silence.
    pub fn new<'m>(study: &'a Study, modifications: impl IntoIterator<Item = &'m Modification>) -> Result<Self, Issue> {
        let mut draft = Draft::new(study);
        for modification in modifications {
            draft.apply(modification)?;
        }
        for kind in &draft.kinds {
            if kind.mobilisation >= kind.limit || kind.limit > study.file().horizon {
                let cause = Words::new(
                    format!("“{}”：出动时间须短于时限，时限不得超过 horizon", kind.name.zh),
                    format!(
                        "{}: the mobilisation must be shorter than the limit, and the limit within the horizon",
                        kind.name.en
                    ),
                );
                return Err(bad("time", cause));
            }
        }
        Ok(draft.made())
    }

    /// The study.
    pub fn study(&self) -> &'a Study {
        self.study
    }

    /// The kinds of service, in the order of the study.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// All facilities, ordered by id.
    pub fn facilities(&self) -> &[Facility] {
        &self.facilities
    }

    /// Their links, each for the profile of its kind.
    pub fn links(&self) -> &[Linked] {
        &self.links
    }

    /// So many times the people of each published unit; empty where all are as they are.
    pub fn factors(&self) -> &[f64] {
        &self.factors
    }

    /// What is worth knowing: sites without a road, modifications that change no time.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Do the times of a kind differ from those of the study?
    pub(super) fn differs(&self, kind: usize) -> bool {
        let profile = self.study.profile_of(kind);
        self.touched.contains(&kind)
            || self.metrics.contains_key(&profile)
            || self.crossings.iter().any(|line| boards(self.study.network(), profile, line.who))
    }

    pub(super) fn network(&self) -> &Network {
        self.network.as_ref().unwrap_or_else(|| self.study.network())
    }

    /// The network, weighed for a profile.
    pub(super) fn weighed(&self, profile: ProfileId) -> Weighed<'_> {
        match self.metrics.get(&profile) {
            Some(metric) => Weighed { network: self.network(), profile, metric },
            None => self.study.weighed(profile),
        }
    }

    /// The facilities of a kind that anybody may use: their indexes among all, and their links.
    pub(super) fn providers(&self, kind: usize) -> Vec<Provider> {
        let all = self.facilities.iter().zip(&self.links).zip(0_u32..);
        let open = |facility: &Facility| self.study.only_for(facility).is_none();
        all.filter(|((facility, _), _)| facility.kind == self.kinds[kind].id && open(facility))
            .map(|((_, link), i)| (i, link.as_ref().ok().copied()))
            .collect()
    }

    /// The links of all demand for one of the kinds.
    pub(super) fn demand(&self, kind: usize) -> Vec<Option<Link>> {
        match self.demand_links.get(&self.study.profile_of(kind)) {
            Some(links) => links.clone(),
            None => self.study.demand_links(kind).iter().map(|link| link.as_ref().ok().copied()).collect(),
        }
    }

    /// Links a place for a profile at the speeds of the scenario.
    pub(super) fn link(&self, profile: ProfileId, at: LatLon) -> Option<Link> {
        let snap = self.study.snapper().snap(self.network(), profile, at).ok()?;
        Some(Link::new(self.network(), profile, snap))
    }

    /// The lines that one of a profile may board.
    pub(super) fn lines_for(&self, profile: ProfileId) -> Vec<&Crossing> {
        self.crossings.iter().filter(|line| boards(self.study.network(), profile, line.who)).collect()
    }
}

/// May one of a profile board?
pub(super) fn boards(network: &Network, profile: ProfileId, who: Who) -> bool {
    match network.profiles()[profile.index()].mode {
        Mode::Foot => who.foot,
        Mode::Bicycle => who.bicycle,
        Mode::Car => who.car,
    }
}
