//! Import and export against a real database.

use std::io::Cursor;

use domain::{Action, Actor, Caller, Facet, GroupListQuery, Status, UserListQuery};

use super::{House, client, name, on_both, told};
use crate::transfer::{ExportReport, ImportCounts, ImportProblem, ImportProgress, ImportReport};

async fn try_import(house: &House, text: &str) -> Result<ImportReport, ImportProblem> {
    let reader = Cursor::new(text.to_owned().into_bytes());
    house
        .service
        .import(&Caller::System, reader, &mut |_| {})
        .await
}

async fn import(house: &House, text: &str) -> ImportReport {
    try_import(house, text)
        .await
        .expect("an import without faults")
}

async fn export(house: &House) -> String {
    let mut bytes = Vec::new();
    house
        .service
        .export(&Caller::System, &mut bytes)
        .await
        .expect("an export");
    String::from_utf8(bytes).expect("a text")
}

async fn find(house: &House, client_id: &str) -> domain::IntegrationUser {
    let user = house
        .service
        .store()
        .find_user_by_client_id(&client(client_id))
        .await;
    user.expect("an answer").expect("a user")
}

const fn counts(created: u64, changed: u64, unchanged: u64) -> ImportCounts {
    ImportCounts {
        created,
        changed,
        unchanged,
    }
}

const GROUPS: &str = r#"{"group":{"variableName":"emea","label":"EMEA","type":"Sales","description":"Europe"}}
{"group":{"variableName":"pricing","label":"Pricing","type":"Administrator"}}
"#;
const USER: &str = r#"{"integrationUser":{"oauthClientId":"first-client-0001","firstName":"ERP","email":"erp@example.com","description":"a\nb","partyNumber":"IU_first","status":{"value":0},"dateAdded":"2024-05-06T07:08:09.123+02:00","lastLogin":"2026-11-01T10:00:00Z","groups":{"items":[{"variableName":"pricing"},{"variableName":"emea"}]}}}
"#;

on_both!(
    what_is_imported_is_there_as_it_was_written,
    async |house: House| {
        let report = import(&house, &format!("{USER}{GROUPS}")).await;
        assert_eq!(
            (report.groups, report.users),
            (counts(2, 0, 0), counts(1, 0, 0))
        );
        let user = find(&house, "first-client-0001").await;
        assert_eq!(
            (user.party_number.as_str(), user.status),
            ("IU_first", Status::Inactive)
        );
        assert_eq!(
            (user.name.as_str(), user.description.as_str()),
            ("ERP", "a\nb")
        );
        assert_eq!(user.date_added.rfc3339(), "2024-05-06T05:08:09.123Z");
        assert_eq!(
            user.last_used.map(domain::Timestamp::rfc3339).as_deref(),
            Some("2026-11-01T10:00:00.000Z")
        );
        let labels: Vec<&str> = user
            .groups
            .iter()
            .map(|group| group.label.as_str())
            .collect();
        assert_eq!(labels, ["EMEA", "Pricing"]);
        let log = house.log().await;
        assert_eq!(log.len(), 3);
        assert!(
            log.iter()
                .all(|entry| entry.action == Action::Imported && entry.actor == Actor::System)
        );
        assert_eq!(told(&log[0])[0], "oauthClientId:  → first-client-0001");
        assert_eq!(
            told(&log[0])[4..],
            ["status:  → inactive", "+EMEA", "+Pricing"]
        );
    }
);

on_both!(
    a_second_run_changes_nothing_and_records_nothing,
    async |house: House| {
        let file = format!("{GROUPS}{USER}");
        import(&house, &file).await;
        let (log, user) = (house.log().await, find(&house, "first-client-0001").await);
        house.clock.forward(60);
        let report = import(&house, &file).await;
        assert_eq!(
            (report.groups, report.users),
            (counts(0, 0, 2), counts(0, 0, 1))
        );
        assert_eq!(house.log().await, log);
        assert_eq!(find(&house, "first-client-0001").await, user);
    }
);

