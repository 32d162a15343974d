//! What open pages ask by themselves, once they were told that something changed.

use domain::{
    ActivityQuery, Actor, GroupType, PartyNumber, Problem, Role, Status, UserListQuery, Window,
};

use super::{House, administrator, on_both, person};

on_both!(a_page_looks_again, async |house: House| {
    let service = &house.service;
    let viewer = person("Viewer", Role::Viewer);
    house.group("emea", "EMEA", GroupType::Sales).await;
    let mut users = Vec::new();
    for at in 0..4 {
        users.push(house.user(&format!("client-{at}"), &["emea"]).await);
        house.clock.forward(1);
    }
    let numbers: Vec<_> = users.iter().map(|user| user.party_number.clone()).collect();
    service
        .set_status(&administrator(), &numbers[3], Status::Inactive)
        .await
        .expect("a change");
    let mut query = UserListQuery {
        status: Some(Status::Active),
        ..UserListQuery::default()
    };
    query.window.rows = u32::MAX;
    let list = service
        .list_again(&viewer, &query, &numbers, 0)
        .await
        .expect("a list");
    let rows: Vec<_> = list.rows.iter().map(|row| &row.party_number).collect();
    assert_eq!(rows, [&numbers[2], &numbers[1], &numbers[0]]);
    assert_eq!(list.total, 3);
    assert_eq!(list.others.len(), 1, "it is shown and does not match");
    assert_eq!(list.others[0].status, Status::Inactive);
    assert_eq!(list.others[0].sales_groups, ["EMEA"]);
    query.window = Window {
        rows: 1,
        ..Window::default()
    };
    let list = service
        .list_again(&viewer, &query, &numbers[..2], 0)
        .await
        .expect("a list");
    assert_eq!((list.rows.len(), list.others.len()), (1, 2));
});

on_both!(a_panel_looks_again, async |house: House| {
    let service = &house.service;
    let viewer = person("Viewer", Role::Viewer);
    let user = house.user("one", &[]).await;
    let number = &user.party_number;
    let look = async |seen| service.user_again(&viewer, number, seen).await;
    assert_eq!(look(1).await, Ok(None));
    for (name, status) in [
        ("Ann", Status::Inactive),
        ("Bob", Status::Active),
        ("Ann", Status::Inactive),
    ] {
        service
            .set_status(&person(name, Role::Administrator), number, status)
            .await
            .expect("a change");
    }
    let names = |by: &[Actor]| -> Vec<String> {
        let name = |actor: &Actor| match actor {
            Actor::Person(name) => name.clone(),
            other => panic!("{other:?}"),
        };
        by.iter().map(name).collect()
    };
    let now = look(1).await.expect("an answer").expect("news");
    assert_eq!((now.user.version, now.user.status), (4, Status::Inactive));
    assert_eq!(names(&now.by), ["Ann", "Bob"]);
    let now = look(3).await.expect("an answer").expect("news");
    assert_eq!(names(&now.by), ["Ann"]);
    assert!(look(i64::MIN).await.expect("an answer").is_some());
    assert_eq!(look(4).await, Ok(None));
    let nobody = PartyNumber::new("IU_nobody");
    let missing = service.user_again(&viewer, &nobody, 1).await;
    assert_eq!(missing, Err(Problem::NotFound));
});

on_both!(the_log_counts_what_is_newer, async |house: House| {
    let service = &house.service;
    let viewer = person("Viewer", Role::Viewer);
    let one = house.user("one", &[]).await;
    house.user("two", &[]).await;
    let all = ActivityQuery {
        before: Some(1),
        ..ActivityQuery::default()
    };
    let mut of_one = all.clone();
    of_one.user = Some(one.party_number);
    for (query, since, newer) in [
        (&all, 0, 2),
        (&all, 1, 1),
        (&all, 2, 0),
        (&of_one, 0, 1),
        (&of_one, 1, 0),
    ] {
        let counted = service.newer_activity(&viewer, query, since).await;
        assert_eq!(counted, Ok(newer), "{query:?} {since}");
    }
});
