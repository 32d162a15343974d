//! Whether anything has changed since a piece of work was done: the paths, sizes and times of its inputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::paths;

/// The first 64 bits of a SHA-256 as 16 hexadecimal digits.
pub fn short_hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let first = digest
        .iter()
        .take(8)
        .fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    format!("{first:016x}")
}

/// A fingerprint of files and directories below the root; those that are missing count as missing.
///
/// # Errors
/// When a directory cannot be read.
pub fn of(inputs: &[&str], extra: &str) -> Result<String> {
    let mut lines = vec![extra.to_owned()];
    for input in inputs {
        let mut files = Vec::new();
        let path = paths::root().join(input);
        if path.is_dir() {
            walk(&path, &mut |file| files.push(file.to_path_buf()))?;
        } else {
            files.push(path);
        }
        files.sort();
        lines.extend(files.iter().map(|file| describe(file)));
    }
    Ok(short_hash(lines.iter().map(String::as_bytes)))
}

fn describe(file: &Path) -> String {
    let Ok(meta) = fs::metadata(file) else {
        return format!("{} is missing", file.display());
    };
    let time = meta
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    format!("{} {} {}", file.display(), meta.len(), time.as_nanos())
}

/// Visits every file below a directory that belongs to the project: not what is hidden, built or fetched.
///
/// # Errors
/// When a directory cannot be read.
pub fn walk(directory: &Path, visit: &mut dyn FnMut(&Path)) -> Result<()> {
    let entries =
        fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.')
            || matches!(
                &*name,
                "target" | "node_modules" | "test-results" | "playwright-report"
            )
        {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), visit)?;
        } else {
            visit(&entry.path());
        }
    }
    Ok(())
}

/// A remembered fingerprint, a small file below `target/xtask`.
pub struct Stamp {
    path: PathBuf,
    now: String,
}

impl Stamp {
    /// The stamp of this name, to be compared with the fingerprint of now.
    pub fn new(name: &str, now: String) -> Self {
        Self {
            path: paths::target().join("xtask").join(name),
            now,
        }
    }

    /// Whether the work was done with the same inputs.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|then| then == self.now)
    }

    /// Remembers that the work is done.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self) -> Result<()> {
        if let Some(parent) = self.path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&self.path, &self.now)
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_parts_end_matters() {
        assert_ne!(
            short_hash([b"ab".as_slice(), b"c"]),
            short_hash([b"a".as_slice(), b"bc"])
        );
        assert_eq!(short_hash([b"ab".as_slice()]).len(), 16);
    }

    #[test]
    fn built_and_hidden_files_are_not_visited() {
        let dir = tempfile::tempdir().expect("a directory");
        for name in ["src", "target", "node_modules", ".git"] {
            fs::create_dir(dir.path().join(name)).expect("a directory");
            fs::write(dir.path().join(name).join("a.rs"), "").expect("a file");
        }
        let mut seen = Vec::new();
        walk(dir.path(), &mut |file| seen.push(file.to_path_buf())).expect("a walk");
        assert_eq!(seen, [dir.path().join("src/a.rs")]);
    }
}
