//! `site`: where sites should stand, for a study or for ready distances.
//!
//! Never here: how an answer is found (see `analysis::siting`), what may be published (see `layer`).

mod distances;
mod page;
mod study;

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::args::{Common, ProblemArg, Site, Sites};
use super::say::{Refused, Say};
use super::{Outcome, write};
use crate::analysis::siting::{Allowance, Answer, Fault, Goal, Problem, Rules, Status, Wrong, check};
use crate::encode::json;
use crate::issue::{Code, Issue, Place};
use crate::layer::siting::Siting;
use crate::server::interrupted;
use crate::study::site::NoAnswer;
use crate::words::Words;

/// `halfhour site`
pub fn site(args: &Site, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let until = args.seconds.map(|seconds| Instant::now() + Duration::from_secs_f64(seconds));
    // Who presses Ctrl-C gets the best so far; where signals cannot be heard the process just ends.
    let stopped = interrupted().unwrap_or_default();
    let late = move || stopped.load(Ordering::Relaxed) || until.is_some_and(|until| Instant::now() >= until);
    match (&args.study, &args.matrix) {
        (Some(study), _) => study::site(study, args, (common, say), &late),
        (None, Some(matrix)) => distances::site(matrix, args, (common, say), &late),
        (None, None) => Err(missing("STUDY | --matrix")),
    }
}

/// How long to search a problem of so many pairs.
fn rules(args: &Site, pairs: usize) -> Rules {
    let sized = Rules::sized(pairs, args.gap);
    Rules { iterations: args.iterations.unwrap_or(sized.iterations), ..sized }
}

/// What may be opened.
fn allowance(args: &Site, p: Option<usize>) -> anyhow::Result<Allowance> {
    match (args.problem, args.p.as_ref().and_then(Sites::all).or(p), args.budget) {
        (ProblemArg::Lscp, ..) => Ok(Allowance::Any),
        (_, _, Some(budget)) => Ok(Allowance::Budget(budget)),
        (_, Some(p), None) => Ok(Allowance::Sites(p)),
        _ => Err(missing("--add | --p | --budget")),
    }
}

fn missing(field: &str) -> anyhow::Error {
    let cause = Words::new(format!("须给出 {field}"), format!("{field} must be given"));
    Refused::one(Issue::new(Code::ParameterMissing, Place::default().field(field), cause))
}

fn bad(field: &str, zh: &str, en: &str) -> anyhow::Error {
    Refused::one(Issue::new(Code::ParameterBad, Place::default().field(field), Words::new(zh, en)))
}

/// Why a study has no answer, with the field as a wish names it; none where it was stopped by the user.
pub(super) fn unanswered(error: &NoAnswer, place: Place) -> Option<Issue> {
    Some(match error {
        NoAnswer::Cancelled(_) => return None,
        NoAnswer::Fault(error) => fault(error, place),
        NoAnswer::Crowded(most) => {
            let cause = Words::new(
                format!("相距小于此间距的可选点位超过 {most} 对；请减小间距，或减少可选点位"),
                format!(
                    "more than {most} pairs of candidates are nearer than this to each other: ask for a smaller spacing, or offer fewer candidates"
                ),
            );
            Issue::new(Code::ParameterBad, place.field("spacing"), cause)
        }
        NoAnswer::Wrong(wrong) => rejected(wrong),
    })
}

/// A problem that cannot be computed with.
fn fault(fault: &Fault, place: Place) -> Issue {
    let cause = match fault {
        Fault::TooLarge => Words::new(
            "权重、时间或费用过大，无法精确求和",
            "weights, times or costs are too large to be summed exactly",
        ),
        other => Words::new(format!("内部不一致：{other}"), format!("it is inconsistent: {other}")),
    };
    Issue::new(Code::FieldBadNumber, place, cause)
}

/// No answer leaves without the judge's word.
fn judged(problem: &Problem, goal: &Goal, allowance: &Allowance, answer: Answer) -> anyhow::Result<Answer> {
    check(problem, goal, allowance, &answer).map_err(|wrong| Refused::one(rejected(&wrong)))?;
    Ok(answer)
}

fn rejected(wrong: &Wrong) -> Issue {
    let cause = Words::new(format!("校验器否决了该答案：{wrong}"), format!("the checker rejects the answer: {wrong}"));
    Issue::new(Code::Internal, Place::default(), cause)
}

/// Writes `siting.json` and says what is in it.
fn written(siting: &Siting, out: &Path, say: &Say) -> anyhow::Result<()> {
    let path = out.join("siting.json");
    write::whole(&path, &json::pretty(siting)?)?;
    if say.is_quiet() {
        return Ok(());
    }
    let text = |number: Option<crate::layer::siting::Number>| match number {
        Some(crate::layer::siting::Number::Whole(number)) => number.to_string(),
        Some(crate::layer::siting::Number::Fraction(number)) => number.to_string(),
        None => "–".to_owned(),
    };
    println!(
        "{} {}  {} {}  {} {}{}",
        say.pick("目标值", "objective"),
        text(siting.objective),
        say.pick("界", "bound"),
        text(siting.bound),
        say.pick("状态：", "status:"),
        status(siting.status, say),
        siting.gap.filter(|&gap| gap > 0.0).map_or(String::new(), |gap| format!(" ({:.2} %)", gap * 100.0))
    );
    for site in &siting.sites {
        let name = [site.kind.as_deref(), site.name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let gained = site.people_gained.map_or(String::new(), |people| format!("  +{people}"));
        println!("  {} {name}{gained}", site.id);
    }
    for site in &siting.closed {
        let name = site.name.as_deref().unwrap_or("");
        let lost = site.people_lost.map_or(String::new(), |people| format!("  -{people}"));
        println!("  {} {} {name}{lost}", say.pick("撤销", "closed"), site.id);
    }
    for stage in &siting.stages {
        let people = stage.people_covered.map_or_else(|| "–".to_owned(), |people| people.to_string());
        println!("  {} {}: {people}  {}", say.pick("累计站点", "sites in all"), stage.p, stage.sites.join(", "));
    }
    if let (Some(before), Some(after)) = (siting.people_covered_before, siting.people_covered_after) {
        println!(
            "{}",
            say.pick(&format!("及时到达：{before} → {after} 人"), &format!("in time: {before} -> {after} people"))
        );
    }
    println!("{}{}", say.pick("结果：", "answer: "), path.display());
    Ok(())
}

fn status<'a>(status: &'a str, say: &Say) -> &'a str {
    match status {
        "optimal" => say.pick("已证明最优", "proved optimal"),
        "within_gap" => say.pick("在界内", "within the gap"),
        "time_limit" => say.pick("到时停止", "stopped by time"),
        "infeasible" => say.pick("无解", "infeasible"),
        other => other,
    }
}

/// What is worth saying beside the answer.
fn remark(status: &str, (asked, candidates): (Option<usize>, usize), say: &Say) {
    if asked.is_some_and(|asked| asked > candidates) {
        say.tell("可选点位少于要求的数量", "there are fewer candidates than sites asked for");
    }
    if status == Status::Infeasible.name() {
        say.tell("没有满足全部规则的方案", "no set of sites keeps all the rules");
    }
}
