//! Jobs over real sockets, before a made answerer: progress, cancelling, how many run and how many are remembered.

use std::time::{Duration, Instant};

use halfhour::server::Options;
use serde_json::{Value, json};

use crate::http::client::{Server, options};
use crate::http::made::Made;

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
