use domain::{Action, DisplayName, GroupType, Status, UserFilter};
use store::{Imported, StoreError, UserImport};

use crate::sample::*;

fn rows(count: i64) -> Vec<UserImport> {
    (0..count)
        .map(|at| {
            let mut row = imported(at, &format!("client-{at}"));
            row.name = Some(DisplayName::stored(format!("Name {at}")));
            row.date_added = Some(NOW.days_before(at % 400));
            row.status = Some(if at % 5 == 0 {
                Status::Inactive
            } else {
                Status::Active
            });
            row.groups = Some(if at % 2 == 0 {
                vec![name("even")]
            } else {
                vec![name("odd"), name("even")]
            });
            row
        })
        .collect()
}

on_both!(
    importing_users_twice_changes_nothing_the_second_time,
    |db| {
        add_group(&db, "even", "Even", GroupType::Sales).await;
        add_group(&db, "odd", "Odd", GroupType::Administrator).await;
        let rows = rows(1_500);
        let mut tx = db.begin().await.expect("a transaction");
        let outcomes = tx.import_users(&rows, NOW).await.expect("an import");
        assert!(
            outcomes
                .iter()
                .all(|outcome| matches!(outcome, Imported::Created))
        );
        let entries: Vec<_> = rows
            .iter()
            .map(|row| entry(row.ids.party_number.as_str(), Action::Imported))
            .collect();
        tx.record_all(&entries).await.expect("entries");
        tx.commit().await.expect("a commit");
        assert_eq!(
            db.count_users(&UserFilter::default())
                .await
                .expect("a count"),
            1_500
        );
        let user = db
            .find_user(&number(7))
            .await
            .expect("a read")
            .expect("the user");
        assert_eq!(
            (user.groups.len(), user.date_added, user.version),
            (2, NOW.days_before(7), 1)
        );

        let mut tx = db.begin().await.expect("a transaction");
        let outcomes = tx
            .import_users(&rows, NOW.plus_seconds(60))
            .await
            .expect("an import");
        assert!(
            outcomes
                .iter()
                .all(|outcome| matches!(outcome, Imported::Unchanged))
        );
        tx.commit().await.expect("a commit");
        assert_eq!(db.find_user(&number(7)).await.expect("a read"), Some(user));
        assert_eq!(
            db.count_users(&UserFilter::default())
                .await
                .expect("a count"),
            1_500
        );
    }
);

on_both!(an_import_changes_only_what_it_names, |db| {
    let made = add(&db, 1, named("one", "Old")).await;
    let mut by_client = imported(2, "one");
    by_client.status = Some(Status::Inactive);
    let mut by_number = imported(3, "renamed");
    by_number.party_number = Some(number(1));
    let mut brings_number = imported(4, "four");
    brings_number.party_number = Some(domain::PartyNumber::new("FROM-ELSEWHERE"));
    let mut tx = db.begin().await.expect("a transaction");
    let outcomes = tx
        .import_users(&[by_client, by_number, brings_number], NOW)
        .await
        .expect("an import");
    tx.commit().await.expect("a commit");
    assert!(
        matches!(
            outcomes.as_slice(),
            [
                Imported::Changed(_),
                Imported::Changed(_),
                Imported::Created
            ]
        ),
        "{outcomes:?}"
    );
    let user = db
        .find_user(&number(1))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(
        (user.client_id, user.status, user.name, user.version),
        (client("renamed"), Status::Inactive, made.name, 3)
    );
    let four = db
        .find_user_by_client_id(&client("four"))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(four.party_number.as_str(), "FROM-ELSEWHERE");
});

on_both!(rows_of_one_import_see_the_rows_before_them, |db| {
    let mut first = imported(1, "same");
    first.name = Some(DisplayName::stored("First"));
    let mut second = imported(2, "same");
    second.name = Some(DisplayName::stored("Second"));
    let mut tx = db.begin().await.expect("a transaction");
    let outcomes = tx
        .import_users(&[first, second.clone(), second], NOW)
        .await
        .expect("an import");
    tx.commit().await.expect("a commit");
    assert!(matches!(
        outcomes.as_slice(),
        [Imported::Created, Imported::Changed(_), Imported::Unchanged]
    ));
    assert_eq!(
        db.count_users(&UserFilter::default())
            .await
            .expect("a count"),
        1
    );
});

on_both!(a_row_that_cannot_be_is_refused_and_the_others_go_on, |db| {
    add(&db, 1, draft("one")).await;
    let mut strange_group = imported(2, "two");
    strange_group.groups = Some(vec![name("nothing")]);
    let mut not_its_number = imported(3, "one");
    not_its_number.party_number = Some(domain::PartyNumber::new("ANOTHER"));
    let good = imported(4, "four");
    let mut tx = db.begin().await.expect("a transaction");
    let outcomes = tx
        .import_users(&[strange_group, not_its_number, good], NOW)
        .await
        .expect("an import");
    assert!(matches!(
        outcomes.as_slice(),
        [
            Imported::Refused(StoreError::UnknownGroups(_)),
            Imported::Refused(StoreError::ClientIdTaken { .. }),
            Imported::Created
        ]
    ));
});

