//! The index of the search, made after an import.

use std::fmt::Write as _;
use std::io::Cursor;
use std::time::Duration;

use domain::{Caller, SearchTerm, UserFilter};
use tokio::sync::oneshot;

use super::{House, on_both};

async fn found(house: &House, text: &str) -> u64 {
    let term = SearchTerm::parse(text).expect("a term");
    let filter = UserFilter::default().matching(term);
    let count = house.service.store().count_users(&filter).await;
    count.expect("a count")
}

async fn waits(house: &House) -> bool {
    let waits = house.service.store().has_search_backlog().await;
    waits.expect("an answer")
}

on_both!(
    who_came_with_many_others_is_found_and_then_indexed,
    async |house: House| {
        let mut text = String::new();
        for at in 0..1_000 {
            writeln!(
                text,
                r#"{{"integrationUser":{{"oauthClientId":"client-{at:04}"}}}}"#
            )
            .expect("a text");
        }
        let reader = Cursor::new(text.into_bytes());
        let imported = house
            .service
            .import(&Caller::System, reader, &mut |_| {})
            .await;
        assert_eq!(imported.expect("an import").users.created, 1_000);
        assert_eq!(found(&house, "client-07").await, 100);
        let (stop, stopped) = oneshot::channel::<()>();
        let keeper = tokio::spawn({
            let service = house.service.clone();
            async move { service.keep_index(async { drop(stopped.await) }).await }
        });
        for _ in 0..2_000 {
            if !waits(&house).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(!waits(&house).await);
        assert_eq!(found(&house, "client-07").await, 100);
        drop(stop);
        keeper.await.expect("an end");
    }
);
