//! Boards many look at are made once: after a change every open stream wants the same board at the same moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hadir_domain::ids::{InstansiId, UnitId};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex as Turn;
use tokio::time::Instant;

use crate::services::board::{Board, usual::BoardUsual};

/// An instansi and one of its units; none for the whole.
pub type Key = (InstansiId, Option<UnitId>);
type Place = Arc<Turn<Option<(Instant, Arc<Made>)>>>;

/// A board with its text: written once for everybody who reads it.
#[derive(Debug)]
pub struct Made {
    /// The board.
    pub board: Board,
    written: OnceLock<Written>,
}

/// A board as its readers get it.
#[derive(Debug)]
pub struct Written {
    /// JSON.
    pub text: String,
    /// Stands for everything but the moment; the id of the event.
    pub id: String,
}

impl Made {
    fn of(board: Board) -> Self {
        Self { board, written: OnceLock::new() }
    }

    /// Its text, written by whoever asks first.
    pub fn written(&self) -> &Written {
        self.written.get_or_init(|| {
            let text = serde_json::to_string(&self.board).unwrap_or_default();
            let still = serde_json::to_vec(&Board { at: String::new(), ..self.board.clone() }).unwrap_or_default();
            let hash = hex::encode(Sha256::digest(still));
            Written { text, id: hash.get(..16).unwrap_or_default().to_owned() }
        })
    }
}

/// The usual day of each unit, for the day it stands beside.
#[derive(Debug, Default)]
pub struct UsualCache(Mutex<HashMap<Key, (Date, Arc<BoardUsual>)>>);

impl UsualCache {
    /// The one that was made for this day.
    pub fn get(&self, key: Key, on: Date) -> Option<Arc<BoardUsual>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&key).filter(|(made_for, _)| *made_for == on).map(|(_, usual)| Arc::clone(usual))
    }

    /// Keeps it for everybody who asks on this day.
    pub fn put(&self, key: Key, on: Date, usual: Arc<BoardUsual>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, (on, usual));
    }
}

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
    ) -> Result<Arc<Made>, E> {
        let place = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        let mut newest = place.lock().await;
        if let Some((began, board)) = &*newest
            && *began >= since
        {
            return Ok(Arc::clone(board));
        }
        let began = Instant::now();
        let board = Arc::new(Made::of(make().await?));
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
            figures: Default::default(),
            groups: Vec::new(),
            children: Vec::new(),
            people: Vec::new(),
            sites: Vec::new(),
            arrivals: Vec::new(),
            watch: None,
            sources: Vec::new(),
            silent_sources: 0,
            all_sources: 0,
            reporting: Default::default(),
        }
    }

    #[test]
    fn a_board_is_written_once_and_its_id_does_not_follow_the_clock() {
        let (one, later) = (Made::of(board(3)), Made::of(Board { at: "2026-01-19T07:31:10+07:00".into(), ..board(3) }));

        assert!(std::ptr::eq(one.written(), one.written()));
        assert_eq!(one.written().id, later.written().id);
        assert_ne!(one.written().id, Made::of(board(4)).written().id);
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
                cache.since((InstansiId(1), None), since, make).await.map(|made| made.board.roster)
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
