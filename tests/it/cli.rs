//! `run` and `check` of the built binary on the small study: which files, what is in them, what is said, exit codes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Town, data, files, halfhour, shared};

const FILES: [&str; 10] = [
    "areas.csv",
    "coverage.geojson",
    "facilities.geojson",
    "ferries.csv",
    "gaps.geojson",
    "heat.geojson",
    "isochrones.geojson",
    "issues.csv",
    "report.html",
    "summary.json",
];

/// The results of the small study: one thread, with records and timings; and what was said.
fn gozo() -> &'static (PathBuf, String) {
    static RUN: OnceLock<(PathBuf, String)> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = shared("gozo");
        let study = data("gozo/study.toml");
        let more = ["--records", "--threads", "1", "--timings", "timings.jsonl"];
        let done = halfhour(&folder, &[&["run", &study, "--out", "a/b"], &more[..]].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(done.out.starts_with("Gozo demonstration: 39287 people (synthetic)\n"), "{}", done.out);
        assert!(done.out.ends_with("report: a/b/report.html\n"), "{}", done.out);
        (folder, done.err)
    })
}

fn text(name: &str) -> String {
    fs::read_to_string(gozo().0.join("a/b").join(name)).unwrap()
}

fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

fn features(layer: &str) -> Vec<Value> {
    json(&format!("{layer}.geojson"))["features"].as_array().unwrap().clone()
}

fn sum(rows: &[Value], field: &str) -> u64 {
    rows.iter().map(|row| row["properties"][field].as_u64().unwrap()).sum()
}

