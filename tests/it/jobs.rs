//! Jobs over real sockets. Before a made answerer: progress, cancelling, how many run and how many are remembered. Before the built binary:
//! what may be asked of a siting job.

use std::fs;
use std::time::{Duration, Instant};

use halfhour::server::Options;
use serde_json::{Value, json};

use crate::binary::halfhour;
use crate::http::client::{Server, options};
use crate::http::made::Made;
use crate::scenarios::{Served, end, gozo};

fn begin(server: &Server, problem: &str) -> (u16, Value) {
    let answer = server.post("/api/v1/site", &[], json!({ "problem": problem }).to_string().as_bytes());
    (answer.status, answer.json())
}

fn state(server: &Server, job: &Value) -> Value {
    server.ask("GET", &format!("/api/v1/jobs/{}", job["job"].as_str().unwrap()), &[]).json()
}

fn until(server: &Server, job: &Value, wanted: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let state = state(server, job);
        if wanted(&state) {
            return state;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{state}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_job_shows_its_gap_and_keeps_the_best_when_it_is_cancelled() {
    let server = Server::start(options(), |_| Ok(Made)).ready();
    let (status, job) = begin(&server, "endless");
    assert_eq!((status, &job), (202, &json!({ "job": "1" })));
    let running = until(&server, &job, |state| !state["gap"].is_null());
    assert_eq!(
        (&running["state"], &running["gap"], &running["result"]),
        (&json!("running"), &json!(0.25), &Value::Null)
    );
    assert!(running["steps"].as_u64().unwrap() > 0);
    let second = begin(&server, "endless").1;
    let (status, problem) = begin(&server, "endless");
    assert_eq!((status, &problem["code"]), (429, &json!("busy")), "two at a time");
    let cancel = |job: &Value| server.ask("DELETE", &format!("/api/v1/jobs/{}", job["job"].as_str().unwrap()), &[]);
    assert_eq!(cancel(&job).status, 200);
    let ended = until(&server, &job, |state| state["state"] != "running");
    assert_eq!((&ended["state"], &ended["result"]["objective"]), (&json!("cancelled"), &json!(7)));
    assert_eq!(begin(&server, "nothing").0, 202, "there is room again");
    cancel(&second);
    until(&server, &second, |state| state["state"] == "cancelled");
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}

#[test]
fn jobs_end_in_every_way_and_the_last_are_remembered() {
    let server = Server::start(options(), |_| Ok(Made)).ready();
    let run = |problem: &str| {
        let (status, job) = begin(&server, problem);
        assert_eq!(status, 202);
        until(&server, &job, |state| state["state"] != "running")
    };
    assert_eq!(run("nothing")["result"], Value::Null);
    let failed = run("bad");
    assert_eq!((&failed["state"], &failed["problem"]["code"]), (&json!("failed"), &json!("parameter-bad")));
    assert_eq!(run("panic")["problem"]["code"], "internal");
    for _ in 3..25 {
        assert_eq!(run("quick")["state"], "done");
    }
    let status = |job: u32| server.ask("GET", &format!("/api/v1/jobs/{job}"), &[]).status;
    assert_eq!((status(5), status(6), status(25), status(26)), (404, 200, 200, 404));
    assert_eq!(server.ask("DELETE", "/api/v1/jobs/99", &[]).status, 404);
    assert_eq!(server.ask("DELETE", "/api/v1/jobs/25", &[]).json()["state"], "done", "an ended job stays as it is");
    for (target, body) in [("/api/v1/site", "{"), ("/api/v1/site", r#"{"problem": 1}"#), ("/api/v1/whatif", "[]")] {
        assert_eq!(server.post(target, &[], body.as_bytes()).status, 400, "{target} {body}");
    }
    let evil = [("Sec-Fetch-Site", "cross-site")];
    assert_eq!(server.post("/api/v1/site", &evil, br#"{"problem": "quick"}"#).status, 403);
    assert_eq!(server.ask("GET", "/api/v1/site", &[]).status, 405);
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}

#[test]
fn an_edit_has_so_many_sites_at_most_and_a_body_so_many_bytes() {
    let server = Server::start(options(), |_| Ok(Made)).ready();
    let edit = |sites: usize, closed: usize| {
        let body =
            json!({ "kind": "k", "sites": vec![json!({ "lon": 1, "lat": 2 }); sites], "closed": vec!["a"; closed] });
        let answer = server.post("/api/v1/whatif", &[], body.to_string().as_bytes());
        (answer.status, answer.json()["field"].as_str().map(str::to_owned))
    };
    // The made answerer knows no edits: whatever gets through to it is not found.
    assert_eq!(edit(256, 1_000), (404, None));
    assert_eq!(edit(257, 0), (400, Some("sites".to_owned())));
    assert_eq!(edit(0, 1_001), (400, Some("closed".to_owned())));
    for target in ["/api/v1/whatif", "/api/v1/site", "/api/v1/scenarios"] {
        let large = server.ask("POST", target, &[("Content-Length", "262145")]);
        assert_eq!((large.status, &large.json()["code"]), (413, &json!("too-large")), "{target}");
        assert!(large.json()["detail"].as_str().unwrap().contains("256 KB"), "{target}");
        assert_ne!(server.post(target, &[], &vec![b' '; 256 * 1024]).status, 413, "{target}");
    }
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}

#[test]
fn only_this_machine_keeps_scenarios() {
    let everywhere = Options { bind: ([0, 0, 0, 0], 0).into(), ..options() };
    let server = Server::start(everywhere, |_| Ok(Made)).ready();
    let answer = server.post("/api/v1/scenarios", &[], b"{}");
    assert_eq!((answer.status, answer.json()["code"].as_str()), (403, Some("upload-refused")));
    assert_eq!(server.ask("DELETE", "/api/v1/scenarios/x", &[]).status, 403);
    // Asking is open to all who can connect.
    assert_eq!(begin(&server, "quick").0, 202);
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}

#[test]
fn each_parameter_of_a_siting_job_counts_as_its_flag_does() {
    let folder = gozo();
    let served = Served::start(folder.path());
    let result = |body: &Value| {
        let ended = end(&served, body);
        assert_eq!(ended["state"], "done", "{body}: {ended}");
        ended["result"].clone()
    };
    let flags = |flags: &str| -> Value {
        let args: Vec<&str> =
            ["site", "study.toml", "--out", "o", "--quiet"].into_iter().chain(flags.split(' ')).collect();
        assert_eq!(halfhour(folder.path(), &args).code, 0, "{flags}");
        serde_json::from_slice(&fs::read(folder.path().join("o/siting.json")).unwrap()).unwrap()
    };
    let plain = |problem: &str, add: usize| result(&json!({ "problem": problem, "kind": "station", "add": add }));
    let (five, six) = (plain("mclp", 5), plain("p-median", 6));
    let cases = [
        (json!({ "problem": "mclp", "add": 5, "spacing_m": 4000 }), "--problem mclp --add 5 --spacing 4km", &five),
        (json!({ "problem": "mclp", "add": 5, "one_per_area": true }), "--problem mclp --add 5 --one-per-area", &five),
        (json!({ "problem": "mclp", "add": 5, "limit_s": 1200 }), "--problem mclp --add 5 --limit 20min", &five),
        (json!({ "problem": "mclp", "budget": 2 }), "--problem mclp --budget 2", &five),
        (json!({ "problem": "mclp", "stages": [1, 5] }), "--problem mclp --stage 1,5", &five),
        (json!({ "problem": "mclp", "close": 2 }), "--problem mclp --close 2", &five),
        (json!({ "problem": "p-median", "add": 6, "gap": 0.5 }), "--problem p-median --add 6 --gap 0.5", &six),
        (
            json!({ "problem": "p-median", "add": 6, "iterations": 1 }),
            "--problem p-median --add 6 --iterations 1",
            &six,
        ),
    ];
    for (body, args, without) in cases {
        let found = result(&body);
        assert_eq!(found, flags(args), "{args}");
        assert_ne!(&found, without, "{args} changes nothing");
    }
    // What is asked is what is answered.
    let staged = result(&json!({ "problem": "mclp", "stages": [1, 5] }));
    let ids = |stage: usize| staged["stages"][stage]["sites"].as_array().unwrap().clone();
    assert_eq!((ids(0).len(), ids(1).len()), (1, 5));
    assert!(ids(1).contains(&ids(0)[0]), "a later stage keeps what is there");
    let closing = result(&json!({ "problem": "mclp", "close": 2 }));
    assert_eq!((closing["closed"].as_array().unwrap().len(), &closing["sites"]), (2, &json!([])));
    let apart = result(&json!({ "problem": "mclp", "add": 5, "spacing_m": 4000 }));
    assert!(nearest(&apart) >= 4000.0 && nearest(&five) < 4000.0);

    // What takes the study to know is told by the job, under the name that the request has for it.
    for (body, field) in [
        (json!({ "problem": "mclp", "add": 1, "limit_s": 0 }), "limit_s"),
        (json!({ "problem": "mclp", "add": 1, "limit_s": 99_960 }), "limit_s"),
        (json!({ "problem": "mclp" }), "add | budget"),
        (json!({ "problem": "mclp", "add": 1, "kind": "doctor" }), "kind"),
        (json!({ "problem": "lscp", "close": 1 }), "problem"),
    ] {
        let failed = end(&served, &body);
        assert_eq!((&failed["state"], &failed["problem"]["field"]), (&json!("failed"), &json!(field)), "{body}");
    }
}

/// Metres between the two nearest sites of an answer.
fn nearest(siting: &Value) -> f64 {
    let sites = siting["sites"].as_array().unwrap();
    let at = |site: &Value| (site["lon"].as_f64().unwrap(), site["lat"].as_f64().unwrap());
    let metres =
        |(lon, lat): (f64, f64), (x, y): (f64, f64)| (y - lat).hypot((x - lon) * lat.to_radians().cos()) * 111_195.0;
    let pairs = sites.iter().enumerate().flat_map(|(index, one)| sites[index + 1..].iter().map(move |two| (one, two)));
    pairs.map(|(one, two)| metres(at(one), at(two))).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_bad_value_of_a_siting_job_is_refused_by_its_field() {
    let server = Server::start(options(), |_| Ok(Made)).ready();
    for (body, field) in [
        (r#"{"problem": 1}"#, "problem"),
        (r#"{"problem": "quick", "add": -1}"#, "add"),
        (r#"{"problem": "quick", "budget": 1.5}"#, "budget"),
        (r#"{"problem": "quick", "limit_s": 1201}"#, "limit_s"),
        (r#"{"problem": "quick", "limit_s": 59}"#, "limit_s"),
        (r#"{"problem": "quick", "spacing_m": 0}"#, "spacing_m"),
        (r#"{"problem": "quick", "spacing_m": 1000001}"#, "spacing_m"),
        (r#"{"problem": "quick", "spacing_m": "1km"}"#, "spacing_m"),
        (r#"{"problem": "quick", "one_per_area": 1}"#, "one_per_area"),
        (r#"{"problem": "quick", "stages": [4, 2]}"#, "stages"),
        (r#"{"problem": "quick", "stages": [0, 2]}"#, "stages"),
        (r#"{"problem": "quick", "stages": "4,8"}"#, "stages"),
        (r#"{"problem": "quick", "stages": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}"#, "stages"),
        (r#"{"problem": "quick", "close": 0}"#, "close"),
        (r#"{"problem": "quick", "gap": 1}"#, "gap"),
        (r#"{"problem": "quick", "gap": -0.1}"#, "gap"),
        (r#"{"problem": "quick", "iterations": 0}"#, "iterations"),
        (r#"{"problem": "quick", "add": 1, "budget": 1}"#, "budget"),
        (r#"{"problem": "quick", "add": 1, "stages": [1]}"#, "stages"),
        (r#"{"problem": "quick", "stages": [1], "close": 1}"#, "close"),
        (r#"{"problem": "quick", "spacing": 5}"#, "spacing"),
    ] {
        let answer = server.post("/api/v1/site", &[], body.as_bytes());
        let problem = answer.json();
        assert_eq!((answer.status, &problem["code"]), (400, &json!("parameter-bad")), "{body}");
        assert_eq!(problem["field"], field, "{body}: {problem}");
    }
    let whole = server.post("/api/v1/site", &[], b"{").json();
    assert_eq!((&whole["code"], &whole["field"]), (&json!("parameter-bad"), &Value::Null));
    for body in [r#"{"problem": "quick", "gap": 0, "spacing_m": 0.5}"#, r#"{"problem": "quick", "stages": [2, 2]}"#] {
        assert_eq!(server.post("/api/v1/site", &[], body.as_bytes()).status, 202, "{body}");
    }
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}
