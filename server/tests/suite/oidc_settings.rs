//! The settings of signing in at an identity provider: all or nothing, and each fault in words.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use server::settings::{Faults, Settings};

use super::program::directory;

const ALL: [(&str, &str); 4] = [
    ("IU_ADMIN_OIDC_ISSUER", "https://id.example.com/"),
    ("IU_ADMIN_OIDC_CLIENT_ID", "integration-users"),
    ("IU_ADMIN_OIDC_CLIENT_SECRET", "hunter2"),
    ("IU_ADMIN_OIDC_ADMINISTRATORS", "cpq-admins, cpq-owners,"),
];

/// With these variables instead of or beside [`ALL`]; an empty value takes one away.
fn read(change: &[(&str, &str)]) -> Result<Settings, Faults> {
    let pairs = ALL.iter().chain(change);
    let variables: HashMap<String, OsString> = pairs
        .map(|(name, value)| ((*name).to_owned(), OsString::from(value)))
        .collect();
    Settings::read(&|_| None, &|name| variables.get(name).cloned())
}

fn fault(change: &[(&str, &str)]) -> String {
    let said = read(change).expect_err("a fault").to_string();
    assert!(!said.contains("hunter2"), "{said}");
    said
}

#[test]
fn all_of_it_is_read() {
    let settings = read(&[("IU_ADMIN_OIDC_VIEWERS", "a,b")]).expect("settings");
    let oidc = settings.admin_oidc.clone().expect("a provider");
    assert_eq!(oidc.issuer, "https://id.example.com/");
    assert_eq!(
        oidc.discovery.as_str(),
        "https://id.example.com/.well-known/openid-configuration"
    );
    assert_eq!(oidc.client_secret.expose(), "hunter2");
    assert_eq!(oidc.scopes, ["openid", "profile", "email"]);
    assert_eq!(oidc.role_claim, "groups");
    assert_eq!(oidc.administrators, ["cpq-admins", "cpq-owners"]);
    assert_eq!(oidc.viewers, ["a", "b"]);
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn without_any_of_it_there_is_none() {
    let none = ALL.map(|(name, _)| (name, ""));
    assert!(read(&none).expect("settings").admin_oidc.is_none());
}

#[test]
fn a_part_of_it_is_told_with_what_is_missing() {
    for missing in [
        "IU_ADMIN_OIDC_ISSUER",
        "IU_ADMIN_OIDC_CLIENT_ID",
        "IU_ADMIN_OIDC_ADMINISTRATORS",
    ] {
        let said = fault(&[(missing, "")]);
        assert!(
            said.starts_with(&format!("{missing}: it must be given when ")),
            "{said}"
        );
        assert!(said.contains(&format!("Example: {missing}=")), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let said = fault(&[("IU_ADMIN_OIDC_CLIENT_SECRET", "")]);
    assert!(
        said.starts_with("IU_ADMIN_OIDC_CLIENT_SECRET_FILE: it must be given"),
        "{said}"
    );
    let mut only_viewers = ALL.map(|(name, _)| (name, "")).to_vec();
    only_viewers.push(("IU_ADMIN_OIDC_VIEWERS", "a"));
    let said = fault(&only_viewers);
    assert_eq!(said.lines().count(), 4, "{said}");
}

#[test]
fn a_wrong_value_is_told_with_why() {
    for (variable, value, why) in [
        (
            "IU_ADMIN_OIDC_ISSUER",
            "id.example.com",
            "it is not an address",
        ),
        (
            "IU_ADMIN_OIDC_ISSUER",
            "http://id.example.com",
            "it must be https unless",
        ),
        // Browsers take it for loopback, and who asks the provider does not.
        (
            "IU_ADMIN_OIDC_ISSUER",
            "http://idp.localhost:4000",
            "it must be https unless the host is loopback (localhost, ",
        ),
        (
            "IU_ADMIN_OIDC_ISSUER",
            "https://id.example.com?a",
            "it must not have a query",
        ),
        (
            "IU_ADMIN_OIDC_ISSUER",
            "https://a:b@id.example.com",
            "it must not hold a user",
        ),
        (
            "IU_ADMIN_OIDC_DISCOVERY_URL",
            "http://id.example.com/d",
            "it must be https unless",
        ),
        (
            "IU_ADMIN_OIDC_CLIENT_ID",
            "é",
            "it must be of printable ASCII",
        ),
        (
            "IU_ADMIN_OIDC_SCOPES",
            "profile email",
            "openid must be among",
        ),
        (
            "IU_ADMIN_OIDC_SCOPES",
            "openid \"a\"",
            "\"\\\"a\\\"\" is no scope",
        ),
        (
            "IU_ADMIN_OIDC_ROLE_CLAIM",
            "a..b",
            "it must be the name of a claim",
        ),
        (
            "IU_ADMIN_OIDC_ADMINISTRATORS",
            " , ",
            "there is no value in it",
        ),
        ("IU_ADMIN_OIDC_VIEWERS", ",", "there is no value in it"),
    ] {
        let said = fault(&[(variable, value)]);
        assert!(
            said.starts_with(&format!("{variable} is {value:?}: {why}")),
            "{said}"
        );
        assert!(said.contains(&format!("Example: {variable}=")), "{said}");
    }
    let said = fault(&[("IU_ADMIN_OIDC_CLIENT_SECRET", "hunter2\nhunter3")]);
    assert!(
        said.starts_with("IU_ADMIN_OIDC_CLIENT_SECRET: a secret is one line"),
        "{said}"
    );
}

#[test]
fn the_secret_comes_from_a_file_that_is_its_owners_only() {
    let directory = directory();
    let file = directory.path().join("secret");
    let name = file.to_str().expect("a path").to_owned();
    let with_file = [
        ("IU_ADMIN_OIDC_CLIENT_SECRET", ""),
        ("IU_ADMIN_OIDC_CLIENT_SECRET_FILE", name.as_str()),
    ];
    let told = |why: &str| {
        let said = fault(&with_file);
        assert!(
            said.starts_with(&format!("IU_ADMIN_OIDC_CLIENT_SECRET_FILE is {name:?}: ")),
            "{said}"
        );
        assert!(said.contains(why), "{said}");
    };
    told("the file cannot be read");
    fs::write(&file, "hunter2\r\n").expect("written");
    for mode in [0o644, 0o640, 0o604, 0o602, 0o660] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
        told(&format!("(mode {mode:o}); run chmod 600"));
    }
    for mode in [0o600, 0o400] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
        let oidc = read(&with_file)
            .expect("settings")
            .admin_oidc
            .expect("a provider");
        assert_eq!(oidc.client_secret.expose(), "hunter2");
    }
    let both = fault(&[("IU_ADMIN_OIDC_CLIENT_SECRET_FILE", &name)]);
    assert!(
        both.contains("it must not be given together with"),
        "{both}"
    );
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("set");
    for (content, why) in [
        ("\n".to_owned(), "there is no secret in it"),
        ("a\nhunter2".to_owned(), "a secret is one line"),
        ("a".repeat(5_000), "it has more than 4096 bytes"),
    ] {
        fs::write(&file, content).expect("written");
        told(why);
    }
    let place = directory.path().to_str().expect("a path");
    let said = fault(&[
        ("IU_ADMIN_OIDC_CLIENT_SECRET", ""),
        ("IU_ADMIN_OIDC_CLIENT_SECRET_FILE", place),
    ]);
    assert!(said.contains("it is not a file"), "{said}");
}
