//! Bulk changes: whom a job is about, what becomes of each, and who goes on with it.

use domain::{
    Actor, Expression, GroupRef, GroupType, Job, JobKind, JobOutcome, JobState, Label, PickedUser,
    Status, UserChange, UserFilter, parse_q,
};
use store::{Gather, NewJob, StoreError, Tx};

use crate::harness::Db;
use crate::sample::*;

const MOST: u64 = 1_000;

fn person() -> Actor {
    Actor::Person("Administrator".to_owned())
}

fn group(variable_name: &str, label: &str) -> GroupRef {
    GroupRef {
        label: Label::stored(label),
        variable_name: name(variable_name),
        kind: GroupType::Sales,
    }
}

/// So many users: each third Inactive, each second in EMEA.
async fn fill(db: &Db, users: i64) {
    add_group(db, "emea", "EMEA", GroupType::Sales).await;
    add_group(db, "apac", "APAC", GroupType::Sales).await;
    let rows: Vec<_> = (0..users)
        .map(|at| {
            let mut row = imported(at, &format!("client-{at}"));
            row.status = Some(if at % 3 == 0 {
                Status::Inactive
            } else {
                Status::Active
            });
            row.groups = Some(if at % 2 == 0 {
                vec![name("emea")]
            } else {
                vec![]
            });
            row
        })
        .collect();
    let mut tx = db.begin().await.expect("a transaction");
    tx.import_users(&rows, NOW).await.expect("an import");
    tx.commit().await.expect("a commit");
}

async fn begin_in(
    tx: &mut Tx,
    kind: JobKind,
    groups: &[GroupRef],
    whom: Gather<'_>,
) -> Result<(i64, u64), StoreError> {
    let new = NewJob {
        actor: &person(),
        now: NOW,
        kind,
        groups,
        reverses: match whom {
            Gather::ChangedBy(number) => Some(number),
            _ => None,
        },
    };
    tx.begin_job(&new, whom, MOST).await
}

async fn begin(db: &Db, kind: JobKind, groups: &[GroupRef], whom: Gather<'_>) -> (i64, u64) {
    let mut tx = db.begin().await.expect("a transaction");
    let begun = begin_in(&mut tx, kind, groups, whom).await.expect("a job");
    tx.give_job(begun.0, "one", NOW).await.expect("a runner");
    tx.commit().await.expect("a commit");
    begun
}

/// Goes on to the end, so many users at a time; gives the job and how many users changed.
async fn run(db: &Db, number: i64, limit: u32) -> (Job, usize) {
    let mut changed = 0;
    loop {
        let mut tx = db.begin().await.expect("a transaction");
        let now = NOW.plus_seconds(60);
        let step = tx
            .step_job(number, "one", limit, now)
            .await
            .expect("a step")
            .expect("it is ours");
        tx.commit().await.expect("a commit");
        for one in &step.updated {
            let found = db.find_user(&one.after.party_number).await.expect("a read");
            assert_eq!(found.as_ref(), Some(&one.after));
            assert_eq!(one.after.version, one.before.version + 1);
        }
        changed += step.updated.len();
        assert_eq!(
            db.find_job(number).await.expect("a read").as_ref(),
            Some(&step.job)
        );
        if !step.job.is_running() {
            return (step.job, changed);
        }
    }
}

on_both!(the_status_of_all_that_match_changes_in_steps, |db| {
    fill(&db, 90).await;
    let emea = UserFilter::default().in_group(GroupType::Sales, name("emea"));
    let (number, total) = begin(&db, JobKind::Inactivate, &[], Gather::Matching(&emea)).await;
    assert_eq!(total, 45);
    let (job, changed) = run(&db, number, 20).await;
    assert_eq!(job.state, JobState::Finished);
    assert_eq!(job.ended, Some(NOW.plus_seconds(60)));
    assert_eq!((job.actor, job.created), (person(), NOW));
    assert_eq!(
        (changed, job.counts.changed, job.counts.already_so),
        (30, 30, 15)
    );
    let active = UserFilter::default().active_only();
    assert_eq!(db.count_users(&active).await.expect("a count"), 30);
    let first = db.job_results(number, None, 10).await.expect("results");
    assert_eq!(first.rows.len(), 10);
    assert!(
        first
            .rows
            .iter()
            .all(|row| row.outcome == JobOutcome::AlreadySo)
    );
    let rest = db
        .job_results(number, first.next, 10)
        .await
        .expect("results");
    assert_eq!((rest.rows.len(), rest.next), (5, None));
    assert_eq!(rest.rows[4].client_id, client("client-84"));
});

