//! `hadir rules check`: validates the shipped rule packs.

use clap::Subcommand;
use hadir_rules::Packs;

use super::{Global, Outcome, output};

/// Arguments of `hadir rules`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Memeriksa paket aturan / validate the packs
    Check,
}

/// Lists the packs with what in them is open.
pub fn run(global: &Global, args: &Args) -> Outcome {
    let RulesCommand::Check = args.command;
    let packs = Packs::shipped();
    let list = packs.list();
    if global.json {
        return output::json(&serde_json::json!({ "packs": list, "sha256": packs.sha256() }));
    }
    let lang = global.lang();
    let rows: Vec<Vec<String>> = list
        .iter()
        .map(|pack| vec![pack.path.clone(), pack.title.clone(), pack.confirmed.to_string(), pack.open.to_string()])
        .collect();
    output::table(&lang.pick(["paket", "judul", "pasti", "belum"], ["pack", "title", "confirmed", "open"]), &rows)
}
