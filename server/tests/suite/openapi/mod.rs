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
