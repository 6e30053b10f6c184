//! The life of the server: bind, prepare, serve, stop.
//!
//! Never here: what a route does; printing (the caller is told the address and prints it).

use std::fmt::Display;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::answers::Answers;
use super::site::Site;
use super::stop::{Stop, signal};
use super::{conditional, guard, problem, routes};

/// How to listen.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address; port 0 lets the system choose one. On a loopback address only names of this machine are answered.
    pub bind: SocketAddr,
    /// How long one answer may take.
    pub request_limit: Duration,
    /// How long answers under way may go on after a stop was asked for.
    pub grace: Duration,
}

impl Default for Options {
    /// Loopback only, port 8080; 30 s an answer; 10 s to stop.
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            request_limit: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}

/// Why the server ended other than by being told to.
#[derive(Debug, thiserror::Error)]
pub enum ServeError<E: Display> {
    /// The address could not be bound, or the system refused something else.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The answers could not be prepared.
    #[error("{0}")]
    Prepare(E),
    /// The preparation ended without a result: it panicked.
    #[error("the preparation failed inside the program")]
    Panicked,
}

/// Serves until an interrupt or terminate signal arrives or [`Stop::request`] is called, then ends answers under way
/// within the grace; a second signal ends at once.
///
/// The address is bound first and told to `on_bound`. `prepare` runs on a thread of its own; until it returns,
/// `/health` says 503. It should ask [`Stop::requested`] now and then.
///
/// # Errors
/// The address cannot be bound, or `prepare` fails: then the server stops by itself.
pub fn serve<A: Answers, E: Display + Send + 'static>(
    options: &Options,
    prepare: impl FnOnce(&Stop) -> Result<A, E> + Send + 'static,
    on_bound: impl FnOnce(SocketAddr, &Stop),
) -> Result<(), ServeError<E>> {
    let listener = std::net::TcpListener::bind(options.bind)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (site, stop) = (Site::new(address.ip().is_loopback()), Stop::new());
    on_bound(address, &stop);
    let prepared = prepare_aside(site.clone(), stop.clone(), prepare)?;
    let router = layered(routes::routes(site), address, options.request_limit);
    let served = runtime.block_on(run(listener, router, stop, options.grace));
    // A computation that nobody waits for any more must not keep the process.
    runtime.shutdown_background();
    served?;
    match prepared.try_recv() {
        Ok(Err(error)) => Err(ServeError::Prepare(error)),
        Ok(Ok(())) | Err(mpsc::TryRecvError::Empty) => Ok(()),
        Err(mpsc::TryRecvError::Disconnected) => Err(ServeError::Panicked),
    }
}

/// Prepares the answers on a thread of its own and opens the site; a failure stops the server.
fn prepare_aside<A: Answers, E: Send + 'static>(
    site: Site,
    stop: Stop,
    prepare: impl FnOnce(&Stop) -> Result<A, E> + Send + 'static,
) -> io::Result<mpsc::Receiver<Result<(), E>>> {
    /// Stops the server when the thread ends without answers, by a panic too.
    struct StopUnlessOpen(Stop, bool);
    impl Drop for StopUnlessOpen {
        fn drop(&mut self) {
            if !self.1 {
                self.0.request();
            }
        }
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new().name("prepare".into()).spawn(move || {
        let mut guard = StopUnlessOpen(stop.clone(), false);
        // Moved in here so that a panic drops it before the guard asks for the stop.
        let sender = sender;
        let result = prepare(&stop).map(|answers| {
            site.open(answers);
            guard.1 = true;
        });
        // The receiver is gone only when the server has already ended.
        let _ = sender.send(result);
    })?;
    Ok(receiver)
}

async fn run(listener: std::net::TcpListener, router: Router, stop: Stop, grace: Duration) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let signalled = stop.clone();
    let second_signal = async move {
        signal().await;
        signalled.request();
        signal().await;
    };
    let late = async {
        stop.wait().await;
        tokio::time::sleep(grace).await;
    };
    let stopped = stop.clone();
    let serving = axum::serve(listener, router).with_graceful_shutdown(async move { stopped.wait().await });
    tokio::select! {
        served = serving => served,
        () = late => Ok(()),
        () = second_signal => Ok(()),
    }
}

/// What stands around every route; the last layer is the outermost.
fn layered(routes: Router, address: SocketAddr, request_limit: Duration) -> Router {
    let router = routes
        .layer(from_fn(conditional::not_modified))
        .layer(CompressionLayer::new())
        .layer(from_fn(conditional::name_coding))
        .layer(from_fn(guard::own_pages));
    let router = if address.ip().is_loopback() { router.layer(from_fn(guard::own_host)) } else { router };
    router
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(from_fn_with_state(request_limit, guard::in_time))
        .layer(from_fn(problem::write))
        .layer(from_fn(guard::headers))
}
