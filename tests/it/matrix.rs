//! `matrix` and `route` of the built binary: every pair in input order, all statuses, the binary form, and the boat to Gozo.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{Done, data, halfhour};

/// From Victoria over the strait to Malta, out at sea, and an id that must be quoted.
const ORIGINS: &str =
    "id,lon,lat\n\"west, \"\"far\"\"\",14.2055,36.0545\nat sea,14.1,35.99\nvictoria,14.2397,36.0443\n";
const DESTINATIONS: &str = "id,lon,lat\nvictoria,14.2397,36.0443\nmarfa,14.3600,35.9850\nocean,14.2,36.2\n";

fn ask(folder: &TempDir, args: &[&str]) -> Done {
    let done = halfhour(folder.path(), args);
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
    done
}

#[test]
fn every_pair_stands_in_input_order_with_its_status() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.csv"), ORIGINS).unwrap();
    fs::write(folder.path().join("b.csv"), DESTINATIONS).unwrap();
    let study = data("gozo/study.toml");
    let args = ["matrix", &study, "--origins", "a.csv", "--destinations", "b.csv", "--profile", "foot", "--quiet"];
    ask(&folder, &[&args[..], &["--out", "m.csv"]].concat());
    let text = fs::read_to_string(folder.path().join("m.csv")).unwrap();
    assert!(text.starts_with("origin_id,destination_id,seconds,status\n\"west, \"\"far\"\"\",victoria,"), "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let short: Vec<String> = rows.iter().map(|row| format!("{} > {}: {}", &row[0], &row[1], &row[3])).collect();
    // An hour's walk to Mġarr and a boat is within the horizon of 100 minutes; from the far west of Gozo it is not.
    let expected = [
        "west, \"far\" > victoria: ok",
        "west, \"far\" > marfa: unreached",
        "west, \"far\" > ocean: destination_unsnapped",
        "at sea > victoria: origin_unsnapped",
        "at sea > marfa: origin_unsnapped",
        "at sea > ocean: origin_unsnapped",
        "victoria > victoria: ok",
        "victoria > marfa: unreached",
        "victoria > ocean: destination_unsnapped",
    ];
    assert_eq!(short, expected);
    let times: Vec<Option<u32>> = rows.iter().map(|row| row[2].parse().ok()).collect();
    assert!(rows.iter().zip(&times).all(|(row, time)| time.is_some() == (&row[3] == "ok")), "{text}");
    // Three and a half kilometres on foot.
    assert!((2_000..5_000).contains(&times[0].unwrap()), "{:?}", times[0]);

    ask(&folder, &[&args[..], &["--out", "m.bin", "--binary"]].concat());
    let binary = fs::read(folder.path().join("m.bin")).unwrap();
    let cells = binary.chunks_exact(4).map(|cell| u32::from_le_bytes(cell.try_into().unwrap()));
    let cells: Vec<Option<u32>> = cells.map(|cell| Some(cell).filter(|&cell| cell != u32::MAX)).collect();
    assert_eq!((binary.len(), cells), (36, times));
}

#[test]
fn rows_that_cannot_be_used_are_listed_without_their_values() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.csv"), "id,lon,lat\nx,14.24,36.04\nx,14.25,36.04\ny,,36.04\n").unwrap();
    fs::write(folder.path().join("b.csv"), "id,lon,lat\nv,14.2397,36.0443\n").unwrap();
    fs::write(folder.path().join("none.csv"), "id,lon,lat\n").unwrap();
    let study = data("gozo/study.toml");
    let ask = |origins: &str| {
        let args = ["matrix", &study, "--origins", origins, "--destinations", "b.csv", "--out", "m.csv", "--quiet"];
        halfhour(folder.path(), &args)
    };
    let done = ask("a.csv");
    assert_eq!(done.code, 1);
    assert!(done.err.contains("error duplicate-id a.csv:3 [id]"), "{}", done.err);
    assert!(done.err.contains("error field-missing a.csv:4 [lon]") && !done.err.contains("36.04"), "{}", done.err);
    assert_eq!(fs::read_to_string(folder.path().join("m.csv")).unwrap().lines().count(), 2);
    for missing in ["nowhere.csv", "."] {
        let done = ask(missing);
        assert!(done.code == 2 && done.err.starts_with("error file-"), "{missing}: {} {}", done.code, done.err);
    }
    assert!(ask("none.csv").code < 2, "no origin, no row");
    assert_eq!(fs::read_to_string(folder.path().join("m.csv")).unwrap().lines().count(), 1);
}

