//! What the REST API asks for: collections, members, one status for many.

use domain::{
    Action, Actor, Caller, Expression, GroupCollection, GroupType, IntegrationUser, Login,
    MemberChange, MemberOp, Permission, Problem, Status, USER_ADMINISTRATORS, UserChange,
    UserCollection, parse_order, parse_q,
};

use super::{House, administrator, name, on_both, told};

async fn fill(house: &House) -> Vec<IntegrationUser> {
    house.group("emea", "EMEA", GroupType::Sales).await;
    house.group("apac", "APAC", GroupType::Sales).await;
    let mut users = Vec::new();
    for (client_id, groups) in [
        ("first-client-0001", &["emea"][..]),
        ("second-client-0002", &["emea", "apac"]),
        ("third-client-0003", &[]),
    ] {
        users.push(house.user(client_id, groups).await);
    }
    users
}

fn application(user: &IntegrationUser, administrator: bool) -> Caller {
    Caller::Application {
        party_number: user.party_number.clone(),
        administrator,
    }
}

fn filter(text: &str) -> Expression {
    parse_q(text).expect("an expression")
}

fn change(op: MemberOp, user: &IntegrationUser) -> MemberChange {
    MemberChange {
        op,
        login: user.login.clone(),
    }
}

on_both!(
    collections_are_filtered_ordered_and_counted,
    async |house: House| {
        let users = fill(&house).await;
        let collection = UserCollection {
            filter: Some(filter("groups.variableName:'emea'")),
            order: parse_order("oauthClientId:desc").expect("an order"),
            limit: 1,
            total: true,
            ..UserCollection::default()
        };
        let caller = application(&users[0], true);
        let slice = house
            .service
            .collect_users(&caller, &collection)
            .await
            .expect("a slice");
        assert_eq!(slice.items, [users[1].clone()]);
        assert_eq!((slice.has_more, slice.total), (true, Some(2)));
        let members = house
            .service
            .collect_members(&caller, &name("apac"), &UserCollection::default())
            .await
            .expect("a slice");
        assert_eq!(members.items, [users[1].clone()]);
        let missing = house
            .service
            .collect_members(&caller, &name("nowhere"), &UserCollection::default())
            .await;
        assert_eq!(missing, Err(Problem::NotFound));
        let groups = house
            .service
            .collect_groups(&caller, &GroupCollection::default())
            .await
            .expect("a slice");
        assert_eq!(groups.items.len(), 3);
    }
);

on_both!(
    an_application_that_is_no_administrator_sees_itself_alone,
    async |house: House| {
        let users = fill(&house).await;
        let (own, other) = (&users[0].party_number, &users[1].party_number);
        let caller = application(&users[0], false);
        let service = &house.service;
        assert_eq!(service.user(&caller, own).await.as_ref(), Ok(&users[0]));
        let refused = Err(Problem::NotAllowed);
        assert_eq!(service.user(&caller, other).await.map(drop), refused);
        let all = UserCollection::default();
        assert_eq!(
            service.collect_users(&caller, &all).await.map(drop),
            refused
        );
        let members = service.collect_members(&caller, &name("emea"), &all).await;
        assert_eq!(members.map(drop), refused);
        let itself = UserChange::default();
        let changed = service.update_user(&caller, own, itself, None).await;
        assert_eq!(changed.map(drop), refused);
        let joined = [change(MemberOp::Add, &users[0])];
        assert_eq!(
            service
                .change_members(&caller, &name(USER_ADMINISTRATORS), &joined)
                .await,
            refused
        );
        assert_eq!(caller.require(Permission::Read), refused);
    }
);

