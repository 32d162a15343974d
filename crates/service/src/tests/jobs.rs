//! Bulk changes.

use std::io::Cursor;

use domain::{
    Action, Fault, FaultKind, Field, GroupType, IntegrationUser, Job, JobKind, JobOutcome,
    JobRequest, JobState, MemberChange, MemberOp, PickedUser, Problem, Role, Selection, Status,
    SubjectKind, UserListQuery, VariableName, parse_q,
};

use super::{House, administrator, client, name, on_both, person, told};
use crate::Service;

fn picked(users: &[&IntegrationUser]) -> Selection {
    Selection::Picked(
        users
            .iter()
            .map(|user| PickedUser {
                party_number: user.party_number.clone(),
                version: user.version,
            })
            .collect(),
    )
}

fn matching(pairs: &[(&str, &str)]) -> Selection {
    Selection::Matching(Box::new(UserListQuery::from_pairs(pairs.iter().copied())))
}

fn request(kind: JobKind, groups: &[&str], selection: Selection) -> JobRequest {
    JobRequest {
        kind,
        groups: groups.iter().map(|group| name(group)).collect(),
        selection,
    }
}

async fn start(service: &Service, request: &JobRequest) -> Job {
    service
        .start_job(&administrator(), request)
        .await
        .expect("a job")
}

/// Lets all waiting jobs run and gives this one as it is then.
async fn run(service: &Service, job: &Job) -> Job {
    service.run_waiting_jobs().await.expect("they run");
    let jobs = service.jobs(&administrator()).await.expect("jobs");
    jobs.into_iter()
        .find(|one| one.number == job.number)
        .expect("the job")
}

fn known(service: &Service, client_id: &str) -> Option<(Status, i64)> {
    let known = service.gate().registry().find(client_id)?;
    Some((known.status, known.version))
}

on_both!(
    a_job_is_recorded_user_by_user_and_as_a_whole,
    async |house: House| {
        let service = &house.service;
        let one = house.user("one", &[]).await;
        let two = house.user("two", &[]).await;
        let three = house.user("three", &[]).await;
        service
            .set_status(&administrator(), &three.party_number, Status::Inactive)
            .await
            .expect("a change");
        service.load_gate().await.expect("users");
        let before = house.log().await.len();
        // Three was seen before it was inactivated.
        let asked = request(JobKind::Inactivate, &[], picked(&[&one, &two, &three]));
        let job = start(service, &asked).await;
        assert_eq!((job.state, job.counts.total), (JobState::Running, 3));
        assert_eq!(known(service, "one"), Some((Status::Active, 1)));
        let job = run(service, &job).await;
        assert_eq!(job.state, JobState::Finished);
        assert_eq!((job.counts.changed, job.counts.changed_meanwhile), (2, 1));
        // The gate heard of it at once.
        assert_eq!(known(service, "one"), Some((Status::Inactive, 2)));
        assert_eq!(known(service, "two"), Some((Status::Inactive, 2)));

        let log = house.log().await;
        assert_eq!(log.len(), before + 4);
        let entries: Vec<_> = log[..4].iter().rev().map(|entry| entry.action).collect();
        assert_eq!(
            entries,
            [
                Action::Started,
                Action::Inactivated,
                Action::Inactivated,
                Action::Finished
            ]
        );
        assert_eq!(log[0].subject_kind, SubjectKind::Job);
        assert_eq!(log[0].subject, job.number.to_string());
        assert_eq!(log[0].subject_label, "inactivate");
        assert_eq!(
            told(&log[0]),
            ["selected:  → 3", "changed:  → 2", "changedMeanwhile:  → 1"]
        );
        assert_eq!(told(&log[3]), ["selected:  → 3"]);
        assert!(
            log[..4]
                .iter()
                .all(|entry| entry.actor == administrator().actor())
        );

        let results = service
            .job_results(&person("Viewer", Role::Viewer), job.number, None)
            .await
            .expect("results");
        assert_eq!(results.rows.len(), 1);
        assert_eq!(results.rows[0].client_id, client("three"));
        assert_eq!(results.rows[0].outcome, JobOutcome::ChangedMeanwhile);
    }
);

