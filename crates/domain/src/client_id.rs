//! The OAuth client id: what the identity provider issued to a calling application.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::secret::{looks_like_secret, looks_like_token};

/// An OAuth 2.0 client id: 1–255 characters of `%x21–7E` (RFC 6749 appendix A.1, VSCHAR without the space).
///
/// Compared byte for byte. Extremely sensitive: `Debug` shows it shortened; only [`ClientId::as_str`] and `Display`
/// give it whole, for pages and answers behind sign-in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

/// Why a text is no client id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientIdFault {
    /// Nothing was given.
    Empty,
    /// So many characters; at most [`ClientId::MAX_CHARS`] are allowed.
    TooLong(usize),
    /// A character outside of `%x21–7E`.
    BadCharacter(char),
    /// A client secret seems to be in the text. Secrets are never stored here.
    LooksLikeSecret,
    /// The text is an access token or another JSON Web Token. Tokens are never stored here.
    LooksLikeToken,
}

impl ClientId {
    /// The most characters a client id may have.
    pub const MAX_CHARS: usize = 255;

    /// Of a text that was found to be equal to a client id: nothing is looked at again.
    pub fn of_known(text: String) -> Self {
        Self(text)
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough to recognise it in a log by, never enough to use it: `3f0c…9a`; a short one is hidden whole.
    pub fn shortened(&self) -> String {
        if self.0.len() < 12 {
            return "…".to_owned();
        }
        format!("{}…{}", &self.0[..4], &self.0[self.0.len() - 2..])
    }
}

impl FromStr for ClientId {
    type Err = ClientIdFault;

    /// Blanks and line ends around the text are trimmed, for that is how it is pasted.
    fn from_str(text: &str) -> Result<Self, ClientIdFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ClientIdFault::Empty);
        }
        if looks_like_token(text) {
            return Err(ClientIdFault::LooksLikeToken);
        }
        if looks_like_secret(text) {
            return Err(ClientIdFault::LooksLikeSecret);
        }
        if let Some(bad) = text.chars().find(|c| !('\u{21}'..='\u{7e}').contains(c)) {
            return Err(ClientIdFault::BadCharacter(bad));
        }
        if text.len() > Self::MAX_CHARS {
            return Err(ClientIdFault::TooLong(text.len()));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ClientId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // The text itself stays out of the message: it may be a secret.
        text.parse()
            .map_err(|_: ClientIdFault| "not a client id".to_owned())
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientId({})", self.shortened())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "3f0c8b5d6f7e4a0b9c1d2e3f4a5b6c9a";

    fn fault(text: &str) -> Option<ClientIdFault> {
        text.parse::<ClientId>().err()
    }

    #[test]
    fn ids_as_providers_issue_them_pass() {
        for id in [
            ID,
            "3f0c8b5d-6f7e-4a0b-9c1d-2e3f4a5b6c9a",
            "0oa1b2c3d4E5f6g7h8i9",
            "my-client",
            "a",
            "~!@#$%^&*()",
            "https://app.example.com:8443/client",
            "client.apps.example.com",
            "vault-secrets-reader",
            "secret-manager",
            "1234567890-abcdefghijk.apps.example.com",
        ] {
            assert_eq!(fault(id), None, "{id}");
        }
        assert_eq!(fault(&"x".repeat(255)), None);
    }

    #[test]
    fn blanks_around_are_trimmed() {
        assert_eq!(
            format!(" \r\n{ID}\t\n")
                .parse::<ClientId>()
                .map(String::from),
            Ok(ID.to_owned())
        );
    }

    #[test]
    fn faults_name_what_is_wrong() {
        assert_eq!(fault(" \n"), Some(ClientIdFault::Empty));
        assert_eq!(fault(&"x".repeat(256)), Some(ClientIdFault::TooLong(256)));
        assert_eq!(fault("my client"), Some(ClientIdFault::BadCharacter(' ')));
        assert_eq!(
            fault("cli\u{202e}ent"),
            Some(ClientIdFault::BadCharacter('\u{202e}'))
        );
        assert_eq!(fault("größe"), Some(ClientIdFault::BadCharacter('ö')));
        assert_eq!(fault("a\u{0}b"), Some(ClientIdFault::BadCharacter('\u{0}')));
    }

    #[test]
    fn a_secret_pasted_along_is_seen() {
        for text in [
            format!("{ID}\nidcscs-8b1f0a5c-1111-2222-3333-444455556666"),
            format!("{ID} 9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
            format!("{ID}:9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
            format!("client_id={ID}&client_secret=abc"),
            format!("{{\"clientId\":\"{ID}\",\"clientSecret\":\"x\"}}"),
            format!("Client ID: {ID} Client secret: hunter2"),
            format!("{ID}, secret hunter2hunter2"),
        ] {
            assert_eq!(fault(&text), Some(ClientIdFault::LooksLikeSecret), "{text}");
        }
    }

    #[test]
    fn a_token_is_seen() {
        for text in [
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln",
            "Bearer abcdef",
            "Authorization: Bearer abcdef",
        ] {
            assert_eq!(fault(text), Some(ClientIdFault::LooksLikeToken), "{text}");
        }
    }

    #[test]
    fn debug_output_is_shortened() {
        let id: ClientId = ID.parse().expect("a client id");
        assert_eq!(format!("{id:?}"), "ClientId(3f0c…9a)");
        let short: ClientId = "tiny".parse().expect("a client id");
        assert_eq!(format!("{short:?}"), "ClientId(…)");
    }

    proptest::proptest! {
        #[test]
        fn whatever_passes_is_vschar_and_whatever_does_not_panics_nowhere(text in "\\PC{0,300}") {
            if let Ok(id) = text.parse::<ClientId>() {
                proptest::prop_assert!(id.as_str().bytes().all(|b| (0x21..=0x7e).contains(&b)));
            }
        }
    }
}
