//! Tables in and out against a real database.

use std::fmt::Write as _;
use std::io::Cursor;

use domain::{
    Action, Caller, ExportFormat, GroupType, IntegrationUser, PartyNumber, Problem, Role, Status,
    UserListQuery,
};

use super::{House, administrator, client, on_both, person};
use crate::transfer::{ImportCounts, ImportProblem, ImportReport, LineFault, Selection};

async fn try_import(house: &House, text: &str) -> Result<ImportReport, ImportProblem> {
    let reader = Cursor::new(text.to_owned().into_bytes());
    house
        .service
        .import(&Caller::System, reader, &mut |_| {})
        .await
}

async fn import(house: &House, text: &str) -> ImportCounts {
    let report = try_import(house, text).await;
    report.expect("an import without faults").users
}

async fn faults(house: &House, text: &str) -> Vec<String> {
    match try_import(house, text).await {
        Err(ImportProblem::Faults { faults, .. }) => {
            faults.iter().map(LineFault::to_string).collect()
        }
        other => panic!("no faults: {other:?}"),
    }
}

async fn find(house: &House, client_id: &str) -> IntegrationUser {
    let user = house
        .service
        .store()
        .find_user_by_client_id(&client(client_id))
        .await;
    user.expect("an answer").expect("a user")
}

async fn export(house: &House, selection: Selection, format: ExportFormat) -> String {
    let viewer = person("Vera", Role::Viewer);
    let mut export = house
        .service
        .export_list(&viewer, selection, format)
        .await
        .expect("an export");
    let mut bytes = Vec::new();
    while let Some(piece) = export.advance().await.expect("a piece") {
        bytes.extend(piece);
    }
    String::from_utf8(bytes).expect("a text")
}

const fn counts(created: u64, changed: u64, unchanged: u64) -> ImportCounts {
    ImportCounts {
        created,
        changed,
        unchanged,
    }
}

on_both!(
    a_table_makes_and_changes_users_and_a_second_time_nothing,
    async |house: House| {
        house
            .group("pricing", "Pricing", GroupType::Administrator)
            .await;
        house.group("emea", "EMEA", GroupType::Sales).await;
        let table = "\u{feff}Client Id;Name;Contact email;Status;Administrator Groups;Sales Groups;Colour\r\n\
                     first-client-0001;\"ERP; sync\";erp@example.com;inactive;pricing;emea;red\r\n\r\n\
                     second-client-0002;'=SUM(1);;;;;\r\n";
        assert_eq!(import(&house, table).await, counts(2, 0, 0));
        assert_eq!(import(&house, table).await, counts(0, 0, 2));
        let user = find(&house, "first-client-0001").await;
        assert_eq!(
            (user.name.as_str(), user.status),
            ("ERP; sync", Status::Inactive)
        );
        assert_eq!(user.groups.len(), 2);
        let user = find(&house, "second-client-0002").await;
        assert_eq!(
            (user.name.as_str(), user.status),
            ("=SUM(1)", Status::Active)
        );
        // Without their columns, groups and all else stay as they are.
        let status = "sep=,\noauthClientId,status\nfirst-client-0001,Active\n";
        assert_eq!(import(&house, status).await, counts(0, 1, 0));
        let user = find(&house, "first-client-0001").await;
        assert_eq!((user.groups.len(), user.name.as_str()), (2, "ERP; sync"));
    }
);

#[tokio::test]
async fn faults_of_tables_name_line_and_column() {
    let house = House::new().await;
    assert_eq!(
        faults(
            &house,
            "oauthClientId,status,administratorGroups,salesGroups\n\
             a-client,on,,\n\
             \"b-client\",,nowhere,\n\
             eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln,,,\n\
             a b,,,\n\
             c-client,,,,,x\n\
             b-client,,,\n\
             \"d-client,,,\n"
        )
        .await,
        [
            "line 2: status must be Active or Inactive.",
            "line 3: The group nowhere is neither in the database nor in the file.",
            "line 4: oauthClientId seems to hold a client secret or a token. These are never stored; remove it from the \
             file, and have the identity provider issue a new one, since it was seen.",
            "line 5: oauthClientId holds a character that no client id has: U+0020; only visible ASCII characters are \
             allowed.",
            "line 6: The row has 6 cells, the heading 4.",
            "line 7: oauthClientId is already that of line 3.",
            "line 8: A quotation mark that begins in this row never ends.",
        ]
    );
    assert_eq!(
        faults(
            &house,
            "Name,Status,status,Sales Groups,client_secret\nx,,,,\n"
        )
        .await,
        [
            "line 1: A column seems to hold a client secret or a token. These are never stored; remove it from the file, \
             and have the identity provider issue a new one, since it was seen.",
            "line 1: A table has both columns, administratorGroups and salesGroups, or neither: an import replaces all \
             groups of a user.",
            "line 1: The column status is there twice.",
            "line 1: There is no column oauthClientId.",
        ]
    );
}

