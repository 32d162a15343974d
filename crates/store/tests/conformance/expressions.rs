//! Expressions of `q` and orders in SQL against what they mean in memory.

use std::cmp::Ordering;

use domain::expression::{
    Expression, LikePattern, Operator, OrderBy, QueryField, Term, Test, UserField, Value, ValueKind,
};
use domain::{
    Direction, GroupType, IntegrationUser, Status, Timestamp, UserCollection, parse_order, parse_q,
};

use crate::harness::Db;
use crate::model::Dice;
use crate::sample::*;

const COUNT: i64 = 300;
/// Texts that differ in case and accents, in the order of bytes, in length when folded, and in what LIKE takes specially.
const WORDS: [&str; 14] = [
    "",
    "",
    "Zürich",
    "zurich",
    "ZÜRICH 100%",
    "Straße",
    "a_b",
    "a\\b",
    "日本語",
    "한글",
    "O'Neil",
    "e\u{301}mile",
    "İx",
    "😀",
];
const GROUPS: [(&str, &str, GroupType); 5] = [
    ("emea", "Émea Sales", GroupType::Sales),
    ("apac", "APAC_%", GroupType::Sales),
    ("ops", "Ops", GroupType::Administrator),
    ("superUsers", "Super", GroupType::Administrator),
    ("proxyUsers", "Not of this type", GroupType::Sales),
];
const PATTERNS: [&str; 16] = [
    "%", "_%", "z%", "%ü%", "zurich", "Z_rich%", "%\\%%", "%\\_%", "%\\\\%", "stra__e", "___",
    "%LE", "\u{301}", "%o'%", "%s_les", "",
];

/// Users of many ties, read back as they must be found.
async fn fill(db: &Db) -> Vec<IntegrationUser> {
    for (variable_name, label, kind) in GROUPS {
        add_group(db, variable_name, label, kind).await;
    }
    let mut dice = Dice::new(11);
    let mut rows = Vec::new();
    for at in 0..COUNT {
        let mut row = imported(at, &format!("{}Client-{at}", dice.pick(&["A", "b", "C"])));
        let word = dice.pick(&WORDS);
        // Longer when folded than a key may be.
        let name = if at == 77 {
            "ﷺ".repeat(110) + "Zürich"
        } else {
            word.to_owned()
        };
        row.name = Some(name.parse().expect("a name"));
        if dice.below(2) == 0 {
            let word: String = dice.pick(&["ops", "OPS", "émile", "e_e"]).to_owned();
            row.email = Some(format!("{word}@example.com").parse().expect("an address"));
        }
        let description = format!("{}\n{}", dice.pick(&WORDS), dice.pick(&WORDS));
        row.description = Some(description.parse().expect("a description"));
        row.status = Some(dice.pick(&Status::ALL));
        row.date_added = Some(moment(&mut dice));
        let groups = GROUPS.iter().filter(|_| dice.below(3) == 0);
        row.groups = Some(
            groups
                .map(|(variable_name, _, _)| name_of(variable_name))
                .collect(),
        );
        rows.push(row);
    }
    let mut tx = db.begin().await.expect("a transaction");
    tx.import_users(&rows, NOW).await.expect("an import");
    let uses = (0..COUNT / 2).map(|at| (id(at * 2), moment(&mut dice)));
    touch(&mut tx, uses.collect()).await;
    tx.commit().await.expect("a commit");
    // Some are indexed and some are not.
    db.index_some(100).await.expect("an index");
    db.users_after(None, 1_000).await.expect("all users")
}

fn name_of(variable_name: &str) -> domain::VariableName {
    name(variable_name)
}

/// Few moments, some of the same millisecond.
fn moment(dice: &mut Dice) -> Timestamp {
    let step = i64::try_from(dice.below(12)).expect("few");
    Timestamp::from_micros(NOW.micros() + step * 400)
}

fn random_value(dice: &mut Dice, field: UserField, users: &[IntegrationUser]) -> Value {
    // What some user has, more often than not.
    if dice.below(3) > 0
        && let Some(value) = field.values(&dice.pick(users)).into_iter().next()
    {
        return value;
    }
    match field.kind() {
        ValueKind::Text => Value::Text(
            dice.pick(&["Z", "zurich", "a", "emea", "Sales", "~"])
                .to_owned(),
        ),
        ValueKind::Number => Value::Number(dice.pick(&[0, 1, -1, i64::MAX, i64::MIN, id(5).0])),
        ValueKind::Flag => Value::Flag(dice.below(2) == 0),
        ValueKind::Moment => Value::Moment(moment(dice)),
    }
}

