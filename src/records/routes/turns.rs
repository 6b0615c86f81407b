//! At most two reads at a time for one person. A page that opens asks for a dozen things and hardly notices; whoever asks for what takes
//! long waits for themselves, and not everybody for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rocket::tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};
use crate::ids::UserId;

const AT_A_TIME: usize = 2;
/// How many may wait behind them.
const MOST_WAITING: usize = 40;

/// Whose reads are under way. One per server.
#[derive(Default)]
pub struct ReadTurns(Mutex<HashMap<UserId, OwnReads>>);

struct OwnReads {
    turns: Arc<Semaphore>,
    /// Under way or waiting.
    there: usize,
}

/// Held while a read is under way; whoever gives up waiting leaves nothing behind.
pub(super) struct ReadTurn<'a> {
    all: &'a ReadTurns,
    user: UserId,
    permit: Option<OwnedSemaphorePermit>,
}

impl ReadTurns {
    /// The server itself, which has no number, never waits.
    pub(super) async fn enter(&self, user: Option<UserId>) -> Result<Option<ReadTurn<'_>>> {
        let Some(user) = user else { return Ok(None) };
        let turns = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let reads = all.entry(user).or_insert_with(|| OwnReads { turns: Arc::new(Semaphore::new(AT_A_TIME)), there: 0 });
            if reads.there >= AT_A_TIME + MOST_WAITING {
                return Err(Error::TooMany { retry_after: Duration::from_secs(1) });
            }
            reads.there += 1;
            reads.turns.clone()
        };
        let mut turn = ReadTurn { all: self, user, permit: None };
        turn.permit = Some(turns.acquire_owned().await.map_err(Error::internal)?);
        Ok(Some(turn))
    }
}

impl Drop for ReadTurn<'_> {
    fn drop(&mut self) {
        drop(self.permit.take());
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reads) = all.get_mut(&self.user) {
            reads.there -= 1;
            if reads.there == 0 {
                all.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rocket::tokio;

    use super::*;

    #[rocket::async_test]
    async fn one_person_reads_twice_at_a_time_and_others_meanwhile() {
        let turns = Arc::new(ReadTurns::default());
        let (lin, wu) = (Some(UserId(1)), Some(UserId(2)));
        let held = (turns.enter(lin).await.unwrap(), turns.enter(lin).await.unwrap());
        let begun = Arc::new(AtomicUsize::new(0));
        let waiting: Vec<_> = (0..MOST_WAITING)
            .map(|_| {
                let (turns, begun) = (turns.clone(), begun.clone());
                tokio::spawn(async move {
                    let _turn = turns.enter(lin).await.unwrap();
                    begun.fetch_add(1, Ordering::SeqCst);
                })
            })
            .collect();
        while turns.0.lock().unwrap()[&UserId(1)].there < AT_A_TIME + MOST_WAITING {
            tokio::task::yield_now().await;
        }
        assert_eq!(begun.load(Ordering::SeqCst), 0);
        assert!(matches!(turns.enter(lin).await, Err(Error::TooMany { .. })), "a crowd of one's own is sent away");
        assert!(turns.enter(wu).await.is_ok(), "nobody else notices");
        drop(held);
        for thread in waiting {
            thread.await.unwrap();
        }
        assert!(turns.0.lock().unwrap().is_empty());
    }
}
