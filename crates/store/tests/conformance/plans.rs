use domain::{GroupType, Status, UserFilter, Window};

use crate::harness::Db;
use crate::model::{all_sorts, fill};
use crate::sample::*;

async fn plan(db: &Db, filter: &UserFilter, sort: domain::Sort) -> String {
    let window = Window {
        after: Some(domain::Cursor {
            id: id(42),
            at: Some(1),
        }),
        ..Window::default()
    };
    let lines = db.explain_list(filter, sort, window).await.expect("a plan");
    lines.join("\n")
}

async fn analyze(db: &Db) {
    if !db.raw.is_sqlite() {
        db.raw.execute("ANALYZE").await;
    }
}

on_both!(every_order_walks_its_index_and_sorts_nothing, |db| {
    fill(&db).await;
    analyze(&db).await;
    for filter in [
        UserFilter::default(),
        UserFilter::default().active_only(),
        UserFilter::default().matching(term("client")),
        UserFilter::default().matching(term("c")),
        UserFilter::default()
            .active_only()
            .in_group(GroupType::Sales, name("all"))
            .matching(term("client")),
    ] {
        for sort in all_sorts() {
            let plan = plan(&db, &filter, sort).await;
            let index = match sort.column {
                domain::SortColumn::ClientId => "integration_user_by_client_id_key",
                domain::SortColumn::Name => "integration_user_by_name_key",
                domain::SortColumn::Status => "integration_user_by_status",
                domain::SortColumn::LastUsed => "integration_user_by_last_used",
                domain::SortColumn::DateAdded => "integration_user_by_date_added",
            };
            assert!(plan.contains(index), "{filter:?} {sort:?}\n{plan}");
            for bad in ["TEMP B-TREE", "Sort", "Seq Scan", "SCAN u\n"] {
                assert!(!plan.contains(bad), "{filter:?} {sort:?}\n{plan}");
            }
        }
    }
});

on_both!(the_few_that_match_are_gathered_from_their_index, |db| {
    fill(&db).await;
    analyze(&db).await;
    let inactive = UserFilter {
        status: Some(Status::Inactive),
        ..UserFilter::default()
    };
    for (filter, sqlite, postgres) in [
        (
            inactive,
            "integration_user_by_status",
            "integration_user_by_status",
        ),
        (
            UserFilter::default().in_group(GroupType::Sales, name("few")),
            "membership_by_group",
            "membership_by_group",
        ),
        (
            UserFilter::default().matching(term("client-96")),
            "VIRTUAL TABLE INDEX",
            "integration_user_search",
        ),
    ] {
        let plan = plan(&db, &filter, domain::Sort::default()).await;
        let index = if db.raw.is_sqlite() { sqlite } else { postgres };
        assert!(
            plan.contains(index) || !db.raw.is_sqlite(),
            "{filter:?}\n{plan}"
        );
        assert!(plan.contains("few"), "{filter:?}\n{plan}");
    }
});
