//! The settings of the gate: identity providers by variables or by tables in the file, and limits.

use std::net::SocketAddr;

use gate::{Algorithm, Profile, ProviderConfig, Rate, configuration_url, may_be_asked};
use toml::{Table, Value};
use url::Url;

use super::fault::{Fault, Origin};
use super::sources::Sources;
use super::table::{self, Setting};

/// What the gate runs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateSettings {
    /// Whose tokens are accepted; none when the gate is closed.
    pub providers: Vec<ProviderConfig>,
    /// How often a client may call that has no limit of its own.
    pub rate: Rate,
    /// Where metrics are, if anywhere.
    pub metrics_listen: Option<SocketAddr>,
}

/// One value of a provider: what it is called in a table, its setting, and whether it may be several values.
struct Member {
    key: &'static str,
    setting: &'static Setting,
    many: bool,
}

const fn one(key: &'static str, setting: &'static Setting) -> Member {
    Member {
        key,
        setting,
        many: false,
    }
}

const fn many(key: &'static str, setting: &'static Setting) -> Member {
    Member {
        key,
        setting,
        many: true,
    }
}

impl Member {
    /// What is wrong with the kind of a value in a table, if anything is.
    fn refuses(&self, value: &Value) -> Option<&'static str> {
        let blank = |text: &Value| {
            text.as_str()
                .is_some_and(|text| list(text).next().is_none())
        };
        match value {
            Value::String(_) => None,
            Value::Array(_) if !self.many => Some("it must be one text in quotes, not a list"),
            Value::Array(texts) if texts.iter().all(blank) => Some(NO_VALUE),
            Value::Array(texts) if texts.iter().all(Value::is_str) => None,
            _ if self.many => Some("it must be a text in quotes, or a list of them"),
            _ => Some("it must be a text in quotes"),
        }
    }
}

const ISSUER: Member = many("issuer", &table::IDP_ISSUER);
const AUDIENCE: Member = one("audience", &table::IDP_AUDIENCE);
const JWKS_URI: Member = one("jwks_uri", &table::IDP_JWKS_URI);
const PROFILE: Member = one("profile", &table::IDP_PROFILE);
const SCOPES: Member = many("scopes", &table::IDP_SCOPES);
const ALGORITHMS: Member = many("algorithms", &table::IDP_ALGORITHMS);
const MEMBERS: [&Member; 6] = [
    &ISSUER,
    &AUDIENCE,
    &JWKS_URI,
    &PROFILE,
    &SCOPES,
    &ALGORITHMS,
];

/// What is wrong with a list that holds nothing.
const NO_VALUE: &str = "there is no value in it";

/// Reads it all; what is wrong goes on the list.
pub fn read(sources: &Sources<'_>, faults: &mut Vec<Fault>) -> GateSettings {
    let mut providers = Vec::new();
    providers.extend(provider(&Place::Variables(sources), faults));
    for (at, table) in sources.identity_providers().iter().enumerate() {
        let file = sources.file_name();
        let place = Place::Table { file, at, table };
        place.check_keys(faults);
        providers.extend(provider(&place, faults));
    }
    check_issuers(&providers, faults);
    let rate = Rate {
        per_second: number(sources, &table::GATE_RATE, faults),
        burst: number(sources, &table::GATE_BURST, faults),
    };
    let metrics_listen = sources
        .find(&table::METRICS_LISTEN, faults)
        .and_then(|given| {
            let address = given.value.trim().parse();
            let why = "it is not an IP address with a port";
            address
                .map_err(|_| {
                    let setting = &table::METRICS_LISTEN;
                    faults.push(Fault::value(setting, &given.origin, &given.value, why));
                })
                .ok()
        });
    GateSettings {
        providers,
        rate,
        metrics_listen,
    }
}

/// Where a provider is configured.
enum Place<'a> {
    Variables(&'a Sources<'a>),
    Table {
        file: &'a str,
        at: usize,
        table: &'a Table,
    },
}

impl Place<'_> {
    /// The value of a member and where it was given; blanks around it do not count.
    fn find(&self, member: &Member, faults: &mut Vec<Fault>) -> Option<(String, Origin)> {
        match self {
            Self::Variables(sources) => {
                let given = sources.find(member.setting, faults)?;
                Some((given.value.trim().to_owned(), given.origin))
            }
            Self::Table { file, table, .. } => {
                let text = match table.get(member.key)? {
                    Value::String(text) => text.trim().to_owned(),
                    Value::Array(list) => {
                        let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
                        texts.map(|texts| texts.join(" "))?
                    }
                    _ => return None,
                };
                Some((text, Origin::File((*file).to_owned())))
            }
        }
    }

    fn fault(&self, member: &Member, given: Option<&(String, Origin)>, why: &str) -> Fault {
        match self {
            Self::Variables(_) => match given {
                Some((value, origin)) => Fault::value(member.setting, origin, value, why),
                None => Fault::value(member.setting, &Origin::Default, "", why),
            },
            Self::Table { file, at, .. } => {
                let value = given.map_or_else(String::new, |(value, _)| format!(" is {value:?}"));
                Fault::File {
                    file: (*file).to_owned(),
                    why: format!(
                        "`{}` of [[identity_provider]] {}{value}: {why}. Example: {} = \"{}\"",
                        member.key,
                        at + 1,
                        member.key,
                        member.setting.example
                    ),
                }
            }
        }
    }

    /// Unknown keys of a table, and values of a kind that they must not have.
    fn check_keys(&self, faults: &mut Vec<Fault>) {
        let Self::Table { file, at, table } = self else {
            return;
        };
        for (key, value) in *table {
            let Some(member) = MEMBERS.iter().find(|member| member.key == key) else {
                let names: Vec<_> = MEMBERS.iter().map(|member| member.key).collect();
                let why = format!(
                    "unknown key `{key}` in [[identity_provider]] {}; the keys are {}",
                    at + 1,
                    names.join(", ")
                );
                let file = (*file).to_owned();
                faults.push(Fault::File { file, why });
                continue;
            };
            let why = member.refuses(value);
            faults.extend(why.map(|why| self.fault(member, None, why)));
        }
    }
}

