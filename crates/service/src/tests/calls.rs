//! What the gate counts, and who may see it.

use std::time::Duration;

use domain::{
    Caller, DayCalls, InboundCalls, InboundQuery, PartyNumber, Problem, Refusal, Role, Span,
    Timestamp,
};
use gate::{Gate, RefusedEntry};
use tokio::sync::oneshot;

use super::{House, administrator, client, on_both, person};
use crate::Clock;

impl House {
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
