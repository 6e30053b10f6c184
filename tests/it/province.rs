//! The made province through the built binary: made, run from its map and from the snapshot, on one thread and on two.

use std::fs;

use halfhour::import::osm;
use halfhour::network::walls::WallKind;
use halfhour::progress::Silent;
use tempfile::TempDir;

use crate::binary::{files, halfhour};

#[test]
fn a_made_province_runs_and_gives_the_same_bytes_again() {
    let folder = TempDir::new().unwrap();
    let synth = ["synth", "province", "--seed", "3", "--junctions", "4000", "--out", "made", "--quiet"];
    let done = halfhour(folder.path(), &synth);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let names: Vec<String> = files(&folder.path().join("made")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["demand.csv", "facilities.csv", "province.osm.pbf", "study.toml"]);
    let map = folder.path().join("made/province.osm.pbf");
    let (extract, _) =
        osm::read(&[("province.osm.pbf".to_owned(), map)], &osm::Options::default(), &Silent::default()).unwrap();
    assert!(extract.input.walls.iter().any(|wall| wall.kind == WallKind::Line), "its river is a wall");
    for (out, threads) in [("first", "2"), ("again", "1")] {
        let run = ["run", "made/study.toml", "--out", out, "--threads", threads, "--quiet"];
        assert_eq!(halfhour(folder.path(), &run).code, 0);
    }
    let first = files(&folder.path().join("first"));
    assert!(first == files(&folder.path().join("again")), "from the map on two threads, from the snapshot on one");
    let written: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        written,
        [
            "areas.csv",
            "coverage.geojson",
            "facilities.geojson",
            "ferries.csv",
            "issues.csv",
            "report.html",
            "summary.json"
        ]
    );
    let summary = fs::read_to_string(folder.path().join("first/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let of_kinds = |field: &str| -> Vec<u64> {
        summary["kinds"].as_array().unwrap().iter().map(|kind| kind[field].as_u64().unwrap()).collect()
    };
    assert_eq!(of_kinds("facilities"), [1, 1, 1, 6, 66]);
    assert_eq!(summary["demand"]["people"], 200_000);
    assert!(of_kinds("people_covered").iter().all(|&people| people > 100_000), "{:?}", of_kinds("people_covered"));
}

#[test]
fn a_province_without_end_is_refused() {
    let folder = TempDir::new().unwrap();
    let synth = ["synth", "province", "--seed", "3", "--junctions", "4000000000", "--out", "made"];
    assert_eq!(halfhour(folder.path(), &synth).code, 2);
}
