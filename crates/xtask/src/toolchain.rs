//! A Rust toolchain that can compile for the browser, found or made.
//!
//! In this order: the toolchain in use has the target; the linked one is there; rustup may fetch the target; Debian's
//! Rust can be installed and its standard library built for the target, which is laid out as a toolchain of its own and
//! linked into rustup, so that every later call is an ordinary one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::paths::{self, WASM_TARGET, WASM_TOOLCHAIN};
use crate::step::{Outcome, Report, say};
use crate::{apt, programs, sh};

const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LINKER: &str = "/usr/bin/rust-lld";
const DEBIAN_RUSTLIB: &str = "/usr/lib/rustlib";

/// What compiles the browser's part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Toolchain {
    /// The one that runs this.
    InUse,
    /// The one made here, by the root of its files.
    Linked(PathBuf),
}

impl Toolchain {
    /// `cargo` of this toolchain.
    pub fn cargo(&self) -> Command {
        match self {
            Self::InUse => sh::cargo(),
            Self::Linked(root) => {
                let mut command = sh::cargo();
                let envs: Vec<_> = command
                    .get_envs()
                    .map(|(name, _)| name.to_owned())
                    .collect();
                command = sh::command(root.join("bin/cargo"));
                for name in envs {
                    command.env_remove(name);
                }
                // `cargo run` of the other toolchain has left its own here.
                command
                    .env_remove("RUSTUP_TOOLCHAIN")
                    .env_remove("CARGO")
                    .env("RUSTC", root.join("bin/rustc"));
                command
            }
        }
    }
}

impl Toolchain {
    /// Whether the source of the standard library is there, so that it can be built in another way. Fetched where rustup may.
    pub fn has_std_source(&self) -> bool {
        if self.finds_std_source() {
            return true;
        }
        let may_fetch = *self == Self::InUse
            && programs::find(&["rustup"]).is_some()
            && !programs::is_offline();
        if may_fetch
            && let Err(error) =
                sh::run(sh::command("rustup").args(["component", "add", "rust-src"]))
        {
            say(&format!("  {error:#}"));
        }
        may_fetch && self.finds_std_source()
    }

    fn finds_std_source(&self) -> bool {
        let root = match self {
            Self::InUse => {
                let printed = sh::output(sh::command("rustc").args(["--print", "sysroot"]));
                PathBuf::from(printed.unwrap_or_default().trim())
            }
            Self::Linked(root) => root.clone(),
        };
        root.join("lib/rustlib/src/rust/library/std").exists()
    }
}

/// Finds or makes the toolchain, as a step.
///
/// # Errors
/// When there is none and none can be made: the message says what to install.
pub fn ensure(report: &mut Report) -> Result<Toolchain> {
    report.need("WebAssembly toolchain", || {
        if let Some(found) = find()? {
            return Ok((Outcome::Fresh, found));
        }
        if programs::find(&["rustup"]).is_some() && !programs::is_offline() {
            match sh::run(sh::command("rustup").args(["target", "add", WASM_TARGET])) {
                Ok(()) if in_use_has_target() => return Ok((Outcome::Done, Toolchain::InUse)),
                Ok(()) => say("  rustup added the target to another toolchain than the one in use"),
                Err(error) => say(&format!("  {error:#}")),
            }
        }
        if debian_is_usable() {
            return Ok((Outcome::Done, Toolchain::Linked(make()?)));
        }
        bail!(
            "no Rust toolchain here can compile for {WASM_TARGET}. Install the target (`rustup target add {WASM_TARGET}`), \
             or on Debian the packages {}",
            DEBIAN_PACKAGES.join(" ")
        )
    })
}

fn find() -> Result<Option<Toolchain>> {
    if in_use_has_target() {
        return Ok(Some(Toolchain::InUse));
    }
    if !debian_has_all() {
        return Ok(None);
    }
    let root = linked_root()?;
    // An update of Debian's compiler cannot read what the former one has built.
    let made_by = fs::read_to_string(root.join("made-by")).unwrap_or_default();
    Ok((!made_by.is_empty() && made_by == debian_version()).then_some(Toolchain::Linked(root)))
}

fn linked_root() -> Result<PathBuf> {
    Ok(paths::cache()?.join("toolchain"))
}

fn in_use_has_target() -> bool {
    let Ok(directory) = sh::output(sh::command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ])) else {
        return false;
    };
    fs::read_dir(directory.trim()).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}

fn debian_version() -> String {
    Command::new(DEBIAN_RUSTC)
        .arg("-vV")
        .env_remove("RUSTUP_TOOLCHAIN")
        .output()
        .map_or_else(
            |_| String::new(),
            |output| String::from_utf8_lossy(&output.stdout).into_owned(),
        )
}

