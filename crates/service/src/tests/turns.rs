//! Many who write at the same time.

use std::collections::BTreeSet;

use super::{House, administrator, on_both, user_draft};

/// More than there are connections.
const MANY: usize = 12;

on_both!(
    users_that_are_made_at_the_same_time_are_all_made,
    async |house: House| {
        let tasks: Vec<_> = (0..MANY)
            .map(|at| {
                let service = house.service.clone();
                tokio::spawn(async move {
                    let draft = user_draft(&format!("client-{at:06}"), &[]);
                    service.create_user(&administrator(), draft).await
                })
            })
            .collect();
        let mut numbers = BTreeSet::new();
        for task in tasks {
            let user = task.await.expect("a task").expect("a user");
            numbers.insert(user.party_id.0);
        }
        assert_eq!(numbers.len(), MANY);
    }
);