fn random_test(dice: &mut Dice, field: UserField, users: &[IntegrationUser]) -> Test {
    match dice.below(5) {
        0 => Test::Exists(dice.below(2) == 0),
        1 | 2 if field.kind() == ValueKind::Text => {
            Test::Like(LikePattern::new(dice.pick(&PATTERNS)))
        }
        _ => Test::Compare(dice.pick(&Operator::ALL), random_value(dice, field, users)),
    }
}

fn random_expression(dice: &mut Dice, levels: u64, users: &[IntegrationUser]) -> Expression {
    let kind = if levels == 0 { 0 } else { dice.below(4) };
    if kind < 2 {
        let fields: Vec<UserField> = UserField::all().collect();
        // The first are columns and groups, the rest the same of everybody.
        let field = if dice.below(4) == 0 {
            dice.pick(&fields)
        } else {
            dice.pick(&fields[..20])
        };
        let test = random_test(dice, field, users);
        return Expression::Term(Term { field, test });
    }
    let parts = (0..2 + dice.below(2))
        .map(|_| random_expression(dice, levels - 1, users))
        .collect();
    if kind == 2 {
        Expression::And(parts)
    } else {
        Expression::Or(parts)
    }
}

fn random_order(dice: &mut Dice) -> Vec<OrderBy<UserField>> {
    let sortable: Vec<UserField> = UserField::all()
        .filter(|field| field.is_sortable())
        .take(17)
        .collect();
    (0..dice.below(3))
        .map(|_| OrderBy {
            field: dice.pick(&sortable),
            direction: dice.pick(&[Direction::Ascending, Direction::Descending]),
        })
        .collect()
}

fn ordered(users: &mut [&IntegrationUser], order: &[OrderBy<UserField>]) {
    users.sort_by(|one, other| {
        let parts = order.iter().map(|by| {
            let order = by.field.rank(one).cmp(&by.field.rank(other));
            match by.direction {
                Direction::Ascending => order,
                Direction::Descending => order.reverse(),
            }
        });
        parts
            .chain([one.party_id.cmp(&other.party_id)])
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    });
}

async fn check(db: &Db, users: &[IntegrationUser], collection: &UserCollection) {
    let filter = collection.filter.as_ref();
    let mut expected: Vec<&IntegrationUser> = users
        .iter()
        .filter(|user| filter.is_none_or(|filter| filter.matches(user)))
        .collect();
    ordered(&mut expected, &collection.order);
    let what = filter.map(ToString::to_string).unwrap_or_default();
    let got = db.collect_users(collection).await.expect("a slice");
    let from = usize::try_from(collection.offset)
        .expect("few")
        .min(expected.len());
    let to = (from + usize::try_from(collection.limit).expect("few")).min(expected.len());
    let got_users: Vec<&IntegrationUser> = got.items.iter().collect();
    assert_eq!(
        got_users,
        expected[from..to],
        "{what} {:?}",
        collection.order
    );
    assert_eq!(got.has_more, to < expected.len(), "{what}");
    let total = u64::try_from(expected.len()).expect("few");
    assert_eq!(got.total, collection.total.then_some(total), "{what}");
}

on_both!(random_expressions_find_what_they_are_true_of, |db| {
    let users = fill(&db).await;
    let mut dice = Dice::new(5);
    let mut found = 0;
    for _ in 0..400 {
        let filter = random_expression(&mut dice, 3, &users);
        found += u64::from(users.iter().any(|user| filter.matches(user)));
        let collection = UserCollection {
            filter: Some(filter),
            order: random_order(&mut dice),
            limit: u32::try_from(1 + dice.below(40)).expect("few"),
            offset: dice.pick(&[0, 0, 0, 7, 250]),
            total: dice.below(2) == 0,
        };
        check(&db, &users, &collection).await;
    }
    assert!((100..400).contains(&found), "{found}");
});

