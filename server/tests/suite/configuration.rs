//! Settings: where they come from, what is said about wrong ones, and the reference.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use server::settings::{Faults, Settings, reference};

use super::program::{directory, program, run, text};

/// Reads settings from these flags and variables.
fn read(flags: &[(&str, &str)], variables: &[(&str, &str)]) -> Result<Settings, Faults> {
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

fn fault(flags: &[(&str, &str)], variables: &[(&str, &str)]) -> String {
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

const ISSUER: (&str, &str) = ("IU_IDP_ISSUER", "https://id.example.com");
const AUDIENCE: (&str, &str) = ("IU_IDP_AUDIENCE", "https://users.example.com");

#[test]
fn an_identity_provider_comes_by_variables() {
    let gate = read(&[], &[]).expect("settings").gate;
    assert!(gate.providers.is_empty() && gate.metrics_listen.is_none());
    assert_eq!((gate.rate.per_second, gate.rate.burst), (100, 200));
    let least = read(&[], &[ISSUER, AUDIENCE]).expect("settings").gate;
    let expected = gate::ProviderConfig::new(ISSUER.1, AUDIENCE.1);
    assert_eq!(least.providers, [expected]);
    let variables = [
        (
            "IU_IDP_ISSUER",
            "https://idcs-1.example.com, https://identity.example.com/ x",
        ),
        AUDIENCE,
        ("IU_IDP_JWKS_URI", "http://127.0.0.1:4000/jwks"),
        ("IU_IDP_PROFILE", "oci"),
        ("IU_IDP_SCOPES", "a b"),
        ("IU_IDP_ALGORITHMS", "ES384,EdDSA"),
        ("IU_GATE_RATE", "7"),
        ("IU_GATE_BURST", "8"),
        ("IU_METRICS_LISTEN", "127.0.0.1:9464"),
    ];
    let gate = read(&[], &variables).expect("settings").gate;
    let [provider] = &gate.providers[..] else {
        panic!("one provider: {gate:?}");
    };
    assert_eq!(
        provider.issuers,
        [
            "https://idcs-1.example.com",
            "https://identity.example.com/",
            "x"
        ]
    );
    assert_eq!(provider.profile, gate::Profile::Oci);
    assert_eq!(provider.scopes, ["a", "b"]);
    let algorithms = [gate::Algorithm::Es384, gate::Algorithm::EdDsa];
    assert_eq!(provider.algorithms, algorithms);
    let keys = provider.jwks_uri.as_ref().map(ToString::to_string);
    assert_eq!(keys.as_deref(), Some("http://127.0.0.1:4000/jwks"));
    assert_eq!((gate.rate.per_second, gate.rate.burst), (7, 8));
    let metrics = gate.metrics_listen.map(|address| address.port());
    assert_eq!(metrics, Some(9464));
}

#[test]
fn identity_providers_come_by_tables_too() {
    let directory = directory();
    let file = directory.path().join("settings.toml");
    let name = file.to_str().expect("a path");
    let tables = "[[identity_provider]]\nissuer = \"https://a.example.com\"\naudience = \"us\"\n\
                  [[identity_provider]]\nissuer = [\"https://b.example.com\", \"b\"]\naudience = \"us\"\n\
                  profile = \"oci\"\nscopes = [\"x\", \"y\"]\n";
    fs::write(&file, tables).expect("written");
    let read_all = || read(&[("config", name)], &[ISSUER, AUDIENCE]);
    let providers = read_all().expect("settings").gate.providers;
    let firsts: Vec<&str> = providers
        .iter()
        .map(|one| one.issuers[0].as_str())
        .collect();
    assert_eq!(
        firsts,
        [
            "https://id.example.com",
            "https://a.example.com",
            "https://b.example.com"
        ]
    );
    assert_eq!(providers[2].issuers[1], "b");
    assert_eq!(providers[2].scopes, ["x", "y"]);

    for (table, why) in [
        (
            "audience = \"us\"",
            "`issuer` of [[identity_provider]] 1: it must be given",
        ),
        (
            "issuer = \"https://a.example.com\"",
            "`audience` of [[identity_provider]] 1: it must be given",
        ),
        (
            "issuer = 7",
            "`issuer` of [[identity_provider]] 1: it must be a text in quotes, or a list of them",
        ),
        (
            "issuer = \"https://a.example.com\"\naudience = \"us\"\nkeys = \"x\"",
            "unknown key `keys` in [[identity_provider]] 1; the keys are issuer, ",
        ),
        (
            "issuer = \"https://a.example.com\"\naudience = \"us\"\nprofile = \"x\"",
            "`profile` of [[identity_provider]] 1 is \"x\": a profile is at+jwt or oci. Example: profile = \"oci\"",
        ),
        (
            "issuer = \"https://id.example.com\"\naudience = \"us\"",
            "the issuer \"https://id.example.com\" is given twice",
        ),
    ] {
        fs::write(&file, format!("[[identity_provider]]\n{table}\n")).expect("written");
        let said = read_all().expect_err("a fault").to_string();
        assert!(said.contains(why), "{said}");
    }
    fs::write(&file, "identity_provider = \"x\"\n").expect("written");
    let said = read_all().expect_err("a fault").to_string();
    assert!(
        said.contains("tables that begin with [[identity_provider]]"),
        "{said}"
    );
}

#[test]
fn a_wrong_identity_provider_is_told_with_its_variable() {
    for (variables, why) in [
        (
            vec![ISSUER],
            "IU_IDP_AUDIENCE: it must be given with an issuer. Example: IU_IDP_AUDIENCE=",
        ),
        (
            vec![AUDIENCE],
            "IU_IDP_ISSUER: it must be given with the other settings",
        ),
        (
            vec![("IU_IDP_ISSUER", "id"), AUDIENCE],
            "IU_IDP_ISSUER is \"id\": nothing can be discovered at \"id\"",
        ),
        (
            vec![("IU_IDP_ISSUER", "http://id.example.com"), AUDIENCE],
            "it must be an https address (http only on loopback)",
        ),
        (
            vec![
                ISSUER,
                AUDIENCE,
                ("IU_IDP_JWKS_URI", "http://id.example.com/jwks"),
            ],
            "IU_IDP_JWKS_URI is \"http://id.example.com/jwks\": it must be https",
        ),
        (
            vec![ISSUER, AUDIENCE, ("IU_IDP_JWKS_URI", "x")],
            "it is not an address",
        ),
        (
            vec![ISSUER, AUDIENCE, ("IU_IDP_PROFILE", "jwt")],
            "IU_IDP_PROFILE is \"jwt\": a profile is",
        ),
        (
            vec![ISSUER, AUDIENCE, ("IU_IDP_ALGORITHMS", "RS256 HS256")],
            "an algorithm is one of RS256",
        ),
        (
            vec![("IU_GATE_RATE", "0")],
            "IU_GATE_RATE is \"0\": it is not a number from 1 to 1000000",
        ),
        (vec![("IU_GATE_BURST", "many")], "IU_GATE_BURST is \"many\""),
        (
            vec![("IU_METRICS_LISTEN", "9464")],
            "IU_METRICS_LISTEN is \"9464\": it is not an IP address",
        ),
    ] {
        let said = fault(&[], &variables);
        assert!(said.contains(why) && said.contains("Example: "), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
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
            "unknown key `listn`; the keys are listen, database_url, public_url, log, ",
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
