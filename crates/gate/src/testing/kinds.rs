//! Tokens that are signed as they should be, and are not what is asked for: of nobody, of a person, of another kind.

use domain::Refusal::{
    self, BoundToKey, Expired, LivesTooLong, MissingClaim, MissingScope, NotAnAccessToken,
    OfAPerson, WrongAudience,
};
use serde_json::{Value, json};

use super::Table;
use super::forge::{CLIENT, Draft};
use crate::config::Profile;

pub(super) fn add(table: &mut Table) {
    clients(table);
    people(table);
    kinds(table);
    scopes(table);
    oci(table);
}

/// Mints a list of drafts.
pub(super) fn of(
    profile: Profile,
    table: &mut Table,
    group: &str,
    cases: Vec<(Refusal, &str, Draft)>,
) {
    for (why, name, draft) in cases {
        table.add(why, format!("{profile} {group}: {name}"), draft.mint());
    }
}

fn clients(table: &mut Table) {
    let both = |draft: Draft, id: &str| draft.claim("client_id", id).claim("sub", id);
    let draft = || table.draft();
    let cases = vec![
        (MissingClaim, "empty", both(draft(), "")),
        (
            MissingClaim,
            "a blank in front",
            both(draft(), &format!(" {CLIENT}")),
        ),
        (
            MissingClaim,
            "a line end behind",
            both(draft(), &format!("{CLIENT}\n")),
        ),
        (
            MissingClaim,
            "a zero byte",
            both(draft(), &format!("{CLIENT}\0")),
        ),
        (
            MissingClaim,
            "not ASCII",
            both(draft(), "cliént-of-somebody"),
        ),
        (
            MissingClaim,
            "256 characters",
            both(draft(), &"c".repeat(256)),
        ),
        (
            MissingClaim,
            "a list",
            draft().claim("client_id", json!([CLIENT])),
        ),
        (
            MissingClaim,
            "azp is another",
            draft().claim("azp", "another"),
        ),
        (
            MissingClaim,
            "azp is another in capitals",
            draft().claim("azp", CLIENT.to_uppercase()),
        ),
        (
            MissingClaim,
            "azp is null",
            draft().claim("azp", Value::Null),
        ),
        (
            MissingClaim,
            "client_id is null, azp is good",
            draft().claim("client_id", Value::Null).claim("azp", CLIENT),
        ),
        (
            MissingClaim,
            "OCI's and others' names only",
            draft()
                .no_claim("client_id")
                .claim("cid", CLIENT)
                .claim("appid", CLIENT),
        ),
    ];
    of(Profile::AtJwt, table, "client", cases);
}

fn people(table: &mut Table) {
    let draft = || table.draft();
    let cases = vec![
        (MissingClaim, "sub empty", draft().claim("sub", "")),
        (
            MissingClaim,
            "sub of 256 characters",
            draft().claim("sub", "s".repeat(256)),
        ),
        (MissingClaim, "jti empty", draft().claim("jti", "")),
        (
            MissingClaim,
            "jti with a line end",
            draft().claim("jti", "a\nb"),
        ),
        (
            MissingClaim,
            "jti of 256 characters",
            draft().claim("jti", "j".repeat(256)),
        ),
        (
            OfAPerson,
            "sub is another",
            draft().claim("sub", "ann@example.com"),
        ),
        (
            OfAPerson,
            "sub is the client in capitals",
            draft().claim("sub", CLIENT.to_uppercase()),
        ),
        (
            OfAPerson,
            "sub is the client and a suffix",
            draft().claim("sub", format!("{CLIENT}@clients")),
        ),
        (
            OfAPerson,
            "sub_type is user",
            draft().claim("sub_type", "user"),
        ),
        (
            BoundToKey,
            "cnf of a certificate",
            draft().claim("cnf", json!({"x5t#S256": "AAAA"})),
        ),
        (
            BoundToKey,
            "cnf of DPoP",
            draft().claim("cnf", json!({"jkt": "AAAA"})),
        ),
        (BoundToKey, "cnf empty", draft().claim("cnf", json!({}))),
        (BoundToKey, "cnf null", draft().claim("cnf", Value::Null)),
    ];
    of(Profile::AtJwt, table, "person", cases);
}

fn kinds(table: &mut Table) {
    let draft = || table.draft();
    let mut cases = vec![
        (NotAnAccessToken, "typ missing", draft().no_header("typ")),
        (NotAnAccessToken, "nonce", draft().claim("nonce", "n")),
        (
            NotAnAccessToken,
            "nonce, null",
            draft().claim("nonce", Value::Null),
        ),
        (
            NotAnAccessToken,
            "at_hash",
            draft().claim("at_hash", "AAAA"),
        ),
        (NotAnAccessToken, "c_hash", draft().claim("c_hash", "AAAA")),
        (
            NotAnAccessToken,
            "an ID token",
            draft()
                .header("typ", "JWT")
                .claim("nonce", "n")
                .no_claim("client_id"),
        ),
    ];
    let types = [
        "JWT",
        "",
        "at",
        "jwt+at",
        "at+jwt ",
        " at+jwt",
        "at+jwt;v=1",
        "application/jwt",
        "text/at+jwt",
        "application/application/at+jwt",
        "logout+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "JOSE",
        "at+jwt\0",
        "token-introspection+jwt",
    ];
    let names: Vec<String> = types.iter().map(|typ| format!("typ {typ:?}")).collect();
    for (typ, name) in types.iter().zip(&names) {
        cases.push((NotAnAccessToken, name, draft().header("typ", *typ)));
    }
    of(Profile::AtJwt, table, "kind", cases);
}

