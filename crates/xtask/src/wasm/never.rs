//! Leaves out of the compiled module what the browser never calls.
//!
//! Leptos puts every way to render a view into the table of each type of view, so all of them count as used. Here they get a
//! body that stops the program, and what only they needed is not carried into any part. Done before the module is split,
//! because only then it is known what is needed for what (the relocations, see
//! <https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md>).

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasm_encoder::{Encode, Module, RawSection};
use wasmparser::{
    KnownCustom, Name, Parser, Payload, RelocSectionReader, RelocationEntry, TypeRef,
};

/// Functions that are never called, without the type that they are made for, and why.
const NEVER: [&str; 3] = [
    // The page is taken over in one go, after its parts have come (`frontend`).
    "tachys::view::any_view::IntoAny>::into_any::hydrate_async",
    // There are no templates (`template!`) here.
    "tachys::html::attribute::any_attribute::IntoAnyAttribute>::into_any_attr::hydrate_from_template",
    // The server lists the routes.
    "leptos_router::matching::nested::any_nested_route::IntoAnyNestedRoute>::into_any_nested_route::generate_routes",
];

/// Whether it is what scripts could call and none does: streams that a page would send.
pub fn never_from_script(export: &str) -> bool {
    // What describes a function is run while the module is bound.
    export.contains("intounderlying") && !export.starts_with("__wbindgen_describe")
}

/// What of a module has to be known.
#[derive(Default)]
struct Known<'a> {
    imported: u32,
    /// The number of the section with the code, and where its content begins.
    code: Option<(u32, usize)>,
    bodies: Vec<Range<usize>>,
    names: HashMap<u32, &'a str>,
    /// Those of [`never_from_script`].
    from_script: Vec<u32>,
    /// Of each list of relocations where its section stands.
    relocations: Vec<(RelocSectionReader<'a>, &'a str, Range<usize>)>,
}

/// The module with those functions replaced by ones that stop.
///
/// # Errors
/// When the module cannot be read, has no names or relocations, or no function has one of the names: then Leptos calls it otherwise now.
pub fn leave_out(module: &[u8]) -> Result<Vec<u8>> {
    let known = read(module)?;
    let mut found = [false; NEVER.len()];
    let mut stubs = Vec::new();
    for (at, body) in known.bodies.iter().enumerate() {
        let index = known.imported + u32::try_from(at)?;
        let name = known.names.get(&index).copied().unwrap_or_default();
        let name = format!("{:#}", rustc_demangle::demangle(name));
        let which = NEVER.iter().position(|never| is(&name, never));
        if let Some(which) = which {
            found[which] = true;
        }
        if which.is_some() || known.from_script.contains(&index) {
            stubs.push(body.clone());
        }
    }
    if let Some(none) = found.iter().position(|found| !found) {
        bail!("no function is called {} any more", NEVER[none]);
    }
    let mut changed = module.to_vec();
    for body in &stubs {
        stop(&mut changed[body.clone()]);
    }
    without_relocations(&changed, &known, &stubs)
}

/// Whether it is the name of this function, for whatever type, and not of something defined within it. Compilers write it in two ways:
/// `<T as Trait>::function` and `<_ as Trait>::function::<Type>`.
fn is(name: &str, function: &str) -> bool {
    name.strip_prefix("<T as ")
        .or_else(|| name.strip_prefix("<_ as "))
        .and_then(|name| name.strip_prefix(function))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::<") && rest.ends_with('>'))
}

/// No locals, and then nothing but the instruction that stops, up to the end: as long as it was, so that nothing moves.
fn stop(body: &mut [u8]) {
    const UNREACHABLE: u8 = 0x00;
    const END: u8 = 0x0b;
    body.fill(UNREACHABLE);
    if let Some(last) = body.last_mut() {
        *last = END;
    }
}

fn read(module: &[u8]) -> Result<Known<'_>> {
    let mut known = Known::default();
    let mut section = 0;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    known.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports.clone() {
                    let export = export?;
                    if never_from_script(export.name) {
                        known.from_script.push(export.index);
                    }
                }
            }
            Payload::CodeSectionStart { range, .. } => {
                known.code = Some((section, usize::try_from(range.start)?));
            }
            Payload::CodeSectionEntry(body) => known.bodies.push(range(&body.range())?),
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Name(names) => {
                    for part in names {
                        if let Name::Function(functions) = part? {
                            for naming in functions {
                                let naming = naming?;
                                known.names.insert(naming.index, naming.name);
                            }
                        }
                    }
                }
                KnownCustom::Reloc(list) => {
                    known
                        .relocations
                        .push((list, custom.name(), range(&custom.range())?));
                }
                _ => {}
            },
            _ => {}
        }
        // What the sections are counted by; the entries of the code belong to one.
        if payload.as_section().is_some() {
            section += 1;
        }
    }
    Ok(known)
}

fn range(of: &Range<u64>) -> Result<Range<usize>> {
    Ok(usize::try_from(of.start)?..usize::try_from(of.end)?)
}

