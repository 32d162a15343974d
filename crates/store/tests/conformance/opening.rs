//! Files for the owner alone, and addresses that lead nowhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use store::{DatabaseUrl, OpenError, Store, StoreError};
use tempfile::TempDir;

use crate::harness::options;
use crate::sample::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

async fn open(path: &Path) -> Result<Store, OpenError> {
    Store::open(&DatabaseUrl::sqlite(path), &options()).await
}

#[tokio::test]
async fn a_new_database_is_the_owners_alone() {
    let root = TempDir::new().expect("a directory");
    let directory = root.path().join("a").join("b");
    let path = directory.join("iu.db");
    let store = open(&path).await.expect("it opens");
    add(&store, 1, draft("one")).await;
    assert_eq!(
        (mode(&directory), mode(&root.path().join("a"))),
        (0o700, 0o700)
    );
    for file in ["iu.db", "iu.db-wal", "iu.db-shm"] {
        assert_eq!(mode(&directory.join(file)), 0o600, "{file}");
    }
    store.close().await;
    let store = open(&path).await.expect("it opens again");
    assert!(store.find_user(&number(1)).await.expect("a read").is_some());
}

#[tokio::test]
async fn a_database_that_others_may_use_is_refused_in_words() {
    let root = TempDir::new().expect("a directory");
    let path = root.path().join("iu.db");
    open(&path).await.expect("it opens").close().await;
    for open_mode in [0o640, 0o604, 0o660, 0o777] {
        fs::set_permissions(&path, Permissions::from_mode(open_mode)).expect("a mode");
        let refused = open(&path).await.err().expect("a refusal").to_string();
        assert!(
            refused.contains("run: chmod 600") && refused.contains(&format!("{open_mode:04o}")),
            "{refused}"
        );
    }
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a mode");
    let beside = root.path().join("iu.db-wal");
    fs::write(&beside, "").expect("as a copy leaves it");
    fs::set_permissions(&beside, Permissions::from_mode(0o644)).expect("a mode");
    let refused = open(&path).await.err().expect("a refusal").to_string();
    assert!(
        refused.contains("iu.db-wal") && refused.contains("run: chmod 600"),
        "{refused}"
    );
    fs::set_permissions(&beside, Permissions::from_mode(0o600)).expect("a mode");
    fs::set_permissions(root.path(), Permissions::from_mode(0o777)).expect("a mode");
    let refused = open(&path).await.err().expect("a refusal").to_string();
    assert!(refused.contains("run: chmod 700"), "{refused}");
    fs::set_permissions(root.path(), Permissions::from_mode(0o755)).expect("a mode");
    open(&path).await.expect("others may look at the directory");
}

#[tokio::test]
async fn what_is_no_database_is_no_database() {
    let root = TempDir::new().expect("a directory");
    let path = root.path().join("iu.db");
    fs::write(
        &path,
        "not a database, and longer than the header of one is ".repeat(50),
    )
    .expect("a file");
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a mode");
    assert!(matches!(
        open(&path).await,
        Err(OpenError::Store(StoreError::Other(_)))
    ));
    assert!(matches!(
        open(&root.path().join("iu.db/x/y.db")).await,
        Err(OpenError::File { .. })
    ));
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_unavailable() {
    let url: DatabaseUrl = "postgres://nobody:secret@127.0.0.1:1/none"
        .parse()
        .expect("an address");
    let mut options = options();
    options.wait = Duration::from_millis(500);
    let refused = Store::open(&url, &options).await;
    let Err(OpenError::Store(StoreError::Unavailable(reason))) = refused else {
        panic!("it opened");
    };
    assert!(reason.contains("refused"), "{reason}");
    assert!(!reason.contains("secret"), "{reason}");
}
