//! `serve`: a layer that takes longer than all the rest, made while the rest is served already.
//!
//! Never here: what the layer shows, HTTP.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::issue::{Code, Issue, Place};
use crate::layer::Layer;
use crate::layer::tile::TileIndex;
use crate::progress::Cancelled;
use crate::words::Words;

/// So long the layer leaves the machine to the first reader of the others, unless it is asked for.
const FIRST_VIEW: Duration = Duration::from_secs(3);

/// A layer that takes longer than all the rest: the server opens without it.
pub(super) struct Later {
    /// Its title, fields and credits, without features.
    blank: TileIndex,
    /// The layer, or why there will be none.
    made: OnceLock<Result<TileIndex, Issue>>,
    /// Somebody asked for it.
    asked: SyncSender<()>,
}

impl Later {
    /// A layer that is still to be made, with what is known of it, and who hears that it is wanted.
    pub(super) fn new(blank: Layer) -> (Self, Receiver<()>) {
        let (asked, wanted) = mpsc::sync_channel(1);
        (Self { blank: TileIndex::new(Arc::new(blank)), made: OnceLock::new(), asked }, wanted)
    }

    /// Makes it, once it is wanted or the first view is over. Where `make` panics there will be none; where it is cancelled the server is
    /// stopping, and nobody asks any more.
    pub(super) fn make(&self, wanted: &Receiver<()>, make: impl FnOnce() -> Result<Option<Layer>, Cancelled>) {
        let _ = wanted.recv_timeout(FIRST_VIEW);
        let made = match catch_unwind(AssertUnwindSafe(make)) {
            Ok(Ok(Some(layer))) => Ok(TileIndex::new(Arc::new(layer))),
            Ok(_) => return,
            Err(_) => {
                let cause = Words::new("该图层计算时出错", "the computation of the layer failed");
                Err(Issue::new(Code::Internal, Place::default(), cause))
            }
        };
        // Made once, here.
        let _ = self.made.set(made);
    }

    /// Is it the layer of this id?
    pub(super) fn is(&self, id: &str) -> bool {
        self.blank.layer().id == id
    }

    /// The layer, once it is there.
    pub(super) fn index(&self) -> Option<&TileIndex> {
        self.made.get().and_then(|made| made.as_ref().ok())
    }

    /// What is known of it before it is there.
    pub(super) fn blank(&self) -> &TileIndex {
        &self.blank
    }

    /// Is it still to come? Who asks wants it.
    ///
    /// # Errors
    /// `internal` when there will be none.
    pub(super) fn is_pending(&self) -> Result<bool, Issue> {
        let Some(made) = self.made.get() else {
            // One word is enough; whoever listened may be at work already.
            let _ = self.asked.try_send(());
            return Ok(true);
        };
        made.as_ref().map(|_| false).map_err(Issue::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::figures::Credits;
    use crate::layer::isochrones;

    fn blank() -> Layer {
        isochrones::layer(&[], &Credits::default())
    }

    #[test]
    fn a_layer_comes_once_it_is_wanted() {
        let (later, wanted) = Later::new(blank());
        assert!(later.is_pending() == Ok(true) && later.index().is_none());
        later.make(&wanted, || Ok(Some(blank())));
        assert!(later.is_pending() == Ok(false) && later.index().is_some());
    }

    #[test]
    fn a_layer_that_cannot_be_made_is_not_waited_for() {
        let (later, wanted) = Later::new(blank());
        assert_eq!(later.is_pending(), Ok(true));
        later.make(&wanted, || panic!("a planted panic"));
        assert_eq!(later.is_pending().map_err(|issue| issue.code), Err(Code::Internal));
        assert!(later.index().is_none());
    }
}