on_both!(a_job_is_undone_by_its_reverse, async |house: House| {
    let service = &house.service;
    house.group("emea", "EMEA", GroupType::Sales).await;
    house.group("apac", "APAC", GroupType::Sales).await;
    let one = house.user("one", &["emea"]).await;
    let two = house.user("two", &[]).await;
    service.load_gate().await.expect("users");
    let asked = request(
        JobKind::AddToGroups,
        &["emea", "apac"],
        picked(&[&one, &two]),
    );
    let job = start(service, &asked).await;
    assert_eq!(
        service.undo_job(&administrator(), job.number).await,
        Err(Problem::StillRunning)
    );
    let job = run(service, &job).await;
    assert_eq!(job.counts.changed, 2);
    let groups = |client_id: &str| {
        let known = service.gate().registry().find(client_id).expect("a user");
        known.sales_groups.clone()
    };
    assert_eq!(groups("two"), [name("apac"), name("emea")]);
    let undo = service
        .undo_job(&administrator(), job.number)
        .await
        .expect("a job");
    assert_eq!(undo.reverses, Some(job.number));
    assert_eq!(undo.kind, JobKind::RemoveFromGroups);
    run(service, &undo).await;
    // One was in EMEA before and stays there.
    assert_eq!(groups("one"), [name("emea")]);
    assert_eq!(groups("two"), [] as [VariableName; 0]);
    let log = house.log().await;
    assert_eq!(
        told(&log[3]),
        ["selected:  → 2", "undoes:  → 1", "-APAC", "-EMEA"]
    );
    let unknown = service.undo_job(&administrator(), 99).await;
    assert_eq!(unknown, Err(Problem::NotFound));
});

on_both!(a_cancelled_job_goes_no_further, async |house: House| {
    let service = &house.service;
    house.user("one", &[]).await;
    let job = start(service, &request(JobKind::Inactivate, &[], matching(&[]))).await;
    let cancelled = service
        .cancel_job(&administrator(), job.number)
        .await
        .expect("the job");
    assert_eq!(cancelled.state, JobState::Cancelled);
    let log = house.log().await;
    assert_eq!(log[0].action, Action::Cancelled);
    assert_eq!(
        told(&log[0]),
        ["selected:  → 1", "changed:  → 0", "notReached:  → 1"]
    );
    let after = run(service, &job).await;
    assert_eq!(
        (after.state, after.counts.changed),
        (JobState::Cancelled, 0)
    );
    let again = service.cancel_job(&administrator(), job.number).await;
    assert_eq!(again, Ok(after));
    assert_eq!(house.log().await.len(), log.len());
    let unknown = service.cancel_job(&administrator(), 99).await;
    assert_eq!(unknown, Err(Problem::NotFound));
    let nothing = service.undo_job(&administrator(), job.number).await;
    assert_eq!(nothing, Err(Problem::NothingSelected));
});

