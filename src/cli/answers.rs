//! `serve`: a computed study that answers the server's questions.
//!
//! Never here: HTTP (see `server`), how answers are found (see `study`).

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use jiff::civil::DateTime;

use super::Outcome;
use super::args::{Common, Serve};
use super::batch::report_page;
use super::hours::{self, Hours};
use super::later::Later;
use super::load::{Loaded, load};
use super::progress::Terminal;
use super::say::Say;
use super::scenarios::served::{Served, candidates};
use super::site::unanswered;
use super::upload;
use crate::encode::{geojson, json, mvt};
use crate::issue::{Code, Issue, Place};
use crate::layer::basemap::Basemap;
use crate::layer::tile::TileIndex;
use crate::layer::tile_info::TileInfo;
use crate::layer::{self, Layer};
use crate::places::CandidateSite;
use crate::progress::Progress;
use crate::server::{
    Answers, HourQuery, IsochroneQuery, LayerInfo, NearestQuery, Options, RouteQuery, ServeError, SiteQuery, Stop,
    TableInfo, TileFormat, WhatIfQuery, serve as listen,
};
use crate::space::{Extent, LatLon, TileId};
use crate::study::Study;
use crate::study::run::{isochrones, run_but_isochrones};
use crate::study::site::{Plan, Wish, asked, site as answer, with_grids};
use crate::timetable::Disruption;
use crate::units::{Deciseconds, Metres};
use crate::words::{Lang, Words};

/// `halfhour serve`
pub fn serve(args: &Serve, _common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let options = Options { bind: args.bind, ..Options::default() };
    let (path, heard) = (args.study.clone(), *say);
    let prepare = move |stop: &Stop| prepare(&path, &heard, stop);
    let on_bound = |address: std::net::SocketAddr, _: &Stop| {
        println!("http://{address}/");
        say.tell("正在准备答案；按 Ctrl-C 停止", "preparing the answers; Ctrl-C stops");
    };
    match listen(&options, prepare, on_bound) {
        Ok(()) => Ok(Outcome::Clean),
        Err(ServeError::Prepare(Failed(error))) => Err(error),
        Err(error) => Err(anyhow::anyhow!("{}: {error}", args.bind)),
    }
}

/// Why the answers could not be prepared.
#[derive(Debug)]
struct Failed(anyhow::Error);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn prepare(path: &std::path::Path, say: &Say, stop: &Stop) -> Result<Site, Failed> {
    let cancelled = || stop.requested();
    let terminal = Terminal::new(say, &cancelled);
    let loaded = load(path, &terminal).map_err(Failed)?;
    say.notes(&loaded.notes);
    say.issues(&loaded.issues, false);
    let folder = path.parent().map(std::path::Path::to_owned).unwrap_or_default();
    let (site, wanted) = Site::new(loaded, folder, say.lang(), &terminal).map_err(Failed)?;
    terminal.finish();
    say.tell("就绪", "ready");
    site.trace_aside(wanted, *say, stop.clone()).map_err(|error| Failed(error.into()))?;
    Ok(site)
}

/// A study with its answers, encoded as far as they are the same for everybody.
struct Site {
    study: Arc<Study>,
    /// Where its file is.
    folder: PathBuf,
    lang: Lang,
    layers: Vec<TileIndex>,
    tables: Vec<Arc<Layer>>,
    isochrones: Option<Arc<Later>>,
    areas: TileIndex,
    summary: Vec<u8>,
    report: Vec<u8>,
    counts: Vec<(Code, u64)>,
    basemap: Basemap,
    /// The week, where answers depend on the hour.
    hours: Option<Hours>,
    /// Scenarios and edits.
    scenarios: Served,
    /// The sites that may be opened.
    candidates: Vec<CandidateSite>,
}

