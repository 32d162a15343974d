//! The program `integration-users`.

use std::process::ExitCode;

/// Calls through the gate, pages and imports are a tenth to a quarter quicker with it than with that of glibc (`cargo xtask bench`).
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    small_pages();
    server::run(std::env::args_os())
}

/// The allocator asks for pages of 2 MiB, of which it then uses little: with 100,000 users they made 164 MiB of 60, and the start twice as
/// long.
#[cfg(target_os = "linux")]
fn small_pages() {
    // Where the kernel has no such pages there is nothing to switch off.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}
