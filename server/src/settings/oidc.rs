//! Signing in at the organisation's identity provider: all of it is configured, or nothing.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;

use gate::may_be_asked;
use url::Url;
use zeroize::Zeroizing;

use super::fault::{Fault, Origin};
use super::sources::Sources;
use super::table::{self, Setting};

/// Where the metadata of a provider is, below its issuer (OpenID Connect Discovery §4).
const WELL_KNOWN: &str = "/.well-known/openid-configuration";
/// The longest secret.
const MOST_SECRET_BYTES: u64 = 4_096;

const ALL: [&Setting; 9] = [
    &table::ADMIN_OIDC_ISSUER,
    &table::ADMIN_OIDC_DISCOVERY_URL,
    &table::ADMIN_OIDC_CLIENT_ID,
    &table::ADMIN_OIDC_CLIENT_SECRET_FILE,
    &table::ADMIN_OIDC_CLIENT_SECRET,
    &table::ADMIN_OIDC_SCOPES,
    &table::ADMIN_OIDC_ROLE_CLAIM,
    &table::ADMIN_OIDC_ADMINISTRATORS,
    &table::ADMIN_OIDC_VIEWERS,
];

/// How administrators sign in at an identity provider.
#[derive(Clone, Debug)]
pub struct AdminOidc {
    /// The issuer, as it stands in tokens.
    pub issuer: String,
    /// Where the provider's metadata is.
    pub discovery: Url,
    /// As what we are registered.
    pub client_id: String,
    /// Our secret.
    pub client_secret: ClientSecret,
    /// What is asked for; `openid` is among it.
    pub scopes: Vec<String>,
    /// The claim that says who is let in.
    pub role_claim: String,
    /// Its values that make an Administrator; at least one.
    pub administrators: Vec<String>,
    /// Its values that make a Viewer.
    pub viewers: Vec<String>,
}

/// A secret that shows itself to nobody and is wiped from memory in the end.
#[derive(Clone)]
pub struct ClientSecret(Arc<Zeroizing<String>>);

impl ClientSecret {
    /// Keeps the secret.
    pub fn new(secret: Zeroizing<String>) -> Self {
        Self(Arc::new(secret))
    }

    /// The secret itself; for the provider only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

/// Reads it, if any of it is given; what is wrong goes on the list.
pub fn read(sources: &Sources<'_>, faults: &mut Vec<Fault>) -> Option<AdminOidc> {
    let given = |setting: &Setting| {
        let found = sources.find(setting, &mut Vec::new());
        found.is_some_and(|found| found.origin != Origin::Default)
    };
    let first = ALL.into_iter().find(|setting| given(setting))?;
    let mut needed = |setting: &'static Setting| {
        if !given(setting) {
            let why = format!("it must be given when {} is", first.variable);
            faults.push(Fault::value(setting, &Origin::Default, "", why));
        }
    };
    needed(&table::ADMIN_OIDC_ISSUER);
    needed(&table::ADMIN_OIDC_CLIENT_ID);
    if !given(&table::ADMIN_OIDC_CLIENT_SECRET) {
        needed(&table::ADMIN_OIDC_CLIENT_SECRET_FILE);
    }
    needed(&table::ADMIN_OIDC_ADMINISTRATORS);
    let issuer = super::parse(sources, &table::ADMIN_OIDC_ISSUER, faults, issuer);
    let discovery = super::parse(sources, &table::ADMIN_OIDC_DISCOVERY_URL, faults, |text| {
        address(text)
    });
    let client_id = super::parse(sources, &table::ADMIN_OIDC_CLIENT_ID, faults, client_id);
    let client_secret = client_secret(sources, faults);
    let scopes = super::parse(sources, &table::ADMIN_OIDC_SCOPES, faults, scopes);
    let role_claim = super::parse(sources, &table::ADMIN_OIDC_ROLE_CLAIM, faults, role_claim);
    let administrators = super::parse(sources, &table::ADMIN_OIDC_ADMINISTRATORS, faults, values);
    let viewers = super::parse(sources, &table::ADMIN_OIDC_VIEWERS, faults, values);
    let (issuer, below) = issuer?;
    Some(AdminOidc {
        issuer,
        discovery: discovery.unwrap_or(below),
        client_id: client_id?,
        client_secret: client_secret?,
        scopes: scopes?,
        role_claim: role_claim?,
        administrators: administrators?,
        viewers: viewers.unwrap_or_default(),
    })
}

/// The issuer as it is written, and where its metadata is.
fn issuer(text: &str) -> Result<(String, Url), String> {
    let url = address(text)?;
    if url.query().is_some() {
        return Err("it must not have a query".to_owned());
    }
    let below = format!("{}{WELL_KNOWN}", text.trim_end_matches('/'));
    let below = Url::parse(&below).map_err(|error| format!("it is not an address ({error})"))?;
    Ok((text.to_owned(), below))
}

