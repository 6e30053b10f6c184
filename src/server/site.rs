//! What all requests share: the answers once they are ready, and a bound on how many are computed at a time.
//!
//! Never here: routes, texts.

use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::answers::Answers;
use super::jobs::Jobs;
use super::problem::Problem;
use crate::issue::Code;
use crate::words::Words;

/// The state of the router.
#[derive(Clone)]
pub(super) struct Site {
    answers: Arc<OnceLock<Box<dyn Answers>>>,
    /// One permit a computation; held until the work ends, even when its reader has gone.
    permits: Arc<Semaphore>,
    /// Does the server listen for this machine only?
    local: bool,
    /// Long work that is asked about later.
    jobs: Arc<Jobs>,
}

impl Site {
    pub(super) fn new(local: bool) -> Self {
        let threads = available_parallelism().map_or(2, usize::from);
        Self { answers: Arc::default(), permits: Arc::new(Semaphore::new(threads.max(2))), local, jobs: Arc::default() }
    }

    /// Does the server listen for this machine only?
    pub(super) fn is_local(&self) -> bool {
        self.local
    }

    /// Long work that is asked about later.
    pub(super) fn jobs(&self) -> &Arc<Jobs> {
        &self.jobs
    }

    /// From now on the site answers.
    pub(super) fn open(&self, answers: impl Answers) {
        // Opened once, by `serve`; a second study would have no route to be asked by.
        let _ = self.answers.set(Box::new(answers));
    }

    /// The answers.
    pub(super) fn answers(&self) -> Result<&dyn Answers, Problem> {
        self.answers.get().map(Box::as_ref).ok_or_else(|| {
            Problem::new(Code::NotReady, Words::new("研究仍在计算中", "the study is still being computed"))
        })
    }

    /// Computes a reply away from the threads that serve connections. A panic in `work` becomes a problem.
    pub(super) async fn compute(
        &self,
        work: impl FnOnce(&dyn Answers) -> Result<Reply, Problem> + Send + 'static,
    ) -> Result<Reply, Problem> {
        self.answers()?;
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| Problem::internal())?;
        let site = self.clone();
        let work = move || {
            let _permit = permit;
            work(site.answers()?).map(Reply::tagged)
        };
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Problem::internal()))
    }
}

/// A good answer: bytes of a media type.
pub(super) struct Reply {
    media_type: &'static str,
    bytes: Vec<u8>,
    etag: Option<HeaderValue>,
}

impl Reply {
    pub(super) fn new(media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { media_type, bytes, etag: None }
    }

    pub(super) fn json(bytes: Vec<u8>) -> Self {
        Self::new("application/json", bytes)
    }

    pub(super) fn geojson(bytes: Vec<u8>) -> Self {
        Self::new("application/geo+json", bytes)
    }

    /// A self-contained page: styles stand inside it, and nothing is fetched.
    pub(super) fn page(bytes: Vec<u8>) -> Self {
        Self::new("text/html; charset=utf-8", bytes)
    }

    /// Are there no bytes?
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// With a strong validator, the hash of the bytes.
    pub(super) fn tagged(mut self) -> Self {
        let hash: String = Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        self.etag = HeaderValue::from_str(&format!("\"{hash}\"")).ok();
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let length = self.bytes.len();
        let mut response = Response::new(Body::from(self.bytes));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Some(etag) = self.etag {
            headers.insert(ETAG, etag);
        }
        response
    }
}
