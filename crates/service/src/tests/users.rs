//! Integration users: differences, conflicts, and what is no change.

use domain::{
    Action, Actor, Caller, Facet, GroupType, Page, PartyNumber, Problem, Role, Status, UserChange,
    UserListQuery, UserSummary,
};

use super::{House, administrator, client, name, on_both, person, told, user_draft};

async fn fill(house: &House) {
    house.group("emea", "EMEA", GroupType::Sales).await;
    house.group("apac", "APAC", GroupType::Sales).await;
    house
        .group("pricing", "Pricing", GroupType::Administrator)
        .await;
}

on_both!(
    a_new_user_gets_names_of_its_own_and_is_recorded_with_all_that_was_set,
    async |house: House| {
        fill(&house).await;
        let draft = user_draft("first-client-0001", &["emea", "pricing", "emea"]);
        let user = house
            .service
            .create_user(&administrator(), draft)
            .await
            .expect("a user");
        assert!(user.party_id.0 > 1 << 53);
        assert!(
            user.party_number.as_str().starts_with("IU_") && user.party_number.as_str().len() == 14
        );
        assert_eq!(
            (user.version, user.last_used, user.date_added),
            (1, None, user.date_modified)
        );
        assert_eq!(
            house
                .service
                .user(&administrator(), &user.party_number)
                .await,
            Ok(user.clone())
        );
        let entry = &house.log().await[0];
        assert_eq!(entry.actor, Actor::Person("Administrator".to_owned()));
        assert_eq!(
            (entry.action, entry.subject.as_str()),
            (Action::Created, user.party_number.as_str())
        );
        assert_eq!(entry.subject_label, "first-client-0001");
        assert_eq!(
            told(entry),
            [
                "oauthClientId:  → first-client-0001",
                "firstName:  → ERP order sync",
                "email:  → erp@example.com",
                "status:  → active",
                "+EMEA",
                "+Pricing",
            ]
        );
    }
);

on_both!(
    ids_grow_with_each_user_though_the_clock_is_set_back,
    async |house: House| {
        fill(&house).await;
        let first = house.user("first-client-0001", &[]).await;
        house.clock.forward(-86_400);
        let second = house.user("second-client-0002", &[]).await;
        assert!(second.party_id > first.party_id);
    }
);

on_both!(
    a_client_id_belongs_to_one_user_byte_for_byte,
    async |house: House| {
        fill(&house).await;
        let first = house.user("first-client-0001", &[]).await;
        house.user("First-client-0001", &[]).await;
        let taken = Err(Problem::ClientIdTaken {
            party_number: first.party_number.clone(),
        });
        let draft = user_draft("first-client-0001", &[]);
        assert_eq!(
            house.service.create_user(&administrator(), draft).await,
            taken
        );
        let other = house.user("other-client-0003", &[]).await;
        let change = UserChange {
            client_id: Some(client("first-client-0001")),
            ..UserChange::default()
        };
        assert_eq!(
            house
                .service
                .update_user(&administrator(), &other.party_number, change, None)
                .await,
            taken
        );
    }
);

on_both!(
    groups_that_do_not_exist_are_named_and_nothing_is_written,
    async |house: House| {
        fill(&house).await;
        let before = house.log().await;
        let draft = user_draft("first-client-0001", &["nowhere", "emea", "anywhere"]);
        assert_eq!(
            house.service.create_user(&administrator(), draft).await,
            Err(Problem::UnknownGroups(vec![
                name("anywhere"),
                name("nowhere")
            ]))
        );
        assert_eq!(
            house
                .service
                .count_users(&administrator(), &UserListQuery::default())
                .await,
            Ok(0)
        );
        assert_eq!(house.log().await, before);
    }
);

on_both!(
    a_change_is_recorded_as_a_difference,
    async |house: House| {
        fill(&house).await;
        let user = house.user("first-client-0001", &["emea", "pricing"]).await;
        house.clock.forward(60);
        let change = UserChange {
            name: Some("Web shop".parse().expect("a name")),
            email: Some(user.email.clone()),
            groups: Some(vec![name("apac"), name("emea")]),
            ..UserChange::default()
        };
        let changed = house
            .service
            .update_user(
                &administrator(),
                &user.party_number,
                change,
                Some(user.version),
            )
            .await
            .expect("a change");
        assert_eq!((changed.version, changed.date_added), (2, user.date_added));
        assert_eq!(changed.date_modified, user.date_added.plus_seconds(60));
        let entry = &house.log().await[0];
        assert_eq!(
            (entry.action, entry.at),
            (Action::Changed, changed.date_modified)
        );
        assert_eq!(
            told(entry),
            ["firstName: ERP order sync → Web shop", "+APAC", "-Pricing"]
        );
    }
);

on_both!(
    what_changes_nothing_is_not_recorded_and_leaves_the_version,
    async |house: House| {
        fill(&house).await;
        let user = house.user("first-client-0001", &["emea", "apac"]).await;
        let before = house.log().await;
        house.clock.forward(60);
        let same = UserChange {
            client_id: Some(user.client_id.clone()),
            name: Some(user.name.clone()),
            email: Some(user.email.clone()),
            description: Some(user.description.clone()),
            status: Some(user.status),
            groups: Some(vec![name("emea"), name("apac"), name("emea")]),
        };
        for change in [same, UserChange::default()] {
            let answer = house
                .service
                .update_user(&administrator(), &user.party_number, change, Some(1))
                .await;
            assert_eq!(answer, Ok(user.clone()));
        }
        assert_eq!(house.log().await, before);
    }
);

