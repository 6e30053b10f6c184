//! What the server asks of whoever holds a computed study.
//!
//! Never here: HTTP. Everything asked was checked: positions are valid, minutes lie within the horizon.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::Deserialize;

use crate::issue::{Code, Issue, Place};
use crate::places::Direction;
use crate::progress::Progress;
use crate::space::{Extent, LatLon, TileId};
use crate::timetable::Disruption;
use crate::words::Words;

/// One layer in the list of layers.
#[derive(Clone, PartialEq, Debug)]
pub struct LayerInfo {
    /// Its id, such as `coverage`; the name in every route.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// How many features it has; `None` while it is still being computed.
    pub features: Option<usize>,
    /// True when figures of people are made up.
    pub synthetic: bool,
    /// Who made the data.
    pub attribution: Vec<String>,
}

/// A table without shapes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableInfo {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// How many rows it has.
    pub rows: usize,
}

/// How a tile is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TileFormat {
    /// A GeoJSON feature collection.
    GeoJson,
    /// A Mapbox vector tile.
    Mvt,
}

/// Which area can be reached?
#[derive(Clone, PartialEq, Debug)]
pub struct IsochroneQuery {
    /// The origin.
    pub at: LatLon,
    /// Minutes, ascending, each once; 1 to 8 of them, each at least 1 and at most the horizon.
    pub minutes: Vec<u32>,
    /// The id of the profile; `None` for the usual one.
    pub profile: Option<String>,
    /// Who travels.
    pub direction: Direction,
    /// When the journey begins; `None`: with every boat at the quay.
    pub depart: Option<DateTime>,
}

/// Which facility is nearest?
#[derive(Clone, PartialEq, Debug)]
pub struct NearestQuery {
    /// The place asked about.
    pub at: LatLon,
    /// The id of the kind of service; `None` for every kind.
    pub kind: Option<String>,
}

/// How does one get from here to there?
#[derive(Clone, PartialEq, Debug)]
pub struct RouteQuery {
    /// The origin.
    pub from: LatLon,
    /// The destination.
    pub to: LatLon,
    /// The id of the profile; `None` for the usual one.
    pub profile: Option<String>,
    /// When the journey begins; `None`: with every boat at the quay.
    pub depart: Option<DateTime>,
}

/// Coverage at which hour, with which boats?
#[derive(Clone, PartialEq, Debug)]
pub struct HourQuery {
    /// A time in the hour.
    pub depart: DateTime,
    /// Boats that do not sail.
    pub without: Disruption,
}

/// Where should sites stand?
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteQuery {
    /// The problem, as the command line names it.
    pub problem: String,
    /// The id of the kind; `None` where only one has candidates.
    pub kind: Option<String>,
    /// How many sites may be opened.
    pub add: Option<usize>,
    /// For `joint`: how many sites of each kind, by its id, instead of a number of sites.
    pub adds: BTreeMap<String, usize>,
    /// The limit in seconds, whole minutes; the kind's where not given.
    pub limit_s: Option<u32>,
    /// What may be spent, instead of a number of sites.
    pub budget: Option<u64>,
    /// Evaluations of a bound at most.
    pub iterations: Option<u64>,
    /// Stop when the bound is within this share of the objective; 0 where not given.
    pub gap: Option<f64>,
    /// New sites are at least so many metres from each other.
    pub spacing_m: Option<f64>,
    /// At most one new site an area.
    pub one_per_area: bool,
    /// So many new sites in all after each stage, instead of a number of sites.
    pub stages: Vec<usize>,
    /// So many existing sites close and none opens, instead of a number of sites.
    pub close: Option<usize>,
}

/// What if sites stood elsewhere?
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatIfQuery {
    /// The id of the kind.
    pub kind: String,
    /// New and moved sites.
    #[serde(default)]
    pub sites: Vec<SiteAt>,
    /// Ids of facilities that are closed.
    #[serde(default)]
    pub closed: Vec<String>,
}

/// A site at a place.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteAt {
    /// The facility that is moved; `None` for a new one.
    #[serde(default)]
    pub id: Option<String>,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

