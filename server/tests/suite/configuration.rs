//! Settings: where they come from, what is said about wrong ones, and the reference.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use server::settings::{Faults, Settings, reference};

use super::program::{directory, program, run, text};

/// Reads settings from these flags and variables.
pub fn read(flags: &[(&str, &str)], variables: &[(&str, &str)]) -> Result<Settings, Faults> {
    let map = |pairs: &[(&str, &str)]| -> HashMap<String, OsString> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), OsString::from(value)))
            .collect()
    };
    let (flags, variables) = (map(flags), map(variables));
    Settings::read(&|name| flags.get(name).cloned(), &|name| {
        variables.get(name).cloned()
    })
}

pub fn fault(flags: &[(&str, &str)], variables: &[(&str, &str)]) -> String {
    read(flags, variables).expect_err("a fault").to_string()
}

#[test]
fn the_reference_is_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, reference()).expect("written");
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        there,
        reference(),
        "docs/configuration.md is not what the table of settings says; run UPDATE_DOCS=1 cargo test -p server --test \
         suite configuration"
    );
}

#[test]
fn without_anything_the_defaults_hold() {
    let settings = read(&[], &[("IU_LISTEN", "")]).expect("settings");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(
        settings.database_url.to_string(),
        "sqlite://data/integration-users.db"
    );
    assert_eq!(settings.log, "info");
    let public = settings.public_url_at(settings.listen).expect("an address");
    assert_eq!(public.to_string(), "http://127.0.0.1:3000");
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let directory = directory();
    let file = directory.path().join("settings.toml");
    fs::write(&file, "listen = \"127.0.0.1:1\"\nlog = \"warn\"\n").expect("written");
    let file = file.to_str().expect("a path");
    let port = |flags: &[(&str, &str)], variables: &[(&str, &str)]| {
        let settings = read(flags, variables).expect("settings");
        (settings.listen.port(), settings.log)
    };
    assert_eq!(port(&[("config", file)], &[]), (1, "warn".to_owned()));
    assert_eq!(
        port(&[], &[("IU_CONFIG", file), ("IU_LISTEN", "127.0.0.1:2")]),
        (2, "warn".to_owned())
    );
    let flags = [("config", file), ("listen", "127.0.0.1:3")];
    assert_eq!(
        port(&flags, &[("IU_LISTEN", "127.0.0.1:2"), ("IU_LOG", "debug")]),
        (3, "debug".to_owned())
    );
}

