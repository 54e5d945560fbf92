//! The `hadir` binary.

use std::process::ExitCode;

/// Every punch makes and drops hundreds of small values on several threads; this allocator was measured to take less of
/// the time than the system's (docs/benchmarks.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hadir_server::cli::main()
}
