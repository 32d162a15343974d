//! What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414).

use serde::Deserialize;
use url::Url;

use crate::fetch::{FetchError, HttpClient, may_be_asked};

/// What we use of a provider's configuration. Addresses in it may be on other hosts, but must be ones that may be asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Discovery {
    /// Who it says it is; already compared with who was asked.
    pub issuer: String,
    /// Where its keys are.
    pub jwks_uri: Url,
    /// Where people sign in.
    #[serde(default)]
    pub authorization_endpoint: Option<Url>,
    /// Where tokens are got.
    #[serde(default)]
    pub token_endpoint: Option<Url>,
    /// Where people sign out (OpenID Connect RP-Initiated Logout 1.0).
    #[serde(default)]
    pub end_session_endpoint: Option<Url>,
    /// How a client may say who it is at the token endpoint.
    #[serde(default)]
    pub token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// Whether answers of the authorization endpoint name the issuer (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

/// Why a provider's configuration is not used, in words for administrators.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// The issuer is no address.
    #[error(
        "the issuer {0:?} is not an address that can be asked; give the address of the keys instead"
    )]
    NoAddress(String),
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It names another issuer.
    #[error(
        "the configuration is that of the issuer {found:?}, which is not configured ({expected:?} is)"
    )]
    OtherIssuer {
        /// What was configured.
        expected: String,
        /// What it says.
        found: String,
    },
    /// An address in it that must not be asked.
    #[error("the configuration names an address that must not be asked: {0} must be https")]
    BadAddress(&'static str),
}

/// Where an issuer's configuration is: `/.well-known/openid-configuration` behind the whole issuer
/// (OpenID Connect Discovery 1.0 §4).
pub fn configuration_url(issuer: &str) -> Option<Url> {
    let url: Url = issuer.parse().ok()?;
    if !may_be_asked(&url) || url.query().is_some() || url.fragment().is_some() {
        return None;
    }
    format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    )
    .parse()
    .ok()
}

/// Gets the configuration of the first of these issuers; it must say that it is one of them, exactly.
///
/// # Errors
/// [`DiscoveryError`]
pub async fn discover(
    client: &HttpClient,
    issuers: &[String],
) -> Result<Discovery, DiscoveryError> {
    let issuer = issuers.first().map(String::as_str).unwrap_or_default();
    let url =
        configuration_url(issuer).ok_or_else(|| DiscoveryError::NoAddress(issuer.to_owned()))?;
    let answer = client.get_json(&url).await?;
    let discovery: Discovery = answer.json("an OpenID configuration")?;
    if !issuers.contains(&discovery.issuer) {
        return Err(DiscoveryError::OtherIssuer {
            expected: issuer.to_owned(),
            found: discovery.issuer.chars().take(200).collect(),
        });
    }
    for (name, url) in [
        ("jwks_uri", Some(&discovery.jwks_uri)),
        (
            "authorization_endpoint",
            discovery.authorization_endpoint.as_ref(),
        ),
        ("token_endpoint", discovery.token_endpoint.as_ref()),
        (
            "end_session_endpoint",
            discovery.end_session_endpoint.as_ref(),
        ),
    ] {
        if url.is_some_and(|url| !may_be_asked(url)) {
            return Err(DiscoveryError::BadAddress(name));
        }
    }
    Ok(discovery)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_behind_the_whole_issuer() {
        for (issuer, url) in [
            (
                "https://idp.example.com",
                Some("https://idp.example.com/.well-known/openid-configuration"),
            ),
            (
                "https://idp.example.com/",
                Some("https://idp.example.com/.well-known/openid-configuration"),
            ),
            (
                "https://idp.example.com/realms/a",
                Some("https://idp.example.com/realms/a/.well-known/openid-configuration"),
            ),
            (
                "http://127.0.0.1:4000",
                Some("http://127.0.0.1:4000/.well-known/openid-configuration"),
            ),
            ("http://idp.example.com", None),
            ("https://idp.example.com?x=1", None),
            ("https://user@idp.example.com", None),
            ("ftp://idp.example.com", None),
            ("idp", None),
            ("", None),
        ] {
            assert_eq!(
                configuration_url(issuer).map(String::from).as_deref(),
                url,
                "{issuer}"
            );
        }
    }
}
