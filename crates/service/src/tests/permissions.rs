//! Every use case × who asks, in one table.

use std::io::Cursor;

use domain::{
    ActivityQuery, CallLimitForm, Caller, Facet, GroupChange, GroupCollection, GroupListQuery,
    GroupType, InboundQuery, JobKind, JobRequest, PartyNumber, PickedUser, Problem, Role,
    Selection, Status, USER_ADMINISTRATORS, UserChange, UserCollection, UserListQuery, parse_q,
};

use super::{House, administrator, group_draft, name, person, user_draft};
use crate::transfer::{ExportProblem, ImportProblem};

/// Who may: everybody who is signed in, administrators, or only the operator.
#[derive(Clone, Copy, Debug, PartialEq)]
enum May {
    SignedIn,
    Administrators,
    Operator,
}

/// A use case that is missing here fails `every_use_case_is_in_the_table`.
const USE_CASES: [(&str, May); 44] = [
    ("list_users", May::SignedIn),
    ("count_users", May::SignedIn),
    ("user_facet", May::SignedIn),
    ("filtered_by", May::SignedIn),
    ("user", May::SignedIn),
    ("create_user", May::Administrators),
    ("update_user", May::Administrators),
    ("set_status", May::Administrators),
    ("undo_status", May::Administrators),
    ("bulk_set_status", May::Administrators),
    ("change_members", May::Administrators),
    ("unknown_logins", May::SignedIn),
    ("collect_users", May::SignedIn),
    ("collect_groups", May::SignedIn),
    ("collect_members", May::SignedIn),
    ("groups", May::SignedIn),
    ("group_choices", May::SignedIn),
    ("group", May::SignedIn),
    ("create_group", May::Administrators),
    ("update_group", May::Administrators),
    ("activity", May::SignedIn),
    ("new_sign_in_link", May::Operator),
    ("begin_sign_in", May::Operator),
    ("start_session", May::Operator),
    ("own_sessions", May::SignedIn),
    ("end_other_session", May::SignedIn),
    ("import", May::Administrators),
    ("export", May::Administrators),
    ("is_empty", May::SignedIn),
    ("inbound_calls", May::SignedIn),
    ("identity_providers", May::SignedIn),
    ("check_token", May::SignedIn),
    ("set_rate", May::Administrators),
    ("list_again", May::SignedIn),
    ("facet_again", May::SignedIn),
    ("user_again", May::SignedIn),
    ("newer_activity", May::SignedIn),
    ("start_job", May::Administrators),
    ("undo_job", May::Administrators),
    ("cancel_job", May::Administrators),
    ("jobs", May::SignedIn),
    ("job_results", May::SignedIn),
    ("call_limits", May::SignedIn),
    ("set_call_limit", May::Administrators),
];

/// These are about the token alone, which is what is checked of whoever brings it.
const BY_TOKEN: [&str; 6] = [
    "redeem_sign_in_link",
    "session",
    "session_unused",
    "listen",
    "end_session",
    "finish_sign_in",
];

/// What the program does by itself; no caller ever asks for it.
const BY_ITSELF: [&str; 11] = [
    "load_gate",
    "refresh_gate",
    "follow_gate",
    "write_calls",
    "keep_books",
    "tell_live",
    // Of a feed, which somebody has who was let in.
    "next",
    "goes_on",
    "run_jobs",
    "run_waiting_jobs",
    "keep_index",
];

