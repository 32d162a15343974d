//! Patterns of `$like`.

use crate::fold;

/// A pattern: `%` stands for any characters, `_` for one, `\%`, `\_` and `\\` for the character itself.
///
/// Case and accents do not matter: pattern and text are compared folded ([`fold`]), so `_` stands for one character of
/// the folded text (`ß` is two).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LikePattern {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Letter(char),
}

impl LikePattern {
    /// Any text is a pattern.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let mut pieces = Vec::new();
        // Letters are folded together, since an accent may be a character of its own.
        let mut letters = String::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' => letters.push(
                    chars
                        .next_if(|next| matches!(next, '%' | '_' | '\\'))
                        .unwrap_or(c),
                ),
                '%' | '_' => {
                    pieces.extend(fold(&letters).chars().map(Piece::Letter));
                    letters.clear();
                    let piece = if c == '%' { Piece::Any } else { Piece::One };
                    // More than one % says no more than one, and costs.
                    if piece == Piece::One || pieces.last() != Some(&Piece::Any) {
                        pieces.push(piece);
                    }
                }
                _ => letters.push(c),
            }
        }
        pieces.extend(fold(&letters).chars().map(Piece::Letter));
        Self { text, pieces }
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Folded, for `LIKE … ESCAPE '\'` on a folded text.
    pub fn folded(&self) -> String {
        let mut pattern = String::with_capacity(self.text.len());
        for piece in &self.pieces {
            match piece {
                Piece::Any => pattern.push('%'),
                Piece::One => pattern.push('_'),
                Piece::Letter(letter) => {
                    if matches!(letter, '%' | '_' | '\\') {
                        pattern.push('\\');
                    }
                    pattern.push(*letter);
                }
            }
        }
        pattern
    }

    /// The longest text without `%` and `_` in it, folded: whatever is like it holds that.
    pub fn longest_literal(&self) -> String {
        let literals = self
            .pieces
            .split(|piece| !matches!(piece, Piece::Letter(_)));
        let longest = literals.max_by_key(|letters| letters.len());
        let letters = longest.unwrap_or_default().iter();
        letters
            .filter_map(|piece| match piece {
                Piece::Letter(letter) => Some(*letter),
                Piece::Any | Piece::One => None,
            })
            .collect()
    }

    /// Whether the text is like it.
    pub fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = fold(text).chars().collect();
        let (mut at, mut piece) = (0, 0);
        // Where to go on when it does not fit: behind the last %, one letter further.
        let mut again = None;
        while at < letters.len() {
            match self.pieces.get(piece) {
                Some(Piece::Any) => {
                    again = Some((piece + 1, at));
                    piece += 1;
                }
                Some(Piece::One) => (at, piece) = (at + 1, piece + 1),
                Some(Piece::Letter(letter)) if *letter == letters[at] => {
                    (at, piece) = (at + 1, piece + 1);
                }
                _ => match again {
                    Some((behind, from)) => {
                        (at, piece) = (from + 1, behind);
                        again = Some((behind, from + 1));
                    }
                    None => return false,
                },
            }
        }
        self.pieces[piece..].iter().all(|rest| *rest == Piece::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_literal_is_between_wildcards() {
        for (pattern, literal) in [
            ("%", ""),
            ("", ""),
            ("Ü%rich_x", "rich"),
            ("%100\\%%", "100%"),
            ("Straße%", "strasse"),
        ] {
            assert_eq!(LikePattern::new(pattern).longest_literal(), literal);
        }
    }

    #[test]
    fn a_pattern_matches_without_case_and_accents() {
        for (pattern, text, matches) in [
            ("Jones%", "JONES & Sons", true),
            ("jones", "Jones", true),
            ("jones", "Jones ", false),
            ("%zurich", "Büro Zürich", true),
            ("z_rich", "Zürich", true),
            ("z\u{308}urich%", "ZÜRICH", true),
            ("stra__e", "Straße", true),
            ("%a%b%c", "xxaxxbxxabc", true),
            ("%a%b%c", "xxaxxbxxabcd", false),
            ("50\\%", "50%", true),
            ("50\\%", "500", false),
            ("a\\_b", "axb", false),
            ("a\\\\%", "a\\b", true),
            ("a\\b", "a\\b", true),
            ("%", "", true),
            ("_", "", false),
            ("", "", true),
            ("", "x", false),
            ("%%__%%", "ab", true),
        ] {
            assert_eq!(
                LikePattern::new(pattern).matches(text),
                matches,
                "{pattern} {text}"
            );
        }
    }

    #[test]
    fn what_sql_gets_takes_only_wildcards_for_wildcards() {
        assert_eq!(
            LikePattern::new("Ä%%\\%_\\\\B\\").folded(),
            "a%\\%_\\\\b\\\\"
        );
    }

    #[test]
    fn a_pattern_of_many_wildcards_takes_no_time() {
        let pattern = LikePattern::new("%a".repeat(2_000) + "%b");
        assert!(!pattern.matches(&"a".repeat(3_000)));
    }
}
