//! What is asked of a study about sites, and which sites may be opened.
//!
//! Never here: the problem that it becomes (see [`world`](super::world)).

use super::{Asked, Plan};
use crate::analysis::siting::{Allowance, Goal};
use crate::issue::{Code, Issue, Place};
use crate::places::{CandidateSite, Terms};
use crate::space::LatLon;
use crate::study::Study;
use crate::study::file::Origin;
use crate::units::{Deciseconds, Metres};
use crate::words::Words;

/// Points of a grid at most.
const GRID: usize = 20_000;
/// Metres of a degree of latitude.
pub(super) const DEGREE: f64 = 111_195.0;

/// What somebody wishes for, before it is known whether the study can be asked it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Wish<'a> {
    /// The problem, as it is written.
    pub problem: &'a str,
    /// The id of the kind; the only one that has candidates where not given. None for `joint`, which asks for all kinds of `[joint]`.
    pub kind: Option<&'a str>,
    /// How many sites may be opened.
    pub sites: Option<usize>,
    /// How many sites of each kind may be opened, by its id, instead of a number of all; for `joint`. A kind that is not named gets none.
    pub each: &'a [(String, usize)],
    /// What may be spent, instead of a number of sites.
    pub budget: Option<u64>,
    /// The limit, the mobilisation included; that of the kind where not given.
    pub limit: Option<Deciseconds>,
    /// Evaluations of a bound at most.
    pub iterations: Option<u64>,
    /// Stop when the bound is within this share of the objective.
    pub gap: f64,
    /// What else is asked.
    pub plan: Plan,
}

/// The problems that a study may be asked, as they are written.
pub const PROBLEMS: [&str; 7] = ["lscp", "mclp", "p-median", "p-center", "backup", "capacitated", "joint"];

/// What is asked, of the study as it is.
///
/// # Errors
/// `parameter-bad` or `parameter-missing` with the field: `problem`, `kind`, `add`, `limit`.
pub fn asked(study: &Study, wish: &Wish<'_>) -> Result<Asked, Issue> {
    let problem = PROBLEMS.into_iter().find(|name| *name == wish.problem).ok_or_else(|| {
        let known = PROBLEMS.join(", ");
        refused("problem", Words::new(format!("可用：{known}"), format!("there are {known}")))
    })?;
    let (kinds, goal) = if problem == "joint" { together(study, wish)? } else { alone(study, problem, wish)? };
    let stages = &wish.plan.stages;
    if matches!(goal, Goal::Lscp { .. }) && (!stages.is_empty() || wish.plan.close.is_some()) {
        let cause = Words::new("lscp 不分期，也不撤销站点", "lscp has no stages and closes no sites");
        return Err(refused("problem", cause));
    }
    if !stages.is_sorted() {
        let cause = Words::new("各期的站点总数须递增", "each stage has at least as many sites as the one before");
        return Err(refused("stage", cause));
    }
    let sites = stages.last().copied().or(wish.sites);
    let allowance = match (&goal, wish.budget, sites) {
        (Goal::Lscp { .. }, ..) => Allowance::Any,
        _ if wish.plan.close.is_some() => Allowance::Any,
        _ if !wish.each.is_empty() => each(study, &kinds, wish)?,
        (_, Some(budget), _) => Allowance::Budget(budget),
        (_, None, Some(sites)) => Allowance::Sites(sites),
        (_, None, None) => return Err(missing("add | budget")),
    };
    let plan = wish.plan.clone();
    Ok(Asked { problem, kinds, goal, allowance, iterations: wish.iterations, gap: wish.gap, plan })
}

/// One kind, and what is asked about it.
fn alone(study: &Study, problem: &str, wish: &Wish<'_>) -> Result<(Vec<usize>, Goal), Issue> {
    let file = study.file();
    let with = |id: &str| file.candidates.iter().any(|source| source.kind == id);
    let kinds: Vec<usize> = (0..file.kinds.len()).filter(|&kind| with(&file.kinds[kind].id)).collect();
    let named = |id: &str| file.kinds.iter().position(|kind| kind.id == id);
    let kind = match (wish.kind, &kinds[..]) {
        // To close sites takes no candidates.
        (Some(id), _) if wish.plan.close.is_some() => named(id).ok_or_else(|| {
            refused("kind", Words::new(format!("没有类别 `{id}`"), format!("there is no kind `{id}`")))
        })?,
        (Some(id), _) => kinds.iter().copied().find(|&kind| file.kinds[kind].id == id).ok_or_else(|| {
            let cause = Words::new(
                format!("类别 `{id}` 没有 [[candidates]]"),
                format!("the kind `{id}` has no [[candidates]]"),
            );
            refused("kind", cause)
        })?,
        (None, &[kind]) => kind,
        (None, []) => return Err(missing("[[candidates]]")),
        (None, _) => return Err(missing("kind")),
    };
    let limit = wish.limit.unwrap_or(file.kinds[kind].limit);
    if limit == Deciseconds::ZERO || limit > file.horizon {
        let cause = Words::new("须大于零，且不得超过 horizon", "must be above zero, and at most the horizon");
        return Err(refused("limit", cause));
    }
    let limit = limit.get();
    let goal = match problem {
        "lscp" => Goal::Lscp { limit },
        "mclp" => Goal::Mclp { limit },
        "backup" => Goal::Backup { limit },
        "capacitated" => Goal::Capacitated { limit },
        // Who is beyond the horizon is charged the horizon.
        "p-median" => Goal::PMedian { beyond: Some(file.horizon.get()) },
        _ => Goal::PCenter,
    };
    Ok((vec![kind], goal))
}

