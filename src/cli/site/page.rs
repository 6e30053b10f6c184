//! `site STUDY`: the layer `siting.geojson` and the page `siting.html` beside `siting.json`.
//!
//! Never here: what is in them (see `study::papers`).

use std::path::Path;

use super::super::say::Say;
use super::super::write;
use crate::encode::{geojson, html};
use crate::progress::Silent;
use crate::study::papers::{Answered, answered};

/// Writes both.
pub(super) fn written(answer: Answered<'_>, out: &Path, say: &Say) -> anyhow::Result<()> {
    // Who pressed Ctrl-C stopped the search; the best so far still gets its page.
    let page = answered(answer, say.lang(), &Silent::default())?;
    write::whole(&out.join("siting.geojson"), &geojson::layer(&page.layer))?;
    write::whole(&out.join("siting.html"), html::paper::paper(&page.paper)?.as_bytes())?;
    if !say.is_quiet() {
        println!("{}{}", say.pick("报告：", "report: "), out.join("siting.html").display());
    }
    Ok(())
}
