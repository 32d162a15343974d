use super::*;

fn read(address: &str) -> UserListQuery {
    UserListQuery::from_pairs(address.split('&').filter_map(|pair| pair.split_once('=')))
}

#[test]
fn an_address_gives_the_query_again() {
    for address in [
        "",
        "q=acme",
        "q=acme&status=inactive&administrator-group=a&administrator-group=b&sales-group=c",
        "added=30&used=never",
        "used=180&sort=name",
        "added-from=2026-01-01&used-to=2026-02-03&sort=last-used&dir=asc&after=12~-5&rows=150",
    ] {
        let query = read(address);
        let again: Vec<String> = query
            .to_pairs()
            .into_iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(again.join("&"), address);
    }
}

#[test]
fn a_mangled_address_still_shows_a_list() {
    assert_eq!(
        read(
            "status=maybe&added=12&used-from=x&sort=colour&dir=up&after=%&rows=-1&x=y&sales-group=1"
        ),
        UserListQuery::default()
    );
    assert_eq!(read("rows=99999").window.rows, Window::MOST_ROWS);
    assert_eq!(
        read(&vec!["sales-group=a"; 300].join("&"))
            .sales_groups
            .len(),
        1
    );
}

#[test]
fn a_press_on_a_header_sorts_naturally_and_then_the_other_way() {
    let sort = Sort::default().pressed(SortColumn::Name);
    assert_eq!(
        sort,
        Sort {
            column: SortColumn::Name,
            direction: Direction::Ascending
        }
    );
    assert_eq!(
        sort.pressed(SortColumn::Name).direction,
        Direction::Descending
    );
    assert_eq!(
        sort.pressed(SortColumn::LastUsed).direction,
        Direction::Descending
    );
}

#[test]
fn days_are_counted_from_the_time_given() {
    let now = Timestamp::parse_rfc3339("2026-03-31T12:00:00Z").expect("a moment");
    let filter = read("added=30&used=90").filter(now);
    assert_eq!(
        filter.added_from.map(Timestamp::rfc3339).as_deref(),
        Some("2026-03-01T12:00:00.000Z")
    );
    assert_eq!(
        filter.used_before.map(Timestamp::rfc3339).as_deref(),
        Some("2025-12-31T12:00:00.000Z")
    );
    let filter = read("used-from=2026-01-01&used-to=2026-01-31").filter(now);
    assert_eq!(
        (
            filter.never_used,
            filter.used_before.map(Timestamp::rfc3339).as_deref()
        ),
        (Some(false), Some("2026-02-01T00:00:00.000Z"))
    );
}
