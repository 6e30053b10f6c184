//! The routes: each reads its parameters, asks the study, and names the media type of the answer.
//!
//! Never here: computing answers, the life of the process.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use serde::Serialize;

use super::answers::{Answers, HourQuery, IsochroneQuery, NearestQuery, RouteQuery, TableInfo, TileFormat};
use super::params::Params;
use super::problem::Problem;
use super::site::{Reply, Site};
use super::{dashboard, data, guard, home, jobs, meanings, scenarios};
use crate::issue::Code;
use crate::space::TileId;
use crate::words::{Lang, Words};

type Answer = Result<Reply, Problem>;

/// Every route, without the layers around them.
pub(super) fn routes(site: Site) -> Router {
    Router::new()
        .route("/", get(first_page))
        .route("/health", get(health))
        .route("/api/v1/summary", get(summary))
        .route("/api", get(list_page))
        .route("/assets/{file}", get(asset))
        .route("/favicon.svg", get(asset_at_root))
        .route("/report.html", get(report))
        .route("/api/v1/layers", get(layers))
        .route("/api/v1/layers/{file}", get(layer))
        .route("/api/v1/tables", get(tables))
        .route("/api/v1/tables/{file}", get(table))
        .route("/api/v1/issues", get(issues))
        .route("/api/v1/isochrone", get(isochrone))
        .route("/api/v1/nearest", get(nearest))
        .route("/api/v1/route", get(route))
        .route("/api/v1/why", get(why))
        .route("/api/v1/hours", get(hours))
        .route("/api/v1/lines", get(lines))
        .route("/api/v1/data", post(data::propose))
        .route("/api/v1/data/save", post(data::save))
        .route("/api/v1/scenarios", get(scenarios::list).post(scenarios::keep))
        .route("/api/v1/scenarios/{id}", delete(scenarios::forget))
        .route("/api/v1/compare", get(scenarios::compare))
        .route("/api/v1/compare.geojson", get(scenarios::compare_geojson))
        .route("/api/v1/candidates", get(scenarios::candidates))
        .route("/api/v1/whatif", post(scenarios::what_if))
        .route("/api/v1/site", post(jobs::site))
        .route("/api/v1/jobs/{id}", get(jobs::state).delete(jobs::cancel))
        .route("/tiles/{file}", get(tilejson))
        .route("/tiles/{layer}/{z}/{x}/{file}", get(tile))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || {
            Problem::new(
                Code::MethodNotAllowed,
                Words::new("此地址不接受这种方法", "this address does not take the method"),
            )
        })
        .with_state(site)
}

/// The dashboard, which waits by itself until the answers are there; the list of layers where it was not built in.
async fn first_page(State(site): State<Site>, uri: Uri) -> Result<Response, Problem> {
    match dashboard::file("index.html") {
        Some(page) => Ok(page.into_response()),
        None => list_page(State(site), uri).await,
    }
}

async fn asset(Path(file): Path<String>) -> Answer {
    dashboard::file(&format!("assets/{file}")).ok_or_else(Problem::not_found)
}

async fn asset_at_root(uri: Uri) -> Answer {
    dashboard::file(uri.path().trim_start_matches('/')).ok_or_else(Problem::not_found)
}

async fn list_page(State(site): State<Site>, uri: Uri) -> Result<Response, Problem> {
    Params::read(&uri, &[])?;
    if site.answers().is_err() {
        return Ok((StatusCode::SERVICE_UNAVAILABLE, home::page(None)?).into_response());
    }
    Ok(site.compute(|answers| home::page(Some(answers))).await?.into_response())
}

