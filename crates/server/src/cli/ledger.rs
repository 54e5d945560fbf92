//! `hadir ledger`: the seal. Checks it, shows it, writes it out, and looks after its keys and witnesses.

mod checkpoint;
mod export;
mod keys;
mod verify;
mod witness;

use clap::Subcommand;

use super::{Global, Outcome};

/// Arguments of `hadir ledger`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Memeriksa segel: basis data ini, atau bundel tanpa server / check the seal, live or of a bundle
    Verify(verify::Args),
    /// Mencetak titik periksa terbaru / print the latest checkpoint
    Checkpoint(checkpoint::Args),
    /// Menulis bundel untuk diperiksa di tempat lain / write a bundle to check elsewhere
    Export(export::Args),
    /// Kunci segel / keys of the seal
    Keys(keys::Args),
    /// Saksi segel / witnesses of the seal
    Witness(witness::Args),
}

/// Does what was asked.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command {
        Command::Verify(args) => verify::run(global, args).await,
        Command::Checkpoint(args) => checkpoint::run(global, args).await,
        Command::Export(args) => export::run(global, args).await,
        Command::Keys(args) => keys::run(global, args).await,
        Command::Witness(args) => witness::run(global, args).await,
    }
}
