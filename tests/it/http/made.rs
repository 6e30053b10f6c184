//! A made answerer: every answer repeats the question as the server understood it.

use std::sync::OnceLock;
use std::time::Duration;

use halfhour::issue::{Code, Issue, Place};
use halfhour::progress::Progress;
use halfhour::server::{
    Answers, HourQuery, IsochroneQuery, LayerInfo, NearestQuery, RouteQuery, SiteQuery, TableInfo, TileFormat,
};
use halfhour::space::{Extent, LatLon, TileId};
use halfhour::timetable::Disruption;
use halfhour::words::Words;
use jiff::civil::DateTime;

use super::client::{Server, options};

/// One server for all tests that only ask.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::start(options(), |_| Ok(Made)).ready())
}

pub struct Made;

/// How long the layer `slow` takes.
pub const SLOW: Duration = Duration::from_millis(1_500);

fn told(depart: Option<DateTime>) -> String {
    depart.map_or_else(String::new, |depart| format!(" at {depart}"))
}

impl Answers for Made {
    fn name(&self) -> Words {
        Words::new("试验", "made & tested")
    }

    fn horizon_minutes(&self) -> u32 {
        100
    }

    fn summary(&self) -> Vec<u8> {
        br#"{"study":"made"}"#.to_vec()
    }

    fn report(&self) -> Vec<u8> {
        b"<!doctype html><title>made</title>".to_vec()
    }

    fn tables(&self) -> Vec<TableInfo> {
        vec![TableInfo { id: "places".into(), title: Words::same("Places"), rows: 1 }]
    }

    fn table(&self, id: &str) -> Option<Vec<u8>> {
        (id == "places").then(|| br#"{"id":"places","rows":[["a"]]}"#.to_vec())
    }

    fn layers(&self) -> Vec<LayerInfo> {
        let coverage = LayerInfo {
            id: "coverage".into(),
            title: Words::new("覆盖 <b>", "Coverage <b>"),
            features: Some(3),
            synthetic: true,
            attribution: vec!["Nobody".into()],
        };
        vec![coverage.clone(), LayerInfo { id: "later".into(), features: None, ..coverage }]
    }

    fn is_pending(&self, layer: &str) -> Result<bool, Issue> {
        match layer {
            "never" => Err(Issue::new(Code::Internal, Place::default(), Words::same("never"))),
            _ => Ok(layer == "later"),
        }
    }

    fn issue_counts(&self) -> Vec<(Code, u64)> {
        vec![(Code::NullIsland, 5)]
    }

    fn layer_geojson(&self, layer: &str, extent: Option<Extent>) -> Option<Vec<u8>> {
        match layer {
            "coverage" => {
                let extent = extent.map(|extent| (extent.west, extent.south, extent.east, extent.north));
                Some(format!("coverage {extent:?}").into_bytes())
            }
            "long" => Some(vec![b'7'; 100_000]),
            "slow" => {
                std::thread::sleep(SLOW);
                Some(Vec::new())
            }
            "panic" => panic!("a planted panic"),
            _ => None,
        }
    }

    fn tile(&self, layer: &str, tile: TileId, format: TileFormat) -> Option<Vec<u8>> {
        let (z, x, y) = (tile.z(), tile.x(), tile.y());
        let text =
            if z == 1 && format == TileFormat::Mvt { String::new() } else { format!("{layer} {z}/{x}/{y} {format:?}") };
        (layer == "coverage").then(|| text.into_bytes())
    }

    fn tilejson(&self, layer: &str, base_url: &str) -> Option<Vec<u8>> {
        (layer == "coverage").then(|| format!("{layer} {base_url}").into_bytes())
    }

    fn isochrone(&self, query: &IsochroneQuery) -> Result<Vec<u8>, Issue> {
        if query.profile.as_deref() == Some("broom") {
            let place = Place::default().field("profile");
            return Err(Issue::new(Code::ParameterBad, place, Words::same("broom")));
        }
        let IsochroneQuery { at, minutes, profile, direction, depart } = query;
        Ok(format!("{} {} {minutes:?} {profile:?} {direction:?}{}", at.lon(), at.lat(), told(*depart)).into_bytes())
    }

    fn nearest(&self, query: &NearestQuery) -> Result<Vec<u8>, Issue> {
        Ok(format!("{} {} {:?}", query.at.lon(), query.at.lat(), query.kind).into_bytes())
    }

    fn route(&self, query: &RouteQuery) -> Result<Vec<u8>, Issue> {
        let RouteQuery { from, to, profile, depart } = query;
        let (from, to) = ((from.lon(), from.lat()), (to.lon(), to.lat()));
        Ok(format!("{} {} {} {} {profile:?}{}", from.0, from.1, to.0, to.1, told(*depart)).into_bytes())
    }

    fn why(&self, at: LatLon, depart: Option<DateTime>) -> Result<Vec<u8>, Issue> {
        if at == LatLon::default() {
            return Err(Issue::new(
                Code::PointOffNetwork,
                Place::default(),
                Words::new("附近没有道路", "no road is near"),
            ));
        }
        Ok(format!("{} {}{}", at.lon(), at.lat(), told(depart)).into_bytes())
    }

    fn hours(&self, without: &Disruption) -> Result<Option<Vec<u8>>, Issue> {
        Ok(Some(format!("{:?} {:?} {:?}", without.lines, without.weather, without.hours.is_some()).into_bytes()))
    }

    fn coverage_at(&self, query: &HourQuery, extent: Option<Extent>) -> Result<Option<Vec<u8>>, Issue> {
        Ok(Some(format!("{} {:?} {}", query.depart, query.without.lines, extent.is_some()).into_bytes()))
    }

    fn coverage_tile_at(&self, query: &HourQuery, tile: TileId, _: TileFormat) -> Result<Option<Vec<u8>>, Issue> {
        Ok((tile.z() > 0).then(|| query.depart.to_string().into_bytes()))
    }

    fn lines(&self) -> Result<Vec<u8>, Issue> {
        Ok(b"lines".to_vec())
    }

    fn propose(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, Issue> {
        Ok(format!("{name} {}", bytes.len()).into_bytes())
    }

    fn save(&self, name: &str, bytes: &[u8], study: &str) -> Result<Vec<u8>, Issue> {
        if study == "taken" {
            return Err(Issue::new(Code::OutputExists, Place::default(), Words::same(study)));
        }
        Ok(format!("{name} {} {study}", bytes.len()).into_bytes())
    }

    fn site(&self, query: &SiteQuery, progress: &dyn Progress) -> Result<Option<Vec<u8>>, Issue> {
        match query.problem.as_str() {
            "endless" => {
                progress.gap(0.25);
                while !progress.cancelled() {
                    std::thread::sleep(Duration::from_millis(2));
                }
                Ok(Some(br#"{"objective":7,"gap":0.2}"#.to_vec()))
            }
            "nothing" => Ok(None),
            "bad" => Err(Issue::new(Code::ParameterBad, Place::default().field("problem"), Words::same("bad"))),
            "panic" => panic!("a planted panic"),
            _ => Ok(Some(br#"{"objective":8,"gap":0.0}"#.to_vec())),
        }
    }
}
