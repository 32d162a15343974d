//! Two replicas on one PostgreSQL behind a real nginx: whoever is shut out through one is refused by the other, and through
//! nginx, within a second, two hundred times, with a replica killed and PostgreSQL restarted in between.

use std::net::TcpListener;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, iter};

use anyhow::{Context, Result, bail, ensure};

use crate::idp::{self, Idp};
use crate::nginx::{self, Balancer};
use crate::paths::Profile;
use crate::postgres::{self, Postgres};
use crate::served::Served;
use crate::step::{Outcome, Report, say};
use crate::{http, server};

/// How often somebody is shut out.
const ROUNDS: usize = 200;
/// Within what time everybody knows.
const KNOWN_WITHIN: Duration = Duration::from_secs(1);
/// Within what time everything works again, after whatever happened.
const RECOVERED_WITHIN: Duration = Duration::from_secs(5);
/// How long tokens are good: longer than it takes.
const TOKEN_SECONDS: u32 = 3600;

const ADMINISTRATOR: &str = "rs256-client";
const SUBJECT: &str = "subject-client";
const LINES: &str = r#"{"integrationUser":{"partyNumber":"ADMINISTRATOR","oauthClientId":"rs256-client","groups":{"items":[{"variableName":"userAdministrators"}]}}}
{"integrationUser":{"partyNumber":"SUBJECT","oauthClientId":"subject-client"}}
"#;

/// Builds the program and does it.
///
/// # Errors
/// When something cannot be installed or started, or a replica does not know in time.
pub fn run(report: &mut Report, profile: Profile) -> Result<()> {
    const NAME: &str = "Two replicas behind nginx";
    let ready = (|| {
        let binary = server::build_all(report, profile)?;
        let (nginx, idp) = (nginx::ensure(report)?, idp::start(report)?);
        Ok((binary, nginx, idp, postgres::start_own(report)?))
    })();
    let (binary, nginx, idp, postgres) = match ready {
        Ok(ready) => ready,
        Err(error) => {
            report.skipped(NAME, "what it needs is not there");
            return Err(error);
        }
    };
    report.need(NAME, || {
        let mut fleet = Fleet::start(&binary, &nginx, &idp, postgres)?;
        let mut times = fleet.shut_out(&binary, &idp)?;
        times.sort();
        say(&format!(
            "  {ROUNDS} times shut out through one: the other refused after {} ms in the middle, {} ms at the most",
            times[times.len() / 2].as_millis(),
            times[times.len() - 1].as_millis(),
        ));
        Ok((Outcome::Done, ()))
    })
}

struct Fleet {
    postgres: Postgres,
    replicas: Vec<Served>,
    places: Vec<String>,
    /// Of nginx.
    front: String,
    _balancer: Balancer,
    administrator: String,
    subject: String,
}

impl Fleet {
    fn start(binary: &Path, nginx: &Path, idp: &Idp, postgres: Postgres) -> Result<Self> {
        let ports = free_ports(3)?;
        let place = |port: &u16| format!("127.0.0.1:{port}");
        let (front, places) = (
            place(&ports[0]),
            ports[1..].iter().map(place).collect::<Vec<_>>(),
        );
        let directory = tempfile::tempdir()?;
        let file = directory.path().join("users.ndjson");
        fs::write(&file, LINES)?;
        let balancer = Balancer::start(nginx, &front, &places)?;
        let clients = [ADMINISTRATOR.to_owned(), SUBJECT.to_owned()];
        let tokens = idp.mint(&clients, TOKEN_SECONDS)?;
        let [administrator, subject] = <[String; 2]>::try_from(tokens)
            .ok()
            .context("the identity provider gave no two tokens")?;
        let mut fleet = Self {
            postgres,
            replicas: Vec::new(),
            places,
            front: format!("http://{front}"),
            _balancer: balancer,
            administrator,
            subject,
        };
        let first = fleet.replica(binary, idp, 0, &[&file])?;
        fleet.replicas.push(first);
        let second = fleet.replica(binary, idp, 1, &[])?;
        fleet.replicas.push(second);
        for at in 0..2 {
            fleet.wait(&fleet.origin(at), 200, Duration::from_secs(15))?;
        }
        Ok(fleet)
    }

    fn replica(&self, binary: &Path, idp: &Idp, at: usize, files: &[&Path]) -> Result<Served> {
        let own = [
            ("IU_DATABASE_URL", self.postgres.url.as_str()),
            ("IU_LISTEN", self.places[at].as_str()),
            ("IU_PUBLIC_URL", self.front.as_str()),
            ("IU_GATE_RATE", "1000000"),
            ("IU_GATE_BURST", "1000000"),
            // What is meant to happen here is told by the results.
            ("IU_LOG", "off"),
        ];
        Served::start(binary, files, idp.environment().into_iter().chain(own))
    }

