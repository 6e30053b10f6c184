//! A server on a thread and a client on a plain socket.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use halfhour::server::{Answers, Options, ServeError, Stop, serve};

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub stop: Stop,
    pub thread: JoinHandle<Result<(), ServeError<String>>>,
}

/// Quick limits on a free port of the loopback address.
pub fn options() -> Options {
    Options { bind: ([127, 0, 0, 1], 0).into(), ..Options::default() }
}

impl Server {
    /// Serves what `prepare` makes; returns as soon as the port is bound.
    pub fn start<A: Answers>(
        options: Options,
        prepare: impl FnOnce(&Stop) -> Result<A, String> + Send + 'static,
    ) -> Self {
        let (sender, bound) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            serve(&options, prepare, |address, stop| sender.send((address, stop.clone())).unwrap())
        });
        let (address, stop) = bound.recv().unwrap();
        Self { address, stop, thread }
    }

    /// One request on a connection of its own, see [`ask`].
    pub fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Response {
        self.send(method, target, headers, None)
    }

    /// A body posted on a connection of its own.
    pub fn post(&self, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        self.send("POST", target, headers, Some(body))
    }

    fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Response {
        exchange(self.address, (method, target), headers, body)
    }

    /// Waits until `/health` says ready.
    pub fn ready(self) -> Self {
        for _ in 0..1_000 {
            if self.ask("GET", "/health", &[]).status == 200 {
                return self;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server is not ready after five seconds");
    }
}

/// One request on a connection of its own. `Host` is the bound address unless a header says otherwise.
pub fn ask(address: SocketAddr, method: &str, target: &str, headers: &[(&str, &str)]) -> Response {
    exchange(address, (method, target), headers, None)
}

/// The same, with a body where one is given.
pub fn exchange(
    address: SocketAddr,
    (method, target): (&str, &str),
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Response {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        request += &format!("Host: {}\r\n", address);
    }
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    if let Some(body) = body {
        request += &format!("Content-Length: {}\r\n", body.len());
    }
    stream.write_all((request + "\r\n").as_bytes()).unwrap();
    // A server that refuses need not read to the end.
    let _ = stream.write_all(body.unwrap_or_default());
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    Response::parse(&bytes)
}

/// What came back.
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    /// As sent: still in its transfer and content codings.
    pub body: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        Self { status, headers: headers.collect(), body: bytes[end + 4..].to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "header {name} stands twice");
        value
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
