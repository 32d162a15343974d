//! The assets as the server serves them: the program and its style in `pkg/`, everything of `public/`, and for the server alone
//! `bundle.txt` (where the program is) and `parts.json` (which parts of it a page needs).
//!
//! The program is in `pkg/HASH/`, so that a browser may keep its files for ever, and every file has its compressed forms beside it: in
//! a release as small as they get, otherwise as quickly as it goes, so that what is tested is what is shipped.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};

use crate::fingerprint::{self, Stamp};
use crate::paths::{self, NAME, Profile};
use crate::step::{Outcome, Report, say};
use crate::toolchain::{self, Toolchain};
use crate::wasm;
use crate::{css, node, sh};

/// What the assets are made of.
const INPUTS: [&str; 9] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "crates/domain",
    "crates/xtask/src",
    "frontend",
    "public",
    "style",
];

/// `wasm-opt`: as small as it gets, with the features every browser of the last years has.
const WASM_OPT: [&str; 8] = [
    "-Oz",
    // A function that is called from one place gets smaller when it is put there, but is compressed worse.
    "--one-caller-inline-max-function-size=0",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What a browser that comes for the first time may have to fetch of a release, in bytes (brotli): the main module, its script and the
/// style. The page itself and the heads of the answers make it the 300 kB that ADR 12 allows.
const FIRST_LOAD: u64 = 281_000;

/// Builds the assets unless nothing has changed; says whether they are new.
///
/// # Errors
/// When a tool is not available or fails.
pub fn build(report: &mut Report, profile: Profile) -> Result<bool> {
    let stamp = Stamp::new(
        &format!("site-{}", profile.word()),
        fingerprint::of(&INPUTS, "")?,
    );
    if stamp.is_fresh() && profile.site().join("bundle.txt").exists() {
        report.need("Assets", || Ok((Outcome::Fresh, ())))?;
        return Ok(false);
    }
    let toolchain = toolchain::ensure(report)?;
    if profile == Profile::Release {
        node::ensure(report)?;
    }
    let module = compile(report, &toolchain, profile)?;
    report.need("Assets", || {
        // Beside the old ones and then in their place, so that a server that runs never sees half of them.
        let staging = profile.site().with_extension("new");
        remove(&staging)?;
        assemble(&module, &staging, profile)?;
        remove(&profile.site())?;
        fs::rename(&staging, profile.site())?;
        Ok((Outcome::Done, ()))
    })?;
    stamp.keep()?;
    Ok(true)
}

/// Compiles the browser's half only, as a step.
///
/// # Errors
/// When the compiler fails.
fn compile(report: &mut Report, toolchain: &Toolchain, profile: Profile) -> Result<PathBuf> {
    report.need("Browser's half (WebAssembly)", || {
        Ok((Outcome::Done, wasm::compile(toolchain, profile)?))
    })
}

fn assemble(module: &Path, site: &Path, profile: Profile) -> Result<()> {
    let pkg = site.join("pkg");
    let program = wasm::bind(module, &pkg, profile)?;
    let style = pkg.join(format!("{NAME}.css"));
    fs::write(&style, css::bundle(&paths::root().join("style/main.css"))?)?;
    let public = paths::root().join("public");
    if public.exists() {
        copy_all(&public, site)?;
    }
    if profile == Profile::Release {
        program.modules.iter().try_for_each(|part| optimise(part))?;
        for text in program.scripts.iter().chain([&style]) {
            minify(text)?;
        }
    }
    compress_all(site, profile)?;
    if profile == Profile::Release {
        weigh(&[&program.modules[0], &program.scripts[0], &style])?;
    }
    let hash = hash(&pkg)?;
    // By way of another name: a directory cannot move into itself.
    let aside = site.join("program");
    fs::rename(&pkg, &aside)?;
    fs::create_dir(&pkg)?;
    fs::rename(&aside, pkg.join(&hash))?;
    fs::write(site.join("parts.json"), program.manifest)?;
    fs::write(site.join("bundle.txt"), format!("pkg/{hash}\n"))?;
    Ok(())
}

/// Refuses a release that has become too heavy, which no test of a development build would show.
fn weigh(first: &[&Path]) -> Result<()> {
    let mut weight = 0;
    for file in first {
        let compressed = format!("{}.br", file.display());
        weight += fs::metadata(&compressed)
            .with_context(|| format!("cannot weigh {compressed}"))?
            .len();
    }
    say(&format!(
        "  fetched by whoever comes for the first time: {weight} of at most {FIRST_LOAD} bytes"
    ));
    ensure!(
        weight <= FIRST_LOAD,
        "the program has become too heavy: {weight} bytes are to be fetched before a page comes alive, {FIRST_LOAD} are allowed. \
         `docs/adr/0012-a-program-in-parts.md` says where they come from and how to find them"
    );
    Ok(())
}

/// Makes a module as small as it gets.
fn optimise(module: &Path) -> Result<()> {
    sh::run(
        node::tool("wasm-opt")
            .args(WASM_OPT)
            .arg(module)
            .arg("-o")
            .arg(module),
    )?;
    let ordered = wasm::order(&fs::read(module)?)
        .with_context(|| format!("cannot read {}", module.display()))?;
    Ok(fs::write(module, ordered)?)
}

/// Of the names and the contents of all files of a directory.
fn hash(directory: &Path) -> Result<String> {
    let mut files = Vec::new();
    fingerprint::walk(directory, &mut |file| files.push(file.to_path_buf()))?;
    files.sort();
    let mut parts = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default();
        parts.push(name.as_encoded_bytes().to_vec());
        parts.push(fs::read(&file)?);
    }
    Ok(fingerprint::short_hash(parts.iter().map(Vec::as_slice)))
}

fn minify(file: &Path) -> Result<()> {
    let output = format!("--outfile={}", file.display());
    sh::run(
        node::tool("esbuild")
            .arg(file)
            .args(["--minify", "--log-level=warning", "--allow-overwrite"])
            // wasm-bindgen names a module once for each thing it takes from it.
            .arg("--log-override:duplicate-object-key=silent")
            .arg(output),
    )
}

fn compress_all(site: &Path, profile: Profile) -> Result<()> {
    let (quality, level) = match profile {
        Profile::Release => (11, Compression::best()),
        Profile::Dev => (2, Compression::fast()),
    };
    let mut files = Vec::new();
    fingerprint::walk(site, &mut |file| files.push(file.to_path_buf()))?;
    for file in files {
        let content = fs::read(&file)?;
        let mut brotli = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams {
            quality,
            lgwin: 24,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut content.as_slice(), &mut brotli, &parameters)?;
        let mut gzip = GzEncoder::new(Vec::new(), level);
        gzip.write_all(&content)?;
        let gzip = gzip.finish()?;
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if profile == Profile::Release {
            say(&format!(
                "  {name}: {} bytes, gzip {}, brotli {}",
                content.len(),
                gzip.len(),
                brotli.len()
            ));
        }
        for (extension, bytes) in [("br", &brotli), ("gz", &gzip)] {
            // A picture does not get smaller: then there is nothing to choose.
            if bytes.len() < content.len() {
                fs::write(file.with_file_name(format!("{name}.{extension}")), bytes)?;
            }
        }
    }
    Ok(())
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    let mut files = Vec::new();
    fingerprint::walk(from, &mut |file| files.push(file.to_path_buf()))?;
    for file in files {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, &target).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

fn remove(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory)
            .with_context(|| format!("cannot remove {}", directory.display()))?;
    }
    Ok(())
}