/// One provider, if it is configured there; a wrong value is a fault, and the others are read all the same.
fn provider(place: &Place<'_>, faults: &mut Vec<Fault>) -> Option<ProviderConfig> {
    let mut found = |member: &Member| {
        place
            .find(member, faults)
            .filter(|(text, _)| !text.is_empty())
    };
    let [issuer, audience, jwks_uri, profile, scopes, algorithms] = MEMBERS.map(&mut found);
    let Some(given) = issuer else {
        let others = [&audience, &jwks_uri, &profile, &scopes, &algorithms];
        if matches!(place, Place::Table { .. }) || others.iter().any(|other| other.is_some()) {
            let why = "it must be given with the other settings of an identity provider";
            faults.push(place.fault(&ISSUER, None, why));
        }
        return None;
    };
    let issuers: Vec<String> = list(&given.0).map(str::to_owned).collect();
    let first = issuers.first().map(String::as_str).unwrap_or_default();
    if issuers.is_empty() {
        faults.push(place.fault(&ISSUER, Some(&given), NO_VALUE));
    } else if jwks_uri.is_none() && configuration_url(first).is_none() {
        let why = format!(
            "nothing can be discovered at {first:?}: it must be an https address (http only on loopback), or \
             IU_IDP_JWKS_URI must be given"
        );
        faults.push(place.fault(&ISSUER, Some(&given), &why));
    }
    let mut config = ProviderConfig::new(first, "");
    config.issuers = issuers;
    match audience {
        Some((audience, _)) => config.audience = audience,
        None => faults.push(place.fault(&AUDIENCE, None, "it must be given with an issuer")),
    }
    let mut parse = |member: &Member,
                     given: Option<(String, Origin)>,
                     read: &mut dyn FnMut(&str) -> Result<(), String>| {
        if let Some(given) = given
            && let Err(why) = read(&given.0)
        {
            faults.push(place.fault(member, Some(&given), &why));
        }
    };
    parse(&JWKS_URI, jwks_uri, &mut |text| {
        let url: Url = text
            .parse()
            .map_err(|_| "it is not an address".to_owned())?;
        if !may_be_asked(&url) {
            return Err("it must be https unless the host is loopback".to_owned());
        }
        config.jwks_uri = Some(url);
        Ok(())
    });
    parse(&PROFILE, profile, &mut |text| {
        config.profile = text.parse::<Profile>()?;
        Ok(())
    });
    parse(&SCOPES, scopes, &mut |text| {
        config.scopes = values(text)?.map(str::to_owned).collect();
        Ok(())
    });
    parse(&ALGORITHMS, algorithms, &mut |text| {
        config.algorithms = values(text)?
            .map(str::parse::<Algorithm>)
            .collect::<Result<_, _>>()?;
        Ok(())
    });
    Some(config)
}

/// An issuer chooses its provider, so it can be that of one only.
fn check_issuers(providers: &[ProviderConfig], faults: &mut Vec<Fault>) {
    let mut seen: Vec<&str> = Vec::new();
    for issuer in providers.iter().flat_map(|provider| &provider.issuers) {
        if seen.contains(&issuer.as_str()) {
            let why = format!(
                "the issuer {issuer:?} is given twice; each belongs to one identity provider"
            );
            faults.push(Fault::value(&table::IDP_ISSUER, &Origin::Default, "", why));
        }
        seen.push(issuer);
    }
}

fn number(sources: &Sources<'_>, setting: &Setting, faults: &mut Vec<Fault>) -> u32 {
    const MOST: u32 = 1_000_000;
    let Some(given) = sources.find(setting, faults) else {
        return 1;
    };
    let number = given.value.trim().parse().ok();
    number
        .filter(|number| (1..=MOST).contains(number))
        .unwrap_or_else(|| {
            let why = "it is not a number from 1 to 1000000";
            faults.push(Fault::value(setting, &given.origin, &given.value, why));
            1
        })
}

/// The values of a list; one without any is a fault.
fn values(text: &str) -> Result<impl Iterator<Item = &str>, String> {
    let mut values = list(text).peekable();
    if values.peek().is_none() {
        return Err(NO_VALUE.to_owned());
    }
    Ok(values)
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
}
