//! Changes as they happen.

use std::io::Cursor;
use std::time::Duration;

use domain::{
    Caller, Facet, GroupType, LiveChange, LiveUsers, PartyNumber, Problem, Role, Status,
    UserListQuery,
};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::{House, administrator, on_both};
use crate::Service;
use crate::live::{Feed, News, NoFeed, PER_SESSION};

/// Longer than anything takes, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(20);

impl House {
    async fn token(&self, role: Role) -> String {
        let service = &self.service;
        let link = service.new_sign_in_link(&Caller::System, role).await;
        let session = service
            .redeem_sign_in_link(link.expect("a link").as_str())
            .await;
        let session = session.expect("an answer").expect("a session");
        session.as_str().to_owned()
    }
}

/// Ends with the test.
fn tell(service: &Service) -> JoinHandle<()> {
    let service = service.clone();
    tokio::spawn(async move { service.tell_live(std::future::pending()).await })
}

async fn next(feed: &mut Feed) -> News {
    timeout(PATIENCE, feed.next()).await.expect("some news")
}

/// All changes up to that entry: each begins where the one before ended.
async fn up_to(feed: &mut Feed, mut after: i64, until: i64) -> Vec<LiveChange> {
    let mut changes = Vec::new();
    while after < until {
        let News::Change(change) = next(feed).await else {
            panic!("not a change");
        };
        assert!(change.from <= after + 1, "{change:?} after {after}");
        after = change.to;
        changes.push(change);
    }
    changes
}

/// All users that changes name.
fn named(changes: &[LiveChange]) -> Vec<PartyNumber> {
    let mut users: Vec<_> = changes
        .iter()
        .flat_map(|change| match &change.users {
            LiveUsers::These(users) => users.clone(),
            LiveUsers::Many => panic!("{change:?} names none"),
        })
        .collect();
    users.sort_unstable();
    users.dedup();
    users
}

async fn last(house: &House) -> i64 {
    house
        .service
        .store()
        .last_activity()
        .await
        .expect("a number")
}

on_both!(
    what_this_process_does_is_told_at_once,
    async |house: House| {
        let service = &house.service;
        let telling = tell(service);
        let token = house.token(Role::Viewer).await;
        let mut feed = service.listen(&token, None).await.expect("a feed");
        let before = last(&house).await;
        let one = house.user("one", &[]).await;
        let two = house.user("two", &[]).await;
        service
            .set_status(&administrator(), &one.party_number, Status::Inactive)
            .await
            .expect("a change");
        house.group("emea", "EMEA", GroupType::Sales).await;
        let changes = up_to(&mut feed, before, before + 4).await;
        let mut wanted = [one.party_number, two.party_number];
        wanted.sort_unstable();
        assert_eq!(named(&changes), wanted);
        assert!(changes.last().is_some_and(|change| change.groups));
        telling.abort();
    }
);

on_both!(
    what_another_process_does_is_told_once_it_is_seen,
    async |house: House| {
        let other = house.again().await;
        other.load_gate().await.expect("users");
        let telling = tell(&other);
        let token = house.token(Role::Administrator).await;
        let mut feed = other.listen(&token, None).await.expect("a feed");
        let before = last(&house).await;
        let user = house.user("one", &[]).await;
        other.refresh_gate().await.expect("a look");
        let changes = up_to(&mut feed, before, before + 1).await;
        assert_eq!(named(&changes), [user.party_number]);
        assert_eq!(other.live_position(), before + 1);
        telling.abort();
    }
);

