//! `hadir ledger witness`.

use crate::cli::{Failure, Global, Outcome};

/// Arguments of `hadir ledger witness`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Not there yet.
pub async fn run(_global: &Global, _args: Args) -> Outcome {
    Err(Failure::Work("belum ada / not there yet".into()))
}
