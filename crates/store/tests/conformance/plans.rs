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

fn pick<T>(rare: bool, common: T, few: T) -> T {
    if rare { few } else { common }
}

/// Every choice of parts, common ones and rare ones.
fn all_filters() -> Vec<UserFilter> {
    let mut filters = Vec::new();
    for rare in [false, true] {
        for parts in 0..1_u32 << 6 {
            let has = |part: u32| parts >> part & 1 == 1;
            let mut filter = UserFilter::default();
            if has(0) {
                filter.status = Some(pick(rare, Status::Active, Status::Inactive));
            }
            if has(1) {
                filter.administrator_groups = vec![name(pick(rare, "admins", "rare"))];
            }
            if has(2) {
                filter.sales_groups = vec![name("all"), name(pick(rare, "half", "few"))];
            }
            if has(3) {
                filter.added_from = Some(NOW.days_before(pick(rare, 190, 7)));
            }
            if has(4) {
                filter.never_used = rare.then_some(false);
                filter.used_before = Some(NOW.days_before(pick(rare, 0, 90)));
            }
            if has(5) {
                filter.term = Some(term(pick(rare, "client", "client-96")));
            }
            filters.push(filter);
        }
    }
    filters
}

/// PostgreSQL reads small tables as a whole, and rightly: it is only to do so where there is no index to use.
const NO_SCANS: &str = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database()); END $$";

on_both!(no_combination_of_filters_looks_at_all_rows, |db| {
    fill(&db).await;
    analyze(&db).await;
    let mut db = db.clone();
    if !db.raw.is_sqlite() {
        db.raw.execute(NO_SCANS).await;
        db.store = db.again().await;
    }
    for filter in all_filters() {
        for sort in all_sorts() {
            let plan = plan(&db, &filter, sort).await;
            let scans = plan.lines().any(|line| {
                (line.starts_with("SCAN u") && !line.contains("INDEX"))
                    || line.contains("Seq Scan on integration_user")
            });
            assert!(!scans, "{filter:?} {sort:?}\n{plan}");
            // Few are gathered and sorted, many are walked in order.
            let sorts = plan.contains("TEMP B-TREE FOR ORDER BY");
            assert!(
                !sorts || plan.contains("few"),
                "{filter:?} {sort:?}\n{plan}"
            );
        }
    }
});
