//! What looks like a secret or a token, which are never stored. Whoever pastes one where it does not belong is told so.

/// A JSON Web Token (RFC 7519: two or four dots, the header begins with `{"` in base64url) or a pasted header line.
pub(crate) fn looks_like_token(text: &str) -> bool {
    let scheme = text.split_once(char::is_whitespace).map(|(first, _)| first);
    if scheme.is_some_and(|first| {
        ["bearer", "authorization:"]
            .iter()
            .any(|word| first.eq_ignore_ascii_case(word))
    }) {
        return true;
    }
    is_token(text)
}

fn is_token(word: &str) -> bool {
    let dots = word.bytes().filter(|byte| *byte == b'.').count();
    word.starts_with("eyJ") && (dots == 2 || dots == 4)
}

/// An id and a secret in one text: a labelled secret, OCI's secret prefix, two long words, or `id:secret` as HTTP
/// Basic joins them.
pub(crate) fn looks_like_secret(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if lower.contains("idcscs-") || labelled_secret(&lower) {
        return true;
    }
    let mut words = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
        .filter(|word| !word.is_empty());
    if let (Some(first), Some(second)) = (words.next(), words.next())
        && like_a_credential(first, 8)
        && like_a_credential(second, 16)
    {
        return true;
    }
    let mut halves = text.split(':');
    matches!((halves.next(), halves.next(), halves.next()),
        (Some(id), Some(secret), None) if like_a_credential(id, 16) && like_a_credential(secret, 16))
}

/// `client_secret=…`, `"clientSecret": "…"`, `secret …`: the word, then something that sets it apart from its value.
fn labelled_secret(lower: &str) -> bool {
    lower.match_indices("secret").any(|(at, word)| {
        let rest = lower[at + word.len()..].trim_start_matches(['"', '\'']);
        let value = rest.trim_start();
        match value.strip_prefix([':', '=']) {
            Some(value) => !value.trim().is_empty(),
            None => value.len() < rest.len() && value.len() >= 8,
        }
    })
}

fn like_a_credential(word: &str, least: usize) -> bool {
    word.len() >= least
        && word.bytes().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'~' | b'.' | b'+' | b'/' | b'=')
        })
        && word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a text for people has a token in it, or something that is called a secret and could be one. What is only about secrets passes.
pub(crate) fn holds_secret(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';' | '(' | ')' | '<' | '>')
        })
        .filter(|word| !word.is_empty())
        .collect();
    let after_scheme = words.windows(2).any(|pair| {
        let scheme = ["bearer", "basic"];
        scheme.iter().any(|word| pair[0].eq_ignore_ascii_case(word))
            && like_a_credential(pair[1], 16)
    });
    let lower = text.to_ascii_lowercase();
    let labelled = lower.match_indices("secret").any(|(at, word)| {
        let rest = lower[at + word.len()..]
            .trim_start_matches(['"', '\''])
            .trim_start();
        let value = rest
            .strip_prefix([':', '='])
            .map(|value| value.trim_start_matches(['"', '\'', ' ']));
        let value = value.and_then(|value| {
            value
                .split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';'))
                .next()
        });
        value.is_some_and(|value| like_a_credential(value, 8))
    });
    after_scheme || labelled || lower.contains("idcscs-") || words.iter().any(|word| is_token(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_holds_a_secret_is_known_and_one_about_secrets_passes() {
        for text in [
            "client_secret=S3cr3tValue",
            "Id abc, secret: 8b1f0a5c-1111-4222",
            "{\"clientSecret\": \"a1b2c3d4e5\"}",
            "idcscs-8b1f0a5c-1111",
            "Authorization: Bearer 0123456789abcdef0123",
            "Basic aWQ6c2VjcmV0MTIzNDU2Nzg5",
            "(eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln)",
        ] {
            assert!(holds_secret(text), "{text}");
        }
        for text in [
            "",
            "Rotates its secret every 90 days",
            "Secret: ask the ERP team",
            "Secret santa 2026",
            "Bearer tokens of the identity provider",
            "Basic connector for orders",
            "ERP-2026.11.27.4711",
        ] {
            assert!(!holds_secret(text), "{text}");
        }
    }
}
