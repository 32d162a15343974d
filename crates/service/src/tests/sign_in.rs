//! Signing in at an identity provider, as far as it is remembered here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Action, Actor, Caller, Problem, Role};
use sha2::{Digest, Sha256};

use super::{House, administrator, on_both};
use crate::sign_in::{ATTEMPT_SECONDS, BegunSignIn, EndSessionHint, FinishedSignIn, SignedIn};

pub fn jane(role: Role) -> SignedIn {
    SignedIn {
        subject: "https://id.example.com jane".to_owned(),
        person: "Jane Doe".to_owned(),
        role,
        end_session_hint: EndSessionHint::of("a.b.c"),
    }
}

async fn begin(house: &House) -> BegunSignIn {
    let begun = house
        .service
        .begin_sign_in(&Caller::System, Some("/admin/users/groups"))
        .await;
    begun.expect("a sign-in")
}

async fn finish(house: &House, state: &str, browser: &str) -> Option<FinishedSignIn> {
    let finished = house.service.finish_sign_in(state, browser).await;
    finished.expect("an answer")
}

on_both!(a_sign_in_is_finished_once, async |house: House| {
    let begun = begin(&house).await;
    let browser = begun.browser.as_str();
    let finished = finish(&house, &begun.state, browser).await.expect("it");
    assert_eq!(finished.next.as_deref(), Some("/admin/users/groups"));
    assert_eq!(finished.nonce, begun.nonce);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&finished.verifier));
    assert_eq!(challenge, begun.challenge);
    assert_eq!(finish(&house, &begun.state, browser).await, None);
    let values = [
        browser,
        &begun.state,
        &begun.nonce,
        &begun.challenge,
        &finished.verifier,
    ];
    for (at, value) in values.iter().enumerate() {
        assert_eq!(value.len(), 43, "256 bits");
        assert!(!values[..at].contains(value));
    }
    assert_eq!(
        format!("{begun:?}{finished:?}"),
        "BegunSignIn(…)FinishedSignIn(…)"
    );
});

on_both!(
    only_the_browser_that_began_finishes,
    async |house: House| {
        let (one, other) = (begin(&house).await, begin(&house).await);
        for (state, browser) in [
            (one.state.as_str(), other.browser.as_str()),
            (&other.state, one.browser.as_str()),
            (&one.state, ""),
            (&one.state, "\0"),
            ("", one.browser.as_str()),
            (&one.state, &one.state),
        ] {
            assert_eq!(finish(&house, state, browser).await, None);
        }
        // That somebody else tried uses nothing up.
        assert!(
            finish(&house, &one.state, one.browser.as_str())
                .await
                .is_some()
        );
    }
);

on_both!(a_sign_in_is_finished_in_time, async |house: House| {
    let (one, other) = (begin(&house).await, begin(&house).await);
    house.clock.forward(ATTEMPT_SECONDS - 1);
    assert!(
        finish(&house, &one.state, one.browser.as_str())
            .await
            .is_some()
    );
    house.clock.forward(1);
    assert_eq!(
        finish(&house, &other.state, other.browser.as_str()).await,
        None
    );
});

on_both!(two_at_once_cannot_both_finish, async |house: House| {
    let begun = begin(&house).await;
    let (one, two) = tokio::join!(
        finish(&house, &begun.state, begun.browser.as_str()),
        finish(&house, &begun.state, begun.browser.as_str())
    );
    assert!(one.is_some() != two.is_some());
});

on_both!(
    sessions_are_of_a_person_and_not_of_a_name,
    async |house: House| {
        let service = &house.service;
        let start = async |who: &SignedIn| {
            let token = service.start_session(&Caller::System, who).await;
            token.expect("a session").as_str().to_owned()
        };
        let first = start(&jane(Role::Viewer)).await;
        let second = start(&jane(Role::Administrator)).await;
        let namesake = SignedIn {
            subject: "https://id.example.com other".to_owned(),
            ..jane(Role::Viewer)
        };
        let other = start(&namesake).await;
        assert_ne!(first, second);
        let session = service
            .session(&first)
            .await
            .expect("an answer")
            .expect("it");
        assert_eq!(
            session.caller(),
            Caller::Person {
                name: "Jane Doe".to_owned(),
                role: Role::Viewer
            }
        );
        let own = service.own_sessions(&administrator(), &first).await;
        assert_eq!(own.expect("sessions").len(), 2);
        let own = service.own_sessions(&administrator(), &other).await;
        assert_eq!(own.expect("sessions").len(), 1);
        assert_eq!(
            service.end_session(&first).await,
            Ok(EndSessionHint::of("a.b.c"))
        );
        assert_eq!(service.end_session(&first).await, Ok(None));
        assert!(service.session(&other).await.expect("an answer").is_some());
        let log = house.log().await;
        assert_eq!(
            (log[0].action, &log[0].actor, log[0].subject.as_str()),
            (
                Action::SignedOut,
                &Actor::Person("Jane Doe".to_owned()),
                "https://id.example.com jane"
            )
        );
        assert_eq!(log.len(), 4);
    }
);

#[tokio::test]
async fn only_the_server_begins_and_starts() {
    let house = House::new().await;
    for (caller, problem) in [
        (Caller::Anonymous, Problem::SignInNeeded),
        (administrator(), Problem::NotAllowed),
    ] {
        let begun = house.service.begin_sign_in(&caller, None).await;
        assert_eq!(begun.err(), Some(problem.clone()));
        let session = house
            .service
            .start_session(&caller, &jane(Role::Viewer))
            .await;
        assert_eq!(session.err(), Some(problem));
    }
}

#[tokio::test]
async fn the_database_holds_nothing_to_finish_a_sign_in_with() {
    let house = House::new().await;
    let begun = begin(&house).await;
    let verifier = crate::sign_in::derive("verifier", begun.browser.as_str(), &begun.state);
    for file in std::fs::read_dir(house.directory()).expect("a directory") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("a file");
        for secret in [
            begun.browser.as_str(),
            &begun.state,
            &begun.nonce,
            &verifier,
        ] {
            let found = bytes
                .windows(secret.len())
                .any(|at| at == secret.as_bytes());
            assert!(!found);
        }
    }
}

#[tokio::test]
async fn the_database_does_not_hold_the_id_token() {
    let house = House::new().await;
    let id_token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ";
    let who = SignedIn {
        end_session_hint: EndSessionHint::of(id_token),
        ..jane(Role::Viewer)
    };
    let session = house.service.start_session(&Caller::System, &who).await;
    let session = session.expect("a session").as_str().to_owned();
    for file in std::fs::read_dir(house.directory()).expect("a directory") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        for part in id_token.split('.').chain([session.as_str()]) {
            assert!(!text.contains(part), "{part}");
        }
    }
    assert_eq!(
        house.service.end_session(&session).await,
        Ok(EndSessionHint::of(id_token))
    );
}

#[test]
fn names_are_one_visible_line() {
    for (given, kept) in [
        ("Jane  Doe", "Jane Doe"),
        (" Zoë\n\tO'Neil\u{0} ", "Zoë O'Neil"),
        ("Jane\u{202e}eoD", "JaneeoD"),
        ("\u{200b}", ""),
    ] {
        assert_eq!(SignedIn::clean_name(given), kept);
    }
    assert_eq!(SignedIn::clean_name(&"a".repeat(1000)).len(), 120);
}
