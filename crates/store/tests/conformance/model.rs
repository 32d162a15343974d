//! The store against a plain list in memory: every filter, order and page of a few thousand users.

use std::collections::BTreeSet;

use domain::{
    Direction, Facet, GroupType, IntegrationUser, Page, Sort, SortColumn, Status, Timestamp,
    UserFilter, UserSummary, Window, fold,
};

use crate::harness::Db;
use crate::sample::*;

/// Numbers that look random and are the same every time (the generator of PCG).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub fn pick<T: Clone>(&mut self, things: &[T]) -> T {
        let at = self.below(u64::try_from(things.len()).expect("few"));
        things[usize::try_from(at).expect("few")].clone()
    }

    fn maybe<T>(&mut self, thing: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) == 0).then(|| thing(self))
    }
}

const COUNT: i64 = 5_000;
const WORDS: [&str; 8] = [
    "Acme",
    "Zürich",
    "acme",
    "日本語",
    "Łódź",
    "",
    "مكتب",
    "Northwind",
];
/// From everybody's to nobody's.
const GROUPS: [(&str, GroupType, u64); 6] = [
    ("all", GroupType::Sales, 100),
    ("half", GroupType::Sales, 50),
    ("few", GroupType::Sales, 1),
    ("admins", GroupType::Administrator, 70),
    ("rare", GroupType::Administrator, 2),
    ("empty", GroupType::Administrator, 0),
];

/// Fills the database with users of many ties, and gives them back as they must be read.
pub async fn fill(db: &Db) -> Vec<IntegrationUser> {
    for (variable_name, kind, _) in GROUPS {
        add_group(db, variable_name, &format!("Group {variable_name}"), kind).await;
    }
    let mut dice = Dice::new(7);
    let mut rows = Vec::new();
    for at in 0..COUNT {
        let mut row = imported(
            at,
            &format!("{:06x}-Client-{}", dice.below(0xff_ffff), at % 97),
        );
        let name = format!("{} {}", dice.pick(&WORDS), dice.pick(&WORDS));
        row.name = Some(name.parse().expect("a name"));
        row.status = Some(if dice.below(40) == 0 {
            Status::Inactive
        } else {
            Status::Active
        });
        row.date_added = Some(NOW.days_before(i64::try_from(dice.below(200)).expect("few")));
        let groups = GROUPS
            .iter()
            .filter(|(_, _, percent)| dice.below(100) < *percent);
        row.groups = Some(
            groups
                .map(|(variable_name, _, _)| name_of(variable_name))
                .collect(),
        );
        rows.push(row);
    }
    let mut tx = db.begin().await.expect("a transaction");
    tx.import_users(&rows, NOW).await.expect("an import");
    let uses = (0..COUNT / 10).map(|at| {
        let used = NOW.days_before(i64::try_from(dice.below(250)).expect("few"));
        (id(at * 7 % COUNT), used)
    });
    touch(&mut tx, uses.collect()).await;
    tx.commit().await.expect("a commit");
    // Some are indexed and some are not.
    db.index_some(2_000).await.expect("an index");
    db.users_after(None, u32::MAX).await.expect("all users")
}

fn name_of(variable_name: &str) -> domain::VariableName {
    name(variable_name)
}

pub fn passes(filter: &UserFilter, user: &IntegrationUser) -> bool {
    let micros = |moment: Option<Timestamp>| moment.map_or(0, Timestamp::micros);
    let in_any = |names: &[domain::VariableName]| {
        names.is_empty()
            || user
                .groups
                .iter()
                .any(|group| names.contains(&group.variable_name))
    };
    let text = [
        user.name.as_str(),
        user.client_id.as_str(),
        user.party_number.as_str(),
        &user.login.as_str()[13..],
    ];
    let last_used = micros(user.last_used);
    filter
        .term
        .as_ref()
        .is_none_or(|term| text.iter().any(|text| fold(text).contains(term.as_str())))
        && filter.status.is_none_or(|status| user.status == status)
        && in_any(&filter.administrator_groups)
        && in_any(&filter.sales_groups)
        && filter.added_from.is_none_or(|from| user.date_added >= from)
        && filter
            .added_before
            .is_none_or(|before| user.date_added < before)
        && filter
            .never_used
            .is_none_or(|never| never == (last_used == 0))
        && filter
            .used_from
            .is_none_or(|from| last_used >= from.micros())
        && filter
            .used_before
            .is_none_or(|before| last_used < before.micros())
}

