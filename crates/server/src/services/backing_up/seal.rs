//! The look at the log of what a backup brings, before it counts, and what a checkpoint kept elsewhere says of it.

use std::collections::BTreeMap;

use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::finding::{CaughtBy, Finding, What};
use hadir_ledger::leaf::commitment;
use hadir_ledger::merkle::Hash;
use hadir_ledger::note::{Note, Verifier};
use hadir_ledger::tree::Frontier;
use hadir_store::instansi::Instansi;
use hadir_store::seal::epochs::{self, Epoch};
use hadir_store::seal::keys::{self, Purpose};
use hadir_store::{erasures, records};
use uuid::Uuid;

use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::sealing::verifying;

/// Leaves read at once.
const A_PAGE: u32 = 5_000;
/// Findings after which nobody needs more.
const MOST_FINDINGS: usize = 100;

/// What a checkpoint kept elsewhere says of a log that was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// How many leaves it was signed over.
    pub size: u64,
    /// What follows.
    pub says: Says,
    /// Whether a key the log knows signed it. One that began after the backup cannot be known.
    pub signed: bool,
}

/// What follows from a checkpoint kept elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// The log begins exactly so.
    Holds,
    /// It is of a log that a later restore ended; its last leaves are known to be missing.
    Ended,
    /// So many leaves at the end are missing.
    Missing(u64),
    /// It contradicts the log.
    Forked,
    /// It is of another log.
    Strange,
}

/// How a log stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// How many leaves.
    pub size: u64,
    /// What does not hold.
    pub findings: Vec<Finding>,
    /// What each checkpoint handed in says, in that order.
    pub outside: Vec<Outside>,
}

impl Looked {
    /// Whether it may be served.
    pub fn holds(&self) -> bool {
        self.findings.is_empty() && self.outside.iter().all(|one| one.says != Says::Forked)
    }
}

/// Recomputes the log from its records and compares it with checkpoints.
///
/// `stated` is the newest checkpoint the backup says it holds. With the server's key everything is looked at that
/// `hadir ledger verify` looks at; without it leaves, bodies and tree.
///
/// # Errors
///
/// When the database does not answer, or a checkpoint cannot be read.
pub async fn look(
    app: &App,
    instansi: &Instansi,
    stated: Option<&Note>,
    outside: &[Note],
    with_key: bool,
) -> Result<Looked, ServiceError> {
    let (epochs, steps) = app
        .db
        .read(async |tx| {
            Ok::<_, ServiceError>((epochs::all(tx, instansi.id).await?, keys::all(tx, instansi.id).await?))
        })
        .await?;
    let log_keys: Vec<Verifier> = steps
        .iter()
        .filter(|step| step.purpose == Purpose::Log)
        .filter_map(|step| Verifier::parse(&step.vkey).ok())
        .collect();
    let mut wanted: BTreeMap<u64, Option<Hash>> = BTreeMap::new();
    let read = |note: &Note| Checkpoint::parse(&note.text).ok();
    for checkpoint in stated.into_iter().chain(outside).filter_map(read) {
        wanted.insert(checkpoint.size, None);
    }
    let mut looked = walk(app, instansi, &mut wanted, !with_key).await?;
    if with_key {
        looked.findings.extend(verifying::verify(app, instansi, &[]).await?.findings);
    }
    if let Some(checkpoint) = stated.and_then(read)
        && wanted.get(&checkpoint.size).copied().flatten() != Some(checkpoint.root)
    {
        looked.findings.push(Finding {
            caught_by: CaughtBy::Tree,
            what: if checkpoint.size > looked.size { What::Removed } else { What::Altered },
            position: None,
            record: None,
            kind: None,
            place: format!("checkpoint {}", checkpoint.size),
            detail: "the leaves do not give the root of the checkpoint in the backup".into(),
        });
    }
    for note in outside {
        let Some(checkpoint) = read(note) else { continue };
        let root = wanted.get(&checkpoint.size).copied().flatten();
        looked.outside.push(Outside {
            size: checkpoint.size,
            says: says(&checkpoint, root, looked.size, &epochs),
            signed: Checkpoint::open(note, &log_keys).is_ok(),
        });
    }
    Ok(looked)
}