/// The same without the relocations within these functions.
fn without_relocations(
    module: &[u8],
    known: &Known<'_>,
    stubs: &[Range<usize>],
) -> Result<Vec<u8>> {
    let (code, begin) = known.code.context("there is no code in it")?;
    let (list, name, _) = known
        .relocations
        .iter()
        .find(|(list, _, _)| list.section_index() == code)
        .context("there are no relocations in it")?;
    let mut kept = Vec::new();
    for entry in list.entries() {
        let entry = entry?;
        let place = begin + entry.offset as usize;
        let after = stubs.partition_point(|body| body.end <= place);
        if !stubs.get(after).is_some_and(|body| body.contains(&place)) {
            kept.push(entry);
        }
    }
    let mut content = Vec::new();
    name.encode(&mut content);
    code.encode(&mut content);
    kept.len().encode(&mut content);
    for entry in kept {
        write(&entry, &mut content);
    }
    let mut smaller = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let Some((id, place)) = payload?.as_section() else {
            continue;
        };
        let place = range(&place)?;
        let is_list = known
            .relocations
            .iter()
            .any(|(other, _, at)| other.section_index() == code && *at == place);
        smaller.section(&RawSection {
            id,
            data: if is_list { &content } else { &module[place] },
        });
    }
    Ok(smaller.finish())
}

/// An entry as the linker writes it.
fn write(entry: &RelocationEntry, into: &mut Vec<u8>) {
    into.push(entry.ty as u8);
    entry.offset.encode(into);
    entry.index.encode(into);
    if entry.ty.addend_kind() != wasmparser::RelocAddendKind::None {
        entry.addend.encode(into);
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, CustomSection, Function, FunctionSection, NameMap, NameSection, TypeSection,
    };

    use super::*;

    /// The functions that are never called and, at the end, one that is; each calls that one.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let (mut functions, mut code, mut names) =
            (FunctionSection::new(), CodeSection::new(), NameMap::new());
        let called = u32::try_from(NEVER.len()).unwrap_or_default();
        let mut relocations = Vec::new();
        (called + 1).encode(&mut relocations);
        for at in 0..=called {
            functions.function(0);
            let mut body = Function::new([]);
            // A call, its number written in five bytes like the linker does.
            body.raw([
                0x10,
                0x80 | u8::try_from(called).unwrap_or_default(),
                0x80,
                0x80,
                0x80,
                0,
                0x0b,
            ]);
            code.function(&body);
            let never = NEVER.get(at as usize).copied().unwrap_or("called");
            names.append(at, &format!("<T as {never}"));
            // The kind (a function's number), where in the section, and which symbol.
            relocations.push(0);
            (1 + at * 9 + 3).encode(&mut relocations);
            called.encode(&mut relocations);
        }
        let mut section = NameSection::new();
        section.functions(&names);
        let mut list = Vec::new();
        // The code is the third section.
        2_u32.encode(&mut list);
        list.extend(relocations);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&code)
            .section(&section)
            .section(&CustomSection {
                name: "reloc.CODE".into(),
                data: (&list).into(),
            });
        module.finish()
    }

    #[test]
    fn what_is_never_called_stops_and_needs_nothing() {
        let before = module();
        let after = leave_out(&before).expect("it can be read");
        assert!(wasmparser::validate(&after).is_ok());
        let (before, known) = (read(&before).expect("same"), read(&after).expect("same"));
        assert_eq!(before.bodies, known.bodies);
        let (never, called) = known.bodies.split_at(NEVER.len());
        for body in never {
            let (end, start) = after[body.clone()].split_last().expect("a body");
            assert!(*end == 0x0b && start.iter().all(|byte| *byte == 0));
        }
        assert_eq!(&after[called[0].clone()], &module()[called[0].clone()]);
        let offsets = |known: &Known<'_>| -> Vec<u32> {
            let entries = known.relocations[0].0.entries().into_iter();
            entries.map(|entry| entry.expect("same").offset).collect()
        };
        assert_eq!(offsets(&before).len(), NEVER.len() + 1);
        // Each is that of the number of a call.
        let (_, begin) = before.code.expect("there is code");
        for offset in offsets(&before) {
            assert_eq!(module()[begin + offset as usize - 1], 0x10);
        }
        assert_eq!(offsets(&known), offsets(&before)[NEVER.len()..]);
    }

    #[test]
    fn a_name_that_is_gone_is_told() {
        let mut module = module();
        let name = NEVER[1].as_bytes();
        let at = module
            .windows(name.len())
            .position(|text| text == name)
            .expect("it is named");
        module[at] = b'x';
        let error = leave_out(&module).expect_err("the name is gone");
        assert!(error.to_string().contains(NEVER[1]), "{error}");
    }

    #[test]
    fn the_function_itself_and_nothing_within_it() {
        let function = "a::Trait>::into::never";
        assert!(is("<T as a::Trait>::into::never", function));
        assert!(is("<_ as a::Trait>::into::never::<b::C<d::E>>", function));
        for other in [
            "<T as a::Trait>::into::never::{{closure}}",
            "<_ as a::Trait>::into::never::<b::C>::{closure#0}",
            "<_ as a::Trait>::into::nevertheless::<b::C>",
            "core::ptr::drop_in_place::<<_ as a::Trait>::into::never::<b::C>>",
            "a::Trait>::into::never",
        ] {
            assert!(!is(other, function), "{other}");
        }
    }
}
