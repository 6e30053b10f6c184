//! Bad input by the built binary: every spoilt file is a listed issue with its code and place, the rest is used, and
//! nothing panics (which the harness checks for every run).

use std::fs;

use halfhour::space::LatLon;
use halfhour::space::datum::Datum;
use serde_json::Value;

use crate::binary::{Done, Town, data};

/// The study cannot run, and says why with `said`.
fn refused(done: &Done, said: &str) {
    assert!(done.code == 2 && done.out.is_empty(), "{} {}{}", done.code, done.out, done.err);
    assert!(done.err.contains(&format!("error {said}")), "`{said}` is not in:\n{}", done.err);
}

/// The study runs, and lists an issue that begins with `said`.
fn listed(done: &Done, code: i32, said: &str) {
    assert!(done.code == code && !done.out.is_empty(), "{} {}{}", done.code, done.out, done.err);
    assert!(done.err.contains(said), "`{said}` is not in:\n{}", done.err);
}

#[test]
fn an_extract_that_cannot_be_read_ends_it() {
    let whole = fs::read(data("gozo/gozo-20240312.osm.pbf")).unwrap();
    let mut noise = 1_u32;
    let garbage = (0..60_000).map(|_| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (noise >> 24) as u8
    });
    let mut damaged = whole.clone();
    damaged[400_000..400_064].fill(0xff);
    for (name, bytes, code) in [
        ("cut.osm.pbf", whole[..600_000].to_vec(), "osm-truncated"),
        ("damaged.osm.pbf", damaged, "osm-truncated"),
        ("garbage.osm.pbf", garbage.collect(), "osm-truncated"),
        ("empty.osm.pbf", Vec::new(), "osm-truncated"),
        ("empty.osm", Vec::new(), "osm-truncated"),
        ("cut.osm", Town::new().text("town.osm").as_bytes()[..5_000].to_vec(), "osm-truncated"),
        ("roadless.osm", ROADLESS.into(), "osm-no-roads"),
    ] {
        let town = Town::new().with("\"town.osm\"", &format!("{name:?}"));
        town.put(name, bytes);
        refused(&town.run(), &format!("{code} {name}: "));
        assert!(!town.folder().join("out").exists(), "{name}: nothing is written");
    }
}

const ROADLESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" version="1" lat="22.53" lon="114.04"/>
 <node id="2" version="1" lat="22.55" lon="114.06"/>
 <way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="power" v="line"/></way>
</osm>
"#;

#[test]
fn an_extract_without_roads_ends_it_as_pbf_too() {
    // The header block of a real file, and nothing behind it.
    let whole = fs::read(data("gozo/gozo-20240312.osm.pbf")).unwrap();
    let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap()) as usize;
    let head = 4 + number(&whole[..4]);
    // `datasize` is the last field of the head of a block: tag 3, then a number in base 128.
    let at = whole[..head].iter().rposition(|&byte| byte == 0x18).unwrap();
    let size = whole[at + 1..head].iter().rev().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
    let town = Town::new().with("\"town.osm\"", "\"header.osm.pbf\"");
    town.put("header.osm.pbf", &whole[..head + size]);
    refused(&town.run(), "osm-no-roads header.osm.pbf: ");
}

