//! The identity provider of the tests (`end2end/idp`), as a child process on a free loopback port.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde_json::{Value, json};

use crate::step::{Outcome, Report};
use crate::{http, node, paths, sh};

/// The application that `cargo xtask run --with-idp` shows around with.
pub const DEMO_CLIENT: &str = "demo-client";

/// A running provider. It ends with us, and when this is dropped.
pub struct Idp {
    child: Option<Child>,
    said: Value,
}

impl Drop for Idp {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It keeps nothing, so it need not be asked to end; and if it has already ended, so much the better.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Starts the provider, as a step; npm packages are fetched first where they are missing.
///
/// # Errors
/// When there is no Node.js, or the provider does not start.
pub fn start(report: &mut Report) -> Result<Idp> {
    node::ensure(report)?;
    report.need("Identity provider of the tests", || {
        Ok((Outcome::Done, launch()?))
    })
}

fn launch() -> Result<Idp> {
    let mut child = sh::command("node")
        .current_dir(paths::end2end())
        .args(["idp/main.mjs", "--with-parent"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start node")?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut line)?;
    }
    let idp = Idp {
        said: serde_json::from_str(&line).unwrap_or_default(),
        child: Some(child),
    };
    if idp.issuer().is_empty() {
        bail!("the identity provider does not say where it is: {line:?}");
    }
    Ok(idp)
}

impl Idp {
    /// Its address, which is in the tokens too.
    pub fn issuer(&self) -> &str {
        self.text("issuer")
    }

    fn text(&self, member: &str) -> &str {
        self.said[member].as_str().unwrap_or_default()
    }

    /// The settings of a server that takes its tokens.
    pub fn environment(&self) -> [(&'static str, &str); 2] {
        [
            ("IU_IDP_ISSUER", self.issuer()),
            ("IU_IDP_AUDIENCE", self.text("audience")),
        ]
    }

    /// What the application proves itself with.
    ///
    /// # Errors
    /// When the provider does not know it.
    pub fn secret(&self, client: &str) -> Result<&str> {
        self.said["clients"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|known| known["id"] == client)
            .and_then(|known| known["secret"].as_str())
            .with_context(|| format!("the identity provider does not know {client}"))
    }

    /// An access token by client credentials.
    ///
    /// # Errors
    /// When the provider does not give one.
    pub fn token(&self, client: &str) -> Result<String> {
        let credentials = BASE64.encode(format!("{client}:{}", self.secret(client)?));
        let answer = http::post(
            &format!("{}/token", self.issuer()),
            &[
                ("Authorization", &format!("Basic {credentials}")),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ],
            "grant_type=client_credentials",
        )?;
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        body["access_token"]
            .as_str()
            .map(str::to_owned)
            .with_context(|| format!("no token for {client}: {}", answer.body))
    }

    /// Access tokens for these clients, as the provider would write them, each good for so many seconds. The clients need not be known to it.
    ///
    /// # Errors
    /// When the provider refuses.
    pub fn mint(&self, clients: &[String], seconds: u32) -> Result<Vec<String>> {
        self.tell("mode", &json!({ "tokenSeconds": seconds }))?;
        let wanted: Vec<Value> = clients
            .iter()
            .map(|client| json!({ "client": client }))
            .collect();
        let minted = self.tell("mint", &Value::Array(wanted))?;
        let tokens = minted["tokens"].as_array().context("no tokens came back")?;
        Ok(tokens
            .iter()
            .filter_map(|token| token.as_str().map(str::to_owned))
            .collect())
    }

    fn tell(&self, door: &str, body: &Value) -> Result<Value> {
        let answer = http::post(
            &format!("{}/{door}", self.text("control")),
            &[],
            &body.to_string(),
        )?;
        if answer.status != 200 {
            bail!(
                "the identity provider does not do `{door}`: {}",
                answer.body
            );
        }
        Ok(serde_json::from_str(&answer.body)?)
    }

    /// Lets it live on until this process ends, or what this process becomes.
    pub fn leave(mut self) {
        self.child = None;
    }
}
