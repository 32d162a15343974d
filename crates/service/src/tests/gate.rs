//! What the gate knows and counts.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use domain::{CallLimit, CallLimitForm, Caller, GroupType, Problem, Role, Status, UserChange};
use gate::Rate;
use store::{DatabaseUrl, OpenOptions, Store};
use tokio::sync::oneshot;

use super::{House, administrator, client, name, on_both, person, told, user_draft};
use crate::testing::CountingIds;
use crate::{Clock, Service};

impl House {
    /// The same database in another process.
    pub(super) async fn again(&self) -> Service {
        let url = match &self.place {
            super::Place::Directory(_) => DatabaseUrl::sqlite(self.directory().join("test.db")),
            super::Place::Postgres { server, name } => {
                let (address, _) = server.rsplit_once('/').expect("an address");
                format!("{address}/{name}").parse().expect("an address")
            }
        };
        let mut options = OpenOptions::new(self.clock.now());
        options.wait = Duration::from_secs(30);
        options.statement = Duration::from_mins(1);
        let store = Store::open(&url, &options).await.expect("a store");
        Service::new(store, self.clock.clone(), Arc::new(CountingIds::default()))
    }
}

/// Status and version of a client as the gate knows it.
fn known(service: &Service, client_id: &str) -> Option<(Status, i64)> {
    let known = service.gate().registry().find(client_id)?;
    Some((known.status, known.version))
}

on_both!(a_change_is_known_at_once, async |house: House| {
    let service = &house.service;
    house.group("emea", "EMEA", GroupType::Sales).await;
    let before = house.user("before", &["emea"]).await;
    assert!(service.gate().registry().is_empty(), "nobody asked for it");
    service.load_gate().await.expect("users");
    assert_eq!(known(service, "before"), Some((Status::Active, 1)));
    assert_eq!(
        service.gate().registry().last_in_touch(),
        Some(house.clock.now())
    );

    let user = house.user("one", &["emea"]).await;
    let found = service.gate().registry().find("one").expect("a user");
    assert_eq!(found.party_number, user.party_number);
    assert_eq!(found.sales_groups, [name("emea")]);
    service
        .set_status(&administrator(), &before.party_number, Status::Inactive)
        .await
        .expect("a change");
    assert_eq!(known(service, "before"), Some((Status::Inactive, 2)));
    let change = UserChange {
        client_id: Some(client("renamed")),
        groups: Some(Vec::new()),
        ..UserChange::default()
    };
    service
        .update_user(&administrator(), &before.party_number, change, None)
        .await
        .expect("a change");
    assert_eq!(known(service, "before"), None);
    assert_eq!(known(service, "renamed"), Some((Status::Inactive, 3)));
    let found = service.gate().registry().find("renamed").expect("a user");
    assert!(found.sales_groups.is_empty());
    service.refresh_gate().await.expect("a look");
    assert_eq!(known(service, "renamed"), Some((Status::Inactive, 3)));
});

on_both!(a_refused_change_changes_nothing, async |house: House| {
    let service = &house.service;
    let one = house.user("one", &[]).await;
    house.user("two", &[]).await;
    service.load_gate().await.expect("users");
    let change = UserChange {
        client_id: Some(client("two")),
        status: Some(Status::Inactive),
        ..UserChange::default()
    };
    let refused = service
        .update_user(&administrator(), &one.party_number, change, None)
        .await;
    assert!(matches!(refused, Err(Problem::ClientIdTaken { .. })));
    let viewer = person("Viewer", Role::Viewer);
    let refused = service
        .set_status(&viewer, &one.party_number, Status::Inactive)
        .await;
    assert_eq!(refused, Err(Problem::NotAllowed));
    assert_eq!(known(service, "one"), Some((Status::Active, 1)));
    assert_eq!(known(service, "two"), Some((Status::Active, 1)));
});

on_both!(an_import_is_known_at_once, async |house: House| {
    let service = &house.service;
    house.user("one", &[]).await;
    service.load_gate().await.expect("users");
    let lines = "{\"group\":{\"variableName\":\"g\",\"label\":\"G\",\"type\":\"Sales\"}}\n\
                 {\"integrationUser\":{\"oauthClientId\":\"one\",\"status\":{\"value\":0}}}\n\
                 {\"integrationUser\":{\"oauthClientId\":\"new\",\"groups\":{\"items\":[{\"variableName\":\"g\"}]}}}\n";
    service
        .import(&Caller::System, Cursor::new(lines), &mut |_| {})
        .await
        .expect("an import");
    assert_eq!(known(service, "one"), Some((Status::Inactive, 2)));
    let new = service.gate().registry().find("new").expect("a user");
    assert_eq!(new.sales_groups, [name("g")]);
});

