use domain::{PartyId, Status, Timestamp};

use super::*;

fn row(at: i64) -> UserSummary {
    UserSummary {
        party_id: PartyId(at),
        party_number: PartyNumber::new(at.to_string()),
        client_id: format!("client-{at}").parse().expect("a client id"),
        name: "".parse().expect("a name"),
        status: Status::Active,
        administrator_groups: Vec::new(),
        administrator_group_count: 0,
        sales_groups: Vec::new(),
        sales_group_count: 0,
        last_used: None,
        date_added: Timestamp::from_micros(at),
        version: 1,
    }
}

fn rows(numbers: &[i64]) -> Vec<UserSummary> {
    numbers.iter().copied().map(row).collect()
}

fn found(shown: &[i64], now: &[i64], others: &[i64], whole: bool) -> (Vec<i64>, usize) {
    let now = LiveList {
        rows: rows(now),
        others: rows(others),
        total: 0,
    };
    let found = compare(&rows(shown), &now, whole);
    assert_eq!(found.changed, []);
    (
        found.on_top.iter().map(|row| row.party_id.0).collect(),
        found.between,
    )
}

#[test]
fn new_rows_are_told_from_those_that_come_later_anyway() {
    // Newest first: two were made.
    assert_eq!(
        found(&[3, 2, 1], &[5, 4, 3, 2], &[1], false),
        (vec![5, 4], 0)
    );
    // One in the middle, and one behind the end of what is shown.
    assert_eq!(found(&[9, 5, 1], &[9, 7, 5, 1, 0], &[], false), (vec![], 1));
    assert_eq!(found(&[9, 5, 1], &[9, 7, 5, 1, 0], &[], true), (vec![], 2));
    // One row does not match any more, and the next page moved up.
    assert_eq!(found(&[3, 2, 1], &[3, 1, 0], &[2], false), (vec![], 0));
    // The list was empty.
    assert_eq!(found(&[], &[2, 1], &[], true), (vec![2, 1], 0));
    assert_eq!(found(&[], &[], &[], true), (vec![], 0));
    // Nothing of what is shown is there any more: nobody knows where the others belong.
    assert_eq!(found(&[2, 1], &[4, 3], &[2, 1], false), (vec![], 0));
    assert_eq!(found(&[2, 1], &[4, 3], &[2, 1], true), (vec![], 2));
}

#[test]
fn a_row_is_changed_unless_it_is_newer_here() {
    let shown = rows(&[3, 2, 1]);
    let mut now = LiveList {
        rows: rows(&[3, 2]),
        others: rows(&[1]),
        total: 3,
    };
    now.rows[1].version = 2;
    now.rows[1].status = Status::Inactive;
    now.others[0].sales_groups = vec!["renamed".to_owned()];
    let changed = compare(&shown, &now, true).changed;
    assert_eq!(changed, [now.rows[1].clone(), now.others[0].clone()]);
    let newer: Vec<_> = shown
        .into_iter()
        .map(|row| UserSummary { version: 3, ..row })
        .collect();
    assert_eq!(compare(&newer, &now, true), Found::default());
}
