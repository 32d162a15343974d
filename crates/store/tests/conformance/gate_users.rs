use domain::{
    Action, GroupType, PartyNumber, Status, SubjectKind, USER_ADMINISTRATORS, UserChange,
};
use store::{CallRate, GateUser, LogMark, Store, StoreError, UserChanges};

use crate::harness::Db;
use crate::sample::*;

async fn all(store: &Store, limit: u32) -> Vec<GateUser> {
    let mut users: Vec<GateUser> = Vec::new();
    loop {
        let after = users.last().map(|user| user.party_id);
        let page = store.gate_users_after(after, limit).await.expect("a page");
        if page.is_empty() {
            return users;
        }
        assert!(page.len() <= usize::try_from(limit).expect("a number"));
        users.extend(sorted(page));
    }
}

/// With the groups of each by name: they come in no order.
fn sorted(mut users: Vec<GateUser>) -> Vec<GateUser> {
    for user in &mut users {
        user.groups.sort_by(|a, b| a.1.cmp(&b.1));
    }
    users
}

async fn some_users(db: &Db) {
    add_group(db, "emea", "EMEA", GroupType::Sales).await;
    add_group(db, "ops", "Operations", GroupType::Administrator).await;
    for at in 1..=40 {
        let mut draft = draft(&format!("c{at}"));
        if at % 3 == 0 {
            draft.groups = vec![name("ops"), name("emea"), name(USER_ADMINISTRATORS)];
        }
        if at % 4 == 0 {
            draft.status = Status::Inactive;
        }
        add(db, at, draft).await;
    }
}

on_both!(the_gate_gets_every_user_with_its_groups_in_pages, |db| {
    assert_eq!(all(&db, 10).await, []);
    some_users(&db).await;
    let users = all(&db, 7).await;
    assert_eq!(users, all(&db, 1_000).await);
    assert_eq!(users.len(), 40);
    let third = &users[2];
    assert_eq!(
        (&third.client_id, &third.party_number, third.version),
        (&client("c3"), &number(3), 1)
    );
    assert_eq!(
        third.groups,
        [
            (GroupType::Sales, name("emea")),
            (GroupType::Administrator, name("ops")),
            (GroupType::Administrator, name(USER_ADMINISTRATORS)),
        ]
    );
    assert_eq!(
        (users[3].status, third.status),
        (Status::Inactive, Status::Active)
    );
    assert!(users[0].groups.is_empty());
    assert_eq!(users[0].rate, None);
});

on_both!(a_user_is_the_same_alone_and_among_all, |db| {
    some_users(&db).await;
    let users = all(&db, 100).await;
    let asked: Vec<PartyNumber> = [
        number(9),
        PartyNumber::new("nobody"),
        PartyNumber::new("a\0b"),
        PartyNumber::new(""),
        number(3),
        number(9),
        PartyNumber::new("👍".repeat(10_000)),
    ]
    .into();
    let some = sorted(db.gate_users(&asked).await.expect("users"));
    assert_eq!(some, [users[2].clone(), users[8].clone()]);
    assert_eq!(db.gate_users(&[]).await.expect("none"), []);
    let numbers: Vec<PartyNumber> = (1..=40).map(number).collect();
    let again = db.gate_users(&numbers).await.expect("users");
    assert_eq!(sorted(again), users);
});

on_both!(a_user_may_have_a_rate_of_its_own, |db| {
    let made = add(&db, 1, draft("one")).await;
    let rate = Some(CallRate {
        per_second: 7,
        burst: u32::MAX,
    });
    for (at, (wanted, before, version)) in [
        (None, None, 1),
        (rate, None, 2),
        (rate, rate, 2),
        (None, rate, 3),
        (rate, None, 4),
    ]
    .into_iter()
    .enumerate()
    {
        let now = NOW.plus_seconds(1_000 + i64::try_from(at).expect("a number"));
        let mut tx = db.begin().await.expect("a transaction");
        let set = tx.set_rate(&number(1), wanted, now).await.expect("a rate");
        tx.commit().await.expect("a commit");
        assert_eq!((set.before, set.user.version), (before, version), "{at}");
        let users = db.gate_users_after(None, 10).await.expect("users");
        assert_eq!((users[0].rate, users[0].version), (wanted, version), "{at}");
        let user = db.find_user(&number(1)).await.expect("a read");
        assert_eq!(user, Some(set.user), "{at}");
    }
    // An edit leaves the rate alone.
    let mut tx = db.begin().await.expect("a transaction");
    tx.set_status(&number(1), Status::Inactive, NOW)
        .await
        .expect("a change");
    let unknown = tx.set_rate(&PartyNumber::new("a\0b"), rate, NOW).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    tx.commit().await.expect("a commit");
    let users = db.gate_users_after(None, 10).await.expect("users");
    assert_eq!((users[0].rate, users[0].version), (rate, made.version + 4));
    db.raw
        .execute("UPDATE integration_user SET rate_per_second = -7")
        .await;
    assert!(db.gate_users_after(None, 10).await.is_err());
});

