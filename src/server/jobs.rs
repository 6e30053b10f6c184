//! Jobs: siting problems that run on threads of their own, are asked about while they run, and may be cancelled.
//!
//! A cancelled job keeps the best that it has found. Never here: solving, persistence (jobs end with the server).

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answers::SiteQuery;
use super::data::once;
use super::params::Params;
use super::problem::{Problem, language};
use super::scenarios::own_page;
use super::site::{Reply, Site};
use super::siting;
use crate::issue::Code;
use crate::progress::{Progress, Stage};
use crate::words::{Lang, Words};

/// So many run at a time.
const RUNNING: usize = 2;
/// So many are remembered.
const KEPT: usize = 20;

/// The jobs of a server.
#[derive(Default)]
pub(super) struct Jobs {
    begun: AtomicU64,
    /// The latest last.
    all: Mutex<VecDeque<Arc<Job>>>,
}

/// One job. Work reports to it as to any [`Progress`].
struct Job {
    id: u64,
    wanted_no_more: AtomicBool,
    steps: AtomicU64,
    gap: Mutex<Option<f64>>,
    /// None while it runs.
    end: Mutex<Option<End>>,
}

/// How a job ended.
enum End {
    /// With an answer, whether it was let run to its end or not; none when it was cancelled before anything was found.
    Answer { result: Option<Value>, cancelled: bool },
    /// Without one.
    Failed(Problem),
}

impl Progress for Job {
    fn step(&self, _stage: Stage, _total: Option<u64>) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }

    fn tick(&self, n: u64) {
        self.steps.fetch_add(n, Ordering::Relaxed);
    }

    fn gap(&self, share: f64) {
        self.steps.fetch_add(1, Ordering::Relaxed);
        *self.gap.lock().unwrap_or_else(PoisonError::into_inner) = Some(share);
    }

    fn cancelled(&self) -> bool {
        self.wanted_no_more.load(Ordering::Relaxed)
    }
}

impl Job {
    fn has_ended(&self) -> bool {
        self.end.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn work(&self, site: &Site, query: &SiteQuery) {
        let asked = catch_unwind(AssertUnwindSafe(|| site.answers()?.site(query, self).map_err(Problem::from)));
        let end = match asked {
            Ok(Ok(found)) => {
                let cancelled = self.cancelled();
                let result = found.map(|bytes| serde_json::from_slice(&bytes));
                match result.transpose() {
                    Ok(result) => End::Answer { result, cancelled },
                    Err(_) => End::Failed(Problem::internal()),
                }
            }
            Ok(Err(problem)) => End::Failed(problem),
            Err(_) => End::Failed(Problem::internal()),
        };
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
    }

    fn told(&self, lang: Lang) -> Value {
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, result, problem) = match end.as_ref() {
            None => ("running", None, None),
            Some(End::Answer { result, cancelled: true }) => ("cancelled", result.clone(), None),
            Some(End::Answer { result, cancelled: false }) => ("done", result.clone(), None),
            Some(End::Failed(problem)) => ("failed", None, Some(problem.value(lang))),
        };
        let of = |name: &str| result.as_ref().and_then(|result| result.get(name)).cloned();
        let gap = of("gap").unwrap_or_else(|| json!(*self.gap.lock().unwrap_or_else(PoisonError::into_inner)));
        json!({
            "job": self.id.to_string(),
            "state": state,
            "gap": gap,
            "bound": of("bound"),
            "objective": of("objective"),
            "steps": self.steps.load(Ordering::Relaxed),
            "result": result,
            "problem": problem,
        })
    }
}

impl Jobs {
    /// Begins a job, unless as many run as may.
    fn begin(&self, site: &Site, query: SiteQuery) -> Result<Arc<Job>, Problem> {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.iter().filter(|job| !job.has_ended()).count() >= RUNNING {
            let cause =
                Words::new(format!("已有 {RUNNING} 个任务在进行"), format!("{RUNNING} jobs are under way already"));
            return Err(Problem::new(Code::Busy, cause));
        }
        let job = Arc::new(Job {
            id: self.begun.fetch_add(1, Ordering::Relaxed) + 1,
            wanted_no_more: AtomicBool::new(false),
            steps: AtomicU64::new(0),
            gap: Mutex::new(None),
            end: Mutex::new(None),
        });
        let (working, site) = (job.clone(), site.clone());
        let thread = std::thread::Builder::new().name(format!("job {}", job.id));
        thread.spawn(move || working.work(&site, &query)).map_err(|_| Problem::internal())?;
        all.push_back(job.clone());
        while all.len() > KEPT {
            // Only ended ones are forgotten; no more than two others run.
            match all.iter().position(|job| job.has_ended()) {
                Some(oldest) => drop(all.remove(oldest)),
                None => break,
            }
        }
        Ok(job)
    }

    fn get(&self, id: &str) -> Result<Arc<Job>, Problem> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter()
            .find(|job| job.id.to_string() == id)
            .cloned()
            .ok_or_else(|| Problem::new(Code::NotFound, Words::new("没有这个任务", "there is no such job")))
    }
}

/// Begins to solve a siting problem.
pub(super) async fn site(State(site): State<Site>, request: Request) -> Result<Response, Problem> {
    own_page(request.headers())?;
    Params::read(request.uri(), &[])?;
    site.answers()?;
    let query = siting::query(request).await?;
    let job = site.jobs().begin(&site, query)?;
    let mut response = reply(&json!({ "job": job.id.to_string() }));
    *response.status_mut() = StatusCode::ACCEPTED;
    Ok(response)
}

/// How a job stands.
pub(super) async fn state(
    State(site): State<Site>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    Ok(reply(&site.jobs().get(&id)?.told(language(&headers))))
}

/// Asks a job to end with the best that it has.
pub(super) async fn cancel(
    State(site): State<Site>,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    own_page(&headers)?;
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    let job = site.jobs().get(&id)?;
    job.wanted_no_more.store(true, Ordering::Relaxed);
    Ok(reply(&job.told(language(&headers))))
}

fn reply(value: &Value) -> Response {
    once(Reply::json(value.to_string().into_bytes())).into_response()
}