impl Site {
    /// The study answered, and who hears that the isochrones are wanted.
    fn new(
        loaded: Loaded,
        folder: PathBuf,
        lang: Lang,
        terminal: &Terminal<'_>,
    ) -> anyhow::Result<(Self, Option<Receiver<()>>)> {
        let results = run_but_isochrones(&loaded.study, &loaded.issues, terminal)?;
        let report = report_page(&loaded, &results, lang)?;
        let summary = json::pretty(&results.summary)?;
        let code = |name: &str| Code::ALL.iter().copied().find(|code| code.name() == name);
        let counts = results.summary.issues.iter().filter_map(|issue| Some((code(issue.code)?, issue.count))).collect();
        let tables = results.tables;
        let layers = results.layers.iter().map(|layer| TileIndex::new(Arc::clone(layer))).collect();
        let areas = TileIndex::new(Arc::clone(&results.areas));
        let candidates = with_grids(&loaded.study, loaded.candidates);
        let study = Arc::new(loaded.study);
        let scenarios = Served::new(&study, &folder, results.coverage.clone());
        let isochrones = study.file().analyses.isochrones.as_ref();
        let isochrones = isochrones.map(|_| Later::new(layer::isochrones::layer(&[], study.credits())));
        let (isochrones, wanted) = isochrones.unzip();
        let inputs = study.inputs();
        let basemap = Basemap::new(&inputs.network, &inputs.land, &inputs.places, inputs.attribution.clone());
        let hours = results.week.map(|week| Hours::new(week.figures, results.coverage));
        let site = Self {
            layers,
            tables,
            isochrones: isochrones.map(Arc::new),
            areas,
            study,
            folder,
            lang,
            summary,
            report,
            counts,
            basemap,
            hours,
            scenarios,
            candidates,
        };
        Ok((site, wanted))
    }

    /// Makes the isochrones on a thread of its own, while the rest is served.
    fn trace_aside(&self, wanted: Option<Receiver<()>>, say: Say, stop: Stop) -> std::io::Result<()> {
        let Some((later, wanted)) = self.isochrones.clone().zip(wanted) else { return Ok(()) };
        let study = self.study.clone();
        let trace = move || {
            later.make(&wanted, || {
                let cancelled = || stop.requested();
                let terminal = Terminal::new(&say, &cancelled);
                let layer = isochrones(&study, &terminal);
                terminal.finish();
                layer
            });
        };
        std::thread::Builder::new().name("isochrones".into()).spawn(trace).map(drop)
    }

    /// A layer that is there.
    fn index(&self, layer: &str) -> Option<&TileIndex> {
        let isochrones = self.isochrones.as_ref().and_then(|later| later.index());
        self.layers.iter().chain(isochrones).chain([&self.areas]).find(|index| index.layer().id == layer)
    }
}

fn broken(error: impl std::fmt::Display) -> Issue {
    Issue::new(Code::Internal, Place::default(), Words::same(error.to_string()))
}

/// A whole layer, or its features that touch an extent.
fn shown(index: &TileIndex, extent: Option<Extent>) -> Vec<u8> {
    match extent {
        None => geojson::layer(index.layer()),
        Some(extent) => geojson::features(index.layer(), index.within(&extent)),
    }
}

fn encoded(content: &crate::layer::tile::TileContent<'_>, format: TileFormat) -> Option<Vec<u8>> {
    match format {
        TileFormat::GeoJson => Some(geojson::tile(content)),
        TileFormat::Mvt => mvt::tile(content).ok(),
    }
}

impl Answers for Site {
    fn name(&self) -> Words {
        self.study.file().name.clone()
    }

    fn horizon_minutes(&self) -> u32 {
        self.study.file().horizon.get() / 600
    }

    fn summary(&self) -> Vec<u8> {
        self.summary.clone()
    }

    fn report(&self) -> Vec<u8> {
        self.report.clone()
    }

    fn tables(&self) -> Vec<TableInfo> {
        let info = |table: &Arc<Layer>| TableInfo {
            id: table.id.to_owned(),
            title: table.title.clone(),
            rows: table.features.len(),
        };
        self.tables.iter().map(info).collect()
    }

