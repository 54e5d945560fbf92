//! `hadir ledger checkpoint`.

use crate::cli::{Failure, Global, Outcome};

/// Arguments of `hadir ledger checkpoint`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Not there yet.
pub async fn run(_global: &Global, _args: Args) -> Outcome {
    Err(Failure::Work("belum ada / not there yet".into()))
}