pub fn ordered(mut users: Vec<&IntegrationUser>, sort: Sort) -> Vec<i64> {
    users.sort_by_cached_key(|user| {
        let (text, number) = match sort.column {
            SortColumn::ClientId => (fold(user.client_id.as_str()), 0),
            SortColumn::Name => (fold(user.name.as_str()), 0),
            SortColumn::Status => (String::new(), user.status.number()),
            SortColumn::LastUsed => (String::new(), user.last_used.map_or(0, Timestamp::micros)),
            SortColumn::DateAdded => (String::new(), user.date_added.micros()),
        };
        (text, number, user.party_id)
    });
    if sort.direction == Direction::Descending {
        users.reverse();
    }
    users.iter().map(|user| user.party_id.0).collect()
}

pub fn all_sorts() -> Vec<Sort> {
    let both = [Direction::Ascending, Direction::Descending];
    let sort = |column| both.map(|direction| Sort { column, direction });
    SortColumn::ALL.into_iter().flat_map(sort).collect()
}

/// Every page of a list, one behind the other.
pub async fn all_pages(db: &Db, filter: &UserFilter, sort: Sort, rows: u32) -> Vec<UserSummary> {
    let mut window = Window { after: None, rows };
    let mut seen = Vec::new();
    loop {
        let Page { rows, next } = db.list_users(filter, sort, window).await.expect("a page");
        seen.extend(rows);
        window.after = next;
        if next.is_none() {
            return seen;
        }
    }
}

fn random_filter(dice: &mut Dice) -> UserFilter {
    const TERMS: [&str; 16] = [
        "a",
        "ac",
        "acme",
        "zurich acme",
        "日",
        "日本",
        "日本語",
        "client",
        "-client-9",
        "client-96",
        "IU_0000000012",
        "nowhere",
        "lodz",
        "%",
        "مكتب",
        "00",
    ];
    let groups = |dice: &mut Dice, names: &[&str]| {
        let count = 1 + dice.below(2);
        let names: BTreeSet<&str> = (0..count).map(|_| dice.pick(names)).collect();
        names.into_iter().map(name).collect::<Vec<_>>()
    };
    let days = |dice: &mut Dice| NOW.days_before(dice.pick(&[1, 7, 30, 90, 180, 300]));
    UserFilter {
        term: dice.maybe(|dice| term(dice.pick(&TERMS))),
        status: dice.maybe(|dice| dice.pick(&Status::ALL)),
        administrator_groups: dice
            .maybe(|dice| groups(dice, &["admins", "rare", "empty", "unknown"]))
            .unwrap_or_default(),
        sales_groups: dice
            .maybe(|dice| groups(dice, &["all", "half", "few", "rare"]))
            .unwrap_or_default(),
        added_from: dice.maybe(days),
        added_before: dice.maybe(days),
        never_used: dice.maybe(|dice| dice.pick(&[true, false])),
        used_from: dice.maybe(days),
        used_before: dice.maybe(days),
    }
}

/// `in_group` of the wrong type is nobody: the model has to know the type, too.
fn of_its_type(filter: &UserFilter) -> UserFilter {
    let mut filter = filter.clone();
    if !filter.sales_groups.is_empty() {
        let known = |group: &domain::VariableName| group.as_str() != "rare";
        filter.sales_groups.retain(known);
        if filter.sales_groups.is_empty() {
            filter.sales_groups = vec![name("nobodys")];
        }
    }
    filter
}