on_both!(
    members_come_and_go_with_an_entry_each,
    async |house: House| {
        let users = fill(&house).await;
        let before = house.log().await.len();
        let caller = application(&users[2], true);
        let changes = [
            change(MemberOp::Add, &users[2]),
            change(MemberOp::Add, &users[0]),
            change(MemberOp::Remove, &users[1]),
        ];
        let emea = name("emea");
        house.clock.forward(60);
        assert_eq!(
            house.service.change_members(&caller, &emea, &changes).await,
            Ok(())
        );
        let log = house.log().await;
        assert_eq!(log.len(), before + 2);
        assert_eq!(told(&log[1]), ["+EMEA"]);
        assert_eq!(told(&log[0]), ["-EMEA"]);
        for (entry, user) in [(&log[1], &users[2]), (&log[0], &users[1])] {
            assert_eq!(entry.action, Action::Changed);
            assert_eq!(
                entry.actor,
                Actor::Application(users[2].party_number.clone())
            );
            assert_eq!(entry.subject, user.party_number.as_str());
        }
        assert_eq!(
            house.service.change_members(&caller, &emea, &changes).await,
            Ok(())
        );
        let nobody = MemberChange {
            op: MemberOp::Add,
            login: Login::new("nobody"),
        };
        let mixed = [change(MemberOp::Add, &users[1]), nobody.clone()];
        assert_eq!(
            house.service.change_members(&caller, &emea, &mixed).await,
            Err(Problem::UnknownLogins(vec![nobody.login]))
        );
        let missing = house
            .service
            .change_members(&caller, &name("nowhere"), &changes)
            .await;
        assert_eq!(missing, Err(Problem::NotFound));
        assert_eq!(house.log().await.len(), before + 2);
    }
);

on_both!(
    one_status_for_many_is_recorded_user_by_user,
    async |house: House| {
        let users = fill(&house).await;
        let before = house.log().await.len();
        let emea = filter("groups.variableName:'emea'");
        let service = &house.service;
        let caller = administrator();
        house.clock.forward(5);
        let set = service.bulk_set_status(&caller, &emea, Status::Inactive);
        assert_eq!(set.await, Ok(2));
        let log = house.log().await;
        assert_eq!(log.len(), before + 4);
        assert_eq!(log[0].action, Action::Finished);
        assert_eq!(log[1].action, Action::Inactivated);
        assert_eq!(told(&log[1]), ["status: active → inactive"]);
        assert_eq!(log[3].action, Action::Started);
        for (user, version) in users.iter().zip([2, 2, 1]) {
            let now = service
                .user(&caller, &user.party_number)
                .await
                .expect("a user");
            assert_eq!(now.version, version);
            assert_eq!(now.status == Status::Active, version == 1);
        }
        let again = service.bulk_set_status(&caller, &emea, Status::Inactive);
        assert_eq!(again.await, Ok(0));
        let none = filter("email:'nobody'");
        let none = service.bulk_set_status(&caller, &none, Status::Inactive);
        assert_eq!(none.await, Ok(0));
        assert_eq!(house.log().await.len(), before + 4);
    }
);

on_both!(all_groups_of_a_user_are_replaced, async |house: House| {
    let users = fill(&house).await;
    let number = &users[0].party_number;
    let service = &house.service;
    let caller = administrator();
    let only = |groups| UserChange {
        groups: Some(groups),
        ..UserChange::default()
    };
    let user = service
        .update_user(&caller, number, only(vec![name("apac")]), Some(1))
        .await
        .expect("a user");
    assert_eq!((user.groups.len(), user.version), (1, 2));
    assert_eq!(told(&house.log().await[0]), ["+APAC", "-EMEA"]);
    let late = service
        .update_user(&caller, number, only(Vec::new()), Some(1))
        .await;
    assert_eq!(late, Err(Problem::ChangedMeanwhile(Box::new(user))));
    let unknown = service
        .update_user(&caller, number, only(vec![name("nowhere")]), None)
        .await;
    assert_eq!(unknown, Err(Problem::UnknownGroups(vec![name("nowhere")])));
});

#[tokio::test]
async fn more_than_are_changed_together_are_all_changed() {
    let house = House::new().await;
    let lines: Vec<String> = (0..2_500)
        .map(|at| format!(r#"{{"integrationUser":{{"oauthClientId":"bulk-client-{at:05}"}}}}"#))
        .collect();
    house
        .service
        .import(
            &administrator(),
            std::io::Cursor::new(lines.join("\n").into_bytes()),
            &mut |_| {},
        )
        .await
        .expect("an import");
    let all = filter("oauthClientId LIKE 'bulk-%'");
    let set = house
        .service
        .bulk_set_status(&administrator(), &all, Status::Inactive)
        .await;
    assert_eq!(set, Ok(2_500));
    let collection = UserCollection {
        filter: Some(filter("status:0")),
        total: true,
        limit: 1,
        ..UserCollection::default()
    };
    let slice = house
        .service
        .collect_users(&administrator(), &collection)
        .await
        .expect("a slice");
    assert_eq!(slice.total, Some(2_500));
}
