//! The server over real sockets: every status, header and refusal, before a made answerer.
//!
//! Never here: a computed study (the tests of the built binary serve one).

pub mod client;
mod life;
pub mod made;

use client::Response;

fn get(target: &str) -> Response {
    made::server().ask("GET", target, &[])
}

#[test]
fn answers_carry_their_media_type_and_headers() {
    for (target, media_type, body) in [
        ("/health", "application/json", "{\"status\":\"ready\"}"),
        ("/api/v1/summary", "application/json", "{\"study\":\"made\"}"),
        ("/api/v1/layers/coverage.geojson", "application/geo+json", "coverage None"),
        (
            "/api/v1/layers/coverage.geojson?bbox=14.2,35.9,14.4,36.1",
            "application/geo+json",
            "coverage Some((14.2, 35.9, 14.4, 36.1))",
        ),
        ("/tiles/coverage/14/8850/6410.geojson", "application/geo+json", "coverage 14/8850/6410 GeoJson"),
        ("/tiles/coverage/0/0/0.mvt", "application/vnd.mapbox-vector-tile", "coverage 0/0/0 Mvt"),
        (
            "/api/v1/isochrone?lon=14.3&lat=36&minutes=30,10,%2020,10",
            "application/geo+json",
            "14.3 36 [10, 20, 30] None From",
        ),
        (
            "/api/v1/isochrone?lat=36&lon=14.3&minutes=100&profile=foot&direction=toward",
            "application/geo+json",
            "14.3 36 [100] Some(\"foot\") Toward",
        ),
        ("/api/v1/nearest?lon=14.3&lat=36", "application/json", "14.3 36 None"),
        ("/api/v1/nearest?lon=14.3&lat=36&kind=doctor", "application/json", "14.3 36 Some(\"doctor\")"),
        (
            "/api/v1/route?from=14.3,36&to=14.4,-35.9&profile=car",
            "application/geo+json",
            "14.3 36 14.4 -35.9 Some(\"car\")",
        ),
        ("/api/v1/why?lon=-180&lat=90", "application/json", "-180 90"),
        ("/api/v1/why?lon=1&lat=2&depart=2026-03-04T08:00", "application/json", "1 2 at 2026-03-04T08:00:00"),
        (
            "/api/v1/hours?without_line=w1,%20w2&without_hours=22:00-06:00",
            "application/json",
            "{\"w1\", \"w2\"} {} true",
        ),
        ("/api/v1/lines", "application/json", "lines"),
        (
            "/api/v1/layers/coverage.geojson?depart=2026-03-04T08:00&without_line=w1&bbox=1,2,3,4",
            "application/geo+json",
            "2026-03-04T08:00:00 {\"w1\"} true",
        ),
    ] {
        let answer = get(target);
        assert_eq!((answer.status, answer.text().as_str()), (200, body), "{target}");
        assert_eq!(answer.header("content-type"), Some(media_type), "{target}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{target}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'self'"), "{target}");
    }
}

#[test]
fn lists_are_json() {
    let layers = get("/api/v1/layers").json();
    assert_eq!(layers["layers"][0]["id"], "coverage");
    assert_eq!(layers["layers"][0]["title"]["zh"], "覆盖 <b>");
    assert_eq!(layers["layers"][0]["synthetic"], true);
    assert_eq!(layers["layers"][0]["geojson"], "/api/v1/layers/coverage.geojson");
    assert_eq!(layers["layers"][0]["tiles"], "/tiles/coverage.json");
    assert_eq!((&layers["layers"][0]["ready"], &layers["layers"][0]["features"]), (&true.into(), &3.into()));
    assert_eq!((&layers["layers"][1]["ready"], layers["layers"][1]["features"].is_null()), (&false.into(), true));
    let issues = get("/api/v1/issues").json();
    let row = &issues["issues"][0];
    assert_eq!((&row["code"], &row["count"], &row["severity"]), (&"null-island".into(), &5.into(), &"error".into()));
    assert_eq!(
        (&row["action"]["en"], &row["action"]["zh"]),
        (&"give the real coordinate".into(), &"填写真实坐标".into())
    );
}

#[test]
fn tilejson_names_the_server_as_the_reader_does() {
    let server = made::server();
    let port = server.address.port();
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")] {
        let answer = server.ask("GET", "/tiles/coverage.json", &[("Host", &host)]);
        assert_eq!(answer.text(), format!("coverage http://{host}"));
    }
}

#[test]
fn the_plain_page_lists_the_layers_escaped() {
    let page = get("/api");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let text = page.text();
    assert!(
        text.contains("href=\"/api/v1/layers/coverage.geojson\"") && text.contains("href=\"/tiles/coverage.json\"")
    );
    assert!(text.contains("合成数据") && text.contains("synthetic") && text.contains("made &#38; tested"), "{text}");
    assert!(!text.contains("<b>") && !text.contains("<script") && !text.contains("style"), "{text}");
}

