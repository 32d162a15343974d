//! The assets as the server serves them: `pkg/NAME.{js,wasm,css}`, everything of `public/`, and `output-name.txt`.
//!
//! In a release NAME holds a hash of the three files, so that a browser may keep them for ever, and every file has its
//! compressed forms beside it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};

use crate::fingerprint::{self, Stamp};
use crate::paths::{self, NAME, Profile};
use crate::step::{Outcome, Report, say};
use crate::toolchain::{self, Toolchain};
use crate::wasm::{self, Program};
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
const WASM_OPT: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds the assets unless nothing has changed; says whether they are new.
///
/// # Errors
/// When a tool cannot be had or fails.
pub fn build(report: &mut Report, profile: Profile) -> Result<bool> {
    let stamp = Stamp::new(
        &format!("site-{}", profile.word()),
        fingerprint::of(&INPUTS, "")?,
    );
    if stamp.is_fresh() && profile.site().join("output-name.txt").exists() {
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
    let Program { js, wasm } = wasm::bind(module, &pkg, profile)?;
    let style = pkg.join(format!("{NAME}.css"));
    fs::write(&style, css::bundle(&paths::root().join("style/main.css"))?)?;
    let public = paths::root().join("public");
    if public.exists() {
        copy_all(&public, site)?;
    }
    let mut name = NAME.to_owned();
    if profile == Profile::Release {
        let before = fs::metadata(&wasm)?.len();
        sh::run(
            node::tool("wasm-opt")
                .args(WASM_OPT)
                .arg(&wasm)
                .arg("-o")
                .arg(&wasm),
        )?;
        minify(&js)?;
        minify(&style)?;
        let (js_bytes, wasm_bytes, style_bytes) =
            (fs::read(&js)?, fs::read(&wasm)?, fs::read(&style)?);
        let hash = fingerprint::short_hash([&*js_bytes, &*wasm_bytes, &*style_bytes]);
        name = format!("{NAME}.{hash}");
        for (file, extension) in [(&js, "js"), (&wasm, "wasm"), (&style, "css")] {
            fs::rename(file, pkg.join(format!("{name}.{extension}")))?;
        }
        say(&format!(
            "  wasm-opt: {before} → {} bytes",
            wasm_bytes.len()
        ));
        compress_all(site)?;
    }
    fs::write(site.join("output-name.txt"), format!("{name}\n"))?;
    Ok(())
}

fn minify(file: &Path) -> Result<()> {
    let output = format!("--outfile={}", file.display());
    sh::run(
        node::tool("esbuild")
            .arg(file)
            .args(["--minify", "--log-level=warning", "--allow-overwrite"])
            .arg(output),
    )
}

fn compress_all(site: &Path) -> Result<()> {
    let mut files = Vec::new();
    fingerprint::walk(site, &mut |file| files.push(file.to_path_buf()))?;
    for file in files {
        let content = fs::read(&file)?;
        let mut brotli = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams {
            quality: 11,
            lgwin: 22,
            ..Default::default()
        };
        brotli::BrotliCompress(&mut content.as_slice(), &mut brotli, &parameters)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&content)?;
        let gzip = gzip.finish()?;
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        say(&format!(
            "  {name}: {} bytes, gzip {}, brotli {}",
            content.len(),
            gzip.len(),
            brotli.len()
        ));
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
