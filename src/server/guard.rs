//! What protects readers: security headers, the check of the host name, the time limit.
//!
//! Never here: who may read (everybody who can connect may).

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use crate::issue::Code;
use crate::words::Words;

/// Everything a page needs comes from here; the dashboard's components write their styles into the page.
const POLICY: &str =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The report holds its styles and pictures in itself and fetches nothing.
const REPORT_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Headers that every answer carries.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let is_report = path == "/report.html";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(if is_report { REPORT_POLICY } else { POLICY }));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// On a loopback address only names of this machine are answered: a page from elsewhere whose name was made to point
/// here (DNS rebinding) reads nothing.
pub(super) async fn own_host(request: Request, next: Next) -> Response {
    let in_uri = request.uri().authority().map(|authority| is_own(authority.as_str()));
    let in_header = request.headers().get(HOST).map(|host| host.to_str().is_ok_and(is_own));
    if in_uri.unwrap_or(true) && in_header.unwrap_or(true) {
        next.run(request).await
    } else {
        let cause = Words::new("服务器只为本机服务", "the server listens for this machine only");
        Problem::new(Code::HostRefused, cause).into_response()
    }
}

/// Answers are not made for pages of other sites, which could have this machine work without its user's knowledge. Who follows a link from
/// such a page is answered, and so is whoever sends no `Sec-Fetch-Site`: every program.
pub(super) async fn own_pages(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let asks = path.starts_with("/api/") || path.starts_with("/tiles/");
    if asks && is_foreign(request.headers()) {
        return Problem::new(Code::PageRefused, foreign_page()).into_response();
    }
    next.run(request).await
}

/// Is it a page of another site that asks, rather than a reader who comes from one? What a page frames is asked for by the page.
fn is_foreign(headers: &HeaderMap) -> bool {
    let is = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    let framed = headers.contains_key("sec-fetch-dest") && !is("sec-fetch-dest", "document");
    is("sec-fetch-site", "cross-site") && (framed || !is("sec-fetch-mode", "navigate"))
}

/// The cause where a page of another site is refused.
pub(super) fn foreign_page() -> Words {
    Words::new("请求来自其他网站的页面", "the request comes from a page of another site")
}

/// Is this `host[:port]` a name of this machine?
fn is_own(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let address = name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    !host.contains('@') && (address || name.eq_ignore_ascii_case("localhost"))
}

/// The address below which the reader finds this server, without a slash at its end: as the reader named it.
pub(super) fn base_url(headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.filter(|host| host.parse::<Authority>().is_ok() && !host.contains('@'));
    host.map(|host| format!("http://{host}")).unwrap_or_default()
}

/// Gives up on an answer that takes too long.
pub(super) async fn in_time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        Problem::new(Code::TooSlow, Words::new("回答超时", "the answer took too long")).into_response()
    })
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn names_of_this_machine() {
        for own in ["localhost", "LocalHost:8080", "127.0.0.1:80", "127.9.9.9", "[::1]", "[::1]:8080"] {
            assert!(is_own(own), "{own}");
        }
        for other in
            ["evil.example", "localhost.evil.example", "10.0.0.1:8080", "a@localhost", "", "127.0.0.1.evil:80", "[::2]"]
        {
            assert!(!is_own(other), "{other}");
        }
    }
}
