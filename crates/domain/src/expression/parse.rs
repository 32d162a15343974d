//! From text to tree.

use std::marker::PhantomData;

use super::fault::{Expected, shown};
use super::scan::Scanner;
use super::value::{Asked, test};
use super::{Expression, ExpressionFault, ExpressionFaultKind, Operator, QueryField, Term};

/// The most bytes of an expression.
pub const MOST_BYTES: usize = 4_096;
/// How often `$and` and `$or` may be within each other.
pub const MOST_LEVELS: usize = 5;
/// The most comparisons.
pub const MOST_TERMS: usize = 50;

/// Reads a `q`. Keys may be bare or in either kind of quotes, texts in either, numbers and booleans bare or in quotes; the
/// outer braces may be missing, and `member LIKE 'pattern'` stands for `{member: {$like: 'pattern'}}`.
///
/// # Errors
/// The first fault and where it is.
pub fn parse_q<F: QueryField>(text: &str) -> Result<Expression<F>, ExpressionFault> {
    if text.len() > MOST_BYTES {
        let fits = text.char_indices().take_while(|(at, _)| *at < MOST_BYTES);
        let kind = ExpressionFaultKind::TooLong { most: MOST_BYTES };
        return Err(ExpressionFault::new(fits.count(), kind));
    }
    let parser = Parser {
        scan: Scanner::new(text),
        terms: 0,
        fields: PhantomData,
    };
    parser.whole()
}

struct Parser<F> {
    scan: Scanner,
    terms: usize,
    fields: PhantomData<F>,
}

type Parsed<T> = Result<T, ExpressionFault>;

impl<F: QueryField> Parser<F> {
    fn whole(mut self) -> Parsed<Expression<F>> {
        let braces = self.scan.take('{');
        if matches!(self.scan.next(), None | Some('}')) {
            // Nothing asked for is not everything: a slip must not change every user.
            let kind = ExpressionFaultKind::Empty;
            return Err(ExpressionFault::new(self.scan.place(), kind));
        }
        let expression = self.members(0)?;
        if braces {
            self.scan.need('}')?;
        }
        if self.scan.next().is_some() {
            let kind = ExpressionFaultKind::Trailing;
            return Err(ExpressionFault::new(self.scan.place(), kind));
        }
        Ok(expression)
    }

    /// What stands in an object, without its braces.
    fn members(&mut self, level: usize) -> Parsed<Expression<F>> {
        let mut parts = vec![self.member(level)?];
        while self.scan.take(',') {
            parts.push(self.member(level)?);
        }
        Ok(Expression::all_of(parts))
    }

    fn member(&mut self, level: usize) -> Parsed<Expression<F>> {
        let name = self.scan.name(Expected::Member)?;
        let fault = |kind| Err(ExpressionFault::new(name.at, kind));
        match name.text.as_str() {
            "$and" | "$or" if level == MOST_LEVELS => {
                fault(ExpressionFaultKind::TooDeep { most: MOST_LEVELS })
            }
            "$and" => self.list(level + 1).map(Expression::all_of),
            "$or" => self.list(level + 1).map(Expression::any_of),
            text if text.starts_with('$') => {
                fault(ExpressionFaultKind::UnknownOperator(shown(text)))
            }
            text => match F::find(text) {
                Some(field) => self.tests(field, name.at),
                None => fault(ExpressionFaultKind::UnknownMember(shown(text))),
            },
        }
    }

    /// What follows `$and` or `$or`.
    fn list(&mut self, level: usize) -> Parsed<Vec<Expression<F>>> {
        self.scan.need(':')?;
        self.scan.need('[')?;
        let mut parts = Vec::new();
        loop {
            self.scan.need('{')?;
            parts.push(self.members(level)?);
            self.scan.need('}')?;
            if !self.scan.take(',') {
                break;
            }
        }
        self.scan.need(']')?;
        Ok(parts)
    }

    /// What follows the name of a member.
    fn tests(&mut self, field: F, at: usize) -> Parsed<Expression<F>> {
        if self.scan.take_keyword("LIKE") {
            return self.term(field, Asked::Like, at);
        }
        self.scan.need(':')?;
        if !self.scan.take('{') {
            return self.term(field, Asked::Compare(Operator::Eq), at);
        }
        let mut parts = Vec::new();
        loop {
            let name = self.scan.name(Expected::Operator)?;
            let Some(asked) = Asked::from_word(&name.text) else {
                let kind = ExpressionFaultKind::UnknownOperator(shown(&name.text));
                return Err(ExpressionFault::new(name.at, kind));
            };
            self.scan.need(':')?;
            parts.push(self.term(field, asked, name.at)?);
            if !self.scan.take(',') {
                break;
            }
        }
        self.scan.need('}')?;
        Ok(Expression::all_of(parts))
    }

    fn term(&mut self, field: F, asked: Asked, at: usize) -> Parsed<Expression<F>> {
        self.terms += 1;
        if self.terms > MOST_TERMS {
            let kind = ExpressionFaultKind::TooManyTerms { most: MOST_TERMS };
            return Err(ExpressionFault::new(at, kind));
        }
        let word = self.scan.value()?;
        let test = test(field, asked, &word)?;
        Ok(Expression::Term(Term { field, test }))
    }
}
