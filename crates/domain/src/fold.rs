//! Folding: the form in which both databases and the browser compare text without case or accents.

use serde::{Deserialize, Serialize};

use crate::marks::without_marks;

/// Lower case without accents: compatibility decomposition (Unicode UAX #15), combining marks dropped, lower-cased.
///
/// Letters that do not decompose are written out where people expect it: `ß` → `ss`, `ø` → `o`, `ł` → `l`, `æ` → `ae`.
/// `ς` becomes `σ`, as which a capital at the end of a word is written too.
///
/// What is folded is stored: another meaning of this needs a migration that folds what is there.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in without_marks(text).chars().flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            // `İ` lower-cases to i and a dot above, after the marks were dropped; no other letter brings a mark.
            '\u{307}' => {}
            other => folded.push(other),
        }
    }
    folded
}

/// What somebody searches for: trimmed, inner blanks as typed, cut to [`SearchTerm::MAX_CHARS`]; folded for comparing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchTerm {
    typed: String,
    folded: String,
}

impl SearchTerm {
    /// Longer input is cut here: nothing searched is longer than a client id.
    pub const MAX_CHARS: usize = 255;

    /// Nothing is left of blanks, control characters and lone accents.
    pub fn parse(text: &str) -> Option<Self> {
        let clean: String = text
            .chars()
            .filter(|c| !c.is_control())
            .take(Self::MAX_CHARS)
            .collect();
        let typed = clean.trim().to_owned();
        let folded = fold(&typed);
        (!folded.is_empty()).then_some(Self { typed, folded })
    }

    /// The folded text, to compare with.
    pub fn as_str(&self) -> &str {
        &self.folded
    }

    /// As it was typed, to show again.
    pub fn typed(&self) -> &str {
        &self.typed
    }
}

impl Serialize for SearchTerm {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.typed)
    }
}

impl<'de> Deserialize<'de> for SearchTerm {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("nothing to search for"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_fold_away() {
        for (text, folded) in [
            ("Zürich", "zurich"),
            ("ZU\u{308}RICH", "zurich"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("Ærø", "aero"),
            ("İstanbul", "istanbul"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδός", "οδοσ"),
            ("ϲ", "σ"),
            ("ｆｕｌｌ", "full"),
            ("مرحبا", "مرحبا"),
            ("日本", "日本"),
            ("👍🏽", "👍🏽"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn a_term_is_trimmed_cut_and_never_empty() {
        assert_eq!(SearchTerm::parse("  \n\u{301} "), None);
        assert_eq!(
            SearchTerm::parse(" Ac\u{0}me ").map(|t| t.as_str().to_owned()),
            Some("acme".to_owned())
        );
        assert_eq!(
            SearchTerm::parse(&"x".repeat(9_999)).map(|t| t.as_str().len()),
            Some(255)
        );
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }
    }
}
