//! The settings of the gate: whose access tokens are accepted, and how many calls.

use super::Setting;

/// Who issues tokens.
pub static IDP_ISSUER: Setting = Setting {
    key: None,
    flag: "idp-issuer",
    variable: "IU_IDP_ISSUER",
    placeholder: "URL",
    default: None,
    default_in_words: Some("none: the gate is closed"),
    example: "https://id.example.com",
    help: "Issuer of access tokens that applications may come with, exactly as it stands in the tokens",
    detail: "Several spellings of one provider are separated by blanks or commas; the first one is where its \
             configuration is discovered (`/.well-known/openid-configuration`). OCI IAM needs two: the address of the \
             domain, then `https://identity.oraclecloud.com/`. With it `IU_IDP_AUDIENCE` must be given. Several providers \
             come as `[[identity_provider]]` tables in the file, see the end of this page; one that is given here goes \
             before them. How to register applications is in [gate](gate.md).",
    confidential: false,
};

/// For whom tokens must be.
pub static IDP_AUDIENCE: Setting = Setting {
    key: None,
    flag: "idp-audience",
    variable: "IU_IDP_AUDIENCE",
    placeholder: "AUDIENCE",
    default: None,
    default_in_words: Some("none; must be given with an issuer"),
    example: "https://integration-users.example.com",
    help: "Our audience: what `aud` of an access token must hold, exactly",
    detail: "",
    confidential: false,
};

/// Where its keys are.
pub static IDP_JWKS_URI: Setting = Setting {
    key: None,
    flag: "idp-jwks-uri",
    variable: "IU_IDP_JWKS_URI",
    placeholder: "URL",
    default: None,
    default_in_words: Some("discovered"),
    example: "https://id.example.com/jwks",
    help: "Address of the provider's keys, if it is not to be discovered",
    detail: "It has to be `https` unless the host is loopback.",
    confidential: false,
};

/// What kind of tokens.
pub static IDP_PROFILE: Setting = Setting {
    key: None,
    flag: "idp-profile",
    variable: "IU_IDP_PROFILE",
    placeholder: "PROFILE",
    default: None,
    default_in_words: Some("`at+jwt`"),
    example: "oci",
    help: "How access tokens say that they are some: at+jwt (RFC 9068) or oci (OCI IAM)",
    detail: "",
    confidential: false,
};

/// What they must allow.
pub static IDP_SCOPES: Setting = Setting {
    key: None,
    flag: "idp-scopes",
    variable: "IU_IDP_SCOPES",
    placeholder: "SCOPES",
    default: None,
    default_in_words: Some("none is asked for"),
    example: "integration-users",
    help: "Scopes that every access token must have, separated by blanks or commas",
    detail: "",
    confidential: false,
};

/// How they may be signed.
pub static IDP_ALGORITHMS: Setting = Setting {
    key: None,
    flag: "idp-algorithms",
    variable: "IU_IDP_ALGORITHMS",
    placeholder: "ALGORITHMS",
    default: None,
    default_in_words: Some("`RS256 ES256`"),
    example: "RS256 ES256 PS256",
    help: "Accepted signature algorithms, separated by blanks or commas",
    detail: "Possible are RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA.",
    confidential: false,
};

/// How often a client may call.
pub static GATE_RATE: Setting = Setting {
    key: Some("gate_rate"),
    flag: "gate-rate",
    variable: "IU_GATE_RATE",
    placeholder: "CALLS",
    default: Some("100"),
    default_in_words: None,
    example: "100",
    help: "Calls a second that a client may make in the long run",
    detail: "More are answered with 429 and `Retry-After`.",
    confidential: false,
};

/// How many at once.
pub static GATE_BURST: Setting = Setting {
    key: Some("gate_burst"),
    flag: "gate-burst",
    variable: "IU_GATE_BURST",
    placeholder: "CALLS",
    default: Some("200"),
    default_in_words: None,
    example: "200",
    help: "Calls that a client may make at once after a pause",
    detail: "",
    confidential: false,
};

/// Where metrics are.
pub static METRICS_LISTEN: Setting = Setting {
    key: Some("metrics_listen"),
    flag: "metrics-listen",
    variable: "IU_METRICS_LISTEN",
    placeholder: "ADDRESS:PORT",
    default: None,
    default_in_words: Some("no metrics"),
    example: "127.0.0.1:9464",
    help: "Address and port of a second listener that answers GET /metrics in the format of Prometheus",
    detail: "It asks nobody who they are, so leave it where only the collector comes. There is no client id in it.",
    confidential: false,
};