    fn origin(&self, at: usize) -> String {
        format!("http://{}", self.places[at])
    }

    /// Shuts the subject out again and again; gives how long it took the other replica to know.
    fn shut_out(&mut self, binary: &Path, idp: &Idp) -> Result<Vec<Duration>> {
        let mut times = Vec::with_capacity(ROUNDS);
        for round in 0..ROUNDS {
            if round == ROUNDS / 3 {
                self.lose_a_replica(binary, idp)?;
            }
            if round == 2 * ROUNDS / 3 {
                self.restart_the_database()?;
            }
            let (by, other) = (self.origin(round % 2), self.origin((round + 1) % 2));
            let told = |what: &str| format!("round {round}: {what}");
            self.set(&by, false).with_context(|| told("inactivating"))?;
            let took = self.wait(&other, 403, KNOWN_WITHIN);
            times.push(took.with_context(|| told("the other replica"))?);
            // Whichever nginx asks.
            for _ in 0..2 {
                let through = self.call(&self.front)?;
                ensure!(through == 403, told(&format!("through nginx: {through}")));
            }
            ensure!(self.call(&by)? == 403, told("where it was changed"));
            self.set(&other, true).with_context(|| told("activating"))?;
            self.wait(&by, 200, KNOWN_WITHIN)
                .with_context(|| told("back again"))?;
        }
        Ok(times)
    }

    /// Kills one, sees nginx go on with the other, and starts another in its place.
    fn lose_a_replica(&mut self, binary: &Path, idp: &Idp) -> Result<()> {
        self.replicas.remove(0).kill()?;
        for _ in 0..10 {
            let through = self.call(&self.front)?;
            ensure!(
                through == 200,
                "with one replica killed, through nginx: {through}"
            );
        }
        self.set(&self.front, false)?;
        self.wait(&self.front, 403, KNOWN_WITHIN)?;
        let next = self.replica(binary, idp, 0, &[])?;
        self.replicas.insert(0, next);
        // It knows what happened while it was not there.
        self.wait(&self.origin(0), 403, Duration::from_secs(15))?;
        self.set(&self.front, true)?;
        for at in 0..2 {
            self.wait(&self.origin(at), 200, KNOWN_WITHIN)?;
        }
        Ok(())
    }

    /// Restarts PostgreSQL; both have to work again soon.
    fn restart_the_database(&mut self) -> Result<()> {
        self.postgres.restart()?;
        let start = Instant::now();
        for at in 0..2 {
            let origin = self.origin(at);
            while let Err(error) = self.set(&origin, true) {
                if start.elapsed() > RECOVERED_WITHIN {
                    return Err(error.context("PostgreSQL is back, but it does not work again"));
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
        Ok(())
    }

    /// Lets the subject in, or shuts it out, through this address.
    fn set(&self, origin: &str, active: bool) -> Result<()> {
        let bearer = format!("Bearer {}", self.administrator);
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
        ];
        let body = format!("{{\"status\":{{\"value\":{}}}}}", u8::from(active));
        let answer = http::patch(
            &format!("{origin}/cpq/rest/v19/users/SUBJECT"),
            &headers,
            &body,
        )?;
        ensure!(answer.status == 200, "{}: {}", answer.status, answer.body);
        Ok(())
    }

    /// What the subject's call gets.
    fn call(&self, origin: &str) -> Result<u16> {
        let bearer = format!("Bearer {}", self.subject);
        let url = format!("{origin}/inbound/whoami");
        Ok(http::get(&url, &[("Authorization", &bearer)])?.status)
    }

    /// Waits until the subject's call gets this; gives how long it took.
    fn wait(&self, origin: &str, wanted: u16, most: Duration) -> Result<Duration> {
        let start = Instant::now();
        loop {
            let got = self.call(origin)?;
            if got == wanted {
                return Ok(start.elapsed());
            }
            if start.elapsed() > most {
                bail!("{origin} answers {got} instead of {wanted} for {most:?}");
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Ports that nobody uses just now, all different.
fn free_ports(count: usize) -> Result<Vec<u16>> {
    let listeners = iter::repeat_with(|| TcpListener::bind("127.0.0.1:0"))
        .take(count)
        .collect::<std::io::Result<Vec<_>>>()?;
    listeners
        .iter()
        .map(|listener| Ok(listener.local_addr()?.port()))
        .collect()
}
