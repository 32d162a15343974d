//! The command line: what can be asked for, made from the table of settings.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::settings::table;

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Run the server.
    Serve,
    /// Load a file; none for standard input.
    Import {
        /// The file.
        file: Option<PathBuf>,
        /// Whether to complete the index of the search too, instead of leaving it to a server.
        index: bool,
    },
    /// Write everything to a file; none for standard output.
    Export(Option<PathBuf>),
    /// Print another sign-in link.
    SignInLink,
}

/// What was asked for, and the flags it came with.
#[derive(Debug)]
pub struct Invocation {
    /// What to do.
    pub task: Task,
    matches: ArgMatches,
}

impl Invocation {
    /// Reads the command line.
    ///
    /// # Errors
    /// Clap's: wrong usage (exit code 2), or help and version (0).
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let matches = command().try_get_matches_from(arguments)?;
        let (task, matches) = match matches.subcommand() {
            Some(("import", sub)) => {
                let (file, index) = (file(sub), sub.get_flag("index"));
                (Task::Import { file, index }, sub.clone())
            }
            Some(("export", sub)) => (Task::Export(file(sub)), sub.clone()),
            Some(("sign-in-link", sub)) => (Task::SignInLink, sub.clone()),
            Some((_, sub)) => (Task::Serve, sub.clone()),
            None => (Task::Serve, matches.clone()),
        };
        Ok(Self { task, matches })
    }

    /// The value of a flag.
    pub fn flag(&self, name: &str) -> Option<OsString> {
        self.matches.get_one::<OsString>(name).cloned()
    }
}

/// The file, where `-` means standard input or output.
fn file(matches: &ArgMatches) -> Option<PathBuf> {
    let file = matches.get_one::<PathBuf>("file").cloned();
    file.filter(|file| file.as_os_str() != "-")
}

/// The whole command line.
pub fn command() -> Command {
    let flags = table::ALL.into_iter().filter(|setting| setting.has_flag());
    let settings = flags.map(|setting| {
        Arg::new(setting.id())
            .long(setting.flag)
            .value_name(setting.placeholder)
            .value_parser(value_parser!(OsString))
            .help(setting.help_text())
            .help_heading("Settings")
            .global(true)
    });
    Command::new("integration-users")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Says which client applications may come in, and as what")
        .after_help("Without a command the server runs. Settings are described in docs/configuration.md.")
        .args(settings)
        .subcommand(Command::new("serve").about("Run the server (the default)"))
        .subcommand(
            Command::new("import")
                .about("Load groups and integration users from a file: NDJSON or a table (CSV)")
                .long_about(
                    "Load groups and integration users from a file: NDJSON, which is one JSON object a line, or a table (CSV), \
                     which has users only.\n\nLoading the same file again changes nothing. When anything is wrong, every fault is \
                     listed with its line.",
                )
                .arg(path("The file; - for standard input").required(true))
                .arg(
                    Arg::new("index")
                        .long("index")
                        .action(ArgAction::SetTrue)
                        .help("Complete the index of the search too (SQLite)")
                        .long_help(
                            "Complete the index of the search too. Many new users at once are written to SQLite first and indexed \
                             later; else a server does that while it serves. They are found before, too.",
                        ),
                ),
        )
        .subcommand(
            Command::new("export")
                .about("Write all groups and integration users, as import reads them")
                .arg(path("The file, made readable for its owner only; standard output when left out or -")),
        )
        .subcommand(Command::new("sign-in-link").about("Print a link that signs in an administrator, once"))
}

fn path(help: &'static str) -> Arg {
    Arg::new("file")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Invocation {
        let words = line.split(' ').map(OsString::from);
        Invocation::read(words).expect("a right command line")
    }

    #[test]
    fn the_command_line_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn flags_stand_before_or_after_the_command() {
        for line in [
            "integration-users --listen 127.0.0.1:1 serve",
            "integration-users serve --listen 127.0.0.1:1",
            "integration-users --listen=127.0.0.1:1",
        ] {
            let invocation = read(line);
            assert_eq!(invocation.task, Task::Serve, "{line}");
            assert_eq!(
                invocation.flag("listen"),
                Some("127.0.0.1:1".into()),
                "{line}"
            );
        }
    }

    #[test]
    fn a_dash_is_standard_input_and_output() {
        let of_import = |file, index| Task::Import { file, index };
        assert_eq!(
            read("integration-users import -").task,
            of_import(None, false)
        );
        assert_eq!(
            read("integration-users import --index a").task,
            of_import(Some("a".into()), true)
        );
        assert_eq!(read("integration-users export").task, Task::Export(None));
        assert_eq!(
            read("integration-users export a").task,
            Task::Export(Some("a".into()))
        );
    }
}
