use domain::{
    ClientId, DisplayName, GroupType, PartyNumber, Sort, Status, UserChange, UserFilter, Window,
};
use store::StoreError;

use crate::sample::*;

on_both!(a_user_is_found_again_as_it_was_made, |db| {
    add_group(&db, "emea", "EMEA", GroupType::Sales).await;
    add_group(&db, "apac", "apac", GroupType::Sales).await;
    let mut draft = named("3f0c8b5d", "Zürich ✓ مكتب 👩🏽‍💻 e\u{301}");
    draft.email = "ops@example.com".parse().expect("an address");
    draft.description = "first line\nsecond".parse().expect("a description");
    draft.status = Status::Inactive;
    draft.groups = vec![name("emea"), name("apac"), name("emea")];
    let made = add(&db, 1, draft).await;
    assert_eq!(
        made.groups
            .iter()
            .map(|g| g.label.as_str())
            .collect::<Vec<_>>(),
        ["apac", "EMEA"]
    );
    assert_eq!(
        (made.version, made.date_added, made.last_used),
        (1, NOW.plus_seconds(1), None)
    );
    assert_eq!(
        db.find_user(&number(1)).await.expect("a read"),
        Some(made.clone())
    );
    let found = db
        .find_user_by_client_id(&client("3f0c8b5d"))
        .await
        .expect("a read");
    assert_eq!(found, Some(made));
});

on_both!(an_unknown_user_is_none_whatever_its_name, |db| {
    for text in [
        "",
        "IU_0",
        "\0",
        "a\0b",
        "'; DROP TABLE integration_user; --",
        "👍",
        &"x".repeat(100_000),
    ] {
        assert_eq!(
            db.find_user(&PartyNumber::new(text)).await.expect("a read"),
            None,
            "{text}"
        );
    }
    assert_eq!(
        db.find_user_by_client_id(&client("nobody"))
            .await
            .expect("a read"),
        None
    );
});

on_both!(client_ids_are_compared_byte_for_byte, |db| {
    add(&db, 1, draft("Client")).await;
    add(&db, 2, draft("client")).await;
    let found = db
        .find_user_by_client_id(&client("client"))
        .await
        .expect("a read");
    assert_eq!(found.map(|user| user.party_number), Some(number(2)));
    assert_eq!(
        db.find_user_by_client_id(&client("CLIENT"))
            .await
            .expect("a read"),
        None
    );
});

on_both!(a_taken_client_id_tells_whose_it_is, |db| {
    add(&db, 1, draft("taken")).await;
    let refused = try_add(&db, 2, draft("taken")).await;
    assert!(
        matches!(refused, Err(StoreError::ClientIdTaken { party_number }) if party_number == number(1))
    );
    add(&db, 3, draft("free")).await;
    let change = UserChange {
        client_id: Some(client("taken")),
        ..UserChange::default()
    };
    let mut tx = db.begin().await.expect("a transaction");
    let refused = tx.update_user(&number(3), &change, None, NOW).await;
    assert!(
        matches!(refused, Err(StoreError::ClientIdTaken { party_number }) if party_number == number(1))
    );
    drop(tx);
    assert_eq!(
        db.count_users(&UserFilter::default())
            .await
            .expect("a count"),
        2
    );
});

on_both!(unknown_groups_are_named_and_nothing_is_written, |db| {
    add_group(&db, "known", "Known", GroupType::Sales).await;
    let mut wanted = draft("a");
    wanted.groups = vec![name("zzz"), name("known"), name("aaa"), name("zzz")];
    let refused = try_add(&db, 1, wanted).await;
    assert!(
        matches!(refused, Err(StoreError::UnknownGroups(names)) if names == [name("aaa"), name("zzz")])
    );
    assert_eq!(db.find_user(&number(1)).await.expect("a read"), None);
});

on_both!(a_change_changes_what_it_names_and_nothing_else, |db| {
    for group in ["a", "b", "c"] {
        add_group(&db, group, group, GroupType::Administrator).await;
    }
    let mut wanted = named("one", "Before");
    wanted.groups = vec![name("a"), name("b")];
    let made = add(&db, 1, wanted).await;
    let later = NOW.plus_seconds(100);
    let change = UserChange {
        name: Some(DisplayName::stored("After")),
        groups: Some(vec![name("c"), name("b")]),
        ..UserChange::default()
    };
    let mut tx = db.begin().await.expect("a transaction");
    let updated = tx
        .update_user(&number(1), &change, Some(1), later)
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    assert_eq!(updated.before, made);
    let mut expected = made.clone();
    expected.name = DisplayName::stored("After");
    expected.groups = updated.after.groups.clone();
    expected.version = 2;
    expected.date_modified = later;
    assert_eq!(updated.after, expected);
    assert_eq!(
        expected
            .groups
            .iter()
            .map(|g| g.label.as_str())
            .collect::<Vec<_>>(),
        ["b", "c"]
    );
    assert_eq!(
        db.find_user(&number(1)).await.expect("a read"),
        Some(expected)
    );
});

on_both!(a_change_to_what_already_is_leaves_the_version, |db| {
    let made = add(&db, 1, named("one", "Same")).await;
    let change = UserChange {
        name: Some(DisplayName::stored("Same")),
        client_id: Some(client("one")),
        status: Some(Status::Active),
        groups: Some(Vec::new()),
        ..UserChange::default()
    };
    let mut tx = db.begin().await.expect("a transaction");
    let updated = tx
        .update_user(&number(1), &change, Some(1), NOW.plus_seconds(9))
        .await
        .expect("a change");
    assert!(!updated.is_change());
    let updated = tx
        .set_status(&number(1), Status::Active, NOW.plus_seconds(9))
        .await
        .expect("a change");
    assert!(!updated.is_change());
    tx.commit().await.expect("a commit");
    assert_eq!(db.find_user(&number(1)).await.expect("a read"), Some(made));
});

