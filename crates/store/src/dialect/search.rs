//! Substring search: SQLite through the trigrams of FTS5, PostgreSQL through `pg_trgm`.

use domain::{Login, SearchTerm, fold};

use crate::statement::Statement;

/// Stands between the parts of a search key; no search term holds it, so none matches across two parts.
pub const SEPARATOR: char = '\n';

/// Stands before the digits of a login of ours, for its prefix, which all have in common and which would make every
/// user match "user".
pub const LOGIN_MARK: char = '\u{1}';

/// Longer input matches nothing and is not handed to a database.
const MOST_BYTES: usize = 8_192;

/// The most trigrams that one lookup in the index of SQLite names; what it finds is looked at again anyway.
const MOST_TRIGRAMS: usize = 12;

/// Which database a statement is composed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// What is searched for: one of these texts is in the search key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term(Vec<String>);

impl Term {
    /// As it is; none when it can be in no text.
    pub fn plain(term: &SearchTerm) -> Option<Self> {
        let text = term.as_str();
        let possible = text.len() <= MOST_BYTES && !text.contains(['\0', SEPARATOR, LOGIN_MARK]);
        possible.then(|| Self(vec![text.to_owned()]))
    }

    /// For integration users: a whole login is found too, though its prefix is not in the search key.
    pub fn of_user(term: &SearchTerm) -> Option<Self> {
        let mut found = Self::plain(term)?;
        if let Some(digits) = term.as_str().strip_prefix(Login::PREFIX) {
            found.0.push(format!("{LOGIN_MARK}{digits}"));
        }
        Some(found)
    }

    /// Whether the trigram index can help: shorter texts have no trigram.
    pub fn has_trigrams(&self) -> bool {
        self.0.iter().all(|text| text.chars().count() >= 3)
    }
}

/// The search key of an integration user.
pub fn user_key(name: &str, client_id: &str, party_number: &str, login: &str) -> String {
    let login = match login.strip_prefix(Login::PREFIX) {
        Some(digits) => format!("{LOGIN_MARK}{}", fold(digits)),
        None => format!("{SEPARATOR}{}", fold(login)),
    };
    let (name, client_id, party_number) = (fold(name), fold(client_id), fold(party_number));
    format!("{name}{SEPARATOR}{client_id}{SEPARATOR}{party_number}{login}")
}

impl Dialect {
    /// What keeps a column from being looked up in its index. Without statistics SQLite takes any equality for rare;
    /// PostgreSQL has them, and the plus would only hide them.
    pub const fn hide(self) -> &'static str {
        match self {
            Self::Sqlite => "+",
            Self::Postgres => "",
        }
    }

    /// What follows a bound number that stands alone in a select list: PostgreSQL would take it for a text.
    pub const fn cast_to_number(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "::BIGINT",
        }
    }

    /// What stands before the first line end of a column that has one: of a search key the name of the user, or the label
    /// of the group, folded.
    pub fn first_line(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("substr({column}, 1, instr({column}, char(10)) - 1)"),
            Self::Postgres => format!("split_part({column}, chr(10), 1)"),
        }
    }

    /// Adds a condition: the column holds the term. No index helps with it, on purpose: it goes with a walk.
    pub fn contains(self, statement: &mut Statement, column: &str, term: &Term) {
        let function = match self {
            Self::Sqlite => "instr(",
            Self::Postgres => "strpos(",
        };
        for (at, text) in term.0.iter().enumerate() {
            statement.push(if at == 0 { "(" } else { " OR " });
            statement
                .push(function)
                .push(column)
                .push(", ")
                .bind(text.as_str())
                .push(") > 0");
        }
        statement.push(")");
    }

    /// Adds a query for the ids of the users that the trigram index has for the term. On SQLite some of them may not
    /// hold it, none that does is missing.
    pub fn candidates(self, statement: &mut Statement, term: &Term) {
        match self {
            Self::Sqlite => {
                statement
                    .push("SELECT rowid AS party_id FROM integration_user_search WHERE integration_user_search MATCH ")
                    .bind(trigram_query(term));
            }
            Self::Postgres => {
                statement.push("SELECT party_id FROM integration_user WHERE ");
                for (at, text) in term.0.iter().enumerate() {
                    statement.push(if at == 0 { "" } else { " OR " });
                    statement.push("search_key LIKE ").bind(like_pattern(text));
                }
            }
        }
    }
}

/// FTS5's query for some trigrams of each text, well spread; each in quotes, so that nothing typed is an operator.
fn trigram_query(term: &Term) -> String {
    let texts: Vec<String> = term.0.iter().map(|text| all_of(text)).collect();
    texts.join(" OR ")
}

fn all_of(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let last = letters.len().saturating_sub(3);
    let wanted = MOST_TRIGRAMS.min(last + 1);
    let quoted: Vec<String> = (0..wanted)
        .map(|at| {
            if wanted == 1 {
                0
            } else {
                at * last / (wanted - 1)
            }
        })
        .map(|at| letters.iter().skip(at).take(3).collect::<String>())
        .map(|trigram| format!("\"{}\"", trigram.replace('"', "\"\"")))
        .collect();
    format!("({})", quoted.join(" AND "))
}

/// `%text%` with what LIKE treats specially taken literally.
fn like_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(text: &str) -> Term {
        Term::of_user(&SearchTerm::parse(text).expect("a term")).expect("a possible term")
    }

    #[test]
    fn a_trigram_query_takes_everything_literally() {
        assert_eq!(trigram_query(&term("a\"b*")), "(\"a\"\"b\" AND \"\"\"b*\")");
        assert_eq!(trigram_query(&term("日本語")), "(\"日本語\")");
        let long = trigram_query(&term("abcdefghijklmnopqrstuvwxyz0123456789"));
        assert_eq!(long.matches(" AND ").count(), MOST_TRIGRAMS - 1);
        assert!(
            long.starts_with("(\"abc\"") && long.ends_with("\"789\")"),
            "{long}"
        );
    }

    #[test]
    fn like_wildcards_are_letters() {
        assert_eq!(like_pattern("50%_\\"), "%50\\%\\_\\\\%");
    }

    #[test]
    fn a_login_is_found_by_its_digits() {
        assert_eq!(
            term("_custom_user_00ff"),
            Term(vec!["_custom_user_00ff".to_owned(), "\u{1}00ff".to_owned()])
        );
        let key = user_key("Zürich", "ABC", "IU_1", "_custom_user_00ff");
        assert_eq!(key, "zurich\nabc\niu_1\u{1}00ff");
    }
}
