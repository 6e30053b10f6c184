//! Scenarios of the built binary: in the study, kept through the API, side by side, and while a site is dragged.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use halfhour::space::LatLon;
use halfhour::space::cells::Cell;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{data, halfhour};
use crate::http::client::{Response, ask, exchange};

/// Scenarios and candidates of the small study.
const MORE: &str = r#"
[[candidates]]
kind = "station"
osm = ["amenity=school"]

[[scenarios]]
id = "slow"
name = { zh = "车慢七成", en = "Cars at a third" }
[[scenarios.modifications]]
type = "speed"
profile = "car"
factor = 0.3

[[scenarios]]
id = "slow-and-quick-call"
base = "slow"
[[scenarios.modifications]]
type = "mobilisation"
kind = "doctor"
time = "2min"
"#;

/// The small study in a folder of its own.
pub(crate) fn gozo() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["demand.csv", "gozo-20240312.osm.pbf"] {
        fs::copy(data(&format!("gozo/{name}")), folder.path().join(name)).unwrap();
    }
    let study = fs::read_to_string(data("gozo/study.toml")).unwrap();
    // Isochrones take longer than all the rest.
    let study = study.replace("isochrones = { minutes = [10, 20, 30] }\n", "") + MORE;
    fs::write(folder.path().join("study.toml"), study).unwrap();
    folder
}

