//! Finding programs.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The first program of these names on the `PATH`.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let directories: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().find_map(|name| {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        directories
            .iter()
            .map(|directory| directory.join(&name))
            .find(|path| path.is_file())
    })
}

/// Whether we are the superuser, who must not run PostgreSQL or a sandboxed browser.
pub fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Whether downloads other than from package registries are unwanted: rustup's own switch against installing by itself.
pub fn is_offline() -> bool {
    env::var("RUSTUP_AUTO_INSTALL").is_ok_and(|value| value == "0")
}