async fn health(State(site): State<Site>) -> Answer {
    site.answers()?;
    Ok(Reply::json(br#"{"status":"ready"}"#.to_vec()))
}

async fn summary(State(site): State<Site>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    site.compute(|answers| Ok(Reply::json(answers.summary()))).await
}

async fn report(State(site): State<Site>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    site.compute(|answers| Ok(Reply::page(answers.report()))).await
}

#[derive(Serialize)]
struct LayerRow {
    id: String,
    title: Words,
    features: Option<usize>,
    ready: bool,
    synthetic: bool,
    attribution: Vec<String>,
    geojson: String,
    tiles: String,
}

async fn layers(State(site): State<Site>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    site.compute(|answers| {
        let rows = answers.layers().into_iter().map(|layer| LayerRow {
            ready: layer.features.is_some(),
            features: layer.features,
            geojson: format!("/api/v1/layers/{}.geojson", layer.id),
            tiles: format!("/tiles/{}.json", layer.id),
            id: layer.id,
            title: layer.title,
            synthetic: layer.synthetic,
            attribution: layer.attribution,
        });
        listed("layers", rows.collect::<Vec<_>>())
    })
    .await
}

#[derive(Serialize)]
struct TableRow {
    id: String,
    title: Words,
    rows: usize,
}

async fn tables(State(site): State<Site>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    site.compute(|answers| {
        let rows = answers.tables().into_iter().map(|TableInfo { id, title, rows }| TableRow { id, title, rows });
        listed("tables", rows.collect::<Vec<_>>())
    })
    .await
}

async fn table(State(site): State<Site>, path: Result<Path<String>, PathRejection>, uri: Uri) -> Answer {
    let Path(file) = path.map_err(|_| Problem::not_found())?;
    let id = file.strip_suffix(".json").ok_or_else(Problem::not_found)?.to_owned();
    Params::read(&uri, &[])?;
    site.compute(move |answers| answers.table(&id).map(Reply::json).ok_or_else(Problem::not_found)).await
}

#[derive(Serialize)]
struct IssueRow {
    code: &'static str,
    severity: &'static str,
    count: u64,
    meaning: Words,
    action: Words,
}

async fn issues(State(site): State<Site>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    site.compute(|answers| {
        let counts = answers.issue_counts().into_iter();
        let rows = counts.map(|(code, count)| IssueRow {
            code: code.name(),
            severity: code.severity().name(),
            count,
            meaning: Words::new(meanings::in_chinese(code), code.meaning()),
            action: Words::new(code.action(Lang::Zh), code.action(Lang::En)),
        });
        listed("issues", rows.collect::<Vec<_>>())
    })
    .await
}

/// A JSON object whose one member is a list.
fn listed(name: &str, rows: impl Serialize) -> Answer {
    let object = std::collections::BTreeMap::from([(name, rows)]);
    serde_json::to_vec(&object).map(Reply::json).map_err(|_| Problem::internal())
}

async fn layer(State(site): State<Site>, path: Result<Path<String>, PathRejection>, uri: Uri) -> Answer {
    let Path(file) = path.map_err(|_| Problem::not_found())?;
    let id = file.strip_suffix(".geojson").ok_or_else(Problem::not_found)?.to_owned();
    let params = Params::read(&uri, if id == "coverage" { &OF_COVERAGE } else { &OF_COVERAGE[..1] })?;
    let (extent, hour, scenario) = (params.extent()?, hour(&params)?, scenario(&params)?);
    site.compute(move |answers| {
        made(answers, &id)?;
        if let Some(scenario) = scenario {
            return Ok(Reply::geojson(answers.coverage_of(&scenario, extent)?));
        }
        if let Some(query) = hour {
            return answers.coverage_at(&query, extent)?.map(Reply::geojson).ok_or_else(no_hours);
        }
        answers.layer_geojson(&id, extent).map(Reply::geojson).ok_or_else(no_layer)
    })
    .await
}

async fn tilejson(
    State(site): State<Site>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    uri: Uri,
) -> Answer {
    let Path(file) = path.map_err(|_| Problem::not_found())?;
    let id = file.strip_suffix(".json").ok_or_else(Problem::not_found)?.to_owned();
    Params::read(&uri, &[])?;
    let base_url = guard::base_url(&headers);
    site.compute(move |answers| {
        made(answers, &id)?;
        answers.tilejson(&id, &base_url).map(Reply::json).ok_or_else(no_layer)
    })
    .await
}

async fn tile(
    State(site): State<Site>,
    path: Result<Path<(String, String, String, String)>, PathRejection>,
    uri: Uri,
) -> Result<Response, Problem> {
    let Path((id, z, x, file)) = path.map_err(|_| Problem::not_found())?;
    let (y, suffix) = file.split_once('.').ok_or_else(Problem::not_found)?;
    let (format, media_type) = match suffix {
        "geojson" => (TileFormat::GeoJson, "application/geo+json"),
        "mvt" => (TileFormat::Mvt, "application/vnd.mapbox-vector-tile"),
        _ => return Err(Problem::not_found()),
    };
    let tile = tile_id(&z, &x, y).ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            Words::new("没有这样的瓦片；缩放级别为 0 到 14", "there is no such tile; zoom is 0 to 14"),
        )
    })?;
    let params = Params::read(&uri, if id == "coverage" { &OF_COVERAGE[1..] } else { &[] })?;
    let (hour, scenario) = (hour(&params)?, scenario(&params)?);
    let answer = site.compute(move |answers| {
        made(answers, &id)?;
        if let Some(scenario) = scenario {
            return Ok(Reply::new(media_type, answers.coverage_tile_of(&scenario, tile, format)?));
        }
        if let Some(query) = hour {
            let bytes = answers.coverage_tile_at(&query, tile, format)?;
            return bytes.map(|bytes| Reply::new(media_type, bytes)).ok_or_else(no_hours);
        }
        answers.tile(&id, tile, format).map(|bytes| Reply::new(media_type, bytes)).ok_or_else(no_layer)
    });
    let reply = answer.await?;
    if format == TileFormat::Mvt && reply.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(reply.into_response())
}

