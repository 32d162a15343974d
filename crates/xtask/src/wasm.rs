//! The browser's half: compiled to WebAssembly, split into what every page needs and what only some do, given its JavaScript
//! by wasm-bindgen.

mod names;
mod neighbours;
mod never;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

use crate::paths::{self, NAME, Profile, WASM_TARGET};
use crate::sh;
use crate::step::say;
use crate::toolchain::Toolchain;
pub use neighbours::order;

/// The script that fetches the parts of the program; the compiled module asks for it by this name.
pub const LOADER: &str = "__wasm_split.js";

/// What the browser loads to come alive.
pub struct Program {
    /// The scripts: the one that starts the program, and the one that fetches its parts.
    pub scripts: [PathBuf; 2],
    /// The WebAssembly: the main module first, then the parts that pages fetch when they are first shown.
    pub modules: Vec<PathBuf>,
    /// For each lazy function of the application the names of the parts (without ending) that it needs, as JSON.
    pub manifest: String,
}

/// Compiles `frontend` for the browser.
///
/// # Errors
/// When the compiler fails.
pub fn compile(toolchain: &Toolchain, profile: Profile) -> Result<PathBuf> {
    let name = match profile {
        Profile::Dev => "wasm-dev",
        Profile::Release => "wasm-release",
    };
    let mut cargo = toolchain.cargo();
    cargo.args([
        "build",
        "--package",
        "frontend",
        "--lib",
        "--target",
        WASM_TARGET,
        "--profile",
        name,
    ]);
    if profile == Profile::Release {
        if toolchain.has_std_source() {
            make_smallest(&mut cargo);
        } else {
            say(
                "  without the source of the standard library (rust-src) the program gets a twelfth larger",
            );
        }
    }
    sh::run(&mut cargo)?;
    Ok(paths::target()
        .join(WASM_TARGET)
        .join(name)
        .join("frontend.wasm"))
}

/// With a standard library that is made for size, and without the words of panics: a released program stops where it would have
/// said them. Rust calls both unstable still and has to be asked in a special way (see ADR 12).
fn make_smallest(cargo: &mut Command) {
    let flags = format!(
        "target.{WASM_TARGET}.rustflags=['-Zunstable-options', '-Cpanic=immediate-abort', '-Zlocation-detail=none']"
    );
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .args([
            "-Zbuild-std=std,panic_abort",
            "-Zbuild-std-features=optimize_for_size",
        ])
        // Joined with those of `.cargo/config.toml`.
        .args(["--config", &flags]);
}

/// Splits a compiled module into its parts and their JavaScript, in `directory`.
///
/// # Errors
/// When the module was made with another version of wasm-bindgen, or the files cannot be written.
pub fn bind(module: &Path, directory: &Path, profile: Profile) -> Result<Program> {
    fs::create_dir_all(directory)?;
    let whole = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let main = directory.join("main.wasm");
    let whole =
        never::leave_out(&whole).with_context(|| format!("cannot read {}", module.display()))?;
    let mut options = Options::new(&whole);
    options.output_dir = directory;
    options.main_out_path = &main;
    let link = format!("./{LOADER}");
    options.link_name = &link;
    let script = format!("./{NAME}.js");
    options.main_module = &script;
    // A report, whose type is not ours: its words are what counts.
    let split = wasm_split_cli_support::transform(options)
        .map_err(|report| anyhow!("cannot split {}: {report:#}", module.display()))?;
    let mut bound = Bindgen::new()
        .input_path(&main)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // The parts are linked to what the main module exports.
        .keep_lld_exports(true)
        // Leptos names the file itself; without this the JavaScript would hold a second, wrong address.
        .omit_default_module_path(true)
        // More than half of an unoptimised module would be names, too much for the browser to keep in its cache and compiled
        // anew at every page. A panic says its file and line without them.
        .remove_name_section(true)
        .remove_producers_section(profile == Profile::Release)
        .generate_output()
        .with_context(|| format!("wasm-bindgen cannot read {}", module.display()))?;
    // What is exported counts as needed.
    let exports = &mut bound.wasm_mut().exports;
    let mut unneeded = Vec::new();
    for export in exports.iter() {
        if never::never_from_script(&export.name) {
            unneeded.push(export.id());
        }
    }
    for export in unneeded {
        exports.delete(export);
    }
    bound.emit(directory)?;
    fs::remove_file(&main)?;
    // Leptos asks for NAME.wasm (see .cargo/config.toml).
    let wasm = directory.join(format!("{NAME}.wasm"));
    fs::rename(directory.join(format!("{NAME}_bg.wasm")), &wasm)?;
    let script = directory.join(format!("{NAME}.js"));
    let (renamed, shortened) = names::shorten(&fs::read(&wasm)?, &fs::read_to_string(&script)?)?;
    fs::write(&wasm, renamed)?;
    fs::write(&script, shortened)?;
    let mut modules = vec![wasm];
    modules.extend(split.split_modules);
    Ok(Program {
        scripts: [script, directory.join(LOADER)],
        modules,
        manifest: serde_json::to_string(&split.prefetch_map)?,
    })
}