    fn table(&self, id: &str) -> Option<Vec<u8>> {
        let table = self.tables.iter().find(|table| table.id == id)?;
        json::table(table).ok()
    }

    fn layers(&self) -> Vec<LayerInfo> {
        let info = |index: &TileIndex, made: bool| {
            let layer = index.layer();
            LayerInfo {
                id: layer.id.to_owned(),
                title: layer.title.clone(),
                features: made.then_some(layer.features.len()),
                synthetic: layer.synthetic,
                attribution: layer.attribution.clone(),
            }
        };
        let isochrones = self.isochrones.as_ref().map(|later| match later.index() {
            Some(index) => info(index, true),
            None => info(later.blank(), false),
        });
        let layers = self.layers.iter().map(|index| info(index, true));
        layers.chain(isochrones).chain([info(&self.areas, true)]).collect()
    }

    fn is_pending(&self, layer: &str) -> Result<bool, Issue> {
        self.isochrones.as_ref().filter(|later| later.is(layer)).map_or(Ok(false), |later| later.is_pending())
    }

    fn issue_counts(&self) -> Vec<(Code, u64)> {
        self.counts.clone()
    }

    fn layer_geojson(&self, layer: &str, extent: Option<Extent>) -> Option<Vec<u8>> {
        Some(shown(self.index(layer)?, extent))
    }

    fn tile(&self, layer: &str, tile: TileId, format: TileFormat) -> Option<Vec<u8>> {
        let content = match self.index(layer) {
            Some(index) => index.tile(tile),
            None => self.basemap.tile(layer, tile)?,
        };
        encoded(&content, format)
    }

    fn tilejson(&self, layer: &str, base_url: &str) -> Option<Vec<u8>> {
        let template = format!("{base_url}/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt");
        let info = match self.index(layer) {
            Some(index) => TileInfo::new(index.layer(), index.bounds(), template, self.lang),
            None => self.basemap.info(layer, template, self.lang)?,
        };
        json::pretty(&info).ok()
    }

    fn isochrone(&self, query: &IsochroneQuery) -> Result<Vec<u8>, Issue> {
        let (study, profile) = (&self.study, query.profile.as_deref());
        let layer = match query.depart {
            None => study.isochrone(query.at, &query.minutes, profile, query.direction)?,
            Some(local) => {
                let at = (study.timetable().as_ref(), study.depart(local)?);
                study.isochrone_at(query.at, &query.minutes, (profile, query.direction), at)?
            }
        };
        Ok(geojson::layer(&layer))
    }