/// A computed study that can answer. Every answer is the bytes of a JSON or GeoJSON text unless said otherwise, holds
/// published figures only, and is the same for the same question. Methods are called from many threads.
///
/// # Errors
/// Questions return an [`Issue`] when they cannot be answered: [`Code::ParameterBad`] for an unknown profile or kind,
/// [`Code::PointOffNetwork`] for a place without a road.
pub trait Answers: Send + Sync + 'static {
    /// The name of the study, for the title of pages.
    fn name(&self) -> Words;

    /// How far travel times are followed, in minutes.
    fn horizon_minutes(&self) -> u32;

    /// The text of `summary.json`.
    fn summary(&self) -> Vec<u8>;

    /// The page `report.html`.
    fn report(&self) -> Vec<u8>;

    /// The further tables of the study.
    fn tables(&self) -> Vec<TableInfo>;

    /// One of them as JSON: fields and rows.
    fn table(&self, id: &str) -> Option<Vec<u8>>;

    /// The layers, in the order in which they are listed.
    fn layers(&self) -> Vec<LayerInfo>;

    /// Is this layer still being computed? It is listed, but there are no answers about it yet.
    ///
    /// # Errors
    /// [`Code::Internal`] when its computation failed: there will be no answers about it.
    fn is_pending(&self, _layer: &str) -> Result<bool, Issue> {
        Ok(false)
    }

    /// How many issues of each code the inputs have. Counts about demand rows are published figures.
    fn issue_counts(&self) -> Vec<(Code, u64)>;

    /// A whole layer as GeoJSON, or its features that touch `extent`; `None` when there is no such layer.
    fn layer_geojson(&self, layer: &str, extent: Option<Extent>) -> Option<Vec<u8>>;

    /// One tile of a layer; `None` when there is no such layer. An empty vector tile has no bytes.
    fn tile(&self, layer: &str, tile: TileId, format: TileFormat) -> Option<Vec<u8>>;

    /// The TileJSON of a layer whose tiles lie below `base_url` (no slash at its end); `None` when there is no such layer.
    fn tilejson(&self, layer: &str, base_url: &str) -> Option<Vec<u8>>;

    /// The areas within some minutes of a place, as GeoJSON.
    fn isochrone(&self, query: &IsochroneQuery) -> Result<Vec<u8>, Issue>;

    /// The nearest facility of each kind asked about.
    fn nearest(&self, query: &NearestQuery) -> Result<Vec<u8>, Issue>;

    /// One route, as GeoJSON.
    fn route(&self, query: &RouteQuery) -> Result<Vec<u8>, Issue>;

    /// Why a place counts as it does: how it is linked to the roads, and what reaches it, at any time or at one.
    fn why(&self, at: LatLon, depart: Option<DateTime>) -> Result<Vec<u8>, Issue>;

    /// The week hour by hour without some boats; `None` when nothing depends on the hour.
    fn hours(&self, without: &Disruption) -> Result<Option<Vec<u8>>, Issue>;

    /// The layer `coverage` at one hour, or its features that touch `extent`; `None` when nothing depends on the hour.
    fn coverage_at(&self, query: &HourQuery, extent: Option<Extent>) -> Result<Option<Vec<u8>>, Issue>;

    /// One tile of that layer.
    fn coverage_tile_at(&self, query: &HourQuery, tile: TileId, format: TileFormat) -> Result<Option<Vec<u8>>, Issue>;

    /// The lines of boats.
    fn lines(&self) -> Result<Vec<u8>, Issue>;

    /// What a table that was sent in is about: its columns, datum and kind, its places, and a proposal for the study, as
    /// JSON. `name` is a plain file name. Nothing of it is kept.
    fn propose(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, Issue>;

    /// Keeps a table and a study named `study` that uses it beside the served one, as JSON with their paths; overwrites
    /// nothing. Both names are plain: no separators, no dots alone.
    ///
    /// # Errors
    /// [`Code::OutputExists`] when something of that name is there already.
    fn save(&self, name: &str, bytes: &[u8], study: &str) -> Result<Vec<u8>, Issue>;

    /// All scenarios of the study.
    fn scenarios(&self) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// Keeps a scenario (its JSON), in place of one of its id; as JSON.
    fn keep_scenario(&self, _scenario: &[u8]) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// Forgets a kept scenario.
    fn forget_scenario(&self, _id: &str) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// Two scenarios side by side, as JSON.
    fn compare(&self, _a: &str, _b: &str) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// The units whose figures differ between two scenarios, as GeoJSON.
    fn compare_geojson(&self, _a: &str, _b: &str) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// The layer `coverage` of a scenario, or its features that touch `extent`.
    fn coverage_of(&self, _scenario: &str, _extent: Option<Extent>) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// One tile of that layer.
    fn coverage_tile_of(&self, _scenario: &str, _tile: TileId, _format: TileFormat) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// The sites that may be opened, of a kind or of all.
    fn candidates(&self, _kind: Option<&str>) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }

    /// Solves a siting problem; the text of `siting.json`. `None` when it was cancelled before anything was found; later the best so
    /// far is the answer.
    fn site(&self, _query: &SiteQuery, _progress: &dyn Progress) -> Result<Option<Vec<u8>>, Issue> {
        Err(no_scenarios())
    }

    /// The figures with some sites elsewhere. A `remote` reader is not on this machine: where somebody has to hide, the reader's sites
    /// stand at few places only.
    fn what_if(&self, _query: &WhatIfQuery, _remote: bool) -> Result<Vec<u8>, Issue> {
        Err(no_scenarios())
    }
}

/// Whoever answers has no scenarios.
fn no_scenarios() -> Issue {
    let cause = Words::new("此处没有方案", "there are no scenarios here");
    Issue::new(Code::NotFound, Place::default(), cause)
}
