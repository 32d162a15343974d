//! Files that were handed over, from the preview to the end.

use std::fs::File;
use std::io::Write;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use domain::{
    Caller, GroupType, ImportList, ImportStage, LineFault, Problem, Role, Status, UserChange,
};
use tokio::sync::oneshot;

use super::{House, administrator, client, on_both, person};
use crate::transfer::held::HeldFiles;
use crate::{Clock, Ids, NoRandomness, SystemIds};

const OWNER: &str = "the secret of a session";

fn file(text: &str) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(text.as_bytes()).expect("room");
    file
}

async fn hold(house: &House, text: &str) -> String {
    let held = house
        .service
        .hold_import(&administrator(), OWNER, file(text), text.len() as u64)
        .await;
    held.expect("a name")
}

/// How it is once it has come to a rest.
async fn rest(house: &House, id: &str) -> ImportStage {
    for _ in 0..2_000 {
        let stage = house
            .service
            .import_stage(&administrator(), OWNER, id)
            .await;
        match stage.expect("a stage") {
            ImportStage::Checking { .. } | ImportStage::Writing { .. } => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            stage => return stage,
        }
    }
    panic!("it never comes to a rest");
}

async fn rows(house: &House, id: &str, list: ImportList, from: u64) -> (u64, Vec<String>) {
    let found = house
        .service
        .import_rows(&administrator(), OWNER, id, list, from)
        .await
        .expect("rows");
    let rows = found.rows.into_iter();
    (
        found.total,
        rows.map(|row| format!("{} {}", row.line, row.key))
            .collect(),
    )
}

on_both!(
    a_preview_says_what_would_change_and_writes_nothing,
    async |house: House| {
        house.group("emea", "EMEA", GroupType::Sales).await;
        house.user("first-client-0001", &["emea"]).await;
        house.user("second-client-0002", &[]).await;
        let before = house.log().await.len();
        let text = r#"{"group":{"variableName":"apac","label":"APAC","type":"Sales"}}
{"integrationUser":{"oauthClientId":"first-client-0001","firstName":"Ledger","groups":{"items":[{"variableName":"apac"}]}}}
{"integrationUser":{"oauthClientId":"second-client-0002"}}
{"integrationUser":{"oauthClientId":"third-client-00003","groups":{"items":[{"variableName":"apac"}]}}}
"#;
        let id = hold(&house, text).await;
        let ImportStage::Ready { report, .. } = rest(&house, &id).await else {
            panic!("not in order");
        };
        let sum = report.sum();
        assert_eq!((sum.created, sum.changed, sum.unchanged), (2, 1, 1));
        assert_eq!(house.log().await.len(), before);
        assert_eq!(
            rows(&house, &id, ImportList::New, 0).await,
            (
                2,
                vec!["1 apac".to_owned(), "4 third-client-00003".to_owned()]
            )
        );
        assert_eq!(
            rows(&house, &id, ImportList::Unchanged, 0).await,
            (1, vec!["3 second-client-0002".to_owned()])
        );
        let changed = house
            .service
            .import_rows(&administrator(), OWNER, &id, ImportList::Changed, 0)
            .await
            .expect("rows");
        let change = &changed.rows[0].change;
        assert_eq!(change.fields[0].after, "Ledger");
        assert_eq!(
            (&change.groups_added[0], &change.groups_removed[0]),
            (&"APAC".to_owned(), &"EMEA".to_owned())
        );
        let admin = administrator();
        let start = || house.service.start_import(&admin, OWNER, &id);
        assert_eq!(start().await, Ok(()));
        assert_eq!(start().await, Err(Problem::NotFound), "twice");
        let ImportStage::Done(done) = rest(&house, &id).await else {
            panic!("not done");
        };
        assert_eq!(done, report);
        assert_eq!(house.log().await.len(), before + 3);
    }
);