#[test]
fn a_layer_that_is_still_being_computed_is_listed_and_not_ready() {
    for target in ["/api/v1/layers/later.geojson", "/tiles/later.json", "/tiles/later/0/0/0.mvt"] {
        let answer = get(target);
        assert_eq!(refusal(&answer), (503, "not-ready".into(), String::new()), "{target}");
        assert_eq!(answer.header("retry-after"), Some("2"));
    }
    assert!(!get("/api").text().contains("later.geojson"), "the page links to answers only");
}

#[test]
fn a_layer_whose_computation_failed_is_not_waited_for() {
    for target in ["/api/v1/layers/never.geojson", "/tiles/never.json", "/tiles/never/0/0/0.mvt"] {
        let answer = get(target);
        assert_eq!(refusal(&answer), (500, "internal".into(), String::new()), "{target}");
        assert_eq!(answer.header("retry-after"), None);
    }
}

#[test]
fn an_empty_vector_tile_has_no_content() {
    let answer = get("/tiles/coverage/1/1/1.mvt");
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(get("/tiles/coverage/1/1/1.geojson").status, 200);
}

/// Status, code and field of a refusal, whose other members are checked on the way.
fn refusal(answer: &Response) -> (u16, String, String) {
    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(text("type"), format!("urn:halfhour:issue:{}", text("code")));
    assert!(["title", "detail", "action"].iter().all(|name| !text(name).is_empty()), "{problem}");
    (answer.status, text("code"), text("field"))
}

#[test]
fn refusals_name_code_and_field() {
    let place = "/api/v1/isochrone?lon=14&lat=36";
    for (target, status, code, field) in [
        ("/nowhere".into(), 404, "not-found", ""),
        ("/api/v1/layers/other.geojson".into(), 404, "not-found", ""),
        ("/api/v1/layers/coverage".into(), 404, "not-found", ""),
        ("/api/v1/layers/%ff.geojson".into(), 404, "not-found", ""),
        ("/tiles/other.json".into(), 404, "not-found", ""),
        ("/tiles/other/0/0/0.mvt".into(), 404, "not-found", ""),
        ("/tiles/coverage/15/0/0.mvt".into(), 404, "not-found", ""),
        ("/tiles/coverage/3/8/0.mvt".into(), 404, "not-found", ""),
        ("/tiles/coverage/3/0/8.geojson".into(), 404, "not-found", ""),
        ("/tiles/coverage/3/-1/0.mvt".into(), 404, "not-found", ""),
        ("/tiles/coverage/03/0/0.mvt".into(), 404, "not-found", ""),
        ("/tiles/coverage/3/+1/0.mvt".into(), 404, "not-found", ""),
        ("/tiles/coverage/3/99999999999/0.mvt".into(), 404, "not-found", ""),
        ("/tiles/coverage/3/0/0.png".into(), 404, "not-found", ""),
        ("/tiles/coverage/3/0/0".into(), 404, "not-found", ""),
        ("/api/v1/summary?x=1".into(), 400, "parameter-bad", "x"),
        ("/api?x=1".into(), 400, "parameter-bad", "x"),
        ("/api/v1/layers/coverage.geojson?bbox=1,2,3".into(), 400, "parameter-bad", "bbox"),
        ("/api/v1/layers/coverage.geojson?bbox=3,2,1,4".into(), 400, "parameter-bad", "bbox"),
        ("/api/v1/layers/coverage.geojson?bbox=1,2,NaN,4".into(), 400, "parameter-bad", "bbox"),
        ("/api/v1/layers/coverage.geojson?bbox=1,2,3,95".into(), 400, "parameter-bad", "bbox"),
        ("/api/v1/layers/coverage.geojson?bbox=".into(), 400, "parameter-bad", "bbox"),
        ("/api/v1/isochrone".into(), 400, "parameter-missing", "lon"),
        ("/api/v1/isochrone?lon=14&minutes=10".into(), 400, "parameter-missing", "lat"),
        (place.into(), 400, "parameter-missing", "minutes"),
        (format!("{place}&minutes="), 400, "parameter-bad", "minutes"),
        (format!("{place}&minutes=0"), 400, "parameter-bad", "minutes"),
        (format!("{place}&minutes=101"), 400, "parameter-bad", "minutes"),
        (format!("{place}&minutes=10,,20"), 400, "parameter-bad", "minutes"),
        (format!("{place}&minutes=1,2,3,4,5,6,7,8,9"), 400, "parameter-bad", "minutes"),
        (format!("{place}&minutes=1.5"), 400, "parameter-bad", "minutes"),
        (format!("{place}&minutes=10&minutes=20"), 400, "parameter-bad", "minutes"),
        (format!("{place}&minutes=10&direction=up"), 400, "parameter-bad", "direction"),
        (format!("{place}&minutes=10&depart=eight"), 400, "parameter-bad", "depart"),
        ("/api/v1/hours?without_hours=22-6".into(), 400, "parameter-bad", "without_hours"),
        ("/api/v1/layers/coverage.geojson?without_line=w1".into(), 400, "parameter-missing", "depart"),
        ("/api/v1/layers/gaps.geojson?depart=2026-03-04T08:00".into(), 400, "parameter-bad", "depart"),
        ("/tiles/coverage/0/0/0.mvt?depart=2026-03-04T08:00".into(), 404, "not-found", ""),
        (format!("{place}&minutes=10&profile=broom"), 400, "parameter-bad", "profile"),
        ("/api/v1/why?lon=inf&lat=36".into(), 400, "parameter-bad", "lon"),
        ("/api/v1/why?lon=14&lat=90.5".into(), 400, "parameter-bad", "lat"),
        ("/api/v1/why?lon=14&lat=abc".into(), 400, "parameter-bad", "lat"),
        ("/api/v1/why?lon=0&lat=0".into(), 422, "point-off-network", ""),
        ("/api/v1/route?from=14,36".into(), 400, "parameter-missing", "to"),
        ("/api/v1/route?from=14&to=14,36".into(), 400, "parameter-bad", "from"),
        ("/api/v1/route?from=14,36&to=14,36,5".into(), 400, "parameter-bad", "to"),
        ("/api/v1/layers/panic.geojson".into(), 500, "internal", ""),
    ] {
        let found = refusal(&get(&target));
        assert_eq!(found, (status, code.to_owned(), field.to_owned()), "{target}");
    }
}

