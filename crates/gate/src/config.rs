//! What is configured of an identity provider, as far as tokens are judged by it.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// How access tokens of a provider say that they are access tokens of an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// RFC 9068: the header says `at+jwt`, there is a `jti`, and the subject is the client.
    #[default]
    AtJwt,
    /// OCI IAM: `tok_type` is `AT` and `sub_type` is `client`.
    Oci,
}

impl Profile {
    /// Both.
    pub const ALL: [Self; 2] = [Self::AtJwt, Self::Oci];

    /// The word in the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AtJwt => "at+jwt",
            Self::Oci => "oci",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.word() == text)
            .ok_or_else(|| "a profile is at+jwt or oci".to_owned())
    }
}

/// A signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1). Those with a shared secret and `none` do not exist here, so that
/// nothing can choose them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RSA, PKCS #1 v1.5, SHA-256.
    Rs256,
    /// RSA, PKCS #1 v1.5, SHA-384.
    Rs384,
    /// RSA, PKCS #1 v1.5, SHA-512.
    Rs512,
    /// RSA-PSS, SHA-256.
    Ps256,
    /// RSA-PSS, SHA-384.
    Ps384,
    /// RSA-PSS, SHA-512.
    Ps512,
    /// ECDSA, P-256, SHA-256.
    Es256,
    /// ECDSA, P-384, SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
    ];

    /// What is accepted where nothing is configured.
    pub const DEFAULT: [Self; 2] = [Self::Rs256, Self::Es256];

    /// Its name in `alg`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Algorithm {
    type Err = String;

    /// Names are case-sensitive (RFC 7515 §4.1.1).
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.word() == text)
            .ok_or_else(|| {
                let names: Vec<&str> = Self::ALL.into_iter().map(Self::word).collect();
                format!("an algorithm is one of {}", names.join(", "))
            })
    }
}

/// An identity provider whose access tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderConfig {
    /// Accepted issuers, compared exactly; the first one is where the configuration is discovered. (OCI IAM writes one
    /// issuer in three ways.) An issuer must not be in two providers: the first one would judge.
    pub issuers: Vec<String>,
    /// Our audience, compared exactly.
    pub audience: String,
    /// Where the keys are, where this is not discovered.
    pub jwks_uri: Option<Url>,
    /// The kind of access token.
    pub profile: Profile,
    /// Scopes that every token must have.
    pub scopes: Vec<String>,
    /// Accepted signature algorithms.
    pub algorithms: Vec<Algorithm>,
}

impl ProviderConfig {
    /// One issuer, one audience, and defaults.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuers: vec![issuer.into()],
            audience: audience.into(),
            jwks_uri: None,
            profile: Profile::default(),
            scopes: Vec::new(),
            algorithms: Algorithm::DEFAULT.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
        }
        for profile in Profile::ALL {
            assert_eq!(profile.to_string().parse(), Ok(profile));
        }
    }

    #[test]
    fn nothing_else_is_an_algorithm() {
        for text in ["none", "HS256", "rs256", "RS256 ", "ES256K", "ES512", ""] {
            assert!(text.parse::<Algorithm>().is_err(), "{text}");
        }
    }
}
