//! Finding programs.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};

/// The program that an environment variable names, if it is set.
///
/// # Errors
/// When there is no such file: another one in its place would not be what was asked for.
pub fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    ensure!(
        path.is_file(),
        "{variable} names {}, which is not there",
        path.display()
    );
    Ok(Some(path))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_not_set_names_nothing() {
        assert_eq!(named("IU_NOT_SET").expect("no fault"), None);
    }

    #[test]
    fn a_variable_that_names_no_file_is_a_fault() {
        // Cargo sets this one: to a directory.
        let error = named("CARGO_MANIFEST_DIR").expect_err("no program");
        assert!(error.to_string().contains("CARGO_MANIFEST_DIR"), "{error}");
    }
}
