//! The latest answers, kept ready; an answer that several ask for at once is made once.
//!
//! Never here: what is asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One answer; whoever makes it holds the lock, and who wants it too waits.
type Place<V> = Arc<Mutex<Option<V>>>;

/// The latest answers by question.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    most: usize,
    /// The latest first.
    places: Mutex<VecDeque<(K, Place<V>)>>,
}

impl<K: PartialEq + Clone, V: Clone> Recent<K, V> {
    /// Keeps so many answers.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, places: Mutex::default() }
    }

    /// The answer to a question, made where it is not known. Where it cannot be made nothing is kept, and nothing is lost.
    pub(crate) fn get<E>(&self, key: K, make: impl FnOnce(&K) -> Result<V, E>) -> Result<V, E> {
        let place = self.place(&key);
        let mut held = locked(&place);
        if let Some(known) = held.as_ref() {
            return Ok(known.clone());
        }
        match make(&key) {
            Ok(made) => {
                *held = Some(made.clone());
                locked(&self.places).truncate(self.most);
                Ok(made)
            }
            Err(error) => {
                // Who waits tries again at the same place, though nobody else finds it any more.
                locked(&self.places).retain(|(_, other)| !Arc::ptr_eq(other, &place));
                Err(error)
            }
        }
    }

    /// Where the answer stands or will stand. What is asked about again stays longest.
    fn place(&self, key: &K) -> Place<V> {
        let mut places = locked(&self.places);
        let known = places.iter().position(|(other, _)| other == key).and_then(|index| places.remove(index));
        let entry = known.unwrap_or_else(|| (key.clone(), Place::default()));
        let place = Arc::clone(&entry.1);
        places.push_front(entry);
        place
    }
}

/// A panic elsewhere left nothing half done: an answer is there or not.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    /// The answer, and whether it had to be made.
    fn ask(recent: &Recent<u32, u32>, key: u32) -> (u32, bool) {
        let mut made = false;
        let make = |key: &u32| {
            made = true;
            Ok::<_, Infallible>(key * 10)
        };
        let Ok(answer) = recent.get(key, make);
        (answer, made)
    }

    #[test]
    fn what_many_ask_at_once_is_made_once() {
        let (recent, made, together) = (Recent::new(4), AtomicUsize::new(0), Barrier::new(8));
        std::thread::scope(|scope| {
            for number in 0..8_u32 {
                let (recent, made, together) = (&recent, &made, &together);
                scope.spawn(move || {
                    together.wait();
                    let make = |key: &u32| {
                        made.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(50));
                        Ok::<_, Infallible>(key + 1)
                    };
                    let key = number % 2;
                    assert_eq!(recent.get(key, make), Ok(key + 1));
                });
            }
        });
        assert_eq!(made.into_inner(), 2, "once a question");
    }

    #[test]
    fn the_latest_are_kept() {
        let recent = Recent::new(2);
        assert_eq!((ask(&recent, 1), ask(&recent, 2), ask(&recent, 1)), ((10, true), (20, true), (10, false)));
        assert_eq!(ask(&recent, 3), (30, true));
        assert_eq!((ask(&recent, 1), ask(&recent, 2)), ((10, false), (20, true)), "2 was asked longest ago");
    }

    #[test]
    fn what_cannot_be_made_pushes_nothing_out() {
        let recent = Recent::new(1);
        assert_eq!(ask(&recent, 1), (10, true));
        assert_eq!(recent.get(2, |_| Err("no")), Err("no"));
        assert_eq!(ask(&recent, 1), (10, false));
        assert_eq!(ask(&recent, 2), (20, true));
    }

    #[test]
    fn after_a_panic_it_is_made_again() {
        let recent: Recent<u32, u32> = Recent::new(1);
        let fails = std::thread::scope(|scope| {
            scope.spawn(|| recent.get(1, |_| -> Result<u32, Infallible> { panic!("a planted panic") })).join()
        });
        assert!(fails.is_err());
        assert_eq!(ask(&recent, 1), (10, true));
    }
}