fn debian_has_all() -> bool {
    Path::new(DEBIAN_CARGO).exists()
        && Path::new(DEBIAN_RUSTLIB)
            .join("src/rust/library/std")
            .exists()
        && Path::new(DEBIAN_LINKER).exists()
        && !debian_version().is_empty()
}

/// Installs the compiler, the source of its standard library, and its linker.
fn install() -> Result<()> {
    apt::install(&DEBIAN_PACKAGES)?;
    // The linker is a link into a package of its own, named after the version of LLVM, which nothing depends on.
    if !Path::new(DEBIAN_LINKER).exists() {
        let linker =
            fs::read_link(DEBIAN_LINKER).with_context(|| format!("{DEBIAN_LINKER} is missing"))?;
        let package = linker
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        apt::install(&[&package])?;
    }
    Ok(())
}

fn debian_is_usable() -> bool {
    debian_has_all() || apt::is_usable()
}

/// Builds the standard library for the target and lays out a toolchain around it.
fn make() -> Result<PathBuf> {
    if !debian_has_all() {
        install()?;
    }
    let root = linked_root()?;
    say(&format!(
        "  building the standard library for {WASM_TARGET}"
    ));
    let scratch = tempfile::tempdir()?;
    let rlibs = build_std(scratch.path())?;
    lay_out(&root, &rlibs)?;
    if programs::find(&["rustup"]).is_some() {
        // For people and for cargo-leptos: `cargo +integration-users-wasm …`. The chores do not need it.
        if let Err(error) = sh::output(
            sh::command("rustup")
                .args(["toolchain", "link", WASM_TOOLCHAIN])
                .arg(&root),
        ) {
            say(&format!("  {error:#}"));
        }
    }
    Ok(root)
}

fn build_std(scratch: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(scratch.join("src"))?;
    fs::write(scratch.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        scratch.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    let mut cargo = Toolchain::Linked(PathBuf::from("/usr")).cargo();
    sh::run(
        cargo
            .current_dir(scratch)
            // The one use of an unstable flag, confined to the standard library.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC", DEBIAN_RUSTC)
            // Without the bitcode the final program could not be optimised across crates.
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_TARGET_DIR", scratch.join("target"))
            .args(["build", "--quiet", "--release", "--target", WASM_TARGET])
            .arg("-Zbuild-std=std,panic_abort,panic_unwind,test,proc_macro"),
    )?;
    let deps = scratch
        .join("target")
        .join(WASM_TARGET)
        .join("release/deps");
    let mut rlibs = Vec::new();
    for entry in fs::read_dir(&deps).with_context(|| format!("cannot read {}", deps.display()))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path
            .extension()
            .is_some_and(|extension| extension == "rlib")
            && !name.starts_with("libempty-")
        {
            rlibs.push(path);
        }
    }
    if rlibs.is_empty() {
        bail!(
            "building the standard library left nothing in {}",
            deps.display()
        );
    }
    Ok(rlibs)
}

#[cfg(unix)]
fn lay_out(root: &Path, rlibs: &[PathBuf]) -> Result<()> {
    use std::os::unix::fs::{PermissionsExt, symlink};

    if root.exists() {
        fs::remove_dir_all(root)?;
    }
    let rustlib = root.join("lib/rustlib");
    let library = rustlib.join(WASM_TARGET).join("lib");
    fs::create_dir_all(&library)?;
    fs::create_dir_all(root.join("bin"))?;
    symlink(DEBIAN_CARGO, root.join("bin/cargo"))?;
    for program in ["rustc", "rustdoc"] {
        // Not a link: rustc would look for its libraries relative to the working directory.
        let path = root.join("bin").join(program);
        fs::write(
            &path,
            format!(
                "#!/bin/sh\nexec /usr/bin/{program} --sysroot '{}' \"$@\"\n",
                root.display()
            ),
        )?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))?;
    }
    for entry in fs::read_dir(DEBIAN_RUSTLIB)? {
        let entry = entry?;
        if entry.file_name() != WASM_TARGET {
            symlink(entry.path(), rustlib.join(entry.file_name()))?;
        }
    }
    for rlib in rlibs {
        fs::copy(rlib, library.join(rlib.file_name().unwrap_or_default()))?;
    }
    // Last: a toolchain that was interrupted is none.
    fs::write(root.join("made-by"), debian_version())?;
    Ok(())
}

#[cfg(not(unix))]
fn lay_out(_root: &Path, _rlibs: &[PathBuf]) -> Result<()> {
    bail!("Debian's Rust is for Debian; please install the target with rustup")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_of_the_standard_library_is_looked_for_in_the_toolchain() -> Result<()> {
        let root = tempfile::tempdir()?;
        let toolchain = Toolchain::Linked(root.path().to_path_buf());
        assert!(!toolchain.has_std_source());
        fs::create_dir_all(root.path().join("lib/rustlib/src/rust/library/std"))?;
        assert!(toolchain.has_std_source());
        Ok(())
    }
}
