//! Sign-in links and sessions under a clock that is moved.

use domain::{Action, Actor, Caller, Permission, Problem, Role};

use super::{House, administrator, on_both};
use crate::sessions::{ABSOLUTE_SECONDS, IDLE_SECONDS, LINK_SECONDS, hash};

async fn link(house: &House, role: Role) -> String {
    let link = house
        .service
        .new_sign_in_link(&Caller::System, role)
        .await
        .expect("a link");
    assert_eq!(format!("{link:?}"), "SignInToken(…)");
    link.as_str().to_owned()
}

async fn redeem(house: &House, link: &str) -> Option<String> {
    let token = house
        .service
        .redeem_sign_in_link(link)
        .await
        .expect("an answer");
    token.map(|token| token.as_str().to_owned())
}

async fn sign_in(house: &House, role: Role) -> String {
    let link = link(house, role).await;
    redeem(house, &link).await.expect("a session")
}

async fn is_on(house: &House, token: &str) -> bool {
    house
        .service
        .session(token)
        .await
        .expect("an answer")
        .is_some()
}

on_both!(a_link_signs_in_once_as_its_role, async |house: House| {
    let link = link(&house, Role::Viewer).await;
    let token = redeem(&house, &link).await.expect("a session");
    assert_ne!(token, link);
    let session = house
        .service
        .session(&token)
        .await
        .expect("an answer")
        .expect("a session");
    assert_eq!(
        (session.person.as_str(), session.role),
        ("Viewer", Role::Viewer)
    );
    assert_eq!(
        session.caller().require(Permission::ManageUsers),
        Err(Problem::NotAllowed)
    );
    assert_eq!(redeem(&house, &link).await, None);
    assert!(
        is_on(&house, &token).await,
        "a second try ended the session"
    );
    let log = house.log().await;
    assert_eq!(log.len(), 1);
    assert_eq!(
        (log[0].action, &log[0].actor),
        (Action::SignedIn, &Actor::Person("Viewer".to_owned()))
    );
});

on_both!(
    unknown_used_and_expired_links_all_look_alike,
    async |house: House| {
        let used = link(&house, Role::Administrator).await;
        redeem(&house, &used).await.expect("a session");
        let expired = link(&house, Role::Administrator).await;
        house.clock.forward(LINK_SECONDS);
        let long = "A".repeat(100_000);
        let unknown = "A".repeat(43);
        for link in [&used, &expired, &unknown, &long, "", "\0", "%' OR 1=1"] {
            assert_eq!(redeem(&house, link).await, None, "{link:.50}");
        }
    }
);

on_both!(a_link_works_until_its_last_second, async |house: House| {
    let link = link(&house, Role::Administrator).await;
    house.clock.forward(LINK_SECONDS - 1);
    assert!(redeem(&house, &link).await.is_some());
});

on_both!(two_at_once_cannot_both_use_a_link, async |house: House| {
    let link = link(&house, Role::Administrator).await;
    let (one, two) = tokio::join!(redeem(&house, &link), redeem(&house, &link));
    assert!(one.is_some() != two.is_some());
});

on_both!(a_session_ends_when_idle, async |house: House| {
    let token = sign_in(&house, Role::Administrator).await;
    house.clock.forward(IDLE_SECONDS - 1);
    assert!(is_on(&house, &token).await);
    house.clock.forward(IDLE_SECONDS - 1);
    assert!(
        is_on(&house, &token).await,
        "the request before kept it alive"
    );
    house.clock.forward(IDLE_SECONDS);
    assert!(!is_on(&house, &token).await);
});

on_both!(
    a_session_ends_after_twelve_hours_however_busy,
    async |house: House| {
        let token = sign_in(&house, Role::Administrator).await;
        let step = IDLE_SECONDS / 2;
        for _ in 1..ABSOLUTE_SECONDS / step {
            house.clock.forward(step);
            assert!(is_on(&house, &token).await);
        }
        house.clock.forward(step);
        assert!(!is_on(&house, &token).await);
    }
);

