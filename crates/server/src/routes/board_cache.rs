//! Boards many look at are made once: after a change every open stream wants the same board at the same moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hadir_domain::ids::{InstansiId, UnitId};
use tokio::sync::Mutex as Turn;
use tokio::time::Instant;

use crate::services::board::Board;

type Key = (InstansiId, Option<UnitId>);
type Place = Arc<Turn<Option<(Instant, Arc<Board>)>>>;

/// The newest board of each unit that somebody looked at.
#[derive(Debug, Default)]
pub struct BoardCache(Mutex<HashMap<Key, Place>>);

impl BoardCache {
    /// The board of a unit as it was at `since` or later; made by `make` unless another has just made it.
    ///
    /// # Errors
    ///
    /// Those of `make`; whoever waits behind tries anew.
    pub async fn since<E>(
        &self,
        key: Key,
        since: Instant,
        make: impl AsyncFnOnce() -> Result<Board, E>,
    ) -> Result<Arc<Board>, E> {
        let place = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        let mut newest = place.lock().await;
        if let Some((began, board)) = &*newest
            && *began >= since
        {
            return Ok(Arc::clone(board));
        }
        let began = Instant::now();
        let board = Arc::new(make().await?);
        *newest = Some((began, Arc::clone(&board)));
        Ok(board)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::services::board::Counts;

    fn board(roster: u32) -> Board {
        Board {
            at: String::new(),
            unit: None,
            roster,
            counts: Counts::default(),
            children: Vec::new(),
            people: Vec::new(),
            sources: Vec::new(),
            silent_sources: 0,
            all_sources: 0,
            reporting: Default::default(),
        }
    }

    #[tokio::test]
    async fn many_who_ask_after_one_change_get_one_board_and_a_later_change_a_new_one() {
        let cache = Arc::new(BoardCache::default());
        let made = Arc::new(AtomicU32::new(0));
        let ask = |since| {
            let (cache, made) = (Arc::clone(&cache), Arc::clone(&made));
            tokio::spawn(async move {
                let make = async || {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    Ok::<_, ()>(board(made.fetch_add(1, Ordering::SeqCst)))
                };
                cache.since((InstansiId(1), None), since, make).await.map(|board| board.roster)
            })
        };
        let change = Instant::now();
        let all: Vec<_> = (0..50).map(|_| ask(change)).collect();
        for one in all {
            assert_eq!(one.await.unwrap(), Ok(0));
        }

        assert_eq!(ask(Instant::now()).await.unwrap(), Ok(1));
        assert_eq!(made.load(Ordering::SeqCst), 2);
    }
}
