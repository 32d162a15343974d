//! The list while memory and database are not of one moment, and how last uses get from one to the other.

use domain::{PartyId, Status, Timestamp, UserListQuery};
use store::{CallBatch, UsesSeen};

use super::{House, administrator, on_both};
use crate::Clock;

on_both!(
    while_memory_lags_behind_the_database_answers,
    async |house: House| {
        let user = house.user("one", &[]).await;
        house.service.load_gate().await.expect("users");
        let other = house.again().await;
        other
            .set_status(&administrator(), &user.party_number, Status::Inactive)
            .await
            .expect("a change");
        let query = UserListQuery {
            status: Some(Status::Inactive),
            ..UserListQuery::default()
        };
        let count = async || {
            let count = house.service.count_users(&administrator(), &query).await;
            count.expect("a count")
        };
        assert_eq!(count().await, 0, "the change is not known yet");
        house.clock.forward(4);
        assert_eq!(count().await, 1, "from the database");
        house.service.refresh_gate().await.expect("a look");
        assert_eq!(count().await, 1, "from memory");
    }
);

on_both!(
    last_uses_are_followed_batch_by_batch,
    async |house: House| {
        let store = &house.service.store;
        let mut users = Vec::new();
        for at in 0..5 {
            users.push(house.user(&format!("c{at}"), &[]).await.party_id);
        }
        let seen = store.uses_seen().await.expect("a place");
        assert_eq!(
            store.uses_since(seen, 10).await.expect("uses"),
            (Vec::new(), seen)
        );
        let now = house.clock.now();
        let write = async |users: &[PartyId], at: Timestamp| {
            let mut tx = store.begin().await.expect("a transaction");
            let last_used = users.iter().map(|user| (*user, at)).collect();
            let batch = CallBatch {
                last_used,
                ..CallBatch::default()
            };
            tx.write_calls(&batch).await.expect("written");
            tx.commit().await.expect("a commit");
        };
        write(&users[..4], now).await;
        write(&users[3..], now.plus_seconds(1)).await;
        let mut found = Vec::new();
        let mut place: UsesSeen = seen;
        loop {
            let (batch, next) = store.uses_since(place, 2).await.expect("uses");
            if batch.is_empty() {
                break;
            }
            found.extend(batch);
            place = next;
        }
        let later = now.plus_seconds(1);
        let expected: Vec<_> = users
            .iter()
            .zip([now, now, now, later, later])
            .map(|(user, at)| (*user, at))
            .collect();
        assert_eq!(found, expected);
        // An older use than the last is no news.
        write(&users[..1], now.plus_seconds(-5)).await;
        assert_eq!(store.uses_since(place, 10).await.expect("uses").0, []);
    }
);