on_both!(
    a_session_that_began_while_the_clock_was_ahead_is_over,
    async |house: House| {
        let token = sign_in(&house, Role::Administrator).await;
        let feed = house.service.listen(&token, None).await;
        let mut feed = feed.expect("a feed");
        house.clock.forward(1 - IDLE_SECONDS);
        assert!(is_on(&house, &token).await, "clocks differ by some minutes");
        assert!(feed.goes_on().await);
        house.clock.forward(-1);
        assert!(!is_on(&house, &token).await);
        assert!(!feed.goes_on().await);
    }
);

on_both!(
    what_is_over_is_cleared_away_after_the_clock_was_ahead,
    async |house: House| {
        let ahead = 365 * 24 * 60 * 60;
        house.clock.forward(ahead);
        sign_in(&house, Role::Viewer).await;
        house.clock.forward(-ahead);
        let over = sign_in(&house, Role::Viewer).await;
        house.clock.forward(IDLE_SECONDS + 1);
        sign_in(&house, Role::Viewer).await;
        let found = house.service.store().find_session(&hash(&over)).await;
        assert_eq!(found.expect("an answer"), None);
    }
);

on_both!(
    that_it_is_in_use_is_noted_once_a_minute,
    async |house: House| {
        let token = sign_in(&house, Role::Administrator).await;
        let seen = async || {
            let session = house
                .service
                .session(&token)
                .await
                .expect("an answer")
                .expect("a session");
            session.last_seen.micros() - session.started.micros()
        };
        let second = 1_000_000;
        assert_eq!(seen().await, 0);
        house.clock.forward(59);
        assert_eq!(seen().await, 0);
        house.clock.forward(1);
        assert_eq!(seen().await, 60 * second);
        house.clock.forward(30);
        assert_eq!(seen().await, 60 * second);
    }
);

on_both!(
    signing_out_ends_the_session_at_once_and_is_recorded_once,
    async |house: House| {
        let token = sign_in(&house, Role::Administrator).await;
        for _ in 0..2 {
            assert_eq!(house.service.end_session(&token).await, Ok(None));
            assert!(!is_on(&house, &token).await);
        }
        assert_eq!(house.service.end_session("never there").await, Ok(None));
        let actions: Vec<Action> = house.log().await.iter().map(|entry| entry.action).collect();
        assert_eq!(actions, [Action::SignedOut, Action::SignedIn]);
        assert_eq!(
            house.service.own_sessions(&administrator(), &token).await,
            Err(Problem::SignInNeeded)
        );
    }
);

on_both!(
    own_sessions_are_those_of_the_same_person_that_are_on,
    async |house: House| {
        let gone = sign_in(&house, Role::Administrator).await;
        house.clock.forward(IDLE_SECONDS);
        let first = sign_in(&house, Role::Administrator).await;
        house.clock.forward(60);
        let second = sign_in(&house, Role::Administrator).await;
        let viewer = sign_in(&house, Role::Viewer).await;
        let own = house
            .service
            .own_sessions(&administrator(), &second)
            .await
            .expect("sessions");
        assert_eq!(
            own.iter().map(|info| info.current).collect::<Vec<_>>(),
            [true, false]
        );
        let others = house
            .service
            .own_sessions(&administrator(), &viewer)
            .await
            .expect("sessions");
        assert_eq!(others.len(), 1);
        // A session of somebody else cannot be ended, one's own can.
        let service = &house.service;
        let strangers = service
            .end_other_session(&administrator(), &second, &others[0].session.id)
            .await;
        assert_eq!(strangers, Err(Problem::NotFound));
        assert!(is_on(&house, &viewer).await);
        assert_eq!(
            service
                .end_other_session(&administrator(), &second, &own[1].session.id)
                .await,
            Ok(())
        );
        assert!(
            !is_on(&house, &first).await
                && is_on(&house, &second).await
                && !is_on(&house, &gone).await
        );
    }
);

#[tokio::test]
async fn the_database_holds_no_token() {
    let house = House::new().await;
    let link = link(&house, Role::Administrator).await;
    let unused = self::link(&house, Role::Administrator).await;
    let token = redeem(&house, &link).await.expect("a session");
    for file in std::fs::read_dir(house.directory()).expect("a directory") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("a file");
        for secret in [&link, &unused, &token] {
            assert!(
                !bytes
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes())
            );
        }
    }
}
