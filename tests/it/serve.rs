//! The built binary serving the small study: every route, the tiles at every zoom, what is refused, what never leaves.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use fast_mvt::{MvtReaderRef, MvtValueRef};
use halfhour::space::{LatLon, TileId};
use serde_json::Value;

use crate::binary::data;
use crate::http::client::{Response, ask};

/// The running binary; it ends with the last test that uses it.
struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    /// The server that the tests share.
    fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Served>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let served = Arc::new(Self::start());
            *shared = Arc::downgrade(&served);
            served
        })
    }

    /// Starts on a free port and waits until the answers are there.
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_halfhour"))
            .args(["serve", &data("gozo/study.toml"), "--bind", "127.0.0.1:0", "--lang", "en", "--quiet"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("http://").and_then(|url| url.strip_suffix('/'));
        let address = url.and_then(|address| address.parse().ok()).unwrap_or_else(|| panic!("not a URL: {line}"));
        let served = Self { child, address };
        let begun = Instant::now();
        // Isochrones are traced after the rest is served.
        while ["/health", "/tiles/isochrones.json"].iter().any(|target| served.get(target).status != 200) {
            assert!(begun.elapsed() < Duration::from_secs(120), "not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        served
    }

    fn get(&self, target: &str) -> Response {
        ask(self.address, "GET", target, &[])
    }

    /// The JSON of an answer that must be there.
    fn json(&self, target: &str) -> Value {
        let answer = self.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", answer.text());
        answer.json()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const LAYERS: [&str; 6] = ["coverage", "gaps", "heat", "facilities", "isochrones", "areas"];
const VICTORIA: &str = "lon=14.2397&lat=36.0443";

/// Tiles that meet `bounds` at zoom `z`.
fn tiles(bounds: &Value, z: u8) -> Vec<(u32, u32)> {
    let corner = |lon: usize, lat: usize| {
        let degrees = |i: usize| bounds[i].as_f64().unwrap();
        TileId::holding(LatLon::new(degrees(lon), degrees(lat)).unwrap(), z)
    };
    let (first, last) = (corner(0, 3), corner(2, 1));
    (first.x()..=last.x()).flat_map(|x| (first.y()..=last.y()).map(move |y| (x, y))).collect()
}

/// The people of the features of a GeoJSON tile.
fn of_geojson(answer: &Response) -> u64 {
    let tile = answer.json();
    let features = tile["features"].as_array().unwrap().iter();
    features.filter_map(|feature| feature["properties"].get("people")?.as_u64()).sum()
}

/// The people of the features of a vector tile.
fn of_mvt(answer: &Response) -> u64 {
    if answer.status == 204 {
        return 0;
    }
    let read = MvtReaderRef::new(&answer.body).unwrap();
    let mut people = 0;
    for layer in read.layers() {
        for feature in layer.features() {
            let properties = feature.properties_vec().unwrap();
            people +=
                properties.iter().filter(|(name, _)| *name == "people").map(|(_, value)| whole(value)).sum::<u64>();
        }
    }
    people
}

fn whole(value: &MvtValueRef<'_>) -> u64 {
    match value {
        MvtValueRef::UInt(people) => *people,
        MvtValueRef::Int(people) | MvtValueRef::SInt(people) => u64::try_from(*people).unwrap(),
        other => panic!("people are a whole number, not {other:?}"),
    }
}

#[test]
fn the_tiles_of_every_zoom_hold_everybody_once() {
    let served = Served::shared();
    let people = served.json("/api/v1/summary")["demand"]["people"].as_u64().unwrap();
    assert!(people > 30_000);
    let info = served.json("/tiles/coverage.json");
    assert_eq!((&info["minzoom"], &info["maxzoom"]), (&Value::from(0), &Value::from(14)));
    assert_eq!(info["tiles"][0], format!("http://{}/tiles/coverage/{{z}}/{{x}}/{{y}}.mvt", served.address));
    for z in 0..=14 {
        let (mut text, mut binary) = (0, 0);
        for (x, y) in tiles(&info["bounds"], z) {
            let tile = |suffix: &str| served.get(&format!("/tiles/coverage/{z}/{x}/{y}.{suffix}"));
            text += of_geojson(&tile("geojson"));
            binary += of_mvt(&tile("mvt"));
        }
        assert_eq!((text, binary), (people, people), "zoom {z}");
    }
}

#[test]
fn every_route_answers() {
    let served = Served::shared();
    let layers = served.json("/api/v1/layers");
    let ids: BTreeSet<&str> = layers["layers"].as_array().unwrap().iter().map(|l| l["id"].as_str().unwrap()).collect();
    assert_eq!(ids, BTreeSet::from(LAYERS));
    for layer in LAYERS {
        let whole = served.json(&format!("/api/v1/layers/{layer}.geojson"));
        let features = whole["features"].as_array().unwrap().len();
        assert!(features > 0, "{layer}");
        let part = served.json(&format!("/api/v1/layers/{layer}.geojson?bbox=14.22,36.02,14.26,36.06"));
        let some = part["features"].as_array().unwrap().len();
        // The rows of the areas are figures without an outline.
        assert!((1..features).contains(&some) || layer == "areas" && some == 0, "{layer}: {some} of {features}");
        let info = served.json(&format!("/tiles/{layer}.json"));
        assert_eq!((&info["tilejson"], &info["vector_layers"][0]["id"]), (&"3.0.0".into(), &layer.into()));
    }
    let page = served.get("/api");
    assert!(page.status == 200 && page.text().contains("/api/v1/layers/gaps.geojson"));
    let report = served.get("/report.html");
    assert_eq!((report.status, report.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = report.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src") && !policy.contains("script-src 'unsafe-inline'"), "{policy}");
    let text = report.text();
    assert!(text.contains("Gozo demonstration") && !text.contains("<script src") && !text.contains("src=\"http"));
    let issues = served.json("/api/v1/issues");
    let counted = issues["issues"].as_array().unwrap().iter();
    assert!(counted.clone().any(|issue| issue["code"] == "ferry-not-transport" && issue["count"] == 8), "{issues}");
}

#[test]
fn a_place_is_answered_and_explained() {
    let served = Served::shared();
    let why = served.json(&format!("/api/v1/why?{VICTORIA}"));
    let nearest = served.json(&format!("/api/v1/nearest?{VICTORIA}"));
    assert_eq!(why["kinds"].as_array().unwrap().len(), 2);
    for (kind, near) in why["kinds"].as_array().unwrap().iter().zip(nearest["kinds"].as_array().unwrap()) {
        assert_eq!((&kind["status"], &kind["covered"]), (&"ok".into(), &true.into()), "{kind}");
        assert_eq!((&kind["facility"], &kind["seconds"]), (&near["facility"], &near["seconds"]));
        assert!(near.get("legs").is_none());
        let legs = kind["legs"].as_array().unwrap();
        let tenths: i64 = legs.iter().map(|leg| (leg["seconds"].as_f64().unwrap() * 10.0).round() as i64).sum();
        assert_eq!(Some((tenths + 9) / 10), kind["seconds"].as_i64(), "{kind}");
        assert!(kind["seconds"].as_u64() <= kind["limit_s"].as_u64());
    }
    let doctor = &why["kinds"][1];
    assert_eq!((&doctor["kind"], &doctor["legs"][0]["kind"]), (&"doctor".into(), &"mobilisation".into()));
    assert_eq!(doctor["legs"][0]["seconds"], 600.0);
    let one = served.json(&format!("/api/v1/nearest?{VICTORIA}&kind=doctor"));
    assert_eq!(one["kinds"], Value::from(vec![nearest["kinds"][1].clone()]));
    let at_sea = served.json("/api/v1/why?lon=14.1&lat=35.99");
    for kind in at_sea["kinds"].as_array().unwrap() {
        assert!(kind["status"] == "off_network" || kind["status"] == "outside_extract", "{kind}");
        assert!(kind["seconds"].is_null() && kind["covered"] == false);
    }
    let route = served.json("/api/v1/route?from=14.36,35.985&to=14.2397,36.0443&profile=car");
    let legs = route["features"].as_array().unwrap();
    assert!(legs.iter().any(|leg| leg["properties"]["kind"] == "ferry" && leg["properties"]["seconds"] == 1_500.0));
    let isochrone = served.json(&format!("/api/v1/isochrone?{VICTORIA}&minutes=10,20,30&profile=foot"));
    let boxes =
        isochrone["features"].as_array().unwrap().iter().map(|f| f["geometry"]["coordinates"].to_string().len());
    assert_eq!(boxes.clone().count(), 3);
    assert!(boxes.is_sorted(), "the longer, the larger the outline");
}

#[test]
fn answers_are_validated_compressed_and_headed() {
    let served = Served::shared();
    for target in
        ["/api/v1/summary", "/api/v1/layers/coverage.geojson", "/tiles/coverage/9/276/200.mvt", "/report.html"]
    {
        let answer = served.get(target);
        let etag = answer.header("etag").unwrap_or_else(|| panic!("{target} has no ETag"));
        let again = ask(served.address, "GET", target, &[("If-None-Match", etag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{target}");
        let head = ask(served.address, "HEAD", target, &[]);
        assert_eq!((head.status, head.body.len(), head.header("etag")), (answer.status, 0, Some(etag)), "{target}");
    }
    let zipped = ask(served.address, "GET", "/api/v1/layers/coverage.geojson", &[("Accept-Encoding", "gzip")]);
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    let plain = served.get("/api/v1/layers/coverage.geojson");
    assert!(zipped.body.len() < plain.body.len() / 2);
    let head = &zipped.body[..zipped.body.len().min(40)];
    assert!(head.windows(2).any(|pair| pair == [0x1f, 0x8b]), "the magic of gzip, perhaps behind a chunk's length");
}

#[test]
fn refusals_are_problems_with_the_published_codes() {
    let served = Served::shared();
    for (method, target, status, code) in [
        ("GET", "/nowhere".to_owned(), 404, "not-found"),
        ("GET", "/api/v1/layers/records.geojson".into(), 404, "not-found"),
        ("GET", "/records.csv".into(), 404, "not-found"),
        ("GET", "/tiles/coverage/15/0/0.mvt".into(), 404, "not-found"),
        ("POST", "/api/v1/summary".into(), 405, "method-not-allowed"),
        ("GET", "/api/v1/isochrone?lon=14.2&lat=36".into(), 400, "parameter-missing"),
        ("GET", format!("/api/v1/isochrone?{VICTORIA}&minutes=101"), 400, "parameter-bad"),
        ("GET", format!("/api/v1/isochrone?{VICTORIA}&minutes=10&profile=rocket"), 400, "parameter-bad"),
        ("GET", format!("/api/v1/nearest?{VICTORIA}&kind=dentist"), 400, "parameter-bad"),
        ("GET", "/api/v1/isochrone?lon=14.1&lat=35.99&minutes=10".into(), 422, "point-off-network"),
        ("GET", "/api/v1/route?from=14.2397,36.0443&to=0,0".into(), 422, "point-off-network"),
    ] {
        let answer = ask(served.address, method, &target, &[]);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{target}");
        assert_eq!((answer.status, answer.json()["code"].as_str()), (status, Some(code)), "{target}");
    }
    let stranger = ask(served.address, "GET", "/api/v1/summary", &[("Host", "example.org")]);
    assert_eq!((stranger.status, stranger.json()["code"].as_str()), (403, Some("host-refused")));
}

#[test]
fn no_answer_holds_a_point_of_demand() {
    let served = Served::shared();
    let mut bodies = Vec::new();
    let mut take = |target: String| bodies.push((served.get(&target).body, target));
    for target in ["/", "/report.html", "/api/v1/summary", "/api/v1/layers", "/api/v1/issues"] {
        take(target.to_owned());
    }
    for layer in LAYERS {
        take(format!("/api/v1/layers/{layer}.geojson"));
        take(format!("/tiles/{layer}.json"));
        for (z, x, y) in [(0, 0, 0), (9, 276, 200), (14, 8840, 6422)] {
            take(format!("/tiles/{layer}/{z}/{x}/{y}.geojson"));
            take(format!("/tiles/{layer}/{z}/{x}/{y}.mvt"));
        }
    }
    for question in ["why?", "nearest?", "isochrone?minutes=20&"] {
        take(format!("/api/v1/{question}{VICTORIA}"));
    }
    take("/api/v1/route?from=14.36,35.985&to=14.2397,36.0443".to_owned());
    let demand = std::fs::read_to_string(data("gozo/demand.csv")).unwrap();
    let rows: Vec<Vec<&str>> = demand.lines().skip(1).step_by(37).map(|line| line.split(',').collect()).collect();
    assert!(rows.len() > 50);
    for (body, target) in &bodies {
        let text = String::from_utf8_lossy(body);
        for row in &rows {
            assert!(!text.contains(row[0]), "{target} names {}", row[0]);
            let (lon, lat) = (row[1].trim_end_matches('0'), row[2].trim_end_matches('0'));
            assert!(!text.contains(&format!("{lon},{lat}")), "{target} shows where {} is", row[0]);
        }
    }
}

/// Ends the process as a service manager does.
#[cfg(unix)]
#[test]
fn sigterm_ends_it_gracefully() {
    let mut served = Served::start();
    let pid = served.child.id();
    assert!(Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status().unwrap().success());
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = served.child.try_wait().unwrap() {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "still there");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(status.code(), Some(0));
    assert!(std::net::TcpStream::connect(served.address).is_err(), "nobody listens any more");
}