#[test]
fn other_methods_are_refused() {
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = made::server().ask(method, "/api/v1/summary", &[("Content-Length", "0")]);
        assert_eq!(refusal(&answer), (405, "method-not-allowed".into(), String::new()), "{method}");
        assert_eq!(answer.header("allow"), Some("GET,HEAD"));
    }
}

#[test]
fn head_says_what_get_would() {
    let (get, head) = (get("/api/v1/summary"), made::server().ask("HEAD", "/api/v1/summary", &[]));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-length", "content-type", "etag"] {
        assert!(get.header(name).is_some(), "{name}");
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    let refused = made::server().ask("HEAD", "/nowhere", &[]);
    assert_eq!((refused.status, refused.body.len()), (404, 0));
}

#[test]
fn a_reader_who_has_the_bytes_is_told_so() {
    let server = made::server();
    let first = get("/api/v1/summary");
    let etag = first.header("etag").unwrap();
    assert_eq!(etag.len(), 66, "a quoted sha256: {etag}");
    let weak = format!("W/{etag}, \"other\"");
    let list = format!("\"other\", {etag}");
    for known in [etag, &weak, &list, "*"] {
        let again = server.ask("GET", "/api/v1/summary", &[("If-None-Match", known)]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag)), "{known}");
        assert_eq!(again.header("content-type"), None);
    }
    assert_eq!(server.ask("GET", "/api/v1/summary", &[("If-None-Match", "\"other\"")]).status, 200);
    assert_ne!(get("/api/v1/layers").header("etag"), Some(etag));
    assert_eq!(server.ask("GET", "/nowhere", &[("If-None-Match", "*")]).status, 404);
}

#[test]
fn long_answers_are_compressed_on_request() {
    let server = made::server();
    let target = "/api/v1/layers/long.geojson";
    let plain = get(target);
    assert_eq!((plain.header("content-encoding"), plain.body.len()), (None, 100_000));
    for (asked, coding) in [("gzip", "gzip"), ("br", "br"), ("gzip, br", "br"), ("zstd", "")] {
        let answer = server.ask("GET", target, &[("Accept-Encoding", asked)]);
        assert_eq!(answer.header("content-encoding").unwrap_or_default(), coding, "{asked}");
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
        if !coding.is_empty() {
            assert!(answer.body.len() < 10_000, "{}", answer.body.len());
            let etag = answer.header("etag").unwrap();
            assert_eq!(etag, format!("{}-{coding}\"", plain.header("etag").unwrap().trim_end_matches('"')));
            let again = server.ask("GET", target, &[("Accept-Encoding", asked), ("If-None-Match", etag)]);
            assert_eq!((again.status, again.body.len()), (304, 0));
        }
    }
}

#[test]
fn refusals_speak_the_readers_language() {
    let ask = |language: &str| made::server().ask("GET", "/nowhere", &[("Accept-Language", language)]);
    let (zh, en) = (ask("zh-CN,zh;q=0.9,en;q=0.5"), ask("en"));
    assert_eq!((zh.header("content-language"), en.header("content-language")), (Some("zh"), Some("en")));
    assert_eq!(zh.json()["title"], "没有这样的图层、瓦片或页面。");
    assert_eq!(en.json()["title"], "There is no such layer, tile or page.");
    assert_eq!(zh.json()["detail"], "此地址没有内容");
    assert_eq!(en.json()["detail"], "there is nothing at this address");
}

