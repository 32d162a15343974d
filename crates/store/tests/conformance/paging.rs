use domain::{Cursor, Direction, Sort, SortColumn, Status, UserFilter, Window};

use crate::model::{all_pages, all_sorts, fill, ordered};
use crate::sample::*;

on_both!(every_order_pages_through_all_users_once_both_ways, |db| {
    let users = fill(&db).await;
    for sort in all_sorts() {
        let rows = all_pages(&db, &UserFilter::default(), sort, 333).await;
        let ids: Vec<i64> = rows.iter().map(|row| row.party_id.0).collect();
        assert_eq!(ids, ordered(users.iter().collect(), sort), "{sort:?}");
    }
});

on_both!(a_row_that_changes_between_pages_moves_no_other, |db| {
    for at in 0..9 {
        add(&db, at, named(&format!("c{at}"), "Same name")).await;
    }
    let sort = Sort {
        column: SortColumn::Status,
        direction: Direction::Ascending,
    };
    let window = Window {
        after: None,
        rows: 3,
    };
    let first = db
        .list_users(&UserFilter::default(), sort, window)
        .await
        .expect("a page");
    let next = first.next.expect("more");
    assert_eq!(
        next,
        Cursor {
            id: id(2),
            at: Some(1)
        }
    );
    let mut tx = db.begin().await.expect("a transaction");
    tx.set_status(&number(2), Status::Inactive, NOW)
        .await
        .expect("a change");
    tx.insert_user(&new_user(9, draft("late")))
        .await
        .expect("a user");
    tx.commit().await.expect("a commit");
    let window = Window {
        after: Some(next),
        rows: 3,
    };
    let second = db
        .list_users(&UserFilter::default(), sort, window)
        .await
        .expect("a page");
    let ids: Vec<_> = second.rows.iter().map(|row| row.party_id).collect();
    assert_eq!(ids, [id(3), id(4), id(5)]);
});

on_both!(a_cursor_whose_row_is_gone_begins_at_the_top, |db| {
    for at in 0..4 {
        add(&db, at, draft(&format!("c{at}"))).await;
    }
    for sort in all_sorts() {
        let by_text = matches!(sort.column, SortColumn::ClientId | SortColumn::Name);
        let gone = Cursor {
            id: id(99),
            at: None,
        };
        let window = Window {
            after: Some(gone),
            rows: 50,
        };
        let page = db
            .list_users(&UserFilter::default(), sort, window)
            .await
            .expect("a page");
        assert_eq!(page.rows.len(), 4, "{sort:?}");
        let strange = Cursor {
            id: id(99),
            at: Some(i64::MIN),
        };
        let window = Window {
            after: Some(strange),
            rows: 50,
        };
        let page = db
            .list_users(&UserFilter::default(), sort, window)
            .await
            .expect("a page");
        let expected = if by_text || sort.direction == Direction::Ascending {
            4
        } else {
            0
        };
        assert_eq!(page.rows.len(), expected, "{sort:?}");
    }
});

on_both!(a_full_last_page_has_no_next, |db| {
    for at in 0..4 {
        add(&db, at, draft(&format!("c{at}"))).await;
    }
    let window = Window {
        after: None,
        rows: 4,
    };
    let page = db
        .list_users(&UserFilter::default(), Sort::default(), window)
        .await
        .expect("a page");
    assert_eq!((page.rows.len(), page.next), (4, None));
    let window = Window {
        after: None,
        rows: 3,
    };
    let page = db
        .list_users(&UserFilter::default(), Sort::default(), window)
        .await
        .expect("a page");
    assert_eq!(page.rows.len(), 3);
    let window = Window {
        after: page.next,
        rows: 3,
    };
    let page = db
        .list_users(&UserFilter::default(), Sort::default(), window)
        .await
        .expect("a page");
    assert_eq!((page.rows.len(), page.next), (1, None));
});
