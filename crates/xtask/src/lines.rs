//! No source file is longer than can be read in one sitting.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::{fingerprint, paths};

/// The most lines a source file may have.
const MOST: usize = 400;

/// Looks at every source file of the project.
///
/// # Errors
/// When one is too long: all of them are named.
pub fn check() -> Result<()> {
    let mut long = too_long(&paths::root())?;
    if long.is_empty() {
        return Ok(());
    }
    long.sort();
    let list: Vec<String> = long
        .iter()
        .map(|(path, lines)| format!("{} has {lines} lines", path.display()))
        .collect();
    bail!("no file over {MOST} lines: {}", list.join("; "))
}

fn too_long(root: &Path) -> Result<Vec<(PathBuf, usize)>> {
    let mut files = Vec::new();
    fingerprint::walk(root, &mut |file| {
        if is_source(file) {
            files.push(file.to_path_buf());
        }
    })?;
    let mut long = Vec::new();
    for file in files {
        let lines = fs::read_to_string(&file)?.lines().count();
        if lines > MOST {
            long.push((file.strip_prefix(root)?.to_path_buf(), lines));
        }
    }
    Ok(long)
}

fn is_source(file: &Path) -> bool {
    file.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| matches!(extension, "rs" | "ts" | "css"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_source_files_are_named() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::write(dir.path().join("long.rs"), "\n".repeat(MOST + 1)).expect("a file");
        fs::write(dir.path().join("fits.css"), "\n".repeat(MOST)).expect("a file");
        fs::write(dir.path().join("data.json"), "\n".repeat(5000)).expect("a file");
        assert_eq!(
            too_long(dir.path()).expect("a look"),
            [(PathBuf::from("long.rs"), MOST + 1)]
        );
    }
}
