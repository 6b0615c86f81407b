//! One at a time: attempts for the same login wait for each other, whether or not the login exists.
//!
//! Without it, fifty right sign-ins at once would count as failures of each other while they are under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rocket::tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

#[derive(Default)]
pub(super) struct Turnstile(Mutex<HashMap<String, Arc<AsyncMutex<()>>>>);

/// Held while it is one's turn.
pub(super) struct Turn<'a> {
    turnstile: &'a Turnstile,
    key: String,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Turnstile {
    pub async fn enter(&self, key: &str) -> Turn<'_> {
        let turn = Arc::clone(self.turns().entry(key.to_owned()).or_default());
        // From here on, giving up (a dropped request) cleans up, too.
        let mut pass = Turn { turnstile: self, key: key.to_owned(), turn: None };
        pass.turn = Some(turn.lock_owned().await);
        pass
    }

    fn turns(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<AsyncMutex<()>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        drop(self.turn.take());
        let mut turns = self.turnstile.turns();
        // Nobody can take a copy while the map is locked: one owner left means that nobody waits.
        if turns.get(&self.key).is_some_and(|turn| Arc::strong_count(turn) == 1) {
            turns.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[rocket::async_test]
    async fn one_at_a_time_and_nothing_left_behind() {
        let turnstile = Arc::new(Turnstile::default());
        let inside = Arc::new(AtomicU32::new(0));
        let visits = (0..50).map(|i| {
            let (turnstile, inside) = (Arc::clone(&turnstile), Arc::clone(&inside));
            rocket::tokio::spawn(async move {
                let _pass = turnstile.enter(if i % 5 == 0 { "lin" } else { "wu" }).await;
                assert!(inside.fetch_add(1, Ordering::SeqCst) < 2, "at most one per login");
                rocket::tokio::task::yield_now().await;
                inside.fetch_sub(1, Ordering::SeqCst);
            })
        });
        for visit in visits.collect::<Vec<_>>() {
            visit.await.unwrap();
        }
        assert!(turnstile.turns().is_empty());
    }
}