/// A study of the whole archipelago with next to nobody in it.
fn malta(ferries: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let study = format!(
        "[study]\nid = \"gozo-by-car\"\n[network]\nosm = [{:?}]\n{ferries}\n[[kinds]]\nid = \"hospital\"\nprofile = \"car\"\n\
         direction = \"from\"\n[[facilities]]\nkind = \"hospital\"\nosm = [\"amenity=hospital\"]\n[[demand]]\nfile = \"d.csv\"\n",
        data("malta/malta-20240312.osm.pbf"),
    );
    for (name, text) in [
        ("study.toml", study.as_str()),
        ("d.csv", "id,lon,lat,people\na,14.5146,35.8997,9\n"),
        ("a.csv", "id,lon,lat\nvalletta,14.5146,35.8997\nċirkewwa,14.3296,35.9875\n"),
        ("b.csv", "id,lon,lat\nvictoria,14.2397,36.0443\nmdina,14.4028,35.8870\n"),
        ("f.csv", "osm,class\nw625508807,cruise\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn matrix(folder: &TempDir) -> Vec<(String, Option<u32>, String)> {
    let args = ["matrix", "study.toml", "--origins", "a.csv", "--destinations", "b.csv", "--out", "m.csv", "--quiet"];
    ask(folder, &[&args[..], &["--profile", "car"]].concat());
    let text = fs::read_to_string(folder.path().join("m.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| (format!("{} > {}", &row[0], &row[1]), row[2].parse().ok(), row[3].to_owned())).collect()
}

const TO_VICTORIA: [&str; 4] = ["--from", "14.5146,35.8997", "--to", "14.2397,36.0443"];

#[test]
fn gozo_is_reached_by_car_over_the_strait() {
    let folder = malta("");
    let rows = matrix(&folder);
    let statuses: Vec<&str> = rows.iter().map(|(_, _, status)| status.as_str()).collect();
    assert_eq!(statuses, ["ok"; 4], "{rows:?}");
    // Half an hour of boat and boarding; the map promises 25 km to the quay, and 6 km behind it.
    assert!((3_600..5_400).contains(&rows[0].1.unwrap()), "{rows:?}");
    assert!((1_800..3_000).contains(&rows[2].1.unwrap()), "{rows:?}");
    let done = halfhour(folder.path(), &[&["route", "study.toml"], &TO_VICTORIA[..]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let layer: Value = serde_json::from_str(&done.out).unwrap();
    let legs: Vec<&Value> = layer["features"].as_array().unwrap().iter().map(|leg| &leg["properties"]).collect();
    let seconds: f64 = legs.iter().map(|leg| leg["seconds"].as_f64().unwrap()).sum();
    assert_eq!(Some(seconds.ceil() as u32), rows[0].1, "the legs add up to the matrix");
    let board = legs.iter().position(|leg| leg["kind"] == "board").unwrap();
    assert_eq!(legs[board]["seconds"], 300.0);
    let boats: Vec<&&Value> = legs.iter().filter(|leg| leg["kind"] == "ferry").collect();
    assert_eq!((boats.len(), &boats[0]["seconds"]), (1, &Value::from(1_500.0)), "{boats:?}");
    let name = boats[0]["name"].as_str().unwrap();
    assert!(name.contains("Ċirkewwa") && name.contains("Mġarr"), "{name}");
    assert_eq!(legs[board + 1]["kind"], "ferry");
}

#[test]
fn without_the_line_gozo_is_not_reached() {
    let folder = malta("ferries = \"f.csv\"");
    let rows = matrix(&folder);
    let statuses: Vec<&str> = rows.iter().map(|(_, _, status)| status.as_str()).collect();
    assert_eq!(statuses, ["unreached", "ok", "unreached", "ok"], "{rows:?}");
    let done = halfhour(folder.path(), &[&["route", "study.toml"], &TO_VICTORIA[..]].concat());
    assert!(done.code == 0 && done.err.contains("not reached within the horizon"), "{}", done.err);
    let layer: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(layer["features"], Value::Array(Vec::new()));
}