on_both!(
    nobodys_change_after_the_preview_is_lost,
    async |house: House| {
        let first = house.user("first-client-0001", &[]).await;
        let text = "oauthClientId,firstName\nfirst-client-0001,Ledger\nthird-client-00003,New\n";
        let id = hold(&house, text).await;
        assert!(matches!(rest(&house, &id).await, ImportStage::Ready { .. }));
        let change = UserChange {
            name: Some("Somebody else's".parse().expect("a name")),
            ..UserChange::default()
        };
        let changed = house
            .service
            .update_user(&administrator(), &first.party_number, change, None)
            .await;
        changed.expect("a change");
        house.user("third-client-00003", &[]).await;
        house
            .service
            .start_import(&administrator(), OWNER, &id)
            .await
            .expect("a start");
        let stopped = rest(&house, &id).await;
        let ImportStage::Stopped { done, faults: 2 } = stopped else {
            panic!("{stopped:?}");
        };
        assert_eq!(done.users.total(), 0);
        let found = house
            .service
            .import_rows(&administrator(), OWNER, &id, ImportList::Faults, 0)
            .await
            .expect("rows");
        assert_eq!(found.rows[0].line, 2);
        assert!(found.rows[0].name.contains("Somebody else"), "{found:?}");
        let user = house.service.store().find_user(&first.party_number).await;
        let user = user.expect("an answer").expect("a user");
        assert_eq!(user.name.as_str(), "Somebody else's");
    }
);

on_both!(
    what_is_changed_to_another_after_an_unchanged_preview_is_kept,
    async |house: House| {
        let first = house.user("first-client-0001", &[]).await;
        let id = hold(
            &house,
            "oauthClientId,status\nfirst-client-0001,Active\nnew-client-000002,\n",
        )
        .await;
        assert!(matches!(rest(&house, &id).await, ImportStage::Ready { .. }));
        house
            .service
            .set_status(&administrator(), &first.party_number, Status::Inactive)
            .await
            .expect("a change");
        house
            .service
            .start_import(&administrator(), OWNER, &id)
            .await
            .expect("a start");
        let stopped = rest(&house, &id).await;
        assert!(
            matches!(stopped, ImportStage::Stopped { faults: 1, .. }),
            "{stopped:?}"
        );
        let user = house.service.store().find_user(&first.party_number).await;
        let user = user.expect("an answer").expect("a user");
        assert_eq!(user.status, Status::Inactive);
    }
);

on_both!(faults_are_listed_a_page_at_a_time, async |house: House| {
    let taken = house.user("first-client-0001", &[]).await;
    let mut text = "oauthClientId,partyNumber,colour\n".to_owned();
    for _ in 0..60 {
        text.push_str("a b,,\n");
    }
    let id = hold(&house, &text).await;
    let stage = rest(&house, &id).await;
    let ImportStage::Faulty {
        faults: 60,
        passed_over,
    } = stage
    else {
        panic!("{stage:?}");
    };
    assert_eq!(passed_over, ["colour"]);
    assert_eq!(rows(&house, &id, ImportList::Faults, 0).await.1.len(), 50);
    assert_eq!(rows(&house, &id, ImportList::Faults, 50).await.1.len(), 10);
    assert_eq!(
        rows(&house, &id, ImportList::Faults, 500).await,
        (60, vec![])
    );
    let start = house
        .service
        .start_import(&administrator(), OWNER, &id)
        .await;
    assert_eq!(start, Err(Problem::NotFound));
    // What only the database knows is found before anything is written, too.
    let id = hold(
        &house,
        "oauthClientId,partyNumber\nfirst-client-0001,IU_another\n",
    )
    .await;
    assert!(matches!(
        rest(&house, &id).await,
        ImportStage::Faulty { faults: 1, .. }
    ));
    let found = house
        .service
        .import_rows(&administrator(), OWNER, &id, ImportList::Faults, 0)
        .await
        .expect("rows");
    let wrong = LineFault {
        line: 2,
        message: format!(
            "oauthClientId {} is already that of the integration user {}.",
            client("first-client-0001").shortened(),
            taken.party_number
        ),
    };
    assert_eq!(
        (found.rows[0].line, &found.rows[0].name),
        (wrong.line, &wrong.message)
    );
});

