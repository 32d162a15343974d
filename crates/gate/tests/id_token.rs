//! ID tokens of a sign-in: as strictly as access tokens.

use domain::{Refusal, Timestamp};
use gate::testing::{Draft, Forge, Signer, encode};
use gate::{Algorithm, IdTokenRules, Profile, verify, verify_id_token};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const OURS: &str = "administration";
const NONCE: &str = "n-0S6_WzA2Mj";
const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
/// Of that access token with SHA-256 (OpenID Connect Core, appendix A.4 gives both).
const AT_HASH: &str = "77QmUPtjPfzWtF2AnpK9RQ";

const RULES: IdTokenRules = IdTokenRules {
    issuer: "https://idp.example",
    client_id: OURS,
    nonce: NONCE,
    access_token: Some(ACCESS_TOKEN),
    algorithms: &Algorithm::DEFAULT,
};

fn id_token() -> Draft {
    Forge::new(NOW)
        .draft(Profile::AtJwt)
        .header("typ", "JWT")
        .no_claim("client_id")
        .no_claim("jti")
        .no_claim("scope")
        .claim("sub", "ann")
        .claim("aud", OURS)
        .claim("nonce", NONCE)
}

fn refusal(draft: &Draft) -> Option<Refusal> {
    refusal_of(&draft.mint(), &RULES)
}

fn refusal_of(token: &str, rules: &IdTokenRules) -> Option<Refusal> {
    let keys = Forge::new(NOW).keyset();
    verify_id_token(token, rules, &keys, NOW)
        .err()
        .map(|rejected| {
            assert!(!rejected.detail.contains(NONCE));
            rejected.refusal
        })
}

#[test]
fn a_good_one_gives_its_claims() {
    let keys = Forge::new(NOW).keyset();
    let token = id_token().claim("groups", json!(["cpq-admins"])).mint();
    let claims = verify_id_token(&token, &RULES, &keys, NOW).expect("a good one");
    assert_eq!(claims["sub"], "ann");
    assert_eq!(claims["groups"], json!(["cpq-admins"]));
}

#[test]
fn good_ones_pass() {
    for (name, draft) in [
        ("no typ", id_token().no_header("typ")),
        ("typ in small letters", id_token().header("typ", "jwt")),
        ("azp is us", id_token().claim("azp", OURS)),
        (
            "several audiences, azp is us",
            id_token()
                .claim("aud", json!(["a", OURS]))
                .claim("azp", OURS),
        ),
        (
            "one audience in a list",
            id_token().claim("aud", json!([OURS])),
        ),
        ("at_hash", id_token().claim("at_hash", AT_HASH)),
        (
            "ES256",
            id_token().key("es256", Signer::P256, Algorithm::Es256),
        ),
    ] {
        assert_eq!(refusal(&draft), None, "{name}");
    }
}

