//! The dashboard, built into the program where `web/dist` was there when it was compiled.
//!
//! Never here: the dashboard itself (see `web/`), answers.

use rust_embed::Embed;

use super::site::Reply;

#[derive(Embed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Dist;

/// One file of the dashboard; `None` where it has no such file, or was not built in.
pub(super) fn file(path: &str) -> Option<Reply> {
    let media_type = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    Dist::get(path).map(|file| Reply::new(media_type, file.data.into_owned()).tagged())
}
