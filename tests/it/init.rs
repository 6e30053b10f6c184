//! A planner's first minutes: tables of an office become a study that runs, through the command line and through the page.
//!
//! The town is made, at Futian's coordinates, so that it is known where every point really is.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use std::{fs, thread};

use halfhour::import::synth::town::{Town, TownPlan, files, town};
use halfhour::space::LatLon;
use halfhour::space::datum::Datum;
use halfhour::study::file::{Origin, parse};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use super::http::client::{Response, exchange};

mod killed;

fn halfhour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_halfhour")).current_dir(folder).args(arguments).output().unwrap()
}

/// The rows of an office's table, with Chinese headers.
type Rows = Vec<Vec<String>>;

fn place(at: LatLon, datum: Datum) -> [String; 2] {
    let (x, y) = datum.converter().unwrap().from_wgs84(at).unwrap();
    [format!("{x:.6}"), format!("{y:.6}")]
}

fn stations(town: &Town, datum: Datum) -> Rows {
    let mut rows =
        vec![["编号", "名称", "经度", "纬度", "级别", "人数（工作人员）", "联系电话"].map(str::to_owned).to_vec()];
    for station in town.facilities.iter().filter(|facility| facility.kind == "station") {
        let [lon, lat] = place(station.at, datum);
        let staff = station.staff.unwrap().count().to_string();
        let level = station.level.clone().unwrap();
        rows.push(vec![station.id.clone(), station.name.zh.clone(), lon, lat, level, staff, "0755".to_owned()]);
    }
    rows
}

fn people(town: &Town, datum: Datum) -> Rows {
    let mut rows = vec![["编号", "东经", "北纬", "人数", "区划代码"].map(str::to_owned).to_vec()];
    for point in &town.demand {
        let [lon, lat] = place(point.at, datum);
        rows.push(vec![point.id.clone(), lon, lat, point.people.count().to_string(), point.area.clone().unwrap()]);
    }
    rows
}

fn gb18030(rows: &Rows) -> Vec<u8> {
    let text = rows.iter().map(|row| row.join(",") + "\r\n").collect::<String>();
    encoding_rs::GB18030.encode(&text).0.into_owned()
}

