//! The use cases against a real database.

mod calls;
mod collections;
mod follower;
mod gate;
mod groups;
mod held;
mod held_shared;
mod indexing;
mod jobs;
mod lag;
mod listing;
mod live;
mod looking_again;
mod permissions;
mod sessions;
mod sign_in;
mod tables;
mod transfer;
mod turns;
mod users;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use domain::{
    ActivityEntry, ActivityQuery, Caller, ClientId, Group, GroupDraft, GroupType, IntegrationUser,
    Role, Status, Timestamp, UserDraft, VariableName,
};
use store::{DatabaseUrl, OpenOptions, Store};

use crate::Service;
use crate::testing::{CountingIds, FixedClock};

/// A service on a database of its own, which goes with it.
struct House {
    service: Service,
    clock: Arc<FixedClock>,
    place: Place,
}

enum Place {
    Directory(tempfile::TempDir),
    Postgres { server: String, name: String },
}

impl House {
    /// On SQLite.
    async fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let url = DatabaseUrl::sqlite(directory.path().join("data").join("test.db"));
        Self::at(&url, Place::Directory(directory)).await
    }

    /// On the PostgreSQL that `TEST_POSTGRES_URL` names; `None` where it is not set, outside of `cargo xtask test`.
    async fn on_postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("TEST_POSTGRES_URL").ok()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("iu_service_{}_{number}", std::process::id());
        psql(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
        );
        let (address, _) = server.rsplit_once('/').expect("an address with a database");
        let url: DatabaseUrl = format!("{address}/{name}").parse().expect("an address");
        Some(Self::at(&url, Place::Postgres { server, name }).await)
    }

    async fn at(url: &DatabaseUrl, place: Place) -> Self {
        let noon = Timestamp::parse_rfc3339("2026-11-20T12:00:00Z").expect("a moment");
        let mut options = OpenOptions::new(noon);
        // Longer than usual: tests share few processor cores and one PostgreSQL.
        options.wait = Duration::from_secs(30);
        options.statement = Duration::from_mins(1);
        options.readers = 2;
        let store = Store::open(url, &options).await.expect("a store");
        let clock = Arc::new(FixedClock::at(noon));
        Self {
            service: Service::new(store, clock.clone(), Arc::new(CountingIds::default())),
            clock,
            place,
        }
    }

    /// Where the files of the database are.
    fn directory(&self) -> PathBuf {
        match &self.place {
            Place::Directory(directory) => directory.path().join("data"),
            Place::Postgres { .. } => panic!("PostgreSQL has its files elsewhere"),
        }
    }

    /// Past the store.
    fn spoil(&self, statements: &str) {
        let Place::Postgres { server, name } = &self.place else {
            panic!("only PostgreSQL has a tool that does it");
        };
        let (address, _) = server.rsplit_once('/').expect("an address");
        psql(&format!("{address}/{name}"), statements);
    }

    async fn group(&self, name: &str, label: &str, kind: GroupType) -> Group {
        let draft = group_draft(name, label, kind);
        self.service
            .create_group(&Caller::System, draft)
            .await
            .expect("a group")
    }

    async fn user(&self, client_id: &str, groups: &[&str]) -> IntegrationUser {
        let draft = user_draft(client_id, groups);
        self.service
            .create_user(&Caller::System, draft)
            .await
            .expect("a user")
    }

    /// The whole log, newest first.
    async fn log(&self) -> Vec<ActivityEntry> {
        let page = self
            .service
            .activity(&Caller::System, &ActivityQuery::default())
            .await
            .expect("a log");
        assert_eq!(page.next, None, "more than a page");
        page.entries
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Place::Postgres { server, name } = &self.place {
            psql(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

/// Only the store knows a driver, so databases are made with the tool that comes with PostgreSQL.
fn psql(server: &str, statement: &str) {
    let output = Command::new("psql")
        .args([
            "--no-psqlrc",
            "--quiet",
            "--dbname",
            server,
            "--command",
            statement,
        ])
        .output()
        .expect("psql, which comes with PostgreSQL");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A test on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            #[tokio::test]
            async fn on_sqlite() {
                let test = $test;
                test(House::new().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let test = $test;
                if let Some(house) = House::on_postgres().await {
                    test(house).await;
                }
            }
        }
    };
}
use on_both;

fn administrator() -> Caller {
    person("Administrator", Role::Administrator)
}

fn person(name: &str, role: Role) -> Caller {
    Caller::Person {
        name: name.to_owned(),
        role,
    }
}

fn name(text: &str) -> VariableName {
    text.parse().expect("a variable name")
}

fn client(text: &str) -> ClientId {
    text.parse().expect("a client id")
}

fn group_draft(variable_name: &str, label: &str, kind: GroupType) -> GroupDraft {
    GroupDraft {
        variable_name: name(variable_name),
        label: label.parse().expect("a label"),
        kind,
        description: "".parse().expect("a description"),
    }
}

fn user_draft(client_id: &str, groups: &[&str]) -> UserDraft {
    UserDraft {
        client_id: client(client_id),
        name: "ERP order sync".parse().expect("a name"),
        email: "erp@example.com".parse().expect("an address"),
        description: "".parse().expect("a description"),
        status: Status::Active,
        groups: groups.iter().map(|group| name(group)).collect(),
    }
}

/// A difference as `field: before → after`, then the groups.
fn told(entry: &ActivityEntry) -> Vec<String> {
    let fields = entry.change.fields.iter();
    let added = entry
        .change
        .groups_added
        .iter()
        .map(|label| format!("+{label}"));
    let removed = entry
        .change
        .groups_removed
        .iter()
        .map(|label| format!("-{label}"));
    fields
        .map(|field| format!("{}: {} → {}", field.field, field.before, field.after))
        .chain(added)
        .chain(removed)
        .collect()
}
