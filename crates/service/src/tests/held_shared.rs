//! Files that were handed over to one of two processes that share a database.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use domain::{GroupType, ImportCounts, ImportList, ImportReport, ImportStage, Problem, UserChange};
use store::{HeldPart, HeldState};

use super::{House, administrator, client, on_both};
use crate::sessions::hash;
use crate::transfer::held::HeldFiles;
use crate::{Clock, Service, SystemIds};

const OWNER: &str = "the secret of a session";
const TEXT: &str = "oauthClientId\nfirst-client-0001\nsecond-client-0002\n";

/// Two processes, also where there would be one.
async fn two(house: &House) -> (Service, Service) {
    let (mut one, mut two) = (house.service.clone(), house.again().await);
    one.held = HeldFiles::Shared;
    two.held = HeldFiles::Shared;
    // Ids that count are the same in both.
    two.ids = Arc::new(SystemIds);
    (one, two)
}

fn file(text: &str) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(text.as_bytes()).expect("room");
    file
}

async fn hold(service: &Service, owner: &str, text: &str) -> Result<String, Problem> {
    let file = file(text);
    let bytes = text.len() as u64;
    service
        .hold_import(&administrator(), owner, file, bytes)
        .await
}

async fn stage(service: &Service, id: &str) -> Result<ImportStage, Problem> {
    service.import_stage(&administrator(), OWNER, id).await
}

/// How it is once it has come to a rest.
async fn rest(service: &Service, id: &str) -> ImportStage {
    for _ in 0..2_000 {
        match stage(service, id).await.expect("a stage") {
            ImportStage::Checking { .. } | ImportStage::Writing { .. } => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            stage => return stage,
        }
    }
    panic!("it never comes to a rest");
}

async fn start(service: &Service, id: &str) -> Result<(), Problem> {
    service.start_import(&administrator(), OWNER, id).await
}

async fn lines(service: &Service, id: &str, list: ImportList) -> Vec<u64> {
    let mut lines = Vec::new();
    loop {
        let from = lines.len() as u64;
        let found = service
            .import_rows(&administrator(), OWNER, id, list, from)
            .await
            .expect("rows");
        if found.rows.is_empty() {
            assert_eq!(found.total, from);
            return lines;
        }
        lines.extend(found.rows.iter().map(|row| row.line));
    }
}

fn created(created: u64) -> ImportReport {
    ImportReport {
        users: ImportCounts {
            created,
            ..ImportCounts::default()
        },
        ..ImportReport::default()
    }
}

on_both!(
    what_one_took_the_other_shows_and_writes,
    async |house: House| {
        let (one, two) = two(&house).await;
        house.group("emea", "EMEA", GroupType::Sales).await;
        house.user("changed-client-1", &[]).await;
        house.user("unchanged-client-1", &[]).await;
        // The file has more than one piece, and so have its rows.
        let mut text = r#"{"group":{"variableName":"apac","label":"APAC","type":"Sales"}}
{"group":{"variableName":"emea","label":"EMEA","type":"Sales"}}
{"integrationUser":{"oauthClientId":"changed-client-1","firstName":"Ledger"}}
{"integrationUser":{"oauthClientId":"unchanged-client-1"}}
"#
        .to_owned();
        for at in 0..1_500 {
            let long = "ü".repeat(400);
            writeln!(
                text,
                r#"{{"integrationUser":{{"oauthClientId":"new-client-{at:06}","description":"{long}","groups":{{"items":[{{"variableName":"apac"}}]}}}}}}"#
            )
            .expect("writing to a text never fails");
        }
        assert!(text.len() > 1024 * 1024);
        let id = hold(&one, OWNER, &text).await.expect("a name");
        let ImportStage::Ready { report, .. } = rest(&two, &id).await else {
            panic!("not in order");
        };
        let sum = report.sum();
        assert_eq!((sum.created, sum.changed, sum.unchanged), (1_501, 1, 2));
        let new: Vec<u64> = [1].into_iter().chain(5..1_505).collect();
        for service in [&one, &two] {
            assert_eq!(lines(service, &id, ImportList::New).await, new);
            assert_eq!(lines(service, &id, ImportList::Changed).await, [3]);
            assert_eq!(lines(service, &id, ImportList::Unchanged).await, [2, 4]);
            assert!(lines(service, &id, ImportList::Faults).await.is_empty());
        }
        assert_eq!(start(&two, &id).await, Ok(()));
        assert_eq!(rest(&one, &id).await, ImportStage::Done(report));
        assert_eq!(start(&one, &id).await, Err(Problem::NotFound));
        let admin = administrator();
        let rows = one.import_rows(&admin, OWNER, &id, ImportList::New, 0);
        assert_eq!(rows.await, Err(Problem::NotFound));
        let name = hash(&id);
        let left = one.store().held_items(&name, HeldPart::File).await;
        assert_eq!(left.expect("a read"), 0);
        // Nothing is left to do.
        let again = hold(&two, OWNER, &text).await.expect("a name");
        let ImportStage::Ready { report, .. } = rest(&one, &again).await else {
            panic!("not in order");
        };
        assert_eq!(report.sum().unchanged, 1_504);
        assert_eq!(stage(&one, &id).await, Err(Problem::NotFound));
    }
);

