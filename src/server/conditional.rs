//! Validators: `If-None-Match` is answered with 304, and each content coding has a validator of its own.
//!
//! Never here: computing a validator (see `site`).

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

/// Inside the compression: turns an answer that the reader already has into 304.
pub(super) async fn not_modified(request: Request, next: Next) -> Response {
    let known = request.headers().clone();
    let mut response = next.run(request).await;
    let same = response.headers().get(ETAG).is_some_and(|etag| matches(&known, etag));
    if same && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}

/// Outside the compression: bytes that were compressed are not the bytes that the strong validator names.
pub(super) async fn name_coding(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let coding = response.headers().get(CONTENT_ENCODING).and_then(|coding| coding.to_str().ok());
    let etag = response.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
    if let (Some(coding), Some(etag)) = (coding, etag)
        && let Ok(etag) = HeaderValue::from_str(&format!("{}-{coding}\"", etag.trim_end_matches('"')))
    {
        response.headers_mut().insert(ETAG, etag);
    }
    response
}

/// Does one of the validators in `If-None-Match` name this answer, in whatever coding? (Weak comparison, RFC 9110.)
fn matches(request: &HeaderMap, etag: &HeaderValue) -> bool {
    let Ok(etag) = etag.to_str() else { return false };
    let listed = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    listed.flat_map(|value| value.split(',')).map(str::trim).any(|known| {
        let known = known.trim_start_matches("W/").trim_matches('"');
        known == "*" || known.split('-').next() == Some(etag.trim_matches('"'))
    })
}
