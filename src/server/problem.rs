//! Refusals: an [`Issue`] becomes `application/problem+json` (RFC 9457) in the reader's language.
//!
//! Never here: deciding what is wrong.

use std::any::Any;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::meanings;
use crate::issue::{Code, Issue, Place};
use crate::words::{Lang, Words};

/// What went wrong with one request. It is written out by [`write`], which knows the reader's language.
#[derive(Clone, Debug)]
pub(super) struct Problem(Box<Issue>);

impl Problem {
    /// A problem with the request as a whole.
    pub(super) fn new(code: Code, cause: Words) -> Self {
        Self::from(Issue::new(code, Place::default(), cause))
    }

    /// A problem with one parameter of the request.
    pub(super) fn field(code: Code, field: &str, cause: Words) -> Self {
        Self::from(Issue::new(code, Place::default().field(field), cause))
    }

    /// There is nothing at this address.
    pub(super) fn not_found() -> Self {
        Self::new(Code::NotFound, Words::new("此地址没有内容", "there is nothing at this address"))
    }

    /// The program failed; what happened is on its error output, not in the answer.
    pub(super) fn internal() -> Self {
        Self::new(Code::Internal, Words::new("程序内部出错", "the program failed"))
    }

    fn status(&self) -> StatusCode {
        match self.0.code {
            Code::ParameterMissing | Code::ParameterBad => StatusCode::BAD_REQUEST,
            Code::HostRefused | Code::UploadRefused | Code::PageRefused => StatusCode::FORBIDDEN,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Code::OutputExists => StatusCode::CONFLICT,
            Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::Busy => StatusCode::TOO_MANY_REQUESTS,
            Code::ScenarioBad
            | Code::StudyBadValue
            | Code::PointOffNetwork
            | Code::FileUnreadable
            | Code::FileMalformed
            | Code::FieldBadNumber
            | Code::ColumnMissing => StatusCode::UNPROCESSABLE_ENTITY,
            Code::NotReady | Code::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is written of it, where it stands inside another answer.
    pub(super) fn value(&self, lang: Lang) -> serde_json::Value {
        // Plain data always becomes JSON.
        serde_json::to_value(self.body(lang)).unwrap_or_default()
    }

    fn body(&self, lang: Lang) -> Body<'_> {
        Body {
            kind: format!("urn:halfhour:issue:{}", self.0.code),
            title: meanings::of(self.0.code, lang),
            status: self.status().as_u16(),
            detail: self.0.cause.get(lang),
            code: self.0.code.name(),
            field: self.0.place.field.as_deref(),
            action: self.0.code.action(lang),
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    action: &'a str,
}

impl From<Issue> for Problem {
    fn from(issue: Issue) -> Self {
        Self(Box::new(issue))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A panic in a handler, as an answer.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::internal().into_response()
}

/// The outermost layer: writes out the problem that an inner one left in the response.
pub(super) async fn write(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let headers = std::mem::take(response.headers_mut());
    let mut response = (problem.status(), Json(problem.body(lang))).into_response();
    let own = response.headers_mut();
    own.extend(headers.into_iter().filter_map(|(name, value)| Some((name?, value))).filter(|(name, _)| {
        // What an empty inner answer said about its body does not hold for this one.
        name != CONTENT_TYPE && name != axum::http::header::CONTENT_LENGTH
    }));
    own.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    own.insert(CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    own.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    own.append(VARY, HeaderValue::from_static("accept-language"));
    if problem.status() == StatusCode::SERVICE_UNAVAILABLE {
        own.insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// Chinese when the reader prefers it to English, English otherwise.
pub(super) fn language(headers: &HeaderMap) -> Lang {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let weighed = accepted.split(',').filter_map(|part| {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let tag = tag.trim().get(..2)?.to_ascii_lowercase();
        let weight: f32 = weight.trim().parse().ok()?;
        Some((tag, weight))
    });
    let best =
        |wanted: &str| weighed.clone().filter(|(tag, _)| tag == wanted).map(|(_, weight)| weight).fold(0.0, f32::max);
    let (zh, en) = (best("zh"), best("en"));
    // Of equal weights the first one named counts, as browsers list them.
    let zh_first = weighed.clone().find(|(tag, _)| tag == "zh" || tag == "en").is_some_and(|(tag, _)| tag == "zh");
    if zh > en || (zh > 0.0 && zh == en && zh_first) { Lang::Zh } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language_of(accepted: &str) -> Lang {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, accepted.parse().unwrap());
        language(&headers)
    }

    #[test]
    fn the_preferred_language_is_found() {
        assert_eq!(language_of("zh-CN,zh;q=0.9,en;q=0.8"), Lang::Zh);
        assert_eq!(language_of("en-GB,en;q=0.9,zh;q=0.8"), Lang::En);
        assert_eq!(language_of("en;q=0.2, zh;q=0.7"), Lang::Zh);
        assert_eq!(language_of("mt, *;q=0.1"), Lang::En);
        assert_eq!(language_of("中"), Lang::En);
        assert_eq!(language(&HeaderMap::new()), Lang::En);
    }
}
