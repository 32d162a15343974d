//! What of an integration user is searched: name, client id, party number and login in one text, folded.

use crate::{Login, SearchTerm, fold};

/// Stands between the parts of a search key; no search term holds it, so none matches across two parts.
pub const SEPARATOR: char = '\n';

/// Stands before the digits of a login of ours, for its prefix, which all have in common and which would make every
/// user match "user".
pub const LOGIN_MARK: char = '\u{1}';

/// Longer input matches nothing.
const MOST_BYTES: usize = 8_192;

/// The search key of an integration user.
pub fn search_key(name: &str, client_id: &str, party_number: &str, login: &str) -> String {
    let login = match login.strip_prefix(Login::PREFIX) {
        Some(digits) => format!("{LOGIN_MARK}{}", fold(digits)),
        None => format!("{SEPARATOR}{}", fold(login)),
    };
    let (name, client_id, party_number) = (fold(name), fold(client_id), fold(party_number));
    format!("{name}{SEPARATOR}{client_id}{SEPARATOR}{party_number}{login}")
}

/// A user matches a term when one of these texts is in its search key. None when the term can be in none.
pub fn search_texts(term: &SearchTerm) -> Option<Vec<String>> {
    let text = term.as_str();
    if text.len() > MOST_BYTES || text.contains(['\0', SEPARATOR, LOGIN_MARK]) {
        return None;
    }
    let mut texts = vec![text.to_owned()];
    // A whole login is found too, though its prefix is not in the search key.
    if let Some(digits) = text.strip_prefix(Login::PREFIX) {
        texts.push(format!("{LOGIN_MARK}{digits}"));
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Option<Vec<String>> {
        search_texts(&SearchTerm::parse(text).expect("a term"))
    }

    #[test]
    fn a_login_is_found_by_its_digits() {
        let wanted = ["_custom_user_00ff", "\u{1}00ff"].map(str::to_owned);
        assert_eq!(texts("_custom_user_00ff"), Some(wanted.to_vec()));
        let key = search_key("Zürich", "ABC", "IU_1", "_custom_user_00ff");
        assert_eq!(key, "zurich\nabc\niu_1\u{1}00ff");
        assert_eq!(search_key("", "a", "b", "Other"), "\na\nb\nother");
    }

    #[test]
    fn what_can_be_in_no_key_has_no_texts() {
        // Eighteen letters when folded.
        assert_eq!(texts(&"ﷺ".repeat(255)), None);
        assert_eq!(texts("ac"), Some(vec!["ac".to_owned()]));
    }
}
