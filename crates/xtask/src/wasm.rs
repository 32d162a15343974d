//! The browser's half: compiled to WebAssembly, given its JavaScript by wasm-bindgen.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::paths::{self, NAME, Profile, WASM_TARGET};
use crate::sh;
use crate::toolchain::Toolchain;

/// What the browser loads to come alive.
pub struct Program {
    /// The JavaScript that loads and calls the WebAssembly.
    pub js: PathBuf,
    /// The WebAssembly.
    pub wasm: PathBuf,
}

/// Compiles `frontend` for the browser.
///
/// # Errors
/// When the compiler fails.
pub fn compile(toolchain: &Toolchain, profile: Profile) -> Result<PathBuf> {
    let (name, directory) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Release => ("wasm-release", "wasm-release"),
    };
    sh::run(toolchain.cargo().args([
        "build",
        "--package",
        "frontend",
        "--lib",
        "--target",
        WASM_TARGET,
        "--profile",
        name,
    ]))?;
    Ok(paths::target()
        .join(WASM_TARGET)
        .join(directory)
        .join("frontend.wasm"))
}

/// Splits a compiled module into WebAssembly and JavaScript, in `directory`.
///
/// # Errors
/// When the module was made with another version of wasm-bindgen, or the files cannot be written.
pub fn bind(module: &Path, directory: &Path, profile: Profile) -> Result<Program> {
    fs::create_dir_all(directory)?;
    Bindgen::new()
        .input_path(module)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // Leptos names the file itself; without this the JavaScript would hold a second, wrong address.
        .omit_default_module_path(true)
        // More than half of an unoptimised module would be names, too much for the browser to keep in its cache and compiled
        // anew at every page. A panic says its file and line without them.
        .remove_name_section(true)
        .remove_producers_section(profile == Profile::Release)
        .generate(directory)
        .with_context(|| format!("wasm-bindgen cannot read {}", module.display()))?;
    // Leptos asks for NAME.wasm (see .cargo/config.toml).
    let wasm = directory.join(format!("{NAME}.wasm"));
    fs::rename(directory.join(format!("{NAME}_bg.wasm")), &wasm)?;
    Ok(Program {
        js: directory.join(format!("{NAME}.js")),
        wasm,
    })
}
