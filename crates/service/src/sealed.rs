//! What only the holder of a session's secret may read: the database has it encrypted, and not the key to it.
//!
//! The key follows from the session's token, of which the database has the hash only. It is used for one text and never
//! again, as every session has a token of its own; so the nonce need not vary.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, Salt};

/// Sets this key apart from whatever else may once be made of a session's token.
const PURPOSE: &[u8] = b"integration-users end of session at the identity provider";

/// The text, for the database.
pub(crate) fn seal(text: &str, token: &str) -> Result<String, Unspecified> {
    let mut bytes = text.as_bytes().to_vec();
    key(token)?.seal_in_place_append_tag(nonce(), Aad::empty(), &mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The text again; none when it was sealed for another session, or not at all.
pub(crate) fn open(sealed: &str, token: &str) -> Option<String> {
    let mut bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let text = key(token)
        .ok()?
        .open_in_place(nonce(), Aad::empty(), &mut bytes)
        .ok()?;
    String::from_utf8(text.to_vec()).ok()
}

fn key(token: &str) -> Result<LessSafeKey, Unspecified> {
    let secret = Salt::new(HKDF_SHA256, &[]).extract(token.as_bytes());
    let info = [PURPOSE];
    let key = UnboundKey::from(secret.expand(&info, &AES_256_GCM)?);
    Ok(LessSafeKey::new(key))
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_has_the_token_opens_it() {
        for text in ["", "a.b.c", "Zoë", &"x".repeat(20_000)] {
            let sealed = seal(text, "one token").expect("sealed");
            assert_eq!(open(&sealed, "one token").as_deref(), Some(text));
            assert_eq!(open(&sealed, "another token"), None);
            assert_ne!(sealed, seal(text, "another token").expect("sealed"));
            assert!(text.is_empty() || !sealed.contains(text));
        }
    }

    #[test]
    fn what_was_changed_or_never_sealed_does_not_open() {
        let sealed = seal("a.b.c", "token").expect("sealed");
        let mut bytes = URL_SAFE_NO_PAD.decode(&sealed).expect("bytes");
        for at in 0..bytes.len() {
            bytes[at] ^= 1;
            assert_eq!(open(&URL_SAFE_NO_PAD.encode(&bytes), "token"), None);
            bytes[at] ^= 1;
        }
        for other in ["", "a.b.c", "AAAA", "not base64!", &sealed[1..]] {
            assert_eq!(open(other, "token"), None, "{other}");
        }
    }
}