async fn record(db: &Db, subjects: &[(SubjectKind, PartyNumber)]) {
    let entries: Vec<_> = subjects
        .iter()
        .map(|(kind, subject)| {
            let mut entry = entry(subject.as_str(), Action::Changed);
            entry.subject_kind = *kind;
            entry
        })
        .collect();
    let mut tx = db.begin().await.expect("a transaction");
    tx.record_all(&entries).await.expect("entries");
    tx.commit().await.expect("a commit");
}

/// The entries that [`record`] writes are all of one moment.
fn mark(number: i64) -> LogMark {
    LogMark {
        number,
        at: if number == 0 {
            LogMark::default().at
        } else {
            NOW
        },
    }
}

async fn changes(db: &Db, since: i64, limit: u32) -> UserChanges {
    db.users_changed_since(mark(since), limit)
        .await
        .expect("an answer")
        .expect("the same database")
}

on_both!(users_that_changed_are_found_by_the_activity_log, |db| {
    let nothing = UserChanges {
        until: LogMark::default(),
        party_numbers: Vec::new(),
        more: false,
    };
    assert_eq!(changes(&db, 0, 10).await, nothing);
    assert_eq!(db.last_activity().await.expect("a number"), 0);
    let user = |at| (SubjectKind::User, number(at));
    record(
        &db,
        &[
            user(2),
            (SubjectKind::Group, PartyNumber::new("emea")),
            user(1),
            user(2),
            (SubjectKind::Session, PartyNumber::new("Administrator")),
        ],
    )
    .await;
    assert_eq!(db.last_activity().await.expect("a number"), 5);
    assert_eq!(db.last_log_mark().await.expect("a mark"), mark(5));
    let found = changes(&db, 0, 10).await;
    assert_eq!(found.party_numbers, [number(1), number(2)]);
    assert_eq!((found.until.number, found.more), (5, false));
    let found = changes(&db, 0, 2).await;
    assert_eq!(found.party_numbers, [number(2)]);
    assert_eq!((found.until.number, found.more), (2, true));
    let found = changes(&db, 2, 2).await;
    assert_eq!(found.party_numbers, [number(1), number(2)]);
    assert_eq!((found.until.number, found.more), (4, true));
    let found = changes(&db, 4, 2).await;
    assert_eq!((found.until.number, found.more), (5, false));
    assert!(found.party_numbers.is_empty());
    assert_eq!(changes(&db, 5, 2).await.until.number, 5);
});

on_both!(another_database_in_its_place_is_noticed, |db| {
    record(&db, &[(SubjectKind::User, number(1))]).await;
    assert_eq!(
        db.users_changed_since(mark(2), 10)
            .await
            .expect("an answer"),
        None
    );
    // An entry of that number, but written at another time: the database was restored and went on from there.
    let other = LogMark {
        number: 1,
        at: NOW.plus_seconds(-1),
    };
    assert_eq!(
        db.users_changed_since(other, 10).await.expect("an answer"),
        None
    );
    assert_eq!(changes(&db, 1, 10).await.until.number, 1);
});

on_both!(a_change_of_another_process_is_seen_with_its_version, |db| {
    some_users(&db).await;
    let other = db.again().await;
    let change = UserChange {
        client_id: Some(client("renamed")),
        groups: Some(vec![name("ops")]),
        status: Some(Status::Inactive),
        ..UserChange::default()
    };
    let mut tx = other.begin().await.expect("a transaction");
    tx.update_user(&number(5), &change, None, NOW)
        .await
        .expect("a change");
    tx.record(&entry(number(5).as_str(), Action::Changed))
        .await
        .expect("an entry");
    assert_eq!(changes(&db, 0, 10).await.until.number, 0);
    tx.commit().await.expect("a commit");
    let found = changes(&db, 0, 10).await;
    let users = db.gate_users(&found.party_numbers).await.expect("users");
    assert_eq!(users.len(), 1);
    assert_eq!(
        (&users[0].client_id, users[0].version, users[0].status),
        (&client("renamed"), 2, Status::Inactive)
    );
    assert_eq!(users[0].groups, [(GroupType::Administrator, name("ops"))]);
});