on_both!(
    what_makes_no_sense_is_refused_in_words_and_leaves_nothing,
    async |house: House| {
        let service = &house.service;
        let one = house.user("one", &[]).await;
        house.group("emea", "EMEA", GroupType::Sales).await;
        let before = house.log().await.len();
        let groups = |kind| {
            Problem::Invalid(vec![Fault {
                field: Field::Groups,
                kind,
            }])
        };
        let many: Vec<String> = (0..51).map(|at| format!("group{at}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let mut nobody = one.clone();
        nobody.party_number = domain::PartyNumber::new("IU_nobody");
        for (asked, problem) in [
            (
                request(JobKind::Activate, &[], picked(&[])),
                Problem::NothingSelected,
            ),
            (
                request(
                    JobKind::Activate,
                    &[],
                    matching(&[("q", "nobody is called so")]),
                ),
                Problem::NothingSelected,
            ),
            (
                request(JobKind::Activate, &[], picked(&[&one, &nobody])),
                Problem::NotFound,
            ),
            (
                request(JobKind::AddToGroups, &[], picked(&[&one])),
                groups(FaultKind::Empty),
            ),
            (
                request(JobKind::AddToGroups, &many, picked(&[&one])),
                groups(FaultKind::TooLong {
                    most: 50,
                    chars: 51,
                }),
            ),
            (
                request(JobKind::AddToGroups, &["emea", "nowhere"], picked(&[&one])),
                Problem::UnknownGroups(vec![name("nowhere")]),
            ),
        ] {
            let refused = service.start_job(&administrator(), &asked).await;
            assert_eq!(refused, Err(problem), "{asked:?}");
        }
        assert_eq!(house.log().await.len(), before);
        assert_eq!(service.jobs(&administrator()).await, Ok(Vec::new()));
    }
);

on_both!(
    the_gate_hears_of_bulk_updates_and_of_members,
    async |house: House| {
        let service = &house.service;
        house.group("emea", "EMEA", GroupType::Sales).await;
        let one = house.user("one", &[]).await;
        house.user("two", &[]).await;
        service.load_gate().await.expect("users");
        let joined = [MemberChange {
            op: MemberOp::Add,
            login: one.login.clone(),
        }];
        service
            .change_members(&administrator(), &name("emea"), &joined)
            .await
            .expect("a change");
        let found = service.gate().registry().find("one").expect("a user");
        assert_eq!(found.sales_groups, [name("emea")]);
        let all = parse_q("partyId:{$gt:0}").expect("an expression");
        let set = service
            .bulk_set_status(&administrator(), &all, Status::Inactive)
            .await;
        assert_eq!(set, Ok(2));
        assert_eq!(known(service, "one"), Some((Status::Inactive, 3)));
        assert_eq!(known(service, "two"), Some((Status::Inactive, 2)));
        // It is a job as any other.
        let jobs = service.jobs(&administrator()).await.expect("jobs");
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].state, JobState::Finished);
    }
);

#[tokio::test]
async fn thousands_go_in_steps_and_another_process_goes_on_with_what_one_left() {
    let house = House::new().await;
    let lines: Vec<String> = (0..2_200)
        .map(|at| format!(r#"{{"integrationUser":{{"oauthClientId":"bulk-client-{at:05}"}}}}"#))
        .collect();
    house
        .service
        .import(
            &administrator(),
            Cursor::new(lines.join("\n").into_bytes()),
            &mut |_| {},
        )
        .await
        .expect("an import");
    let all = request(JobKind::Inactivate, &[], matching(&[("q", "bulk-client")]));
    let job = start(&house.service, &all).await;
    // A process that goes away after one step.
    let mut tx = house.service.store().begin().await.expect("a transaction");
    let now = house.service.now();
    tx.give_job(job.number, "gone", now)
        .await
        .expect("a runner");
    tx.step_job(job.number, "gone", 500, now)
        .await
        .expect("a step")
        .expect("its own");
    tx.commit().await.expect("a commit");
    let other = house.again().await;
    other.load_gate().await.expect("users");
    let still = run(&other, &job).await;
    assert_eq!(still.counts.changed, 500, "it may only be slow");
    assert!(!still.is_interrupted(other.now()));
    house.clock.forward(Job::INTERRUPTED_AFTER + 1);
    assert!(still.is_interrupted(other.now()));
    let done = run(&other, &job).await;
    assert_eq!(
        (done.state, done.counts.changed),
        (JobState::Finished, 2_200)
    );
    assert_eq!(
        known(&other, "bulk-client-02199"),
        Some((Status::Inactive, 2))
    );
}

#[tokio::test]
async fn a_job_runs_by_itself_and_is_kept_for_two_days() {
    let house = House::new().await;
    house.user("one", &[]).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn({
        let service = house.service.clone();
        async move { service.run_jobs(async { drop(stopped.await) }).await }
    });
    let job = start(
        &house.service,
        &request(JobKind::Inactivate, &[], matching(&[])),
    )
    .await;
    let mut now = job.clone();
    for _ in 0..200 {
        let jobs = house.service.jobs(&administrator()).await.expect("jobs");
        now = jobs.into_iter().next().expect("the job");
        if !now.is_running() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(now.state, JobState::Finished);
    drop(stop);
    running.await.expect("it stops");
    house.clock.forward(2 * 86_400 + 1);
    assert_eq!(house.service.jobs(&administrator()).await, Ok(Vec::new()));
    house.service.run_waiting_jobs().await.expect("they run");
    let gone = house
        .service
        .job_results(&administrator(), job.number, None)
        .await;
    assert_eq!(gone, Err(Problem::NotFound));
}