    fn nearest(&self, query: &NearestQuery) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.study.nearest(query.at, query.kind.as_deref())?).map_err(broken)
    }

    fn route(&self, query: &RouteQuery) -> Result<Vec<u8>, Issue> {
        let (study, profile) = (&self.study, query.profile.as_deref());
        let route = match query.depart {
            None => study.route(query.from, query.to, profile)?,
            Some(local) => study.route_at(query.from, query.to, profile, (study.timetable(), study.depart(local)?))?,
        };
        Ok(geojson::layer(&self.study.route_layer(query.from, route.as_ref())))
    }

    fn why(&self, at: LatLon, depart: Option<DateTime>) -> Result<Vec<u8>, Issue> {
        let answer = match depart {
            None => self.study.why(at),
            Some(local) => self.study.why_at(at, (self.study.timetable(), self.study.depart(local)?)),
        };
        json::pretty(&answer).map_err(broken)
    }

    fn hours(&self, without: &Disruption) -> Result<Option<Vec<u8>>, Issue> {
        let Some(hours) = &self.hours else { return Ok(None) };
        json::pretty(&hours.answer(&self.study, without)?).map(Some).map_err(broken)
    }

    fn coverage_at(&self, query: &HourQuery, extent: Option<Extent>) -> Result<Option<Vec<u8>>, Issue> {
        let Some(hours) = &self.hours else { return Ok(None) };
        let index = hours.coverage_at(&self.study, query.depart, &query.without)?;
        Ok(Some(shown(&index, extent)))
    }

    fn coverage_tile_at(&self, query: &HourQuery, tile: TileId, format: TileFormat) -> Result<Option<Vec<u8>>, Issue> {
        let Some(hours) = &self.hours else { return Ok(None) };
        let index = hours.coverage_at(&self.study, query.depart, &query.without)?;
        Ok(encoded(&index.tile(tile), format))
    }

    fn lines(&self) -> Result<Vec<u8>, Issue> {
        json::pretty(&hours::lines(&self.study)).map_err(broken)
    }

    fn propose(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, Issue> {
        json::pretty(&upload::propose(&self.study, name, bytes)?).map_err(broken)
    }

    fn save(&self, name: &str, bytes: &[u8], study: &str) -> Result<Vec<u8>, Issue> {
        json::pretty(&upload::save(&self.study, &self.folder, (name, bytes), study)?).map_err(broken)
    }

    fn scenarios(&self) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.scenarios.list()?).map_err(broken)
    }

    fn keep_scenario(&self, scenario: &[u8]) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.scenarios.keep(&self.study, scenario)?).map_err(broken)
    }

    fn forget_scenario(&self, id: &str) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.scenarios.forget(id)?).map_err(broken)
    }

    fn compare(&self, a: &str, b: &str) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.scenarios.compare(&self.study, a, b)?.comparison).map_err(broken)
    }

    fn compare_geojson(&self, a: &str, b: &str) -> Result<Vec<u8>, Issue> {
        Ok(geojson::layer(&self.scenarios.compare(&self.study, a, b)?.layer))
    }

    fn coverage_of(&self, scenario: &str, extent: Option<Extent>) -> Result<Vec<u8>, Issue> {
        self.scenarios.coverage(&self.study, scenario, |index| shown(index, extent))
    }

    fn coverage_tile_of(&self, scenario: &str, tile: TileId, format: TileFormat) -> Result<Vec<u8>, Issue> {
        let bytes = self.scenarios.coverage(&self.study, scenario, |index| encoded(&index.tile(tile), format))?;
        bytes.ok_or_else(|| broken("a tile that cannot be encoded"))
    }

    fn candidates(&self, kind: Option<&str>) -> Result<Vec<u8>, Issue> {
        json::pretty(&candidates(&self.candidates, kind)).map_err(broken)
    }

    fn site(&self, query: &SiteQuery, progress: &dyn Progress) -> Result<Option<Vec<u8>>, Issue> {
        let each: Vec<(String, usize)> = query.adds.iter().map(|(kind, &count)| (kind.clone(), count)).collect();
        let wish = Wish {
            problem: &query.problem,
            kind: query.kind.as_deref(),
            sites: query.add,
            each: &each,
            budget: query.budget,
            limit: query.limit_s.map(Deciseconds::from_seconds),
            iterations: query.iterations,
            gap: query.gap.unwrap_or(0.0),
            plan: Plan {
                spacing: query.spacing_m.map(Metres),
                one_per_area: query.one_per_area,
                stages: query.stages.clone(),
                close: query.close,
            },
        };
        // Fields are named as the request names them.
        let named = |mut issue: Issue| {
            issue.place.field = issue.place.field.map(|field| match field.as_str() {
                "add" if !each.is_empty() => "adds".to_owned(),
                "limit" => "limit_s".to_owned(),
                "stage" => "stages".to_owned(),
                "spacing" => "spacing_m".to_owned(),
                _ => field,
            });
            issue
        };
        let asked = asked(&self.study, &wish).map_err(named)?;
        match answer(&self.study, &self.candidates, &asked, progress) {
            Ok((siting, _)) => json::pretty(&siting).map(Some).map_err(broken),
            Err(error) => unanswered(&error, Place::default()).map_or(Ok(None), |issue| Err(named(issue))),
        }
    }

    fn what_if(&self, query: &WhatIfQuery, remote: bool) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.scenarios.what_if(&self.study, query, remote)?).map_err(broken)
    }
}
