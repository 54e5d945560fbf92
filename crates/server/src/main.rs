//! The `hadir` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    hadir_server::cli::main()
}