#[expect(clippy::too_many_lines, reason = "a table: an arm for each use case")]
async fn call(house: &House, caller: &Caller, use_case: &str) -> Result<(), Problem> {
    let service = &house.service;
    let nobody = PartyNumber::new("IU_nobody");
    let query = UserListQuery::default();
    match use_case {
        "list_users" => service.list_users(caller, &query).await.map(drop),
        "count_users" => service.count_users(caller, &query).await.map(drop),
        "filtered_by" => service
            .filtered_by(caller, &UserListQuery::default())
            .await
            .map(drop),
        "user_facet" => service
            .user_facet(caller, &query, Facet::Status)
            .await
            .map(drop),
        "user" => service.user(caller, &nobody).await.map(drop),
        "create_user" => service
            .create_user(caller, user_draft("another-client", &[]))
            .await
            .map(drop),
        "update_user" => service
            .update_user(caller, &nobody, UserChange::default(), None)
            .await
            .map(drop),
        "set_status" => service
            .set_status(caller, &nobody, Status::Inactive)
            .await
            .map(drop),
        "undo_status" => service
            .undo_status(caller, &nobody, Status::Inactive, 1)
            .await
            .map(drop),
        "bulk_set_status" => {
            let all = parse_q("partyId:{$gt:0}").expect("an expression");
            service
                .bulk_set_status(caller, &all, Status::Inactive)
                .await
                .map(drop)
        }
        "change_members" => {
            service
                .change_members(caller, &name(USER_ADMINISTRATORS), &[])
                .await
        }
        "unknown_logins" => service.unknown_logins(caller, &[]).await.map(drop),
        "collect_users" => service
            .collect_users(caller, &UserCollection::default())
            .await
            .map(drop),
        "collect_groups" => service
            .collect_groups(caller, &GroupCollection::default())
            .await
            .map(drop),
        "collect_members" => service
            .collect_members(caller, &name("nowhere"), &UserCollection::default())
            .await
            .map(drop),
        "groups" => service
            .groups(caller, &GroupListQuery::default())
            .await
            .map(drop),
        "group_choices" => service.group_choices(caller).await.map(drop),
        "group" => service.group(caller, &name("nowhere")).await.map(drop),
        "create_group" => service
            .create_group(caller, group_draft("emea", "EMEA", GroupType::Sales))
            .await
            .map(drop),
        "update_group" => {
            let change = GroupChange::default();
            service
                .update_group(caller, &name("nowhere"), change, 1)
                .await
                .map(drop)
        }
        "activity" => service
            .activity(caller, &ActivityQuery::default())
            .await
            .map(drop),
        "new_sign_in_link" => service
            .new_sign_in_link(caller, Role::Viewer)
            .await
            .map(drop),
        "begin_sign_in" => service.begin_sign_in(caller, None).await.map(drop),
        "start_session" => service
            .start_session(caller, &super::sign_in::jane(Role::Viewer))
            .await
            .map(drop),
        "own_sessions" => service
            .own_sessions(caller, &session(house).await)
            .await
            .map(drop),
        "end_other_session" => {
            service
                .end_other_session(caller, &session(house).await, "none")
                .await
        }
        "import" => match service
            .import(caller, Cursor::new(Vec::new()), &mut |_| {})
            .await
        {
            Err(ImportProblem::Stopped { problem, .. }) => Err(problem),
            other => other.map(drop).map_err(|error| panic!("{error}")),
        },
        "export" => match service.export(caller, Vec::new()).await {
            Err(ExportProblem::Stopped(problem)) => Err(problem),
            other => other.map(drop).map_err(|error| panic!("{error}")),
        },
        "is_empty" => service.is_empty(caller).await.map(drop),
        "inbound_calls" => service
            .inbound_calls(caller, &InboundQuery::default())
            .await
            .map(drop),
        "identity_providers" => service.identity_providers(caller).await.map(drop),
        "set_rate" => service.set_rate(caller, &nobody, None).await.map(drop),
        "list_again" => service.list_again(caller, &query, &[], 0).await.map(drop),
        "facet_again" => service
            .facet_again(caller, &query, Facet::Status, 0)
            .await
            .map(drop),
        "user_again" => service.user_again(caller, &nobody, 1).await.map(drop),
        "newer_activity" => service
            .newer_activity(caller, &ActivityQuery::default(), 0)
            .await
            .map(drop),
        "call_limits" => service.call_limits(caller, &nobody).await.map(drop),
        "set_call_limit" => service
            .set_call_limit(caller, &nobody, &CallLimitForm::default())
            .await
            .map(drop),
        "check_token" => service.check_token(caller, "no token").await.map(drop),
        "start_job" => {
            let request = JobRequest {
                kind: JobKind::Inactivate,
                groups: Vec::new(),
                selection: Selection::Picked(vec![PickedUser {
                    party_number: nobody,
                    version: 1,
                }]),
            };
            service.start_job(caller, &request).await.map(drop)
        }
        "undo_job" => service.undo_job(caller, 1).await.map(drop),
        "cancel_job" => service.cancel_job(caller, 1).await.map(drop),
        "jobs" => service.jobs(caller).await.map(drop),
        "job_results" => service.job_results(caller, 1, None).await.map(drop),
        unknown => panic!("{unknown} is not called"),
    }
}

