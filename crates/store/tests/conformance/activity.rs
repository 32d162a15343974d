use domain::{Action, ActivityQuery, Actor, Change, FieldChange, PartyNumber, SubjectKind};
use store::LogStretch;

use crate::sample::*;

on_both!(an_entry_is_read_as_it_was_written, |db| {
    let mut wanted = entry("IU_1", Action::Changed);
    wanted.change = Change {
        fields: vec![FieldChange {
            field: "firstName".to_owned(),
            before: "\"quoted\" \\ Zürich".to_owned(),
            after: "👍\nline".to_owned(),
        }],
        groups_added: vec!["EMEA".to_owned()],
        groups_removed: Vec::new(),
    };
    let mut system = entry("emea", Action::Imported);
    system.actor = Actor::System;
    system.subject_kind = SubjectKind::Group;
    let mut tx = db.begin().await.expect("a transaction");
    assert_eq!(tx.record(&wanted).await.expect("an entry"), 1);
    assert_eq!(tx.record(&system).await.expect("an entry"), 2);
    tx.commit().await.expect("a commit");
    let page = db
        .activity(&ActivityQuery::default(), 10)
        .await
        .expect("a page");
    assert_eq!(page.next, None);
    assert_eq!(
        page.entries.iter().map(|e| e.number).collect::<Vec<_>>(),
        [2, 1]
    );
    let read = &page.entries[1];
    assert_eq!(
        (&read.change, &read.actor, read.action, read.at),
        (&wanted.change, &wanted.actor, wanted.action, NOW)
    );
    assert_eq!(
        (read.subject.as_str(), read.subject_label.as_str()),
        ("IU_1", "3f0c")
    );
    assert_eq!(page.entries[0].actor, Actor::System);
});

on_both!(entries_filter_by_user_and_action_in_pages, |db| {
    let mut tx = db.begin().await.expect("a transaction");
    let entries: Vec<_> = (0..300)
        .map(|at| {
            entry(
                if at % 3 == 0 { "IU_A" } else { "IU_B" },
                if at % 2 == 0 {
                    Action::Changed
                } else {
                    Action::Activated
                },
            )
        })
        .collect();
    assert_eq!(tx.record_all(&entries).await.expect("entries"), 1);
    assert_eq!(tx.record_all(&[]).await.expect("none"), 301);
    tx.commit().await.expect("a commit");
    for (user, action, expected) in [
        (None, None, 300),
        (Some("IU_A"), None, 100),
        (None, Some(Action::Activated), 150),
        (Some("IU_A"), Some(Action::Changed), 50),
        (Some("IU_\0"), None, 0),
        (Some("nobody"), Some(Action::Changed), 0),
    ] {
        let mut query = ActivityQuery {
            user: user.map(PartyNumber::new),
            action,
            before: None,
        };
        let mut numbers = Vec::new();
        loop {
            let page = db.activity(&query, 7).await.expect("a page");
            numbers.extend(page.entries.iter().map(|entry| entry.number));
            query.before = page.next;
            if page.next.is_none() {
                break;
            }
        }
        assert_eq!(numbers.len(), expected, "{user:?} {action:?}");
        assert!(numbers.windows(2).all(|pair| pair[0] > pair[1]));
    }
});

on_both!(what_only_a_newer_program_knows_is_passed_over, |db| {
    let written = vec![entry("IU_1", Action::Changed); 20];
    let mut tx = db.begin().await.expect("a transaction");
    tx.record_all(&written).await.expect("entries");
    tx.commit().await.expect("a commit");
    // More in a row than a page has.
    db.raw
        .execute("UPDATE activity SET action = 'archived' WHERE number BETWEEN 5 AND 15")
        .await;
    db.raw
        .execute("UPDATE activity SET subject_kind = 'archive' WHERE number IN (1, 18)")
        .await;
    for user in [None, Some("IU_1")] {
        let mut query = ActivityQuery {
            user: user.map(PartyNumber::new),
            ..ActivityQuery::default()
        };
        let mut pages = Vec::new();
        loop {
            let page = db.activity(&query, 3).await.expect("a page");
            let numbers = page.entries.iter().map(|entry| entry.number);
            pages.push(numbers.collect::<Vec<_>>());
            query.before = page.next;
            if page.next.is_none() {
                break;
            }
        }
        // No page is shorter for it.
        let whole = [vec![20, 19, 17], vec![16, 4, 3], vec![2]];
        assert_eq!(pages, whole, "{user:?}");
    }
});

on_both!(numbers_have_no_gaps_when_transactions_are_undone, |db| {
    for at in 0..6 {
        let mut tx = db.begin().await.expect("a transaction");
        tx.record(&entry("IU_1", Action::Changed))
            .await
            .expect("an entry");
        if at % 2 == 0 {
            tx.commit().await.expect("a commit");
        }
    }
    let page = db
        .activity(&ActivityQuery::default(), 10)
        .await
        .expect("a page");
    assert_eq!(
        page.entries.iter().map(|e| e.number).collect::<Vec<_>>(),
        [3, 2, 1]
    );
});

on_both!(the_log_says_what_happened_since, |db| {
    let subject = |kind, subject: &str, action| {
        let mut written = entry(subject, action);
        written.subject_kind = kind;
        written.subject_label = format!("label of {subject}");
        written
    };
    let nothing = LogStretch {
        until: 0,
        users: Vec::new(),
        groups: false,
        jobs: false,
        signed_out: Vec::new(),
        more: false,
    };
    let since = async |number, limit| db.log_since(number, limit).await.expect("an answer");
    assert_eq!(since(0, 10).await, Some(nothing.clone()));
    let mut tx = db.begin().await.expect("a transaction");
    tx.record_all(&[
        subject(SubjectKind::User, "IU_2", Action::Changed),
        subject(SubjectKind::User, "IU_1", Action::Created),
        subject(SubjectKind::User, "IU_2", Action::Inactivated),
        subject(SubjectKind::Session, "jane", Action::SignedIn),
        subject(SubjectKind::Session, "joe", Action::SignedOut),
        subject(SubjectKind::Group, "emea", Action::Changed),
        subject(SubjectKind::Job, "1", Action::Started),
    ])
    .await
    .expect("entries");
    assert_eq!(since(0, 10).await, Some(nothing.clone()), "not committed");
    tx.commit().await.expect("a commit");
    let all = LogStretch {
        until: 7,
        users: vec![PartyNumber::new("IU_1"), PartyNumber::new("IU_2")],
        groups: true,
        jobs: true,
        signed_out: vec!["label of joe".to_owned()],
        more: false,
    };
    assert_eq!(since(0, 10).await, Some(all.clone()));
    assert_eq!(since(0, 7).await, Some(all));
    let first = LogStretch {
        until: 2,
        users: vec![PartyNumber::new("IU_1"), PartyNumber::new("IU_2")],
        more: true,
        ..nothing.clone()
    };
    assert_eq!(since(0, 2).await, Some(first));
    let rest = LogStretch {
        until: 4,
        users: vec![PartyNumber::new("IU_2")],
        more: true,
        ..nothing.clone()
    };
    assert_eq!(since(2, 2).await, Some(rest));
    let end = LogStretch {
        until: 7,
        ..nothing
    };
    assert_eq!(since(7, 10).await, Some(end));
    assert_eq!(since(8, 10).await, None, "another database");
});
