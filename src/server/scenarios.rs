//! Routes about scenarios: the list, keeping and forgetting, two side by side, edits while a site is dragged.
//!
//! Kept are scenarios only where the server listens for its own machine, and only from its own pages. Never here: what a scenario is.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::answers::WhatIfQuery;
use super::params::Params;
use super::problem::Problem;
use super::site::{Reply, Site};
use super::{data, guard};
use crate::issue::Code;
use crate::words::Words;

type Answer = Result<Reply, Problem>;

/// The largest body of JSON, in KiB: a scenario of thousands of sites fits.
pub(super) const JSON: usize = 256;
/// An edit has so many new and moved sites at most: each is swept from.
const SITES: usize = 256;
/// So many are closed at most.
const CLOSED: usize = 1_000;

pub(super) async fn list(State(site): State<Site>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    site.compute(|answers| Ok(Reply::json(answers.scenarios()?))).await
}

pub(super) async fn keep(State(site): State<Site>, request: Request) -> Result<Response, Problem> {
    data::allowed(&site, request.headers())?;
    Params::read(request.uri(), &[])?;
    let bytes = data::body(request, JSON).await?;
    Ok(data::once(site.compute(move |answers| Ok(Reply::json(answers.keep_scenario(&bytes)?))).await?))
}

pub(super) async fn forget(
    State(site): State<Site>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    data::allowed(&site, &headers)?;
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    Ok(data::once(site.compute(move |answers| Ok(Reply::json(answers.forget_scenario(&id)?))).await?))
}

pub(super) async fn compare(State(site): State<Site>, uri: Uri) -> Answer {
    let (a, b) = two(&uri)?;
    site.compute(move |answers| Ok(Reply::json(answers.compare(&a, &b)?))).await
}

pub(super) async fn compare_geojson(State(site): State<Site>, uri: Uri) -> Answer {
    let (a, b) = two(&uri)?;
    site.compute(move |answers| Ok(Reply::geojson(answers.compare_geojson(&a, &b)?))).await
}

/// The two scenarios in `a` and `b`.
fn two(uri: &Uri) -> Result<(String, String), Problem> {
    let params = Params::read(uri, &["a", "b"])?;
    Ok((params.required("a")?.to_owned(), params.required("b")?.to_owned()))
}

pub(super) async fn candidates(State(site): State<Site>, uri: Uri) -> Answer {
    let kind = Params::read(&uri, &["kind"])?.text("kind")?.map(str::to_owned);
    site.compute(move |answers| Ok(Reply::json(answers.candidates(kind.as_deref())?))).await
}

pub(super) async fn what_if(State(site): State<Site>, request: Request) -> Result<Response, Problem> {
    own_page(request.headers())?;
    Params::read(request.uri(), &[])?;
    let query: WhatIfQuery = json(request).await?;
    for (field, count, most) in [("sites", query.sites.len(), SITES), ("closed", query.closed.len(), CLOSED)] {
        if count > most {
            let cause = Words::new(format!("最多 {most} 个，现有 {count} 个"), format!("{most} at most, not {count}"));
            return Err(Problem::field(Code::ParameterBad, field, cause));
        }
    }
    let remote = !site.is_local();
    Ok(data::once(site.compute(move |answers| Ok(Reply::json(answers.what_if(&query, remote)?))).await?))
}

/// Work is not begun for pages of other sites.
pub(super) fn own_page(headers: &HeaderMap) -> Result<(), Problem> {
    if data::is_own_page(headers) {
        return Ok(());
    }
    Err(Problem::new(Code::PageRefused, guard::foreign_page()))
}

/// A body of JSON.
pub(super) async fn json<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    let bytes = data::body(request, JSON).await?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let cause = Words::new(format!("请求正文无法读取：{error}"), format!("the body cannot be read: {error}"));
        Problem::new(Code::ParameterBad, cause)
    })
}
