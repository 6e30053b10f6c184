//! `run` and `check`: a study's answers as files, or only what is wrong with its inputs.
//!
//! Never here: how an answer is found or encoded.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use rayon::prelude::*;

use super::args::{Check, Common, Run};
use super::load::{Loaded, load, load_with};
use super::output::{FILES, SUMMARY};
use super::progress::Terminal;
use super::say::Say;
use super::{Outcome, output, write};
use crate::encode;
use crate::encode::csv::{CsvOptions, harmless};
use crate::issue::{Issue, Severity};
use crate::layer::Layer;
use crate::progress::{Progress, Stage};
use crate::study::report::report;
use crate::study::run::{Results, run as answer};
use crate::timetable::{ServiceSource, time_of_day};
use crate::units::Deciseconds;
use crate::words::Lang;

/// `halfhour run`
pub fn run(args: &Run, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(say, &|| false);
    let mut loaded = load_with(&args.study, args.without.disruption(), &terminal)?;
    say.notes(&loaded.notes);
    say.issues(&loaded.issues, false);
    let out = args.out.clone().unwrap_or_else(|| Path::new("out").join(&loaded.study.file().id));
    let outputs: Vec<PathBuf> = FILES.iter().map(|name| out.join(name)).chain(common.timings.clone()).collect();
    output::spare_inputs(&args.study, &loaded.study.inputs().sources, &outputs)?;
    let results = answer(&loaded.study, &loaded.issues, &terminal)?;
    say.issues(&results.issues, false);
    loaded.issues.extend(results.issues.iter().cloned());
    loaded.issues.sort();
    terminal.step(Stage::Encode, None);
    let mut files = encoded(&loaded, &results, say.lang(), args.bom)?;
    if args.records {
        files.push(("records.csv", records(&loaded, &results, args.bom)));
    }
    terminal.step(Stage::Write, Some(files.len() as u64));
    output::results(&out, &files, &terminal)?;
    finish(&terminal, common)?;
    told(&loaded, &results, &out, say);
    if args.records {
        say.tell(
            "注意：records.csv 含每个需求点的精确数据，只供本单位使用，请勿外传。",
            "Mind: records.csv holds exact figures of every demand point; it is for the office itself and must not be passed on.",
        );
    }
    let outcome = outcome(&loaded.issues);
    // The process ends now: to free a million values one by one would only make it wait.
    std::mem::forget((loaded, results));
    Ok(outcome)
}

/// `halfhour check`
pub fn check(args: &Check, common: &Common, say: &Say) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(say, &|| false);
    let loaded = load(&args.study, &terminal)?;
    say.notes(&loaded.notes);
    finish(&terminal, common)?;
    say.issues(&loaded.issues, true);
    println!("{}", audit(&loaded, say.lang()));
    Ok(outcome(&loaded.issues))
}

/// The timings, where they were asked for.
pub fn finish(terminal: &Terminal<'_>, common: &Common) -> anyhow::Result<()> {
    let timings = terminal.finish();
    match &common.timings {
        Some(path) => write::whole(path, timings.as_bytes()),
        None => Ok(()),
    }
}

/// Whether something that the user supplied was refused.
pub fn outcome(issues: &[Issue]) -> Outcome {
    let refused = issues.iter().any(|issue| issue.severity() == Severity::Error);
    if refused { Outcome::WithErrors } else { Outcome::Clean }
}

/// The report as a page.
pub fn report_page(loaded: &Loaded, results: &Results, lang: Lang) -> anyhow::Result<Vec<u8>> {
    Ok(encode::html::report(&report(&loaded.study, results, lang))?.into_bytes())
}

