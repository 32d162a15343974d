//! The settings of signing in at the organisation's identity provider.

use super::Setting;

/// Its issuer.
pub static ADMIN_OIDC_ISSUER: Setting = Setting {
    key: Some("admin_oidc_issuer"),
    flag: "admin-oidc-issuer",
    variable: "IU_ADMIN_OIDC_ISSUER",
    placeholder: "URL",
    default: None,
    default_in_words: Some("none: sign-in by link"),
    example: "https://id.example.com",
    help: "OpenID provider at which administrators sign in: its issuer, exactly as it stands in its tokens",
    detail: "With it `IU_ADMIN_OIDC_CLIENT_ID`, a secret and `IU_ADMIN_OIDC_ADMINISTRATORS` must be given. How to register \
             Integration Users there is in [sign-in](sign-in.md). Sign-in links (`integration-users sign-in-link`) go on \
             working, but `serve` prints none.",
    confidential: false,
};

/// Where its metadata is.
pub static ADMIN_OIDC_DISCOVERY_URL: Setting = Setting {
    key: Some("admin_oidc_discovery_url"),
    flag: "admin-oidc-discovery-url",
    variable: "IU_ADMIN_OIDC_DISCOVERY_URL",
    placeholder: "URL",
    default: None,
    default_in_words: Some("the issuer and `/.well-known/openid-configuration`"),
    example: "https://idcs-0123.identity.oraclecloud.com/.well-known/openid-configuration",
    help: "Where that provider's metadata is, if not below its issuer",
    detail: "OCI IAM needs it: there all identity domains have the issuer `https://identity.oraclecloud.com/`, and each \
             has metadata of its own.",
    confidential: false,
};

/// As what we are registered.
pub static ADMIN_OIDC_CLIENT_ID: Setting = Setting {
    key: Some("admin_oidc_client_id"),
    flag: "admin-oidc-client-id",
    variable: "IU_ADMIN_OIDC_CLIENT_ID",
    placeholder: "ID",
    default: None,
    default_in_words: None,
    example: "integration-users",
    help: "Client id of Integration Users at that provider",
    detail: "",
    confidential: false,
};

/// Where our secret is.
pub static ADMIN_OIDC_CLIENT_SECRET_FILE: Setting = Setting {
    key: Some("admin_oidc_client_secret_file"),
    flag: "admin-oidc-client-secret-file",
    variable: "IU_ADMIN_OIDC_CLIENT_SECRET_FILE",
    placeholder: "FILE",
    default: None,
    default_in_words: None,
    example: "/etc/integration-users/oidc-secret",
    help: "File that holds the client secret and nothing else, readable for its owner only",
    detail: "A line end after the secret is left out. If others than the owner may read the file, the program does not \
             start (`chmod 600 FILE`).",
    confidential: false,
};

/// Our secret.
pub static ADMIN_OIDC_CLIENT_SECRET: Setting = Setting {
    key: None,
    flag: "",
    variable: "IU_ADMIN_OIDC_CLIENT_SECRET",
    placeholder: "SECRET",
    default: None,
    default_in_words: None,
    example: "…",
    help: "The client secret itself, instead of a file; in the environment only",
    detail: "Never printed. A flag or the settings file could be read by too many, so it is taken from neither; prefer \
             the file of its own.",
    confidential: true,
};

/// What is asked for.
pub static ADMIN_OIDC_SCOPES: Setting = Setting {
    key: Some("admin_oidc_scopes"),
    flag: "admin-oidc-scopes",
    variable: "IU_ADMIN_OIDC_SCOPES",
    placeholder: "SCOPES",
    default: Some("openid profile email"),
    default_in_words: None,
    example: "openid profile email groups",
    help: "Scopes to ask that provider for, separated by blanks; openid must be among them",
    detail: "Add the scope, if there is one, that puts the role claim into the ID token.",
    confidential: false,
};

/// Where the role is.
pub static ADMIN_OIDC_ROLE_CLAIM: Setting = Setting {
    key: Some("admin_oidc_role_claim"),
    flag: "admin-oidc-role-claim",
    variable: "IU_ADMIN_OIDC_ROLE_CLAIM",
    placeholder: "CLAIM",
    default: Some("groups"),
    default_in_words: None,
    example: "realm_access.roles",
    help: "Claim of the ID token that says who is let in: a text or a list of texts; dots lead into objects",
    detail: "A claim whose whole name has dots is found, too. Within a list of objects the rest of the path is looked \
             for in each: `groups.name` finds `cpq-admins` in `[{\"name\": \"cpq-admins\"}]`.",
    confidential: false,
};

/// Who may do everything.
pub static ADMIN_OIDC_ADMINISTRATORS: Setting = Setting {
    key: Some("admin_oidc_administrators"),
    flag: "admin-oidc-administrators",
    variable: "IU_ADMIN_OIDC_ADMINISTRATORS",
    placeholder: "VALUES",
    default: None,
    default_in_words: None,
    example: "cpq-admins",
    help: "Values of the role claim, separated by commas, that make an Administrator, who may do everything",
    detail: "Compared exactly, in upper and lower case too. Who has a value of both settings is an Administrator, who \
             has none is not let in.",
    confidential: false,
};

/// Who may look.
pub static ADMIN_OIDC_VIEWERS: Setting = Setting {
    key: Some("admin_oidc_viewers"),
    flag: "admin-oidc-viewers",
    variable: "IU_ADMIN_OIDC_VIEWERS",
    placeholder: "VALUES",
    default: None,
    default_in_words: Some("no Viewers"),
    example: "cpq-support,cpq-audit",
    help: "Values of the role claim, separated by commas, that make a Viewer, who sees everything and changes nothing",
    detail: "",
    confidential: false,
};
