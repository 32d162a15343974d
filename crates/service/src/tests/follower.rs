//! Following the activity log: what is heard, what is not heard, and another log in its place.

use std::time::{Duration, Instant};

use domain::{GroupType, Status};
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::{House, administrator, on_both};
use crate::{Clock, LogPosition, Service};

fn known(service: &Service, client_id: &str) -> Option<(Status, i64)> {
    let known = service.gate().registry().find(client_id)?;
    Some((known.status, known.version))
}

async fn until(what: &str, mut is: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < Duration::from_secs(10), "never: {what}");
        sleep(Duration::from_millis(2)).await;
    }
    start.elapsed()
}

/// Follows until it is dropped.
fn follow(service: &Service) -> oneshot::Sender<()> {
    let (stop, stopped) = oneshot::channel::<()>();
    let service = service.clone();
    tokio::spawn(async move { service.follow_gate(async { drop(stopped.await) }).await });
    stop
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_a_change_of_another_process_is_heard() {
    let Some(house) = House::on_postgres().await else {
        return;
    };
    let user = house.user("one", &[]).await;
    let other = house.again().await;
    let _following = follow(&other);
    until("it listens", || other.hears_others()).await;
    let mut times = Vec::new();
    for round in 1..=20 {
        let status = if round % 2 == 0 {
            Status::Active
        } else {
            Status::Inactive
        };
        house
            .service
            .set_status(&administrator(), &user.party_number, status)
            .await
            .expect("a change");
        let took = until("it is known", || {
            known(&other, "one").is_some_and(|(is, _)| is == status)
        });
        times.push(took.await);
    }
    times.sort();
    // Asking twice a second alone, half of them would take longer than a quarter of a second.
    assert!(times[10] < Duration::from_millis(200), "{times:?}");
    assert!(times[19] < Duration::from_secs(1), "{times:?}");
}

on_both!(
    where_the_log_was_seen_is_told_in_one_place,
    async |house: House| {
        let service = &house.service;
        let mut position = service.log_position();
        assert_eq!(*position.borrow(), LogPosition::default());
        house.user("one", &[]).await;
        service.load_gate().await.expect("users");
        assert_eq!(
            *position.borrow_and_update(),
            LogPosition { log: 1, number: 1 }
        );
        let other = house.again().await;
        other.load_gate().await.expect("users");
        house.group("emea", "EMEA", GroupType::Sales).await;
        house.user("two", &["emea"]).await;
        for follower in [service, &other] {
            let mut position = follower.log_position();
            position.mark_unchanged();
            follower.refresh_gate().await.expect("a look");
            assert!(position.has_changed().expect("it is there"));
            assert_eq!(
                *position.borrow_and_update(),
                LogPosition { log: 1, number: 3 }
            );
            follower.refresh_gate().await.expect("a look");
            assert!(
                !position.has_changed().expect("it is there"),
                "nothing is new"
            );
        }
    }
);

#[tokio::test]
async fn another_database_in_its_place_is_read_anew() {
    let (one, two) = (House::new().await, House::new().await);
    one.user("one", &[]).await;
    one.user("both", &[]).await;
    one.service.load_gate().await.expect("users");
    // Another state, in which less has happened since, and something else.
    let both = two.user("both", &[]).await;
    two.clock.forward(3);
    two.service
        .set_status(&administrator(), &both.party_number, Status::Inactive)
        .await
        .expect("a change");
    let mut swapped = one.service.clone();
    swapped.store = two.service.store().clone();
    one.clock.forward(40);
    swapped.refresh_gate().await.expect("everything anew");
    assert_eq!(known(&swapped, "one"), None);
    assert_eq!(known(&swapped, "both"), Some((Status::Inactive, 2)));
    let registry = swapped.gate().registry();
    assert_eq!(registry.last_in_touch(), Some(one.clock.now()));
    let position = *swapped.log_position().borrow();
    assert_eq!(position, LogPosition { log: 2, number: 2 });
    // And back, to a log of the same length: the entries are others.
    let mut back = swapped.clone();
    back.store = one.service.store().clone();
    back.refresh_gate().await.expect("everything anew");
    assert_eq!(known(&back, "one"), Some((Status::Active, 1)));
    assert_eq!(known(&back, "both"), Some((Status::Active, 1)));
    assert_eq!(back.log_position().borrow().log, 3);
}

#[tokio::test]
async fn while_another_database_cannot_be_read_nobody_comes_in() {
    let Some(two) = House::on_postgres().await else {
        return;
    };
    let one = House::new().await;
    one.user("one", &[]).await;
    one.service.load_gate().await.expect("users");
    two.user("two", &[]).await;
    let mut swapped = one.service.clone();
    swapped.store = two.service.store().clone();
    // It is shorter, so everything is to be read anew; a row that cannot be read prevents that.
    two.spoil("DELETE FROM activity; UPDATE integration_user SET status = 99");
    assert!(swapped.refresh_gate().await.is_err());
    let registry = swapped.gate().registry();
    assert_eq!((registry.last_in_touch(), registry.len()), (None, 0));
    two.spoil("UPDATE integration_user SET status = 1");
    swapped.refresh_gate().await.expect("it can be read now");
    assert_eq!(known(&swapped, "two"), Some((Status::Active, 1)));
}
