//! The program `integration-users`.

use std::process::ExitCode;

/// Calls through the gate, pages and imports are a tenth to a quarter quicker with it than with that of glibc (`cargo xtask bench`).
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::run(std::env::args_os())
}