on_both!(lists_hold_what_is_told_of_them, async |house: House| {
    let first = house.user("first", &[]).await.party_number;
    let other = house.again().await;
    other.load_gate().await.expect("users");
    let telling = tell(&other);
    let token = house.token(Role::Administrator).await;
    other.refresh_gate().await.expect("a look");
    let before = last(&house).await;
    let mut feed = other.listen(&token, None).await.expect("a feed");
    let query = UserListQuery {
        status: Some(Status::Active),
        ..UserListQuery::default()
    };
    let listed = async || {
        let page = other.list_users(&administrator(), &query).await;
        let rows = page.expect("a list").rows.into_iter();
        rows.map(|row| row.party_number).collect::<Vec<_>>()
    };
    // What another process did is told with the next that this one does, before it looked by itself.
    let theirs = house.user("theirs", &[]).await.party_number;
    other
        .set_status(&administrator(), &first, Status::Inactive)
        .await
        .expect("a change");
    up_to(&mut feed, before, before + 2).await;
    assert_eq!(listed().await, std::slice::from_ref(&theirs));
    // And to who begins to listen.
    let later = house.user("later", &[]).await.party_number;
    let mut feed = other
        .listen(&token, Some(before + 2))
        .await
        .expect("a feed");
    up_to(&mut feed, before + 2, before + 3).await;
    let mut both = listed().await;
    both.sort_unstable();
    let mut wanted = [theirs, later];
    wanted.sort_unstable();
    assert_eq!(both, wanted);
    // And to whoever was told by another process.
    house.user("last", &[]).await;
    let told = last(&house).await;
    let list = other.list_again(&administrator(), &query, &[], told).await;
    assert_eq!(list.expect("a list").total, 3);
    house.user("very-last", &[]).await;
    let counts = other
        .facet_again(&administrator(), &query, Facet::Status, told + 1)
        .await;
    let counts = counts.expect("counts").into_iter();
    let active = counts.filter(|count| count.value == "active");
    assert_eq!(active.map(|count| count.count).sum::<u64>(), 4);
    telling.abort();
});

on_both!(who_comes_back_misses_nothing, async |house: House| {
    let service = &house.service;
    let telling = tell(service);
    let token = house.token(Role::Viewer).await;
    let since = last(&house).await;
    let mut users = Vec::new();
    for at in 0..10 {
        users.push(house.user(&format!("client-{at}"), &[]).await.party_number);
    }
    users.sort_unstable();
    let mut feed = service.listen(&token, Some(since)).await.expect("a feed");
    // And what happens while it catches up.
    let late = house.user("late", &[]).await.party_number;
    let changes = up_to(&mut feed, since, since + 11).await;
    users.push(late);
    users.sort_unstable();
    assert_eq!(named(&changes), users);
    telling.abort();
});

#[tokio::test]
async fn a_gap_that_is_too_large_is_not_told_one_by_one() {
    let house = House::new().await;
    let service = &house.service;
    let telling = tell(service);
    let token = house.token(Role::Viewer).await;
    let since = last(&house).await;
    let mut feed = service.listen(&token, Some(since)).await.expect("a feed");
    let line = |at| format!("{{\"integrationUser\":{{\"oauthClientId\":\"client-{at}\"}}}}\n");
    let lines = (0..2_500).map(line).collect::<Vec<_>>().concat();
    service
        .import(&Caller::System, Cursor::new(lines), &mut |_| {})
        .await
        .expect("an import");
    let until = since + 2_500;
    assert_eq!(last(&house).await, until);
    // Who listened is told of many, in few words.
    let changes = up_to(&mut feed, since, until).await;
    assert!(changes.len() < 10, "{}", changes.len());
    assert!(changes.iter().all(|change| change.users == LiveUsers::Many));
    // Who did not, looks anew; and so does who knows numbers that there are not.
    for stranger in [since, 0, -7, until + 1, i64::MAX, i64::MIN] {
        let mut feed = service
            .listen(&token, Some(stranger))
            .await
            .expect("a feed");
        assert_eq!(next(&mut feed).await, News::Resync(until), "{stranger}");
    }
    telling.abort();
}

