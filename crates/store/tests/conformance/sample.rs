//! Things to test with.

use domain::{
    Action, Actor, Change, ClientId, Description, GroupDraft, GroupType, IntegrationUser, Label,
    Login, PartyId, PartyNumber, Refusal, SearchTerm, Status, SubjectKind, Timestamp, UserDraft,
    VariableName,
};
use store::{
    CallBatch, NewActivity, NewRefusedCall, NewUser, NewUserIds, Store, StoreError, Tx, UserImport,
};

/// 2026-01-01T00:00:00Z.
pub const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

const FIRST_ID: i64 = 300_000_000_000_000_000;

pub fn id(number: i64) -> PartyId {
    PartyId(FIRST_ID + number)
}

pub fn number(number: i64) -> PartyNumber {
    PartyNumber::new(format!("IU_{number:011}"))
}

pub fn login(number: i64) -> Login {
    Login::from_random(u128::try_from(number).expect("not negative") * 0x1_0001_0001)
}

pub fn client(text: &str) -> ClientId {
    text.parse().expect("a client id")
}

pub fn name(text: &str) -> VariableName {
    text.parse().expect("a variable name")
}

pub fn term(text: &str) -> SearchTerm {
    SearchTerm::parse(text).expect("a term")
}

pub fn draft(client_id: &str) -> UserDraft {
    UserDraft {
        client_id: client(client_id),
        name: "".parse().expect("a name"),
        email: "".parse().expect("an address"),
        description: Description::default(),
        status: Status::Active,
        groups: Vec::new(),
    }
}

pub fn named(client_id: &str, name: &str) -> UserDraft {
    UserDraft {
        name: name.parse().expect("a name"),
        ..draft(client_id)
    }
}

pub fn new_user(at: i64, draft: UserDraft) -> NewUser {
    NewUser {
        party_id: id(at),
        party_number: number(at),
        login: login(at),
        draft,
        now: NOW.plus_seconds(at),
    }
}

pub async fn try_add(
    store: &Store,
    at: i64,
    draft: UserDraft,
) -> Result<IntegrationUser, StoreError> {
    let mut tx = store.begin().await?;
    let user = tx.insert_user(&new_user(at, draft)).await?;
    tx.commit().await?;
    Ok(user)
}

pub async fn add(store: &Store, at: i64, draft: UserDraft) -> IntegrationUser {
    try_add(store, at, draft)
        .await
        .expect("a user that can be made")
}

pub fn group_draft(variable_name: &str, label: &str, kind: GroupType) -> GroupDraft {
    GroupDraft {
        variable_name: name(variable_name),
        label: Label::stored(label),
        kind,
        description: Description::default(),
    }
}

pub async fn add_group(store: &Store, variable_name: &str, label: &str, kind: GroupType) {
    let mut tx = store.begin().await.expect("a transaction");
    let draft = group_draft(variable_name, label, kind);
    tx.insert_group(&draft, NOW)
        .await
        .expect("a group that can be made");
    tx.commit().await.expect("a commit");
}

/// Notes down when these last called.
pub async fn touch(tx: &mut Tx, last_used: Vec<(PartyId, Timestamp)>) {
    let calls = CallBatch {
        last_used,
        ..CallBatch::default()
    };
    tx.write_calls(&calls).await.expect("a write");
}

pub fn imported(at: i64, client_id: &str) -> UserImport {
    UserImport {
        ids: NewUserIds {
            party_id: id(at),
            party_number: number(at),
            login: login(at),
        },
        party_number: None,
        client_id: client(client_id),
        name: None,
        email: None,
        description: None,
        status: None,
        date_added: None,
        last_used: None,
        groups: None,
    }
}

pub fn entry(subject: &str, action: Action) -> NewActivity {
    NewActivity {
        at: NOW,
        actor: Actor::Person("Administrator".to_owned()),
        action,
        subject_kind: SubjectKind::User,
        subject: subject.to_owned(),
        subject_label: "3f0c".to_owned(),
        change: Change::default(),
    }
}

/// So many seconds after [`NOW`].
pub fn refusal(seconds: i64, client_id: Option<&str>, user: Option<i64>) -> NewRefusedCall {
    NewRefusedCall {
        at: NOW.plus_seconds(seconds),
        reason: if user.is_some() {
            Refusal::Inactive
        } else {
            Refusal::UnknownClient
        },
        detail: "in words".to_owned(),
        client_id: client_id.map(client),
        party_id: user.map(id),
    }
}