on_both!(all_users_and_none_are_gathered_too, |db| {
    fill(&db, 12).await;
    let everybody = UserFilter::default();
    let (_, total) = begin(&db, JobKind::Activate, &[], Gather::Matching(&everybody)).await;
    assert_eq!(total, 12);
    let nobody = UserFilter::default().matching(term("no such client"));
    let mut tx = db.begin().await.expect("a transaction");
    let none = begin_in(&mut tx, JobKind::Activate, &[], Gather::Matching(&nobody)).await;
    assert_eq!(none.expect("a job").1, 0);
    let new = NewJob {
        actor: &Actor::System,
        now: NOW,
        kind: JobKind::Activate,
        groups: &[],
        reverses: None,
    };
    let more = tx.begin_job(&new, Gather::Matching(&everybody), 5).await;
    assert_eq!(more.expect("a job").1, 6, "one more than it may have");
});

on_both!(what_others_changed_meanwhile_is_left_alone, |db| {
    fill(&db, 4).await;
    let picked = |at: i64, version| PickedUser {
        party_number: number(at),
        version,
    };
    // Named twice is once.
    let users = [picked(1, 1), picked(2, 1), picked(1, 1), picked(3, 7)];
    let (job, total) = begin(&db, JobKind::Inactivate, &[], Gather::Picked(&users)).await;
    assert_eq!(total, 3);
    let change = UserChange {
        name: Some("Another".parse().expect("a name")),
        ..UserChange::default()
    };
    let mut tx = db.begin().await.expect("a transaction");
    tx.update_user(&number(2), &change, None, NOW)
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    let (job, changed) = run(&db, job, 2).await;
    assert_eq!((changed, job.counts.changed_meanwhile), (1, 2));
    let results = db.job_results(job.number, None, 10).await.expect("results");
    let left: Vec<_> = results
        .rows
        .iter()
        .map(|row| row.party_number.clone())
        .collect();
    assert_eq!(left, [number(2), number(3)]);

    let mut tx = db.begin().await.expect("a transaction");
    for unknown in ["nobody", "nul\0"] {
        let users = [PickedUser {
            party_number: domain::PartyNumber::new(unknown),
            version: 1,
        }];
        let refused = begin_in(&mut tx, JobKind::Activate, &[], Gather::Picked(&users)).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{unknown:?}");
    }
});

on_both!(groups_come_and_go_and_only_what_changed_is_undone, |db| {
    fill(&db, 6).await;
    let both = [group("apac", "APAC"), group("emea", "EMEA")];
    let everybody = UserFilter::default();
    let (first, _) = begin(
        &db,
        JobKind::AddToGroups,
        &both,
        Gather::Matching(&everybody),
    )
    .await;
    let (job, changed) = run(&db, first, 4).await;
    assert_eq!((changed, job.counts.changed, job.groups.len()), (6, 6, 2));
    let (again, _) = begin(
        &db,
        JobKind::AddToGroups,
        &both,
        Gather::Matching(&everybody),
    )
    .await;
    let (job, changed) = run(&db, again, 100).await;
    assert_eq!((changed, job.counts.already_so), (0, 6));

    // One is changed by somebody else before it is undone.
    let mut tx = db.begin().await.expect("a transaction");
    tx.set_status(&number(5), Status::Inactive, NOW)
        .await
        .expect("a change");
    tx.commit().await.expect("a commit");
    let undo = Gather::ChangedBy(first);
    let (undone, total) = begin(&db, JobKind::RemoveFromGroups, &both, undo).await;
    assert_eq!(total, 6);
    let (job, changed) = run(&db, undone, 4).await;
    assert_eq!((changed, job.reverses), (5, Some(first)));
    assert_eq!(job.counts.changed_meanwhile, 1);
    for user in db.users_after(None, 10).await.expect("all") {
        let at = user.party_id.0 - id(0).0;
        let names: Vec<_> = user
            .groups
            .iter()
            .map(|group| group.variable_name.as_str())
            .collect();
        let expected: &[&str] = match at {
            5 => &["apac", "emea"],
            even if even % 2 == 0 => &["emea"],
            _ => &[],
        };
        assert_eq!(names, expected, "{at}");
    }
});

on_both!(a_group_that_is_gone_is_told, |db| {
    fill(&db, 3).await;
    let gone = [group("apac", "APAC"), group("gone", "Gone")];
    let everybody = UserFilter::default();
    let (job, _) = begin(
        &db,
        JobKind::AddToGroups,
        &gone,
        Gather::Matching(&everybody),
    )
    .await;
    let (job, changed) = run(&db, job, 100).await;
    assert_eq!((changed, job.counts.unknown_group), (0, 3));
});