#[tokio::test]
async fn who_reads_too_slowly_is_told_to_look_anew_and_goes_on() {
    let house = House::new().await;
    let service = &house.service;
    let token = house.token(Role::Viewer).await;
    let mut feed = service.listen(&token, None).await.expect("a feed");
    let before = last(&house).await;
    for at in 1..=1_000 {
        let change = LiveChange::new(before + at, before + at, false, Vec::new());
        service.live.tell(News::Change(change), Some(Vec::new()));
    }
    assert!(matches!(next(&mut feed).await, News::Resync(_)));
    let change = LiveChange::new(before + 1_001, before + 1_001, true, Vec::new());
    service
        .live
        .tell(News::Change(change.clone()), Some(Vec::new()));
    assert_eq!(next(&mut feed).await, News::Change(change));
    assert!(feed.goes_on().await);
}

#[tokio::test]
async fn another_database_in_its_place_is_looked_at_anew() {
    let house = House::new().await;
    let token = house.token(Role::Viewer).await;
    let since = last(&house).await;
    house.user("one", &[]).await;
    let mut feed = house
        .service
        .listen(&token, Some(since))
        .await
        .expect("a feed");
    let mut confused = house.service.clone();
    let empty = House::new().await;
    confused.store = empty.service.store().clone();
    let telling = tell(&confused);
    let told = next(&mut feed).await;
    assert!(matches!(told, News::Change(_)), "{told:?}");
    assert_eq!(next(&mut feed).await, News::Resync(0));
    telling.abort();
}

on_both!(signing_out_ends_it_at_once, async |house: House| {
    let service = &house.service;
    let telling = tell(service);
    let (one, two) = (
        house.token(Role::Viewer).await,
        house.token(Role::Viewer).await,
    );
    let mut ending = service.listen(&one, None).await.expect("a feed");
    let mut going_on = service.listen(&two, None).await.expect("a feed");
    service.end_session(&one).await.expect("signed out");
    assert_eq!(next(&mut ending).await, News::Over);
    assert!(matches!(next(&mut going_on).await, News::Change(_)));
    assert!(going_on.goes_on().await);
    let refused = service.listen(&one, None).await.expect_err("it is over");
    assert_eq!(refused, NoFeed::Problem(Problem::SignInNeeded));
    telling.abort();
});

on_both!(listening_does_not_keep_a_session, async |house: House| {
    let service = &house.service;
    let token = house.token(Role::Viewer).await;
    let mut feed = service.listen(&token, None).await.expect("a feed");
    for _ in 0..29 {
        house.clock.forward(60);
        assert!(feed.goes_on().await);
        assert!(service.session_unused(&token).await.expect("it").is_some());
    }
    house.clock.forward(61);
    assert!(!feed.goes_on().await);
    assert_eq!(service.session_unused(&token).await, Ok(None));
    assert_eq!(service.session(&token).await, Ok(None));
});

#[tokio::test]
async fn who_uses_a_session_keeps_what_it_listens_to() {
    let house = House::new().await;
    let token = house.token(Role::Viewer).await;
    let mut feed = house.service.listen(&token, None).await.expect("a feed");
    for _ in 0..5 {
        house.clock.forward(20 * 60);
        assert!(house.service.session(&token).await.expect("it").is_some());
        assert!(feed.goes_on().await);
    }
    house.clock.forward(12 * 60 * 60);
    assert!(!feed.goes_on().await, "12 hours after it began");
}

#[tokio::test]
async fn a_session_listens_a_few_times_and_nobody_not_at_all() {
    let house = House::new().await;
    let service = &house.service;
    for token in ["", "x", &"A".repeat(43)] {
        let refused = service.listen(token, None).await.expect_err("nobody");
        assert_eq!(refused, NoFeed::Problem(Problem::SignInNeeded));
    }
    let token = house.token(Role::Viewer).await;
    let mut feeds = Vec::new();
    for _ in 0..PER_SESSION {
        feeds.push(service.listen(&token, None).await.expect("a feed"));
    }
    let refused = service.listen(&token, None).await.expect_err("too many");
    assert_eq!(refused, NoFeed::TooManyOfSession);
    let another = house.token(Role::Viewer).await;
    service.listen(&another, None).await.expect("a feed");
    feeds.pop();
    service.listen(&token, None).await.expect("a feed");
}