on_both!(
    what_differs_is_changed_and_what_is_absent_stays,
    async |house: House| {
        import(&house, &format!("{GROUPS}{USER}")).await;
        let report = import(
        &house,
        r#"{"group":{"variableName":"emea","label":"Europe","type":"Sales"}}
        {"integrationUser":{"oauthClientId":"second-client-0002","partyNumber":"IU_first","email":"","groups":{"items":[]}}}"#,
    )
    .await;
        assert_eq!(
            (report.groups, report.users),
            (counts(0, 1, 0), counts(0, 1, 0))
        );
        let group = house
            .service
            .group(&Caller::System, &name("emea"))
            .await
            .expect("a group")
            .group;
        assert_eq!(
            (
                group.label.as_str(),
                group.description.as_str(),
                group.version
            ),
            ("Europe", "Europe", 2)
        );
        let user = find(&house, "second-client-0002").await;
        assert_eq!(
            (user.name.as_str(), user.email.as_str(), user.status),
            ("ERP", "", Status::Inactive)
        );
        assert!(user.groups.is_empty());
        assert_eq!(
            told(&house.log().await[0]),
            [
                "oauthClientId: first-client-0001 → second-client-0002",
                "email: erp@example.com → ",
                "-Europe",
                "-Pricing",
            ]
        );
    }
);

on_both!(
    without_a_party_number_the_client_id_says_which_user_it_is,
    async |house: House| {
        let made = house.user("first-client-0001", &[]).await;
        let line =
            r#"{"integrationUser":{"oauthClientId":"first-client-0001","firstName":"Other"}}"#;
        assert_eq!(import(&house, line).await.users, counts(0, 1, 0));
        let user = find(&house, "first-client-0001").await;
        assert_eq!(
            (user.party_id, user.name.as_str()),
            (made.party_id, "Other")
        );
    }
);

on_both!(
    when_a_line_is_at_fault_nothing_is_written,
    async |house: House| {
        let error = try_import(&house, &format!("{GROUPS}{USER}{{}}\n{USER}"))
            .await
            .expect_err("faults");
        let ImportProblem::Faults { faults, done } = error else {
            panic!("{error}");
        };
        let lines: Vec<u64> = faults.iter().map(|fault| fault.line).collect();
        assert_eq!((lines, done), (vec![4, 5, 5], ImportReport::default()));
        assert_eq!(house.service.is_empty(&Caller::System).await, Ok(true));
        assert_eq!(house.log().await, []);
    }
);

on_both!(
    a_client_id_of_somebody_else_is_a_fault_of_its_line,
    async |house: House| {
        house.user("first-client-0001", &[]).await;
        let file = concat!(
            r#"{"integrationUser":{"oauthClientId":"second-client-0002"}}"#,
            "\n\n",
            r#"{"integrationUser":{"oauthClientId":"first-client-0001","partyNumber":"IU_other"}}"#,
        );
        let error = try_import(&house, file).await.expect_err("a fault");
        let ImportProblem::Faults { faults, .. } = error else {
            panic!("{error}");
        };
        assert_eq!((faults.len(), faults[0].line), (1, 3));
        assert!(
            faults[0]
                .message
                .starts_with("oauthClientId firs…01 is already that of the integration user IU_")
        );
        assert_eq!(
            house
                .service
                .count_users(&Caller::System, &UserListQuery::default())
                .await,
            Ok(1)
        );
    }
);

on_both!(nothing_in_nothing_done, async |house: House| {
    for file in ["", "\n\n", "\u{feff}\r\n"] {
        assert_eq!(
            import(&house, file).await,
            ImportReport::default(),
            "{file:?}"
        );
    }
});

