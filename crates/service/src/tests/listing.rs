//! The list from memory is the list of the database.

use std::io;

use domain::{
    AddedFilter, Cursor, Day, Direction, DisplayName, Facet, GroupType, MemberChange, MemberOp,
    PartyId, PartyNumber, Preset, SearchTerm, Sort, SortColumn, Status, Timestamp, UsedFilter,
    UserChange, UserListQuery, VariableName, Window, parse_q,
};
use store::CallBatch;

use super::{House, administrator, client, name, on_both, user_draft};
use crate::{Clock, Service};

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("a number") % most
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn maybe(&mut self) -> bool {
        self.below(3) == 0
    }
}

const NAMES: [&str; 12] = [
    "",
    "Acme",
    "acme order sync",
    "Ácme Zürich",
    "ZURICH Straße",
    "日本語テスト",
    "Łódź feed",
    "مكتب الرياض",
    "100% _under_",
    "acme billing with a name that is longer than eight letters, for the order",
    "acme billing with a name that is longer than eight letters, for the odd",
    "👩🏽‍💻 team",
];

const TERMS: [&str; 18] = [
    "a",
    "c",
    "ac",
    "acme",
    "acme order",
    "ZÜRICH",
    "日",
    "日本",
    "z",
    "%",
    "_",
    "client-1",
    "CLIENT",
    "iu_",
    "00",
    "_custom_user_",
    "nowhere",
    "q9",
];

const GROUPS: [&str; 5] = ["emea", "apac", "ops", "empty", "rare"];

fn random_query(
    dice: &mut Dice,
    users: &[(PartyId, PartyNumber)],
    now: Timestamp,
) -> UserListQuery {
    let sorts: Vec<Sort> = SortColumn::ALL
        .into_iter()
        .flat_map(|column| {
            [Direction::Ascending, Direction::Descending]
                .map(|direction| Sort { column, direction })
        })
        .collect();
    let mut query = UserListQuery {
        sort: dice.pick(&sorts),
        ..UserListQuery::default()
    };
    if dice.maybe() {
        query.term = SearchTerm::parse(dice.pick(&TERMS));
    }
    if dice.maybe() {
        query.status = Some(dice.pick(&Status::ALL));
    }
    for kind in GroupType::ALL {
        if dice.maybe() {
            let count = 1 + dice.below(3);
            let names: Vec<VariableName> = (0..count).map(|_| name(dice.pick(&GROUPS))).collect();
            *query.groups_mut(kind) = names;
        }
    }
    let day = |dice: &mut Dice| -> Option<Day> {
        let ago = i64::try_from(dice.below(200)).expect("days");
        dice.maybe().then(|| now.days_before(ago).day())
    };
    if dice.maybe() {
        query.added = Some(match dice.below(4) {
            3 => AddedFilter::Between(day(dice), day(dice)),
            at => AddedFilter::Last(Preset::ADDED[at]),
        });
    }
    if dice.maybe() {
        query.used = Some(match dice.below(5) {
            4 => UsedFilter::Between(day(dice), day(dice)),
            3 => UsedFilter::Never,
            at => UsedFilter::NotInLast(Preset::USED[at]),
        });
    }
    let (party, _) = dice.pick(users);
    let at = match query.sort.column {
        SortColumn::ClientId | SortColumn::Name => None,
        SortColumn::Status => Some(i64::from(dice.maybe())),
        SortColumn::LastUsed | SortColumn::DateAdded => {
            let ago = i64::try_from(dice.below(200)).expect("days");
            Some(if dice.maybe() {
                0
            } else {
                now.days_before(ago).micros()
            })
        }
    };
    query.window = Window {
        after: dice.maybe().then_some(Cursor { id: party, at }),
        rows: dice.pick(&[1, 7, 50]),
    };
    query
}

/// What the service says from memory is what the store says from the database.
async fn compare(service: &Service, query: &UserListQuery, now: Timestamp) {
    let filter = query.filter(now);
    let caller = administrator();
    let page = service.list_users(&caller, query).await.expect("a page");
    let stored = service
        .store
        .list_users(&filter, query.sort, query.window)
        .await;
    assert_eq!(page, stored.expect("a page"), "{query:?}");
    let count = service.count_users(&caller, query).await.expect("a count");
    let stored = service.store.count_users(&filter).await.expect("a count");
    assert_eq!(count, stored, "{query:?}");
    for facet in Facet::ALL {
        let counts = service
            .user_facet(&caller, query, facet)
            .await
            .expect("counts");
        let others = query.clone().without(facet).filter(now);
        let stored = service.store.facet_counts(&others, facet, now).await;
        assert_eq!(counts, stored.expect("counts"), "{facet:?} {query:?}");
    }
}

