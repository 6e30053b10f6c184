//! The five studies of `data/studies` through the built binary: their totals, their levels, their bad tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Done, data, files, halfhour, shared};

const STUDIES: [&str; 5] = ["futian", "jiading", "xinhui", "gansu", "zhoushan"];
/// The seed of what is committed.
const SEED: &str = "2026";

/// Runs a study of the data and gives the folder of its results.
fn run(name: &str) -> std::path::PathBuf {
    let folder = shared(&format!("study-{name}"));
    let done = halfhour(&folder, &["run", &data(&format!("studies/{name}/study.toml")), "--out", "out", "--quiet"]);
    assert_eq!(done.code, 0, "{name}: {}", done.err);
    folder.join("out")
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// What was counted, by name, and nothing that differs from what the study expects.
fn totals(folder: &Path) -> BTreeMap<String, u64> {
    let summary = json(folder, "summary.json");
    let rows = summary["totals"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["expected"] == row["counted"]), "{rows:?}");
    rows.iter().map(|row| (row["name"].as_str().unwrap().to_owned(), row["counted"].as_u64().unwrap())).collect()
}

fn stations(folder: &Path) -> usize {
    let layer = json(folder, "facilities.geojson");
    let all = layer["features"].as_array().unwrap();
    all.iter().filter(|feature| feature["properties"]["kind"] == "station").count()
}

/// The rows of a table by the names of its columns.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |line: &str| head.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect();
    lines.map(row).collect()
}

/// At every level that has figures the published people and those covered add up to those of the summary.
fn levels_add_up(folder: &Path, lengths: &[usize]) {
    let summary = json(folder, "summary.json");
    let areas = table(&folder.join("areas.csv"));
    let mut told = 0;
    for &length in lengths {
        let own: Vec<_> = areas.iter().filter(|row| row["area"].len() == length && !row["people"].is_empty()).collect();
        let sum = |field: &str| own.iter().map(|row| row[field].parse::<u64>().unwrap()).sum::<u64>();
        if own.is_empty() {
            continue;
        }
        told += 1;
        assert_eq!(summary["demand"]["people"], sum("people"), "codes of {length} digits");
        assert_eq!(summary["joint"]["people_covered"], sum("joint_covered"), "codes of {length} digits");
        for kind in summary["kinds"].as_array().unwrap() {
            let field = format!("{}_covered", kind["id"].as_str().unwrap());
            assert_eq!(kind["people_covered"], sum(&field), "{field}, codes of {length} digits");
        }
    }
    assert!(told > 0);
}

#[test]
fn futian_comes_to_103_stations_and_271_staff() {
    let folder = run("futian");
    let totals = totals(&folder);
    assert_eq!((totals["stations"], totals["staff"], totals["communities"]), (103, 271, 93));
    assert_eq!(["district", "street", "community"].map(|level| totals[&format!("stations_{level}")]), [1, 10, 92]);
    assert_eq!(stations(&folder), 103);
    let layer = json(&folder, "facilities.geojson");
    let staff = layer["features"].as_array().unwrap().iter().map(|feature| &feature["properties"]);
    let staff = staff.filter(|of| of["kind"] == "station").map(|of| of["staff"].as_u64().unwrap());
    assert_eq!(staff.sum::<u64>(), 271, "who has two posts counts at the first");
    levels_add_up(&folder, &[6, 9, 12]);
    let report = fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(report.contains("虚构") && report.contains("福田"), "what is made is said to be made");
}

#[test]
fn jiading_comes_to_413_guides() {
    let folder = run("jiading");
    let totals = totals(&folder);
    assert_eq!(
        ["guides", "guides_district", "guides_town", "guides_village"].map(|name| totals[name]),
        [413, 40, 15, 358]
    );
    assert_eq!(stations(&folder), 1 + 14 + 12 + 358);
    levels_add_up(&folder, &[6, 9, 12]);
}

#[test]
fn xinhui_comes_to_242_villages() {
    let folder = run("xinhui");
    let totals = totals(&folder);
    let names = ["villages", "towns", "committee_members", "villages_with_committee", "workshops"];
    assert_eq!(names.map(|name| totals[name]), [242, 16, 338, 194, 180]);
    assert_eq!(stations(&folder), 1 + 16 + 194 + 12);
    levels_add_up(&folder, &[6, 9, 12]);
}

