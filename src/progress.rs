//! The port through which long work says what it does and learns that it was cancelled.
//!
//! Never here: terminals, clocks, files. The command line implements [`Progress`] with bars and timings.

use std::sync::atomic::{AtomicBool, Ordering};

/// A stage of a run, as `--timings` names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Stage {
    /// Bytes become values.
    Import,
    /// An elimination order is computed.
    Order,
    /// The frozen network is built.
    Build,
    /// Weights are put on the network.
    Customize,
    /// Places are linked to the network.
    Snap,
    /// Travel times from or to many places.
    Sweep,
    /// Origin-destination times.
    Matrix,
    /// Isochrone polygons.
    Isochrone,
    /// Questions answered from times.
    Analysis,
    /// Layers become bytes.
    Encode,
    /// Bytes become files.
    Write,
    /// The whole run.
    Total,
}

impl Stage {
    /// The name in `--timings` and on progress lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Order => "order",
            Self::Build => "build",
            Self::Customize => "customize",
            Self::Snap => "snap",
            Self::Sweep => "sweep",
            Self::Matrix => "matrix",
            Self::Isochrone => "isochrone",
            Self::Analysis => "analysis",
            Self::Encode => "encode",
            Self::Write => "write",
            Self::Total => "total",
        }
    }
}

/// What long work reports to. Every method may be called from any thread.
pub trait Progress: Sync {
    /// A stage begins; `total` is the number of ticks it will take, where known.
    fn step(&self, stage: Stage, total: Option<u64>);
    /// `n` more pieces of the current stage are done.
    fn tick(&self, n: u64);
    /// True once the user wants the work to stop; long loops ask now and then and return [`Cancelled`].
    fn cancelled(&self) -> bool;

    /// The answer so far is within this share of the best possible one. Says nothing by default.
    fn gap(&self, _share: f64) {}

    /// [`Cancelled`] once the user wants the work to stop.
    fn check(&self) -> Result<(), Cancelled> {
        if self.cancelled() { Err(Cancelled) } else { Ok(()) }
    }
}

/// The work was stopped by its user; nothing was written by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Passes on that the user wants to stop, and nothing else: for work that is a small part of a stage.
pub struct Quiet<'a>(pub &'a dyn Progress);

impl Progress for Quiet<'_> {
    fn step(&self, _stage: Stage, _total: Option<u64>) {}
    fn tick(&self, _n: u64) {}
    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}

/// Progress that says nothing and is never cancelled by itself: for tests and for short work.
#[derive(Debug, Default)]
pub struct Silent {
    stop: AtomicBool,
}

impl Silent {
    /// Asks the work that reports here to stop.
    pub fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Progress for Silent {
    fn step(&self, _stage: Stage, _total: Option<u64>) {}
    fn tick(&self, _n: u64) {}
    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
