//! Groups: what may change of them, and what is recorded.

use domain::{
    Action, GroupChange, GroupListQuery, GroupType, Problem, SubjectKind, USER_ADMINISTRATORS,
};

use super::{House, administrator, group_draft, name, on_both, told};

fn change(label: &str, description: &str) -> GroupChange {
    GroupChange {
        label: Some(label.parse().expect("a label")),
        description: Some(description.parse().expect("a description")),
    }
}

on_both!(a_group_is_made_once, async |house: House| {
    let group = house.group("emea", "EMEA", GroupType::Sales).await;
    let again = group_draft("emea", "Other", GroupType::Administrator);
    assert_eq!(
        house.service.create_group(&administrator(), again).await,
        Err(Problem::VariableNameTaken)
    );
    let log = house.log().await;
    assert_eq!(
        (log.len(), log[0].action, log[0].subject_kind),
        (1, Action::Created, SubjectKind::Group)
    );
    assert_eq!(told(&log[0]), ["label:  → EMEA", "type:  → Sales"]);
    let found = house
        .service
        .group(&administrator(), &name("emea"))
        .await
        .expect("a group");
    assert_eq!((found.group, found.members), (group, 0));
});

on_both!(
    renaming_keeps_the_members_and_is_recorded,
    async |house: House| {
        let group = house.group("emea", "EMEA", GroupType::Sales).await;
        let user = house.user("first-client-0001", &["emea"]).await;
        let renamed = house
            .service
            .update_group(
                &administrator(),
                &name("emea"),
                change("Europe", "All of it"),
                group.version,
            )
            .await
            .expect("a group");
        assert_eq!((renamed.version, renamed.kind), (2, GroupType::Sales));
        assert_eq!(
            told(&house.log().await[0]),
            ["label: EMEA → Europe", "description:  → All of it"]
        );
        let user = house
            .service
            .user(&administrator(), &user.party_number)
            .await
            .expect("a user");
        assert_eq!((user.groups[0].label.as_str(), user.version), ("Europe", 1));
    }
);

on_both!(
    what_changes_nothing_is_not_recorded,
    async |house: House| {
        let group = house.group("emea", "EMEA", GroupType::Sales).await;
        let answer = house
            .service
            .update_group(
                &administrator(),
                &name("emea"),
                change("EMEA", ""),
                group.version,
            )
            .await;
        assert_eq!(answer, Ok(group));
        assert_eq!(house.log().await.len(), 1);
    }
);

on_both!(who_saw_an_older_version_is_told, async |house: House| {
    house.group("emea", "EMEA", GroupType::Sales).await;
    let service = &house.service;
    let first = service
        .update_group(&administrator(), &name("emea"), change("One", ""), 1)
        .await;
    assert_eq!(first.map(|group| group.version), Ok(2));
    let second = service
        .update_group(&administrator(), &name("emea"), change("Two", ""), 1)
        .await;
    assert_eq!(second, Err(Problem::GroupChangedMeanwhile));
    let missing = service
        .update_group(&administrator(), &name("nowhere"), change("Two", ""), 1)
        .await;
    assert_eq!(missing, Err(Problem::NotFound));
});

on_both!(
    of_many_who_change_it_at_once_each_is_heard_and_nothing_is_lost,
    async |house: House| {
        house.group("emea", "EMEA", GroupType::Sales).await;
        let changing = (0..40).map(|at| {
            let service = house.service.clone();
            let change = if at % 2 == 0 {
                GroupChange {
                    label: Some(format!("Label {at}").parse().expect("a label")),
                    ..GroupChange::default()
                }
            } else {
                GroupChange {
                    description: Some(format!("Text {at}").parse().expect("a description")),
                    ..GroupChange::default()
                }
            };
            tokio::spawn(async move {
                service
                    .update_group(&administrator(), &name("emea"), change, None::<i64>)
                    .await
            })
        });
        let mut versions = Vec::new();
        for changed in changing.collect::<Vec<_>>() {
            let group = changed.await.expect("no panic").expect("a change");
            versions.push(group.version);
        }
        versions.sort_unstable();
        assert_eq!(versions, (2..=41).collect::<Vec<_>>());
        let group = house
            .service
            .group(&administrator(), &name("emea"))
            .await
            .expect("a group")
            .group;
        assert!(group.label.as_str().starts_with("Label "), "{group:?}");
        assert!(group.description.as_str().starts_with("Text "), "{group:?}");
    }
);

on_both!(
    the_built_in_group_is_there_and_stays_as_it_is,
    async |house: House| {
        let built_in = name(USER_ADMINISTRATORS);
        let group = house
            .service
            .group(&administrator(), &built_in)
            .await
            .expect("a group")
            .group;
        assert!(group.read_only);
        for label in ["Other", group.label.as_str()] {
            let answer = house
                .service
                .update_group(
                    &administrator(),
                    &built_in,
                    change(label, ""),
                    group.version,
                )
                .await;
            assert_eq!(answer, Err(Problem::ReadOnlyGroup), "{label}");
        }
        let page = house
            .service
            .groups(&administrator(), &GroupListQuery::default())
            .await
            .expect("a page");
        assert_eq!((page.total, page.rows.len()), (1, 1));
    }
);
