//! The OpenAPI document: locked, complete, and open to all.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::Value;

use crate::site::Site;

#[test]
fn the_document_is_as_it_was() {
    insta::assert_json_snapshot!("openapi", server::rest::openapi::document());
}

#[test]
fn every_address_and_method_is_in_it() {
    let document = server::rest::openapi::document();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let answers = operation["responses"].as_object().expect("answers");
            assert!(
                answers.keys().any(|status| status.starts_with('2')),
                "{method} {path}"
            );
            described.insert((method.to_uppercase(), path.clone()));
        }
    }
    let there: BTreeSet<_> = server::rest::addresses()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(described, there);
}

#[test]
fn what_it_refers_to_is_in_it() {
    fn references(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    into.insert(reference.clone());
                }
                members.values().for_each(|value| references(value, into));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, into)),
            _ => {}
        }
    }
    let document = server::rest::openapi::document();
    let mut all = BTreeSet::new();
    references(document, &mut all);
    assert!(all.len() > 10, "{all:?}");
    for reference in all {
        let pointer = reference.strip_prefix('#').expect("within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    assert_eq!(document["openapi"], "3.1.0");
    let party_id = &document["components"]["schemas"]["User"]["properties"]["partyId"];
    assert_eq!(
        (&party_id["type"], &party_id["format"]),
        (&"integer".into(), &"int64".into())
    );
}

#[test]
fn what_fields_may_leave_out_is_not_needed() {
    fn needed<'a>(shape: &'a Value, into: &mut Vec<&'a Value>) {
        into.extend(shape["required"].as_array().into_iter().flatten());
        for part in shape["allOf"].as_array().into_iter().flatten() {
            needed(part, into);
        }
    }
    let document = server::rest::openapi::document();
    for (name, id) in [
        ("User", "partyNumber"),
        ("IntegrationUser", "partyNumber"),
        ("Group", "variableName"),
        ("UserGroup", "variableName"),
    ] {
        for place in [
            format!("/components/schemas/{name}"),
            format!("/components/schemas/Envelope_{name}/properties/items/items"),
        ] {
            let shape = document.pointer(&place).expect("a shape");
            let mut names = Vec::new();
            needed(shape, &mut names);
            assert!(names.iter().all(|name| *name == id), "{place}: {names:?}");
        }
        // An integration user is a user and more.
        if name != "IntegrationUser" {
            let required = &document["components"]["schemas"][name]["required"];
            assert_eq!(required, &serde_json::json!([id]), "{name}");
        }
    }
}

#[test]
fn what_is_always_refused_is_not_described() {
    let schemas = &server::rest::openapi::document()["components"]["schemas"];
    for (name, needed) in [
        ("NewIntegrationUserRequest", &["oauthClientId"][..]),
        ("IntegrationUserRequest", &[]),
        ("NewGroupRequest", &["variableName", "label"]),
        ("GroupReplacementRequest", &["label"]),
        ("GroupRequest", &[]),
    ] {
        let shape = &schemas[name];
        let required = shape["required"].as_array().into_iter().flatten();
        let required: Vec<_> = required.filter_map(Value::as_str).collect();
        assert_eq!(required, needed, "{name}");
        for member in ["oauthClientId", "variableName", "label"] {
            if let Some(property) = shape["properties"].get(member) {
                assert_eq!(property["type"], "string", "{name} {member}");
            }
        }
    }
}

#[test]
fn conditions_and_conflicts_are_described_where_there_are_some() {
    let document = server::rest::openapi::document();
    let (mut conditional, mut taken) = (Vec::new(), Vec::new());
    for item in document["paths"].as_object().expect("paths").values() {
        for (method, operation) in item.as_object().expect("methods") {
            let id = operation["operationId"].as_str().expect("an id");
            let parameters = operation["parameters"].as_array();
            let mut parameters = parameters.into_iter().flatten();
            let asks = parameters.any(|parameter| parameter["name"] == "If-Match");
            let answers = &operation["responses"];
            assert_eq!(answers.get("412").is_some(), asks, "{id}");
            let may_be_had = asks && method == "get";
            assert_eq!(answers.get("304").is_some(), may_be_had, "{id}");
            if asks {
                conditional.push(id);
            }
            if answers.get("409").is_some() {
                taken.push(id);
            }
        }
    }
    conditional.sort_unstable();
    taken.sort_unstable();
    assert_eq!(
        conditional,
        [
            "getGroup",
            "getIntegrationUser",
            "getOpenApi",
            "getUser",
            "getUserGroups",
            "replaceGroup",
            "replaceUserGroups",
            "updateGroup",
            "updateIntegrationUser",
            "updateUser",
        ]
    );
    assert_eq!(
        taken,
        [
            "createGroup",
            "createIntegrationUser",
            "updateIntegrationUser",
        ]
    );
}

#[tokio::test]
async fn it_is_served_to_all_under_both_prefixes() {
    let site = Site::new().await;
    for prefix in server::rest::PREFIXES {
        let answer = site
            .ask(&Method::GET, &format!("{prefix}/openapi.json"), &[], "")
            .await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(&answer.json(), server::rest::openapi::document());
    }
}
