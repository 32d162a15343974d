//! Members of groups; collections of groups.

use domain::expression::{OrderBy, QueryField};
use domain::{
    Direction, GroupCollection, GroupField, GroupType, Login, MemberChange, MemberOp,
    USER_ADMINISTRATORS, UserCollection, parse_order, parse_q,
};
use store::StoreError;

use crate::harness::Db;
use crate::sample::*;

fn change(op: MemberOp, at: i64) -> MemberChange {
    MemberChange {
        op,
        login: login(at),
    }
}

async fn members(db: &Db, group: &str) -> Vec<i64> {
    let slice = db
        .collect_members(&name(group), &UserCollection::default())
        .await
        .expect("a slice");
    slice
        .items
        .iter()
        .map(|user| user.party_id.0 - id(0).0)
        .collect()
}

async fn three_users(db: &Db) {
    add_group(db, "emea", "EMEA", GroupType::Sales).await;
    add_group(db, "apac", "APAC", GroupType::Sales).await;
    for at in 1..=3 {
        let mut wanted = draft(&format!("client-{at}"));
        wanted.groups = if at == 3 {
            vec![name("emea"), name("apac")]
        } else {
            vec![name("apac")]
        };
        add(db, at, wanted).await;
    }
}

on_both!(members_come_and_go_and_keep_their_other_groups, |db| {
    three_users(&db).await;
    let changes = [
        change(MemberOp::Remove, 3),
        change(MemberOp::Add, 2),
        change(MemberOp::Remove, 1),
        change(MemberOp::Add, 1),
        change(MemberOp::Add, 1),
    ];
    let mut tx = db.begin().await.expect("a transaction");
    let now = NOW.plus_seconds(60);
    let updated = tx
        .change_members(&name("emea"), &changes, now)
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    let told: Vec<_> = updated
        .iter()
        .map(|user| {
            (
                user.after.party_id.0 - id(0).0,
                user.before.groups.len(),
                user.after.groups.len(),
            )
        })
        .collect();
    assert_eq!(told, [(3, 2, 1), (2, 1, 2), (1, 1, 2)]);
    assert_eq!(members(&db, "emea").await, [1, 2]);
    assert_eq!(members(&db, "apac").await, [1, 2, 3]);
    for user in updated {
        let found = db
            .find_user(&user.after.party_number)
            .await
            .expect("a read");
        assert_eq!(found, Some(user.after.clone()));
        assert_eq!((user.after.version, user.after.date_modified), (2, now));
    }
    let mut tx = db.begin().await.expect("a transaction");
    let again = tx
        .change_members(&name("emea"), &changes[..2], now)
        .await
        .expect("no change");
    assert!(again.is_empty());
});

