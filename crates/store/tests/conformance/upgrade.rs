//! A database that an earlier program made.

use domain::{
    Direction, GroupListQuery, GroupType, Sort, SortColumn, Status, UserCollection, UserDraft,
    UserFilter, Window, parse_q,
};
use store::{CallBatch, CallsOf};

use crate::harness::Db;
use crate::sample::*;
use crate::schema::drop_everything;

const FIRST_SQLITE: &str = include_str!("../../migrations/sqlite/0001_initial.sql");
const FIRST_POSTGRES: &str = include_str!("../../migrations/postgres/0001_initial.sql");

/// Puts a database of schema 1 with one user in the place of the one there is.
async fn back_to_the_first_schema(db: &Db) {
    drop_everything(db).await;
    db.raw
        .execute(if db.raw.is_sqlite() {
            FIRST_SQLITE
        } else {
            FIRST_POSTGRES
        })
        .await;
    db.raw
        .execute(
            "CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, \
             applied BIGINT NOT NULL)",
        )
        .await;
    db.raw
        .execute(
            "INSERT INTO schema_version (version, name, applied) VALUES (1, '0001_initial', 0)",
        )
        .await;
    db.raw
        .execute(&format!(
            "INSERT INTO integration_user (party_id, party_number, login, client_id, client_id_key, name, name_key, \
             email, description, status, date_added, date_modified, version, search_key) \
             VALUES ({}, '{}', 'l', 'old-client', 'old-client', '', '', '', '', 1, 5, 5, 3, 'old-client')",
            id(1).0,
            number(1).as_str()
        ))
        .await;
}

on_both!(a_database_of_the_first_schema_is_upgraded, |db| {
    back_to_the_first_schema(&db).await;
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let db = Db::clone(&db);
            tokio::spawn(async move { db.again().await })
        })
        .collect();
    let mut stores = Vec::new();
    for task in tasks {
        stores.push(task.await.expect("it is upgraded once"));
    }
    let store = stores.remove(0);
    let user = store
        .find_user(&number(1))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(
        (user.client_id, user.status, user.version),
        (client("old-client"), Status::Active, 3)
    );
    let known = store.gate_users_after(None, 10).await.expect("a read");
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].version, known[0].rate), (3, None));
    let mut tx = store.begin().await.expect("a transaction");
    let batch = CallBatch {
        last_used: vec![(id(1), NOW)],
        refusals: vec![refusal(1, None, None)],
        ..CallBatch::default()
    };
    tx.write_calls(&batch).await.expect("a write");
    tx.commit().await.expect("a commit");
    let refused = store
        .refused_calls(&CallsOf::Everybody, 10)
        .await
        .expect("a read");
    assert_eq!(refused.len(), 1);
});

/// Folds the keys of the first user and the groups as a program did that left the final sigma alone.
async fn back_to_final_sigmas(db: &Db) {
    db.raw
        .execute(&format!(
            "UPDATE integration_user SET name_key = replace(name_key, 'οδοσ', 'οδος'), \
             search_key = replace(search_key, 'οδοσ', 'οδος'), email_key = replace(email_key, 'οδοσ', 'οδος'), \
             description_key = replace(description_key, 'οδοσ', 'οδος') WHERE party_id = {}",
            id(1).0
        ))
        .await;
    db.raw
        .execute(
            "UPDATE user_group SET label_key = replace(label_key, 'οδοσ', 'οδος'), \
             search_key = replace(search_key, 'οδοσ', 'οδος')",
        )
        .await;
    db.raw
        .execute("DELETE FROM schema_version WHERE name = '0009_final_sigma'")
        .await;
}

on_both!(final_sigmas_of_an_earlier_program_are_folded, |db| {
    let road = UserDraft {
        email: "x@οδος.gr".parse().expect("an address"),
        description: "Κάθε οδός".parse().expect("a description"),
        ..named("road", "Οδός Ερμού")
    };
    add(&db, 1, road).await;
    add(&db, 2, named("other", "οδοσ α")).await;
    add_group(&db, "roads", "Οδός", GroupType::Sales).await;
    back_to_final_sigmas(&db).await;
    let filter = UserFilter::default().matching(term("ΟΔΟΣ"));
    assert_eq!(db.count_users(&filter).await.expect("a count"), 1);

    let store = db.again().await;
    let sort = Sort {
        column: SortColumn::Name,
        direction: Direction::Ascending,
    };
    let page = store.list_users(&filter, sort, Window::default()).await;
    let rows = page.expect("a page").rows;
    let order: Vec<&str> = rows.iter().map(|row| row.client_id.as_str()).collect();
    assert_eq!(order, ["other", "road"]);
    for q in [
        "firstName LIKE 'ΟΔΟΣ Ε%'",
        "email LIKE '%ΟΔΟΣ.gr'",
        "description LIKE '%οδος'",
    ] {
        let collection = UserCollection {
            filter: Some(parse_q(q).expect("a filter")),
            ..UserCollection::default()
        };
        let found = store.collect_users(&collection).await.expect("a slice");
        assert_eq!(found.items.len(), 1, "{q}");
    }
    let query = GroupListQuery {
        term: Some(term("ΟΔΟΣ")),
        ..GroupListQuery::default()
    };
    let groups = store.list_groups(&query, 10).await.expect("groups");
    assert_eq!(groups.total, 1);
});