#[test]
fn a_wrong_value_is_told_with_its_variable_what_is_wrong_and_an_example() {
    for (variable, value, why) in [
        (
            "IU_LISTEN",
            "localhost",
            "it is not an IP address with a port",
        ),
        (
            "IU_LISTEN",
            "127.0.0.1:99999",
            "it is not an IP address with a port",
        ),
        (
            "IU_PUBLIC_URL",
            "http://users.example.com",
            "it must be https unless the host is loopback",
        ),
        (
            "IU_PUBLIC_URL",
            "https://users.example.com/x",
            "it must end after the host and port",
        ),
        ("IU_LOG", "info,store=loud", "error parsing level filter"),
        ("IU_CONFIG", "/no/such/file.toml", "the file cannot be read"),
    ] {
        let said = fault(&[], &[(variable, value)]);
        assert!(
            said.starts_with(&format!("{variable} is {value:?}: {why}")),
            "{said}"
        );
        assert!(said.contains(&format!("Example: {variable}=")), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let said = fault(&[("listen", "x")], &[]);
    assert!(
        said.starts_with("IU_LISTEN (flag --listen) is \"x\": ")
            && said.contains("Example: --listen "),
        "{said}"
    );
}

#[test]
fn all_faults_are_told_at_once() {
    let said = fault(
        &[],
        &[
            ("IU_LISTEN", "x"),
            ("IU_DATABASE_URL", "y"),
            ("IU_PUBLIC_URL", "z"),
        ],
    );
    assert_eq!(said.lines().count(), 3, "{said}");
}

#[test]
fn a_password_in_a_database_address_is_never_told() {
    for wrong in [
        "mysql://iu:hunter2@db/x",
        "postgres://iu:hunter2@db:port/x",
        "hunter2",
    ] {
        let said = fault(&[], &[("IU_DATABASE_URL", wrong)]);
        assert!(
            said.starts_with("IU_DATABASE_URL: ") && !said.contains("hunter2"),
            "{said}"
        );
    }
    let settings =
        read(&[], &[("IU_DATABASE_URL", "postgres://iu:hunter2@db/x")]).expect("settings");
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn what_is_wrong_in_the_file_is_told_by_its_name() {
    let directory = directory();
    let file = directory.path().join("settings.toml");
    let name = file.to_str().expect("a path");
    for (content, why) in [
        (
            "listn = \"127.0.0.1:1\"",
            "unknown key `listn`; the keys are listen, database_url, database_listen_url, public_url, log, ",
        ),
        ("config = \"x\"", "unknown key `config`"),
        (
            "listen = 3000",
            "`listen` must be a text in quotes, not integer",
        ),
        ("[server]\nlisten = \"x\"", "unknown key `server`"),
        (
            "log = \"info\"\ndatabase_url = \"postgres://iu:hunter2@",
            "line 2 is not valid TOML",
        ),
    ] {
        fs::write(&file, content).expect("written");
        let said = fault(&[("config", name)], &[]);
        assert!(said.starts_with(&format!("{name}: {why}")), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    fs::write(&file, "listen = \"x\"").expect("written");
    let said = fault(&[("config", name)], &[]);
    assert!(
        said.starts_with(&format!("IU_LISTEN (`listen` in {name}) is \"x\": ")),
        "{said}"
    );
    assert!(
        said.contains("Example: listen = \"127.0.0.1:3000\""),
        "{said}"
    );
}

#[test]
fn a_listener_for_others_needs_a_public_address() {
    let said = fault(&[], &[("IU_LISTEN", "192.0.2.1:3000")]);
    assert!(
        said.starts_with("IU_PUBLIC_URL: it must be given when IU_LISTEN is 192.0.2.1:3000"),
        "{said}"
    );
    let given = [
        ("IU_LISTEN", "192.0.2.1:3000"),
        ("IU_PUBLIC_URL", "https://users.example.com"),
    ];
    assert!(read(&[], &given).is_ok());
    let settings = read(&[], &[("IU_LISTEN", "127.0.0.1:0")]).expect("settings");
    assert!(
        settings.public_url_at(settings.listen).is_err(),
        "the port is not known yet"
    );
}

#[test]
fn the_program_ends_with_2_when_a_setting_or_the_command_line_is_wrong() {
    let directory = directory();
    let wrong = program(directory.path(), &["serve"])
        .env("IU_LISTEN", "x")
        .output()
        .expect("the program");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        text(&wrong.stderr).starts_with("integration-users: IU_LISTEN is \"x\": "),
        "{}",
        text(&wrong.stderr)
    );
    assert_eq!(
        run(directory.path(), &["no-such-command"]).status.code(),
        Some(2)
    );
    assert_eq!(
        run(directory.path(), &["serve", "--no-such-flag"])
            .status
            .code(),
        Some(2)
    );
    let unknown = run(
        directory.path(),
        &["sign-in-link", "--listen", "127.0.0.1:0"],
    );
    assert_eq!(unknown.status.code(), Some(2), "{}", text(&unknown.stderr));
}

#[test]
fn the_help_has_every_setting() {
    let directory = directory();
    let help = run(directory.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    let help = text(&help.stdout);
    for setting in server::settings::table::ALL {
        // What must not be a flag is only in the reference.
        let told = help.contains(&format!("--{}", setting.flag)) && help.contains(setting.variable);
        assert!(told || !setting.has_flag(), "{help}");
    }
    for command in ["serve", "import", "export", "sign-in-link"] {
        assert!(help.contains(command), "{help}");
    }
}

#[test]
fn a_way_past_a_pooler_goes_with_a_pooler_only() {
    let direct = (
        "IU_DATABASE_LISTEN_URL",
        "postgres://iu:hunter2@db.example.com/users",
    );
    let said = fault(&[], &[direct]);
    assert!(said.starts_with("IU_DATABASE_LISTEN_URL"), "{said}");
    assert!(
        said.contains("(IU_DATABASE_URL) that is postgres://"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
    let pooler = (
        "IU_DATABASE_URL",
        "postgres://iu:hunter3@pooler.example.com:6432/users",
    );
    let settings = read(&[], &[pooler, direct]).expect("settings");
    assert_eq!(
        settings.database_url.to_string(),
        "postgres://iu@pooler.example.com:6432/users"
    );
    assert!(!format!("{settings:?}").contains("hunter"));
    let said = fault(&[], &[pooler, ("IU_DATABASE_LISTEN_URL", "db.example.com")]);
    assert!(
        said.contains("expected sqlite://PATH or postgres://"),
        "{said}"
    );
}
