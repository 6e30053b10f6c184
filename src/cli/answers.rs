//! `serve`: a computed study that answers the server's questions.
//!
//! Never here: HTTP (see `server`), how answers are found (see `study`).

use std::path::PathBuf;
use std::sync::Arc;

use super::Outcome;
use super::args::{Common, Serve};
use super::batch::report_page;
use super::load::{Loaded, load};
use super::progress::Terminal;
use super::say::Say;
use super::upload;
use crate::encode::{geojson, json, mvt};
use crate::issue::{Code, Issue, Place};
use crate::layer::tile::TileIndex;
use crate::layer::tile_info::TileInfo;
use crate::server::{
    Answers, IsochroneQuery, LayerInfo, NearestQuery, Options, RouteQuery, ServeError, Stop, TileFormat,
    serve as listen,
};
use crate::space::{Extent, LatLon, TileId};
use crate::study::Study;
use crate::study::run::run;
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
    say.issues(&loaded.issues, false);
    let folder = path.parent().map(std::path::Path::to_owned).unwrap_or_default();
    let site = Site::new(loaded, folder, say.lang(), &terminal).map_err(Failed)?;
    terminal.finish();
    say.tell("就绪", "ready");
    Ok(site)
}

/// A study with its answers, encoded as far as they are the same for everybody.
struct Site {
    study: Study,
    /// Where its file is.
    folder: PathBuf,
    lang: Lang,
    layers: Vec<TileIndex>,
    summary: Vec<u8>,
    report: Vec<u8>,
    counts: Vec<(Code, u64)>,
}

impl Site {
    fn new(loaded: Loaded, folder: PathBuf, lang: Lang, terminal: &Terminal<'_>) -> anyhow::Result<Self> {
        let results = run(&loaded.study, &loaded.issues, terminal)?;
        let report = report_page(&loaded, &results, lang)?;
        let summary = json::pretty(&results.summary)?;
        let code = |name: &str| Code::ALL.iter().copied().find(|code| code.name() == name);
        let counts = results.summary.issues.iter().filter_map(|issue| Some((code(issue.code)?, issue.count))).collect();
        let layers = results.layers.iter().chain([&results.areas]).map(|layer| TileIndex::new(Arc::clone(layer)));
        Ok(Self { layers: layers.collect(), study: loaded.study, folder, lang, summary, report, counts })
    }

    fn index(&self, layer: &str) -> Option<&TileIndex> {
        self.layers.iter().find(|index| index.layer().id == layer)
    }
}

fn broken(error: impl std::fmt::Display) -> Issue {
    Issue::new(Code::Internal, Place::default(), Words::same(error.to_string()))
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

    fn layers(&self) -> Vec<LayerInfo> {
        let info = |index: &TileIndex| {
            let layer = index.layer();
            LayerInfo {
                id: layer.id.to_owned(),
                title: layer.title.clone(),
                features: layer.features.len(),
                synthetic: layer.synthetic,
                attribution: layer.attribution.clone(),
            }
        };
        self.layers.iter().map(info).collect()
    }

    fn issue_counts(&self) -> Vec<(Code, u64)> {
        self.counts.clone()
    }

    fn layer_geojson(&self, layer: &str, extent: Option<Extent>) -> Option<Vec<u8>> {
        let index = self.index(layer)?;
        Some(match extent {
            None => geojson::layer(index.layer()),
            Some(extent) => geojson::features(index.layer(), index.within(&extent)),
        })
    }

    fn tile(&self, layer: &str, tile: TileId, format: TileFormat) -> Option<Vec<u8>> {
        let content = self.index(layer)?.tile(tile);
        match format {
            TileFormat::GeoJson => Some(geojson::tile(&content)),
            TileFormat::Mvt => mvt::tile(&content).ok(),
        }
    }

    fn tilejson(&self, layer: &str, base_url: &str) -> Option<Vec<u8>> {
        let index = self.index(layer)?;
        let template = format!("{base_url}/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt");
        json::pretty(&TileInfo::new(index.layer(), index.bounds(), template, self.lang)).ok()
    }

    fn isochrone(&self, query: &IsochroneQuery) -> Result<Vec<u8>, Issue> {
        let layer = self.study.isochrone(query.at, &query.minutes, query.profile.as_deref(), query.direction)?;
        Ok(geojson::layer(&layer))
    }

    fn nearest(&self, query: &NearestQuery) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.study.nearest(query.at, query.kind.as_deref())?).map_err(broken)
    }

    fn route(&self, query: &RouteQuery) -> Result<Vec<u8>, Issue> {
        let route = self.study.route(query.from, query.to, query.profile.as_deref())?;
        Ok(geojson::layer(&self.study.route_layer(query.from, route.as_ref())))
    }

    fn why(&self, at: LatLon) -> Result<Vec<u8>, Issue> {
        json::pretty(&self.study.why(at)).map_err(broken)
    }

    fn propose(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, Issue> {
        json::pretty(&upload::propose(&self.study, name, bytes)?).map_err(broken)
    }

    fn save(&self, name: &str, bytes: &[u8], study: &str) -> Result<Vec<u8>, Issue> {
        json::pretty(&upload::save(&self.study, &self.folder, (name, bytes), study)?).map_err(broken)
    }
}