on_both!(of_two_who_start_one_begins, async |house: House| {
    let (one, two) = two(&house).await;
    for round in 0..5 {
        let text = format!("oauthClientId\nclient-{round}-of-one\nclient-{round}-of-two\n");
        let before = house.log().await.len();
        let id = hold(&one, OWNER, &text).await.expect("a name");
        rest(&one, &id).await;
        let begun = tokio::join!(start(&one, &id), start(&two, &id), start(&one, &id));
        let begun = [begun.0, begun.1, begun.2];
        let refused = begun
            .iter()
            .filter(|begun| **begun == Err(Problem::NotFound));
        assert_eq!(refused.count(), 2, "{begun:?}");
        assert_eq!(rest(&two, &id).await, ImportStage::Done(created(2)));
        assert_eq!(house.log().await.len(), before + 2);
    }
});

on_both!(
    the_other_writes_what_was_seen_and_tells_what_was_not,
    async |house: House| {
        let (one, two) = two(&house).await;
        let first = house.user("first-client-0001", &[]).await;
        let text = r#"{"group":{"variableName":"apac","label":"APAC","type":"Sales"}}
{"integrationUser":{"oauthClientId":"first-client-0001","firstName":"Ledger"}}
{"integrationUser":{"oauthClientId":"new-client-000002"}}
"#;
        let id = hold(&one, OWNER, text).await.expect("a name");
        rest(&one, &id).await;
        let change = UserChange {
            name: Some("Somebody else's".parse().expect("a name")),
            ..UserChange::default()
        };
        one.update_user(&administrator(), &first.party_number, change, None)
            .await
            .expect("a change");
        assert_eq!(start(&two, &id).await, Ok(()));
        let stopped = rest(&one, &id).await;
        // Groups are a transaction of their own.
        let mut done = ImportReport::default();
        done.groups.created = 1;
        assert_eq!(stopped, ImportStage::Stopped { done, faults: 1 });
        for service in [&one, &two] {
            assert_eq!(lines(service, &id, ImportList::Faults).await, [2]);
        }
        let user = one.store().find_user(&first.party_number).await;
        let user = user.expect("an answer").expect("a user");
        assert_eq!(user.name.as_str(), "Somebody else's");
        let new = client("new-client-000002");
        let new = one.store().find_user_by_client_id(&new).await;
        assert!(new.expect("an answer").is_none());
    }
);

on_both!(
    a_file_whose_process_is_gone_is_stopped,
    async |house: House| {
        let (one, two) = two(&house).await;
        let now = house.clock.now();
        // Gone while it checked.
        let name = hash("checking");
        let mut tx = one.store().begin().await.expect("a transaction");
        tx.hold_file(&name, &hash(OWNER), 8, now, now)
            .await
            .expect("an answer");
        tx.commit().await.expect("a commit");
        house.clock.forward(30);
        let checking = ImportStage::Checking { percent: 0 };
        assert_eq!(stage(&two, "checking").await, Ok(checking));
        house.clock.forward(1);
        let done = ImportReport::default();
        let stopped = ImportStage::Stopped { done, faults: 0 };
        assert_eq!(stage(&two, "checking").await, Ok(stopped.clone()));
        assert_eq!(stage(&one, "checking").await, Ok(stopped));

        // Gone while it wrote, when it had written one.
        let id = hold(&one, OWNER, TEXT).await.expect("a name");
        rest(&two, &id).await;
        let name = hash(&id);
        for (from, done) in [(HeldState::Ready, 0), (HeldState::Writing, 1)] {
            let mut tx = one.store().begin_aside().await.expect("a transaction");
            let writing = ImportStage::Writing { done, total: 2 };
            let (done, now) = (created(done), house.clock.now());
            let is_ours = tx.step_held(&name, from, &writing, &done, now);
            assert!(is_ours.await.expect("an answer"));
            tx.commit().await.expect("a commit");
        }
        house.clock.forward(31);
        let stopped = ImportStage::Stopped {
            done: created(1),
            faults: 0,
        };
        assert_eq!(stage(&two, &id).await, Ok(stopped.clone()));
        assert_eq!(start(&two, &id).await, Err(Problem::NotFound));
        // It was only slow, and writes nothing any more.
        let before = house.log().await.len();
        Box::pin(one.write_shared(&administrator(), &name)).await;
        assert_eq!(house.log().await.len(), before);
        assert_eq!(stage(&one, &id).await, Ok(stopped));
        // Gone when it had written all, before it could say that it was done.
        let id = hold(&two, OWNER, TEXT).await.expect("a name");
        rest(&one, &id).await;
        let mut tx = one.store().begin_aside().await.expect("a transaction");
        let writing = ImportStage::Writing { done: 2, total: 2 };
        let (done, now) = (created(2), house.clock.now());
        let name = hash(&id);
        let is_ours = tx.step_held(&name, HeldState::Ready, &writing, &done, now);
        assert!(is_ours.await.expect("an answer"));
        tx.commit().await.expect("a commit");
        house.clock.forward(31);
        assert_eq!(stage(&one, &id).await, Ok(ImportStage::Done(created(2))));
    }
);

