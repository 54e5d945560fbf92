//! `hadir ledger keys`: the keys of the seal, from the first on.

use clap::Subcommand;
use hadir_store::seal::keys::{KeyStep, Purpose};

use crate::cli::{Global, Outcome, context, output};
use crate::services::sealing::{keys, publishing};

/// Arguments of `hadir ledger keys`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<KeysCommand>,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Semua kunci dari awal / every key
    List,
    /// Memakai kunci baru di samping yang lama / put a new key in use beside the old one
    Rotate {
        /// Keperluan: log, time, receipt / purpose
        #[arg(long, value_parser = purpose)]
        purpose: Purpose,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
    /// Berhenti memakai kunci lama / take an old key out of use
    End {
        /// Kunci seperti di daftar / the key as listed
        vkey: String,
        /// Alasan / why
        #[arg(long)]
        reason: String,
    },
}

fn purpose(text: &str) -> Result<Purpose, String> {
    let found = Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == text);
    found.ok_or_else(|| "log | time | receipt".to_owned())
}

/// Lists them, puts one in use or out of it.
pub async fn run(global: &Global, args: Args) -> Outcome {
    let context = context::open(global).await?;
    let (app, instansi) = (&context.app, &context.instansi);
    let step = match args.command.unwrap_or(KeysCommand::List) {
        KeysCommand::List => {
            let keys = publishing::log_keys(app, instansi).await.map_err(|error| context.fail(error))?;
            if context.json {
                return output::json(&keys);
            }
            let rows: Vec<Vec<String>> = keys
                .keys
                .into_iter()
                .map(|key| vec![key.purpose, key.epoch.to_string(), key.from, key.until.unwrap_or_default(), key.vkey])
                .collect();
            let headings = context
                .lang
                .pick(["keperluan", "masa", "sejak", "sampai", "kunci"], ["purpose", "epoch", "from", "until", "key"]);
            return output::table(&headings, &rows);
        }
        KeysCommand::Rotate { purpose, reason } => keys::rotate(app, instansi, purpose, &reason, &context.by()).await,
        KeysCommand::End { vkey, reason } => keys::end(app, instansi, vkey.trim(), &reason, &context.by()).await,
    };
    let step: KeyStep = step.map_err(|error| context.fail(error))?;
    if context.json {
        return output::json(&step);
    }
    println!("{} {}", step.purpose.as_str(), step.vkey);
    Ok(())
}
