//! What is wrong with the configuration, in words an operator can act on.

use std::fmt;

use super::table::Setting;

/// Where a value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// On the command line.
    Flag,
    /// In the environment.
    Environment,
    /// In the TOML file of this name.
    File(String),
    /// Nowhere: it is the default, or it is missing.
    Default,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A value that cannot be used. `value` is empty where it must not be shown.
    Value {
        /// `IU_LISTEN`
        variable: &'static str,
        /// How it was given: `IU_LISTEN`, `--listen` or ``listen in FILE``.
        given_as: String,
        /// What was given, if it may be shown.
        value: Option<String>,
        /// What is wrong with it.
        why: String,
        /// A line that would work, in the form in which it was given.
        example: String,
    },
    /// The file cannot be used at all, or holds what nobody knows.
    File {
        /// Its name.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

/// All that is wrong, at least one; shown as one line each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl Fault {
    /// A wrong value of a setting.
    pub fn value(setting: &Setting, origin: &Origin, value: &str, why: impl Into<String>) -> Self {
        let key = setting.key.unwrap_or(setting.flag);
        let (given_as, example) = match origin {
            Origin::Flag => (
                format!("{} (flag --{})", setting.variable, setting.flag),
                format!("--{} {}", setting.flag, setting.example),
            ),
            Origin::File(file) => (
                format!("{} (`{key}` in {file})", setting.variable),
                format!("{key} = \"{}\"", setting.example),
            ),
            Origin::Environment | Origin::Default => (
                setting.variable.to_owned(),
                format!("{}={}", setting.variable, setting.example),
            ),
        };
        let shown = !setting.confidential && *origin != Origin::Default;
        Self::Value {
            variable: setting.variable,
            given_as,
            value: shown.then(|| value.to_owned()),
            why: why.into(),
            example,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value {
                given_as,
                value,
                why,
                example,
                ..
            } => {
                write!(f, "{given_as}")?;
                if let Some(value) = value {
                    write!(f, " is {value:?}")?;
                }
                write!(f, ": {why}. Example: {example}")
            }
            Self::File { file, why } => write!(f, "{file}: {why}"),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            let line_end = if at == 0 { "" } else { "\n" };
            write!(f, "{line_end}{fault}")?;
        }
        Ok(())
    }
}