#[test]
fn bad_rows_are_listed_and_the_others_used() {
    let town = Town::new();
    let stations = "broken,a\nswapped,x,x,22.54,114.05,street,1\nnull,x,x,0,0,street,1\ns1,x,x,114.05,22.54,street,1\n\
                    far,x,x,115.5,23.5,street,1\nrange,x,x,214.5,23.5,street,1\n,x,x,114.05,22.54,street,1\n\
                    word,x,x,east,22.54,street,1\nfine,x,x,114.05,22.54,street,1\n";
    let first = town.text("stations.csv").lines().count() + 1;
    town.put("stations.csv", town.text("stations.csv") + stations);
    let demand = "dx1,a\ndx2,22.54,114.05,3,r1\ndx3,0,0,3,r1\nd000001,114.05,22.54,3,r1\ndx5,115.5,23.5,10,r1\n\
                  dx6,114.05,22.54,-3,r1\ndx7,114.05,22.54,15,r1\n";
    let row = town.text("demand.csv").lines().count() + 1;
    town.put("demand.csv", town.text("demand.csv") + demand);
    let before: u64 = 12_000;
    let done = town.run();
    assert_eq!(done.code, 1, "{}", done.err);
    let expected = [
        format!("row-broken demand.csv:{row} []"),
        format!("row-broken stations.csv:{first} []"),
        format!("field-missing stations.csv:{} [id]", first + 6),
        format!("field-bad-number demand.csv:{} [people]", row + 5),
        format!("field-bad-number stations.csv:{} [lon]", first + 7),
        format!("duplicate-id demand.csv:{} [id]", row + 3),
        format!("duplicate-id stations.csv:{} [id]", first + 3),
        format!("coordinate-out-of-range stations.csv:{} [lon]", first + 5),
        format!("axes-swapped demand.csv:{} [lon]", row + 1),
        format!("axes-swapped stations.csv:{} [lon]", first + 1),
        format!("null-island demand.csv:{} [lon]", row + 2),
        format!("null-island stations.csv:{} [lon]", first + 2),
        format!("facility-outside-extract stations.csv:{} []", first + 4),
        format!("demand-outside-extract demand.csv:{} []", row + 4),
    ];
    assert_eq!(town.listed(), expected);
    let issues = town.text("out/issues.csv");
    for row in issues.lines().filter(|row| row.contains(",demand.csv,")) {
        assert!(!row.contains("114") && !row.contains("22.5") && !row.contains("dx"), "{row}");
    }
    let summary = town.summary();
    // The one outside counts, as not reached; so does the good one among the bad.
    assert_eq!((&summary["demand"]["people"], &summary["demand"]["points"]), (&(before + 25).into(), &602.into()));
    assert_eq!(summary["demand"]["unsnapped"][0]["reason"], "outside_extract");
    assert_eq!(summary["kinds"][0]["facilities"], 7, "five, the good one, and the one outside, which is drawn");
}

#[test]
fn a_facility_in_the_sea_is_listed_and_serves_nobody() {
    let study = format!(
        "[study]\nid = \"sea\"\n[network]\nosm = [{:?}]\n[[kinds]]\nid = \"k\"\nprofile = \"car\"\ndirection = \"from\"\n\
         [[facilities]]\nkind = \"k\"\nfile = \"f.csv\"\n[[demand]]\nfile = \"d.csv\"\n[analyses]\ncoverage = {{}}\n",
        data("gozo/gozo-20240312.osm.pbf"),
    );
    let town = Town::new();
    town.put("study.toml", study);
    town.put("f.csv", "id,lon,lat\nvictoria,14.2397,36.0443\nsea,14.38,36.04\n");
    town.put("d.csv", "id,lon,lat,people\na,14.2397,36.0443,100\nb,14.38,36.04,20\n");
    listed(&town.run(), 0, "warning facility-off-network f.csv:3: ");
    let rows = town.listed();
    assert!(rows.contains(&"demand-off-network d.csv:3 []".to_owned()), "{rows:?}");
    let summary = town.summary();
    assert_eq!(summary["kinds"][0]["people_covered"], 100);
    assert_eq!((&summary["demand"]["people"], &summary["demand"]["unsnapped"][0]["people"]), (&120.into(), &20.into()));
    let facilities: Value = serde_json::from_str(&town.text("out/facilities.geojson")).unwrap();
    let sea = &facilities["features"][0]["properties"];
    assert_eq!((&sea["id"], &sea["status"], &sea["snap_m"]), (&"sea".into(), &"off_network".into(), &Value::Null));
}

