use domain::{Day, Refusal, UnknownClient};
use store::{
    CallBatch, CallCount, CallsOf, DayCount, REFUSALS_OF_EACH, REFUSALS_OF_NOBODY, Store,
    StoreError, UNKNOWN_CLIENTS,
};

use crate::sample::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn count(user: Option<i64>, on: &str, outcome: Option<Refusal>, calls: u64) -> CallCount {
    CallCount {
        party_id: user.map(id),
        day: day(on),
        outcome,
        calls,
    }
}

fn counts(counts: Vec<CallCount>) -> CallBatch {
    CallBatch {
        counts,
        ..CallBatch::default()
    }
}

fn of_user(at: i64, client_id: &str) -> CallsOf {
    CallsOf::User {
        party_id: id(at),
        client_id: client(client_id),
    }
}

fn knock(client_id: &str, first: i64, last: i64, calls: u64) -> UnknownClient {
    UnknownClient {
        client_id: client(client_id),
        first_seen: NOW.plus_seconds(first),
        last_seen: NOW.plus_seconds(last),
        calls,
    }
}

async fn write(store: &Store, batch: &CallBatch) {
    let mut tx = store.begin().await.expect("a transaction");
    tx.write_calls(batch).await.expect("a write");
    tx.commit().await.expect("a commit");
}

async fn year(store: &Store, of: &CallsOf) -> Vec<(String, Option<Refusal>, u64)> {
    let rows = store
        .call_counts(of, day("2026-01-01"), day("2026-12-31"))
        .await
        .expect("counts");
    rows.into_iter()
        .map(
            |DayCount {
                 day,
                 outcome,
                 calls,
             }| (day.to_string(), outcome, calls),
        )
        .collect()
}

on_both!(counts_add_up_by_user_day_and_outcome, |db| {
    let inactive = Some(Refusal::Inactive);
    let batch = counts(vec![
        count(Some(1), "2026-01-02", None, 5),
        count(Some(1), "2026-01-02", None, 2),
        count(Some(2), "2026-01-02", inactive, 1),
        count(None, "2026-01-01", Some(Refusal::NoCredentials), 4),
        count(None, "2026-01-01", None, 0),
    ]);
    write(&db, &batch).await;
    write(&db, &batch).await;
    write(&db, &counts(vec![count(Some(2), "2026-01-03", None, 1)])).await;
    write(&db, &CallBatch::default()).await;
    let words = |on: &str, outcome, calls| (on.to_owned(), outcome, calls);
    assert_eq!(
        year(&db, &CallsOf::Everybody).await,
        [
            words("2026-01-01", Some(Refusal::NoCredentials), 8),
            words("2026-01-02", None, 14),
            words("2026-01-02", inactive, 2),
            words("2026-01-03", None, 1),
        ]
    );
    assert_eq!(
        year(&db, &of_user(2, "two")).await,
        [
            words("2026-01-02", inactive, 2),
            words("2026-01-03", None, 1)
        ]
    );
    assert_eq!(year(&db, &of_user(3, "three")).await, []);
    let one_day = db
        .call_counts(&of_user(2, "two"), day("2026-01-03"), day("2026-01-03"))
        .await
        .expect("counts");
    assert_eq!(one_day.len(), 1);
});

on_both!(every_outcome_is_read_as_it_was_written, |db| {
    let all = Refusal::ALL.map(|refusal| count(Some(1), "2026-05-05", Some(refusal), 1));
    write(&db, &counts(all.to_vec())).await;
    let mut read: Vec<_> = year(&db, &of_user(1, "one"))
        .await
        .into_iter()
        .filter_map(|(_, outcome, _)| outcome)
        .collect();
    read.sort_unstable();
    assert_eq!(read, Refusal::ALL);
});

on_both!(a_large_batch_is_written_at_once_and_undone_at_once, |db| {
    for at in 1..=3 {
        add(&db, at, draft(&format!("c{at}"))).await;
    }
    let batch = CallBatch {
        counts: (0..2_000)
            .map(|at| count(Some(at % 700), "2026-02-02", None, 1))
            .collect(),
        last_used: (0..1_000).map(|at| (id(at), NOW)).collect(),
        refusals: (0..3_000)
            .map(|at| refusal(at, Some("x"), Some(at % 20 + 1)))
            .collect(),
        unknown: (0..3_000)
            .map(|at| knock(&format!("k{at}"), at, at, 1))
            .collect(),
    };
    let mut tx = db.begin().await.expect("a transaction");
    tx.write_calls(&batch).await.expect("a write");
    drop(tx);
    assert_eq!(year(&db, &CallsOf::Everybody).await, []);
    write(&db, &batch).await;
    assert_eq!(year(&db, &CallsOf::Everybody).await[0].2, 2_000);
    let unknown = db.unknown_clients(5_000).await.expect("clients");
    assert_eq!(u32::try_from(unknown.len()), Ok(UNKNOWN_CLIENTS));
    assert_eq!(unknown[0].client_id, client("k2999"));
    let refused = db
        .refused_calls(&CallsOf::Everybody, 10_000)
        .await
        .expect("refusals");
    assert_eq!(refused.len(), 20 * 50);
});

