//! English: the Identity Provider page.

use super::super::{GuideText, ProviderText, Step, TokenText};
use super::words::count;

pub static PROVIDER: ProviderText = ProviderText {
    about: "Whose access tokens are accepted here, and with which keys they are verified.",
    refresh: "Refresh",
    none_title: "No identity provider is configured",
    none_text: "Until one is, every call from an application is refused. Set IU_IDP_ISSUER to the issuer of your provider and \
                IU_IDP_AUDIENCE to the audience that its tokens for this server have, then start the server again.",
    none_example: "Example of settings",
    issuers: "Issuers",
    kind: "Kind of token",
    profile: |profile| match profile {
        "at+jwt" => "Standard access token (RFC 9068, at+jwt)".to_owned(),
        "oci" => "OCI IAM access token (oci)".to_owned(),
        other => other.to_owned(),
    },
    audience: "Our audience",
    scopes: "Required scopes",
    no_scopes: "None",
    algorithms: "Accepted algorithms",
    keys_from: "Keys from",
    pinned: "configured by IU_IDP_JWKS_URI",
    discovered: "discovered",
    tokens_from: "Tokens from",
    not_known: "Not known yet",
    fetched: "Last fetch of keys",
    last_error: "Last error",
    no_error: "None",
    failed_at: |error, moment| format!("{error} ({moment})"),
    no_keys: "There are no keys of this provider, so its tokens cannot be verified: calls are answered with 503 until the keys can be \
              fetched. Check the address, the network, and that the provider lets anyone read its keys.",
    stale: "The provider has not answered for a while. Calls are still verified with the keys that came last, for up to 24 hours. Check \
            that this server can reach the provider.",
    keys_of: |issuer| format!("Keys of {issuer}"),
    key_id: "Key id",
    no_key_id: "None",
    algorithm: "Algorithm",
    first_seen: "First seen",
    age: "Age",
    seconds: |seconds| {
        let seconds = seconds.max(0).unsigned_abs();
        match seconds {
            0..60 => "less than a minute".to_owned(),
            60..3_600 => count(seconds / 60, "minute", "minutes"),
            3_600..86_400 => count(seconds / 3_600, "hour", "hours"),
            _ => count(seconds / 86_400, "day", "days"),
        }
    },
};

const fn step(text: &'static str) -> Step {
    Step { text, value: None }
}

fn with(text: &'static str, value: impl Into<String>) -> Step {
    Step {
        text,
        value: Some(value.into()),
    }
}

pub static GUIDE: GuideText = GuideText {
    title: "Register a client application",
    about: "Each application that calls is a confidential client at the identity provider. It gets access tokens by client \
            credentials; its client secret never comes here.",
    oci: "OCI IAM",
    oci_steps: |audience| {
        vec![
            with(
                "Once, for this server: in the OCI Console open Identity & Security, Domains, your domain, Integrated applications. Add a \
                 Confidential Application, choose to configure it as a resource server, and give it this primary audience and a scope.",
                audience,
            ),
            step(
                "Once: in the domain’s settings, under Access signing certificate, switch on Configure client access. Without it this server \
                 cannot read the keys.",
            ),
            with(
                "Once: set the issuers as OCI writes them (yours has the domain’s own host), the audience and the profile, and start the \
                 server again.",
                format!(
                    "IU_IDP_ISSUER=https://idcs-YOUR_DOMAIN.identity.oraclecloud.com,https://idcs-YOUR_DOMAIN.identity.oraclecloud.com:443,\
                     https://identity.oraclecloud.com/\nIU_IDP_AUDIENCE={audience}\nIU_IDP_PROFILE=oci"
                ),
            ),
            step(
                "For each calling application: add another Confidential Application, choose to configure it as a client, and allow the grant \
                 type Client credentials and no other.",
            ),
            step(
                "Under Token issuance policy add the scope of the first step as an allowed resource. Then activate the application.",
            ),
            step(
                "Copy its Client ID from General information and create an integration user with it here. The client secret goes to the \
                 calling application alone.",
            ),
        ]
    },
    other: "Any other OpenID provider",
    other_steps: |audience| {
        vec![
            with(
                "Once, for this server: register an API (also called resource server) with this audience or identifier. Have it sign access \
                 tokens as JSON Web Tokens with RS256 or ES256, living 24 hours at most.",
                audience,
            ),
            with(
                "Once: set the issuer exactly as the provider’s /.well-known/openid-configuration names it, and the audience, and start the \
                 server again.",
                format!("IU_IDP_ISSUER=https://idp.example.com\nIU_IDP_AUDIENCE={audience}"),
            ),
            step(
                "For each calling application: register a confidential client (also called machine-to-machine or service application). Allow \
                 the grant type client_credentials and no other.",
            ),
            step(
                "Allow the client to get tokens for the API of the first step, with the scopes that are required, if any.",
            ),
            step(
                "Copy its client id and create an integration user with it here. The client secret goes to the calling application alone.",
            ),
        ]
    },
    try_it: "Try it: put in the client id and run this. The first command asks for the client secret, so that it stays out of the \
             history of the shell; the second says who the application is here.",
    command: "Commands to get a token and call",
    copy: "Copy",
    copy_of: |what| format!("Copy {}", lower(what)),
    copied: |what| format!("{what}: copied"),
};

/// With a small first letter.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

pub static TOKEN: TokenText = TokenText {
    title: "Check a token",
    about: "See claim by claim whether an access token would be admitted, and why not.",
    field: "Access token",
    hint: "It is sent to this server to be checked, once, and is neither stored nor logged. Never paste a client secret.",
    check: "Check token",
    checking: "Checking…",
    clear: "Clear",
    cleared: "The token was cleared.",
    empty: "Paste an access token.",
    needs_script: "Checking a token needs JavaScript, so that the token never gets into an address.",
    admitted: "This token would be admitted",
    refused: |reason| format!("This token would be refused: {}", lower(reason)),
    show_user: "Show the integration user",
    claims: "What was checked",
    claim: "Check",
    says: "The token says",
    result: "Result",
    claim_text: |name| {
        Some(match name {
            "shape" => "Shape of a signed token",
            "header" => "Header",
            "iss" => "Issuer",
            "alg" => "Signature algorithm",
            "kid" => "Key id",
            "signature" => "Signature",
            "typ" => "Type of token",
            "tok_type" => "Kind of token",
            "aud" => "Audience",
            "exp" => "Expires",
            "nbf" => "Not before",
            "iat" => "Issued",
            "life" => "How long it lives",
            "client_id" => "Client id",
            "sub" => "Subject",
            "jti" => "Token id",
            "sub_type" => "Kind of subject",
            "cnf" => "Bound to a key",
            "scope" => "Scopes",
            "status" => "Integration user",
            _ => return None,
        })
    },
    says_nothing: "Nothing",
    holds: "Holds",
    does_not_hold: "Does not hold",
    not_looked_at: "Not looked at",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_said_roughly() {
        let age = PROVIDER.seconds;
        assert_eq!(age(-5), "less than a minute");
        assert_eq!(age(60), "1 minute");
        assert_eq!(age(7_300), "2 hours");
        assert_eq!(age(86_400 * 3), "3 days");
    }

    #[test]
    fn the_steps_hold_our_audience() {
        let audience = "https://iu.example.com";
        for steps in [(GUIDE.oci_steps)(audience), (GUIDE.other_steps)(audience)] {
            assert!(
                steps
                    .iter()
                    .filter_map(|step| step.value.as_ref())
                    .all(|value| value.contains(audience))
            );
        }
    }
}
