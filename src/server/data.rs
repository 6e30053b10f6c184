//! Tables that a user drops on the page: looked at, and kept beside the study when asked to.
//!
//! Only where the server listens for its own machine, and only from its own pages: the points of an office stand in the
//! reply to the upload that brought them and nowhere else. Never here: what a table means (the answerer knows), files.

use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::guard;
use super::params::Params;
use super::problem::Problem;
use super::site::{Reply, Site};
use crate::issue::Code;
use crate::words::Words;

/// The largest table, in KiB.
const TABLE: usize = 20 * 1024;
/// The longest name, in characters.
const LONGEST: usize = 100;

/// What is this table about?
pub(super) async fn propose(State(site): State<Site>, request: Request) -> Result<Response, Problem> {
    allowed(&site, request.headers())?;
    let params = Params::read(request.uri(), &["name"])?;
    let name = file_name("name", params.required("name")?)?;
    let bytes = body(request, TABLE).await?;
    Ok(once(site.compute(move |answers| Ok(Reply::json(answers.propose(&name, &bytes)?))).await?))
}

/// Keep it, and a study that uses it.
pub(super) async fn save(State(site): State<Site>, request: Request) -> Result<Response, Problem> {
    allowed(&site, request.headers())?;
    let params = Params::read(request.uri(), &["name", "study"])?;
    let name = file_name("name", params.required("name")?)?;
    let study = params.required("study")?;
    let study = file_name("study", study.strip_suffix(".toml").unwrap_or(study))?;
    let bytes = body(request, TABLE).await?;
    Ok(once(site.compute(move |answers| Ok(Reply::json(answers.save(&name, &bytes, &study)?))).await?))
}

/// The reply to an upload is for nobody else.
pub(super) fn once(reply: Reply) -> Response {
    let mut response = reply.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Does this server take files from this reader?
pub(super) fn allowed(site: &Site, headers: &HeaderMap) -> Result<(), Problem> {
    let cause = if !site.is_local() {
        Words::new("只有仅为本机服务时才接受文件", "files are taken only where the server listens for its own machine")
    } else if !is_own_page(headers) {
        guard::foreign_page()
    } else {
        return Ok(());
    };
    Err(Problem::new(Code::UploadRefused, cause))
}

/// The bytes sent, at most so many KiB; a length that is stated is believed before anything is read.
pub(super) async fn body(request: Request, most: usize) -> Result<Bytes, Problem> {
    let stated = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let too_large = || {
        let size = if most < 1024 { format!("{most} KB") } else { format!("{} MB", most / 1024) };
        let cause = Words::new(format!("发送的内容超过 {size}"), format!("what was sent is larger than {size}"));
        Problem::new(Code::TooLarge, cause)
    };
    if stated.is_some_and(|length| length > most as u64 * 1024) {
        return Err(too_large());
    }
    to_bytes(request.into_body(), most * 1024).await.map_err(|_| match stated {
        None => too_large(),
        Some(_) => Problem::new(Code::FileUnreadable, Words::new("文件没有传完", "the file did not arrive whole")),
    })
}

/// Does the request come from a page of this server, or from no page at all?
pub(super) fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let own = |origin: &str| {
        let host = text(HOST.as_str()).unwrap_or_default();
        origin.strip_prefix("http://").is_some_and(|from| !host.is_empty() && from.eq_ignore_ascii_case(host))
    };
    text(ORIGIN.as_str()).is_none_or(own)
        && text("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none")
}

/// A name that is a file in the one folder where it belongs.
fn file_name(field: &str, name: &str) -> Result<String, Problem> {
    let odd = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let sound = !name.starts_with('.') && !name.ends_with('.') && name.trim() == name && !name.contains(odd);
    if sound && !name.is_empty() && name.chars().count() <= LONGEST {
        return Ok(name.to_owned());
    }
    let cause = Words::new(
        "应为文件名：不含路径和特殊字符，不以点开头",
        "should be the name of a file: no path, no special characters, no dot at its beginning",
    );
    Err(Problem::field(Code::ParameterBad, field, cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for name in ["a.csv", "福田 服务站（2026）.xlsx", "a..b.csv"] {
            assert!(file_name("name", name).is_ok(), "{name}");
        }
        for name in
            ["", ".", "..", "...", ".a.csv", "a/b.csv", "..\\b.csv", "/etc/a.csv", "c:a.csv", "a\n.csv", "a.csv.", " a"]
        {
            assert!(file_name("name", name).is_err(), "{name}");
        }
        assert!(file_name("name", &"长".repeat(101)).is_err());
    }

    #[test]
    fn other_pages_are_told_apart() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
            is_own_page(&pairs.collect())
        };
        let host = ("host", "localhost:8080");
        assert!(from(&[host]) && from(&[host, ("origin", "http://localhost:8080")]));
        assert!(from(&[host, ("sec-fetch-site", "same-origin")]));
        for other in
            ["http://evil.example", "null", "http://localhost:8081", "http://localhost", "http://127.0.0.1:8080"]
        {
            assert!(!from(&[host, ("origin", other)]), "{other}");
        }
        assert!(!from(&[host, ("sec-fetch-site", "cross-site")]) && !from(&[("origin", "http://")]));
    }
}