fn address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("it is not an address ({error})"))?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("it must not hold a user, password or fragment".to_owned());
    }
    // Whoever asks there later goes by the same: what may not be asked must not pass for configured.
    if !may_be_asked(&url) {
        let why = "it must be https unless the host is loopback (localhost, 127.0.0.1 or [::1])";
        return Err(why.to_owned());
    }
    Ok(url)
}

fn client_id(text: &str) -> Result<String, String> {
    let ok = !text.is_empty() && text.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
    ok.then(|| text.to_owned())
        .ok_or_else(|| "it must be of printable ASCII characters".to_owned())
}

fn scopes(text: &str) -> Result<Vec<String>, String> {
    let scopes: Vec<String> = text.split_ascii_whitespace().map(str::to_owned).collect();
    // RFC 6749 §3.3.
    let known = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    if let Some(scope) = scopes.iter().find(|scope| !scope.bytes().all(known)) {
        return Err(format!("{scope:?} is no scope"));
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err("openid must be among the scopes".to_owned());
    }
    Ok(scopes)
}

fn role_claim(text: &str) -> Result<String, String> {
    let ok = !text.is_empty() && !text.split('.').any(str::is_empty);
    ok.then(|| text.to_owned())
        .ok_or_else(|| "it must be the name of a claim, or names with dots between".to_owned())
}

fn values(text: &str) -> Result<Vec<String>, String> {
    let values = text.split(',').map(str::trim);
    let values: Vec<String> = values
        .filter(|v| !v.is_empty())
        .map(str::to_owned)
        .collect();
    if values.is_empty() {
        return Err("there is no value in it".to_owned());
    }
    Ok(values)
}

/// From the file or the environment; both at once would leave open which one holds.
fn client_secret(sources: &Sources<'_>, faults: &mut Vec<Fault>) -> Option<ClientSecret> {
    let inline = sources.find(&table::ADMIN_OIDC_CLIENT_SECRET, faults);
    let file = sources.find(&table::ADMIN_OIDC_CLIENT_SECRET_FILE, faults);
    let (setting, given, secret) = match (inline, file) {
        (None, None) => return None,
        (Some(inline), Some(_)) => {
            let why = "it must not be given together with IU_ADMIN_OIDC_CLIENT_SECRET";
            let setting = &table::ADMIN_OIDC_CLIENT_SECRET_FILE;
            faults.push(Fault::value(setting, &Origin::Default, "", why));
            // Wiped, though nobody uses it.
            drop(Zeroizing::new(inline.value));
            return None;
        }
        (Some(mut inline), None) => {
            let secret = Zeroizing::new(std::mem::take(&mut inline.value));
            (&table::ADMIN_OIDC_CLIENT_SECRET, inline, Ok(secret))
        }
        (None, Some(file)) => {
            let secret = read_secret(file.value.trim());
            (&table::ADMIN_OIDC_CLIENT_SECRET_FILE, file, secret)
        }
    };
    secret
        .and_then(check_secret)
        .map_err(|why| faults.push(Fault::value(setting, &given.origin, &given.value, why)))
        .ok()
}

fn read_secret(file: &str) -> Result<Zeroizing<String>, String> {
    let unreadable = |error| format!("the file cannot be read ({error})");
    let file = File::open(file).map_err(unreadable)?;
    // Of the file that is open, not of what has its name a moment later.
    let about = file.metadata().map_err(unreadable)?;
    if !about.is_file() {
        return Err("it is not a file".to_owned());
    }
    if about.mode() & 0o077 != 0 {
        let mode = about.mode() & 0o777;
        return Err(format!(
            "others than its owner may read the file (mode {mode:o}); run chmod 600 on it"
        ));
    }
    if about.len() > MOST_SECRET_BYTES {
        return Err(format!("it has more than {MOST_SECRET_BYTES} bytes"));
    }
    // All its room at once: what grows leaves copies behind.
    let mut secret = Zeroizing::new(String::with_capacity(
        usize::try_from(MOST_SECRET_BYTES).unwrap_or(4_096) + 1,
    ));
    file.take(MOST_SECRET_BYTES)
        .read_to_string(&mut secret)
        .map_err(unreadable)?;
    Ok(secret)
}

fn check_secret(mut secret: Zeroizing<String>) -> Result<ClientSecret, String> {
    let used = secret.trim_end_matches(['\r', '\n']).len();
    secret.truncate(used);
    if secret.is_empty() {
        return Err("there is no secret in it".to_owned());
    }
    if !secret.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
        return Err("a secret is one line of printable ASCII characters".to_owned());
    }
    Ok(ClientSecret::new(secret))
}