on_both!(
    a_file_is_its_sessions_alone_and_there_are_few,
    async |house: House| {
        let text = "oauthClientId\nfirst-client-0001\n";
        let id = hold(&house, text).await;
        let service = &house.service;
        let (admin, viewer) = (administrator(), person("Vera", Role::Viewer));
        assert_eq!(
            service.import_stage(&admin, "another", &id).await,
            Err(Problem::NotFound)
        );
        assert_eq!(
            service.import_stage(&viewer, OWNER, &id).await,
            Err(Problem::NotAllowed)
        );
        assert_eq!(
            service.import_stage(&Caller::Anonymous, OWNER, &id).await,
            Err(Problem::SignInNeeded)
        );
        assert_eq!(
            service.start_import(&viewer, OWNER, &id).await,
            Err(Problem::NotAllowed)
        );
        let refused = service.hold_import(&viewer, OWNER, file(text), 1).await;
        assert_eq!(refused, Err(Problem::NotAllowed));
        // Another file of the same session takes its place.
        let next = hold(&house, text).await;
        assert_eq!(
            service.import_stage(&admin, OWNER, &id).await,
            Err(Problem::NotFound)
        );
        service
            .drop_import(&admin, "another", &next)
            .await
            .expect("no harm");
        assert!(service.import_stage(&admin, OWNER, &next).await.is_ok());
        service
            .drop_import(&admin, OWNER, &next)
            .await
            .expect("gone");
        assert_eq!(
            service.import_stage(&admin, OWNER, &next).await,
            Err(Problem::NotFound)
        );
        for session in 0..8 {
            let held = service
                .hold_import(&admin, &session.to_string(), file(text), 1)
                .await;
            assert!(held.is_ok(), "{held:?}");
        }
        let one_more = service.hold_import(&admin, "one more", file(text), 1).await;
        assert!(
            matches!(one_more, Err(Problem::Unavailable { .. })),
            "{one_more:?}"
        );
    }
);

#[tokio::test]
async fn what_is_being_written_is_kept_and_half_an_hour_longer() {
    let house = House::new().await;
    let HeldFiles::Here(files) = &house.service.held else {
        panic!("it serves alone");
    };
    let sweep = |id: &str| files.sweep(id, house.clock.now());
    let id = hold(&house, "oauthClientId\nfirst-client-0001\n").await;
    assert!(matches!(rest(&house, &id).await, ImportStage::Ready { .. }));
    let turn = house.service.store().begin().await.expect("a turn");
    house
        .service
        .start_import(&administrator(), OWNER, &id)
        .await
        .expect("a start");
    house.clock.forward(60 * 60);
    assert!(sweep(&id).is_some(), "it is being written");
    drop(turn);
    assert!(matches!(rest(&house, &id).await, ImportStage::Done(_)));
    house.clock.forward(30 * 60 - 1);
    assert_eq!(sweep(&id), Some(Duration::from_secs(1)));
    house.clock.forward(1);
    assert_eq!(sweep(&id), None);
    let gone = house
        .service
        .import_stage(&administrator(), OWNER, &id)
        .await;
    assert_eq!(gone, Err(Problem::NotFound));
}

/// Holds up the first who names a user, says so, and lets it go on when the other side is dropped.
struct HoldUp {
    says: Mutex<Option<oneshot::Sender<()>>>,
    dropped: Mutex<mpsc::Receiver<()>>,
}

impl Ids for HoldUp {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        // The names of files are longer.
        let is_user = bytes.len() == 11;
        let first = is_user.then(|| self.says.lock().expect("a lock").take());
        if let Some(says) = first.flatten() {
            says.send(()).expect("somebody who waits for it");
            let dropped = self.dropped.lock().expect("a lock").recv();
            assert!(dropped.is_err());
        }
        SystemIds.fill(bytes)
    }
}

#[tokio::test]
async fn a_check_of_a_file_that_was_replaced_stops() {
    let mut house = House::new().await;
    let (says, held_up) = oneshot::channel();
    let (_go_on, dropped) = mpsc::channel();
    let ids = Arc::new(HoldUp {
        says: Mutex::new(Some(says)),
        dropped: Mutex::new(dropped),
    });
    house.service.ids = ids.clone();
    let text = "oauthClientId\nfirst-client-0001\n";
    hold(&house, text).await;
    held_up.await.expect("it is being read");
    let next = hold(&house, text).await;
    assert!(matches!(
        rest(&house, &next).await,
        ImportStage::Ready { .. }
    ));
    // Who has it are we, the house, and the thread that is held up: not the check that it reads for.
    for _ in 0..2_000 {
        if Arc::strong_count(&ids) == 3 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it is still being checked");
}