on_both!(the_last_use_moves_only_forward_and_edits_nothing, |db| {
    let made = add(&db, 1, draft("one")).await;
    let other = add(&db, 2, draft("two")).await;
    let used = |user: i64, seconds| (id(user), NOW.plus_seconds(seconds));
    let batch = CallBatch {
        last_used: vec![used(1, 120), used(1, 60), used(77, 60)],
        ..CallBatch::default()
    };
    write(&db, &batch).await;
    write(
        &db,
        &CallBatch {
            last_used: vec![used(1, 90)],
            ..CallBatch::default()
        },
    )
    .await;
    let one = db.find_user(&number(1)).await.expect("a read").expect("it");
    assert_eq!(one.last_used, Some(NOW.plus_seconds(120)));
    assert_eq!(
        (one.version, one.date_modified),
        (made.version, made.date_modified)
    );
    assert_eq!(db.find_user(&number(2)).await.expect("a read"), Some(other));
    assert_eq!(db.last_activity().await.expect("a number"), 0);
});

on_both!(the_last_refusals_of_each_are_kept_whoever_is_loud, |db| {
    let each = i64::from(REFUSALS_OF_EACH);
    write(
        &db,
        &CallBatch {
            refusals: vec![
                refusal(0, Some("quiet"), None),
                refusal(1, Some("own"), Some(1)),
            ],
            ..CallBatch::default()
        },
    )
    .await;
    for round in 0..4 {
        let refusals = (0..each)
            .flat_map(|at| {
                let at = 10 + round * each + at;
                [
                    refusal(at, Some("loud"), None),
                    refusal(at, Some("of-two"), Some(2)),
                    refusal(at, None, None),
                    refusal(at, None, None),
                ]
            })
            .collect();
        write(
            &db,
            &CallBatch {
                refusals,
                ..CallBatch::default()
            },
        )
        .await;
    }
    let all = db
        .refused_calls(&CallsOf::Everybody, 10_000)
        .await
        .expect("refusals");
    let of = |wanted: Option<&str>| {
        all.iter()
            .filter(|call| call.client_id.as_ref().map(domain::ClientId::as_str) == wanted)
            .collect::<Vec<_>>()
    };
    assert_eq!((of(Some("quiet")).len(), of(Some("own")).len()), (1, 1));
    let loud = of(Some("loud"));
    assert_eq!(loud.len(), 50);
    assert_eq!(loud[0].at, NOW.plus_seconds(9 + 4 * each));
    assert_eq!(loud[49].at, NOW.plus_seconds(10 + 3 * each));
    assert_eq!(of(Some("of-two")).len(), 50);
    assert_eq!(u32::try_from(of(None).len()), Ok(REFUSALS_OF_NOBODY));
    assert!(all.is_sorted_by(|newer, older| newer.at >= older.at));
});

on_both!(
    a_refusal_is_read_as_it_was_written_whatever_is_in_it,
    |db| {
        add(&db, 1, draft("one")).await;
        let mut strange = refusal(5, Some("one"), Some(1));
        strange.detail = "Zürich 👩🏽‍💻 \"'; DROP TABLE refused_call; -- ?$1 \0 end".to_owned();
        let mut huge = refusal(6, Some("gone"), Some(9));
        huge.detail = "مكتب".repeat(100_000);
        let before = refusal(-10, Some("one"), None);
        let batch = CallBatch {
            refusals: vec![before, strange, huge],
            ..CallBatch::default()
        };
        write(&db, &batch).await;
        let all = db
            .refused_calls(&CallsOf::Everybody, 10)
            .await
            .expect("refusals");
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].detail.chars().count(), 500);
        assert_eq!(
            (all[0].party_number.as_ref(), all[0].reason),
            (None, Refusal::Inactive)
        );
        assert_eq!(
            all[1].detail,
            "Zürich 👩🏽‍💻 \"'; DROP TABLE refused_call; -- ?$1 \u{fffd} end"
        );
        assert_eq!(all[1].party_number, Some(number(1)));
        // What its client got before the user was there is the user's, too.
        let own = db
            .refused_calls(&of_user(1, "one"), 10)
            .await
            .expect("refusals");
        assert_eq!(own.len(), 2);
        let last = db
            .refused_calls(&of_user(1, "one"), 1)
            .await
            .expect("refusals");
        assert_eq!(last, own[..1]);
    }
);

