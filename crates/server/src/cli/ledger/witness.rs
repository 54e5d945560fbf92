//! `hadir ledger witness`: who watches this log, and which logs this server watches.

use clap::Subcommand;
use hadir_store::seal::witnesses;
use serde::Serialize;
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::{Global, Outcome, context, output};
use crate::services::sealing::{watching, witnessing};

/// Arguments of `hadir ledger witness`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<WitnessCommand>,
}

#[derive(Debug, Subcommand)]
enum WitnessCommand {
    /// Saksi log ini, dan log yang diawasi server ini / witnesses of this log, and logs watched here
    List,
    /// Meminta saksi ikut menandatangani titik periksa / have a witness cosign checkpoints
    Add {
        /// Alamat sebelum /add-checkpoint / address before /add-checkpoint
        url: String,
        /// Kunci saksi / key of the witness
        vkey: String,
    },
    /// Melepas saksi / let a witness go
    End {
        /// Nomor saksi / its number
        id: Uuid,
    },
    /// Mengawasi log kota lain dengan kuncinya / watch the log of another city by its key
    Watch {
        /// Kunci log itu, keperluan log / its key, purpose log
        vkey: String,
    },
    /// Tidak lagi mempercayai kunci itu / believe that key no more
    Unwatch {
        /// Kuncinya / the key
        vkey: String,
    },
}

/// Both sides.
#[derive(Debug, Serialize)]
struct Printed {
    /// The key this server cosigns with; other cities add it.
    vkey: String,
    witnesses: Vec<OneWitness>,
    watched: Vec<OneWatched>,
}

#[derive(Debug, Serialize)]
struct OneWitness {
    id: Uuid,
    url: String,
    vkey: String,
    seen_size: u64,
    seen_at: Option<String>,
    trouble: String,
    ended_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct OneWatched {
    origin: String,
    vkey: String,
    size: Option<u64>,
    at: Option<String>,
    ended_at: Option<String>,
}

/// Lists or changes them.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    let done = match args.command.unwrap_or(WitnessCommand::List) {
        WitnessCommand::List => Ok(()),
        WitnessCommand::Add { url, vkey } => {
            witnessing::take(app, instansi, &url, &vkey, &context.by()).await.map(drop)
        }
        WitnessCommand::End { id } => witnessing::let_go(app, instansi, id).await,
        WitnessCommand::Watch { vkey } => watching::watch(app, &vkey, &context.by()).await.map(drop),
        WitnessCommand::Unwatch { vkey } => watching::forget(app, &vkey).await,
    };
    done.map_err(|error| context.fail(error))?;
    let printed = read(&context).await?;
    if context.json {
        return output::json(&printed);
    }
    let pick = |id: &'static str, en: &'static str| context.lang.pick(id, en);
    println!("{} {}\n", pick("Kunci saksi server ini:", "Witness key of this server:"), printed.vkey);
    let rows: Vec<Vec<String>> = printed.witnesses.into_iter().map(row_of_witness).collect();
    output::table(
        &context
            .lang
            .pick(["saksi", "nomor", "ukuran", "kapan", "kendala"], ["witness", "id", "size", "at", "trouble"]),
        &rows,
    )?;
    println!();
    let rows: Vec<Vec<String>> = printed.watched.into_iter().map(row_of_watched).collect();
    output::table(&context.lang.pick(["diawasi", "ukuran", "kapan", "kunci"], ["watched", "size", "at", "key"]), &rows)
}

fn row_of_witness(one: OneWitness) -> Vec<String> {
    let trouble = one.ended_at.unwrap_or(one.trouble);
    vec![one.url, one.id.to_string(), one.seen_size.to_string(), one.seen_at.unwrap_or_default(), trouble]
}

fn row_of_watched(one: OneWatched) -> Vec<String> {
    let size = one.size.map(|size| size.to_string()).unwrap_or_default();
    vec![one.origin, size, one.at.unwrap_or_default(), one.vkey]
}

async fn read(context: &Context) -> Result<Printed, crate::cli::Failure> {
    let app = &context.app;
    let all = app.db.read(async |tx| witnesses::all(tx, context.id()).await).await?;
    let witnesses = all.into_iter().map(|one| OneWitness {
        id: one.id,
        url: one.url,
        vkey: one.vkey,
        seen_size: one.seen_size,
        seen_at: one.seen_at.map(|at| at.to_string()),
        trouble: one.trouble,
        ended_at: one.ended_at.map(|at| at.to_string()),
    });
    let watched = watching::all(app).await.map_err(|error| context.fail(error))?;
    let watched = watched.into_iter().map(|(key, state)| OneWatched {
        origin: key.origin,
        vkey: key.vkey,
        size: state.as_ref().map(|state| state.size),
        at: state.map(|state| state.at.to_string()),
        ended_at: key.ended_at.map(|at| at.to_string()),
    });
    let signer = watching::signer(app).await.map_err(|error| context.fail(error))?;
    Ok(Printed { vkey: signer.verifier().vkey(), witnesses: witnesses.collect(), watched: watched.collect() })
}
