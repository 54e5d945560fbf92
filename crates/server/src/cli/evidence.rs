//! `hadir evidence`: weighing what is stored, showing one punch with its reasons, trying a policy on a scenario.

mod backtest;
mod kept;

use clap::Subcommand;

use super::{Global, Outcome};

/// Arguments of `hadir evidence`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: EvidenceCommand,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    /// Menimbang rekaman sebuah skenario / weigh the punches of a scenario
    Backtest(backtest::Backtest),
    /// Menimbang rekaman yang tersimpan / weigh what is stored
    Weigh(kept::Weigh),
    /// Satu rekaman dengan alasannya / one punch with its reasons
    Show {
        /// Kunci rekaman / key of the punch
        punch: uuid::Uuid,
    },
}

impl Args {
    /// Whether everything needed stands in a file.
    pub fn needs_no_data(&self) -> bool {
        matches!(self.command, EvidenceCommand::Backtest(_))
    }
}

/// Weighs a scenario.
pub fn run_without_data(global: &Global, args: &Args) -> Outcome {
    match &args.command {
        EvidenceCommand::Backtest(args) => backtest::run(global, args),
        EvidenceCommand::Weigh(_) | EvidenceCommand::Show { .. } => unreachable!("needs data"),
    }
}

/// Weighs what is stored, or shows it.
pub async fn run(global: &Global, args: Args) -> Outcome {
    match args.command {
        EvidenceCommand::Backtest(_) => run_without_data(global, &args),
        EvidenceCommand::Weigh(args) => kept::weigh(global, &args).await,
        EvidenceCommand::Show { punch } => kept::show(global, punch).await,
    }
}
