//! The boat to Gozo by the clock, with the built binary on the real map: every 45 minutes, 25 across, 5 to board.

use std::fs;

use tempfile::TempDir;

use crate::binary::{data, halfhour};

/// A doctor beside the quay on Malta, and 12,000 people beside the one on Gozo.
fn study(limit: u32) -> TempDir {
    let folder = TempDir::new().unwrap();
    let text = format!(
        "[study]\nid = \"gozo\"\ntime_zone = \"Europe/Malta\"\nreference_week = 2026-03-02\nlimit = \"{limit}min\"\nminimum_group = 1\n\
         [network]\nosm = [{:?}]\n[[kinds]]\nid = \"doctor\"\nprofile = \"car\"\ndirection = \"from\"\n[[facilities]]\nkind = \"doctor\"\n\
         file = \"f.csv\"\n[[demand]]\nfile = \"d.csv\"\n[analyses]\ncoverage = {{}}\nhours = {{}}\nislands = {{}}\n",
        data("malta/malta-20240312.osm.pbf"),
    );
    fs::write(folder.path().join("study.toml"), text).unwrap();
    fs::write(folder.path().join("f.csv"), "id,name,lon,lat\nf,Cirkewwa,14.3335,35.9795\n").unwrap();
    fs::write(folder.path().join("d.csv"), "id,lon,lat,people\np,14.2945,36.0285,12000\n").unwrap();
    folder
}

fn run(folder: &TempDir, more: &[&str]) -> Vec<csv::StringRecord> {
    let args = [&["run", "study.toml", "--out", "out", "--records", "--quiet"], more].concat();
    let done = halfhour(folder.path(), &args);
    assert!(done.code < 2, "{}", done.err);
    let mut reader = csv::Reader::from_path(folder.path().join("out/hours.csv")).unwrap();
    let columns = reader.headers().unwrap().clone();
    assert_eq!(&columns, &vec!["hour", "day", "time", "people", "joint_covered", "doctor_covered"]);
    reader.records().map(Result::unwrap).collect()
}

#[test]
fn the_boat_to_gozo_by_the_clock() {
    let half = study(30);
    let rows = run(&half, &[]);
    assert_eq!(rows.len(), 168);
    // Who stands on the quay needs thirty minutes; the doctor must come to it first.
    assert!(rows.iter().all(|row| &row[4] == "0"));
    let records = fs::read_to_string(half.path().join("out/records.csv")).unwrap();
    let at_quay: f64 = records.lines().nth(1).unwrap().split(',').nth(7).unwrap().parse().unwrap();
    assert!(at_quay > 30.0 * 60.0, "access and egress take time: {at_quay}");

    // Within the hour: the share of calls after which the wait still fits, of boats every 45 minutes.
    let whole = study(60);
    let rows = run(&whole, &[]);
    let expected = 12_000.0 * (3_600.0 - at_quay) / 2_700.0;
    let told: f64 = rows.iter().find(|row| &row[0] == "2026-03-04T10:00").unwrap()[4].parse().unwrap();
    assert!((told - expected).abs() <= 12_000.0 / 2_700.0 + 1.0, "{told} {expected}");
    // In the night nobody says that boats sail.
    assert_eq!(&rows.iter().find(|row| &row[0] == "2026-03-04T02:00").unwrap()[4], "0");

    let rows = run(&whole, &["--without-line", "w625508807"]);
    assert!(rows.iter().all(|row| &row[4] == "0"), "the other boats carry no cars");
    let lost = fs::read_to_string(whole.path().join("out/disruption.csv")).unwrap();
    let cells: Vec<&str> = lost.lines().nth(1).unwrap().split(',').collect();
    assert_eq!((cells[0], cells[2], cells[4]), ("", "12000", "0"));
    assert!(cells[3].parse::<u32>().unwrap() > 0);
    let unknown = halfhour(whole.path(), &["run", "study.toml", "--without-line", "w1", "--quiet"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("the timetable has no `w1`"), "{}", unknown.err);
}

#[test]
fn one_journey_by_the_clock() {
    let folder = study(60);
    let ends = ["--from", "14.3335,35.9795", "--to", "14.2945,36.0285"];
    let at = |depart: &[&str]| {
        let done = halfhour(folder.path(), &[&["route", "study.toml", "--quiet"], &ends[..], depart].concat());
        (done.code, done.out, done.err)
    };
    let (code, out, _) = at(&["--depart", "2026-03-04T10:00"]);
    assert_eq!(code, 0);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    let legs = answer["features"].as_array().unwrap();
    let kinds: Vec<&str> = legs.iter().map(|leg| leg["properties"]["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"wait") && kinds.contains(&"ferry"), "{kinds:?}");
    let ferry = legs.iter().find(|leg| leg["properties"]["kind"] == "ferry").unwrap();
    assert_eq!(ferry["properties"]["seconds"], 1_500.0);
    let (code, _, err) = at(&["--depart", "2026-04-04T10:00"]);
    assert_eq!(code, 2);
    assert!(err.contains("2026-03-02 to 2026-03-08"), "{err}");
    let (_, out, _) = at(&["--depart", "2026-03-04T02:00"]);
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(answer["features"].as_array().unwrap().is_empty(), "no boat, no way");
}