#[test]
fn the_key_figures_are_those_of_before() {
    let summary = json("summary.json");
    let mut figures = String::new();
    for kind in summary["kinds"].as_array().unwrap() {
        let share = kind["share"].as_f64().unwrap();
        let minutes = kind["median_s"].as_f64().unwrap() / 60.0;
        figures += &format!("{} {} {share:.2} {minutes:.0}\n", kind["id"], kind["facilities"]);
    }
    let (joint, gaps) = (summary["joint"]["share"].as_f64().unwrap(), &summary["gaps"]["count"]);
    let (demand, ferries) = (&summary["demand"], &summary["ferries"]);
    figures += &format!("joint {joint:.2} gaps {gaps} points {} people {}\n", demand["points"], demand["people"]);
    figures += &format!("ferries {} {}", ferries["lines"], ferries["joined"]);
    insta::assert_snapshot!(figures, @r#"
    "station" 9 0.78 14
    "doctor" 3 0.73 15
    joint 0.60 gaps 13 points 2000 people 39287
    ferries 14 6
    "#);
}

#[test]
fn the_files_are_those_of_the_contract_in_plain_text() {
    let found = files(&gozo().0.join("a/b"));
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let with_records: BTreeSet<&str> = FILES.into_iter().chain(["records.csv"]).collect();
    assert_eq!(names, with_records.into_iter().collect::<Vec<_>>());
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let here = [env!("CARGO_MANIFEST_DIR"), env!("CARGO_TARGET_TMPDIR"), host.trim()];
    for (name, bytes) in &found {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is not UTF-8"));
        assert!(!text.starts_with('\u{feff}') && !text.contains('\r'), "{name}");
        assert!(text.ends_with('\n') || name == "report.html", "{name} ends without a line feed");
        for word in here.iter().filter(|word| word.len() > 6) {
            assert!(!text.contains(*word), "{name} names this machine: {word}");
        }
    }
}

#[test]
fn properties_are_those_of_the_contract_and_ids_are_in_order() {
    for (layer, fields) in [
        (
            "coverage",
            "id area people joint_covered station_covered station_nearest_s doctor_covered doctor_nearest_s synthetic",
        ),
        ("gaps", "id name name_en area people missing station_nearest_s doctor_nearest_s"),
        ("heat", "id people joint_uncovered"),
        ("facilities", "id kind name name_en area level staff snap_m status"),
        ("isochrones", "id facility kind minutes direction"),
    ] {
        let expected: BTreeSet<&str> = fields.split(' ').collect();
        let features = features(layer);
        assert!(!features.is_empty(), "{layer}");
        for feature in &features {
            let found: BTreeSet<&str> = feature["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(found, expected, "{layer}");
            assert_eq!(feature["id"], feature["properties"]["id"], "{layer}");
        }
        let ids: Vec<&str> = features.iter().map(|feature| feature["id"].as_str().unwrap()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{layer} is not ordered by id: {ids:?}");
    }
    let rows = |name: &str| -> Vec<Vec<String>> {
        let text = text(name);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let areas = rows("areas.csv");
    assert_eq!(areas[0].join(","), "area,name,people,joint_covered,station_covered,doctor_covered");
    assert!(areas[1..].is_sorted_by(|a, b| a[0] < b[0]));
    let issues = rows("issues.csv");
    assert_eq!(issues[0].join(","), "code,severity,file,line,field,cause,action");
    let records = rows("records.csv");
    assert_eq!(records.len(), 2_001);
    assert_eq!(records[0][..6].join(","), "id,lon,lat,people,area,joint_covered");
}

#[test]
fn published_figures_add_up_everywhere() {
    let summary = json("summary.json");
    let coverage = features("coverage");
    assert!(coverage.iter().all(|unit| unit["properties"]["people"].as_u64().unwrap() >= 5));
    for unit in &coverage {
        let people = unit["properties"]["people"].as_u64().unwrap();
        for field in ["joint_covered", "station_covered", "doctor_covered"] {
            let covered = unit["properties"][field].as_u64().unwrap();
            assert!(covered <= people && (covered == people || covered % 5 == 0), "{unit}");
        }
    }
    let people = summary["demand"]["people"].as_u64().unwrap();
    let joint = summary["joint"]["people_covered"].as_u64().unwrap();
    assert_eq!((sum(&coverage, "people"), sum(&coverage, "joint_covered")), (people, joint));
    for kind in summary["kinds"].as_array().unwrap() {
        let field = format!("{}_covered", kind["id"].as_str().unwrap());
        assert_eq!(sum(&coverage, &field), kind["people_covered"].as_u64().unwrap(), "{field}");
    }
    let heat = features("heat");
    assert_eq!((sum(&heat, "people"), sum(&heat, "joint_uncovered")), (people, people - joint));
    let gaps = features("gaps");
    assert_eq!(gaps.len() as u64, summary["gaps"]["count"].as_u64().unwrap());
    assert_eq!(sum(&gaps, "people"), summary["gaps"]["people"].as_u64().unwrap());
    let missing = summary["joint"]["missing"].as_array().unwrap();
    assert_eq!(missing.iter().map(|row| row["people"].as_u64().unwrap()).sum::<u64>(), people - joint);
    let areas = text("areas.csv");
    let mut reader = csv::Reader::from_reader(areas.as_bytes());
    let column = |row: &csv::StringRecord, i: usize| row[i].parse::<u64>().unwrap();
    let totals = reader
        .records()
        .map(|row| row.unwrap())
        .fold((0, 0), |(people, joint), row| (people + column(&row, 2), joint + column(&row, 3)));
    assert_eq!(totals, (people, joint));
}

#[test]
fn two_threads_and_a_second_run_give_the_same_bytes() {
    let folder = shared("gozo-two-threads");
    let study = data("gozo/study.toml");
    let done = halfhour(&folder, &["run", &study, "--threads", "2", "--records"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("records.csv holds exact figures"), "{}", done.err);
    let first = files(&gozo().0.join("a/b"));
    let out = folder.join("out/gozo");
    for ((name, one), (_, two)) in first.iter().zip(&files(&out)) {
        assert!(one == two, "{name} differs between one thread and two");
    }
    // Again, in silence, in another language, without the records: they must not stay.
    let done = halfhour(&folder, &["run", &study, "--quiet", "--lang", "zh"]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", ""));
    let again = files(&out);
    assert_eq!(again.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), FILES);
    for (name, bytes) in &again {
        let (_, before) = first.iter().find(|(known, _)| known == name).unwrap();
        let for_people = ["report.html", "issues.csv"].contains(&name.as_str());
        assert_eq!(bytes != before, for_people, "{name}: the language changes what people read, and nothing else");
    }
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    assert!(read("issues.csv").contains("边界") || read("issues.csv").contains("数据"), "{}", read("issues.csv"));
    assert!(read("report.html").contains("lang=\"zh") && read("report.html").contains("戈佐示范"));
    // For Excel: CSV files, and only they, begin with a byte order mark; the rest of them is the same.
    halfhour(&folder, &["run", &study, "--quiet", "--lang", "zh", "--bom"]);
    for ((name, plain), (_, marked)) in again.iter().zip(&files(&out)) {
        let mark: &[u8] = if name.ends_with(".csv") { b"\xef\xbb\xbf" } else { b"" };
        assert!([mark, plain.as_slice()].concat() == *marked, "{name}");
    }
}

#[test]
fn timings_name_the_stages_in_their_order() {
    let timings = fs::read_to_string(gozo().0.join("timings.jsonl")).unwrap();
    let known = "import order build customize snap sweep matrix isochrone analysis encode write total";
    let mut stages = Vec::new();
    for line in timings.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["cpu_seconds", "n", "peak_rss_mb", "seconds", "stage"]);
        assert!(line["seconds"].as_f64().unwrap() >= 0.0 && line["n"].is_u64());
        stages.push(line["stage"].as_str().unwrap().to_owned());
    }
    assert!(stages.iter().all(|stage| known.split(' ').any(|known| known == stage)), "{stages:?}");
    // Without `build`: a snapshot of an earlier run makes it needless.
    for stage in ["import", "snap", "sweep", "isochrone", "analysis", "encode", "write"] {
        assert!(stages.iter().any(|named| named == stage), "no {stage} in {stages:?}");
    }
    assert_eq!((stages.first().unwrap().as_str(), stages.last().unwrap().as_str()), ("import", "total"));
}

#[test]
fn check_lists_every_issue_and_every_ferry() {
    let folder = TempDir::new().unwrap();
    let study = data("gozo/study.toml");
    let done = halfhour(folder.path(), &["check", &study]);
    assert_eq!(done.code, 0, "{}", done.err);
    let issues = text("issues.csv").lines().count() - 1;
    let listed = ["error ", "warning ", "note "];
    let printed = done.err.lines().filter(|line| listed.iter().any(|severity| line.starts_with(severity)));
    assert_eq!(printed.count(), issues, "{}", done.err);
    let ferry = done.out.lines().find(|line| line.starts_with("w625508807 ")).unwrap();
    assert!(ferry.contains("transport") && ferry.contains("25.0 min") && ferry.contains("Ċirkewwa"), "{ferry}");
    assert!(files(folder.path()).is_empty(), "check writes nothing");
    let chinese = halfhour(folder.path(), &["check", &study, "--lang", "zh", "--quiet"]);
    assert!(chinese.err.is_empty() && chinese.out.starts_with("路网："), "{}{}", chinese.err, chinese.out);
}

#[test]
fn what_was_said_warns_and_names_the_stages() {
    let said = &gozo().1;
    assert!(said.contains("Mind: records.csv"), "{said}");
    assert!(said.contains("warning boundary-open") && said.contains("note ferry-not-transport: "), "{said}");
}

#[test]
fn help_has_examples_and_a_wrong_use_ends_with_two() {
    let folder = TempDir::new().unwrap();
    let help = |args: &[&str]| halfhour(folder.path(), args);
    assert!(help(&["--help"]).out.contains("Exit codes: 0 done"));
    for command in ["run", "check", "serve", "isochrone", "matrix", "route", "synth"] {
        let done = help(&[command, "--help"]);
        assert!(done.code == 0 && done.out.contains(&format!("  halfhour {command} ")), "{}", done.out);
    }
    for args in [
        &["run"][..],
        &["run", "study.toml", "--threads", "0"],
        &["route", "study.toml", "--from", "35.9,114.5", "--to", "1,1"],
        &["serve", "study.toml", "--bind", "here"],
        &["synth", "demand", "--seed", "1", "--out", "x"],
        &["run", "no-such-study.toml"],
        &["run", "."],
    ] {
        let done = help(args);
        assert!(done.code == 2 && done.err.starts_with("error") && done.out.is_empty(), "{args:?}: {}", done.err);
    }
    assert!(files(folder.path()).is_empty());
}

#[test]
fn an_isochrone_and_a_route_are_geojson_on_stdout() {
    let town = Town::new();
    let done = town.ask("isochrone", &["--at", "114.05,22.545", "--minutes", "10,5", "--profile", "foot"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let layer: Value = serde_json::from_str(&done.out).unwrap();
    let minutes: Vec<&Value> =
        layer["features"].as_array().unwrap().iter().map(|f| &f["properties"]["minutes"]).collect();
    assert!(minutes.len() == 2 && minutes.contains(&&Value::from(5)), "{minutes:?}");
    let done = town.ask("route", &["--from", "114.05,22.545", "--to", "114.06,22.55"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let layer: Value = serde_json::from_str(&done.out).unwrap();
    assert!(layer["features"].as_array().unwrap().len() >= 3, "walk, road, walk");
    let seconds: f64 =
        layer["features"].as_array().unwrap().iter().map(|f| f["properties"]["seconds"].as_f64().unwrap()).sum();
    let said: f64 = done.err.lines().find_map(|line| line.strip_suffix(" minutes")).unwrap().parse().unwrap();
    assert!((seconds / 60.0 - said).abs() < 0.06, "{seconds} s, {said} min");
    for (args, code) in [
        (&["isochrone", "--at", "114.05,22.545", "--minutes", "0"][..], "parameter-bad"),
        (&["isochrone", "--at", "114.05,22.545", "--minutes", "61"], "parameter-bad"),
        (&["isochrone", "--at", "114.05,22.545", "--minutes", "5", "--profile", "rocket"], "parameter-bad"),
        (&["isochrone", "--at", "14.5,35.9", "--minutes", "5"], "point-off-network"),
        (&["route", "--from", "114.05,22.545", "--to", "14.5,35.9"], "point-off-network"),
    ] {
        let done = town.ask(args[0], &args[1..]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{args:?}");
        assert!(done.err.contains(&format!("error {code}")), "{args:?}: {}", done.err);
    }
}

#[test]
fn issues_of_severity_error_end_with_one_and_are_listed_by_every_command() {
    let town = Town::new();
    town.put("stations.csv", town.text("stations.csv") + "s99,x,x,0,0,street,1\n");
    let done = town.run();
    assert_eq!(done.code, 1);
    assert!(done.err.contains("error null-island stations.csv:"), "{}", done.err);
    for (command, more) in [
        ("check", &[][..]),
        ("isochrone", &["--at", "114.05,22.545", "--minutes", "5"]),
        ("route", &["--from", "114.05,22.545", "--to", "114.06,22.55"]),
    ] {
        let done = town.ask(command, &[more, &["--quiet"]].concat());
        assert_eq!(done.code, 1, "{command}");
        assert!(done.err.starts_with("error null-island stations.csv:"), "{command}: {}", done.err);
    }
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let town = Town::new();
    for (command, more) in
        [("run", &["--out", "town.osm/out"][..]), ("run", &["--out", "fine", "--timings", "town.osm/t"])]
    {
        let done = town.ask(command, more);
        assert_eq!(done.code, 2, "{more:?}");
        assert!(done.err.contains("error output-unwritable") && done.err.contains("town.osm/"), "{}", done.err);
    }
    assert_eq!(town.text("town.osm"), Town::new().text("town.osm"));
}

#[test]
fn no_result_replaces_an_input() {
    // A table named as a result is, beside the study.
    let town = Town::new().with("file = \"stations.csv\"", "file = \"orders.csv\"");
    let stations = town.text("stations.csv");
    town.put("orders.csv", &stations);
    fs::create_dir(town.folder().join("other")).unwrap();
    let before = files_only(town.folder());
    let refused = |more: &[&str], name: &str| {
        let done = town.ask("run", more);
        assert_eq!(done.code, 2, "{more:?}");
        assert!(done.err.contains(&format!("error output-is-input {name}: ")), "{}", done.err);
        assert!(files_only(town.folder()) == before, "{more:?}");
    };
    refused(&["--out", "."], "orders.csv");
    refused(&["--out", "other/.."], "orders.csv");
    refused(&["--out", "fine", "--timings", "demand.csv"], "demand.csv");
    refused(&["--out", "fine", "--timings", "study.toml"], "study.toml");
    assert!(!town.folder().join("fine").exists());
    // Nor does a table of the user that no study names, where no run has been.
    town.put("other/orders.csv", "mine");
    let done = town.ask("run", &["--out", "other"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(town.text("other/orders.csv"), "mine");
}

/// The files of a folder, without folders.
fn files_only(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let mut files: Vec<_> = entries
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn ids_in_the_records_are_no_formulas() {
    let town = Town::new();
    let demand = town.text("demand.csv");
    let row = demand.lines().nth(1).unwrap();
    let id = row.split(',').next().unwrap();
    town.put("demand.csv", demand.replacen(&format!("\n{id},"), "\n=1+1,", 1));
    assert_eq!(town.ask("run", &["--out", "out", "--records"]).code, 0);
    let records = town.text("out/records.csv");
    assert!(records.contains("\n'=1+1,") && !records.contains("\n=1+1"), "{records:.300}");
}

/// A limit on the size of files stops the writing in the middle, as a full disk or a power cut would.
#[cfg(target_os = "linux")]
#[test]
fn a_broken_write_leaves_the_old_file() {
    let town = Town::new();
    assert_eq!(town.run().code, 0);
    let before = files(&town.folder().join("out"));
    // Other figures, so that a file that was written all the same would show.
    let town = town.with("limit = \"15min\"", "limit = \"10min\"");
    for (signal, code) in [("trap '' XFSZ", Some(2)), ("trap - XFSZ", None)] {
        let script = format!(
            "{signal}; ulimit -c 0; ulimit -f 8; exec '{}' run study.toml --out out",
            env!("CARGO_BIN_EXE_halfhour")
        );
        let output =
            std::process::Command::new("sh").current_dir(town.folder()).args(["-c", &script]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), code, "{said}");
        if code.is_some() {
            assert!(said.contains("error output-unwritable"), "{said}");
        }
        let after = files(&town.folder().join("out"));
        let whole: Vec<_> = after.into_iter().filter(|(name, _)| !name.starts_with('.')).collect();
        let old = before.iter().filter(|(name, _)| name != "summary.json");
        assert!(
            whole.iter().eq(old),
            "the first file is larger than the limit, so all are those of before, without a summary"
        );
    }
}
