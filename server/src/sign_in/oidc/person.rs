//! Who signed in, and as what: read from the claims of a verified ID token.

use domain::Role;
use serde_json::{Map, Value};
use service::sign_in::{EndSessionHint, SignedIn};
use tracing::{info, warn};

use super::Refused;
use crate::settings::AdminOidc;

/// The first of these that says something is the person's name; the subject always does.
const NAMES: [&str; 4] = ["name", "email", "preferred_username", "sub"];
/// The longest subject (OpenID Connect Core §2).
const MOST_SUBJECT_CHARS: usize = 255;

/// The person of the claims, if the role claim lets them in.
pub fn of(
    claims: &Map<String, Value>,
    settings: &AdminOidc,
    id_token: &str,
) -> Result<SignedIn, Refused> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let subject = text("sub").filter(|sub| is_plain(sub)).ok_or_else(|| {
        warn!("Refused an ID token whose subject is empty, too long or not plain text");
        Refused::NotVerified
    })?;
    let names = NAMES.into_iter().filter_map(text);
    let mut names = names.map(SignedIn::clean_name);
    let person = names.find(|name| !name.is_empty());
    let subject = format!("{} {subject}", settings.issuer);
    let Some(role) = role(claims, settings) else {
        let there = claims.contains_key(settings.role_claim.split('.').next().unwrap_or_default());
        info!(
            subject,
            claim = settings.role_claim,
            there,
            "Refused somebody whose role claim lets nobody in"
        );
        return Err(Refused::NoRole);
    };
    Ok(SignedIn {
        person: person.unwrap_or_else(|| subject.clone()),
        subject,
        role,
        end_session_hint: EndSessionHint::of(id_token),
    })
}

fn is_plain(subject: &str) -> bool {
    let length = subject.chars().count();
    (1..=MOST_SUBJECT_CHARS).contains(&length) && !subject.chars().any(char::is_control)
}

fn role(claims: &Map<String, Value>, settings: &AdminOidc) -> Option<Role> {
    let mut values = Vec::new();
    find_in(claims, &settings.role_claim, &mut values);
    let any_of = |wanted: &[String]| {
        values
            .iter()
            .any(|value| wanted.iter().any(|wanted| wanted == value))
    };
    if any_of(&settings.administrators) {
        Some(Role::Administrator)
    } else if any_of(&settings.viewers) {
        Some(Role::Viewer)
    } else {
        None
    }
}

/// The texts at a path. A member whose whole name has dots comes before one that they lead into; claims are no deeper
/// than their path, so this ends.
fn find_in<'a>(object: &'a Map<String, Value>, path: &str, found: &mut Vec<&'a str>) {
    if let Some(value) = object.get(path) {
        match value {
            Value::String(text) => found.push(text),
            Value::Array(items) => found.extend(items.iter().filter_map(Value::as_str)),
            _ => {}
        }
        return;
    }
    let Some((head, rest)) = path.split_once('.') else {
        return;
    };
    match object.get(head) {
        Some(Value::Object(inner)) => find_in(inner, rest, found),
        Some(Value::Array(items)) => {
            for inner in items.iter().filter_map(Value::as_object) {
                find_in(inner, rest, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use zeroize::Zeroizing;

    use super::*;
    use crate::settings::ClientSecret;

    fn settings(claim: &str) -> AdminOidc {
        AdminOidc {
            issuer: "https://id.example.com".to_owned(),
            discovery: "https://id.example.com/d".parse().expect("an address"),
            client_id: "iu".to_owned(),
            client_secret: ClientSecret::new(Zeroizing::new("secret".to_owned())),
            scopes: vec!["openid".to_owned()],
            role_claim: claim.to_owned(),
            administrators: vec!["cpq-admins".to_owned()],
            viewers: vec!["cpq-support".to_owned(), "cpq-audit".to_owned()],
        }
    }

    fn role_of(claim: &str, claims: Value) -> Option<Role> {
        role(claims.as_object().expect("an object"), &settings(claim))
    }

    #[test]
    fn the_role_claim_is_found_where_the_path_leads() {
        let admin = Some(Role::Administrator);
        for (claim, claims, expected) in [
            ("groups", json!({ "groups": ["a", "cpq-admins"] }), admin),
            ("groups", json!({ "groups": "cpq-admins" }), admin),
            (
                "groups",
                json!({ "groups": ["cpq-audit"] }),
                Some(Role::Viewer),
            ),
            (
                "groups",
                json!({ "groups": ["cpq-audit", "cpq-admins"] }),
                admin,
            ),
            (
                "realm_access.roles",
                json!({ "realm_access": { "roles": ["cpq-admins"] } }),
                admin,
            ),
            (
                "https://a.b/roles",
                json!({ "https://a.b/roles": ["cpq-admins"] }),
                admin,
            ),
            (
                "groups.name",
                json!({ "groups": [{ "name": "x" }, { "name": "cpq-admins" }] }),
                admin,
            ),
            (
                "groups",
                json!({ "groups": ["CPQ-ADMINS", "cpq-admins ", "cpq-admins,x"] }),
                None,
            ),
            ("groups", json!({ "groups": { "cpq-admins": true } }), None),
            (
                "groups",
                json!({ "groups": [["cpq-admins"], null, 1] }),
                None,
            ),
            ("groups", json!({ "roles": ["cpq-admins"] }), None),
            ("groups", json!({}), None),
        ] {
            assert_eq!(role_of(claim, claims.clone()), expected, "{claim} {claims}");
        }
    }

    #[test]
    fn the_name_is_the_first_that_says_something() {
        for (claims, name) in [
            (
                json!({ "name": "Jane Doe", "email": "jane@example.com" }),
                "Jane Doe",
            ),
            (
                json!({ "name": " ", "email": "jane@example.com" }),
                "jane@example.com",
            ),
            (json!({ "name": 1, "preferred_username": "jane" }), "jane"),
            (json!({}), "00u1"),
        ] {
            let mut claims = claims;
            claims["sub"] = json!("00u1");
            claims["groups"] = json!(["cpq-admins"]);
            let claims = claims.as_object().expect("an object");
            let person = of(claims, &settings("groups"), "a.b.c").expect("somebody");
            assert_eq!(person.person, name);
            assert_eq!(person.subject, "https://id.example.com 00u1");
        }
    }

    #[test]
    fn a_subject_that_is_none_is_refused() {
        for sub in [
            json!(""),
            json!(7),
            json!(null),
            json!("a\u{0}b"),
            json!("a".repeat(256)),
        ] {
            let claims = json!({ "sub": sub, "groups": ["cpq-admins"] });
            let claims = claims.as_object().expect("an object");
            assert!(of(claims, &settings("groups"), "a.b.c").is_err(), "{sub}");
        }
    }
}
