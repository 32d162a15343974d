//! Puts functions that are alike beside each other.
//!
//! The order of functions means nothing to a WebAssembly module, but much to its compression: what repeats is cheapest while it is
//! near. How much two functions have in common is estimated from sketches (`MinHash`: of all runs of a few bytes those whose hashes are
//! smallest under each of a number of hash functions), and each function is followed by the one that has most in common with it.

use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// How many hash functions.
const HASHES: usize = 96;
/// How many bytes a run has.
const RUN: usize = 5;

type Sketch = [u32; HASHES];

/// The module with its functions in another order.
///
/// # Errors
/// When it cannot be read.
pub fn order(module: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let mut renumbered = Renumbered::new(imported, chain(&bodies))?;
    let mut ordered = Module::new();
    renumbered
        .parse_core_module(&mut ordered, Parser::new(0), module)
        .map_err(|error| anyhow!("{error}"))?;
    Ok(ordered.finish())
}

/// The functions in their new order, from the smallest on.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let sketches: Vec<Sketch> = bodies.iter().map(|body| sketch(body)).collect();
    let mut rest: Vec<usize> = (0..bodies.len()).collect();
    // Largest first, for the next to begin with is taken from the end.
    rest.sort_by_key(|at| std::cmp::Reverse(bodies[*at].len()));
    let mut chained: Vec<usize> = Vec::with_capacity(bodies.len());
    while let Some(smallest) = rest.last() {
        let next = chained
            .last()
            .and_then(|last| nearest(*last, &rest, &sketches, bodies))
            .unwrap_or(*smallest);
        rest.retain(|at| *at != next);
        chained.push(next);
    }
    chained
}

/// Of the rest the one that has most in common with a function; none that has as good as nothing. Of equals the one whose length is most like it.
fn nearest(to: usize, rest: &[usize], sketches: &[Sketch], bodies: &[&[u8]]) -> Option<usize> {
    let length = bodies[to].len();
    let mut best = None;
    let mut most = (1, usize::MAX);
    for at in rest.iter().rev() {
        let pairs = sketches[to].iter().zip(&sketches[*at]);
        let common = pairs.map(|(a, b)| usize::from(a == b)).sum::<usize>();
        let apart = bodies[*at].len().abs_diff(length);
        if common > most.0 || common == most.0 && apart < most.1 {
            most = (common, apart);
            best = Some(*at);
        }
    }
    best
}

fn sketch(body: &[u8]) -> Sketch {
    let mut smallest = [u32::MAX; HASHES];
    for run in body.windows(RUN) {
        // FNV-1a, and then scattered once for each of the hash functions.
        let hash = run.iter().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        let mut salt = 0_u32;
        for smallest in &mut smallest {
            let mut hash = (hash ^ salt).wrapping_mul(0x85eb_ca6b);
            hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
            *smallest = (*smallest).min(hash ^ (hash >> 16));
            salt = salt.wrapping_add(0x9e37_79b9);
        }
    }
    smallest
}

/// Writes a module with its functions in another order.
struct Renumbered {
    /// How many functions are imported: they come first and stay.
    imported: u32,
    /// By the new place, the old one.
    order: Vec<usize>,
    /// By the old place, the new number.
    numbers: Vec<u32>,
}

impl Renumbered {
    fn new(imported: u32, order: Vec<usize>) -> Result<Self> {
        let mut numbers = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            numbers[*old] = imported + u32::try_from(new)?;
        }
        Ok(Self {
            imported,
            order,
            numbers,
        })
    }
}

impl Reencode for Renumbered {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let Some(old) = function.checked_sub(self.imported) else {
            return Ok(function);
        };
        Ok(self.numbers[old as usize])
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for old in &self.order {
            functions.function(types[*old]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for old in self.order.clone() {
            utils::parse_function_body(self, code, bodies[old].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ElementSection, Elements, ExportKind, ExportSection, Function, ImportSection, TableSection,
        TableType, TypeSection,
    };

    use super::*;

    /// One function from outside, and some within that give a number each, of which two call the one from outside and the next.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [wasm_encoder::ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("there", "outside", wasm_encoder::EntityType::Function(0));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for number in 0..6_i32 {
            functions.function(0);
            let mut body = Function::new([]);
            if number % 3 == 0 {
                body.instructions()
                    .call(0)
                    .call(u32::try_from(number).unwrap_or_default() + 2)
                    .i32_add();
            } else {
                body.instructions().i32_const(number * 1_000_000);
            }
            body.instructions().end();
            code.function(&body);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: wasm_encoder::RefType::FUNCREF,
            table64: false,
            minimum: 2,
            maximum: None,
            shared: false,
        });
        let mut exports = ExportSection::new();
        exports.export("second", ExportKind::Func, 2);
        exports.export("fourth", ExportKind::Func, 4);
        let mut elements = ElementSection::new();
        let table = Elements::Functions([4_u32, 0].as_slice().into());
        elements.active(Some(0), &wasm_encoder::ConstExpr::i32_const(0), table);
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&tables)
            .section(&exports)
            .section(&elements)
            .section(&code);
        module.finish()
    }

    /// What each export and each place of the table is: a body, calls to others written as what those are.
    fn meaning(module: &[u8]) -> Vec<String> {
        let (mut bodies, mut entries) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(module) {
            match payload.expect("it can be read") {
                Payload::CodeSectionEntry(body) => bodies.push(body),
                Payload::ExportSection(exports) => {
                    entries.extend(
                        exports
                            .into_iter()
                            .map(|export| export.expect("same").index),
                    );
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        if let wasmparser::ElementItems::Functions(items) =
                            element.expect("same").items
                        {
                            entries.extend(items.into_iter().map(|item| item.expect("same")));
                        }
                    }
                }
                _ => {}
            }
        }
        entries.iter().map(|entry| said(*entry, &bodies)).collect()
    }

    fn said(function: u32, bodies: &[wasmparser::FunctionBody<'_>]) -> String {
        let Some(within) = function.checked_sub(1) else {
            return "outside".to_owned();
        };
        let operators = bodies[within as usize].get_operators_reader();
        let operators = operators.expect("it can be read").into_iter();
        operators
            .map(|operator| match operator.expect("same") {
                wasmparser::Operator::Call { function_index } => {
                    format!("({})", said(function_index, bodies))
                }
                other => format!("{other:?} "),
            })
            .collect()
    }

    #[test]
    fn another_order_means_the_same() {
        let before = module();
        let after = order(&before).expect("it can be read");
        assert_ne!(before, after);
        assert!(wasmparser::validate(&after).is_ok());
        assert_eq!(meaning(&before), meaning(&after));
        assert_eq!(order(&before).expect("same"), after);
    }
}
