//! The wish to stop, shared by signals, the server and work that is under way.
//!
//! Never here: what is done about it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

/// A wish to stop that many can see; once made it stays.
#[derive(Clone, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Asks everybody to stop.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Was a stop asked for? Long preparation asks this now and then.
    pub fn requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends once a stop is asked for.
    pub(super) async fn wait(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|&stop| stop).await;
    }
}

/// A flag that the first interrupt or terminate signal raises, for work that then keeps what it has; the second signal ends the process at
/// once, with exit code 130.
///
/// # Errors
/// The system does not let signals be listened to.
pub fn interrupted() -> std::io::Result<Arc<AtomicBool>> {
    let raised = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let flag = raised.clone();
    let listen = move || {
        runtime.block_on(async {
            signal().await;
            flag.store(true, Ordering::Relaxed);
            signal().await;
            std::process::exit(130);
        });
    };
    std::thread::Builder::new().name("signals".into()).spawn(listen)?;
    Ok(raised)
}

/// Ends when the process is told to end: interrupt or terminate.
pub(super) async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signals) => drop(signals.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
