//! The style sheet: `style/main.css` and the local files it imports, as one.
//!
//! It knows the three forms our own files use, `@import "a.css";`, `@import url("a.css") layer(b);` and the same with a
//! media query after it; an import from elsewhere is refused, because the page may only load what is ours.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The style sheet `main` with its imports in place.
///
/// # Errors
/// When a file is missing, imported from elsewhere, or imports itself.
pub fn bundle(main: &Path) -> Result<String> {
    let mut open = Vec::new();
    read(main, &mut open)
}

fn read(file: &Path, open: &mut Vec<PathBuf>) -> Result<String> {
    if open.iter().any(|path| path == file) {
        bail!("{} imports itself", file.display());
    }
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    open.push(file.to_path_buf());
    let mut bundled = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, statement, after)) = next_import(rest) {
        bundled.push_str(before);
        let import = Import::parse(statement).with_context(|| {
            format!(
                "{}: cannot understand `@import{statement};`",
                file.display()
            )
        })?;
        if import.address.contains("//") {
            bail!(
                "{}: {} is not one of our own files",
                file.display(),
                import.address
            );
        }
        let path = file.parent().unwrap_or(Path::new(".")).join(import.address);
        let content =
            read(&path, open).with_context(|| format!("imported by {}", file.display()))?;
        bundled.push_str(&import.wrap(&content));
        rest = after;
    }
    bundled.push_str(rest);
    open.pop();
    Ok(bundled)
}

/// The text before the next `@import` outside a comment, what stands between it and its semicolon, and the text after.
fn next_import(text: &str) -> Option<(&str, &str, &str)> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let import = rest.find("@import")?;
        match rest.find("/*") {
            Some(comment) if comment < import => {
                at += comment + 2 + rest[comment + 2..].find("*/")? + 2;
            }
            _ => {
                let start = at + import;
                let inside = &text[start + "@import".len()..];
                let end = inside.find(';')?;
                return Some((&text[..start], &inside[..end], &inside[end + 1..]));
            }
        }
    }
}

/// What one `@import` asks for.
#[derive(Debug, PartialEq, Eq)]
struct Import<'a> {
    address: &'a str,
    /// `Some("")` is a layer without a name.
    layer: Option<&'a str>,
    media: &'a str,
}

impl<'a> Import<'a> {
    fn parse(statement: &'a str) -> Option<Self> {
        let statement = statement.trim();
        let (address, rest) = if let Some(inside) = statement.strip_prefix("url(") {
            inside.split_once(')')?
        } else {
            let quote = statement
                .chars()
                .next()
                .filter(|c| matches!(c, '"' | '\''))?;
            statement[1..].split_once(quote)?
        };
        let address = address.trim().trim_matches(['"', '\'']);
        let rest = rest.trim();
        let (layer, media) = if let Some(inside) = rest.strip_prefix("layer(") {
            let (name, media) = inside.split_once(')')?;
            (Some(name.trim()), media)
        } else if let Some(media) = rest.strip_prefix("layer") {
            (Some(""), media)
        } else {
            (None, rest)
        };
        Some(Self {
            address,
            layer,
            media: media.trim(),
        })
    }

    fn wrap(&self, content: &str) -> String {
        let mut text = content.trim_end().to_owned();
        match self.layer {
            Some("") => text = format!("@layer {{\n{text}\n}}"),
            Some(name) => text = format!("@layer {name} {{\n{text}\n}}"),
            None => {}
        }
        if self.media.is_empty() {
            text
        } else {
            format!("@media {} {{\n{text}\n}}", self.media)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(files: &[(&str, &str)]) -> Result<String> {
        let dir = tempfile::tempdir()?;
        for (name, text) in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap_or(dir.path()))?;
            fs::write(path, text)?;
        }
        bundle(&dir.path().join("main.css"))
    }

    #[test]
    fn imports_are_replaced_by_what_they_import() {
        let text = bundled(&[
            (
                "main.css",
                "@layer tokens, base;\n@import \"tokens.css\" layer(tokens);\n@import url('ui/button.css');\na {}\n",
            ),
            ("tokens.css", ":root { --gap: 1rem; }\n"),
            ("ui/button.css", "@import \"icon.css\";\nbutton {}\n"),
            ("ui/icon.css", "svg {}\n"),
        ])
        .expect("a bundle");
        assert_eq!(
            text,
            "@layer tokens, base;\n@layer tokens {\n:root { --gap: 1rem; }\n}\nsvg {}\nbutton {}\na {}\n"
        );
    }

    #[test]
    fn an_import_in_a_comment_is_none() {
        let text = "/* @import \"a.css\"; */ a {}";
        assert_eq!(bundled(&[("main.css", text)]).expect("a bundle"), text);
    }

    #[test]
    fn media_and_unnamed_layers_are_kept() {
        let text = bundled(&[
            ("main.css", "@import \"p.css\" layer print;"),
            ("p.css", "a {}"),
        ])
        .expect("a bundle");
        assert_eq!(text, "@media print {\n@layer {\na {}\n}\n}");
    }

    #[test]
    fn circles_strangers_and_missing_files_are_refused() {
        assert!(bundled(&[("main.css", "@import \"main.css\";")]).is_err());
        assert!(bundled(&[("main.css", "@import \"https://example.com/a.css\";")]).is_err());
        assert!(bundled(&[("main.css", "@import \"gone.css\";")]).is_err());
    }
}
