//! `hadir ledger verify`: checks the seal, of this data folder or of a bundle.

mod live;
mod offline;
mod printing;

use std::path::PathBuf;

use crate::cli::{Global, Outcome};

/// Arguments of `hadir ledger verify`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Bundel dari `ledger export`; tanpa ini: folder data / bundle of `ledger export`; without: the data folder
    #[arg(value_name = "BUNDLE")]
    bundle: Option<PathBuf>,
    /// Titik periksa yang disimpan di luar / checkpoint that was kept elsewhere
    #[arg(long, value_name = "CHECKPOINT")]
    since: Vec<PathBuf>,
    /// Tanda terima: ekspor HP atau teks HR1 / receipts: a phone's export or HR1 texts
    #[arg(long, value_name = "FILE")]
    receipts: Vec<PathBuf>,
    /// Kunci segel yang sudah dikenal / key of the log that is known from elsewhere
    #[arg(long, value_name = "VKEY")]
    key: Vec<String>,
    /// Kunci saksi yang harus ikut menandatangani / key of a witness that must have signed
    #[arg(long, value_name = "VKEY")]
    witness: Vec<String>,
    /// Periksa juga turunan (hanya folder data) / check what is derived too (data folder only)
    #[arg(long, conflicts_with = "bundle")]
    derived: bool,
}

/// Checks a bundle with nothing but the bundle, or the data folder.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match &args.bundle {
        Some(bundle) => offline::run(global, bundle, &args),
        None => live::run(global, &args).await,
    }
}