#[test]
fn other_host_names_are_refused_on_loopback() {
    let server = made::server();
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "user@localhost"] {
        let answer = server.ask("GET", "/api/v1/summary", &[("Host", host)]);
        assert_eq!(refusal(&answer), (403, "host-refused".into(), String::new()), "{host}");
    }
    assert_eq!(server.ask("GET", "http://evil.example/health", &[]).status, 403);
}

#[test]
fn pages_of_other_sites_are_not_worked_for() {
    let site = ("Sec-Fetch-Site", "cross-site");
    let hours = "/api/v1/hours?without_hours=22:00-06:00";
    let ask = |target: &str, headers: &[(&str, &str)]| made::server().ask("GET", target, headers);
    for target in [hours, "/tiles/coverage/0/0/0.mvt", "/api/v1/layers/coverage.geojson", "/api/v1/nowhere"] {
        for headers in [
            &[site, ("Sec-Fetch-Mode", "no-cors")][..],
            &[site, ("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "empty")],
            &[site, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")],
            &[site],
        ] {
            assert_eq!(refusal(&ask(target, headers)), (403, "page-refused".into(), String::new()), "{headers:?}");
        }
    }
    // Who follows a link, pages of the server itself and of its site, and programs.
    for headers in [
        &[site, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")][..],
        &[site, ("Sec-Fetch-Mode", "navigate")],
        &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors")],
        &[("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Mode", "no-cors")],
        &[("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate")],
        &[],
    ] {
        assert_eq!(ask(hours, headers).status, 200, "{headers:?}");
    }
    assert_eq!(ask("/health", &[site]).status, 200, "it costs nothing");
}

#[test]
fn a_panic_stops_nobody_else() {
    for _ in 0..20 {
        assert_eq!(get("/api/v1/layers/panic.geojson").status, 500);
    }
    assert_eq!(get("/health").status, 200);
}

#[test]
fn tables_are_taken_from_pages_of_this_machine() {
    let server = made::server();
    let own = format!("http://{}", server.address);
    let answer = server.post("/api/v1/data?name=%E7%AB%99.csv", &[("Origin", &own)], b"abc");
    assert_eq!((answer.status, answer.text().as_str()), (200, "站.csv 3"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let answer = server.post("/api/v1/data/save?name=a.csv&study=mine.toml", &[], b"abc");
    assert_eq!((answer.status, answer.text().as_str()), (200, "a.csv 3 mine"));
    for (target, origin, status, code, field) in [
        ("/api/v1/data?name=a.csv", "http://evil.example", 403, "upload-refused", ""),
        ("/api/v1/data?name=a.csv", "null", 403, "upload-refused", ""),
        ("/api/v1/data/save?name=a.csv&study=b", "http://evil.example", 403, "upload-refused", ""),
        ("/api/v1/data", &own, 400, "parameter-missing", "name"),
        ("/api/v1/data?name=..%2Fa.csv", &own, 400, "parameter-bad", "name"),
        ("/api/v1/data?name=...", &own, 400, "parameter-bad", "name"),
        ("/api/v1/data/save?name=a.csv", &own, 400, "parameter-missing", "study"),
        ("/api/v1/data/save?name=a.csv&study=..%2Fb", &own, 400, "parameter-bad", "study"),
        ("/api/v1/data/save?name=a.csv&study=taken", &own, 409, "output-exists", ""),
    ] {
        let found = refusal(&server.post(target, &[("Origin", origin)], b"abc"));
        assert_eq!(found, (status, code.to_owned(), field.to_owned()), "{target} {origin}");
    }
    let read = server.ask("GET", "/api/v1/data?name=a.csv", &[]);
    assert_eq!(refusal(&read), (405, "method-not-allowed".into(), String::new()));
    let large = server.ask("POST", "/api/v1/data?name=a.csv", &[("Content-Length", "20971521")]);
    assert_eq!(refusal(&large), (413, "too-large".into(), String::new()));
}

#[test]
fn tables_are_refused_where_others_can_reach_the_server() {
    let options = halfhour::server::Options { bind: ([0, 0, 0, 0], 0).into(), ..client::options() };
    let mut server = client::Server::start(options, |_| Ok(made::Made));
    server.address.set_ip([127, 0, 0, 1].into());
    let server = server.ready();
    let answer = server.post("/api/v1/data?name=a.csv", &[], b"abc");
    assert_eq!(refusal(&answer), (403, "upload-refused".into(), String::new()));
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}