on_both!(a_client_that_knocks_is_listed_until_a_user_has_it, |db| {
    let batch = |unknown| CallBatch {
        unknown,
        ..CallBatch::default()
    };
    let first = vec![
        knock("a", 10, 20, 3),
        knock("b", 5, 5, 1),
        knock("a", 8, 9, 1),
    ];
    write(&db, &batch(first)).await;
    write(
        &db,
        &batch(vec![knock("a", 2, 3, 1), knock("b", 50, 60, 2)]),
    )
    .await;
    assert_eq!(
        db.unknown_clients(10).await.expect("clients"),
        [knock("b", 5, 60, 3), knock("a", 2, 20, 5)]
    );
    add(&db, 1, draft("b")).await;
    assert_eq!(
        db.unknown_clients(10).await.expect("clients"),
        [knock("a", 2, 20, 5)]
    );
    assert_eq!(db.unknown_clients(0).await.expect("clients"), []);
});

on_both!(of_too_many_clients_the_ones_that_knocked_last_stay, |db| {
    let most = i64::from(UNKNOWN_CLIENTS);
    let batch = |range: std::ops::Range<i64>| CallBatch {
        unknown: range
            .map(|at| knock(&format!("k{at}"), at, at, 1))
            .collect(),
        ..CallBatch::default()
    };
    write(&db, &batch(0..most)).await;
    write(&db, &batch(most..most + 10)).await;
    let unknown = db.unknown_clients(5_000).await.expect("clients");
    assert_eq!(u32::try_from(unknown.len()), Ok(UNKNOWN_CLIENTS));
    assert_eq!(unknown.last().map(|c| &c.client_id), Some(&client("k10")));
});

on_both!(what_is_too_old_is_purged_and_nothing_else, |db| {
    let batch = CallBatch {
        counts: vec![
            count(Some(1), "2026-01-09", None, 1),
            count(Some(1), "2026-01-10", None, 1),
        ],
        last_used: Vec::new(),
        refusals: vec![refusal(0, None, None), refusal(20 * 86_400, None, None)],
        unknown: vec![knock("old", 0, 0, 1), knock("new", 0, 20 * 86_400, 1)],
    };
    write(&db, &batch).await;
    let mut tx = db.begin().await.expect("a transaction");
    tx.purge_calls(day("2026-01-10")).await.expect("a purge");
    tx.commit().await.expect("a commit");
    for of in [CallsOf::Everybody, of_user(1, "one")] {
        let left = year(&db, &of).await;
        assert_eq!(left, [("2026-01-10".to_owned(), None, 1)]);
    }
    let refused = db
        .refused_calls(&CallsOf::Everybody, 10)
        .await
        .expect("refusals");
    assert_eq!(refused.len(), 1);
    assert_eq!(
        db.unknown_clients(10).await.expect("clients"),
        [knock("new", 0, 20 * 86_400, 1)]
    );
});

on_both!(two_processes_count_together, |db| {
    let other = db.again().await;
    let tasks: Vec<_> = (0..8_u32)
        .map(|at| {
            let store = if at % 2 == 0 {
                db.store.clone()
            } else {
                other.clone()
            };
            tokio::spawn(async move {
                for _ in 0..10 {
                    let batch = CallBatch {
                        refusals: vec![refusal(1, Some("x"), None)],
                        unknown: vec![knock("x", 1, 1, 1)],
                        ..counts(vec![count(Some(1), "2026-03-03", None, 1)])
                    };
                    write(&store, &batch).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a task");
    }
    assert_eq!(year(&db, &of_user(1, "x")).await[0].2, 80);
    assert_eq!(db.unknown_clients(10).await.expect("clients")[0].calls, 80);
    let refused = db
        .refused_calls(&CallsOf::Everybody, 1_000)
        .await
        .expect("refusals");
    assert_eq!(refused.len(), 50);
});

on_both!(an_unreadable_count_names_itself, |db| {
    db.raw
        .execute("INSERT INTO call_total (day, outcome, calls) VALUES (20500, 'what?', 1)")
        .await;
    let read = db
        .call_counts(&CallsOf::Everybody, day("2026-01-01"), day("2026-12-31"))
        .await;
    assert!(matches!(
        read,
        Err(StoreError::BadRow { table: "call_total", column: "outcome", id }) if id == "20500"
    ));
});
