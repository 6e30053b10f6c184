//! The audit of ferry lines as a batch writes it, and what a study's own timetables change in it.

use std::fs;

use tempfile::TempDir;

use crate::binary::{data, halfhour};

/// A study of the whole archipelago with next to nobody in it.
fn malta(more: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let study = format!(
        "[study]\nid = \"boats\"\ntime_zone = \"Europe/Malta\"\nreference_week = 2026-03-02\n[network]\nosm = [{:?}]\n{more}\n\
         [[kinds]]\nid = \"hospital\"\nprofile = \"car\"\ndirection = \"from\"\n[[facilities]]\nkind = \"hospital\"\n\
         osm = [\"amenity=hospital\"]\n[[demand]]\nfile = \"d.csv\"\n[analyses]\ncoverage = {{}}\n",
        data("malta/malta-20240312.osm.pbf"),
    );
    fs::write(folder.path().join("study.toml"), study).unwrap();
    fs::write(folder.path().join("d.csv"), "id,lon,lat,people\na,14.5146,35.8997,9\n").unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The table of a run: its columns and its rows.
fn table(folder: &TempDir) -> Vec<Vec<(String, String)>> {
    let done = halfhour(folder.path(), &["run", "study.toml", "--out", "out", "--quiet"]);
    assert!(done.code < 2, "{}", done.err);
    rows(&fs::read(folder.path().join("out/ferries.csv")).unwrap())
}

fn rows(bytes: &[u8]) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let named =
        |row: csv::StringRecord| header.iter().zip(row.iter()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    reader.records().map(|row| named(row.unwrap())).collect()
}

fn get<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    row.iter().find(|cell| cell.0 == name).map(|cell| cell.1.as_str()).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn malta_is_as_expected_line_by_line() {
    let found = table(&malta("", &[]));
    let expected = rows(&fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/malta-ferries.csv")).unwrap());
    assert_eq!((found.len(), expected.len()), (27, 27));
    for (found, expected) in found.iter().zip(&expected) {
        for column in ["id", "class", "used", "joined", "reason_en"] {
            assert_eq!(get(found, column), get(expected, column), "{} {column}", get(expected, "id"));
        }
        assert!(!get(found, "reason").is_empty() && !get(expected, "evidence").is_empty());
    }
    let gozo = found.iter().find(|row| get(row, "id") == "w625508807").unwrap();
    let figures =
        ["source", "length_m", "crossing_s", "crossing_source", "interval_s", "boarding_s"].map(|name| get(gozo, name));
    assert_eq!(figures, ["map", "5316", "1500", "way", "2700", "300"]);
    let service = ["first_boat", "last_boat", "sailings_week", "who", "on_demand"].map(|name| get(gozo, name));
    assert_eq!(service, ["06:00", "22:00", "299", "foot+bicycle+car", "false"]);
    assert_eq!((get(gozo, "from"), get(gozo, "to")), ("Iċ-Ċirkewwa", "Mġarr"));
}

#[test]
fn a_table_and_overrides_are_in_the_audit() {
    let sailings = "line,from,to,days,departures,crossing,who,weather,name\n\
        w625508807,,,daily,05:15 12:00 24:45,,,storm,\n\
        night boat,Ħondoq ir-Rummien,n1497329577,fr-sa,23:00,20,foot,,Night boat\n\
        w1,,,daily,06:00,,,,\n";
    let overrides = "osm,hours,interval,weather\nw47419374,Mo-Fr 07:00-19:00,20,gale\nw255841598,often,,\n";
    let more = "sailings = \"s.csv\"\nferries = \"f.csv\"";
    let folder = malta(more, &[("s.csv", sailings), ("f.csv", overrides)]);
    let found = table(&folder);
    assert_eq!(found.len(), 28);
    let row = |id: &str| found.iter().find(|row| get(row, "id") == id).unwrap_or_else(|| panic!("{id}"));
    let of = |id: &str, names: &[&str]| names.iter().map(|name| get(row(id), name).to_owned()).collect::<Vec<_>>();
    let names = [
        "source",
        "crossing_s",
        "crossing_source",
        "interval_s",
        "first_boat",
        "last_boat",
        "sailings_week",
        "weather",
    ];
    assert_eq!(of("w625508807", &names), ["table", "1500", "table", "", "05:15", "24:45", "42", "storm"]);
    assert_eq!(of("w47419374", &names), ["table", "900", "way", "1200", "07:00", "19:00", "360", "gale"]);
    assert_eq!(of("night boat", &names), ["table", "1200", "table", "", "23:00", "23:00", "2", ""]);
    let more = ["class", "used", "joined", "from", "to", "length_m", "who", "name"];
    assert_eq!(
        of("night boat", &more),
        ["transport", "true", "both", "Ħondoq ir-Rummien", "Mġarr", "", "foot", "Night boat"]
    );
    let issues = fs::read_to_string(folder.path().join("out/issues.csv")).unwrap();
    assert!(issues.contains("field-missing,error,s.csv,4,from"), "{issues}");
    assert!(issues.contains("field-bad,error,f.csv,3,hours"), "{issues}");
    // What was kept is not used once a table changes.
    fs::write(folder.path().join("s.csv"), "line,departures\nw625508807,06:00\n").unwrap();
    let found = table(&folder);
    let gozo = found.iter().find(|row| get(row, "id") == "w625508807").unwrap();
    assert_eq!((found.len(), get(gozo, "sailings_week")), (27, "14"));
}

#[test]
fn a_feed_is_in_the_audit_and_a_week_nobody_stated_is_told() {
    let folder = malta("gtfs = [\"boats\"]", &[]);
    fs::create_dir(folder.path().join("boats")).unwrap();
    for (name, text) in [
        ("agency.txt", "agency_id,agency_name,agency_timezone\na,Gozo Channel,Europe/Malta\n"),
        ("routes.txt", "route_id,agency_id,route_long_name,route_type\ngozo,a,Gozo,4\nlate,a,Late,4\n"),
        ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nc,Ċirkewwa,35.9894,14.3286\nm,Mġarr,36.0237,14.2988\n"),
        ("trips.txt", "route_id,service_id,trip_id\ngozo,d,t\n"),
        (
            "stop_times.txt",
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,24:10:00,24:10:00,c,1\nt,24:35:00,24:35:00,m,2\n",
        ),
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nd,1,1,1,1,1,1,1,20260101,20261231\n",
        ),
    ] {
        fs::write(folder.path().join("boats").join(name), text).unwrap();
    }
    let study = fs::read_to_string(folder.path().join("study.toml")).unwrap();
    let unsaid = study.replace("time_zone = \"Europe/Malta\"\n", "").replace("reference_week = 2026-03-02\n", "");
    fs::write(folder.path().join("study.toml"), unsaid).unwrap();
    let found = table(&folder);
    let gozo = found.iter().find(|row| get(row, "id") == "w625508807").unwrap();
    let names = ["source", "crossing_s", "first_boat", "last_boat", "sailings_week", "who"];
    // Ten past midnight in Malta is ten past eleven in UTC, the zone of a study that states none.
    assert_eq!(names.map(|name| get(gozo, name)), ["gtfs", "1500", "23:10", "23:10", "7", "foot+bicycle+car"]);
    let issues = fs::read_to_string(folder.path().join("out/issues.csv")).unwrap();
    assert!(
        issues.contains("week-default,note,study.toml") && issues.contains("gtfs-no-service,warning,boats"),
        "{issues}"
    );

    fs::write(folder.path().join("study.toml"), study.replace("Europe/Malta", "Europe/Atlantis")).unwrap();
    let done = halfhour(folder.path(), &["check", "study.toml"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("study-bad-value") && done.err.contains("study.toml:3"), "{}", done.err);
}