on_both!(an_old_version_is_refused_with_the_current_one, |db| {
    add(&db, 1, draft("one")).await;
    let mut tx = db.begin().await.expect("a transaction");
    tx.set_status(&number(1), Status::Inactive, NOW)
        .await
        .expect("a change");
    let refused = tx
        .update_user(&number(1), &UserChange::default(), Some(1), NOW)
        .await;
    assert!(matches!(refused, Err(StoreError::Changed { current: 2 })));
    let missing = tx.set_status(&number(7), Status::Inactive, NOW).await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
});

on_both!(what_is_not_committed_never_was, |db| {
    let mut tx = db.begin().await.expect("a transaction");
    assert_eq!(tx.last_party_id().await.expect("a read"), None);
    tx.insert_user(&new_user(1, draft("one")))
        .await
        .expect("a user");
    assert_eq!(tx.last_party_id().await.expect("a read"), Some(id(1)));
    tx.record(&entry("IU_1", domain::Action::Created))
        .await
        .expect("an entry");
    drop(tx);
    assert_eq!(db.find_user(&number(1)).await.expect("a read"), None);
    assert!(db.is_empty().await.expect("a read"));
    let mut tx = db.begin().await.expect("a transaction");
    assert_eq!(tx.last_party_id().await.expect("a read"), None);
    drop(tx);
    add(&db, 1, draft("one")).await;
    assert!(!db.is_empty().await.expect("a read"));
});

on_both!(a_number_that_is_there_ends_this_change_and_no_other, |db| {
    add(&db, 1, draft("one")).await;
    let mut tx = db.begin().await.expect("a transaction");
    tx.insert_user(&new_user(2, draft("two")))
        .await
        .expect("a user");
    tx.insert_user(&new_user(1, draft("three")))
        .await
        .expect_err("a party id that is there");
    drop(tx);
    assert_eq!(db.find_user(&number(2)).await.expect("a read"), None);
    for at in 4..8 {
        add(&db, at, draft(&format!("later-{at}"))).await;
    }
    let all = db.users_after(None, 10).await.expect("all users");
    assert_eq!(all.len(), 5);
});

on_both!(last_used_only_moves_forward_and_is_no_edit, |db| {
    let made = add(&db, 1, draft("one")).await;
    for at in [50, 90, 70] {
        let mut tx = db.begin().await.expect("a transaction");
        touch(&mut tx, vec![(id(1), NOW.plus_seconds(at))]).await;
        tx.commit().await.expect("a commit");
    }
    let found = db
        .find_user(&number(1))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(found.last_used, Some(NOW.plus_seconds(90)));
    assert_eq!(
        (found.version, found.date_modified),
        (made.version, made.date_modified)
    );
});

on_both!(an_export_passes_every_user_once_in_order, |db| {
    for at in 1..=7 {
        add(&db, at, draft(&format!("client-{at}"))).await;
    }
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let users = db.users_after(after, 3).await.expect("users");
        let Some(last) = users.last() else { break };
        after = Some(last.party_id);
        seen.extend(users.iter().map(|user| user.party_id));
    }
    assert_eq!(seen, (1..=7).map(id).collect::<Vec<_>>());
});

on_both!(a_bad_row_names_itself_and_not_the_client, |db| {
    add(&db, 1, draft("one")).await;
    db.raw
        .execute("UPDATE integration_user SET status = 7")
        .await;
    let error = db.find_user(&number(1)).await.expect_err("a bad row");
    let text = format!("{error}");
    assert_eq!(
        text,
        format!(
            "table integration_user holds an unreadable status in row {}",
            id(1).0
        )
    );
    db.raw
        .execute("UPDATE integration_user SET status = 1, client_id = 'with space'")
        .await;
    let error = db.find_user(&number(1)).await.expect_err("a bad row");
    assert!(matches!(
        error,
        StoreError::BadRow {
            column: "client_id",
            ..
        }
    ));
    assert!(!format!("{error:?}").contains("with space"));
});

on_both!(the_longest_of_everything_fits, |db| {
    // U+FDFA folds into 18 letters: the longest that a name can become.
    let mut wanted = named(
        &"~".repeat(ClientId::MAX_CHARS),
        &"\u{fdfa}".repeat(DisplayName::MAX_CHARS),
    );
    wanted.description = "𝔘".repeat(1000).parse().expect("a description");
    let made = add(&db, 1, wanted).await;
    assert_eq!(db.find_user(&number(1)).await.expect("a read"), Some(made));
    db.ping().await.expect("an answer");
});

on_both!(rows_of_some_users_are_as_in_the_list, |db| {
    for at in 1..=20 {
        add(&db, at, draft(&format!("client-{at}"))).await;
    }
    let filter = UserFilter::default();
    let page = db
        .list_users(&filter, Sort::default(), Window::default())
        .await
        .expect("a page");
    let mut asked: Vec<PartyNumber> = (1..=18).map(number).collect();
    asked.extend([number(3), number(99), PartyNumber::new("IU_\0")]);
    let mut rows = db.summaries_of(&asked).await.expect("rows");
    rows.sort_by_key(|row| std::cmp::Reverse(row.party_id));
    assert_eq!(rows, page.rows[2..]);
    assert_eq!(db.summaries_of(&[]).await.expect("none"), []);
});
