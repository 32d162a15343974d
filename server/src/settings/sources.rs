//! Where values come from: flags, then the environment, then the TOML file, then the defaults.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::fault::{Fault, Origin};
use super::table::{self, Setting};

/// Looks a name up: a flag in what clap parsed, a variable in the environment.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// The places where a value may stand, the first that has it wins.
pub struct Sources<'a> {
    flags: Lookup<'a>,
    variables: Lookup<'a>,
    file: BTreeMap<String, String>,
    identity_providers: Vec<toml::Table>,
    file_name: String,
}

/// A value and where it was found.
pub struct Given {
    /// As it was written.
    pub value: String,
    /// By whom.
    pub origin: Origin,
}

impl<'a> Sources<'a> {
    /// Reads the TOML file, if one is named; what is wrong with it goes on the list.
    pub fn read(flags: Lookup<'a>, variables: Lookup<'a>, faults: &mut Vec<Fault>) -> Self {
        let mut sources = Self {
            flags,
            variables,
            file: BTreeMap::new(),
            identity_providers: Vec::new(),
            file_name: String::new(),
        };
        if let Some(config) = sources.find(&table::CONFIG, faults) {
            sources.file_name.clone_from(&config.value);
            match std::fs::read_to_string(&config.value) {
                Ok(text) => {
                    (sources.file, sources.identity_providers) =
                        read_toml(&config.value, &text, faults);
                }
                Err(error) => faults.push(Fault::value(
                    &table::CONFIG,
                    &config.origin,
                    &config.value,
                    format!("the file cannot be read ({error})"),
                )),
            }
        }
        sources
    }

    /// The `[[identity_provider]]` tables of the file.
    pub fn identity_providers(&self) -> &[toml::Table] {
        &self.identity_providers
    }

    /// The name of the file; empty without one.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// The value of a setting and where it was found. An empty variable counts as not given, for that is what a
    /// container file passes for a variable that is not set.
    pub fn find(&self, setting: &Setting, faults: &mut Vec<Fault>) -> Option<Given> {
        let flag = setting.has_flag().then(|| (self.flags)(setting.flag));
        let flag = flag.flatten().map(|value| (value, Origin::Flag));
        let variable = || {
            let value = (self.variables)(setting.variable).filter(|value| !value.is_empty());
            value.map(|value| (value, Origin::Environment))
        };
        let file = || {
            let value = self.file.get(setting.key?)?;
            Some((OsString::from(value), Origin::File(self.file_name.clone())))
        };
        let default = || {
            setting
                .default
                .map(|value| (OsString::from(value), Origin::Default))
        };
        let (value, origin) = flag.or_else(variable).or_else(file).or_else(default)?;
        match value.into_string() {
            Ok(value) => Some(Given { value, origin }),
            Err(value) => {
                faults.push(Fault::value(
                    setting,
                    &origin,
                    &value.to_string_lossy(),
                    "it is not UTF-8",
                ));
                None
            }
        }
    }
}

/// The key of the tables that each configure an identity provider.
const IDENTITY_PROVIDER: &str = "identity_provider";

/// The file's texts by key, and its tables of identity providers; unknown keys and other kinds of values are faults.
fn read_toml(
    file: &str,
    text: &str,
    faults: &mut Vec<Fault>,
) -> (BTreeMap<String, String>, Vec<toml::Table>) {
    let mut fault = |why: String| {
        faults.push(Fault::File {
            file: file.to_owned(),
            why,
        });
    };
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            // Only where and what, not the line itself: it may hold a password.
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            fault(format!(
                "line {line} is not valid TOML ({})",
                error.message()
            ));
            return (BTreeMap::new(), Vec::new());
        }
    };
    let known = || {
        let settings = table::ALL.iter().filter_map(|setting| setting.key);
        settings.chain([IDENTITY_PROVIDER])
    };
    let (mut values, mut providers) = (BTreeMap::new(), Vec::new());
    for (key, value) in table {
        match value {
            _ if !known().any(|name| name == key) => {
                let names = known().collect::<Vec<_>>().join(", ");
                fault(format!("unknown key `{key}`; the keys are {names}"));
            }
            toml::Value::Array(tables) if key == IDENTITY_PROVIDER => {
                for table in tables {
                    match table {
                        toml::Value::Table(table) => providers.push(table),
                        _ => fault("[[identity_provider]] must be a table".to_owned()),
                    }
                }
            }
            _ if key == IDENTITY_PROVIDER => fault(
                "identity providers are tables that begin with [[identity_provider]]".to_owned(),
            ),
            toml::Value::String(value) => {
                values.insert(key, value);
            }
            other => fault(format!(
                "`{key}` must be a text in quotes, not {}",
                other.type_str()
            )),
        }
    }
    (values, providers)
}