fn scopes(table: &mut Table) {
    let draft = || table.draft();
    let cases = vec![
        (MissingScope, "none", draft().no_claim("scope")),
        (MissingScope, "empty", draft().claim("scope", "")),
        (MissingScope, "blanks", draft().claim("scope", "   ")),
        (
            MissingScope,
            "one of two",
            draft().claim("scope", "users.read"),
        ),
        (
            MissingScope,
            "in capitals",
            draft().claim("scope", "USERS.READ USERS.WRITE"),
        ),
        (
            MissingScope,
            "with a comma",
            draft().claim("scope", "users.read,users.write"),
        ),
        (
            MissingScope,
            "with a tab",
            draft().claim("scope", "users.read\tusers.write"),
        ),
        (
            MissingScope,
            "with a line end",
            draft().claim("scope", "users.read\nusers.write"),
        ),
        (
            MissingScope,
            "as beginnings",
            draft().claim("scope", "users.reader users.writer"),
        ),
        (MissingScope, "a star", draft().claim("scope", "users.*")),
        (
            MissingScope,
            "in scp",
            draft()
                .no_claim("scope")
                .claim("scp", "users.read users.write"),
        ),
        (
            MissingScope,
            "in scopes",
            draft()
                .no_claim("scope")
                .claim("scopes", json!(["users.read", "users.write"])),
        ),
    ];
    of(Profile::AtJwt, table, "scope", cases);
}

fn oci(table: &mut Table) {
    let draft = || table.forge.draft(Profile::Oci);
    let cases = vec![
        (
            NotAnAccessToken,
            "tok_type missing",
            draft().no_claim("tok_type"),
        ),
        (
            NotAnAccessToken,
            "tok_type of an ID token",
            draft().claim("tok_type", "IT"),
        ),
        (
            NotAnAccessToken,
            "tok_type of a refresh token",
            draft().claim("tok_type", "RT"),
        ),
        (
            NotAnAccessToken,
            "tok_type in small letters",
            draft().claim("tok_type", "at"),
        ),
        (
            NotAnAccessToken,
            "tok_type empty",
            draft().claim("tok_type", ""),
        ),
        (
            NotAnAccessToken,
            "tok_type null",
            draft().claim("tok_type", Value::Null),
        ),
        (
            NotAnAccessToken,
            "tok_type a list",
            draft().claim("tok_type", json!(["AT"])),
        ),
        (NotAnAccessToken, "nonce", draft().claim("nonce", "n")),
        (
            NotAnAccessToken,
            "at_hash",
            draft().claim("at_hash", "AAAA"),
        ),
        (NotAnAccessToken, "c_hash", draft().claim("c_hash", "AAAA")),
        (
            NotAnAccessToken,
            "a token of RFC 9068",
            draft()
                .header("typ", "at+jwt")
                .no_claim("tok_type")
                .no_claim("sub_type"),
        ),
        (
            OfAPerson,
            "sub_type of a person",
            draft().claim("sub_type", "user"),
        ),
        (
            OfAPerson,
            "sub_type in capitals",
            draft().claim("sub_type", "CLIENT"),
        ),
        (OfAPerson, "sub_type empty", draft().claim("sub_type", "")),
        (
            MissingClaim,
            "sub_type missing",
            draft().no_claim("sub_type"),
        ),
        (
            MissingClaim,
            "sub_type null",
            draft().claim("sub_type", Value::Null),
        ),
        (MissingClaim, "sub missing", draft().no_claim("sub")),
        (
            MissingClaim,
            "client_id missing",
            draft().no_claim("client_id"),
        ),
        (MissingClaim, "jti a number", draft().claim("jti", 1)),
        (MissingScope, "no scope", draft().no_claim("scope")),
        (
            BoundToKey,
            "cnf",
            draft().claim("cnf", json!({"jkt": "AAAA"})),
        ),
        (
            WrongAudience,
            "another audience",
            draft().claim("aud", "https://other.example"),
        ),
        (
            Expired,
            "over",
            draft().claim("exp", table.forge.seconds(-60)),
        ),
        (
            LivesTooLong,
            "a life of a year",
            draft().claim("exp", table.forge.seconds(31_536_000)),
        ),
    ];
    of(Profile::Oci, table, "oci", cases);
}