on_both!(
    all_that_an_expression_is_true_of_get_the_status_at_any_version,
    |db| {
        fill(&db, 9).await;
        let filter: Expression = parse_q("groups.variableName:'emea'").expect("a filter");
        let whom = Gather::Where(&filter, Status::Inactive);
        let (job, total) = begin(&db, JobKind::Inactivate, &[], whom).await;
        assert_eq!(total, 3, "2, 4 and 8; 0 and 6 are Inactive already");
        let change = UserChange {
            name: Some("Another".parse().expect("a name")),
            ..UserChange::default()
        };
        let mut tx = db.begin().await.expect("a transaction");
        tx.update_user(&number(4), &change, None, NOW)
            .await
            .expect("a change");
        tx.commit().await.expect("a commit");
        let (job, changed) = run(&db, job, 2).await;
        assert_eq!((changed, job.counts.changed), (3, 3));
        // Undone at the versions it left them at.
        let whom = Gather::ChangedBy(job.number);
        let (undo, _) = begin(&db, JobKind::Activate, &[], whom).await;
        assert_eq!(run(&db, undo, 100).await.1, 3);
    }
);

on_both!(a_job_belongs_to_one_runner_until_it_is_silent, |db| {
    fill(&db, 6).await;
    let everybody = UserFilter::default();
    let (number, _) = begin(&db, JobKind::Activate, &[], Gather::Matching(&everybody)).await;
    let mut tx = db.begin().await.expect("a transaction");
    let stranger = tx.step_job(number, "two", 2, NOW).await.expect("a step");
    assert!(stranger.is_none());
    tx.step_job(number, "one", 2, NOW)
        .await
        .expect("a step")
        .expect("it is ours");
    tx.commit().await.expect("a commit");
    let stale = NOW.plus_seconds(-30);
    assert!(!db.has_waiting_job(stale).await.expect("a read"));
    let later = NOW.plus_seconds(31);
    let stale = later.plus_seconds(-30);
    assert!(db.has_waiting_job(stale).await.expect("a read"));
    let mut tx = db.begin().await.expect("a transaction");
    let taken = tx.take_waiting_job("two", later, stale).await;
    assert_eq!(taken.expect("a job"), Some(number));
    let again = tx.take_waiting_job("three", later, stale).await;
    assert_eq!(again.expect("none"), None);
    let former = tx.step_job(number, "one", 2, later).await.expect("a step");
    assert!(former.is_none());
    // It goes on where it was.
    let step = tx
        .step_job(number, "two", 2, later)
        .await
        .expect("a step")
        .expect("it is ours");
    assert_eq!(step.job.counts.done(), 4);
    tx.give_job(number, "", later).await.expect("left");
    tx.commit().await.expect("a commit");
    assert!(
        db.has_waiting_job(stale).await.expect("a read"),
        "nobody is at it"
    );
});

on_both!(a_job_that_ended_stays_as_it_is_and_goes_in_time, |db| {
    fill(&db, 6).await;
    let everybody = UserFilter::default();
    let (number, _) = begin(&db, JobKind::Activate, &[], Gather::Matching(&everybody)).await;
    let mut tx = db.begin().await.expect("a transaction");
    let ended = tx.end_job(number, JobState::Cancelled, NOW).await;
    assert_eq!(
        ended.expect("a job").map(|job| (job.state, job.ended)),
        Some((JobState::Cancelled, Some(NOW)))
    );
    let again = tx.end_job(number, JobState::Failed, NOW).await;
    assert_eq!(again.expect("an answer"), None);
    let step = tx.step_job(number, "one", 2, NOW).await.expect("a step");
    assert!(step.is_none());
    let unknown = tx.end_job(99, JobState::Failed, NOW).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
    tx.commit().await.expect("a commit");
    let (running, _) = begin(&db, JobKind::Activate, &[], Gather::Matching(&everybody)).await;
    let numbers = |jobs: Vec<Job>| jobs.iter().map(|job| job.number).collect::<Vec<_>>();
    let all = db.jobs(NOW, 10).await.expect("jobs");
    assert_eq!(numbers(all), [running, number]);
    assert_eq!(numbers(db.jobs(NOW, 1).await.expect("jobs")), [running]);
    assert!(
        db.jobs(NOW.plus_seconds(1), 9)
            .await
            .expect("jobs")
            .is_empty()
    );
    let mut tx = db.begin().await.expect("a transaction");
    assert!(!tx.purge_job(NOW).await.expect("a purge"), "none is older");
    let later = NOW.plus_seconds(1);
    assert!(tx.purge_job(later).await.expect("a purge"));
    assert!(
        !tx.purge_job(later).await.expect("a purge"),
        "the other one runs"
    );
    tx.commit().await.expect("a commit");
    assert_eq!(db.find_job(number).await.expect("a read"), None);
    assert!(db.find_job(running).await.expect("a read").is_some());
});