#[tokio::test]
async fn an_export_imported_elsewhere_exports_the_same() {
    let (one, two) = (House::new().await, House::new().await);
    import(&one, &format!("{GROUPS}{USER}")).await;
    one.user("second-client-0002", &["emea"]).await;
    let odd = r#"{"integrationUser":{"oauthClientId":"odd-client-0003","firstName":"بوابة \"受注\" \\ 👍🏽 é","description":"1\n2"}}"#;
    import(&one, odd).await;
    let first = export(&one).await;
    assert_eq!(first.lines().count(), 6);
    let report = import(&two, &first).await;
    assert_eq!(
        (report.groups, report.users),
        (counts(2, 0, 1), counts(3, 0, 0))
    );
    assert_eq!(export(&two).await, first);
    let again = import(&one, &first).await;
    assert_eq!(
        (again.groups, again.users),
        (counts(0, 0, 3), counts(0, 0, 3))
    );
}

on_both!(
    many_users_come_in_several_batches_and_progress_is_told,
    async |house: House| {
        use std::fmt::Write;
        const USERS: u64 = 25_000;
        let store = house.service.store();
        assert_eq!(store.middle_user().await.expect("an answer"), None);
        let mut file = GROUPS.to_owned();
        for number in 0..USERS {
            let group = if number % 2 == 0 { "emea" } else { "pricing" };
            writeln!(
            file,
            r#"{{"integrationUser":{{"oauthClientId":"client-{number:08}","groups":{{"items":[{{"variableName":"{group}"}}]}}}}}}"#
        )
        .expect("a line");
        }
        let mut told = Vec::new();
        let report = house
            .service
            .import(
                &Caller::System,
                Cursor::new(file.into_bytes()),
                &mut |progress| {
                    told.push(progress);
                },
            )
            .await
            .expect("an import");
        assert_eq!(report.users, counts(USERS, 0, 0));
        assert!(matches!(told[0], ImportProgress::Checking { .. }));
        let total = USERS + 2;
        assert_eq!(
            told.last(),
            Some(&ImportProgress::Writing { done: total, total })
        );
        assert_eq!(
            told.iter()
                .filter(|news| matches!(news, ImportProgress::Writing { .. }))
                .count(),
            // The groups, then the users in two batches.
            3
        );
        assert_eq!(
            house
                .service
                .count_users(&Caller::System, &UserListQuery::default())
                .await,
            Ok(USERS)
        );
        let report = house
            .service
            .export(&Caller::System, std::io::sink())
            .await
            .expect("an export");
        assert_eq!(
            report,
            ExportReport {
                groups: 3,
                users: USERS
            }
        );
        // A server that starts now reads so many in two parts, and misses nobody between them.
        let middle = store.middle_user().await.expect("an answer");
        assert!(middle.is_some());
        let starting = house.again().await;
        starting.load_gate().await.expect("users");
        let registry = starting.gate().registry();
        assert_eq!(u64::try_from(registry.len()), Ok(USERS));
        for number in 0..USERS {
            let known = registry.find(&format!("client-{number:08}"));
            let known = known.unwrap_or_else(|| panic!("{number} is missing"));
            let groups = (known.sales_groups.len(), known.administrator_groups.len());
            assert_eq!(groups, if number % 2 == 0 { (1, 0) } else { (0, 1) });
        }
    }
);

on_both!(
    the_samples_load_and_have_something_for_every_filter,
    async |house: House| {
        let samples = include_str!("../../../../samples/demo.ndjson");
        let report = import(&house, samples).await;
        assert_eq!(
            (report.groups, report.users),
            (counts(75, 0, 0), counts(40, 0, 0))
        );
        assert_eq!(import(&house, samples).await.users, counts(0, 0, 40));
        let query = UserListQuery::default();
        for facet in Facet::ALL {
            let counts = house
                .service
                .user_facet(&Caller::System, &query, facet)
                .await
                .expect("counts");
            let empty: Vec<_> = counts.iter().filter(|count| count.count == 0).collect();
            assert!(
                matches!(facet, Facet::AdministratorGroup | Facet::SalesGroup) || empty.is_empty(),
                "{empty:?}"
            );
        }
        let sales = GroupListQuery {
            kind: Some(domain::GroupType::Sales),
            ..GroupListQuery::default()
        };
        assert_eq!(
            house
                .service
                .groups(&Caller::System, &sales)
                .await
                .map(|page| page.total),
            Ok(60)
        );
    }
);