on_both!(a_refused_row_leaves_its_user_to_the_rows_behind_it, |db| {
    for (at, client_id) in [(1, "one"), (2, "two"), (3, "three")] {
        add(&db, at, draft(client_id)).await;
    }
    let mut taken = imported(4, "two");
    taken.party_number = Some(number(1));
    let mut strange_group = imported(5, "renamed");
    strange_group.party_number = Some(number(3));
    strange_group.groups = Some(vec![name("nothing")]);
    let behind = |at, client_id| {
        let mut row = imported(at, client_id);
        row.name = Some(DisplayName::stored("Behind"));
        row
    };
    let rows = [taken, strange_group, behind(6, "one"), behind(7, "three")];
    let compared = db.compare_users(&rows, &[], NOW).await;
    let mut tx = db.begin().await.expect("a transaction");
    let written = tx.import_users(&rows, NOW).await;
    tx.commit().await.expect("a commit");
    for outcomes in [compared, written] {
        let outcomes = outcomes.expect("outcomes");
        let [
            Imported::Refused(StoreError::ClientIdTaken { .. }),
            Imported::Refused(StoreError::UnknownGroups(_)),
            Imported::Changed(one),
            Imported::Changed(three),
        ] = outcomes.as_slice()
        else {
            panic!("{outcomes:?}");
        };
        assert_eq!(one.before.party_number, number(1));
        assert_eq!(three.before.party_number, number(3));
    }
    for (at, client_id) in [(1, "one"), (3, "three")] {
        let user = db.find_user(&number(at)).await.expect("a read");
        let user = user.expect("the user");
        assert_eq!((user.client_id, user.version), (client(client_id), 2));
        assert_eq!(user.name.as_str(), "Behind");
    }
});

on_both!(two_users_may_swap_their_client_ids_in_no_import, |db| {
    add(&db, 1, draft("one")).await;
    add(&db, 2, draft("two")).await;
    let mut first = imported(3, "two");
    first.party_number = Some(number(1));
    let mut tx = db.begin().await.expect("a transaction");
    let outcomes = tx.import_users(&[first], NOW).await.expect("an import");
    assert!(matches!(
        outcomes.as_slice(),
        [Imported::Refused(StoreError::ClientIdTaken { party_number })] if *party_number == number(2)
    ));
});

on_both!(
    comparing_says_what_an_import_would_do_and_does_nothing,
    |db| {
        add_group(&db, "even", "Even", GroupType::Sales).await;
        add_group(&db, "odd", "Odd", GroupType::Administrator).await;
        let mut tx = db.begin().await.expect("a transaction");
        tx.import_users(&rows(20), NOW).await.expect("an import");
        tx.commit().await.expect("a commit");
        let mut next = rows(21);
        next[3].status = Some(Status::Inactive);
        next[4].groups = Some(vec![name("coming")]);
        next[5].groups = Some(vec![name("nowhere")]);
        // Another has this client id.
        next[6].client_id = next[7].client_id.clone();
        next[6].party_number = Some(number(6));
        let coming = domain::GroupRef {
            variable_name: name("coming"),
            label: domain::Label::stored("Coming".to_owned()),
            kind: GroupType::Sales,
        };
        let outcomes = db
            .compare_users(&next, &[coming], NOW)
            .await
            .expect("a comparison");
        for (at, outcome) in outcomes.iter().enumerate() {
            let expected = match at {
                3 => {
                    matches!(outcome, Imported::Changed(updated) if updated.after.status == Status::Inactive)
                }
                4 => {
                    matches!(outcome, Imported::Changed(updated) if updated.after.groups.len() == 1)
                }
                5 => matches!(outcome, Imported::Refused(StoreError::UnknownGroups(_))),
                6 => matches!(outcome, Imported::Refused(StoreError::ClientIdTaken { .. })),
                20 => matches!(outcome, Imported::Created),
                _ => matches!(outcome, Imported::Unchanged),
            };
            assert!(expected, "{at}: {outcome:?}");
        }
        let count = db
            .count_users(&UserFilter::default())
            .await
            .expect("a count");
        assert_eq!(count, 20);
        let found = db
            .users_with(&[number(9), domain::PartyNumber::new("no\0body"), number(2)])
            .await
            .expect("users");
        let found: Vec<_> = found.into_iter().map(|user| user.party_number).collect();
        assert_eq!(found, [number(9), number(2)]);
    }
);

on_both!(many_changes_may_be_expected_and_change_nothing_else, |db| {
    db.expect_many(true).await.expect("an answer");
    let mut tx = db.begin().await.expect("a transaction");
    tx.import_users(&rows_without_groups(3_000), NOW)
        .await
        .expect("an import");
    tx.commit().await.expect("a commit");
    db.expect_many(false).await.expect("an answer");
    let count = db
        .count_users(&UserFilter::default())
        .await
        .expect("a count");
    assert_eq!(count, 3_000);
});

fn rows_without_groups(count: i64) -> Vec<UserImport> {
    let mut rows = rows(count);
    for row in &mut rows {
        row.groups = None;
    }
    rows
}