/// The built binary, serving a study.
pub(crate) struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    pub(crate) fn start(folder: &Path) -> Self {
        Self::at(folder, "127.0.0.1:0")
    }

    fn at(folder: &Path, bind: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_halfhour"))
            .current_dir(folder)
            .args(["serve", "study.toml", "--bind", bind, "--lang", "en", "--quiet"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("http://").and_then(|url| url.strip_suffix('/'));
        let address = url.and_then(|address| address.parse().ok()).unwrap_or_else(|| panic!("not a URL: {line}"));
        let served = Self { child, address };
        let begun = Instant::now();
        while served.get("/health").status != 200 {
            assert!(begun.elapsed() < Duration::from_secs(120), "not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        served
    }

    fn get(&self, target: &str) -> Response {
        ask(self.address, "GET", target, &[])
    }

    fn json(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        answer.json()
    }

    pub(crate) fn post(&self, target: &str, body: &Value) -> Response {
        exchange(self.address, ("POST", target), &[], Some(body.to_string().as_bytes()))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ids(list: &Value) -> Vec<(String, String, bool)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = list["scenarios"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["id"]), text(&row["source"]), row["outdated"].as_bool().unwrap())).collect()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("not a number: {value}"))
}

/// How a job of a served study ends.
pub(crate) fn end(served: &Served, body: &Value) -> Value {
    let answer = served.post("/api/v1/site", body);
    assert_eq!(answer.status, 202, "{}", answer.text());
    let target = format!("/api/v1/jobs/{}", answer.json()["job"].as_str().unwrap());
    let begun = Instant::now();
    loop {
        let state = served.json(&target);
        if state["state"] != "running" {
            return state;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{state}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn scenarios_are_kept_compared_dragged_and_forgotten() {
    let folder = gozo();
    let served = Served::start(folder.path());
    let own = [("slow", "study", false), ("slow-and-quick-call", "study", false)];
    let own: Vec<_> = own.map(|(id, source, outdated)| (id.to_owned(), source.to_owned(), outdated)).into();
    let list = served.json("/api/v1/scenarios");
    assert_eq!(ids(&list), own);
    assert_eq!(list["scenarios"][0]["modifications"], json!([{ "type": "speed", "profile": "car", "factor": 0.3 }]));
    assert_eq!((&list["scenarios"][0]["base"], &list["scenarios"][1]["base"]), (&Value::Null, &json!("slow")));

    // The best school for a station: both ways to ask for its figures say the same.
    let best = end(&served, &json!({ "problem": "mclp", "kind": "station", "add": 1 }));
    let best = &best["result"]["sites"][0];
    let (lon, lat) = (best["lon"].as_f64().unwrap(), best["lat"].as_f64().unwrap());
    let site = json!({ "type": "add_site", "kind": "station", "id": "post", "lon": lon, "lat": lat });
    let edit = json!({ "kind": "station", "sites": [{ "lon": lon, "lat": lat }], "closed": [] });
    let kept = json!({ "id": "post", "name": { "zh": "新站", "en": "New post" }, "modifications": [site] });
    let answer = served.post("/api/v1/scenarios", &kept);
    assert_eq!((answer.status, answer.json()["source"].as_str()), (200, Some("kept")), "{}", answer.text());
    assert_eq!(ids(&served.json("/api/v1/scenarios")).last().unwrap(), &("post".into(), "kept".into(), false));
    let text = fs::read_to_string(folder.path().join(".halfhour/scenarios.json")).unwrap();
    assert!(
        text.contains("\"gozo\"") && text.contains("demand.csv") && !text.contains(folder.path().to_str().unwrap())
    );

    let compared = served.json("/api/v1/compare?a=baseline&b=post");
    let what_if = served.post("/api/v1/whatif", &edit).json();
    let station = &compared["kinds"][0];
    assert_eq!((&station["id"], &what_if["people"]), (&json!("station"), &compared["people_a"]));
    assert_eq!(what_if["kinds"][0]["people_covered"], station["people_covered_b"]);
    assert_eq!(what_if["joint"]["people_covered"], compared["joint"]["people_covered_b"]);
    assert!(number(&station["gained"]) > 0 && number(&station["lost"]) == 0, "{station}");
    assert_eq!(what_if["change"]["station"], station["gained"]);
    assert_eq!(what_if["change"]["doctor"], 0);
    let layer = served.json("/api/v1/compare.geojson?a=baseline&b=post");
    let features = layer["features"].as_array().unwrap();
    assert_eq!(features.len(), what_if["units"].as_array().unwrap().len());
    let sum: i64 = features.iter().map(|feature| number(&feature["properties"]["station_change"])).sum();
    assert_eq!(sum, number(&station["gained"]));
    let areas = compared["areas"].as_array().unwrap();
    assert_eq!(areas.iter().map(|area| number(&area["kinds"]["station"]["gained"])).sum::<i64>(), sum);

    // The layer of the scenario, whole and in tiles.
    let whole = served.json("/api/v1/layers/coverage.geojson?scenario=post");
    let covered = |layer: &Value| -> i64 {
        let features = layer["features"].as_array().unwrap().iter();
        features.map(|feature| number(&feature["properties"]["station_covered"])).sum()
    };
    assert_eq!(covered(&whole), number(&station["people_covered_b"]));
    assert_eq!(
        covered(&served.json("/api/v1/layers/coverage.geojson?scenario=baseline")),
        number(&station["people_covered_a"])
    );
    let tile = served.json("/tiles/coverage/8/138/100.geojson?scenario=post");
    assert_eq!(covered(&tile), covered(&whole), "all of it lies in one tile");
    assert_eq!(served.get("/tiles/coverage/8/138/100.mvt?scenario=post").status, 200);

    // Kept in place of the first; then an edit that moves and one that closes.
    let base = json!({ "id": "post", "base": "slow", "modifications": [site] });
    assert_eq!(served.post("/api/v1/scenarios", &base).status, 200);
    let slower = served.json("/api/v1/compare?a=slow&b=post");
    assert_eq!((&slower["kinds"][0]["gained"], &slower["kinds"][1]["gained"]), (&station["gained"], &json!(0)));
    let facilities = served.json("/api/v1/layers/facilities.geojson");
    let hall =
        facilities["features"].as_array().unwrap().iter().find(|f| f["properties"]["kind"] == "station").unwrap();
    let hall = &hall["properties"]["id"];
    let moved = json!({ "kind": "station", "sites": [{ "id": hall, "lon": lon, "lat": lat }] });
    let moved = served.post("/api/v1/whatif", &moved).json();
    let closed = served.post("/api/v1/whatif", &json!({ "kind": "station", "closed": [hall] })).json();
    assert!(number(&closed["change"]["station"]) <= 0);
    assert!(number(&moved["kinds"][0]["people_covered"]) >= number(&closed["kinds"][0]["people_covered"]));

    // What cannot be: the code says why, and nothing is kept.
    let refused = |answer: Response, status: u16, code: &str| {
        assert_eq!((answer.status, answer.json()["code"].as_str()), (status, Some(code)), "{}", answer.text());
    };
    refused(served.get("/api/v1/compare?a=baseline&b=nobody"), 422, "scenario-bad");
    refused(served.get("/api/v1/compare?a=baseline"), 400, "parameter-missing");
    refused(served.get("/api/v1/layers/coverage.geojson?scenario=nobody"), 422, "scenario-bad");
    refused(served.get("/api/v1/layers/coverage.geojson?scenario=slow&depart=2026-03-04T08:00"), 400, "parameter-bad");
    refused(served.get("/api/v1/layers/gaps.geojson?scenario=slow"), 400, "parameter-bad");
    refused(served.post("/api/v1/scenarios", &json!({ "id": "slow", "modifications": [] })), 422, "scenario-bad");
    refused(
        served.post("/api/v1/scenarios", &json!({ "id": "x", "modifications": [{ "type": "close_site", "id": "x" }] })),
        422,
        "scenario-bad",
    );
    refused(served.post("/api/v1/scenarios", &json!({ "id": "x", "base": "x" })), 422, "scenario-bad");
    refused(served.post("/api/v1/whatif", &json!({ "kind": "lawyer" })), 422, "scenario-bad");
    refused(served.post("/api/v1/whatif", &json!({ "kind": "station", "closed": ["x"] })), 422, "scenario-bad");
    refused(
        served.post("/api/v1/whatif", &json!({ "kind": "station", "sites": [{ "lon": 200, "lat": 0 }] })),
        400,
        "parameter-bad",
    );
    refused(
        served.post("/api/v1/whatif", &json!({ "kind": "station", "sites": [{ "lon": 14.0, "lat": 36.2 }] })),
        422,
        "point-off-network",
    );
    refused(served.post("/api/v1/whatif", &json!({ "sites": [] })), 400, "parameter-bad");
    let delete = |id: &str| ask(served.address, "DELETE", &format!("/api/v1/scenarios/{id}"), &[]);
    refused(delete("slow"), 422, "scenario-bad");
    refused(delete("nobody"), 422, "scenario-bad");
    let evil = [("Origin", "http://evil.example")];
    refused(ask(served.address, "DELETE", "/api/v1/scenarios/post", &evil), 403, "upload-refused");
    refused(exchange(served.address, ("POST", "/api/v1/whatif"), &evil, Some(b"{}")), 403, "page-refused");
    assert_eq!(delete("post").status, 200);
    assert_eq!(ids(&served.json("/api/v1/scenarios")), own);
}

/// Where a site is taken to stand, and all figures with it.
fn placed(served: &Served, lon: f64, lat: f64) -> (Value, Value) {
    let answer = served.post("/api/v1/whatif", &json!({ "kind": "station", "sites": [{ "lon": lon, "lat": lat }] }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let all = answer.json();
    (all["sites"].clone(), all)
}

#[test]
fn who_is_not_on_this_machine_puts_sites_at_centres_of_cells() {
    let folder = gozo();
    // Two places in Victoria, sixty metres apart, and a village.
    let (one, two, village) = ((14.2390, 36.0440), (14.2394, 36.0444), (14.2700, 36.0650));
    let cell = |(lon, lat): (f64, f64)| Cell::of(LatLon::new(lon, lat).unwrap(), 8);
    assert!(cell(one) == cell(two) && cell(one) != cell(village));
    let served = Served::at(folder.path(), "0.0.0.0:0");
    let of = |(lon, lat): (f64, f64)| placed(&served, lon, lat);
    let centre = cell(one).centre().rounded();
    assert_eq!(of(one).0, json!([{ "id": null, "lon": centre.lon(), "lat": centre.lat() }]));
    assert_eq!(of(one), of(two));
    assert_ne!(of(one).0, of(village).0);
    drop(served);
    // The office itself, and a study in which nobody has to hide, have them where they are put.
    let own = Served::start(folder.path());
    assert_eq!(placed(&own, two.0, two.1).0, json!([{ "id": null, "lon": two.0, "lat": two.1 }]));
    drop(own);
    let study = fs::read_to_string(folder.path().join("study.toml")).unwrap();
    let exact = study.lines().filter(|line| !line.starts_with("minimum_group")).collect::<Vec<_>>().join("\n");
    let exact = exact.replacen("[study]", "[study]\nminimum_group = 1", 1);
    fs::write(folder.path().join("study.toml"), exact).unwrap();
    let open = Served::at(folder.path(), "0.0.0.0:0");
    assert_eq!(placed(&open, two.0, two.1).0, json!([{ "id": null, "lon": two.0, "lat": two.1 }]));
}

#[test]
fn siting_runs_as_a_job() {
    let folder = gozo();
    let served = Served::start(folder.path());
    let candidates = served.json("/api/v1/candidates?kind=station");
    let candidates = candidates["candidates"].as_array().unwrap();
    assert!(candidates.len() > 5 && candidates[0]["name"]["zh"].is_string() && candidates[0]["lon"].is_f64());
    assert_eq!(served.json("/api/v1/candidates?kind=doctor")["candidates"], json!([]));
    let done = end(&served, &json!({ "problem": "mclp", "kind": "station", "add": 2 }));
    assert_eq!((&done["state"], &done["problem"], &done["gap"]), (&json!("done"), &Value::Null, &json!(0.0)), "{done}");
    assert_eq!(done["result"]["sites"].as_array().unwrap().len(), 2);
    assert_eq!(done["objective"], done["result"]["people_covered_after"]);
    // The same as the command line says.
    let args = ["site", "study.toml", "--problem", "mclp", "--add", "2", "--out", "o", "--quiet"];
    assert_eq!(halfhour(folder.path(), &args).code, 0);
    let siting: Value = serde_json::from_slice(&fs::read(folder.path().join("o/siting.json")).unwrap()).unwrap();
    assert_eq!(done["result"], siting);
    let failed = end(&served, &json!({ "problem": "mclp", "kind": "doctor", "add": 2 }));
    assert_eq!((&failed["state"], &failed["problem"]["code"]), (&json!("failed"), &json!("parameter-bad")));
    assert_eq!(end(&served, &json!({ "problem": "best" }))["problem"]["field"], "problem");
    assert_eq!(served.post("/api/v1/site", &json!({ "problem": "mclp", "sites": 2 })).status, 400);
}

#[test]
fn two_scenarios_are_written_side_by_side() {
    let folder = gozo();
    let args = ["compare", "study.toml", "--scenario", "slow", "--scenario", "slow-and-quick-call", "--out", "o"];
    let done = halfhour(folder.path(), &args);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("Cars at a third → slow-and-quick-call (synthetic)"), "{}", done.out);
    let read = |name: &str| fs::read_to_string(folder.path().join("o").join(name)).unwrap();
    let compared: Value = serde_json::from_str(&read("compare.json")).unwrap();
    let doctor = &compared["kinds"][1];
    assert!(number(&doctor["gained"]) > 0 && number(&doctor["lost"]) == 0);
    assert!(number(&doctor["median_s_b"]) == number(&doctor["median_s_a"]) - 480, "{doctor}");
    assert_eq!(compared["inputs"].as_array().unwrap().len(), 2);
    assert!(read("compare.csv").starts_with("area,name,people,joint_a,joint_b,joint_gained,joint_lost,station_a,"));
    assert!(read("compare.geojson").contains("\"doctor_change\""));
    let bytes = read("compare.json") + &read("compare.csv") + &read("compare.geojson");
    assert_eq!(halfhour(folder.path(), &[&args[..], &["--threads", "1"]].concat()).code, 0);
    assert!(read("compare.json") + &read("compare.csv") + &read("compare.geojson") == bytes, "whatever the threads");

    let zh = halfhour(folder.path(), &["compare", "study.toml", "--scenario", "slow", "--lang", "zh", "--out", "p"]);
    assert!(zh.out.contains("现状 → 车慢七成（合成人口）"), "{}", zh.out);
    for bad in [vec!["nobody"], vec!["slow", "slow", "slow"], vec![]] {
        let mut args = vec!["compare", "study.toml"];
        bad.iter().for_each(|id| args.extend(["--scenario", id]));
        assert_eq!(halfhour(folder.path(), &args).code, 2, "{bad:?}");
    }

    // One that was kept with other people is still answered, with a warning.
    let kept = json!({ "version": 1, "scenarios": [{ "study": "gozo", "inputs": { "demand.csv": "0" },
        "scenario": { "id": "old", "modifications": [{ "type": "limit", "kind": "doctor", "time": "25min" }] } }] });
    fs::write(folder.path().join(".halfhour/scenarios.json"), kept.to_string()).unwrap();
    let old = halfhour(folder.path(), &["compare", "study.toml", "--scenario", "old", "--out", "q"]);
    assert!(old.code == 0 && old.err.contains("warning scenario-outdated"), "{}", old.err);
    let compared: Value = serde_json::from_slice(&fs::read(folder.path().join("q/compare.json")).unwrap()).unwrap();
    assert_eq!(
        (&compared["scenarios"][1]["outdated"], &compared["issues"][0]["code"]),
        (&json!(true), &json!("scenario-outdated"))
    );
    fs::write(folder.path().join(".halfhour/scenarios.json"), "{").unwrap();
    let broken = halfhour(folder.path(), &["compare", "study.toml", "--scenario", "slow"]);
    assert!(broken.code == 2 && broken.err.contains("scenario-bad .halfhour/scenarios.json"), "{}", broken.err);
}