#[test]
fn zhoushan_comes_to_140_inhabited_islands() {
    let folder = run("zhoushan");
    let totals = totals(&folder);
    assert_eq!((totals["inhabited_islands"], totals["areas_island"]), (140, 140));
    let listed = table(data("studies/zhoushan/stations.csv").as_ref()).len();
    assert_eq!(stations(&folder), listed);
}

#[test]
fn the_studies_are_what_their_seed_makes() {
    for name in STUDIES {
        let folder = TempDir::new().unwrap();
        let done = halfhour(folder.path(), &["synth", name, "--seed", SEED, "--out", "made", "--quiet"]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{name}");
        for (file, bytes) in files(&folder.path().join("made")) {
            let committed = fs::read(data(&format!("studies/{name}/{file}"))).unwrap();
            assert!(committed == bytes, "studies/{name}/{file}: `make studies` writes what the code makes");
        }
    }
}

#[test]
fn gansu_comes_to_18718_stations_and_17718_villages() {
    let folder = copy("gansu");
    let study = fs::read_to_string(folder.path().join("study.toml")).unwrap();
    let (before, _) = study.split_once("[analyses]").unwrap();
    // The other analyses take longer than a test should; the rules and the orders stay.
    fs::write(folder.path().join("study.toml"), format!("{before}[analyses]\ncoverage = {{}}\n")).unwrap();
    let done = check(&folder);
    assert_eq!(done.code, 0, "{}", done.err);
    let out = folder.path().join("out");
    let totals = totals(&out);
    let levels =
        ["province", "city", "county", "township", "village"].map(|level| totals[&format!("stations_{level}")]);
    assert_eq!((totals["stations"], levels), (18_718, [1, 14, 88, 1_403, 17_212]));
    assert_eq!((totals["villages"], totals["mobile_stations"]), (17_718, 4));
    assert_eq!(stations(&out), 18_718);
    levels_add_up(&out, &[2, 4, 6, 9, 12]);
    let summary = json(&out, "summary.json");
    let rule = summary["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "model_station").unwrap();
    let [asked, kept] = ["asked", "kept"].map(|field| rule[field].as_u64().unwrap());
    assert!(kept < asked && kept * 10 > asked * 8, "most, and not all: {kept} of {asked}");
}

/// A copy of a study to be spoilt.
fn copy(name: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    for entry in fs::read_dir(data(&format!("studies/{name}"))).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

fn check(folder: &TempDir) -> Done {
    halfhour(folder.path(), &["run", "study.toml", "--out", "out", "--quiet"])
}

#[test]
fn bad_tables_are_listed_and_the_rest_is_used() {
    let folder = copy("futian");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let (staff, stations, demand) = (read("staff.csv"), read("stations.csv"), read("demand.csv"));
    let first = staff.lines().nth(1).unwrap();
    let rows = staff.lines().count();
    fs::write(folder.path().join("staff.csv"), format!("{staff}p99999,snowhere,head\n{first}\n")).unwrap();
    // The district's station has no parent; below its own street it stands above itself.
    let head: Vec<&str> = stations.lines().next().unwrap().split(',').collect();
    let parent = head.iter().position(|name| *name == "parent").unwrap();
    let row = |line: &str| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if cells[0] == "s440304" {
            cells[parent] = "s440304001";
        }
        cells.join(",")
    };
    let cycle: Vec<String> = stations.lines().map(row).collect();
    fs::write(folder.path().join("stations.csv"), cycle.join("\n") + "\n").unwrap();
    let last = demand.lines().last().unwrap().replace("d0", "d9").replace(",440304", ",999999");
    let lines = demand.lines().count();
    fs::write(folder.path().join("demand.csv"), format!("{demand}{last}\n")).unwrap();

    let done = check(&folder);
    assert_eq!(done.code, 1, "{}", done.err);
    let issues = table(&folder.path().join("out/issues.csv"));
    let listed = |code: &str, file: &str, line: usize| {
        issues.iter().any(|row| row["code"] == code && row["file"] == file && row["line"] == line.to_string())
    };
    assert!(listed("facility-unknown", "staff.csv", rows + 1), "{issues:?}");
    assert!(listed("duplicate-id", "staff.csv", rows + 2));
    let of_district = stations.lines().position(|line| line.starts_with("s440304,")).unwrap() + 1;
    assert!(listed("parent-cycle", "stations.csv", of_district));
    assert!(listed("area-unknown", "demand.csv", lines + 1));
    let totals = totals(&folder.path().join("out"));
    assert_eq!((totals["stations"], totals["staff"]), (103, 271));
}