fn all_refused(cases: impl IntoIterator<Item = (&'static str, Refusal, Draft)>) {
    for (name, why, draft) in cases {
        assert_eq!(refusal(&draft), Some(why), "{name}");
    }
}

#[test]
fn those_of_another_sign_in_do_not() {
    let cases = [
        (
            "nonce missing",
            Refusal::MissingClaim,
            id_token().no_claim("nonce"),
        ),
        (
            "nonce of another sign-in",
            Refusal::MissingClaim,
            id_token().claim("nonce", "other"),
        ),
        (
            "nonce null",
            Refusal::MissingClaim,
            id_token().claim("nonce", Value::Null),
        ),
        (
            "nonce in a list",
            Refusal::MissingClaim,
            id_token().claim("nonce", json!([NONCE])),
        ),
        (
            "nonce empty",
            Refusal::MissingClaim,
            id_token().claim("nonce", ""),
        ),
        (
            "another issuer",
            Refusal::WrongIssuer,
            id_token().claim("iss", "https://idp.example/"),
        ),
        (
            "issuer missing",
            Refusal::MissingClaim,
            id_token().no_claim("iss"),
        ),
        (
            "another audience",
            Refusal::WrongAudience,
            id_token().claim("aud", "other"),
        ),
        (
            "audience missing",
            Refusal::MissingClaim,
            id_token().no_claim("aud"),
        ),
        (
            "several audiences, no azp",
            Refusal::MissingClaim,
            id_token().claim("aud", json!([OURS, "b"])),
        ),
        (
            "azp is another",
            Refusal::WrongAudience,
            id_token().claim("azp", "other"),
        ),
        (
            "azp null",
            Refusal::WrongAudience,
            id_token().claim("azp", Value::Null),
        ),
    ];
    all_refused(cases);
}

#[test]
fn those_out_of_time_or_of_nobody_do_not() {
    let forge = Forge::new(NOW);
    let cases = [
        (
            "expired",
            Refusal::Expired,
            id_token().claim("exp", forge.seconds(-30)),
        ),
        (
            "exp missing",
            Refusal::MissingClaim,
            id_token().no_claim("exp"),
        ),
        (
            "exp as text",
            Refusal::MissingClaim,
            id_token().claim("exp", "9999999999"),
        ),
        (
            "iat missing",
            Refusal::MissingClaim,
            id_token().no_claim("iat"),
        ),
        (
            "iat in the future",
            Refusal::NotYetValid,
            id_token().claim("iat", forge.seconds(31)),
        ),
        (
            "lives a year",
            Refusal::LivesTooLong,
            id_token().claim("exp", forge.seconds(31_536_000)),
        ),
        (
            "sub missing",
            Refusal::MissingClaim,
            id_token().no_claim("sub"),
        ),
        (
            "sub a number",
            Refusal::MissingClaim,
            id_token().claim("sub", 1),
        ),
        (
            "sub empty",
            Refusal::MissingClaim,
            id_token().claim("sub", ""),
        ),
        (
            "at_hash of another",
            Refusal::BadSignature,
            id_token().claim("at_hash", encode([1; 16])),
        ),
        (
            "at_hash empty",
            Refusal::BadSignature,
            id_token().claim("at_hash", ""),
        ),
        (
            "at_hash a number",
            Refusal::BadSignature,
            id_token().claim("at_hash", 1),
        ),
    ];
    all_refused(cases);
}

#[test]
fn those_of_another_kind_or_key_do_not() {
    let cases = [
        (
            "an access token",
            Refusal::HeaderNotAccepted,
            id_token().header("typ", "at+jwt"),
        ),
        (
            "a logout token",
            Refusal::HeaderNotAccepted,
            id_token().header("typ", "logout+jwt"),
        ),
        (
            "alg none",
            Refusal::HeaderNotAccepted,
            id_token().header("alg", "none"),
        ),
        (
            "alg not accepted",
            Refusal::HeaderNotAccepted,
            id_token().key("eddsa", Signer::Ed25519, Algorithm::EdDsa),
        ),
        (
            "crit",
            Refusal::HeaderNotAccepted,
            id_token().header("crit", json!(["exp"])),
        ),
        (
            "another kid",
            Refusal::UnknownKey,
            id_token().header("kid", "x"),
        ),
        (
            "another key",
            Refusal::BadSignature,
            id_token().signed_by(Signer::Rsa3072, Algorithm::Rs256),
        ),
    ];
    all_refused(cases);
    assert_eq!(refusal_of("", &RULES), Some(Refusal::MalformedToken));
}

#[test]
fn the_empty_nonce_is_nobodys() {
    let rules = IdTokenRules { nonce: "", ..RULES };
    let token = id_token().claim("nonce", "").mint();
    assert_eq!(refusal_of(&token, &rules), Some(Refusal::MissingClaim));
}

#[test]
fn the_two_kinds_are_never_taken_for_each_other() {
    let forge = Forge::new(NOW);
    let keys = forge.keyset();
    let configs = forge.providers();
    let providers = configs.each_ref().map(|config| (config, &keys));
    let as_access = id_token()
        .claim("aud", forge.audience.clone())
        .claim("client_id", "ann")
        .claim("jti", "1");
    let rejected = verify(&as_access.mint(), &providers, NOW).expect_err("an ID token");
    assert_eq!(rejected.refusal, Refusal::NotAnAccessToken);
    let access = forge
        .draft(Profile::AtJwt)
        .claim("aud", OURS)
        .claim("nonce", NONCE);
    assert_eq!(refusal(&access), Some(Refusal::HeaderNotAccepted));
}
