//! Files that were handed over, for all who share the database.

use domain::{ImportCounts, ImportReport, ImportStage, Timestamp};
use store::{HeldPart, HeldPiece, HeldState, Store, TokenHash};

use crate::harness::Db;
use crate::sample::NOW;

const OWNER: TokenHash = TokenHash([200; 32]);
const CHECKING: ImportStage = ImportStage::Checking { percent: 0 };
const WRITING: ImportStage = ImportStage::Writing { done: 0, total: 2 };

fn file(byte: u8) -> TokenHash {
    TokenHash([byte; 32])
}

fn ready() -> ImportStage {
    ImportStage::Ready {
        report: report(2),
        passed_over: vec!["nul\0, ü".to_owned()],
    }
}

fn report(created: u64) -> ImportReport {
    ImportReport {
        users: ImportCounts {
            created,
            ..ImportCounts::default()
        },
        ..ImportReport::default()
    }
}

fn piece(part: HeldPart, first: u64, content: &[u8]) -> HeldPiece {
    HeldPiece {
        part,
        first,
        items: content.len() as u64,
        content: content.to_vec(),
    }
}

/// Takes it; eight are the most, and who said nothing for a minute is gone.
async fn hold(db: &Store, name: TokenHash, owner: TokenHash, now: Timestamp) -> bool {
    let mut tx = db.begin().await.expect("a transaction");
    let taken = tx.hold_file(&name, &owner, 8, now.plus_seconds(-60), now);
    let taken = taken.await.expect("an answer");
    tx.commit().await.expect("a commit");
    taken
}

async fn step(db: &Store, name: TokenHash, from: HeldState, to: &ImportStage) -> bool {
    let mut tx = db.begin_aside().await.expect("a transaction");
    let done = report(0);
    let stepped = tx.step_held(&name, from, to, &done, NOW).await;
    let stepped = stepped.expect("an answer");
    tx.commit().await.expect("a commit");
    stepped
}

async fn put(db: &Store, name: TokenHash, pieces: Vec<HeldPiece>) -> bool {
    let mut tx = db.begin_aside().await.expect("a transaction");
    let put = tx.put_held(&name, HeldState::Checking, pieces, NOW).await;
    tx.commit().await.expect("a commit");
    put.expect("an answer")
}

async fn stage(db: &Store, name: TokenHash) -> Option<ImportStage> {
    let found = db.find_held(&name, &OWNER, NOW.plus_seconds(-60)).await;
    found.expect("a read").map(|found| found.stage)
}

async fn items(db: &Store, name: TokenHash, part: HeldPart) -> u64 {
    db.held_items(&name, part).await.expect("a read")
}

on_both!(a_file_is_seen_by_its_owner_alone_and_in_time, |db| {
    assert!(hold(&db, file(1), OWNER, NOW).await);
    let find = |name, owner, since| {
        let db = Db::clone(&db);
        async move {
            let found = db.find_held(&name, &owner, since).await;
            found.expect("a read")
        }
    };
    let found = find(file(1), OWNER, NOW).await.expect("the file");
    assert_eq!((found.stage, found.done), (CHECKING, report(0)));
    assert_eq!(found.last_step, NOW);
    assert_eq!(find(file(1), file(201), NOW).await, None);
    assert_eq!(find(file(2), OWNER, NOW).await, None);
    assert_eq!(find(file(1), OWNER, NOW.plus_seconds(1)).await, None);
    let mut tx = db.begin_aside().await.expect("a transaction");
    let later = NOW.plus_seconds(1);
    let touched = tx.touch_held(&file(1), HeldState::Checking, later).await;
    assert!(touched.expect("an answer"));
    let touched = tx.touch_held(&file(1), HeldState::Writing, later).await;
    assert!(!touched.expect("an answer"));
    tx.commit().await.expect("a commit");
    assert!(find(file(1), OWNER, later).await.is_some());
});

on_both!(an_owner_has_one_file_and_all_have_few, |db| {
    assert!(hold(&db, file(1), OWNER, NOW).await);
    assert!(put(&db, file(1), vec![piece(HeldPart::File, 0, b"a")]).await);
    assert!(hold(&db, file(2), OWNER, NOW).await);
    assert_eq!(stage(&db, file(1)).await, None);
    assert_eq!(items(&db, file(1), HeldPart::File).await, 0);
    // What is being written is not taken away, and so there is no other.
    assert!(step(&db, file(2), HeldState::Checking, &WRITING).await);
    assert!(!hold(&db, file(3), OWNER, NOW).await);
    assert_eq!(stage(&db, file(2)).await, Some(WRITING));
    for other in 3..10 {
        assert!(hold(&db, file(other), file(100 + other), NOW).await);
    }
    assert!(!hold(&db, file(10), file(110), NOW).await);
    // Over is one, and then they all are silent.
    let over = ImportStage::Done(report(2));
    assert!(step(&db, file(2), HeldState::Writing, &over).await);
    assert!(hold(&db, file(10), file(110), NOW).await);
    assert!(!hold(&db, file(11), file(111), NOW).await);
    assert!(hold(&db, file(11), file(111), NOW.plus_seconds(61)).await);
});

