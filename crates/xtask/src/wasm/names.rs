//! Short names for what the main module takes from its script: the long ones are in both, and every one of them holds a hash that
//! cannot be compressed.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow, ensure};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{ImportSectionReader, Parser, Payload};

/// What wasm-bindgen calls the functions of its script begins so.
const LONG: &str = "__wb";

/// The module and its script with short names.
///
/// # Errors
/// When the module cannot be read, or a name is not exactly once in the script.
pub fn shorten(module: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut names = HashMap::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let name = import?.name;
                if name.starts_with(LONG) {
                    let next = short(names.len());
                    names.entry(name).or_insert(next);
                }
            }
        }
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut shortened = String::with_capacity(script.len());
    for word in words(script) {
        if let Some((name, short)) = names.get_key_value(word) {
            *counts.entry(name).or_default() += 1;
            shortened.push_str(short);
        } else {
            shortened.push_str(word);
        }
    }
    for name in names.keys() {
        let count = counts.get(name).copied().unwrap_or_default();
        ensure!(count == 1, "{name} is {count} times in the script");
    }
    let mut renamed = Module::new();
    Renamed(&names)
        .parse_core_module(&mut renamed, Parser::new(0), module)
        .map_err(|error| anyhow!("{error}"))?;
    Ok((renamed.finish(), shortened))
}

/// Name number so-and-so: `a`, `b` … `z`, `ba` …
fn short(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(
            b'a' + u8::try_from(number % 26).unwrap_or_default(),
        ));
        number /= 26;
        if number == 0 {
            return letters.into_iter().rev().collect();
        }
    }
}

/// The script in pieces: names, and what is between them.
fn words(script: &str) -> impl Iterator<Item = &str> {
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    let mut rest = script;
    std::iter::from_fn(move || {
        let kind = is_name(rest.chars().next()?);
        let end = rest
            .find(|letter| is_name(letter) != kind)
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Writes a module with other names for what it imports.
struct Renamed<'a>(&'a HashMap<&'a str, String>);

impl Reencode for Renamed<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            let name = self.0.get(import.name).map_or(import.name, String::as_str);
            imports.import(import.module, name, self.entity_type(import.ty)?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{short, words};

    #[test]
    fn no_two_numbers_have_one_name() {
        let names: Vec<String> = (0..2_000).map(short).collect();
        let mut distinct = names.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(names.len(), distinct.len());
        assert_eq!((names[0].as_str(), names[26].as_str()), ("a", "ba"));
    }

    #[test]
    fn a_script_is_its_words() {
        let script = "__wbg_a_1: function(é) { return $x.__wbg_a_12 }";
        let all: Vec<&str> = words(script).collect();
        assert_eq!(all.concat(), script);
        assert_eq!(all.iter().filter(|word| **word == "__wbg_a_1").count(), 1);
        assert!(all.contains(&"__wbg_a_12"));
    }
}
