//! Mints tokens: good ones unless told otherwise.

use domain::Timestamp;
use serde_json::{Map, Value, json};

use super::keys::{self, Signer, encode};
use crate::config::{Algorithm, Profile, ProviderConfig};
use crate::jwk::Keyset;

/// The client of the tokens.
pub const CLIENT: &str = "3f0c8b5d6f7e4a0b9c1d2e3f4a5b6c9a";
/// The scopes that the providers ask for.
pub const SCOPES: [&str; 2] = ["users.read", "users.write"];

/// Two providers, one of each profile, with the same keys.
#[derive(Clone, Debug)]
pub struct Forge {
    /// The issuers of the provider that issues `at+jwt`.
    pub at_jwt_issuers: Vec<String>,
    /// The issuers of the provider that is like OCI.
    pub oci_issuers: Vec<String>,
    /// Our audience.
    pub audience: String,
    /// The moment for which tokens are minted.
    pub now: Timestamp,
}

impl Forge {
    /// With issuers under `.example`, at a moment.
    pub fn new(now: Timestamp) -> Self {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        Self {
            at_jwt_issuers: texts(&["https://idp.example", "https://idp.example:443/other"]),
            oci_issuers: texts(&["https://oci.example/", "https://oci.example"]),
            audience: "https://users.example".to_owned(),
            // Tokens tell whole seconds: half a one would be forgiven or not by chance.
            now: Timestamp::from_micros(now.micros() / 1_000_000 * 1_000_000),
        }
    }

    /// The two, [`Profile::AtJwt`] first. They accept all algorithms but RS512 and PS512, and ask for [`SCOPES`].
    pub fn providers(&self) -> [ProviderConfig; 2] {
        [
            (Profile::AtJwt, &self.at_jwt_issuers),
            (Profile::Oci, &self.oci_issuers),
        ]
        .map(|(profile, issuers)| ProviderConfig {
            issuers: issuers.clone(),
            audience: self.audience.clone(),
            jwks_uri: None,
            profile,
            scopes: SCOPES.map(str::to_owned).to_vec(),
            algorithms: Algorithm::ALL
                .into_iter()
                .filter(|one| !matches!(one, Algorithm::Rs512 | Algorithm::Ps512))
                .collect(),
        })
    }

    /// What both publish.
    pub fn jwks(&self) -> String {
        keys::jwks()
    }

    /// That, read.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn keyset(&self) -> Keyset {
        Keyset::parse(self.jwks().as_bytes()).expect("a key set")
    }

    /// So many seconds from now, as claims say it.
    pub fn seconds(&self, from_now: i64) -> i64 {
        self.now.micros().div_euclid(1_000_000) + from_now
    }

    /// A good token of the profile, signed with RS256, to be changed.
    pub fn draft(&self, profile: Profile) -> Draft {
        let issuers = match profile {
            Profile::AtJwt => &self.at_jwt_issuers,
            Profile::Oci => &self.oci_issuers,
        };
        let mut claims = json!({
            "iss": issuers.first(), "aud": self.audience, "sub": CLIENT, "client_id": CLIENT,
            "iat": self.seconds(-10), "exp": self.seconds(3_590), "jti": "b5d1c0de-1",
            "scope": SCOPES.join(" "),
        });
        let mut header = json!({"alg": "RS256", "kid": "rs256"});
        match profile {
            Profile::AtJwt => header["typ"] = json!("at+jwt"),
            Profile::Oci => {
                claims["tok_type"] = json!("AT");
                claims["sub_type"] = json!("client");
            }
        }
        Draft {
            header,
            claims,
            signer: Signer::Rsa,
            algorithm: Algorithm::Rs256,
            raw_header: None,
            raw_claims: None,
        }
    }
}

/// A token to be.
#[derive(Clone, Debug)]
pub struct Draft {
    header: Value,
    claims: Value,
    signer: Signer,
    algorithm: Algorithm,
    raw_header: Option<Vec<u8>>,
    raw_claims: Option<Vec<u8>>,
}

impl Draft {
    /// With this in the header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    /// Without this in the header.
    #[must_use]
    pub fn no_header(mut self, name: &str) -> Self {
        self.header
            .as_object_mut()
            .map(|header| header.remove(name));
        self
    }

    /// With this claim.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    /// Without this claim.
    #[must_use]
    pub fn no_claim(mut self, name: &str) -> Self {
        self.claims
            .as_object_mut()
            .map(|claims| claims.remove(name));
        self
    }

    /// With exactly this as the header.
    #[must_use]
    pub fn raw_header(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.raw_header = Some(bytes.into());
        self
    }

    /// With exactly this as the payload.
    #[must_use]
    pub fn raw_claims(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.raw_claims = Some(bytes.into());
        self
    }

    /// Signed by this key in this way, whatever the header says.
    #[must_use]
    pub fn signed_by(mut self, signer: Signer, algorithm: Algorithm) -> Self {
        (self.signer, self.algorithm) = (signer, algorithm);
        self
    }

    /// The same, and the header says so.
    #[must_use]
    pub fn key(self, kid: &str, signer: Signer, algorithm: Algorithm) -> Self {
        self.header("kid", kid)
            .header("alg", algorithm.word())
            .signed_by(signer, algorithm)
    }

    /// The header as it stands.
    pub fn header_text(&self) -> String {
        self.header.to_string()
    }

    /// The claims as they stand.
    pub fn claims_text(&self) -> String {
        self.claims.to_string()
    }

    /// The claims as they stand.
    pub fn claims(&self) -> Map<String, Value> {
        self.claims.as_object().cloned().unwrap_or_default()
    }

    /// What is signed.
    pub fn signed(&self) -> String {
        let part = |raw: &Option<Vec<u8>>, value: &Value| match raw {
            Some(raw) => encode(raw),
            None => encode(value.to_string()),
        };
        format!(
            "{}.{}",
            part(&self.raw_header, &self.header),
            part(&self.raw_claims, &self.claims)
        )
    }

    /// The token.
    pub fn mint(&self) -> String {
        self.mint_with(|signature| signature)
    }

    /// The token with another signature, made of the right one.
    pub fn mint_with(&self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> String {
        let signed = self.signed();
        let signature = keys::sign(self.signer, self.algorithm, signed.as_bytes());
        format!("{signed}.{}", encode(change(signature)))
    }
}
