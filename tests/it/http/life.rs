//! From binding to stopping: not ready, ready, too slow, told to stop, failed.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use halfhour::server::{Options, ServeError};

use super::client::{Server, options};
use super::made::{Made, SLOW};
use super::refusal;

#[test]
fn health_says_when_it_is_ready() {
    let (go, wait) = mpsc::channel::<()>();
    let server = Server::start(options(), move |_| {
        wait.recv().unwrap();
        Ok(Made)
    });
    for target in ["/health", "/api/v1/summary", "/tiles/coverage/0/0/0.mvt", "/api/v1/isochrone?lon=1&lat=1&minutes=5"]
    {
        let answer = server.ask("GET", target, &[]);
        assert_eq!(refusal(&answer), (503, "not-ready".into(), String::new()), "{target}");
        assert_eq!(answer.header("retry-after"), Some("2"));
    }
    let page = server.ask("GET", "/api", &[]);
    assert_eq!(page.status, 503);
    assert!(page.text().contains("正在计算") && page.header("content-type").unwrap().starts_with("text/html"));
    go.send(()).unwrap();
    let server = server.ready();
    assert_eq!(server.ask("GET", "/api/v1/summary", &[]).status, 200);
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}

#[test]
fn a_slow_answer_is_given_up_and_others_go_on() {
    let limit = Duration::from_millis(200);
    let server = Server::start(Options { request_limit: limit, ..options() }, |_| Ok(Made)).ready();
    let asked = Instant::now();
    let answer = server.ask("GET", "/api/v1/layers/slow.geojson", &[]);
    assert_eq!(refusal(&answer), (503, "too-slow".into(), String::new()));
    assert!(asked.elapsed() < SLOW);
    assert_eq!(server.ask("GET", "/api/v1/summary", &[]).status, 200);
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}

#[test]
fn an_answer_under_way_is_finished_before_stopping() {
    let server = Server::start(options(), |_| Ok(Made)).ready();
    let (address, stop) = (server.address, server.stop.clone());
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| server.ask("GET", "/api/v1/layers/slow.geojson", &[]).status);
        std::thread::sleep(SLOW / 3);
        stop.request();
        assert_eq!(asked.join().unwrap(), 200);
    });
    server.thread.join().unwrap().unwrap();
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn stopping_waits_no_longer_than_the_grace() {
    let grace = Duration::from_millis(100);
    let server = Server::start(Options { grace, ..options() }, |_| Ok(Made)).ready();
    let mut stream = std::net::TcpStream::connect(server.address).unwrap();
    let request = format!("GET /api/v1/layers/slow.geojson HTTP/1.1\r\nHost: {}\r\n\r\n", server.address);
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    std::thread::sleep(SLOW / 3);
    let stopped = Instant::now();
    server.stop.request();
    server.thread.join().unwrap().unwrap();
    assert!(stopped.elapsed() < SLOW / 2, "{:?}", stopped.elapsed());
}

#[test]
fn preparation_sees_the_wish_to_stop() {
    let server = Server::start(options(), |stop| {
        while !stop.requested() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(Made)
    });
    server.stop.request();
    server.thread.join().unwrap().unwrap();
}

#[test]
fn a_failed_preparation_ends_the_server() {
    let server = Server::start(options(), |_| Err::<Made, _>("no roads".to_owned()));
    assert_eq!(server.thread.join().unwrap().unwrap_err().to_string(), "no roads");
    let server = Server::start(options(), |_| -> Result<Made, String> { panic!("a planted panic") });
    assert!(matches!(server.thread.join().unwrap(), Err(ServeError::Panicked)));
}

#[test]
fn a_taken_port_is_an_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let options = Options { bind: taken.local_addr().unwrap(), ..options() };
    let result = halfhour::server::serve(&options, |_| Ok::<_, String>(Made), |_, _| panic!("bound twice"));
    assert!(matches!(result, Err(ServeError::Io(error)) if error.kind() == std::io::ErrorKind::AddrInUse));
}
