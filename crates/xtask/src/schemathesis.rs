//! The REST API against its own description: schemathesis asks whatever `openapi.json` allows, and a good deal that it does not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::json;

use crate::idp::{self, Idp};
use crate::paths::Profile;
use crate::served::Served;
use crate::step::{Outcome, Report};
use crate::{http, paths, python, server, sh};

/// Schemathesis and all it needs, each in the version that was tried.
const REQUIREMENTS: &str = "crates/xtask/schemathesis.txt";

/// What it is told about our API.
const CONFIGURATION: &str = "crates/xtask/schemathesis.toml";

/// What the API is served under.
const PREFIX: &str = "/cpq/rest/v19";

/// The application that asks. It may do everything.
const CLIENT: &str = "rs256-client";

/// The party number it is given, which the description does not name, so that it does not shut itself out.
const PARTY_NUMBER: &str = "ASKING_CLIENT";

/// What of the samples the questions about one user or group are about, in one of the rounds: names made up by chance lead to 404 only.
const KNOWN: &str = r#"
companyLoginName = "_host"
groupVarName = "documentDesigners"
partyNumber = "IU_sample00001"
"#;

/// The same questions every time.
const SEED: &str = "20";

/// A bound for each of its runs. The questions are few enough to end long before, so that the time never decides which are asked.
const PATIENCE: Duration = Duration::from_mins(3);

/// Runs schemathesis against a server of its own.
///
/// # Errors
/// When something cannot be installed or started, or the API does not keep to its description.
pub fn run(report: &mut Report, profile: Profile) -> Result<()> {
    let binary = server::build_all(report, profile)?;
    let program = ensure(report)?;
    let idp = idp::start(report)?;
    report.need("REST API against its description (schemathesis)", || {
        Ok((Outcome::Done, ask(&program, &binary, &idp)?))
    })
}

/// A round of questions.
struct Round {
    /// Which addresses: an option of schemathesis, and a pattern.
    which: [&'static str; 2],
    /// About what is there, instead of names made up by chance.
    known: bool,
    /// Whether the application that asks has to be let in afterwards. Where the questions may shut it out, they may only do so in
    /// their own round.
    stays: bool,
}

const ROUNDS: [Round; 4] = [
    Round {
        which: ["--exclude-path-regex", r"bulkUpdate|\{"],
        known: false,
        stays: true,
    },
    Round {
        which: ["--include-path-regex", r"\{"],
        known: true,
        stays: true,
    },
    Round {
        which: ["--include-path-regex", r"\{"],
        known: false,
        stays: false,
    },
    Round {
        which: ["--include-path-regex", "bulkUpdate"],
        known: false,
        stays: false,
    },
];

fn ask(program: &Path, binary: &Path, idp: &Idp) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let asking = directory.path().join("asking.ndjson");
    fs::write(&asking, asking_user().to_string())?;
    let samples = paths::root().join("samples/demo.ndjson");
    let base = paths::root().join(CONFIGURATION);
    let known = directory.path().join("known.toml");
    fs::write(&known, fs::read_to_string(&base)? + KNOWN)?;
    for round in &ROUNDS {
        // It asks faster than one client may.
        let more = [("IU_GATE_RATE", "100000"), ("IU_GATE_BURST", "100000")];
        let environment = idp.environment().into_iter().chain(more);
        // A server of its own: no round finds what another one left.
        let server = Served::start(binary, &[&samples, &asking], environment)?;
        let configuration = if round.known { &known } else { &base };
        ask_round(program, &server, configuration, round, &idp.token(CLIENT)?)?;
    }
    Ok(())
}

fn ask_round(
    program: &Path,
    server: &Served,
    configuration: &Path,
    round: &Round,
    token: &str,
) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let authorization = format!("Bearer {token}");
    let answer = |path: &str| {
        let url = format!("{}{PREFIX}{path}", server.origin);
        http::get(&url, &[("Authorization", &authorization)])
    };
    let said = answer("/integrationUsers?limit=1")?;
    if said.status != 200 {
        bail!("the API answers {}: {}", said.status, said.body);
    }
    let description = directory.path().join("openapi.json");
    fs::write(&description, answer("/openapi.json")?.body)?;
    let mut command = sh::command(program);
    command
        .current_dir(directory.path())
        .env("IU_TOKEN", token)
        .arg("--config-file")
        .arg(configuration)
        .arg("run")
        .arg(&description)
        .arg(format!("--url={}{PREFIX}", server.origin))
        .args(["--seed", SEED])
        .args(round.which);
    sh::run_within(&mut command, PATIENCE)?;
    if round.stays && answer("/integrationUsers?limit=1")?.status != 200 {
        bail!(
            "the application that asks was shut out by its own questions: those after that say nothing"
        );
    }
    Ok(())
}

fn asking_user() -> serde_json::Value {
    json!({ "integrationUser": {
        "oauthClientId": CLIENT,
        "firstName": "The one that asks",
        "partyNumber": PARTY_NUMBER,
        "groups": { "items": [{ "variableName": "userAdministrators" }] },
    } })
}

/// Schemathesis in an environment of its own below `target`, as a step.
fn ensure(report: &mut Report) -> Result<PathBuf> {
    python::ensure(report, "schemathesis", REQUIREMENTS, "schemathesis")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_has_its_version() {
        let text = fs::read_to_string(paths::root().join(REQUIREMENTS)).expect("requirements");
        let loose: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.contains("=="))
            .collect();
        assert_eq!(loose, [""; 0]);
        assert!(text.contains("\nschemathesis=="));
    }

    #[test]
    fn what_is_known_is_in_the_samples() {
        let samples = fs::read_to_string(paths::root().join("samples/demo.ndjson"));
        let samples = samples.expect("the samples");
        for line in KNOWN
            .lines()
            .filter(|line| line.contains(" = ") && !line.contains("_host"))
        {
            let name = line.split('"').nth(1).unwrap_or_default();
            assert!(samples.contains(&format!(":\"{name}\"")), "{name}");
        }
    }

    #[test]
    fn the_one_that_asks_may_do_everything() {
        let groups = &asking_user()["integrationUser"]["groups"]["items"];
        assert_eq!(groups[0]["variableName"], "userAdministrators");
    }
}
