//! `hadir rules`: validates packs, shows how two differ, and who would be judged differently before a change is signed.

mod diff;
mod whatif;

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
    /// Apa yang berbeda antara dua paket, map, atau `shipped` / how two packs or folders differ
    Diff(diff::Args),
    /// Siapa yang akan dinilai lain oleh sebuah paket; tidak menyimpan apa pun / who would be judged differently
    Whatif(whatif::Args),
}

impl Args {
    /// Whether it works without a data folder.
    pub fn needs_no_data(&self) -> bool {
        !matches!(self.command, RulesCommand::Whatif(_))
    }
}

/// What needs no data folder.
pub fn run_without_data(global: &Global, args: &Args) -> Outcome {
    match &args.command {
        RulesCommand::Diff(args) => diff::run(global, args),
        RulesCommand::Check | RulesCommand::Whatif(_) => check(global),
    }
}

/// Checks, or compares.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command {
        RulesCommand::Whatif(args) => whatif::run(global, args).await,
        _ => run_without_data(global, &args),
    }
}

/// Lists the packs with what in them is open.
fn check(global: &Global) -> Outcome {
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