fn xlsx(rows: &Rows) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in rows.iter().enumerate() {
        for (c, field) in row.iter().enumerate() {
            match field.parse::<f64>() {
                Ok(number) => sheet.write(r as u32, c as u16, number).unwrap(),
                Err(_) => sheet.write(r as u32, c as u16, field.as_str()).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// The town's own files in a folder of their own.
fn town_folder() -> (tempfile::TempDir, Town) {
    let (folder, made) = (tempfile::tempdir().unwrap(), town(&TownPlan::new(7)));
    for (name, bytes) in files(&made) {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    (folder, made)
}

/// The built binary, serving.
struct Served {
    process: Child,
    address: SocketAddr,
}

impl Served {
    fn start(study: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_halfhour"))
            .args(["serve", study.to_str().unwrap(), "--bind", "127.0.0.1:0", "--quiet"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        let served = Self { process, address };
        for _ in 0..1_200 {
            if exchange(address, ("GET", "/health"), &[], None).status == 200 {
                return served;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("not ready after a minute");
    }

    fn post(&self, target: &str, bytes: &[u8]) -> Response {
        exchange(self.address, ("POST", target), &[], Some(bytes))
    }

    fn propose(&self, name: &str, bytes: &[u8]) -> Value {
        let answer = self.post(&format!("/api/v1/data?name={name}"), bytes);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn meanings(proposal: &Value) -> Vec<(String, String)> {
    let columns = proposal["table"]["columns"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    columns.iter().map(|column| (text(&column["name"]), text(&column["meaning"]))).collect()
}

/// The greatest distance of the points of a proposal from where they really are.
fn miss(proposal: &Value, truth: &BTreeMap<String, LatLon>) -> f64 {
    let points = proposal["points"].as_array().unwrap();
    assert_eq!(points.len(), truth.len());
    let away = points.iter().map(|point| {
        let at = LatLon::new(point["lon"].as_f64().unwrap(), point["lat"].as_f64().unwrap()).unwrap();
        assert_eq!(point["status"], "ok", "{point}");
        assert!(point["snap_m"].as_f64().unwrap() < 200.0);
        at.distance(truth[point["id"].as_str().unwrap()]).0
    });
    away.fold(0.0, f64::max)
}

#[test]
fn a_dropped_table_lands_where_it_belongs() {
    let (folder, made) = town_folder();
    let served = Served::start(&folder.path().join("study.toml"));
    let at_stations = made.facilities.iter().filter(|f| f.kind == "station").map(|f| (f.id.clone(), f.at)).collect();
    let at_homes = made.demand.iter().map(|point| (point.id.clone(), point.at)).collect();
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        for (suffix, bytes) in [("csv", gb18030(&stations(&made, datum))), ("xlsx", xlsx(&stations(&made, datum)))] {
            let proposal =
                served.propose(&format!("stations-{datum}.{suffix}").replace(&datum.to_string(), "a"), &bytes);
            assert_eq!(proposal["datum"], datum.to_string().as_str(), "{}", proposal["datum_why"]);
            assert_eq!((&proposal["role"], &proposal["kind"]), (&"facilities".into(), &"station".into()));
            let found = meanings(&proposal);
            let expected = ["id", "name", "lon", "lat", "level", "staff", "-"];
            assert_eq!(found.iter().map(|(_, meaning)| meaning.as_str()).collect::<Vec<_>>(), expected);
            assert!(miss(&proposal, &at_stations) < 5.0, "{datum} {}", miss(&proposal, &at_stations));
        }
        let proposal = served.propose("b.csv", &gb18030(&people(&made, datum)));
        assert_eq!(proposal["datum"], datum.to_string().as_str(), "{}", proposal["datum_why"]);
        assert_eq!(proposal["role"], "demand");
        let found = meanings(&proposal);
        assert_eq!(found.last().unwrap(), &("区划代码".to_owned(), "area".to_owned()));
        assert!(miss(&proposal, &at_homes) < 5.0);
        if datum != Datum::Wgs84 {
            let moved = made.demand.iter().map(|point| {
                let (x, y) = datum.converter().unwrap().from_wgs84(point.at).unwrap();
                LatLon::new(x, y).unwrap().distance(point.at).0
            });
            assert!(moved.fold(f64::INFINITY, f64::min) > 300.0, "unconverted they would miss");
        }
    }
    let names: Vec<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    // Besides the files of the town there is the snapshot's folder.
    let names: Vec<PathBuf> = names.into_iter().filter(|name| !name.ends_with(".halfhour")).collect();
    assert_eq!(names.len(), 4, "nothing is kept of what was only looked at: {names:?}");
}

#[test]
fn what_cannot_be_used_is_said_and_what_is_kept_runs() {
    let (folder, made) = town_folder();
    let served = Served::start(&folder.path().join("study.toml"));
    let proposal = served.propose("a.csv", "名称,地址\n甲,中山路\n".as_bytes());
    assert_eq!((&proposal["usable"], &proposal["study_toml"]), (&false.into(), &Value::Null));
    assert_eq!(proposal["issues"][0]["code"], "column-missing");
    assert!(proposal["issues"][0]["action"]["zh"].as_str().is_some_and(|text| !text.is_empty()));
    let proposal = served.propose("a.xlsx", b"no workbook");
    assert_eq!((&proposal["table"], &proposal["issues"][0]["code"]), (&Value::Null, &"file-malformed".into()));
    assert_eq!(served.post("/api/v1/data?name=a.xls", b"x").status, 422);
    assert_eq!(served.post("/api/v1/data/save?name=a.xlsx&study=bad", b"no workbook").status, 422);

    let bytes = xlsx(&stations(&made, Datum::Gcj02));
    let answer = served.post("/api/v1/data/save?name=%E7%AB%99.xlsx&study=mine", &bytes);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!((&answer.json()["study"], &answer.json()["table"]), (&"mine.toml".into(), &"站.xlsx".into()));
    assert_eq!(fs::read(folder.path().join("站.xlsx")).unwrap(), bytes);
    let text = fs::read_to_string(folder.path().join("mine.toml")).unwrap();
    let (study, _) = parse(&text, "mine.toml").unwrap();
    assert_eq!((study.id.as_str(), study.kinds.len(), study.facilities.len()), ("mine", 3, 3));
    assert!(study.synthetic() && text.contains("datum = \"gcj02\""), "{text}");
    // Neither the study nor another table of that name is overwritten.
    assert_eq!(served.post("/api/v1/data/save?name=%E7%AB%99.xlsx&study=mine", &bytes).status, 409);
    assert_eq!(
        served.post("/api/v1/data/save?name=stations.csv&study=other", &gb18030(&stations(&made, Datum::Bd09))).status,
        409
    );
    assert!(!folder.path().join("other.toml").exists());
    assert_eq!(fs::read_to_string(folder.path().join("mine.toml")).unwrap(), text);
    // The same table may serve another study.
    assert_eq!(served.post("/api/v1/data/save?name=%E7%AB%99.xlsx&study=third", &bytes).status, 200);
    let run = halfhour(folder.path(), &["run", "mine.toml", "--lang", "en"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let (own, theirs) = (summary(folder.path(), "mine"), {
        assert!(halfhour(folder.path(), &["run", "study.toml"]).status.success());
        summary(folder.path(), "town-7")
    });
    // Converted, the stations answer as the town's own do, up to the sixth decimal.
    for (own, theirs) in own["kinds"].as_array().unwrap().iter().zip(theirs["kinds"].as_array().unwrap()) {
        let share = |kind: &Value| kind["share"].as_f64().unwrap();
        assert!(
            (share(own) - share(theirs)).abs() < 0.01 && own["facilities"] == theirs["facilities"],
            "{own} {theirs}"
        );
    }
}

fn summary(folder: &Path, id: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join("out").join(id).join("summary.json")).unwrap()).unwrap()
}

#[test]
fn tables_of_an_office_become_a_study_that_runs() {
    let (town_files, made) = town_folder();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("office")).unwrap();
    fs::copy(town_files.path().join("town.osm"), at("town.osm")).unwrap();
    fs::write(at("office/服务站.csv"), gb18030(&stations(&made, Datum::Gcj02))).unwrap();
    fs::write(at("office/退役军人名单.xlsx"), xlsx(&people(&made, Datum::Bd09))).unwrap();
    let files =
        ["init", "town.osm", "office/服务站.csv", "office/退役军人名单.xlsx", "--out", "a/own.toml", "--lang", "zh"];
    let done = halfhour(folder.path(), &files);
    let (said, errors) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{errors}");
    for words in [
        "服务站.csv：5 行，设施",
        "坐标系：gcj02",
        "坐标系：bd09",
        "退役军人名单.xlsx：600 行，需求",
        "区划代码 → area",
        "联系电话 → –",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let text = fs::read_to_string(at("a/own.toml")).unwrap();
    let (study, _) = parse(&text, "own.toml").unwrap();
    assert_eq!((study.id.as_str(), study.network.osm[0].as_str()), ("town", "../town.osm"));
    let Origin::Table(table) = &study.facilities[0].origin else { panic!("{text}") };
    assert_eq!((table.datum, table.file.as_str()), (Datum::Gcj02, "../office/服务站.csv"));
    assert_eq!((study.demand[0].table.datum, study.synthetic()), (Datum::Bd09, false));
    let run = halfhour(folder.path(), &["run", "a/own.toml"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let found = summary(folder.path(), "town");
    assert_eq!((&found["demand"]["points"], &found["demand"]["people"]), (&600.into(), &12_000.into()));
    assert_eq!(found["kinds"][0]["facilities"], 5);
    // Nothing is overwritten.
    let again = halfhour(folder.path(), &files);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8(again.stderr).unwrap().contains("output-exists"));
    assert_eq!(fs::read_to_string(at("a/own.toml")).unwrap(), text);
}

#[test]
fn an_extract_and_two_columns_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    let pbf = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gozo/gozo-20240312.osm.pbf");
    fs::copy(pbf, folder.path().join("gozo.osm.pbf")).unwrap();
    let rows = [["经度", "纬度"], ["14.2397", "36.0443"], ["14.2893", "36.0362"], ["14.2627", "36.0722"]];
    let rows: Rows = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
    fs::write(folder.path().join("服务站.xlsx"), xlsx(&rows)).unwrap();
    let done = halfhour(folder.path(), &["init", "gozo.osm.pbf", "服务站.xlsx", "--lang", "en"]);
    let (said, errors) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{errors}");
    assert!(said.contains("GCJ-02 is the same as WGS-84 here") && said.contains("#row → id"), "{said}");
    assert!(said.contains("demand-synthetic.csv") && said.contains("not real"), "{said}");
    let text = fs::read_to_string(folder.path().join("study.toml")).unwrap();
    assert!(text.contains("id = \"#row\"") && text.contains("synthetic = true"), "{text}");
    let run = halfhour(folder.path(), &["run", "study.toml", "--lang", "zh"]);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let found = summary(folder.path(), "gozo");
    assert_eq!(found["kinds"][0]["facilities"], 3);
    assert!(found["joint"]["share"].as_f64().unwrap() > 0.1, "{found}");
    let facilities = fs::read_to_string(folder.path().join("out/gozo/facilities.geojson")).unwrap();
    assert!(facilities.contains("服务站.xlsx#2"));
    assert!(fs::read_to_string(folder.path().join("out/gozo/report.html")).unwrap().contains("合成"));

    // The same people may serve another study; those that somebody changed are not overwritten.
    let people = folder.path().join("demand-synthetic.csv");
    let another = |out: &str| halfhour(folder.path(), &["init", "gozo.osm.pbf", "服务站.xlsx", "--out", out]);
    assert!(another("second.toml").status.success());
    let changed = fs::read_to_string(&people).unwrap() + "own,14.24,36.04,3\n";
    fs::write(&people, &changed).unwrap();
    assert_eq!(another("other.toml").status.code(), Some(2));
    assert!(!folder.path().join("other.toml").exists());
    assert_eq!(fs::read_to_string(&people).unwrap(), changed);
    // Files that are no tables are named.
    let strange = halfhour(folder.path(), &["init", "gozo.osm.pbf", "a.doc", "--out", "b/other.toml", "--lang", "en"]);
    assert_eq!(strange.status.code(), Some(2));
    assert!(String::from_utf8(strange.stderr).unwrap().contains("a.doc"));
    // Without any table the services come from the map.
    let bare = halfhour(folder.path(), &["init", "gozo.osm.pbf", "--out", "b/other.toml", "--lang", "en"]);
    assert!(bare.status.success(), "{}", String::from_utf8_lossy(&bare.stderr));
    assert!(String::from_utf8(bare.stdout).unwrap().contains("amenity=hospital"));
}