/// The tile with these numbers, written without sign or leading zeros.
fn tile_id(z: &str, x: &str, y: &str) -> Option<TileId> {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    ([z, x, y].into_iter().all(plain)).then_some(())?;
    TileId::new(z.parse().ok()?, x.parse().ok()?, y.parse().ok()?)
}

/// What the layer of coverage may be asked for: a box first, then a scenario, then an hour and the boats of it.
const OF_COVERAGE: [&str; 6] = ["bbox", "scenario", "depart", "without_line", "without_weather", "without_hours"];

/// The hour that is asked for, if any; boats are left out of an hour only.
fn hour(params: &Params) -> Result<Option<HourQuery>, Problem> {
    let (depart, without) = (params.depart()?, params.without()?);
    match depart {
        Some(depart) => Ok(Some(HourQuery { depart, without })),
        None if without.is_none() => Ok(None),
        None => params.required("depart").map(|_| None),
    }
}

/// The scenario that is asked for, if any; scenarios are not answered by the hour.
fn scenario(params: &Params) -> Result<Option<String>, Problem> {
    let scenario = params.text("scenario")?;
    if scenario.is_some() && params.text("depart")?.is_some() {
        let cause = Words::new("scenario 与 depart 不能同时使用", "scenario and depart do not go together");
        return Err(Problem::field(Code::ParameterBad, "scenario", cause));
    }
    Ok(scenario.map(str::to_owned))
}

async fn hours(State(site): State<Site>, uri: Uri) -> Answer {
    let without = Params::read(&uri, &OF_COVERAGE[3..])?.without()?;
    site.compute(move |answers| answers.hours(&without)?.map(Reply::json).ok_or_else(no_hours)).await
}

async fn lines(State(site): State<Site>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    site.compute(|answers| Ok(Reply::json(answers.lines()?))).await
}

async fn isochrone(State(site): State<Site>, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["lon", "lat", "minutes", "profile", "direction", "depart"])?;
    let query = IsochroneQuery {
        at: params.lon_lat()?,
        minutes: params.minutes(site.answers()?.horizon_minutes())?,
        profile: params.text("profile")?.map(str::to_owned),
        direction: params.direction()?,
        depart: params.depart()?,
    };
    site.compute(move |answers| Ok(Reply::geojson(answers.isochrone(&query)?))).await
}

async fn nearest(State(site): State<Site>, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["lon", "lat", "kind"])?;
    let query = NearestQuery { at: params.lon_lat()?, kind: params.text("kind")?.map(str::to_owned) };
    site.compute(move |answers| Ok(Reply::json(answers.nearest(&query)?))).await
}

async fn route(State(site): State<Site>, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["from", "to", "profile", "depart"])?;
    let query = RouteQuery {
        from: params.position("from")?,
        to: params.position("to")?,
        profile: params.text("profile")?.map(str::to_owned),
        depart: params.depart()?,
    };
    site.compute(move |answers| Ok(Reply::geojson(answers.route(&query)?))).await
}

async fn why(State(site): State<Site>, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["lon", "lat", "depart"])?;
    let (at, depart) = (params.lon_lat()?, params.depart()?);
    site.compute(move |answers| Ok(Reply::json(answers.why(at, depart)?))).await
}

/// Refuses questions about a layer that is not there yet.
fn made(answers: &dyn Answers, id: &str) -> Result<(), Problem> {
    let pending = || Problem::new(Code::NotReady, Words::new("该图层仍在计算中", "the layer is still being computed"));
    if answers.is_pending(id)? { Err(pending()) } else { Ok(()) }
}

fn no_hours() -> Problem {
    Problem::new(
        Code::NotFound,
        Words::new("研究的结果不随时刻变化：没有渡轮时刻", "nothing of the study depends on the hour: it has no boats"),
    )
}

fn no_layer() -> Problem {
    Problem::new(Code::NotFound, Words::new("没有这样的图层", "there is no such layer"))
}
