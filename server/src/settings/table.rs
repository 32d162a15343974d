//! Every setting, described once. The command line, the help, the messages about wrong values and
//! `docs/configuration.md` are made from this table.

mod database;
mod idp;
mod oidc;

pub use database::DATABASE_LISTEN_URL;
pub use idp::{
    GATE_BURST, GATE_RATE, IDP_ALGORITHMS, IDP_AUDIENCE, IDP_ISSUER, IDP_JWKS_URI, IDP_PROFILE,
    IDP_SCOPES, METRICS_LISTEN,
};
pub use oidc::{
    ADMIN_OIDC_ADMINISTRATORS, ADMIN_OIDC_CLIENT_ID, ADMIN_OIDC_CLIENT_SECRET,
    ADMIN_OIDC_CLIENT_SECRET_FILE, ADMIN_OIDC_DISCOVERY_URL, ADMIN_OIDC_ISSUER,
    ADMIN_OIDC_ROLE_CLAIM, ADMIN_OIDC_SCOPES, ADMIN_OIDC_VIEWERS,
};

/// One setting: where it comes from and what to say of it.
#[derive(Debug)]
pub struct Setting {
    /// The key in the TOML file; none for a setting that only makes sense outside of it.
    pub key: Option<&'static str>,
    /// The flag, without its dashes; empty for a secret, which others could see there.
    pub flag: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// What stands for the value in the help.
    pub placeholder: &'static str,
    /// What holds when nothing is given; none where there is no value then.
    pub default: Option<&'static str>,
    /// The same for people, where the default is not a fixed text.
    pub default_in_words: Option<&'static str>,
    /// A valid value, for messages and the reference.
    pub example: &'static str,
    /// One sentence for the help.
    pub help: &'static str,
    /// More for the reference; may be empty.
    pub detail: &'static str,
    /// Whether its value may hold a password and so is never printed.
    pub confidential: bool,
}

/// Where the server listens.
pub static LISTEN: Setting = Setting {
    key: Some("listen"),
    flag: "listen",
    variable: "IU_LISTEN",
    placeholder: "ADDRESS:PORT",
    default: Some("127.0.0.1:3000"),
    default_in_words: None,
    example: "127.0.0.1:3000",
    help: "Address and port to listen on; port 0 takes a free one",
    detail: "The server itself speaks plain HTTP. Leave it on loopback and put a reverse proxy with TLS in front \
             (see [operations](operations.md)).",
    confidential: false,
};

/// Where the data is.
pub static DATABASE_URL: Setting = Setting {
    key: Some("database_url"),
    flag: "database-url",
    variable: "IU_DATABASE_URL",
    placeholder: "URL",
    default: Some("sqlite://data/integration-users.db"),
    default_in_words: None,
    example: "sqlite://data/integration-users.db",
    help: "Database: sqlite://PATH (made when it is missing) or postgres://USER:PASSWORD@HOST/NAME",
    detail: "A path without a leading `/` is relative to the working directory: `sqlite://data/a.db` is `data/a.db`, \
             `sqlite:///var/lib/a.db` is `/var/lib/a.db`. `export` and `sign-in-link` make no database. The value is never \
             printed, as it may hold a password; prefer the environment or the file to the flag, which others on the machine can see.",
    confidential: true,
};

/// How browsers reach the server.
pub static PUBLIC_URL: Setting = Setting {
    key: Some("public_url"),
    flag: "public-url",
    variable: "IU_PUBLIC_URL",
    placeholder: "URL",
    default: None,
    default_in_words: Some("`http://` and the address it listens on"),
    example: "https://integration-users.example.com",
    help: "Address that browsers use: scheme, host and port, no path",
    detail: "Sign-in links begin with it, and requests that change something must come from it. It has to be `https` \
             unless the host is loopback: the session cookie is only sent over TLS. Must be given when \
             `IU_LISTEN` is neither loopback nor an unspecified address.",
    confidential: false,
};

/// What is logged.
pub static LOG: Setting = Setting {
    key: Some("log"),
    flag: "log",
    variable: "IU_LOG",
    placeholder: "FILTER",
    default: Some("info"),
    default_in_words: None,
    example: "info,store=debug",
    help: "What to log on standard error: error, warn, info, debug, trace or off, also by module",
    detail: "The syntax is that of `tracing_subscriber::EnvFilter`. Tokens, sign-in links and whole client ids are \
             in the log at no level.",
    confidential: false,
};

/// Where the other settings may stand.
pub static CONFIG: Setting = Setting {
    key: None,
    flag: "config",
    variable: "IU_CONFIG",
    placeholder: "FILE",
    default: None,
    default_in_words: Some("no file"),
    example: "/etc/integration-users.toml",
    help: "TOML file with settings; flags and the environment win over it",
    detail: "",
    confidential: false,
};

/// All settings, in the order of the help and the reference.
pub static ALL: [&Setting; 24] = [
    &LISTEN,
    &DATABASE_URL,
    &DATABASE_LISTEN_URL,
    &PUBLIC_URL,
    &LOG,
    &CONFIG,
    &IDP_ISSUER,
    &IDP_AUDIENCE,
    &IDP_JWKS_URI,
    &IDP_PROFILE,
    &IDP_SCOPES,
    &IDP_ALGORITHMS,
    &GATE_RATE,
    &GATE_BURST,
    &METRICS_LISTEN,
    &ADMIN_OIDC_ISSUER,
    &ADMIN_OIDC_DISCOVERY_URL,
    &ADMIN_OIDC_CLIENT_ID,
    &ADMIN_OIDC_CLIENT_SECRET_FILE,
    &ADMIN_OIDC_CLIENT_SECRET,
    &ADMIN_OIDC_SCOPES,
    &ADMIN_OIDC_ROLE_CLAIM,
    &ADMIN_OIDC_ADMINISTRATORS,
    &ADMIN_OIDC_VIEWERS,
];

impl Setting {
    /// Whether it may be given as a flag.
    pub fn has_flag(&self) -> bool {
        !self.flag.is_empty()
    }

    /// The name under which clap knows the flag.
    pub fn id(&self) -> &'static str {
        self.flag
    }

    /// The help text with variable and default.
    pub fn help_text(&self) -> String {
        let default = match (self.default, self.default_in_words) {
            (Some(value), _) => format!(" [default: {value}]"),
            (None, Some(words)) => format!(" [default: {}]", words.replace('`', "")),
            (None, None) => String::new(),
        };
        format!("{} [env: {}]{default}", self.help, self.variable)
    }
}
