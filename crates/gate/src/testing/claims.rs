//! Tokens that are signed as they should be, and say the wrong thing.

use domain::Refusal::{
    Expired, LivesTooLong, MissingClaim, NotYetValid, WrongAudience, WrongIssuer,
};
use serde_json::{Value, json};

use super::Table;
use super::forge::CLIENT;
use super::kinds::of;
use crate::config::Profile;

pub(super) fn add(table: &mut Table) {
    types(table);
    issuers(table);
    audiences(table);
    dates(table);
}

/// Every claim that is needed: missing, and of every wrong type.
fn types(table: &mut Table) {
    let wrong = [
        ("null", Value::Null),
        ("true", json!(true)),
        ("an object", json!({"a": 1})),
        ("a list of numbers", json!([1])),
    ];
    for claim in ["iss", "aud", "exp", "iat", "sub", "client_id", "jti"] {
        let token = table.draft().no_claim(claim).mint();
        table.add(MissingClaim, format!("type: {claim} missing"), token);
        for (name, value) in &wrong {
            let token = table.draft().claim(claim, value.clone()).mint();
            table.add(MissingClaim, format!("type: {claim} is {name}"), token);
        }
        let date = matches!(claim, "exp" | "iat");
        let (name, value) = if date {
            let seconds = table.forge.seconds(if claim == "exp" { 60 } else { -60 });
            ("a number as text", json!(seconds.to_string()))
        } else {
            ("a number", json!(17))
        };
        let token = table.draft().claim(claim, value).mint();
        table.add(MissingClaim, format!("type: {claim} is {name}"), token);
    }
    for (claim, value) in [
        ("nbf", json!("1")),
        ("nbf", Value::Null),
        ("nbf", json!([1])),
        ("scope", json!(["users.read", "users.write"])),
        ("scope", json!(1)),
        ("sub_type", json!(1)),
        ("azp", json!(1)),
    ] {
        let name = format!("type: {claim} is {value}");
        let token = table.draft().claim(claim, value).mint();
        table.add(MissingClaim, name, token);
    }
}

fn issuers(table: &mut Table) {
    let ours = table
        .forge
        .at_jwt_issuers
        .first()
        .cloned()
        .unwrap_or_default();
    let cases = [
        ("empty", String::new()),
        ("unknown", "https://evil.example".to_owned()),
        ("a slash behind", format!("{ours}/")),
        ("a blank behind", format!("{ours} ")),
        ("a zero byte behind", format!("{ours}\0")),
        ("in capitals", ours.to_uppercase()),
        ("ours as a beginning", format!("{ours}.evil.example")),
        (
            "ours as a user",
            format!("https://idp.example@{}", "evil.example"),
        ),
        (
            "only the beginning of ours",
            ours.chars().take(ours.len() - 1).collect(),
        ),
        ("letters that look alike", ours.replace('e', "е")),
        ("a tenant's", format!("{ours}/tenant")),
        ("another scheme", ours.replacen("http", "ftp", 1)),
    ];
    for (name, issuer) in cases {
        let token = table.draft().claim("iss", issuer).mint();
        table.add(WrongIssuer, format!("iss: {name}"), token);
    }
}

fn audiences(table: &mut Table) {
    let ours = table.forge.audience.clone();
    let cases = [
        ("another", json!("https://other.example")),
        ("empty", json!("")),
        ("an empty list", json!([])),
        ("a list without ours", json!(["a", "b"])),
        ("a slash behind", json!(format!("{ours}/"))),
        ("in capitals", json!(ours.to_uppercase())),
        ("ours as a beginning", json!(format!("{ours}.evil.example"))),
        ("only the beginning of ours", json!(ours.get(..8))),
        (
            "ours among others in one text",
            json!(format!("a {ours} b")),
        ),
        ("ours with a comma in one text", json!(format!("{ours},a"))),
        ("a star", json!("*")),
        ("a blank behind, in a list", json!([format!("{ours} ")])),
        ("the client", json!(CLIENT)),
    ];
    for (name, audience) in cases {
        let token = table.draft().claim("aud", audience).mint();
        table.add(WrongAudience, format!("aud: {name}"), token);
    }
    for (name, audience) in [
        ("ours and a number", json!([ours, 1])),
        ("ours in a list in a list", json!([[ours]])),
        ("ours as a member", json!({"aud": ours})),
    ] {
        let token = table.draft().claim("aud", audience).mint();
        table.add(MissingClaim, format!("aud: {name}"), token);
    }
}

fn dates(table: &mut Table) {
    let at = |from_now| table.forge.seconds(from_now);
    let draft = || table.draft();
    let fraction = |seconds: i64| format!("{seconds}.5").parse::<f64>().ok();
    let cases = vec![
        (
            Expired,
            "exp a moment ago, beyond the leeway",
            draft().claim("exp", at(-31)),
        ),
        (
            Expired,
            "exp just at the leeway",
            draft().claim("exp", at(-30)).claim("iat", at(-90)),
        ),
        (
            Expired,
            "exp an hour ago",
            draft().claim("exp", at(-3_600)).claim("iat", at(-7_200)),
        ),
        (
            Expired,
            "exp with a fraction",
            draft().claim("exp", fraction(at(-31))),
        ),
        (Expired, "exp is 0", draft().claim("exp", 0).claim("iat", 0)),
        (
            Expired,
            "exp with a minute lost by milliseconds",
            draft().claim("exp", at(0) / 1_000),
        ),
        (
            Expired,
            "exp is iat",
            draft().claim("exp", at(10)).claim("iat", at(10)),
        ),
        (
            Expired,
            "exp before iat",
            draft().claim("exp", at(10)).claim("iat", at(20)),
        ),
        (
            MissingClaim,
            "exp in milliseconds",
            draft().claim("exp", at(60) * 1_000),
        ),
        (MissingClaim, "exp negative", draft().claim("exp", -1)),
        (MissingClaim, "exp huge", draft().claim("exp", 1e300)),
        (
            MissingClaim,
            "exp of 64 bits",
            draft().claim("exp", u64::MAX),
        ),
        (
            MissingClaim,
            "exp as a date",
            draft().claim("exp", "2099-01-01T00:00:00Z"),
        ),
        (
            LivesTooLong,
            "a life of a day and a second",
            draft().claim("exp", at(-10) + 86_401),
        ),
        (
            LivesTooLong,
            "a life of a year",
            draft().claim("exp", at(31_536_000)),
        ),
        (
            LivesTooLong,
            "a life of a day and half a second",
            draft().claim("exp", fraction(at(-10) + 86_400)),
        ),
        (LivesTooLong, "iat is 0", draft().claim("iat", 0)),
        (
            NotYetValid,
            "iat in the future, beyond the leeway",
            draft().claim("iat", at(31)),
        ),
        (
            NotYetValid,
            "iat with a fraction beyond the leeway",
            draft().claim("iat", fraction(at(30))),
        ),
        (
            NotYetValid,
            "nbf in the future, beyond the leeway",
            draft().claim("nbf", at(31)),
        ),
        (
            NotYetValid,
            "nbf in an hour",
            draft().claim("nbf", at(3_600)),
        ),
        (MissingClaim, "iat negative", draft().claim("iat", -1)),
        (MissingClaim, "iat huge", draft().claim("iat", 1e300)),
        (MissingClaim, "nbf negative", draft().claim("nbf", -5)),
        (MissingClaim, "nbf huge", draft().claim("nbf", 1e18)),
    ];
    of(Profile::AtJwt, table, "dates", cases);
}
