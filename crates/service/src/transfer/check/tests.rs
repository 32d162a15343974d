//! Tests: bad lines and what is said of each.

mod many;

use domain::{GroupType, Timestamp};

use super::*;
use crate::transfer::lines::MOST_BYTES;

fn check(bytes: &[u8]) -> Result<Checked, Vec<LineFault>> {
    let group = |variable_name: &str, label: &str, kind, read_only| {
        let variable_name: VariableName = variable_name.parse().expect("a name");
        let group = Group {
            variable_name: variable_name.clone(),
            label: label.parse().expect("a label"),
            kind,
            description: Description::default(),
            read_only,
            date_added: Timestamp::default(),
            date_modified: Timestamp::default(),
            version: 1,
        };
        (variable_name, group)
    };
    let known = KnownGroups::from([
        group("emea", "EMEA", GroupType::Sales, false),
        group(
            "userAdministrators",
            "User Administrators",
            GroupType::Administrator,
            true,
        ),
    ]);
    Check::against(known)
        .read(bytes, |_| true)
        .expect("a readable text")
        .map_err(|(faults, _)| faults)
}

fn faults(text: &str) -> Vec<String> {
    let faults = check(text.as_bytes()).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect()
}

/// A user with these members beside its client id.
fn user(members: &str) -> String {
    format!(r#"{{"integrationUser":{{"oauthClientId":"3f0c8b5d6f7e",{members}}}}}"#)
}

fn client(id: &str) -> String {
    format!(r#"{{"integrationUser":{{"oauthClientId":"{id}"}}}}"#)
}

fn group(members: &str) -> String {
    format!(r#"{{"group":{{{members}}}}}"#)
}

/// Whole lines.
fn bad_lines() -> Vec<(String, &'static str)> {
    vec![
        ("not JSON".into(), "The line is not JSON (column 2)."),
        (
            "{\"group\":".into(),
            "The JSON object is not complete; each object must stand on one line.",
        ),
        ("[]".into(), "The line is not a JSON object."),
        ("[null,null]".into(), "The line is not a JSON object."),
        ("\"text\"".into(), "The line is not a JSON object."),
        (
            "{}".into(),
            "The object holds neither \"group\" nor \"integrationUser\".",
        ),
        (
            r#"{"user":{}}"#.into(),
            "The object holds neither \"group\" nor \"integrationUser\".",
        ),
        (
            r#"{"group":{},"integrationUser":{}}"#.into(),
            "The object holds both \"group\" and \"integrationUser\"; one a line is right.",
        ),
    ]
}

/// Client ids.
fn bad_clients() -> Vec<(String, &'static str)> {
    let x = |count| "x".repeat(count);
    vec![
        (
            r#"{"integrationUser":{}}"#.into(),
            "oauthClientId is missing.",
        ),
        (
            r#"{"integrationUser":{"oauthClientId":null}}"#.into(),
            "oauthClientId is missing.",
        ),
        (
            r#"{"integrationUser":{"oauthClientId":7}}"#.into(),
            "oauthClientId must be a text in quotation marks.",
        ),
        (client(" "), "oauthClientId is empty."),
        (
            client(&x(256)),
            "oauthClientId is longer than 255 characters (256).",
        ),
        (
            client("größe"),
            "oauthClientId holds a character that no client id has: \"ö\" (U+00F6); only visible ASCII characters are \
             allowed.",
        ),
        (
            client("a b"),
            "oauthClientId holds a character that no client id has: U+0020; only visible ASCII characters are allowed.",
        ),
        (client("3f0c8b5d6f7e idcscs-1111-2222"), SECRET_IN_ID),
        (client("3f0c8b5d6f7e4a0b:9f8e7d6c5b4a3928"), SECRET_IN_ID),
        (
            client("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"),
            SECRET_IN_ID,
        ),
    ]
}

/// Other members of users.
fn bad_users() -> Vec<(String, &'static str)> {
    let x = |count| "x".repeat(count);
    vec![
        (user(r#""clientSecret":"hunter2""#), SECRET_BESIDE),
        (user(r#""client_secret":"hunter2""#), SECRET_BESIDE),
        (
            user(r#""description":"idcscs-8b1f""#),
            "description seems to hold a client secret or a token. These are never stored; remove it from the file, \
             and have the identity provider issue a new one, since it was seen.",
        ),
        (
            user(&format!(r#""firstName":"{}""#, x(121))),
            "firstName is longer than 120 characters (121).",
        ),
        (
            user(r#""firstName":"a\u202eb""#),
            "firstName holds a character that is not allowed: U+202E.",
        ),
        (
            user(r#""firstName":["a"]"#),
            "firstName must be a text in quotation marks.",
        ),
        (
            user(r#""email":"nobody""#),
            "email is not an e-mail address.",
        ),
        (
            user(&format!(r#""description":"{}""#, x(1001))),
            "description is longer than 1000 characters (1001).",
        ),
        (user(r#""partyNumber":"a/b""#), PARTY_NUMBER),
        (user(r#""partyNumber":"""#), PARTY_NUMBER),
        (user(r#""partyNumber":"new""#), PARTY_NUMBER),
        (user(r#""partyNumber":"Export""#), PARTY_NUMBER),
    ]
}

/// Members of users that are no texts of their own.
fn bad_states() -> Vec<(String, &'static str)> {
    vec![
        (
            user(r#""status":{"value":2}"#),
            "status must be {\"value\":0} (inactive) or {\"value\":1} (active).",
        ),
        (
            user(r#""status":{}"#),
            "status must be {\"value\":0} (inactive) or {\"value\":1} (active).",
        ),
        (
            user(r#""status":1"#),
            "A member is of the wrong kind or there twice (column 61).",
        ),
        (
            user(r#""dateAdded":"2026-02-30T00:00:00Z""#),
            "dateAdded must be a moment such as \"2026-01-31T08:15:00.000Z\" (RFC 3339).",
        ),
        (
            user(r#""lastLogin":"yesterday""#),
            "lastLogin must be a moment such as \"2026-01-31T08:15:00.000Z\" (RFC 3339).",
        ),
        (
            user(r#""groups":{"items":[{"variableName":"nowhere"}]}"#),
            "The group nowhere is neither in the database nor in the file.",
        ),
        (
            user(r#""groups":{"items":[{}]}"#),
            "groups.items.variableName is missing.",
        ),
        (
            user(r#""groups":{"items":[{"variableName":"1st"}]}"#),
            "groups.items.variableName must begin with a letter or \"_\", not with \"1\" (U+0031).",
        ),
    ]
}

/// Members of groups.
fn bad_groups() -> Vec<(String, &'static str)> {
    let x = |count| "x".repeat(count);
    vec![
        (
            group(r#""label":"A","type":"Sales""#),
            "variableName is missing.",
        ),
        (
            group(r#""variableName":"a","type":"Sales""#),
            "label is missing.",
        ),
        (
            group(r#""variableName":"a","label":" ","type":"Sales""#),
            "label is empty.",
        ),
        (
            group(r#""variableName":"a","label":"A""#),
            "type is missing.",
        ),
        (
            group(r#""variableName":"a","label":"A","type":"Region""#),
            "type must be \"Sales\" or \"Administrator\".",
        ),
        (
            group(r#""variableName":"a-b","label":"A","type":"Sales""#),
            "variableName holds a character that is not allowed: \"-\" (U+002D).",
        ),
        (
            group(&format!(
                r#""variableName":"{}","label":"A","type":"Sales""#,
                x(101)
            )),
            "variableName is longer than 100 characters.",
        ),
        (
            group(r#""variableName":"emea","label":"A","type":"Administrator""#),
            "The group emea exists with the type Sales, which never changes.",
        ),
        (
            group(r#""variableName":"userAdministrators","label":"A","type":"Administrator""#),
            "The group userAdministrators is built in and cannot be changed.",
        ),
    ]
}

#[test]
fn each_bad_line_is_named_with_its_number_and_its_fault() {
    let table = [
        bad_lines(),
        bad_clients(),
        bad_users(),
        bad_states(),
        bad_groups(),
    ]
    .concat();
    for (line, message) in &table {
        let found = faults(&format!("\n{line}\n"));
        assert_eq!(found, [format!("line 2: {message}")], "{line}");
    }
    // All of them in one file: none hides another.
    let file: String = table
        .iter()
        .flat_map(|(line, _)| [line.as_str(), "\n"])
        .collect();
    let found = faults(&file);
    for (number, (_, message)) in table.iter().enumerate() {
        let fault = format!("line {}: {message}", number + 1);
        assert!(found.contains(&fault), "{fault}");
    }
}

const SECRET_IN_ID: &str = "oauthClientId seems to hold a client secret or a token. These are never stored; remove it \
    from the file, and have the identity provider issue a new one, since it was seen.";
const SECRET_BESIDE: &str = "integrationUser seems to hold a client secret or a token. These are never stored; remove \
    it from the file, and have the identity provider issue a new one, since it was seen.";
const PARTY_NUMBER: &str = "partyNumber must have 1 to 64 of the letters A to Z and a to z, digits, \"_\", \"-\" and \
    \".\", beginning with a letter or digit, and not be \"new\", \"import\" or \"export\".";

#[test]
fn all_faults_of_a_line_are_told() {
    let line = r#"{"integrationUser":{"firstName":5,"email":"x","status":{"value":9}}}"#;
    assert_eq!(
        faults(line),
        [
            "line 1: email is not an e-mail address.",
            "line 1: firstName must be a text in quotation marks.",
            "line 1: oauthClientId is missing.",
            "line 1: status must be {\"value\":0} (inactive) or {\"value\":1} (active).",
        ]
    );
}

#[test]
fn what_is_there_twice_names_the_first_line() {
    let one = r#"{"integrationUser":{"oauthClientId":"first-client","partyNumber":"A1"}}"#;
    let same_client = r#"{"integrationUser":{"oauthClientId":"first-client","partyNumber":"A2"}}"#;
    let same_number = r#"{"integrationUser":{"oauthClientId":"second-client","partyNumber":"A1"}}"#;
    let group = group(r#""variableName":"a","label":"A","type":"Sales""#);
    assert_eq!(
        faults(&[one, same_client, same_number, &group, &group].join("\n")),
        [
            "line 2: oauthClientId is already that of line 1.",
            "line 3: partyNumber is already that of line 1.",
            "line 5: variableName is already that of line 4.",
        ]
    );
    assert_eq!(
        faults(&[client("Same"), client("same")].join("\n")),
        Vec::<String>::new()
    );
}

#[test]
fn bytes_that_are_no_text_and_lines_without_end_are_faults() {
    let mut bytes = client("one").into_bytes();
    bytes.extend_from_slice(b"\n\xff\xfe{\n");
    bytes.resize(bytes.len() + MOST_BYTES + 1, b' ');
    bytes.extend_from_slice(b"\n\0\n");
    let faults: Vec<String> = check(&bytes)
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        faults,
        [
            "line 2: The line is not UTF-8 text.",
            "line 3: The line is longer than 1024 KiB.",
            "line 4: The line is not JSON (column 1).",
        ]
    );
}

#[test]
fn what_is_unusual_and_right_passes() {
    let user = user(
        r#""unknown":{"a":[1]},"firstName":"بوابة 受注 \"q\" \ud83d\udc4d","email":null,"status":null,"partyNumber":"x.Y_z-1",
        "groups":{"items":[{"variableName":"later","label":"L"},{"variableName":"emea"},{"variableName":"emea"}]}"#,
    )
    .replace('\n', "");
    let later =
        group(r#""variableName":"later","label":"Später","type":"sales","description":"a\nb""#);
    let built_in = group(
        r#""variableName":"userAdministrators","label":"User Administrators","type":"Administrator""#,
    );
    let file = format!("\u{feff}{user}\r\n\r\n  {later}  \n{built_in}");
    let checked = check(file.as_bytes()).expect("no faults");
    assert_eq!((checked.groups.len(), checked.users), (2, 1));
}

#[test]
fn no_fault_repeats_what_may_be_a_secret() {
    let secret = "hunter2hunter2";
    for line in [
        client(&format!("3f0c8b5d6f7e secret={secret}")),
        user(&format!(r#""clientSecret":"{secret}""#)),
        user(&format!(r#""status":"{secret}""#)),
        user(&format!(r#""groups":"{secret}""#)),
        user(&format!(r#""email":"{secret}""#)),
        user(&format!(r#""dateAdded":"{secret}""#)),
        format!(r#"{{"integrationUser":"{secret}"}}"#),
        secret.to_owned(),
    ] {
        let found = faults(&line);
        assert!(
            !found.is_empty() && !found.concat().contains(secret),
            "{found:?}"
        );
    }
}