on_both!(
    what_another_process_changes_is_found,
    async |house: House| {
        let service = &house.service;
        let user = house.user("one", &[]).await;
        let other = house.again().await;
        other.load_gate().await.expect("users");
        service
            .set_status(&administrator(), &user.party_number, Status::Inactive)
            .await
            .expect("a change");
        for at in 0..30 {
            let draft = user_draft(&format!("more-{at}"), &[]);
            service
                .create_user(&administrator(), draft)
                .await
                .expect("a user");
        }
        assert_eq!(known(&other, "one"), Some((Status::Active, 1)));
        house.clock.forward(7);
        other.refresh_gate().await.expect("a look");
        assert_eq!(known(&other, "one"), Some((Status::Inactive, 2)));
        assert_eq!(known(&other, "more-29"), Some((Status::Active, 1)));
        let registry = other.gate().registry();
        assert_eq!(registry.len(), 31);
        assert_eq!(registry.last_in_touch(), Some(house.clock.now()));
    }
);

#[tokio::test]
async fn a_process_that_follows_finds_out_within_a_second() {
    let house = House::new().await;
    let user = house.user("one", &[]).await;
    let other = house.again().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let following = tokio::spawn({
        let other = other.clone();
        async move { other.follow_gate(async { drop(stopped.await) }).await }
    });
    let waits = async |wanted| {
        for _ in 0..200 {
            if known(&other, "one") == Some(wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("never {wanted:?}");
    };
    // It was not loaded before: following does that, too.
    waits((Status::Active, 1)).await;
    house
        .service
        .set_status(&administrator(), &user.party_number, Status::Inactive)
        .await
        .expect("a change");
    waits((Status::Inactive, 2)).await;
    drop(stop);
    following.await.expect("it stops");
}

#[tokio::test]
async fn without_the_database_it_is_not_in_touch_any_more() {
    let house = House::new().await;
    let service = &house.service;
    house.user("one", &[]).await;
    service.load_gate().await.expect("users");
    let then = house.clock.now();
    service.gate().ledger().accepted(
        service.gate().registry().find("one").expect("it").party_id,
        then,
    );
    service.store().close().await;
    house.clock.forward(31);
    assert!(service.refresh_gate().await.is_err());
    let last = service.gate().registry().last_in_touch();
    assert_eq!(last, Some(then), "more than 30 seconds ago");
    // What it knows stays, and what it counted too.
    assert_eq!(known(service, "one"), Some((Status::Active, 1)));
    for _ in 0..2 {
        assert!(service.write_calls().await.is_err());
    }
    let batch = service.gate().ledger().take();
    assert_eq!((batch.counts.len(), batch.last_used.len()), (1, 1));
    assert_eq!(batch.counts[0].calls, 1);
}

on_both!(a_rate_of_its_own_is_known_at_once, async |house: House| {
    let service = &house.service;
    let user = house.user("one", &[]).await;
    service.load_gate().await.expect("users");
    let rate = Rate {
        per_second: 0,
        burst: 7,
    };
    let known_rate = || {
        let known = service.gate().registry().find("one").expect("a user");
        known.rate
    };
    for _ in 0..2 {
        let set = service
            .set_rate(&administrator(), &user.party_number, Some(rate))
            .await
            .expect("a change");
        assert_eq!(set.version, 2);
    }
    let one_a_second = Some(Rate {
        per_second: 1,
        burst: 7,
    });
    assert_eq!(known_rate(), one_a_second);
    let log = house.log().await;
    assert_eq!(told(&log[0]), ["rateLimit:  → 1/s, 7"]);
    assert_eq!(log.len(), 2);
    // Another change leaves it alone.
    service
        .set_status(&administrator(), &user.party_number, Status::Inactive)
        .await
        .expect("a change");
    assert_eq!(known(service, "one"), Some((Status::Inactive, 3)));
    assert_eq!(known_rate(), one_a_second);
    service
        .set_rate(&administrator(), &user.party_number, None)
        .await
        .expect("a change");
    assert_eq!(known_rate(), None);
});

on_both!(
    a_limit_of_calls_is_typed_checked_and_shown,
    async |house: House| {
        let service = &house.service;
        let user = house.user("one", &[]).await;
        let number = &user.party_number;
        let form = |per_second: &str, burst: &str| CallLimitForm {
            per_second: per_second.to_owned(),
            burst: burst.to_owned(),
        };
        let shown = || async {
            let limits = service
                .call_limits(&person("Viewer", Role::Viewer), number)
                .await;
            limits.expect("limits")
        };
        let usual = shown().await;
        assert_eq!((usual.own, usual.version), (None, 1));
        assert_eq!((usual.usual.per_second, usual.usual.burst), (100, 200));
        let set = service
            .set_call_limit(&administrator(), number, &form("5", " 10"))
            .await
            .expect("a limit");
        let own = CallLimit {
            per_second: 5,
            burst: 10,
        };
        assert_eq!((set.own, set.version), (Some(own), 2));
        assert_eq!(shown().await, set);
        let refused = service
            .set_call_limit(&administrator(), number, &form("0", ""))
            .await;
        assert!(matches!(refused, Err(Problem::Invalid(faults)) if faults.len() == 2));
        assert_eq!(shown().await, set);
        let back = service
            .set_call_limit(&administrator(), number, &form("", ""))
            .await
            .expect("the usual one");
        assert_eq!((back.own, back.version), (None, 3));
    }
);