on_both!(
    what_is_exported_is_what_the_filters_show_and_is_imported_again,
    async |house: House| {
        house.group("emea", "EMEA", GroupType::Sales).await;
        let first = house.user("first-client-0001", &["emea"]).await;
        let second = house.user("second-client-0002", &[]).await;
        let inactive = house
            .service
            .set_status(&administrator(), &second.party_number, Status::Inactive)
            .await;
        inactive.expect("an inactive user");
        let query = UserListQuery::from_pairs([("status", "active")]);
        let table = export(
            &house,
            Selection::Matching(query.clone()),
            ExportFormat::Csv,
        )
        .await;
        let number = first.party_number.as_str();
        assert_eq!(
            table,
            format!(
                "\u{feff}oauthClientId,firstName,email,description,partyNumber,status,dateAdded,administratorGroups,\
                 salesGroups\r\nfirst-client-0001,ERP order sync,erp@example.com,,{number},active,\
                 2026-11-20T12:00:00.000Z,,emea\r\n"
            )
        );
        assert_eq!(import(&house, &table).await, counts(0, 0, 1));
        let lines = export(&house, Selection::Matching(query), ExportFormat::Ndjson).await;
        assert_eq!(
            (lines.lines().count(), import(&house, &lines).await),
            (1, counts(0, 0, 1))
        );
        let named = vec![
            second.party_number.clone(),
            PartyNumber::new("nobody"),
            first.party_number.clone(),
        ];
        let lines = export(&house, Selection::Named(named), ExportFormat::Ndjson).await;
        let of_second = lines.find("second-client").expect("the second");
        assert!(of_second < lines.find("first-client").expect("the first"));
        let entries = house.log().await;
        let exports: Vec<(&str, &str)> = entries
            .iter()
            .filter(|entry| entry.action == Action::Exported)
            .map(|entry| {
                (
                    entry.subject_label.as_str(),
                    entry.change.fields[0].after.as_str(),
                )
            })
            .collect();
        assert_eq!(exports, [("2", "ndjson"), ("1", "ndjson"), ("1", "csv")]);
    }
);

#[tokio::test]
async fn a_long_list_is_exported_whole_and_in_its_order() {
    let house = House::new().await;
    let mut table = "oauthClientId\n".to_owned();
    for at in 0..1_203 {
        writeln!(table, "client-{at:05}").expect("writing to a text never fails");
    }
    assert_eq!(import(&house, &table).await, counts(1_203, 0, 0));
    let query = UserListQuery::from_pairs([("sort", "client-id"), ("dir", "asc"), ("rows", "30")]);
    let lines = export(&house, Selection::Matching(query), ExportFormat::Csv).await;
    let ids: Vec<&str> = lines
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!(ids.len(), 1_203);
    assert!(ids.is_sorted(), "{:?}", &ids[..5]);
    // So are as many by their numbers, which may be there twice.
    let mut query = UserListQuery::from_pairs([("sort", "client-id"), ("dir", "desc")]);
    // Nobody gets more at a time than one answer may hold.
    query.window.rows = u32::MAX;
    let mut named = Vec::new();
    for rows in [500, 500, 203] {
        let page = house.service.list_users(&administrator(), &query).await;
        let page = page.expect("a page");
        assert_eq!(page.rows.len(), rows);
        named.extend(page.rows.into_iter().map(|row| row.party_number));
        query.window.after = page.next;
    }
    named.extend_from_within(..3);
    let lines = export(&house, Selection::Named(named), ExportFormat::Csv).await;
    let named: Vec<&str> = lines
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert!(named.iter().eq(ids.iter().rev()), "{:?}", &named[..5]);
}

#[tokio::test]
async fn nobody_exports_without_a_session() {
    let house = House::new().await;
    let selection = Selection::Matching(UserListQuery::default());
    let refused = house
        .service
        .export_list(&Caller::Anonymous, selection, ExportFormat::Csv)
        .await;
    assert_eq!(refused.err(), Some(Problem::SignInNeeded));
}
