//! Suggestions for many keys at once, above a threshold the officer chooses. Proposes; the officer accepts what is shown.

use std::collections::BTreeSet;

use hadir_domain::ids::DeviceId;
use hadir_domain::matching::{KeyPlace, Suggestion, clear_best};
use hadir_store::instansi::Instansi;
use hadir_store::unmatched::{self, QueueFilter, QueueRow};

use super::Officer;
use super::evidence::{self, Evidence};
use super::places::Places;
use crate::app::App;
use crate::services::error::ServiceError;

/// Keys looked at in one go.
pub const MOST_KEYS: u32 = 60;

/// How far the best suggestion must be ahead of the next, so that nobody is matched by a hair.
pub const AHEAD: u32 = 100;

/// A key with the one suggestion that stands out.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The key.
    pub row: QueueRow,
    /// What the source tells.
    pub evidence: Evidence,
    /// Whom it most likely means.
    pub best: Suggestion,
}

/// What can be proposed, and what was looked at.
#[derive(Debug, Clone, Default)]
pub struct Proposed {
    /// Keys with a clear best suggestion.
    pub proposals: Vec<Proposal>,
    /// Keys looked at.
    pub looked_at: u64,
}

/// Proposes matches for the open keys a filter lists, newest first. One person gets one key at a terminal.
///
/// # Errors
///
/// When the database does not answer.
pub async fn propose(
    app: &App,
    instansi: &Instansi,
    officer: &Officer,
    filter: &QueueFilter,
    least: u32,
) -> Result<Proposed, ServiceError> {
    let (places, rows) = app
        .db
        .read(async |tx| {
            let places = Places::load(tx, instansi.id).await?;
            Ok::<_, ServiceError>((places, unmatched::list(tx, instansi.id, filter, None, MOST_KEYS).await?))
        })
        .await?;
    let rows: Vec<QueueRow> = rows.into_iter().filter(|row| matches!(row.key.place, KeyPlace::Device(_))).collect();
    let keys: Vec<_> = rows.iter().map(|row| row.key.clone()).collect();
    let evidence = evidence::of_keys(app, instansi, officer, &places, &keys, false).await?;
    let mut proposed = Proposed { looked_at: rows.len() as u64, ..Proposed::default() };
    let mut given: BTreeSet<(DeviceId, hadir_domain::ids::PersonId)> = BTreeSet::new();
    for (row, evidence) in rows.into_iter().zip(evidence) {
        let KeyPlace::Device(device) = row.key.place else { continue };
        let Some(best) = clear_best(&evidence.suggestions, least, AHEAD).cloned() else { continue };
        if given.insert((device, best.person)) {
            proposed.proposals.push(Proposal { row, evidence, best });
        }
    }
    Ok(proposed)
}