/// Only there somebody can give it up while another one has the turn to write.
#[tokio::test]
async fn a_slow_process_writes_nothing_of_what_was_given_up() {
    let Some(house) = House::on_postgres().await else {
        return;
    };
    let (one, two) = two(&house).await;
    let id = hold(&one, OWNER, TEXT).await.expect("a name");
    rest(&two, &id).await;
    let turn = one.store().begin().await.expect("a transaction");
    let (name, since) = (hash(&id), house.clock.now());
    // As when it is told to write, but so that its end is known.
    let (writing, done) = (ImportStage::Writing { done: 0, total: 2 }, created(0));
    let mut tx = one.store().begin_aside().await.expect("a transaction");
    let is_ours = tx.step_held(&name, HeldState::Ready, &writing, &done, since);
    assert!(is_ours.await.expect("an answer"));
    tx.commit().await.expect("a commit");
    let service = one.clone();
    let slow = tokio::spawn(async move {
        Box::pin(service.write_shared(&administrator(), &name)).await;
    });
    let found = one.store().find_held(&name, &hash(OWNER), since).await;
    let found = found.expect("a read").expect("the file");
    let stopped = ImportStage::Stopped {
        done: created(0),
        faults: 0,
    };
    let mut tx = two.store().begin_aside().await.expect("a transaction");
    let silent = since.plus_seconds(1);
    let given_up = tx.give_up_held(&name, &found, &stopped, silent).await;
    assert!(given_up.expect("an answer"));
    tx.commit().await.expect("a commit");
    drop(turn);
    slow.await.expect("a task");
    assert_eq!(stage(&two, &id).await, Ok(stopped));
    assert!(one.store().is_empty().await.expect("an answer"));
}

on_both!(
    no_other_session_sees_or_uses_it_anywhere,
    async |house: House| {
        let (one, two) = two(&house).await;
        let id = hold(&one, OWNER, TEXT).await.expect("a name");
        rest(&two, &id).await;
        let admin = administrator();
        for service in [&one, &two] {
            for (owner, id) in [("another", id.as_str()), (OWNER, "another"), (OWNER, "")] {
                let unknown = Err(Problem::NotFound);
                let stage = service.import_stage(&admin, owner, id).await;
                assert_eq!(stage.map(drop), unknown);
                let rows = service.import_rows(&admin, owner, id, ImportList::New, 0);
                assert_eq!(rows.await.map(drop), unknown);
                assert_eq!(service.start_import(&admin, owner, id).await, unknown);
                assert_eq!(service.drop_import(&admin, owner, id).await, Ok(()));
            }
        }
        assert!(stage(&two, &id).await.is_ok());
        assert_eq!(two.drop_import(&admin, OWNER, &id).await, Ok(()));
        assert_eq!(stage(&one, &id).await, Err(Problem::NotFound));
    }
);

on_both!(
    there_are_few_over_all_and_none_stays,
    async |house: House| {
        let (one, two) = two(&house).await;
        let mut names = Vec::new();
        for session in 0..8 {
            let service = if session % 2 == 0 { &one } else { &two };
            let held = hold(service, &session.to_string(), TEXT).await;
            names.push(held.expect("a name"));
        }
        for service in [&one, &two] {
            let one_more = hold(service, "one more", TEXT).await;
            let full = matches!(one_more, Err(Problem::Unavailable { .. }));
            assert!(full, "{one_more:?}");
        }
        let admin = administrator();
        for (session, id) in names.iter().enumerate() {
            let owner = session.to_string();
            for _ in 0..2_000 {
                let stage = two.import_stage(&admin, &owner, id).await.expect("a stage");
                if matches!(stage, ImportStage::Ready { .. }) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        house.clock.forward(30 * 60 + 1);
        for service in [&one, &two] {
            let over = service.import_stage(&admin, "0", &names[0]).await;
            assert_eq!(over, Err(Problem::NotFound));
        }
        // Clearing away what is over takes them with it.
        two.tidy_up(house.clock.now()).await;
        for id in &names {
            let left = one.store().held_items(&hash(id), HeldPart::File).await;
            assert_eq!(left.expect("a read"), 0);
        }
        assert!(hold(&one, "one more", TEXT).await.is_ok());
    }
);