async fn session(house: &House) -> String {
    let service = &house.service;
    let link = service
        .new_sign_in_link(&Caller::System, Role::Viewer)
        .await
        .expect("a link");
    let token = service
        .redeem_sign_in_link(link.as_str())
        .await
        .expect("an answer")
        .expect("a session");
    token.as_str().to_owned()
}

#[tokio::test]
async fn each_caller_gets_what_it_may_and_no_more() {
    for (use_case, may) in USE_CASES {
        for caller in [
            Caller::Anonymous,
            person("Viewer", Role::Viewer),
            administrator(),
            Caller::System,
        ] {
            let house = House::new().await;
            let refusal = match (&caller, may) {
                (Caller::Anonymous, _) => Some(Problem::SignInNeeded),
                (
                    Caller::Person {
                        role: Role::Viewer, ..
                    },
                    May::Administrators,
                )
                | (Caller::Person { .. }, May::Operator) => Some(Problem::NotAllowed),
                _ => None,
            };
            let answer = call(&house, &caller, use_case).await;
            match refusal {
                Some(refusal) => {
                    assert_eq!(answer, Err(refusal), "{use_case} for {caller:?}");
                    let unwritten = house
                        .log()
                        .await
                        .iter()
                        .all(|entry| entry.subject == "Viewer");
                    assert!(unwritten, "{use_case} for {caller:?} wrote");
                }
                None => assert!(
                    matches!(answer, Ok(()) | Err(Problem::NotFound)),
                    "{use_case} for {caller:?}: {answer:?}"
                ),
            }
        }
    }
}

#[test]
fn every_use_case_is_in_the_table() {
    let sources = [
        include_str!("../activity.rs"),
        include_str!("../admission.rs"),
        include_str!("../bulk.rs"),
        include_str!("../collections.rs"),
        include_str!("../follower.rs"),
        include_str!("../groups.rs"),
        include_str!("../inbound.rs"),
        include_str!("../indexing.rs"),
        include_str!("../jobs/mod.rs"),
        include_str!("../jobs/run.rs"),
        include_str!("../lib.rs"),
        include_str!("../live/feed.rs"),
        include_str!("../live/mod.rs"),
        include_str!("../live/pages.rs"),
        include_str!("../listing.rs"),
        include_str!("../loading.rs"),
        include_str!("../rates.rs"),
        include_str!("../sessions.rs"),
        include_str!("../sign_in.rs"),
        include_str!("../transfer/export.rs"),
        include_str!("../transfer/import.rs"),
        include_str!("../users.rs"),
    ];
    let mut found = 0;
    for source in sources {
        for (at, start) in source.match_indices("pub async fn ") {
            let rest = &source[at + start.len()..];
            let use_case = &rest[..rest.find(['<', '(']).expect("a parenthesis")];
            let listed = USE_CASES.iter().any(|(listed, _)| *listed == use_case)
                || BY_TOKEN.contains(&use_case)
                || BY_ITSELF.contains(&use_case);
            assert!(listed, "{use_case} is not in the table of permissions");
            found += 1;
        }
    }
    assert_eq!(found, USE_CASES.len() + BY_TOKEN.len() + BY_ITSELF.len());
}
