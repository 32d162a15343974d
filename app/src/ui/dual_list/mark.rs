//! Which part of a label the filter found.

/// A stretch of a label that is either all found or all not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text as it is read, with its case and accents.
    pub text: String,
    /// The filter found it.
    pub found: bool,
}

/// Cuts `text` where occurrences of `needle` (folded) begin and end; a letter whose folded form is found only in part
/// (`ß` by `s`) is marked whole.
///
/// `fold` must fold letter by letter, that is, never make of a text other than what its letters give one by one.
pub fn pieces(text: &str, needle: &str, fold: fn(&str) -> String) -> Vec<Piece> {
    let whole = || {
        vec![Piece {
            text: text.to_owned(),
            found: false,
        }]
    };
    if needle.is_empty() {
        return whole();
    }
    let (folded, letters) = fold_letters(text, fold);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |part: &str, found: bool| {
        if !part.is_empty() {
            pieces.push(Piece {
                text: part.to_owned(),
                found,
            });
        }
    };
    let mut done = 0;
    for (at, hit) in folded.match_indices(needle) {
        let begin = letters[letters.partition_point(|(end, _)| *end <= at)]
            .1
            .max(done);
        let end_letter = letters.partition_point(|(end, _)| *end < at + hit.len());
        // Marks that fold to nothing (a combining accent) belong to the letter before them.
        let after = letters[end_letter + 1..]
            .iter()
            .find(|(end, _)| *end > at + hit.len());
        let end = after.map_or(text.len(), |(_, start)| *start).max(done);
        push(&text[done..begin], false);
        push(&text[begin..end], true);
        done = end;
    }
    if done == 0 {
        return whole();
    }
    push(&text[done..], false);
    pieces
}

/// The folded text, and for each letter where its folded form ends and where it starts in `text` itself.
fn fold_letters(text: &str, fold: fn(&str) -> String) -> (String, Vec<(usize, usize)>) {
    let mut folded = String::with_capacity(text.len());
    let mut letters = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for (start, letter) in text.char_indices() {
        if letter.is_ascii() {
            folded.push(letter.to_ascii_lowercase());
        } else {
            folded.push_str(&fold(letter.encode_utf8(&mut buffer)));
        }
        letters.push((folded.len(), start));
    }
    (folded, letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough of a fold for the cases below.
    fn fold(text: &str) -> String {
        text.chars()
            .flat_map(char::to_lowercase)
            .map(|c| match c {
                'ü' => "u".to_owned(),
                'ß' => "ss".to_owned(),
                '\u{301}' => String::new(),
                other => other.to_string(),
            })
            .collect()
    }

    fn marked(text: &str, needle: &str) -> String {
        pieces(text, needle, fold)
            .into_iter()
            .map(|piece| {
                if piece.found {
                    format!("[{}]", piece.text)
                } else {
                    piece.text
                }
            })
            .collect()
    }

    #[test]
    fn what_is_found_is_marked_as_it_is_written() {
        for (text, needle, expected) in [
            ("EMEA Sales", "", "EMEA Sales"),
            ("EMEA Sales", "x", "EMEA Sales"),
            ("EMEA Sales", "emea", "[EMEA] Sales"),
            ("EMEA Sales", "sales", "EMEA [Sales]"),
            ("EMEA Sales", "ea s", "EM[EA S]ales"),
            ("banana", "an", "b[an][an]a"),
            ("Zürich Süd", "u", "Z[ü]rich S[ü]d"),
            ("Straße 1", "s", "[S]tra[ß]e 1"),
            ("Straße 1", "sse", "Stra[ße] 1"),
            ("cafe\u{301}s", "cafe", "[cafe\u{301}]s"),
            ("cafe\u{301}", "e", "caf[e\u{301}]"),
            ("日本 sales", "本", "日[本] sales"),
        ] {
            assert_eq!(marked(text, needle), expected, "{needle} in {text}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        for needle in ["s", "ss", "a", "\u{301}", "straße"] {
            let text = "Straße cafe\u{301}s";
            assert_eq!(
                pieces(text, needle, fold)
                    .into_iter()
                    .map(|p| p.text)
                    .collect::<String>(),
                text
            );
        }
    }
}
