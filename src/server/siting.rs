//! The body of a siting job: read, with the name of the field where it is wrong, and judged as far as that takes no study.
//!
//! Never here: the work, what a study can be asked (see `study::site`).

use axum::extract::Request;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answers::SiteQuery;
use super::data;
use super::problem::Problem;
use super::scenarios::JSON;
use crate::issue::Code;
use crate::words::Words;

/// New sites are at most so far from each other, in metres.
const FARTHEST: f64 = 1e6;
/// So many stages at most: each is a problem of its own.
const STAGES: usize = 20;

/// What somebody wants of a siting job.
pub(super) async fn query(request: Request) -> Result<SiteQuery, Problem> {
    let bytes = data::body(request, JSON).await?;
    let query = serde_json::from_slice(&bytes).map_err(|error| unreadable(&bytes, &error))?;
    sound(&query).map(|()| query)
}

/// Which field cannot be read, where it is one of them; otherwise what is wrong with the whole.
fn unreadable(bytes: &[u8], whole: &serde_json::Error) -> Problem {
    let fields: Map<String, Value> = serde_json::from_slice(bytes).unwrap_or_default();
    let wrong = |(name, value): (String, Value)| {
        let error = SiteQuery::deserialize(json!({ name.clone(): value })).err()?;
        Some(Problem::field(Code::ParameterBad, &name, Words::new(format!("无法读取：{error}"), error.to_string())))
    };
    fields.into_iter().find_map(wrong).unwrap_or_else(|| {
        let cause = Words::new(format!("请求正文无法读取：{whole}"), format!("the body cannot be read: {whole}"));
        Problem::new(Code::ParameterBad, cause)
    })
}

/// Are the values possible, and do they go together?
fn sound(query: &SiteQuery) -> Result<(), Problem> {
    let SiteQuery { spacing_m, stages, .. } = query;
    let rules = [
        (
            spacing_m.is_none_or(|metres| metres > 0.0 && metres <= FARTHEST),
            "spacing_m",
            Words::new("须大于 0 米，不超过 1000000 米", "must be above 0 and at most 1000000 metres"),
        ),
        (
            query.gap.is_none_or(|gap| (0.0..1.0).contains(&gap)),
            "gap",
            Words::new("须为 0 到 1 之间的比例，不含 1", "must be a share from 0 to 1, 1 not included"),
        ),
        // Finer limits, one after the other, would find out how long the way to single homes is.
        (
            query.limit_s.is_none_or(|seconds| seconds % 60 == 0),
            "limit_s",
            Words::new("须为整分钟", "must be whole minutes"),
        ),
        (query.iterations != Some(0), "iterations", Words::new("至少为 1", "must be at least 1")),
        (query.close != Some(0), "close", Words::new("至少为 1", "must be at least 1")),
        (
            stages.len() <= STAGES && stages.is_sorted() && !stages.contains(&0),
            "stages",
            Words::new(
                format!("最多 {STAGES} 期；各期写累计站点总数，至少为 1，逐期不减"),
                format!(
                    "{STAGES} stages at most; each is the number of sites in all by then: at least 1, never fewer than before"
                ),
            ),
        ),
    ];
    if let Some((_, field, cause)) = rules.into_iter().find(|(sound, ..)| !sound) {
        return Err(Problem::field(Code::ParameterBad, field, cause));
    }
    let ways = [
        ("add", query.add.is_some()),
        ("adds", !query.adds.is_empty()),
        ("budget", query.budget.is_some()),
        ("stages", !stages.is_empty()),
        ("close", query.close.is_some()),
    ];
    let given: Vec<&str> = ways.into_iter().filter(|way| way.1).map(|way| way.0).collect();
    match given[..] {
        [first, second, ..] => {
            let cause = Words::new(format!("不能与 {first} 同时给出"), format!("does not go together with {first}"));
            Err(Problem::field(Code::ParameterBad, second, cause))
        }
        _ => Ok(()),
    }
}