fn says(checkpoint: &Checkpoint, root: Option<Hash>, size: u64, epochs: &[Epoch]) -> Says {
    let Some(first) = epochs.first() else { return Says::Strange };
    let Some(epoch) = epoch_of(&checkpoint.origin, &first.origin) else { return Says::Strange };
    let ended_at = epochs.iter().filter(|later| later.epoch > epoch).map(|later| later.from_position).min();
    match root {
        _ if ended_at.is_some_and(|ended_at| checkpoint.size > ended_at) => Says::Ended,
        Some(root) if root == checkpoint.root => Says::Holds,
        Some(_) => Says::Forked,
        None => Says::Missing(checkpoint.size.saturating_sub(size)),
    }
}

/// Which epoch of the log with that first origin a name means.
pub fn epoch_of(origin: &str, first: &str) -> Option<u32> {
    match origin.strip_prefix(first)? {
        "" => Some(1),
        rest => rest.strip_prefix('/')?.parse().ok().filter(|epoch| *epoch > 1),
    }
}

/// Goes through every leaf in order: none missing, each the one of its record where bodies are asked for, and the roots at
/// the sizes asked for.
async fn walk(
    app: &App,
    instansi: &Instansi,
    wanted: &mut BTreeMap<u64, Option<Hash>>,
    bodies: bool,
) -> Result<Looked, ServiceError> {
    let mut tree = Frontier::default();
    let mut looked = Looked::default();
    if let Some(root) = wanted.get_mut(&0) {
        *root = Some(tree.root());
    }
    loop {
        let from = tree.size();
        let (page, erased) = app
            .db
            .read(async |tx| {
                let mut page = Vec::new();
                for leaf in records::leaves(tx, instansi.id, from, A_PAGE).await? {
                    let body = if bodies { records::body(tx, instansi.id, leaf.record).await? } else { None };
                    page.push((leaf, body));
                }
                let missing: Vec<Uuid> =
                    page.iter().filter(|(_, body)| bodies && body.is_none()).map(|(leaf, _)| leaf.record).collect();
                let erased = erasures::is_covered(tx, instansi.id, &missing).await?;
                Ok::<_, ServiceError>((page, erased))
            })
            .await?;
        if page.is_empty() {
            break;
        }
        for (leaf, body) in page {
            let finding = |what, caught_by, detail: &str| Finding {
                caught_by,
                what,
                position: Some(leaf.position),
                record: Some(*leaf.record.as_bytes()),
                kind: Some(leaf.kind),
                place: "leaf_positions".into(),
                detail: detail.into(),
            };
            if leaf.position != tree.size() || looked.findings.len() >= MOST_FINDINGS {
                looked.findings.push(finding(What::Removed, CaughtBy::Shape, "what follows was not looked at"));
                return Ok(looked);
            }
            match body {
                Some((salt, body)) if commitment(leaf.kind, &salt, &body) != leaf.leaf => {
                    looked.findings.push(finding(What::Altered, CaughtBy::Leaf, "the record does not give its leaf"));
                }
                None if bodies && !erased.contains(&leaf.record) => {
                    looked.findings.push(finding(
                        What::Removed,
                        CaughtBy::Leaf,
                        "the record is gone and no erasure took it",
                    ));
                }
                _ => {}
            }
            tree.push(&leaf.leaf, |_, _| {});
            if let Some(root) = wanted.get_mut(&tree.size()) {
                *root = Some(tree.root());
            }
        }
    }
    looked.size = tree.size();
    Ok(looked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_which_epoch_of_a_log_it_means() {
        let first = "hadir.example/log/contoh";
        assert_eq!(epoch_of(first, first), Some(1));
        assert_eq!(epoch_of("hadir.example/log/contoh/3", first), Some(3));
        for other in [
            "hadir.example/log/contoh/1",
            "hadir.example/log/contoh2",
            "hadir.example/log",
            "hadir.example/log/contoh/x",
        ] {
            assert_eq!(epoch_of(other, first), None, "{other}");
        }
    }
}