async fn change_something(house: &House, dice: &mut Dice, users: &mut Vec<(PartyId, PartyNumber)>) {
    let service = &house.service;
    let caller = administrator();
    let groups = |dice: &mut Dice| -> Vec<VariableName> {
        let count = dice.below(4);
        let mut names: Vec<_> = (0..count)
            .map(|_| name(dice.pick(&["emea", "apac", "ops", "rare"])))
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let now = house.clock.now();
    let (_, number) = if users.is_empty() {
        (PartyId(0), PartyNumber::new(""))
    } else {
        dice.pick(users)
    };
    match dice.below(if users.len() < 40 { 1 } else { 9 }) {
        0 => {
            let mut draft = user_draft(
                &format!(
                    "{}-{}",
                    dice.pick(&["client", "Client", "00AB"]),
                    users.len()
                ),
                &[],
            );
            draft.name = DisplayName::stored(dice.pick(&NAMES));
            draft.groups = groups(dice);
            draft.status = dice.pick(&[Status::Active, Status::Active, Status::Inactive]);
            let user = service.create_user(&caller, draft).await.expect("a user");
            users.push((user.party_id, user.party_number));
        }
        1 => {
            let change = UserChange {
                name: Some(DisplayName::stored(dice.pick(&NAMES))),
                groups: Some(groups(dice)),
                ..UserChange::default()
            };
            service
                .update_user(&caller, &number, change, None)
                .await
                .expect("a change");
        }
        2 => {
            let change = UserChange {
                client_id: Some(client(&format!("renamed-{}", dice.below(1_000_000)))),
                ..UserChange::default()
            };
            service
                .update_user(&caller, &number, change, None)
                .await
                .expect("a change");
        }
        3 => {
            let status = dice.pick(&Status::ALL);
            service
                .set_status(&caller, &number, status)
                .await
                .expect("a change");
        }
        4 => change_members(service, dice, &number).await,
        5 => {
            let text = dice.pick(&["status:0", "firstName:{$like:'%acme%'}"]);
            let filter = parse_q(text).expect("an expression");
            let status = dice.pick(&Status::ALL);
            service
                .bulk_set_status(&caller, &filter, status)
                .await
                .expect("a job");
        }
        6 => import(service, dice, users).await,
        // As another process writes down its calls.
        _ => {
            let last_used = (0..3).map(|_| (dice.pick(users).0, now)).collect();
            let mut tx = service.store.begin().await.expect("a transaction");
            let batch = CallBatch {
                last_used,
                ..CallBatch::default()
            };
            tx.write_calls(&batch).await.expect("written");
            tx.commit().await.expect("a commit");
            service.refresh_gate().await.expect("a look");
        }
    }
}

async fn change_members(service: &Service, dice: &mut Dice, number: &PartyNumber) {
    let caller = administrator();
    let user = service.user(&caller, number).await.expect("a user");
    let group = name(dice.pick(&["emea", "ops"]));
    let is_member = user.groups.iter().any(|one| one.variable_name == group);
    let change = MemberChange {
        op: if is_member {
            MemberOp::Remove
        } else {
            MemberOp::Add
        },
        login: user.login,
    };
    service
        .change_members(&caller, &group, &[change])
        .await
        .expect("a change");
}

/// One that is new, used before, and one that is changed.
async fn import(service: &Service, dice: &mut Dice, users: &mut Vec<(PartyId, PartyNumber)>) {
    let caller = administrator();
    let (_, number) = dice.pick(users);
    let known = service.user(&caller, &number).await.expect("a user");
    let new = format!("imported-{}", users.len());
    let line = |client_id: &str, name: &str, more: &str| {
        format!(
            r#"{{"integrationUser":{{"oauthClientId":"{client_id}","firstName":"{name}"{more}}}}}"#
        )
    };
    let lines = [
        line(
            &new,
            dice.pick(&NAMES),
            r#","lastLogin":"2024-11-01T10:00:00Z","groups":{"items":[{"variableName":"rare"}]}"#,
        ),
        line(known.client_id.as_str(), dice.pick(&NAMES), ""),
    ];
    let reader = io::Cursor::new(lines.join("\n").into_bytes());
    let report = service.import(&caller, reader, &mut |_| {}).await;
    report.expect("an import");
    let found = service.store().find_user_by_client_id(&client(&new)).await;
    let user = found.expect("an answer").expect("a user");
    users.push((user.party_id, user.party_number));
}

on_both!(
    pages_totals_and_facets_from_memory_are_those_of_the_database,
    async |house: House| {
        let mut dice = Dice(4);
        for (variable_name, kind) in GROUPS.iter().zip([
            GroupType::Sales,
            GroupType::Sales,
            GroupType::Administrator,
            GroupType::Sales,
            GroupType::Administrator,
        ]) {
            house.group(variable_name, variable_name, kind).await;
        }
        let mut users = Vec::new();
        for _ in 0..20 {
            change_something(&house, &mut dice, &mut users).await;
        }
        house.service.load_gate().await.expect("users");
        let other = house.again().await;
        other.load_gate().await.expect("users");
        for round in 0..120 {
            house
                .clock
                .forward(i64::try_from(dice.below(60 * 60 * 24)).expect("seconds"));
            house.service.refresh_gate().await.expect("in touch");
            // Seen at once, without another look.
            change_something(&house, &mut dice, &mut users).await;
            let now = house.clock.now();
            for _ in 0..4 {
                let query = random_query(&mut dice, &users, now);
                compare(&house.service, &query, now).await;
            }
            // What is searched once more is remembered; who came since is found, too.
            let query = UserListQuery {
                term: SearchTerm::parse(TERMS[round % 4]),
                ..UserListQuery::default()
            };
            compare(&house.service, &query, now).await;
        }
        // Another process knows the same when it has looked, and so does one that begins now.
        other.refresh_gate().await.expect("a look");
        for _ in 0..20 {
            let query = random_query(&mut dice, &users, house.clock.now());
            compare(&other, &query, house.clock.now()).await;
        }
        let again = house.again().await;
        again.load_gate().await.expect("users");
        let query = UserListQuery {
            term: SearchTerm::parse("a"),
            ..UserListQuery::default()
        };
        compare(&again, &query, house.clock.now()).await;
    }
);
