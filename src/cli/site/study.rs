//! `site STUDY`: a study and its candidates in, `siting.json` out.
//!
//! Never here: how the problem is made and answered (see `study::site`).

use std::path::Path;

use super::super::Outcome;
use super::super::args::{Common, ProblemArg, Site};
use super::super::batch::{finish, outcome};
use super::super::load::{Loaded, load};
use super::super::progress::Terminal;
use super::super::say::{Refused, Say};
use super::{allowance, bad, fault, missing, remark, written};
use crate::analysis::siting::{Allowance, Goal};
use crate::issue::{Code, Issue, Place};
use crate::study::file::{Origin, duration};
use crate::study::site::{Asked, NoAnswer, grid, site as answer};
use crate::words::Words;

/// Solves for the candidates of a study.
pub(super) fn site(
    path: &Path,
    args: &Site,
    (common, say): (&Common, &Say),
    late: &(dyn Fn() -> bool + Sync),
) -> anyhow::Result<Outcome> {
    let allowance = allowance(args, None)?;
    // Reading and linking is not cut short: without it there is no answer at all.
    let reading = Terminal::new(say, &|| false);
    let mut loaded = load(path, &reading)?;
    say.notes(&loaded.notes);
    let kind = kind(&loaded, args)?;
    let asked = Asked {
        problem: args.problem.name(),
        kind,
        goal: goal(&loaded, args, kind)?,
        allowance,
        iterations: args.iterations,
        gap: args.gap,
    };
    let mut candidates = std::mem::take(&mut loaded.candidates);
    for source in &loaded.study.file().candidates {
        if let Origin::Grid(spacing) = source.origin {
            candidates.extend(grid(&loaded.study, &source.kind, spacing));
        }
    }
    let terminal = Terminal::new(say, late);
    let (siting, more) = answer(&loaded.study, &candidates, &asked, &terminal).map_err(|error| match error {
        NoAnswer::Fault(error) => fault(&error, &path.to_string_lossy()),
        NoAnswer::Cancelled(error) => error.into(),
        NoAnswer::Wrong(wrong) => {
            let cause =
                Words::new(format!("校验器否决了该答案：{wrong}"), format!("the checker rejects the answer: {wrong}"));
            Refused::one(Issue::new(Code::Internal, Place::default(), cause))
        }
    })?;
    finish(&terminal, common)?;
    let asked = match asked.allowance {
        Allowance::Sites(p) => Some(p),
        _ => None,
    };
    remark(siting.status, (asked, candidates.len()), say);
    let out = args.out.clone().unwrap_or_else(|| Path::new("out").join(&loaded.study.file().id));
    written(&siting, &out, say)?;
    loaded.issues.extend(more);
    loaded.issues.sort();
    say.issues(&loaded.issues, false);
    Ok(outcome(&loaded.issues))
}

/// The kind that is asked for, or the only one that has candidates.
fn kind(loaded: &Loaded, args: &Site) -> anyhow::Result<usize> {
    let file = loaded.study.file();
    let with = |id: &str| file.candidates.iter().any(|source| source.kind == id);
    let index = |id: &str| file.kinds.iter().position(|kind| kind.id == id);
    if let Some(id) = &args.kind {
        return index(id).filter(|_| with(id)).ok_or_else(|| {
            let (zh, en) =
                (format!("类别 `{id}` 没有 [[candidates]]"), format!("the kind `{id}` has no [[candidates]]"));
            bad("--kind", &zh, &en)
        });
    }
    let kinds: Vec<usize> = (0..file.kinds.len()).filter(|&kind| with(&file.kinds[kind].id)).collect();
    match kinds[..] {
        [kind] => Ok(kind),
        [] => Err(missing("[[candidates]]")),
        _ => Err(missing("--kind")),
    }
}

fn goal(loaded: &Loaded, args: &Site, kind: usize) -> anyhow::Result<Goal> {
    let file = loaded.study.file();
    let limit = match &args.limit {
        None => file.kinds[kind].limit,
        Some(text) => duration(text).filter(|&limit| limit.get() > 0 && limit <= file.horizon).ok_or_else(|| {
            bad("--limit", "写法如 30min，且不得超过 horizon", "write a duration such as 30min, at most the horizon")
        })?,
    };
    let limit = limit.get();
    Ok(match args.problem {
        ProblemArg::Lscp => Goal::Lscp { limit },
        ProblemArg::Mclp => Goal::Mclp { limit },
        ProblemArg::Backup => Goal::Backup { limit },
        // Who is beyond the horizon is charged the horizon.
        ProblemArg::PMedian => Goal::PMedian { beyond: Some(file.horizon.get()) },
        ProblemArg::PCenter => Goal::PCenter,
    })
}
