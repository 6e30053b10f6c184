//! The extract of a proposal: its roads to measure tables against, and what stands in when there is no table.
//!
//! Never here: tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::cli::made::spread;
use crate::cli::say::Refused;
use crate::import::guess::Ground;
use crate::import::guess::kinds::KNOWN;
use crate::import::osm::{self, Extract, Failure, Selector};
use crate::import::synth::demand::{Wanted, assumed_population};
use crate::issue::{Code, Issue, Place};
use crate::network::speeds::profiles;
use crate::network::{Network, ProfileId, Snapper, build};
use crate::progress::Progress;
use crate::space::LatLon;
use crate::words::Words;

/// Boundaries that may be the areas of a study, the likeliest first.
const AREAS: [&str; 5] = [
    "boundary=administrative;admin_level=8",
    "boundary=administrative;admin_level=10",
    "boundary=administrative;admin_level=9",
    "boundary=administrative;admin_level=7",
    "boundary=administrative;admin_level=6",
];
/// One demand point stands for about so many people.
const PEOPLE_A_POINT: u64 = 20;
/// The seed of the people made for a proposal.
const SEED: u64 = 1;

/// The map and its roads.
pub struct Map {
    extract: Extract,
    network: Network,
    snapper: Snapper,
    profile: ProfileId,
    counts: BTreeMap<String, usize>,
    area_ids: BTreeSet<String>,
}

impl Map {
    /// Reads the extracts and builds the roads.
    pub fn read(extracts: &[PathBuf], progress: &dyn Progress) -> anyhow::Result<Self> {
        let texts: Vec<&str> = KNOWN.iter().flat_map(|kind| kind.osm.iter().copied()).chain(AREAS).collect();
        let selectors: Vec<Selector> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files: Vec<(String, PathBuf)> = extracts.iter().map(|path| (name(path), path.clone())).collect();
        let options = osm::Options { selectors, homes: true, ..osm::Options::default() };
        let (mut extract, _) = osm::read(&files, &options, progress).map_err(|failure| match failure {
            Failure::Unusable(issue) => Refused::one(*issue),
            Failure::Cancelled(cancelled) => cancelled.into(),
        })?;
        let profiles = profiles(None).map_err(|error| anyhow::anyhow!("{error}"))?;
        let network = build(&extract.input, profiles, progress)?;
        let profile = network.profile("car").unwrap_or(ProfileId::new(0));
        let snapper = Snapper::new(&network);
        let found = texts.iter().zip(std::mem::take(&mut extract.selected));
        let (mut counts, mut area_ids) = (BTreeMap::new(), BTreeSet::new());
        for (text, found) in found {
            counts.insert((*text).to_owned(), found.len());
            if text.starts_with("boundary") {
                area_ids.extend(found.into_iter().map(|found| format!("{text}\n{}", found.id)));
            }
        }
        Ok(Self { extract, network, snapper, profile, counts, area_ids })
    }

    /// How many objects a selector picks.
    pub fn count(&self, selector: &str) -> usize {
        self.counts.get(selector).copied().unwrap_or(0)
    }

    /// The boundaries to take as areas, and how many there are: the first sort of which there are several.
    pub fn areas(&self) -> Option<(&'static str, usize)> {
        AREAS.into_iter().map(|text| (text, self.count(text))).find(|(_, n)| (2..=2_000).contains(n))
    }

    /// Shows the map to a guess.
    pub fn with_ground<T>(&self, use_it: impl FnOnce(&Ground<'_>) -> Result<T, Vec<Issue>>) -> Result<T, Vec<Issue>> {
        let distance = |at: LatLon| self.snapper.snap(&self.network, self.profile, at).ok().map(|snap| snap.distance);
        let areas = self.areas().map(|(text, _)| text);
        let is_area = |code: &str| areas.is_some_and(|text| self.area_ids.contains(&format!("{text}\n{code}")));
        let Some(extent) = self.extract.extent else {
            let cause = Words::new("数据包中没有道路", "the extract holds no road");
            return Err(vec![Issue::new(Code::OsmNoRoads, Place::default(), cause)]);
        };
        use_it(&Ground { extent, distance: &distance, is_area: &is_area })
    }

    /// How many people to make, as many as the settlements have; `None` without settlements.
    pub fn wanted(&self) -> Option<Wanted> {
        let people = |place: &crate::places::NamedPlace| place.population.unwrap_or(assumed_population(place.class));
        let total: u64 = self.extract.places.iter().map(people).sum();
        let points = (total / PEOPLE_A_POINT).clamp(1, 5_000) as u32;
        (total > 0).then_some(Wanted { total, points, seed: SEED })
    }

    /// How many settlements the map has, and of how many it does not say the population.
    pub fn settlements(&self) -> (usize, usize) {
        let places = &self.extract.places;
        (places.len(), places.iter().filter(|place| place.population.is_none()).count())
    }

    /// The table of people.
    pub fn people(&self, wanted: &Wanted) -> anyhow::Result<Vec<u8>> {
        spread(&self.extract, wanted)
    }
}
