//! Scratch memory that parallel work takes turns with: as many pieces as ever work at once, and no more.
//!
//! Never here: what the memory is for.

use std::sync::{Mutex, PoisonError};

/// A pool of scratch memory.
pub struct Pool<S, F> {
    free: Mutex<Vec<S>>,
    make: F,
}

impl<S, F: Fn() -> S> Pool<S, F> {
    /// An empty pool; `make` makes a piece when all are taken.
    pub fn new(make: F) -> Self {
        Self { free: Mutex::new(Vec::new()), make }
    }

    /// Lends a piece for some work.
    pub fn lend<R>(&self, work: impl FnOnce(&mut S) -> R) -> R {
        // A piece is taken out while it is lent, so that what a panic leaves half done is never seen again.
        let taken = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut piece = taken.unwrap_or_else(&self.make);
        let done = work(&mut piece);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(piece);
        done
    }
}
