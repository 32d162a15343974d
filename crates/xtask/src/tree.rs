//! The dependency rule of the rooms: arrows only point `frontend → app → service → store → domain`, with `server` beside
//! `app`, and nothing of the server's half gets into what the browser loads.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::paths::WASM_TARGET;
use crate::sh;

/// Which rooms a room may use (its tests may use more).
const ROOMS: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("gate", &["domain"]),
    ("store", &["domain"]),
    ("service", &["domain", "gate", "store"]),
    ("app", &["domain", "service"]),
    ("frontend", &["app"]),
    ("server", &["app", "domain", "gate", "service", "store"]),
    ("xtask", &[]),
];

/// What the browser must never load: names, and beginnings of names that end with `-`.
const SERVER_ONLY: [&str; 19] = [
    "axum",
    "axum-",
    "gate",
    "hyper",
    "hyper-",
    "jsonwebtoken",
    "leptos_axum",
    "libsqlite3-sys",
    "mio",
    "ring",
    "rust-embed",
    "rustls",
    "server",
    "service",
    "socket2",
    "sqlx",
    "sqlx-",
    "store",
    "tokio-util",
];

/// Checks the arrows between the rooms.
///
/// # Errors
/// When one points the wrong way: all of them are named.
pub fn check_rooms() -> Result<()> {
    let text = sh::output(sh::cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let wrong = wrong_arrows(&serde_json::from_str(&text)?)?;
    if wrong.is_empty() {
        return Ok(());
    }
    bail!(
        "arrows only point frontend → app → service → store → domain, but {}",
        wrong.join("; ")
    )
}

fn wrong_arrows(metadata: &Value) -> Result<Vec<String>> {
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata names no packages")?;
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = ROOMS.iter().find(|(room, _)| *room == name) else {
            wrong.push(format!(
                "{name} is a room that crates/xtask/src/tree.rs does not know"
            ));
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let target = dependency["name"].as_str().unwrap_or_default();
            let is_room = dependency["path"].is_string() && dependency["kind"] != "dev";
            if is_room && !allowed.contains(&target) {
                wrong.push(format!("{name} uses {target}"));
            }
            if name == "app" && target == "service" && dependency["optional"] != true {
                wrong.push("app uses service outside its feature ssr".to_owned());
            }
        }
    }
    Ok(wrong)
}

/// Checks what the browser loads.
///
/// # Errors
/// When it holds a crate of the server's half: all of them are named.
pub fn check_wasm() -> Result<()> {
    let text = sh::output(sh::cargo().args([
        "tree",
        "--package",
        "frontend",
        "--target",
        WASM_TARGET,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
    ]))?;
    let found = server_only(&text);
    if found.is_empty() {
        return Ok(());
    }
    bail!(
        "what the browser loads must not hold {} (see `cargo tree -p frontend --target {WASM_TARGET}`)",
        found.join(", ")
    )
}

/// The crates of a `name version|features` list that belong to the server only.
fn server_only(tree: &str) -> Vec<String> {
    let mut found: Vec<String> = tree
        .lines()
        .filter_map(|line| {
            let (package, features) = line.split_once('|')?;
            let name = package.split_whitespace().next()?;
            let forbidden = SERVER_ONLY
                .iter()
                .any(|rule| name == *rule || (rule.ends_with('-') && name.starts_with(rule)));
            let features = features.trim_end_matches(" (*)");
            let tokio_net = name == "tokio"
                && features
                    .split(',')
                    .any(|feature| matches!(feature, "net" | "full"));
            match (forbidden, tokio_net) {
                (true, _) => Some(name.to_owned()),
                (_, true) => Some("tokio with its feature net".to_owned()),
                _ => None,
            }
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn arrows_point_one_way() {
        let metadata = json!({ "packages": [
            { "name": "store", "dependencies": [
                { "name": "domain", "path": "/crates/domain", "kind": null },
                { "name": "sqlx", "kind": null },
            ] },
            { "name": "domain", "dependencies": [
                { "name": "store", "path": "/crates/store", "kind": null },
                { "name": "service", "path": "/crates/service", "kind": "dev" },
            ] },
            { "name": "app", "dependencies": [{ "name": "service", "path": "/crates/service", "kind": null, "optional": false }] },
            { "name": "attic", "dependencies": [] },
        ] });
        assert_eq!(
            wrong_arrows(&metadata).expect("a list"),
            [
                "domain uses store",
                "app uses service outside its feature ssr",
                "attic is a room that crates/xtask/src/tree.rs does not know",
            ]
        );
    }

    #[test]
    fn the_servers_half_is_found_in_a_tree() {
        let tree = "frontend v0.1.0 (/x)|\nleptos v0.8.23|hydrate\nsqlx-core v0.9.0|any\ntokio v1.54.0|net,sync (*)\nhttp v1.4.0|std\n";
        assert_eq!(
            server_only(tree),
            ["sqlx-core", "tokio with its feature net"]
        );
        assert!(server_only("tokio v1.54.0|sync\nserver_fn v0.8.0|browser\n").is_empty());
    }
}