on_both!(lists_counts_and_facets_are_those_of_a_plain_list, |db| {
    let users = fill(&db).await;
    assert_eq!(users.len(), usize::try_from(COUNT).expect("few"));
    let mut dice = Dice::new(11);
    for round in 0..60 {
        let filter = if round == 0 {
            UserFilter::default()
        } else {
            random_filter(&mut dice)
        };
        let model = of_its_type(&filter);
        let matching: Vec<&IntegrationUser> =
            users.iter().filter(|user| passes(&model, user)).collect();
        let sort = dice.pick(&all_sorts());
        let count = db.count_users(&filter).await.expect("a count");
        assert_eq!(
            usize::try_from(count).expect("few"),
            matching.len(),
            "{filter:?}"
        );
        let rows = all_pages(&db, &filter, sort, 500).await;
        let ids: Vec<i64> = rows.iter().map(|row| row.party_id.0).collect();
        assert_eq!(ids, ordered(matching.clone(), sort), "{filter:?} {sort:?}");
        check_summaries(&rows, &users);
        if round % 4 == 0 {
            check_facets(&db, &filter, &users).await;
        }
    }
});

fn check_summaries(rows: &[UserSummary], users: &[IntegrationUser]) {
    for row in rows.iter().take(50) {
        let at = users
            .binary_search_by_key(&row.party_id, |user| user.party_id)
            .expect("the user");
        let user = &users[at];
        let labels = |kind| {
            user.groups_of(kind)
                .map(|group| group.label.as_str())
                .collect::<Vec<_>>()
        };
        let (sales, administrator) = (labels(GroupType::Sales), labels(GroupType::Administrator));
        assert_eq!(row.sales_groups, sales[..sales.len().min(3)]);
        assert_eq!(row.administrator_groups, administrator);
        assert_eq!(
            usize::try_from(row.sales_group_count).expect("few"),
            sales.len()
        );
        assert_eq!(
            usize::try_from(row.administrator_group_count).expect("few"),
            administrator.len()
        );
        assert_eq!(
            (&row.client_id, &row.name, row.status),
            (&user.client_id, &user.name, user.status)
        );
        assert_eq!(
            (row.last_used, row.date_added),
            (user.last_used, user.date_added)
        );
        assert_eq!(
            (row.version, &row.party_number),
            (user.version, &user.party_number)
        );
    }
}

/// What a criterion of a facet asks for, as a filter.
fn criterion(facet: Facet, value: &str) -> UserFilter {
    let mut filter = UserFilter::default();
    match facet {
        Facet::Status => filter.status = Status::from_word(value),
        Facet::AdministratorGroup => filter.administrator_groups = vec![name(value)],
        Facet::SalesGroup => filter.sales_groups = vec![name(value)],
        Facet::DateAdded => filter.added_from = Some(NOW.days_before(value.parse().expect("days"))),
        Facet::LastUsed if value == "never" => filter.never_used = Some(true),
        Facet::LastUsed => filter.used_before = Some(NOW.days_before(value.parse().expect("days"))),
    }
    filter
}

async fn check_facets(db: &Db, filter: &UserFilter, users: &[IntegrationUser]) {
    let model = of_its_type(filter);
    for facet in Facet::ALL {
        let counts = db.facet_counts(filter, facet, NOW).await.expect("counts");
        let values: Vec<&str> = counts.iter().map(|count| count.value.as_str()).collect();
        let expected: &[&str] = match facet {
            Facet::Status => &["active", "inactive"],
            Facet::AdministratorGroup => &["admins", "empty", "rare", "userAdministrators"],
            Facet::SalesGroup => &["all", "few", "half"],
            Facet::DateAdded => &["7", "30", "90"],
            Facet::LastUsed => &["never", "30", "90", "180"],
        };
        assert_eq!(values, expected);
        for count in counts {
            let wanted = criterion(facet, &count.value);
            let matching = users
                .iter()
                .filter(|user| passes(&model, user) && passes(&wanted, user))
                .count();
            assert_eq!(
                usize::try_from(count.count).expect("few"),
                matching,
                "{filter:?} {facet:?} {}",
                count.value
            );
        }
    }
}