#[test]
fn a_study_that_cannot_run_quotes_its_line() {
    for (from, to, said) in [
        (
            "profile = \"foot\"",
            "profil = \"foot\"",
            "study-unknown-key study.toml:15 [kinds.profil]: line 15: `profil = \"foot\"`: unknown key `profil`; did you mean `profile`?",
        ),
        (
            "profile = \"foot\"",
            "profile = \"feet\"",
            "study-bad-value study.toml:15 [kinds.profile]: line 15: `profile = \"feet\"`: there is no profile `feet`",
        ),
        ("limit = \"15min\"", "limit = 15", "study-bad-value study.toml:5 [study.limit]: line 5: `limit = 15`: "),
        ("limit = \"15min\"", "limit = \"15min", "study-syntax study.toml:5"),
        (
            "direction = \"toward\"",
            "direction = \"there\"",
            "study-bad-value study.toml:16 [kinds.direction]: line 16: ",
        ),
        (
            "file = \"stations.csv\"",
            "file = \"stations.csv\"\ndatum = \"moon\"",
            "unknown-datum study.toml:37 [facilities.datum]: line 37: `datum = \"moon\"`: unknown datum `moon`",
        ),
        (
            "\"town.osm\"",
            "\"nope.osm\"",
            "study-missing-file study.toml:10: `osm = [\"nope.osm\"]`: the file nope.osm cannot be read",
        ),
        (
            "file = \"demand.csv\"",
            "file = \"nope.csv\"",
            "study-missing-file study.toml:48: `file = \"nope.csv\"`: the file nope.csv cannot be read",
        ),
        (
            "file = \"demand.csv\"",
            "file = \".\"",
            "study-missing-file study.toml:48: `file = \".\"`: the file . cannot be read",
        ),
        ("\"town.osm\"", "\".\"", "study-missing-file study.toml:10: `osm = [\".\"]`: the file . cannot be read"),
        ("[[demand]]", "[[candidates]]", "study-empty study.toml [demand]"),
        ("osm = [\"town.osm\"]", "osm = [\"town.osm\"]\nspeeds = \"stations.csv\"", "study-bad-value stations.csv:1"),
    ] {
        let town = Town::new().with(from, to);
        refused(&town.ask("check", &["--quiet"]), said);
    }
    let town = Town::new();
    town.put("study.toml", "");
    refused(&town.ask("check", &[]), "study-empty study.toml [kinds]");
    town.put("study.toml", [0xff, 0xfe, 0x00]);
    refused(&town.ask("check", &[]), "file-unreadable study.toml");
}

#[test]
fn nobody_to_ask_about_ends_it_and_no_service_is_said() {
    let town = Town::new();
    town.put("demand.csv", "id,lon,lat,people,area_code\n");
    refused(&town.run(), "study-empty study.toml: there is no demand that can be used");
    town.put("demand.csv", "");
    let done = town.run();
    refused(&done, "file-malformed demand.csv: the file has no header");
    refused(&done, "study-empty study.toml: ");
    let town = Town::new();
    town.put("stations.csv", "");
    listed(&town.run(), 1, "error file-malformed stations.csv: the file has no header");
    assert!(town.listed().contains(&"kind-without-facility : []".to_owned()), "{:?}", town.listed());
    let summary = town.summary();
    let station = &summary["kinds"][0];
    assert_eq!((&station["facilities"], &station["people_covered"]), (&0.into(), &0.into()));
    assert_eq!(summary["joint"]["people_covered"], 0);
    assert!(summary["kinds"][1]["people_covered"].as_u64().unwrap() > 5_000, "the doctors are there all the same");
}

#[test]
fn too_few_people_are_not_published() {
    for people in [4, 0] {
        let town = Town::new();
        town.put("demand.csv", format!("id,lon,lat,people,area_code\na,114.05,22.54,{people},r1\n"));
        listed(&town.run(), 0, "warning below-minimum-group");
        let summary = town.summary();
        assert_eq!(summary["demand"]["people"], Value::Null);
        for kind in summary["kinds"].as_array().unwrap() {
            let figures = ["people_covered", "share", "median_s", "p95_s", "unreached_people"];
            assert!(figures.iter().all(|figure| kind[*figure].is_null()), "{kind}");
        }
        for layer in ["coverage", "gaps", "heat"] {
            let layer: Value = serde_json::from_str(&town.text(&format!("out/{layer}.geojson"))).unwrap();
            assert_eq!(layer["features"], Value::Array(Vec::new()));
        }
        assert_eq!(town.text("out/areas.csv").lines().filter(|row| row.split(',').any(|cell| cell == "4")).count(), 0);
    }
}