on_both!(
    who_saw_an_older_version_gets_the_present_one_and_nothing_is_lost,
    async |house: House| {
        fill(&house).await;
        let user = house.user("first-client-0001", &[]).await;
        let to = |text: &str| UserChange {
            description: Some(text.parse().expect("a description")),
            ..UserChange::default()
        };
        let number = &user.party_number;
        let first = house
            .service
            .update_user(
                &person("A", Role::Administrator),
                number,
                to("one"),
                Some(1),
            )
            .await;
        let first = first.expect("a change");
        let second = house
            .service
            .update_user(
                &person("B", Role::Administrator),
                number,
                to("two"),
                Some(1),
            )
            .await;
        assert_eq!(second, Err(Problem::ChangedMeanwhile(Box::new(first))));
        assert_eq!(
            house
                .service
                .update_user(&administrator(), number, to("two"), None)
                .await
                .map(|u| u.version),
            Ok(3)
        );
    }
);

on_both!(
    a_status_is_set_once_and_recorded_by_its_own_word,
    async |house: House| {
        fill(&house).await;
        let user = house.user("first-client-0001", &[]).await;
        let number = &user.party_number;
        for (status, version) in [
            (Status::Inactive, 2),
            (Status::Inactive, 2),
            (Status::Active, 3),
            (Status::Active, 3),
        ] {
            let row = house
                .service
                .set_status(&administrator(), number, status)
                .await
                .expect("a row");
            assert_eq!((row.status, row.version), (status, version));
        }
        let actions: Vec<Action> = house
            .log()
            .await
            .iter()
            .take(3)
            .map(|entry| entry.action)
            .collect();
        assert_eq!(
            actions,
            [Action::Activated, Action::Inactivated, Action::Created]
        );
        assert_eq!(told(&house.log().await[1]), ["status: active → inactive"]);
        let nobody = PartyNumber::new("IU_nobody");
        assert_eq!(
            house
                .service
                .set_status(&administrator(), &nobody, Status::Active)
                .await,
            Err(Problem::NotFound)
        );
    }
);

on_both!(
    the_first_group_of_each_kind_in_the_query_has_its_label,
    async |house: House| {
        fill(&house).await;
        let labels = async |address: &str| -> Vec<String> {
            let pairs = address.split('&').filter_map(|pair| pair.split_once('='));
            let query = UserListQuery::from_pairs(pairs);
            let groups = house.service.filtered_by(&administrator(), &query).await;
            let groups = groups.expect("groups").into_iter();
            groups
                .map(|group| group.label.as_str().to_owned())
                .collect()
        };
        assert_eq!(labels("q=x").await, [""; 0]);
        assert_eq!(labels("sales-group=noSuchGroup").await, [""; 0]);
        assert_eq!(
            labels("administrator-group=userAdministrators&sales-group=emea").await,
            ["User Administrators", "EMEA"]
        );
    }
);

on_both!(only_the_last_change_is_undone, async |house: House| {
    let user = house.user("first-client-0001", &[]).await;
    let (service, number, who) = (&house.service, &user.party_number, administrator());
    let set = service.set_status(&who, number, Status::Inactive).await;
    let stale = set.expect("a row").version;
    let set = service.set_status(&who, number, Status::Active).await;
    let last = set.expect("a row").version;
    let refused = service
        .undo_status(&who, number, Status::Active, stale)
        .await;
    assert!(
        matches!(&refused, Err(Problem::ChangedMeanwhile(now)) if now.version == last),
        "{refused:?}"
    );
    let undone = service
        .undo_status(&who, number, Status::Inactive, last)
        .await
        .expect("a row");
    assert_eq!(
        (undone.status, undone.version),
        (Status::Inactive, last + 1)
    );
    let present = service.user(&who, number).await.expect("a user");
    assert_eq!(UserSummary::from(&present), undone);
});

on_both!(
    who_makes_a_user_is_told_what_the_list_shows,
    async |house: House| {
        fill(&house).await;
        let user = house
            .user("first-client-0001", &["emea", "apac", "pricing"])
            .await;
        let alone = UserSummary::from(&user);
        let Page { rows, next } = house
            .service
            .list_users(&administrator(), &UserListQuery::default())
            .await
            .expect("a list");
        assert_eq!((rows, next), (vec![alone.clone()], None));
        assert_eq!(
            alone,
            UserSummary {
                sales_groups: vec!["APAC".to_owned(), "EMEA".to_owned()],
                sales_group_count: 2,
                administrator_group_count: 1,
                ..alone.clone()
            }
        );
    }
);

on_both!(
    a_filter_counts_under_the_others_without_itself,
    async |house: House| {
        fill(&house).await;
        house.user("first-client-0001", &["emea"]).await;
        let second = house.user("second-client-0002", &["apac"]).await;
        house
            .service
            .set_status(&Caller::System, &second.party_number, Status::Inactive)
            .await
            .expect("a row");
        let query = UserListQuery {
            status: Some(Status::Inactive),
            ..UserListQuery::default()
        };
        let counts = async |facet| {
            let counts = house
                .service
                .user_facet(&administrator(), &query, facet)
                .await
                .expect("counts");
            counts
                .into_iter()
                .map(|count| (count.value, count.count))
                .collect::<Vec<_>>()
        };
        let status = counts(Facet::Status).await;
        assert!(
            status.contains(&("active".to_owned(), 1))
                && status.contains(&("inactive".to_owned(), 1))
        );
        let sales = counts(Facet::SalesGroup).await;
        assert!(
            sales.contains(&("apac".to_owned(), 1)) && !sales.contains(&("emea".to_owned(), 1))
        );
    }
);
