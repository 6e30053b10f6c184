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
///
/// The grid must not tell where the outermost homes are: its lines are multiples of the step north of the equator and east of the
/// meridian of Greenwich, and the width of a step hangs on whole degrees of latitude, so that a box over the demand says no more than
/// which squares of the grid its edges lie in.
pub fn grid(study: &Study, kind: &str, spacing: Metres) -> Vec<CandidateSite> {
    let at: Vec<LatLon> = study.inputs().demand.iter().map(|point| point.at).collect();
    let site = |(index, at): (String, LatLon)| {
        let (kind, terms) = (kind.to_owned(), Terms::default());
        CandidateSite { name: Words::same(&*index), id: index, kind, at, terms }
    };
    points(&at, spacing).into_iter().map(site).collect()
}

/// The ids and positions of a grid over some homes.
fn points(homes: &[LatLon], spacing: Metres) -> Vec<(String, LatLon)> {
    let far = (f64::INFINITY, f64::NEG_INFINITY);
    let span = |span: (f64, f64), value: f64| (span.0.min(value), span.1.max(value));
    let homes = homes.iter().map(|at| (at.lon(), at.lat()));
    let (lon, lat) = homes.fold((far, far), |(lon, lat), (x, y)| (span(lon, x), span(lat, y)));
    if lon.0 > lon.1 {
        return Vec::new();
    }
    // The first and the last square of each direction, and how much wider in degrees they are than high.
    let squares = |step: f64| {
        let of = |(low, high): (f64, f64), step: f64| ((low / step).floor(), (high / step).floor());
        let rows = of(lat, step);
        let narrow = ((rows.0 + rows.1 + 1.0) / 2.0 * step).round().to_radians().cos().max(0.05);
        (rows, of(lon, step / narrow), narrow)
    };
    // Too fine a grid is made coarser, as far as needed.
    let mut step = spacing.0 / DEGREE;
    let many = |(low, high): (f64, f64)| high - low + 1.0;
    let too_many = |step: f64| {
        let (rows, columns, _) = squares(step);
        many(rows) * many(columns) > GRID as f64
    };
    while too_many(step) {
        step *= 1.2;
    }
    let (rows, columns, narrow) = squares(step);
    let point = |row: usize, column: usize| {
        let (north, east) = (rows.0 + row as f64 + 0.5, columns.0 + column as f64 + 0.5);
        Some((format!("grid-{row}-{column}"), LatLon::new(east * step / narrow, north * step)?.rounded()))
    };
    let (rows, columns) = (many(rows) as usize, many(columns) as usize);
    (0..rows).flat_map(|row| (0..columns).filter_map(move |column| point(row, column))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn homes(of: &[(f64, f64)]) -> Vec<LatLon> {
        of.iter().map(|&(lon, lat)| LatLon::new(lon, lat).unwrap()).collect()
    }

    #[test]
    fn the_outermost_home_may_move_within_its_square() {
        let step = 500.0 / DEGREE;
        let (middle, wide) = ((14.25, 36.05), step / 36_f64.to_radians().cos());
        // Near the south-western corner of a square, and near the others.
        let corner = ((14.2 / wide).floor() * wide, (36.01 / step).floor() * step);
        let grid =
            |x: f64, y: f64| points(&homes(&[middle, (corner.0 + x * wide, corner.1 + y * step)]), Metres(500.0));
        let first = grid(0.1, 0.1);
        assert!(first.len() > 50, "{}", first.len());
        for (x, y) in [(0.9, 0.1), (0.1, 0.9), (0.9, 0.9), (0.5, 0.42)] {
            assert_eq!(grid(x, y), first, "{x} {y}");
        }
        assert_ne!(grid(-0.1, 0.5), first, "the next square");
        // Every home lies in a square whose middle is a candidate.
        let (_, at) = &first[0];
        assert!((at.lon() - corner.0 - wide / 2.0).abs() < 1e-6 && (at.lat() - corner.1 - step / 2.0).abs() < 1e-6);
    }

    #[test]
    fn too_fine_a_grid_is_made_coarser_and_still_tells_no_home() {
        let grid = |x: f64| points(&homes(&[(14.0, 36.0), (15.0 + x, 37.0 + x)]), Metres(10.0));
        let first = grid(1e-6);
        assert!((GRID / 2..=GRID).contains(&first.len()), "{}", first.len());
        assert_eq!(grid(2e-4), first);
        assert!(points(&[], Metres(500.0)).is_empty());
    }
}
