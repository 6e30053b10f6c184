//! `site STUDY`: a study and its candidates in, `siting.json`, `siting.geojson` and `siting.html` out.
//!
//! Never here: how the problem is made and answered (see `study::site`).

use std::path::Path;

use super::super::Outcome;
use super::super::args::{Common, Site, Sites};
use super::super::batch::{finish, outcome};
use super::super::load::load;
use super::super::output;
use super::super::progress::Terminal;
use super::super::say::{Refused, Say};
use super::{bad, page, remark, unanswered, written};
use crate::issue::{Issue, Place};
use crate::study::file::{duration, length};
use crate::study::papers::Answered;
use crate::study::site::{Plan, Wish, asked, site as answer, with_grids};

/// Solves for the candidates of a study.
pub(super) fn site(
    path: &Path,
    args: &Site,
    (common, say): (&Common, &Say),
    late: &(dyn Fn() -> bool + Sync),
) -> anyhow::Result<Outcome> {
    // Reading and linking is not cut short: without it there is no answer at all.
    let reading = Terminal::new(say, &|| false);
    let mut loaded = load(path, &reading)?;
    say.notes(&loaded.notes);
    let out = args.out.clone().unwrap_or_else(|| Path::new("out").join(&loaded.study.file().id));
    let outputs = ["siting.geojson", "siting.html", "siting.json"].map(|name| out.join(name));
    output::spare_inputs(path, &loaded.study.inputs().sources, &outputs)?;
    let limit = match &args.limit {
        None => None,
        Some(text) => Some(duration(text).ok_or_else(|| {
            bad("--limit", "写法如 30min，且不得超过 horizon", "write a duration such as 30min, at most the horizon")
        })?),
    };
    let spacing = args.spacing.as_deref().map(|text| {
        length(text).ok_or_else(|| bad("--spacing", "写法如 500m、1km", "write a length such as 500m or 1km"))
    });
    let plan = Plan {
        spacing: spacing.transpose()?,
        one_per_area: args.one_per_area,
        stages: args.stage.clone(),
        close: args.close,
    };
    let wish = Wish {
        problem: args.problem.name(),
        kind: args.kind.as_deref(),
        sites: args.p.as_ref().and_then(Sites::all),
        each: args.p.as_ref().map_or(&[], Sites::each),
        budget: args.budget,
        limit,
        iterations: args.iterations,
        gap: args.gap,
        plan,
    };
    // Fields are named as the flags are.
    let refused = |mut issue: Issue| {
        issue.place.field = issue.place.field.map(|field| match field.as_str() {
            "add | budget" => "--add | --p | --budget".to_owned(),
            "[[candidates]]" => field,
            _ => format!("--{field}"),
        });
        Refused::one(issue)
    };
    let asked = asked(&loaded.study, &wish).map_err(refused)?;
    let candidates = with_grids(&loaded.study, std::mem::take(&mut loaded.candidates));
    let terminal = Terminal::new(say, late);
    let (siting, more) = answer(&loaded.study, &candidates, &asked, &terminal).map_err(|error| {
        unanswered(&error, Place::file(path.to_string_lossy())).map_or_else(|| error.into(), refused)
    })?;
    finish(&terminal, common)?;
    remark(siting.status, (siting.p, candidates.len()), say);
    page::written(
        Answered { study: &loaded.study, candidates: &candidates, asked: &asked, siting: &siting },
        &out,
        say,
    )?;
    written(&siting, &out, say)?;
    loaded.issues.extend(more);
    loaded.issues.sort();
    say.issues(&loaded.issues, false);
    Ok(outcome(&loaded.issues))
}