fn encoded(loaded: &Loaded, results: &Results, lang: Lang, bom: bool) -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    let encode = |layer: &Arc<Layer>| {
        let name = FILES.iter().copied().find(|name| name.strip_suffix(".geojson") == Some(layer.id));
        name.map(|name| (name, encode::geojson::layer(layer)))
    };
    let layers = || results.layers.par_iter().filter_map(encode).collect();
    let (mut files, page): (Vec<(&'static str, Vec<u8>)>, _) =
        rayon::join(layers, || report_page(loaded, results, lang));
    // The table has one name a row; the page asks for the other one too.
    let areas = results.areas.without("name_en");
    files.push(("areas.csv", encode::csv::layer(&areas, CsvOptions { id: "area", bom })?));
    if let Some(week) = results.week.as_ref().filter(|_| loaded.study.file().analyses.hours.is_some()) {
        files.push(("hours.csv", encode::csv::layer(&week.table, CsvOptions { id: "hour", bom })?));
    }
    if let Some(table) = results.week.as_ref().and_then(|week| week.disruption.as_ref()) {
        files.push(("disruption.csv", encode::csv::layer(table, CsvOptions { id: "area", bom })?));
    }
    for table in &results.tables {
        let name = FILES.iter().copied().find(|name| name.strip_suffix(".csv") == Some(table.id));
        let name = name.with_context(|| format!("no file is named for the table {}", table.id))?;
        files.push((name, encode::csv::layer(table, CsvOptions { id: "id", bom })?));
    }
    files.push(("ferries.csv", encode::csv::layer(&results.ferries, CsvOptions { id: "id", bom })?));
    files.push(("issues.csv", encode::csv::issues(&loaded.issues, lang, bom)?));
    files.push(("report.html", page?));
    files.push((SUMMARY, encode::json::pretty(&results.summary)?));
    Ok(files)
}

/// One row a demand point, exact: never served, written only when asked for.
fn records(loaded: &Loaded, results: &Results, bom: bool) -> Vec<u8> {
    let study = &loaded.study;
    let inputs = study.inputs();
    let mut text = String::from(if bom { "\u{feff}" } else { "" });
    text.push_str("id,lon,lat,people,area,joint_covered");
    for kind in &study.file().kinds {
        // Writing to a string cannot fail, here and below.
        let _ = write!(text, ",{0}_covered,{0}_nearest_s,{0}_facility", kind.id);
    }
    text.push('\n');
    let mut writer = csv::Writer::from_writer(text.into_bytes());
    for (i, point) in inputs.demand.iter().enumerate() {
        let at = point.at.rounded();
        let area = study.area_of()[i].map_or("", |area| inputs.areas.get(area).id.as_str());
        let people = point.people.thousandths();
        let people =
            if people % 1_000 == 0 { (people / 1_000).to_string() } else { format!("{:.3}", people as f64 / 1e3) };
        let mut row = vec![
            harmless(&point.id),
            format!("{:.6}", at.lon()),
            format!("{:.6}", at.lat()),
            people,
            harmless(area),
            results.coverage.joint_covered(i).to_string(),
        ];
        for (kind, times) in results.coverage.kinds.iter().enumerate() {
            row.push(results.coverage.covered(kind, i).to_string());
            row.push(times.nearest[i].seconds().map_or(String::new(), |seconds| seconds.to_string()));
            row.push(times.facility[i].map_or(String::new(), |f| harmless(&inputs.facilities[f as usize].id)));
        }
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

/// What a run found, in a few lines.
fn told(loaded: &Loaded, results: &Results, out: &Path, say: &Say) {
    if say.is_quiet() {
        return;
    }
    let (study, summary) = (&loaded.study, &results.summary);
    let synthetic = if study.file().synthetic() { say.pick("（合成人口）", " (synthetic)") } else { "" };
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let people = |people: Option<u64>| people.map_or_else(|| "–".to_owned(), |people| people.to_string());
    println!(
        "{}: {} {}{synthetic}",
        study.file().name.get(say.lang()),
        people(summary.demand.people),
        say.pick("人", "people")
    );
    for (kind, figures) in study.file().kinds.iter().zip(&summary.kinds) {
        println!(
            "  {:24} {:>8}  {:>10}",
            kind.name.get(say.lang()),
            share(figures.share),
            people(figures.people_covered)
        );
    }
    let all = say.pick("全部及时到达", "all of them in time");
    println!("  {all:24} {:>8}  {:>10}", share(summary.joint.share), people(summary.joint.people_covered));
    match say.lang() {
        Lang::Zh => println!("  缺口 {} 处，{} 人", summary.gaps.count, people(summary.gaps.people)),
        Lang::En => println!("  {} gaps, {} people", summary.gaps.count, people(summary.gaps.people)),
    }
    let report: PathBuf = out.join("report.html");
    println!("{}{}", say.pick("报告：", "report: "), report.display());
}

/// What `check` says on stdout: counts of what was read, and every ferry line with its class and reason.
fn audit(loaded: &Loaded, lang: Lang) -> String {
    let inputs = loaded.study.inputs();
    let network = loaded.study.network();
    let mut text = match lang {
        Lang::Zh => format!(
            "路网：{} 个顶点，{} 条边；设施 {}；需求点 {}；区划 {}；渡轮 {} 条（使用 {}）\n",
            network.vertex_count(),
            network.edges().len(),
            inputs.facilities.len(),
            inputs.demand.len(),
            inputs.areas.all().len(),
            inputs.ferries.0,
            inputs.ferries.1,
        ),
        Lang::En => format!(
            "network: {} vertices, {} edges; {} facilities; {} demand points; {} areas; {} ferry ways, {} used\n",
            network.vertex_count(),
            network.edges().len(),
            inputs.facilities.len(),
            inputs.demand.len(),
            inputs.areas.all().len(),
            inputs.ferries.0,
            inputs.ferries.1,
        ),
    };
    let mut classes: BTreeMap<&str, u64> = BTreeMap::new();
    for line in &inputs.ferry_lines {
        *classes.entry(line.class).or_default() += 1;
        let minutes = f64::from(line.crossing.unwrap_or(Deciseconds::ZERO).get()) / 600.0;
        let boats = match (line.offer.first, line.offer.last) {
            (Some(first), Some(last)) => format!("{}-{}", time_of_day(first), time_of_day(last)),
            _ => "-".to_owned(),
        };
        let source = line.source.map_or("-", ServiceSource::name);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:12} {:13} {:7} {minutes:>6.1} min  {source:7} {boats:11} {:>4}  {}  {}",
            line.id,
            line.class,
            line.joined,
            line.offer.boats,
            line.name.get(lang),
            line.reason.get(lang)
        );
    }
    let classes: Vec<String> = classes.iter().map(|(class, count)| format!("{class} {count}")).collect();
    if !classes.is_empty() {
        text +=
            &format!("{} {}\n", if lang == Lang::Zh { "航线类别：" } else { "classes of line:" }, classes.join(", "));
    }
    text.pop();
    text
}
