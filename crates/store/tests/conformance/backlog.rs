//! Many new users are found before the trigram index knows them, and after.

use domain::{
    DisplayName, Email, IntegrationUser, UserChange, UserCollection, UserFilter, parse_q,
};
use store::{Store, UserImport};

use crate::harness::{Db, Raw};
use crate::sample::*;

/// Enough to be indexed later.
const COUNT: i64 = 1_000;

fn row(at: i64) -> UserImport {
    UserImport {
        name: Some(DisplayName::stored(format!("Acme feed {at:04}"))),
        email: Some(Email::stored(format!("feed-{at:04}@example.com"))),
        ..imported(at, &format!("client-{at:04}"))
    }
}

async fn import(db: &Db, rows: Vec<UserImport>) {
    let mut tx = db.begin().await.expect("a transaction");
    tx.import_users(&rows, NOW).await.expect("an import");
    tx.commit().await.expect("a commit");
}

/// How many a search finds.
async fn found(store: &Store, text: &str) -> u64 {
    let filter = UserFilter::default().matching(term(text));
    store.count_users(&filter).await.expect("a count")
}

async fn with_email(store: &Store, text: &str) -> Vec<IntegrationUser> {
    let collection = UserCollection {
        filter: Some(parse_q(&format!("email LIKE '%{text}%'")).expect("a filter")),
        ..UserCollection::default()
    };
    let slice = store.collect_users(&collection).await.expect("a slice");
    slice.items
}

/// Of how many the index knows.
async fn indexed(db: &Db) -> Option<i64> {
    match &db.raw {
        Raw::Sqlite(pool) => {
            let known = "SELECT count(*) FROM integration_user_search WHERE integration_user_search MATCH '\"cli\"'";
            Some(
                sqlx::query_scalar(known)
                    .fetch_one(pool)
                    .await
                    .expect("a count"),
            )
        }
        Raw::Postgres(_) => None,
    }
}

on_both!(new_users_are_found_before_they_are_indexed, |db| {
    import(&db, (0..COUNT).map(row).collect()).await;
    assert!(indexed(&db).await.is_none_or(|known| known == 0));
    assert_eq!(
        db.has_search_backlog().await.expect("an answer"),
        db.raw.is_sqlite()
    );
    let mut steps = 0;
    loop {
        for (text, count) in [
            ("client-04", 100),
            ("client-0421", 1),
            ("feed 0999", 1),
            ("me f", 1_000),
            ("nobody", 0),
        ] {
            assert_eq!(found(&db, text).await, count, "{text} after {steps} steps");
        }
        assert_eq!(with_email(&db, "feed-0421@").await.len(), 1);
        if !db.index_some(300).await.expect("a step") {
            break;
        }
        steps += 1;
    }
    assert_eq!(steps, if db.raw.is_sqlite() { 4 } else { 0 });
    assert!(indexed(&db).await.is_none_or(|known| known == COUNT));
    assert!(!db.has_search_backlog().await.expect("an answer"));
});

on_both!(what_changes_while_it_waits_is_found_as_it_is, |db| {
    import(&db, (0..COUNT).map(row).collect()).await;
    // The first are indexed, the last are not.
    db.index_some(500).await.expect("a step");
    for at in [3, 903] {
        let mut tx = db.begin().await.expect("a transaction");
        let change = UserChange {
            name: Some(DisplayName::stored(format!("Renamed {at}"))),
            email: Some(Email::stored(format!("renamed-{at}@example.com"))),
            ..UserChange::default()
        };
        tx.update_user(&number(at), &change, None, NOW)
            .await
            .expect("a change");
        tx.commit().await.expect("a commit");
    }
    for _ in 0..2 {
        assert_eq!(found(&db, "renamed").await, 2);
        assert_eq!(found(&db, "feed 0003").await, 0);
        assert_eq!(found(&db, "feed 0903").await, 0);
        assert_eq!(with_email(&db, "renamed-").await.len(), 2);
        assert_eq!(with_email(&db, "feed-0903").await.len(), 0);
        while db.index_some(500).await.expect("a step") {}
    }
});

on_both!(a_few_are_indexed_at_once, |db| {
    import(&db, (0..20).map(row).collect()).await;
    assert!(!db.has_search_backlog().await.expect("an answer"));
    assert!(indexed(&db).await.is_none_or(|known| known == 20));
    assert_eq!(found(&db, "client-0007").await, 1);
});
