//! Substring search: SQLite through the trigrams of FTS5, PostgreSQL through `pg_trgm`.

use domain::{SearchTerm, search_texts};

use crate::statement::Statement;

/// The most trigrams that one lookup in the index of SQLite names; what it finds is looked at again anyway.
const MOST_TRIGRAMS: usize = 12;

/// Longer texts are not looked up.
const MOST_LOOKED_UP: usize = 255;

/// Which database a statement is composed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// What a trigram index is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrigramKey {
    /// The search key.
    Search,
    /// The folded e-mail address.
    Email,
    /// The folded description.
    Description,
}

/// What is searched for: one of these texts is in the search key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term(Vec<String>);

impl Term {
    /// As it is; none when it can be in no text.
    pub fn plain(term: &SearchTerm) -> Option<Self> {
        let mut texts = search_texts(term)?;
        texts.truncate(1);
        Some(Self(texts))
    }

    /// For integration users: a whole login is found too, though its prefix is not in the search key.
    pub fn of_user(term: &SearchTerm) -> Option<Self> {
        search_texts(term).map(Self)
    }

    /// This text; none when it is too short to be looked up, or too long.
    pub fn with_trigrams(text: &str) -> Option<Self> {
        let length = text.chars().take(MOST_LOOKED_UP + 1).count();
        (3..=MOST_LOOKED_UP)
            .contains(&length)
            .then(|| Self(vec![text.to_owned()]))
    }

    /// Whether the trigram index can help: shorter texts have no trigram.
    pub fn has_trigrams(&self) -> bool {
        self.0.iter().all(|text| text.chars().count() >= 3)
    }
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

    /// How a statement begins that inserts many rows of which none can be there already. SQLite would keep each page as it
    /// was before the statement, to take back this one alone; should a row be there after all, the transaction ends.
    pub const fn insert(self) -> &'static str {
        match self {
            Self::Sqlite => "INSERT OR ROLLBACK",
            Self::Postgres => "INSERT",
        }
    }

    /// Whether many new users are indexed some time after they were written, in a table of ours.
    pub const fn has_search_backlog(self) -> bool {
        matches!(self, Self::Sqlite)
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

    /// Adds a query for the ids of the users that the trigram index of search keys has for the term. On SQLite some of them
    /// may not hold it, none that does is missing.
    pub fn candidates(self, statement: &mut Statement, term: &Term) {
        self.candidates_in(statement, TrigramKey::Search, term);
    }

    /// The same for another key. On SQLite e-mail address and description have one index together.
    pub fn candidates_in(self, statement: &mut Statement, key: TrigramKey, term: &Term) {
        match self {
            Self::Sqlite => {
                statement
                    .push(match key {
                        TrigramKey::Search => {
                            "SELECT rowid AS party_id FROM integration_user_search WHERE integration_user_search MATCH "
                        }
                        TrigramKey::Email | TrigramKey::Description => {
                            "SELECT rowid AS party_id FROM integration_user_words WHERE integration_user_words MATCH "
                        }
                    })
                    .bind(trigram_query(term));
                statement.push(
                    " UNION ALL SELECT u.party_id FROM integration_user_search_backlog late \
                     CROSS JOIN integration_user u WHERE u.party_id = late.party_id AND ",
                );
                let column = match key {
                    TrigramKey::Search => "u.search_key",
                    TrigramKey::Email => "u.email_key",
                    TrigramKey::Description => "u.description_key",
                };
                self.contains(statement, column, term);
            }
            Self::Postgres => {
                statement.push("SELECT party_id FROM integration_user WHERE ");
                for (at, text) in term.0.iter().enumerate() {
                    statement.push(if at == 0 { "" } else { " OR " });
                    statement
                        .push(match key {
                            TrigramKey::Search => "search_key LIKE ",
                            TrigramKey::Email => "email_key LIKE ",
                            TrigramKey::Description => "description_key LIKE ",
                        })
                        .bind(like_pattern(text));
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
}