on_both!(one_may_go_on_with_a_file_and_none_that_was_given_up, |db| {
    assert!(hold(&db, file(1), OWNER, NOW).await);
    assert!(!step(&db, file(1), HeldState::Ready, &WRITING).await);
    assert!(step(&db, file(1), HeldState::Checking, &ready()).await);
    assert_eq!(stage(&db, file(1)).await, Some(ready()));
    let (one, two) = (db.again().await, db.again().await);
    let (one, two) = tokio::join!(
        step(&one, file(1), HeldState::Ready, &WRITING),
        step(&two, file(1), HeldState::Ready, &WRITING)
    );
    assert!(one != two, "{one} {two}");
    let found = db.find_held(&file(1), &OWNER, NOW).await.expect("a read");
    let found = found.expect("the file");
    assert!(found.is_busy());
    let stopped = ImportStage::Stopped {
        done: report(0),
        faults: 0,
    };
    for (silent, given_up) in [(NOW, false), (NOW.plus_seconds(1), true)] {
        let mut tx = db.begin_aside().await.expect("a transaction");
        let told = tx.give_up_held(&file(1), &found, &stopped, silent).await;
        assert_eq!(told.expect("an answer"), given_up);
        tx.commit().await.expect("a commit");
    }
    assert_eq!(stage(&db, file(1)).await, Some(stopped));
    let mut tx = db.begin_aside().await.expect("a transaction");
    let done = tx.held_done(&file(1)).await.expect("a read");
    assert_eq!(done, Some(report(0)));
    let done = tx.held_done(&file(2)).await.expect("a read");
    assert_eq!(done, None);
    drop(tx);
    assert!(!step(&db, file(1), HeldState::Writing, &WRITING).await);
});

on_both!(pieces_come_back_as_they_went_in, |db| {
    assert!(hold(&db, file(1), OWNER, NOW).await);
    let all: Vec<u8> = (0..=255).collect();
    let pieces = vec![
        piece(HeldPart::File, 0, &all),
        piece(HeldPart::File, 256, &vec![0xff; 1024 * 1024]),
        piece(HeldPart::New, 0, b"\0"),
    ];
    assert!(put(&db, file(1), pieces.clone()).await);
    let get = |part, from, to| {
        let db = Db::clone(&db);
        async move {
            let found = db.held_pieces(&file(1), part, from, to).await;
            found.expect("a read")
        }
    };
    assert!(get(HeldPart::File, 0, u64::MAX).await == pieces[..2]);
    assert!(get(HeldPart::File, 255, 256).await == pieces[..1]);
    assert!(get(HeldPart::File, 256, 257).await == pieces[1..2]);
    assert!(get(HeldPart::File, 255, 257).await == pieces[..2]);
    assert!(get(HeldPart::New, 0, 50).await == pieces[2..]);
    assert!(get(HeldPart::New, 1, 2).await.is_empty());
    let end = 256 + 1024 * 1024;
    assert_eq!(items(&db, file(1), HeldPart::File).await, end);
    assert_eq!(items(&db, file(1), HeldPart::Changed).await, 0);
    // To what is not being checked any more, or is not there, nothing is added.
    assert!(step(&db, file(1), HeldState::Checking, &ready()).await);
    for name in [file(1), file(2)] {
        assert!(!put(&db, name, vec![piece(HeldPart::Changed, 0, b"x")]).await);
        assert_eq!(items(&db, name, HeldPart::Changed).await, 0);
    }
});

on_both!(a_file_goes_with_all_that_it_holds, |db| {
    let pieces = || {
        vec![
            piece(HeldPart::File, 0, b"file"),
            piece(HeldPart::Faults, 0, b"fault"),
            piece(HeldPart::SeenUsers, 0, b"seen"),
        ]
    };
    for (at, owner) in [(1, OWNER), (2, file(102)), (3, file(103))] {
        assert!(hold(&db, file(at), owner, NOW).await);
        assert!(put(&db, file(at), pieces()).await);
    }
    let mut tx = db.begin_aside().await.expect("a transaction");
    tx.strip_held(&file(1)).await.expect("a change");
    tx.commit().await.expect("a commit");
    assert_eq!(items(&db, file(1), HeldPart::File).await, 0);
    assert_eq!(items(&db, file(1), HeldPart::SeenUsers).await, 0);
    assert_eq!(items(&db, file(1), HeldPart::Faults).await, 5);
    let forget = |name, owner| {
        let db = Db::clone(&db);
        async move {
            let mut tx = db.begin_aside().await.expect("a transaction");
            let gone = tx.forget_held(&name, &owner).await.expect("an answer");
            tx.commit().await.expect("a commit");
            gone
        }
    };
    assert!(!forget(file(1), file(102)).await);
    assert!(step(&db, file(1), HeldState::Checking, &WRITING).await);
    assert!(!forget(file(1), OWNER).await);
    let over = ImportStage::Done(report(2));
    assert!(step(&db, file(1), HeldState::Writing, &over).await);
    assert!(forget(file(1), OWNER).await);
    assert_eq!(items(&db, file(1), HeldPart::Faults).await, 0);

    let mut tx = db.begin_aside().await.expect("a transaction");
    assert!(!tx.purge_held(NOW).await.expect("an answer"));
    for left in [true, true, false] {
        let purged = tx.purge_held(NOW.plus_seconds(1)).await;
        assert_eq!(purged.expect("an answer"), left);
    }
    tx.commit().await.expect("a commit");
    for at in [2, 3] {
        assert_eq!(items(&db, file(at), HeldPart::File).await, 0);
    }
});

on_both!(nobody_waits_for_a_file_where_writers_need_not, |db| {
    assert_eq!(db.is_shared(), !db.raw.is_sqlite());
    if db.is_shared() {
        assert!(hold(&db, file(1), OWNER, NOW).await);
        let turn = db.begin().await.expect("a transaction");
        assert!(put(&db, file(1), vec![piece(HeldPart::File, 0, b"a")]).await);
        drop(turn);
    }
});
