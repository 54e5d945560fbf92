//! `hadir openapi`: prints the description of the HTTP API.

use super::Outcome;

/// Arguments of `hadir openapi`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Prints `openapi.json` as it is committed.
pub fn run(_: &Args) -> Outcome {
    println!("{}", crate::openapi::text());
    Ok(())
}
