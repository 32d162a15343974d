//! The settings of identity providers.

use std::fs;

use super::configuration::{fault, read};
use super::program::directory;

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
            "issuer = \"https://a.example.com\"\naudience = [\"us\", \"them\"]",
            "`audience` of [[identity_provider]] 1: it must be one text in quotes, not a list. Example: audience = \"",
        ),
        (
            "issuer = \"https://a.example.com\"\naudience = \"us\"\nprofile = [\"oci\"]",
            "`profile` of [[identity_provider]] 1: it must be one text in quotes, not a list",
        ),
        (
            "issuer = \"https://a.example.com\"\naudience = \"us\"\njwks_uri = [\"https://a.example.com/jwks\"]",
            "`jwks_uri` of [[identity_provider]] 1: it must be one text in quotes, not a list",
        ),
        (
            "issuer = \"https://a.example.com\"\naudience = 7",
            "`audience` of [[identity_provider]] 1: it must be a text in quotes. Example: ",
        ),
        (
            "issuer = []\naudience = \"us\"\njwks_uri = \"https://a.example.com/jwks\"",
            "`issuer` of [[identity_provider]] 1: there is no value in it",
        ),
        (
            "issuer = \"https://a.example.com\"\naudience = \"us\"\nscopes = [\" \"]",
            "`scopes` of [[identity_provider]] 1: there is no value in it",
        ),
        (
            "issuer = \"https://a.example.com\"\naudience = \"us\"\nalgorithms = []",
            "`algorithms` of [[identity_provider]] 1: there is no value in it. Example: algorithms = \"RS256",
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
        (
            vec![ISSUER, AUDIENCE, ("IU_IDP_ALGORITHMS", ",")],
            "IU_IDP_ALGORITHMS is \",\": there is no value in it",
        ),
        (
            vec![ISSUER, AUDIENCE, ("IU_IDP_SCOPES", " , ")],
            "IU_IDP_SCOPES is \",\": there is no value in it",
        ),
        (
            vec![
                ("IU_IDP_ISSUER", ","),
                AUDIENCE,
                ("IU_IDP_JWKS_URI", "https://id.example.com/jwks"),
            ],
            "IU_IDP_ISSUER is \",\": there is no value in it",
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
