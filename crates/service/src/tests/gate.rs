//! What the gate knows and counts.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use domain::{
    Caller, DayCalls, GroupType, InboundCalls, InboundQuery, PartyNumber, Problem, Refusal, Role,
    Span, Status, Timestamp, UserChange,
};
use gate::{Gate, RefusedEntry};
use store::{DatabaseUrl, OpenOptions, Store};
use tokio::sync::oneshot;

use super::{House, administrator, client, name, on_both, person, user_draft};
use crate::testing::CountingIds;
use crate::{Clock, Service};

impl House {
    /// The same database in another process.
    async fn again(&self) -> Service {
        let url = match &self.place {
            super::Place::Directory(_) => DatabaseUrl::sqlite(self.directory().join("test.db")),
            super::Place::Postgres { server, name } => {
                let (address, _) = server.rsplit_once('/').expect("an address");
                format!("{address}/{name}").parse().expect("an address")
            }
        };
        let mut options = OpenOptions::new(self.clock.now());
        options.wait = Duration::from_secs(30);
        let store = Store::open(&url, &options).await.expect("a store");
        Service::new(store, self.clock.clone(), Arc::new(CountingIds::default()))
    }

    fn refused(&self, reason: Refusal, client_id: Option<&str>, user: Option<&PartyNumber>) {
        let known = client_id.and_then(|client_id| self.service.gate().registry().find(client_id));
        let party_id = known.filter(|_| user.is_some()).map(|known| known.party_id);
        self.service.gate().ledger().refused(RefusedEntry {
            at: self.clock.now(),
            refusal: reason,
            detail: format!("because {}\0", reason.word()),
            client_id: client_id.map(client),
            party_id,
        });
    }

