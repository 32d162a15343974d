//! Decisions can be found: each page in `docs/adr` says where it stands, and the first one lists all others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::paths;

/// The page with the index.
const INDEX: &str = "0001-record-decisions.md";

/// How a status begins: the fifth line of a page, two below `## Status`.
const STATUSES: [&str; 2] = ["Accepted.", "Replaced by ["];

/// Looks at every page of `docs/adr`.
///
/// # Errors
/// When one has no status or is not in the index: all of them are named.
pub fn check() -> Result<()> {
    let wrong = faults(&pages(&paths::root().join("docs/adr"))?);
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("decisions in docs/adr: {}", wrong.join("; "))
}

/// Names and texts.
fn pages(directory: &Path) -> Result<BTreeMap<String, String>> {
    let mut pages = BTreeMap::new();
    let entries =
        fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md")
            && let Some(name) = path.file_name()
        {
            let name = name.to_string_lossy().into_owned();
            pages.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(pages)
}

fn faults(pages: &BTreeMap<String, String>) -> Vec<String> {
    let index = pages.get(INDEX).map_or("", String::as_str);
    let mut wrong = Vec::new();
    for (name, text) in pages {
        if !has_status(text) {
            wrong.push(format!("{name} does not say its status as the others do"));
        }
        match line_in_index(name, text) {
            None => wrong.push(format!(
                "{name} is not named after the number of its heading"
            )),
            Some(line) if name != INDEX && !index.lines().any(|known| known == line) => {
                wrong.push(format!("{INDEX} lacks `{line}`"));
            }
            Some(_) => {}
        }
    }
    wrong
}

fn has_status(text: &str) -> bool {
    let top: Vec<&str> = text.lines().take(5).collect();
    match top[..] {
        [_, "", "## Status", "", status] => STATUSES.iter().any(|word| status.starts_with(word)),
        _ => false,
    }
}

/// How the index names a page whose heading is `# 2. Title`; none where the name of the file has another number.
fn line_in_index(name: &str, text: &str) -> Option<String> {
    let heading = text.lines().next()?.strip_prefix("# ")?;
    let (number, title) = heading.split_once(". ")?;
    name.starts_with(&format!("{number:0>4}-"))
        .then(|| format!("| [{number}]({name}) | {title} |"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_status_or_line_in_the_index_is_named() {
        let pages = [
            (
                INDEX,
                "# 1. Index\n\n## Status\n\nAccepted.\n\n\
                 | [2](0002-two.md) | Two |\n| [4](0004-four.md) | Four |\n",
            ),
            (
                "0002-two.md",
                "# 2. Two\n\n## Status\n\nReplaced by [3](0003-three.md).\n",
            ),
            (
                "0003-three.md",
                "# 3. Three\n\n## Status\n\nAccepted. It goes on from 2.\n",
            ),
            (
                "0004-four.md",
                "# 4. Four\n\nStatus: accepted.\n\n## Context\n",
            ),
            ("0005-five.md", "# 6. Five\n\n## Status\n\nAccepted.\n"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(
            faults(&BTreeMap::from(pages)),
            [
                "0001-record-decisions.md lacks `| [3](0003-three.md) | Three |`",
                "0004-four.md does not say its status as the others do",
                "0005-five.md is not named after the number of its heading",
            ]
        );
    }
}
