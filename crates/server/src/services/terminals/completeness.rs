//! Whether everything a terminal holds has arrived: the rows it says it holds against those accounted for here.
//!
//! The plain counts need not be equal: somebody may have cleared its log, or it holds rows from before it came here. What
//! counts is the difference between both: while it stays what it was when everything had arrived, nothing is under way.

use hadir_domain::punches::Source;
use hadir_intake::adms::command::Command;
use hadir_store::terminals::commands;
use hadir_store::terminals::contacts::Contact;
use hadir_store::{StoreError, Tx, marks};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::commanding::{self, SYSTEM};
use super::known::Known;
use crate::app::App;

/// Rows are missing for so long before they are asked for.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Between two times of asking.
const BETWEEN_ASKING: SignedDuration = SignedDuration::from_hours(6);
/// After an answered question, so long is waited for the rows to arrive …
const ARRIVING: SignedDuration = SignedDuration::from_mins(2);
/// … and so long the answer says something.
const ANSWER_LASTS: SignedDuration = SignedDuration::from_mins(12);
/// Silence of rows that says that none is under way.
const QUIET: SignedDuration = SignedDuration::from_mins(1);
/// How far back is asked at most.
const MOST_DAYS: i64 = 40;

/// What a terminal holds, by its word, and what of it is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Rows stored here or kept as problems, each once.
    pub accounted: u64,
    /// Rows it says it holds.
    pub reported: u64,
    /// When it said so.
    pub at: Timestamp,
}

impl Holding {
    fn gap(self) -> i64 {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        signed(self.accounted).saturating_sub(signed(self.reported))
    }
}

/// Whether all has arrived, and the difference that says so from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// All has arrived.
    pub complete: bool,
    /// The difference when all had arrived.
    pub floor: Option<i64>,
}

/// Compares the difference with the one that stood when all had arrived.
///
/// Without one, only counts that fit each other say something. A difference that grew means that the terminal dropped
/// rows it had sent (its log was cleared, or it wraps): the new difference is the one to keep.
pub fn compare(holding: Holding, floor: Option<i64>) -> Judged {
    let gap = holding.gap();
    match floor {
        Some(floor) if gap >= floor => Judged { complete: true, floor: Some(gap) },
        None if gap >= 0 => Judged { complete: true, floor: Some(gap) },
        floor => Judged { complete: false, floor },
    }
}

/// Judges what a terminal said; asks it for the missing days when rows stay missing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn judge(
    tx: &mut Tx,
    app: &App,
    known: &Known,
    contact: &Contact,
    holding: Holding,
) -> Result<Judged, StoreError> {
    let judged = compare(holding, contact.row_floor);
    if judged.complete {
        return Ok(judged);
    }
    let (instansi, now) = (known.instansi.id, app.now());
    let quiet = |for_so_long: SignedDuration| contact.data_at.is_none_or(|at| now.duration_since(at) >= for_so_long);
    let newest = commands::newest(tx, instansi, known.device, 20).await?;
    let asked = newest.iter().find(|command| command.kind == commanding::RANGE);
    if let Some((answered_at, 0..)) = asked.and_then(|command| command.answered) {
        let since = now.duration_since(answered_at);
        if (ARRIVING..ANSWER_LASTS).contains(&since)
            && quiet(QUIET)
            && holding.at.duration_since(answered_at) >= ARRIVING
        {
            // It sent everything of these days again: what is still missing is nothing that could come.
            return Ok(Judged { complete: true, floor: Some(holding.gap()) });
        }
    }
    let long_ago = asked.is_none_or(|command| now.duration_since(command.queued_at) >= BETWEEN_ASKING);
    if long_ago && quiet(PATIENCE) {
        let reached = marks::get(tx, instansi, Source::Machine.as_str(), &known.device.to_string()).await?;
        queue_range(tx, app, known, reached).await?;
    }
    Ok(judged)
}

/// Asks a terminal for everything since a moment, at most forty days back.
///
/// # Errors
///
/// When the database does not answer.
pub async fn queue_range(tx: &mut Tx, app: &App, known: &Known, since: Option<Timestamp>) -> Result<(), StoreError> {
    let now = app.now();
    let zone = known.zone.time_zone();
    let to = zone.to_datetime(now).saturating_add(1.day());
    let earliest = to.saturating_sub(MOST_DAYS.days());
    let from = since.map_or(earliest, |since| zone.to_datetime(since).saturating_sub(1.day()).max(earliest));
    let command = Command::QueryAttlog { from, to };
    let line = command.line().map_err(|error| StoreError::Corrupt(error.to_string()))?;
    commands::add(tx, known.instansi.id, known.device, commanding::RANGE, &line, SYSTEM, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(accounted: u64, reported: u64) -> Holding {
        Holding { accounted, reported, at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_new_terminal_is_complete_when_the_counts_fit() {
        assert_eq!(compare(holding(0, 0), None), Judged { complete: true, floor: Some(0) });
        assert_eq!(compare(holding(119, 120), None), Judged { complete: false, floor: None });
    }

    #[test]
    fn a_row_under_way_is_noticed_whatever_the_plain_counts_are() {
        // It came with 6,000 rows of its past that never were sent, and 5,000 too few are accounted for ever after.
        assert!(compare(holding(1_000, 6_000), Some(-5_000)).complete);
        assert!(!compare(holding(1_000, 6_001), Some(-5_000)).complete);
    }

    #[test]
    fn a_cleared_log_does_not_make_a_missing_row_look_complete_for_ever() {
        let cleared = compare(holding(1_000, 10), Some(0));

        assert_eq!(cleared, Judged { complete: true, floor: Some(990) });
        assert!(!compare(holding(1_000, 11), cleared.floor).complete);
        assert!(compare(holding(1_001, 11), cleared.floor).complete);
    }
}
