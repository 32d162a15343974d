//! Where things are: one place for every path and name the chores use.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The name of the binary, of the assets in development, and of `LEPTOS_OUTPUT_NAME`.
pub const NAME: &str = "integration-users";

/// The name under which the linked WebAssembly toolchain is known to rustup.
pub const WASM_TOOLCHAIN: &str = "integration-users-wasm";

/// The target that the browser runs.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What is built: quickly for working, or small and fast for shipping.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Profile {
    /// Unoptimised; assets are read from the disk at run time.
    Dev,
    /// Optimised; assets are inside the binary.
    Release,
}

impl Profile {
    /// The profile for a `--release` flag.
    pub fn of(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    /// The word used in stamps and directory names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// Where the assets of this profile are put together.
    pub fn site(self) -> PathBuf {
        target().join(match self {
            Self::Dev => "site",
            Self::Release => "site-release",
        })
    }

    /// The binary of this profile.
    pub fn binary(self) -> PathBuf {
        let directory = match self {
            Self::Dev => "debug",
            Self::Release => "release",
        };
        target()
            .join(directory)
            .join(format!("{NAME}{}", env::consts::EXE_SUFFIX))
    }
}

/// The root of the workspace, where the commands run whatever the working directory.
pub fn root() -> PathBuf {
    // Two up from crates/xtask.
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .ancestors()
        .nth(2)
        .unwrap_or(manifest)
        .to_path_buf()
}

/// Cargo's output directory, ignored by git.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The directory of the browser tests and npm packages.
pub fn end2end() -> PathBuf {
    root().join("end2end")
}

/// A directory of ours below the user's cache, kept between clones.
///
/// # Errors
/// When neither `XDG_CACHE_HOME` nor `HOME` is set.
pub fn cache() -> Result<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME is set: where may tools be kept?")?;
    Ok(base.join(NAME))
}
