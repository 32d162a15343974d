//! The configuration: read from flags, environment and file, checked whole, and described in one table.

mod fault;
mod idp;
mod oidc;
mod public_url;
mod reference;
mod sources;
pub mod table;

use std::net::SocketAddr;

use store::DatabaseUrl;
use tracing_subscriber::EnvFilter;

pub use fault::{Fault, Faults, Origin};
pub use idp::GateSettings;
pub use oidc::{AdminOidc, ClientSecret};
pub use public_url::{PublicUrl, is_loopback};
pub use reference::reference;
pub use sources::Lookup;
use sources::Sources;
use table::Setting;

/// What the program runs with; every value is already checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the data is.
    pub database_url: DatabaseUrl,
    /// What browsers use, if it was given.
    pub public_url: Option<PublicUrl>,
    /// What to log; a valid filter.
    pub log: String,
    /// Whose access tokens are accepted, and how many calls.
    pub gate: GateSettings,
    /// How administrators sign in at an identity provider, if they do.
    pub admin_oidc: Option<AdminOidc>,
}

impl Settings {
    /// Reads all settings.
    ///
    /// # Errors
    /// [`Faults`] with all that is wrong, not only the first.
    pub fn read(flags: Lookup<'_>, variables: Lookup<'_>) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let sources = Sources::read(flags, variables, &mut faults);
        let listen = parse(&sources, &table::LISTEN, &mut faults, |text| {
            text.parse::<SocketAddr>()
                .map_err(|_| "it is not an IP address with a port".to_owned())
        });
        let database_url = parse(&sources, &table::DATABASE_URL, &mut faults, |text| {
            text.parse::<DatabaseUrl>()
                .map_err(|fault| fault.to_string())
        });
        let database_url =
            database_url.and_then(|database_url| past_pooler(&sources, database_url, &mut faults));
        let public_url = parse(&sources, &table::PUBLIC_URL, &mut faults, |text| {
            text.parse::<PublicUrl>().map_err(str::to_owned)
        });
        let log = parse(&sources, &table::LOG, &mut faults, |text| {
            let filter = EnvFilter::builder().parse(text);
            filter
                .map(|_| text.to_owned())
                .map_err(|fault| fault.to_string())
        });
        let gate = idp::read(&sources, &mut faults);
        let admin_oidc = oidc::read(&sources, &mut faults);
        if let (Some(address), None) = (listen, &public_url)
            && faults.is_empty()
            && PublicUrl::of_listener(address).is_none()
        {
            let why =
                format!("it must be given when IU_LISTEN is {address}, which is not loopback");
            faults.push(Fault::value(&table::PUBLIC_URL, &Origin::Default, "", why));
        }
        match (listen, database_url, log) {
            (Some(listen), Some(database_url), Some(log)) if faults.is_empty() => Ok(Self {
                listen,
                database_url,
                public_url,
                log,
                gate,
                admin_oidc,
            }),
            _ => Err(Faults(faults)),
        }
    }

    /// The address that browsers use of a server that listens on `bound`.
    ///
    /// # Errors
    /// [`Faults`] when none was given and none follows, as with port 0 before the port is known.
    pub fn public_url_at(&self, bound: SocketAddr) -> Result<PublicUrl, Faults> {
        let derived = || PublicUrl::of_listener(bound).filter(|_| bound.port() != 0);
        self.public_url.clone().or_else(derived).ok_or_else(|| {
            let why = format!("it must be given, as it does not follow from IU_LISTEN ({bound})");
            Faults(vec![Fault::value(
                &table::PUBLIC_URL,
                &Origin::Default,
                "",
                why,
            )])
        })
    }
}

/// The address of the database, with the way past its pooler where one is given.
fn past_pooler(
    sources: &Sources<'_>,
    database_url: DatabaseUrl,
    faults: &mut Vec<Fault>,
) -> Option<DatabaseUrl> {
    let before = faults.len();
    let both = parse(sources, &table::DATABASE_LISTEN_URL, faults, |text| {
        text.parse::<DatabaseUrl>()
            .and_then(|direct| database_url.clone().behind_pooler(&direct))
            .map_err(|fault| fault.to_string())
    });
    both.or_else(|| (faults.len() == before).then_some(database_url))
}

/// Finds and parses one setting; a fault goes on the list.
fn parse<T>(
    sources: &Sources<'_>,
    setting: &Setting,
    faults: &mut Vec<Fault>,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let given = sources.find(setting, faults)?;
    read(given.value.trim())
        .map_err(|why| faults.push(Fault::value(setting, &given.origin, &given.value, why)))
        .ok()
}