/// All kinds of `[joint]`, and the circle of them.
fn together(study: &Study, wish: &Wish<'_>) -> Result<(Vec<usize>, Goal), Issue> {
    let file = study.file();
    let kinds = study.joint();
    if wish.kind.is_some() {
        let cause = Words::new("joint 针对 [joint] 中的全部类别", "joint asks for all kinds of [joint]");
        return Err(refused("kind", cause));
    }
    if wish.limit.is_some() {
        let cause = Words::new("joint 采用各类别自己的时限", "with joint every kind has its own limit");
        return Err(refused("limit", cause));
    }
    let has = |&kind: &usize| file.candidates.iter().any(|source| source.kind == file.kinds[kind].id);
    if wish.plan.close.is_none() && !kinds.iter().any(has) {
        return Err(missing("[[candidates]]"));
    }
    let limits = kinds.iter().map(|&kind| file.kinds[kind].limit.get()).collect();
    Ok((kinds, Goal::Joint { limits }))
}

/// So many of each kind.
fn each(study: &Study, kinds: &[usize], wish: &Wish<'_>) -> Result<Allowance, Issue> {
    let id = |kind: usize| study.file().kinds[kind].id.as_str();
    if wish.problem != "joint" || !wish.plan.stages.is_empty() {
        let cause = Words::new("按类别给出数量只用于 joint，且不分期", "numbers by kind go with joint, without stages");
        return Err(refused("add", cause));
    }
    let mut counts = vec![None; kinds.len()];
    for (name, count) in wish.each {
        let Some(place) = kinds.iter().position(|&kind| id(kind) == name) else {
            let cause = Words::new(format!("[joint] 中没有类别 `{name}`"), format!("[joint] has no kind `{name}`"));
            return Err(refused("add", cause));
        };
        if counts[place].replace(*count).is_some() {
            let cause = Words::new(format!("类别 `{name}` 重复"), format!("the kind `{name}` stands twice"));
            return Err(refused("add", cause));
        }
    }
    Ok(Allowance::Each(counts.into_iter().map(Option::unwrap_or_default).collect()))
}

fn missing(field: &str) -> Issue {
    let cause = Words::new(format!("须给出 {field}"), format!("{field} must be given"));
    Issue::new(Code::ParameterMissing, Place::default().field(field), cause)
}

fn refused(field: &str, cause: Words) -> Issue {
    Issue::new(Code::ParameterBad, Place::default().field(field), cause)
}

/// All sites that may be opened: those of tables and of the map, and the points of grids.
pub fn with_grids(study: &Study, mut candidates: Vec<CandidateSite>) -> Vec<CandidateSite> {
    for source in &study.file().candidates {
        if let Origin::Grid(spacing) = source.origin {
            candidates.extend(grid(study, &source.kind, spacing));
        }
    }
    candidates
}

/// The points of a grid over the demand, with ids by row and column; those without a road near are left out later.
pub fn grid(study: &Study, kind: &str, spacing: Metres) -> Vec<CandidateSite> {
    let at = study.inputs().demand.iter().map(|point| (point.at.lon(), point.at.lat()));
    let far = (f64::INFINITY, f64::NEG_INFINITY);
    let span = |span: (f64, f64), value: f64| (span.0.min(value), span.1.max(value));
    let (lon, lat) = at.fold((far, far), |(lon, lat), (x, y)| (span(lon, x), span(lat, y)));
    if lon.0 > lon.1 {
        return Vec::new();
    }
    // Too fine a grid is made coarser, as far as needed.
    let mut step = spacing.0 / DEGREE;
    let narrow = ((lat.0 + lat.1) / 2.0).to_radians().cos().max(0.05);
    let counts = |step: f64| (((lat.1 - lat.0) / step) as usize + 1, ((lon.1 - lon.0) * narrow / step) as usize + 1);
    while counts(step).0.saturating_mul(counts(step).1) > GRID {
        step *= 1.2;
    }
    let (rows, columns) = counts(step);
    let site = |row: usize, column: usize| {
        let at = LatLon::new(lon.0 + (column as f64 + 0.5) * step / narrow, lat.0 + (row as f64 + 0.5) * step)?;
        let id = format!("grid-{row}-{column}");
        let (kind, terms) = (kind.to_owned(), Terms::default());
        Some(CandidateSite { name: Words::same(&*id), id, kind, at: at.rounded(), terms })
    };
    (0..rows).flat_map(|row| (0..columns).filter_map(move |column| site(row, column))).collect()
}