on_both!(every_member_is_compared_by_every_operator, |db| {
    let users = fill(&db).await;
    let mut dice = Dice::new(3);
    for field in UserField::all() {
        let value = random_value(&mut dice, field, &users);
        let mut tests: Vec<Test> = Operator::ALL
            .map(|operator| Test::Compare(operator, value.clone()))
            .into();
        tests.extend([Test::Exists(true), Test::Exists(false)]);
        if field.kind() == ValueKind::Text {
            tests.extend(
                ["%", "_%", "%A%", "z%"].map(|pattern| Test::Like(LikePattern::new(pattern))),
            );
        }
        for test in tests {
            let filter = Some(Expression::Term(Term { field, test }));
            let collection = UserCollection {
                filter,
                total: true,
                ..UserCollection::default()
            };
            check(&db, &users, &collection).await;
        }
        if field.is_sortable() {
            for direction in [Direction::Ascending, Direction::Descending] {
                let order = vec![OrderBy { field, direction }];
                check(
                    &db,
                    &users,
                    &UserCollection {
                        order,
                        ..UserCollection::default()
                    },
                )
                .await;
            }
        }
    }
});

on_both!(every_pattern_finds_what_is_like_it, |db| {
    let users = fill(&db).await;
    for field in [
        "firstName",
        "email",
        "description",
        "oauthClientId",
        "partyNumber",
        "login",
        "groups.label",
    ] {
        let field = UserField::find(field).expect("a member");
        for pattern in PATTERNS.into_iter().chain(WORDS) {
            let test = Test::Like(LikePattern::new(pattern));
            let filter = Some(Expression::Term(Term { field, test }));
            check(
                &db,
                &users,
                &UserCollection {
                    filter,
                    ..UserCollection::default()
                },
            )
            .await;
        }
    }
    // The end of a name that no key holds whole.
    let long = parse_q("firstName LIKE '%zurich',firstName LIKE 'صلى%'").expect("a filter");
    let collection = UserCollection {
        filter: Some(long),
        ..UserCollection::default()
    };
    assert_eq!(
        db.collect_users(&collection)
            .await
            .expect("a slice")
            .items
            .len(),
        1
    );
});

on_both!(nothing_typed_is_sql, |db| {
    let users = fill(&db).await;
    for text in [
        "'; DROP TABLE membership; --",
        "' OR '1'='1",
        "?",
        "$1",
        "\u{1}",
        "%' ESCAPE '",
    ] {
        for asked in ["$eq", "$ne", "$gt", "$like"] {
            let quoted = serde_json::to_string(text).expect("a text");
            let filter = parse_q(&format!("email:{{{asked}:{quoted}}}")).expect("a filter");
            check(
                &db,
                &users,
                &UserCollection {
                    filter: Some(filter),
                    ..UserCollection::default()
                },
            )
            .await;
        }
    }
});

on_both!(pages_by_number_of_rows_lose_and_repeat_nobody, |db| {
    let users = fill(&db).await;
    let order = parse_order("status,firstName:desc").expect("an order");
    let mut collection = UserCollection {
        order,
        limit: 70,
        total: true,
        ..UserCollection::default()
    };
    let mut seen = Vec::new();
    loop {
        check(&db, &users, &collection).await;
        let slice = db.collect_users(&collection).await.expect("a slice");
        seen.extend(slice.items.iter().map(|user| user.party_id));
        collection.offset += 70;
        if !slice.has_more {
            break;
        }
    }
    seen.sort_unstable();
    assert_eq!(
        seen,
        users.iter().map(|user| user.party_id).collect::<Vec<_>>()
    );
    for offset in [300, 301, u64::MAX] {
        collection.offset = offset;
        let slice = db.collect_users(&collection).await.expect("a slice");
        assert_eq!(
            (slice.items.len(), slice.has_more, slice.total),
            (0, false, Some(300))
        );
    }
});

on_both!(users_from_before_there_were_keys_are_found, |db| {
    let mut wanted = draft("old-client");
    wanted.email = "Émile@example.com".parse().expect("an address");
    wanted.description = "Straße".parse().expect("a description");
    add(&db, 1, wanted).await;
    add(&db, 2, draft("without")).await;
    db.raw
        .execute(
            "UPDATE integration_user SET email_key = '', description_key = ''; \
             UPDATE counter SET value = 1 WHERE name = 'unfolded'",
        )
        .await;
    let filter = parse_q("email LIKE 'emile@%',description LIKE '%strasse'").expect("a filter");
    let collection = UserCollection {
        filter: Some(filter),
        ..UserCollection::default()
    };
    assert_eq!(
        db.collect_users(&collection)
            .await
            .expect("a slice")
            .items
            .len(),
        0
    );
    let again = db.again().await;
    let found = again.collect_users(&collection).await.expect("a slice");
    assert_eq!((found.items.len(), found.items[0].version), (1, 1));
});