#[test]
fn ferry_overrides_that_mean_nothing_are_listed() {
    let town = Town::new().with("osm = [\"town.osm\"]", "osm = [\"town.osm\"]\nferries = \"f.csv\"");
    town.put("f.csv", "osm,name,class,duration,interval,boarding,who\nw1,,boat,,,,\nw2,,,,,,\n,,cruise,,,,\nw3\n");
    let done = town.run();
    listed(&done, 1, "error ferry-override-unmatched f.csv:3 [osm]: ");
    let rows = town.listed();
    for row in ["field-bad f.csv:2 [class]", "field-missing f.csv:4 [osm]", "row-broken f.csv:5 []"] {
        assert!(rows.contains(&row.to_owned()), "{row} is not in {rows:?}");
    }
}

#[test]
fn tables_in_gb18030_read_as_in_utf8() {
    // The names of the stations in the national encoding of China; the rest of the table is ASCII.
    let encode = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let layer = |town: &Town| town.text("out/facilities.geojson");
    let plain = Town::new();
    assert_eq!(plain.run().code, 0);
    let town = Town::new();
    town.put("stations.csv", encode(&town.text("stations.csv")));
    assert!(std::str::from_utf8(&fs::read(town.folder().join("stations.csv")).unwrap()).is_err());
    assert_eq!(town.run().code, 0, "detected");
    assert_eq!(layer(&town), layer(&plain));
    let town = town.with("file = \"stations.csv\"", "file = \"stations.csv\"\nencoding = \"gb18030\"");
    assert_eq!(town.run().code, 0, "stated");
    assert_eq!(layer(&town), layer(&plain));
}

const STATIONS: &str = "columns = { id = \"id\", name = \"name\", name_en = \"name_en\", lon = \"lon\", lat = \"lat\", level = \"level\", staff = \"staff\" }";

#[test]
fn a_datum_shift_is_seen_at_chinese_coordinates() {
    // Stations at the crossings of the made town, as a Chinese office has them: in GCJ-02, some 600 m away.
    let way = Datum::Gcj02.converter().unwrap();
    let (mut plain, mut shifted) = (String::from("id,lon,lat\n"), String::from("id,lon,lat\n"));
    let town = Town::new().with(STATIONS, "columns = { id = \"id\", lon = \"lon\", lat = \"lat\" }");
    let map = town.text("town.osm");
    let attribute = |line: &str, name: &str| -> Option<f64> {
        line.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.parse().ok()
    };
    // The first lines of nodes are the crossings of the streets.
    for (i, line) in map.lines().filter(|line| line.starts_with(" <node ")).take(130).enumerate() {
        let at = LatLon::new(attribute(line, "lon").unwrap(), attribute(line, "lat").unwrap()).unwrap();
        let (lon, lat) = way.from_wgs84(at).unwrap();
        plain += &format!("s{i},{:.6},{:.6}\n", at.lon(), at.lat());
        shifted += &format!("s{i},{lon:.6},{lat:.6}\n");
    }
    town.put("stations.csv", plain);
    let right = town.ask("check", &[]);
    assert!(right.code == 0 && !right.err.contains("datum-shift"), "{}", right.err);
    town.put("stations.csv", shifted);
    let done = town.ask("check", &[]);
    listed(&done, 0, "warning datum-shift stations.csv [datum]: the median distance to a road is ");
    assert!(done.err.contains("with the datum gcj02 it would be 0 m"), "{}", done.err);
    let town = town.with("file = \"stations.csv\"", "file = \"stations.csv\"\ndatum = \"gcj02\"");
    let declared = town.ask("check", &[]);
    assert!(declared.code == 0 && !declared.err.contains("datum-shift"), "{}", declared.err);
}
