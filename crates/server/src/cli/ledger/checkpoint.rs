//! `hadir ledger checkpoint`: signs what waits when nobody else does, and prints the latest checkpoint.

use hadir_store::seal::checkpoints::StoredCheckpoint;
use serde::Serialize;

use crate::cli::{Global, Outcome, context, output};
use crate::services::sealing::{keys, publishing, sequencing};

/// Arguments of `hadir ledger checkpoint`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// The latest checkpoint as JSON.
#[derive(Debug, Serialize)]
struct Printed {
    origin: String,
    epoch: u32,
    size: u64,
    /// Hex.
    root: String,
    at: String,
    /// The signed note.
    checkpoint: String,
}

/// Prints it.
pub async fn run(global: &Global, _args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    if let Err(error) = sequencing::now(app, instansi).await {
        // The checkpoint there is stays true; what cannot be signed is said beside it.
        eprintln!("hadir: {}", error.sentence(context.lang));
    }
    let (checkpoint, note) = publishing::latest(app, instansi).await.map_err(|error| context.fail(error))?;
    if !context.json {
        print!("{note}");
        return Ok(());
    }
    let log = keys::begun(app, instansi).await.map_err(|error| context.fail(error))?;
    output::json(&printed(log.epoch.origin, checkpoint, note))
}

fn printed(origin: String, checkpoint: StoredCheckpoint, note: String) -> Printed {
    Printed {
        origin,
        epoch: checkpoint.epoch,
        size: checkpoint.size,
        root: hex::encode(checkpoint.root),
        at: checkpoint.at.to_string(),
        checkpoint: note,
    }
}