on_both!(
    unknown_logins_are_told_all_at_once_and_nothing_is_written,
    |db| {
        three_users(&db).await;
        let unknown = ["nobody", "a\0b"].map(|text| MemberChange {
            op: MemberOp::Remove,
            login: Login::new(text),
        });
        let mut tx = db.begin().await.expect("a transaction");
        let [first, second] = unknown.clone();
        let changes = [first.clone(), change(MemberOp::Add, 1), second, first];
        let refused = tx.change_members(&name("emea"), &changes, NOW).await;
        let Err(StoreError::UnknownLogins(logins)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(logins, unknown.map(|change| change.login));
        tx.commit().await.expect("a commit");
        assert_eq!(members(&db, "emea").await, [3]);
        let mut tx = db.begin().await.expect("a transaction");
        let missing = tx.change_members(&name("nowhere"), &[], NOW).await;
        assert!(matches!(missing, Err(StoreError::NotFound)));
        let missing = db
            .collect_members(&name("nowhere"), &UserCollection::default())
            .await;
        assert!(matches!(missing, Err(StoreError::NotFound)));
    }
);

on_both!(logins_that_nobody_has_are_found, |db| {
    three_users(&db).await;
    let unknown = ["nobody", "a\0b"].map(Login::new);
    let [first, second] = unknown.clone();
    let asked = [first, login(1), second, login(3)];
    let found = db.unknown_logins(&asked).await.expect("a read");
    assert_eq!(found, unknown);
    let none = db.unknown_logins(&[]).await.expect("a read");
    assert!(none.is_empty());
});

on_both!(the_built_in_group_takes_members, |db| {
    three_users(&db).await;
    let mut tx = db.begin().await.expect("a transaction");
    tx.change_members(&name(USER_ADMINISTRATORS), &[change(MemberOp::Add, 2)], NOW)
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    assert_eq!(members(&db, USER_ADMINISTRATORS).await, [2]);
    let filter = parse_q("isUserAdminPermEnabled:true").expect("a filter");
    let collection = UserCollection {
        filter: Some(filter),
        ..UserCollection::default()
    };
    assert_eq!(
        db.collect_users(&collection)
            .await
            .expect("a slice")
            .items
            .len(),
        1
    );
});

on_both!(members_are_filtered_ordered_and_paged, |db| {
    three_users(&db).await;
    let collection = UserCollection {
        filter: Some(parse_q("oauthClientId:{$ne:'client-2'}").expect("a filter")),
        order: parse_order("oauthClientId:desc").expect("an order"),
        limit: 1,
        total: true,
        ..UserCollection::default()
    };
    let slice = db
        .collect_members(&name("apac"), &collection)
        .await
        .expect("a slice");
    assert_eq!(
        (slice.items[0].party_id, slice.items[0].groups.len()),
        (id(3), 2)
    );
    assert_eq!((slice.has_more, slice.total), (true, Some(2)));
});

on_both!(a_group_changes_without_a_version_to_compare, |db| {
    add_group(&db, "emea", "EMEA", GroupType::Sales).await;
    let mut tx = db.begin().await.expect("a transaction");
    let change = domain::GroupChange {
        description: Some(domain::Description::stored("All of it")),
        ..domain::GroupChange::default()
    };
    let updated = tx
        .update_group(&name("emea"), &change, None, NOW)
        .await
        .expect("a change");
    assert_eq!(
        (updated.after.label.as_str(), updated.after.version),
        ("EMEA", 2),
        "what is not named stays"
    );
    let change = domain::GroupChange {
        label: Some(domain::Label::stored("Europe")),
        ..domain::GroupChange::default()
    };
    let updated = tx
        .update_group(&name("emea"), &change, None, NOW)
        .await
        .expect("a change");
    assert_eq!(
        (updated.after.description.as_str(), updated.after.version),
        ("All of it", 3)
    );
    let same = tx
        .update_group(&name("emea"), &domain::GroupChange::default(), None, NOW)
        .await
        .expect("no change");
    assert_eq!(same.after.version, 3);
});

on_both!(groups_are_collected_by_every_member, |db| {
    for (variable_name, label, kind) in [
        ("b", "Émea", GroupType::Sales),
        ("a", "emea", GroupType::Administrator),
        ("c", "Apac", GroupType::Sales),
    ] {
        add_group(&db, variable_name, label, kind).await;
    }
    let collect = async |filter: &str, order: &str, offset: u64, limit: u32| {
        let collection = GroupCollection {
            filter: (!filter.is_empty()).then(|| parse_q(filter).expect("a filter")),
            order: parse_order(order).expect("an order"),
            limit,
            offset,
            total: true,
        };
        let slice = db.collect_groups(&collection).await.expect("a slice");
        let names: Vec<String> = slice
            .items
            .iter()
            .map(|group| group.variable_name.to_string())
            .collect();
        (
            names.join(" "),
            slice.has_more,
            slice.total.unwrap_or_default(),
        )
    };
    let found = |names: &str, more, total| (names.to_owned(), more, total);
    assert_eq!(
        collect("", "", 0, 9).await,
        found("a b c userAdministrators", false, 4)
    );
    assert_eq!(
        collect("type:0", "label:desc", 0, 1).await,
        found("b", true, 2)
    );
    assert_eq!(
        collect("type:0", "label:desc", 1, 1).await,
        found("c", false, 2)
    );
    assert_eq!(
        collect("label LIKE 'EMEA'", "variableName:desc", 0, 9).await,
        found("b a", false, 2)
    );
    assert_eq!(
        collect("readOnly:true", "", 0, 9).await,
        found("userAdministrators", false, 1)
    );
    assert_eq!(
        collect("status.displayValue:'Inactive'", "", 0, 9).await,
        found("", false, 0)
    );
    assert_eq!(collect("", "", u64::MAX, 9).await, found("", false, 4));
    for field in GroupField::ALL {
        let order = vec![OrderBy {
            field,
            direction: Direction::Ascending,
        }];
        let collection = GroupCollection {
            order,
            ..GroupCollection::default()
        };
        let slice = db.collect_groups(&collection).await.expect("a slice");
        assert!(
            slice.items.is_sorted_by_key(|group| field.rank(group)),
            "{field:?}"
        );
    }
});
