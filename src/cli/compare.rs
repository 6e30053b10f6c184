//! `compare`: two scenarios side by side, as files and as a short table.
//!
//! Never here: how figures are found or compared.

use std::path::Path;

use super::args::{Common, Compare};
use super::batch::{finish, outcome};
use super::load::load;
use super::progress::Terminal;
use super::say::{Refused, Say};
use super::scenarios::Shelf;
use super::{Outcome, output, write};
use crate::encode::csv::CsvOptions;
use crate::encode::{csv, geojson, html, json};
use crate::issue::{Code, Issue, Place};
use crate::layer::compare::{Comparison, People2};
use crate::progress::{Progress, Stage};
use crate::study::papers::{Sides, comparison};
use crate::study::run::coverage;
use crate::study::scenario::{BASELINE, NoFigures, compare as side_by_side, told_of};
use crate::words::Words;

/// `halfhour compare`
pub fn compare(args: &Compare, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let (a, b) = match &args.scenario[..] {
        [one] => (BASELINE, one.as_str()),
        [a, b] => (a.as_str(), b.as_str()),
        _ => {
            let cause = Words::new("--scenario 最多给出两次", "--scenario stands twice at most");
            return Err(Refused::one(Issue::new(Code::ParameterBad, Place::default().field("--scenario"), cause)));
        }
    };
    let terminal = Terminal::new(say, &|| false);
    let loaded = load(&args.study, &terminal)?;
    say.notes(&loaded.notes);
    let study = &loaded.study;
    let out = args.out.clone().unwrap_or_else(|| Path::new("out").join(&study.file().id));
    let outputs = ["compare.geojson", "compare.csv", "compare.html", "compare.json"].map(|name| out.join(name));
    output::spare_inputs(&args.study, &study.inputs().sources, &outputs)?;
    let folder = args.study.parent().unwrap_or(Path::new("."));
    let known = Shelf::new(study, folder).known().map_err(Refused::one)?;
    let base = coverage(study, &terminal)?;
    terminal.step(Stage::Analysis, None);
    let told = |id: &str| {
        told_of(study, (&known.all, id), &base, &terminal).map_err(|error| match error {
            NoFigures::Bad(issue) => Refused::one(issue),
            NoFigures::Cancelled(error) => error.into(),
        })
    };
    let (of_a, of_b) = (told(a)?, told(b)?);
    let found = side_by_side(study, &known.all, &known.outdated, ((a, &of_a), (b, &of_b)));
    terminal.step(Stage::Encode, None);
    let page = comparison(study, Sides { all: &known.all, a: &of_a, b: &of_b }, &found, say.lang());
    let page = html::paper::paper(&page)?;
    terminal.step(Stage::Write, Some(4));
    write::whole(&out.join("compare.geojson"), &geojson::layer(&found.layer))?;
    write::whole(&out.join("compare.csv"), &csv::layer(&found.areas, CsvOptions { id: "area", bom: args.bom })?)?;
    write::whole(&out.join("compare.html"), page.as_bytes())?;
    write::whole(&out.join("compare.json"), &json::pretty(&found.comparison)?)?;
    finish(&terminal, common)?;
    let mut issues = known.warnings(&[a, b]);
    issues.extend(of_a.issues.iter().chain(&of_b.issues).cloned());
    issues.dedup();
    say.issues(&issues, true);
    say.issues(&loaded.issues, false);
    if !say.is_quiet() {
        table(&found.comparison, say);
        println!("{}{}", say.pick("结果：", "answer: "), out.join("compare.json").display());
        println!("{}{}", say.pick("报告：", "report: "), out.join("compare.html").display());
    }
    issues.extend(loaded.issues);
    Ok(outcome(&issues))
}

/// The figures in a few lines.
fn table(found: &Comparison, say: &Say) {
    let names: Vec<&str> = found.scenarios.iter().map(|scenario| scenario.name.get(say.lang())).collect();
    println!("{}{}", names.join(" → "), if found.synthetic { say.pick("（合成人口）", " (synthetic)") } else { "" });
    let number = |number: Option<u64>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
    let head =
        [say.pick("原有", "before"), say.pick("之后", "after"), say.pick("增加", "gained"), say.pick("减少", "lost")];
    println!("  {:24} {:>10} {:>10} {:>10} {:>10}", "", head[0], head[1], head[2], head[3]);
    let line = |name: &str, people: &People2| {
        let [a, b, gained, lost] =
            [people.people_covered_a, people.people_covered_b, people.gained, people.lost].map(number);
        println!("  {name:24} {a:>10} {b:>10} {gained:>10} {lost:>10}");
    };
    found.kinds.iter().for_each(|kind| line(&kind.id, &kind.people));
    line(say.pick("全部及时到达", "all of them in time"), &found.joint);
    let (opened, closed) = (found.gaps.opened.len(), found.gaps.closed.len());
    println!(
        "{}",
        say.pick(
            &format!("  新出现的缺口 {opened} 处，消除的缺口 {closed} 处"),
            &format!("  {opened} gaps opened, {closed} gaps closed"),
        )
    );
}
