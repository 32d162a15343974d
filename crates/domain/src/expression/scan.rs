//! Characters and words of an expression.

use super::fault::Expected;
use super::{ExpressionFault, ExpressionFaultKind};

/// The text and a place in it; places are counted in characters.
pub(super) struct Scanner {
    chars: Vec<char>,
    at: usize,
}

/// A name or value as it stands there.
pub(super) struct Word {
    /// Where it begins; at its quote if it has one.
    pub(super) at: usize,
    /// Without quotes and escapes.
    pub(super) text: String,
    /// Whether it stood in quotes.
    pub(super) quoted: bool,
}

impl Word {
    /// `null`, which in quotes is a text.
    pub(super) fn is_null(&self) -> bool {
        !self.quoted && self.text == "null"
    }
}

type Scanned<T> = Result<T, ExpressionFault>;

impl Scanner {
    pub(super) fn new(text: &str) -> Self {
        Self {
            chars: text.chars().collect(),
            at: 0,
        }
    }

    /// Where the next thing begins.
    pub(super) fn place(&mut self) -> usize {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.at
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// The next character that is no blank.
    pub(super) fn next(&mut self) -> Option<char> {
        self.place();
        self.peek()
    }

    /// Goes past the character if it is next.
    pub(super) fn take(&mut self, wanted: char) -> bool {
        let found = self.next() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// Goes past the character, which must be next.
    pub(super) fn need(&mut self, wanted: char) -> Scanned<()> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(self.expected(Expected::Character(wanted)))
        }
    }

    /// The fault that something else should be next.
    pub(super) fn expected(&mut self, what: Expected) -> ExpressionFault {
        ExpressionFault::new(self.place(), ExpressionFaultKind::Expected(what))
    }

    /// A name: in quotes, or up to a blank or a sign.
    pub(super) fn name(&mut self, what: Expected) -> Scanned<Word> {
        self.word(what, |c| {
            c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '\'' | '"')
        })
    }

    /// A value: in quotes, or up to a comma or bracket, for moments have colons in them.
    pub(super) fn value(&mut self) -> Scanned<Word> {
        self.word(Expected::Value, |c| {
            matches!(c, ',' | '{' | '}' | '[' | ']' | '\'' | '"')
        })
    }

    /// Goes past the word, in any case, if it is next and ends there.
    pub(super) fn take_keyword(&mut self, wanted: &str) -> bool {
        let at = self.place();
        let word: String = self.chars[at..]
            .iter()
            .take_while(|c| c.is_ascii_alphabetic())
            .collect();
        let found = word.eq_ignore_ascii_case(wanted);
        if found {
            self.at += word.len();
        }
        found
    }

    fn word(&mut self, what: Expected, ends: fn(char) -> bool) -> Scanned<Word> {
        let at = self.place();
        if let Some(quote @ ('\'' | '"')) = self.peek() {
            self.at += 1;
            let text = self.quoted(at, quote)?;
            return Ok(Word {
                at,
                text,
                quoted: true,
            });
        }
        let mut text = String::new();
        while let Some(c) = self.peek().filter(|c| !ends(*c)) {
            self.check(c)?;
            text.push(c);
            self.at += 1;
        }
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            self.at = at;
            return Err(self.expected(what));
        }
        Ok(Word {
            at,
            text,
            quoted: false,
        })
    }

    /// What follows the quote that begins a text, to the one that ends it. Twice the same quote stands for one.
    fn quoted(&mut self, begin: usize, quote: char) -> Scanned<String> {
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else {
                return Err(ExpressionFault::new(
                    begin,
                    ExpressionFaultKind::UnclosedText,
                ));
            };
            self.check(c)?;
            self.at += 1;
            if c == quote {
                if self.peek() != Some(quote) {
                    return Ok(text);
                }
                self.at += 1;
                text.push(quote);
            } else if c == '\\' {
                self.escape(&mut text)?;
            } else {
                text.push(c);
            }
        }
    }

    /// What follows a backslash: as in JSON; before anything else it stands for itself, as patterns want it.
    fn escape(&mut self, text: &mut String) -> Scanned<()> {
        let plain = match self.peek() {
            Some(c @ ('"' | '\'' | '\\' | '/')) => c,
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => {
                let c = self.unicode()?;
                text.push(c);
                return Ok(());
            }
            _ => {
                text.push('\\');
                return Ok(());
            }
        };
        self.at += 1;
        text.push(plain);
        Ok(())
    }

    /// `uXXXX`, or two of them that make one character.
    fn unicode(&mut self) -> Scanned<char> {
        let begin = self.at - 1;
        let bad = || ExpressionFault::new(begin, ExpressionFaultKind::BadEscape);
        let first = self.unit().ok_or_else(bad)?;
        let mut units = vec![first];
        if (0xd800..0xdc00).contains(&first) && self.peek() == Some('\\') {
            self.at += 1;
            units.push(self.unit().ok_or_else(bad)?);
        }
        let c = match char::decode_utf16(units).collect::<Result<Vec<_>, _>>() {
            Ok(chars) => match chars.as_slice() {
                [c] => *c,
                _ => return Err(bad()),
            },
            Err(_) => return Err(bad()),
        };
        if c == '\0' {
            return Err(ExpressionFault::new(
                begin,
                ExpressionFaultKind::BadCharacter(c),
            ));
        }
        Ok(c)
    }

    fn unit(&mut self) -> Option<u16> {
        let digits: String = self.chars.get(self.at..self.at + 5)?.iter().collect();
        let digits = digits.strip_prefix('u')?;
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let unit = u16::from_str_radix(digits, 16).ok().filter(|_| hex)?;
        self.at += 5;
        Some(unit)
    }

    /// No database of ours holds a NUL, and PostgreSQL will not hear of one.
    fn check(&self, c: char) -> Scanned<()> {
        if c == '\0' {
            let kind = ExpressionFaultKind::BadCharacter(c);
            Err(ExpressionFault::new(self.at, kind))
        } else {
            Ok(())
        }
    }
}
