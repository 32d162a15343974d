use domain::{Description, GroupChange, GroupListQuery, GroupType, Label, USER_ADMINISTRATORS};
use store::{Imported, StoreError};

use crate::sample::*;

fn change(label: &str) -> GroupChange {
    GroupChange {
        label: Some(Label::stored(label)),
        description: Some(Description::default()),
    }
}

on_both!(the_built_in_group_is_there_and_stays_as_it_is, |db| {
    let found = db
        .find_group(&name(USER_ADMINISTRATORS))
        .await
        .expect("a read")
        .expect("the group");
    assert!(found.group.read_only);
    assert_eq!(
        (found.group.kind, found.members),
        (GroupType::Administrator, 0)
    );
    let mut tx = db.begin().await.expect("a transaction");
    let refused = tx
        .update_group(&name(USER_ADMINISTRATORS), &change("Mine"), 1, NOW)
        .await;
    assert!(matches!(refused, Err(StoreError::ReadOnlyGroup)));
    drop(tx);
    let again = db.again().await;
    assert_eq!(again.group_choices().await.expect("a read").len(), 1);
});

on_both!(renaming_a_group_keeps_its_members, |db| {
    add_group(&db, "emea", "EMEA", GroupType::Sales).await;
    let mut wanted = draft("one");
    wanted.groups = vec![name("emea")];
    add(&db, 1, wanted).await;
    let mut tx = db.begin().await.expect("a transaction");
    let updated = tx
        .update_group(&name("emea"), &change("Europa"), 1, NOW.plus_seconds(5))
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    assert_eq!(
        (updated.before.label.as_str(), updated.after.label.as_str()),
        ("EMEA", "Europa")
    );
    let found = db
        .find_group(&name("emea"))
        .await
        .expect("a read")
        .expect("the group");
    assert_eq!((found.group, found.members), (updated.after, 1));
    let user = db
        .find_user(&number(1))
        .await
        .expect("a read")
        .expect("the user");
    assert_eq!(user.groups[0].label.as_str(), "Europa");
});

on_both!(a_variable_name_is_taken_once_over_both_types, |db| {
    add_group(&db, "emea", "EMEA", GroupType::Sales).await;
    let mut tx = db.begin().await.expect("a transaction");
    let refused = tx
        .insert_group(&group_draft("emea", "Other", GroupType::Administrator), NOW)
        .await;
    assert!(matches!(refused, Err(StoreError::VariableNameTaken)));
    tx.insert_group(&group_draft("EMEA", "Other", GroupType::Administrator), NOW)
        .await
        .expect("another name");
});

on_both!(an_old_version_of_a_group_is_refused, |db| {
    add_group(&db, "emea", "EMEA", GroupType::Sales).await;
    let mut tx = db.begin().await.expect("a transaction");
    let same = tx
        .update_group(&name("emea"), &change("EMEA"), 1, NOW)
        .await
        .expect("no change");
    assert_eq!(same.after.version, 1);
    tx.update_group(&name("emea"), &change("Two"), 1, NOW)
        .await
        .expect("a change");
    let refused = tx
        .update_group(&name("emea"), &change("Three"), 1, NOW)
        .await;
    assert!(matches!(refused, Err(StoreError::Changed { current: 2 })));
    let missing = tx
        .update_group(&name("nothing"), &change("x"), 1, NOW)
        .await;
    assert!(matches!(missing, Err(StoreError::NotFound)));
});

on_both!(
    groups_list_by_label_without_case_or_accents_in_pages,
    |db| {
        for (variable_name, label) in [
            ("d", "émile"),
            ("c", "Zebra"),
            ("b", "alpha"),
            ("a", "Émile"),
            ("e", "日本"),
        ] {
            add_group(&db, variable_name, label, GroupType::Sales).await;
        }
        let mut query = GroupListQuery {
            kind: Some(GroupType::Sales),
            ..GroupListQuery::default()
        };
        let mut seen = Vec::new();
        loop {
            let page = db.list_groups(&query, 2).await.expect("a page");
            assert_eq!(page.total, 5);
            seen.extend(
                page.rows
                    .iter()
                    .map(|row| row.group.variable_name.to_string()),
            );
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["b", "a", "d", "c", "e"]);
        query.after = Some(name("gone"));
        assert_eq!(
            db.list_groups(&query, 2).await.expect("a page").rows.len(),
            2
        );
    }
);

on_both!(groups_are_searched_by_label_name_and_description, |db| {
    let mut tx = db.begin().await.expect("a transaction");
    let mut wanted = group_draft("emeaSales", "Zürich 100%", GroupType::Sales);
    wanted.description = Description::stored("für Kunden");
    tx.insert_group(&wanted, NOW).await.expect("a group");
    tx.insert_group(&group_draft("other", "Other", GroupType::Sales), NOW)
        .await
        .expect("a group");
    tx.commit().await.expect("a commit");
    for (text, total) in [
        ("ZURICH", 1),
        ("measal", 1),
        ("fur k", 1),
        ("%", 1),
        ("_", 0),
        ("h", 2),
        ("nothing", 0),
    ] {
        let query = GroupListQuery {
            term: Some(term(text)),
            kind: Some(GroupType::Sales),
            after: None,
        };
        let page = db.list_groups(&query, 10).await.expect("a page");
        assert_eq!(
            (page.total, page.rows.len()),
            (total, usize::try_from(total).expect("few")),
            "{text}"
        );
    }
});

on_both!(
    importing_groups_twice_changes_nothing_the_second_time,
    |db| {
        let drafts = [
            group_draft("a", "A", GroupType::Sales),
            group_draft("b", "B", GroupType::Administrator),
            group_draft("a", "A again", GroupType::Sales),
            group_draft("b", "B", GroupType::Sales),
            group_draft(USER_ADMINISTRATORS, "Mine", GroupType::Administrator),
        ];
        let mut tx = db.begin().await.expect("a transaction");
        let outcomes = tx.import_groups(&drafts, NOW).await.expect("an import");
        tx.commit().await.expect("a commit");
        assert!(matches!(
            outcomes.as_slice(),
            [
                Imported::Created,
                Imported::Created,
                Imported::Changed(_),
                Imported::Refused(StoreError::VariableNameTaken),
                Imported::Refused(StoreError::ReadOnlyGroup)
            ]
        ));
        let mut tx = db.begin().await.expect("a transaction");
        let outcomes = tx
            .import_groups(&drafts[1..3], NOW)
            .await
            .expect("an import");
        assert!(matches!(
            outcomes.as_slice(),
            [Imported::Unchanged, Imported::Unchanged]
        ));
        drop(tx);
        let labels: Vec<String> = db
            .group_choices()
            .await
            .expect("groups")
            .iter()
            .map(|g| g.label.as_str().to_owned())
            .collect();
        assert_eq!(labels, ["A again", "B", "User Administrators"]);
    }
);