    async fn calls(&self, user: Option<&PartyNumber>) -> InboundCalls {
        let query = InboundQuery {
            span: Span::Week,
            user: user.cloned(),
        };
        let calls = self.service.inbound_calls(&administrator(), &query).await;
        calls.expect("calls")
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

#[tokio::test]
async fn another_database_in_its_place_is_not_followed() {
    let house = House::new().await;
    house.user("one", &[]).await;
    house.service.load_gate().await.expect("users");
    let empty = House::new().await;
    let mut confused = house.service.clone();
    confused.store = empty.service.store().clone();
    house.clock.forward(5);
    let looked = confused.refresh_gate().await;
    assert!(matches!(looked, Err(Problem::Internal { .. })));
    let last = confused.gate().registry().last_in_touch();
    assert_eq!(last, Some(house.clock.now().plus_seconds(-5)));
}

on_both!(calls_are_counted_by_day_and_reason, async |house: House| {
    let service = &house.service;
    let one = house.user("one", &[]).await;
    let two = house.user("two", &[]).await;
    service.load_gate().await.expect("users");
    let ledger = service.gate().ledger();
    ledger.accepted(one.party_id, house.clock.now());
    house.refused(Refusal::Inactive, Some("two"), Some(&two.party_number));
    service.write_calls().await.expect("it is written");
    house.clock.forward(2 * 86_400 + 61);
    ledger.accepted(one.party_id, house.clock.now());
    ledger.accepted(one.party_id, house.clock.now());
    house.refused(Refusal::Inactive, Some("two"), Some(&two.party_number));
    house.refused(Refusal::BadSignature, None, None);
    for _ in 0..3 {
        house.refused(Refusal::UnknownClient, Some("stranger"), None);
    }
    assert_eq!(house.calls(None).await.days.len(), 7);
    service.write_calls().await.expect("it is written");

    let all = house.calls(None).await;
    let days: Vec<_> = all
        .days
        .iter()
        .map(
            |DayCalls {
                 day,
                 accepted,
                 refused,
             }| (day.to_string(), *accepted, *refused),
        )
        .collect();
    let on = |day: &str, accepted, refused| (format!("2026-11-{day}"), accepted, refused);
    assert_eq!(
        days,
        [
            on("16", 0, 0),
            on("17", 0, 0),
            on("18", 0, 0),
            on("19", 0, 0),
            on("20", 1, 1),
            on("21", 0, 0),
            on("22", 2, 5),
        ]
    );
    assert_eq!(
        all.reasons,
        [
            (Refusal::UnknownClient, 3),
            (Refusal::Inactive, 2),
            (Refusal::BadSignature, 1)
        ]
    );
    assert_eq!(all.refusals.len(), 6);
    assert_eq!(all.unknown.len(), 1);
    assert_eq!(
        (&all.unknown[0].client_id, all.unknown[0].calls),
        (&client("stranger"), 3)
    );

    let of_two = house.calls(Some(&two.party_number)).await;
    assert_eq!(of_two.reasons, [(Refusal::Inactive, 2)]);
    assert_eq!(of_two.refusals.len(), 2);
    assert_eq!(of_two.refusals[0].party_number, Some(two.party_number));
    assert_eq!(of_two.refusals[0].detail, "because inactive\u{fffd}");
    assert!(of_two.unknown.is_empty());

    // The last use to the minute, and nothing else of the user moves.
    let used = service.user(&administrator(), &one.party_number).await;
    let used = used.expect("the user");
    let minute = Timestamp::parse_rfc3339("2026-11-22T12:01:00Z");
    assert_eq!((used.last_used, used.version), (minute, one.version));
    assert_eq!(used.date_modified, one.date_modified);

    house.user("stranger", &[]).await;
    assert!(house.calls(None).await.unknown.is_empty());
});

on_both!(old_counts_go_once_a_day, async |house: House| {
    let service = &house.service;
    house.refused(Refusal::NoCredentials, None, None);
    service.write_calls().await.expect("it is written");
    assert_eq!(house.calls(None).await.refusals.len(), 1);
    house.clock.forward(400 * 86_400);
    service.write_calls().await.expect("a purge");
    assert_eq!(house.calls(None).await.refusals.len(), 1);
    house.clock.forward(86_400);
    service.write_calls().await.expect("a purge");
    assert!(house.calls(None).await.refusals.is_empty());
});

#[tokio::test]
async fn a_clean_stop_loses_nothing() {
    let house = House::new().await;
    let service = house.service.clone();
    let user = house.user("one", &[]).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let books = tokio::spawn({
        let service = service.clone();
        async move { service.keep_books(async { drop(stopped.await) }).await }
    });
    tokio::task::yield_now().await;
    for _ in 0..1_000 {
        service
            .gate()
            .ledger()
            .accepted(user.party_id, house.clock.now());
    }
    drop(stop);
    books.await.expect("it ends");
    let other = house.again().await;
    let query = InboundQuery::default();
    let calls = other.inbound_calls(&administrator(), &query).await;
    let accepted = calls.expect("calls").days.last().map(|day| day.accepted);
    assert_eq!(accepted, Some(1_000));
}

#[tokio::test]
async fn writing_that_is_given_up_loses_nothing() {
    let house = House::new().await;
    let service = &house.service;
    let user = house.user("one", &[]).await;
    let ledger = service.gate().ledger();
    ledger.accepted(user.party_id, house.clock.now());
    let turn = service.store().begin().await.expect("the writer's turn");
    let waited = tokio::time::timeout(Duration::from_millis(50), service.write_calls()).await;
    assert!(waited.is_err());
    drop(turn);
    service.write_calls().await.expect("it is written");
    assert_eq!(house.calls(None).await.days[6].accepted, 1);
}

#[tokio::test]
async fn who_may_see_calls_and_providers() {
    let house = House::new().await;
    let service = &house.service;
    let user = house.user("one", &[]).await;
    let application = |administrator| Caller::Application {
        party_number: user.party_number.clone(),
        administrator,
    };
    for (caller, refusal) in [
        (Caller::Anonymous, Some(Problem::SignInNeeded)),
        (application(false), Some(Problem::NotAllowed)),
        (application(true), None),
        (person("Viewer", Role::Viewer), None),
        (administrator(), None),
    ] {
        let query = InboundQuery {
            user: Some(user.party_number.clone()),
            ..InboundQuery::default()
        };
        let answers = [
            service.inbound_calls(&caller, &query).await.map(drop),
            service.identity_providers(&caller).await.map(drop),
            service.check_token(&caller, "x").await.map(drop),
        ];
        for answer in answers {
            assert_eq!(answer.err(), refusal, "{caller:?}");
        }
    }
}

on_both!(calls_of_nobody_are_not_found, async |house: House| {
    for text in ["IU_nobody", "", "a\0b", "'; --", "👍", &"x".repeat(70_000)] {
        let query = InboundQuery {
            user: Some(PartyNumber::new(text)),
            ..InboundQuery::default()
        };
        let calls = house.service.inbound_calls(&administrator(), &query).await;
        assert_eq!(calls, Err(Problem::NotFound), "{text:?}");
    }
});

#[tokio::test]
async fn rubbish_is_no_token_and_is_not_counted() {
    let house = House::new().await;
    let service = house.service.clone().with_gate(Gate::closed());
    for text in [
        "",
        "\0",
        "a.b.c",
        "Bearer ",
        "مكتب.👍.x",
        &"x.".repeat(100_000),
    ] {
        let report = service.check_token(&administrator(), text).await;
        let report = report.expect("a report");
        assert!(report.refusal.is_some(), "{text:?}");
        assert_eq!(report.party_number, None);
    }
    assert!(service.gate().ledger().take().is_empty());
}
